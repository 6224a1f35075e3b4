/**
 * The lock manager of a browser: one holder a name, the others in line. Owns who holds and who
 * waits, over all pages; does not know what is locked.
 */
import type { LockPort } from '../../../src/core/ports.js';

interface Request {
  readonly owner: object;
  readonly begin: () => void;
}

export class Locks {
  /** By name; the first one holds it. */
  readonly #queues = new Map<string, readonly Request[]>();

  /** The manager as one page sees it. */
  portOf(owner: object): LockPort {
    return { request: (name, options, task) => this.#request(owner, name, options.signal, task) };
  }

  /** How many locks a page holds or waits for. */
  count(owner: object): number {
    return [...this.#queues.values()].flat().filter((request) => request.owner === owner).length;
  }

  /** The page is gone, and its locks with it. */
  release(owner: object): void {
    for (const [name, queue] of [...this.#queues]) {
      for (const request of queue.filter((other) => other.owner === owner)) {
        this.#leave(name, request);
      }
    }
  }

  #request<T>(
    owner: object,
    name: string,
    signal: AbortSignal | undefined,
    task: () => Promise<T>,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      let granted = false;
      const request: Request = {
        owner,
        begin: () => {
          granted = true;
          const leave = (): void => {
            this.#leave(name, request);
          };
          // In a microtask: browsers never call back from within the request.
          Promise.resolve().then(task).finally(leave).then(resolve, reject);
        },
      };
      const give = (): void => {
        // What is granted runs to its end, as in browsers.
        if (granted) return;
        this.#leave(name, request);
        reject(new DOMException('The request was aborted.', 'AbortError'));
      };
      signal?.addEventListener('abort', give, { once: true });
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, [...queue, request]);
      if (signal?.aborted === true) give();
      else if (queue.length === 0) request.begin();
    });
  }

  #leave(name: string, request: Request): void {
    const queue = this.#queues.get(name) ?? [];
    const held = queue[0] === request;
    const rest = queue.filter((other) => other !== request);
    if (rest.length === 0) this.#queues.delete(name);
    else this.#queues.set(name, rest);
    if (held) rest[0]?.begin();
  }
}
