/**
 * What happened to a session that its owner or the page's operator should know. Pure data; carries
 * no secret, and does not know who tells whom.
 */

/**
 * - `unauthorized`: the platform said over the socket that this sign-in may not go on
 * - `reuse_detected`: a refresh token was used a second time, so the platform ended the session
 * - `tenant_mismatch`: a token belongs to another tenant than this page, and was refused here
 * - `fresh_token_refused`: the platform refuses tokens it has just issued
 */
export type SecurityCode =
  'unauthorized' | 'reuse_detected' | 'tenant_mismatch' | 'fresh_token_refused';

export interface SecurityNotice {
  readonly code: SecurityCode;
  /** Wall clock in milliseconds. */
  readonly at: number;
  /** What it means and what to look into, for the page's operator. */
  readonly message: string;
}
