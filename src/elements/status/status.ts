/**
 * `<miptech-status>`: the state of REST, AI services, WebSocket and session, with the means to try
 * them and to find out what is wrong. Owns what was copied and what was announced last; all state is
 * the client's.
 */
import { LitElement, adoptStyles, html, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import type { Diagnosis, MiptechClient, MiptechError } from '../../core/index.js';
import { reportText } from '../../core/index.js';
import { Announcer } from '../../dom/announcer.js';
import { choice } from '../../dom/choice.js';
import { ClientController } from '../../dom/client-controller.js';
import { FocusKeeper } from '../../dom/focus-keeper.js';
import { usableLanguage } from '../../dom/language.js';
import { LanguageController } from '../../dom/language-controller.js';
import { controls, tokens } from '../../dom/tokens.js';
import { version } from '../../dom/version.js';
import { ViewController } from '../../dom/view-controller.js';
import { configurationOf } from './configuration.js';
import { summaryOf } from './diagnosis.js';
import { Later } from './later.js';
import type { PaneParts } from './full/pane.js';
import { lent } from './lent.js';
import { News } from './news.js';
import { report, rowsOf, shortRow } from './rows.js';
import type { StatusView } from './rows.js';
import { statusStrings } from './strings.js';
import type { Tools } from './full/full.js';
import type { StatusStringOverrides, StatusStrings } from './strings.js';
import { statusStyles } from './styles.js';
import { checksBlock, compactView, loadingView, noClientView, panelView } from './views.js';
import type { PanelHandlers } from './views.js';

/** The forms, the usual one first. */
const displays = ['panel', 'compact', 'full'] as const;
export type StatusDisplay = (typeof displays)[number];

/** The lines around an entry of the journal, nearest first. */
function neighbours(entry: Element | null): readonly HTMLElement[] {
  const entries = [...(entry?.parentElement?.children ?? [])];
  const place = entry === null ? 0 : entries.indexOf(entry);
  return entries
    .map((one, index) => ({ line: one.querySelector('button'), far: Math.abs(index - place) }))
    .sort((one, other) => one.far - other.far)
    .flatMap(({ line }) => line ?? []);
}

interface View extends StatusView {
  readonly diagnosis: Diagnosis;
}

/**
 * @summary Shows whether the platform can be reached, says what to do where it cannot, and connects
 * or disconnects.
 * @tag miptech-status
 *
 * Lists the configuration in use, without keys and tokens. Changes of the REST side and of the
 * connection are announced politely; the steps of an attempt and the seconds of a countdown are not.
 *
 * @attr {"panel" | "compact" | "full"} display - `panel` (the default): a row for each part, and the
 * checks. `compact`: one line with a word, which opens to the panel. `full`: with statistics, journal
 * and configuration as well.
 * @attr {string} docs-url - The page whose sections explain what a check found, such as
 * `/docs/troubleshooting.html`; without it there are no links.
 * @attr {comfortable|compact} density - How close things stand. `compact` has smaller text and distances. Default `comfortable`.
 * @attr {string} provider - The id of a provider elsewhere on the page; default: the one around it.
 *
 * @csspart panel - The frame around everything.
 * @csspart row - REST API, AI services, WebSocket and session, one each.
 * @csspart note - The explanation of an error.
 * @csspart checks - The checks, with the button that runs them.
 * @csspart check - One check.
 * @csspart statistics - The tenant's figures.
 * @csspart journal - The record of what happened.
 * @csspart entries - The list in it.
 * @csspart report - What copies or saves a report.
 * @csspart sparkline - The line of round trips.
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
 * @cssproperty [--miptech-radius-small] - Radius of buttons and fields. Default: seven tenths of `--miptech-radius`.
 * @cssproperty [--miptech-border-width=1px] - Width of lines and borders.
 * @cssproperty [--miptech-line-height=1.5] - Height of a line, as a number.
 * @cssproperty [--miptech-duration=140ms] - How long a change of colour takes.
 * @cssproperty --miptech-space - The unit of all distances.
 * @cssproperty --miptech-shadow - Shadow of the panel.
 */
export class MiptechStatus extends LitElement {
  static readonly version = version;

  static override styles = [tokens, controls, statusStyles];

  static override properties: PropertyDeclarations = {
    display: { type: String, reflect: true },
    docsUrl: { type: String, attribute: 'docs-url' },
    provider: { type: String },
    client: { attribute: false },
    strings: { attribute: false },
    copied: { state: true },
  };

  /** How much is shown; default `panel`. */
  declare display: StatusDisplay | null;
  /** The page whose sections explain what a check found; null for no links. */
  declare docsUrl: string | null;
  /** The id of a provider elsewhere on the page. */
  declare provider: string | null;
  /** A client given by the page; wins over any provider. */
  declare client: MiptechClient | null;
  /** Texts of the page's own, laid over the element's. */
  declare strings: StatusStringOverrides | null;

  declare private copied: MiptechError | null;

  readonly #clients = new ClientController(this);
  readonly #view = new ViewController<Omit<View, 'language'>>(
    this,
    this.#clients,
    (client, read) => ({
      health: read(client.health),
      connection: read(client.connection),
      countdown: read(client.connection.countdown),
      session: read(client.session),
      answers: read(client.health.roundTrips),
      pings: read(client.connection.roundTrips),
      since: read(client.connection.since),
      waiting: read(client.transcript).messages.filter(({ state }) => state === 'queued').length,
      diagnosis: read(client.diagnosis),
    }),
  );
  readonly #language = new LanguageController<StatusStrings>(this, 'status', statusStrings);
  readonly #announcer = new Announcer(this);
  readonly #tools = new Later<Tools>(this, () => this.#made());
  readonly #news = new News();

  constructor() {
    super();
    this.display = null;
    this.docsUrl = null;
    this.provider = null;
    this.client = null;
    this.strings = null;
    this.copied = null;
    // A button that was pressed may be gone; the row it stood in keeps the place and is read out.
    new FocusKeeper(this, (focused) => [
      focused.closest('li'),
      focused.closest<HTMLElement>('[tabindex]'),
      // A line of the journal that was dropped leaves it to the nearest that is left.
      ...neighbours(focused.closest('.entry')),
      focused.closest('section')?.querySelector('button'),
      focused.closest('.panel')?.querySelector('button'),
    ]);
  }

  protected override updated(): void {
    for (const text of this.#news.since(this.#seen, this.#strings)) {
      this.#announcer.announce(text);
    }
  }

  readonly #handlers: PanelHandlers = {
    act: {
      test: () => {
        // Who asked hears the answer, also where it is the same as before.
        this.#news.ask();
        void this.#clients.client?.health.check();
      },
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

  get #strings(): StatusStrings {
    return this.#language.texts;
  }

  /** For numbers and moments; undefined takes the browser's. */
  get #locale(): string | undefined {
    return usableLanguage(this.#language.language);
  }

  get #seen(): View | undefined {
    const { value } = this.#view;
    return value && { ...value, language: this.#locale };
  }

  /** Loads what is not in the main file. A failure is shown, and can be tried again. */
  protected loadFull(): Promise<typeof import('./full/full.js')> {
    return import('./full/full.js');
  }

  async #made(): Promise<Tools> {
    const { toolsFor } = await this.loadFull();
    const parts: PaneParts = {
      client: () => this.#clients.client,
      strings: () => this.#strings,
      language: () => this.#locale,
      reportText,
      announce: (text) => {
        this.#announcer.announce(text);
      },
    };
    const tools = toolsFor(this, parts, lent);
    const root = this.shadowRoot;
    if (root !== null) adoptStyles(root, [...MiptechStatus.elementStyles, tools.styles]);
    return tools;
  }

  readonly #loadAgain = (): void => {
    this.#tools.want();
  };

  readonly #runChecks = (): void => {
    const { client } = this.#clients;
    if (client === null || client.diagnosis.get().phase === 'running') return;
    client
      .diagnose()
      .then((diagnosis) => {
        if (client !== this.#clients.client) return;
        this.#announcer.announce(summaryOf(diagnosis, this.#strings));
      })
      .catch(() => undefined);
  };

  /** The checks, and in the full form all that comes before the configuration. */
  #between(view: View, full: boolean, strings: StatusStrings): TemplateResult {
    const { diagnosis, language } = view;
    const ran = diagnosis.phase !== 'idle';
    const tools = this.#tools;
    const wanted = ran || full;
    // Not while rendering: what is loaded asks for another update.
    if (wanted && tools.state === 'absent') queueMicrotask(this.#loadAgain);
    const missing = wanted
      ? loadingView(tools.state === 'failed', strings, this.#loadAgain)
      : nothing;
    const { docsUrl } = this;
    const found = tools.value?.checksView({ diagnosis, strings, language, docsUrl }) ?? missing;
    return html`${checksBlock(
      diagnosis.phase === 'running',
      ran,
      found,
      strings,
      this.#runChecks,
    )}${
      full
        ? html`${tools.value?.statistics.render() ?? nothing}${
            tools.value?.journal.render() ?? (ran ? nothing : missing)
          }${tools.value?.report.render() ?? nothing}`
        : nothing
    }`;
  }

  get #content(): TemplateResult | typeof nothing {
    const strings = this.#strings;
    const { client, search } = this.#clients;
    const value = this.#seen;
    if (client === null || value === undefined) {
      return search === 'missing' || search === 'unavailable'
        ? noClientView(strings[search])
        : nothing;
    }
    const display = choice(this, 'display', this.display, displays);
    const full = display === 'full';
    const panel = panelView(
      {
        rows: rowsOf(value, strings),
        entries: configurationOf(client.settings, strings),
        copied: this.copied,
        full,
        between: this.#between(value, full, strings),
        strings,
      },
      this.#handlers,
    );
    return display === 'compact' ? compactView(shortRow(value, strings), strings, panel) : panel;
  }

  protected override render(): TemplateResult {
    return html`${this.#content}${this.#announcer.render()}`;
  }
}
