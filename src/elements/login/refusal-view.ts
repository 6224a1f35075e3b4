/** An error that belongs to no single field, above what was tried. Knows no live region. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { warning } from '../../dom/icons.js';
import type { Outcome } from './outcome.js';

/** `id` lets fields be described by it. */
export function refusalView(outcome: Outcome, id: string): TemplateResult | typeof nothing {
  const { sentence, remarks } = outcome;
  if (sentence === null) return nothing;
  return html`<div class="miptech-notice miptech-refusal" id=${id}>
    ${warning}
    <div>
      <p>${sentence}</p>
      ${remarks.map((remark) => html`<p class="miptech-remark">${remark}</p>`)}
    </div>
  </div>`;
}
