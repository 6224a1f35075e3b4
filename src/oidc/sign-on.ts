/**
 * `oidc()`: a person's sign-on at an OpenID Connect provider, as the source of tokens for a client.
 * Owns who is signed in there; asks for a sign-in only when a person does.
 */
import type { StateStore } from 'oidc-client-ts';
import type { IdentitySource, TokenReason } from '../core/index.js';
import { answerIn, keyOf, show, withoutAnswer } from './answer.js';
import type { Answer } from './answer.js';
import { Exchange } from './exchange.js';
import { asFailure, failure, over } from './failures.js';
import { keepIn, webStorage } from './keep.js';
import type { Keep, Kept } from './keep.js';
import { validateOidc } from './options.js';
import type { OidcOptions, OidcSettings } from './options.js';
import { placeOf, requestsUnderWay } from './requests.js';
import { answerFromFrame, answerFromWindow, leaveFor, openWindow, sendHome } from './windows.js';

/** Longest wait for another tab's renewal, and for a token's revocation, in milliseconds. */
const lockLimit = 25_000;
const revokeLimit = 3000;
/** A browser hands on the lock sooner than what its last holder stored, by some milliseconds. */
const storageComes = 50;

/** A page asks more than once, as when a framework renders twice; there is one answer to take. */
const made = new Map<string, IdentitySource>();

/** On a server nobody is signed in. */
const nobody: IdentitySource = { getToken: () => Promise.resolve(null) };

/**
 * The sign-on at an OpenID Connect provider, for a client's option `identity`. Call it as the page
 * begins, also on the page at `redirectUrl`: it takes the provider's answer out of the address.
 * @throws MiptechError `config_invalid`, whose `problems` name every option that is wrong
 */
export function oidc(options: OidcOptions): IdentitySource {
  if (typeof window === 'undefined') return nobody;
  const settings = validateOidc(options, window.location.href);
  // The page's address is a default only: what was made for another view of it is the same.
  const { redirectUrl = '', ...rest } = options;
  const name = JSON.stringify([redirectUrl, Object.entries(rest).sort()]);
  const known = made.get(name);
  if (known !== undefined) return known;
  const source = new SignOn(settings).source;
  made.set(name, source);
  return source;
}

class SignOn {
  readonly source: IdentitySource;
  readonly #settings: OidcSettings;
  readonly #exchange: Exchange;
  readonly #keep: Keep;
  readonly #states: StateStore;
  readonly #listeners = new Set<() => void>();
  /** Who was known last, and the token handed out last. */
  #subject: string | null = null;
  #given: string | null = null;
  #renewing: Promise<string | null> | null = null;
  /** The answer in the address, until it is dealt with. */
  #arrival: Promise<void>;

