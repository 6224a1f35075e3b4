/**
 * What a person does on the way in, and how it is told: sends the form, begins single sign-on, asks
 * for an account, looks at the password. Owns the last outcome; knows neither the templates nor who
 * is signed in.
 */
import type { ReactiveControllerHost } from 'lit';
import type { MiptechClient } from '../../core/index.js';
import type { Announcer } from '../../dom/announcer.js';
import type { ClientController } from '../../dom/client-controller.js';
import { fill } from '../../dom/strings.js';
import { Attempt } from './attempt.js';
import { checkFields, readFields } from './fields.js';
import type { LoginMode } from './fields.js';
import type { FormHandlers } from './form-view.js';
import type { LightContent } from './light-content.js';
import { foundHere, refusedThere, spoken } from './outcome.js';
import type { Outcome } from './outcome.js';
import { registrationForbidden } from './situation.js';
import type { LoginStrings } from './strings.js';
import type { Whereabouts } from './whereabouts.js';

export interface EntryHost extends ReactiveControllerHost, HTMLElement {
  mode: LoginMode;
  readonly registration: string | null;
}

interface Parts {
  readonly clients: ClientController;
  readonly form: LightContent;
  readonly whereabouts: Whereabouts;
  readonly announcer: Announcer;
  /** What the form is for now. */
  readonly mode: () => LoginMode;
  readonly strings: () => LoginStrings;
}

export class Entry {
  readonly #host: EntryHost;
  readonly #parts: Parts;
  readonly attempt: Attempt;
  /** What the last attempt made here came to; null leaves the word to the session. */
  outcome: Outcome | null = null;
  revealed = false;
  capsLock = false;
  /** The client whose tenant was asked for. */
  #asked: MiptechClient | null = null;

  constructor(host: EntryHost, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    this.attempt = new Attempt(host, () => {
      this.#end(foundHere([]));
    });
  }

  readonly handlers: FormHandlers = {
    submit: (event) => {
      event.preventDefault();
      if (event.currentTarget instanceof HTMLFormElement) void this.#submit(event.currentTarget);
    },
    toggleReveal: () => {
      const [field] = this.#parts.form.find<HTMLInputElement>('input[name=password]');
      const { selectionStart, selectionEnd } = field ?? {};
      this.revealed = !this.revealed;
      this.#host.requestUpdate();
      // Some engines put the caret elsewhere when the type of a field changes.
      void this.#host.updateComplete.then(() => {
        if (field?.matches(':focus') === true) {
          field.setSelectionRange(selectionStart ?? null, selectionEnd ?? null);
        }
      });
    },
    holdFocus: (event) => {
      event.preventDefault();
    },
    begin: () => {
      this.#askTenant();
    },
    key: (event) => {
      const field = event.target;
      // A browser that fills in a form sends key events that are none of a keyboard.
      if (!(field instanceof HTMLInputElement) || !(event instanceof UIEvent)) return;
      const capsLock =
        field.name === 'password' &&
        event instanceof KeyboardEvent &&
        event.getModifierState('CapsLock');
      if (capsLock === this.capsLock) return;
      this.capsLock = capsLock;
      this.#host.requestUpdate();
    },
  };

  readonly toggleMode = (): void => {
    this.#host.mode = this.#parts.mode() === 'register' ? 'sign-in' : 'register';
    this.revealed = false;
    this.#end(foundHere([]));
    this.#askTenant();
    void this.#host.updateComplete.then(() => this.#parts.form.find('input')[0]?.focus());
  };

  readonly signOn = async (): Promise<void> => {
    const { client } = this.#parts.clients;
    if (client === null || this.#busy(client)) return;
    this.#end(foundHere([]));
    const error = await this.attempt.run('sign-on', () => client.session.signOn());
    if (error) await this.#tell(refusedThere(error, this.#parts.strings(), 'sign-on'));
  };

  async #submit(form: HTMLFormElement): Promise<void> {
    const { client } = this.#parts.clients;
    if (client === null || this.#busy(client)) return;
    const { pause } = this.attempt;
    const strings = this.#parts.strings();
    if (pause !== null) {
      this.#parts.announcer.announce(fill(strings.wait, { seconds: pause }));
      return;
    }
    const mode = this.#parts.mode();
    const register = mode === 'register';
    // Whoever goes on where no account can be had wants to sign in.
    this.#host.mode = mode;
    const typed = readFields(form);
    const problems = checkFields(typed, mode, strings);
    // A password manager saves from a password field only.
    this.revealed = false;
    this.#end(foundHere(problems));
    if (problems.length > 0) {
      await this.#tell(foundHere(problems));
      return;
    }
    const { email, password } = typed;
    const error = await this.attempt.run('form', () =>
      register ? client.session.register(typed) : client.session.login({ email, password }),
    );
    if (error === undefined) return;
    if (error === null) {
      const field = form.elements.namedItem('password');
      if (field instanceof HTMLInputElement) field.value = '';
      // Whoever comes back to this form has an account now.
      this.#host.mode = 'sign-in';
    } else if (register && registrationForbidden(client.tenant.get())) {
      // What the tenant allows says it.
      this.#end(foundHere([]));
    } else await this.#tell(refusedThere(error, strings));
  }

  /**
   * Are accounts made here? Asked when a person is at the form and not before: a platform may refuse
   * to tell who is not signed in, which a browser writes into its console.
   */
  #askTenant(): void {
    const { client } = this.#parts.clients;
    if (client === null || client === this.#asked || this.#host.registration === 'off') return;
    this.#asked = client;
    void client.tenant.load();
  }

  #busy(client: MiptechClient): boolean {
    return this.attempt.way !== null || client.session.get().phase === 'signing-in';
  }

  #end(outcome: Outcome): void {
    this.outcome = outcome;
    this.#host.requestUpdate();
  }

  /** Shows `outcome`, and sees to it that it is heard once: by the focus, or else by itself. */
  async #tell(outcome: Outcome): Promise<void> {
    const { form, whereabouts, announcer } = this.#parts;
    const { away } = whereabouts;
    this.#end(outcome);
    await this.#host.updateComplete;
    const [field] = form.find<HTMLInputElement>(
      outcome.credentials ? 'input[name=password]' : '[aria-invalid]',
    );
    const moved = !away && field?.matches(':focus') === false;
    if (!away) field?.focus();
    if (!away && outcome.credentials) field?.select();
    const unheard = moved
      ? { ...outcome, fields: {}, sentence: outcome.credentials ? null : outcome.sentence }
      : outcome;
    const { pause } = this.attempt;
    const wait = pause === null ? '' : fill(this.#parts.strings().wait, { seconds: pause });
    announcer.announce(`${spoken(unheard)} ${wait}`.trim(), true);
  }
}
