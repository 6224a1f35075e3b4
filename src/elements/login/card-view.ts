/**
 * The card around header, ways to sign in, account and the page's own children, as a template
 * function of plain values. Stands in the shadow tree: it owns the order of the slots and which of
 * them a view has. Knows no client.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { lock, warning } from '../../dom/icons.js';
import type { Outcome } from './outcome.js';
import { refusalView } from './refusal-view.js';
import type { LoginStrings } from './strings.js';

/** The slots of the element's own containers. */
export const formSlot = 'miptech-form';
export const signOnSlot = 'miptech-sign-on';

/** Who is not signed in sees these. */
export interface EntryView {
  readonly heading: string;
  /** Why there is a form (again), or null. */
  readonly notice: string | null;
  /** Stands in the place of a form where there is nothing to fill in, or null. */
  readonly sentence: string | null;
  /** An error where there is no form that could show it. */
  readonly outcome: Outcome | null;
  /** The element's own container for single sign-on is filled. */
  readonly signOn: boolean;
  /** The element's own container for the form is filled. */
  readonly form: boolean;
  /** The page has sign-on buttons of its own. */
  readonly alternatives: boolean;
  /** Where they stand. */
  readonly position: 'above' | 'below';
  /** Accounts are made here, and terms of the page's own stand below the button. */
  readonly legal: boolean;
  /** The way to the other mode, or null. */
  readonly toggle: string | null;
  readonly strings: LoginStrings;
}

export interface EntryHandlers {
  readonly toggleMode: () => void;
  /** The page changed its children. */
  readonly slotted: () => void;
}

function divider({ strings }: EntryView): TemplateResult {
  return html`<p class="divider" part="divider"><span>${strings.or}</span></p>`;
}

function alternatives(view: EntryView, { slotted }: EntryHandlers): TemplateResult {
  return html`<div class="alternatives" ?hidden=${!view.alternatives}>
    <slot name="sso" @slotchange=${slotted}></slot>
  </div>`;
}

/** Sign-in, account creation or single sign-on. */
export function entryView(view: EntryView, handlers: EntryHandlers): TemplateResult {
  const { notice, outcome, form } = view;
  const above = view.position === 'above' || !form;
  return html`<h2 class="heading" part="heading">${view.heading}</h2>
    <div class="status" role="status">
      ${
        notice === null
          ? nothing
          : html`<div class="miptech-notice" part="notice">
              ${lock}
              <p>${notice}</p>
            </div>`
      }
      ${outcome === null ? nothing : refusalView(outcome, 'refusal')}
      ${view.sentence === null ? nothing : html`<p class="sentence">${view.sentence}</p>`}
    </div>
    ${view.signOn ? html`<slot name=${signOnSlot} @slotchange=${handlers.slotted}></slot>` : nothing}
    ${above ? alternatives(view, handlers) : nothing}
    ${form && (view.signOn || (above && view.alternatives)) ? divider(view) : nothing}
    ${form ? html`<slot name=${formSlot} @slotchange=${handlers.slotted}></slot>` : nothing}
    ${view.legal ? html`<slot name="legal"></slot>` : nothing}
    ${!above && view.alternatives ? divider(view) : nothing}
    ${above ? nothing : alternatives(view, handlers)}
    ${
      view.toggle === null
        ? nothing
        : html`<p class="toggle">
            <button class="link" part="toggle" type="button" @click=${handlers.toggleMode}>
              ${view.toggle}
            </button>
          </p>`
    }`;
}

/** There is no client to sign in with. */
export function noClientView(sentence: string): TemplateResult {
  return html`<div class="miptech-notice" part="notice">
    ${warning}
    <p>${sentence}</p>
  </div>`;
}

/** The frame around `content`. */
export function cardView(
  content: TemplateResult | typeof nothing,
  slotted: () => void,
): TemplateResult {
  return html`<div class="card" part="card">
    <slot name="header"></slot>
    ${content}
    <slot @slotchange=${slotted}></slot>
    <slot name="footer"></slot>
  </div>`;
}
