/**
 * The tokens as they are kept: the guide's storage keys, and beside them the tenant they belong to
 * and when they came. Owns the format; does not decide when a token is good.
 */
import type { Settings } from '../config.js';
import * as z from 'zod/mini';
import { readUser } from '../protocol/rest.js';
import type { User } from '../protocol/rest.js';
import { claimsOf } from '../protocol/token.js';
import { count, flag, label, parsed, read, usableToken } from '../protocol/values.js';
import type { Store } from './storage.js';

export interface StoredSession {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly user: User | null;
  /** Wall clock at arrival, in milliseconds. */
  readonly receivedAt: number;
  /** Seconds of life from arrival; null where nothing says. */
  readonly life: number | null;
  /** Tells one sign-in from another; null in what an older page kept. */
  readonly name: string | null;
}

const besideSchema = z.object({
  tenantId: label,
  receivedAt: count,
  life: count,
  expired: flag,
  name: label,
});
const defaultKey = 'miptech_access_token';

export class TokenStore {
  readonly #settings: Settings;
  readonly #store: Store;
  readonly #userKey: string;
  readonly #sessionKey: string;

  constructor(settings: Settings, store: Store) {
    this.#settings = settings;
    this.#store = store;
    // A page that gives two tenants their own token keys keeps all of theirs apart.
    const own = settings.accessTokenKey;
    this.#userKey = own === defaultKey ? 'miptech_user' : `${own}_user`;
    this.#sessionKey = own === defaultKey ? 'miptech_session' : `${own}_session`;
  }

  /** Distinguishes this store among all of the origin, for a lock's name. */
  get name(): string {
    const { tenantId, accessTokenKey } = this.#settings;
    return `miptech:${tenantId}:${accessTokenKey}`;
  }

  /** True for a storage key that another page changed if it concerns this session; null is all. */
  concerns(key: string | null): boolean {
    const { accessTokenKey, refreshTokenKey } = this.#settings;
    const own = [accessTokenKey, refreshTokenKey, this.#userKey, this.#sessionKey];
    return key === null || own.includes(key);
  }

  get shared(): boolean {
    return this.#store.shared;
  }

  /** True where another tenant's session is kept under these keys: not ours to read or to clear. */
  get foreign(): boolean {
    const accessToken = usableToken(this.#store.get(this.#settings.accessTokenKey));
    if (accessToken === null) return false;
    const tenant = claimsOf(accessToken)?.tenantId ?? this.#beside().tenantId;
    return tenant != null && tenant !== this.#settings.tenantId;
  }

  /** What is kept for this tenant; another tenant's entry counts as none. */
  read(): StoredSession | null {
    const accessToken = usableToken(this.#store.get(this.#settings.accessTokenKey));
    if (accessToken === null) return null;
    const beside = this.#beside();
    const claims = claimsOf(accessToken);
    if (this.foreign) return null;
    return {
      accessToken,
      refreshToken: usableToken(this.#store.get(this.#settings.refreshTokenKey)),
      user: readUser(parsed(this.#store.get(this.#userKey))),
      receivedAt: beside.receivedAt ?? 0,
      life: beside.life !== null && beside.life > 0 ? beside.life : (claims?.life ?? null),
      name: beside.name,
    };
  }

  /** The access token last: entries reach other pages one by one, and it is the one they go by. */
  write(session: StoredSession): void {
    const { receivedAt, life, user, name } = session;
    const { accessTokenKey, refreshTokenKey, tenantId } = this.#settings;
    const person =
      user === null
        ? null
        : JSON.stringify({ id: user.id, email: user.email, full_name: user.name });
    this.#store.set(this.#sessionKey, JSON.stringify({ tenantId, receivedAt, life, name }));
    this.#store.set(this.#userKey, person);
    this.#store.set(refreshTokenKey, session.refreshToken);
    this.#store.set(accessTokenKey, session.accessToken);
  }

  /** True where the last session was ended by the platform and not by the person. */
  get expired(): boolean {
    const { tenantId, expired } = this.#beside();
    return expired === true && tenantId === this.#settings.tenantId;
  }

  /** @param expired tells other pages that the platform ended the session, not the person */
  clear(expired = false): void {
    if (this.foreign) return;
    for (const key of [this.#settings.accessTokenKey, this.#settings.refreshTokenKey]) {
      this.#store.set(key, null);
    }
    this.#store.set(this.#userKey, null);
    const trace = JSON.stringify({ tenantId: this.#settings.tenantId, expired });
    this.#store.set(this.#sessionKey, expired ? trace : null);
  }

  #beside(): z.infer<typeof besideSchema> {
    return read(besideSchema, parsed(this.#store.get(this.#sessionKey)));
  }
}
