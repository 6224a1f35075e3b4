/**
 * Carries questions to the socket and answers into the transcript. Owns what is written, what counts
 * as evidence of delivery and when an answer is given up; knows no REST call and no phase.
 */
import type { Settings } from '../config.js';
import type { Ports } from '../ports.js';
import { chatMessageFrame } from '../protocol/frames.js';
import type { Frame } from '../protocol/frames.js';
import type { Writable } from '../state/readable.js';
import { StreamAssembler } from '../state/stream.js';
import {
  answerCompleted,
  answerStarted,
  answerText,
  answersCut,
  failed,
  oldestAwaiting,
  queued,
  written,
} from '../state/transcript.js';
import type { Message, Transcript } from '../state/transcript.js';
import type { Outbox } from './outbox.js';

/** Silence in the middle of an answer, or instead of one, that ends it. */
const silenceLimit = 60_000;

export interface TurnParts {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly outbox: Outbox;
  readonly transcript: Writable<Transcript>;
  readonly standing: () => boolean;
  /** Takes leave to write one message: 0 for now, else milliseconds to wait. */
  readonly clearance: () => number;
  readonly send: (text: string) => boolean;
  readonly limit: (seconds: number) => void;
  readonly ended: () => void;
  /** A written message got no sign of life: only the history can tell. */
  readonly doubtful: () => void;
}

export class Turns {
  readonly #parts: TurnParts;
  #stream: StreamAssembler;
  #cancelSilence: () => void = () => undefined;
  #cancelFlush: () => void = () => undefined;
  /** Answers of chats that are no longer open. */
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

  /**
   * Writes what waits, in order, as far as connection and limits allow.
   * @param orphan lets the first message without a chat go, so that the platform makes one
   */
  flush(orphan = false): void {
    const { outbox, settings, ports, transcript } = this.#parts;
    this.#cancelFlush();
    for (const item of outbox.items) {
      if (item.written) continue;
      if (item.chatId === null && !orphan) return;
      if (!this.#parts.standing()) return;
      const wait = this.#parts.clearance();
      if (wait > 0) {
        this.#cancelFlush = ports.clock.after(wait, () => {
          this.flush(orphan);
        });
        return;
      }
      const { id, text, chatId, at } = item;
      const frame = chatMessageFrame({
        id,
        text,
        chatId,
        tenantId: settings.tenantId,
        timestamp: at,
      });
      if (!this.#parts.send(frame)) return;
      item.written = true;
      outbox.save();
      transcript.set(written(transcript.get(), id));
      this.#watch();
      if (chatId === null) return;
    }
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
        transcript.set(answerText(transcript.get(), id, text));
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
        this.#limited(frame.retryAfter ?? 60);
        break;
      default:
        break;
    }
  }

  /** Another chat comes on screen: what still streams for this one is not for that one. */
  retire(): void {
    for (const { serverId, state } of this.#parts.transcript.get().messages) {
      if (state === 'streaming' && serverId !== null) this.#retired.add(serverId);
    }
    this.#cancelSilence();
  }

  /** The socket is gone: what streams is cut, what was written is in doubt. */
  lost(): void {
    const { transcript, settings } = this.#parts;
    this.#cancelSilence();
    this.#cancelFlush();
    this.#retired.clear();
    this.#stream = new StreamAssembler(settings.streamMode);
    transcript.set(answersCut(transcript.get(), 'interrupted'));
  }

  destroy(): void {
    this.#cancelSilence();
    this.#cancelFlush();
  }

  /**
   * Begins answer `id` unless it is known; its question is thereby delivered. False where the answer
   * belongs to a chat that is no longer open.
   */
  #begin(id: string): boolean {
    const { transcript, outbox, ports } = this.#parts;
    const before = transcript.get();
    if (this.#retired.has(id)) return false;
    const oldest = outbox.items.find((item) => item.written);
    const known = before.messages.some((message) => message.serverId === id);
    if (!known && oldest !== undefined && oldest.chatId !== before.chatId) {
      // The frame names no chat: answers come in order, so it is the oldest question's.
      outbox.remove(oldest.id);
      this.#retired.add(id);
      return false;
    }
    const question = oldestAwaiting(before);
    const after = answerStarted(before, id, ports.clock.now());
    if (after !== before) {
      transcript.set(after);
      if (question !== null) outbox.remove(question.id);
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
    const { outbox } = this.#parts;
    if (frame.kind !== 'response-start' && frame.kind !== 'chat-response') return;
    const question = outbox.items.find((item) => item.written && item.chatId === chatId);
    if (question !== undefined) outbox.remove(question.id);
  }

  /** An error frame concerns the oldest question, or the answer that streams. */
  #refused(detail: string | null): void {
    const { transcript, outbox } = this.#parts;
    const question = oldestAwaiting(transcript.get());
    if (question !== null) {
      outbox.remove(question.id);
      transcript.set(failed(transcript.get(), question.id, 'rejected_by_server', detail));
    } else transcript.set(answersCut(transcript.get(), 'incomplete'));
    this.#settle();
  }

  /** The platform did not take the oldest question: it goes back in line, under the same id. */
  #limited(seconds: number): void {
    const { transcript, outbox } = this.#parts;
    const question = oldestAwaiting(transcript.get());
    const item = question === null ? null : outbox.find(question.id);
    if (question !== null && item !== null) {
      item.written = false;
      outbox.save();
      transcript.set(queued(transcript.get(), question));
    }
    this.#parts.limit(seconds);
  }

  #settle(): void {
    if (this.busy) this.#watch();
    else this.#cancelSilence();
    this.#parts.ended();
  }

  #watch(): void {
    const { ports, transcript } = this.#parts;
    this.#cancelSilence();
    this.#cancelSilence = ports.clock.after(silenceLimit, () => {
      const silent = oldestAwaiting(transcript.get()) !== null;
      transcript.set(answersCut(transcript.get(), 'incomplete'));
      if (silent) this.#parts.doubtful();
      this.#parts.ended();
    });
  }
}
