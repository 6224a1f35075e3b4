/**
 * A container of the element's own among the page's children: keeps it in place, gives it its
 * styles, and renders into it. Does not know what is rendered.
 */
import { nothing, render } from 'lit';
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import { holdFormStyles } from './form-sheet.js';

export class LightContent implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #slot: string;
  #container: HTMLElement | undefined;
  /** What has the focus, and where it goes back to when the container does. */
  #focused: HTMLElement | null = null;
  /** Of its texts, where it is not the page's; for the next `render`. */
  lang: string | undefined;
  #releaseStyles: (() => void) | undefined;

  /** `slot` names the slot of the container, which is made when there is something to show. */
  constructor(host: ReactiveControllerHost & HTMLElement, slot: string) {
    this.#host = host;
    this.#slot = slot;
    host.addController(this);
  }

  hostConnected(): void {
    this.place();
    const root = this.#host.getRootNode();
    if (root instanceof Document || root instanceof ShadowRoot) {
      this.#releaseStyles = holdFormStyles(root);
    }
  }

  hostDisconnected(): void {
    this.#focused = null;
    this.#releaseStyles?.();
    this.#releaseStyles = undefined;
  }

  /**
   * Appends the container where the page took it out with its own children, and removes one that
   * came along with a cloned element.
   */
  readonly place = (): void => {
    if (!this.#host.isConnected) return;
    for (const child of [...this.#host.children]) {
      if (child.slot === this.#slot && child !== this.#container) child.remove();
    }
    const container = this.#container;
    if (container === undefined || container.parentNode === this.#host) return;
    this.#host.append(container);
    // A page that writes all its text anew takes the form out for a moment.
    const { activeElement, body } = document;
    if (activeElement === null || activeElement === body) {
      this.#focused?.focus({ preventScroll: true });
    }
  };

  render(content: TemplateResult | typeof nothing): void {
    if (this.#container === undefined && content === nothing) return;
    this.#container ??= this.#make();
    // A slot that was empty from the first has no change to tell of.
    this.place();
    if (this.lang === undefined) this.#container.removeAttribute('lang');
    else this.#container.lang = this.lang;
    render(content, this.#container);
  }

  #make(): HTMLElement {
    const container = document.createElement('div');
    container.slot = this.#slot;
    container.className = 'miptech-light';
    container.addEventListener('focusin', ({ target }) => {
      this.#focused = target instanceof HTMLElement ? target : null;
    });
    container.addEventListener('focusout', ({ target }) => {
      // Chromium tells of it when the container is taken out, other browsers do not: what is put
      // back in the same task, at the slot's change, has its focus back in all of them.
      queueMicrotask(() => {
        queueMicrotask(() => {
          if (this.#focused === target && !this.holds(document.activeElement)) this.#focused = null;
        });
      });
    });
    return container;
  }

  find<E extends HTMLElement>(selector: string): E[] {
    return [...(this.#container?.querySelectorAll<E>(selector) ?? [])];
  }

  holds(element: Element | null): boolean {
    return element !== null && this.#container?.contains(element) === true;
  }
}
