/**
 * Where the focus goes when a sign-in form that the page put into a chat has done its work and is
 * gone: into the field. Owns that moment only; knows neither form nor session.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export const signInSlot = 'signed-out';

/** The page's own content for a chat without a session. */
export function signInOf(host: Element): Element | null {
  return [...host.children].find(({ slot }) => slot === signInSlot) ?? null;
}

export class SignInFocus implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #field: () => HTMLElement | undefined;
  #listening: AbortController | undefined;
  #inside = false;

  constructor(host: ReactiveControllerHost & HTMLElement, field: () => HTMLElement | undefined) {
    this.#host = host;
    this.#field = field;
    host.addController(this);
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#host.addEventListener(
      'focusin',
      ({ target }) => {
        this.#inside = this.#owns(target);
      },
      { signal },
    );
    this.#host.addEventListener(
      'focusout',
      ({ relatedTarget }) => {
        // Without a next place the form may just have gone: it is the next update that tells.
        if (relatedTarget !== null) this.#inside = this.#owns(relatedTarget);
      },
      { signal },
    );
  }

  hostUpdated(): void {
    const field = this.#field();
    if (!this.#inside || field === undefined) return;
    this.#inside = false;
    field.focus();
  }

  hostDisconnected(): void {
    this.#listening?.abort();
    this.#inside = false;
  }

  #owns(target: EventTarget | null): boolean {
    return target instanceof Node && signInOf(this.#host)?.contains(target) === true;
  }
}
