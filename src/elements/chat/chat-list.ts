/**
 * The list of chats beside or over the conversation: whether it is shown, what is searched in it,
 * and the way into a chat and back. Owns that state and the focus; the chats are the client's.
 */
import { html, nothing } from 'lit';
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import { MiptechError } from '../../core/index.js';
import type { ChatItem, ChatsState, MiptechClient, TenantState } from '../../core/index.js';
import type { Announcer } from '../../dom/announcer.js';
import type { ClientController } from '../../dom/client-controller.js';
import { composing } from '../../dom/composing.js';
import { errorText } from '../../dom/strings.js';
import { ViewController } from '../../dom/view-controller.js';
import { chatsButtonView, chatsPanelView } from './chat-list-views.js';
import type { ChatStrings } from './strings.js';

/** From this width of the element on the list is a column beside the conversation, in rem. */
const columnWidth = 48;

/** Where the platform says so, there is nothing to list for this person. */
const noList: ReadonlySet<string> = new Set(['auth_required', 'forbidden', 'not_found']);

export interface ChatListParts {
  readonly clients: ClientController;
  readonly announcer: Announcer;
  /** The chat is on screen: a floating one is open. */
  readonly shown: () => boolean;
  /** The page asks for the list. */
  readonly wanted: () => boolean;
  readonly strings: () => ChatStrings;
  readonly language: () => string | undefined;
  readonly open: (chatId: string) => Promise<void>;
  readonly newChat: () => void;
  /** A chat was opened: puts the focus where one goes on in it. */
  readonly goOn: () => void;
}

interface View {
  readonly client: MiptechClient;
  readonly chats: ChatsState;
  readonly tenant: TenantState;
  readonly signedOut: boolean;
}

function offered({ chats, tenant, signedOut }: View): boolean {
  const { features } = tenant;
  const off = [features['chat'], features['chat_history'], features['chat_list']].includes(false);
  const refused = chats.items.length === 0 && noList.has(chats.error?.code ?? '');
  return !signedOut && !off && !refused;
}

