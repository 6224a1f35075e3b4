import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { mayLoad, renderImage } from './image.js';
import { safeImage, safeLink } from './links.js';
import type { RenderContext } from './options.js';
import type { Image, Inline, Link } from './tokens.js';

/**
 * Turns the tokens of a text into templates. It does not know blocks, and lets no destination
 * through that links.ts refuses.
 */

type Rendered = string | TemplateResult | Rendered[];

/** The content of a paragraph, heading or cell. */
export function renderInline(
  tokens: readonly Inline[],
  context: RenderContext,
  inLink = false,
): Rendered[] {
  return tokens.map((token) => renderToken(token, context, inLink));
}

function renderToken(token: Inline, context: RenderContext, inLink: boolean): Rendered {
  if (typeof token === 'string') return token;
  switch (token.type) {
    case 'strong':
      return html`<strong part="md-strong"
        >${renderInline(token.content, context, inLink)}</strong
      >`;
    case 'em':
      return html`<em part="md-em">${renderInline(token.content, context, inLink)}</em>`;
    case 'del':
      return html`<del part="md-del">${renderInline(token.content, context, inLink)}</del>`;
    case 'code':
      return html`<code part="md-code-inline">${token.text}</code>`;
    case 'break':
      return html`<br />`;
    case 'link':
      return renderLink(token, context, inLink);
    case 'image':
      return renderPicture(token, context, inLink);
    case 'reference':
      return (inLink ? undefined : renderCitation(token.number, context)) ?? token.text;
  }
}

function renderLink(token: Link, context: RenderContext, inLink: boolean): Rendered {
  const content = renderInline(token.content, context, true);
  const href = inLink ? undefined : safeLink(token.href);
  return href === undefined ? content : anchor(href, content, token.title);
}

function anchor(href: string, content: readonly unknown[], title: string): TemplateResult {
  return html`<a
    part="md-link"
    target="_blank"
    rel="noopener noreferrer"
    href=${href}
    title=${ifDefined(title || undefined)}
    >${content}</a
  >`;
}

function renderPicture(token: Image, context: RenderContext, inLink: boolean): Rendered {
  const { alternative, title } = token;
  const source = safeImage(token.href);
  if (source === undefined) return alternative;
  const name = alternative.trim() === '' ? source : alternative;
  if (!mayLoad(source, context.images)) return inLink ? name : anchor(source, [name], title);
  const image = renderImage(source, name, title || undefined);
  return inLink ? image : anchor(source, [image], '');
}

/** A task's box: shown, never to be pressed. */
export function renderCheckbox(checked: boolean, { strings }: RenderContext): TemplateResult {
  return html`<input
    part="md-task"
    type="checkbox"
    disabled
    ?checked=${checked}
    aria-label=${checked ? strings.taskDone : strings.taskOpen}
  />`;
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
