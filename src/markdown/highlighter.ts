/**
 * Colours code that is in view, later and in small steps: loads the grammars with the first such
 * block, and leaves code as it is where they cannot be had. Knows elements with text in them; neither
 * Markdown nor when a block is complete.
 */
import type { Token } from '../highlight/highlight.js';

/** Code longer than this, in characters, stays plain. */
export const longestCode = 50_000;

/** More failed downloads than this are not going to be followed by a good one. */
const mostFailures = 3;
/** Longest time, in milliseconds, for which a busy page keeps colours waiting at each step. */
const patience = 500;

interface Job {
  readonly element: HTMLElement;
  readonly grammar: string;
}

/** Blocks that have not been in view, by their element. */
const unseen = new Map<Element, Job>();
/** Blocks to be coloured now, the one under way included. */
const queue = new Set<Job>();
let observer: IntersectionObserver | undefined;
let failures = 0;
let working = false;

/**
 * Colours the code that is the text of `element`, once it is in view; its layout does not change.
 * Never throws. Returns a function that calls it off, to be called when the element is let go; it
 * answers whether there was anything left to do.
 */
export function highlightInView(element: HTMLElement, grammar: string): () => boolean {
  const job = { element, grammar };
  unseen.set(element, job);
  // Missing where elements are rendered without a browser, whatever the types say.
  if ('IntersectionObserver' in globalThis) {
    observer ??= new IntersectionObserver(onSeen);
    observer.observe(element);
  }
  return () => {
    observer?.unobserve(element);
    return unseen.delete(element) || queue.delete(job);
  };
}

function onSeen(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) {
    const job = unseen.get(target);
    if (!isIntersecting || job === undefined) continue;
    observer?.unobserve(target);
    unseen.delete(target);
    queue.add(job);
  }
  void work();
}

async function work(): Promise<void> {
  if (working || queue.size === 0) return;
  if (failures >= mostFailures) {
    queue.clear();
    return;
  }
  working = true;
  try {
    const { highlight } = await import('../highlight/highlight.js');
    for (const job of queue) {
      await idle();
      await color(job, highlight);
      queue.delete(job);
    }
  } catch {
    // Offline, or not allowed here. What waits has another chance with the next block.
    failures += 1;
  } finally {
    working = false;
  }
}

type Highlight = (code: string, grammar: string) => Iterable<readonly Token[]>;

async function color(job: Job, highlight: Highlight): Promise<void> {
  const { element, grammar } = job;
  element.normalize();
  try {
    for (const tokens of highlight(element.textContent, grammar)) {
      if (!queue.has(job)) return;
      replaceStart(element, tokens);
      await idle();
    }
  } catch {
    // A grammar that fails leaves the rest of its block as it is.
  }
}

/** Puts the tokens in the place of the same text at the start of the element's last node. */
function replaceStart(element: HTMLElement, tokens: readonly Token[]): void {
  const rest = element.lastChild as Text;
  const nodes = tokens.map(({ text, role }) => {
    if (role === null) return text;
    const span = document.createElement('span');
    span.setAttribute('part', `md-token-${role}`);
    span.textContent = text;
    return span;
  });
  rest.before(...nodes);
  const length = tokens.reduce((sum, { text }) => sum + text.length, 0);
  if (length < rest.length) rest.deleteData(0, length);
  else rest.remove();
}

/** When the page has nothing better to do. Safari has no such callback, whatever the types say. */
function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(resolve, { timeout: patience });
    else setTimeout(resolve);
  });
}
