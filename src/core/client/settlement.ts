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
  /** True where it was asked for while it ran: what came up since is not in it. */
  #again = false;
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
    return outbox.pending.some((item) => this.#lost(item)) || unanswered(transcript.get());
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
    this.#again = this.#running;
    if (this.#running) return;
    this.#running = true;
    try {
      await this.#settleAll(silent);
      while (this.#again) {
        this.#again = false;
        await this.#settleAll(false);
      }
    } finally {
      this.#running = false;
    }
    this.#parts.settled();
    this.#awaitAnswer();
  }

  async #settleAll(silent: boolean): Promise<void> {
    const { outbox, transcript } = this.#parts;
    const doubtful = outbox.pending.filter((item) => this.#doubtful(item));
    const chats = new Set(doubtful.map((item) => item.chatId));
    chats.add(transcript.get().chatId);
    for (const chat of chats) {
      if (chat !== null) await this.#settleChat(chat, silent);
      else this.#giveUpChatless();
    }
  }

  /** Without a chat there is no history that could tell. */
  #giveUpChatless(): void {
    const { outbox, delivery } = this.#parts;
    for (const item of outbox.pending) {
      if (item.chatId === null && this.#lost(item)) delivery.failed(item.id, 'delivery_unknown');
    }
  }

  #doubtful(item: Outgoing): boolean {
    return item.written && item.id !== this.#parts.inFlight();
  }

  /** Its answer cannot come any more on the socket that stands. */
  #lost(item: Outgoing): boolean {
    return this.#doubtful(item) && item.place === null;
  }

  async #settleChat(chatId: string, silent: boolean): Promise<void> {
    const { outbox, delivery, history, take, standing } = this.#parts;
    const doubtful = (): Outgoing[] =>
      outbox.pending.filter((item) => this.#doubtful(item) && item.chatId === chatId);
    // A history may be older than the end of the socket: it shows what is absent only of these.
    const lost = new Set(doubtful().filter((item) => this.#lost(item)));
    try {
      const found = await history(chatId);
      take(found);
      const held = holding(found);
      for (const item of doubtful()) {
        if (held(item)) delivery.delivered(item.id);
        else if (item.place !== null) {
          if (silent) this.#silence(item);
        } else if (!lost.has(item)) this.#again = true;
        else if (found.whole) delivery.requeue(item);
        else delivery.failed(item.id, 'delivery_unknown');
      }
    } catch (thrown) {
      // The connection is going too: the next one asks again.
      if (asMiptechError(thrown).code === 'disposed' || !standing()) return;
      // Nothing can tell any more: only the person may send it again.
      for (const item of doubtful()) {
        if (lost.has(item)) delivery.failed(item.id, 'delivery_unknown');
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

/**
 * By the client's id; for platforms that keep none, by the same words. Their times tell nothing: a
 * device's clock may be hours from the platform's. Each stored message stands for one that was sent.
 */
function holding({ messages }: ChatHistory): (item: Outgoing) => boolean {
  const nameless = messages
    .filter(({ role, clientMessageId }) => role === 'user' && clientMessageId === null)
    .map(({ text }) => text);
  return ({ id, text }) => {
    if (messages.some(({ clientMessageId }) => clientMessageId === id)) return true;
    const index = nameless.indexOf(text);
    if (index === -1) return false;
    nameless.splice(index, 1);
    return true;
  };
}
