/**
 * Wakes an element when the page goes out of view or comes back into it. Owns the listener; does
 * not know what depends on it.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class VisibilityController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #changed = (): void => {
    this.#host.requestUpdate();
  };

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** True while somebody may see the page. */
  get visible(): boolean {
    return document.visibilityState !== 'hidden';
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#changed);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#changed);
  }
}
