/**
 * What a line may begin, once its indent is taken off: shared by those who cut text into chunks and
 * who read them, so that both agree.
 */

/** What a line without a paragraph's text starts with; most lines do not. */
export const mayBegin = /^[-+*_=>#`~\d]/;
export const headingStart = /^(#{1,6})(?:[ \t]+|$)/;
export const ruleLine = /^([-_*])[ \t]*(?:\1[ \t]*){2,}$/;
/** Below a paragraph it makes that a heading. */
export const underline = /^(?:-+|=+)[ \t]*$/;
export const fenceStart = /^(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*)$/;
/** An item's mark, and its number if it has one. */
export const itemStart = /^(?:[-*+]|(\d{1,9})[.)])(?=[ \t]|$)/;
const itemInText = /^(?:[-*+]|0*1[.)])[ \t]+[^ \t]/;
const fenceEnd = /^(?:`+|~+)[ \t]*$/;

/** Whether a line, less indented than code, ends the fence that `marker` began. */
export function endsFence(rest: string, marker: string): boolean {
  return rest.startsWith(marker) && fenceEnd.test(rest);
}

/** Whether the line begins an item; in a paragraph only one that is not empty and counts from one. */
export function startsItem(rest: string, inText: boolean): boolean {
  return itemStart.test(rest) && !ruleLine.test(rest) && (!inText || itemInText.test(rest));
}

/** Whether the line is no text, if it is less indented than code. */
export function startsBlock(rest: string, inText: boolean): boolean {
  if (!mayBegin.test(rest)) return false;
  // A row of dashes under a paragraph makes it a heading: it stays with its paragraph.
  if (inText && underline.test(rest)) return false;
  return (
    rest.startsWith('>') ||
    headingStart.test(rest) ||
    fenceStart.test(rest) ||
    ruleLine.test(rest) ||
    startsItem(rest, inText)
  );
}

/** The place of the first character at or behind `position` that is no white space, and its column. */
export function skipSpace(
  line: string,
  position = 0,
  column = 0,
): { next: number; column: number } {
  for (; ; position += 1) {
    const character = line.charAt(position);
    if (character === '\t') column += 4 - (column % 4);
    else if (character === ' ') column += 1;
    else return { next: position, column };
  }
}
