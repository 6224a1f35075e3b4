/**
 * The phase that is shown and the one thing that is waited for, with its countdown. Owns the steps
 * through the table; does not know what causes them.
 */
import type { ClockPort } from '../ports.js';
import { disconnected, next } from '../state/connection.js';
import type { ConnectionEvent, ConnectionState } from '../state/connection.js';
import { writable } from '../state/readable.js';
import type { Readable } from '../state/readable.js';
import { Countdown } from './countdown.js';
import type { Logger } from './logger.js';
import { connectionDetail } from './witness.js';

export class Phases {
  readonly get: Readable<ConnectionState>['get'];
  readonly subscribe: Readable<ConnectionState>['subscribe'];
  /** Seconds to what is waited for; null while nothing is. */
  readonly countdown: Readable<number | null>;
  readonly #state = writable(disconnected);
  readonly #clock: ClockPort;
  readonly #log: Logger;
  readonly #countdown: Countdown;
  #cancel: () => void = () => undefined;

  constructor(clock: ClockPort, log: Logger) {
    this.#clock = clock;
    this.#log = log;
    this.#countdown = new Countdown(clock);
    this.get = this.#state.get;
    this.subscribe = this.#state.subscribe;
    this.countdown = this.#countdown.seconds;
  }

  /** Takes the step of the table, if there is one from here. */
  step(event: ConnectionEvent): void {
    const before = this.get();
    const state = next(before, event);
    const { journal } = this.#log;
    if (state === null) {
      this.#log.debug(`No step from ${before.phase} by ${event.type}.`);
      return;
    }
    this.#state.set(state);
    journal.state(
      'connection',
      connectionDetail(state, event.type, this.#clock.now()),
      state.error,
    );
    if (state.phase !== before.phase) {
      this.#log.say('debug', `Connection: ${before.phase} → ${state.phase}`);
    }
  }

  /** The same, and `due` after `delay` milliseconds, in place of what was waited for before. */
  stepAndWait(event: ConnectionEvent, delay: number, due: () => void): void {
    this.step({ ...event, at: this.#clock.now() + delay });
    this.rest();
    const name = event.type === 'limit' ? 'pause' : 'next attempt';
    this.#log.journal.write('timer', 'info', name, { in: Math.round(delay) });
    this.#countdown.start(delay);
    this.#cancel = this.#clock.after(delay, due);
  }

  /** Waits without a word: nobody needs to know when. */
  waitUnseen(delay: number, due: () => void): void {
    this.rest();
    this.#cancel = this.#clock.after(delay, due);
  }

  /** Waits for nothing any more. */
  rest(): void {
    this.#cancel();
    this.#countdown.stop();
  }
}
