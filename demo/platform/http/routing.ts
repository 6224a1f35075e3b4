/**
 * What becomes of an address that no call has, in Starlette's words: 404, 405, or a redirect to the
 * same address with or without its last slash. It does not know the calls, only their addresses.
 */
import type { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from './context.js';

interface Known {
  readonly method: string;
  readonly pattern: RegExp;
}

/** Lets only the calls of `api` pass; everything else is answered before tenant or token matter. */
export function knownCallsOnly(api: Hono<ApiEnv>, prefix: string) {
  // Middleware is listed among the routes under the method ALL.
  const known: Known[] = api.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => ({
      method,
      pattern: new RegExp(`^${prefix}${path.replace(/\/$/, '').replace(/:[^/]+/g, '[^/]+')}$`),
    }));
  const methodsOf = (path: string) =>
    known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return createMiddleware<ApiEnv>(async (c, next) => {
    const { method, path } = c.req;
    const methods = methodsOf(path);
    if (methods.includes(method)) {
      await next();
      return undefined;
    }
    if (methods.length > 0) {
      return c.json({ detail: 'Method Not Allowed' }, 405, { Allow: methods.join(', ') });
    }
    const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
    if (methodsOf(other).length > 0) {
      const target = new URL(c.req.url);
      target.pathname = other;
      return c.redirect(target.href, 307);
    }
    return c.json({ detail: 'Not Found' }, 404);
  });
}
