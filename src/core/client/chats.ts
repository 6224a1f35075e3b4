/**
 * The user’s chats as a list that keeps up with what this client does. Owns the list and what is
 * unread in it; asks the platform only when told to, and knows neither socket nor messages’ ways.
 */
import { asMiptechError } from '../protocol/errors.js';
import type { MiptechError } from '../protocol/errors.js';
import type { ChatSummary } from '../protocol/rest.js';
import type { ClockPort } from '../ports.js';
import { chatTitle, standInTitle } from '../state/chat-title.js';
import { writable } from '../state/readable.js';
import type { Readable } from '../state/readable.js';
import { emptyTranscript } from '../state/transcript.js';
import type { Transcript } from '../state/transcript.js';
import type { ChatItem, ChatsApi, ChatsState } from './api.js';
import { ChatMarks } from './chat-marks.js';
import type { Store } from './storage.js';

export interface ChatsParts {
  readonly store: Store;
  readonly tenantId: string;
  readonly clock: ClockPort;
  readonly transcript: Readable<Transcript>;
  /** The platform’s list. */
  readonly list: () => Promise<readonly ChatSummary[]>;
  /** The list was refused. */
  readonly refused: (error: MiptechError) => void;
}

const noChats: ChatsState = { phase: 'unknown', items: [], error: null };

export class Chats implements ChatsApi {
  readonly get: ChatsApi['get'];
  readonly subscribe: ChatsApi['subscribe'];
  readonly #state = writable<ChatsState>(noChats);
  readonly #parts: ChatsParts;
  readonly #marks: ChatMarks;
  readonly #leave: () => void;
  #owner: string | null = null;
  /** What the platform told, and what this page saw begin. */
  #chats = new Map<string, ChatSummary>();
  /** When something last happened in a chat on this page, by this page’s clock. */
  #touched = new Map<string, number>();
  #before = emptyTranscript;
  #loading: Promise<ChatsState> | null = null;
  /** Somebody asked for the list once. */
  #wanted = false;

