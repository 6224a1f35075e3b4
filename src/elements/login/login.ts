/**
 * `<miptech-login>`: sign-in, account creation, single sign-on and the account. Owns its light-DOM
 * containers and puts the views together; what a person does there is `Entry`'s, and who is signed
 * in is the client's to know.
 */
import { LitElement, html, nothing } from 'lit';
import type { PropertyDeclarations, PropertyValues, TemplateResult } from 'lit';
import type { MiptechClient, SecurityNotice } from '../../core/index.js';
import { Announcer } from '../../dom/announcer.js';
import { tellAuthor } from '../../dom/author.js';
import { ClientController } from '../../dom/client-controller.js';
import { LanguageController } from '../../dom/language-controller.js';
import { PopoverMenu } from '../../dom/popover-menu.js';
import { CustomStates } from '../../dom/states.js';
import { controls, tokens } from '../../dom/tokens.js';
import { version } from '../../dom/version.js';
import { ViewController } from '../../dom/view-controller.js';
import { accountStyles } from './account-styles.js';
import { accountView } from './account-view.js';
import { cardView, formSlot, noClientView, signOnSlot } from './card-view.js';
import { Entry } from './entry.js';
import type { LoginMode } from './fields.js';
import { forgotPasswordLink, refusedLink } from './forgot-password.js';
import { LightContent } from './light-content.js';
import { tells } from './outcome.js';
import { entryScene, formScene, signOnScene, toldOf, wayOf } from './scene.js';
import type { Scene } from './scene.js';
import { situationOf } from './situation.js';
import { loginStrings } from './strings.js';
import type { LoginStringOverrides, LoginStrings } from './strings.js';
import { cardStyles } from './card-styles.js';
import { Whereabouts } from './whereabouts.js';

let instances = 0;

/**
 * @summary Signs a person in, creates accounts, begins single sign-on, and shows whose account it is.
 *
 * The form and the button of single sign-on stand in the light DOM, in containers of the element's
 * own behind the page's children, because password managers do not look into shadow trees. The
 * page's children are left alone.
 *
 * @tag miptech-login
 *
 * @attr {string} heading - The heading of the form; default “Sign in” or “Create your account”.
 * @attr {'sign-in'|'register'} mode - What the form begins with; default `sign-in`.
 * @attr {'off'} registration - `off` leaves out account creation; a tenant can forbid it as well.
 * @attr {string} forgot-password-url - Where people get a new password: an http(s) address or a path
 *   of this site. Default: no link.
 * @attr {'on'} password - `on` shows the form beside single sign-on, too.
 * @attr {string} sign-on-label - The text on the button of single sign-on.
 * @attr {'above'|'below'} sso-position - Where the slot `sso` stands to the form; default `above`.
 * @attr {string} provider - The id of a provider elsewhere on the page; default: the one around it.
 * @attr {comfortable|compact} density - How close things stand. `compact` has smaller text and distances. Default `comfortable`.
 * @attr {boolean} autofocus - Takes the initial focus of the dialog or popover around the element.
 *
 * @slot - Below the form: an introduction, a link to help, and the like.
 * @slot header - Above everything: a logo, for example.
 * @slot footer - Below everything.
 * @slot legal - Terms, below the button that creates an account; only there.
 * @slot sso - Sign-on buttons of the page's own, set off from the form by “or”.
 * @slot menu - Items of the page's own in the account's menu: links and buttons.
 * @slot miptech-form - Taken by the element's own container.
 * @slot miptech-sign-on - Taken by the element's own container.
 *
 * @csspart card - The frame around everything.
 * @csspart heading - The heading of the form.
 * @csspart notice - Why there is a form again, and that there is no service.
 * @csspart divider - The “or” between two ways to sign in.
 * @csspart toggle - The button that leads from sign-in to account creation, or back.
 * @csspart account - Around the account's button and its menu.
 * @csspart account-button - The button that opens the account's menu.
 * @csspart avatar - The initial of the person.
 * @csspart name - The person's name on the button.
 * @csspart email - The person's email on the button.
 * @csspart menu - The account's menu.
 * @csspart sign-out - The menu's last button.
 *
 * @cssstate busy - A sign-in is under way.
 * @cssstate signed-in - Somebody is signed in.
 * @cssstate error - An error is shown.
 *
 * @cssproperty --miptech-color-text - Text.
 * @cssproperty --miptech-color-muted - Secondary text.
 * @cssproperty --miptech-color-surface - Background of the card and the fields.
 * @cssproperty --miptech-color-surface-sunken - Background of notices.
 * @cssproperty --miptech-color-surface-raised - Background of plain buttons and the menu.
 * @cssproperty --miptech-color-border - Lines.
 * @cssproperty --miptech-color-border-strong - Lines around fields.
 * @cssproperty --miptech-color-accent - The main button, links.
 * @cssproperty --miptech-color-on-accent - Text on the main button.
 * @cssproperty --miptech-color-accent-soft - Background of the initial and of filled-in fields.
 * @cssproperty --miptech-color-danger - Errors.
 * @cssproperty --miptech-color-focus - The focus ring; default the accent.
 * @cssproperty --miptech-font - Font family.
 * @cssproperty --miptech-font-size - Size that everything else follows.
 * @cssproperty --miptech-radius - Corners of the card; fields and buttons follow.
 * @cssproperty [--miptech-radius-small] - Radius of buttons and fields. Default: seven tenths of `--miptech-radius`.
 * @cssproperty [--miptech-border-width=1px] - Width of lines and borders.
 * @cssproperty [--miptech-line-height=1.5] - Height of a line, as a number.
 * @cssproperty [--miptech-duration=140ms] - How long a change of colour takes.
 * @cssproperty --miptech-space - The unit of all distances.
 * @cssproperty --miptech-shadow - Shadow of the card and the menu.
 */
