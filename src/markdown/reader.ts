import { waits, withoutLoneRow } from './pending-block.js';
import { idle, scanLine } from './scanner.js';
import type { ChunkKind, ScanState, ScanStep } from './scanner.js';

/**
 * Follows a growing text and keeps its chunks: those that are closed for good, and the one or two
 * that are still being written. A line is scanned once. It does not read what is in a chunk.
 */

/** A piece of the text that is read on its own. Offsets are into the whole text. */
export interface Chunk {
  readonly kind: ChunkKind;
  readonly start: number;
  end: number;
  /** The next item of the list that the chunk before it is an item of. */
  readonly joins: boolean;
  /** An item with blank lines after its last content. */
  gap: boolean;
  /** A fence: where its closing line starts. */
  closing: number | undefined;
  /** Its end may still grow: half-written marks are read as if finished. */
  readonly open: boolean;
  /** The text up to here decided where the chunk ends; Infinity while that is not decided. */
  decided: number;
  /** The scanner's state before it. */
  readonly before: ScanState;
}

export class ChunkReader {
  /** Chunks that no further text can change. */
  readonly closed: Chunk[] = [];
  /** What follows them: the chunk being written and, perhaps, one that its last line begins. */
  tail: readonly Chunk[] = [];

  #text = '';
  #scanned = 0;
  #state = idle;
  #open: Chunk | undefined;

  /** Reads the text, normally the previous one grown, and returns how many closed chunks stayed. */
  read(text: string, streaming: boolean): number {
    // Comparing whole strings is a block comparison; `startsWith` goes character by character.
    const grown = text.slice(0, this.#text.length) === this.#text;
    if (!grown) this.#rewind(commonLength(text, this.#text));
    const kept = this.closed.length;
    this.#text = text;
    for (;;) {
      const end = text.indexOf('\n', this.#scanned) + 1;
      if (end === 0) break;
      this.#take(end);
    }
    this.tail = this.#readTail(streaming);
    return kept;
  }

  #line(start: number, end: number): string {
    return this.#text.slice(start, end).replace(/\r?\n?$/, '');
  }

  #scan(line: string): ScanStep {
    return scanLine(this.#state, line, this.#scanned - (this.#open?.start ?? this.#scanned));
  }

  #take(end: number): void {
    const start = this.#scanned;
    const step = this.#scan(this.#line(start, end));
    if (step.starts) {
      this.#close(end);
      this.#open = this.#chunkAt(start, end, step, false);
    } else if (this.#open) {
      this.#open.end = end;
      if (step.closes) this.#open.closing = start;
    }
    this.#state = step.state;
    this.#scanned = end;
    if (step.closes) this.#close(end);
  }

  #chunkAt(start: number, end: number, { state, joins }: ScanStep, open: boolean): Chunk {
    const kind = state.kind === 'none' ? 'text' : state.kind;
    const before = this.#state;
    const decided = open ? Infinity : end;
    return { kind, start, end, joins, gap: false, closing: undefined, open, decided, before };
  }

  #close(decided: number): void {
    if (!this.#open) return;
    this.closed.push({ ...this.#open, gap: this.#state.gap, decided });
    this.#open = undefined;
  }

  #readTail(streaming: boolean): Chunk[] {
    const text = this.#text;
    const scanned = this.#scanned;
    const line = this.#line(scanned, text.length);
    const written = text.slice(this.#open?.start ?? scanned, scanned);
    const shown = line !== '' && !(streaming && waits(line, this.#state, written));
    const step = shown ? this.#scan(line) : undefined;
    const tail: Chunk[] = [];
    if (this.#open) {
      const continued = step !== undefined && !step.starts;
      tail.push({
        ...this.#open,
        end: continued ? text.length : scanned,
        gap: this.#state.gap,
        closing: continued && step.closes ? scanned : undefined,
        open: streaming && (continued || step === undefined),
        decided: streaming ? Infinity : text.length,
      });
    }
    if (step?.starts) tail.push(this.#chunkAt(scanned, text.length, step, streaming));
    return tail.filter((chunk) => this.#hasContent(chunk));
  }

  /** Takes a table's first row off an open chunk; false if nothing is left. */
  #hasContent(chunk: Chunk): boolean {
    if (!chunk.open || chunk.kind === 'fence' || chunk.kind === 'indented') return true;
    const text = withoutLoneRow(this.#text.slice(chunk.start, chunk.end));
    chunk.end = chunk.start + text.length;
    return text !== '';
  }

  /** Forgets what the text after `common` decided. */
  #rewind(common: number): void {
    let reopened: Chunk | undefined;
    while ((this.closed.at(-1)?.decided ?? 0) > common) reopened = this.closed.pop();
    if (reopened === undefined) {
      if (common >= this.#scanned) return;
      reopened = this.#open;
    }
    this.#open = undefined;
    // With no chunk to begin again, blank lines after the last closed one have changed.
    this.#scanned = reopened?.start ?? this.closed.at(-1)?.decided ?? 0;
    this.#state = reopened?.before ?? idle;
  }
}

function commonLength(one: string, other: string): number {
  const limit = Math.min(one.length, other.length);
  let length = 0;
  while (length < limit && one.charCodeAt(length) === other.charCodeAt(length)) length += 1;
  return length;
}
