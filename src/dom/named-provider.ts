/**
 * Finds the provider that an element names by `provider="id"`, for pages whose layout cannot nest,
 * and follows it while it comes, goes or is replaced. Knows the id and the context key; does not
 * know the provider's class.
 */
import type { ContextCallback } from '@lit/context';
import type { MiptechClient } from '../core/index.js';
import { clientContext } from './context.js';

/**
 * A context request for one element only. The standard one bubbles, so that an id on an element
 * which is not a provider (yet) would be answered by whichever provider stands around it.
 */
class DirectRequest extends Event {
  readonly context = clientContext;
  readonly subscribe = true;

  constructor(
    readonly contextTarget: Element,
    readonly callback: ContextCallback<MiptechClient | undefined>,
  ) {
    super('context-request', { bubbles: false, composed: false });
  }
}

function find(scopes: readonly (Document | ShadowRoot)[], id: string): Element | null {
  for (const scope of scopes) {
    const found = scope.getElementById(id);
    if (found !== null) return found;
  }
  return null;
}

/**
 * Calls `receive` with what the provider `id` in the consumer's root or document hands out, and
 * with `null` when there is no such provider any more. The answer ends it.
 */
export function followProvider(
  consumer: Element,
  id: string,
  receive: (client: MiptechClient | undefined | null) => void,
): () => void {
  const page = consumer.ownerDocument;
  const root = consumer.getRootNode();
  const scopes = root instanceof ShadowRoot ? [root, page] : [page];
  const connection = new AbortController();
  let asked: Element | null = null;
  let unsubscribe: (() => void) | undefined;

  const leave = (): void => {
    unsubscribe?.();
    unsubscribe = undefined;
  };
  const ask = (element: Element): void => {
    leave();
    asked = element;
    element.dispatchEvent(
      new DirectRequest(consumer, (client, dispose) => {
        if (connection.signal.aborted || asked !== element) {
          dispose?.();
          return;
        }
        unsubscribe = dispose;
        receive(client);
      }),
    );
  };
  const look = (): void => {
    const element = find(scopes, id);
    // An element that gave no answer may be one that is not defined yet: it is asked again.
    if (element === asked && unsubscribe !== undefined) return;
    const answered = unsubscribe !== undefined;
    if (element === null) {
      leave();
      asked = null;
    } else {
      ask(element);
    }
    if (answered && unsubscribe === undefined) receive(null);
  };

  const watch = new MutationObserver(look);
  for (const scope of scopes) {
    watch.observe(scope, { childList: true, subtree: true, attributeFilter: ['id'] });
    scope.addEventListener('context-provider', look, { signal: connection.signal });
  }
  look();
  return () => {
    connection.abort();
    watch.disconnect();
    leave();
  };
}
