import type { Alignment } from './tokens.js';

/** The rows of tables: GitHub's addition to CommonMark. Knows one line at a time. */

const delimiterRow = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** The cells of a row, trimmed; an escaped pipe is text, even in code. */
export function splitRow(line: string): string[] {
  // A row has no line break, so it may stand for the pipes that separate.
  const marked = line
    .trim()
    .replace(/\\[^]|\|/g, (part) => (part === '|' ? '\n' : part === '\\|' ? '|' : part));
  const cells = marked.split('\n');
  if (cells[0] === '') cells.shift();
  if (cells.length > 1 && cells.at(-1) === '') cells.pop();
  return cells.map((cell) => cell.trim());
}

/** The alignment of each column, if this line is the one below a table's header. */
export function parseDelimiterRow(line: string): Alignment[] | undefined {
  if (!/[|:]/.test(line) || !delimiterRow.test(line)) return undefined;
  return splitRow(line).map((cell) => {
    const right = cell.endsWith(':');
    if (cell.startsWith(':')) return right ? 'center' : 'left';
    return right ? 'right' : undefined;
  });
}
