/**
 * The people of a tenant. It knows neither sessions nor chats.
 */
import type { Database, Queryable } from './database.js';
import { ApiError } from '../errors.js';
import { checkPassword, hashPassword } from './passwords.js';
import type { Tenant } from './tenants.js';

/** What a user may see: an administrator the figures of the tenant too. */
export type Role = 'member' | 'admin';

/** A user as the API shows it. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly full_name: string;
  readonly tenant_id: string;
  readonly role: Role;
}

/** A user as stored: the columns that `USER_COLUMNS` names. */
export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly full_name: string;
  readonly role: Role;
}

export const USER_COLUMNS = 'users.id, users.email, users.full_name, users.role';

/**
 * Somebody as an identity provider names them. Their address makes them nobody else: an account
 * with the same one and a password stays another person's.
 */
export interface ForeignPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string;
  readonly fullName: string;
}

/** Registering and recognising users; an address is a different person in each tenant. */
export class Users {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The person an identity provider names, made at first sight. @throws ApiError if the tenant is full. */
  async meet(tenant: Tenant, person: ForeignPerson): Promise<User> {
    const { issuer, subject, email, fullName } = person;
    return this.#database.asTenant(tenant.id, async (queryable) => {
      const find = () =>
        queryable.query<UserRow>(
          `update users set email = $3, full_name = $4 where issuer = $1 and subject = $2
           returning ${USER_COLUMNS}`,
          [issuer, subject, normalised(email), fullName],
        );
      const [known] = await find();
      if (known !== undefined) return userOf(known, tenant);
      await insistOnRoom(queryable, tenant);
      const [made] = await queryable.query<UserRow>(
        `insert into users (issuer, subject, email, full_name) values ($1, $2, $3, $4)
         on conflict (issuer, subject) where issuer is not null do nothing
         returning ${USER_COLUMNS}`,
        [issuer, subject, normalised(email), fullName],
      );
      // Two calls of one page may meet the same person at once.
      const [row] = made === undefined ? await find() : [made];
      if (row === undefined) throw new Error('The user was not stored');
      return userOf(row, tenant);
    });
  }

  /** Whether the address is registered. */
  async has(tenant: Tenant, email: string): Promise<boolean> {
    const rows = await this.#database.asTenant(tenant.id, (queryable) =>
      queryable.query('select 1 from users where email = $1 and password_hash is not null', [
        normalised(email),
      ]),
    );
    return rows.length > 0;
  }

  /** Gives the account with this address and a password another role. */
  async appoint(tenant: Tenant, email: string, role: Role): Promise<void> {
    await this.#database.asTenant(tenant.id, (queryable) =>
      queryable.query('update users set role = $2 where email = $1 and password_hash is not null', [
        normalised(email),
        role,
      ]),
    );
  }

  /** Makes a member. @throws ApiError if the address is taken or the tenant is full. */
  async register(tenant: Tenant, email: string, password: string, fullName: string): Promise<User> {
    const hash = await hashPassword(password);
    return this.#database.asTenant(tenant.id, async (queryable) => {
      await insistOnRoom(queryable, tenant);
      const [row] = await queryable.query<UserRow>(
        `insert into users (email, full_name, password_hash) values ($1, $2, $3)
         on conflict (email) where password_hash is not null do nothing
         returning ${USER_COLUMNS}`,
        [normalised(email), fullName, hash],
      );
      if (row === undefined) {
        throw new ApiError(409, 'EMAIL_ALREADY_REGISTERED', 'This email is already registered');
      }
      return userOf(row, tenant);
    });
  }

  /** The user with this email and password. @throws ApiError 401 that does not say which is wrong. */
  async recognise(tenant: Tenant, email: string, password: string): Promise<User> {
    const [row] = await this.#database.asTenant(tenant.id, (queryable) =>
      queryable.query<UserRow & { password_hash: string }>(
        `select ${USER_COLUMNS}, password_hash from users
         where email = $1 and password_hash is not null`,
        [normalised(email)],
      ),
    );
    const right = await checkPassword(password, row?.password_hash);
    if (row === undefined || !right) {
      throw new ApiError(401, 'INVALID_CREDENTIALS', 'Email or password is wrong');
    }
    return userOf(row, tenant);
  }
}

async function insistOnRoom(queryable: Queryable, tenant: Tenant): Promise<void> {
  const [count] = await queryable.query<{ users: number }>(
    'select count(*)::int as users from users',
  );
  if (count === undefined || count.users < tenant.limits.users) return;
  throw new ApiError(403, 'USER_LIMIT_REACHED', 'This tenant has no room for another user', {
    details: { limit: tenant.limits.users },
  });
}

function normalised(email: string): string {
  return email.trim().toLowerCase();
}

/** A stored user as the API shows it. */
export function userOf({ id, email, full_name, role }: UserRow, tenant: Tenant): User {
  return { id, email, full_name, tenant_id: tenant.id, role };
}
