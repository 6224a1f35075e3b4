/**
 * Where the person at the keyboard is: inside the element, elsewhere on the page, or nowhere because
 * an update took away what had the focus. Moves no focus itself.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LightContent } from './light-content.js';

export class Whereabouts implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #contents: readonly LightContent[];
  #before: Element | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, ...contents: readonly LightContent[]) {
    this.#host = host;
    this.#contents = contents;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#before = this.#focused;
  }

  /** True where the update that runs took away what had the focus. */
  get lost(): boolean {
    return this.#before?.isConnected === false;
  }

  /** True while a person is at work in another part of the page. */
  get away(): boolean {
    const active = this.#active;
    if (active === null || active === document.body) return false;
    // A dialog around the element has the focus where nothing inside it took it.
    return !active.contains(this.#host) && !this.#host.contains(active);
  }

  get #active(): Element | null {
    const root = this.#host.getRootNode();
    return root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
  }

  /** What has the focus among the element's own. */
  get #focused(): Element | null {
    const active = this.#active;
    if (active === this.#host) return this.#host.shadowRoot?.activeElement ?? null;
    return this.#contents.some((content) => content.holds(active)) ? active : null;
  }
}
