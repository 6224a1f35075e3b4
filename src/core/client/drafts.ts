/**
 * What a person has begun to write: one text a chat, kept over a reload until it is sent. Owns these
 * texts and their safekeeping; does not know what sending is.
 *
 * Pages share one list, each writes only the chats it changed, and none listens to the others: what
 * is typed here is never replaced by what is typed elsewhere.
 */
import * as z from 'zod/mini';
import type { Ports } from '../ports.js';
import { label, list, parsed, read, words } from '../protocol/values.js';
import { writable } from '../state/readable.js';
import type { Readable } from '../state/readable.js';
import type { Store } from './storage.js';

/** Most drafts that are kept; the oldest goes first. */
const mostDrafts = 20;
/** Longest draft that outlives its page, in characters: storage is small and holds the session too. */
const longestKept = 100_000;
/** Time from a change to its safekeeping, in milliseconds. */
const pause = 500;

interface Draft {
  /** Null for the chat that is not made yet. */
  readonly chatId: string | null;
  readonly text: string;
}

const keptSchema = z.object({ owner: label, drafts: list });
const draftSchema = z.object({ chatId: label, text: words });

export interface DraftsParts {
  readonly ports: Pick<Ports, 'clock' | 'network'>;
  readonly store: Store;
  readonly tenantId: string;
}

export class Drafts {
  readonly #parts: DraftsParts;
  readonly #key: string;
  readonly #text = writable('');
  /** What this page knows better than the storage, emptied drafts included. */
  readonly #own = new Map<string | null, string>();
  readonly #unsaved = new Set<string | null>();
  #owner: string | null = null;
  #chatId: string | null = null;
  #ended = false;
  #stopWaiting: (() => void) | null = null;

  constructor(parts: DraftsParts) {
    this.#parts = parts;
    this.#key = `miptech_drafts:${parts.tenantId}`;
  }

  /** The draft of the chat on screen. */
  get text(): Readable<string> {
    return this.#text;
  }

  write(text: string): void {
    if (text === this.#text.get()) return;
    this.#put(this.#chatId, text);
    this.#text.set(text);
  }

  /** Another chat is on screen. */
  show(chatId: string | null): void {
    this.#chatId = chatId;
    this.#text.set(this.#of(chatId));
  }

  /** The draft goes along to this chat, unless one was begun there. */
  move(chatId: string | null): void {
    const text = this.#text.get();
    if (chatId !== this.#chatId && text !== '' && this.#of(chatId) === '') {
      this.#put(this.#chatId, '');
      this.#put(chatId, text);
    }
    this.show(chatId);
  }

  /** What was begun before anybody was known is the first one's; what is kept for another is gone. */
  claim(owner: string): void {
    if (this.#owner !== null) this.#forget();
    const { owner: before } = this.#kept();
    if (before !== owner) this.#parts.store.set(this.#key, null);
    this.#owner = owner;
  }

  /** Forgets everything of the owner, in storage too. */
  clear(): void {
    const { owner } = this.#kept();
    if (owner === null || owner === this.#owner) this.#parts.store.set(this.#key, null);
    this.#owner = null;
    this.#forget();
    this.show(null);
  }

  destroy(): void {
    this.#save();
    this.#ended = true;
  }

  #forget(): void {
    this.#stopWaiting?.();
    this.#own.clear();
    this.#unsaved.clear();
    this.#text.set('');
  }

  #put(chatId: string | null, text: string): void {
    this.#own.set(chatId, text);
    this.#unsaved.add(chatId);
    if (this.#stopWaiting === null && !this.#ended) this.#wait();
  }

  #of(chatId: string | null): string {
    const own = this.#own.get(chatId);
    if (own !== undefined) return own;
    const { owner, drafts } = this.#kept();
    if (owner === null || owner !== this.#owner) return '';
    return drafts.find((draft) => draft.chatId === chatId)?.text ?? '';
  }

  #kept(): { readonly owner: string | null; readonly drafts: readonly Draft[] } {
    const { owner, drafts } = read(keptSchema, parsed(this.#parts.store.get(this.#key)));
    return {
      owner,
      drafts: (drafts ?? []).slice(0, mostDrafts).flatMap((given) => {
        const { chatId, text } = read(draftSchema, given);
        return text === null ? [] : [{ chatId, text }];
      }),
    };
  }

  /** Once for many keys, and before the page is left: whoever is out of view may be gone next. */
  #wait(): void {
    const { clock, network } = this.#parts.ports;
    const save = (): void => {
      this.#save();
    };
    const cancel = clock.after(pause, save);
    const unsubscribe = network.subscribe((change) => {
      if (change === 'hidden' || change === 'leaving') save();
    });
    this.#stopWaiting = () => {
      cancel();
      unsubscribe();
      this.#stopWaiting = null;
    };
  }

  #save(): void {
    this.#stopWaiting?.();
    if (this.#owner === null || this.#unsaved.size === 0) return;
    const { owner, drafts } = this.#kept();
    const others = owner === this.#owner ? drafts : [];
    const changed = [...this.#unsaved].map((chatId) => ({
      chatId,
      text: this.#own.get(chatId) ?? '',
    }));
    const kept = [...others.filter(({ chatId }) => !this.#unsaved.has(chatId)), ...changed]
      .filter(({ text }) => text !== '' && text.length <= longestKept)
      .slice(-mostDrafts);
    this.#unsaved.clear();
    const value = kept.length === 0 ? null : JSON.stringify({ owner: this.#owner, drafts: kept });
    this.#parts.store.offer(this.#key, value);
  }
}
