/**
 * What an on-screen keyboard covers of a fixed element. Browsers lay it over the page instead of
 * shrinking it, so what is fixed to the lower edge stands behind it. Owns the listeners and two
 * custom properties on the element; what is done with them is the element's.
 */

/** Set in CSS pixels: what is covered at the lower edge, and what is scrolled away at the upper one. */
const [covered, above] = ['--_covered', '--_above'];

export class KeyboardInset {
  #element: HTMLElement | null = null;
  #listening: AbortController | undefined;

  /** Keeps the properties of `element` right from now on; null: of none. */
  watch(element: HTMLElement | null): void {
    if (element === this.#element) return;
    this.#listening?.abort();
    this.#element?.style.removeProperty(covered);
    this.#element?.style.removeProperty(above);
    this.#element = element;
    const { visualViewport } = window;
    if (element === null || visualViewport === null) return;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    visualViewport.addEventListener('resize', this.#look, { signal });
    visualViewport.addEventListener('scroll', this.#look, { signal });
    this.#look();
  }

  readonly #look = (): void => {
    const { visualViewport } = window;
    if (this.#element === null || visualViewport === null) return;
    const { height, offsetTop, scale } = visualViewport;
    // Who magnifies the page moves about in it on their own.
    const magnified = scale > 1.01;
    const top = magnified ? 0 : Math.max(0, Math.round(offsetTop));
    const whole = document.documentElement.clientHeight;
    const bottom = magnified ? 0 : Math.max(0, Math.round(whole - offsetTop - height));
    this.#element.style.setProperty(covered, `${String(bottom)}px`);
    this.#element.style.setProperty(above, `${String(top)}px`);
  };
}
