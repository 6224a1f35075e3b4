import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { renderCode } from './code-block.js';
import { directionOf } from './direction.js';
import type { Direction } from './direction.js';
import { literal } from './entities.js';
import { plainText } from './plain-text.js';
import { renderCheckbox, renderInline } from './inline.js';
import type { RenderContext } from './options.js';
import type { Alignment, Block, Item, Leaf, List, Quote, Table } from './tokens.js';

/**
 * Turns blocks into templates. The outermost block finds its direction in its text; what is nested in
 * it follows, so that markers and borders stand on one side.
 */

// From here on looking at all of them for each of them takes too long: see direction.ts.
const manyTokens = 500;

/** Blocks in their order. `nested`: inside a quote or an item, which has the direction. */
export function renderBlocks(
  blocks: readonly Block[],
  context: RenderContext,
  nested = false,
): unknown[] {
  return blocks.map((block) => renderBlock(block, context, nested));
}

function renderBlock(block: Block, context: RenderContext, nested: boolean): unknown {
  const text = (leaf: Leaf): unknown[] => renderInline(leaf.content, context);
  switch (block.type) {
    case 'paragraph': {
      const own = nested ? undefined : directionOfText(block);
      return html`<p part="md-paragraph" dir=${ifDefined(own)}>${text(block)}</p>`;
    }
    case 'heading':
      return renderHeading(block.depth, text(block), context);
    case 'code':
      return renderCode(block.text, languageOf(block.info), block.complete, context);
    case 'quote':
      return html`<blockquote part="md-quote" dir=${ifDefined(outermost(block, nested))}>
        ${renderBlocks(block.blocks, context, true)}
      </blockquote>`;
    case 'list': {
      const items = block.items.map((item) => renderItem(item, block.loose, context));
      return renderList(block, items, outermost(block, nested));
    }
    case 'table':
      return renderTable(block, context);
    case 'rule':
      return html`<hr part="md-rule" />`;
  }
}

// A nested `dir="auto"` would also hide its text from the outer one.
function directionOfText({ content }: Leaf): Direction | 'auto' {
  return content.length > manyTokens ? directionOf(plainText(content)) : 'auto';
}

function outermost({ source }: Quote | List, nested: boolean): Direction {
  return nested ? undefined : directionOf(source);
}

/** The first word of a fence's info string. */
export function languageOf(info: string): string {
  const [word = ''] = /^\S*/.exec(info.trim()) ?? [];
  return literal(word);
}

function renderHeading(depth: number, content: unknown[], context: RenderContext): TemplateResult {
  const part = `md-heading md-h${depth}`;
  const below = Math.max(0, depth - context.topHeading);
  switch (Math.min(6, context.headingLevel + below)) {
    case 1:
      return html`<h1 part=${part} dir="auto">${content}</h1>`;
    case 2:
      return html`<h2 part=${part} dir="auto">${content}</h2>`;
    case 3:
      return html`<h3 part=${part} dir="auto">${content}</h3>`;
    case 4:
      return html`<h4 part=${part} dir="auto">${content}</h4>`;
    case 5:
      return html`<h5 part=${part} dir="auto">${content}</h5>`;
    default:
      return html`<h6 part=${part} dir="auto">${content}</h6>`;
  }
}

/** A list around items that are templates already. */
export function renderList(list: List, items: unknown, dir: Direction): TemplateResult {
  if (list.start === undefined)
    return html`<ul part="md-list" dir=${ifDefined(dir)}>
      ${items}
    </ul>`;
  return html`<ol
    part="md-list"
    dir=${ifDefined(dir)}
    start=${list.start === 1 ? nothing : list.start}
  >
    ${items}
  </ol>`;
}

/** One item. A loose item has its text in paragraphs, as every item of its list. */
export function renderItem(item: Item, loose: boolean, context: RenderContext): TemplateResult {
  const { checked } = item;
  const task = checked !== undefined;
  const content = item.blocks.map((block, index) => {
    if (block.type !== 'paragraph') return renderBlock(block, context, true);
    const text: unknown[] = renderInline(block.content, context);
    // The box is the beginning of the text.
    if (task && index === 0) text.unshift(renderCheckbox(checked, context));
    return loose ? html`<p part="md-paragraph">${text}</p>` : text;
  });
  return html`<li part=${task ? 'md-item md-task-item' : 'md-item'}>${content}</li>`;
}

function renderTable(table: Table, context: RenderContext): TemplateResult {
  const content = (cell: Leaf): unknown[] => renderInline(cell.content, context);
  const align = (column: number): Exclude<Alignment, undefined> | typeof nothing =>
    table.alignments[column] ?? nothing;
  const header = table.header.map(
    (cell, column) =>
      html`<th part="md-cell md-header-cell" scope="col" data-align=${align(column)}>
        ${content(cell)}
      </th>`,
  );
  const rows = table.rows.map(
    (row) =>
      html`<tr part="md-row">
        ${row.map(
          (cell, column) =>
            html`<td part="md-cell" data-align=${align(column)}>${content(cell)}</td>`,
        )}
      </tr>`,
  );
  return html`<div
    part="md-table-scroll"
    tabindex="0"
    role="region"
    aria-label=${context.strings.table}
  >
    <table part="md-table" dir=${ifDefined(directionOf(table.source))}>
      <thead>
        <tr part="md-row">
          ${header}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
