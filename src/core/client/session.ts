/**
 * Sign-in and tokens. Alone knows a token: hands it out for one call or one socket URL at a time,
 * renews it before it ends, and forgets it at sign-out. Knows no socket and no message.
 */
import type { Settings } from '../config.js';
import type { Ports } from '../ports.js';
import { MiptechError, asMiptechError } from '../protocol/errors.js';
import { readAuth, readUser } from '../protocol/rest.js';
import type { AuthAnswer, User } from '../protocol/rest.js';
import { claimsOf } from '../protocol/token.js';
import { paths } from '../protocol/urls.js';
import { writable } from '../state/readable.js';
import { expired, refused, signedIn, signedOut, signingIn } from '../state/session.js';
import type { SessionState } from '../state/session.js';
import type { Credentials, Registration, SessionApi } from './api.js';
import type { Logger } from './logger.js';
import type { Call, RestClient } from './rest.js';
import type { StoredSession, TokenStore } from './token-store.js';

/** Longest wait for another tab's refresh before this one goes on without the lock. */
const lockWait = 5000;
/** A token refused so soon after its renewal will not get better by another one. */
const renewalRest = 30_000;

export interface SessionParts {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly rest: RestClient;
  readonly tokens: TokenStore;
  readonly log: Logger;
  /** Called after each change of the state. */
  readonly changed: (state: SessionState) => void;
  /** Called after a person signed out, here or in another tab. */
  readonly left: () => void;
  /** Called after the token was replaced by a younger one of the same user. */
  readonly renewed: () => void;
}

