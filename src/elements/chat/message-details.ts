/** What is known about one message, in words and figures of a language. Pure but for the template. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Ref } from 'lit/directives/ref.js';
import type { Message } from '../../core/index.js';
import { usableLanguage } from '../../dom/language.js';
import { timesIn } from './message-time.js';
import type { ChatStrings } from './strings.js';

interface Detail {
  readonly name: string;
  readonly value: string;
  /** To be copied as it stands. */
  readonly literal?: boolean;
}

/** Milliseconds below a second, seconds above. */
function duration(milliseconds: number, locale: string | undefined): string {
  const short = milliseconds < 1000;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: short ? 'millisecond' : 'second',
    unitDisplay: 'long',
    maximumFractionDigits: short ? 0 : 1,
  }).format(short ? milliseconds : milliseconds / 1000);
}

/** The details of `message`, only what is known. */
export function detailsOf(
  { id, serverId, at, metadata }: Message,
  strings: ChatStrings,
  language: string | undefined,
): readonly Detail[] {
  const locale = usableLanguage(language);
  const { model = null, tokensUsed = null, responseTimeMs = null } = metadata ?? {};
  const known: Detail[] = [];
  const time = timesIn(language).full(at);
  if (time !== '') known.push({ name: strings.detailTime, value: time });
  if (model) known.push({ name: strings.detailModel, value: model });
  if (tokensUsed !== null) {
    const value = new Intl.NumberFormat(locale).format(tokensUsed);
    known.push({ name: strings.detailTokens, value });
  }
  if (responseTimeMs !== null) {
    known.push({ name: strings.detailDuration, value: duration(responseTimeMs, locale) });
  }
  known.push({ name: strings.detailId, value: serverId ?? id, literal: true });
  return known;
}

/** `panel` is given the focus once the details are there. */
export function detailsView(
  message: Message,
  strings: ChatStrings,
  language: string | undefined,
  panel: Ref<HTMLElement>,
): TemplateResult {
  return html`<div
    class="details"
    part="message-details"
    role="group"
    aria-label=${strings.details}
    tabindex="-1"
    ${ref(panel)}
  >
    <p class="details-heading" aria-hidden="true">${strings.details}</p>
    <dl>
      ${detailsOf(message, strings, language).map(
        ({ name, value, literal }) =>
          html`<div>
            <dt>${name}</dt>
            <dd class=${literal ? 'literal' : ''} dir="auto">${value}</dd>
          </div>`,
      )}
    </dl>
  </div>`;
}
