/**
 * Whether somebody is there, and a network: tells apart what the host reports, notices that the
 * machine slept, and that nobody has looked at the page for a while. Does not know what is done
 * about it.
 */
import type { NetworkChange, Ports } from '../ports.js';

/** Between two looks at the clock while the page is in view, in milliseconds. */
const look = 2000;
/** So much more than expected between two looks means sleep, or a clock that was set. */
const gap = 8000;

export interface PresenceParts {
  readonly ports: Pick<Ports, 'clock' | 'network'>;
  /** Milliseconds out of view after which `unseen` is told. */
  readonly patience: number;
  /** The page is being put away, or frozen. */
  readonly leaving: () => void;
  readonly offline: () => void;
  /** The network or the page came back: a dead line must not be waited for. */
  readonly back: () => void;
  /** The machine slept for so long, in milliseconds; or its clock was set forward by as much. */
  readonly woke: (slept: number) => void;
  /** Told once the patience is over, and again after as long while it answers false. */
  readonly unseen: () => boolean;
}

export class Presence {
  readonly #parts: PresenceParts;
  #unsubscribe: () => void = () => undefined;
  #cancel: () => void = () => undefined;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** Watches until `stop`; a second call changes nothing. */
  watch(): void {
    this.stop();
    this.#unsubscribe = this.#parts.ports.network.subscribe((change) => {
      this.#changed(change);
    });
    this.#look();
  }

  stop(): void {
    this.#unsubscribe();
    this.#cancel();
  }

  #changed(change: NetworkChange): void {
    const { leaving, offline, back } = this.#parts;
    this.#look();
    if (change === 'leaving') leaving();
    else if (change === 'offline') offline();
    else if (change !== 'hidden') back();
  }

  #look(): void {
    this.#cancel();
    if (this.#parts.ports.network.visible()) this.#awake();
    else this.#hidden();
  }

  /** Timers stand still while a machine sleeps, and so may the monotonic clock; the wall clock goes on. */
  #awake(): void {
    const { clock } = this.#parts.ports;
    const before = clock.now();
    this.#cancel = clock.after(look, () => {
      this.#awake();
      const slept = clock.now() - before - look;
      if (slept > gap) this.#parts.woke(slept);
    });
  }

  #hidden(): void {
    const { ports, patience } = this.#parts;
    if (patience === Infinity) return;
    this.#cancel = ports.clock.after(patience, () => {
      if (!this.#parts.unseen()) this.#hidden();
    });
  }
}
