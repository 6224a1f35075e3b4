/**
 * The form of `<miptech-login>`, as template functions of plain values. It goes into the light DOM,
 * so classes that only this element uses carry a prefix. Knows neither the client nor where the
 * templates end up.
 */
import { html, noChange, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { keyed } from 'lit/directives/keyed.js';
import * as icons from '../../dom/icons.js';
import { fill } from '../../dom/strings.js';
import { eye, eyeOff } from './drawings.js';
import { passwordLength } from './fields.js';
import type { FieldName, LoginMode } from './fields.js';
import type { Outcome } from './outcome.js';
import { refusalView } from './refusal-view.js';
import type { LoginStrings } from './strings.js';

export interface FormView {
  /** Makes ids unique on a page with two logins. */
  readonly prefix: string;
  readonly mode: LoginMode;
  readonly heading: string;
  readonly busy: boolean;
  /** Another way in is under way. */
  readonly held: boolean;
  /** Seconds until the form may be sent again, or null. */
  readonly pause: number | null;
  /** False where single sign-on is the main way in. */
  readonly main: boolean;
  /** Filled in where the session that ended has one. */
  readonly email: string | null;
  readonly outcome: Outcome;
  readonly revealed: boolean;
  readonly capsLock: boolean;
  /** The address of a page for forgotten passwords, or null. */
  readonly forgotPassword: string | null;
  readonly strings: LoginStrings;
}

export interface FormHandlers {
  readonly submit: (event: SubmitEvent) => void;
  readonly toggleReveal: () => void;
  /** Keeps the focus, and with it the caret, in the password field. */
  readonly holdFocus: (event: Event) => void;
  readonly key: (event: Event) => void;
  /** A person is at the form. */
  readonly begin: () => void;
}

interface Field {
  readonly name: FieldName;
  readonly label: string;
  readonly type: 'text' | 'email' | 'password';
  readonly autocomplete: 'username' | 'current-password' | 'new-password' | 'name';
  readonly value?: string | null;
  /** Describes the field, with or without a problem. */
  readonly hint?: TemplateResult;
  readonly button?: TemplateResult;
  /** Stands below the field. */
  readonly below?: TemplateResult;
}

/** Leaves the attribute as it is; typed as text, for tools that take it for a value. */
const kept = noChange as unknown as string;

function refusalId({ prefix }: FormView): string {
  return `${prefix}-refusal`;
}

function inputField(view: FormView, field: Field): TemplateResult {
  const id = `${view.prefix}-${field.name}`;
  const problem = view.outcome.fields[field.name];
  const described = [
    view.outcome.credentials && field.name !== 'full_name' ? refusalId(view) : null,
    problem === undefined ? null : `${id}-problem`,
    field.hint === undefined ? null : `${id}-hint`,
  ].filter((name) => name !== null);
  return html`<div class="miptech-field">
    <label class="miptech-label" for=${id}>${field.label}</label>
    <div class="miptech-control">
      <input
        class="input"
        id=${id}
        name=${field.name}
        type=${field.type}
        autocomplete=${field.autocomplete}
        autocapitalize=${field.name === 'full_name' ? 'words' : 'none'}
        spellcheck="false"
        required
        value=${field.value ?? kept}
        aria-invalid=${ifDefined(problem === undefined ? undefined : 'true')}
        aria-describedby=${described.length === 0 ? nothing : described.join(' ')}
      />
      ${field.button ?? nothing}
    </div>
    ${
      problem === undefined
        ? nothing
        : html`<p class="miptech-problem" id=${`${id}-problem`}>${icons.warning}${problem}</p>`
    }
    ${
      field.hint === undefined
        ? nothing
        : html`<p class="miptech-hint" id=${`${id}-hint`}>${field.hint}</p>`
    }
    ${field.below ?? nothing}
  </div>`;
}

function forgotPassword({ mode, forgotPassword: link, strings }: FormView): unknown {
  if (link === null || mode === 'register') return nothing;
  return html`<p class="miptech-forgot">
    <a class="link" href=${link}>${strings.forgotPassword}</a>
  </p>`;
}

function passwordField(view: FormView, handlers: FormHandlers): TemplateResult {
  const { mode, strings, revealed } = view;
  return inputField(view, {
    name: 'password',
    label: strings.password,
    type: revealed ? 'text' : 'password',
    autocomplete: mode === 'register' ? 'new-password' : 'current-password',
    ...(mode === 'register' && {
      hint: html`${fill(strings.passwordHint, { length: passwordLength })}`,
    }),
    button: html`<button
      class="button quiet miptech-reveal"
      type="button"
      title=${strings.showPassword}
      aria-label=${strings.showPassword}
      aria-pressed=${revealed ? 'true' : 'false'}
      aria-controls=${`${view.prefix}-password`}
      @mousedown=${handlers.holdFocus}
      @click=${handlers.toggleReveal}
    >
      ${revealed ? eyeOff : eye}
    </button>`,
    // The region is there from the start: what appears together with its region is not announced.
    below: html`<p class="miptech-caps" role="status">
        ${view.capsLock ? html`<span>${strings.capsLock}</span>` : nothing}
      </p>
      ${forgotPassword(view)}`,
  });
}

function submitText({ mode, busy, pause, strings }: FormView): TemplateResult {
  if (pause !== null) {
    // A screen reader tells each change of the name of what has the focus: the name stands still.
    return html`<span class="visually-hidden">${strings.tryAgainSoon}</span
      ><span class="miptech-pause" aria-hidden="true"
        >${fill(strings.tryAgainIn, { seconds: pause })}</span
      >`;
  }
  const register = mode === 'register';
  if (!busy) return html`${register ? strings.createAccount : strings.signIn}`;
  return html`<span class="miptech-spinner" aria-hidden="true"></span>${
      register ? strings.creatingAccount : strings.signingIn
    }`;
}

/** Sign-in or account creation, as `mode` says. */
export function formView(view: FormView, handlers: FormHandlers): TemplateResult {
  const { mode, strings, busy } = view;
  const still = busy || view.held || view.pause !== null;
  // POST, so that even a submit that slips past the handler never puts a password into the address.
  return html`<form
    method="post"
    novalidate
    aria-label=${view.heading}
    aria-busy=${busy ? 'true' : 'false'}
    @submit=${handlers.submit}
    @keydown=${handlers.key}
    @keyup=${handlers.key}
    @focusout=${handlers.key}
    @focusin=${handlers.begin}
  >
    ${refusalView(view.outcome, refusalId(view))}
    ${
      mode === 'register'
        ? inputField(view, {
            name: 'full_name',
            label: strings.fullName,
            type: 'text',
            autocomplete: 'name',
          })
        : nothing
    }
    ${inputField(view, {
      name: 'email',
      label: strings.email,
      type: 'email',
      autocomplete: 'username',
      value: view.email,
    })}
    ${
      // A new element: a password manager does not look again at a field whose purpose changed.
      keyed(mode, passwordField(view, handlers))
    }
    <button
      class=${`button miptech-submit ${view.main ? 'primary' : ''}`}
      type="submit"
      aria-disabled=${ifDefined(still ? 'true' : undefined)}
    >
      ${submitText(view)}
    </button>
  </form>`;
}
