/**
 * What a JWT says of itself, read and not verified: only the platform can verify it. Pure; keeps no
 * token.
 */
import * as z from 'zod/mini';
import { count, label, read } from './values.js';

export interface Claims {
  readonly tenantId: string | null;
  readonly userId: string | null;
  readonly email: string | null;
  readonly name: string | null;
  /** Seconds from issue to expiry, or null where the token does not say. */
  readonly life: number | null;
}

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

/** The claims of `token`; null for an opaque token, which is as good as any. */
export function claimsOf(token: string): Claims | null {
  const part = token.split('.')[1];
  if (part === undefined) return null;
  try {
    const binary = atob(part.replace(/-/g, '+').replace(/_/g, '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const claims = read(claimsSchema, JSON.parse(new TextDecoder().decode(bytes)));
    const life = (claims.exp ?? NaN) - (claims.iat ?? NaN);
    return {
      tenantId: claims.tenant_id ?? claims.tenant,
      userId: claims.user_id ?? claims.sub,
      email: claims.email,
      name: claims.full_name ?? claims.name,
      life: life > 0 ? life : null,
    };
  } catch {
    return null;
  }
}
