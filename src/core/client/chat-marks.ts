/**
 * What a browser keeps of a user's chats beside what the platform tells: titles made of first
 * questions, and how far each chat was read. Owns the keeping; does not know which chats there are.
 */
import * as z from 'zod/mini';
import { count, flag, label, list, parsed, read } from '../protocol/values.js';
import type { Store } from './storage.js';

/** Chats of which something is kept at most, those marked last. */
const mostMarks = 200;

export interface ChatMark {
  readonly id: string;
  /** Null where the platform has a title, or nothing was asked yet. */
  readonly title: string | null;
  /** The chat’s time when it was last seen, in milliseconds; null where it never was. */
  readonly seen: number | null;
  /** True where the platform’s next word on the time counts as seen: clocks differ. */
  readonly settles: boolean;
}

export interface KeptMarks {
  /** What is not later than this counts as seen; null before the first list. */
  readonly since: number | null;
  readonly marks: ReadonlyMap<string, ChatMark>;
}

const keptSchema = z.object({ owner: label, since: count, chats: list });
const markSchema = z.object({ id: label, title: label, seen: count, settles: flag });

function markOf(given: unknown): ChatMark | null {
  const { id, title, seen, settles } = read(markSchema, given);
  return id === null ? null : { id, title, seen, settles: settles === true };
}

export class ChatMarks {
  readonly #store: Store;
  readonly #key: string;
  #owner: string | null = null;

  constructor(store: Store, tenantId: string) {
    this.#store = store;
    this.#key = `miptech_chats:${tenantId}`;
  }

  /** From now on for `owner`; what is kept of another user is thrown away. */
  claim(owner: string): void {
    this.#owner = owner;
    if (this.#kept.owner !== owner) this.#store.set(this.#key, null);
  }

  /** Forgets everything of the owner. */
  clear(): void {
    if (this.#kept.owner === this.#owner) this.#store.set(this.#key, null);
    this.#owner = null;
  }

  /** Read anew each time: other pages write here too. */
  get(): KeptMarks {
    const { owner, since, chats } = this.#kept;
    if (this.#owner === null || owner !== this.#owner) return { since: null, marks: new Map() };
    const marks = (chats ?? []).map(markOf).filter((mark) => mark !== null);
    return { since, marks: new Map(marks.map((mark) => [mark.id, mark])) };
  }

  /** Changes what is kept of these chats, and the time before which all counts as seen. */
  set(changes: readonly ({ id: string } & Partial<ChatMark>)[], since?: number): void {
    if (this.#owner === null) return;
    const kept = this.get();
    const marks = new Map(kept.marks);
    for (const change of changes) {
      const before = marks.get(change.id) ?? { title: null, seen: null, settles: false };
      marks.delete(change.id);
      marks.set(change.id, { ...before, ...change });
    }
    const all = [...marks.values()];
    const dropped = all.slice(0, Math.max(0, all.length - mostMarks));
    const times = [since ?? kept.since, ...dropped.map(({ seen }) => seen)];
    const known = times.filter((time) => time !== null);
    const next = {
      owner: this.#owner,
      // What is dropped stays seen.
      since: known.length === 0 ? null : Math.max(...known),
      chats: all.slice(dropped.length),
    };
    this.#store.set(this.#key, JSON.stringify(next));
  }

  get #kept(): z.infer<typeof keptSchema> {
    return read(keptSchema, parsed(this.#store.get(this.#key)));
  }
}
