/**
 * What the pages of one browser tell each other of a session: that what is kept has changed, and
 * that a person signed out. No token travels; who hears it looks for itself.
 */
import * as z from 'zod/mini';
import type { ChannelPort, Ports } from '../ports.js';
import { label, parsed, read } from '../protocol/values.js';
import type { TokenStore } from './token-store.js';

/** Other pages write their entries one by one; a look in between would see half of them. */
const entriesSettle = 50;
/** So long other pages have to say that they hold a session, in milliseconds. */
const answersCome = 100;

export interface TabsParts {
  readonly ports: Ports;
  readonly tokens: TokenStore;
  /** What is kept may have changed. */
  readonly changed: () => void;
  /** This user signed out on another page. */
  readonly left: (userId: string) => void;
  /** Does this page hold the session of this name? */
  readonly holds: (name: string) => boolean;
}

const wordSchema = z.object({ type: label, user: label, name: label });

export class Tabs {
  readonly #channel: ChannelPort | null;
  readonly #stop: () => void;
  #cancelLook: () => void = () => undefined;
  #giveUpAsking: () => void = () => undefined;
  #asking: Promise<boolean> | null = null;
  /** Sessions that other pages said they hold. */
  readonly #held = new Set<string>();
  readonly #ports: Ports;

  constructor(parts: TabsParts) {
    const { ports, tokens } = parts;
    this.#ports = ports;
    const look = (): void => {
      this.#cancelLook();
      this.#cancelLook = ports.clock.after(entriesSettle, parts.changed);
    };
    const hear = (message: unknown): void => {
      const word = parsed(typeof message === 'string' ? message : null);
      const { type, user, name } = read(wordSchema, word);
      if (type === 'left' && user !== null) parts.left(user);
      if (type === 'asked' && name !== null && parts.holds(name))
        this.#post({ type: 'held', name });
      if (type === 'held' && name !== null) this.#held.add(name);
      if (type === 'changed' || type === 'left') look();
    };
    this.#channel = ports.openChannel?.(tokens.name, hear) ?? null;
    const stopStorage = ports.storageChanges?.subscribe((key) => {
      if (tokens.concerns(key)) look();
    });
    // A page in the back/forward cache hears of no change.
    const stopNetwork = ports.network.subscribe((change) => {
      if (change === 'restored') parts.changed();
    });
    this.#stop = () => {
      stopStorage?.();
      stopNetwork();
    };
  }

  /** What is kept has changed. */
  tellChange(): void {
    this.#post({ type: 'changed' });
  }

  /** This user signed out here. */
  tellLeft(user: string): void {
    this.#post({ type: 'left', user });
  }

  /**
   * True where another page holds the session of this name: a browser copies what a tab keeps to its
   * duplicate, and one refresh token must not be used by two.
   */
  taken(name: string): Promise<boolean> {
    if (this.#channel === null) return Promise.resolve(false);
    this.#asking ??= new Promise((resolve) => {
      this.#held.delete(name);
      this.#post({ type: 'asked', name });
      const cancel = this.#ports.clock.after(answersCome, () => {
        this.#asking = null;
        resolve(this.#held.has(name));
      });
      this.#giveUpAsking = () => {
        cancel();
        resolve(false);
      };
    });
    return this.#asking;
  }

  destroy(): void {
    this.#stop();
    this.#cancelLook();
    this.#giveUpAsking();
    this.#channel?.close();
  }

  #post(word: object): void {
    // A browser that partitions storage may refuse; storage events are left then.
    try {
      this.#channel?.post(JSON.stringify(word));
    } catch {
      return;
    }
  }
}
