/**
 * Sign-in and tokens. Alone knows a token: hands it out for one call or one socket URL at a time,
 * has it renewed before it ends, and forgets it at sign-out. Knows no socket and no message.
 */
import type { Settings } from '../config.js';
import type { Ports } from '../ports.js';
import { MiptechError, asMiptechError } from '../protocol/errors.js';
import { readAuth, readUser } from '../protocol/rest.js';
import type { AuthAnswer } from '../protocol/rest.js';
import { paths } from '../protocol/urls.js';
import { writable } from '../state/readable.js';
import type { SecurityCode } from '../state/security.js';
import { expired, left, refused, signedIn, signedOut, signingIn } from '../state/session.js';
import type { SessionState, SignOut } from '../state/session.js';
import type { Credentials, Registration, SessionApi } from './api.js';
import { TenantMismatch, claimedUser, granted, ownerOf, remainingLife } from './granted.js';
import { locked } from './lock.js';
import type { Logger } from './logger.js';
import { Renewal } from './renewal.js';
import type { Call, RestClient } from './rest.js';
import { SignOn } from './sign-on.js';
import type { Store } from './storage.js';
import { Tabs } from './tabs.js';
import { inTime } from './time-limit.js';
import type { StoredSession, TokenStore } from './token-store.js';
import { sessionDetail } from './witness.js';

/** Longest wait for a sign-out's answer. */
const logoutLimit = 10_000;
/** Between questions to an identity system that could not tell who is signed in, in milliseconds. */
const askAgain = 10_000;

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
  /** Called after a person signed out, here or elsewhere. */
  readonly left: () => void;
  /** Called after the token was replaced by a younger one of the same user. */
  readonly renewed: () => void;
  /** Called with what the page's operator should know. */
  readonly notice: (code: SecurityCode) => void;
  /** Called with why an account could not be made. */
  readonly refused: (error: MiptechError) => void;
}

export class Session implements SessionApi {
  readonly get: SessionApi['get'];
  readonly subscribe: SessionApi['subscribe'];
  readonly #state = writable<SessionState>(signedOut);
  readonly #parts: SessionParts;
  readonly #ended = new AbortController();
  readonly #renewal: Renewal;
  readonly #tabs: Tabs;
  /** Null where people sign in at the platform only. */
  readonly #signOn: SignOn | null;
  readonly #unwatch: () => void;
  #held: StoredSession | null = null;
  /** The user that another page has said goodbye to, while this one still holds their session. */
  #goodbye: string | null = null;
  /** True where what is held came from the identity system: it is kept and renewed there. */
  #external = false;
  /** Settles when it is known whether this tab is a duplicate. */
  #checked: Promise<void> | null = null;
  #serial = 0;
  /** Counts sign-ins and sign-outs: what was begun before the last one must not write. */
  #epoch = 0;
  #signIns = 0;
  /** What was before the sign-in that is under way. */
  #settled: SessionState = signedOut;
  /** A person is at the identity system. */
  #away = false;
  #cancelAsking: () => void = () => undefined;

