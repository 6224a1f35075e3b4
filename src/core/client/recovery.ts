/**
 * What is done about a failure: now, later, slowly, or never again. Owns the count of failures and
 * the times before which nothing may be tried; carries nothing out.
 */
import type { Settings } from '../config.js';
import type { Ports } from '../ports.js';
import { MiptechError } from '../protocol/errors.js';
import { usualPause } from '../protocol/values.js';
import { attemptDelay, slowDelay } from '../state/backoff.js';
import { closing } from '../state/closing.js';
import type { LinkEnd } from './link.js';

/** So many sockets in a row that do not open, while REST works, are no chance. */
const mostTimeouts = 3;
/** Reasons that no further attempt can cure. */
const incurable = new Set(['forbidden', 'tenant_not_found', 'not_found', 'config_invalid']);

export type Remedy =
  /** Another attempt after `delay` milliseconds. */
  | {
      readonly act: 'wait';
      readonly type: 'retry' | 'fail' | 'unavailable';
      readonly error: MiptechError;
      readonly attempt: number;
      readonly delay: number;
    }
  /** Only a person can help. */
  | { readonly act: 'stop'; readonly error: MiptechError; readonly attempt: number }
  /** Find out over REST what is wrong; `opened` where it was no handshake that was refused. */
  | { readonly act: 'ask'; readonly opened: boolean; readonly attempt: number }
  /** The platform takes the token no longer. */
  | { readonly act: 'expire'; readonly error: MiptechError }
  /** Another attempt at once: a line died in silence. */
  | { readonly act: 'now'; readonly error: MiptechError; readonly attempt: number };

export class Recovery {
  readonly #settings: Settings;
  readonly #ports: Pick<Ports, 'clock' | 'random'>;
  #failures = 0;
  #timeouts = 0;
  #notBefore = -Infinity;

  constructor(settings: Settings, ports: Pick<Ports, 'clock' | 'random'>) {
    this.#settings = settings;
    this.#ports = ports;
  }

  /** Monotonic time before which the platform wants no attempt. */
  get notBefore(): number {
    return this.#notBefore;
  }

  /** Forgets earlier failures: the connection stood, or a person wants to try afresh. */
  forgive(): void {
    this.#failures = 0;
    this.#timeouts = 0;
  }

  /** Somebody else is here: what the platform asked of the one before is not theirs. */
  forgiveWait(): void {
    this.#notBefore = -Infinity;
  }

  /** The platform may want no attempt for a while, whatever becomes of the one it told that. */
  heed({ retryAfter }: MiptechError): void {
    if (retryAfter === null) return;
    const until = this.#ports.clock.monotonic() + retryAfter * 1000;
    this.#notBefore = Math.max(this.#notBefore, until);
  }

  /** A socket ended by itself; `byRest` where REST carries messages meanwhile. */
  ofEnd(end: LinkEnd, byRest: boolean): Remedy {
    const timeout = new MiptechError('timeout');
    if (end.cause === 'open-timeout') return this.#ofUnopened(timeout, byRest);
    if (end.cause === 'silent' && this.#failures === 0) {
      // Clients find dead lines each at their own time, so nobody comes in a crowd.
      this.#failures = 1;
      return { act: 'now', error: timeout, attempt: 1 };
    }
    if (end.cause !== 'closed') return this.ofError(timeout);
    const meaning = closing(end.code, end.reason);
    if (!end.opened || meaning === 'ask') {
      return { act: 'ask', opened: end.opened, attempt: this.#failures + 1 };
    }
    if (meaning === 'full') return this.ofError(new MiptechError('realtime_unavailable'));
    return this.ofError(
      meaning === 'pause'
        ? new MiptechError('rate_limited', { retryAfter: usualPause })
        : new MiptechError('cors_or_server'),
    );
  }

  /** An attempt failed, or REST said why a socket was refused. */
  ofError(error: MiptechError): Remedy {
    const { random } = this.#ports;
    const { reconnectAttempts, reconnectDelay } = this.#settings;
    if (error.code === 'auth_expired' || error.code === 'auth_required') {
      return { act: 'expire', error };
    }
    const attempt = ++this.#failures;
    if (incurable.has(error.code)) return { act: 'stop', error, attempt };
    if (error.code === 'realtime_unavailable') {
      return { act: 'wait', type: 'unavailable', error, attempt, delay: slowDelay(random()) };
    }
    const slow = attempt > reconnectAttempts;
    let delay = attemptDelay(attempt, reconnectAttempts, reconnectDelay, random());
    if (error.retryAfter !== null) {
      this.heed(error);
      delay = Math.max(delay, error.retryAfter * 1000 * (1 + random() / 4));
    }
    return { act: 'wait', type: slow ? 'fail' : 'retry', error, attempt, delay };
  }

  /** Transient at first; in the long run a proxy that swallows upgrades looks just so. */
  #ofUnopened(timeout: MiptechError, byRest: boolean): Remedy {
    this.#timeouts += 1;
    // REST was asked before this socket was tried, and it answered.
    if (byRest) {
      return this.ofError(new MiptechError('realtime_unavailable'));
    }
    if (this.#timeouts < mostTimeouts) return this.ofError(timeout);
    return { act: 'ask', opened: false, attempt: this.#failures + 1 };
  }
}
