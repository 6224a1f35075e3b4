/**
 * Messages on their way: in order, bounded, and kept over a reload until they have their end. Owns
 * the list and its safekeeping, together with which chat was open last; knows no socket.
 *
 * Each page keeps a list of its own, guarded by a lock for as long as it lives, because two pages
 * with one list would send everything twice. A page that finds an unguarded list takes it over.
 */
import * as z from 'zod/mini';
import type { Ports } from '../ports.js';
import { messageFailures } from '../state/transcript.js';
import type { MessageFailure } from '../state/transcript.js';
import { count, flag, label, list, parsed, read, words } from '../protocol/values.js';
import type { Store } from './storage.js';

/** Most messages on their way at once, and most failed ones that are kept. */
export const queueLimit = 50;
/** Longest message, in characters. */
export const sizeLimit = 32_000;
/** A message that waited longer is not sent any more without asking, in milliseconds. */
export const longestWait = 86_400_000;
/** Longest wait for the lock of a page that is just going away, in milliseconds. */
const lockWait = 3000;

export interface Outgoing {
  readonly id: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Null until a chat is there. */
  chatId: string | null;
  /** True once handed to a socket or a call: from then on only the platform tells if it arrived. */
  written: boolean;
  /**
   * Its number among those written to the socket that stands: answers come in this order. Null where
   * it was not written there.
   */
  place: number | null;
  /** How often nothing was heard of it for as long as one waits. */
  silences: number;
  /** True where the person no longer wants the answer. */
  stopped: boolean;
  /** How often the platform refused it for the moment. */
  refusals: number;
  /** Why it is not on its way any more; kept for the person to send it again. */
  failure: MessageFailure | null;
}

const placeSchema = z.object({ owner: label, chatId: label });
const keptSchema = z.object({ owner: label, savedAt: count, items: list });
const itemSchema = z.object({
  id: label,
  text: words,
  at: count,
  chatId: label,
  written: flag,
  stopped: flag,
  failure: label,
});

export interface OutboxParts {
  readonly ports: Pick<Ports, 'clock' | 'locks' | 'sessionStorage' | 'uuid'>;
  readonly store: Store;
  readonly tenantId: string;
  /** Messages of a page that is gone were taken over. */
  readonly adopted: () => void;
}

