/**
 * Seconds until a moment, as a Readable that ticks only while there is one. Owns the tick; does not
 * know what is waited for.
 */
import type { ClockPort } from '../ports.js';
import { writable } from '../state/readable.js';
import type { Readable } from '../state/readable.js';

export class Countdown {
  readonly seconds: Readable<number | null>;
  readonly #seconds = writable<number | null>(null);
  readonly #clock: ClockPort;
  #cancel: () => void = () => undefined;

  constructor(clock: ClockPort) {
    this.#clock = clock;
    this.seconds = { get: this.#seconds.get, subscribe: this.#seconds.subscribe };
  }

  /** Counts down to `delay` milliseconds from now. */
  start(delay: number): void {
    this.#tick(this.#clock.monotonic() + delay);
  }

  stop(): void {
    this.#cancel();
    this.#seconds.set(null);
  }

  #tick(until: number): void {
    this.#cancel();
    const left = until - this.#clock.monotonic();
    if (left <= 0) {
      this.#seconds.set(0);
      return;
    }
    const seconds = Math.ceil(left / 1000);
    this.#seconds.set(seconds);
    this.#cancel = this.#clock.after(left - (seconds - 1) * 1000, () => {
      this.#tick(until);
    });
  }
}
