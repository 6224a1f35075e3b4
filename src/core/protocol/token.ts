/**
 * What a JWT says of itself, read and not verified: only the platform can verify it. Pure; keeps no
 * token.
 */
import * as z from 'zod/mini';
import { count, fields, label, read } from './values.js';

export interface Claims {
  readonly tenantId: string | null;
  readonly userId: string | null;
  readonly email: string | null;
  readonly name: string | null;
  /** Seconds from issue to expiry, or null where the token does not say. */
  readonly life: number | null;
  /** Its end in seconds since 1970, by the clock of who issued it; null where it does not say. */
  readonly endsAt: number | null;
  /** True where the token says of itself that nobody signed it. */
  readonly unsigned: boolean;
  /** True where its end is no time, or lies before its beginning. */
  readonly ended: boolean;
}

const headerSchema = z.object({ alg: label });

const claimsSchema = z.object({
  tenant_id: label,
  tenant: label,
  user_id: label,
  sub: label,
  email: label,
  full_name: label,
  name: label,
  exp: count,
  iat: count,
});

/** One base64url part of a JWT, parsed; undefined where it is none. */
function partOf(part: string): unknown {
  try {
    const binary = atob(part.replace(/-/g, '+').replace(/_/g, '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** The claims of `token`; null for an opaque token, which is as good as any. */
export function claimsOf(token: string): Claims | null {
  const [header = '', payload = ''] = token.split('.');
  const given = partOf(payload);
  if (given === undefined) return null;
  const claims = read(claimsSchema, given);
  const life = (claims.exp ?? NaN) - (claims.iat ?? NaN);
  const odd = claims.exp === null && fields(given)['exp'] != null;
  return {
    tenantId: claims.tenant_id ?? claims.tenant,
    userId: claims.user_id ?? claims.sub,
    email: claims.email,
    name: claims.full_name ?? claims.name,
    life: life > 0 ? life : null,
    endsAt: claims.exp,
    unsigned: read(headerSchema, partOf(header)).alg?.toLowerCase() === 'none',
    ended: odd || life <= 0,
  };
}