  constructor(parts: SessionParts) {
    const { ports, tokens, settings, log } = parts;
    const { clock } = ports;
    const { signal } = this.#ended;
    const { identity } = settings;
    this.#parts = parts;
    this.get = this.#state.get;
    this.subscribe = this.#state.subscribe;
    this.#renewal = new Renewal(
      clock,
      (spend) => this.#renew(spend),
      (wait) => {
        log.journal.write('timer', 'info', 'renewal', { in: Math.round(wait) });
      },
    );
    this.#signOn = identity === null ? null : new SignOn(identity, { clock, log, signal });
    this.#unwatch = this.#signOn?.watch(() => void this.#lookThere()) ?? ((): void => undefined);
    this.#tabs = new Tabs({
      ports,
      tokens,
      changed: () => {
        this.lookAgain();
      },
      left: (userId) => {
        this.#leftElsewhere(userId);
      },
      holds: (name) => this.#held?.name === name,
    });
  }

  /** Takes up a kept session, or what the identity system has. */
  async restore(): Promise<void> {
    if (this.#held !== null || this.get().phase === 'signing-in') return;
    const stored = this.#keeps ? this.#parts.tokens.read() : null;
    if (stored !== null) await this.#takeUp(stored);
    else if (this.#signOn !== null) await this.#enter('initial').catch(() => undefined);
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

  /** What nobody may read at this moment. */
  get secrets(): readonly string[] {
    const { accessToken = null, refreshToken = null } = this.#held ?? {};
    return [accessToken, refreshToken, this.#parts.settings.apiKey].filter((each) => each !== null);
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
    const account = { email, password, full_name: fullName };
    await this.#signIn(paths.register, account).catch((thrown: unknown) => {
      this.#parts.refused(asMiptechError(thrown));
      throw thrown;
    });
  }

  async signOn(): Promise<void> {
    if (this.#parts.settings.signOn !== 'interactive') {
      throw new MiptechError('config_invalid', {
        message: 'There is no single sign-on to begin; set redirectToLogin, identity or oidc.',
      });
    }
    await this.#enter('sign-in');
  }

  async logout(): Promise<void> {
    const held = this.#held;
    const signOn = this.#external ? this.#signOn : null;
    this.#leave('here');
    if (held === null) return;
    const owner = ownerOf(held);
    if (owner !== null) this.#tabs.tellLeft(owner);
    await Promise.all([this.#tellPlatform(held.accessToken), signOn?.end()]);
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
    if (this.#held !== null) await this.#renewal.ensure(margin);
  }

  /**
   * Renews a token that the platform refused.
   * @throws MiptechError `auth_expired` where the session is over; else what kept it from renewing.
   */
  async renew(): Promise<void> {
    if (this.#renewal.justRenewed) throw this.expire('fresh_token_refused');
    await this.#renewal.now();
  }

  /** Another page of this browser may have signed in, out, or renewed: this one goes with it. */
  lookAgain(): void {
    const { tokens } = this.#parts;
    const held = this.#held;
    // Back from the identity system by the browser's own button.
    if (this.#away && held === null) this.#giveUpSignOn();
    if (!this.#keeps || this.#external || tokens.foreign) return;
    // A sign-in decides who it is, and a renewal under way looks for younger tokens itself.
    if (this.get().phase === 'signing-in') return;
    const stored = tokens.read();
    // A storage that fails tells nothing.
    if (!tokens.shared) return;
    if (this.#renewal.running && stored !== null) return;
    if (held === null) {
      if (stored !== null) void this.restore();
    } else if (stored === null) {
      if (tokens.expired) this.expire();
      else this.#leave('elsewhere');
    } else if (stored.accessToken === held.accessToken) return;
    else if (ownerOf(stored) === ownerOf(held)) this.#take(stored, held);
    else {
      this.#replaced();
      // Signed out in between, an anonymous page would connect as a visitor.
      if (stored.user === null) this.#set(signedOut);
      void this.restore();
    }
  }

  /**
   * Ends the session because the platform no longer accepts it.
   * @param code what the page's operator should know of it
   */
  expire(code: SecurityCode | null = null): MiptechError {
    const error = new MiptechError('auth_expired');
    // The platform may tell before the word of the page on which somebody signed out is heeded.
    if (this.#held !== null && ownerOf(this.#held) === this.#goodbye) {
      this.#leave('elsewhere');
      return error;
    }
    const before = this.get();
    this.#forget('expired');
    if (code !== null) this.#parts.notice(code);
    this.#set(expired(before, error));
    return error;
  }

  destroy(): void {
    this.#epoch += 1;
    this.#signIns += 1;
    this.#unwatch();
    this.#tabs.destroy();
    this.#renewal.end();
    this.#cancelAsking();
    this.#ended.abort();
    this.#held = null;
  }

  /** False where the page alone says who is signed in: then nothing is kept here. */
  get #keeps(): boolean {
    return this.#parts.settings.signOn !== 'silent';
  }

  async #signIn(path: string, body: Record<string, string>): Promise<void> {
    const { rest, settings } = this.#parts;
    const { signal } = this.#ended;
    const ask = async (where: string, credentials: object): Promise<AuthAnswer> =>
      readAuth(
        await rest.call({
          method: 'POST',
          path: where,
          body: { ...credentials, tenant_id: settings.tenantId },
          signal,
        }),
      );
    await this.#begin(async (current) => {
      try {
        let answer = await ask(path, body);
        const { email, password } = body;
        if (answer.tokens === null && path === paths.register) {
          answer = await ask(paths.login, { email, password });
        }
        if (current()) this.#accept(answer, null, false);
      } catch (thrown) {
        const { code, status } = asMiptechError(thrown);
        const wrong = code === 'auth_required' && path === paths.login;
        throw wrong ? new MiptechError('invalid_credentials', { status: status ?? 401 }) : thrown;
      }
    });
  }

  /** Signs in with what the identity system has; a person who asked for it is led there first. */
  async #enter(reason: 'initial' | 'sign-in'): Promise<void> {
    const signOn = this.#signOn;
    if (signOn === null) return;
    this.#cancelAsking();
    try {
      await this.#begin(async (current) => {
        if (reason === 'sign-in') {
          this.#away = true;
          await signOn.begin().finally(() => (this.#away = false));
          if (!current()) return;
        }
        const token = await signOn.token(reason);
        if (token !== null && current()) this.#accept(this.#bare(token), null, true);
      });
    } catch (thrown) {
      // Nobody may be there to try again; whoever signs in meanwhile ends the asking.
      if (reason === 'initial' && this.#held === null && !this.#ended.signal.aborted) {
        this.#cancelAsking = this.#parts.ports.clock.after(askAgain, () => void this.restore());
      }
      throw thrown;
    }
  }

  /**
   * Runs one way to sign in. Where it ends without a token, all is as it was before.
   * @param way is told whether it is still the last one begun
   */
  async #begin(way: (current: () => boolean) => Promise<void>): Promise<void> {
    const signIn = ++this.#signIns;
    const serial = this.#serial;
    const current = (): boolean => signIn === this.#signIns;
    if (this.get().phase !== 'signing-in') this.#settled = this.get();
    const before = this.#settled;
    this.#set(signingIn(before));
    try {
      await way(current);
      if (!current()) return;
      if (this.#serial === serial) {
        this.#set(before);
        return;
      }
      this.#epoch += 1;
      await this.#introduce();
    } catch (thrown) {
      const error = asMiptechError(thrown);
      // A session that was there stays as good as it was.
      if (current()) this.#set(refused(before, error));
      throw error;
    }
  }

  /** Goes on with what is kept. */
  async #takeUp(stored: StoredSession): Promise<void> {
    this.#external = false;
    this.#hold(stored);
    if (this.#parts.settings.tokenStorage === 'session') this.#checked = this.#check(stored);
    await this.#introduce();
  }

  /** The duplicate of a tab leaves the session to the first one. */
  async #check({ name }: StoredSession): Promise<void> {
    if (name === null || !(await this.#tabs.taken(name)) || this.#held?.name !== name) return;
    this.#forget('left');
    this.#parts.left();
    this.#set(signedOut);
  }

  #giveUpSignOn(): void {
    this.#away = false;
    this.#signIns += 1;
    this.#set(this.#settled);
  }

  /** Checks and keeps the tokens of an answer; absent parts stay as they were. */
  #accept(answer: AuthAnswer, before: StoredSession | null, external: boolean): void {
    const { settings, ports, notice } = this.#parts;
    try {
      const grant = { settings, now: ports.clock.now(), name: ports.uuid() };
      const session = granted(answer, before, grant);
      this.#external = external;
      this.#hold(session);
    } catch (error) {
      if (error instanceof TenantMismatch) notice('tenant_mismatch');
      throw error;
    }
    this.#keep();
  }

  #keep(): void {
    if (this.#external || this.#held === null) return;
    this.#parts.tokens.write(this.#held);
    this.#tabs.tellChange();
  }

  /** Says who is signed in, asking the platform where nothing else tells. */
  async #introduce(): Promise<void> {
    const user = this.#held?.user ?? null;
    if (user === null) await this.#loadUser();
    else this.#set(signedIn(user));
  }

  /** Asks who the token's user is; where only that fails, the token's own claims must do. */
  async #loadUser(): Promise<void> {
    const call = { method: 'GET', path: paths.me, signal: this.#ended.signal } as const;
    const epoch = this.#epoch;
    const answer = await this.request(call).catch((error: unknown) => {
      this.#parts.log.info(`The user's profile cannot be had: ${asMiptechError(error).code}`);
    });
    if (this.#held === null || epoch !== this.#epoch) return;
    const claimed = claimedUser(this.#held.accessToken);
    const user = readUser(answer) ?? claimed ?? { id: '', email: '', name: '' };
    this.#held = { ...this.#held, user };
    this.#keep();
    this.#set(signedIn(user));
  }

  /** An identity system may give a token that it got a while ago, as after a reload. */
  #bare(token: string): AuthAnswer {
    const expiresIn = remainingLife(token, this.#parts.ports.clock.now());
    return { tokens: { accessToken: token, refreshToken: null, expiresIn }, user: null };
  }

  #hold(session: StoredSession): void {
    this.#cancelAsking();
    this.#goodbye = null;
    this.#held = session;
    this.#serial += 1;
    this.#renewal.begin(session, this.#external || session.refreshToken !== null);
  }

  /** Gets a younger token, from where the one that is held came from. */
  async #renew(spend: () => void): Promise<void> {
    if (this.#external) {
      spend();
      return this.#askThere();
    }
    const { tokens } = this.#parts;
    const { signal } = this.#ended;
    await locked({ ...this.#parts, signal }, tokens.name, () => this.#refresh(spend));
  }

  async #refresh(spend: () => void): Promise<void> {
    const { rest, tokens, log } = this.#parts;
    await this.#checked;
    const before = this.#held;
    if (before === null) throw new MiptechError('auth_required');
    if (this.#adopted(before)) return;
    const { refreshToken } = before;
    if (refreshToken === null) throw this.expire();
    const epoch = this.#epoch;
    spend();
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
      this.#accept({ ...answer, user: null }, before, false);
      if (tokens.shared && tokens.read() === null) log.debug('Tokens are not kept.');
    } catch (thrown) {
      const error = asMiptechError(thrown);
      // The platform may have ended the session over the socket before it answers here.
      if (/reus/i.test(error.platformCode ?? '')) this.#parts.notice('reuse_detected');
      if (epoch !== this.#epoch) throw error;
      if (error.status !== 401) throw passing(error);
      if (this.#adopted(before)) return;
      throw this.expire();
    }
    this.#renewed();
  }

  /** A page's own function is never called inside a lock: it may hang, or come back in here. */
  async #askThere(): Promise<void> {
    const epoch = this.#epoch;
    const token = (await this.#signOn?.token('expired')) ?? null;
    if (epoch !== this.#epoch) throw new MiptechError('auth_required');
    if (token === null) throw this.expire();
    await this.#heed(token);
  }

  /** Somebody may have signed in or out at the identity system. */
  async #lookThere(): Promise<void> {
    // A sign-in or renewal under way asks by itself.
    if (this.get().phase === 'signing-in' || this.#renewal.running) return;
    const epoch = this.#epoch;
    const held = this.#held;
    if (held !== null && !this.#external) return;
    const token = await this.#signOn?.token('sign-in').catch(() => undefined);
    if (token === undefined || epoch !== this.#epoch || this.#held !== held) return;
    if (token === null) {
      if (held !== null) this.#leave('elsewhere');
    } else if (token !== held?.accessToken) await this.#heed(token).catch(() => undefined);
  }

  /** Goes on with a token of the identity system, be it another person's. */
  async #heed(token: string): Promise<void> {
    const held = this.#held;
    if (held !== null && claimedUser(token)?.id === (ownerOf(held) ?? undefined)) {
      this.#accept(this.#bare(token), held, true);
      this.#renewed();
      return;
    }
    if (held !== null) this.#replaced();
    await this.#begin((current) => {
      if (current()) this.#accept(this.#bare(token), null, true);
      return Promise.resolve();
    });
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
      this.#leave('elsewhere');
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
    this.#renewed();
  }

  #renewed(): void {
    this.#renewal.renewed();
    this.#parts.renewed();
  }

  /** Another page says that this user signed out there. */
  #leftElsewhere(userId: string): void {
    const { tokens, settings } = this.#parts;
    const { phase, user } = this.get();
    const told = settings.tokenStorage === 'local' && tokens.shared && !this.#external;
    // The platform has told first that the session is over; by whom, it did not know.
    if (phase === 'expired' && user?.id === userId) this.#leave('elsewhere');
    else if (this.#held === null || ownerOf(this.#held) !== userId) return;
    // Where pages share a storage it has the last word, and says at once who is next.
    else if (told) this.#goodbye = userId;
    else this.#leave('elsewhere');
  }

  async #tellPlatform(token: string): Promise<void> {
    const { rest, ports, log } = this.#parts;
    const { signal } = this.#ended;
    try {
      const call = { method: 'POST', path: paths.logout, token, keepalive: true } as const;
      await inTime(rest.call(call), { clock: ports.clock, limit: logoutLimit, signal });
    } catch (error) {
      log.info(`Sign-out did not reach the platform: ${asMiptechError(error).code}`);
    }
  }

  #forget(end: SessionEnd): void {
    this.#signIns += 1;
    const { tokens } = this.#parts;
    const held = this.#held;
    this.#epoch += 1;
    this.#renewal.end();
    this.#held = null;
    // The entries of one who was replaced are another user's by now.
    if (end === 'replaced' || this.#external || !this.#keeps) return;
    // What another page has renewed meanwhile is not ended by the end of what this one holds.
    const stored = tokens.read()?.accessToken ?? held?.accessToken;
    if (end === 'expired' && stored !== held?.accessToken) return;
    tokens.clear(end === 'expired');
    this.#tabs.tellChange();
  }

  #leave(where: SignOut): void {
    this.#forget('left');
    this.#parts.left();
    this.#set(left(where));
  }

  /** Somebody else signed in: nothing of the one before stays on this page. */
  #replaced(): void {
    this.#forget('replaced');
    this.#parts.left();
  }

  #set(state: SessionState): void {
    this.#state.set(state);
    this.#parts.log.journal.state('session', sessionDetail(state), state.error);
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
