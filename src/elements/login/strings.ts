/** The English texts of `<miptech-login>`; `{…}` marks what is filled in. Knows no element. */
import { sharedStrings } from '../../dom/strings.js';
import type { StringOverrides } from '../../dom/strings.js';

/** Errors by their code that sign-in words in its own way. */
export const loginErrors = {
  config_invalid: 'Sign-in is not set up correctly. Please tell the site’s owner.',
  network_unreachable: 'You appear to be offline. Check your network connection, then try again.',
  cors_or_server:
    'The service cannot be reached right now. Try again in a moment; if it stays like this, tell the site’s owner.',
  forbidden: 'This account may not be used here. Ask your administrator.',
  tenant_not_found: 'Sign-in is not set up correctly. Please tell the site’s owner.',
  not_found: 'Sign-in is not set up correctly. Please tell the site’s owner.',
  rate_limited: 'Too many attempts. What you typed stays here.',
  disposed: 'Sign-in was closed. Reload the page to start again.',
};

export type LoginErrors = typeof loginErrors;

export const loginStrings = {
  signInHeading: 'Sign in',
  registerHeading: 'Create your account',
  email: 'Email',
  password: 'Password',
  fullName: 'Full name',
  showPassword: 'Show password',
  capsLock: 'Caps Lock is on.',
  passwordHint: { one: 'At least {length} character.', other: 'At least {length} characters.' },
  forgotPassword: 'Forgot your password?',
  signIn: 'Sign in',
  signingIn: 'Signing in…',
  createAccount: 'Create account',
  creatingAccount: 'Creating account…',
  toRegister: 'I need an account',
  toSignIn: 'I have an account',
  /** Accounts are made by somebody else here. */
  registrationClosed: 'New accounts cannot be created here. Ask your administrator for one.',
  signOn: 'Continue with single sign-on',
  signingOn: 'Waiting for single sign-on…',
  /** Between two ways to sign in. */
  or: 'or',
  /** There is nothing to do for a person. */
  silent: 'This page signs you in by itself.',
  silentEnded: 'Your session has ended. Reload the page to sign in again.',
  signedOut: 'You are signed out.',
  signedOutHere: 'You are signed out. Every tab of this browser is signed out too.',
  signedOutElsewhere: 'You signed out in another tab.',
  signedOutOfSignOn: 'You signed out in another tab, or of your single sign-on.',
  /** Why the service or the page ended a session. */
  ended: {
    reuse_detected: 'For your safety, the service ended this session. Please sign in again.',
    unauthorized: 'The service no longer accepts this sign-in. Please sign in again.',
    tenant_mismatch: 'That sign-in belongs to another organisation. Please use another account.',
    fresh_token_refused: 'The service did not accept this sign-in. Please sign in again.',
  },
  account: 'Account',
  signedIn: 'Signed in',
  signedInAs: 'Signed in as',
  signOut: 'Sign out',
  emailMissing: 'Enter your email.',
  emailMalformed: 'Enter an email such as name@example.com.',
  passwordMissing: 'Enter your password.',
  passwordShort: {
    one: 'Use at least {length} character.',
    other: 'Use at least {length} characters.',
  },
  fullNameMissing: 'Enter your full name.',
  /** On the button, while the service asks for a pause. */
  tryAgainIn: { other: 'Try again in {seconds} s' },
  /** The name of that button for screen readers, which would read each second otherwise. */
  tryAgainSoon: 'Try again shortly',
  /** Said once when the pause begins, and to who presses Enter during it. */
  wait: {
    one: 'You can try again in {seconds} second.',
    other: 'You can try again in {seconds} seconds.',
  },
  /** By the code of an error, in the words of someone who signs in. */
  errors: {
    ...sharedStrings.errors,
    ...loginErrors,
  },
  unavailable: sharedStrings.unavailable,
  missing: sharedStrings.missing,
};

export type LoginStrings = typeof loginStrings;
/** A page's own texts for `<miptech-login>`; what is left out stays as it is. */
export type LoginStringOverrides = StringOverrides<LoginStrings>;
