/**
 * Plain values of whatever is given, without what nobody may read: secrets by their name, by their
 * looks and by being known; of an email address only where it is at. Pure, and throws nothing.
 */

/** Plain values, as JSON has them. */
export type Plain =
  string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

/** Stands where a secret was. */
const hidden = '•••';
/** Longest text that is kept, in characters. */
const longest = 2000;
/** So much of a text is looked through, and what may be part of a secret at its end is dropped. */
const mostRead = 12_000;
const longestSecret = 8192;
/** Most entries of a list or an object, and most of these inside each other. */
const widest = 100;
const deepest = 8;
/** Most characters in all; a value takes as many at least. */
const roomiest = 32_000;
const leastRoom = 8;
/** A secret of fewer characters is looked for as a word of its own: it is part of too many others. */
const shortSecret = 6;

const secretName =
  /authori[sz]ation|token|passw|passphrase|pwd|secret|api[-_ ]?key|private[-_ ]?key|cookie|credential|bearer|jwt/i;
/** What only sounds like a secret. */
const harmless = new Set(['accessTokenKey', 'refreshTokenKey', 'tokenStorage']);

/** Names of the library's own in nearly every value that comes here: looked at no closer. */
const own = new Set(
  'answering awaiting changed chatId count error failure id index loading messageId role size sources state textLength until'.split(
    ' ',
  ),
);

/** A colon or an equals sign behind a name, also of JSON in a text and of an address in an address. */
const behindName = /(?:\\*["']|%(?:25)*22)?\s*(?:[=:]|%(?:25)*3[AD])\s*/.source;
/** A value in quotes, or up to the next character that ends one. */
const valueOf =
  /(?:(?<quote>\\*["']).*?(?:(?<!\\)\k<quote>|$)|(?:(?!%(?:25)*(?:2[26C]|7D))[^\s"'&,;}])+)/.source;

/** What looks like a secret, and what stands there instead. */
const looks: readonly (readonly [RegExp, string])[] = [
  [/eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, hidden],
  [/\b(bearer(?:\s|%20|\+)+)[^\s"',;]+/gi, `$1${hidden}`],
  [/\b((?:set-)?cookie|authorization)(\s*[:=]\s*)[^\r\n]+/gi, `$1$2${hidden}`],
  [
    new RegExp(
      `\\b([\\w-]{0,40}(?:token|passw(?:or)?d|passphrase|pwd|secret|api[-_]?key|credentials?|jwt|cookie|authorization)${behindName})${valueOf}`,
      'gis',
    ),
    `$1${hidden}`,
  ],
  // Up to the last @ before the path: a password may hold one.
  [/:\/\/[^\s/?#]{1,500}@/g, `://${hidden}@`],
  [
    /([^\s@<>()"'`,:;/=?&•])[^\s@<>()"'`,:;/=?&•]{0,63}(?:@|%40)([\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63})+)/gu,
    '$1…@$2',
  ],
];

/**
 * Each look has a character of the first in it, and matches the second: most texts have not, and are
 * not looked at any closer, which would take many times as long.
 */
const marked = /[:=@%+.\s]/;
const suspect = /eyJ|bearer|[:=@%]/i;

/** `text` without secrets, cut where it is too long. */
export function redactedText(text: string, secrets: readonly string[]): string {
  const whole = text.length <= mostRead;
  let kept = whole ? text : text.slice(0, mostRead);
  for (const secret of secrets) {
    // No form of a secret is shorter than itself, and a token is longer than most texts.
    if (secret === '' || secret.length > kept.length) continue;
    if (secret.length < shortSecret) kept = kept.replace(wordOf(secret), hidden);
    else if (plainlyWritten.test(secret)) kept = without(secret, kept);
    else for (const form of formsOf(secret)) kept = without(form, kept);
  }
  if (marked.test(kept) && suspect.test(kept)) {
    for (const [look, instead] of looks) kept = kept.replace(look, instead);
  }
  if (whole && kept.length <= longest) return kept;
  const more = (whole ? kept : text).length - longest;
  const shown = whole ? kept : kept.slice(0, -longestSecret);
  return `${shown.slice(0, longest)}… (${String(more)} more)`;
}

/**
 * `value` in plain values, without secrets.
 * @param secrets what is secret at this moment, wherever it stands
 */
export function redacted(value: unknown, secrets: readonly string[]): Plain {
  return weighed(value, secrets).plain;
}

/** The same, with about how many characters of JSON it takes. */
export function weighed(
  value: unknown,
  secrets: readonly string[],
): { readonly plain: Plain; readonly weight: number } {
  let room = roomiest;
  const worded = (text: string): string => {
    const kept = redactedText(text, secrets);
    room -= kept.length;
    return kept;
  };
  const plain = (given: unknown, depth: number): Plain => {
    room -= leastRoom;
    if (given === null || typeof given === 'boolean') return given;
    if (typeof given === 'string') return worded(given);
    // JSON has no word for the others.
    if (typeof given === 'number') return Number.isFinite(given) ? given : String(given);
    if (typeof given !== 'object') return null;
    if (depth === deepest) return '…';
    return Array.isArray(given) ? list(given, depth + 1) : named(given, depth + 1);
  };
  const list = (given: readonly unknown[], depth: number): Plain => {
    const kept: Plain[] = [];
    for (const each of given.slice(0, widest)) {
      if (room <= 0) break;
      kept.push(plain(each, depth));
    }
    return kept;
  };
  // By hand: `Object.entries` and `Object.fromEntries` take five times as long.
  const named = (given: object, depth: number): Plain => {
    const kept: Record<string, Plain> = {};
    let left = widest;
    try {
      // What an error says is no property that is listed.
      const from: object =
        given instanceof Error ? Object.assign({ message: given.message }, given) : given;
      for (const name of Object.keys(from)) {
        if (left === 0 || room <= 0) break;
        const each = (from as Record<string, unknown>)[name];
        // By the last of these an object would be given another prototype.
        if (each === undefined || typeof each === 'function' || name === '__proto__') continue;
        left -= 1;
        if (own.has(name)) {
          room -= name.length;
          kept[name] = plain(each, depth);
        } else kept[worded(name)] = secret(name, each) ? hidden : plain(each, depth);
      }
    } catch {
      // It does not let itself be read: what could be, is kept.
    }
    return kept;
  };
  return { plain: plain(value, 0), weight: roomiest - room };
}

/** True where the name says that nobody may read the value; how many tokens there are, anybody may. */
function secret(name: string, value: unknown): boolean {
  if (value === null || typeof value === 'boolean' || harmless.has(name)) return false;
  return secretName.test(name) && !(typeof value === 'number' && /tokens/i.test(name));
}

/** Stands the same in JSON, in an address and in a query. */
const plainlyWritten = /^[\w.-]+$/;

function without(form: string, text: string): string {
  return text.includes(form) ? text.replaceAll(form, hidden) : text;
}

/** As it is, and as it stands in JSON, in an address and in a form's own way in its query. */
function formsOf(secret: string): readonly string[] {
  const whole = secret.replace(/\p{Surrogate}/gu, '\ufffd');
  const query = new URLSearchParams({ '': secret }).toString().slice(1);
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(whole), query];
}

function wordOf(secret: string): RegExp {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu');
}
