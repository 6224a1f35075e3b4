/** The English texts of `<miptech-login>`; `{…}` marks what is filled in. Knows no element. */
import { sharedStrings } from '../../dom/strings.js';
import type { StringOverrides } from '../../dom/strings.js';

export const loginStrings = {
  signInHeading: 'Sign in',
  registerHeading: 'Create your account',
  email: 'Email',
  password: 'Password',
  fullName: 'Full name',
  showPassword: 'Show password',
  capsLock: 'Caps Lock is on.',
  passwordHint: 'At least {length} characters.',
  signIn: 'Sign in',
  signingIn: 'Signing in…',
  createAccount: 'Create account',
  creatingAccount: 'Creating account…',
  toRegister: 'I need an account',
  toSignIn: 'I have an account',
  signedIn: 'Signed in',
  signOut: 'Sign out',
  emailMissing: 'Enter your email.',
  emailMalformed: 'Enter an email such as name@example.com.',
  passwordMissing: 'Enter your password.',
  passwordShort: 'Use at least {length} characters.',
  fullNameMissing: 'Enter your full name.',
  /** By the code of an error, in the words of someone who signs in. */
  errors: {
    ...sharedStrings.errors,
    network_unreachable: 'You appear to be offline. Check your network connection, then try again.',
    cors_or_server:
      'The service cannot be reached right now. Try again in a moment; if it stays like this, tell the site’s owner.',
    not_found: 'Sign-in is not set up correctly. Please tell the site’s owner.',
    rate_limited: 'Too many attempts. Wait {seconds} seconds, then try again.',
  },
  unavailable: sharedStrings.unavailable,
  missing: sharedStrings.missing,
};

export type LoginStrings = typeof loginStrings;
/** A page's own texts for `<miptech-login>`; what is left out stays as it is. */
export type LoginStringOverrides = StringOverrides<LoginStrings>;
