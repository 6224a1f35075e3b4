import {
  endsFence,
  fenceStart,
  headingStart,
  itemStart,
  ruleLine,
  skipSpace,
  startsBlock,
} from './lines.js';

/**
 * Cuts Markdown into chunks, one line at a time: a chunk is a run of lines that can be read without
 * the lines around it (a paragraph, a quote, one item of a list, a fence). Each decision looks only
 * at the lines seen so far, so the cuts are the same however the text arrives. It does not know what
 * a chunk means; the block parser reads that.
 */

/** What the lines of a chunk are. Headings, rules, tables and definitions are `text`. */
export type ChunkKind = 'text' | 'quote' | 'item' | 'indented' | 'fence';

/** What the scanner remembers between two lines. Immutable: keep one to come back to its place. */
export interface ScanState {
  readonly kind: ChunkKind | 'none';
  /** Item: the column its content starts at. Fence: the indent of its opening line. */
  readonly indent: number;
  /** Item: the bullet or delimiter. Fence: the opening run. */
  readonly marker: string;
  /** An unindented line would still continue a paragraph inside this item or quote. */
  readonly lazy: boolean;
  /** Blank lines came after the last content. */
  readonly gap: boolean;
}

/** What one line does to the chunk before it. */
export interface ScanStep {
  readonly state: ScanState;
  /** The line begins a new chunk; whatever was open is closed. */
  readonly starts: boolean;
  /** The new chunk is the next item of the list the previous chunk belongs to. */
  readonly joins: boolean;
  /** The line is the last that can belong to its chunk. */
  readonly closes: boolean;
}

/** The state before the first line and after every closed chunk. */
export const idle: ScanState = { kind: 'none', indent: 0, marker: '', lazy: false, gap: false };

// An open chunk is read again with each append, so it does not grow for ever: a longer quote becomes
// two quotes.
const maximumLength: Record<ChunkKind, number> = {
  text: 128_000,
  quote: 16_000,
  item: 32_000,
  indented: Infinity,
  fence: Infinity,
};

const containerMarkers = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)))+[ \t]*/;

/**
 * Reads one complete line (without its line break). `length` is the number of characters the open
 * chunk has before this line.
 */
export function scanLine(state: ScanState, line: string, length: number): ScanStep {
  const { next, column } = skipSpace(line);
  const rest = line.slice(next);
  const plain = column >= 4;
  if (state.kind === 'fence') {
    return !plain && endsFence(rest, state.marker) ? close(idle) : stay(state);
  }
  if (rest === '') {
    if (state.kind === 'none') return stay(state);
    if (state.kind === 'text' || state.kind === 'quote') return close(idle);
    return stay({ ...state, lazy: false, gap: true });
  }
  const starts = !plain && startsBlock(rest, state.kind === 'text');
  const again = (marker?: string): ScanStep => begin(rest, column, marker);
  if (state.kind === 'none' || length > maximumLength[state.kind]) return again();
  switch (state.kind) {
    case 'text':
      return starts ? again() : stay(state);
    case 'indented':
      return plain ? stay(state) : again();
    case 'quote':
      if (!plain && rest.startsWith('>')) return stay({ ...state, lazy: leavesParagraph(line) });
      return state.lazy && !starts ? stay(state) : again();
    case 'item':
      if (column >= state.indent) {
        return stay({ ...state, lazy: leavesParagraph(line), gap: false });
      }
      return state.lazy && !starts ? stay(state) : again(state.marker);
  }
}

function close(state: ScanState): ScanStep {
  return { state, starts: false, joins: false, closes: true };
}

function stay(state: ScanState): ScanStep {
  return { state, starts: false, joins: false, closes: false };
}

function begin(rest: string, column: number, listMarker?: string): ScanStep {
  const opened = (state: Partial<ScanState>, joins = false): ScanStep => ({
    state: { ...idle, ...state },
    starts: true,
    joins,
    closes: false,
  });
  if (column >= 4) return opened({ kind: 'indented' });
  const [, fence] = fenceStart.exec(rest) ?? [];
  if (fence !== undefined) return opened({ kind: 'fence', indent: column, marker: fence });
  if (headingStart.test(rest) || ruleLine.test(rest)) return { ...opened({}), closes: true };
  const lazy = leavesParagraph(rest);
  if (rest.startsWith('>')) return opened({ kind: 'quote', lazy });
  const [mark] = itemStart.exec(rest) ?? [];
  if (mark === undefined) return opened({ kind: 'text', lazy: true });
  const before = column + mark.length;
  const content = skipSpace(rest, mark.length, before);
  const width = content.column - before;
  // Five spaces or more are one space and an indented code block.
  const indent = before + (content.next === rest.length || width > 4 ? 1 : width);
  const marker = mark.slice(-1);
  return opened({ kind: 'item', indent, marker, lazy }, marker === listMarker);
}

function leavesParagraph(line: string): boolean {
  const content = line.replace(containerMarkers, '').trimStart();
  return !(
    content === '' ||
    headingStart.test(content) ||
    ruleLine.test(content) ||
    fenceStart.test(content)
  );
}
