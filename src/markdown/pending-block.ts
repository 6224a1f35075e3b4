import type { ScanState } from './scanner.js';

/**
 * Decides what a half-written line shows: nothing while it could still become one of several blocks
 * (a lone `-`, `#`, `12`, a row of dashes under a paragraph), so that no block appears as one thing
 * and turns into another. Knows only the text of the block being written.
 */

// Container markers, then marks that no text follows yet: a rule, an underline, bold to come, a
// number that may become `1.`, a task box, the row under a table's header.
const marksOnly =
  /^(?:[ \t>*+\-_=~`#|:]|\d{1,9}[.)](?=[ \t]))*(?:\d{1,9}[.)]?)?[ \t]*(?:\[[ xX]?\]?[ \t]*)?$/;
const fenceOpening = /^[ \t>*+\-\d.)]*(?:`{3,}[^`]*|~{3,}.*)$/;
const possibleDefinition = /^ {0,3}\[[^\]]+\]:[ \t]*\S*[ \t]*(?:["'(].*)?$/;
const definition = /^ {0,3}\[[^\]]+\]:/;
const tableRow = /^[ \t>]*\|/;

/**
 * Whether a line without its line break shows nothing yet. `before` is the text that its block has
 * so far.
 */
export function waits(line: string, state: ScanState, before: string): boolean {
  if (state.kind === 'fence') {
    const run = /^ {0,3}(`+|~+)[ \t]*$/.exec(line)?.[1];
    return run !== undefined && run.charAt(0) === state.marker.charAt(0);
  }
  if (marksOnly.test(line) || fenceOpening.test(line)) return true;
  if (!possibleDefinition.test(line)) return false;
  const last = before.trimEnd().split('\n').at(-1) ?? '';
  return state.kind !== 'text' || last === '' || definition.test(last);
}

/** The text of an open block without a first table row at its end: it waits for the row below. */
export function withoutLoneRow(text: string): string {
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  const start = text.lastIndexOf('\n', end - 1) + 1;
  if (!tableRow.test(text.slice(start, end))) return text;
  const before = text.slice(text.lastIndexOf('\n', start - 2) + 1, start);
  return start > 0 && before.includes('|') ? text : text.slice(0, start);
}
