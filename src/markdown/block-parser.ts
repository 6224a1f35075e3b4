import { parseInline } from './inline-parser.js';
import {
  endsFence,
  fenceStart,
  headingStart,
  itemStart,
  ruleLine,
  mayBegin,
  skipSpace,
  startsItem,
  underline,
} from './lines.js';
import { definitionEnd, labelPattern, matchAt, normalizedLabel, readTarget } from './targets.js';
import { parseDelimiterRow, splitRow } from './tables.js';
import type { Block, Code, Definitions, Item, Leaf, List, Table } from './tokens.js';

/**
 * Reads one chunk line by line, as CommonMark describes it: each line first continues the quotes and
 * items that are open, then opens new blocks, then is text. Time is linear in the text, since what
 * nests is bounded. It does not know how lines of text are read, nor how anything is shown.
 */

/** How deep quotes and lists nest before their content is plain text. */
export const maximumBlockDepth = 16;

/** How many cells are added to rows that have fewer than their table's header. */
const maximumPadding = 10_000;

/** What a chunk holds. */
export interface Reading {
  readonly blocks: readonly Block[];
  /** The definitions in it that were not known. */
  readonly definitions: Definitions;
  /** Labels that would be links if they were defined. */
  readonly missing: ReadonlySet<string>;
}

/** A quote or an item that is open, or the chunk itself. */
interface Container {
  readonly blocks: Block[];
  /** An item, its list, and the columns its content is indented by. */
  readonly item?: Item;
  readonly list?: List;
  readonly indent?: number;
}

/** A block of lines that is still growing. */
type Growing =
  { readonly type: 'paragraph' } | { readonly type: 'table'; readonly table: Table } | GrowingCode;

interface GrowingCode {
  readonly type: 'code';
  readonly code: Code;
  /** A fence's opening run; empty for an indented block. */
  readonly marker: string;
  readonly indent: number;
}

const task = /^\[([ xX])\]\s+(?=\S)/;

/**
 * Reads a chunk. `known` are the definitions of the rest of the text; `open` says that its last
 * line of text is still being written.
 */
export function parseBlocks(source: string, known: Definitions, open: boolean): Reading {
  return new BlockParser(source, known).read(open);
}

class BlockParser {
  readonly #source: string;
  readonly #known: Definitions;
  readonly #definitions: Definitions = new Map();
  readonly #missing = new Set<string>();
  readonly #containers: [Container, ...Container[]] = [{ blocks: [] }];
  /** Lines of text, to be read when all definitions are known. */
  readonly #leaves: [Leaf, string][] = [];
  /** The last one of them, if nothing else came after it. */
  #last: Leaf | undefined;
  #growing: Growing | undefined;
  #lines: string[] = [];
  /** A blank line came before, and not in a quote. */
  #gap = false;
  #padding = maximumPadding;

  #line = '';
  #lineStart = 0;
  #position = 0;
  #column = 0;
  /** Of the first character that is no white space: its place, and the columns before it. */
  #next = 0;
  #indent = 0;

  constructor(source: string, known: Definitions) {
    this.#source = source;
    this.#known = known;
  }

