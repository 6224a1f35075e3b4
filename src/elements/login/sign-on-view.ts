/**
 * The way in by a page's own identity system. Goes into the light DOM, where a dialog's initial
 * focus finds it. Knows neither the client nor that system.
 */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { key } from './drawings.js';
import type { Outcome } from './outcome.js';
import { refusalView } from './refusal-view.js';
import type { LoginStrings } from './strings.js';

export interface SignOnView {
  readonly prefix: string;
  readonly label: string;
  /** A sign-on is under way. */
  readonly busy: boolean;
  /** Another way in is under way. */
  readonly held: boolean;
  readonly outcome: Outcome;
  readonly strings: LoginStrings;
}

export function signOnView(view: SignOnView, begin: () => void): TemplateResult {
  const { busy, strings } = view;
  const refusal = `${view.prefix}-sign-on-refusal`;
  return html`${refusalView(view.outcome, refusal)}
    <button
      class="button primary miptech-sign-on"
      type="button"
      aria-disabled=${ifDefined(busy || view.held ? 'true' : undefined)}
      aria-describedby=${ifDefined(view.outcome.sentence === null ? undefined : refusal)}
      @click=${begin}
    >
      ${busy ? html`<span class="miptech-spinner" aria-hidden="true"></span>` : key}<span
        >${busy ? strings.signingOn : view.label}</span
      >
    </button>`;
}
