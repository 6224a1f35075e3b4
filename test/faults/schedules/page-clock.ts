/**
 * The clock of one page, on the clock of its browser: remembers which line of the core set each
 * timer, so that two timers for one purpose are seen. Owns the page's timers; does not know what
 * they are for.
 */
import { findSourceMap } from 'node:module';
import type { ClockPort } from '../../../src/core/ports.js';
import type { ManualClock } from '../../../src/testing/manual-clock.js';

/** The line that called `callee`, as the engine sees it: looking up its source takes too long. */
function placeOf(callee: (...given: never[]) => unknown): string {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: readonly NodeJS.CallSite[] } = {};
  Error.stackTraceLimit = 1;
  Error.prepareStackTrace = (_error, sites) => sites;
  Error.captureStackTrace(holder, callee);
  const [site] = holder.stack ?? [];
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  const file = site?.getFileName() ?? '';
  return `${file}:${site?.getLineNumber() ?? 0}:${site?.getColumnNumber() ?? 0}`;
}

/** File and line of a place in the source, for people. */
export function sourceOf(place: string): string {
  const [, file = '', line = '', column = ''] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  const found = findSourceMap(file)?.findEntry(Number(line) - 1, Number(column) - 1);
  const original = found !== undefined && 'originalLine' in found ? found.originalLine + 1 : line;
  return `${fileOf(place)}:${original}`;
}

/** The name of a place's file. */
export function fileOf(place: string): string {
  return place.replace(/:\d+:\d+$/, '').replace(/^.*\//, '');
}

export class PageClock implements ClockPort {
  /** Each timer that waits, with the place that set it. */
  readonly #waiting = new Map<object, string>();
  readonly #clock: ManualClock;
  readonly #run: (callback: () => void) => void;
  #stopped = false;

  /** @param run calls back at once, later (a frozen page) or never (one that is gone) */
  constructor(clock: ManualClock, run: (callback: () => void) => void) {
    this.#clock = clock;
    this.#run = run;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  after(delay: number, callback: () => void): () => void {
    if (this.#stopped) return () => undefined;
    const timer = {};
    this.#waiting.set(timer, placeOf(this.after));
    const cancel = this.#clock.after(delay, () => {
      this.#run(() => {
        if (this.#waiting.delete(timer)) callback();
      });
    });
    return () => {
      this.#waiting.delete(timer);
      cancel();
    };
  }

  /** How many timers wait, by the place that set them. */
  get places(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const place of this.#waiting.values()) counts.set(place, (counts.get(place) ?? 0) + 1);
    return counts;
  }

  get pending(): number {
    return this.#waiting.size;
  }

  /** The page is gone: what waits never comes. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.clear();
  }
}
