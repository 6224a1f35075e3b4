/**
 * Keeps the focus inside an element when what had it is gone after an update: a browser would let
 * the next Tab begin at the top of the page. Owns the memory of one update; the host says where the
 * focus goes.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Place = HTMLElement | null | undefined;

export class FocusKeeper implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #places: (focused: Element) => readonly Place[];
  #focused: Element | null = null;
  #next: readonly Place[] = [];

  /**
   * `places` is asked before an update where the focus goes from `focused`: the first that is left.
   * Where none is, it is asked once more; where there were none, the focus is somebody else's.
   */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    places: (focused: Element) => readonly Place[],
  ) {
    this.#host = host;
    this.#places = places;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#focused = this.#host.shadowRoot?.activeElement ?? null;
    this.#next = this.#focused === null ? [] : this.#places(this.#focused);
  }

  hostUpdated(): void {
    const focused = this.#focused;
    const places = this.#next;
    this.#focused = null;
    this.#next = [];
    if (focused?.isConnected !== false || places.length === 0) return;
    // All of it was made anew: what is in the places now.
    const place = [...places, ...this.#places(focused)].find((found) => found?.isConnected);
    place?.focus();
  }
}
