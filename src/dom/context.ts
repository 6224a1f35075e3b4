/**
 * The context under which a client is handed down, and the one root that makes late providers
 * reach earlier consumers. Does not know who provides or who asks.
 */
import { ContextRoot, createContext } from '@lit/context';
import type { MiptechClient } from '../core/index.js';

/**
 * The client of the nearest `<miptech-provider>`, stable until the provider's settings change;
 * `undefined` where the provider has none because its settings are refused or it is shutting down.
 * The key is equal across copies of the library.
 */
export const clientContext = createContext<MiptechClient | undefined>(
  Symbol.for('@miptech/client/1'),
);

const mark: unique symbol = Symbol.for('@miptech/context-root/1');

declare global {
  interface Document {
    /** Set by the first copy of the library on the page that attached a context root. */
    [mark]?: true;
  }
}

/**
 * Sees to it that the page has a context root, so that a provider that comes or is defined after
 * its consumers still finds them. Called when a consumer is made, never at import.
 */
export function attachContextRoot(page: Document): void {
  if (page[mark]) return;
  page[mark] = true;
  new ContextRoot().attach(page.documentElement);
}
