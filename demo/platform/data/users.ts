/**
 * The people of a tenant. It knows neither sessions nor chats.
 */
import type { Database } from './database.js';
import { ApiError } from '../errors.js';
import { checkPassword, hashPassword } from './passwords.js';
import type { Tenant } from './tenants.js';

/** A user as the API shows it. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly full_name: string;
  readonly tenant_id: string;
}

interface UserRow {
  id: string;
  email: string;
  full_name: string;
  password_hash: string;
}

/** Registering and recognising users; an address is a different person in each tenant. */
export class Users {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whether the address is registered. */
  async has(tenant: Tenant, email: string): Promise<boolean> {
    const rows = await this.#database.asTenant(tenant.id, (queryable) =>
      queryable.query('select 1 from users where email = $1', [normalised(email)]),
    );
    return rows.length > 0;
  }

  /** @throws ApiError if the address is taken or the tenant is full. */
  async register(tenant: Tenant, email: string, password: string, fullName: string): Promise<User> {
    const hash = await hashPassword(password);
    return this.#database.asTenant(tenant.id, async (queryable) => {
      const [count] = await queryable.query<{ users: number }>(
        'select count(*)::int as users from users',
      );
      if (count !== undefined && count.users >= tenant.limits.users) {
        throw new ApiError(403, 'USER_LIMIT_REACHED', 'This tenant has no room for another user', {
          details: { limit: tenant.limits.users },
        });
      }
      const [row] = await queryable.query<UserRow>(
        `insert into users (email, full_name, password_hash) values ($1, $2, $3)
         on conflict (email) do nothing returning id, email, full_name, password_hash`,
        [normalised(email), fullName, hash],
      );
      if (row === undefined) {
        throw new ApiError(409, 'EMAIL_ALREADY_REGISTERED', 'This email is already registered');
      }
      return shown(row, tenant);
    });
  }

  /** The user with this email and password. @throws ApiError 401 that does not say which is wrong. */
  async recognise(tenant: Tenant, email: string, password: string): Promise<User> {
    const [row] = await this.#database.asTenant(tenant.id, (queryable) =>
      queryable.query<UserRow>(
        'select id, email, full_name, password_hash from users where email = $1',
        [normalised(email)],
      ),
    );
    const right = await checkPassword(password, row?.password_hash);
    if (row === undefined || !right) {
      throw new ApiError(401, 'INVALID_CREDENTIALS', 'Email or password is wrong');
    }
    return shown(row, tenant);
  }
}

function normalised(email: string): string {
  return email.trim().toLowerCase();
}

function shown(row: UserRow, tenant: Tenant): User {
  return { id: row.id, email: row.email, full_name: row.full_name, tenant_id: tenant.id };
}
