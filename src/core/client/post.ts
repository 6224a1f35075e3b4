/**
 * Carries a message over REST, where no socket can be had: one at a time, and its answer comes as a
 * whole. Owns what each refusal means for the message; does not know why there is no socket.
 */
import type { Ports } from '../ports.js';
import type { MiptechError } from '../protocol/errors.js';
import { asMiptechError } from '../protocol/errors.js';
import { readReply } from '../protocol/rest.js';
import { paths } from '../protocol/urls.js';
import { usualPause } from '../protocol/values.js';
import type { Writable } from '../state/readable.js';
import { answerCompleted, answerStarted, answersCut } from '../state/transcript.js';
import type { Transcript } from '../state/transcript.js';
import type { Delivery } from './delivery.js';
import type { Logger } from './logger.js';
import type { Outgoing } from './outbox.js';
import type { Call } from './rest.js';
import { silenceLimit } from './turns.js';

export interface PostParts {
  readonly ports: Pick<Ports, 'clock' | 'uuid'>;
  readonly log: Logger;
  readonly delivery: Delivery;
  readonly transcript: Writable<Transcript>;
  readonly request: (call: Omit<Call, 'token'>) => Promise<unknown>;
  /** True if the chat is gone on the platform; it is forgotten then. */
  readonly chatGone: () => Promise<boolean>;
  readonly limit: (seconds: number) => void;
  /** REST does not work either, it seems: the connection finds out. */
  readonly doubt: (error: MiptechError) => void;
  /** An answer came to its end in a chat that is not open. */
  readonly answeredElsewhere: (chatId: string) => void;
  /** A message was carried or has come back; what waited behind it can go. */
  readonly done: () => void;
}

export class Post {
  readonly #parts: PostParts;
  #sending: string | null = null;
  #offered = true;
  /** The chat was found gone and made anew since a message last went through. */
  #remade = false;

  constructor(parts: PostParts) {
    this.#parts = parts;
  }

  /** The message on its way, or null. */
  get sending(): string | null {
    return this.#sending;
  }

  /** False once the platform showed that it takes no messages by REST. */
  get offered(): boolean {
    return this.#offered;
  }

  /** Another carrier came up since: the question whether REST takes messages is open again. */
  reset(): void {
    this.#offered = true;
    this.#remade = false;
  }

  async send(item: Outgoing, chatId: string): Promise<void> {
    const { delivery, request, done } = this.#parts;
    this.#sending = item.id;
    // Marked before it leaves: a page that goes away in between must not send it again unasked.
    delivery.written(item, false);
    try {
      const body = { message: item.text, client_message_id: item.id };
      const path = paths.chatMessage(chatId);
      this.#answered(
        item,
        chatId,
        await request({ method: 'POST', path, body, timeLimit: silenceLimit }),
      );
    } catch (thrown) {
      await this.#failed(item, chatId, asMiptechError(thrown));
    } finally {
      this.#sending = null;
    }
    done();
  }

  #answered(item: Outgoing, chatId: string, reply: unknown): void {
    const { delivery, transcript, ports } = this.#parts;
    this.#remade = false;
    const before = transcript.get();
    const answer = readReply(reply);
    if (before.chatId === chatId && !item.stopped) {
      if (answer === null) transcript.set(answersCut(before, 'incomplete'));
      else {
        const id = answer.id ?? `unnamed-${ports.uuid()}`;
        const begun = answerStarted(before, id, ports.clock.now(), item.id);
        transcript.set(answerCompleted(begun, id, answer));
      }
    }
    delivery.delivered(item.id);
    if (before.chatId !== chatId) this.#parts.answeredElsewhere(chatId);
  }

  async #failed(item: Outgoing, chatId: string, error: MiptechError): Promise<void> {
    const { delivery, transcript, limit, doubt, log } = this.#parts;
    if (error.code === 'disposed') return;
    log.info(`Not sent by REST: ${error.code}`);
    transcript.set(answersCut(transcript.get(), 'incomplete'));
    switch (error.code) {
      case 'rate_limited':
        delivery.refused(item, 'rate_limited');
        limit(error.retryAfter ?? usualPause);
        break;
      case 'validation':
      case 'tenant_not_found':
        delivery.failed(item.id, 'rejected_by_server', error.message);
        break;
      case 'not_found':
        delivery.requeue(item);
        // Another one stands in its place already.
        if (transcript.get().chatId !== chatId) break;
        // Either the chat is gone, or the platform has no such call.
        this.#offered = !this.#remade && (await this.#parts.chatGone());
        this.#remade = true;
        break;
      case 'auth_required':
      case 'auth_expired':
      case 'forbidden':
        delivery.requeue(item);
        doubt(error);
        break;
      default:
        if (error.status === 413) delivery.failed(item.id, 'too_large');
        else if (error.status !== null && error.status >= 500) {
          // It may have been taken all the same: the history tells, once things stand again.
          delivery.refused(item, 'rejected_by_server', false);
          doubt(error);
        } else doubt(error);
    }
  }
}
