/**
 * The page's own rendering of pieces of a message. A hook that fails costs its own piece and nothing
 * else. Knows neither the pieces nor where they stand.
 */
import type { TemplateResult } from 'lit';
import type { Message } from '../../core/index.js';
import { tellAuthor } from '../../dom/author.js';

/** What a hook answers: text, a node, a template of Lit, or null for the element's own rendering. */
export type Rendered = string | Node | TemplateResult | null;

/**
 * Hooks of the page, each asked whenever a message changes, so with every piece of a growing answer.
 * A node that is answered again is left where it stands.
 */
export interface MessageRenderers {
  /** The mark beside the assistant's name. An answer that is only expected has no text and no id. */
  readonly avatar?: (message: Message) => Rendered;
  /** Stands behind the element's own actions; null adds nothing. */
  readonly actions?: (message: Message) => Rendered;
  /** Stands in place of the message's text. */
  readonly message?: (message: Message) => Rendered;
}

/** Hooks that failed before: one line in the console tells enough. */
const told = new WeakSet();

/** What the hook `name` answers; null where there is none, it declines, or it fails. */
export function rendered(
  renderers: MessageRenderers | null,
  name: keyof MessageRenderers,
  message: Message,
): Rendered {
  const hook = renderers?.[name];
  if (hook === undefined) return null;
  try {
    // Pages are not always typed.
    const answer = hook(message) as unknown;
    if (usable(answer)) return answer ?? null;
    throw new TypeError('It answered no text, node or template.');
  } catch (error) {
    if (!told.has(hook)) tellAuthor('error', `<miptech-chat> renderers.${name} failed:`, error);
    told.add(hook);
    return null;
  }
}

function usable(answer: unknown): answer is Rendered | undefined {
  if (answer === null || answer === undefined || typeof answer === 'string') return true;
  return answer instanceof Node || (typeof answer === 'object' && '_$litType$' in answer);
}
