/**
 * The open chat: which one it is, its messages, and what a person does with it. Owns the transcript
 * and puts together what carries, settles and makes; knows no socket and no token.
 */
import type { Settings } from '../config.js';
import type { Ports } from '../ports.js';
import { MiptechError, asMiptechError } from '../protocol/errors.js';
import type { Frame } from '../protocol/frames.js';
import { readChatList, readHistory } from '../protocol/rest.js';
import type { ChatHistory, ChatSummary } from '../protocol/rest.js';
import { paths } from '../protocol/urls.js';
import { merged } from '../state/history.js';
import { writable } from '../state/readable.js';
import type { Readable } from '../state/readable.js';
import { emptyTranscript, userMessage } from '../state/transcript.js';
import type { Message, MessageFailure } from '../state/transcript.js';
import { transcriptStore } from '../state/transcript-store.js';
import type { ChatApi } from './api.js';
import { Config } from './chat-config.js';
import { ChatMaker } from './chat-maker.js';
import type { Carrier, Conversation } from './connection.js';
import { Delivery } from './delivery.js';
import { Drafts } from './drafts.js';
import type { Logger } from './logger.js';
import { Outbox, sizeLimit } from './outbox.js';
import { Post } from './post.js';
import type { Call } from './rest.js';
import { Sender } from './sender.js';
import { Settlement } from './settlement.js';
import type { Store } from './storage.js';
import { Turns } from './turns.js';

export interface ChatParts {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly store: Store;
  readonly log: Logger;
  readonly request: (call: Omit<Call, 'token'>) => Promise<unknown>;
  /** True while somebody is signed in. */
  readonly identified: () => boolean;
  readonly carrier: () => Carrier;
  readonly clearance: () => number;
  readonly send: (text: string) => boolean;
  readonly limit: (seconds: number) => void;
  readonly doubt: (error: MiptechError) => void;
  /** A message waits: a connection that rests comes back. */
  readonly wake: () => void;
  readonly turnEnded: () => void;
  /** The messages of the day are used up. */
  readonly dayLimit: (most: number) => void;
  /** An answer came to its end in a chat that is not open. */
  readonly answeredElsewhere: (chatId: string) => void;
}

export class Chat implements ChatApi, Conversation {
  readonly transcript = transcriptStore();
  readonly #parts: ChatParts;
  readonly #drafts: Drafts;
  readonly #config: Config;
  readonly #outbox: Outbox;
  readonly #delivery: Delivery;
  readonly #turns: Turns;
  readonly #post: Post;
  readonly #sender: Sender;
  readonly #settlement: Settlement;
  readonly #maker: ChatMaker;
  /** Ends with its user: what was begun in it must not show, or be kept, in the next one. */
  #tenure = new AbortController();
  #owner: string | null = null;
  /** True once the history of the open chat is on screen, or there is none. */
  #loaded = false;
  /** The chat that is being opened; null once another one is on screen. */
  #opening: object | null = null;

