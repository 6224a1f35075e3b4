/**
 * A document cut at its headings into sections of whole Markdown blocks. It does not know which
 * section answers what.
 */
import { Marked, type Token, type Tokens } from 'marked';
import { resolveLink, type Document } from './documents.js';

/** A block that can stand in an answer: a paragraph, a list, a table, a piece of code. */
export interface Block {
  readonly markdown: string;
  readonly isCode: boolean;
}

/** A heading and what stands under it, up to the next heading. */
export interface Section {
  readonly id: string;
  readonly heading: string;
  /** The document's title. */
  readonly title: string;
  /** The headings above this one, the document's title first. */
  readonly trail: readonly string[];
  readonly url: string;
  readonly blocks: readonly Block[];
  /** What is searched: the blocks without their markup. */
  readonly text: string;
  /** Whether it is about how the project is made, rather than how it is used. */
  readonly internal: boolean;
}

const marked = new Marked({ gfm: true });

/** Markdown into tokens, with links and code recognised. */
export function tokensOf(source: string): Token[] {
  return marked.lexer(source);
}

/** Names the headings of one document the way GitHub does; the same heading again gets a number. */
export class Anchors {
  readonly #used = new Map<string, number>();

  next(heading: string): string {
    const name = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    const times = this.#used.get(name) ?? 0;
    this.#used.set(name, times + 1);
    return times === 0 ? name : `${name}-${times}`;
  }
}

/** What a person reads of a token, without its markup. */
export function plainText(token: Token): string {
  if (token.type === 'html' || token.type === 'def') return '';
  if (token.type === 'br') return ' ';
  if (token.type === 'list') {
    return (token as Tokens.List).items.map((item) => plainText(item)).join('\n');
  }
  if (token.type === 'table') {
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows]
      .map((row) => row.map((cell) => cell.tokens.map(plainText).join('')).join(' '))
      .join('\n');
  }
  if ('tokens' in token && token.tokens !== undefined) return token.tokens.map(plainText).join('');
  return 'text' in token && typeof token.text === 'string' ? token.text : '';
}

/** Cuts a document into its sections. */
export function sectionsOf(document: Document, documents: readonly Document[]): Section[] {
  const sections: Section[] = [];
  const anchors = new Anchors();
  const path: { depth: number; heading: string }[] = [];
  const tokens = tokensOf(document.source);
  const first = tokens.find((token) => token.type === 'heading');
  const title = first === undefined ? document.path : plainText(first).trim();
  let open = { heading: title, anchor: '', trail: [] as string[], blocks: [] as Token[] };
  const close = () => {
    const { heading, anchor, trail, blocks } = open;
    if (anchor === '' && blocks.length === 0) return;
    sections.push({
      id: `${document.url}#${anchor}`,
      heading,
      title,
      trail,
      url: anchor === '' ? document.url : `${document.url}#${anchor}`,
      blocks: blocks.map((block) => ({
        markdown: portable(block, document, documents),
        isCode: block.type === 'code',
      })),
      text: blocks.map(plainText).join('\n'),
      internal: document.path.startsWith('docs/decisions/'),
    });
  };
  for (const token of tokens) {
    if (token.type === 'heading') {
      close();
      const heading = plainText(token).trim();
      const depth = (token as Tokens.Heading).depth;
      while ((path.at(-1)?.depth ?? 0) >= depth) path.pop();
      const trail = path.map((step) => step.heading);
      path.push({ depth, heading });
      open = { heading, anchor: anchors.next(heading), trail, blocks: [] };
    } else if (!['space', 'hr', 'html', 'def'].includes(token.type)) {
      open.blocks.push(token);
    }
  }
  close();
  return sections;
}

/** A block's Markdown that still works away from its document: whole links, no HTML, no pictures. */
function portable(block: Token, document: Document, documents: readonly Document[]): string {
  let markdown = block.raw;
  if (block.type === 'code') return markdown.trimEnd();
  void marked.walkTokens([block], (token) => {
    if (token.type === 'html') markdown = markdown.replace(token.raw, '');
    if (token.type === 'image') markdown = markdown.replace(token.raw, () => plainText(token));
    if (token.type === 'link') {
      const { href, text, raw } = token as Tokens.Link;
      const address = resolveLink(href, document, documents);
      markdown = markdown.replace(raw, () =>
        address === undefined ? text : `[${text}](${address})`,
      );
    }
  });
  return markdown.trim();
}
