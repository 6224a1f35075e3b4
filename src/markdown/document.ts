import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { parseBlocks } from './block-parser.js';
import type { Reading } from './block-parser.js';
import { languageOf, renderBlocks, renderItem, renderList } from './blocks.js';
import { renderCode } from './code-block.js';
import { directionOf } from './direction.js';
import type { Direction } from './direction.js';
import { renderContext } from './options.js';
import type { MarkdownOptions, RenderContext } from './options.js';
import { ChunkReader } from './reader.js';
import type { Chunk } from './reader.js';
import { nextRevision, Sequence } from './sequence.js';
import type { Entry } from './sequence.js';
import type { Block, Definitions, List as ListBlock } from './tokens.js';

/**
 * One message's Markdown: keeps a block for each closed chunk and makes the blocks of the open tail
 * anew. It holds the message's link definitions, since one at the end reaches links at the start. It
 * does not know how a block is cut, read or shown.
 */

/** A chunk with its DOM: a block, or an item of a list. Its blocks are let go once rendered. */
class Piece implements Entry {
  readonly key: number;
  revision = nextRevision();
  readonly chunk: Chunk;
  blocks: readonly Block[] | undefined;
  /** Labels in it that would be links if they were defined. */
  readonly missing: ReadonlySet<string>;
  readonly #render: (piece: Piece) => TemplateResult;

  constructor(chunk: Chunk, reading: Reading, render: (piece: Piece) => TemplateResult) {
    this.key = chunk.start;
    this.chunk = chunk;
    this.blocks = reading.blocks;
    this.missing = reading.missing;
    this.#render = render;
  }

  content(): TemplateResult {
    return this.#render(this);
  }
}

/** A list whose items are pieces of their own. */
class List implements Entry {
  readonly key: number;
  revision = nextRevision();
  readonly items = new Sequence<Piece>();
  /** For each item: whether the list is loose up to it. */
  readonly #loose: boolean[] = [];
  readonly #list: ListBlock;
  #shownLoose = false;
  #direction: Direction;

  constructor(key: number, list: ListBlock) {
    this.key = key;
    this.#list = list;
  }

  get loose(): boolean {
    return this.#loose.at(-1) ?? false;
  }

  add(item: Piece, { source, loose }: ListBlock): void {
    this.#direction ??= directionOf(source);
    this.#loose.push(loose || this.loose || (this.items.last?.chunk.gap ?? false));
    this.items.push(item);
  }

  removeLast(): void {
    this.#loose.pop();
    this.items.pop();
  }

