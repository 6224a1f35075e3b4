import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Token, Tokens } from 'marked';
import { decodeEntities } from './entities.js';
import { mayLoad, renderImage } from './image.js';
import { safeImage, safeLink } from './links.js';
import type { RenderContext } from './options.js';

/**
 * Turns marked's inline tokens into templates. Neighbouring text becomes one text node. It does not
 * know blocks, and lets no destination through that links.ts refuses.
 */

type Inline = string | TemplateResult;

/** The content of a paragraph, heading or cell. */
export function renderInline(
  tokens: readonly Token[],
  context: RenderContext,
  inLink = false,
): Inline[] {
  const parts: Inline[] = [];
  for (const token of tokens) {
    for (const part of renderToken(token, context, inLink)) {
      const last = parts.at(-1);
      if (typeof part === 'string' && typeof last === 'string')
        parts[parts.length - 1] = last + part;
      else if (part !== '') parts.push(part);
    }
  }
  return parts;
}

function renderToken(token: Tokens.Generic, context: RenderContext, inLink: boolean): Inline[] {
  const content = (): Inline[] => renderInline(token.tokens ?? [], context, inLink);
  switch (token.type) {
    case 'text':
      // The raw text: marked decodes only numeric references, and escapes others while doing so.
      return inLink || context.citations.size === 0
        ? [decodeEntities(token.raw)]
        : renderCitations(token.raw, context);
    case 'escape':
      return [(token as Tokens.Escape).text];
    case 'strong':
      return [html`<strong part="md-strong">${content()}</strong>`];
    case 'em':
      return [html`<em part="md-em">${content()}</em>`];
    case 'del':
      return [html`<del part="md-del">${content()}</del>`];
    case 'codespan':
      return [html`<code part="md-code-inline">${(token as Tokens.Codespan).text}</code>`];
    case 'br':
      return [html`<br />`];
    case 'link':
      return renderLink(token as Tokens.Link, context, inLink);
    case 'image':
      return renderPicture(token as Tokens.Image, context, inLink);
    case 'checkbox':
      return [renderCheckbox((token as Tokens.Checkbox).checked, context)];
    default:
      return [token.raw];
  }
}

function renderLink(token: Tokens.Link, context: RenderContext, inLink: boolean): Inline[] {
  const literal = token.autolink === true;
  const content = literal ? [token.text] : renderInline(token.tokens, context, true);
  const href = inLink ? undefined : safeLink(literal ? token.href : decodeEntities(token.href));
  return href === undefined ? content : [anchor(href, content, token.title)];
}

function anchor(href: string, content: Inline[], title: string | null | undefined): TemplateResult {
  const hint = title ? decodeEntities(title) : undefined;
  return html`<a
    part="md-link"
    target="_blank"
    rel="noopener noreferrer"
    href=${href}
    title=${ifDefined(hint)}
    >${content}</a
  >`;
}

function renderPicture(token: Tokens.Image, context: RenderContext, inLink: boolean): Inline[] {
  const alternative = plainText(token.tokens);
  const source = safeImage(decodeEntities(token.href));
  if (source === undefined) return [alternative];
  const name = alternative.trim() === '' ? source : alternative;
  if (!mayLoad(source, context.images))
    return inLink ? [name] : [anchor(source, [name], token.title)];
  const image = renderImage(source, name, token.title ? decodeEntities(token.title) : undefined);
  return [inLink ? image : anchor(source, [image], undefined)];
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token: Tokens.Generic) => {
      if (token.tokens) return plainText(token.tokens);
      if (token.type === 'text') return decodeEntities(token.raw);
      return token.type === 'br' ? ' ' : String(token['text'] ?? '');
    })
    .join('');
}

/** A task's box: shown, never to be pressed. */
function renderCheckbox(checked: boolean, { strings }: RenderContext): TemplateResult {
  return html`<input
    part="md-task"
    type="checkbox"
    disabled
    ?checked=${checked}
    aria-label=${checked ? strings.taskDone : strings.taskOpen}
  />`;
}

function renderCitations(raw: string, context: RenderContext): Inline[] {
  const parts: Inline[] = [];
  let position = 0;
  for (const match of raw.matchAll(/\[(\d{1,4})\]/g)) {
    const citation = renderCitation(Number(match[1]), context);
    if (citation === undefined) continue;
    parts.push(decodeEntities(raw.slice(position, match.index)), citation);
    position = match.index + match[0].length;
  }
  parts.push(decodeEntities(raw.slice(position)));
  return parts;
}

function renderCitation(number: number, context: RenderContext): TemplateResult | undefined {
  const { citations, onCitation, strings } = context;
  const citation = citations.get(number);
  if (citation === undefined) return undefined;
  const name = strings.source
    .replace('{number}', String(number))
    .replace('{title}', () => citation.title);
  const href = citation.href === undefined ? undefined : safeLink(citation.href);
  if (href !== undefined) {
    return html`<a
      part="md-citation"
      target="_blank"
      rel="noopener noreferrer"
      href=${href}
      aria-label=${name}
      >${number}</a
    >`;
  }
  if (onCitation === undefined) return undefined;
  return html`<button
    part="md-citation"
    type="button"
    aria-label=${name}
    @click=${(): void => {
      onCitation(citation);
    }}
  >
    ${number}
  </button>`;
}
