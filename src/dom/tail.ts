/**
 * Where a scroller stands while its content grows: at the end while the reader is there, else where
 * the reader is, whatever changes above. Owns that decision and the room below a question that
 * was brought to the top; does not know what is shown.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ReadingPlace } from './place.js';
import { selectedRange } from './selection.js';

/**
 * What moves the view by itself:
 * - `follow`: what is new stays in view while the reader is at the end
 * - `anchor-turn`: a question goes to the top, and its answer grows below it without a movement
 * - `none`: nothing does
 */
export type ScrollMode = (typeof scrollModes)[number];

export const scrollModes = ['follow', 'anchor-turn', 'none'] as const;

export interface TailParts {
  /** The scrolling element, whose first child holds everything that grows. */
  readonly scroller: () => HTMLElement | null;
  /** An empty element behind that child, which is given the room below a question at the top. */
  readonly room?: () => HTMLElement | null;
  /** Called when the view or its content has moved, with a fresh layout; it must not change it at once. */
  readonly moved?: () => void;
}

/** A reader this close to the end is at the end, in CSS pixels. */
const slack = 48;
/** A pointer pulled this far selects or drags; less is a click. In CSS pixels. */
const pull = 4;
/** A question at the top keeps this distance from the edge, in CSS pixels. */
const headroom = 12;

const upward = new Set(['ArrowUp', 'PageUp', 'Home']);

export class TailController implements ReactiveController {
  /** Default `follow`. */
  mode: ScrollMode = 'follow';

