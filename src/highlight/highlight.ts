/**
 * Colours the text of elements, in small steps while the page has nothing better to do. Loaded on
 * first use, never with the page: whoever imports this does so by `import()`. Knows neither Markdown
 * nor when there is something to colour.
 */
import { read } from './read.js';
import type { Token } from './read.js';

/** An element with nothing but text in it, which is code that this grammar reads. */
export interface Job {
  readonly element: HTMLElement;
  readonly grammar: string;
}

/** Longest time, in milliseconds, for which a busy page keeps colours waiting at each step. */
const patience = 500;

/**
 * Colours what is in the queue, and what comes into it meanwhile; each job leaves it when it is done,
 * and one that is taken out of it is left as it is. Never throws.
 */
export async function colorAll(queue: Set<Job>): Promise<void> {
  for (const job of queue) {
    try {
      await color(job, queue);
    } catch {
      // A grammar that fails leaves the rest of its block as it is.
    }
    queue.delete(job);
  }
}

async function color(job: Job, queue: ReadonlySet<Job>): Promise<void> {
  const { element, grammar } = job;
  await idle();
  element.normalize();
  for (const tokens of read(element.textContent, grammar)) {
    if (!queue.has(job)) return;
    replaceStart(element, tokens);
    await idle();
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
