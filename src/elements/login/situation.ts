/**
 * What a login can offer: from what the page set, what the client was set up with, and what the
 * tenant allows. Pure; knows neither who is signed in nor how it is shown.
 */
import type { ShownSettings, TenantState } from '../../core/index.js';
import type { LoginMode } from './fields.js';

/** The attributes that decide it. */
export interface Wishes {
  readonly mode: LoginMode;
  readonly registration: string | null;
  readonly password: string | null;
}

export interface Situation {
  /** There is a form. */
  readonly form: boolean;
  /** A person can begin single sign-on. */
  readonly signOn: boolean;
  /** The page signs people in without them. */
  readonly silent: boolean;
  /** A person can ask for an account. */
  readonly registration: boolean;
  /** What the form is for. */
  readonly mode: LoginMode;
  /** An account was asked for where the tenant makes none. */
  readonly refused: boolean;
}

/** True where the tenant makes no accounts for people who ask for one. */
export function registrationForbidden({ features }: TenantState): boolean {
  return features['user_management'] === false;
}

export function situationOf(
  wishes: Wishes,
  { signOn }: ShownSettings,
  tenant: TenantState,
): Situation {
  const form = signOn === 'none' || (signOn === 'interactive' && wishes.password === 'on');
  const wanted = form && wishes.registration !== 'off';
  const forbidden = registrationForbidden(tenant);
  const register = wanted && wishes.mode === 'register';
  return {
    form,
    signOn: signOn === 'interactive',
    silent: signOn === 'silent',
    registration: wanted && !forbidden,
    mode: register && !forbidden ? 'register' : 'sign-in',
    refused: register && forbidden,
  };
}
