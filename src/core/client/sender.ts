/**
 * Sends what waits: in order, by whatever carries messages now, within the limits. Owns the order
 * and the waiting for leave; does not know what a message's answer is.
 */
import type { ClockPort } from '../ports.js';
import type { Carrier } from './connection.js';
import type { Delivery } from './delivery.js';
import type { Outbox, Outgoing } from './outbox.js';
import type { Post } from './post.js';
import type { Turns } from './turns.js';

/** A wait of the client's own limit that is worth showing, in milliseconds. */
const worthShowing = 2000;

export interface SenderParts {
  readonly clock: ClockPort;
  readonly outbox: Outbox;
  readonly delivery: Delivery;
  readonly turns: Turns;
  readonly post: Post;
  readonly carrier: () => Carrier;
  /** Takes leave to send one message: 0 for now, else milliseconds to wait. */
  readonly clearance: () => number;
  readonly limit: (seconds: number) => void;
  /** True where the platform names no chat. */
  readonly unnamed: () => boolean;
}

export class Sender {
  readonly #parts: SenderParts;
  #cancel: () => void = () => undefined;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Sends what waits, as far as carrier and limits allow. */
  flush(): void {
    const { outbox, delivery, turns, post } = this.#parts;
    this.#cancel();
    delivery.expire();
    for (const item of outbox.pending) {
      if (item.written) continue;
      const { chatId } = item;
      const carrier = this.#parts.carrier();
      // What goes by REST has no order but that of its answers.
      if (carrier === null || post.sending !== null) return;
      if (carrier === 'rest' ? chatId === null || !post.offered : chatId === null && !this.#free)
        return;
      const wait = this.#parts.clearance();
      if (wait > 0) {
        this.#later(wait);
        return;
      }
      if (carrier === 'rest' && chatId !== null) {
        void post.send(item, chatId);
        return;
      }
      if (!turns.write(item)) return;
    }
  }

  /** One without a chat at a time: its answer may name the chat of all others. */
  get #free(): boolean {
    const { outbox, unnamed } = this.#parts;
    const under = ({ chatId, place }: Outgoing): boolean => chatId === null && place !== null;
    return unnamed() && !outbox.pending.some(under);
  }

  cancel(): void {
    this.#cancel();
  }

  #later(wait: number): void {
    if (wait > worthShowing) this.#parts.limit(wait / 1000);
    else {
      this.#cancel = this.#parts.clock.after(wait, () => {
        this.flush();
      });
    }
  }
}
