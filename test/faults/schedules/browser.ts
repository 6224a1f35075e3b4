/**
 * What the pages of one browser share: clock, storage, locks, network and chance. Owns them and the
 * list of its pages; knows no platform.
 */
import { ManualClock } from '../../../src/testing/manual-clock.js';
import { ScriptedStorage } from '../../../src/testing/scripted-host.js';
import { ScriptedChannels } from '../channels.js';
import { chance } from './chance.js';
import { Locks } from './locks.js';
import type { Page } from './page.js';

/** Milliseconds until the other pages hear of a change in the storage. */
const storageDelay = 4;

export type StorageState = 'well' | 'broken' | 'full';

export class Browser {
  readonly clock = new ManualClock();
  readonly storage = new ScriptedStorage();
  readonly locks = new Locks();
  readonly channels = new ScriptedChannels();
  /** Every page there ever was. */
  readonly pages: Page[] = [];
  readonly random: () => number;
  readonly hasLocks: boolean;
  online = true;
  #ids = 0;

  /** @param hasLocks false as on plain http, where browsers offer no locks */
  constructor(seed: number, hasLocks: boolean) {
    this.hasLocks = hasLocks;
    this.random = chance(seed);
  }

  /** One sequence for all pages, so that a message can be told by its id wherever it turns up. */
  readonly uuid = (): string => {
    this.#ids += 1;
    return `id-${this.#ids}`;
  };

  /** Pages whose client runs. */
  get alive(): readonly Page[] {
    return this.pages.filter((page) => page.alive && !page.destroyed);
  }

  /** Pages that somebody can do something with. */
  get usable(): readonly Page[] {
    return this.alive.filter((page) => !page.frozen);
  }

  limitStorage(state: StorageState): void {
    const used = [...this.storage.values].flat().join('').length;
    this.storage.broken = state === 'broken';
    this.storage.quota = state === 'full' ? used : Infinity;
  }

  /** Tells every page but the one that changed it; a null key is all of the storage. */
  storageChanged(by: Page | null, key: string | null): void {
    this.clock.after(storageDelay, () => {
      for (const page of this.alive) if (page !== by) page.storageChanged(key);
    });
  }

  network(change: 'online' | 'offline'): void {
    this.online = change === 'online';
    for (const page of this.usable) page.network(change);
  }
}
