/**
 * Runs in the page of the login tests: shows every view of `<miptech-login>` on a client without a
 * platform. Knows no test.
 */
import { MiptechError } from '../../src/core/protocol/errors.js';
import { left, signedIn } from '../../src/core/state/session.js';
import { MiptechLogin } from '../../src/elements/login/login.js';
import { MemoryClient } from '../../src/testing/memory-client.js';
import type { MemoryState } from '../../src/testing/memory-client.js';

interface View {
  readonly state?: MemoryState;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: Readonly<Record<string, string>>;
  /** The next attempt ends with it. */
  readonly fault?: MiptechError;
  /** What is typed and sent. */
  readonly sent?: Readonly<Record<string, string>>;
}

declare global {
  interface Window {
    readonly views: readonly string[];
    readonly show: (name: string) => Promise<void>;
  }
}

const user = { id: 'u1', email: 'ada@example.com', name: 'Ada Lovelace' };
const typed = { email: user.email, password: 'correct horse battery' };
const link = { 'forgot-password-url': '/forgot-password' };

const views: Readonly<Record<string, View>> = {
  'sign in': { attributes: link },
  'create account': { attributes: { mode: 'register' }, children: { legal: 'Terms apply.' } },
  'sign in under way': { state: { session: { phase: 'signing-in' } } },
  'wrong password': { fault: new MiptechError('invalid_credentials'), sent: typed },
  'problems of its own': { attributes: { mode: 'register' }, sent: { email: 'ada' } },
  pause: { fault: new MiptechError('rate_limited', { retryAfter: 200 }), sent: typed },
  'account creation forbidden': {
    state: { tenant: { features: { user_management: false } } },
    attributes: { mode: 'register' },
  },
  'signed out': { state: { session: { left: 'here' } } },
  expired: { state: { session: { phase: 'expired', user } }, attributes: link },
  'single sign-on': { state: { signOn: 'interactive' } },
  'single sign-on and password': {
    state: { signOn: 'interactive' },
    attributes: { password: 'on', ...link },
  },
  silent: { state: { signOn: 'silent' } },
  "the page's own sign-on": { children: { sso: 'Continue with Contoso' } },
  'signed in': {
    state: { session: { phase: 'signed-in', user } },
    children: { menu: 'Your profile' },
  },
};

/** A client that signs in and out as one with a platform does. */
function clientOf(view: View): MemoryClient {
  const client = new MemoryClient(view.state);
  client.fault = view.fault ?? null;
  client.session.login = async () => {
    await Promise.resolve();
    if (client.fault !== null) throw client.fault;
    client.sessionState.set(signedIn(user));
  };
  client.session.logout = () => {
    client.sessionState.set(left('here'));
    return Promise.resolve();
  };
  return client;
}

async function make(view: View): Promise<MiptechLogin> {
  const element = document.createElement('miptech-login');
  for (const [name, value] of Object.entries(view.attributes ?? {})) {
    element.setAttribute(name, value);
  }
  for (const [slot, text] of Object.entries(view.children ?? {})) {
    const child = document.createElement(slot === 'legal' ? 'p' : 'button');
    child.slot = slot;
    child.textContent = text;
    element.append(child);
  }
  const client = clientOf(view);
  element.client = client;
  document.querySelector('main')?.append(element);
  await element.updateComplete;
  if (view.sent !== undefined) {
    for (const [name, text] of Object.entries(view.sent)) {
      const field = element.querySelector<HTMLInputElement>(`[name=${name}]`);
      if (field !== null) field.value = text;
    }
    element.querySelector('form')?.requestSubmit();
    await new Promise(requestAnimationFrame);
    await element.updateComplete;
    client.fault = null;
  }
  return element;
}

customElements.define('miptech-login', MiptechLogin);

Object.assign(window, {
  views: Object.keys(views),
  // Twice, as on a page with two tenants: ids must differ between them, too.
  show: async (name: string) => {
    const view = views[name];
    if (view === undefined) throw new Error(`there is no view “${name}”`);
    document.querySelector('main')?.replaceChildren();
    await make(view);
    await make(view);
  },
});
