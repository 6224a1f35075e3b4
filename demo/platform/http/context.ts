/**
 * What every API call passes: an id, the tenant, who asks, and the limits. It does not know what
 * the call is for.
 */
import { createMiddleware } from 'hono/factory';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Recognition } from '../data/recognition.js';
import type { Identity } from '../data/sessions.js';
import type { Tenant } from '../data/tenants.js';
import { ApiError, rateLimited, ValidationError } from '../errors.js';
import { TokenBuckets, type Verdict } from '../rate-limit.js';

/** What handlers find in hono's context. */
export interface ApiEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    tenant: Tenant;
    /** Absent for calls without a token. */
    identity: Identity | undefined;
  };
}

/** What the gate needs to know. */
export interface GateOptions {
  readonly tenants: ReadonlyMap<string, Tenant>;
  readonly recognition: Recognition;
  readonly debug: boolean;
  readonly requestsPerMinute: number;
  readonly requestBurst: number;
}

// Health is polled by pages that wait for the platform: limited, but so that nobody notices.
const HEALTH_FACTOR = 10;

/** The tenant, the limits and the identity of each API call, checked in this order. */
export function gate({
  tenants,
  recognition,
  debug,
  requestsPerMinute,
  requestBurst,
}: GateOptions) {
  const callers = new TokenBuckets(requestsPerMinute, requestBurst);
  const health = new TokenBuckets(requestsPerMinute * HEALTH_FACTOR, requestBurst * HEALTH_FACTOR);
  const whole = new Map<string, TokenBuckets>();
  const ofTenant = ({ id, limits }: Tenant): Verdict => {
    let bucket = whole.get(id);
    if (bucket === undefined) {
      const limit = limits.api_calls_per_minute;
      bucket = new TokenBuckets(limit, limit);
      whole.set(id, bucket);
    }
    return bucket.take(id);
  };
  return createMiddleware<ApiEnv>(async (c, next) => {
    const address = c.env.incoming.socket.remoteAddress ?? 'unknown';
    const tenant = tenantOf(c, tenants, debug);
    c.set('tenant', tenant);
    if (c.req.path.endsWith('/health')) {
      insist(health.take(address), health.perMinute);
      await next();
      return;
    }
    let identity: Identity | undefined;
    let refusal: unknown;
    try {
      const token = bearerOf(c.req.header('authorization'));
      if (token !== undefined) identity = await recognition.identify(tenant, token);
    } catch (error) {
      refusal = error;
    }
    // A wrong token counts against the address, so that trying many is limited too.
    const caller = identity === undefined ? `address ${address}` : `user ${identity.user.id}`;
    insist(callers.take(`${tenant.id} ${caller}`), requestsPerMinute);
    insist(ofTenant(tenant), tenant.limits.api_calls_per_minute);
    if (refusal !== undefined) throw refusal as Error;
    c.set('identity', identity);
    await next();
  });
}

/** Lets the call pass only with a token; in debug mode also without one. */
export function signedIn(debug: boolean) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    if (c.get('identity') === undefined && !debug) throw authRequired();
    await next();
  });
}

/** Lets the call pass only for an administrator; in debug mode also without a token. */
export function administrator(debug: boolean) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const identity = c.get('identity');
    if (identity === undefined && !debug) throw authRequired();
    if (identity !== undefined && identity.user.role !== 'admin') {
      throw new ApiError(403, 'ADMIN_REQUIRED', 'This is for administrators', {
        details: { required_role: 'admin' },
      });
    }
    await next();
  });
}

/** Who asks. @throws ApiError 401 if nobody is signed in. */
export function identityOf(c: Context<ApiEnv>): Identity {
  const identity = c.get('identity');
  if (identity === undefined) throw authRequired();
  return identity;
}

/** Lets the call pass only where the tenant has the feature. */
export function withFeature(feature: string) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    if (c.get('tenant').features[feature] !== true) {
      throw new ApiError(403, 'FEATURE_DISABLED', `${feature} is off for this tenant`, {
        details: { feature },
      });
    }
    await next();
  });
}

function authRequired(): ApiError {
  return new ApiError(401, 'AUTH_REQUIRED', 'Authentication required', {
    errors: ['Missing Authorization header'],
    details: { required_headers: ['Authorization', 'X-Tenant-ID'] },
  });
}

function tenantOf(
  c: Context<ApiEnv>,
  tenants: ReadonlyMap<string, Tenant>,
  debug: boolean,
): Tenant {
  const id = c.req.header('x-tenant-id') ?? (debug ? c.req.query('tenant_id') : undefined);
  if (id === undefined || id === '') {
    throw new ValidationError([
      { type: 'missing', loc: ['header', 'x-tenant-id'], msg: 'Field required', input: null },
    ]);
  }
  const tenant = tenants.get(id);
  if (tenant === undefined) {
    throw new ApiError(404, 'TENANT_NOT_FOUND', 'Tenant not found', {
      details: { tenant_id: id.slice(0, 64) },
    });
  }
  return tenant;
}

function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [scheme = '', token = ''] = header.trim().split(/\s+/, 2);
  if (scheme.toLowerCase() !== 'bearer' || token === '') {
    throw new ApiError(401, 'INVALID_TOKEN', 'The Authorization header is no bearer token');
  }
  return token;
}

function insist(verdict: Verdict, limit: number): void {
  if (!verdict.allowed) throw rateLimited(limit, '1 minute', verdict.retryAfter, verdict.usage);
}
