/**
 * Has code coloured once it is in view: loads the highlighter with the first such block, and leaves
 * code as it is where that cannot be had. Knows elements with text in them; neither Markdown nor when
 * a block is complete.
 */
import type { Job } from '../highlight/highlight.js';

/** Code longer than this, in characters, stays plain: each step lays out the whole block again. */
export const longestCode = 20_000;

/** More failed downloads than this are not going to be followed by a good one. */
const mostFailures = 3;

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
  if (working || queue.size === 0 || failures >= mostFailures) return;
  working = true;
  try {
    const { colorAll } = await import('../highlight/highlight.js');
    await colorAll(queue);
  } catch {
    // Offline, or not allowed here. What waits has another chance with the next block.
    failures += 1;
  }
  working = false;
}
