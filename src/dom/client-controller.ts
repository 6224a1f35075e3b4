/**
 * Finds the client for an element: its own `client` property, the provider it names, or the one
 * around it, in this order. Owns the search and its end; does not know what the client is used for.
 */
import { ContextEvent } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MiptechClient } from '../core/index.js';
import { tellAuthor } from './author.js';
import { attachContextRoot, clientContext } from './context.js';
import { followProvider } from './named-provider.js';

/** What an element offers so that a client can be found for it. */
export interface ClientHost extends ReactiveControllerHost, HTMLElement {
  /** A client given by the page; wins over any provider. */
  client: MiptechClient | null;
  /** The id of a provider elsewhere in the same root or document. */
  provider: string | null;
}

/**
 * - `waiting`: nothing has answered yet; a provider may still come
 * - `found`: there is a client
 * - `unavailable`: there is a provider, and it has no client: its settings are refused
 * - `missing`: nothing answered for a second; it is still waited for
 */
export type ClientSearch = 'waiting' | 'found' | 'unavailable' | 'missing';

/** How long a provider may come after its consumer before the page is told, in milliseconds. */
export const patience = 1000;

export class ClientController implements ReactiveController {
  readonly #host: ClientHost;
  #client: MiptechClient | null = null;
  #search: ClientSearch = 'waiting';
  #given: MiptechClient | null = null;
  #named: string | null = null;
  #leave: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #warned = false;

  constructor(host: ClientHost) {
    this.#host = host;
    attachContextRoot(host.ownerDocument);
    host.addController(this);
  }

  /** The client, or null while there is none; also null while the element is not in a document. */
  get client(): MiptechClient | null {
    this.hostUpdate();
    return this.#client;
  }

  get search(): ClientSearch {
    return this.#search;
  }

  hostConnected(): void {
    this.#begin();
  }

  hostUpdate(): void {
    const { client, provider } = this.#host;
    if (!this.#host.isConnected || (client === this.#given && provider === this.#named)) return;
    this.#begin();
  }

  hostDisconnected(): void {
    this.#end();
    // A value kept here would outlive a move out of the provider.
    this.#client = null;
    this.#search = 'waiting';
  }

  #begin(): void {
    this.#end();
    this.#given = this.#host.client;
    this.#named = this.#host.provider;
    this.#client = null;
    this.#search = 'waiting';
    // Frameworks write undefined for what a page does not give.
    if (this.#given) {
      this.#settle(this.#given);
      return;
    }
    this.#await();
    if (this.#named) {
      this.#leave = followProvider(this.#host, this.#named, this.#settle);
    } else {
      this.#host.dispatchEvent(new ContextEvent(clientContext, this.#host, this.#receive, true));
    }
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#leave?.();
    this.#leave = undefined;
  }

  // One function for the element's life: providers and the context root know a consumer by it.
  readonly #receive = (client: MiptechClient | undefined, dispose?: () => void): void => {
    // The context root may answer a request of an earlier place or of before `provider` was set.
    if (!this.#host.isConnected || this.#given || this.#named) {
      dispose?.();
      return;
    }
    // A nearer provider that came later hands over by a new disposer.
    if (dispose !== this.#leave) this.#leave?.();
    this.#leave = dispose;
    this.#settle(client);
  };

  /** `undefined`: the provider has no client. `null`: there is no provider any more. */
  readonly #settle = (client: MiptechClient | undefined | null): void => {
    if (client === null) this.#await();
    else clearTimeout(this.#timer);
    this.#client = client ?? null;
    this.#search = client ? 'found' : client === undefined ? 'unavailable' : 'waiting';
    this.#host.requestUpdate();
  };

  #await(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#search = 'missing';
      this.#host.requestUpdate();
      this.#warn();
    }, patience);
  }

  #warn(): void {
    if (this.#warned) return;
    this.#warned = true;
    const tag = `<${this.#host.localName}>`;
    tellAuthor(
      'warn',
      this.#named
        ? `${tag} finds no <miptech-provider id="${this.#named}"> in its document. Check the id, and that "miptech-elements/define/provider" is imported.`
        : `${tag} finds no <miptech-provider> around it. Put it inside one, name one elsewhere by provider="id", or set its client property; and import "miptech-elements/define/provider".`,
    );
  }
}
