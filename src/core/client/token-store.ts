/**
 * The tokens as they are kept: the guide's storage keys, and beside them the tenant they belong to
 * and when they came. Owns the format; does not decide when a token is good.
 */
import type { Settings } from '../config.js';
import { fields, readUser, usableToken } from '../protocol/rest.js';
import type { User } from '../protocol/rest.js';
import { claimsOf } from '../protocol/token.js';
import type { Store } from './storage.js';

export interface StoredSession {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly user: User | null;
  /** Wall clock at arrival, in milliseconds. */
  readonly receivedAt: number;
  /** Seconds of life from arrival; null where nothing says. */
  readonly life: number | null;
}

const userKey = 'miptech_user';
const sessionKey = 'miptech_session';

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

export class TokenStore {
  readonly #settings: Settings;
  readonly #store: Store;

  constructor(settings: Settings, store: Store) {
    this.#settings = settings;
    this.#store = store;
  }

  /** Distinguishes this store among all of the origin, for a lock's name. */
  get name(): string {
    const { tenantId, accessTokenKey } = this.#settings;
    return `miptech:${tenantId}:${accessTokenKey}`;
  }

  get shared(): boolean {
    return this.#store.shared;
  }

  /** What is kept for this tenant; another tenant's entry counts as none. */
  read(): StoredSession | null {
    const accessToken = usableToken(this.#store.get(this.#settings.accessTokenKey));
    if (accessToken === null) return null;
    const beside = fields(parse(this.#store.get(sessionKey)));
    const claims = claimsOf(accessToken);
    const tenant = claims?.tenantId ?? beside['tenantId'] ?? this.#settings.tenantId;
    if (tenant !== this.#settings.tenantId) return null;
    const receivedAt = Number(beside['receivedAt']);
    const life = Number(beside['life']);
    return {
      accessToken,
      refreshToken: usableToken(this.#store.get(this.#settings.refreshTokenKey)),
      user: readUser(parse(this.#store.get(userKey))),
      receivedAt: Number.isFinite(receivedAt) ? receivedAt : 0,
      life: life > 0 && Number.isFinite(life) ? life : (claims?.life ?? null),
    };
  }

  write(session: StoredSession): void {
    const { receivedAt, life, user } = session;
    this.#store.set(this.#settings.accessTokenKey, session.accessToken);
    this.#store.set(this.#settings.refreshTokenKey, session.refreshToken);
    this.#store.set(
      userKey,
      user === null
        ? null
        : JSON.stringify({ id: user.id, email: user.email, full_name: user.name }),
    );
    this.#store.set(
      sessionKey,
      JSON.stringify({ tenantId: this.#settings.tenantId, receivedAt, life }),
    );
  }

  clear(): void {
    for (const key of [this.#settings.accessTokenKey, this.#settings.refreshTokenKey]) {
      this.#store.set(key, null);
    }
    this.#store.set(userKey, null);
    this.#store.set(sessionKey, null);
  }
}
