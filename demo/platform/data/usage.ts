/**
 * Counting: the messages of a day, and the figures of a tenant. It does not know who asks.
 */
import { rateLimited } from '../errors.js';
import type { Database, Queryable } from './database.js';
import type { Tenant } from './tenants.js';

/** Counts one message of today (UTC) in the caller's transaction. @throws ApiError 429 */
export async function countMessage(queryable: Queryable, limit: number): Promise<void> {
  const [row] = await queryable.query<{ messages: number; left: number }>(
    `insert into daily_usage (day, messages) values ((now() at time zone 'utc')::date, 1)
     on conflict (day) do update set messages = daily_usage.messages + 1
     returning messages, ceil(extract(epoch from
       (day + 1)::timestamp - (now() at time zone 'utc')))::int as left`,
  );
  if (row !== undefined && row.messages > limit) {
    throw rateLimited(limit, '1 day', row.left, row.messages);
  }
}

/** What a tenant's database holds. */
export interface Stored {
  readonly users: number;
  readonly chats: number;
  readonly messages: number;
  readonly messages_today: number;
  readonly active_sessions: number;
}

export async function countStored(database: Database, tenant: Tenant): Promise<Stored> {
  const [row] = await database.asTenant(tenant.id, (queryable) =>
    queryable.query<Stored>(
      `select (select count(*)::int from users) as users,
         (select count(*)::int from chats) as chats,
         (select count(*)::int from messages) as messages,
         coalesce((select messages from daily_usage
           where day = (now() at time zone 'utc')::date), 0) as messages_today,
         (select count(*)::int from sessions where revoked_at is null) as active_sessions`,
    ),
  );
  if (row === undefined) throw new Error('Nothing was counted');
  return row;
}
