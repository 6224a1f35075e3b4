/**
 * From which message on a conversation is unread: the first that came while the reader was away.
 * Pure but for what it remembers; knows neither the page nor the view.
 */
import type { Message, Transcript } from '../../core/index.js';

export class Unread {
  #before: Transcript | null = null;
  /** The id of the first unread message; null while all is read. */
  #from: string | null = null;

  get from(): string | null {
    return this.#from;
  }

  /**
   * Looks at the transcript. `attentive` tells that the reader sees its end. The mark stays where it
   * is while they read on, until they write or more comes while they are away.
   */
  look(transcript: Transcript, attentive: boolean): void {
    const before = this.#before;
    this.#before = transcript;
    if (before?.messages === transcript.messages) return;
    // What a chat held before it was opened was there for the reader to see.
    if (before === null || before.loading || before.chatId !== transcript.chatId) {
      if (before?.chatId !== null) this.#from = null;
      return;
    }
    const added = addedSince(before.messages, transcript.messages);
    if (added.some(({ role }) => role === 'user')) {
      this.#from = null;
      return;
    }
    const [first] = added;
    if (first !== undefined && !attentive) this.#from ??= first.id;
    else if (first !== undefined) this.#from = null;
  }
}

/** The messages at the end that were not there before. */
export function addedSince(
  before: readonly Message[],
  now: readonly Message[],
): readonly Message[] {
  const last = before.at(-1);
  // From the end: what is new is there, and little.
  const index = last === undefined ? -1 : now.findLastIndex(({ id }) => id === last.id);
  return last !== undefined && index === -1 ? [] : now.slice(index + 1);
}
