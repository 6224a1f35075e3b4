/**
 * Finds addresses that stand in the text without brackets, by GitHub's rules: `https://…`, `www.…`
 * and mail. It does not know what stands around them but for the character before.
 */

/** An address that begins in a text. */
export interface Address {
  readonly start: number;
  /** Where its host ends; a mail address ends there at the latest. */
  readonly host: number;
  /** What belongs before it to make it a link. */
  readonly scheme: '' | 'http://' | 'mailto:';
}

const sign = /@|:\/\/|www\./gi;
// The last two names of a host have no underscore; it is as long as names may be. An address ends at a bracket without its other
// half, so that one in a link's text ends with that, and at the full stop or comma of a script
// without spaces.
const letters = '\\p{L}\\p{M}\\p{N}-';
const name = `[${letters}]{1,63}`;
const host = `(?:(?:[_${letters}]{1,63}\\.){0,30}${name}\\.)?${name}(?!\\.?[_${letters}])`;
const inPath = '[^\\s<[\\]\\u3000-\\u303f\\uff00-\\uff65]';
const path = new RegExp(`(?:${inPath}|\\[${inPath}*\\])*`, 'y');
const web = `((?<![a-z\\d<])https?://|(?<![^\\s*_~(])www\\.)${host}`;
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
    const scheme = opening === undefined ? 'mailto:' : /^w/i.test(opening) ? 'http://' : '';
    if (opening !== undefined || mail.test(whole)) {
      return { start, host: start + whole.length, scheme };
    }
  }
  return undefined;
}

/** Where the address ends, and up to where everything would belong to it if nothing followed. */
export function endOfAddress(
  text: string,
  { start, host, scheme }: Address,
): { end: number; limit: number } {
  if (scheme === 'mailto:') {
    const [whole = ''] = mail.exec(text.slice(start, host)) ?? [];
    return { end: start + whole.length, limit: host };
  }
  path.lastIndex = host;
  const limit = host + (path.exec(text)?.[0].length ?? 0);
  return { end: start + lengthOf(text.slice(start, limit)), limit };
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
