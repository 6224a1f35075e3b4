/**
 * Which items of a long list are in the DOM: those near the view and those that must stay, such as
 * the one with the focus. For all others it knows a height, measured while they were shown or else
 * estimated. Owns that choice; neither what an item is nor how the view is scrolled.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Item {
  readonly id: string;
}

/** A stretch of items: all of them in the DOM, or none. */
export interface Stretch {
  readonly shown: boolean;
  readonly from: number;
  /** The index behind the last one. */
  readonly to: number;
}

export interface WindowParts<T> {
  readonly scroller: () => HTMLElement | null;
  /** The elements of the shown items in their order, each with its item's id in `data-id`. */
  readonly elements: () => Iterable<HTMLElement>;
  /** The height of an item that was never shown, in CSS pixels. Asked for once an item. */
  readonly estimate: (item: T) => number;
  /** Ids of items that stay in the DOM wherever the view is. */
  readonly pinned: () => Iterable<string>;
  /** Called behind an update that moved the window: heights have changed. */
  readonly moved: () => void;
}

/** A list up to this long is shown whole. */
const small = 40;
/** So many items are shown at the end of a longer list before anything is measured. */
const first = 16;
/** Most items that are added at the end before those above are let go. */
const most = 60;
/** Items are shown this far beyond the view, in heights of it, and let go at three times that. */
const margin = 1;
/** Least of that in CSS pixels: a low view is scrolled through in no time. */
const leastMargin = 500;

