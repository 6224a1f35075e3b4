import { expect } from '@open-wc/testing';
import { MiptechError } from '../protocol/errors.js';
import { expired, refused, signedIn, signedOut, signingIn } from './session.js';
import type { SessionState } from './session.js';

const user = { id: 'u1', email: 'ann@example.com', name: 'Ann' };
const error = new MiptechError('invalid_credentials');
const ended = new MiptechError('auth_expired');
const gone = expired(signedIn(user), ended);

describe('the session', () => {
  const cases: [string, SessionState, SessionState][] = [
    [
      'a first sign-in under way',
      signingIn(signedOut),
      { phase: 'signing-in', user: null, error: null, left: null },
    ],
    [
      'a sign-in forgets the last refusal',
      signingIn(refused(signedOut, error)),
      { phase: 'signing-in', user: null, error: null, left: null },
    ],
    [
      'a new sign-in after the end still names who it was',
      signingIn(gone),
      { phase: 'signing-in', user, error: null, left: null },
    ],
    [
      'somebody is signed in',
      signedIn(user),
      { phase: 'signed-in', user, error: null, left: null },
    ],
    ['the platform ended it', gone, { phase: 'expired', user, error: ended, left: null }],
    [
      'a refused sign-in of nobody',
      refused(signedOut, error),
      { phase: 'signed-out', user: null, error, left: null },
    ],
    [
      'a refused sign-in after the end',
      refused(gone, error),
      { phase: 'expired', user, error, left: null },
    ],
    [
      'a refused sign-in as somebody else',
      refused(signedIn(user), error),
      { phase: 'signed-in', user, error, left: null },
    ],
  ];
  for (const [name, state, expected] of cases) {
    it(`names phase, person and reason, and never a person who is signed out: ${name}`, () => {
      expect(state).to.deep.equal(expected);
    });
  }
});
