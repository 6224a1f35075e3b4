/**
 * The rule of messages: each one a person sends has exactly one end. Owns the steps to it and keeps
 * outbox and transcript in step; does not know how a message is carried.
 */
import type { ClockPort } from '../ports.js';
import { derived, writable } from '../state/readable.js';
import type { Readable, Writable } from '../state/readable.js';
import { delivered, failed, queued, userMessage, withdrawn, written } from '../state/transcript.js';
import type { Message, MessageFailure, Transcript } from '../state/transcript.js';
import { longestWait } from './outbox.js';
import type { Outbox, Outgoing } from './outbox.js';

/** So often may the platform refuse one message for the moment before a person has to decide. */
const mostRefusals = 5;
/** Ends that are remembered for who still watches a message that is on no screen. */
const remembered = 500;

type End = Pick<Message, 'state' | 'failure' | 'detail'>;

export interface DeliveryParts {
  readonly clock: ClockPort;
  readonly outbox: Outbox;
  readonly transcript: Writable<Transcript>;
}

export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #ends = new Map<string, End>();
  /** Counts ends, so that whoever watches a message hears of its own. */
  readonly #count = writable(0);
  #places = 0;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** A message from now to its end, whatever chat is on screen. */
  watch(message: Message): Readable<Message> {
    const { outbox, transcript } = this.#parts;
    let seen = message;
    return derived([transcript, this.#count], () => {
      const shown = transcript.get().messages.find(({ id }) => id === message.id);
      const end = this.#ends.get(message.id);
      if (shown !== undefined) seen = shown;
      else {
        const item = outbox.find(message.id);
        const state = item === null ? seen.state : item.written ? 'sending' : 'queued';
        const now = end ?? { state, failure: null, detail: null };
        // The same object while nothing changed: whoever watches is not woken for others.
        if (now.state !== seen.state) seen = { ...seen, ...now, awaiting: false };
      }
      return seen;
    });
  }

  /** Puts a new message in line, or a failed one back under the same id. */
  queue(message: Message): void {
    const { outbox, transcript } = this.#parts;
    const { id, text, at } = message;
    const failedBefore = outbox.find(id);
    this.#ends.delete(id);
    if (failedBefore !== null) outbox.remove(id);
    // A failed one that is sent again has not waited since it was first written.
    const since = failedBefore === null ? at : this.#parts.clock.now();
    outbox.add({ id, text, at: since, chatId: transcript.get().chatId });
    transcript.set(queued(transcript.get(), message));
  }

  /** @param live true on a socket, where its answer comes in the order of the questions */
  written(item: Outgoing, live: boolean): void {
    const { outbox, transcript } = this.#parts;
    item.written = true;
    item.place = live ? (this.#places += 1) : null;
    outbox.save();
    transcript.set(written(transcript.get(), item.id));
  }

  /** It was certainly not taken: it waits again, at its old place and under its old id. */
  requeue(item: Outgoing): void {
    const { outbox, transcript } = this.#parts;
    if (item.stopped) {
      // Nobody waits for its answer any more, so nobody sends it again but the person.
      this.failed(item.id, 'delivery_unknown');
      return;
    }
    item.written = false;
    item.place = null;
    outbox.save();
    const shown = transcript.get().messages.find(({ id }) => id === item.id);
    if (shown !== undefined) transcript.set(queued(transcript.get(), shown));
    else this.#count.set(this.#count.get() + 1);
  }

  /**
   * The platform refused it for the moment: it waits again, but not for ever.
   * @param certain false where it may have been taken all the same: then it stays in doubt
   */
  refused(item: Outgoing, failure: 'rate_limited' | 'rejected_by_server', certain = true): void {
    item.refusals += 1;
    if (item.refusals >= mostRefusals) this.failed(item.id, failure);
    else if (certain) this.requeue(item);
  }

  /** There is evidence that the platform has it. */
  delivered(id: string): void {
    const { outbox, transcript } = this.#parts;
    if (outbox.find(id) === null) return;
    outbox.remove(id);
    transcript.set(delivered(transcript.get(), id));
    this.#end(id, { state: 'delivered', failure: null, detail: null });
  }

  failed(id: string, failure: MessageFailure, detail: string | null = null): void {
    const { outbox, transcript } = this.#parts;
    const item = outbox.find(id);
    if (item === null || item.failure !== null) return;
    item.failure = failure;
    outbox.save();
    transcript.set(failed(transcript.get(), id, failure, detail));
    this.#end(id, { state: 'failed', failure, detail });
  }

  /** Takes back what has not left, or has failed. False where there is nothing of that kind. */
  withdraw(id: string): boolean {
    const { outbox, transcript } = this.#parts;
    const item = outbox.find(id);
    if (item === null || (item.written && item.failure === null)) return false;
    outbox.remove(id);
    transcript.set(withdrawn(transcript.get(), id));
    this.#end(id, { state: 'failed', failure: 'withdrawn', detail: null });
    return true;
  }

  /** What waited too long is not sent without asking: the moment it was meant for is over. */
  expire(): void {
    const { outbox, clock } = this.#parts;
    for (const { id, at, written: sent } of outbox.pending) {
      if (!sent && clock.now() - at > longestWait) this.failed(id, 'expired_in_queue');
    }
  }

  /** Whoever wrote them is gone, or the client is: what has no end yet gets this one. */
  abandon(failure: 'auth_lost' | 'disposed'): void {
    const { outbox, transcript } = this.#parts;
    for (const { id } of outbox.pending) {
      transcript.set(failed(transcript.get(), id, failure, null));
      this.#end(id, { state: 'failed', failure, detail: null });
    }
  }

  /** Puts on screen what is kept for the open chat. */
  show(): void {
    const { outbox, transcript } = this.#parts;
    let shown = transcript.get();
    for (const { id, text, at, chatId, written: sent, failure } of outbox.items) {
      if (chatId !== null && chatId !== shown.chatId) continue;
      if (shown.messages.some((message) => message.id === id)) continue;
      const message = userMessage(id, text, at);
      shown = queued(
        shown,
        failure !== null
          ? { ...message, state: 'failed', failure }
          : sent
            ? { ...message, state: 'sending' }
            : message,
      );
    }
    transcript.set(shown);
  }

  #end(id: string, end: End): void {
    this.#ends.set(id, end);
    for (const oldest of this.#ends.keys()) {
      if (this.#ends.size <= remembered) break;
      this.#ends.delete(oldest);
    }
    this.#count.set(this.#count.get() + 1);
  }
}
