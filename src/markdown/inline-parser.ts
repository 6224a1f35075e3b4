import { endOfAddress, nextAddress } from './addresses.js';
import type { Address } from './addresses.js';
import { escaped, escapePattern } from './entities.js';
import { runAt, sidesOf } from './flanking.js';
import {
  angledAddress,
  angledMail,
  halfAngledAddress,
  halfCitation,
  halfReference,
  halfTag,
  halfTarget,
  maximumTag,
  nearEnd,
  tag,
} from './marks.js';
import { plainText } from './plain-text.js';
import { buildSpans, closeOpen, delimiter, pairDelimiters } from './spans.js';
import type { Delimiter, Node } from './spans.js';
import { inlineEnd, labelPattern, matchAt, normalizedLabel, readTarget } from './targets.js';
import type { Inline, Target } from './tokens.js';

/**
 * Reads the text of one paragraph, heading or cell, in time that is linear in its length. While it
 * is being written, its open end is read as its author most likely means it: what is open is closed,
 * and what cannot be decided yet is left out. It does not know blocks.
 */

/** What stands behind this many characters of one paragraph is plain text. */
export const maximumInlineLength = 64_000;

/** Looks up a link reference definition by its normalized label. */
export type FindTarget = (label: string) => Target | undefined;

/** An opening bracket that waits for its other half. */
interface Bracket {
  /** The place of its node, and how many delimiters come before it. */
  readonly node: number;
  readonly delimiters: number;
  /** Where its label starts. */
  readonly start: number;
  readonly image: boolean;
  /** Another bracket is inside: what they hold is no label. */
  nested: boolean;
}

const special = /[\\`<[\]*_~&\n@]|:\/\/|www\./i;
const ordinary = /[^\\`<![\]*_~&\n]+/y;
/** The tokens of a text. `open`: it is still being written. */
export function parseInline(text: string, find: FindTarget, open: boolean): Inline[] {
  return special.test(text) ? new InlineParser(text, find, open).parse() : [text];
}

class InlineParser {
  readonly #text: string;
  readonly #find: FindTarget;
  readonly #open: boolean;
  readonly #nodes: Node[] = [];
  readonly #delimiters: Delimiter[] = [];
  readonly #brackets: Bracket[] = [];
  /** Before this bracket none begins a link any more: a link holds no link. */
  #firstLink = 0;
  /** Lengths of runs of backticks of which none is left to close one. */
  readonly #unclosed = new Set<number>();
  #position = 0;
  #address: Address | undefined;
  /** Where the text ends that has no marks in it; an address may be in the middle of it. */
  #textEnd = 0;

  constructor(text: string, find: FindTarget, open: boolean) {
    this.#text = text;
    this.#find = find;
    this.#open = open && text.length <= maximumInlineLength;
    this.#address = nextAddress(text, 0);
  }

