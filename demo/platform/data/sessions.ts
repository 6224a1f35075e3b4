/**
 * Sign-ins: one session is one family of rotating refresh tokens and the access tokens made from
 * it. It does not know passwords.
 */
import { createHash, randomBytes } from 'node:crypto';
import { ApiError } from '../errors.js';
import type { Database, Queryable } from './database.js';
import type { Tenant } from './tenants.js';
import type { Tokens } from './tokens.js';
import { USER_COLUMNS, userOf, type User, type UserRow } from './users.js';

/** What a sign-in or a refresh hands out. */
export interface SignIn {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
  readonly user: User;
}

/** Who asks, proven by an access token. */
export interface Identity {
  readonly user: User;
  /** How their identity provider calls them; absent for the platform's own accounts. */
  readonly subject?: string;
  /** Absent where the sign-in is kept by an identity provider. */
  readonly sessionId: string | undefined;
  /** When the access token ends, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Opens, renews, checks and revokes sessions. */
export class Sessions {
  readonly #database: Database;
  readonly #tokens: Tokens;
  readonly #refreshSeconds: number;
  readonly #listeners = new Set<(sessionId: string) => void>();

  constructor(database: Database, tokens: Tokens, refreshSeconds: number) {
    this.#database = database;
    this.#tokens = tokens;
    this.#refreshSeconds = refreshSeconds;
  }

  /** Calls the listener with the id of each session that is revoked from now on. */
  onRevoked(listener: (sessionId: string) => void): void {
    this.#listeners.add(listener);
  }

  async open(tenant: Tenant, user: User): Promise<SignIn> {
    const { sessionId, refreshToken } = await this.#database.asTenant(
      tenant.id,
      async (queryable) => {
        await queryable.query('delete from refresh_tokens where expires_at < now()');
        const [session] = await queryable.query<{ id: string }>(
          'insert into sessions (user_id) values ($1) returning id',
          [user.id],
        );
        if (session === undefined) throw new Error('The session was not stored');
        return {
          sessionId: session.id,
          refreshToken: await this.#issueRefreshToken(queryable, session.id),
        };
      },
    );
    return this.#signIn(user, sessionId, refreshToken);
  }

  /**
   * Exchanges a refresh token for a new pair. Using one a second time revokes its whole family.
   * @throws ApiError 401
   */
  async rotate(tenant: Tenant, refreshToken: string): Promise<SignIn> {
    const hash = hashOf(refreshToken);
    const outcome = await this.#database.asTenant(tenant.id, async (queryable) => {
      // The update is the race's judge: of two at once the second waits for the row, finds it used
      // and gets nothing.
      const [taken] = await queryable.query<UserRow & { session_id: string }>(
        `update refresh_tokens as token set used_at = now() from sessions, users
         where token.token_hash = $1 and token.used_at is null and token.expires_at > now()
           and sessions.id = token.session_id and sessions.revoked_at is null
           and users.id = sessions.user_id
         returning token.session_id, ${USER_COLUMNS}`,
        [hash],
      );
      if (taken !== undefined) {
        const next = await this.#issueRefreshToken(queryable, taken.session_id);
        return { kind: 'renewed' as const, taken, next };
      }
      const [known] = await queryable.query<{ session_id: string; used: boolean }>(
        'select session_id, used_at is not null as used from refresh_tokens where token_hash = $1',
        [hash],
      );
      if (known?.used !== true) return { kind: 'unknown' as const };
      await revokeIn(queryable, known.session_id, 'refresh token reused');
      return { kind: 'reused' as const, sessionId: known.session_id };
    });
    if (outcome.kind === 'renewed') {
      const { taken, next } = outcome;
      const user = userOf(taken, tenant);
      return this.#signIn(user, taken.session_id, next);
    }
    if (outcome.kind === 'reused') {
      this.#announce(outcome.sessionId);
      throw new ApiError(
        401,
        'REFRESH_TOKEN_REUSED',
        'This refresh token was used before; the session is closed. Please sign in again',
      );
    }
    throw new ApiError(401, 'INVALID_REFRESH_TOKEN', 'The refresh token is not valid');
  }

  async revoke(tenant: Tenant, sessionId: string, reason: string): Promise<void> {
    await this.#database.asTenant(tenant.id, (queryable) => revokeIn(queryable, sessionId, reason));
    this.#announce(sessionId);
  }

  /** Who holds this access token. @throws ApiError 401, or 403 if it is another tenant's. */
  async identify(tenant: Tenant, accessToken: string): Promise<Identity> {
    const claims = await this.#tokens.verify(accessToken);
    if (claims.tenantId !== tenant.id) throw tenantMismatch(tenant);
    const [row] = await this.#database.asTenant(tenant.id, (queryable) =>
      queryable.query<UserRow>(
        `select ${USER_COLUMNS} from sessions
         join users on users.id = sessions.user_id
         where sessions.id = $1 and users.id = $2 and sessions.revoked_at is null`,
        [claims.sessionId, claims.userId],
      ),
    );
    if (row === undefined) {
      throw new ApiError(401, 'SESSION_REVOKED', 'This session was closed; please sign in again');
    }
    return {
      user: userOf(row, tenant),
      sessionId: claims.sessionId,
      expiresAt: claims.expiresAt,
    };
  }

  async #issueRefreshToken(queryable: Queryable, sessionId: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await queryable.query(
      `insert into refresh_tokens (token_hash, session_id, expires_at)
       values ($1, $2, now() + make_interval(secs => $3))`,
      [hashOf(token), sessionId, this.#refreshSeconds],
    );
    return token;
  }

  async #signIn(user: User, sessionId: string, refreshToken: string): Promise<SignIn> {
    return {
      access_token: await this.#tokens.sign(user.tenant_id, user.id, sessionId),
      refresh_token: refreshToken,
      token_type: 'bearer',
      expires_in: this.#tokens.seconds,
      user,
    };
  }

  #announce(sessionId: string): void {
    for (const listener of this.#listeners) listener(sessionId);
  }
}

/** The refusal of a token that is good for another tenant. */
export function tenantMismatch(tenant: Tenant): ApiError {
  return new ApiError(403, 'TENANT_MISMATCH', 'The access token belongs to another tenant', {
    details: { tenant_id: tenant.id },
  });
}

async function revokeIn(queryable: Queryable, sessionId: string, reason: string): Promise<void> {
  await queryable.query(
    `update sessions set revoked_at = now(), revoked_for = $2
     where id = $1 and revoked_at is null`,
    [sessionId, reason],
  );
}

/** The token has 256 random bits, so a fast hash keeps it as well as a slow one. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
