/**
 * Why was a socket refused? The browser says nothing, so one question over REST finds out. Owns how
 * often is asked, among all tabs of the browser, and what the answers mean; the connection acts on
 * the verdict.
 */
import * as z from 'zod/mini';
import type { Ports } from '../ports.js';
import { MiptechError, asMiptechError, errorTexts } from '../protocol/errors.js';
import type { ErrorCode } from '../protocol/errors.js';
import { paths } from '../protocol/urls.js';
import { count, label, parsed, read } from '../protocol/values.js';
import type { Health } from './health.js';
import { locked } from './lock.js';
import type { Session } from './session.js';
import type { Store } from './storage.js';

/** Least time between two questions, in milliseconds. */
const rest = 30_000;

export interface ClassifierParts {
  readonly ports: Ports;
  readonly tenantId: string;
  readonly store: Store;
  readonly session: Session;
  readonly health: Health;
  /** A refused socket may mean that the chat is gone: true if it was, and is forgotten now. */
  readonly chatGone: (lastResort: boolean, signal: AbortSignal) => Promise<boolean>;
}

/** Null: what stood in the way is removed, try again at once. */
export type Verdict = MiptechError | null;

/** What REST answered: null where all is well there. */
type Finding = MiptechError | null;

const keptSchema = z.object({ at: count, user: label, code: label, retryAfter: count });
const well = 'ok';

function knownCode(code: string | null): ErrorCode | null {
  return code !== null && Object.hasOwn(errorTexts, code) ? (code as ErrorCode) : null;
}

export class Classifier {
  readonly #parts: ClassifierParts;
  readonly #key: string;
  /** The chat was found gone and made anew once. */
  #remade = false;
  /** A handshake was refused though REST is fine; once more and it is not by chance. */
  #doubted = false;

  constructor(parts: ClassifierParts) {
    this.#parts = parts;
    this.#key = `miptech_probe:${parts.tenantId}`;
  }

  /** Forgets what was found: the connection stood, or a person wants to try afresh. */
  reset(): void {
    this.#remade = false;
    this.#doubted = false;
  }

  /** Forgets it for all tabs: whom it was found out for is gone. */
  forget(): void {
    this.reset();
    this.#parts.store.set(this.#key, null);
  }

  /** @param handshake false where the socket had been open before the platform closed it */
  async ask(handshake: boolean, signal: AbortSignal): Promise<Verdict> {
    const { session } = this.#parts;
    const { serial } = session;
    const finding = this.#recent() ?? (await this.#find(signal));
    if (finding.error !== null) return finding.error;
    // The question itself found the token dead and renewed it.
    if (session.serial !== serial) return null;
    if (!handshake) return new MiptechError('cors_or_server');
    // The token is fine; the socket is refused for the chat, a quota, an origin or a proxy. A second
    // chat that is gone is replaced too, but not at once, and never by a guess.
    if (await this.#parts.chatGone(this.#doubted && !this.#remade, signal)) {
      if (this.#remade) return new MiptechError('cors_or_server');
      this.#remade = true;
      return null;
    }
    if (this.#doubted) return new MiptechError('realtime_unavailable');
    // The platform may have come up between the refusal and the question: look once more.
    this.#doubted = true;
    return new MiptechError('cors_or_server');
  }

  /** Asks, unless another tab does at this moment: then its answer serves. */
  #find(signal: AbortSignal): Promise<{ error: Finding }> {
    return locked({ ...this.#parts, signal }, this.#key, async () => {
      const recent = this.#recent();
      if (recent !== null) return recent;
      const error = await this.#probe(signal);
      // A token's refusal is this session's own affair, and its renewal the answer to it.
      const own = error?.status === 401 || error?.code === 'disposed' || signal.aborted;
      if (!own) this.#keep(error);
      return { error };
    });
  }

  async #probe(signal: AbortSignal): Promise<Finding> {
    const { session, health } = this.#parts;
    try {
      if (session.token === null) return (await health.check()).error;
      await session.request({ method: 'GET', path: paths.me, signal });
      return null;
    } catch (thrown) {
      return asMiptechError(thrown);
    }
  }

  #keep(error: Finding): void {
    const { ports, store, session } = this.#parts;
    const { code, retryAfter } = error ?? { code: well, retryAfter: null };
    const kept = { at: ports.clock.now(), user: session.userId, code, retryAfter };
    store.set(this.#key, JSON.stringify(kept));
  }

  /** What this tab or another one found out less than half a minute ago, for the same user. */
  #recent(): { error: Finding } | null {
    const { ports, store, session } = this.#parts;
    const { at, user, code, retryAfter } = read(keptSchema, parsed(store.get(this.#key)));
    const age = ports.clock.now() - (at ?? -Infinity);
    if (age < 0 || age >= rest || user !== session.userId) return null;
    if (code === well) return { error: null };
    const known = knownCode(code);
    if (known === null) return null;
    const left = Math.max(0, (retryAfter ?? 0) - age / 1000);
    return { error: new MiptechError(known, retryAfter === null ? {} : { retryAfter: left }) };
  }
}
