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
import type { Claims } from '../protocol/token.js';
import { paths } from '../protocol/urls.js';
import { writable } from '../state/readable.js';
import { expired, refused, signedIn, signedOut, signingIn } from '../state/session.js';
import type { SessionState } from '../state/session.js';
import type { Credentials, Registration, SessionApi } from './api.js';
import { locked } from './lock.js';
import type { Logger } from './logger.js';
import type { Call, RestClient } from './rest.js';
import type { Store } from './storage.js';
import type { StoredSession, TokenStore } from './token-store.js';

/** Longest token: it travels in the socket's URL, and servers take some kilobytes of that. */
const longestToken = 8192;
/** Other pages write their entries one by one; a look in between would see half of them. */
const entriesSettle = 50;
/** Longest wait for the page's own token source at a renewal, and for a sign-out's answer. */
const sourceLimit = 30_000;
const logoutLimit = 10_000;
/** Least time from a token to its renewal, in milliseconds. */
const shortestWait = 1000;
/** A token refused so soon after its renewal will not get better by another one. */
const renewalRest = 30_000;

/** The person left, the platform ended it, or another page signed somebody else in. */
type SessionEnd = 'left' | 'expired' | 'replaced';

export interface SessionParts {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly rest: RestClient;
  readonly store: Store;
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
  #serial = 0;
  /** Counts sign-ins and sign-outs: what was begun before the last one must not write. */
  #epoch = 0;
  #signIns = 0;
  #settled: SessionState = signedOut;
  #refreshing: Promise<void> | null = null;
  #cancelTimer: () => void = () => undefined;
  #cancelLook: () => void = () => undefined;
  readonly #unsubscribe: () => void;
  readonly #ended = new AbortController();

