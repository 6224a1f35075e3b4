import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Token, Tokens } from 'marked';
import { renderCode } from './code-block.js';
import { directionOf } from './direction.js';
import type { Direction } from './direction.js';
import { decodeEntities } from './entities.js';
import { renderInline } from './inline.js';
import type { RenderContext } from './options.js';

/**
 * Turns marked's block tokens into templates. The outermost block finds its direction in its text;
 * what is nested in it follows, so that markers and borders stand on one side.
 */

/** Blocks in their order. `nested`: inside a quote or an item, which has the direction. */
export function renderBlocks(
  tokens: readonly Token[],
  context: RenderContext,
  nested = false,
): unknown[] {
  return tokens.map((token) => renderBlock(token as Tokens.Generic, context, nested));
}

function renderBlock(token: Tokens.Generic, context: RenderContext, nested: boolean): unknown {
  const inline = (): unknown[] => renderInline(token.tokens ?? [], context);
  // A nested `dir="auto"` would also hide its text from the outer one.
  const own = nested ? undefined : 'auto';
  switch (token.type) {
    case 'paragraph':
      return html`<p part="md-paragraph" dir=${ifDefined(own)}>${inline()}</p>`;
    case 'heading':
      return renderHeading((token as Tokens.Heading).depth, inline(), context);
    case 'code': {
      const { raw, text, lang } = token as Tokens.Code;
      const language = languageOf(lang ?? '');
      return renderCode(text.replace(/\n$/, ''), language, isFenceClosed(raw), context);
    }
    case 'blockquote':
      return html`<blockquote part="md-quote" dir=${ifDefined(outermost(token, nested))}>
        ${renderBlocks(token.tokens ?? [], context, true)}
      </blockquote>`;
    case 'list': {
      const list = token as Tokens.List;
      const items = list.items.map((item) => renderItem(item, list.loose, context));
      return renderList(list, items, outermost(token, nested));
    }
    case 'table':
      return renderTable(token as Tokens.Table, context);
    case 'hr':
      return html`<hr part="md-rule" />`;
    case 'text':
      return inline();
    default:
      return nothing;
  }
}

function outermost(token: Tokens.Generic, nested: boolean): Direction {
  return nested ? undefined : directionOf(token.raw);
}

/** The first word of a fence's info string. */
export function languageOf(info: string): string {
  const [word = ''] = /^\S*/.exec(info.trim()) ?? [];
  return decodeEntities(word.replace(/\\([!-/:-@[-`{-~])/g, '$1'));
}

/** True if the last line of a fence is as long a fence as its first. */
function isFenceClosed(raw: string): boolean {
  const [, fence] = /^ {0,3}(`{3,}|~{3,})/.exec(raw) ?? [];
  const [, end] = /\n {0,3}(`{3,}|~{3,})[ \t]*\n?$/.exec(raw) ?? [];
  return fence !== undefined && end?.startsWith(fence) === true;
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
export function renderList(list: Tokens.List, items: unknown, dir: Direction): TemplateResult {
  if (!list.ordered)
    return html`<ul part="md-list" dir=${ifDefined(dir)}>
      ${items}
    </ul>`;
  const start = list.start === 1 || list.start === '' ? nothing : list.start;
  return html`<ol part="md-list" dir=${ifDefined(dir)} start=${start}>
    ${items}
  </ol>`;
}

/** One item. A loose item has its text in paragraphs, as every item of its list. */
export function renderItem(
  item: Tokens.ListItem,
  loose: boolean,
  context: RenderContext,
): TemplateResult {
  const task = item.checked !== undefined;
  let tokens: readonly Token[] = task ? withCheckboxFirst(item) : item.tokens;
  if (loose) {
    tokens = tokens.map((token) =>
      token.type === 'text' ? { ...token, type: 'paragraph' } : token,
    );
  }
  const part = task ? 'md-item md-task-item' : 'md-item';
  return html`<li part=${part}>${renderBlocks(tokens, context, true)}</li>`;
}

/** marked puts the box before the text of a tight item; here it is always the text's beginning. */
function withCheckboxFirst(item: Tokens.ListItem): Token[] {
  const [first, ...rest] = item.tokens;
  const text = rest[0] as Tokens.Text | undefined;
  if (first?.type !== 'checkbox' || text?.tokens === undefined) return item.tokens;
  return [{ ...text, tokens: [first, ...text.tokens] }, ...rest.slice(1)];
}

function renderTable(table: Tokens.Table, context: RenderContext): TemplateResult {
  const content = (cell: Tokens.TableCell): unknown[] => renderInline(cell.tokens, context);
  const align = (cell: Tokens.TableCell) => cell.align ?? nothing;
  const header = table.header.map(
    (cell) =>
      html`<th part="md-cell md-header-cell" scope="col" data-align=${align(cell)}>
        ${content(cell)}
      </th>`,
  );
  const rows = table.rows.map(
    (row) =>
      html`<tr part="md-row">
        ${row.map(
          (cell) => html`<td part="md-cell" data-align=${align(cell)}>${content(cell)}</td>`,
        )}
      </tr>`,
  );
  return html`<div
    part="md-table-scroll"
    tabindex="0"
    role="region"
    aria-label=${context.strings.table}
  >
    <table part="md-table" dir=${ifDefined(directionOf(table.raw))}>
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
