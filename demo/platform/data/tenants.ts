/**
 * The tenants: written from the settings at each start, read by id. It does not know their users.
 */
import type { Database } from './database.js';
import { preparePlatform, prepareTenant } from './schema.js';
import type { Features, Limits, TenantSeed } from './seed.js';

/** A tenant as requests see it. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly plan: string;
  readonly features: Features;
  readonly limits: Limits;
}

/** Creates what is missing, brings the tenants up to date and returns those that are stored. */
export async function prepareTenants(
  database: Database,
  seeds: readonly TenantSeed[],
): Promise<ReadonlyMap<string, Tenant>> {
  await database.asOwner(preparePlatform);
  for (const seed of seeds) {
    await database.asOwner(async (queryable) => {
      await prepareTenant(queryable, seed.id);
      await queryable.query(
        `insert into platform.tenants (id, name, plan, features, limits)
         values ($1, $2, $3, $4::jsonb, $5::jsonb)
         on conflict (id) do update set name = excluded.name, plan = excluded.plan,
           features = excluded.features, limits = excluded.limits`,
        [seed.id, seed.name, seed.plan, JSON.stringify(seed.features), JSON.stringify(seed.limits)],
      );
    });
  }
  const rows = await database.asOwner((queryable) =>
    queryable.query<Tenant>(
      'select id, name, status, plan, features, limits from platform.tenants order by created_at',
    ),
  );
  return new Map(rows.map((tenant) => [tenant.id, tenant]));
}
