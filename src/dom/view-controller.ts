/**
 * Gives an element a view of the client's state and wakes it when that view changes. Owns the
 * bridge from Readables to signals; holds no state of its own beyond the last view.
 */
import { Signal, computed, signal } from '@lit-labs/signals';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MiptechClient, Readable } from '../core/index.js';
import type { ClientController } from './client-controller.js';

/** Reads a Readable and has the view made anew when it changes. */
export type Read = <V>(readable: Readable<V>) => V;

interface Source {
  readonly value: Signal.State<unknown>;
  readonly stop: () => void;
}

/**
 * `select` makes the view; the host is updated when the view differs by identity or, for plain
 * objects, in one of its fields. After a change, further ones wait for the next frame, so a host
 * renders at most once a frame. Everything is let go on disconnect and when the client changes,
 * which `SignalWatcher` and `watch()` of @lit-labs/signals 0.3.0 do not do.
 */
export class ViewController<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #clients: ClientController;
  readonly #select: (client: MiptechClient, read: Read) => T;
  readonly #sources = new Map<Readable<never>, Source>();
  readonly #watcher = new Signal.subtle.Watcher(() => {
    this.#schedule();
  });
  #client: MiptechClient | null = null;
  #view: Signal.Computed<T> | null = null;
  #value: T | undefined;
  #frame: number | undefined;
  #dirty = false;

  constructor(
    host: ReactiveControllerHost & Element,
    clients: ClientController,
    select: (client: MiptechClient, read: Read) => T,
  ) {
    this.#host = host;
    this.#clients = clients;
    this.#select = select;
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
    this.#view = computed(() => this.#select(client, this.#read));
    this.#watcher.watch(this.#view);
    this.#value = this.#view.get();
  }

  hostDisconnected(): void {
    this.#release();
  }

  readonly #read: Read = <V>(readable: Readable<V>): V => {
    let source = this.#sources.get(readable as Readable<never>);
    if (source === undefined) {
      const value = signal<unknown>(readable.get());
      const stop = readable.subscribe(() => {
        value.set(readable.get());
      });
      source = { value, stop };
      this.#sources.set(readable as Readable<never>, source);
    }
    return source.value.get() as V;
  };

  #schedule(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    // No signal may be read inside the watcher's callback.
    if (this.#frame === undefined) queueMicrotask(this.#look);
  }

  readonly #look = (): void => {
    if (this.#view === null || !this.#dirty) return;
    this.#dirty = false;
    this.#watcher.watch();
    const value = this.#view.get();
    if (same(value, this.#value)) return;
    this.#value = value;
    this.#host.requestUpdate();
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#look();
    });
  };

  #release(): void {
    if (this.#view !== null) this.#watcher.unwatch(this.#view);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    for (const { stop } of this.#sources.values()) stop();
    this.#sources.clear();
    this.#client = null;
    this.#view = null;
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
