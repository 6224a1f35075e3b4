/**
 * One task at a time across the tabs of a browser. Owns the waiting for a lock and what stands in
 * where there is none; does not know what is done inside.
 */
import * as z from 'zod/mini';
import type { ClockPort, Ports } from '../ports.js';
import { count, label, parsed, read } from '../protocol/values.js';
import type { Store } from './storage.js';

/** Longest wait for a lock that another tab holds, in milliseconds. */
const lockWait = 5000;
/** A claim is good for so long; then its tab is taken for gone. */
const claimLife = 10_000;
/** Two tabs that claim at once see each other's claim within this time. */
const claimSettles = 50;
const claimLook = 200;
/** A browser hands on the lock sooner than what its last holder stored, by some milliseconds. */
const storageComes = 50;

const claimSchema = z.object({ by: label, at: count });

export interface LockParts {
  readonly ports: Pick<Ports, 'locks' | 'clock' | 'uuid' | 'pageProtocol'>;
  readonly store: Store;
  /** Ends the waiting; the task then runs at once and fails by the same signal. */
  readonly signal: AbortSignal;
}

/**
 * Runs `task` under the named lock. Where none can be had in time, or at all, a claim in the shared
 * storage stands in: weaker, so what is done inside looks again before it writes. A lock is never
 * taken away from its holder.
 */
export async function locked<T>(
  parts: LockParts,
  name: string,
  task: () => Promise<T>,
): Promise<T> {
  const { ports, store, signal } = parts;
  if (!store.shared) return task();
  if (ports.locks === null) return claimed(parts, name, task);
  const waited = new AbortController();
  const lock = { held: false };
  const give = (): void => {
    if (!lock.held) waited.abort();
  };
  const cancel = ports.clock.after(lockWait, give);
  signal.addEventListener('abort', give, { once: true });
  try {
    const granted = ports.locks.request(name, { signal: waited.signal }, async () => {
      // Too late: the task has gone on without.
      if (waited.signal.aborted) return undefined as never;
      lock.held = true;
      cancel();
      await paused(ports.clock, storageComes, signal);
      return task();
    });
    // Some lock managers never answer, not even to the end of the waiting.
    const refused = new Promise<never>((_resolve, reject) => {
      waited.signal.addEventListener('abort', () => {
        reject(new Error('not granted'));
      });
    });
    return await Promise.race([granted, refused]);
  } catch (error) {
    if (lock.held) throw error;
    return await claimed(parts, name, task);
  } finally {
    cancel();
    signal.removeEventListener('abort', give);
  }
}

async function claimed<T>(parts: LockParts, name: string, task: () => Promise<T>): Promise<T> {
  const { ports, store, signal } = parts;
  // Outside a page there are no other tabs.
  if (ports.pageProtocol === null) return task();
  const key = `${name}:claim`;
  const by = ports.uuid();
  const holder = (): string | null => {
    const claim = read(claimSchema, parsed(store.get(key)));
    const age = ports.clock.now() - (claim.at ?? -Infinity);
    return age >= 0 && age < claimLife ? claim.by : null;
  };
  const pause = (delay: number): Promise<void> => paused(ports.clock, delay, signal);
  const limit = ports.clock.monotonic() + lockWait;
  while (!signal.aborted && ports.clock.monotonic() < limit) {
    if (holder() === null) {
      store.set(key, JSON.stringify({ by, at: ports.clock.now() }));
      await pause(claimSettles);
      if (holder() === by) break;
    } else await pause(claimLook);
  }
  try {
    return await task();
  } finally {
    if (holder() === by) store.set(key, null);
  }
}

/** Waits so many milliseconds, or until `signal` ends it. */
function paused(clock: ClockPort, delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      cancel();
      signal.removeEventListener('abort', go);
      resolve();
    };
    const cancel = clock.after(delay, go);
    signal.addEventListener('abort', go, { once: true });
    if (signal.aborted) go();
  });
}
