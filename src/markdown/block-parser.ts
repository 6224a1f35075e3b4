import { takeDefinitions } from './definitions.js';
import { parseInline } from './inline-parser.js';
import { LineCursor } from './line-cursor.js';
import {
  endsFence,
  fenceStart,
  headingStart,
  itemStart,
  mayBegin,
  ruleLine,
  startsItem,
  underline,
} from './lines.js';
import { parseDelimiterRow, splitRow } from './tables.js';
import type {
  Block,
  Code,
  Definitions,
  Item,
  Leaf,
  List,
  Paragraph,
  Table,
  Target,
} from './tokens.js';

/**
 * Reads one chunk line by line, as CommonMark describes it: each line first continues the quotes and
 * items that are open, then opens new blocks, then is text. Time is linear in the text, since what
 * nests is bounded. It does not know how lines of text are read, nor how anything is shown.
 */

/** How deep quotes and lists nest before their content is plain text. */
export const maximumBlockDepth = 16;
/** How many cells are added in one chunk to rows that have fewer than their table's header. */
export const maximumPadding = 10_000;

/** What a chunk holds. */
export interface Reading {
  readonly blocks: readonly Block[];
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
type Growing = Paragraph | Table | GrowingCode;

interface GrowingCode {
  readonly type: 'lines';
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
  return new BlockParser(source).read(known, open);
}

class BlockParser {
  readonly #source: string;
  readonly #definitions: Definitions = new Map();
  readonly #root: Container = { blocks: [] };
  readonly #containers = [this.#root];
  /** Lines of text, to be read when all definitions are known. */
  readonly #leaves: [Leaf, string][] = [];
  /** The last one of them, if nothing else came after it. */
  #last: Leaf | undefined;
  #growing: Growing | undefined;
  #lines: string[] = [];
  #padding = maximumPadding;

  readonly #line = new LineCursor();
  #lineStart = 0;
  /** How many containers the line is in so far. */
  #depth = 1;
  /** The line may go on with the paragraph that grows. */
  #inText = false;
  /** The line before was blank, and not in a quote. */
  #gap = false;

  constructor(source: string) {
    this.#source = source;
  }