export class Session implements SessionApi {
  readonly get: SessionApi['get'];
  readonly subscribe: SessionApi['subscribe'];
  readonly #state = writable<SessionState>(signedOut);
  readonly #parts: SessionParts;
  #held: StoredSession | null = null;
  /** Monotonic time of the token's arrival; a token from storage is dated back. */
  #arrived = 0;
  #renewedAt = -Infinity;
  /** Counts sign-ins and sign-outs: what was begun before the last one must not write. */
  #epoch = 0;
  #refreshing: Promise<void> | null = null;
  #cancelTimer: () => void = () => undefined;
  readonly #ended = new AbortController();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.get = this.#state.get;
    this.subscribe = this.#state.subscribe;
  }

  /** Takes up a kept session, or asks `getAuthToken` for one. */
  async restore(): Promise<void> {
    if (this.#parts.settings.getAuthToken !== null) {
      if (this.#held !== null || this.get().phase === 'signing-in') return;
      await this.#askTokenSource('initial').catch((error: unknown) => {
        this.#set(refused(signedOut, asMiptechError(error)));
      });
      return;
    }
    const stored = this.#parts.tokens.read();
    if (stored === null || this.#held !== null) return;
    this.#hold(stored);
    if (stored.user === null) await this.#loadUser();
    else this.#set(signedIn(stored.user));
  }

  /** True where a connection may be tried: a token, a key, or a mode that needs none. */
  get usable(): boolean {
    const { anonymous, debug } = this.#parts.settings;
    return this.token !== null || ((anonymous || debug) && this.get().phase !== 'expired');
  }

  /** The token for one call: the user's, else the key of the settings. */
  get token(): string | null {
    return this.#held?.accessToken ?? this.#parts.settings.apiKey;
  }

  /** The user id for the socket: the token's, else `user-id`; null for a visitor. */
  get userId(): string | null {
    if (this.#held === null) return null;
    return this.get().user?.id || this.#parts.settings.userId;
  }

  async login(credentials: Credentials): Promise<void> {
    await this.#signIn(paths.login, { email: credentials.email, password: credentials.password });
  }

  async register(registration: Registration): Promise<void> {
    const { email, password, fullName } = registration;
    await this.#signIn(paths.register, { email, password, full_name: fullName });
  }

  async logout(): Promise<void> {
    const token = this.#held?.accessToken ?? null;
    this.#leave();
    if (token === null) return;
    try {
      await this.#parts.rest.call({ method: 'POST', path: paths.logout, token, keepalive: true });
    } catch (error) {
      this.#parts.log.info(`Sign-out did not reach the platform: ${asMiptechError(error).code}`);
    }
  }

  /** A call with the token; a 401 renews it and repeats the call once. */
  async request(call: Omit<Call, 'token'>): Promise<unknown> {
    const token = this.token;
    const epoch = this.#epoch;
    try {
      return await this.#parts.rest.call({ ...call, token });
    } catch (error) {
      if (!(error instanceof MiptechError) || error.status !== 401 || this.#held === null) {
        throw error;
      }
      // Somebody else is signed in by now: this call is none of theirs.
      if (epoch !== this.#epoch) throw error;
      // Another call may have renewed it while this one was on its way.
      if (this.#held.accessToken === token) await this.renew();
      return this.#parts.rest.call({ ...call, token: this.token });
    }
  }

  /** Makes sure that the token lives for `margin` milliseconds more, where that can be known. */
  async ensureFresh(margin: number): Promise<void> {
    const life = this.#held?.life ?? null;
    if (life === null) return;
    const left = this.#arrived + life * 1000 - this.#parts.ports.clock.monotonic();
    if (left < Math.min(margin, life * 200)) await this.#refresh();
  }

  /**
   * Renews a token that the platform refused.
   * @throws MiptechError `auth_expired` where the session is over; else what kept it from renewing.
   */
  async renew(): Promise<void> {
    const { clock } = this.#parts.ports;
    const rest = Math.min(renewalRest, (this.#held?.life ?? Infinity) * 500);
    if (this.#refreshing === null && clock.monotonic() - this.#renewedAt < rest) {
      throw this.expire();
    }
    await this.#refresh();
  }

  /** Ends the session because the platform no longer accepts it. */
  expire(): MiptechError {
    const error = new MiptechError('auth_expired');
    const before = this.get();
    this.#forget();
    this.#set(expired(before, error));
    return error;
  }

  destroy(): void {
    this.#epoch += 1;
    this.#cancelTimer();
    this.#ended.abort();
    this.#held = null;
  }

  async #signIn(path: string, body: Record<string, string>): Promise<void> {
    const { rest, settings } = this.#parts;
    const epoch = ++this.#epoch;
    const signal = this.#ended.signal;
    const before = this.get();
    this.#set(signingIn(before));
    try {
      const credentials = { ...body, tenant_id: settings.tenantId };
      let answer = readAuth(await rest.call({ method: 'POST', path, body: credentials, signal }));
      if (answer.tokens === null && path === paths.register) {
        const { email, password, tenant_id } = credentials as Record<string, string>;
        const login = { email, password, tenant_id };
        const call = { method: 'POST', path: paths.login, body: login, signal } as const;
        answer = readAuth(await rest.call(call));
      }
      if (epoch !== this.#epoch) return;
      this.#accept(answer, null);
      const user = this.#held?.user ?? null;
      if (user === null) await this.#loadUser();
      else this.#set(signedIn(user));
    } catch (thrown) {
      const cause = asMiptechError(thrown);
      const wrong = cause.code === 'auth_required' && path === paths.login;
      const error = wrong
        ? new MiptechError('invalid_credentials', { status: cause.status ?? 401 })
        : cause;
      if (epoch === this.#epoch) {
        if (this.#held !== null) this.#forget();
        this.#set(refused(before, error));
      }
      throw error;
    }
  }

  /** Checks and keeps the tokens of an answer; absent parts stay as they were. */
  #accept(answer: AuthAnswer, before: StoredSession | null): void {
    const { tokens, settings, ports } = { ...this.#parts };
    if (answer.tokens === null) throw new MiptechError('protocol');
    const { accessToken, refreshToken, expiresIn } = answer.tokens;
    const claims = claimsOf(accessToken);
    if (claims !== null && claims.tenantId !== null && claims.tenantId !== settings.tenantId) {
      throw new MiptechError('forbidden', {
        message: `The token belongs to another tenant than tenant-id="${settings.tenantId}".`,
      });
    }
    const user = answer.user ?? before?.user ?? userOf(claims);
    const session: StoredSession = {
      accessToken,
      refreshToken: refreshToken ?? before?.refreshToken ?? null,
      user: user !== null && user.id === '' ? { ...user, id: claims?.userId ?? '' } : user,
      receivedAt: ports.clock.now(),
      life: expiresIn ?? claims?.life ?? null,
    };
    this.#hold(session);
    if (settings.getAuthToken === null) tokens.write(session);
  }

  /** Asks who the token's user is; where only that fails, the token's own claims must do. */
  async #loadUser(): Promise<void> {
    const call = { method: 'GET', path: paths.me, signal: this.#ended.signal } as const;
    const epoch = this.#epoch;
    const answer = await this.request(call).catch((error: unknown) => {
      this.#parts.log.info(`The user's profile cannot be had: ${asMiptechError(error).code}`);
    });
    if (this.#held === null || epoch !== this.#epoch) return;
    const claimed = userOf(claimsOf(this.#held.accessToken));
    const user = readUser(answer) ?? claimed ?? { id: '', email: '', name: '' };
    this.#held = { ...this.#held, user };
    if (this.#parts.settings.getAuthToken === null) this.#parts.tokens.write(this.#held);
    this.#set(signedIn(user));
  }

  #hold(session: StoredSession): void {
    const { clock } = this.#parts.ports;
    this.#held = session;
    const age = Math.max(0, clock.now() - session.receivedAt);
    this.#arrived = clock.monotonic() - (session.receivedAt === 0 ? 0 : age);
    this.#schedule();
  }

  /** Renews ahead of the end: at 80 % of the life or 60 s before it, whichever is later. */
  #schedule(): void {
    this.#cancelTimer();
    const life = this.#held?.life ?? null;
    const renewable =
      this.#parts.settings.getAuthToken !== null || this.#held?.refreshToken != null;
    if (life === null || !renewable) return;
    const { clock } = this.#parts.ports;
    const due = this.#arrived + Math.max(life * 0.8, life - 60) * 1000;
    // Timers overflow after 24.8 days; a day is soon enough to look again.
    const wait = Math.min(Math.max(0, due - clock.monotonic()), 86_400_000);
    this.#cancelTimer = clock.after(wait, () => {
      if (clock.monotonic() < due) this.#schedule();
      else this.#refresh().catch(() => this.#retryLater());
    });
  }

  /** A refresh ahead of time failed for a passing reason: the session is still good. */
  #retryLater(): void {
    if (this.#held === null) return;
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.ports.clock.after(renewalRest, () => {
      this.#refresh().catch(() => this.#retryLater());
    });
  }

  /** Single-flight in the tab and, by a lock, across tabs. */
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#locked(() => this.#refreshNow()).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #locked(task: () => Promise<void>): Promise<void> {
    const { tokens, ports } = this.#parts;
    if (ports.locks === null || !tokens.shared) return task();
    const waited = new AbortController();
    const cancel = ports.clock.after(lockWait, () => {
      waited.abort();
    });
    const lock = { held: false };
    try {
      await ports.locks.request(tokens.name, { signal: waited.signal }, () => {
        lock.held = true;
        cancel();
        return task();
      });
    } catch (error) {
      if (lock.held) throw error;
      // No lock to be had: the check of the store before and after does what it can.
      await task();
    } finally {
      cancel();
    }
  }

  async #refreshNow(): Promise<void> {
    const { settings, tokens, rest } = this.#parts;
    if (settings.getAuthToken !== null) return this.#askTokenSource('expired');
    const before = this.#held;
    if (before === null) throw new MiptechError('auth_required');
    if (this.#adopted(before)) return;
    const { refreshToken } = before;
    if (refreshToken === null) throw this.expire();
    const epoch = this.#epoch;
    try {
      const answer = readAuth(
        await rest.call({
          method: 'POST',
          path: paths.refresh,
          body: { refresh_token: refreshToken },
          signal: this.#ended.signal,
        }),
      );
      // Signed out meanwhile: what came back must not bring the session back.
      if (epoch !== this.#epoch) throw new MiptechError('auth_required');
      this.#accept({ ...answer, user: null }, before);
      if (tokens.shared && tokens.read() === null) this.#parts.log.debug('Tokens are not kept.');
    } catch (thrown) {
      const error = asMiptechError(thrown);
      if (epoch !== this.#epoch) throw error;
      if (error.status !== 401) throw error;
      if (this.#adopted(before)) return;
      throw this.expire();
    }
    this.#renewedAt = this.#parts.ports.clock.monotonic();
    this.#parts.renewed();
  }

  /** Takes over what another tab wrote since; signs out where it signed out. */
  #adopted(before: StoredSession): boolean {
    const { tokens, ports } = this.#parts;
    if (!tokens.shared) return false;
    // Another tenant signed in under the same keys: this session lives on in memory.
    if (tokens.foreign) return false;
    const stored = tokens.read();
    if (stored === null) {
      this.#leave();
      throw new MiptechError('auth_required');
    }
    if (stored.accessToken === before.accessToken) return false;
    if (stored.user?.id !== before.user?.id) throw this.expire();
    this.#hold({ ...stored, user: stored.user ?? before.user });
    this.#renewedAt = ports.clock.monotonic();
    this.#parts.renewed();
    return true;
  }

  async #askTokenSource(reason: 'initial' | 'expired'): Promise<void> {
    const { getAuthToken } = this.#parts.settings;
    const epoch = this.#epoch;
    const before = this.get();
    if (reason === 'initial') this.#set(signingIn(before));
    let token: string | null;
    try {
      token = (await getAuthToken?.({ reason })) ?? null;
    } catch {
      this.#parts.log.error(`getAuthToken({ reason: "${reason}" }) failed.`);
      token = null;
    }
    if (epoch !== this.#epoch) return;
    if (token === null || token === '') {
      if (reason !== 'initial') throw this.expire();
      this.#set(before);
      return;
    }
    const held = this.#held;
    const tokens = { accessToken: token, refreshToken: null, expiresIn: null };
    this.#accept({ tokens, user: null }, held);
    if (held === null) {
      const user = this.#held?.user ?? null;
      if (user === null) await this.#loadUser();
      else this.#set(signedIn(user));
      return;
    }
    this.#renewedAt = this.#parts.ports.clock.monotonic();
    this.#parts.renewed();
  }

  #forget(): void {
    this.#epoch += 1;
    this.#cancelTimer();
    this.#held = null;
    if (this.#parts.settings.getAuthToken === null) this.#parts.tokens.clear();
  }

  #leave(): void {
    this.#forget();
    this.#parts.left();
    this.#set(signedOut);
  }

  #set(state: SessionState): void {
    this.#state.set(state);
    this.#parts.changed(state);
  }
}

function userOf(claims: ReturnType<typeof claimsOf>): User | null {
  if (claims?.userId == null) return null;
  return { id: claims.userId, email: claims.email ?? '', name: claims.name ?? '' };
}
