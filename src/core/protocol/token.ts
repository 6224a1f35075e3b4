/**
 * What a JWT says of itself, read and not verified: only the platform can verify it. Pure; keeps no
 * token.
 */
import { fields, textAt } from './rest.js';
import { numberOf } from './values.js';

export interface Claims {
  readonly tenantId: string | null;
  readonly userId: string | null;
  readonly email: string | null;
  readonly name: string | null;
  /** Seconds from issue to expiry, or null where the token does not say. */
  readonly life: number | null;
}

/** The claims of `token`; null for an opaque token, which is as good as any. */
export function claimsOf(token: string): Claims | null {
  const part = token.split('.')[1];
  if (part === undefined) return null;
  try {
    const binary = atob(part.replace(/-/g, '+').replace(/_/g, '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const payload = fields(JSON.parse(new TextDecoder().decode(bytes)));
    const life = (numberOf(payload['exp']) ?? NaN) - (numberOf(payload['iat']) ?? NaN);
    return {
      tenantId: textAt(payload, 'tenant_id', 'tenant'),
      userId: textAt(payload, 'user_id', 'sub'),
      email: textAt(payload, 'email'),
      name: textAt(payload, 'full_name', 'name'),
      life: life > 0 ? life : null,
    };
  } catch {
    return null;
  }
}