  constructor(settings: OidcSettings) {
    const { authority, clientId, storage } = settings;
    const key = keyOf(authority, clientId);
    this.#settings = settings;
    this.#states = requestsUnderWay();
    this.#exchange = new Exchange(settings, key, this.#states);
    const place = storage === 'memory' ? null : webStorage(storage);
    this.#keep = keepIn(place, `miptech_oidc:${authority}:${clientId}`, storage === 'local');
    const answer = answerIn(window.location.href, key);
    this.#arrival = answer === null ? Promise.resolve() : this.#arrive(answer);
    // It is told by the first token that is asked for; before that nobody listens.
    this.#arrival.catch(() => undefined);
    this.#subject = this.#keep.read()?.subject ?? null;
    this.#keep.subscribe(() => this.#look());
    window.addEventListener('pageshow', ({ persisted }) => {
      // A page in the back/forward cache hears of no change.
      if (persisted) this.#look();
    });
    this.source = {
      getToken: ({ reason }) => this.#token(reason),
      signIn: () => this.#signIn(),
      signOut: () => this.#signOut(),
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  async #token(reason: TokenReason): Promise<string | null> {
    const arrival = this.#arrival;
    try {
      await arrival;
    } finally {
      if (this.#arrival === arrival) this.#arrival = Promise.resolve();
    }
    const kept = this.#keep.read();
    if (kept === null) return this.#give(null);
    if (fresh(kept) && (reason !== 'expired' || this.#platformToken(kept) !== this.#given)) {
      return this.#give(kept);
    }
    this.#renewing ??= this.#alone(() => this.#renew()).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #signIn(): Promise<void> {
    if (!window.isSecureContext) {
      throw failure('config_invalid', 'Sign-in needs a page that was loaded over https.');
    }
    if (this.#settings.display === 'redirect') {
      const { url } = await told(this.#exchange.begin('redirect', window.location.href));
      await leaveFor(url);
      return;
    }
    const opened = openWindow();
    try {
      const { id, url } = await this.#exchange.begin('popup', '');
      const answer = await answerFromWindow(opened, id, url, (late) => {
        void this.#take(late).then(
          () => this.#tell(),
          () => undefined,
        );
      });
      if (answer !== null) await this.#take(answer);
    } catch (thrown) {
      opened.close();
      throw asFailure(thrown);
    }
  }

  async #signOut(): Promise<void> {
    const kept = this.#keep.read();
    this.#write(null);
    this.#given = null;
    if (kept === null) return;
    const popup = this.#settings.display === 'popup';
    const opened = popup ? openWindow() : null;
    try {
      await atMost(this.#exchange.revoke(kept), revokeLimit);
      const request = await this.#exchange.leave(popup ? 'left-popup' : 'left', kept);
      if (request === null) opened?.close();
      else if (opened === null) await leaveFor(request.url);
      else await answerFromWindow(opened, request.id, request.url, () => undefined);
    } catch (thrown) {
      opened?.close();
      throw asFailure(thrown);
    }
  }

  /** Deals with an answer in the page's own address. */
  #arrive({ way, id, url }: Answer): Promise<void> {
    const place = placeOf(id);
    const here = withoutAnswer(url);
    const samePage = place !== null && pageOf(place) === pageOf(here);
    // At once, before the page's own router looks at the address.
    show(samePage ? place : here);
    if (way === 'left') return Promise.resolve();
    if (way !== 'redirect') return sendHome(id, url);
    if (place === null) {
      if (this.#keep.read() !== null) return Promise.resolve();
      return Promise.reject(
        failure('auth_required', 'This sign-in was begun elsewhere or long ago. Please try again.'),
      );
    }
    return this.#take(url).then(() => {
      // Another page of this site: it has to find the tokens where they are kept.
      if (samePage || this.#settings.storage === 'memory') return undefined;
      window.location.replace(place);
      return new Promise(() => undefined);
    });
  }

  async #take(url: string): Promise<void> {
    this.#write(await told(this.#exchange.finish(url)));
  }

  async #renew(): Promise<string | null> {
    const before = this.#keep.read();
    if (before === null) return this.#give(null);
    // Another tab was quicker.
    if (fresh(before) && this.#platformToken(before) !== this.#given) return this.#give(before);
    let next: Kept | null = null;
    try {
      next = await this.#renewed(before);
    } catch (thrown) {
      if (!over(thrown)) throw asFailure(thrown);
    }
    const now = this.#keep.read();
    // Somebody signed in or out meanwhile: what came back must not undo it.
    if (now?.accessToken !== before.accessToken) {
      if (next !== null && now === null) this.#exchange.revoke(next).catch(() => undefined);
      return this.#give(now);
    }
    this.#write(next);
    return this.#give(next);
  }

  /** New tokens of the same person: by the refresh token, else by asking in a hidden frame. */
  async #renewed(before: Kept): Promise<Kept> {
    const { refreshToken } = before;
    if (refreshToken !== null) {
      try {
        const next = await this.#exchange.refresh({ ...before, refreshToken });
        // Some providers renew no ID token this way.
        if (this.#settings.token === 'access_token' || next.idToken !== before.idToken) return next;
      } catch (thrown) {
        if (!over(thrown)) throw thrown;
      }
    }
    const { id, url } = await this.#exchange.begin('frame', '', before);
    const next = await this.#exchange.finish(await answerFromFrame(id, url));
    if (next.subject === before.subject) return next;
    throw failure('auth_required', 'Somebody else is signed in there now. Please sign in again.');
  }

  /** Runs `task` in one tab at a time, where tabs share the tokens. */
  async #alone<T>(task: () => Promise<T>): Promise<T> {
    const locks = (navigator as Partial<Navigator>).locks;
    if (!this.#keep.shared || locks === undefined) return task();
    const waited = new AbortController();
    const limit = setTimeout(() => waited.abort(), lockLimit);
    const lock = { held: false };
    try {
      return await locks.request(this.#keep.name, { signal: waited.signal }, async () => {
        lock.held = true;
        clearTimeout(limit);
        await new Promise((resolve) => setTimeout(resolve, storageComes));
        return task();
      });
    } catch (thrown) {
      throw lock.held ? thrown : failure('timeout', 'Another tab is renewing the sign-on.');
    } finally {
      clearTimeout(limit);
    }
  }

  #platformToken(kept: Kept): string | null {
    return this.#settings.token === 'access_token' ? kept.accessToken : kept.idToken;
  }

  #give(kept: Kept | null): string | null {
    this.#given = kept === null ? null : this.#platformToken(kept);
    this.#subject = kept?.subject ?? null;
    return this.#given;
  }

  #write(kept: Kept | null): void {
    this.#keep.write(kept);
    this.#subject = kept?.subject ?? null;
  }

  /** Another tab wrote: a renewal is no news, another person is. */
  #look(): void {
    if ((this.#keep.read()?.subject ?? null) !== this.#subject) this.#tell();
  }

  #tell(): void {
    this.#subject = this.#keep.read()?.subject ?? null;
    for (const listener of this.#listeners) listener();
  }
}

/** True until most of the life is over: the platform is to get some use of it. */
function fresh({ startedAt, endsAt }: Kept): boolean {
  if (endsAt === null) return true;
  const left = endsAt - Date.now() / 1000;
  return left > Math.max(1, Math.min(60, (endsAt - startedAt) * 0.2));
}

function pageOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** As `promise`; what it throws, as a `MiptechError`. */
async function told<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (thrown) {
    throw asFailure(thrown);
  }
}

/** Settles with `promise`, however it ends, or after so many milliseconds. */
function atMost(promise: Promise<unknown>, limit: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, limit);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(done, done);
  });
}
