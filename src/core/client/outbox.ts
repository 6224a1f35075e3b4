/**
 * Messages on their way: in order, bounded, and kept over a reload until they are delivered or have
 * failed. Owns the list and its safekeeping, together with which chat was open last; knows no socket.
 */
import * as z from 'zod/mini';
import { count, flag, label, list, read, words } from '../protocol/values.js';
import type { Store } from './storage.js';

/** Most messages on their way at once. */
export const queueLimit = 50;
/** Longest message, in characters. */
export const sizeLimit = 32_000;

export interface Outgoing {
  readonly id: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Null until a chat is there. */
  chatId: string | null;
  /** True once handed to a socket: from then on only the history tells whether it arrived. */
  written: boolean;
}

const keptSchema = z.object({ owner: label, chatId: label, items: list });
const itemSchema = z.object({ id: label, text: words, at: count, chatId: label, written: flag });

export class Outbox {
  readonly #store: Store;
  readonly #key: string;
  #owner: string | null = null;
  #chatId: string | null = null;
  #items: Outgoing[] = [];

  constructor(store: Store, tenantId: string) {
    this.#store = store;
    this.#key = `miptech_conversation:${tenantId}`;
  }

  get items(): readonly Outgoing[] {
    return this.#items;
  }

  get full(): boolean {
    return this.#items.length >= queueLimit;
  }

  /** The chat that was open last; null for none. */
  get chatId(): string | null {
    return this.#chatId;
  }

  set chatId(chatId: string | null) {
    this.#chatId = chatId;
    this.save();
  }

  /**
   * Takes up what is kept for `owner`; what is kept for another user is thrown away. What was sent
   * before anybody was known is the first one's.
   */
  claim(owner: string): void {
    const unclaimed = this.#owner === null ? this.#items : [];
    this.#owner = owner;
    this.#chatId = null;
    this.#items = [];
    this.#read(owner);
    this.#items.push(...unclaimed);
  }

  /** Forgets everything, in storage too. */
  clear(): void {
    this.#owner = null;
    this.#chatId = null;
    this.#items = [];
    this.#store.set(this.#key, null);
  }

  add(item: Outgoing): void {
    this.#items.push(item);
    this.save();
  }

  remove(id: string): void {
    this.#items = this.#items.filter((item) => item.id !== id);
    this.save();
  }

  find(id: string): Outgoing | null {
    return this.#items.find((item) => item.id === id) ?? null;
  }

  /** Gives every message that has no chat yet, or whose chat is gone, this one. */
  adopt(chatId: string | null, from: string | null): void {
    for (const item of this.#items) if (item.chatId === from) item.chatId = chatId;
    this.save();
  }

  save(): void {
    if (this.#owner === null) return;
    const nothing = this.#chatId === null && this.#items.length === 0;
    const kept = { owner: this.#owner, chatId: this.#chatId, items: this.#items };
    this.#store.set(this.#key, nothing ? null : JSON.stringify(kept));
  }

  #read(owner: string): void {
    let kept: unknown;
    try {
      kept = JSON.parse(this.#store.get(this.#key) ?? 'null');
    } catch {
      kept = null;
    }
    const { owner: keeper, chatId, items } = read(keptSchema, kept);
    if (keeper !== owner) {
      this.#store.set(this.#key, null);
      return;
    }
    this.#chatId = chatId;
    for (const item of (items ?? []).slice(0, queueLimit)) {
      const { id, text, at, chatId: chat, written } = read(itemSchema, item);
      if (id === null || text === null) continue;
      this.#items.push({ id, text, at: at ?? 0, chatId: chat, written: written === true });
    }
  }
}
