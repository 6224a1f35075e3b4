import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { MiptechError } from '../../core/index.js';
import { MemoryClient } from '../../testing/memory-client.js';
import type { MemoryState } from '../../testing/memory-client.js';
import { all, make, notice, settle, submit, type, credentials, user } from './test-support.js';
import type { MiptechLogin } from './login.js';

const shows =
  (state: MemoryState, properties = {}) =>
  (): Promise<MiptechLogin> =>
    make(new MemoryClient(state), { forgotPasswordUrl: '/lost', ...properties });

const refused = (code: 'invalid_credentials' | 'server_error'): MemoryState => ({
  session: { error: new MiptechError(code) },
});

const views: Record<string, () => Promise<MiptechLogin>> = {
  'sign in': shows({}),
  'create account': shows({}, { mode: 'register' }),
  busy: shows({ session: { phase: 'signing-in' } }),
  'wrong password': shows(refused('invalid_credentials')),
  'own problems': async () => {
    const element = await make(new MemoryClient(), { mode: 'register' });
    await submit(element);
    return element;
  },
  pause: async () => {
    const client = new MemoryClient();
    client.fault = new MiptechError('rate_limited', { retryAfter: 60 });
    const element = await make(client);
    type(element, credentials);
    await submit(element);
    return element;
  },
  'account creation forbidden': shows(
    { tenant: { features: { user_management: false } } },
    { mode: 'register' },
  ),
  'signed out': shows({ session: { left: 'here' } }),
  expired: shows({ session: { phase: 'expired', user } }),
  'single sign-on': shows({ signOn: 'interactive' }),
  'single sign-on under way': shows({ signOn: 'interactive', session: { phase: 'signing-in' } }),
  'single sign-on failed': shows({ ...refused('server_error'), signOn: 'interactive' }),
  'single sign-on and password': shows({ signOn: 'interactive' }, { password: 'on' }),
  silent: shows({ signOn: 'silent' }),
  'silent and failed': shows({ ...refused('server_error'), signOn: 'silent' }),
  "the page's own sign-on": async () => {
    const element = await fixture<MiptechLogin>(
      html`<miptech-login .client=${new MemoryClient()}
        ><button slot="sso">Continue with Contoso</button></miptech-login
      >`,
    );
    await settle(element);
    return element;
  },
  'signed in': shows({ session: { phase: 'signed-in', user } }),
  menu: async () => {
    const client = new MemoryClient({ session: { phase: 'signed-in', user } });
    const element = await fixture<MiptechLogin>(
      html`<miptech-login .client=${client}
        ><a slot="menu" href="#profile">Profile</a
        ><button slot="menu">Settings</button></miptech-login
      >`,
    );
    element.shadowRoot!.querySelector<HTMLElement>('[part=account-button]')!.click();
    await settle(element);
    return element;
  },
};

describe('miptech-login: accessible in every view', () => {
  for (const scheme of ['light', 'dark'] as const) {
    for (const [name, show] of Object.entries(views)) {
      it(`${name}, ${scheme}`, async () => {
        const page = document.documentElement;
        page.style.colorScheme = scheme;
        try {
          await expect(await show()).to.be.accessible();
        } finally {
          page.style.colorScheme = '';
        }
      });
    }
  }

  it('has targets of 24 px and more, in every view', async () => {
    for (const [name, show] of Object.entries(views)) {
      const element = await show();
      for (const target of all<HTMLElement>(element, 'button, input, a[href]')) {
        if (!target.checkVisibility()) continue;
        const { width, height } = target.getBoundingClientRect();
        expect(Math.min(width, height), `${name}: ${target.outerHTML}`).to.be.at.least(24);
      }
      element.remove();
    }
  });

  it('has no id twice, with two on one page', async () => {
    for (const show of Object.values(views)) {
      const pair = [await show(), await show()];
      const ids = pair.flatMap((element) =>
        [...element.querySelectorAll('[id]')].map(({ id }) => id),
      );
      expect(new Set(ids).size).to.equal(ids.length);
      for (const element of pair) element.remove();
    }
  });

  it('says so where there is no provider', async () => {
    const { warn } = console;
    console.warn = () => {};
    try {
      const element = await fixture<MiptechLogin>(html`<miptech-login></miptech-login>`);
      await waitUntil(() => notice(element) === 'Not connected to a service.', 'said nothing', {
        timeout: 5000,
      });
      await expect(element).to.be.accessible();
    } finally {
      console.warn = warn;
    }
  });
});