export class WindowController<T extends Item> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #parts: WindowParts<T>;
  #items: readonly T[] = [];
  /**
   * Heights by index. An estimate stays until its item is shown: better ones would move the view of
   * a reader who drags the scrollbar.
   */
  #heights: number[] = [];
  #from = 0;
  #to = 0;
  #pins: readonly number[] = [];
  #whole = false;
  #moved = false;
  #frame: number | undefined;
  #revision = 0;

  constructor(host: ReactiveControllerHost, parts: WindowParts<T>) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  /** Changes whenever something changes in what is not shown, its heights and its limits included. */
  get revision(): number {
    return this.#revision;
  }

  /** The list in stretches, first to last. */
  get stretches(): readonly Stretch[] {
    const { length } = this.#items;
    if (this.#whole || (this.#from === 0 && this.#to === length)) {
      return length === 0 ? [] : [{ shown: true, from: 0, to: length }];
    }
    const shown = [...this.#pins, this.#from].sort((one, other) => one - other);
    const stretches: Stretch[] = [];
    let at = 0;
    for (const from of shown) {
      const to = from === this.#from ? this.#to : from + 1;
      if (to <= at) continue;
      if (from > at) stretches.push({ shown: false, from: at, to: from });
      stretches.push({ shown: true, from: Math.max(at, from), to });
      at = to;
    }
    if (at < length) stretches.push({ shown: false, from: at, to: length });
    return stretches;
  }

  /** The height of these items in CSS pixels, estimated where one was never shown. */
  height(from: number, to: number): number {
    let height = 0;
    for (let index = from; index < to; index += 1) height += this.#heights[index] ?? 0;
    return height;
  }

  /** The list as of this update. An item that is another object under the same id is changed. */
  take(items: readonly T[]): void {
    const before = this.#items;
    if (items === before) return;
    this.#items = items;
    const common = this.#compare(before, items);
    if (common === Math.min(before.length, items.length)) this.#lengthen(before.length);
    else this.#rearrange(before);
  }

  /** Shows the end of the list. */
  showEnd(): void {
    const { length } = this.#items;
    if (this.#to === length) return;
    this.#show(Math.max(0, length - first), length);
  }

  /** Shows `count` items from `index` on, and some around them. */
  showFrom(index: number, count = 1): void {
    if (index >= this.#from && index + count <= this.#to) return;
    const around = first >> 1;
    this.#show(Math.max(0, index - around), Math.min(this.#items.length, index + count + around));
  }

  /** Shows the whole list, or again no more than is near the view. */
  showWhole(whole: boolean): void {
    if (whole === this.#whole) return;
    this.#whole = whole;
    this.#changed();
    // Nobody reads meanwhile, and to find the place in it would lay all of it out.
    if (whole) this.#moved = false;
  }

  /** Moves the window to where the view is, before the next frame. Wants a fresh layout. */
  follow(): void {
    if (this.#frame !== undefined || this.#reach() === null) return;
    // Not now: whoever tells of a change of layout must not cause one.
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#move();
    });
  }

  hostUpdated(): void {
    if (!this.#moved) return;
    this.#moved = false;
    this.#parts.moved();
  }

  hostDisconnected(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  /** How many items at the start are the same ones, and whether one that is not shown changed. */
  #compare(before: readonly T[], items: readonly T[]): number {
    const length = Math.min(before.length, items.length);
    let hidden = false;
    let index = 0;
    for (; index < length; index += 1) {
      const one = before[index];
      const other = items[index];
      if (one === other) continue;
      if (one?.id !== other?.id) break;
      hidden ||= index < this.#from || index >= this.#to;
    }
    if (hidden) this.#revision += 1;
    return index;
  }

  /** Items were added at the end, or taken from it. */
  #lengthen(before: number): void {
    const { length } = this.#items;
    this.#heights.length = Math.min(before, length);
    for (const item of this.#items.slice(before)) this.#heights.push(this.#parts.estimate(item));
    if (length !== before) this.#revision += 1;
    const atEnd = this.#to >= before;
    this.#from = Math.min(this.#from, length);
    this.#to = Math.min(this.#to, length);
    if (length <= small) [this.#from, this.#to] = [0, length];
    else if (atEnd && length - this.#from <= most) this.#to = length;
    else if (atEnd) [this.#from, this.#to] = [length - first, length];
  }

  /** Other items, or the same ones at other places: heights go with their ids. */
  #rearrange(before: readonly T[]): void {
    const heights = new Map(before.map(({ id }, index) => [id, this.#heights[index]]));
    const start = before[this.#from]?.id;
    const atEnd = this.#to === before.length;
    const shown = Math.min(Math.max(first, this.#to - this.#from), most);
    const items = this.#items;
    const { length } = items;
    this.#heights = items.map((item) => heights.get(item.id) ?? this.#parts.estimate(item));
    this.#pins = [];
    this.#changed();
    const found = atEnd ? -1 : items.findIndex(({ id }) => id === start);
    if (length <= small) [this.#from, this.#to] = [0, length];
    else if (found === -1) [this.#from, this.#to] = [Math.max(0, length - shown), length];
    else [this.#from, this.#to] = [found, Math.min(length, found + shown)];
  }

  /** How far the window should reach beyond the view; null while it reaches far enough. */
  #reach(): number | null {
    const scroller = this.#parts.scroller();
    if (scroller === null || this.#whole || this.#items.length <= small) return null;
    const view = scroller.getBoundingClientRect();
    // Without a box, as in a hidden tab, nothing can be told.
    if (view.height === 0) return null;
    const reach = Math.max(view.height * margin, leastMargin);
    return this.#covers(view.top - reach / 2, view.bottom + reach / 2, reach * 3) ? null : reach;
  }

  #move(): void {
    const reach = this.#reach();
    const view = this.#parts.scroller()?.getBoundingClientRect();
    if (reach === null || view === undefined) return;
    this.#measure();
    const origin = this.#origin();
    if (origin === null) return;
    const from = this.#indexAt(view.top - reach - origin);
    this.#show(from, this.#indexAt(view.bottom + reach - origin) + 1);
  }

  #show(from: number, to: number): void {
    if (from === this.#from && to === this.#to) return;
    this.#from = from;
    this.#to = to;
    const ids = new Set(this.#parts.pinned());
    this.#pins = ids.size === 0 ? [] : this.#items.flatMap(({ id }, at) => (ids.has(id) ? at : []));
    this.#changed();
  }

  #changed(): void {
    this.#revision += 1;
    this.#moved = true;
    this.#host.requestUpdate();
  }

  /** True where the window reaches from `top` to `bottom`, and has no whole item much farther away. */
  #covers(top: number, bottom: number, farthest: number): boolean {
    const { head, tail } = this.#ends();
    if (head === null || tail === null) return false;
    return (
      (this.#from === 0 || head.top <= top) &&
      (this.#to === this.#items.length || tail.bottom >= bottom) &&
      head.bottom >= top - farthest &&
      tail.top <= bottom + farthest
    );
  }

  /** Where the first and the last item of the window are on screen. */
  #ends(): { head: DOMRect | null; tail: DOMRect | null } {
    const first = this.#items[this.#from]?.id;
    const last = this.#items[this.#to - 1]?.id;
    let head: DOMRect | null = null;
    let tail: DOMRect | null = null;
    for (const element of this.#parts.elements()) {
      const { id } = element.dataset;
      if (id === first) head = element.getBoundingClientRect();
      if (id === last) tail = element.getBoundingClientRect();
    }
    return { head, tail };
  }

  /** Notes the heights of what is shown. */
  #measure(): void {
    const shown = this.stretches.filter((stretch) => stretch.shown);
    const indexes = shown.flatMap(({ from, to }) =>
      Array.from({ length: to - from }, (_, offset) => from + offset),
    );
    let at = 0;
    for (const element of this.#parts.elements()) {
      const index = indexes[at];
      // An update may be under way; then what is on screen is not what is to be.
      if (index === undefined || this.#items[index]?.id !== element.dataset['id']) return;
      this.#heights[index] = element.getBoundingClientRect().height;
      at += 1;
    }
  }

  /** Where the list begins on screen, going by what is shown of it. */
  #origin(): number | null {
    for (const element of this.#parts.elements()) {
      const index = this.#items.findIndex(({ id }) => id === element.dataset['id']);
      if (index !== -1) return element.getBoundingClientRect().top - this.height(0, index);
    }
    return null;
  }

  /** The item that is `distance` below the start of the list; the first or last one beyond it. */
  #indexAt(distance: number): number {
    let bottom = 0;
    for (const [index, height] of this.#heights.entries()) {
      bottom += height;
      if (bottom > distance) return index;
    }
    return Math.max(0, this.#heights.length - 1);
  }
}