  content(): TemplateResult {
    if (this.loose !== this.#shownLoose) this.items.touch(() => true);
    this.#shownLoose = this.loose;
    return renderList(this.#list, this.items.render(), this.#direction);
  }
}

/**
 * The Markdown of one message. Call `update` with the whole text, as often as once a frame, and put
 * the result into a template: it renders again only what the new text changed.
 */
export class MarkdownDocument {
  readonly #reader = new ChunkReader();
  readonly #blocks = new Sequence<Piece | List>();
  #text = '';
  #streaming = false;
  #context: RenderContext = renderContext({ streaming: false });
  readonly #definitions: Definitions = new Map();
  /** Chunks that hold a definition, closed or in the tail. */
  readonly #defining = new Set<Chunk>();
  /** The depth of the first heading in each chunk that has one, in their order. */
  readonly #headings = new Map<Chunk, number>();
  #closedPieces: Chunk[] = [];
  #tailPieces: Chunk[] = [];

  /** The message as a template. Text that does not start with the previous text is read again. */
  update(text: string, options: MarkdownOptions): TemplateResult {
    this.#setContext(renderContext(options, this.#topHeading(), this.#context));
    if (text !== this.#text || options.streaming !== this.#streaming) {
      this.#text = text;
      this.#streaming = options.streaming;
      this.#read();
      this.#setContext(renderContext(options, this.#topHeading(), this.#context));
    }
    return html`${this.#blocks.render()}`;
  }

  #setContext(context: RenderContext): void {
    if (context === this.#context) return;
    this.#context = context;
    this.#refresh(() => true);
  }

  /** The message's first heading is its outermost, however deep it is written. */
  #topHeading(): number {
    const [first = 1] = this.#headings.values();
    return first;
  }

  #read(): void {
    let kept = this.#reader.read(this.#text, this.#streaming);
    const { closed, tail } = this.#reader;
    const dropped = [...this.#closedPieces.slice(kept), ...this.#tailPieces];
    // A definition that is gone may have made links anywhere.
    if (dropped.some((chunk) => this.#defining.has(chunk))) {
      kept = 0;
      this.#definitions.clear();
      this.#defining.clear();
    }
    for (const chunk of dropped) this.#headings.delete(chunk);
    const removed = this.#closedPieces.length - kept + this.#tailPieces.length;
    for (let count = 0; count < removed; count += 1) this.#removeLast();
    this.#closedPieces.length = kept;
    for (const chunk of closed.slice(kept)) this.#closedPieces.push(this.#add(chunk));
    this.#tailPieces = tail.map((chunk) => this.#add(chunk));
  }

  #add(chunk: Chunk): Chunk {
    const reading = this.#parse(chunk);
    const { blocks } = reading;
    const heading = blocks.find((block) => block.type === 'heading');
    if (heading) this.#headings.set(chunk, heading.depth);
    this.#define(chunk, reading.definitions);
    const list = chunk.kind === 'item' ? onlyList(blocks) : undefined;
    if (list === undefined) {
      this.#blocks.push(new Piece(chunk, reading, (piece) => this.#renderBlock(piece)));
      return chunk;
    }
    const last = this.#blocks.last;
    const parent = chunk.joins && last instanceof List ? last : new List(chunk.start, list);
    parent.add(new Piece(chunk, reading, (piece) => this.#renderItem(piece, parent)), list);
    if (parent === last) this.#blocks.touchLast();
    else this.#blocks.push(parent);
    return chunk;
  }

  #removeLast(): void {
    const last = this.#blocks.last;
    if (last instanceof List) {
      last.removeLast();
      if (last.items.last) {
        this.#blocks.touchLast();
        return;
      }
    }
    this.#blocks.pop();
  }

  #textOf(chunk: Chunk): string {
    return ownCopy(this.#text.slice(chunk.start, chunk.end)).replace(/\r\n?/g, '\n');
  }

  #parse(chunk: Chunk): Reading {
    // A fence is shown as it comes, without being read.
    const text = chunk.kind === 'fence' ? '' : this.#textOf(chunk);
    return parseBlocks(text, this.#definitions, chunk.open);
  }

  /** Makes links of what waits for these definitions. */
  #define(chunk: Chunk, definitions: Definitions): void {
    // What is not decided may still change; the chunk's own links have seen it.
    if (definitions.size === 0 || chunk.decided === Infinity) return;
    const labels = [...definitions.keys()].filter((label) => !this.#definitions.has(label));
    if (labels.length === 0) return;
    this.#defining.add(chunk);
    for (const [label, target] of definitions) {
      if (!this.#definitions.has(label)) this.#definitions.set(label, target);
    }
    this.#refresh(({ missing }) => missing.size > 0 && labels.some((label) => missing.has(label)));
  }

  /** Reads and renders again the pieces for which `stale` is true. */
  #refresh(stale: (piece: Piece) => boolean): void {
    const touch = (piece: Piece): boolean => {
      if (!stale(piece)) return false;
      piece.blocks = undefined;
      return true;
    };
    this.#blocks.touch((block) =>
      block instanceof List ? block.items.touch(touch) : touch(block),
    );
  }

  #blocksOf(piece: Piece): readonly Block[] {
    const blocks = piece.blocks ?? this.#parse(piece.chunk).blocks;
    piece.blocks = undefined;
    return blocks;
  }

  #renderBlock(piece: Piece): TemplateResult {
    const { chunk } = piece;
    if (chunk.kind === 'fence') return this.#renderFence(chunk);
    return html`${renderBlocks(this.#blocksOf(piece), this.#context)}`;
  }

  #renderItem(piece: Piece, list: List): TemplateResult {
    const item = onlyList(this.#blocksOf(piece))?.items[0];
    return item ? renderItem(item, list.loose, this.#context) : html``;
  }

  #renderFence(chunk: Chunk): TemplateResult {
    const text = this.#textOf({ ...chunk, end: chunk.closing ?? chunk.end });
    const [opening = ''] = text.split('\n', 1);
    const [, indent = '', info = ''] = /^( *)(?:`+|~+)(.*)$/.exec(opening) ?? [];
    let code = text.slice(opening.length + 1).replace(/\n$/, '');
    if (indent !== '') code = code.replace(new RegExp(`^ {1,${indent.length}}`, 'gm'), '');
    return renderCode(code, languageOf(info), !chunk.open, this.#context);
  }
}

/**
 * The same text in memory of its own. A slice holds on to the whole of what it was cut from, so each
 * piece on screen would keep the answer as it was when that piece was written.
 */
function ownCopy(text: string): string {
  // Joined to something it is written anew; what is cut from that holds no more than that.
  return ` ${text}`.slice(1);
}

/** The list, if these blocks are nothing but one item of it. */
function onlyList(blocks: readonly Block[]): ListBlock | undefined {
  const [list] = blocks;
  return blocks.length === 1 && list?.type === 'list' && list.items.length === 1 ? list : undefined;
}
