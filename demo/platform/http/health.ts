/**
 * GET /health: whether the platform can answer, service by service. It does not start any.
 */
import { Hono } from 'hono';
import type { Database } from '../data/database.js';
import type { Readiness } from '../readiness.js';
import type { ApiEnv } from './context.js';

/** The health route. */
export function healthRoutes(database: Database, readiness: Readiness): Hono<ApiEnv> {
  const began = performance.now();
  return new Hono<ApiEnv>().get('/health', async (c) => {
    const tenant = c.get('tenant');
    const reachable = await database
      .asTenant(tenant.id, (queryable) => queryable.query('select 1 from users limit 1'))
      .then(
        () => true,
        () => false,
      );
    const { ready } = readiness;
    const status = !reachable ? 'unhealthy' : ready ? 'healthy' : 'initializing';
    return c.json(
      {
        status,
        ai_services_ready: ready && reachable,
        tenant_id: tenant.id,
        services: {
          ...readiness.services,
          tenant_database: reachable ? 'ready' : 'unavailable',
          // Sessions of the socket, limits and the search index live in this process's memory.
          cache_layer: 'ready',
        },
        uptime_seconds: Math.round((performance.now() - began) / 1000),
        timestamp: new Date().toISOString(),
      },
      reachable ? 200 : 503,
    );
  });
}
