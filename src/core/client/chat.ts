/**
 * The open chat: which one it is, its messages, and what a person does with it. Owns the transcript
 * and asks the platform's history what became of messages in doubt; knows no socket and no token.
 */
import type { Settings } from '../config.js';
import type { Ports } from '../ports.js';
import { MiptechError, asMiptechError } from '../protocol/errors.js';
import { newChatFrame } from '../protocol/frames.js';
import type { Frame } from '../protocol/frames.js';
import { readChatId, readChatList, readHistory } from '../protocol/rest.js';
import type { ChatHistory, ChatSummary } from '../protocol/rest.js';
import { paths } from '../protocol/urls.js';
import { merged } from '../state/history.js';
import { derived, writable } from '../state/readable.js';
import type { Readable } from '../state/readable.js';
import { emptyTranscript, failed, queued, unanswered, userMessage } from '../state/transcript.js';
import type { Message, MessageFailure, Transcript } from '../state/transcript.js';
import type { ChatApi } from './api.js';
import type { Conversation } from './connection.js';
import type { Logger } from './logger.js';
import { Outbox, sizeLimit } from './outbox.js';
import type { Call } from './rest.js';
import type { Store } from './storage.js';
import { Turns } from './turns.js';

/** Milliseconds between looks into the history for an answer that was cut off. */
const lookAgain: readonly number[] = [1500, 3000, 6000, 12_000, 24_000];
/** Longest wait for the id of a chat that only the socket can make. */
const adoptionLimit = 3000;

export interface ChatParts {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly store: Store;
  readonly log: Logger;
  readonly request: (call: Omit<Call, 'token'>) => Promise<unknown>;
  /** True while somebody is signed in. */
  readonly identified: () => boolean;
  readonly standing: () => boolean;
  readonly clearance: () => number;
  readonly send: (text: string) => boolean;
  readonly limit: (seconds: number) => void;
  readonly turnEnded: () => void;
}

