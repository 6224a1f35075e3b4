/**
 * Walking a conversation by keyboard: arrow keys go from message to message, Home and End to the
 * first and the last. Owns which message has been reached; asks for others to be shown, and leaves
 * what a message holds to the browser.
 */
import type { ReactiveControllerHost } from 'lit';

export interface WalkParts {
  readonly scroller: () => HTMLElement | null;
  /** Ids of all messages in their order. */
  readonly ids: () => readonly string[];
  /** Puts the message at this place into the DOM. */
  readonly show: (index: number) => Promise<unknown>;
}

/** Where arrow keys have a meaning of their own. */
const foreign =
  'pre, input, textarea, select, [popover]:not(dialog), [role=menu], [part~=md-table-scroll]';
/** Part of the view that one press scrolls through a message that is taller than it. */
const step = 0.4;
/** Kept free around a message, for its focus ring; in CSS pixels. */
const around = 12;

type Edge = 'top' | 'bottom';

export class WalkController {
  readonly #host: ReactiveControllerHost;
  readonly #parts: WalkParts;
  #reached: string | null = null;

  constructor(host: ReactiveControllerHost, parts: WalkParts) {
    this.#host = host;
    this.#parts = parts;
  }

  /** The id of the message that was walked to, or has the focus in it; null before. */
  get reached(): string | null {
    return this.#reached;
  }

  /** A message, or something in it, has got the focus. */
  readonly focused = ({ target }: FocusEvent): void => {
    const id = target instanceof Element ? idOf(target) : null;
    if (id === null || id === this.#reached) return;
    this.#reached = id;
    this.#host.requestUpdate();
  };

  /** The focus has left the conversation: who comes back begins at its end. */
  readonly left = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node) || this.#reached === null) return;
    if (this.#parts.scroller()?.contains(relatedTarget) === true) return;
    this.#reached = null;
    this.#host.requestUpdate();
  };

  readonly key = (event: KeyboardEvent): void => {
    const { key, target } = event;
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.shiftKey || !(target instanceof Element) || target.closest(foreign) !== null) return;
    const ids = this.#parts.ids();
    if (ids.length === 0) return;
    const go = (index: number, edge: Edge): void => {
      event.preventDefault();
      void this.#go(ids, index, edge);
    };
    if (key === 'Home') go(0, 'top');
    else if (key === 'End') go(ids.length - 1, 'bottom');
    else if (key === 'ArrowDown' || key === 'ArrowUp') this.#walk(event, ids, go);
  };

  #walk(
    event: KeyboardEvent,
    ids: readonly string[],
    go: (index: number, edge: Edge) => void,
  ): void {
    const down = event.key === 'ArrowDown';
    const scroller = this.#parts.scroller();
    const from = scroller === null ? null : this.#from(scroller, event.target as Element, down);
    if (scroller === null || from === null) return;
    const view = scroller.getBoundingClientRect();
    const box = from.getBoundingClientRect();
    // First through a message that goes on beyond the view, then on to the next one.
    const beyond = down ? box.bottom - view.bottom : view.top - box.top;
    const inside = idOf(event.target as Element) === from.dataset['id'];
    if (inside && beyond > 1) {
      event.preventDefault();
      const distance = Math.min(beyond + around, view.height * step);
      scroller.scrollBy({ top: down ? distance : -distance });
      return;
    }
    const index = ids.indexOf(from.dataset['id'] ?? '');
    const next = inside ? index + (down ? 1 : -1) : index;
    if (index !== -1 && next >= 0 && next < ids.length) go(next, down ? 'top' : 'bottom');
  }

  /** The message to walk on from: the one with the focus while it is in view, else the first or last in view. */
  #from(scroller: HTMLElement, target: Element, down: boolean): HTMLElement | null {
    const view = scroller.getBoundingClientRect();
    const visible = (element: HTMLElement): boolean => {
      const { top, bottom } = element.getBoundingClientRect();
      return bottom > view.top + 1 && top < view.bottom - 1;
    };
    const own = idOf(target);
    const held = own === null ? null : this.#elementOf(own);
    if (held !== null && visible(held)) return held;
    const shown = [...scroller.querySelectorAll<HTMLElement>('article[data-id]')].filter(visible);
    return shown.at(down ? 0 : -1) ?? null;
  }

  #elementOf(id: string): HTMLElement | null {
    const selector = `article[data-id="${CSS.escape(id)}"]`;
    return this.#parts.scroller()?.querySelector<HTMLElement>(selector) ?? null;
  }

  async #go(ids: readonly string[], index: number, edge: Edge): Promise<void> {
    const id = ids[index];
    if (id === undefined) return;
    if (this.#elementOf(id) === null) await this.#parts.show(index);
    const element = this.#elementOf(id);
    const scroller = this.#parts.scroller();
    if (element === null || scroller === null) return;
    element.focus({ preventScroll: true });
    reveal(element, scroller, edge);
  }
}

/** By the shortest way; of a message taller than the view, this edge. Browsers differ in their own. */
function reveal(element: HTMLElement, scroller: HTMLElement, edge: Edge): void {
  const view = scroller.getBoundingClientRect();
  const { top, bottom, height } = element.getBoundingClientRect();
  const toTop = top - view.top - around;
  const toBottom = bottom - view.bottom + around;
  if (height + 2 * around > view.height) {
    scroller.scrollTop += edge === 'top' ? toTop : toBottom;
  } else if (toTop < 0) scroller.scrollTop += toTop;
  else if (toBottom > 0) scroller.scrollTop += toBottom;
}

/** The id of the message that `element` is or is in. */
export function idOf(element: Element): string | null {
  return element.closest<HTMLElement>('article[data-id]')?.dataset['id'] ?? null;
}
