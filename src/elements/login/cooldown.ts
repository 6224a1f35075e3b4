/**
 * The wait that a service asked for, counted down by the second. Owns the timer and its end; does
 * not know what is waited for.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class Cooldown implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #ended: () => void;
  /** On the monotonic clock, in milliseconds. */
  #until: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, ended: () => void) {
    this.#host = host;
    this.#ended = ended;
    host.addController(this);
  }

  /** Whole seconds that are left; null while nothing is waited for. */
  get seconds(): number | null {
    if (this.#until === null) return null;
    return Math.max(1, Math.ceil((this.#until - performance.now()) / 1000));
  }

  start(seconds: number): void {
    this.#until = performance.now() + seconds * 1000;
    this.#tick();
  }

  hostConnected(): void {
    if (this.#until !== null) this.#tick();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  readonly #tick = (): void => {
    clearTimeout(this.#timer);
    if (this.#until === null) return;
    const left = this.#until - performance.now();
    if (left <= 0) {
      this.#until = null;
      this.#ended();
    } else {
      // To the next full second that is left, so that no number is skipped or shown for longer.
      this.#timer = setTimeout(this.#tick, left % 1000 || 1000);
    }
    this.#host.requestUpdate();
  };
}
