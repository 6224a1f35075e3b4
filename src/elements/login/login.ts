/**
 * `<miptech-login>`: sign-in and account creation. Owns its light-DOM container and what is only on
 * the screen (mode, shown password, last outcome); who is signed in is the client's to know.
 */
import { LitElement, html, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import { MiptechError } from '../../core/index.js';
import type { MiptechClient } from '../../core/index.js';
import { ClientController } from '../../dom/client-controller.js';
import { withOverrides } from '../../dom/strings.js';
import { tokens } from '../../dom/tokens.js';
import { version } from '../../dom/version.js';
import { ViewController } from '../../dom/view-controller.js';
import { checkFields, readFields } from './fields.js';
import type { LoginMode } from './fields.js';
import { LightContent, contentSlot } from './light-content.js';
import { foundHere, refusedThere } from './outcome.js';
import type { Outcome } from './outcome.js';
import { loginStrings } from './strings.js';
import type { LoginStringOverrides, LoginStrings } from './strings.js';
import { cardStyles } from './styles.js';
import { formView, noClientView, signedInView } from './views.js';
import type { FormHandlers } from './views.js';

let instances = 0;

/**
 * @summary Signs a person in, creates accounts, and shows who is signed in.
 *
 * The form stands in the light DOM, in a container of the element's own behind the page's children,
 * because password managers do not look into shadow trees. The page's children are left alone.
 *
 * @tag miptech-login
 *
 * @attr {string} heading - The heading of the form; default “Sign in” or “Create your account”.
 * @attr {'sign-in'|'register'} mode - What the form begins with; default `sign-in`.
 * @attr {'off'} registration - `off` leaves out account creation.
 * @attr {string} provider - The id of a provider elsewhere on the page; default: the one around it.
 *
 * @slot - Below the form: a link to a lost-password page, terms, and the like.
 * @slot header - Above the form: a logo, for example.
 * @slot miptech-form - Taken by the element's own container.
 *
 * @csspart card - The frame around header, form and children.
 *
 * @cssstate busy - A sign-in is under way.
 * @cssstate signed-in - Somebody is signed in.
 * @cssstate error - The form shows an error.
 *
 * @cssproperty --miptech-color-text - Text.
 * @cssproperty --miptech-color-muted - Secondary text.
 * @cssproperty --miptech-color-surface - Background of the card and the fields.
 * @cssproperty --miptech-color-surface-sunken - Background of notices.
 * @cssproperty --miptech-color-surface-raised - Background of plain buttons.
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
 * @cssproperty --miptech-space - The unit of all distances.
 * @cssproperty --miptech-shadow - Shadow of the card.
 */
export class MiptechLogin extends LitElement {
  static readonly version = version;

  static override styles = [tokens, cardStyles];

  static override properties: PropertyDeclarations = {
    heading: { type: String },
    mode: { type: String },
    registration: { type: String },
    provider: { type: String },
    client: { attribute: false },
    strings: { attribute: false },
    outcome: { state: true },
    revealed: { state: true },
    capsLock: { state: true },
  };

  /** The heading of the form; null has the element's own. */
  declare heading: string | null;
  /** What the form is for. A person can switch it unless `registration` is `off`. */
  declare mode: LoginMode;
  /** `off` leaves out account creation. */
  declare registration: string | null;
  /** The id of a provider elsewhere on the page. */
  declare provider: string | null;
  /** A client given by the page; wins over any provider. */
  declare client: MiptechClient | null;
  /** Texts of the page's own, laid over the element's. */
  declare strings: LoginStringOverrides | null;

  /** What the last attempt made here came to; null leaves the word to the session. */
  declare private outcome: Outcome | null;
  declare private revealed: boolean;
  declare private capsLock: boolean;

  readonly #clients = new ClientController(this);
  readonly #view = new ViewController(this, this.#clients, (client, read) => ({
    session: read(client.session),
  }));
  readonly #light = new LightContent(this);
  readonly #internals = this.attachInternals();
  readonly #prefix = `miptech-login-${String(++instances)}`;
  #submitting = false;

  constructor() {
    super();
    this.heading = null;
    this.mode = 'sign-in';
    this.registration = null;
    this.provider = null;
    this.client = null;
    this.strings = null;
    this.outcome = null;
    this.revealed = false;
    this.capsLock = false;
  }

  protected override willUpdate(): void {
    // An earlier failure must not wait behind a session for the form to come back.
    if (this.#view.value?.session.phase === 'signed-in') this.outcome = null;
  }

  protected override updated(): void {
    const { focused } = this.#light;
    this.#light.render(this.#content);
    // What had the focus may be gone with its view; a person at the keyboard stays in the element.
    if (focused && !this.#light.focused) this.#focusOn('.miptech-account, .miptech-heading');
    const phase = this.#view.value?.session.phase;
    const { sentence, fields } = this.#told;
    this.#mark('busy', phase === 'signing-in');
    this.#mark('signed-in', phase === 'signed-in');
    this.#mark('error', sentence !== null || Object.keys(fields).length > 0);
  }

  /** Focuses the first field that is still empty, or else the first thing that takes it. */
  override focus(options?: FocusOptions): void {
    const empty = this.#light.find<HTMLInputElement>('input').find(({ value }) => value === '');
    const target = empty ?? this.#light.find('button')[0];
    target?.focus(options);
  }

  readonly #handlers: FormHandlers = {
    submit: (event) => {
      event.preventDefault();
      if (event.currentTarget instanceof HTMLFormElement) void this.#submit(event.currentTarget);
    },
    toggleMode: () => {
      this.mode = this.#mode === 'register' ? 'sign-in' : 'register';
      this.outcome = foundHere([]);
      this.revealed = false;
      void this.#focusWhenUpdated('input');
    },
    toggleReveal: () => {
      this.revealed = !this.revealed;
    },
    key: (event) => {
      // A browser that fills in a form sends key events that are no KeyboardEvent.
      if (!(event instanceof KeyboardEvent) || !(event.target instanceof HTMLInputElement)) return;
      this.capsLock = event.target.name === 'password' && event.getModifierState('CapsLock');
    },
  };

  readonly #signOut = (): void => {
    void this.#clients.client?.session.logout();
  };

  async #submit(form: HTMLFormElement): Promise<void> {
    const { client } = this.#clients;
    if (client === null || this.#submitting) return;
    if (client.session.get().phase === 'signing-in') return;
    const register = this.#mode === 'register';
    const typed = readFields(form);
    const problems = checkFields(typed, this.#mode, this.#strings);
    this.outcome = foundHere(problems);
    // A password manager saves from a password field only.
    this.revealed = false;
    if (problems.length > 0) {
      await this.#focusWhenUpdated('[aria-invalid]');
      return;
    }
    const { email, password } = typed;
    this.#submitting = true;
    try {
      await (register ? client.session.register(typed) : client.session.login({ email, password }));
      const field = form.elements.namedItem('password');
      if (field instanceof HTMLInputElement) field.value = '';
      // Whoever comes back to this form has an account now.
      this.mode = 'sign-in';
    } catch (thrown) {
      const error = thrown instanceof MiptechError ? thrown : new MiptechError('protocol');
      this.outcome = refusedThere(error, this.#strings);
      await this.#focusWhenUpdated('.miptech-refusal, [aria-invalid]');
    } finally {
      this.#submitting = false;
    }
  }

  get #strings(): LoginStrings {
    return withOverrides(loginStrings, this.strings);
  }

  get #mode(): LoginMode {
    return this.mode === 'register' && this.registration !== 'off' ? 'register' : 'sign-in';
  }

  get #told(): Outcome {
    const { phase, error } = this.#view.value?.session ?? { phase: 'signed-out', error: null };
    const over = phase === 'signed-in' || phase === 'signing-in' || error?.code === 'auth_expired';
    return this.outcome ?? refusedThere(over ? null : error, this.#strings);
  }

  get #content(): TemplateResult | typeof nothing {
    const strings = this.#strings;
    const session = this.#view.value?.session;
    if (session === undefined) {
      const { search } = this.#clients;
      return search === 'missing' || search === 'unavailable'
        ? noClientView(strings[search])
        : nothing;
    }
    if (session.phase === 'signed-in') return signedInView(session.user, strings, this.#signOut);
    const mode = this.#mode;
    const ended = session.phase !== 'signed-out' && session.user !== null;
    const view = {
      prefix: this.#prefix,
      mode,
      heading:
        this.heading ?? (mode === 'register' ? strings.registerHeading : strings.signInHeading),
      busy: session.phase === 'signing-in',
      ended: session.phase === 'expired' || ended ? strings.errors.auth_expired : null,
      email: session.user?.email ?? null,
      outcome: this.#told,
      revealed: this.revealed,
      capsLock: this.capsLock,
      registration: this.registration !== 'off',
      strings,
    };
    return formView(view, this.#handlers);
  }

  async #focusWhenUpdated(selector: string): Promise<void> {
    const { left } = this.#light;
    await this.updateComplete;
    if (!left) this.#focusOn(selector);
  }

  #focusOn(selector: string): void {
    this.#light.find(selector)[0]?.focus();
  }

  #mark(state: 'busy' | 'signed-in' | 'error', present: boolean): void {
    // Chromium before 125 refuses state names without two dashes.
    try {
      if (present) this.#internals.states.add(state);
      else this.#internals.states.delete(state);
    } catch {
      return;
    }
  }

  protected override render(): TemplateResult {
    return html`<div part="card">
      <slot name="header"></slot>
      <slot name=${contentSlot} @slotchange=${this.#light.place}></slot>
      <slot></slot>
    </div>`;
  }
}
