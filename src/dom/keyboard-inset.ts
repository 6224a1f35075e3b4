/**
 * Tells the styles of an element how much of the window an on-screen keyboard covers: browsers that
 * lay a page out as if there were none leave the foot of a full window under it. Owns the custom
 * property `--_keyboard`; does not know what is moved by it.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Less than this is a toolbar that comes or goes, in CSS pixels. */
const least = 80;

export class KeyboardInset implements ReactiveController {
  readonly #host: HTMLElement;
  #inset = 0;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    for (const name of ['resize', 'scroll']) {
      window.visualViewport?.addEventListener(name, this.#look);
    }
    this.#look();
  }

  hostDisconnected(): void {
    for (const name of ['resize', 'scroll']) {
      window.visualViewport?.removeEventListener(name, this.#look);
    }
  }

  readonly #look = (): void => {
    const viewport = window.visualViewport;
    // Who has zoomed in sees a part of the page: that is no keyboard.
    const plain = viewport !== null && Math.abs(viewport.scale - 1) < 0.05;
    const covered = plain ? window.innerHeight - viewport.height : 0;
    const inset = covered < least ? 0 : Math.round(covered);
    if (inset === this.#inset) return;
    this.#inset = inset;
    if (inset === 0) this.#host.style.removeProperty('--_keyboard');
    else this.#host.style.setProperty('--_keyboard', `${String(inset)}px`);
  };
}