  read(known: Definitions, open: boolean): Reading {
    const source = this.#source;
    while (this.#lineStart < source.length) {
      const found = source.indexOf('\n', this.#lineStart);
      const end = found < 0 ? source.length : found;
      this.#line.start(source.slice(this.#lineStart, end));
      this.#gap = this.#readLine();
      this.#lineStart = end + 1;
    }
    if (this.#growing?.type === 'lines') this.#growing.code.complete = !open;
    this.#close();
    const missing = new Set<string>();
    const find = (label: string): Target | undefined => {
      const target = known.get(label) ?? this.#definitions.get(label);
      if (!target) missing.add(label);
      return target;
    };
    for (const [leaf, text] of this.#leaves) {
      const growing = open && leaf === this.#last;
      // White space behind a word decides that it has ended.
      const ended = growing && /\s$/.test(source) ? `${text}\n` : text;
      leaf.content = parseInline(ended, find, growing);
    }
    return { blocks: this.#root.blocks, definitions: this.#definitions, missing };
  }

  /** Reads a line, and returns whether it leaves a gap. */
  #readLine(): boolean {
    const line = this.#line;
    this.#depth = 1;
    while (this.#enters(this.#containers[this.#depth])) this.#depth += 1;
    const complete = this.#depth === this.#containers.length;
    const growing = this.#growing;
    if (complete && growing?.type === 'lines') {
      const blank = line.rest === '';
      if (this.#extendsCode(growing)) return blank && growing.marker === '';
    }
    let lazy = growing?.type === 'paragraph';
    this.#inText = lazy && complete;
    let opened = false;
    while (line.rest !== '' && this.#depth <= maximumBlockDepth) {
      if (line.indent >= 4 || !mayBegin.test(line.rest)) break;
      const container = this.#opens();
      if (!container) {
        if (this.#addsLeaf()) return false;
        break;
      }
      this.#containers.push(container);
      this.#depth += 1;
      opened = true;
      lazy = this.#inText = false;
    }
    if (line.rest === '') {
      this.#close();
      return (
        !opened && (this.#depth === 1 || this.#containers[this.#depth - 1]?.list !== undefined)
      );
    }
    if (this.#depth > maximumBlockDepth) {
      this.#add({ type: 'paragraph', content: [line.rest] });
    } else if (lazy) {
      if (!this.#startsTable()) this.#lines.push(line.rest);
    } else if (line.indent >= 4) {
      const code: Code = { type: 'code', text: '', info: '', complete: true };
      line.skip(4);
      this.#add(code);
      this.#grow({ type: 'lines', code, marker: '', indent: 4 }, line.remainder);
    } else if (complete && !opened && growing?.type === 'table') {
      this.#addRow(growing);
    } else {
      const paragraph: Paragraph = { type: 'paragraph', content: [] };
      this.#add(paragraph);
      this.#grow(paragraph, line.rest);
    }
    return false;
  }

  /** Whether the line continues this quote or item; goes behind its marks or indent. */
  #enters(container: Container | undefined): boolean {
    if (!container) return false;
    const line = this.#line;
    const blank = line.rest === '';
    if (container.indent !== undefined) {
      if (!blank && line.indent < container.indent) return false;
      line.skip(container.indent);
      return !blank || container.blocks.length > 0;
    }
    const continued = line.indent < 4 && line.rest.startsWith('>');
    if (continued) this.#passQuoteMark();
    return continued;
  }

  #passQuoteMark(): void {
    this.#line.pass(1);
    this.#line.skip(1);
  }

  #extendsCode({ marker, indent }: GrowingCode): boolean {
    const line = this.#line;
    if (marker === '' && line.rest !== '' && line.indent < 4) return false;
    if (marker !== '' && line.indent < 4 && endsFence(line.rest, marker)) this.#close();
    else {
      line.skip(indent);
      this.#lines.push(line.remainder);
    }
    return true;
  }

  /** Opens a quote or an item, if the line does. */
  #opens(): Container | undefined {
    const line = this.#line;
    if (line.rest.startsWith('>')) {
      const blocks: Block[] = [];
      this.#add({ type: 'quote', source: this.#source.slice(this.#lineStart), blocks });
      this.#passQuoteMark();
      return { blocks };
    }
    if (!startsItem(line.rest, this.#inText)) return undefined;
    const [mark = '', number] = itemStart.exec(line.rest) ?? [];
    const list = this.#listFor(mark, number);
    const before = line.indent + mark.length;
    line.pass(mark.length);
    const width = line.rest === '' || line.indent > 4 ? 1 : line.indent;
    line.skip(width);
    const blocks: Block[] = [];
    const item: Item = { blocks, checked: undefined };
    list.items.push(item);
    return { blocks, item, list, indent: before + width };
  }

  /** The list that an item with this mark belongs to. */
  #listFor(mark: string, number: string | undefined): List {
    const marker = mark.slice(-1);
    this.#close();
    const last = this.#innermost.blocks.at(-1);
    if (last?.type === 'list' && last.marker === marker) {
      last.loose ||= this.#gap;
      return last;
    }
    const source = this.#source.slice(this.#lineStart);
    const start = number === undefined ? undefined : Number(number);
    const list: List = { type: 'list', source, marker, start, loose: false, items: [] };
    this.#add(list);
    return list;
  }

  /** Adds a heading, a rule or the start of a fence, if the line is one. */
  #addsLeaf(): boolean {
    const { rest, indent } = this.#line;
    const [marks, { length } = ''] = headingStart.exec(rest) ?? [];
    if (marks !== undefined) {
      this.#addHeading(length, withoutClosing(rest.slice(marks.length)));
      return true;
    }
    const [, marker, info = ''] = fenceStart.exec(rest) ?? [];
    if (marker !== undefined) {
      const code: Code = { type: 'code', text: '', info, complete: true };
      this.#add(code);
      this.#grow({ type: 'lines', code, marker, indent });
      return true;
    }
    if (this.#inText && underline.test(rest)) {
      const text = this.#takeText();
      if (text !== '') {
        this.#growing = undefined;
        this.#innermost.blocks.pop();
        this.#gap = false;
        this.#addHeading(rest.startsWith('=') ? 1 : 2, text);
        return true;
      }
    }
    const rule = ruleLine.test(rest);
    if (rule) this.#add({ type: 'rule' });
    return rule;
  }

  #addHeading(depth: number, text: string): void {
    const heading: Block = { type: 'heading', depth, content: [] };
    this.#add(heading);
    this.#addText(heading, text);
  }

  /** Makes the last line of the paragraph a table's header, if this is the row for below it. */
  #startsTable(): boolean {
    if (!this.#inText || this.#line.indent >= 4) return false;
    const alignments = parseDelimiterRow(this.#line.rest);
    const header = this.#lines.at(-1) ?? '';
    const cells = alignments ? splitRow(header) : [];
    if (!alignments || cells.length !== alignments.length) return false;
    this.#lines.pop();
    const source = `${header}\n${this.#source.slice(this.#lineStart)}`;
    const table: Table = { type: 'table', source, alignments, header: [], rows: [] };
    this.#add(table);
    table.header = this.#cells(cells);
    this.#growing = table;
    return true;
  }

  #addRow(table: Table): void {
    const row = this.#cells(splitRow(this.#line.rest).slice(0, table.header.length));
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

  get #innermost(): Container {
    return this.#containers[this.#containers.length - 1] ?? this.#root;
  }

  /** Adds a block to the innermost container that the line is in. */
  #add(block: Block): void {
    this.#close();
    const { blocks, list } = this.#innermost;
    if (this.#gap && list && blocks.length > 0) list.loose = true;
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

  /** Ends the block that grows, and all containers that the line is not in. */
  #close(): void {
    const growing = this.#growing;
    this.#growing = undefined;
    if (growing?.type === 'lines') {
      if (growing.marker === '') while (this.#lines.at(-1)?.trim() === '') this.#lines.pop();
      growing.code.text = this.#lines.join('\n');
    } else if (growing?.type === 'paragraph') this.#closeParagraph(growing);
    this.#containers.length = this.#depth;
  }

  #closeParagraph(paragraph: Paragraph): void {
    const { blocks, item } = this.#innermost;
    const text = this.#takeText();
    if (text === '') {
      blocks.pop();
      return;
    }
    const [box = '', mark] = (blocks.length === 1 && item && task.exec(text)) || [];
    if (item && mark !== undefined) item.checked = mark !== ' ';
    this.#addText(paragraph, text.slice(box.length));
  }

  /** The lines that have grown, without the definitions at their start. */
  #takeText(): string {
    const text = takeDefinitions(this.#lines.join('\n'), this.#definitions);
    this.#lines = [];
    return text;
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
