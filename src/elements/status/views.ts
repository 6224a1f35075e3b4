/**
 * What `<miptech-status>` shows, as template functions of plain values. Knows neither the client
 * nor when to render.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { MiptechError } from '../../core/index.js';
import * as icons from '../../dom/icons.js';
import type { Entry } from './configuration.js';
import { circleCheck, circleCross, circleDashed, copy } from './drawings.js';
import { explain } from './rows.js';
import { roundTripLine } from './round-trips.js';
import type { ActionName, Part, Row, Tone } from './rows.js';
import type { StatusStrings } from './strings.js';

export interface PanelView {
  readonly rows: readonly Row[];
  readonly entries: readonly Entry[];
  /** The error whose details were copied last, or null. */
  readonly copied: MiptechError | null;
  /** Whether the configuration is unfolded from the beginning. */
  readonly full: boolean;
  /** What stands between the rows and the configuration. */
  readonly between: TemplateResult;
  readonly strings: StatusStrings;
}

export interface PanelHandlers {
  readonly act: Readonly<Record<ActionName, () => void>>;
  /** Null where the browser gives no clipboard. */
  readonly copy: ((error: MiptechError) => void) | null;
}

const toneIcons: Readonly<Record<Tone, TemplateResult>> = {
  good: circleCheck,
  busy: html`<span class="spinner" aria-hidden="true"></span>`,
  idle: circleDashed,
  warning: icons.warning,
  bad: circleCross,
};

function errorNote(
  error: MiptechError,
  tone: Tone,
  view: PanelView,
  handlers: PanelHandlers,
): TemplateResult {
  const { strings, copied } = view;
  const status = error.status === null ? '' : ` · HTTP ${error.status}`;
  const { copy: copyDetails } = handlers;
  return html`<div class="note" part="note" data-tone=${tone}>
    <p class="what">${explain(error, strings)}</p>
    <p class="fix">${strings.fixes[error.code]}</p>
    ${
      error.problems.length === 0
        ? nothing
        : html`<ul class="problems">
            ${error.problems.map(({ message }) => html`<li>${message}</li>`)}
          </ul>`
    }
    <div class="details">
      <code dir="ltr">${error.code}${status}</code>
      ${
        copyDetails === null
          ? nothing
          : html`<button
              class="button quiet"
              type="button"
              @click=${() => {
                copyDetails(error);
              }}
            >
              ${copied === error ? icons.check : copy}
              ${copied === error ? strings.copied : strings.copy}
            </button>`
      }
    </div>
  </div>`;
}

/** A state by icon, colour and word. */
export function stateText({ tone, word }: Part): TemplateResult {
  return html`<span class="state" data-tone=${tone}>${toneIcons[tone]}<span>${word}</span></span>`;
}

function rowView(row: Row, view: PanelView, handlers: PanelHandlers): TemplateResult {
  const { strings } = view;
  return html`<li class="row" part="row" tabindex="-1">
    <h3 class="name">${row.name}</h3>
    <div class="says">
      <p class="line">
        ${stateText(row)}${row.facts.map((fact) => html`<bdi class="fact">${fact}</bdi>`)}
      </p>
      ${
        row.trips === null
          ? nothing
          : html`<p class="trips">
              ${row.trips.list.length < 2 ? nothing : roundTripLine(row.trips.list)}
              <bdi class="fact">${row.trips.text}</bdi>
            </p>`
      }
      ${row.sentence === null ? nothing : html`<p class="sentence">${row.sentence}</p>`}
      ${
        row.parts.length === 0
          ? nothing
          : html`<ul class="parts">
              ${row.parts.map(
                (part) =>
                  html`<li><span class="part-name">${part.name}</span>${stateText(part)}</li>`,
              )}
            </ul>`
      }
    </div>
    ${
      row.actions.length === 0
        ? nothing
        : html`<div class="actions">
            ${repeat(
              row.actions,
              // A button that became another one under the finger would do the wrong thing.
              (name) => name,
              (name) =>
                html`<button class="button" type="button" @click=${handlers.act[name]}>
                  ${strings[name]}
                </button>`,
            )}
          </div>`
    }
    ${row.error === null ? nothing : errorNote(row.error, row.tone, view, handlers)}
  </li>`;
}

/** All rows, what comes between, and the configuration below. */
export function panelView(view: PanelView, handlers: PanelHandlers): TemplateResult {
  const { rows, entries, strings, full, between } = view;
  return html`<section class="panel" part="panel" aria-labelledby="heading">
    <h2 class="heading" id="heading">${strings.heading}</h2>
    <ul class="rows">
      ${rows.map((row) => rowView(row, view, handlers))}
    </ul>
    ${between}
    <details class="block fold configuration" part="configuration" ?open=${full}>
      <summary class="name">${strings.configuration}</summary>
      <dl class="figures">
        ${entries.map(
          ({ name, value }) =>
            html`<div>
              <dt>${name}</dt>
              <dd><bdi>${value}</bdi></dd>
            </div>`,
        )}
      </dl>
    </details>
  </section>`;
}

/** Runs the checks; below the button stands what they found, where there is anything yet. */
export function checksBlock(
  running: boolean,
  ran: boolean,
  found: TemplateResult | typeof nothing,
  strings: StatusStrings,
  run: () => void,
): TemplateResult {
  const idle = ran ? strings.runAgain : strings.runChecks;
  return html`<section class="block" part="checks" aria-labelledby="checks">
    <div class="block-head">
      <h3 class="name" id="checks">${strings.checks}</h3>
      <button
        class="button"
        type="button"
        aria-disabled=${running ? 'true' : 'false'}
        @click=${run}
      >
        ${running ? strings.running : idle}
      </button>
    </div>
    ${ran || running ? found : html`<p class="sentence">${strings.checksLead}</p>`}
  </section>`;
}

/** Stands where a part is that is on its way, or could not be had. */
export function loadingView(
  failed: boolean,
  strings: StatusStrings,
  again: () => void,
): TemplateResult {
  return failed
    ? html`<div class="note" part="note" data-tone="bad">
        <p class="what">${strings.notLoaded}</p>
        <div class="actions">
          <button class="button" type="button" @click=${again}>${strings.tryAgain}</button>
        </div>
      </div>`
    : html`<p class="sentence">${stateText({ name: '', tone: 'busy', word: strings.loading })}</p>`;
}

/** One line that opens to the panel. */
export function compactView(
  short: Row,
  strings: StatusStrings,
  panel: TemplateResult,
): TemplateResult {
  return html`<details part="compact">
    <summary>
      <span class="visually-hidden">${strings.heading}:</span>
      ${stateText(short)}${short.facts.map((fact) => html`<bdi class="fact">${fact}</bdi>`)}
    </summary>
    ${panel}
  </details>`;
}

/** There is no client whose state could be shown. */
export function noClientView(sentence: string): TemplateResult {
  return html`<p class="panel absent">
    ${stateText({ name: '', tone: 'warning', word: sentence })}
  </p>`;
}