export class MiptechLogin extends LitElement {
  static readonly version = version;

  static override styles = [tokens, controls, cardStyles, accountStyles];

  static override properties: PropertyDeclarations = {
    heading: { type: String },
    mode: { type: String },
    registration: { type: String },
    forgotPasswordUrl: { type: String, attribute: 'forgot-password-url' },
    password: { type: String },
    signOnLabel: { type: String, attribute: 'sign-on-label' },
    ssoPosition: { type: String, attribute: 'sso-position' },
    provider: { type: String },
    client: { attribute: false },
    strings: { attribute: false },
  };

  /** The heading of the form; null has the element's own. */
  declare heading: string | null;
  /** What the form is for. A person can switch it unless `registration` is `off`. */
  declare mode: LoginMode;
  /** `off` leaves out account creation. */
  declare registration: string | null;
  /** Where people get a new password; what is no http(s) address is refused with a warning. */
  declare forgotPasswordUrl: string | null;
  /** `on` shows the form beside single sign-on. */
  declare password: string | null;
  /** The text on the button of single sign-on; null has the element's own. */
  declare signOnLabel: string | null;
  /** Where the slot `sso` stands to the form; null is `above`. */
  declare ssoPosition: 'above' | 'below' | null;
  /** The id of a provider elsewhere on the page. */
  declare provider: string | null;
  /** A client given by the page; wins over any provider. */
  declare client: MiptechClient | null;
  /** Texts of the page's own, laid over the element's. */
  declare strings: LoginStringOverrides | null;

