/**
 * The storage of a browser as one of its pages sees it: what the page writes the others hear of,
 * and a page that is gone writes nothing. Owns no value; does not know what is stored.
 */
import type { StoragePort } from '../../../src/core/ports.js';
import type { ScriptedStorage } from '../../../src/testing/scripted-host.js';

export interface SharedStorageParts {
  readonly values: ScriptedStorage;
  readonly alive: () => boolean;
  readonly changed: (key: string) => void;
}

export class SharedStorage implements StoragePort {
  readonly #parts: SharedStorageParts;

  constructor(parts: SharedStorageParts) {
    this.#parts = parts;
  }

  get length(): number {
    return this.#parts.values.length;
  }

  key(index: number): string | null {
    return this.#parts.values.key(index);
  }

  getItem(key: string): string | null {
    return this.#parts.values.getItem(key);
  }

  setItem(key: string, value: string): void {
    const { values, alive, changed } = this.#parts;
    if (!alive()) return;
    const before = values.getItem(key);
    values.setItem(key, value);
    if (before !== value) changed(key);
  }

  removeItem(key: string): void {
    const { values, alive, changed } = this.#parts;
    if (!alive()) return;
    const before = values.getItem(key);
    values.removeItem(key);
    if (before !== null) changed(key);
  }
}
