/**
 * What the platform has stored: chats, their messages, and how often it stored each question. Owns
 * the record that tells what really happened to a message; does not know how anything came in.
 */
export interface Stored {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** By the platform's own clock, in milliseconds since 1970. */
  readonly at: number;
  /** The id the client gave its question; null for an answer. */
  readonly clientId: string | null;
}

export interface StoredChat {
  readonly id: string;
  /** The id of its user; null for a visitor's. */
  readonly owner: string | null;
  readonly messages: Stored[];
}

export class Conversations {
  /** Questions that were ever stored, by the client's id, though their chat may be gone since. */
  readonly ever = new Set<string>();
  readonly #chats = new Map<string, StoredChat>();
  readonly #copies = new Map<string, number>();
  #made = 0;
  #stored = 0;

  create(owner: string | null): StoredChat {
    this.#made += 1;
    const chat = { id: `chat-${this.#made}`, owner, messages: [] };
    this.#chats.set(chat.id, chat);
    return chat;
  }

  /** The chat of this id, where it is there and this owner's. */
  find(id: string | null, owner: string | null): StoredChat | null {
    const chat = this.#chats.get(id ?? '');
    return chat?.owner === owner ? chat : null;
  }

  list(owner: string | null): readonly StoredChat[] {
    return [...this.#chats.values()].filter((chat) => chat.owner === owner);
  }

  /** The chat is gone, and whoever asks for a message of it may send that again. */
  lose(id: string | null): void {
    const chat = this.#chats.get(id ?? '');
    if (chat === undefined) return;
    this.#chats.delete(chat.id);
    for (const { clientId } of chat.messages) if (clientId !== null) this.#count(clientId, -1);
  }

  question(chat: StoredChat, text: string, clientId: string, at: number): void {
    this.ever.add(clientId);
    this.#count(clientId, 1);
    chat.messages.push({ id: this.#id(), role: 'user', text, at, clientId });
  }

  answer(chat: StoredChat, id: string, text: string, at: number): void {
    if (chat.messages.some((message) => message.id === id)) return;
    chat.messages.push({ id, role: 'assistant', text, at, clientId: null });
  }

  /** How often the question of this client's id stands in the chats there are. */
  copies(clientId: string): number {
    return this.#copies.get(clientId) ?? 0;
  }

  get all(): readonly StoredChat[] {
    return [...this.#chats.values()];
  }

  #count(clientId: string, more: number): void {
    this.#copies.set(clientId, this.copies(clientId) + more);
  }

  #id(): string {
    this.#stored += 1;
    return `s${this.#stored}`;
  }
}