  constructor(parts: ChatsParts) {
    this.#parts = parts;
    this.get = this.#state.get;
    this.subscribe = this.#state.subscribe;
    this.#marks = new ChatMarks(parts.store, parts.tenantId);
    this.#leave = parts.transcript.subscribe(() => {
      this.#look();
    });
  }

  load(): Promise<ChatsState> {
    this.#wanted = true;
    if (this.#owner === null) return Promise.resolve(this.get());
    if (this.#loading !== null) return this.#loading;
    const loading = this.#load(this.#owner).finally(() => {
      if (this.#loading === loading) this.#loading = null;
    });
    this.#loading = loading;
    return loading;
  }

  /** Somebody is here. What was another’s is gone before this returns. */
  claim(owner: string): void {
    if (owner === this.#owner) return;
    this.#empty();
    this.#owner = owner;
    this.#marks.claim(owner);
    this.#look();
    if (this.#wanted) void this.load();
  }

  /** The user signed out: nothing of theirs stays, here or in storage. */
  forget(): void {
    this.#empty();
    this.#marks.clear();
  }

  /** An answer came to its end in a chat that is not open. */
  answeredElsewhere(chatId: string): void {
    if (this.#owner === null || !this.#chats.has(chatId)) return;
    this.#touch(chatId);
    // Whatever the platform's clock makes of it: unread until it is opened.
    this.#marks.set([{ id: chatId, seen: 0, settles: false }]);
    this.#publish();
  }

  destroy(): void {
    this.#leave();
    this.#owner = null;
  }

  #empty(): void {
    this.#owner = null;
    this.#loading = null;
    this.#chats.clear();
    this.#touched.clear();
    this.#before = emptyTranscript;
    this.#state.set(noChats);
  }

  async #load(owner: string): Promise<ChatsState> {
    this.#state.set({ ...this.get(), phase: 'loading' });
    const before = new Map(this.#touched);
    try {
      const chats = await this.#parts.list();
      if (this.#owner === owner) this.#take(chats, before);
    } catch (thrown) {
      const error = asMiptechError(thrown);
      if (this.#owner === owner) {
        this.#parts.refused(error);
        this.#state.set({ ...this.get(), phase: 'failed', error });
      }
    }
    return this.get();
  }

  /** @param before what had happened here when the list was asked for: the platform tells of that */
  #take(chats: readonly ChatSummary[], before: ReadonlyMap<string, number>): void {
    for (const { id, at } of chats) {
      if (at !== null && this.#touched.get(id) === before.get(id)) this.#touched.delete(id);
    }
    const { chatId, messages, answering } = this.#parts.transcript.get();
    const open = chatId === null ? undefined : this.#chats.get(chatId);
    this.#chats = new Map(chats.map((chat) => [chat.id, chat]));
    // The list may be older than the open chat.
    if (open !== undefined && messages.length > 0 && !this.#chats.has(open.id)) {
      this.#chats.set(open.id, open);
    }
    const { marks, since } = this.#marks.get();
    const changes = chats.flatMap(({ id, title }) => {
      const mark = marks.get(id);
      const seen = mark?.settles === true || (id === chatId && !answering);
      const titled = mark?.title != null && !standInTitle(title);
      if (!seen && !titled) return [];
      return {
        id,
        ...(seen ? { seen: this.#timeOf(id), settles: false } : {}),
        ...(titled ? { title: null } : {}),
      };
    });
    // What was there before this browser knew of it is no news.
    const first = since ?? Math.max(0, ...chats.map(({ at }) => at ?? 0));
    if (changes.length > 0 || since === null) this.#marks.set(changes, first);
    this.#publish('known');
  }

  /** Keeps up with the open chat. */
  #look(): void {
    const before = this.#before;
    const now = this.#parts.transcript.get();
    this.#before = now;
    if (this.#owner === null) return;
    const other = now.chatId !== before.chatId;
    const more = now.messages.length !== before.messages.length;
    if (!other && !more && now.answering === before.answering) return;
    // The platform no longer has it; its messages wait for a new one.
    const [first] = now.messages;
    const gone = now.chatId === null && first !== undefined && first.id === before.messages[0]?.id;
    if (other && before.chatId !== null) {
      if (gone) this.#chats.delete(before.chatId);
      else this.#left(before);
    }
    if (now.chatId !== null) this.#seeOpen(now, !other && !before.loading);
    this.#publish();
  }

  #left({ chatId, answering }: Transcript): void {
    if (chatId === null || !this.#chats.has(chatId)) return;
    // An answer that is under way is news when it comes.
    const settles = this.#touched.has(chatId) && !answering;
    this.#marks.set([{ id: chatId, seen: this.#timeOf(chatId), settles }]);
  }

  /** @param live true where what is new happened just now, and was not loaded */
  #seeOpen({ chatId, messages }: Transcript, live: boolean): void {
    const question = messages.find(({ role }) => role === 'user');
    if (chatId === null || question === undefined) return;
    const known = this.#chats.get(chatId);
    const began = known === undefined;
    const last = messages.at(-1)?.at ?? question.at;
    if (began) {
      this.#chats.set(chatId, {
        id: chatId,
        title: '',
        at: last,
        createdAt: question.at,
        messageCount: null,
      });
    }
    const fresh = began && question === messages.at(-1);
    if (live || fresh) this.#touch(chatId);
    const untitled = standInTitle(known?.title ?? '');
    const { marks } = this.#marks.get();
    const title = untitled ? (marks.get(chatId)?.title ?? chatTitle(question.text)) : null;
    const settles = this.#touched.has(chatId);
    this.#marks.set([{ id: chatId, title, seen: this.#timeOf(chatId), settles }]);
  }

  /** Something happened in this chat just now: it is the newest, whatever the clocks say. */
  #touch(chatId: string): void {
    const newest = Math.max(...[...this.#chats.keys()].map((id) => this.#timeOf(id) ?? 0));
    this.#touched.set(chatId, Math.max(this.#parts.clock.now(), newest + 1));
  }

  #timeOf(id: string): number | null {
    const told = this.#chats.get(id)?.at ?? null;
    const touched = this.#touched.get(id) ?? null;
    return told === null || touched === null ? (told ?? touched) : Math.max(told, touched);
  }

  #publish(phase = this.get().phase): void {
    const { chatId, messages } = this.#parts.transcript.get();
    const { marks, since } = this.#marks.get();
    const items = [...this.#chats.values()].flatMap((chat): ChatItem[] => {
      const { id, createdAt, messageCount } = chat;
      const open = id === chatId;
      const mark = marks.get(id);
      const title = standInTitle(chat.title) ? (mark?.title ?? '') : chat.title;
      // Nothing was said in it yet.
      if (open ? messages.length === 0 && title === '' : messageCount === 0) return [];
      const updatedAt = this.#timeOf(id);
      const seen = mark?.seen ?? since;
      const unread =
        !open && mark?.settles !== true && seen !== null && updatedAt !== null && updatedAt > seen;
      return [{ id, title, createdAt, updatedAt, unread, open }];
    });
    items.sort((one, other) => (other.updatedAt ?? 0) - (one.updatedAt ?? 0));
    const error = phase === 'known' ? null : this.get().error;
    this.#state.set({ phase, items, error });
  }
}
