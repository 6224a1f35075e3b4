/**
 * What a page's own identity system offers a client: tokens, and the ways in and out. Types only;
 * knows no protocol of such a system.
 */

/**
 * Why a token is asked for: the page begins, a person has just signed in (or out) there, or the one
 * before ends or was refused.
 */
export type TokenReason = 'initial' | 'sign-in' | 'expired';

/**
 * Supplies a JWT of another identity system that the platform accepts. Null means that nobody is
 * signed in there; a rejection, that it cannot tell now and is asked again later.
 */
export type TokenSource = (request: { readonly reason: TokenReason }) => Promise<string | null>;

/**
 * An identity system such as an OpenID Connect provider (guide: Enterprise Authentication). Only
 * `getToken` is required.
 */
export interface IdentitySource {
  readonly getToken: TokenSource;
  /**
   * Takes a person to that system's sign-in. It may leave the page, or open a window and resolve as
   * soon as the person is back; then a token is asked for. A rejection is shown to the person.
   */
  readonly signIn?: (() => Promise<void> | void) | undefined;
  /** Ends the sign-on there too; called after everything of the user was forgotten here. */
  readonly signOut?: (() => Promise<void> | void) | undefined;
  /** Calls back when somebody signed in or out there by another way; the answer unsubscribes. */
  readonly subscribe?: ((listener: () => void) => () => void) | undefined;
}
