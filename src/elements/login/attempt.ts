/**
 * One attempt to sign in at a time: that it runs, what it came to, and the pause the service may ask
 * for. Owns no form and no text on the screen; who is signed in is the client's to know.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { MiptechError } from '../../core/index.js';
import { Cooldown } from './cooldown.js';

/** How an attempt was begun: with the form, or with single sign-on. */
export type Way = 'form' | 'sign-on';

/** Seconds to wait where the service names none. */
export const usualPause = 60;

export class Attempt implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #pause: Cooldown;
  #way: Way | null = null;
  /** Counts attempts: one that was given up must not tell its end. */
  #serial = 0;

  /** `rested` is called when a pause is over. */
  constructor(host: ReactiveControllerHost, rested: () => void) {
    this.#host = host;
    this.#pause = new Cooldown(host, rested);
    host.addController(this);
  }

  /** The attempt that is under way, or null. */
  get way(): Way | null {
    return this.#way;
  }

  /** Seconds until the form may be sent again, or null. */
  get pause(): number | null {
    return this.#pause.seconds;
  }

  hostConnected(): void {
    window.addEventListener('pageshow', this.#shown);
  }

  hostDisconnected(): void {
    window.removeEventListener('pageshow', this.#shown);
  }

  /** Runs `call`; its error, null where it went well, or undefined where it was given up. */
  async run(way: Way, call: () => Promise<void>): Promise<MiptechError | null | undefined> {
    const serial = (this.#serial += 1);
    this.#set(way);
    try {
      await call();
      return serial === this.#serial ? null : undefined;
    } catch (thrown) {
      if (serial !== this.#serial) return undefined;
      const error = thrown instanceof MiptechError ? thrown : new MiptechError('protocol');
      if (way === 'form' && error.code === 'rate_limited') {
        this.#pause.start(error.retryAfter ?? usualPause);
      }
      return error;
    } finally {
      if (serial === this.#serial) this.#set(null);
    }
  }

  // A page that was left for single sign-on comes back from the browser's cache as it was left.
  readonly #shown = (event: PageTransitionEvent): void => {
    if (!event.persisted || this.#way !== 'sign-on') return;
    this.#serial += 1;
    this.#set(null);
  };

  #set(way: Way | null): void {
    this.#way = way;
    this.#host.requestUpdate();
  }
}