export class ChatList implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #parts: ChatListParts;
  readonly #view: ViewController<View>;
  readonly #size: ResizeObserver;
  #wide = false;
  /** The column is shown, where there is room for one. */
  #unfolded = true;
  /** The drawer is open, where there is none. */
  #open = false;
  #query = '';
  #opening: string | null = null;
  /** Why a chat could not be opened, in the words of now. */
  #problem: (() => string) | null = null;
  /** Whose list was asked for. */
  #asked: MiptechClient | null = null;
  /** Where the focus goes once the next update is on screen. */
  #next: (() => void) | null = null;
  /** The chat that has the focus, or an empty id for anything else in the list. */
  #held: string | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, parts: ChatListParts) {
    this.#host = host;
    this.#parts = parts;
    this.#size = new ResizeObserver(([entry]) => {
      if (entry !== undefined) this.#resized(entry.contentRect.width);
    });
    this.#view = new ViewController(host, parts.clients, (client, read) => ({
      client,
      chats: read(client.chats),
      tenant: read(client.tenant),
      signedOut: read(client.connection).phase === 'signed-out',
    }));
    host.addController(this);
  }

  hostConnected(): void {
    this.#size.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#size.disconnect();
    this.#reset();
  }

  hostUpdate(): void {
    const { activeElement } = this.#host.shadowRoot ?? {};
    const focused = activeElement?.closest('.chats') == null ? null : activeElement;
    this.#held = focused && ((focused as HTMLElement).dataset['id'] ?? '');
    if (!this.#parts.shown()) this.#open = false;
    const view = this.#offered;
    if (view === null || view.chats.phase === 'unknown') this.#reset();
    if (view === null || view.client === this.#asked) return;
    this.#asked = view.client;
    void view.client.chats.load();
  }

  hostUpdated(): void {
    const next = this.#next;
    this.#next = null;
    if (next !== null) next();
    // What had the focus is gone.
    else if (this.#held !== null && this.#host.shadowRoot?.activeElement === null) {
      if (this.column || this.#drawer) this.#focusPanel(this.#held);
      else this.#parts.goOn();
    }
  }

  /** True where the list stands beside the conversation. */
  get column(): boolean {
    return this.#offered !== null && this.#wide && this.#unfolded;
  }

  /** The button that shows and hides the list, for the header. */
  button(): TemplateResult | typeof nothing {
    const view = this.#offered;
    if (view === null) return nothing;
    const shown = this.column || this.#drawer;
    const look = { shown, drawer: !this.#wide, strings: this.#parts.strings() };
    return chatsButtonView(view.chats, look, this.#onButton);
  }

  /** `content` with the list beside or over it; `content` alone where the page asks for no list. */
  around(content: TemplateResult): TemplateResult {
    if (!this.#parts.wanted()) return content;
    const view = this.#offered;
    const drawer = this.#drawer;
    const shown = view !== null && (this.column || drawer);
    // eslint-disable-next-line lit-a11y/click-events-have-key-events -- Escape does the same
    const scrim = html`<div class="scrim" @click=${this.#onClose}></div>`;
    return html`<div class="with-chats ${this.#wide ? 'wide' : ''}">
      ${shown ? this.#renderPanel(view.chats, drawer) : nothing} ${drawer ? scrim : nothing}
      <div class="main" .inert=${drawer}>${content}</div>
    </div>`;
  }

  #renderPanel(state: ChatsState, drawer: boolean): TemplateResult {
    const { strings, language } = this.#parts;
    return chatsPanelView({
      state,
      drawer,
      query: this.#query,
      opening: this.#opening,
      problem: this.#problem?.() ?? null,
      strings: strings(),
      language: language(),
      onOpen: this.#onOpen,
      onNewChat: this.#onNewChat,
      onQuery: this.#onQuery,
      onRetry: this.#onRetry,
      onClose: this.#onClose,
      onKey: this.#onKey,
    });
  }

  /** The view, where there is a list to show; null elsewhere. */
  get #offered(): View | null {
    const { value } = this.#view;
    return this.#parts.wanted() && value !== undefined && offered(value) ? value : null;
  }

  get #drawer(): boolean {
    return this.#offered !== null && !this.#wide && this.#open;
  }

  #resized(width: number): void {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const wide = width >= columnWidth * rem;
    if (wide === this.#wide) return;
    this.#wide = wide;
    this.#open = false;
    if (this.#parts.wanted()) this.#host.requestUpdate();
  }

  /** What was begun in the list of one person is not the next one's. */
  #reset(): void {
    this.#open = false;
    this.#query = '';
    this.#opening = null;
    this.#problem = null;
  }

  #update(next: (() => void) | null = null): void {
    this.#next = next;
    this.#host.requestUpdate();
  }

  /** Focuses the first of these that is there. */
  #focus(...places: readonly string[]): void {
    const root = this.#host.shadowRoot;
    const found = places.map((place) => root?.querySelector<HTMLElement>(place));
    found.find((place) => place != null)?.focus();
  }

  /** @param id the chat that is wanted most */
  #focusPanel(id = ''): void {
    const wanted = `.chats-item[data-id="${CSS.escape(id)}"]`;
    this.#focus(wanted, '.chats-item[aria-current]', '.chats-item', '.chats-close');
  }

  readonly #onButton = (): void => {
    const shown = this.column || this.#drawer;
    if (shown) {
      this.#onClose();
      return;
    }
    this.#problem = null;
    if (this.#wide) this.#unfolded = true;
    else this.#open = true;
    void this.#asked?.chats.load();
    this.#update(
      this.#wide
        ? null
        : () => {
            this.#focusPanel();
          },
    );
  };

  readonly #onClose = (): void => {
    if (this.#wide) this.#unfolded = false;
    this.#open = false;
    this.#query = '';
    this.#update(() => {
      this.#focus('.chats-button');
    });
  };

  readonly #onRetry = (): void => {
    void this.#asked?.chats.load();
  };

  readonly #onQuery = (query: string): void => {
    this.#query = query;
    this.#update();
  };

  readonly #onNewChat = (): void => {
    this.#opening = null;
    this.#problem = null;
    this.#open = false;
    this.#update(this.#parts.newChat);
  };

  readonly #onOpen = (item: ChatItem): void => {
    void this.#go(item);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (composing(event)) return;
    if (event.key === 'Escape' && this.#drawer) {
      // Taken: it closes no dialog around the chat as well.
      event.preventDefault();
      event.stopPropagation();
      this.#onClose();
    } else this.#walk(event);
  };

  /** Arrow keys go from chat to chat, Home and End to the first and the last. */
  #walk(event: KeyboardEvent): void {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const inField = target instanceof HTMLInputElement;
    if (inField && key !== 'ArrowDown') return;
    const chats = [...(this.#host.shadowRoot?.querySelectorAll<HTMLElement>('.chats-item') ?? [])];
    const index = target instanceof HTMLElement ? chats.indexOf(target) : -1;
    if (index === -1 && !inField) return;
    const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: chats.length - 1 }[key];
    if (next === undefined) return;
    event.preventDefault();
    chats[Math.max(0, next)]?.focus();
  }

  async #go(item: ChatItem): Promise<void> {
    // The second click of a double one: what is asked for twice is shown by the second answer alone.
    if (this.#opening === item.id) return;
    const { strings, announcer } = this.#parts;
    this.#opening = item.id;
    this.#problem = null;
    this.#update();
    try {
      await this.#parts.open(item.id);
    } catch (thrown) {
      if (this.#opening !== item.id) return;
      this.#opening = null;
      const error = thrown instanceof MiptechError ? thrown : new MiptechError('protocol');
      const problem = (): string => `${strings().chatNotOpened} ${errorText(strings(), error)}`;
      this.#problem = problem;
      announcer.announce(problem(), true);
      // Deleted elsewhere: the list is older than that.
      if (error.code === 'not_found') void this.#asked?.chats.load();
      this.#update();
      return;
    }
    // Another one was chosen meanwhile.
    if (this.#opening !== item.id) return;
    this.#opening = null;
    this.#open = false;
    // Without its title: what is said outlives a sign-out by seconds.
    if (!item.open) announcer.announce(strings().chatOpened);
    this.#update(() => {
      // There a field with the focus calls the keyboard up, over what was opened.
      if (matchMedia('(pointer: coarse)').matches) this.#focus('.transcript');
      else this.#parts.goOn();
    });
  }
}
