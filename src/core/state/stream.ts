/**
 * Joins the chunks of answers into text, whether the platform sends the text so far (the guide) or
 * only the new part. Owns that decision for one connection; knows no transcript.
 */
import type { StreamMode } from '../config.js';

/** After so many chunks that each repeat all before them, a delta stream is out of the question. */
const proof = 3;

interface Answer {
  text: string;
  /** Every chunk as it came, kept only while the mode is open. */
  chunks: string[] | null;
  extensions: number;
}

export class StreamAssembler {
  #mode: StreamMode;
  readonly #answers = new Map<string, Answer>();

  constructor(mode: StreamMode) {
    this.#mode = mode;
  }

  /** The text of answer `id` after this chunk. */
  chunk(id: string, chunk: string, delta: boolean): string {
    const answer = this.#answers.get(id) ?? { text: '', chunks: [], extensions: 0 };
    this.#answers.set(id, answer);
    if (delta || this.#mode === 'delta') {
      answer.text += chunk;
      return answer.text;
    }
    if (this.#mode === 'auto') {
      answer.chunks ??= [];
      answer.chunks.push(chunk);
      const extends_ = chunk.startsWith(answer.text);
      if (!extends_ && !answer.text.startsWith(chunk)) {
        this.#mode = 'delta';
        answer.text = answer.chunks.join('');
        answer.chunks = null;
        return answer.text;
      }
      if (extends_ && answer.text !== '' && chunk.length > answer.text.length) {
        answer.extensions += 1;
        if (answer.extensions >= proof) {
          this.#mode = 'cumulative';
          answer.chunks = null;
        }
      }
    }
    // A chunk that only repeats the beginning is an old one: text never shrinks while it streams.
    if (!answer.text.startsWith(chunk)) answer.text = chunk;
    return answer.text;
  }

  /** Forgets answer `id`; its final text, where there is one, settles an open mode. */
  end(id: string, text: string | null): void {
    const answer = this.#answers.get(id);
    this.#answers.delete(id);
    if (this.#mode !== 'auto' || text === null || answer?.chunks == null) return;
    if (answer.chunks.length < 2) return;
    if (answer.chunks.at(-1) === text) this.#mode = 'cumulative';
    else if (answer.chunks.join('') === text) this.#mode = 'delta';
  }
}
