/**
 * Who can sign in at the demo identity provider, and to which tenant each belongs. It does not
 * know how a sign-in goes.
 */

export interface Person {
  /** What `sub` says: never the address, which may change. */
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly tenant: string;
}

/** One person in each tenant that wants a sign-in; all have the demo password. */
export const PEOPLE: readonly Person[] = [
  {
    id: 'staff-1',
    email: 'demo@example.com',
    name: 'Demo User',
    tenant: 'miptech-company',
  },
  {
    id: 'staff-2',
    email: 'second@example.com',
    name: 'Second User',
    tenant: 'miptech-company',
  },
  {
    id: 'staff-3',
    email: 'acme@example.com',
    name: 'Acme User',
    tenant: 'acme-corp',
  },
];

export const PASSWORD = 'demo-password';

/** The person with this address and password; undefined where either is wrong. */
export function personBy(email: string, password: string): Person | undefined {
  const wanted = email.trim().toLowerCase();
  return password === PASSWORD ? PEOPLE.find((person) => person.email === wanted) : undefined;
}
