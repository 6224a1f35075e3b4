/**
 * The grace between leaving the document and the end: an element that is moved, or mounted twice
 * by a framework, keeps what it made. Owns the timer; does not know what ends.
 */

/** How long an element may be out of the document before it ends what it made, in milliseconds. */
export const grace = 3000;

export class Lease {
  readonly #end: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(end: () => void) {
    this.#end = end;
  }

  /** The element is in the document. */
  hold(): void {
    clearTimeout(this.#timer);
  }

  /** The element left the document: `end` follows unless it is held again in time. */
  release(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#end, grace);
  }
}
