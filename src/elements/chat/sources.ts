/**
 * The sources under an answer, and what ties a number in its text to the card of that number. Links
 * http and https only, whatever the client holds.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Message, Source } from '../../core/index.js';
import { external } from '../../dom/icons.js';
import { fill } from '../../dom/strings.js';
import type { MessageContext } from './message-context.js';
import type { ChatStrings } from './strings.js';

/** So many sources are shown at first. */
export const foldedSources = 4;

/** The address as a URL, or null where it may not be linked. */
export function linkable(address: string | null): URL | null {
  if (address === null || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : null;
}

/** The words a source is known by. */
export function sourceTitle(source: Source, strings: ChatStrings): string {
  return source.title || linkable(source.url)?.hostname || strings.untitled;
}

// The number is text and no CSS counter: Chromium's style cache keeps a whole element alive for one.
function contentView(
  source: Source,
  number: number,
  url: URL | null,
  strings: ChatStrings,
): TemplateResult {
  const host = url?.hostname.replace(/^www\./, '');
  return html`<span class="source-number">${number}</span>
    <span class="source-title" dir="auto">${sourceTitle(source, strings)}</span> ${
      source.snippet
        ? html`<span class="source-snippet" dir="auto">${source.snippet}</span>`
        : nothing
    }
    ${host ? html`<span class="source-host">${host}${external}</span>` : nothing}`;
}

function sourceView(source: Source, number: number, strings: ChatStrings): TemplateResult {
  const url = linkable(source.url);
  const content = contentView(source, number, url, strings);
  return html`<li>
    ${
      url === null
        ? html`<span
            class="source"
            part="source"
            role="group"
            aria-label=${fill(strings.markdown.source, {
              // As the answer's own text writes it.
              number: String(number),
              title: sourceTitle(source, strings),
            })}
            tabindex="-1"
            >${content}</span
          >`
        : html`<a
            class="source link"
            part="source"
            href=${url.href}
            target="_blank"
            rel="noopener noreferrer"
            >${content}<span class="visually-hidden">(${strings.opensInNewTab})</span></a
          >`
    }
  </li>`;
}

// Before the list: pressed, it stays where it is while the list grows below it.
function foldButton(
  count: number,
  unfolded: boolean,
  { strings, handlers }: MessageContext,
): TemplateResult {
  return html`<button
    class="button quiet small fold"
    part="all-sources-button"
    type="button"
    aria-expanded=${unfolded}
    @click=${handlers.sources}
  >
    ${unfolded ? strings.fewerSources : fill(strings.allSources, { count })}
  </button>`;
}

export function sourcesView(
  { id, sources }: Message,
  context: MessageContext,
): TemplateResult | typeof nothing {
  if (sources.length === 0) return nothing;
  const { strings } = context;
  const unfolded = context.markOf(id).allSources;
  const shown = unfolded ? sources : sources.slice(0, foldedSources);
  return html`<section class="sources" part="sources" aria-label=${strings.sources}>
    <h4>${strings.sources}</h4>
    ${sources.length > foldedSources ? foldButton(sources.length, unfolded, context) : nothing}
    <ol>
      ${shown.map((source, index) => sourceView(source, index + 1, strings))}
    </ol>
  </section>`;
}

/** The card of the source of this number, as far as it is shown. */
export function sourceCard(article: Element, number: number): HTMLElement | undefined {
  return article.querySelectorAll<HTMLElement>('[part~=source]')[number - 1];
}

/**
 * Marks the card of the citation that a pointer or the focus comes to, or leaves; the button that
 * unfolds it where it is not shown.
 */
export function pointAtSource({ type, target, currentTarget }: Event): void {
  if (!(target instanceof Element) || !(currentTarget instanceof Element)) return;
  const citation = target.closest('[part~=md-citation]');
  if (citation === null) return;
  const card = sourceCard(currentTarget, Number(citation.textContent));
  const shown = card ?? currentTarget.querySelector('[part~=all-sources-button]');
  shown?.part.toggle('pointed-source', type === 'pointerover' || type === 'focusin');
}

/** The sources as lines of text, numbered as in the answer; empty where there are none. */
export function sourcesText(sources: readonly Source[], strings: ChatStrings): string {
  return sources
    .map((source, index) => {
      const address = linkable(source.url)?.href;
      return `[${String(index + 1)}] ${sourceTitle(source, strings)}${address ? ` (${address})` : ''}`;
    })
    .join('\n');
}
