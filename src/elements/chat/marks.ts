/** What the reader did to single messages: a rating, and sources they unfolded. Knows no markup. */
import type { Message } from '../../core/index.js';
import type { FeedbackDetail } from '../events.js';

export interface Mark {
  readonly rating: FeedbackDetail['value'];
  /** All sources are shown, however many there are. */
  readonly allSources: boolean;
}

const unmarked: Mark = { rating: null, allSources: false };

export class Marks {
  readonly #marks = new Map<string, Mark>();

  /** The same object until the message is marked otherwise. */
  readonly of = (id: string): Mark => this.#marks.get(id) ?? unmarked;

  set(id: string, change: Partial<Mark>): void {
    this.#marks.set(id, { ...this.of(id), ...change });
  }

  /** Lets go of the marks of all other messages. */
  keep(messages: readonly Message[]): void {
    if (this.#marks.size === 0) return;
    const ids = new Set(messages.map(({ id }) => id));
    for (const id of this.#marks.keys()) if (!ids.has(id)) this.#marks.delete(id);
  }
}
