/**
 * Moments in which more of a conversation is needed than what is near the view: it is printed, a
 * selection across it is copied, the browser's search finds words further away. Owns their
 * listeners and which messages must stay; does not know how messages are shown.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { selectedRange } from '../../dom/selection.js';
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
    const root = this.#host.shadowRoot;
    if (root === null) return [];
    const selected = selectedRange(root);
    return [root.activeElement, selected?.startContainer, selected?.endContainer]
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
    const root = this.#host.shadowRoot;
    if (stopgaps.length === 0 || root === null) return false;
    const selected = selectedRange(root);
    if (selected === null) return false;
    const { startContainer: start, endContainer: end } = selected;
    const starts = root.contains(start);
    const ends = root.contains(end);
    if (!starts && !ends) return crosses(selected, this.#host);
    return stopgaps.some(
      (stopgap) => (!starts || before(start, stopgap)) && (!ends || before(stopgap, end)),
    );
  }
}

function before(one: Node, other: Node): boolean {
  return (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/** Whether a range of the page, or of a shadow tree around the host, reaches over the host. */
function crosses(
  { startContainer, startOffset, endContainer, endOffset }: AbstractRange,
  host: Node,
): boolean {
  const range = new Range();
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  for (let node: Node | null = host; node !== null;) {
    if (range.intersectsNode(node)) return true;
    const root: Node = node.getRootNode();
    node = root instanceof ShadowRoot ? root.host : null;
  }
  return false;
}
