/**
 * The book of messages: who wrote which, what end each page told of it, and whether that is true.
 * Owns the rule of messages: one end, no loss, no copy; does not know how they travel.
 */
import type { Message, Readable } from '../../../src/core/index.js';
import type { Conversations } from './conversations.js';
import type { Page } from './page.js';

export interface Entry {
  readonly id: string;
  readonly text: string;
  /** Where it was written. */
  readonly page: Page;
  /** Where it is now: a reload takes it along. */
  holder: Page;
  /** What `send` handed out; null for a question that was asked again. */
  readonly watched: Readable<Message> | null;
  /** Whose it is; null while nobody is known. */
  owner: string | null;
  /** How often it may have been sent again for a good reason. */
  resends: number;
  /** Nothing is owed for it any more: its user or its page is gone. */
  released: boolean;
}

/** The end of a message in one word; null while it has none. */
export function endOf({ state, failure }: Pick<Message, 'state' | 'failure'>): string | null {
  if (state === 'delivered') return state;
  return state === 'failed' ? `failed:${failure ?? ''}` : null;
}

/** Ends that say: the platform does not have it. */
const neverTaken = new Set([
  'failed:queue_full',
  'failed:too_large',
  'failed:expired_in_queue',
  'failed:rate_limited',
  'failed:rejected_by_server',
]);

export class Ledger {
  readonly entries = new Map<string, Entry>();
  readonly #object: (message: string) => void;
  readonly #conversations: Conversations;
  /** The ends each page has told. */
  readonly #told = new Map<Page, Map<string, string>>();
  /** Messages that were given up with their user's session, and may come back with it. */
  readonly #lost = new Set<string>();

  constructor(conversations: Conversations, object: (message: string) => void) {
    this.#conversations = conversations;
    this.#object = object;
  }

  add(
    page: Page,
    owner: string | null,
    { id, text }: Message,
    watched: Entry['watched'],
    released: boolean,
  ): void {
    this.entries.set(id, { id, text, page, holder: page, watched, owner, resends: 0, released });
  }

  /** A person sends it again: it may be there twice, and has a new end. */
  resent(page: Page, id: string): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.resends += 1;
    this.#told.get(page)?.delete(id);
  }

  /** Storage may give back an old copy of these. */
  mayComeBack(ids: Iterable<string>): void {
    for (const id of ids) {
      const entry = this.entries.get(id);
      if (entry !== undefined) entry.resends += 1;
    }
  }

  /** What was written before anybody was known is now theirs. */
  claimed(page: Page, owner: string): void {
    for (const entry of this.entries.values()) {
      if (entry.page === page) entry.owner ??= owner;
    }
  }

  /** Nothing is owed any more for those that fit. */
  release(fits: (entry: Entry) => boolean): void {
    for (const entry of this.entries.values()) if (fits(entry)) entry.released = true;
  }

  /** What a page tells of a message: its end, null for none yet, undefined where it knows nothing. */
  endAt(page: Page, entry: Entry): string | null | undefined {
    const shown = page.client.transcript.get().messages.find(({ id }) => id === entry.id);
    if (shown !== undefined) return endOf(shown);
    const watched = entry.page === page ? entry.watched?.get() : undefined;
    return watched === undefined ? undefined : endOf(watched);
  }

  /** True where some page told its end; a page that was destroyed only told its own. */
  ended(id: string): boolean {
    return [...this.#told.values()].some((ends) => {
      const end = ends.get(id);
      return end !== undefined && end !== 'failed:disposed';
    });
  }

  check(pages: readonly Page[]): void {
    for (const page of pages) this.#checkPage(page);
    for (const { id, text, resends } of this.entries.values()) {
      const copies = this.#conversations.copies(id);
      if (copies > 1 + resends) this.#object(`${copies} copies of “${text}” (${id}) are stored`);
    }
  }

  #checkPage(page: Page): void {
    const told = this.#told.get(page) ?? new Map<string, string>();
    this.#told.set(page, told);
    for (const entry of this.entries.values()) {
      const { id, text } = entry;
      const end = this.endAt(page, entry);
      const before = told.get(id);
      if (end === undefined) continue;
      if (before !== undefined && end !== before) this.#changed(entry, before, end);
      if (end === null) continue;
      told.set(id, end);
      if (end === 'failed:auth_lost') this.#lost.add(id);
      const stored = this.#conversations.ever.has(id);
      if (end === 'delivered' && !stored) {
        this.#object(`“${text}” (${id}) is told to be delivered, and the platform never had it`);
      }
      if (neverTaken.has(end) && this.#conversations.copies(id) > 0 && entry.resends === 0) {
        this.#object(`“${text}” (${id}) is told to be ${end}, and the platform has it`);
      }
    }
  }

  #changed({ text, id }: Entry, before: string, end: string | null): void {
    // Evidence may come late.
    if (before === 'failed:delivery_unknown' && end === 'delivered') return;
    if (this.#lost.has(id)) return;
    this.#object(`“${text}” (${id}) was ${before} and is now ${end ?? 'without an end'}`);
  }
}
