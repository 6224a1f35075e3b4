/**
 * The pages a person sees at the demo identity provider: signing in, signing out, and an error.
 * Pure: texts in, HTML out; it does not know what is done with the answers.
 */

import { escaped } from '../platform/pages/escaped.js';

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escaped(title)} – demo identity provider</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/identity.css" />
  </head>
  <body>
    <main>
      <p class="place">Demo identity provider</p>
      ${body}
    </main>
  </body>
</html>`;
}

/** The form; `email` is what was typed before, and `wrong` says that it did not fit. */
export function signInPage(
  action: string,
  given: { email: string; password: string; wrong: boolean },
): string {
  const alert = given.wrong
    ? '<p class="wrong" id="wrong" role="alert">The email or the password is not right.</p>'
    : '';
  const described = given.wrong ? ' aria-invalid="true" aria-describedby="wrong"' : '';
  return page(
    'Sign in',
    `<h1>Sign in</h1>
      ${alert}
      <form method="post" action="${escaped(action)}">
        <label for="email">Email</label>
        <input id="email" name="email" type="email" autocomplete="username" required${given.wrong ? '' : ' autofocus'}
          value="${escaped(given.email)}"${described} />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password"
          required${given.wrong ? ' autofocus' : ''}${described} />
        <div class="buttons">
          <button class="main" name="do" value="sign-in">Sign in</button>
          <button name="do" value="cancel" formnovalidate>Cancel</button>
        </div>
      </form>
      <p class="note">Try <code>demo@example.com</code> with <code>${escaped(given.password)}</code>.
      Nothing leaves this machine.</p>`,
  );
}

/** Asks before a sign-out; `form` is the provider's own hidden form `op.logoutForm`. */
export function signOutPage(form: string): string {
  return page(
    'Sign out',
    `<h1>Sign out?</h1>
      <p class="note">This ends your sign-in at every page that uses it.</p>
      ${form}
      <div class="buttons">
        <button class="main" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
        <button form="op.logoutForm">Stay signed in</button>
      </div>`,
  );
}

export function signedOutPage(): string {
  return page('Signed out', '<h1>You are signed out.</h1><p class="note">You can close this.</p>');
}

/** `error` is one of the standard's codes. */
export function errorPage(error: string): string {
  return page(
    'Something went wrong',
    `<h1>This did not work.</h1>
      <p class="note">Go back to the page you came from and try again. (${escaped(error)})</p>`,
  );
}
