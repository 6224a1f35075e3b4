/**
 * What a person typed into the login form, and the form's own checks of it. Pure; knows neither the
 * client nor how a problem is shown.
 */
import type { Problem, Registration } from '../../core/index.js';
import { fill } from '../../dom/strings.js';
import type { LoginStrings } from './strings.js';

export type LoginMode = 'sign-in' | 'register';

/** The fields in the order of the form; the names are the platform's. */
export const fieldNames = ['full_name', 'email', 'password'] as const;
export type FieldName = (typeof fieldNames)[number];

/** The least length of a new password here; the platform may ask for more. */
export const passwordLength = 8;

export function readFields(form: HTMLFormElement): Registration {
  const data = new FormData(form);
  const text = (name: FieldName): string => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  return {
    fullName: text('full_name').trim(),
    email: text('email').trim(),
    password: text('password'),
  };
}

// Only what cannot be an address is refused; the platform has the last word.
const address = /^[^\s@]+@[^\s@]+$/;

function problemOf(
  name: FieldName,
  typed: Registration,
  mode: LoginMode,
  strings: LoginStrings,
): string | null {
  switch (name) {
    case 'full_name':
      return mode === 'register' && typed.fullName === '' ? strings.fullNameMissing : null;
    case 'email':
      if (typed.email === '') return strings.emailMissing;
      return address.test(typed.email) ? null : strings.emailMalformed;
    case 'password':
      if (typed.password === '') return strings.passwordMissing;
      // An old account may have a shorter password: only a new one is measured.
      return mode === 'register' && typed.password.length < passwordLength
        ? fill(strings.passwordShort, { length: passwordLength })
        : null;
  }
}

/** What must be corrected before the platform is asked, in the order of the form. */
export function checkFields(
  typed: Registration,
  mode: LoginMode,
  strings: LoginStrings,
): readonly Problem[] {
  return fieldNames.flatMap((name) => {
    const message = problemOf(name, typed, mode, strings);
    return message === null ? [] : [{ name, message }];
  });
}
