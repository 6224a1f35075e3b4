/**
 * The Markdown documents of the answers on screen, one an answer, so that a growing answer is read
 * on from where it was. Owns their life; knows no markup.
 */
import type { Message } from '../../core/index.js';
import { MarkdownDocument } from '../../markdown/index.js';

export class Answers {
  readonly #documents = new Map<string, MarkdownDocument>();

  readonly documentOf = (id: string): MarkdownDocument => {
    let document = this.#documents.get(id);
    if (document === undefined) {
      document = new MarkdownDocument();
      this.#documents.set(id, document);
    }
    return document;
  };

  /** Lets go of the documents of all other messages. */
  keep(messages: readonly Message[]): void {
    if (this.#documents.size === 0) return;
    const ids = new Set(messages.map(({ id }) => id));
    for (const id of this.#documents.keys()) if (!ids.has(id)) this.#documents.delete(id);
  }
}