export class Outbox {
  readonly #parts: OutboxParts;
  readonly #placeKey: string;
  readonly #prefix: string;
  readonly #traceKey: string;
  /** This page's own list. */
  readonly #key: string;
  readonly #ended = new AbortController();
  #release: (() => void) | null = null;
  #owner: string | null = null;
  #chatId: string | null = null;
  #items: Outgoing[] = [];
  #ghosts: Outgoing[] = [];

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#placeKey = `miptech_conversation:${parts.tenantId}`;
    this.#prefix = `miptech_outbox:${parts.tenantId}:`;
    this.#traceKey = `miptech_page:${parts.tenantId}`;
    this.#key = `${this.#prefix}${parts.ports.uuid()}`;
  }

  /** Everything that is kept, failed messages included, oldest first. */
  get items(): readonly Outgoing[] {
    return this.#items;
  }

  /** What has no end yet. */
  get pending(): readonly Outgoing[] {
    return this.#items.filter((item) => item.failure === null);
  }

  get full(): boolean {
    return this.pending.length >= queueLimit;
  }

  /** The message whose answer comes next on the socket, be it still wanted or not. */
  get next(): Outgoing | null {
    const placed = [...this.#ghosts, ...this.#items].filter((item) => item.place !== null);
    return placed.reduce<Outgoing | null>(
      (first, item) => ((first?.place ?? Infinity) < (item.place ?? 0) ? first : item),
      null,
    );
  }

  /** The socket is gone: no answer comes in order any more. */
  unplace(): void {
    this.#ghosts = [];
    for (const item of this.#items) item.place = null;
  }

  /** The chat that was open last; null for none. */
  get chatId(): string | null {
    return this.#chatId;
  }

  set chatId(chatId: string | null) {
    this.#chatId = chatId;
    this.#savePlace();
  }

  /**
   * Takes up what is kept for `owner`; what is kept for another user is thrown away. What was sent
   * before anybody was known is the first one's.
   */
  claim(owner: string): void {
    const { store } = this.#parts;
    const unclaimed = this.#owner === null ? this.#items : [];
    const before = this.#trace();
    const place = read(placeSchema, parsed(store.get(this.#placeKey)));
    this.#owner = owner;
    this.#chatId = place.owner === owner ? place.chatId : null;
    this.#items = unclaimed;
    this.#savePlace();
    this.save();
    for (const key of store.keys(this.#prefix)) if (key !== this.#key) this.#find(key, before);
  }

  /** Forgets everything of the owner, in storage too, be it this page's or another one's. */
  clear(): void {
    const { store } = this.#parts;
    for (const key of store.keys(this.#prefix)) {
      const { owner } = read(keptSchema, parsed(store.get(key)));
      if (owner === null || owner === this.#owner) store.set(key, null);
    }
    const place = read(placeSchema, parsed(store.get(this.#placeKey)));
    if (place.owner === this.#owner) store.set(this.#placeKey, null);
    // Where nobody was known, it leads to what another one left here.
    if (this.#owner !== null) this.#leaveTrace(false);
    this.#owner = null;
    this.#chatId = null;
    this.#items = [];
    this.#unguard();
  }

  destroy(): void {
    this.#ended.abort();
    this.#unguard();
  }

  add(item: Pick<Outgoing, 'id' | 'text' | 'at' | 'chatId'>): void {
    this.#items.push({ ...fresh, ...item });
    this.save();
  }

  remove(id: string): void {
    for (const item of this.#items) {
      if (item.id === id && item.place !== null) this.#ghosts.push({ ...item });
    }
    this.#items = this.#items.filter((item) => item.id !== id);
    this.save();
  }

  find(id: string): Outgoing | null {
    return this.#items.find((item) => item.id === id) ?? null;
  }

  /**
   * Gives every message that has no chat this one. What was written without a chat, on a socket that
   * is gone, is none of it: the platform may have made another chat for it.
   */
  adopt(chatId: string): void {
    for (const item of this.#items) {
      const lost = item.written && item.place === null && item.failure === null;
      if (item.chatId === null && !lost) item.chatId = chatId;
    }
    this.save();
  }

  save(): void {
    if (this.#owner === null) return;
    const failed = this.#items.filter((item) => item.failure !== null);
    const dropped = new Set(failed.slice(0, Math.max(0, failed.length - queueLimit)));
    this.#items = this.#items.filter((item) => !dropped.has(item));
    const kept = { owner: this.#owner, savedAt: this.#parts.ports.clock.now(), items: this.#items };
    const nothing = this.#items.length === 0;
    if (nothing) this.#unguard();
    else this.#guard();
    this.#leaveTrace(!nothing);
    this.#parts.store.set(this.#key, nothing ? null : JSON.stringify(kept));
  }

  #savePlace(): void {
    if (this.#owner === null) return;
    const place = { owner: this.#owner, chatId: this.#chatId };
    this.#parts.store.set(this.#placeKey, this.#chatId === null ? null : JSON.stringify(place));
  }

  /** Held while there is something to guard: a page that holds a lock cannot be cached. */
  #guard(): void {
    const { store, ports } = this.#parts;
    if (this.#release !== null || ports.locks === null || !store.backed) return;
    const held = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    void this.#lock(this.#key, this.#ended.signal, () => held);
  }

  #unguard(): void {
    this.#release?.();
    this.#release = null;
  }

  /** Takes over the list under `key` unless the page it belongs to lives. `before`: see the trace. */
  #find(key: string, before: string | null): void {
    const { ports, store } = this.#parts;
    if (ports.locks === null || !store.backed) {
      // Without locks nothing tells a page that lives: only the one before this one surely does not.
      const mine = key === `${this.#prefix}${before ?? ''}`;
      if (mine || this.#stale(key) || this.#foreign(key)) this.#takeOver(key);
      return;
    }
    const began = ports.clock.now();
    const waited = new AbortController();
    const give = (): void => {
      waited.abort();
    };
    // A page that was just left still holds its lock for a moment.
    const cancel = ports.clock.after(lockWait, give);
    this.#ended.signal.addEventListener('abort', give, { once: true });
    void this.#lock(key, waited.signal, () => {
      cancel();
      // Saved since: its page lives, and asks for its lock again behind this one.
      const { savedAt } = read(keptSchema, parsed(store.get(key)));
      const lives = savedAt !== null && savedAt > began && savedAt <= ports.clock.now();
      if (!this.#ended.signal.aborted && !lives && this.#takeOver(key)) this.#parts.adopted();
      return Promise.resolve();
    }).finally(() => {
      cancel();
      this.#ended.signal.removeEventListener('abort', give);
    });
  }

  /** True where messages were taken over. */
  #takeOver(key: string): boolean {
    const { store } = this.#parts;
    const { owner, items } = read(keptSchema, parsed(store.get(key)));
    store.set(key, null);
    if (owner === null || owner !== this.#owner) return false;
    const taken = itemsOf(items ?? []).filter(({ id }) => this.find(id) === null);
    this.#items = [...taken, ...this.#items];
    this.save();
    return taken.length > 0;
  }

  #foreign(key: string): boolean {
    return read(keptSchema, parsed(this.#parts.store.get(key))).owner !== this.#owner;
  }

  #stale(key: string): boolean {
    const { items } = read(keptSchema, parsed(this.#parts.store.get(key)));
    const now = this.#parts.ports.clock.now();
    return itemsOf(items ?? []).every(({ at }) => now - at > longestWait);
  }

  async #lock(name: string, signal: AbortSignal, task: () => Promise<void>): Promise<void> {
    try {
      await this.#parts.ports.locks?.request(name, { signal }, task);
    } catch {
      // Not to be had: another page lives, or this one ended.
    }
  }

  /** The page that was here before this one, in the same tab. */
  #trace(): string | null {
    try {
      return this.#parts.ports.sessionStorage?.getItem(this.#traceKey) ?? null;
    } catch {
      return null;
    }
  }

  /** Where no lock guards the list. */
  #leaveTrace(wanted: boolean): void {
    const { locks, sessionStorage } = this.#parts.ports;
    if (locks !== null) return;
    try {
      if (wanted) sessionStorage?.setItem(this.#traceKey, this.#key.slice(this.#prefix.length));
      else sessionStorage?.removeItem(this.#traceKey);
    } catch {
      // Refused: without locks, what is kept is then only found again when it is old.
    }
  }
}

const fresh = {
  written: false,
  place: null,
  silences: 0,
  stopped: false,
  refusals: 0,
  failure: null,
} as const;

function itemsOf(items: readonly unknown[]): readonly Outgoing[] {
  return items.slice(0, 2 * queueLimit).flatMap((given) => {
    const { id, text, at, chatId, written, stopped, failure } = read(itemSchema, given);
    if (id === null || text === null) return [];
    return {
      ...fresh,
      id,
      text,
      at: at ?? 0,
      chatId,
      written: written === true,
      stopped: stopped === true,
      failure: messageFailures.find((known) => known === failure) ?? null,
    };
  });
}
