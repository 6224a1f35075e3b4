/**
 * The only door out of core: a value that can be read and watched. Owns who listens and when they
 * are told; does not know what the values mean.
 */

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

/** An entry a subscription: the same function subscribed twice is two. */
interface Entry<T> {
  readonly listener: () => void;
  seen: T;
}

class Listeners<T> {
  readonly #entries = new Set<Entry<T>>();
  readonly #get: () => T;

  constructor(get: () => T) {
    this.#get = get;
  }

  get none(): boolean {
    return this.#entries.size === 0;
  }

  add(listener: () => void): () => void {
    const entry = { listener, seen: this.#get() };
    this.#entries.add(entry);
    return () => {
      this.#entries.delete(entry);
    };
  }

  /** Tells each listener whose value is an old one. */
  wake(): void {
    if (this.none) return;
    const value = this.#get();
    for (const entry of [...this.#entries]) {
      if (!this.#entries.has(entry) || Object.is(value, entry.seen)) continue;
      entry.seen = value;
      try {
        entry.listener();
      } catch (error) {
        surface(error);
      }
    }
  }
}

/** One listener's fault must not keep the others from the news; it surfaces as uncaught. */
function surface(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** A settable value. */
export function writable<T>(initial: T): Writable<T> {
  let value = initial;
  let scheduled = false;
  const get = (): T => value;
  const listeners = new Listeners(get);
  return {
    get,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      if (scheduled || listeners.none) return;
      scheduled = true;
      queueMicrotask(() => {
        scheduled = false;
        listeners.wake();
      });
    },
    subscribe: (listener) => listeners.add(listener),
  };
}

/** A value computed from others, anew only when one of these changed. */
export function derived<T>(sources: readonly Readable<unknown>[], compute: () => T): Readable<T> {
  let seen: readonly unknown[] | null = null;
  let value: T;
  const get = (): T => {
    const now = sources.map((source) => source.get());
    if (seen === null || now.some((given, index) => !Object.is(given, seen?.[index]))) {
      value = compute();
      seen = now;
    }
    return value;
  };
  const listeners = new Listeners(get);
  let leave: readonly (() => void)[] = [];
  const wake = (): void => {
    listeners.wake();
  };
  return {
    get,
    subscribe: (listener) => {
      const remove = listeners.add(listener);
      // What nobody listens to listens to nothing.
      if (leave.length === 0) leave = sources.map((source) => source.subscribe(wake));
      return () => {
        remove();
        if (!listeners.none) return;
        for (const each of leave) each();
        leave = [];
      };
    },
  };
}
