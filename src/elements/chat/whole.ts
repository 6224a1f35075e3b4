/**
 * Moments in which more of a conversation is needed than what is near the view: it is printed, a
 * selection across it is copied, the browser's search finds words further away. Owns their
 * listeners and which messages must stay; does not know how messages are shown.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { idOf } from './walk.js';

export interface WholeParts {
  readonly scroller: () => HTMLElement | null;
  /** Puts all messages into the DOM, or again those near the view; at once if `now`. */
  readonly showWhole: (whole: boolean, now: boolean) => void;
  /** Puts the messages from this place on into the DOM at once; `count` of them. */
  readonly showFrom: (index: number, count: number) => void;
}

export class WholeTranscript implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #parts: WholeParts;
  #listening: AbortController | undefined;
  #printing = false;
  #copying: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, parts: WholeParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  /** Ids of the messages that hold the focus or an end of the selection. */
  get held(): readonly string[] {
    const focused = this.#host.shadowRoot?.activeElement ?? null;
    const ends = this.#ends() ?? [];
    return [focused, ...ends]
      .map((node) => {
        const element = node instanceof Element ? node : (node?.parentElement ?? null);
        return element === null ? null : idOf(element);
      })
      .filter((id) => id !== null);
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    addEventListener('beforeprint', this.#print, { signal });
    addEventListener('afterprint', this.#printed, { signal });
    // Where nothing has the focus, the event goes to the page's body.
    document.addEventListener('copy', this.#copy, { signal, capture: true });
  }

  hostDisconnected(): void {
    this.#listening?.abort();
    clearTimeout(this.#copying);
    this.#printing = false;
    this.#parts.showWhole(false, false);
  }

  /** The browser's search found words in what is not shown. */
  readonly found = ({ target }: Event): void => {
    if (!(target instanceof HTMLElement)) return;
    const { from, count } = target.dataset;
    if (from !== undefined) this.#parts.showFrom(Number(from), Number(count));
  };

  readonly #print = (): void => {
    this.#printing = true;
    this.#parts.showWhole(true, true);
  };

  readonly #printed = (): void => {
    this.#printing = false;
    this.#parts.showWhole(false, false);
  };

  /** The browser copies behind this event, and copies what is there by then. */
  readonly #copy = (): void => {
    if (!this.#selectsMore()) return;
    this.#parts.showWhole(true, true);
    clearTimeout(this.#copying);
    this.#copying = setTimeout(() => {
      if (!this.#printing) this.#parts.showWhole(false, false);
    });
  };

  /** True where the selection reaches over messages that are not in the DOM. */
  #selectsMore(): boolean {
    const stopgaps = [...(this.#parts.scroller()?.querySelectorAll('[data-stopgap]') ?? [])];
    const selection = getSelection();
    const root = this.#host.shadowRoot;
    if (stopgaps.length === 0 || selection === null || root === null) return false;
    const ends = this.#ends();
    if (ends === null) return selection.containsNode(this.#host, true);
    const [start, end] = ends;
    const inside = root.contains(start);
    if (!inside && !root.contains(end)) return selection.containsNode(this.#host, true);
    return stopgaps.some((stopgap) => {
      const behind = !inside || before(start, stopgap);
      return behind && (!root.contains(end) || before(stopgap, end));
    });
  }

  /** The nodes that the selection begins and ends in, shadow trees included; null where none is told. */
  #ends(): readonly [Node, Node] | null {
    const root = this.#host.shadowRoot;
    const selection = getSelection();
    // Not in all browsers yet, whatever the types say.
    if (root === null || !selection || typeof selection.getComposedRanges !== 'function')
      return null;
    const [range] = selection.getComposedRanges({ shadowRoots: [root] });
    if (range === undefined || range.collapsed) return null;
    return [range.startContainer, range.endContainer];
  }
}

function before(one: Node, other: Node): boolean {
  return (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}
