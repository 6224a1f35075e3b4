/**
 * Keeps a scroller at its end while the reader is there, and lets go the moment the reader moves
 * away. Owns that one decision; does not know what is shown.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A reader this close to the end is at the end, in CSS pixels. */
const slack = 48;
/** A pointer pulled this far selects or drags; less is a click. In CSS pixels. */
const pull = 4;

const upward = new Set(['ArrowUp', 'PageUp', 'Home']);

export class TailController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #scroller: () => HTMLElement | null;
  readonly #growth = new ResizeObserver(() => {
    this.#grown();
  });
  #watched: HTMLElement | null = null;
  #listening: AbortController | undefined;
  #following = true;
  #unseen = false;
  #top = 0;
  #height = 0;
  #pressed: { readonly x: number; readonly y: number } | null = null;

  /** `scroller` answers the scrolling element, whose only child holds everything that grows. */
  constructor(host: ReactiveControllerHost & Element, scroller: () => HTMLElement | null) {
    this.#host = host;
    this.#scroller = scroller;
    host.addController(this);
  }

  /** True while the end is kept in view. */
  get following(): boolean {
    return this.#following;
  }

  /** True when something was added below since the reader left the end. */
  get unseen(): boolean {
    return this.#unseen;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const scroller = this.#host.isConnected ? this.#scroller() : null;
    if (scroller !== this.#watched) this.#watch(scroller);
  }

  hostDisconnected(): void {
    this.#watch(null);
  }

  /** Something new stands at the end. Heights do not tell: what comes into view changes them too. */
  added(): void {
    if (this.#following || this.#unseen) return;
    this.#unseen = true;
    this.#host.requestUpdate();
  }

  /** Goes to the end and stays there. */
  resume(): void {
    this.#set(true);
    this.#toEnd();
  }

  #watch(scroller: HTMLElement | null): void {
    this.#listening?.abort();
    this.#growth.disconnect();
    this.#watched = scroller;
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
    this.#top = scroller.scrollTop;
    this.#height = scroller.scrollHeight;
    this.#anchor();
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
    if (this.#following) this.#toEnd();
    else if (distance(scroller) <= 1) this.#set(true);
  }

  #toEnd(): void {
    const scroller = this.#watched;
    if (scroller === null) return;
    scroller.scrollTop = scroller.scrollHeight;
    this.#top = scroller.scrollTop;
    this.#height = scroller.scrollHeight;
  }

  #set(following: boolean): void {
    if (following === this.#following) return;
    this.#following = following;
    this.#unseen = false;
    this.#anchor();
    this.#host.requestUpdate();
  }

  // The browser's own anchoring moves the top too, which would look like the reader's doing.
  #anchor(): void {
    this.#watched?.style.setProperty('overflow-anchor', this.#following ? 'none' : 'auto');
  }

  /** The reader wants to go up: before the scroll itself, or the next growth would undo it. */
  #letGo(): void {
    const scroller = this.#watched;
    if (scroller !== null && scroller.scrollTop > 0) this.#set(false);
  }

  readonly #onScroll = (): void => {
    if (this.#watched !== null) this.#noticeScroll(this.#watched);
  };

  #noticeScroll(scroller: HTMLElement): void {
    const top = scroller.scrollTop;
    const rest = distance(scroller);
    // What shrinks here and grows there in one layout moves the top a little, and not by the reader.
    const resized = scroller.scrollHeight !== this.#height && this.#pressed === null;
    const moved = this.#top - top > (resized ? slack : 0);
    // Upwards within the slack changes nothing; a shrinking content also moves the top.
    if (moved && rest > slack) this.#set(false);
    else if (top > this.#top && rest <= slack && this.#pressed === null) this.#set(true);
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