  readonly #host: ReactiveControllerHost & Element;
  readonly #parts: TailParts;
  readonly #place = new ReadingPlace();
  readonly #growth = new ResizeObserver(() => {
    this.#grown();
  });
  readonly #news = new Set<string>();
  #watched: HTMLElement | null = null;
  #listening: AbortController | undefined;
  #following = true;
  #away = false;
  #top = 0;
  #height = 0;
  #pressed: { readonly x: number; readonly y: number } | null = null;
  #turn: (() => HTMLElement | null) | null = null;
  /** The question is still to be brought to the top. */
  #turning = false;
  #room = 0;

  constructor(host: ReactiveControllerHost & Element, parts: TailParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  /** True while the end is kept in view. */
  get following(): boolean {
    return this.#following;
  }

  /** True while there is something below what the reader sees. */
  get away(): boolean {
    return this.#away;
  }

  /** How many different things were added below since the reader left the end. */
  get unseen(): number {
    return this.#news.size;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const scroller = this.#host.isConnected ? this.#parts.scroller() : null;
    if (scroller !== this.#watched) this.#watch(scroller);
    if (this.#turning) this.#toTurn();
  }

  hostDisconnected(): void {
    this.#watch(null);
  }

  /** Something new of this name stands at the end. Heights do not tell: what comes into view changes them too. */
  added(name: string): void {
    if (this.mode === 'none') this.#set(false);
    if (this.#following || this.#news.has(name)) return;
    this.#news.add(name);
    this.#host.requestUpdate();
  }

  /** Goes to the end and, unless nothing is to move, stays there. */
  resume(): void {
    this.#leaveTurn();
    this.#set(true);
    this.#news.clear();
    this.#toEnd();
    this.#look();
  }

  /** Other content stands here: its end is where a reader begins, in every mode. */
  begin(): void {
    if (this.#following && this.#turn === null && this.#news.size === 0) return;
    this.resume();
  }

  /** The reader sent something; `find` answers its element, once it is there. */
  sent(find: () => HTMLElement | null): void {
    if (this.mode === 'none') return;
    if (this.mode === 'follow') {
      this.resume();
      return;
    }
    this.#news.clear();
    this.#set(false);
    this.#turn = find;
    this.#turning = true;
    this.#host.requestUpdate();
  }

  /** The reader went somewhere by other means than scrolling. */
  leave(): void {
    this.#set(false);
  }

  /** Content was replaced by content of another height: back to where the reader is. */
  settle(): void {
    const scroller = this.#watched;
    if (scroller === null) return;
    if (this.#following) this.#toEnd();
    else this.#restore(scroller);
  }

  #watch(scroller: HTMLElement | null): void {
    this.#listening?.abort();
    this.#growth.disconnect();
    this.#watched = scroller;
    this.#place.forget();
    if (scroller === null) return;
    this.#listening = new AbortController();
    const options = { signal: this.#listening.signal, passive: true };
    scroller.addEventListener('scroll', this.#onScroll, options);
    scroller.addEventListener('wheel', this.#onWheel, options);
    scroller.addEventListener('touchstart', this.#onTouchStart, options);
    scroller.addEventListener('touchmove', this.#onTouchMove, options);
    scroller.addEventListener('keydown', this.#onKey, options);
    scroller.addEventListener('pointerdown', this.#onPress, options);
    scroller.addEventListener('pointermove', this.#onDrag, options);
    document.addEventListener('selectionchange', this.#onSelection, options);
    this.#top = scroller.scrollTop;
    this.#height = scroller.scrollHeight;
    this.#growth.observe(scroller);
    if (scroller.firstElementChild) this.#growth.observe(scroller.firstElementChild);
    if (this.#following) this.#toEnd();
  }

  // Called after layout and before paint: the jump costs no extra layout and never flickers.
  #grown(): void {
    const scroller = this.#watched;
    if (scroller === null) return;
    // Content that sizes itself as it comes into view grows before the scroll is reported.
    this.#noticeScroll(scroller);
    this.#fitRoom(scroller);
    if (this.#following) this.#toEnd();
    else {
      this.#restore(scroller);
      if (this.mode === 'follow' && distance(scroller) <= 1) this.#set(true);
    }
    this.#look();
    this.#parts.moved?.();
  }

  #toEnd(): void {
    const scroller = this.#watched;
    if (scroller === null) return;
    this.#scrollTo(scroller, scroller.scrollHeight);
  }

  #scrollTo(scroller: HTMLElement, top: number): void {
    scroller.scrollTop = top;
    this.#top = scroller.scrollTop;
    this.#height = scroller.scrollHeight;
  }

  #restore(scroller: HTMLElement): void {
    const shift = this.#place.shift(scroller);
    // Less than half a pixel is rounding; to follow it would creep.
    if (Math.abs(shift) >= 0.5) this.#scrollTo(scroller, scroller.scrollTop + shift);
    this.#height = scroller.scrollHeight;
    this.#place.take(scroller);
  }

  #set(following: boolean): void {
    if (following === this.#following) return;
    this.#following = following;
    if (following) {
      this.#news.clear();
      this.#place.forget();
    } else if (this.#watched) this.#place.take(this.#watched);
    this.#host.requestUpdate();
  }

  /** Whether there is something below. Asked for with a fresh layout only. */
  #look(): void {
    const scroller = this.#watched;
    if (scroller === null) return;
    const away = distance(scroller) - this.#room > slack;
    if (!away) this.#news.clear();
    if (away === this.#away) return;
    this.#away = away;
    this.#host.requestUpdate();
  }

  #toTurn(): void {
    const scroller = this.#watched;
    const question = this.#turn?.() ?? null;
    if (scroller === null || question === null) return;
    this.#turning = false;
    this.#fitRoom(scroller);
    const { top } = question.getBoundingClientRect();
    const edge = scroller.getBoundingClientRect().top + scroller.clientTop;
    this.#scrollTo(scroller, scroller.scrollTop + top - edge - headroom);
    this.#place.take(scroller);
  }

  /** As much room as the question needs to stay at the top; as its answer grows, it takes the room. */
  #fitRoom(scroller: HTMLElement): void {
    const room = this.#parts.room?.() ?? null;
    const content = scroller.firstElementChild;
    if (this.#turn === null || room === null || content === null) return;
    const question = this.#turn();
    if (question === null) return;
    const taken = content.getBoundingClientRect().bottom - question.getBoundingClientRect().top;
    this.#setRoom(room, Math.max(0, Math.floor(scroller.clientHeight - headroom - taken)));
  }

  #leaveTurn(): void {
    this.#turn = null;
    this.#turning = false;
    const room = this.#parts.room?.() ?? null;
    if (room !== null) this.#setRoom(room, 0);
  }

  #setRoom(room: HTMLElement, size: number): void {
    if (size === this.#room) return;
    this.#room = size;
    room.style.blockSize = `${size}px`;
  }

  /** The reader wants to go up: before the scroll itself, or the next growth would undo it. */
  #letGo(): void {
    const scroller = this.#watched;
    if (scroller !== null && scroller.scrollTop > 0) this.#set(false);
  }

  readonly #onScroll = (): void => {
    const scroller = this.#watched;
    if (scroller === null) return;
    this.#noticeScroll(scroller);
    if (!this.#following) this.#place.take(scroller);
    this.#look();
    this.#parts.moved?.();
  };

  #noticeScroll(scroller: HTMLElement): void {
    const top = scroller.scrollTop;
    const rest = distance(scroller) - this.#room;
    // What shrinks here and grows there in one layout moves the top a little, and not by the reader.
    const resized = scroller.scrollHeight !== this.#height && this.#pressed === null;
    const moved = this.#top - top > (resized ? slack : 0);
    const reached = top > this.#top && rest <= slack && this.#pressed === null;
    // Upwards within the slack changes nothing; a shrinking content also moves the top.
    if (moved && rest > slack) this.#set(false);
    else if (reached && this.mode !== 'none' && this.#room === 0) this.#set(true);
    if (top !== this.#top && !this.#following) this.#place.take(scroller);
    this.#top = top;
    this.#height = scroller.scrollHeight;
  }

  readonly #onWheel = (event: WheelEvent): void => {
    if (event.deltaY < 0) this.#letGo();
  };

  #touch = 0;
  readonly #onTouchStart = (event: TouchEvent): void => {
    this.#touch = event.touches[0]?.clientY ?? 0;
  };

  readonly #onTouchMove = (event: TouchEvent): void => {
    const y = event.touches[0]?.clientY ?? 0;
    if (y > this.#touch + pull) this.#letGo();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (upward.has(event.key) || (event.key === ' ' && event.shiftKey)) this.#letGo();
  };

  readonly #onPress = (event: PointerEvent): void => {
    if (event.pointerType !== 'mouse' || event.button !== 0) return;
    this.#pressed = { x: event.clientX, y: event.clientY };
    const release = (): void => {
      this.#pressed = null;
    };
    const { signal } = this.#listening ?? {};
    if (signal === undefined) return;
    addEventListener('pointerup', release, { once: true, signal });
    addEventListener('pointercancel', release, { once: true, signal });
  };

  /** By touch or by keyboard; a page that is selected as a whole is no sign of reading. */
  readonly #onSelection = (): void => {
    const root = this.#watched?.getRootNode();
    if (!this.#following || !(root instanceof ShadowRoot)) return;
    const selected = selectedRange(root);
    if (selected !== null && this.#watched?.contains(selected.startContainer)) this.#letGo();
  };

  // Text that moves away under the pointer cannot be selected.
  readonly #onDrag = (event: PointerEvent): void => {
    if (this.#pressed === null) return;
    const { x, y } = this.#pressed;
    if (Math.hypot(event.clientX - x, event.clientY - y) > pull) this.#letGo();
  };
}

function distance(scroller: HTMLElement): number {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
}
