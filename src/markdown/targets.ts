import { literal } from './entities.js';
import type { Target } from './tokens.js';

/**
 * Reads where a link leads, and its title: the same after a link's text and in a definition. It
 * knows nothing of what is around them.
 */

/** A label in brackets: at most 999 characters, and none of them a bracket. */
export const labelPattern = /\[((?:[^\\[\]]|\\[^]){1,999})\]/y;
/** What follows the target of an inline link. */
export const inlineEnd = /\s*\)/y;
/** What follows the target of a definition. */
export const definitionEnd = /[ \t]*(?:\n|$)/y;

const space = /[ \t]*\n?[ \t]*/y;
const bracketed = /<((?:[^<>\n\\]|\\.){0,4000})>/y;
// With a length, so that no unclosed one is searched for its end over and over.
const quoted =
  /"((?:[^"\\]|\\[^]){0,999})"|'((?:[^'\\]|\\[^]){0,999})'|\(((?:[^()\\]|\\[^]){0,999})\)/y;
// As deep as parentheses nest in a destination; it also bounds the search for its end.
const maximumParentheses = 32;

/** What a sticky pattern matches at this position. */
export function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

/** The label as definitions are found by: without regard to case, `ẞ` being `SS`, and white space. */
export function normalizedLabel(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase().toLowerCase();
}

/** The target at this position and the end of what `ending` matches behind it. */
export function readTarget(
  text: string,
  position: number,
  ending: RegExp,
): (Target & { readonly end: number }) | undefined {
  const start = endOf(space, text, position);
  const [whole, inside = ''] = matchAt(bracketed, text, start) ?? [];
  const end = whole === undefined ? endOfDestination(text, start) : start + whole.length;
  if (end === undefined) return undefined;
  const href = literal(whole === undefined ? text.slice(start, end) : inside);
  const gap = endOf(space, text, end);
  const title = gap > end ? matchAt(quoted, text, gap) : null;
  const titled = title && matchAt(ending, text, gap + title[0].length);
  if (titled) {
    const words = literal(title[1] ?? title[2] ?? title[3] ?? '');
    return { href, title: words, end: titled.index + titled[0].length };
  }
  const plain = matchAt(ending, text, end);
  return plain ? { href, title: '', end: end + plain[0].length } : undefined;
}

function endOf(pattern: RegExp, text: string, position: number): number {
  return position + (matchAt(pattern, text, position)?.[0].length ?? 0);
}

function endOfDestination(text: string, start: number): number | undefined {
  if (text.charAt(start) === '<') return undefined;
  let depth = 0;
  let end = start;
  for (; end < text.length; end += 1) {
    const character = text.charAt(end);
    if (character <= ' ') break;
    if (character === '\\' && text.charAt(end + 1) > ' ') end += 1;
    else if (character === '(' && ++depth > maximumParentheses) return undefined;
    else if (character === ')' && --depth < 0) break;
  }
  return depth > 0 ? undefined : end;
}
