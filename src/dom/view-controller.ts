/**
 * Gives an element a view of the client's state and wakes it when that view changes. Owns the
 * subscriptions to what the view reads; holds no state of its own beyond the last view.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MiptechClient, Readable } from '../core/index.js';
import type { ClientController } from './client-controller.js';

/** Reads a Readable and has the view made anew when it changes. */
export type Read = <V>(readable: Readable<V>) => V;

/**
 * `select` makes the view; the host is updated when the view differs by identity or, for plain
 * objects, in one of its fields. After a change, further ones wait for the next frame, so a host
 * renders at most once a frame. `shown` may show a change by itself: what it answers true for updates
 * nothing, and `later` leaves it to a frame to come. Everything is let go on disconnect and when the
 * client changes.
 */
export class ViewController<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #clients: ClientController;
  readonly #select: (client: MiptechClient, read: Read) => T;
  readonly #shown: (now: T, before: T) => boolean | 'later';
  /** What the view has read, and how each subscription is ended. */
  readonly #sources = new Map<Readable<unknown>, () => void>();
  #client: MiptechClient | null = null;
  #value: T | undefined;
  #frame: number | undefined;
  #dirty = false;

  constructor(
    host: ReactiveControllerHost & Element,
    clients: ClientController,
    select: (client: MiptechClient, read: Read) => T,
    shown: (now: T, before: T) => boolean | 'later' = () => false,
  ) {
    this.#host = host;
    this.#clients = clients;
    this.#select = select;
    this.#shown = shown;
    host.addController(this);
  }

  /** The view as of the last update, and always of the client in force; undefined without one. */
  get value(): T | undefined {
    this.hostUpdate();
    return this.#value;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  /** Also before an element is told of an update: what it decides then is of the same client. */
  hostUpdate(): void {
    // An update that was pending at removal keeps what is shown; connecting asks for another one.
    if (!this.#host.isConnected) return;
    const { client } = this.#clients;
    if (client === this.#client) return;
    this.#release();
    this.#client = client;
    this.#value = undefined;
    if (client === null) return;
    this.#value = this.#select(client, this.#read);
  }

  hostDisconnected(): void {
    this.#release();
  }

  readonly #read: Read = (readable) => {
    if (!this.#sources.has(readable)) {
      this.#sources.set(readable, readable.subscribe(this.#changed));
    }
    return readable.get();
  };

  readonly #changed = (): void => {
    if (this.#dirty) return;
    this.#dirty = true;
    // What changes together is looked at once.
    if (this.#frame === undefined) queueMicrotask(this.#look);
  };

  readonly #look = (): void => {
    if (this.#client === null || !this.#dirty) return;
    this.#dirty = false;
    const value = this.#select(this.#client, this.#read);
    const before = this.#value;
    if (same(value, before)) return;
    const shown = before !== undefined && this.#shown(value, before);
    if (shown === 'later') {
      this.#dirty = true;
    } else {
      this.#value = value;
      if (!shown) this.#host.requestUpdate();
    }
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#look();
    });
  };

  #release(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    for (const stop of this.#sources.values()) stop();
    this.#sources.clear();
    this.#client = null;
    this.#frame = undefined;
    this.#dirty = false;
  }
}

function plain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

/** Equal by identity, or plain objects with identical fields. */
function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!plain(one) || !plain(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && Object.is(one[name], other[name]))
  );
}
