/**
 * The page's own identity system, made safe to call: it may throw, hang, or answer nonsense. Owns
 * how its failures are told; knows neither the session nor what becomes of a token.
 */
import type { IdentitySource, TokenReason } from '../identity.js';
import type { ClockPort } from '../ports.js';
import { MiptechError, ownError } from '../protocol/errors.js';
import { usableToken } from '../protocol/values.js';
import type { Logger } from './logger.js';
import { inTime } from './time-limit.js';

/** Longest wait for a token at a renewal: nobody is there to fill in a form. */
const limit = 30_000;

export interface SignOnParts {
  readonly clock: ClockPort;
  readonly log: Logger;
  /** The client's end. */
  readonly signal: AbortSignal;
}

export class SignOn {
  readonly #identity: IdentitySource;
  readonly #parts: SignOnParts;

  constructor(identity: IdentitySource, parts: SignOnParts) {
    this.#identity = identity;
    this.#parts = parts;
  }

  /**
   * The token of whoever is signed in there, or null for nobody.
   * @throws MiptechError where it cannot tell
   */
  async token(reason: TokenReason): Promise<string | null> {
    const asked = this.#call(`getToken({ reason: "${reason}" })`, () =>
      this.#identity.getToken({ reason }),
    );
    // At a beginning it may show a form of its own.
    const answer: unknown = await (reason === 'expired'
      ? inTime(asked, { ...this.#parts, limit })
      : asked);
    if (answer == null || typeof answer === 'string') return usableToken(answer);
    const message = `The identity system answered a token of type ${typeof answer}; answer a JWT as text, or null.`;
    throw new MiptechError('protocol', { message });
  }

  /** Leads the person there; resolves when they are back. @throws MiptechError */
  async begin(): Promise<void> {
    await this.#call('signIn()', () => this.#identity.signIn?.());
  }

  /** Ends the sign-on there too. Never throws. */
  async end(): Promise<void> {
    await this.#call('signOut()', () => this.#identity.signOut?.()).catch(() => undefined);
  }

  /** Calls back when somebody may have signed in or out there. */
  watch(listener: () => void): () => void {
    return this.#identity.subscribe?.(listener) ?? ((): void => undefined);
  }

  /** An error of the page's own may hold a token: its text goes nowhere. */
  async #call<T>(name: string, call: () => Promise<T> | T): Promise<T> {
    try {
      return await call();
    } catch (thrown) {
      const error = ownError(thrown);
      if (error !== null) throw error;
      this.#parts.log.error(`The identity system’s ${name} failed.`);
      throw new MiptechError('cors_or_server', {
        message: 'The sign-in of this site cannot be reached right now.',
      });
    }
  }
}