  constructor(parts: ChatParts) {
    const { settings, ports, store, log } = parts;
    const { clock } = ports;
    const { transcript } = this;
    const call: typeof parts.request = (given) => this.#call(given);
    const flush = (): void => {
      this.#flush();
    };
    this.#parts = parts;
    const outbox = new Outbox({
      ports,
      store,
      tenantId: settings.tenantId,
      adopted: () => {
        this.#adopted();
      },
    });
    const delivery = new Delivery({ clock, outbox, transcript });
    const turns = new Turns({
      ...parts,
      outbox,
      delivery,
      transcript,
      ended: () => {
        parts.turnEnded();
        flush();
      },
      doubtful: () => void this.#settlement.settle(true),
    });
    const post = new Post({
      ...parts,
      delivery,
      transcript,
      request: call,
      chatGone: () => this.chatGone(false, this.#tenure.signal).catch(() => false),
      done: () => {
        this.#carried();
      },
    });
    this.#drafts = new Drafts({ ports, store, tenantId: settings.tenantId });
    this.#config = new Config(parts);
    this.#outbox = outbox;
    this.#delivery = delivery;
    this.#turns = turns;
    this.#post = post;
    this.#sender = new Sender({
      ...parts,
      clock,
      outbox,
      delivery,
      turns,
      post,
      unnamed: () => this.#maker.silent,
    });
    this.#settlement = new Settlement({
      clock,
      outbox,
      delivery,
      transcript,
      history: (chatId) => this.#history(chatId, this.#tenure.signal),
      take: (history) => {
        this.#take(history);
      },
      standing: () => parts.carrier() !== null,
      inFlight: () => post.sending,
      settled: flush,
    });
    this.#maker = new ChatMaker({
      settings,
      clock,
      random: ports.random,
      log,
      call,
      identified: parts.identified,
      send: parts.send,
      clearance: parts.clearance,
      paused: () => parts.carrier() === null,
      nameless: () => transcript.get().chatId === null,
      named: (chatId) => {
        this.#named(chatId);
      },
      unnamed: flush,
    });
  }

  send(text: string): Readable<Message> {
    if (text.trim() === '') {
      throw new MiptechError('validation', { message: 'The message is empty; write some text.' });
    }
    const { clock, uuid } = this.#parts.ports;
    const message = userMessage(uuid(), text, clock.now());
    const failure: MessageFailure | null = this.#tenure.signal.aborted
      ? 'disposed'
      : text.length > sizeLimit
        ? 'too_large'
        : this.#outbox.full
          ? 'queue_full'
          : null;
    if (failure !== null) return writable<Message>({ ...message, state: 'failed', failure });
    const watched = this.#delivery.watch(message);
    this.#enqueue(message);
    return watched;
  }

  resend(id: string): void {
    const message = this.transcript.get().messages.find((other) => other.id === id);
    if (message?.state === 'failed') this.#enqueue(message);
  }

  withdraw(id: string): boolean {
    return this.#delivery.withdraw(id);
  }

  get draft(): Readable<string> {
    return this.#drafts.text;
  }

  setDraft(text: string): void {
    this.#drafts.write(text);
  }

  get config(): ChatApi['config'] {
    return this.#config.state;
  }

  loadConfig(): ReturnType<ChatApi['loadConfig']> {
    return this.#config.load();
  }

  stop(): void {
    if (this.#turns.busy) this.#turns.stop();
  }

  askAgain(id: string): void {
    const { messages } = this.transcript.get();
    const index = messages.findIndex((message) => message.id === id);
    const question = messages.slice(0, index + 1).findLast(({ role }) => role === 'user');
    if (question === undefined) return;
    const { clock, uuid } = this.#parts.ports;
    this.#enqueue(userMessage(uuid(), question.text, clock.now()));
  }

  async newChat(): Promise<void> {
    this.#opening = null;
    // A chat whose messages are still fetched is none that is empty.
    const { chatId, messages } = this.transcript.get();
    if (messages.length === 0 && (chatId === null || this.#loaded)) return;
    this.#drafts.move(null);
    this.#show(null);
    if (this.#parts.carrier() === null) return;
    await this.#maker.make().catch((error: unknown) => {
      this.#parts.log.info(`The new chat is made later: ${asMiptechError(error).code}`);
    });
  }

  async open(chatId: string): Promise<void> {
    // Whatever was wanted before is not wanted any more.
    const opening = {};
    this.#opening = opening;
    if (chatId === this.transcript.get().chatId && this.#loaded) return;
    const history = await this.#history(chatId, this.#tenure.signal);
    // Another one was wanted since.
    if (this.#opening !== opening) return;
    this.#show(chatId);
    this.#take(history);
    this.#outbox.adopt(chatId);
    this.#delivery.show();
    this.#goOn();
  }

  async list(): Promise<readonly ChatSummary[]> {
    const chats = readChatList(await this.#call({ method: 'GET', path: paths.chatList }));
    return [...chats].sort((one, other) => (other.at ?? 0) - (one.at ?? 0));
  }

  /** Somebody is here: what was kept for them comes back, what was another's is gone. */
  claim(owner: string): void {
    if (owner === this.#owner) return;
    if (this.#owner !== null) this.#delivery.abandon('auth_lost');
    this.#endTenure();
    this.#owner = owner;
    this.#outbox.claim(owner);
    this.#drafts.claim(owner);
    const chatId = this.#parts.settings.chatId ?? this.#outbox.chatId;
    this.#drafts.move(chatId);
    this.#show(chatId);
    if (chatId !== null) this.#outbox.adopt(chatId);
    this.#delivery.show();
  }

  /** The user signed out: nothing of theirs stays, on screen or in storage. */
  forget(): void {
    this.#delivery.abandon('auth_lost');
    this.#endTenure();
    this.#owner = null;
    this.#outbox.clear();
    this.#drafts.clear();
    this.#turns.lost();
    this.#show(null);
  }

  destroy(): void {
    this.#delivery.abandon('disposed');
    this.#tenure.abort();
    this.#turns.destroy();
    this.#sender.cancel();
    this.#settlement.cancel();
    this.#maker.cancel();
    this.#outbox.destroy();
    this.#drafts.destroy();
    this.#config.destroy();
  }

  async ensureChat(creating: () => void, signal: AbortSignal): Promise<string | null> {
    const { chatId } = this.transcript.get();
    if (chatId !== null && !this.#loaded) await this.#load(chatId, signal);
    if (signal.aborted) return null;
    if (this.transcript.get().chatId === null) {
      creating();
      await this.#maker.make();
    }
    return this.transcript.get().chatId;
  }

  async chatGone(lastResort: boolean, signal: AbortSignal): Promise<boolean> {
    const { chatId } = this.transcript.get();
    if (chatId === null) return false;
    try {
      await this.#history(chatId, signal);
      return false;
    } catch (error) {
      if (signal.aborted) return false;
      const { code } = asMiptechError(error);
      // A visitor may be shown no history at all: then nothing else can tell.
      const unseen = lastResort && code === 'auth_required' && !this.#parts.identified();
      if (code === 'rate_limited') throw error;
      if (code !== 'not_found' && !unseen) return false;
      this.#dropChat(chatId, !unseen);
      return true;
    }
  }

  ready(): void {
    this.#settlement.begin();
    this.#post.reset();
    this.#goOn();
  }

  resumed(): void {
    this.#goOn();
  }

  frame(frame: Frame): void {
    this.#maker.heard(frame.chatId);
    if (frame.kind === 'rate-limited' && frame.dayLimit !== null) {
      this.#parts.dayLimit(frame.dayLimit);
    }
    const ended = frame.kind === 'response-complete' || frame.kind === 'chat-response';
    const elsewhere = frame.chatId !== null && frame.chatId !== this.transcript.get().chatId;
    if (ended && elsewhere) this.#parts.answeredElsewhere(frame.chatId);
    this.#turns.frame(frame);
  }

  lost(): void {
    this.#settlement.cancel();
    this.#sender.cancel();
    this.#maker.cancel();
    this.#turns.lost();
  }

  tooLarge(): void {
    this.#turns.tooLarge();
  }

  streaming(): boolean {
    return this.#turns.streaming;
  }

  busy(): boolean {
    return this.#turns.busy;
  }

  underWay(): boolean {
    return this.#turns.busy || this.#outbox.pending.length > 0;
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
    this.#maker.forget();
  }

  #enqueue(message: Message): void {
    this.#delivery.queue(message);
    if (this.transcript.get().chatId === null && this.#parts.carrier() !== null) this.#maker.ask();
    this.#parts.wake();
    this.#flush();
  }

  /** What was in doubt may have to go first. */
  #flush(): void {
    if (!this.#settlement.running) this.#sender.flush();
  }

  /** The way is free: the chat gets its id, what is in doubt its end, and what waits goes. */
  #goOn(): void {
    if (this.#parts.carrier() === null) return;
    const { chatId } = this.transcript.get();
    if (chatId === null) this.#maker.ask();
    // What came back from a chat that is gone.
    else this.#outbox.adopt(chatId);
    if (this.#settlement.due) void this.#settlement.settle();
    else this.#flush();
  }

  /** Messages of a page that is gone are here now. */
  #adopted(): void {
    const { chatId } = this.transcript.get();
    if (chatId !== null) this.#outbox.adopt(chatId);
    this.#delivery.show();
    this.#parts.wake();
    this.#goOn();
  }

  /** A message went by REST, or came back. */
  #carried(): void {
    if (this.#tenure.signal.aborted) return;
    this.#parts.turnEnded();
    this.#goOn();
  }

  /** Puts another chat on screen. */
  #show(chatId: string | null): void {
    this.#opening = null;
    this.#settlement.cancel();
    this.#maker.cancel();
    this.#turns.retire();
    this.#loaded = chatId === null;
    this.transcript.set({ ...emptyTranscript, chatId });
    this.#drafts.show(chatId);
    if (this.#owner !== null) this.#outbox.chatId = chatId;
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
      if (message.state === 'delivered') this.#delivery.delivered(message.id);
    }
  }

  async #load(chatId: string, signal: AbortSignal): Promise<void> {
    this.transcript.set({ ...this.transcript.get(), loading: true });
    try {
      this.#take(await this.#history(chatId, signal));
    } catch (thrown) {
      const error = asMiptechError(thrown);
      const gone = error.code === 'not_found' || error.code === 'forbidden';
      if (gone) this.#dropChat(chatId, error.code === 'not_found');
      // Without its history a chat can still go on, a visitor's too; without a network nothing can.
      else if (error.code === 'auth_required' && !this.#parts.identified()) this.#loaded = true;
      else if (error.code !== 'server_error' && error.code !== 'protocol') throw error;
    } finally {
      this.transcript.set({ ...this.transcript.get(), loading: false });
    }
  }

  /**
   * The platform no longer has the chat, or only seems not to; what is on screen stays.
   * @param all false where the chat may be there: what was written keeps it, and is in doubt
   */
  #dropChat(chatId: string, all = true): void {
    for (const item of this.#outbox.items) {
      if (item.chatId !== chatId || (item.written && !all)) continue;
      item.chatId = null;
      const lost = item.written && item.place === null && item.failure === null;
      // What was in it is gone with it, so it is certainly not there.
      if (lost && item.id !== this.#post.sending) this.#delivery.requeue(item);
    }
    this.#outbox.save();
    // Another chat may have come on screen while this one was asked for.
    if (this.transcript.get().chatId !== chatId) return;
    this.#outbox.chatId = null;
    this.#drafts.move(null);
    this.#loaded = true;
    this.transcript.set({ ...this.transcript.get(), chatId: null });
  }

  #named(chatId: string): void {
    this.#loaded = true;
    this.transcript.set({ ...this.transcript.get(), chatId });
    this.#drafts.move(chatId);
    this.#outbox.adopt(chatId);
    this.#outbox.chatId = chatId;
    this.#goOn();
  }
}
