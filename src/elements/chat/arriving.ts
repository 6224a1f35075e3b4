/**
 * Three dots where the actions of an answer will be. They beat while nothing comes: text that grows
 * is sign enough, and an animation costs each of its frames a tenth more.
 */
import { html, noChange } from 'lit';
import type { TemplateResult } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import type { ElementPart } from 'lit/directive.js';

/** How long nothing has to come before the dots beat, in milliseconds. */
export const lull = 700;

class RestWhileGrowing extends AsyncDirective {
  #text = '';
  #beat: ReturnType<typeof setTimeout> | undefined;

  render(_text: string): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [text]: [string]): unknown {
    if (text === this.#text) return noChange;
    this.#text = text;
    element.classList.add('still');
    clearTimeout(this.#beat);
    this.#beat = setTimeout(() => {
      element.classList.remove('still');
    }, lull);
    return noChange;
  }

  protected override disconnected(): void {
    clearTimeout(this.#beat);
  }
}

const restWhileGrowing = directive(RestWhileGrowing);

/** Stands where the actions of an answer with this text will be, so that nothing moves then. */
export function arrivingView(text: string): TemplateResult {
  return html`<span class="actions" aria-hidden="true"
    ><span class="dots" ${restWhileGrowing(text)}><i></i><i></i><i></i></span
  ></span>`;
}