  constructor(parts: SessionParts) {
    const { ports, tokens } = parts;
    this.#parts = parts;
    this.get = this.#state.get;
    this.subscribe = this.#state.subscribe;
    const stopStorage = ports.storageChanges?.subscribe((key) => {
      if (!tokens.concerns(key)) return;
      this.#cancelLook();
      this.#cancelLook = ports.clock.after(entriesSettle, () => {
        this.lookAgain();
      });
    });
    // A page in the back/forward cache hears of no change.
    const stopNetwork = ports.network.subscribe((change) => {
      if (change === 'restored') this.lookAgain();
    });
    this.#unsubscribe = () => {
      stopStorage?.();
      stopNetwork();
    };
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
    if (stored === null || this.#held !== null || this.get().phase === 'signing-in') return;
    this.#hold(stored);
    if (stored.user === null) await this.#loadUser();
    else this.#set(signedIn(stored.user));
  }

  /** True where a connection may be tried: a token, a key, or a mode that needs none. */
  get usable(): boolean {
    const { anonymous, debug } = this.#parts.settings;
    // While a sign-in is under way, what was before it counts.
    const { phase } = this.get().phase === 'signing-in' ? this.#settled : this.get();
    return this.token !== null || ((anonymous || debug) && phase !== 'expired');
  }

  /** The token for one call: the user's, else the key of the settings. */
  get token(): string | null {
    return this.#held?.accessToken ?? this.#parts.settings.apiKey;
  }

  /** Counts tokens: what was begun with an older one is told apart by it. */
  get serial(): number {
    return this.#serial;
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
      const call = { method: 'POST', path: paths.logout, token, keepalive: true } as const;
      await this.#inTime(this.#parts.rest.call(call), logoutLimit);
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
    const { clock } = this.#parts.ports;
    const life = this.#held?.life ?? null;
    if (this.#held === null || life === null) return;
    const left = this.#arrived + life * 1000 - clock.monotonic();
    // The monotonic clock may stand still while a machine sleeps. Set forward by hand, the wall
    // clock costs one refresh, whose token is dated by the new time.
    const wall = this.#held.receivedAt + life * 1000 - clock.now();
    const dated = this.#held.receivedAt > 0 ? Math.min(left, wall) : left;
    if (dated < Math.min(margin, life * 200)) await this.#refresh();
  }

  /** Another page of this browser may have signed in, out, or renewed: this one goes with it. */
  lookAgain(): void {
    const { tokens, settings } = this.#parts;
    const held = this.#held;
    if (settings.getAuthToken !== null || tokens.foreign) return;
    // A sign-in decides who it is, and a renewal under way looks for younger tokens itself.
    if (this.get().phase === 'signing-in') return;
    const stored = tokens.read();
    // A storage that fails tells nothing.
    if (!tokens.shared) return;
    if (this.#refreshing !== null && stored !== null) return;
    if (held === null) {
      if (stored !== null && this.get().phase === 'expired') void this.restore();
    } else if (stored === null) {
      if (tokens.expired) this.expire();
      else this.#leave();
    } else if (stored.accessToken === held.accessToken) return;
    else if (ownerOf(stored) === ownerOf(held)) this.#take(stored, held);
    else {
      // Somebody else signed in: nothing of the one before stays on this page.
      this.#forget('replaced');
      this.#parts.left();
      // Signed out in between, an anonymous page would connect as a visitor.
      if (stored.user === null) this.#set(signedOut);
      void this.restore();
    }
  }

  /**
   * Renews a token that the platform refused.
   * @throws MiptechError `auth_expired` where the session is over; else what kept it from renewing.
   */
  async renew(): Promise<void> {
    const { clock } = this.#parts.ports;
    const { life = null, receivedAt = 0 } = this.#held ?? {};
    const rest = Math.min(renewalRest, (life ?? Infinity) * 500);
    // The monotonic clock may have stood still since; one that was set costs one refresh.
    const slept = receivedAt > 0 ? Math.abs(clock.now() - receivedAt) : 0;
    const age = Math.max(clock.monotonic() - this.#renewedAt, slept);
    if (this.#refreshing === null && age < rest) throw this.expire();
    await this.#refresh();
  }

  /** Ends the session because the platform no longer accepts it. */
  expire(): MiptechError {
    const error = new MiptechError('auth_expired');
    const before = this.get();
    this.#forget('expired');
    this.#set(expired(before, error));
    return error;
  }

  destroy(): void {
    this.#epoch += 1;
    this.#signIns += 1;
    this.#unsubscribe();
    this.#cancelLook();
    this.#cancelTimer();
    this.#ended.abort();
    this.#held = null;
  }

  async #signIn(path: string, body: Record<string, string>): Promise<void> {
    const { rest, settings } = this.#parts;
    const epoch = ++this.#signIns;
    const signal = this.#ended.signal;
    if (this.get().phase !== 'signing-in') this.#settled = this.get();
    const before = this.#settled;
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
      if (epoch !== this.#signIns) return;
      this.#accept(answer, null);
      this.#epoch += 1;
      const user = this.#held?.user ?? null;
      if (user === null) await this.#loadUser();
      else this.#set(signedIn(user));
    } catch (thrown) {
      const cause = asMiptechError(thrown);
      const wrong = cause.code === 'auth_required' && path === paths.login;
      const error = wrong
        ? new MiptechError('invalid_credentials', { status: cause.status ?? 401 })
        : cause;
      // A session that was there stays as good as it was.
      if (epoch === this.#signIns) this.#set(refused(before, error));
      throw error;
    }
  }

  /** Checks and keeps the tokens of an answer; absent parts stay as they were. */
  #accept(answer: AuthAnswer, before: StoredSession | null): void {
    const { tokens, settings, ports } = { ...this.#parts };
    if (answer.tokens === null) throw new MiptechError('protocol');
    const { accessToken, refreshToken, expiresIn } = answer.tokens;
    const claims = claimsOf(accessToken);
    const flaw = flawOf(accessToken, claims);
    if (flaw !== null) throw new MiptechError('protocol', { message: flaw });
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
    this.#serial += 1;
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
    const wait = Math.min(Math.max(shortestWait, due - clock.monotonic()), 86_400_000);
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
    const { tokens } = this.#parts;
    const { signal } = this.#ended;
    const task = (): Promise<void> => this.#refreshNow();
    // A page's own function is never called inside a lock: it may hang, or come back in here.
    const own = this.#parts.settings.getAuthToken !== null;
    this.#refreshing ??= (
      own ? task() : locked({ ...this.#parts, signal }, tokens.name, task)
    ).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
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
      // Nor where another tab signed out or renewed without the lock.
      if (this.#adopted(before)) return;
      this.#accept({ ...answer, user: null }, before);
      if (tokens.shared && tokens.read() === null) this.#parts.log.debug('Tokens are not kept.');
    } catch (thrown) {
      const error = asMiptechError(thrown);
      if (epoch !== this.#epoch) throw error;
      if (error.status !== 401) throw passing(error);
      if (this.#adopted(before)) return;
      throw this.expire();
    }
    this.#renewedAt = this.#parts.ports.clock.monotonic();
    this.#parts.renewed();
  }

  /** Takes over what another tab wrote since; signs out where it signed out. */
  #adopted(before: StoredSession): boolean {
    const { tokens } = this.#parts;
    // Another tenant signed in under the same keys: this session lives on in memory.
    if (tokens.foreign) return false;
    const stored = tokens.read();
    // A storage that fails tells nothing, least of all that somebody signed out.
    if (!tokens.shared) return false;
    if (stored === null) {
      this.#leave();
      throw new MiptechError('auth_required');
    }
    if (stored.accessToken === before.accessToken) return false;
    if (ownerOf(stored) !== ownerOf(before)) throw this.expire();
    this.#take(stored, before);
    return true;
  }

  /** Goes on with the token another tab got for the same user. */
  #take(stored: StoredSession, before: StoredSession): void {
    this.#hold({ ...stored, user: stored.user ?? before.user });
    this.#renewedAt = this.#parts.ports.clock.monotonic();
    this.#parts.renewed();
  }

  async #askTokenSource(reason: 'initial' | 'expired'): Promise<void> {
    const { getAuthToken } = this.#parts.settings;
    const epoch = this.#epoch;
    const before = this.get();
    if (reason === 'initial') {
      this.#settled = before;
      this.#set(signingIn(before));
    }
    let token: string | null;
    try {
      const asked = getAuthToken?.({ reason }) ?? Promise.resolve(null);
      // At the start it may show a form of its own; later nobody is there to fill one in.
      token = await (reason === 'initial' ? asked : this.#inTime(asked, sourceLimit));
    } catch (thrown) {
      if (thrown instanceof MiptechError) throw thrown;
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

  /** @throws MiptechError `timeout` after `limit` milliseconds, `disposed` where the client ends */
  #inTime<T>(promise: Promise<T>, limit: number): Promise<T> {
    const { signal } = this.#ended;
    return new Promise((resolve, reject) => {
      const cancel = this.#parts.ports.clock.after(limit, () => {
        reject(new MiptechError('timeout'));
      });
      const end = (): void => {
        cancel();
        reject(new MiptechError('disposed'));
      };
      signal.addEventListener('abort', end, { once: true });
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
      };
      promise.then(resolve, reject);
      promise.then(done, done);
    });
  }

  #forget(end: SessionEnd = 'left'): void {
    this.#signIns += 1;
    const { settings, tokens } = this.#parts;
    const held = this.#held;
    this.#epoch += 1;
    this.#cancelTimer();
    this.#held = null;
    // The entries of one who was replaced are another user's by now.
    if (end === 'replaced' || settings.getAuthToken !== null) return;
    // What another page has renewed meanwhile is not ended by the end of what this one holds.
    const stored = tokens.read()?.accessToken ?? held?.accessToken;
    if (end === 'left' || stored === held?.accessToken) tokens.clear(end === 'expired');
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

/**
 * A renewal that failed for whatever reason but a 401 can be tried again. Its own 403 or 404 must not
 * be taken for that of the call it was made for.
 */
function passing(error: MiptechError): MiptechError {
  const { status } = error;
  const own = status !== null && status >= 400 && status < 500 && status !== 429;
  return own ? new MiptechError('server_error', { status }) : error;
}

/** Why a token cannot be used, in words without the token; null for a good one. */
function flawOf(token: string, claims: Claims | null): string | null {
  if (token.length > longestToken) {
    return `The platform’s token is ${String(token.length)} characters long; a socket’s address carries at most ${String(longestToken)}.`;
  }
  // fetch refuses these, with an error that looks like a dead network.
  if (/[^\x20-\x7e\x80-\xff]/.test(token)) {
    return 'The platform’s token has a sign that no header can carry.';
  }
  if (claims?.unsigned === true) return 'The platform’s token is not signed (alg “none”).';
  if (claims?.ended === true) return 'The platform’s token had ended before it was issued.';
  return null;
}

/** Whose session it is; the token names them where no profile was kept beside it. */
function ownerOf({ user, accessToken }: StoredSession): string | null {
  return user?.id || (claimsOf(accessToken)?.userId ?? null);
}

function userOf(claims: Claims | null): User | null {
  if (claims?.userId == null) return null;
  return { id: claims.userId, email: claims.email ?? '', name: claims.name ?? '' };
}
