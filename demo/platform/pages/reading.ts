/**
 * The documentation as plain pages, so that an answer's source links open something. Everything in
 * a document is text or Markdown: HTML in it is shown, never run.
 */
import { Marked, type Tokens } from 'marked';
import { resolveLink, type Document } from '../answers/documents.js';
import { Anchors, plainText, tokensOf } from '../answers/sections.js';
import { escaped } from './escaped.js';

/** The pages' stylesheet. */
export const STYLE = `:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { max-width: 46rem; margin-inline: auto; padding: 1.5rem 1rem 4rem; overflow-wrap: break-word; }
pre, th, td { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
pre { overflow-x: auto; padding: 0.75rem 1rem; border-radius: 0.5rem; }
code { font-family: ui-monospace, monospace; font-size: 0.9em; }
table { display: block; overflow-x: auto; border-collapse: collapse; }
th, td { padding: 0.35rem 0.6rem; text-align: start; vertical-align: top; }
img { max-width: 100%; }
:target { background: color-mix(in srgb, Highlight 25%, transparent); }
`;

/** One document as a page; its headings have the anchors that sources link to. */
export function documentPage(document: Document, documents: readonly Document[]): string {
  const addressOf = (href: string) => resolveLink(href, document, documents);
  const marked = new Marked({
    gfm: true,
    renderer: {
      // Comments are marks for tools, not for readers.
      html: ({ text }) => (/^<!--[\s\S]*-->\s*$/.test(text) ? '' : escaped(text)),
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const address = addressOf(href);
        return address === undefined ? text : `<a href="${escaped(address)}">${text}</a>`;
      },
      image({ href, text }) {
        const address = addressOf(href);
        return address === undefined
          ? escaped(text)
          : `<img src="${escaped(address)}" alt="${escaped(text)}">`;
      },
    },
  });
  const anchors = new Anchors();
  const tokens = tokensOf(document.source);
  const body = tokens.map((token) => {
    if (token.type !== 'heading') return marked.parser([token]);
    const { depth, tokens: inline } = token as Tokens.Heading;
    const anchor = anchors.next(plainText(token).trim());
    const text = marked.Parser.parseInline(inline, marked.defaults);
    return `<h${depth} id="${escaped(anchor)}">${text}</h${depth}>\n`;
  });
  const first = tokens.find((token) => token.type === 'heading');
  return page(first === undefined ? document.path : plainText(first), body.join(''));
}

/** The list of all documents. */
export function contentsPage(documents: readonly Document[]): string {
  const items = documents.map(
    ({ path, url }) => `<li><a href="${escaped(url)}">${escaped(path)}</a></li>\n`,
  );
  return page('Documentation', `<h1>Documentation</h1>\n<ul>\n${items.join('')}</ul>\n`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/reading.css">
<nav><a href="/docs/">All documents</a></nav>
<main>
${body}</main>
</html>
`;
}
