/**
 * The door to PostgreSQL, embedded or external: transactions as the owner, and transactions as
 * one tenant, in which the database itself refuses every other schema. It knows no table.
 */

/** Runs SQL inside a transaction; parameters are `$1`, `$2`, … */
export interface Queryable {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** One PostgreSQL, whichever it is. */
export interface Driver {
  transaction<Result>(work: (queryable: Queryable) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** The schema and the role of a tenant, both derived from its id. */
export interface TenantPlace {
  readonly schema: string;
  readonly role: string;
}

/** Names the schema and the role of a tenant id. @throws Error if the id is no plain slug. */
export function placeOf(tenantId: string): TenantPlace {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(tenantId)) {
    throw new Error(`"${tenantId}" is no tenant id: use 1 to 40 of a-z, 0-9 and inner hyphens.`);
  }
  const name = tenantId.replaceAll('-', '_');
  return { schema: `tenant_${name}`, role: `miptech_tenant_${name}` };
}

/** PostgreSQL with one schema a tenant. */
export class Database {
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** A transaction as the owner of everything: for migrations and the platform's own tables. */
  asOwner<Result>(work: (queryable: Queryable) => Promise<Result>): Promise<Result> {
    return this.#driver.transaction(work);
  }

  /** A transaction as the tenant's own role, which has no right to any other tenant's schema. */
  asTenant<Result>(
    tenantId: string,
    work: (queryable: Queryable) => Promise<Result>,
  ): Promise<Result> {
    const { schema, role } = placeOf(tenantId);
    return this.#driver.transaction(async (queryable) => {
      // Both are local to the transaction, so a pooled connection never carries a tenant over.
      await queryable.query(`set local role "${role}"`);
      await queryable.query(`select set_config('search_path', $1, true)`, [schema]);
      return work(queryable);
    });
  }

  close(): Promise<void> {
    return this.#driver.close();
  }
}
