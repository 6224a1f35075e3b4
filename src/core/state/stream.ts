/**
 * Joins the chunks of answers into text, whether the platform sends the text so far (the guide) or
 * only the new part. Owns that decision for one connection; knows no transcript.
 */
import type { StreamMode } from '../protocol/frames.js';

/** After so many chunks that each repeat all before them, a delta stream is out of the question. */
const proof = 3;

interface Answer {
  text: string;
  /** Every chunk as it came, kept only while the mode is open. */
  chunks: string[];
  extensions: number;
}

export class StreamAssembler {
  #mode: StreamMode;
  readonly #answers = new Map<string, Answer>();

  constructor(mode: StreamMode) {
    this.#mode = mode;
  }

  /** The text of answer `id` after this chunk; `delta` where the frame says that it is a part. */
  chunk(id: string, chunk: string, delta: boolean): string {
    const answer = this.#answers.get(id) ?? { text: '', chunks: [], extensions: 0 };
    this.#answers.set(id, answer);
    if (this.#mode === 'auto') answer.chunks.push(chunk);
    if (delta || this.#mode === 'delta') answer.text += chunk;
    else if (this.#mode === 'cumulative') answer.text = longer(answer.text, chunk);
    else this.#learn(answer, chunk);
    return answer.text;
  }

  /** Forgets answer `id`; its final text, where there is one, settles an open mode. */
  end(id: string, text: string | null): void {
    const answer = this.#answers.get(id);
    this.#answers.delete(id);
    if (this.#mode !== 'auto' || text === null || answer === undefined) return;
    const chunks = answer.chunks.filter((chunk) => chunk !== '');
    if (chunks.length < 2) return;
    if (chunks.at(-1) === text) this.#mode = 'cumulative';
    else if (chunks.join('') === text) this.#joinAll();
  }

  /** Reads a chunk as the text so far, until it cannot be that. */
  #learn(answer: Answer, chunk: string): void {
    const { text } = answer;
    if (!chunk.startsWith(text) && !text.startsWith(chunk)) {
      this.#joinAll();
      return;
    }
    answer.text = longer(text, chunk);
    if (text === '' || chunk.length <= text.length) return;
    answer.extensions += 1;
    if (answer.extensions >= proof) this.#mode = 'cumulative';
  }

  /** Chunks are parts: every open answer is all of its parts. */
  #joinAll(): void {
    this.#mode = 'delta';
    for (const answer of this.#answers.values()) answer.text = answer.chunks.join('');
  }
}

/** A chunk that only repeats the beginning is an old one: text never shrinks while it streams. */
function longer(text: string, chunk: string): string {
  return text.startsWith(chunk) ? text : chunk;
}