  parse(): Inline[] {
    const end = Math.min(this.#text.length, maximumInlineLength);
    while (this.#position < end) this.#step();
    this.#nodes.push(this.#text.slice(this.#position));
    if (this.#open) this.#dropBrackets();
    const open = pairDelimiters(this.#delimiters);
    if (this.#open) closeOpen(this.#nodes, open);
    return buildSpans(this.#nodes);
  }

  /** Adds a token for the next `length` characters. */
  #take(length: number, node: Node = this.#ahead(length)): void {
    this.#nodes.push(node);
    this.#position += length;
  }

  #ahead(length: number): string {
    return this.#text.slice(this.#position, this.#position + length);
  }

  /** Leaves out what is left of the text. */
  #finish(): void {
    this.#position = this.#text.length;
  }

  /** What is left of an open text, if that is near its end. */
  #rest(start = this.#position): string | undefined {
    const near = this.#open && this.#text.length - start < nearEnd;
    return near ? this.#text.slice(start) : undefined;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    return matchAt(pattern, this.#text, this.#position);
  }

  #step(): void {
    if (this.#address && this.#address.start < this.#position) {
      this.#address = nextAddress(this.#text, this.#position);
    }
    if (this.#address?.start === this.#position) {
      this.#takeAddress(this.#address);
      return;
    }
    const character = this.#text.charAt(this.#position);
    switch (character) {
      case '\n':
        this.#newline();
        break;
      case '\\':
        if (this.#ahead(2) === '\\\n') this.#take(2, { type: 'break' });
        else this.#escape(/^\\$/);
        break;
      case '&':
        this.#escape(halfReference);
        break;
      case '`':
        this.#codeSpan();
        break;
      case '<':
        this.#angle();
        break;
      case '!':
        if (this.#ahead(2) === '![') this.#openBracket('![');
        else this.#take(1);
        break;
      case '[':
        this.#openBracket('[');
        break;
      case ']':
        this.#closeBracket();
        break;
      case '*':
      case '_':
      case '~':
        this.#delimiter(character);
        break;
      default:
        this.#takeText();
    }
  }

  #takeText(): void {
    if (this.#textEnd <= this.#position) {
      this.#textEnd = this.#position + (this.#match(ordinary)?.[0].length ?? 1);
    }
    const end = Math.min(this.#textEnd, this.#address?.start ?? Infinity);
    this.#take(end - this.#position);
  }

  #takeAddress(address: Address): void {
    const text = this.#text;
    const { end, limit } = endOfAddress(text, address);
    const { start, scheme } = address;
    // Half an address is another address, and a dot behind it may be its next dot.
    if (this.#open && limit === text.length) this.#take(limit - start);
    else this.#takeLink(end - start, text.slice(start, end), scheme);
  }

  #newline(): void {
    const last = this.#nodes.at(-1);
    const line = typeof last === 'string' ? last : '';
    if (line !== '') this.#nodes[this.#nodes.length - 1] = line.trimEnd();
    // At the end of an open text another line is to come.
    if (this.#position + 1 === this.#text.length) this.#finish();
    else this.#take(1, line.endsWith('  ') ? { type: 'break' } : '\n');
  }

  #escape(half: RegExp): void {
    const match = this.#match(escapePattern);
    if (match) this.#take(match[0].length, escaped(match));
    else if (half.test(this.#rest() ?? ' ')) this.#finish();
    else this.#take(1);
  }

  #codeSpan(): void {
    const text = this.#text;
    const length = runAt(text, this.#position);
    const start = this.#position + length;
    const end = this.#unclosed.has(length) ? -1 : endOfCode(text, start, length);
    if (end >= 0) {
      const code = text.slice(start, end).replace(/\n/g, ' ');
      const padded = code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '';
      this.#take(end + length - this.#position, {
        type: 'code',
        text: padded ? code.slice(1, -1) : code,
      });
      return;
    }
    this.#unclosed.add(length);
    if (!this.#open) {
      this.#take(length);
      return;
    }
    let last = text.length;
    while (text.charAt(last - 1) === '`') last -= 1;
    const code = text.slice(start, last).replace(/\n/g, ' ');
    if (code.trim() !== '') this.#nodes.push({ type: 'code', text: code });
    this.#finish();
  }

  #angle(): void {
    const address = this.#match(angledAddress);
    const angled = address ?? this.#match(angledMail);
    if (angled) {
      this.#takeLink(angled[0].length, angled[1] ?? '', address ? '' : 'mailto:');
      return;
    }
    const html = tag.exec(this.#ahead(maximumTag));
    const rest = this.#rest() ?? '';
    if (html) this.#take(html[0].length);
    else if (halfAngledAddress.test(rest)) {
      this.#nodes.push(rest.slice(1));
      this.#finish();
    } else if (halfTag.test(rest)) this.#finish();
    else this.#take(1);
  }

  /** Adds a link that shows its own address. */
  #takeLink(length: number, address: string, scheme: string): void {
    this.#take(length, { type: 'link', href: scheme + address, title: '', content: [address] });
  }

  #openBracket(marks: string): void {
    const last = this.#brackets.at(-1);
    if (last) last.nested = true;
    this.#brackets.push({
      node: this.#nodes.length,
      delimiters: this.#delimiters.length,
      start: this.#position + marks.length,
      image: marks !== '[',
      nested: false,
    });
    this.#take(marks.length);
  }

  #closeBracket(): void {
    const bracket = this.#brackets.pop();
    const count = this.#brackets.length;
    if (!bracket) {
      this.#take(1);
      return;
    }
    const active = bracket.image || count >= this.#firstLink;
    this.#firstLink = Math.min(this.#firstLink, count);
    const label = this.#text.slice(bracket.start, this.#position);
    const target = active ? this.#target(bracket, label) : undefined;
    if (target) this.#closeLink(bracket, target);
    else if (active && this.#isHalf(label)) {
      this.#nodes[bracket.node] = '';
      this.#finish();
    } else if (active && !bracket.image && /^\d{1,4}$/.test(label)) {
      const text = `[${label}]`;
      this.#nodes.length = bracket.node;
      this.#take(1, { type: 'reference', number: Number(label), text });
    } else this.#take(1);
  }

  /** Whether what follows may still become the target of this label. */
  #isHalf(label: string): boolean {
    const rest = this.#rest(this.#position + 1);
    if (rest === undefined || !halfTarget.test(rest)) return false;
    // A number is a citation, most likely.
    return rest.startsWith('(') || !halfCitation.test(label);
  }

  /** The target of the bracket that closes here; moves behind it. */
  #target(bracket: Bracket, label: string): Target | undefined {
    const text = this.#text;
    const start = this.#position + 1;
    if (text.charAt(start) === '(') {
      const target = readTarget(text, start + 1, inlineEnd);
      if (target) this.#position = target.end;
      if (target) return target;
    }
    const second = matchAt(labelPattern, text, start);
    const empty = text.startsWith('[]', start);
    let name: string | undefined;
    if (second) name = second[1];
    else if (!bracket.nested && label.length < 1000) name = label;
    const target = name?.trim() ? this.#find(normalizedLabel(name)) : undefined;
    if (target) this.#position = start + (second ? second[0].length : empty ? 2 : 0);
    return target;
  }

  #closeLink(bracket: Bracket, { href, title }: Target): void {
    pairDelimiters(this.#delimiters.slice(bracket.delimiters));
    this.#delimiters.length = bracket.delimiters;
    const content = buildSpans(this.#nodes.splice(bracket.node).slice(1));
    if (bracket.image) {
      this.#nodes.push({ type: 'image', href, title, alternative: plainText(content) });
    } else {
      this.#nodes.push({ type: 'link', href, title, content });
      this.#firstLink = this.#brackets.length;
    }
  }

  /** Leaves out brackets that are still open, and a number that may become a citation. */
  #dropBrackets(): void {
    for (const [index, { node, start, image }] of this.#brackets.entries()) {
      const rest = this.#rest(start);
      if (rest === undefined || (!image && index < this.#firstLink)) continue;
      if (halfCitation.test(rest)) this.#nodes.length = node;
      else this.#nodes[node] = '';
    }
  }

  #delimiter(character: string): void {
    const length = runAt(this.#text, this.#position);
    const text = this.#text;
    const end = this.#position + length;
    if (this.#open && end === text.length) {
      this.#finish();
      return;
    }
    const { opens, closes } = sidesOf(text, this.#position, end);
    if ((!opens && !closes) || (character === '~' && length > 2)) {
      this.#take(length);
      return;
    }
    // Alone they rarely open: `~5` is about five, and `2*3` a product until there is another star.
    const before = text.charAt(this.#position - 1);
    const alone = length === 1 && (character === '~' || /[a-z\d]/i.test(before));
    const eager = !(alone && character !== '_');
    const node = delimiter(character, length, opens, closes, this.#delimiters.length, eager);
    this.#delimiters.push(node);
    this.#take(length, node);
  }
}

/** Where the run starts that closes one of so many backticks, or -1. */
function endOfCode(text: string, start: number, length: number): number {
  let end = text.indexOf('`', start);
  while (end >= 0) {
    const run = runAt(text, end);
    if (run === length) break;
    end = text.indexOf('`', end + run);
  }
  return end;
}
