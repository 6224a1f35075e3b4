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
/** Most entries of a list or an object, and most of these inside each other. */
const widest = 100;
const deepest = 8;
/** A secret of fewer characters is looked for as a word of its own: it is part of too many others. */
const shortSecret = 6;

const secretName =
  /authori[sz]ation|token|passw|passphrase|pwd|secret|api[-_ ]?key|private[-_ ]?key|cookie|credential|bearer|jwt/i;
/** What only sounds like a secret. */
const harmless = new Set(['accessTokenKey', 'refreshTokenKey', 'tokenStorage']);

/** What looks like a secret, and what stands there instead. */
const looks: readonly (readonly [RegExp, string])[] = [
  [/eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, hidden],
  [/\b(bearer\s+)[^\s"',;]+/gi, `$1${hidden}`],
  [/\b((?:set-)?cookie|authorization)(\s*[:=]\s*)[^\r\n]+/gi, `$1$2${hidden}`],
  [
    /\b([\w-]{0,40}(?:token|passw(?:or)?d|secret|api[-_]?key|credentials?)["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s"'&,;}]+)/gi,
    `$1${hidden}`,
  ],
  [/:\/\/[^\s/@]{1,500}@/g, `://${hidden}@`],
  [
    /([^\s@<>()"'`,:;/=?&•])[^\s@<>()"'`,:;/=?&•]{0,63}@([\w-]{1,63}(?:\.[\w-]{1,63})+)/gu,
    '$1…@$2',
  ],
];

/** `text` without secrets, cut where it is too long. */
export function redactedText(text: string, secrets: readonly string[]): string {
  let kept = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    if (secret.length < shortSecret) kept = kept.replace(wordOf(secret), hidden);
    else for (const form of formsOf(secret)) kept = kept.replaceAll(form, hidden);
  }
  for (const [look, instead] of looks) kept = kept.replace(look, instead);
  return kept.length > longest
    ? `${kept.slice(0, longest)}… (${String(kept.length - longest)} more)`
    : kept;
}

/**
 * `value` in plain values, without secrets.
 * @param secrets what is secret at this moment, wherever it stands
 */
export function redacted(value: unknown, secrets: readonly string[]): Plain {
  const plain = (given: unknown, depth: number): Plain => {
    if (given === null || typeof given === 'boolean') return given;
    if (typeof given === 'string') return redactedText(given, secrets);
    // JSON has no word for the others.
    if (typeof given === 'number') return Number.isFinite(given) ? given : String(given);
    if (typeof given !== 'object') return null;
    if (depth === deepest) return '…';
    if (Array.isArray(given)) return given.slice(0, widest).map((each) => plain(each, depth + 1));
    // What an error says is no property of its own.
    const said = given instanceof Error ? [['message', given.message] as const] : [];
    return Object.fromEntries(
      [...said, ...Object.entries(given)]
        .filter(([, each]) => each !== undefined && typeof each !== 'function')
        .slice(0, widest)
        .map(([name, each]) => [
          redactedText(name, secrets),
          secret(name, each) ? hidden : plain(each, depth + 1),
        ]),
    );
  };
  return plain(value, 0);
}

/** True where the name says that nobody may read the value; how many tokens there are, anybody may. */
function secret(name: string, value: unknown): boolean {
  if (value === null || typeof value === 'boolean' || harmless.has(name)) return false;
  return secretName.test(name) && !(typeof value === 'number' && /tokens/i.test(name));
}

/** As it is, and as it stands in JSON and in an address. */
function formsOf(secret: string): readonly string[] {
  const whole = secret.replace(/\p{Surrogate}/gu, '\ufffd');
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(whole)];
}

function wordOf(secret: string): RegExp {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu');
}