  read(open: boolean): Reading {
    const source = this.#source;
    for (let end = 0; this.#lineStart < source.length; this.#lineStart = end + 1) {
      end = source.indexOf('\n', this.#lineStart);
      if (end < 0) end = source.length;
      this.#line = source.slice(this.#lineStart, end);
      this.#position = this.#column = 0;
      this.#readLine();
    }
    this.#closeTo(0);
    const find = (label: string) => this.#find(label);
    for (const [leaf, text] of this.#leaves) {
      const growing = open && leaf === this.#last;
      // White space behind a word decides that it has ended.
      const ended = growing && /\s$/.test(source) ? `${text}\n` : text;
      leaf.content = parseInline(ended, find, growing);
    }
    const [{ blocks }] = this.#containers;
    return { blocks, definitions: this.#definitions, missing: this.#missing };
  }

  #find(label: string): ReturnType<Definitions['get']> {
    const target = this.#known.get(label) ?? this.#definitions.get(label);
    if (!target) this.#missing.add(label);
    return target;
  }

  #readLine(): void {
    let depth = 1;
    this.#measure();
    while (this.#enters(this.#containers[depth])) depth += 1;
    const complete = depth === this.#containers.length;
    const growing = complete ? this.#growing : undefined;
    const gap = this.#gap;
    this.#gap = false;
    if (growing?.type === 'code' && this.#extendsCode(growing)) return;
    let inText = complete && this.#growing?.type === 'paragraph';
    let lazy = this.#growing?.type === 'paragraph';
    for (let opened = false; ; opened = true) {
      const rest = this.#line.slice(this.#next);
      if (rest === '') {
        this.#closeTo(depth);
        const { list } = this.#containers[depth - 1] ?? {};
        this.#gap = !opened && (depth === 1 || list !== undefined);
        return;
      }
      if (depth > maximumBlockDepth) {
        this.#closeTo(depth);
        this.#add({ type: 'paragraph', content: [rest] }, gap);
        return;
      }
      const indented = this.#indent >= 4;
      if (indented && !lazy) {
        this.#closeTo(depth);
        this.#skip(4);
        const code: Code = { type: 'code', text: '', info: '' };
        this.#add(code, gap);
        this.#grow({ type: 'code', code, marker: '', indent: 4 }, this.#line.slice(this.#position));
        return;
      }
      const marked = !indented && mayBegin.test(rest);
      const container = marked ? this.#opens(rest, inText, depth, gap) : undefined;
      if (container) {
        this.#containers.push(container);
        depth += 1;
        inText = lazy = false;
        continue;
      }
      if (marked && this.#addsLeaf(rest, inText, depth, gap)) return;
      if (growing?.type === 'table' && growing === this.#growing) {
        this.#addRow(growing.table, rest);
      } else if (lazy) {
        if (!inText || indented || !this.#startsTable(rest)) this.#lines.push(rest);
      } else {
        this.#closeTo(depth);
        this.#add({ type: 'paragraph', content: [] }, gap);
        this.#grow({ type: 'paragraph' }, rest);
      }
      return;
    }
  }

  /** Finds the next character that is no white space. */
  #measure(): void {
    const { next, column } = skipSpace(this.#line, this.#position, this.#column);
    this.#next = next;
    this.#indent = column - this.#column;
  }

  /** Goes on by so many columns of white space; a tab that is only partly taken becomes spaces. */
  #skip(columns: number): void {
    const end = this.#column + columns;
    while (this.#column < end && this.#position < this.#next) {
      const tab = this.#line.charAt(this.#position) === '\t';
      const width = tab ? 4 - (this.#column % 4) : 1;
      if (this.#column + width > end) {
        this.#line = ' '.repeat(width) + this.#line.slice(this.#position + 1);
        this.#position = 0;
        this.#next = this.#line.length;
        continue;
      }
      this.#column += width;
      this.#position += 1;
    }
    this.#measure();
  }

  /** Goes behind a mark of so many characters. */
  #pass(length: number): void {
    this.#position = this.#next + length;
    this.#column += this.#indent + length;
    this.#measure();
  }

  /** Whether the line continues this quote or item; goes behind its marks or indent. */
  #enters(container: Container | undefined): boolean {
    if (!container) return false;
    const { indent, blocks } = container;
    const blank = this.#next === this.#line.length;
    if (indent === undefined) {
      if (blank || this.#indent >= 4 || this.#line.charAt(this.#next) !== '>') return false;
      this.#pass(1);
      this.#skip(1);
      return true;
    }
    if (!blank && this.#indent < indent) return false;
    this.#skip(indent);
    return !blank || blocks.length > 0;
  }

  #extendsCode({ marker, indent }: GrowingCode): boolean {
    const rest = this.#line.slice(this.#next);
    if (marker === '') {
      if (rest !== '' && this.#indent < 4) return false;
      this.#gap = rest === '';
    } else if (this.#indent < 4 && endsFence(rest, marker)) {
      this.#close();
      return true;
    }
    this.#skip(indent);
    this.#lines.push(this.#line.slice(this.#position));
    return true;
  }

  /** Opens a quote or an item, if the line does. */
  #opens(rest: string, inText: boolean, depth: number, gap: boolean): Container | undefined {
    const source = (): string => this.#source.slice(this.#lineStart);
    if (rest.startsWith('>')) {
      this.#closeTo(depth);
      this.#pass(1);
      this.#skip(1);
      const blocks: Block[] = [];
      this.#add({ type: 'quote', source: source(), blocks }, gap);
      return { blocks };
    }
    const [mark, number] = (startsItem(rest, inText) && itemStart.exec(rest)) || [];
    if (mark === undefined) return undefined;
    this.#closeTo(depth);
    const before = this.#indent + mark.length;
    this.#pass(mark.length);
    const empty = this.#next === this.#line.length;
    const width = empty || this.#indent > 4 ? 1 : this.#indent;
    this.#skip(width);
    const marker = mark.slice(-1);
    const { blocks } = this.#containers[depth - 1] ?? this.#containers[0];
    let list = blocks.at(-1);
    if (list?.type !== 'list' || list.marker !== marker) {
      const start = number === undefined ? undefined : Number(number);
      list = { type: 'list', source: source(), marker, start, loose: false, items: [] };
      this.#add(list, gap);
    } else if (gap) list.loose = true;
    const item: Item = { blocks: [], checked: undefined };
    list.items.push(item);
    return { blocks: item.blocks as Block[], item, list, indent: before + width };
  }

  /** Adds a heading, a rule or the start of a fence, if the line is one. */
  #addsLeaf(rest: string, inText: boolean, depth: number, gap: boolean): boolean {
    const heading = headingStart.exec(rest);
    if (heading) {
      const [marks, { length }] = [heading[0], heading[1] ?? ''];
      this.#closeTo(depth);
      this.#addHeading(length, withoutClosing(rest.slice(marks.length)), gap);
      return true;
    }
    const fence = fenceStart.exec(rest);
    if (fence) {
      const [, marker = '', info = ''] = fence;
      this.#closeTo(depth);
      const code: Code = { type: 'code', text: '', info };
      this.#add(code, gap);
      this.#grow({ type: 'code', code, marker, indent: this.#indent });
      return true;
    }
    if (inText && underline.test(rest)) {
      const text = this.#withoutDefinitions();
      if (text === '') this.#lines = [];
      else {
        this.#growing = undefined;
        this.#containers.at(-1)?.blocks.pop();
        this.#addHeading(rest.startsWith('=') ? 1 : 2, text, false);
        return true;
      }
    }
    if (!ruleLine.test(rest)) return false;
    this.#closeTo(depth);
    this.#add({ type: 'rule' }, gap);
    return true;
  }

  #addHeading(depth: number, text: string, gap: boolean): void {
    const heading: Block = { type: 'heading', depth, content: [] };
    this.#add(heading, gap);
    this.#addText(heading, text);
  }

  /** Makes the last line of the paragraph a table's header, if this is the row for below it. */
  #startsTable(rest: string): boolean {
    const alignments = parseDelimiterRow(rest);
    const header = this.#lines.at(-1) ?? '';
    const cells = splitRow(header);
    if (cells.length !== alignments?.length) return false;
    this.#lines.pop();
    this.#close();
    const source = `${header}\n${this.#source.slice(this.#lineStart)}`;
    const table: Table = {
      type: 'table',
      source,
      alignments,
      header: this.#cells(cells),
      rows: [],
    };
    this.#add(table, false);
    this.#growing = { type: 'table', table };
    return true;
  }

