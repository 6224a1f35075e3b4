/**
 * Finds addresses that stand in the text without brackets, by GitHub's rules: `https://…`, `www.…`
 * and mail. It does not know what stands around them but for the character before.
 */

/** An address in a text, from `start` to `end`. */
export interface Address {
  readonly start: number;
  readonly end: number;
  /** What belongs before it to make it a link. */
  readonly scheme: '' | 'http://' | 'mailto:';
  /** Whatever followed at once would belong to it as well. */
  readonly limit: number;
}

const sign = /@|:\/\/|www\./gi;
// The last two names of a host have no underscore. An address ends at a bracket without its other
// half, so that one in a link's text ends with that, and at the full stop or comma of a script
// without spaces.
const letters = '\\p{L}\\p{M}\\p{N}-';
const host = `(?:(?:[_${letters}]+\\.)*[${letters}]+\\.)?[${letters}]+(?!\\.?[_${letters}])`;
const inPath = '[^\\s<[\\]\\u3000-\\u303f\\uff00-\\uff65]';
const web = `((?<![a-z\\d<])https?://|(?<![^\\s*_~(])www\\.)${host}(?:${inPath}|\\[${inPath}*\\])*`;
const address = new RegExp(`${web}|(?<![\\w.+-])[\\w.+-]+@[\\w.-]+`, 'iuy');
const mail = /^[^@]+@(?:[\w-]+\.)+[a-z\d-]*[a-z\d](?=\.*$)/i;
const maximumReference = 33;

/** The first address that starts at this position or behind it. */
export function nextAddress(text: string, position: number): Address | undefined {
  sign.lastIndex = position;
  for (let found = sign.exec(text); found; found = sign.exec(text)) {
    address.lastIndex = startOf(text, position, found.index);
    const match = address.exec(text);
    if (!match) continue;
    const [whole, opening] = match;
    const start = match.index;
    const length = opening === undefined ? mail.exec(whole)?.[0].length : lengthOf(whole);
    const limit = start + whole.length;
    const scheme = opening === undefined ? 'mailto:' : /^w/i.test(opening) ? 'http://' : '';
    if (length !== undefined) return { start, end: start + length, scheme, limit };
  }
  return undefined;
}

/** Where the address would start that has this sign in it, at `first` at the earliest. */
function startOf(text: string, first: number, sign: number): number {
  const inside = { '@': /[\w.+-]/, ':': /[a-z]/i }[text.charAt(sign)];
  let start = sign;
  while (start > first && inside?.test(text.charAt(start - 1))) start -= 1;
  return start;
}

/** Without what ends the sentence around it rather than the address. */
function lengthOf(whole: string): number {
  let open = 0;
  for (const character of whole) {
    if (character === '(') open += 1;
    else if (character === ')') open -= 1;
  }
  let end = whole.length;
  for (;;) {
    const last = whole.charAt(end - 1);
    if (last === ')' && open < 0) open += 1;
    else if (last === ';') {
      const start = whole.lastIndexOf('&', end);
      if (/^&[a-z\d]+;$/i.test(whole.slice(Math.max(start, end - maximumReference), end)))
        end = start + 1;
    } else if (!/[?!.,:*_~'"]/.test(last)) return end;
    end -= 1;
  }
}
