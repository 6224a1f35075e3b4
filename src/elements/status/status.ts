/**
 * `<miptech-status>`: the state of REST, AI services, WebSocket and session, with the means to try
 * them. Owns what was copied and what was announced last; all state is the client's.
 */
import { LitElement, html, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import type { MiptechClient, MiptechError } from '../../core/index.js';
import { Announcer } from '../../dom/announcer.js';
import { ClientController } from '../../dom/client-controller.js';
import { FocusKeeper } from '../../dom/focus-keeper.js';
import { LanguageController } from '../../dom/language-controller.js';
import { controls, tokens } from '../../dom/tokens.js';
import { version } from '../../dom/version.js';
import { ViewController } from '../../dom/view-controller.js';
import { configurationOf } from './configuration.js';
import { newsOf, report, rowsOf, shortRow } from './rows.js';
import type { StatusView } from './rows.js';
import { statusStrings } from './strings.js';
import type { StatusStringOverrides, StatusStrings } from './strings.js';
import { statusStyles } from './styles.js';
import { compactView, noClientView, panelView } from './views.js';
import type { PanelHandlers } from './views.js';

/**
 * @summary Shows whether the platform can be reached, says what to do where it cannot, and connects
 * or disconnects.
 * @tag miptech-status
 *
 * Lists the configuration in use, without keys and tokens. Changes of the REST side and of the
 * connection are announced politely; the seconds of a countdown are not.
 *
 * @attr {boolean} compact - One line with a word, which opens to the panel.
 * @attr {string} provider - The id of a provider elsewhere on the page; default: the one around it.
 *
 * @csspart panel - The frame around everything.
 * @csspart row - REST API, AI services, WebSocket and session, one each.
 * @csspart note - The explanation of an error.
 * @csspart configuration - The configuration in use.
 * @csspart compact - The `<details>` of the compact form.
 *
 * @cssproperty --miptech-color-text - Text.
 * @cssproperty --miptech-color-muted - Secondary text.
 * @cssproperty --miptech-color-surface - Background of the panel.
 * @cssproperty --miptech-color-surface-sunken - Background of the configuration.
 * @cssproperty --miptech-color-surface-raised - Background of buttons.
 * @cssproperty --miptech-color-border - Lines.
 * @cssproperty --miptech-color-border-strong - The compact form's line under the pointer.
 * @cssproperty --miptech-color-accent - Icon of what is under way.
 * @cssproperty --miptech-color-success - Icon of what is well.
 * @cssproperty --miptech-color-warning - Icon of what waits or is limited.
 * @cssproperty --miptech-color-danger - Errors.
 * @cssproperty --miptech-color-focus - The focus ring; default the accent.
 * @cssproperty --miptech-font - Font family.
 * @cssproperty --miptech-font-mono - Font family of codes and values.
 * @cssproperty --miptech-font-size - Size that everything else follows.
 * @cssproperty --miptech-radius - Corners of the panel; buttons and notes follow.
 * @cssproperty --miptech-space - The unit of all distances.
 * @cssproperty --miptech-shadow - Shadow of the panel.
 */
export class MiptechStatus extends LitElement {
  static readonly version = version;

  static override styles = [tokens, controls, statusStyles];

  static override properties: PropertyDeclarations = {
    compact: {
      reflect: true,
      // Frameworks write `compact="false"` for false where they set attributes.
      converter: {
        fromAttribute: (value: string | null) => value !== null && value.toLowerCase() !== 'false',
        toAttribute: (value: unknown) => (value === true ? '' : null),
      },
    },
    provider: { type: String },
    client: { attribute: false },
    strings: { attribute: false },
    copied: { state: true },
  };

  /** Shows one line with a word, which opens to the panel. */
  declare compact: boolean;
  /** The id of a provider elsewhere on the page. */
  declare provider: string | null;
  /** A client given by the page; wins over any provider. */
  declare client: MiptechClient | null;
  /** Texts of the page's own, laid over the element's. */
  declare strings: StatusStringOverrides | null;

  declare private copied: MiptechError | null;

  readonly #clients = new ClientController(this);
  readonly #view = new ViewController<StatusView>(this, this.#clients, (client, read) => ({
    health: read(client.health),
    connection: read(client.connection),
    countdown: read(client.connection.countdown),
    session: read(client.session),
  }));
  readonly #language = new LanguageController<StatusStrings>(this, 'status', statusStrings);
  readonly #announcer = new Announcer(this);
  #news: readonly string[] | null = null;
  /** The texts the news are in. */
  #told: StatusStrings | null = null;

  constructor() {
    super();
    this.compact = false;
    this.provider = null;
    this.client = null;
    this.strings = null;
    this.copied = null;
    // A button that was pressed may be gone; the row it stood in keeps the place and is read out.
    new FocusKeeper(this, (focused) => [focused.closest('li')]);
  }

  protected override updated(): void {
    this.#announce();
  }

  readonly #handlers: PanelHandlers = {
    act: {
      test: () => void this.#clients.client?.health.check(),
      connect: () => this.#clients.client?.connection.connect(),
      disconnect: () => this.#clients.client?.connection.disconnect(),
      tryNow: () => this.#clients.client?.connection.connect(),
    },
    // Absent where the page is no secure context.
    copy: 'clipboard' in navigator ? (error) => void this.#copy(error) : null,
  };

  async #copy(error: MiptechError): Promise<void> {
    try {
      await navigator.clipboard.writeText(report(error, this.#strings));
      this.copied = error;
      this.#announcer.announce(this.#strings.copied);
    } catch {
      // Refused: the code beside the button can be selected.
      this.copied = null;
    }
  }

  #announce(): void {
    const { value } = this.#view;
    // In another language it is no news.
    const before = this.#told === this.#strings ? this.#news : null;
    this.#told = this.#strings;
    this.#news = value === undefined ? null : newsOf(value, this.#strings);
    if (before === null) return;
    for (const text of this.#news ?? []) {
      if (!before.includes(text)) this.#announcer.announce(text);
    }
  }

  get #strings(): StatusStrings {
    return this.#language.texts;
  }

  get #content(): TemplateResult | typeof nothing {
    const strings = this.#strings;
    const { client, search } = this.#clients;
    const { value } = this.#view;
    if (client === null || value === undefined) {
      return search === 'missing' || search === 'unavailable'
        ? noClientView(strings[search])
        : nothing;
    }
    const panel = panelView(
      {
        rows: rowsOf(value, strings),
        entries: configurationOf(client.settings, strings),
        copied: this.copied,
        strings,
      },
      this.#handlers,
    );
    return this.compact ? compactView(shortRow(value, strings), strings, panel) : panel;
  }

  protected override render(): TemplateResult {
    return html`${this.#content}${this.#announcer.render()}`;
  }
}
