/**
 * One question to one answer: stored first, answered once, stored again, however the question came
 * in and whether or not somebody still listens. It knows neither HTTP nor sockets.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answers } from './answers/answers.js';
import type { Chats, Message } from './data/chats.js';
import { countMessage } from './data/usage.js';
import type { Tenant } from './data/tenants.js';
import { ApiError } from './errors.js';

/** What somebody asks. */
export interface Turn {
  readonly tenant: Tenant;
  readonly chatId: string;
  readonly text: string;
  readonly clientMessageId: string | undefined;
}

/** Hears an answer while it is written. */
export interface AnswerListener {
  start(messageId: string): void;
  /** `text` is the answer so far, `added` what this step brought. */
  chunk(messageId: string, text: string, added: string): void;
  /** Nobody listens any more: the rest needs no pauses. */
  readonly gone: AbortSignal;
}

/** A finished turn; `repeated` if the answer had been given before. */
export interface Reply {
  readonly question: Message;
  readonly answer: Message;
  readonly repeated: boolean;
}

const REMEMBERED_QUESTIONS = 4;

/** Answers questions, at most once each. */
export class Conversation {
  readonly #chats: Chats;
  readonly #answers: Answers;
  readonly #chunkMilliseconds: number;
  readonly #messagesPerDay: number | undefined;
  readonly #running = new Map<string, Promise<Message>>();
  readonly #closing = new AbortController();

  constructor(
    chats: Chats,
    answers: Answers,
    options: { chunkMilliseconds: number; messagesPerDay: number | undefined },
  ) {
    this.#chats = chats;
    this.#answers = answers;
    this.#chunkMilliseconds = options.chunkMilliseconds;
    this.#messagesPerDay = options.messagesPerDay;
  }

  /** Stores the question and answers it. @throws ApiError if the tenant may not ask (any more). */
  async ask(turn: Turn, listener?: AnswerListener): Promise<Reply> {
    const { tenant } = turn;
    if (this.#closing.signal.aborted) {
      throw new ApiError(503, 'SHUTTING_DOWN', 'The platform is being restarted');
    }
    if (tenant.features['ai_responses'] !== true) {
      throw new ApiError(403, 'FEATURE_DISABLED', 'AI responses are off for this tenant', {
        details: { feature: 'ai_responses' },
      });
    }
    const limit = this.#messagesPerDay ?? tenant.limits.messages_per_day;
    const question = await this.#chats.addQuestion(
      tenant,
      turn.chatId,
      turn.text,
      turn.clientMessageId,
      (queryable) => countMessage(queryable, limit),
    );
    if (question.answer !== undefined) {
      return { question: question.message, answer: question.answer, repeated: true };
    }
    const key = question.message.id;
    const running = this.#running.get(key);
    if (running !== undefined) {
      return { question: question.message, answer: await running, repeated: true };
    }
    // Also for a question whose answer was lost when an earlier process ended.
    const work = this.#answer(tenant, question.message, listener).finally(() => {
      this.#running.delete(key);
    });
    this.#running.set(key, work);
    return { question: question.message, answer: await work, repeated: false };
  }

  /** Finishes what is being written, without pauses, and waits until it is stored. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running.values());
  }

  async #answer(
    tenant: Tenant,
    question: Message,
    listener: AnswerListener | undefined,
  ): Promise<Message> {
    const began = performance.now();
    const id = randomUUID();
    listener?.start(id);
    const earlier = await this.#chats.earlierQuestions(tenant, question, REMEMBERED_QUESTIONS);
    const { content, sources, followUps } = await this.#answers.answer(question.content, earlier);
    const words = content.match(/\s*\S+/g) ?? [];
    if (listener !== undefined) await this.#recite(id, content, listener);
    return this.#chats.addAnswer(tenant, question, {
      id,
      content,
      sources,
      metadata: {
        model: this.#answers.model,
        tokens_used: words.length,
        response_time_ms: Math.round(performance.now() - began),
        follow_ups: followUps,
      },
    });
  }

  async #recite(id: string, content: string, listener: AnswerListener): Promise<void> {
    const hurry = AbortSignal.any([listener.gone, this.#closing.signal]);
    let position = 0;
    for (const piece of content.match(/\s*\S+\s*$|\s*\S+/g) ?? []) {
      if (hurry.aborted) return;
      position += piece.length;
      listener.chunk(id, content.slice(0, position), piece);
      if (this.#chunkMilliseconds > 0) {
        await delay(this.#chunkMilliseconds, undefined, { signal: hurry }).catch(() => undefined);
      } else {
        // Without a pause the loop would keep every other socket waiting.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
}
