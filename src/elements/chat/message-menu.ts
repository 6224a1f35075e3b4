/**
 * The menu behind “More” and the details of a message: one popover for the whole chat, at the button
 * that opened it. Owns what it shows and the focus in it; does not know how a text is copied.
 */
import { html, nothing } from 'lit';
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import type { Message } from '../../core/index.js';
import { PopoverMenu } from '../../dom/popover-menu.js';
import { detailsView } from './message-details.js';
import type { ChatStrings } from './strings.js';

export interface MessageMenuTasks {
  /** The message that this element belongs to. */
  readonly messageAt: (place: Element) => Message | undefined;
  readonly copyMarkdown: (opener: HTMLElement) => void;
}

export class MessageMenu implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #tasks: MessageMenuTasks;
  readonly #popover = createRef<HTMLElement>();
  readonly #panel = createRef<HTMLElement>();
  #opener: HTMLElement | null = null;
  #details: Message | null = null;
  readonly #menu = new PopoverMenu({
    menu: () => this.#popover.value ?? null,
    opener: () => this.#opener,
  });

  constructor(host: ReactiveControllerHost, tasks: MessageMenuTasks) {
    this.#host = host;
    this.#tasks = tasks;
    host.addController(this);
  }

  /** The message is gone, or out of the document: nothing is left to open a menu of. */
  hostUpdated(): void {
    if (this.#opener?.isConnected !== false) return;
    this.#menu.close();
    this.#opener = null;
  }

  readonly press = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof HTMLElement) this.#take(currentTarget);
  };

  readonly key = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    if (event.currentTarget instanceof HTMLElement) this.#take(event.currentTarget);
    this.#menu.handlers.openKey(event);
  };

  /** The browser opens the popover for the one button that names it, in the press under way. */
  #take(opener: HTMLElement): void {
    if (opener === this.#opener) return;
    this.#menu.close();
    this.#opener?.removeAttribute('popovertarget');
    this.#opener = opener;
    opener.setAttribute('popovertarget', 'message-menu');
  }

  readonly #onBeforeToggle = (event: ToggleEvent): void => {
    this.#menu.handlers.toggle(event);
    this.#opener?.setAttribute('aria-expanded', String(event.newState === 'open'));
  };

  // Once it is closed: before, the focus in it would be lost instead of given back.
  readonly #onToggled = ({ newState }: ToggleEvent): void => {
    if (newState === 'open' || this.#details === null) return;
    this.#details = null;
    this.#host.requestUpdate();
  };

  readonly #onCopy = (): void => {
    const opener = this.#opener;
    this.#menu.close();
    if (opener !== null) this.#tasks.copyMarkdown(opener);
  };

  readonly #onDetails = async (): Promise<void> => {
    this.#details = (this.#opener && this.#tasks.messageAt(this.#opener)) ?? null;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#panel.value?.focus();
  };

  render(strings: ChatStrings, language: string | undefined): TemplateResult {
    const details = this.#details;
    const { menuKey, leave } = this.#menu.handlers;
    return html`<div
      class="message-menu"
      part="message-menu"
      id="message-menu"
      .popover=${'auto'}
      role="group"
      aria-label=${strings.more}
      ${ref(this.#popover)}
      @keydown=${menuKey}
      @beforetoggle=${this.#onBeforeToggle}
      @toggle=${this.#onToggled}
      @focusout=${leave}
    >
      <div class="menu-items" ?hidden=${details !== null}>
        <button
          class="button quiet"
          part="message-menu-item copy-markdown-button"
          type="button"
          @click=${this.#onCopy}
        >
          ${strings.copyMarkdown}
        </button>
        <button
          class="button quiet"
          part="message-menu-item details-button"
          type="button"
          @click=${this.#onDetails}
        >
          ${strings.details}
        </button>
      </div>
      ${details === null ? nothing : detailsView(details, strings, language, this.#panel)}
    </div>`;
  }
}
