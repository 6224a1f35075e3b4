/**
 * The tenants and the demo users a new platform starts with. It does not know how they are stored.
 */
import type { Role } from './users.js';

/** What a tenant may use; an absent feature is off. */
export type Features = Readonly<Record<string, boolean>>;

/** What a tenant may use at most. */
export interface Limits {
  readonly users: number;
  readonly messages_per_day: number;
  readonly concurrent_connections: number;
  readonly api_calls_per_minute: number;
}

/** A tenant as it is written into the database at each start. */
export interface TenantSeed {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
  readonly features: Features;
  readonly limits: Limits;
  /** Whether the demo users belong to it. */
  readonly demoUsers: boolean;
}

const LIMITS: Limits = {
  users: 1000,
  messages_per_day: 10_000,
  concurrent_connections: 100,
  api_calls_per_minute: 1000,
};

/** Two tenants that want a sign-in, and one whose chat is open to everybody. */
export const SEEDED_TENANTS: readonly TenantSeed[] = [
  {
    id: 'miptech-company',
    name: 'MIPTech Company',
    plan: 'enterprise',
    features: {
      chat: true,
      ai_responses: true,
      document_upload: true,
      user_management: true,
      public_chat: false,
    },
    limits: LIMITS,
    demoUsers: true,
  },
  {
    id: 'acme-corp',
    name: 'Acme Corporation',
    plan: 'business',
    features: {
      chat: true,
      ai_responses: true,
      document_upload: false,
      user_management: true,
      public_chat: false,
    },
    limits: LIMITS,
    demoUsers: true,
  },
  {
    id: 'public-demo',
    name: 'Public demo',
    plan: 'free',
    features: {
      chat: true,
      ai_responses: true,
      document_upload: false,
      user_management: false,
      public_chat: true,
    },
    limits: { ...LIMITS, users: 10, messages_per_day: 1000 },
    demoUsers: false,
  },
];

/** A person of the demo, to be made where the account is missing. */
export interface DemoUser {
  readonly email: string;
  readonly password: string;
  readonly fullName: string;
  readonly role: Role;
}

/** The sign-in that every tenant with `demoUsers` knows: a different person in each of them. */
export const DEMO_SIGN_IN: DemoUser = {
  email: 'demo@example.com',
  password: 'demo-password',
  fullName: 'Demo User',
  role: 'admin',
};

/** Somebody who is no administrator, in the same tenants. */
export const SECOND_SIGN_IN: DemoUser = {
  email: 'second@example.com',
  password: 'demo-password',
  fullName: 'Second User',
  role: 'member',
};
