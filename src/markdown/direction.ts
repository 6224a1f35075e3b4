/**
 * The direction of a block that grows by children. Chromium looks at all children of an element with
 * `dir="auto"` at each insertion, so a long list would cost the square of its length: here the first
 * letter of the block's text decides, as it does there. Knows no block.
 */

/** What has letters and is no text, or else the first letter. */
const next = /&#?\w+;|\[[ xX]\]|(\p{L})/gu;
const rightToLeft =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Undefined while there is no letter: the block then follows what is around it. */
export type Direction = 'ltr' | 'rtl' | undefined;

export function directionOf(text: string): Direction {
  for (const [, letter] of text.matchAll(next)) {
    if (letter !== undefined) return rightToLeft.test(letter) ? 'rtl' : 'ltr';
  }
  return undefined;
}
