/**
 * Why was a handshake refused? The browser says nothing, so one question over REST finds out. Owns
 * how often is asked and what the answers mean; the connection acts on the verdict.
 */
import type { ClockPort } from '../ports.js';
import { MiptechError, asMiptechError } from '../protocol/errors.js';
import { paths } from '../protocol/urls.js';
import type { Health } from './health.js';
import type { Session } from './session.js';

/** Least time between two questions, in milliseconds. */
const rest = 30_000;

export interface ClassifierParts {
  readonly clock: ClockPort;
  readonly session: Session;
  readonly health: Health;
  /** A refused socket may mean that the chat is gone: true if it was, and is forgotten now. */
  readonly chatGone: (signal: AbortSignal) => Promise<boolean>;
}

/** Null: what stood in the way is removed, try again at once. */
export type Verdict = MiptechError | null;

export class Classifier {
  readonly #parts: ClassifierParts;
  #askedAt = -Infinity;
  #last: MiptechError = new MiptechError('cors_or_server');
  /** A handshake was refused though REST is fine; once more and it is not by chance. */
  #doubted = false;

  constructor(parts: ClassifierParts) {
    this.#parts = parts;
  }

  /** Forgets what was found: the connection stood, or a person wants to try afresh. */
  reset(): void {
    this.#askedAt = -Infinity;
    this.#doubted = false;
  }

  async ask(signal: AbortSignal): Promise<Verdict> {
    const now = this.#parts.clock.monotonic();
    if (now - this.#askedAt < rest) return this.#last;
    this.#askedAt = now;
    const verdict = await this.#find(signal);
    if (verdict !== null) this.#last = verdict;
    return verdict;
  }

  async #find(signal: AbortSignal): Promise<Verdict> {
    try {
      await this.#probe(signal);
      // The token is fine; the socket is refused for the chat, a quota, an origin or a proxy.
      if (await this.#parts.chatGone(signal)) return null;
    } catch (thrown) {
      return asMiptechError(thrown);
    }
    if (this.#doubted) return new MiptechError('realtime_unavailable');
    // The platform may have come up between the refusal and the question: look once more.
    this.#doubted = true;
    this.#askedAt = -Infinity;
    return new MiptechError('cors_or_server');
  }

  async #probe(signal: AbortSignal): Promise<void> {
    const { session, health } = this.#parts;
    if (session.token !== null) {
      await session.request({ method: 'GET', path: paths.me, signal });
      return;
    }
    const { error } = await health.check();
    if (error !== null) throw error;
  }
}
