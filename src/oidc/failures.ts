/**
 * What can go wrong between a page and its OpenID Connect provider, as a `MiptechError` in plain
 * words. Repeats nothing of an answer but the standard's own error codes: descriptions may hold
 * anything.
 */
import { ErrorResponse, ErrorTimeout } from 'oidc-client-ts';
import { MiptechError } from '../core/index.js';
import type { ErrorCode } from '../core/index.js';

/** The codes of OAuth 2.0 and OpenID Connect that a person or an administrator can act on. */
const words: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  access_denied: ['forbidden', 'The sign-in was cancelled, or this account may not use this page.'],
  login_required: ['auth_required', 'You are not signed in there any more. Please sign in again.'],
  interaction_required: ['auth_required', 'The sign-in service has a question. Please sign in.'],
  consent_required: ['auth_required', 'The sign-in service needs your consent. Please sign in.'],
  account_selection_required: ['auth_required', 'Please sign in and choose an account.'],
  invalid_grant: ['auth_required', 'The sign-in took too long. Please try again.'],
  temporarily_unavailable: ['server_error', 'The sign-in service is busy. Please try again later.'],
  server_error: ['server_error', 'The sign-in service had a problem. Please try again.'],
  invalid_request: ['config_invalid', 'The sign-in service refused the request as wrong.'],
  invalid_client: ['config_invalid', 'The sign-in service does not know this page’s client id.'],
  unauthorized_client: [
    'config_invalid',
    'The sign-in service does not permit this client the code flow, or needs a secret of it.',
  ],
  unsupported_response_type: [
    'config_invalid',
    'The sign-in service does not offer the authorization code flow to this client.',
  ],
  invalid_scope: ['config_invalid', 'The sign-in service does not offer what scope asks for.'],
  invalid_target: ['config_invalid', 'The sign-in service does not know what resource names.'],
};

/** An error that a person reads: the sentence stands in `problems` too, which elements show. */
export function failure(code: ErrorCode, message: string): MiptechError {
  return new MiptechError(code, { message, problems: [{ name: 'single-sign-on', message }] });
}

/** The words for an error code of the provider. */
export function refusal(code: string | null): MiptechError {
  const found = words[code ?? ''];
  if (found !== undefined) return failure(...found);
  const shown = /^[\w.-]{1,40}$/.test(code ?? '') ? ` (${code ?? ''})` : '';
  return failure('server_error', `The sign-in service answered with an error${shown}.`);
}

/** Whatever a call to the provider threw. */
export function asFailure(thrown: unknown): MiptechError {
  if (thrown instanceof MiptechError) return thrown;
  if (thrown instanceof ErrorResponse) return refusal(thrown.error);
  if (thrown instanceof ErrorTimeout) {
    return failure('timeout', 'The sign-in service did not answer in time.');
  }
  // What fetch throws where nothing was reached, or where the provider does not permit the origin.
  if (thrown instanceof TypeError) {
    return failure(
      'cors_or_server',
      'The sign-in service cannot be reached. If it runs, this page’s origin must be permitted there (CORS), and by connect-src here.',
    );
  }
  return failure('protocol', 'The sign-in service gave an answer that could not be understood.');
}

/** True where nobody is signed in there any more, so that asking again would not help. */
export function over(thrown: unknown): boolean {
  if (thrown instanceof MiptechError) return thrown.code === 'auth_required';
  return (
    thrown instanceof ErrorResponse &&
    /^(?:invalid_grant|login_required|interaction_required|consent_required|account_selection_required|access_denied)$/.test(
      thrown.error ?? '',
    )
  );
}
