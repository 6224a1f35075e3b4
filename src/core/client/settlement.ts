/**
 * Asks the platform's history what became of messages in doubt and of answers that were cut off.
 * Owns when it is asked and what absence means; does not carry messages.
 */
import type { ClockPort } from '../ports.js';
import { asMiptechError } from '../protocol/errors.js';
import type { ChatHistory } from '../protocol/rest.js';
import type { Readable } from '../state/readable.js';
import { unanswered } from '../state/transcript.js';
import type { Transcript } from '../state/transcript.js';
import type { Delivery } from './delivery.js';
import type { Outbox, Outgoing } from './outbox.js';

/** Milliseconds between looks into the history for an answer that was cut off. */
const lookAgain: readonly number[] = [1500, 3000, 6000, 12_000, 24_000];
/** So many silences in a row, on a socket that lives, end the waiting for a sign of a message. */
const mostSilences = 3;
/** A platform's clock may be behind by so much, in milliseconds. */
const clockMargin = 60_000;

export interface SettlementParts {
  readonly clock: ClockPort;
  readonly outbox: Outbox;
  readonly delivery: Delivery;
  readonly transcript: Readable<Transcript>;
  readonly history: (chatId: string) => Promise<ChatHistory>;
  /** Brings the history on screen, where it is the open chat's. */
  readonly take: (history: ChatHistory) => void;
  /** True while messages can be carried. */
  readonly standing: () => boolean;
  /** The message whose own answer is still on its way over REST: in no doubt yet. */
  readonly inFlight: () => string | null;
  /** Told after each settlement: what waited for it can go. */
  readonly settled: () => void;
}

export class Settlement {
  readonly #parts: SettlementParts;
  #running = false;
  #looks = 0;
  #cancelLook: () => void = () => undefined;

  constructor(parts: SettlementParts) {
    this.#parts = parts;
  }

  /** While it runs nothing is sent: what was in doubt may have to go first. */
  get running(): boolean {
    return this.#running;
  }

  /** True where there is something to ask the history for. */
  get due(): boolean {
    const { outbox, transcript } = this.#parts;
    return outbox.pending.some((item) => this.#doubtful(item)) || unanswered(transcript.get());
  }

  /** A new carrier stands: the looks begin anew. */
  begin(): void {
    this.#looks = 0;
  }

  cancel(): void {
    this.#cancelLook();
  }

  /** @param silent true where the socket lives and nothing was heard for as long as one waits */
  async settle(silent = false): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      const { outbox, transcript } = this.#parts;
      const doubtful = outbox.pending.filter((item) => this.#doubtful(item));
      const chats = new Set(doubtful.map((item) => item.chatId));
      chats.add(transcript.get().chatId);
      for (const chat of chats) {
        if (chat !== null) await this.#settleChat(chat, silent);
        else this.#giveUpChatless();
      }
    } finally {
      this.#running = false;
    }
    this.#parts.settled();
    this.#awaitAnswer();
  }

  /** Without a chat there is no history that could tell. */
  #giveUpChatless(): void {
    const { outbox, delivery } = this.#parts;
    for (const item of outbox.pending) {
      const lost = this.#doubtful(item) && item.chatId === null && item.place === null;
      if (lost) delivery.failed(item.id, 'delivery_unknown');
    }
  }

  #doubtful(item: Outgoing): boolean {
    return item.written && item.id !== this.#parts.inFlight();
  }

  async #settleChat(chatId: string, silent: boolean): Promise<void> {
    const { outbox, delivery, history, take, standing } = this.#parts;
    const doubtful = (): Outgoing[] =>
      outbox.pending.filter((item) => this.#doubtful(item) && item.chatId === chatId);
    try {
      const found = await history(chatId);
      take(found);
      for (const item of doubtful()) {
        if (holds(found, item)) delivery.delivered(item.id);
        else if (item.place === null) delivery.requeue(item);
        else if (silent) this.#silence(item);
      }
    } catch (thrown) {
      // The connection is going too: the next one asks again.
      if (asMiptechError(thrown).code === 'disposed' || !standing()) return;
      // Nothing can tell any more: only the person may send it again.
      for (const item of doubtful()) {
        if (item.place === null) delivery.failed(item.id, 'delivery_unknown');
        else if (silent) this.#silence(item);
      }
    }
  }

  /**
   * Absent, but on a socket that lives: it may wait behind an answer that takes its time, and written
   * once more it would be there twice.
   */
  #silence(item: Outgoing): void {
    item.silences += 1;
    if (item.silences >= mostSilences) this.#parts.delivery.failed(item.id, 'delivery_unknown');
  }

  /** The platform may still be writing an answer whose socket died: look into the history again. */
  #awaitAnswer(): void {
    const { clock, transcript, standing } = this.#parts;
    const delay = lookAgain[this.#looks];
    this.#cancelLook();
    if (!unanswered(transcript.get()) || delay === undefined || !standing()) return;
    this.#looks += 1;
    this.#cancelLook = clock.after(delay, () => void this.settle());
  }
}

/** By the client's id; for platforms that keep none, by the same words at a time that fits. */
function holds(history: ChatHistory, item: Outgoing): boolean {
  return history.messages.some(
    ({ role, clientMessageId, text, at }) =>
      clientMessageId === item.id ||
      (role === 'user' &&
        clientMessageId === null &&
        text === item.text &&
        (at === null || at >= item.at - clockMargin)),
  );
}
