/**
 * What the journal has of one socket: its frames by type and size, its beginning and its end. Knows
 * no text of a message, and of the address nothing behind its path.
 */
import type { Frame } from '../protocol/frames.js';
import { fields, labelOf, parsed } from '../protocol/values.js';
import type { LinkEnd } from './link.js';
import type { Recorder, Tally } from './recorder.js';

export class SocketRecord {
  readonly #journal: Recorder;
  readonly #parts: Tally;

  constructor(journal: Recorder) {
    this.#journal = journal;
    this.#parts = journal.parts;
  }

  opening(url: string): void {
    const address = url.replace(/[?#].*$/s, '');
    this.#journal.write('transition', 'info', 'socket', { phase: 'opening', address });
  }

  opened(): void {
    this.#journal.write('transition', 'info', 'socket', { phase: 'open' });
  }

  ended(end: LinkEnd): void {
    const level = end.code === 1000 ? 'info' : 'warn';
    this.#journal.write('transition', level, 'socket', { phase: 'ended', ...end });
  }

  received(type: string, frame: Frame, size: number): void {
    if (frame.kind !== 'response-chunk') {
      this.#other(type, frame, size);
      return;
    }
    const parts = this.#parts;
    parts.size += size;
    parts.count += 1;
    if (parts.count === parts.due) this.#journal.part(frame);
  }

  #other(type: string, frame: Frame, size: number): void {
    const { kind, chatId } = frame;
    const refused = kind === 'error' || kind === 'rate-limited' || kind === 'unauthorized';
    this.#journal.write('frame', refused ? 'warn' : 'debug', `in ${type}`, {
      size,
      chatId,
      messageId: 'messageId' in frame ? frame.messageId : undefined,
      textLength: 'text' in frame ? (frame.text?.length ?? 0) : undefined,
      sources: 'sources' in frame ? frame.sources.length : undefined,
      ...(kind === 'error' && { code: frame.code, message: frame.message }),
      retryAfter: 'retryAfter' in frame ? frame.retryAfter : undefined,
    });
  }

  sent(text: string): void {
    const { type, data } = fields(parsed(text));
    const { chat_id, client_message_id, message } = fields(data);
    this.#journal.write('frame', 'debug', `out ${String(type)}`, {
      size: text.length,
      chatId: labelOf(chat_id) ?? undefined,
      messageId: labelOf(client_message_id) ?? undefined,
      ...(typeof message === 'string' ? { textLength: message.length } : {}),
    });
  }
}
