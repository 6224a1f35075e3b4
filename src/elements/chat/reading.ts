/**
 * How a conversation is read: where the view stands and what moves it, which messages are in the
 * DOM, what is unread, and the way through it by keyboard. Puts the parts together that each own one
 * of these; knows messages by their id and length only, and no client.
 */
import type { LitElement } from 'lit';
import { createRef } from 'lit/directives/ref.js';
import type { Message, Transcript } from '../../core/index.js';
import { TailController } from '../../dom/tail.js';
import type { ScrollMode } from '../../dom/tail.js';
import { WindowController } from '../../dom/window.js';
import { addedSince, Unread } from './unread.js';
import { WalkController } from './walk.js';
import { WholeTranscript } from './whole.js';

const nothingYet: Transcript = { chatId: null, messages: [], answering: false, loading: false };

/** Widest line of text and width of a letter, in CSS pixels: good enough for what was never shown. */
const widestLine = 720;
const letter = 7.5;
const lineHeight = 24;

export interface ReadingParts {
  /** Somebody may be looking at the page. */
  readonly watched: () => boolean;
  /** Carries out at once what an update would do. */
  readonly renderNow: () => void;
}

export class Reading {
  readonly scroller = createRef<HTMLElement>();
  /** Where the room below a question at the top is. */
  readonly room = createRef<HTMLElement>();
  readonly window: WindowController<Message>;
  readonly walk: WalkController;
  readonly whole: WholeTranscript;
  readonly #tail: TailController;
  readonly #unread = new Unread();
  readonly #watched: () => boolean;
  #transcript = nothingYet;

  constructor(host: LitElement, { watched, renderNow }: ReadingParts) {
    const scroller = (): HTMLElement | null => this.scroller.value ?? null;
    this.#watched = watched;
    this.#tail = new TailController(host, {
      scroller,
      room: () => this.room.value ?? null,
      moved: () => {
        this.window.follow();
      },
    });
    this.window = new WindowController<Message>(host, {
      scroller,
      elements: () => scroller()?.querySelectorAll<HTMLElement>('.item') ?? [],
      estimate: (message) => this.#heightOf(message),
      pinned: () => this.whole.held,
      moved: () => {
        this.#tail.settle();
      },
    });
    this.whole = new WholeTranscript(host, {
      scroller,
      showWhole: (whole, now) => {
        this.window.showWhole(whole);
        if (now) renderNow();
      },
      showFrom: (index, count) => {
        this.#tail.leave();
        this.window.showFrom(index, count);
        renderNow();
      },
    });
    this.walk = new WalkController(host, {
      scroller,
      ids: () => this.#transcript.messages.map(({ id }) => id),
      show: (index) => {
        this.#tail.leave();
        this.window.showFrom(index);
        return host.updateComplete;
      },
    });
  }

  /** The id of the message whose actions are in the tab order. */
  get current(): string | null {
    return this.walk.reached ?? this.#transcript.messages.at(-1)?.id ?? null;
  }

  /** The id of the first unread message. */
  get unread(): string | null {
    return this.#unread.from;
  }

  /** True while there is something below what the reader sees, and they have not left it to the view to follow. */
  get away(): boolean {
    return this.#tail.away && !this.#tail.following;
  }

  /** How many messages came or grew below while the reader is away. */
  get unseen(): number {
    return this.#tail.unseen;
  }

  /** The messages that are in the DOM. */
  get shown(): readonly Message[] {
    const { messages } = this.#transcript;
    const shown = this.window.stretches.filter((stretch) => stretch.shown);
    return shown.flatMap(({ from, to }) => messages.slice(from, to));
  }

  /** The conversation as of this update, and what moves its view: as before, if nothing is told. */
  take(transcript: Transcript, mode: ScrollMode = this.#tail.mode): void {
    const before = this.#transcript;
    this.#transcript = transcript;
    this.#tail.mode = mode;
    const { messages, chatId } = transcript;
    if (messages === before.messages) return;
    this.window.take(messages);
    this.#unread.look(transcript, this.#watched() && !this.#tail.away);
    const another = chatId !== before.chatId && before.chatId !== null;
    if (another || before.loading || before.messages.length === 0) this.#tail.begin();
    else this.#tellTail(before.messages, messages);
  }

  #tellTail(before: readonly Message[], messages: readonly Message[]): void {
    for (const { id } of addedSince(before, messages)) this.#tail.added(id);
    const last = messages.at(-1);
    // An answer that grows below is news as well.
    if (last !== undefined && last !== before.at(-1)) this.#tail.added(last.id);
  }

  /** The conversation comes into view: a reader begins at its end. */
  begin(): void {
    this.window.showEnd();
    this.#tail.begin();
  }

  /** Goes to the newest message and, unless nothing is to move, stays there. */
  toEnd(): void {
    this.window.showEnd();
    this.#tail.resume();
  }

  /** The reader does something where they are: what grows by it moves nothing. */
  stay(): void {
    this.#tail.leave();
  }

  /** The reader wrote this message: the view goes to it in the way it is meant to. */
  wrote(id: string): void {
    this.window.showEnd();
    const item = `.item[data-id="${CSS.escape(id)}"]`;
    this.#tail.sent(() => this.scroller.value?.querySelector<HTMLElement>(item) ?? null);
  }

  #heightOf({ role, text }: Message): number {
    const width = Math.min(this.scroller.value?.clientWidth ?? widestLine, widestLine);
    const lines = Math.ceil(text.length / (width / letter));
    return (role === 'user' ? 60 : 110) + lines * lineHeight;
  }
}
