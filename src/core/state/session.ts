/**
 * Who is signed in, as pure data and transitions. Owns the phases of a session; knows no token, no
 * clock and no storage: those belong to the client's session.
 */
import type { MiptechError } from '../protocol/errors.js';
import type { User } from '../protocol/rest.js';

/**
 * - `signed-out`: nobody is signed in (`anonymous` and `debug` connect all the same)
 * - `signing-in`: a register or login call is under way
 * - `signed-in`: there is a token and a user
 * - `expired`: the platform ended the session; `user` still names who it was, for the form
 */
export type SessionPhase = 'signed-out' | 'signing-in' | 'signed-in' | 'expired';

export interface SessionState {
  readonly phase: SessionPhase;
  readonly user: User | null;
  /** Why the last sign-in failed or the session ended; null otherwise. */
  readonly error: MiptechError | null;
  /** Where the person signed out, until the next sign-in; null where nobody did. */
  readonly left: SignOut | null;
}

/** On this page, or on another one of this browser or in the identity system. */
export type SignOut = 'here' | 'elsewhere';

export const signedOut: SessionState = {
  phase: 'signed-out',
  user: null,
  error: null,
  left: null,
};

export function signingIn({ user }: SessionState): SessionState {
  return { ...signedOut, phase: 'signing-in', user };
}

export function signedIn(user: User): SessionState {
  return { ...signedOut, phase: 'signed-in', user };
}

export function left(where: SignOut): SessionState {
  return { ...signedOut, left: where };
}

/** A refused sign-in: back to where the person was, be it signed in, with the reason. */
export function refused(before: SessionState, error: MiptechError): SessionState {
  return before.phase === 'signing-in' ? { ...signedOut, error } : { ...before, error };
}

export function expired(state: SessionState, error: MiptechError): SessionState {
  return { ...signedOut, phase: 'expired', user: state.user, error };
}
