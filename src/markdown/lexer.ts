import { Lexer, Tokenizer } from 'marked';
import type { Links, Token, Tokens } from 'marked';
import { completeInline } from './pending-inline.js';

/**
 * Reads one chunk into marked's tokens, with bounds that marked does not have: nesting, and the work
 * one paragraph may cause. What goes past a bound stays plain text. It never touches marked's
 * shared defaults, and knows nothing of rendering.
 */

/** How deep quotes and lists nest before their content is plain text. */
export const maximumBlockDepth = 16;
/** A paragraph longer than this many characters is plain text. */
export const maximumInlineLength = 16_000;
/**
 * A paragraph with more runs of `*`, `_` or `~` than this is plain text: each may scan to the end,
 * and two of them are one level of nesting.
 */
export const maximumDelimiterRuns = 256;

/** Link reference definitions by normalized label. Without a prototype: a label may be any word. */
export type Definitions = Links;

/** A new set, holding those of `others` if given. */
export function definitionsFrom(others?: Definitions): Definitions {
  return Object.assign(Object.create(null) as Definitions, others);
}

/** Whether the text has one of these normalized labels in brackets. */
export function refersTo(text: string, labels: readonly string[]): boolean {
  for (const [, label = ''] of text.matchAll(/\[((?:[^[\]\\]|\\.){1,999})\]/gs)) {
    if (labels.includes(normalized(label))) return true;
  }
  return false;
}

// As marked does it: a case fold that also meets `ẞ` with `SS`.
function normalized(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase().toLowerCase();
}

// Raw HTML is never HTML here, so a tag at the start of a line is the start of a paragraph and the
// Markdown around it still counts (as in markdown-it's `html: false`). Inline tags stay tokens, so
// that an underscore in an attribute is not emphasis.
class TextTokenizer extends Tokenizer {
  override html(): undefined {
    return undefined;
  }
}

class BoundedLexer extends Lexer {
  #blockDepth = 0;

  constructor() {
    super({ gfm: true, breaks: false, pedantic: false, tokenizer: new TextTokenizer() });
  }

  override blockTokens(src: string, tokens?: Token[], lastParagraphClipped?: boolean): Token[];
  override blockTokens(
    src: string,
    tokens?: Token[] & { links: Links },
    lastParagraphClipped?: boolean,
  ): Token[] & { links: Links };
  override blockTokens(src: string, tokens: Token[] = [], lastParagraphClipped?: boolean): Token[] {
    if (this.#blockDepth >= maximumBlockDepth) {
      this.state.top = true;
      if (src.trim() !== '') tokens.push(plainParagraph(src));
      return tokens;
    }
    this.#blockDepth += 1;
    try {
      return super.blockTokens(src, tokens, lastParagraphClipped);
    } finally {
      this.#blockDepth -= 1;
    }
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (!exceedsInlineBounds(src)) return super.inlineTokens(src, tokens);
    tokens.push(literal(src));
    return tokens;
  }

  read(text: string, definitions: Definitions, open: boolean): Token[] {
    this.#blockDepth = 0;
    this.tokens.links = definitions;
    this.inlineQueue = [];
    this.state.top = true;
    this.state.linkEmitted = false;
    const tokens = this.blockTokens(text, []);
    const leaf = open ? openLeaf(tokens) : undefined;
    for (const { src, tokens: target } of this.inlineQueue) {
      // An inline `<a>` or `<code>` tag is text here and must not colour what follows it.
      this.state.inLink = false;
      this.state.inRawBlock = false;
      const last = leaf !== undefined && leaf === target;
      this.inlineTokens(last && !exceedsInlineBounds(src) ? completeInline(src) : src, target);
      if (last && !text.endsWith('\n')) literalAutolinkAtEnd(target);
    }
    return tokens;
  }
}

function exceedsInlineBounds(src: string): boolean {
  if (src.length > maximumInlineLength) return true;
  let runs = 0;
  for (const run of src.matchAll(/\*+|_+|~+/g)) {
    if (run.index >= 0 && ++runs > maximumDelimiterRuns) return true;
  }
  return false;
}

function literal(text: string): Tokens.Escape {
  return { type: 'escape', raw: text, text };
}

function plainParagraph(text: string): Tokens.Paragraph {
  return { type: 'paragraph', raw: text, text, tokens: [literal(text)] };
}

/** The inline content that is still being written: the last one, or none after a code block. */
function openLeaf(tokens: readonly Token[]): Token[] | undefined {
  const last = lastWhere(tokens, (token) => token.type !== 'space');
  switch (last?.type) {
    case 'paragraph':
    case 'text':
    case 'heading':
      return last.tokens;
    case 'blockquote':
      return openLeaf(last.tokens ?? []);
    case 'list':
      return openLeaf((last as Tokens.List).items.at(-1)?.tokens ?? []);
    case 'table': {
      const { header, rows } = last as Tokens.Table;
      return lastWhere(rows.at(-1) ?? header, (cell) => cell.text !== '')?.tokens;
    }
    default:
      return undefined;
  }
}

function lastWhere<T>(items: readonly T[], matches: (item: T) => boolean): T | undefined {
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index];
    if (item !== undefined && matches(item)) return item;
  }
  return undefined;
}

/**
 * Turns an address that ends the text into plain text, in place: it is still growing, and half an
 * address is another address.
 */
function literalAutolinkAtEnd(tokens: Token[]): void {
  const last = tokens.at(-1);
  // A dot after it may be its next dot.
  const behind = last?.type === 'text' && /^[^\s\w]*$/.test(last.raw) ? 2 : 1;
  const index = tokens.length - behind;
  const token = tokens[index];
  if (token === undefined) return;
  if (token.type !== 'link') {
    literalAutolinkAtEnd((token as { tokens?: Token[] }).tokens ?? []);
    return;
  }
  const { autolink, raw, text } = token as Tokens.Link;
  if (autolink === true && !raw.startsWith('<')) tokens[index] = { type: 'escape', raw, text };
}

let lexer: BoundedLexer | undefined;

/**
 * Lexes a chunk. Definitions found in it are added to `definitions`; `open` says that its last
 * paragraph is still being written and half-written marks in it are to be read as if finished.
 * Never throws: text that marked cannot read is one plain paragraph.
 */
export function lexChunk(text: string, definitions: Definitions, open: boolean): Token[] {
  lexer ??= new BoundedLexer();
  try {
    return lexer.read(text, definitions, open);
  } catch {
    return [plainParagraph(text)];
  }
}
