/**
 * Three dots where the actions of an answer will be. They are seen while nothing comes: text that
 * grows is sign enough, and an animation beside it costs a tenth of each frame.
 */
import { html, noChange } from 'lit';
import type { TemplateResult } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import type { ElementPart } from 'lit/directive.js';

/** How long nothing has to come before the dots are back, in milliseconds. */
export const lull = 700;

class RestWhileGrowing extends AsyncDirective {
  #text = '';
  #grown = 0;
  #lull: ReturnType<typeof setTimeout> | undefined;

  render(text: string): unknown {
    this.#text = text;
    return noChange;
  }

  override update({ element }: ElementPart, [text]: [string]): unknown {
    if (text === this.#text) return noChange;
    this.#grown = performance.now();
    // One timer for a whole flow: to set it anew with each piece costs more than all the rest here.
    if (this.#lull === undefined) this.#rest(element, lull);
    return this.render(text);
  }

  #rest(dots: Element, time: number): void {
    dots.classList.add('still');
    this.#lull = setTimeout(() => {
      const left = this.#grown + lull - performance.now();
      this.#lull = undefined;
      if (left > 0) this.#rest(dots, left);
      else dots.classList.remove('still');
    }, time);
  }

  protected override disconnected(): void {
    clearTimeout(this.#lull);
    this.#lull = undefined;
  }
}

const restWhileGrowing = directive(RestWhileGrowing);

/** Stands where the actions of an answer with this text will be, so that nothing moves then. */
export function arrivingView(text: string): TemplateResult {
  return html`<span class="actions" aria-hidden="true"
    ><span class="dots" ${restWhileGrowing(text)}><i></i><i></i><i></i></span
  ></span>`;
}
