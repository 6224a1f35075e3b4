/** The checks as an ordered list, each with what it found. Pure; loaded on first use. */
import type { TemplateResult } from 'lit';
import type { Check, CheckOutcome, Diagnosis } from '../../../core/index.js';
import { fill } from '../../../dom/strings.js';
import { external, html, nothing, stateText } from './borrowed.js';
import { countsOf, summaryOf } from '../diagnosis.js';
import type { Tone } from '../rows.js';
import type { StatusStrings } from '../strings.js';
import { figure, spaced } from '../wording.js';

const tones: Readonly<Record<CheckOutcome, Tone>> = {
  waiting: 'idle',
  running: 'busy',
  passed: 'good',
  warned: 'warning',
  failed: 'bad',
  skipped: 'idle',
};

/** The address of a finding's section; null where the page names no documentation, or none by http. */
export function sectionOf(docsUrl: string | null, finding: string | null): string | null {
  if (!docsUrl || finding === null) return null;
  try {
    const url = new URL(docsUrl, document.baseURI);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
    url.hash = finding;
    return url.href;
  } catch {
    return null;
  }
}

function evidenceView(evidence: Check['evidence'], language: string | undefined): TemplateResult {
  const shown = (value: string | number | boolean): string =>
    typeof value === 'number' ? figure(value, language) : String(value);
  return html`<dl class="evidence">
    ${Object.entries(evidence).map(
      ([name, value]) =>
        html`<div>
          <dt>${spaced(name)}</dt>
          <dd><bdi>${shown(value)}</bdi></dd>
        </div>`,
    )}
  </dl>`;
}

function checkView(check: Check, view: ChecksView): TemplateResult {
  const { strings, language } = view;
  const { outcome, message, fix, evidence, duration } = check;
  const section = sectionOf(view.docsUrl, check.finding);
  return html`<li class="check" part="check" data-outcome=${outcome}>
    <div class="check-line">
      <h4 class="check-name">${strings.checkNames[check.name]}</h4>
      ${stateText({ name: '', tone: tones[outcome], word: strings.outcomes[outcome] })}${
        duration === null
          ? nothing
          : html`<bdi class="fact"
              >${fill(strings.milliseconds, { time: Math.round(duration) })}</bdi
            >`
      }
    </div>
    ${message === '' ? nothing : html`<p class="sentence">${message}</p>`}
    ${fix === null ? nothing : html`<p class="fix">${fix}</p>`}
    ${Object.keys(evidence).length === 0 ? nothing : evidenceView(evidence, language)}
    ${
      section === null
        ? nothing
        : html`<a class="link more" href=${section} target="_blank" rel="noopener noreferrer"
            >${strings.readMore} ${external}<span class="visually-hidden"
              >: ${strings.checkNames[check.name]} (${strings.newTab})</span
            ></a
          >`
    }
  </li>`;
}

export interface ChecksView {
  readonly diagnosis: Diagnosis;
  readonly strings: StatusStrings;
  readonly language: string | undefined;
  /** The page of the documentation whose sections explain findings; null without. */
  readonly docsUrl: string | null;
}

/** How far the checks are or what they came to, and each of them. */
export function checksView(view: ChecksView): TemplateResult {
  const { diagnosis, strings } = view;
  const counts = countsOf(diagnosis);
  return html`${
      diagnosis.phase === 'running'
        ? html`<p class="progress">
            <progress
              max=${counts.all}
              .value=${counts.done}
              aria-label=${strings.checks}
            ></progress>
            <span class="fact">${fill(strings.progress, counts)}</span>
          </p>`
        : html`<p class="summary">${summaryOf(diagnosis, strings)}</p>`
    }
    <ol class="checks">
      ${diagnosis.checks.map((check) => checkView(check, view))}
    </ol>`;
}
