/**
 * What `<miptech-login>` shows, as template functions of plain values. It goes into the light DOM,
 * so classes that only this element uses carry a prefix. Knows neither the client nor where the
 * templates end up.
 */
import { html, noChange, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { keyed } from 'lit/directives/keyed.js';
import type { User } from '../../core/index.js';
import * as icons from '../../dom/icons.js';
import { fill } from '../../dom/strings.js';
import { eye, eyeOff } from './drawings.js';
import { passwordLength } from './fields.js';
import type { FieldName, LoginMode } from './fields.js';
import type { Outcome } from './outcome.js';
import type { LoginStrings } from './strings.js';

export interface FormView {
  /** Makes ids unique on a page with two logins. */
  readonly prefix: string;
  readonly mode: LoginMode;
  readonly heading: string;
  readonly busy: boolean;
  /** Why a running session ended, or null. */
  readonly ended: string | null;
  /** Filled in where the session that ended has one. */
  readonly email: string | null;
  readonly outcome: Outcome;
  readonly revealed: boolean;
  readonly capsLock: boolean;
  /** False where accounts cannot be made here. */
  readonly registration: boolean;
  readonly strings: LoginStrings;
}

export interface FormHandlers {
  readonly submit: (event: SubmitEvent) => void;
  readonly toggleMode: () => void;
  readonly toggleReveal: () => void;
  readonly key: (event: KeyboardEvent) => void;
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

function inputField(view: FormView, field: Field): TemplateResult {
  const id = `${view.prefix}-${field.name}`;
  const problem = view.outcome.fields[field.name];
  const described = [
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
      field.hint === undefined
        ? nothing
        : html`<p class="miptech-hint" id=${`${id}-hint`}>${field.hint}</p>`
    }
    ${
      problem === undefined
        ? nothing
        : html`<p class="miptech-problem" id=${`${id}-problem`}>${icons.warning}${problem}</p>`
    }
    ${field.below ?? nothing}
  </div>`;
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
      @click=${handlers.toggleReveal}
    >
      ${revealed ? eyeOff : eye}
    </button>`,
    // There from the start: what appears together with its region is not announced.
    below: html`<p class="miptech-caps" role="status">
      ${view.capsLock ? html`<span>${strings.capsLock}</span>` : nothing}
    </p>`,
  });
}

function refusal({ sentence, remarks }: Outcome): TemplateResult | typeof nothing {
  if (sentence === null) return nothing;
  return html`<div class="miptech-notice miptech-refusal" role="alert" tabindex="-1">
    ${icons.warning}
    <div>
      <p>${sentence}</p>
      ${remarks.map((remark) => html`<p class="miptech-remark">${remark}</p>`)}
    </div>
  </div>`;
}

/** Sign-in or account creation, as `mode` says. */
export function formView(view: FormView, handlers: FormHandlers): TemplateResult {
  const { prefix, mode, strings, busy } = view;
  const register = mode === 'register';
  const action = register ? strings.createAccount : strings.signIn;
  const underway = register ? strings.creatingAccount : strings.signingIn;
  // POST, so that even a submit that slips past the handler never puts a password into the address.
  return html`<form
      method="post"
      novalidate
      aria-labelledby=${`${prefix}-heading`}
      aria-busy=${busy ? 'true' : 'false'}
      @submit=${handlers.submit}
      @keydown=${handlers.key}
      @keyup=${handlers.key}
    >
      <h2 class="miptech-heading" id=${`${prefix}-heading`} tabindex="-1">${view.heading}</h2>
      ${
        view.ended === null
          ? nothing
          : html`<div class="miptech-notice" role="status">
              ${icons.lock}
              <p>${view.ended}</p>
            </div>`
      }
      ${refusal(view.outcome)}
      ${
        register
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
        class="button primary miptech-submit"
        type="submit"
        aria-disabled=${ifDefined(busy ? 'true' : undefined)}
      >
        ${busy ? html`<span class="miptech-spinner" aria-hidden="true"></span>` : nothing}${
          busy ? underway : action
        }
      </button>
    </form>
    ${
      view.registration
        ? html`<p class="miptech-toggle">
            <button class="link" type="button" @click=${handlers.toggleMode}>
              ${register ? strings.toSignIn : strings.toRegister}
            </button>
          </p>`
        : nothing
    }`;
}

/** Who is signed in, and the way out. */
export function signedInView(
  user: User | null,
  strings: LoginStrings,
  signOut: () => void,
): TemplateResult {
  const name = user?.name ?? '';
  const email = user?.email ?? '';
  const title = name || email || strings.signedIn;
  const initial = /\p{L}|\p{N}/u.exec(title)?.[0].toLocaleUpperCase() ?? '';
  return html`<div
    class="miptech-account"
    role="group"
    tabindex="-1"
    aria-label=${strings.signedIn}
  >
    <span class="miptech-avatar" aria-hidden="true">${initial}</span>
    <div class="miptech-person">
      <p class="miptech-name">${title}</p>
      ${name !== '' && email !== '' ? html`<p class="miptech-email">${email}</p>` : nothing}
    </div>
    <button class="button" type="button" @click=${signOut}>${strings.signOut}</button>
  </div>`;
}

/** There is no client to sign in with. */
export function noClientView(sentence: string): TemplateResult {
  return html`<div class="miptech-notice">
    ${icons.warning}
    <p>${sentence}</p>
  </div>`;
}
