/**
 * Carries questions to the socket and answers into the transcript. Owns what is written, what counts
 * as evidence of delivery and when an answer is given up; knows no REST call and no phase.
 */
import type { Settings } from '../config.js';
import type { Ports } from '../ports.js';
import { chatMessageFrame } from '../protocol/frames.js';
import type { Frame } from '../protocol/frames.js';
import { usualPause } from '../protocol/values.js';
import { StreamAssembler } from '../state/stream.js';
import {
  answerCompleted,
  answerStarted,
  answerText,
  answersCut,
  answersStopped,
  knownAnswer,
} from '../state/transcript.js';
import type { Message } from '../state/transcript.js';
import type { TranscriptStore } from '../state/transcript-store.js';
import type { Delivery } from './delivery.js';
import type { Outbox, Outgoing } from './outbox.js';

/** Silence in the middle of an answer, or instead of one, that ends it. */
export const silenceLimit = 60_000;

export interface TurnParts {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly outbox: Outbox;
  readonly delivery: Delivery;
  readonly transcript: TranscriptStore;
  readonly send: (text: string) => boolean;
  readonly limit: (seconds: number) => void;
  readonly ended: () => void;
  /** A written message got no sign of life: only the history can tell. */
  readonly doubtful: () => void;
}

export class Turns {
  readonly #parts: TurnParts;
  #stream: StreamAssembler;
  /** Null while nothing is awaited. */
  #cancelSilence: (() => void) | null = null;
  #heardAt = 0;
  /** Answers of chats that are no longer open, and those nobody wants any more. */
  readonly #retired = new Set<string>();
  /** Numbers answers that come without an id. */
  #unnamed = 0;

  constructor(parts: TurnParts) {
    this.#parts = parts;
    this.#stream = new StreamAssembler(parts.settings.streamMode);
  }

  /** True while an answer is awaited or streams. */
  get busy(): boolean {
    return this.#parts.transcript.get().answering;
  }

  /** True while an answer streams. */
  get streaming(): boolean {
    return this.#current() !== null;
  }

  /** Writes one message; false where the socket no longer takes any. */
  write(item: Outgoing): boolean {
    const { settings, delivery, send } = this.#parts;
    const { id, text, chatId, at } = item;
    const message = { id, text, chatId, tenantId: settings.tenantId, timestamp: at };
    if (!send(chatMessageFrame(message))) return false;
    delivery.written(item, true);
    this.#watch();
    return true;
  }

  frame(frame: Frame): void {
    const { transcript, settings } = this.#parts;
    if (frame.tenantId !== null && frame.tenantId !== settings.tenantId) return;
    if (frame.chatId !== null && frame.chatId !== transcript.get().chatId) {
      this.#elsewhere(frame, frame.chatId);
      return;
    }
    switch (frame.kind) {
      case 'response-start':
        this.#begin(frame.messageId ?? this.#name());
        break;
      case 'response-chunk': {
        const id = frame.messageId ?? this.#current() ?? this.#name();
        if (!this.#begin(id)) break;
        const text = this.#stream.chunk(id, frame.text, frame.delta);
        transcript.grow(answerText(transcript.get(), id, text));
        break;
      }
      case 'response-complete':
      case 'chat-response': {
        const id = frame.messageId ?? this.#current() ?? this.#name();
        if (!this.#begin(id)) break;
        this.#stream.end(id, frame.text);
        transcript.set(answerCompleted(transcript.get(), id, frame));
        this.#settle();
        break;
      }
      case 'error':
        this.#refused(frame.message);
        break;
      case 'rate-limited':
        this.#limited(frame.retryAfter ?? usualPause);
        break;
      default:
        break;
    }
  }

  /** The person wants no more of the answer that streams or is expected. */
  stop(): void {
    const { transcript, outbox, ports } = this.#parts;
    const { chatId } = transcript.get();
    this.retire();
    for (const item of outbox.pending) {
      if (item.written && item.chatId === chatId) item.stopped = true;
    }
    outbox.save();
    transcript.set(answersStopped(transcript.get(), ports.clock.now()));
    this.#settle();
  }

  /** What still streams for the open chat is not for the next one. */
  retire(): void {
    for (const { serverId, state } of this.#parts.transcript.get().messages) {
      if (state === 'streaming' && serverId !== null) this.#retired.add(serverId);
    }
    this.#unwatch();
  }

  /** The socket is gone: what streams is cut, what was written is in doubt. */
  lost(): void {
    const { transcript, settings, outbox } = this.#parts;
    this.#unwatch();
    outbox.unplace();
    this.#retired.clear();
    this.#stream = new StreamAssembler(settings.streamMode);
    transcript.set(answersCut(transcript.get(), 'interrupted'));
  }

  /** The platform closed the socket because of the size of a message: the longest one it was. */
  tooLarge(): void {
    const { outbox, delivery } = this.#parts;
    const [item] = outbox.pending
      .filter((other) => other.written)
      .sort((one, other) => other.text.length - one.text.length);
    if (item !== undefined) delivery.failed(item.id, 'too_large');
  }

  destroy(): void {
    this.#unwatch();
  }

  /**
   * Begins answer `id` unless it is known; its question is thereby delivered. False where nobody
   * waits for the answer on this screen.
   */
  #begin(id: string): boolean {
    const { transcript, outbox, delivery, ports } = this.#parts;
    const before = transcript.get();
    if (this.#retired.has(id)) return false;
    const known = knownAnswer(before, id);
    // Answers come in order, so a new one is the next question's, of whatever chat it is.
    const question = known === undefined ? outbox.next : null;
    if (question !== null) {
      const { stopped, failure, chatId } = question;
      const unwanted = stopped || failure !== null || chatId !== before.chatId;
      if (unwanted) this.#retired.add(id);
      else transcript.set(answerStarted(before, id, ports.clock.now(), question.id));
      question.place = null;
      // One that was given up has had its end; what comes now shows in the history.
      if (failure === null) delivery.delivered(question.id);
      if (unwanted) return false;
    } else if (known?.serverId !== id) {
      transcript.set(answerStarted(before, id, ports.clock.now()));
    }
    this.#watch();
    return true;
  }

  /** The answer that streams now. */
  #current(): string | null {
    const streaming = (message: Message): boolean => message.state === 'streaming';
    return this.#parts.transcript.get().messages.findLast(streaming)?.serverId ?? null;
  }

  #name(): string {
    this.#unnamed += 1;
    return `unnamed-${this.#parts.ports.uuid()}-${String(this.#unnamed)}`;
  }

