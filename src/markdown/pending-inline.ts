/**
 * Reads half-written inline Markdown as its author most likely means it: what is open is closed,
 * what cannot be decided yet is left out. Works on the text of one paragraph while it is being
 * written; a finished paragraph never passes through here.
 */

/** A run of `*`, `_` or `~` that waits for its other half. */
interface Opener {
  readonly character: string;
  length: number;
  /** Where its content starts in the output. */
  readonly at: number;
}

// Looking for the end of a link from each bracket is quadratic without a limit.
const maximumLabel = 1000;
const maximumDestination = 2000;

const ordinary = /[^\\`<![*_~&]+/y;
const punctuation = /[\p{P}\p{S}]/u;
const space = /^\s?$/;
const possibleDestination = /^\s*(?:<[^<>\n]*>?|[^\s<]\S*)?(?:\s+(?:["'(][\s\S]*)?)?$/;

/** The text with every open mark closed, so that reading it shows no raw marks at its end. */
export function completeInline(text: string): string {
  return new InlineCompletion(text).run();
}

class InlineCompletion {
  readonly #text: string;
  readonly #openers: Opener[] = [];
  #output = '';
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): string {
    while (this.#position < this.#text.length) this.#step();
    return this.#closeOpeners();
  }

  #step(): void {
    const text = this.#text;
    const position = this.#position;
    const character = text.charAt(position);
    switch (character) {
      case '\\':
        if (position + 1 === text.length) this.#finish();
        else this.#copyTo(position + 2);
        break;
      case '`':
        this.#codeSpan();
        break;
      case '<':
        this.#angle();
        break;
      case '&':
        if (/^&#?[a-zA-Z0-9]{0,31}$/.test(text.slice(position, position + 40))) this.#finish();
        else this.#copyTo(position + 1);
        break;
      case '!':
        if (text.charAt(position + 1) === '[') this.#bracket(position + 1);
        else this.#copyTo(position + 1);
        break;
      case '[':
        this.#bracket(position);
        break;
      case '*':
      case '_':
      case '~':
        this.#delimiters(character);
        break;
      default:
        ordinary.lastIndex = position;
        this.#copyTo(position + (ordinary.exec(text)?.[0].length ?? 1));
    }
  }

  #copyTo(position: number): void {
    this.#output += this.#text.slice(this.#position, position);
    this.#position = position;
  }

  /** Ends the text here, with `replacement` for all that is left of it. */
  #finish(replacement = ''): void {
    this.#output += replacement;
    this.#position = this.#text.length;
  }

  #codeSpan(): void {
    const ticks = runAt(this.#text, this.#position);
    const start = this.#position + ticks.length;
    const rest = this.#text.slice(start);
    const close = new RegExp(`[^\`]${ticks}(?!\`)`).exec(rest);
    if (close) {
      this.#copyTo(start + close.index + close[0].length);
      return;
    }
    const code = rest.replace(/`+$/, '');
    this.#finish(code.trim() === '' ? '' : ticks + code + ticks);
  }

  #angle(): void {
    const rest = this.#text.slice(this.#position);
    const closed = /^<[a-zA-Z/!?][^<>]*>/.exec(rest);
    if (closed) this.#copyTo(this.#position + closed[0].length);
    else if (/^<[a-zA-Z][^\s<>:@]*[:@][^\s<>]*$/.test(rest)) this.#position += 1;
    else if (/^<[a-zA-Z/!?]?[\w+.-]*$/.test(rest)) this.#finish();
    else this.#copyTo(this.#position + 1);
  }

  #bracket(open: number): void {
    const text = this.#text;
    const close = closingAt(text, open, '[]', maximumLabel);
    if (close === undefined) {
      // A half-written `[1` may become a citation: it waits, since `1` alone would mislead.
      if (/^\[\^?\d*$/.test(text.slice(open, open + maximumLabel))) this.#finish();
      else if (text.length - open > maximumLabel) this.#copyTo(open + 1);
      else this.#position = open + 1;
      return;
    }
    const label = text.slice(open + 1, close);
    const next = text.charAt(close + 1);
    if (/^\^?\d+$/.test(label) && next !== '(') this.#copyTo(close + 1);
    else if (next === '') this.#finish(label);
    else if (next === '(') this.#destination(open, close);
    else if (next === '[') {
      const end = closingAt(text, close + 1, '[]', maximumLabel);
      if (end === undefined) this.#finish(label);
      else this.#copyTo(end + 1);
    } else this.#copyTo(open + 1);
  }

  #destination(open: number, close: number): void {
    const end = closingAt(this.#text, close + 1, '()', maximumDestination);
    if (end !== undefined) this.#copyTo(end + 1);
    else if (possibleDestination.test(this.#text.slice(close + 2))) {
      this.#finish(this.#text.slice(open + 1, close));
    } else this.#copyTo(open + 1);
  }

  #delimiters(character: string): void {
    const text = this.#text;
    const run = runAt(text, this.#position);
    const before = characterBefore(text, this.#position);
    const after = characterAfter(text, this.#position + run.length);
    if (after === '') {
      const kept = space.test(before) ? 0 : this.#closeWhole(character, run.length);
      this.#finish(run.slice(0, kept));
      return;
    }
    this.#copyTo(this.#position + run.length);
    // A single tilde is more often "about" than the start of a strikethrough.
    if (character === '~' && run.length !== 2) return;
    const left = leans(before, after);
    const right = leans(after, before);
    const inWords = character !== '_';
    let rest = run.length;
    if (right && (inWords || !left || punctuation.test(after))) {
      rest -= this.#closeUpTo(character, rest);
    }
    // `2*3` is a product until the other star shows that it is not.
    const product = character === '*' && rest === 1 && /[a-zA-Z0-9]/.test(before);
    if (rest > 0 && !product && left && (inWords || !right || punctuation.test(before))) {
      this.#openers.push({ character, length: rest, at: this.#output.length });
    }
  }

  /** Closes whole openers with the run at the very end: a shorter rest may still be growing. */
  #closeWhole(character: string, length: number): number {
    let rest = length;
    for (;;) {
      const opener = this.#topmost(character);
      if (opener === undefined || opener.length > rest) return length - rest;
      rest -= opener.length;
      this.#openers.pop();
    }
  }

  #closeUpTo(character: string, length: number): number {
    let rest = length;
    while (rest > 0) {
      const opener = this.#topmost(character);
      if (opener === undefined) break;
      const used = Math.min(opener.length, rest);
      rest -= used;
      opener.length -= used;
      if (opener.length === 0) this.#openers.pop();
    }
    return length - rest;
  }

  /** The last opener of this kind; those after it were no openers, since it closes around them. */
  #topmost(character: string): Opener | undefined {
    let index = this.#openers.length - 1;
    while (index >= 0 && this.#openers[index]?.character !== character) index -= 1;
    if (index >= 0) this.#openers.length = index + 1;
    return this.#openers[index];
  }

  #closeOpeners(): string {
    let content = this.#output;
    let closing = '';
    for (;;) {
      const opener = this.#openers.pop();
      if (opener === undefined) break;
      // Nothing to show yet: the mark itself waits too.
      if (closing === '' && content.slice(opener.at).trim() === '') {
        content = content.slice(0, opener.at - opener.length);
      } else {
        closing += opener.character.repeat(opener.length);
      }
    }
    // A closing mark after a space would be an opening one.
    const visible = content.trimEnd();
    return closing === '' ? content : visible + closing + content.slice(visible.length);
  }
}

/** Whether a run between these characters leans on the inner one: it can open there, or close. */
function leans(outer: string, inner: string): boolean {
  if (space.test(inner)) return false;
  return !punctuation.test(inner) || space.test(outer) || punctuation.test(outer);
}

function runAt(text: string, position: number): string {
  let end = position + 1;
  while (text.charAt(end) === text.charAt(position)) end += 1;
  return text.slice(position, end);
}

function characterBefore(text: string, position: number): string {
  // With the `u` flag the dot takes both halves of a pair.
  return /.$/su.exec(text.slice(Math.max(0, position - 2), position))?.[0] ?? '';
}

function characterAfter(text: string, position: number): string {
  const code = text.codePointAt(position);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function closingAt(text: string, open: number, pair: string, limit: number): number | undefined {
  let depth = 0;
  // Many brackets and none that closes them: no need to look again from each.
  if (!text.includes(pair.charAt(1), open)) return undefined;
  const end = Math.min(text.length, open + limit);
  for (let index = open; index < end; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') index += 1;
    else if (character === pair.charAt(0)) depth += 1;
    else if (character === pair.charAt(1) && --depth === 0) return index;
  }
  return undefined;
}
