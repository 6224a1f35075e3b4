/** A promise that is waited for so long and no longer. Knows nothing of what it is for. */
import type { ClockPort } from '../ports.js';
import { MiptechError } from '../protocol/errors.js';

export interface Patience {
  readonly clock: ClockPort;
  /** Milliseconds. */
  readonly limit: number;
  /** Ends the waiting: nobody wants the answer any more. */
  readonly signal: AbortSignal;
}

/** @throws MiptechError `timeout` after `limit`, `disposed` at the signal; else what `promise` does */
export function inTime<T>(promise: Promise<T>, { clock, limit, signal }: Patience): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limit, () => {
      reject(new MiptechError('timeout'));
    });
    const end = (): void => {
      cancel();
      reject(new MiptechError('disposed'));
    };
    signal.addEventListener('abort', end, { once: true });
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
    };
    promise.then(resolve, reject);
    promise.then(done, done);
  });
}
