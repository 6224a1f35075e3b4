/**
 * A clock that runs `speed` times as fast as the real one, for clients whose sockets are real. Owns
 * a test's time and its timers; does not know what they are for.
 */
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { ClockPort } from '../../../src/core/ports.js';

/** Real milliseconds between two steps of the clock. */
const step = 5;
/** Most real milliseconds that one step counts for. */
const longestStep = 10;
/** So many timers at one moment are a loop that waits for no time to pass. */
const mostAtOnce = 10_000;

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/**
 * Goes on in small steps, and no step is longer than `longestStep` real milliseconds: on a machine
 * that is busy the clock slows down instead of leaping over what sockets and promises still have
 * to do. So a time limit never ends before the event loop had its turns.
 */
export class FastClock implements ClockPort {
  /** May be changed at any time: 1 while a test arranges things, more while it waits. */
  speed: number;
  readonly #start = Date.now();
  #now = 0;
  #timers: Timer[] = [];
  #stopped = false;

  constructor(speed = 1) {
    this.speed = speed;
    void this.#run();
  }

  now(): number {
    return this.#start + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(delay: number, callback: () => void): () => void {
    // Whole milliseconds: a timer must not come a rounding error before its time.
    const timer = { due: this.#now + Math.max(0, Math.ceil(delay)), callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers that still wait. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Waits `milliseconds` of this clock, at `speed` if given. */
  async pass(milliseconds: number, speed = this.speed): Promise<void> {
    const before = this.speed;
    this.speed = speed;
    await new Promise<void>((resolve) => {
      this.after(milliseconds, resolve);
    });
    this.speed = before;
  }

  stop(): void {
    this.#stopped = true;
    this.#timers = [];
  }

  async #run(): Promise<void> {
    let seen = performance.now();
    while (!this.#stopped) {
      await pause(step);
      const real = performance.now();
      const until = this.#now + Math.floor(Math.min(real - seen, longestStep) * this.speed);
      seen = real;
      await this.#advance(until);
    }
  }

  async #advance(until: number): Promise<void> {
    for (let atOnce = 0; ; atOnce += 1) {
      const due = this.#timers
        .filter((timer) => timer.due <= until)
        .reduce<Timer | null>(
          (first, timer) => (first === null || timer.due < first.due ? timer : first),
          null,
        );
      if (due === null) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      if (due.due > this.#now) atOnce = 0;
      if (atOnce > mostAtOnce) throw new Error('timers without end at one moment');
      this.#now = Math.max(this.#now, due.due);
      due.callback();
      // What the callback set going comes before the next timer, as it would in real time.
      await turn();
    }
    this.#now = Math.max(this.#now, until);
  }
}
