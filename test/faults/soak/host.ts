/**
 * What the soak's client borrows from its host, counted: timers, listeners, open sockets. Owns the
 * counts; does not know what they should be.
 */
import { WebSocket } from 'ws';
import type { Ports, SocketConstructor } from '../../../src/core/ports.js';
import { ManualClock } from '../../../src/testing/manual-clock.js';

/** What the client holds of its host at a moment. */
export interface Held {
  readonly timers: number;
  readonly watchers: number;
  readonly sockets: number;
  /** On all sockets there ever were. */
  readonly listeners: number;
}

/** A socket that is let go of keeps the others: in Node an error that nobody hears ends the process. */
const counts = (type: string): boolean => type !== 'error';

export class CountedHost {
  /** Time passes when the soak says so: nobody waits for a backoff. */
  readonly clock = new ManualClock();
  /** Sockets there ever were. */
  opened = 0;
  #watchers = 0;
  #sockets = 0;
  #listeners = 0;

  get held(): Held {
    return {
      timers: this.clock.pending,
      watchers: this.#watchers,
      sockets: this.#sockets,
      listeners: this.#listeners,
    };
  }

  get ports(): Partial<Ports> {
    const connect = (url: string): WebSocket => this.#connect(url);
    const subscribe = (): (() => void) => {
      this.#watchers += 1;
      return () => {
        this.#watchers -= 1;
      };
    };
    const quiet = (): void => undefined;
    return {
      clock: this.clock,
      // What a constructor returns is what `new` gives.
      WebSocket: function (url: string) {
        return connect(url);
      } as unknown as SocketConstructor,
      network: { online: () => true, visible: () => true, subscribe },
      storageChanges: { subscribe },
      console: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    };
  }

  #connect(url: string): WebSocket {
    const socket = new WebSocket(url);
    const add = socket.addEventListener.bind(socket);
    const remove = socket.removeEventListener.bind(socket);
    this.opened += 1;
    this.#sockets += 1;
    socket.on('close', () => {
      this.#sockets -= 1;
    });
    socket.addEventListener = (type, ...given) => {
      if (counts(type)) this.#listeners += 1;
      add(type, ...given);
    };
    socket.removeEventListener = (type, ...given) => {
      if (counts(type)) this.#listeners -= 1;
      remove(type, ...given);
    };
    return socket;
  }
}
