/**
 * The element's own container among the page's children: keeps it in place, gives it its styles,
 * renders into it, and knows whether the focus is inside. Does not know what is rendered.
 */
import { render } from 'lit';
import type { ReactiveController, ReactiveControllerHost, nothing, TemplateResult } from 'lit';
import { holdFormStyles } from './form-sheet.js';

/** The slot of the container. */
export const contentSlot = 'miptech-form';

export class LightContent implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #container: HTMLElement | undefined;
  #releaseStyles: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  /** True while the focus is inside, even where the window itself is not in front. */
  get focused(): boolean {
    const root = this.#host.getRootNode();
    return (
      (root instanceof Document || root instanceof ShadowRoot) &&
      root.activeElement !== null &&
      this.#container?.contains(root.activeElement) === true
    );
  }

  /** True while a person is at work in another part of the page. */
  get left(): boolean {
    const { activeElement, body } = document;
    return !this.focused && activeElement !== null && activeElement !== body;
  }

  hostConnected(): void {
    this.place();
    const root = this.#host.getRootNode();
    if (root instanceof Document || root instanceof ShadowRoot) {
      this.#releaseStyles = holdFormStyles(root);
    }
  }

  hostDisconnected(): void {
    this.#releaseStyles?.();
    this.#releaseStyles = undefined;
  }

  /**
   * Appends the container where the page took it out with its own children, and removes one that
   * came along with a cloned element.
   */
  readonly place = (): void => {
    if (!this.#host.isConnected) return;
    this.#container ??= document.createElement('div');
    this.#container.slot = contentSlot;
    for (const child of [...this.#host.children]) {
      if (child.slot === contentSlot && child !== this.#container) child.remove();
    }
    if (this.#container.parentNode !== this.#host) this.#host.append(this.#container);
  };

  render(content: TemplateResult | typeof nothing): void {
    if (this.#container !== undefined) render(content, this.#container);
  }

  find<E extends HTMLElement>(selector: string): E[] {
    return [...(this.#container?.querySelectorAll<E>(selector) ?? [])];
  }
}
