/**
 * Which answers came while a chat was closed. Pure but for what it remembers; does not know how
 * they are shown.
 */
import type { Transcript } from '../../core/index.js';
import { settledSince } from '../../dom/settled.js';

export class ClosedAnswers {
  readonly #ids = new Set<string>();
  #before: Transcript | null = null;

  get count(): number {
    return this.#ids.size;
  }

  /** Looks at the transcript. `shown` tells that the person sees the conversation. */
  look(transcript: Transcript | null, shown: boolean): void {
    const before = this.#before;
    this.#before = transcript;
    const another = before?.chatId !== null && before?.chatId !== transcript?.chatId;
    if (shown || another || transcript === null) this.#ids.clear();
    if (shown || before === null || transcript === null) return;
    for (const { id, role, state } of settledSince(before, transcript)) {
      if (role === 'assistant' && state !== 'stopped') this.#ids.add(id);
    }
  }
}
