/** `BroadcastChannel` in a test's hand. Owns who hears whom; knows no page. */
import type { OpenChannel } from '../../src/core/ports.js';

/** Channels as a browser has them: each page hears the others of the same name. */
export class ScriptedChannels {
  readonly #listeners = new Map<
    object,
    readonly [name: string, hear: (message: unknown) => void]
  >();
  /** Everything that was said. */
  readonly said: string[] = [];

  /** Channels that are open, over all pages. */
  get open(): number {
    return this.#listeners.size;
  }

  readonly port: OpenChannel = (name, listener) => {
    const own = {};
    this.#listeners.set(own, [name, listener]);
    return {
      post: (message) => {
        this.said.push(message);
        for (const [other, [otherName, hear]] of this.#listeners) {
          if (other === own || otherName !== name) continue;
          queueMicrotask(() => {
            if (this.#listeners.has(other)) hear(message);
          });
        }
      },
      close: () => {
        this.#listeners.delete(own);
      },
    };
  };
}
