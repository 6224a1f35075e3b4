/**
 * The report of everything, to be copied or kept as a file. Owns what was done last; the client makes
 * the report. Loaded on first use.
 */
import type { TemplateResult } from 'lit';
import type { Report } from '../../../core/index.js';
import { copyText } from '../../../dom/clipboard.js';
import { html, nothing } from './borrowed.js';
import type { PaneHost, PaneParts } from './pane.js';

type Action = 'copyReport' | 'downloadReport' | 'copySummary';

const actions: readonly Action[] = ['copyReport', 'downloadReport', 'copySummary'];

/** So long a file's address holds: browsers read it after the click, in milliseconds. */
const addressLife = 60_000;

const json = (report: Report): string => JSON.stringify(report, null, 2);

function download(report: Report): void {
  const address = URL.createObjectURL(new Blob([json(report)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `miptech-report-${report.made.replace(/[^\dTZ]+/g, '-')}.json`;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, addressLife);
}

export class ReportPane {
  readonly #host: PaneHost;
  readonly #parts: PaneParts;
  #copied: Action | null = null;
  #failed = false;

  constructor(host: PaneHost, parts: PaneParts) {
    this.#host = host;
    this.#parts = parts;
  }

  async #act(action: Action): Promise<void> {
    const { client, strings, announce, reportText } = this.#parts;
    let done = false;
    try {
      const report = await client()?.journal.report();
      if (report === undefined) return;
      if (action === 'downloadReport') {
        download(report);
        done = true;
      } else {
        const text = action === 'copyReport' ? json(report) : await reportText(report);
        done = await copyText(text, this.#host.shadowRoot ?? this.#host);
      }
    } catch {
      // What makes reports could not be loaded.
    }
    this.#failed = !done;
    this.#copied = done && action !== 'downloadReport' ? action : null;
    if (this.#failed) announce(strings().notReported);
    else if (this.#copied !== null) announce(strings().copied);
    this.#host.requestUpdate();
  }

  render(): TemplateResult {
    const strings = this.#parts.strings();
    return html`<section class="block" part="report" aria-labelledby="report">
      <h3 class="name" id="report">${strings.report}</h3>
      <p class="sentence">${strings.reportLead}</p>
      <div class="report">
        ${actions.map(
          (action) =>
            html`<button class="button" type="button" @click=${() => void this.#act(action)}>
              ${this.#copied === action ? strings.copied : strings[action]}
            </button>`,
        )}
      </div>
      ${this.#failed ? html`<p class="sentence">${strings.notReported}</p>` : nothing}
    </section>`;
  }
}
