/**
 * A part of an element that is loaded on first use: whether it is there, on its way or could not be
 * had. Owns the attempt; does not know what is loaded.
 */
import type { ReactiveControllerHost } from 'lit';

export type LaterState = 'absent' | 'loading' | 'failed' | 'there';

export class Later<T> {
  readonly #host: ReactiveControllerHost;
  readonly #load: () => Promise<T>;
  #state: LaterState = 'absent';
  #value: T | null = null;

  constructor(host: ReactiveControllerHost, load: () => Promise<T>) {
    this.#host = host;
    this.#load = load;
  }

  get state(): LaterState {
    return this.#state;
  }

  /** Null while it is not there. */
  get value(): T | null {
    return this.#value;
  }

  /** Begins to load it, or tries again; the host is updated at each change. Never throws. */
  want(): void {
    if (this.#state === 'loading' || this.#state === 'there') return;
    this.#set('loading');
    this.#load()
      .then((value) => {
        this.#value = value;
        this.#set('there');
      })
      .catch(() => {
        // Offline, or not allowed here: the person can try again.
        this.#set('failed');
      });
  }

  #set(state: LaterState): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}
