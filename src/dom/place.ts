/**
 * What stands at the upper edge of a scroller, remembered so that it can be brought back there when
 * heights above it change. Reads layout and changes none; does not decide when to scroll.
 */

/** Marks what holds no content of its own and may be replaced at any time. */
export const stopgap = 'data-stopgap';

export class ReadingPlace {
  #element: Element | null = null;
  #offset = 0;

  /** Remembers what is at the scroller's upper edge now. Forces a layout unless it is fresh. */
  take(scroller: Element): void {
    const { top: upper, bottom } = scroller.getBoundingClientRect();
    const edge = upper + scroller.clientTop;
    this.#element = null;
    let parent: Element | null = scroller.firstElementChild;
    while (parent !== null) {
      const found = firstBelow(parent, edge);
      if (found === null) break;
      const { top } = found.getBoundingClientRect();
      if (top >= bottom) break;
      this.#element = found;
      this.#offset = top - edge;
      // What begins in view needs no closer look; what spans the edge may grow above it.
      parent = top < edge ? found : null;
    }
  }

  /** How far it has moved since, in CSS pixels; 0 where it is gone or nothing was remembered. */
  shift(scroller: Element): number {
    if (this.#element?.isConnected !== true) return 0;
    const edge = scroller.getBoundingClientRect().top + scroller.clientTop;
    return this.#element.getBoundingClientRect().top - edge - this.#offset;
  }

  forget(): void {
    this.#element = null;
  }
}

function firstBelow(parent: Element, edge: number): Element | null {
  for (const child of parent.children) {
    if (child.hasAttribute(stopgap)) continue;
    const { bottom, height } = child.getBoundingClientRect();
    if (height > 0 && bottom > edge) return child;
  }
  return null;
}
