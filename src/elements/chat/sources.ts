/** The list of sources under an answer. Links http and https only, whatever the client holds. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Source } from '../../core/index.js';
import { external } from '../../dom/icons.js';
import type { ChatStrings } from './strings.js';

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
        ? html`<span class="source" part="source">${content}</span>`
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

export function sourcesView(
  sources: readonly Source[],
  strings: ChatStrings,
): TemplateResult | typeof nothing {
  if (sources.length === 0) return nothing;
  return html`<section class="sources" part="sources" aria-label=${strings.sources}>
    <h4>${strings.sources}</h4>
    <ol>
      ${sources.map((source, index) => sourceView(source, index + 1, strings))}
    </ol>
  </section>`;
}
