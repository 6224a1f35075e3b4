/**
 * A clock that stands still until it is told to go on. Owns time and timers of a test; does not know
 * what the timers do.
 */
import type { ClockPort } from '../core/ports.js';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => void };

/** Lets everything that waits for a promise go on: to the end where the host can, else far enough. */
export async function settle(): Promise<void> {
  if (setImmediate !== undefined) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    return;
  }
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
}

export class ManualClock implements ClockPort {
  #now = 0;
  #offset: number;
  #timers: Timer[] = [];

  /** @param start the wall clock at the beginning, in milliseconds since 1970 */
  constructor(start = 1_700_000_000_000) {
    this.#offset = start;
  }

  now(): number {
    return this.#offset + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(delay: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delay), callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers that still wait. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves the wall clock alone, as a person, a time server or some machines' sleep does. */
  jump(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  /** Time passes without a timer, as in sleep or in a throttled page; what fell due comes late. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Goes on by `milliseconds`, timer by timer, letting promises settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await settle();
    for (;;) {
      const due = this.#timers
        .filter((timer) => timer.at <= until)
        .reduce<Timer | null>(
          (first, timer) => (first === null || timer.at < first.at ? timer : first),
          null,
        );
      if (due === null) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
      await settle();
    }
    this.#now = until;
  }
}
