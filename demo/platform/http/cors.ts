/**
 * Cross-origin rules, word for word as Starlette's CORSMiddleware applies a strict list. It does
 * not know the calls.
 */
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from './context.js';

const METHODS = ['GET', 'POST', 'OPTIONS'];
const HEADERS = ['Authorization', 'Content-Type', 'X-Tenant-ID'];
// Starlette adds these: a browser may always send them.
const ALWAYS_ALLOWED = ['Accept', 'Accept-Language', 'Content-Language', 'Content-Type'];
const EXPOSED = 'Retry-After, X-Request-ID';
const LOCAL = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/** Whether pages of this origin may call; an empty list means any port of this machine. */
export function originAllowed(origin: string, allowed: readonly string[]): boolean {
  return allowed.length === 0 ? LOCAL.test(origin) : allowed.includes(origin);
}

/** Answers preflights and marks every other answer, errors included. */
export function cors(allowed: readonly string[]) {
  const known = new Set([...HEADERS, ...ALWAYS_ALLOWED].map((name) => name.toLowerCase()));
  const listed = [...new Set([...ALWAYS_ALLOWED, ...HEADERS])].sort().join(', ');
  return createMiddleware<ApiEnv>(async (c, next) => {
    const origin = c.req.header('origin');
    if (origin === undefined) {
      await next();
      return undefined;
    }
    const fits = originAllowed(origin, allowed);
    const wantedMethod = c.req.header('access-control-request-method');
    if (c.req.method === 'OPTIONS' && wantedMethod !== undefined) {
      const wanted = (c.req.header('access-control-request-headers') ?? '')
        .split(',')
        .map((name) => name.trim().toLowerCase())
        .filter((name) => name !== '');
      const faults = [
        ...(fits ? [] : ['origin']),
        ...(METHODS.includes(wantedMethod) ? [] : ['method']),
        ...(wanted.every((name) => known.has(name)) ? [] : ['headers']),
      ];
      c.header('Vary', 'Origin');
      c.header('Access-Control-Allow-Methods', METHODS.join(', '));
      c.header('Access-Control-Allow-Headers', listed);
      c.header('Access-Control-Max-Age', '600');
      if (fits) c.header('Access-Control-Allow-Origin', origin);
      return faults.length === 0
        ? c.text('OK')
        : c.text(`Disallowed CORS ${faults.join(', ')}`, 400);
    }
    await next();
    c.header('Vary', 'Origin', { append: true });
    if (fits) {
      c.header('Access-Control-Allow-Origin', origin);
      c.header('Access-Control-Expose-Headers', EXPOSED);
    }
    return undefined;
  });
}
