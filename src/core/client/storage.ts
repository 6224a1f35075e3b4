/**
 * Where a client keeps what outlives the page: tokens, the last chat, unsent messages. Owns the
 * choice of storage and its failures; does not know what the values mean.
 */
import type { Settings } from '../config.js';
import type { Ports, StoragePort } from '../ports.js';

class MemoryStorage implements StoragePort {
  readonly #values = new Map<string, string>();

  get length(): number {
    return this.#values.size;
  }

  key(index: number): string | null {
    return [...this.#values.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#values.set(key, value);
  }

  removeItem(key: string): void {
    this.#values.delete(key);
  }
}

/** A storage that never throws: what the host refuses to keep is kept in memory instead. */
export class Store {
  readonly #memory = new MemoryStorage();
  readonly #backing: StoragePort | null;
  readonly #warn: (message: string) => void;
  /** True while the last write was refused. */
  #failed = false;
  #warned = false;

  constructor(settings: Settings, ports: Ports, warn: (message: string) => void) {
    this.#warn = warn;
    if (settings.tokenStorage === 'memory') this.#backing = null;
    else {
      this.#backing = settings.tokenStorage === 'local' ? ports.localStorage : ports.sessionStorage;
      if (this.#backing === null && ports.pageProtocol !== null) this.#fail();
    }
  }

  get backed(): boolean {
    return this.#backing !== null;
  }

  /** True where other tabs of this origin see the same values. */
  get shared(): boolean {
    return this.#backing !== null && !this.#failed;
  }

  get(key: string): string | null {
    // What could not be written is younger than what is written.
    const own = this.#memory.getItem(key);
    if (own !== null) return own;
    try {
      return this.#backing?.getItem(key) ?? null;
    } catch {
      this.#fail();
      return null;
    }
  }

  /** Keeps `value`; null forgets. */
  set(key: string, value: string | null): void {
    this.#memory.removeItem(key);
    try {
      if (value === null) this.#backing?.removeItem(key);
      else if (this.#backing !== null) this.#backing.setItem(key, value);
      this.#failed = false;
      if (this.#backing !== null || value === null) return;
    } catch {
      this.#fail();
      this.#withdraw(key);
    }
    if (value !== null) this.#memory.setItem(key, value);
  }

  /** Keeps `value` where there is room for it; where there is none, nothing is kept and nobody told. */
  offer(key: string, value: string | null): void {
    try {
      if (value === null) this.#backing?.removeItem(key);
      else this.#backing?.setItem(key, value);
    } catch {
      this.#withdraw(key);
    }
  }

  /** The keys in use that begin with `prefix`. */
  keys(prefix: string): readonly string[] {
    const found = new Set<string>();
    const collect = (storage: StoragePort): void => {
      for (let index = 0; index < storage.length; index += 1) {
        const key = storage.key(index);
        if (key?.startsWith(prefix) === true) found.add(key);
      }
    };
    try {
      if (this.#backing !== null) collect(this.#backing);
    } catch {
      this.#fail();
    }
    collect(this.#memory);
    return [...found];
  }

  /** What could not be replaced must not come back with the next page. */
  #withdraw(key: string): void {
    try {
      this.#backing?.removeItem(key);
    } catch {
      // A storage that refuses this too gives nothing out either.
    }
  }

  #fail(): void {
    this.#failed = true;
    if (this.#warned) return;
    this.#warned = true;
    this.#warn(
      'The browser refuses storage on this page: the session lasts until the page is left. Set token-storage="memory" to choose that knowingly.',
    );
  }
}
