/**
 * Cuts Markdown into chunks, one line at a time: a chunk is a run of lines that can be read without
 * the lines around it (a paragraph, a quote, one item of a list, a fence). Each decision looks only
 * at the lines seen so far, so the cuts are the same however the text arrives. It does not know what
 * a chunk means; the lexer reads that.
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

// The lexer takes quadratic time over lazy lines, so what nests is cut after this many characters:
// a longer quote becomes two quotes.
const maximumLength: Record<ChunkKind, number> = {
  text: 128_000,
  quote: 8_000,
  item: 32_000,
  indented: Infinity,
  fence: Infinity,
};

const headingLine = /^ {0,3}#{1,6}(?:[ \t]|$)/;
const ruleLine = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})$/;
const setextLine = /^ {0,3}(?:-+|=+)[ \t]*$/;
const fenceLine = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})/;
const quoteLine = /^ {0,3}>/;
const listLine = /^( {0,3})([-*+]|\d{1,9}[.)])([ \t]+|$)/;
const listInterruptingText = /^ {0,3}(?:[-*+]|1[.)])[ \t]+[^ \t]/;
const containerMarkers = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)))+[ \t]*/;

/**
 * Reads one complete line (without its line break). `length` is the number of characters the open
 * chunk has before this line.
 */
export function scanLine(state: ScanState, line: string, length: number): ScanStep {
  if (state.kind === 'fence') return insideFence(state, line);
  if (line.trim() === '') {
    if (state.kind === 'none') return { state, starts: false, joins: false, closes: false };
    if (state.kind === 'text' || state.kind === 'quote') {
      return { state: idle, starts: false, joins: false, closes: true };
    }
    return stay({ ...state, lazy: false, gap: true });
  }
  if (state.kind === 'none' || length > maximumLength[state.kind]) return begin(line);
  const indent = indentOf(line);
  switch (state.kind) {
    case 'text':
      return interruptsText(line) ? begin(line) : stay(state);
    case 'indented':
      return indent >= 4 ? stay(state) : begin(line);
    case 'quote':
      if (quoteLine.test(line)) return stay({ ...state, lazy: leavesParagraph(line) });
      return state.lazy && !interruptsLazyText(line) ? stay(state) : begin(line);
    case 'item':
      if (indent >= state.indent) {
        return stay({ ...state, lazy: leavesParagraph(line), gap: false });
      }
      if (state.lazy && !interruptsLazyText(line)) return stay(state);
      return begin(line, state.marker);
  }
}

function stay(state: ScanState): ScanStep {
  return { state, starts: false, joins: false, closes: false };
}

function begin(line: string, listMarker?: string): ScanStep {
  const opened = (state: ScanState, joins = false): ScanStep => ({
    state,
    starts: true,
    joins,
    closes: state === idle,
  });
  if (indentOf(line) >= 4) return opened({ ...idle, kind: 'indented' });
  const fence = fenceLine.exec(line);
  if (fence) {
    const [, indent = '', marker = ''] = fence;
    return opened({ ...idle, kind: 'fence', indent: indent.length, marker });
  }
  if (headingLine.test(line) || ruleLine.test(line)) return opened(idle);
  if (quoteLine.test(line)) {
    return opened({ ...idle, kind: 'quote', lazy: leavesParagraph(line) });
  }
  const item = listLine.exec(line);
  if (item) {
    const [, before = '', marker = '', space = ''] = item;
    const content = line.slice(before.length + marker.length);
    // Five spaces or more are one space and an indented code block.
    const width = content.trim() === '' || indentOf(space) > 4 ? 1 : indentOf(space);
    const delimiter = marker.slice(-1);
    return opened(
      {
        ...idle,
        kind: 'item',
        indent: before.length + marker.length + width,
        marker: delimiter,
        lazy: leavesParagraph(line),
      },
      delimiter === listMarker,
    );
  }
  return opened({ ...idle, kind: 'text', lazy: true });
}

function insideFence(state: ScanState, line: string): ScanStep {
  const closing = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return closing !== undefined && closing.startsWith(state.marker)
    ? { state: idle, starts: false, joins: false, closes: true }
    : stay(state);
}

function interruptsText(line: string): boolean {
  // A row of dashes under a paragraph makes it a heading: it stays with its paragraph.
  if (setextLine.test(line)) return false;
  return (
    headingLine.test(line) ||
    fenceLine.test(line) ||
    quoteLine.test(line) ||
    ruleLine.test(line) ||
    listInterruptingText.test(line)
  );
}

function interruptsLazyText(line: string): boolean {
  return (
    headingLine.test(line) ||
    fenceLine.test(line) ||
    quoteLine.test(line) ||
    ruleLine.test(line) ||
    listLine.test(line)
  );
}

function leavesParagraph(line: string): boolean {
  const content = line.replace(containerMarkers, '').trimStart();
  return !(
    content === '' ||
    headingLine.test(content) ||
    ruleLine.test(content) ||
    fenceLine.test(content)
  );
}

/** The column of the first character that is not a space or tab (a tab stop is 4 columns). */
function indentOf(line: string): number {
  let column = 0;
  for (const character of line) {
    if (character === ' ') column += 1;
    else if (character === '\t') column += 4 - (column % 4);
    else break;
  }
  return column;
}
