/**
 * Tokens of an identity provider that this platform trusts: read by the provider's published keys.
 * It does not know the people they name.
 */
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import { ApiError } from '../errors.js';

/** Which provider is trusted, for which tokens, and for which tenants. */
export interface TrustedIssuer {
  /** Its issuer, word for word as its tokens name it. */
  readonly issuer: string;
  /** What its tokens for this platform are bound to. */
  readonly audience: string;
  /** The ids of the tenants whose people it may name. */
  readonly tenants: readonly string[];
}

/** What such a token says. */
export interface ForeignClaims {
  readonly tenantId: string;
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Never `none`, and nothing that is verified with a shared secret. */
const ALGORITHMS = ['RS256', 'ES256'];
const TIMEOUT_MS = 5000;
/** How soon a key that is not known is looked for again. */
const KEYS_REST_MS = 1000;

/** Verifies the tokens of one issuer. */
export class Issuer {
  readonly #trusted: TrustedIssuer;
  #keys: Promise<Keys> | undefined;

  constructor(trusted: TrustedIssuer) {
    this.#trusted = trusted;
  }

  get issuer(): string {
    return this.#trusted.issuer;
  }

  /** Whether the token says that it comes from this issuer; nothing is verified yet. */
  named(token: string): boolean {
    try {
      const payload: unknown = JSON.parse(
        Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
      );
      const { iss } = payload as { iss?: unknown };
      return iss === this.#trusted.issuer;
    } catch {
      return false;
    }
  }

  /** @throws ApiError 401 for a bad token, 403 for a tenant it may not name, 503 without keys. */
  async verify(token: string): Promise<ForeignClaims> {
    const { issuer, audience, tenants } = this.#trusted;
    try {
      const { payload } = await jwtVerify(token, (header, jws) => this.#key(header, jws), {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
      });
      const { tenant_id: tenantId, sub = '', email, name, exp = 0 } = payload;
      if (typeof tenantId !== 'string' || !tenants.includes(tenantId)) {
        throw new ApiError(403, 'TENANT_MISMATCH', 'The token names no tenant of its issuer');
      }
      return {
        tenantId,
        subject: sub,
        email: typeof email === 'string' ? email : '',
        name: typeof name === 'string' ? name : '',
        expiresAt: exp * 1000,
      };
    } catch (error) {
      if (error instanceof ApiError) throw error;
      if (error instanceof errors.JWTExpired) {
        throw new ApiError(401, 'TOKEN_EXPIRED', 'The access token has expired');
      }
      throw new ApiError(401, 'INVALID_TOKEN', 'The access token is not valid');
    }
  }

  /** A key that is not among those published is the token's fault; anything else is not. */
  async #key(...[header, token]: Parameters<JWTVerifyGetKey>): Promise<CryptoKey> {
    this.#keys ??= discover(this.#trusted.issuer);
    try {
      return await (
        await this.#keys
      )(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      if (error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      // An address that could not be had is asked for again by the next token.
      this.#keys = undefined;
      throw new ApiError(
        503,
        'IDENTITY_UNAVAILABLE',
        'The keys of the identity provider cannot be had; please try again later',
      );
    }
  }
}

type Keys = ReturnType<typeof createRemoteJWKSet>;

async function discover(issuer: string): Promise<Keys> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error('metadata');
  const found = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (found.issuer !== issuer || typeof found.jwks_uri !== 'string') throw new Error('metadata');
  return createRemoteJWKSet(new URL(found.jwks_uri), {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: KEYS_REST_MS,
  });
}
