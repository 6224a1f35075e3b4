/**
 * The only door out of core: a value that can be read and watched. Owns the bridge from signals to
 * plain listeners; does not know what the values mean.
 */
import { Signal } from 'signal-polyfill';

/**
 * A value with a listener list. `subscribe` calls back after a change, at most once a microtask,
 * and only if the value differs from the one the listener saw last; the answer unsubscribes. Both
 * functions are bound, so they can be handed to React's `useSyncExternalStore` as they are.
 */
export interface Readable<T> {
  readonly get: () => T;
  readonly subscribe: (listener: () => void) => () => void;
}

/** A `Readable` that its owner can set. Setting an identical value wakes nobody. */
export interface Writable<T> extends Readable<T> {
  readonly set: (value: T) => void;
}

type AnySignal<T> = Signal.State<T> | Signal.Computed<T>;

function watch<T>(signal: AnySignal<T>): Readable<T> {
  interface Entry {
    readonly listener: () => void;
    seen: T;
  }
  const entries = new Set<Entry>();
  let scheduled = false;
  const wake = (): void => {
    scheduled = false;
    // Re-arming must happen outside the watcher's own callback, where no signal may be read.
    watcher.watch();
    if (entries.size === 0) return;
    const value = signal.get();
    for (const entry of [...entries]) {
      if (!entries.has(entry) || Object.is(value, entry.seen)) continue;
      entry.seen = value;
      try {
        entry.listener();
      } catch (error) {
        // One listener's fault must not keep the others from the news; it surfaces as uncaught.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  };
  const watcher = new Signal.subtle.Watcher(() => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(wake);
  });
  return {
    get: () => signal.get(),
    subscribe: (listener) => {
      // An entry a subscription: the same function subscribed twice is two.
      const entry = { listener, seen: signal.get() };
      if (entries.size === 0) watcher.watch(signal);
      entries.add(entry);
      return () => {
        if (entries.delete(entry) && entries.size === 0) watcher.unwatch(signal);
      };
    },
  };
}

/** A settable value. */
export function writable<T>(initial: T): Writable<T> {
  const state = new Signal.State(initial, { equals: Object.is });
  return {
    ...watch(state),
    set: (value) => {
      state.set(value);
    },
  };
}

/** A value computed from other Readables of this client, recomputed only when they change. */
export function derived<T>(compute: () => T): Readable<T> {
  return watch(new Signal.Computed(compute, { equals: Object.is }));
}
