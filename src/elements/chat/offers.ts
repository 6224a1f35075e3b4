/**
 * What a person may say with one press: what to ask first, and what next. Owns which of it is shown
 * and when the tenant's own is asked for; sending is its host's.
 */
import { html, nothing } from 'lit';
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import type {
  ChatConfigState,
  ConnectionState,
  MiptechClient,
  Suggestion,
  Transcript,
} from '../../core/index.js';
import { flowing } from './notice.js';
import type { ChatStrings } from './strings.js';

/** As a page gives it: a text, or a text with a shorter label for the button. */
export type SuggestionOption = string | { readonly text: string; readonly label?: string };

export interface OffersView {
  readonly client: MiptechClient;
  readonly connection: ConnectionState;
  readonly transcript: Transcript;
  readonly config: ChatConfigState;
}

/** What a page gives, in one shape; what has no text is left out. Pages are not always typed. */
function suggestionsOf(
  given: readonly (SuggestionOption | null | undefined)[],
): readonly Suggestion[] {
  return given.flatMap((option) => {
    const { text, label }: Partial<Suggestion> =
      typeof option === 'string' ? { text: option } : (option ?? {});
    return typeof text !== 'string' || text.trim() === '' ? [] : [{ text, label: label || text }];
  });
}

export class Offers implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #send: (text: string) => void;
  #asked: MiptechClient | null = null;
  /** The answer that was the last one when the page set what may follow it. */
  #followed: string | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, send: (text: string) => void) {
    this.#host = host;
    this.#send = send;
    host.addController(this);
    host.addEventListener('click', this.#pressed);
  }

  hostDisconnected(): void {
    this.#asked = null;
  }

  /** Asks for the tenant's own once the connection stands: nothing is to wait for it. */
  ask({ client, connection, config }: OffersView): void {
    if (client === this.#asked || !flowing(connection)) return;
    this.#asked = client;
    if (config.phase === 'unknown') void client.chat.loadConfig();
  }

  /** The page has set what may follow the answer that is the last one now. */
  followed(transcript: Transcript | undefined): void {
    this.#followed = transcript?.messages.at(-1)?.id ?? null;
  }

  /** What one may ask first: the page's own, and otherwise the tenant's. */
  first(
    given: readonly SuggestionOption[] | null,
    config: ChatConfigState,
  ): readonly TemplateResult[] {
    return this.#chips(given ? suggestionsOf(given) : config.suggestions);
  }

  /** What one may ask next, under the last answer; nothing while another is under way. */
  next(
    given: readonly SuggestionOption[] | null,
    { answering, loading, messages }: Transcript,
    strings: ChatStrings,
  ): TemplateResult | typeof nothing {
    const last = messages.at(-1);
    if (answering || loading || last?.role !== 'assistant' || last.state !== 'complete') {
      return nothing;
    }
    const own = last.id === this.#followed ? given : null;
    const offered = suggestionsOf(own ?? last.metadata?.followUps ?? []);
    if (offered.length === 0) return nothing;
    return html`<div
      class="suggestions next"
      part="suggestions follow-ups"
      role="group"
      aria-label=${strings.followUps}
    >
      ${this.#chips(offered)}
    </div>`;
  }

  readonly changed = (): void => {
    this.#host.requestUpdate();
  };

  /** True where the page has put some into the slot. */
  get slotted(): boolean {
    return [...this.#host.children].some(({ slot }) => slot === 'suggestions');
  }

  /** One of the page's own was pressed: its `data-text` is sent, or the words on a button. */
  readonly #pressed = (event: Event): void => {
    const { target } = event;
    if (event.defaultPrevented || !(target instanceof Element)) return;
    if (target.closest('[slot=suggestions]')?.parentElement !== this.#host) return;
    const element = target.closest<HTMLElement>('[data-text], button');
    if (element === null || !this.#host.contains(element)) return;
    event.preventDefault();
    this.#send(element.dataset['text'] ?? element.textContent.replace(/\s+/g, ' ').trim());
  };

  #chips(offered: readonly Suggestion[]): readonly TemplateResult[] {
    return offered.map(
      ({ text, label }) =>
        html`<button
          class="button suggestion"
          part="suggestion"
          type="button"
          dir="auto"
          @click=${() => {
            this.#send(text);
          }}
        >
          ${label}
        </button>`,
    );
  }
}