  /** A frame of a chat that is not open still shows that its question arrived. */
  #elsewhere(frame: Frame, chatId: string): void {
    const { outbox, delivery } = this.#parts;
    if (frame.kind !== 'response-start' && frame.kind !== 'chat-response') return;
    const question = outbox.next;
    if (frame.messageId !== null && this.#retired.has(frame.messageId)) return;
    if (frame.messageId !== null) this.#retired.add(frame.messageId);
    if (question?.chatId !== chatId) return;
    question.place = null;
    delivery.delivered(question.id);
  }

  /** An error frame concerns the oldest question, or the answer that streams. */
  #refused(detail: string | null): void {
    const { transcript, outbox, delivery } = this.#parts;
    const question = outbox.next;
    if (question !== null) {
      question.place = null;
      if (outbox.find(question.id) !== null)
        delivery.failed(question.id, 'rejected_by_server', detail);
    } else transcript.set(answersCut(transcript.get(), 'incomplete'));
    this.#settle();
  }

  /** The platform did not take the oldest question: it goes back in line, under the same id. */
  #limited(seconds: number): void {
    const { outbox, delivery } = this.#parts;
    const question = outbox.next;
    if (question !== null) {
      question.place = null;
      if (outbox.find(question.id) === question) delivery.refused(question, 'rate_limited');
    }
    this.#parts.limit(seconds);
  }

  #settle(): void {
    // A question whose answer nobody wants any more still owes its end.
    if (this.busy || this.#parts.outbox.next !== null) this.#watch();
    else this.#unwatch();
    this.#parts.ended();
  }

  /** One timer for a whole answer: to arm one for each chunk took longer than all else with it. */
  #watch(): void {
    this.#heardAt = this.#parts.ports.clock.monotonic();
    if (this.#cancelSilence === null) this.#awaitSilence(silenceLimit);
  }

  #awaitSilence(wait: number): void {
    const { ports, transcript, outbox } = this.#parts;
    this.#cancelSilence = ports.clock.after(wait, () => {
      this.#cancelSilence = null;
      const left = this.#heardAt + silenceLimit - ports.clock.monotonic();
      if (left > 0) {
        this.#awaitSilence(left);
        return;
      }
      transcript.set(answersCut(transcript.get(), 'incomplete'));
      this.#parts.ended();
      // The platform may have finished what it did not bring.
      this.#parts.doubtful();
      if (outbox.next !== null) this.#awaitSilence(silenceLimit);
    });
  }

  #unwatch(): void {
    this.#cancelSilence?.();
    this.#cancelSilence = null;
  }
}
