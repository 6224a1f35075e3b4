/**
 * On which sides of a run of `*`, `_` or `~` its text may be: what CommonMark calls flanking. Knows
 * only the characters around the run.
 */

const punctuation = /[\p{P}\p{S}]/u;
const space = /^\s?$/;

/** Whether the run from `start` to `end` may open a span, and close one. */
export function sidesOf(
  text: string,
  start: number,
  end: number,
): { opens: boolean; closes: boolean } {
  const before = characterBefore(text, start);
  const after = characterAfter(text, end);
  const left = leans(before, after);
  const right = leans(after, before);
  // Underscores in words are part of them.
  const inWords = text.charAt(start) !== '_';
  return {
    opens: left && (inWords || !right || punctuation.test(before)),
    closes: right && (inWords || !left || punctuation.test(after)),
  };
}

/** Whether a run between these characters leans on the inner one: it can open there, or close. */
function leans(outer: string, inner: string): boolean {
  if (space.test(inner)) return false;
  return !punctuation.test(inner) || space.test(outer) || punctuation.test(outer);
}

/** How often the character at this position is repeated. */
export function runAt(text: string, position: number): number {
  let end = position + 1;
  while (text.charAt(end) === text.charAt(position)) end += 1;
  return end - position;
}

function characterBefore(text: string, position: number): string {
  // With the `u` flag the dot takes both halves of a pair.
  return /.$/su.exec(text.slice(Math.max(0, position - 2), position))?.[0] ?? '';
}

function characterAfter(text: string, position: number): string {
  const code = text.codePointAt(position);
  return code === undefined ? '' : String.fromCodePoint(code);
}