export class Chat implements ChatApi, Conversation {
  readonly transcript = writable<Transcript>(emptyTranscript);
  readonly #parts: ChatParts;
  readonly #outbox: Outbox;
  readonly #turns: Turns;
  /** Ends with its user: what was begun in it must not show, or be kept, in the next one. */
  #tenure = new AbortController();
  #owner: string | null = null;
  /** True once the history of the open chat is on screen, or there is none. */
  #loaded = false;
  #making: Promise<string | null> | null = null;
  #settling = false;
  /** True while the socket is to name the chat. */
  #adopting = false;
  #looks = 0;
  #cancelLook: () => void = () => undefined;
  #cancelAdoption: () => void = () => undefined;

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.#outbox = new Outbox(parts.store, parts.settings.tenantId);
    this.#turns = new Turns({
      settings: parts.settings,
      ports: parts.ports,
      outbox: this.#outbox,
      transcript: this.transcript,
      standing: parts.standing,
      clearance: parts.clearance,
      send: parts.send,
      limit: parts.limit,
      ended: parts.turnEnded,
      doubtful: () => void this.#settle(),
    });
  }

  send(text: string): Readable<Message> {
    if (text.trim() === '') {
      throw new MiptechError('validation', { message: 'The message is empty; write some text.' });
    }
    const { clock, uuid } = this.#parts.ports;
    const message = userMessage(uuid(), text, clock.now());
    const failure: MessageFailure | null =
      text.length > sizeLimit ? 'too_large' : this.#outbox.full ? 'queue_full' : null;
    if (failure !== null) return writable<Message>({ ...message, state: 'failed', failure });
    this.#enqueue(message);
    let seen = message;
    return derived(() => {
      seen = this.transcript.get().messages.find((other) => other.id === message.id) ?? seen;
      return seen;
    });
  }

  resend(id: string): void {
    const message = this.transcript.get().messages.find((other) => other.id === id);
    if (message?.state === 'failed' && !this.#outbox.full) this.#enqueue(message);
  }

  async newChat(): Promise<void> {
    if (this.transcript.get().messages.length === 0) return;
    this.#show(null);
    if (!this.#parts.standing()) return;
    await this.#makeChat().catch((error: unknown) => {
      this.#parts.log.info(`The new chat is made later: ${asMiptechError(error).code}`);
    });
  }

  async open(chatId: string): Promise<void> {
    if (chatId === this.transcript.get().chatId && this.#loaded) return;
    const history = await this.#history(chatId, this.#tenure.signal);
    this.#show(chatId);
    this.#take(history);
  }

  async list(): Promise<readonly ChatSummary[]> {
    const chats = readChatList(await this.#call({ method: 'GET', path: paths.chatList }));
    return [...chats].sort((one, other) => (other.at ?? 0) - (one.at ?? 0));
  }

  /** Somebody is here: what was kept for them comes back, what was another's is gone. */
  claim(owner: string): void {
    if (owner === this.#owner) return;
    this.#endTenure();
    this.#owner = owner;
    this.#outbox.claim(owner);
    const chatId = this.#parts.settings.chatId ?? this.#outbox.chatId;
    this.#show(chatId);
    this.#outbox.adopt(chatId, null);
    this.#showOutbox();
  }

  /** The user signed out: nothing of theirs stays, on screen or in storage. */
  forget(): void {
    this.#endTenure();
    this.#owner = null;
    this.#outbox.clear();
    this.#turns.lost();
    this.#show(null);
  }

  destroy(): void {
    this.#tenure.abort();
    this.#turns.destroy();
    this.#cancelLook();
    this.#cancelAdoption();
  }

  async ensureChat(creating: () => void, signal: AbortSignal): Promise<string | null> {
    const { chatId } = this.transcript.get();
    if (chatId !== null && !this.#loaded) await this.#load(chatId, signal);
    if (signal.aborted) return null;
    if (this.transcript.get().chatId === null) {
      creating();
      await this.#makeChat();
    }
    return this.transcript.get().chatId;
  }

  async chatGone(signal: AbortSignal): Promise<boolean> {
    const { chatId } = this.transcript.get();
    if (chatId === null) return false;
    try {
      await this.#history(chatId, signal);
      return false;
    } catch (error) {
      if (signal.aborted || asMiptechError(error).code !== 'not_found') return false;
      this.#dropChat(chatId);
      return true;
    }
  }

  ready(): void {
    this.#looks = 0;
    if (this.transcript.get().chatId === null) this.#askForChat();
    const doubtful = this.#outbox.items.some((item) => item.written);
    if (doubtful || unanswered(this.transcript.get())) void this.#settle();
    else this.#turns.flush();
  }

  resumed(): void {
    this.#turns.flush();
  }

  frame(frame: Frame): void {
    if (this.#adopting && frame.chatId !== null) this.#adopt(frame.chatId);
    this.#turns.frame(frame);
  }

  lost(): void {
    this.#cancelLook();
    this.#cancelAdoption();
    this.#adopting = false;
    this.#turns.lost();
  }

  busy(): boolean {
    return this.#turns.busy;
  }

  async #call(call: Omit<Call, 'token'>): Promise<unknown> {
    const { signal } = this.#tenure;
    const answer = await this.#parts.request({ signal, ...call });
    // The answer may have been on its way up when the user left.
    if (signal.aborted) throw new MiptechError('disposed');
    return answer;
  }

  #endTenure(): void {
    this.#tenure.abort();
    this.#tenure = new AbortController();
    this.#making = null;
  }

  #enqueue(message: Message): void {
    const { chatId } = this.transcript.get();
    const { id, text, at } = message;
    this.#outbox.add({ id, text, at, chatId, written: false });
    this.transcript.set(queued(this.transcript.get(), message));
    if (chatId === null && this.#parts.standing()) this.#askForChat();
    if (!this.#settling) this.#turns.flush();
  }

  /** Puts another chat on screen. */
  #show(chatId: string | null): void {
    this.#cancelLook();
    this.#cancelAdoption();
    this.#adopting = false;
    this.#turns.retire();
    this.#loaded = chatId === null;
    this.transcript.set({ ...emptyTranscript, chatId });
    if (this.#owner !== null) this.#outbox.chatId = chatId;
  }

  #showOutbox(): void {
    let transcript = this.transcript.get();
    for (const item of this.#outbox.items) {
      if (item.chatId !== null && item.chatId !== transcript.chatId) continue;
      const message = userMessage(item.id, item.text, item.at);
      transcript = queued(transcript, item.written ? { ...message, state: 'sending' } : message);
    }
    this.transcript.set(transcript);
  }

  async #history(chatId: string, signal: AbortSignal): Promise<ChatHistory> {
    const answer = await this.#call({ method: 'GET', path: paths.chat(chatId), signal });
    return readHistory(answer, chatId);
  }

  #take(history: ChatHistory): void {
    if (this.transcript.get().chatId !== history.id) return;
    this.#loaded = true;
    const now = this.#parts.ports.clock.now();
    this.transcript.set(merged(this.transcript.get(), history.messages, now));
    for (const message of this.transcript.get().messages) {
      if (message.state === 'delivered') this.#outbox.remove(message.id);
    }
  }

  async #load(chatId: string, signal: AbortSignal): Promise<void> {
    this.transcript.set({ ...this.transcript.get(), loading: true });
    try {
      this.#take(await this.#history(chatId, signal));
    } catch (thrown) {
      const error = asMiptechError(thrown);
      const gone = error.code === 'not_found' || error.code === 'forbidden';
      if (gone) this.#dropChat(chatId);
      // Without its history a chat can still go on; without a network nothing can.
      else if (error.code !== 'server_error' && error.code !== 'protocol') throw error;
    } finally {
      this.transcript.set({ ...this.transcript.get(), loading: false });
    }
  }

  /** The platform no longer has the chat; what is on screen stays. */
  #dropChat(chatId: string): void {
    this.#outbox.adopt(null, chatId);
    // Another chat may have come on screen while this one was asked for.
    if (this.transcript.get().chatId !== chatId) return;
    this.#outbox.chatId = null;
    this.#loaded = true;
    this.transcript.set({ ...this.transcript.get(), chatId: null });
  }

  #adopt(chatId: string): void {
    this.#adopting = false;
    this.#cancelAdoption();
    this.#loaded = true;
    this.transcript.set({ ...this.transcript.get(), chatId });
    this.#outbox.adopt(chatId, null);
    this.#outbox.chatId = chatId;
    this.#turns.flush();
  }

  /** Makes a chat by REST; null where the platform offers that to nobody or not to this one. */
  #makeChat(): Promise<string | null> {
    if (this.#making !== null) return this.#making;
    // Not the attempt's to end: the next attempt would make a second chat.
    const making = this.#requestChat().finally(() => {
      if (this.#making === making) this.#making = null;
    });
    this.#making = making;
    return making;
  }

  async #requestChat(): Promise<string | null> {
    const body = { title: 'New chat', tenant_id: this.#parts.settings.tenantId };
    try {
      const answer = await this.#call({ method: 'POST', path: paths.chats, body });
      const chatId = readChatId(answer);
      if (chatId === null) throw new MiptechError('protocol');
      if (this.transcript.get().chatId === null) this.#adopt(chatId);
      return chatId;
    } catch (thrown) {
      const error = asMiptechError(thrown);
      const refused = error.code === 'auth_required' || error.code === 'forbidden';
      if (error.code === 'not_found' || (refused && !this.#parts.identified())) return null;
      throw error;
    }
  }

  /** By REST, else by the socket; a platform that names no chat gets one message without. */
  #askForChat(): void {
    this.#makeChat()
      .then((chatId) => {
        if (chatId !== null || this.transcript.get().chatId !== null) return;
        if (this.#adopting) return;
        this.#adopting = true;
        this.#parts.send(newChatFrame(this.#parts.settings.tenantId));
        this.#cancelAdoption = this.#parts.ports.clock.after(adoptionLimit, () => {
          this.#turns.flush(true);
        });
      })
      .catch((error: unknown) => {
        this.#parts.log.info(`No chat yet: ${asMiptechError(error).code}`);
      });
  }

  /** Asks the history what became of messages written to a socket that died. */
  async #settle(): Promise<void> {
    if (this.#settling) return;
    this.#settling = true;
    try {
      const chats = new Set(
        this.#outbox.items.filter((item) => item.written).map((item) => item.chatId),
      );
      const { chatId } = this.transcript.get();
      if (chatId !== null) chats.add(chatId);
      for (const chat of chats) if (chat !== null) await this.#settleChat(chat);
    } finally {
      this.#settling = false;
    }
    this.#turns.flush();
    this.#awaitAnswer();
  }

  async #settleChat(chatId: string): Promise<void> {
    const doubtful = (): Outgoing[] =>
      this.#outbox.items.filter((item) => item.written && item.chatId === chatId);
    try {
      const history = await this.#history(chatId, this.#tenure.signal);
      this.#take(history);
      const stored = new Set(history.messages.map((message) => message.clientMessageId));
      for (const item of doubtful()) {
        if (stored.has(item.id)) this.#outbox.remove(item.id);
        else this.#requeue(item);
      }
    } catch (thrown) {
      const { code } = asMiptechError(thrown);
      // The connection is going too: the next one asks again.
      if (code === 'disposed' || !this.#parts.standing()) return;
      // Nothing can tell any more: only the person may send it again.
      for (const item of doubtful()) {
        this.#outbox.remove(item.id);
        this.transcript.set(failed(this.transcript.get(), item.id, 'delivery_unknown', null));
      }
    }
  }

  /** Certainly absent from the history: sent again under the same id. */
  #requeue(item: Outgoing): void {
    item.written = false;
    this.#outbox.save();
    const message = this.transcript.get().messages.find((other) => other.id === item.id);
    if (message !== undefined) this.transcript.set(queued(this.transcript.get(), message));
  }

  /** The platform may still be writing an answer whose socket died: look into the history again. */
  #awaitAnswer(): void {
    const delay = lookAgain[this.#looks];
    this.#cancelLook();
    if (!unanswered(this.transcript.get()) || delay === undefined) return;
    this.#looks += 1;
    this.#cancelLook = this.#parts.ports.clock.after(delay, () => void this.#settle());
  }
}

type Outgoing = Outbox['items'][number];
