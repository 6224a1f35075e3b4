/**
 * The /auth calls. It does not know how passwords, tokens or sessions are kept.
 */
import { Hono } from 'hono';
import type { Sessions } from '../data/sessions.js';
import type { Tenant } from '../data/tenants.js';
import type { Users } from '../data/users.js';
import { ApiError } from '../errors.js';
import { readBody, type Field } from './body.js';
import { identityOf, withFeature, type ApiEnv } from './context.js';
import { success } from './envelope.js';

const EMAIL: Field = { email: true, most: 254 };
const TENANT: Field = { optional: true, most: 64 };

/** Register, login, refresh, logout and me; the answers with tokens are bare, as in the guide. */
export function authRoutes(users: Users, sessions: Sessions): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .post('/register', withFeature('user_management'), async (c) => {
      const body = await readBody(c, {
        email: EMAIL,
        password: { secret: true, least: 8, most: 1024 },
        full_name: { least: 1, most: 200 },
        tenant_id: TENANT,
      });
      const tenant = c.get('tenant');
      insistOnTenant(tenant, body.tenant_id);
      const { email = '', password = '', full_name: fullName = '' } = body;
      const user = await users.register(tenant, email, password, fullName.trim());
      return c.json(await sessions.open(tenant, user), 201);
    })
    .post('/login', async (c) => {
      const body = await readBody(c, {
        email: EMAIL,
        password: { secret: true, least: 1, most: 1024 },
        tenant_id: TENANT,
      });
      const tenant = c.get('tenant');
      insistOnTenant(tenant, body.tenant_id);
      const user = await users.recognise(tenant, body.email ?? '', body.password ?? '');
      return c.json(await sessions.open(tenant, user));
    })
    .post('/refresh', async (c) => {
      const body = await readBody(c, { refresh_token: { secret: true, least: 1, most: 4096 } });
      return c.json(await sessions.rotate(c.get('tenant'), body.refresh_token ?? ''));
    })
    .post('/logout', async (c) => {
      const { sessionId } = identityOf(c);
      // A sign-in that an identity provider keeps is ended there.
      if (sessionId !== undefined) await sessions.revoke(c.get('tenant'), sessionId, 'logout');
      return success(c, { logged_out: true }, 'Signed out');
    })
    .get('/me', (c) => c.json(identityOf(c).user));
}

function insistOnTenant(tenant: Tenant, given: string | undefined): void {
  if (given !== undefined && given !== tenant.id) {
    throw new ApiError(403, 'TENANT_MISMATCH', 'tenant_id is not the tenant of the header', {
      details: { tenant_id: tenant.id },
    });
  }
}
