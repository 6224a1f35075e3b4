/**
 * Signing and reading access tokens (JWT, HS256). It does not know whether a session still lives.
 */
import { errors, jwtVerify, SignJWT } from 'jose';
import { randomBytes, randomUUID } from 'node:crypto';
import { ApiError } from '../errors.js';
import type { Database } from './database.js';

/** What an access token says. */
export interface Claims {
  readonly tenantId: string;
  readonly userId: string;
  readonly sessionId: string;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Signs and verifies with the key that is kept in the database. */
export class Tokens {
  readonly #key: Uint8Array;
  readonly #seconds: number;

  private constructor(key: Uint8Array, seconds: number) {
    this.#key = key;
    this.#seconds = seconds;
  }

  /** Reads the signing key, making it at the first start. */
  static async open(database: Database, seconds: number): Promise<Tokens> {
    const [row] = await database.asOwner(async (queryable) => {
      await queryable.query(
        `insert into platform.secrets (name, value) values ('access-token-key', $1)
         on conflict (name) do nothing`,
        [randomBytes(32).toString('base64url')],
      );
      return queryable.query<{ value: string }>(
        `select value from platform.secrets where name = 'access-token-key'`,
      );
    });
    return new Tokens(Buffer.from(row?.value ?? '', 'base64url'), seconds);
  }

  /** How long a new access token lives, in seconds. */
  get seconds(): number {
    return this.#seconds;
  }

  sign(tenantId: string, userId: string, sessionId: string): Promise<string> {
    return new SignJWT({ tenant_id: tenantId, user_id: userId, sid: sessionId })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(userId)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + this.#seconds)
      .sign(this.#key);
  }

  /** @throws ApiError 401: TOKEN_EXPIRED or INVALID_TOKEN. */
  async verify(token: string): Promise<Claims> {
    try {
      const { payload } = await jwtVerify(token, this.#key, { algorithms: ['HS256'] });
      const { tenant_id: tenantId, user_id: userId, sid: sessionId, exp } = payload;
      if (typeof tenantId !== 'string' || typeof userId !== 'string') throw new Error('claims');
      if (typeof sessionId !== 'string' || exp === undefined) throw new Error('claims');
      return { tenantId, userId, sessionId, expiresAt: exp * 1000 };
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw new ApiError(401, 'TOKEN_EXPIRED', 'The access token has expired');
      }
      throw new ApiError(401, 'INVALID_TOKEN', 'The access token is not valid');
    }
  }
}
