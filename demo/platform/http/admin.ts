/**
 * The /admin calls: what a tenant may use, and what it uses. It changes nothing.
 */
import { Hono } from 'hono';
import type { Database } from '../data/database.js';
import { countStored } from '../data/usage.js';
import type { Settings } from '../settings.js';
import { administrator, type ApiEnv } from './context.js';
import { success } from './envelope.js';

/** Tenant (open, as the guide's check without a token) and stats (for administrators). */
export function adminRoutes(
  database: Database,
  settings: Settings,
  openConnections: (tenantId: string) => number,
): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .get('/tenant', (c) => {
      const { id, name, status, plan, features, limits } = c.get('tenant');
      return success(c, {
        tenant_id: id,
        name,
        status,
        plan,
        features,
        limits: {
          ...limits,
          messages_per_day: settings.messagesPerDay ?? limits.messages_per_day,
          concurrent_connections: settings.connectionsPerTenant ?? limits.concurrent_connections,
          requests_per_minute: settings.requestsPerMinute,
          burst_size: settings.requestBurst,
          websocket_messages_per_minute: settings.socketMessagesPerMinute,
        },
      });
    })
    .get('/stats', administrator(settings.debug), async (c) => {
      const tenant = c.get('tenant');
      const stored = await countStored(database, tenant);
      return success(c, {
        tenant_id: tenant.id,
        ...stored,
        active_connections: openConnections(tenant.id),
      });
    });
}
