/**
 * What the part that is loaded on first use takes of the element that loads it, so that its file for
 * script tags shares nothing with the main one: of lit there must not be a second copy, whose
 * Trusted Types policy would be refused. Knows no template.
 */
import type { TemplateResult, css as litCss, html as litHtml, nothing as litNothing } from 'lit';
import type { createRef as litCreateRef, ref as litRef } from 'lit/directives/ref.js';
import type { repeat as litRepeat } from 'lit/directives/repeat.js';
import type { stateText as litStateText } from '../views.js';

export interface Lent {
  readonly html: typeof litHtml;
  readonly css: typeof litCss;
  readonly nothing: typeof litNothing;
  readonly createRef: typeof litCreateRef;
  readonly ref: typeof litRef;
  readonly repeat: typeof litRepeat;
  readonly stateText: typeof litStateText;
  /** The icon of a link that leaves the page. */
  readonly external: TemplateResult;
}

export let html: Lent['html'];
export let css: Lent['css'];
export let nothing: Lent['nothing'];
export let createRef: Lent['createRef'];
export let ref: Lent['ref'];
export let repeat: Lent['repeat'];
export let stateText: Lent['stateText'];
export let external: Lent['external'];

/** Once before anything is rendered; the same things each time. */
export function borrow(lent: Lent): void {
  ({ html, css, nothing, createRef, ref, repeat, stateText, external } = lent);
}
