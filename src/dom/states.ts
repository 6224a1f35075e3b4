/**
 * Custom states of an element, for `:state(…)` in a page's styles. Knows no particular state.
 */
export class CustomStates {
  readonly #internals: ElementInternals | null;

  constructor(host: HTMLElement) {
    this.#internals = attach(host);
  }

  toggle(name: string, on: boolean): void {
    try {
      if (on) this.#internals?.states.add(name);
      else this.#internals?.states.delete(name);
    } catch {
      // Engines before `:state()` accept only names with two dashes; there is nothing to style then.
    }
  }
}

function attach(host: HTMLElement): ElementInternals | null {
  try {
    return host.attachInternals();
  } catch {
    // A page's own subclass may have attached them already.
    return null;
  }
}