  readonly #clients = new ClientController(this);
  readonly #view = new ViewController(this, this.#clients, (client, read) => ({
    session: read(client.session),
    tenant: read(client.tenant),
    notice: read(client.security).at(-1) ?? null,
    settings: client.settings,
  }));
  readonly #form = new LightContent(this, formSlot);
  readonly #signOn = new LightContent(this, signOnSlot);
  readonly #whereabouts = new Whereabouts(this, this.#form, this.#signOn);
  readonly #language = new LanguageController<LoginStrings>(this, 'login', loginStrings);
  readonly #announcer = new Announcer(this);
  readonly #entry = new Entry(this, {
    clients: this.#clients,
    form: this.#form,
    whereabouts: this.#whereabouts,
    announcer: this.#announcer,
    mode: () => this.#scene?.situation.mode ?? 'sign-in',
    strings: () => this.#strings,
  });
  readonly #menu = new PopoverMenu({
    menu: () => this.#own('[part=menu]'),
    opener: () => this.#own('[part=account-button]'),
  });
  readonly #states = new CustomStates(this);
  readonly #prefix = `miptech-login-${String(++instances)}`;
  #forgotPassword: string | null = null;
  /** What the operator was told last when the session began: no reason for its end. */
  #earlier: SecurityNotice | null = null;
  #signedIn = false;

  constructor() {
    super();
    this.heading = null;
    this.mode = 'sign-in';
    this.registration = null;
    this.forgotPasswordUrl = null;
    this.password = null;
    this.signOnLabel = null;
    this.ssoPosition = null;
    this.provider = null;
    this.client = null;
    this.strings = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const view = this.#view.value;
    const signedIn = view?.session.phase === 'signed-in';
    // An earlier failure must not wait behind a session for the form to come back.
    if (signedIn) this.#entry.outcome = null;
    if (signedIn && !this.#signedIn) this.#earlier = view.notice;
    this.#signedIn = signedIn;
    if (changed.has('forgotPasswordUrl')) this.#checkLink(this.forgotPasswordUrl);
  }

  protected override updated(): void {
    const scene = this.#signedIn ? null : this.#scene;
    this.#signOn.lang = this.#form.lang = this.#language.foreign;
    this.#signOn.render(scene?.situation.signOn === true ? signOnScene(scene) : nothing);
    this.#form.render(scene?.situation.form === true ? formScene(scene) : nothing);
    // Set behind the back of the parser, so that only a dialog takes it up, and no page at its load.
    const start = this.autofocus ? this.#start : undefined;
    for (const target of [...this.#form.find('input'), ...this.#signOn.find('button')]) {
      target.toggleAttribute('autofocus', target === start);
    }
    if (this.#whereabouts.lost) this.#keepFocus();
    this.#states.toggle('busy', scene !== null && wayOf(scene) !== null);
    this.#states.toggle('signed-in', this.#signedIn);
    this.#states.toggle('error', scene !== null && tells(toldOf(scene)));
  }

  /** Focuses the button of single sign-on or the first empty field, else what else takes it. */
  override focus(options?: FocusOptions): void {
    const target = this.#start ?? this.#own('.account-button');
    if (target === null) this.#focusHeading();
    else target.focus(options);
  }

  readonly #signOut = (): void => {
    void this.#clients.client?.session.logout();
  };

  readonly #slotted = (): void => {
    this.#signOn.place();
    this.#form.place();
    this.requestUpdate();
  };

  #checkLink(setting: string | null): void {
    this.#forgotPassword = setting ? forgotPasswordLink(setting, document.baseURI) : null;
    if (setting && this.#forgotPassword === null) {
      tellAuthor('warn', `<${this.localName}>: ${refusedLink(setting)}`);
    }
  }

  /** What had the focus is gone with its view: a person at the keyboard stays in the element. */
  #keepFocus(): void {
    // After a sign-out the next thing to know is that it is done.
    const left = this.#view.value?.session.phase === 'signed-out' && this.#entry.outcome === null;
    if (left) this.#focusHeading();
    else this.focus();
  }

  #focusHeading(): void {
    const heading = this.#own('.heading');
    if (heading === null) return;
    // Only now: a dialog that opens gives the focus to the first thing that can take it at all.
    heading.tabIndex = -1;
    heading.focus();
  }

  get #start(): HTMLElement | undefined {
    const inputs = this.#form.find<HTMLInputElement>('input');
    return (
      this.#signOn.find('button')[0] ??
      inputs.find(({ value }) => value === '') ??
      this.#form.find('button[type=submit]')[0]
    );
  }

  #own(selector: string): HTMLElement | null {
    return this.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  }

  get #strings(): LoginStrings {
    return this.#language.texts;
  }

  /** Null while there is no client. */
  get #scene(): Scene | null {
    const view = this.#view.value;
    if (view === undefined) return null;
    const { session, settings, tenant, notice } = view;
    return {
      page: this,
      session,
      settings,
      situation: situationOf(this, settings, tenant),
      reason: notice === this.#earlier ? null : notice,
      entry: this.#entry,
      prefix: this.#prefix,
      forgotPassword: this.#forgotPassword,
      strings: this.#strings,
    };
  }

  get #content(): TemplateResult | typeof nothing {
    const strings = this.#strings;
    const scene = this.#scene;
    if (scene === null) {
      const { search } = this.#clients;
      return search === 'missing' || search === 'unavailable'
        ? noClientView(strings[search])
        : nothing;
    }
    if (!this.#signedIn) {
      const alternatives = [...this.children].some(({ slot }) => slot === 'sso');
      return entryScene(scene, alternatives, this.#slotted);
    }
    const handlers = { ...this.#menu.handlers, signOut: this.#signOut };
    return accountView(scene.session.user, strings, handlers);
  }

  protected override render(): TemplateResult {
    return html`${cardView(this.#content, this.#slotted)}${this.#announcer.render()}`;
  }
}