  #addRow(table: Table, rest: string): void {
    const row = this.#cells(splitRow(rest).slice(0, table.header.length));
    // A wide header above many short rows would make cells by the square of the text.
    while (row.length < table.header.length && this.#padding-- > 0) row.push({ content: [] });
    table.rows.push(row);
  }

  #cells(texts: readonly string[]): Leaf[] {
    return texts.map((text) => {
      const cell: Leaf = { content: [] };
      if (text !== '') this.#addText(cell, text);
      return cell;
    });
  }

  /** Adds a block to the innermost container. */
  #add(block: Block, gap: boolean): void {
    const { blocks, list } = this.#containers[this.#containers.length - 1] ?? this.#containers[0];
    if (gap && list && blocks.length > 0) list.loose = true;
    blocks.push(block);
    this.#last = undefined;
  }

  #addText(leaf: Leaf, text: string): void {
    this.#leaves.push([leaf, text]);
    this.#last = leaf;
  }

  #grow(growing: Growing, ...lines: string[]): void {
    this.#growing = growing;
    this.#lines = lines;
  }

  /** Ends the block that grows, and all containers from this depth on. */
  #closeTo(depth: number): void {
    this.#close();
    if (depth > 0) this.#containers.length = depth;
  }

  #close(): void {
    const growing = this.#growing;
    this.#growing = undefined;
    if (growing?.type === 'code') {
      if (growing.marker === '') while (this.#lines.at(-1)?.trim() === '') this.#lines.pop();
      growing.code.text = this.#lines.join('\n');
    } else if (growing?.type === 'paragraph') this.#closeParagraph();
  }

  #closeParagraph(): void {
    const { blocks, item } = this.#containers[this.#containers.length - 1] ?? this.#containers[0];
    let text = this.#withoutDefinitions();
    const paragraph = blocks.at(-1);
    if (text === '' || paragraph?.type !== 'paragraph') {
      blocks.pop();
      return;
    }
    const [box, mark] = (blocks.length === 1 && item && task.exec(text)) || [];
    if (item && box !== undefined) {
      item.checked = mark !== ' ';
      text = text.slice(box.length);
    }
    this.#addText(paragraph, text);
  }

  /** The text of the paragraph, once its definitions are taken from its start. */
  #withoutDefinitions(): string {
    const text = this.#lines.join('\n');
    let position = 0;
    while (text.charAt(position) === '[') {
      const [whole, name = ''] = matchAt(labelPattern, text, position) ?? [];
      const start = position + (whole?.length ?? 0);
      const label = normalizedLabel(name);
      if (label === '' || text.charAt(start) !== ':') break;
      const target = readTarget(text, start + 1, definitionEnd);
      if (!target || (target.href === '' && !/^:\s*<>/.test(text.slice(start)))) break;
      if (!this.#known.has(label) && !this.#definitions.has(label)) {
        this.#definitions.set(label, target);
      }
      position = target.end;
    }
    return text.slice(position).trim();
  }
}

/** A heading's text without the marks that may close it. */
function withoutClosing(text: string): string {
  const trimmed = text.trimEnd();
  let end = trimmed.length;
  while (trimmed.charAt(end - 1) === '#') end -= 1;
  const closed = end === 0 || /[ \t]/.test(trimmed.charAt(end - 1));
  return closed ? trimmed.slice(0, end).trimEnd() : trimmed;
}
