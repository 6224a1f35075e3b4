import { expect, fixture, html } from '@open-wc/testing';
import { MiptechError } from '../../core/index.js';
import { expired, signedIn } from '../../core/state/session.js';
import { MemoryClient } from '../../testing/memory-client.js';
import { button, focused, heading, make, notice, settle, user, words } from './test-support.js';
import type { MiptechLogin } from './login.js';

const opener = (element: MiptechLogin): HTMLButtonElement =>
  element.shadowRoot!.querySelector<HTMLButtonElement>('[part=account-button]')!;
const menu = (element: MiptechLogin): HTMLElement =>
  element.shadowRoot!.querySelector<HTMLElement>('[part=menu]')!;
const open = (element: MiptechLogin): boolean => menu(element).matches(':popover-open');

function press(target: Element, key: string): void {
  const init = { key, bubbles: true, composed: true, cancelable: true };
  target.dispatchEvent(new KeyboardEvent('keydown', init));
}

async function withItems(client: MemoryClient): Promise<MiptechLogin> {
  const element = await fixture<MiptechLogin>(
    html`<miptech-login .client=${client}>
      <a slot="menu" href="#profile">Profile</a>
      <div slot="menu"><button>Settings</button><button hidden>Nothing</button></div>
    </miptech-login>`,
  );
  await settle(element);
  return element;
}

const signedInClient = (): MemoryClient =>
  new MemoryClient({ session: { phase: 'signed-in', user } });

describe('miptech-login: the account', () => {
  it('names the person, and shows the way out only in the menu', async () => {
    const element = await make(signedInClient());
    expect(words(opener(element))).to.equal('A Ada Lovelace ada@example.com');
    expect(element.querySelector('form') === null).to.equal(true);
    expect(button(element, 'Sign out')!.checkVisibility()).to.equal(false);
    opener(element).click();
    expect(open(element)).to.equal(true);
    expect(words(menu(element))).to.equal('Signed in as ada@example.com Sign out');
    expect(button(element, 'Sign out')!.checkVisibility()).to.equal(true);
  });

  it('says at least that somebody is signed in where the service names nobody', async () => {
    const element = await make(new MemoryClient({ session: { phase: 'signed-in', user: null } }));
    expect(words(opener(element))).to.equal('S Signed in');
  });

  it("walks the page's items and its own with the arrow keys, in a circle", async () => {
    const element = await withItems(signedInClient());
    opener(element).focus();
    press(opener(element), 'ArrowDown');
    expect(open(element)).to.equal(true);
    const seen = [words(focused())];
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Home', 'End']) {
      press(focused()!, key);
      seen.push(words(focused()));
    }
    expect(seen).to.deep.equal([
      'Profile',
      'Settings',
      'Sign out',
      'Profile',
      'Sign out',
      'Profile',
      'Sign out',
    ]);
  });

  it('opens from the end with ArrowUp, and leads in where it is open', async () => {
    const element = await withItems(signedInClient());
    opener(element).focus();
    opener(element).click();
    press(opener(element), 'ArrowDown');
    expect(words(focused())).to.equal('Profile');
    opener(element).click();
    expect(open(element)).to.equal(false);
    press(opener(element), 'ArrowUp');
    expect(words(focused())).to.equal('Sign out');
  });

  it('closes when an item is pressed, when the focus leaves, and when it closes gives it back', async () => {
    const element = await withItems(signedInClient());
    const other = await fixture<HTMLInputElement>(html`<input aria-label="other" />`);
    opener(element).focus();
    press(opener(element), 'ArrowDown');
    (focused() as HTMLElement).click();
    expect(open(element)).to.equal(false);
    expect(focused() === opener(element)).to.equal(true);
    press(opener(element), 'ArrowDown');
    other.focus();
    expect(open(element)).to.equal(false);
    expect(focused() === other).to.equal(true);
    location.hash = '';
  });

  it('signs out once pressed, and leads on to the form', async () => {
    const client = signedInClient();
    const element = await make(client);
    opener(element).click();
    button(element, 'Sign out')!.click();
    expect(client.verbs).to.deep.equal(['session.logout']);
    expect(open(element)).to.equal(false);
    client.sessionState.set({ phase: 'signed-out', user: null, error: null, left: 'here' });
    await settle(element);
    expect(element.querySelector('form') === null).to.equal(false);
  });

  it('opens below its button, and above it at the lower edge of the window', async () => {
    const element = await withItems(signedInClient());
    element.style.cssText = 'position: fixed; inset-block-start: 4px; inset-inline-end: 4px';
    element.style.inlineSize = '12rem';
    opener(element).click();
    const below = [opener(element), menu(element)].map((part) => part.getBoundingClientRect());
    expect(below[1]!.top).to.be.within(below[0]!.bottom, below[0]!.bottom + 20);
    expect(below[1]!.right).to.be.within(below[0]!.right - 1, innerWidth);
    opener(element).click();
    element.style.insetBlock = 'auto 4px';
    opener(element).click();
    await settle(element);
    const above = [opener(element), menu(element)].map((part) => part.getBoundingClientRect());
    expect(above[1]!.bottom).to.be.within(above[0]!.top - 20, above[0]!.top);
    expect(Math.min(above[1]!.top, above[1]!.left)).to.be.at.least(0);
  });
});

describe('miptech-login: why there is a form', () => {
  const elsewhere = 'You signed out in another tab.';

  it('says that the person signed out, everywhere or only here, until the next attempt', async () => {
    const client = signedInClient();
    const element = await make(client);
    const region = (): Element | null => element.shadowRoot!.querySelector('[role=status]');
    for (const [left, text] of [
      ['here', 'You are signed out. Every tab of this browser is signed out too.'],
      ['elsewhere', elsewhere],
    ] as const) {
      client.sessionState.set({ phase: 'signed-out', user: null, error: null, left });
      await settle(element);
      expect(notice(element)).to.equal(text);
      expect(region()!.contains(element.shadowRoot!.querySelector('[part=notice]'))).to.equal(true);
    }
    element.querySelector('form')!.requestSubmit();
    await settle(element);
    expect(notice(element)).to.equal('');
  });

  it('promises nothing of other tabs where they share no sign-in', async () => {
    const here = new MemoryClient({ session: { left: 'here' } });
    Object.assign(here, { settings: { ...here.settings, tokenStorage: 'session' } });
    expect(notice(await make(here))).to.equal('You are signed out.');
    const there = new MemoryClient({ signOn: 'interactive', session: { left: 'elsewhere' } });
    expect(notice(await make(there))).to.contain('or of your single sign-on');
  });

  it('says why a session ended, for safety or by its age, and not why an earlier one did', async () => {
    const client = signedInClient();
    const element = await make(client);
    const end = async (): Promise<void> => {
      client.sessionState.set(expired(signedIn(user), new MiptechError('auth_expired')));
      await settle(element);
    };
    client.security.set([{ code: 'reuse_detected', at: 1, message: 'for the operator' }]);
    await end();
    expect(notice(element)).to.contain('For your safety');
    expect(notice(element)).not.to.contain('operator');
    client.sessionState.set(signedIn(user));
    await settle(element);
    await end();
    expect(notice(element)).to.equal('Your session has ended. Please sign in again.');
  });

  it('begins at the password where the email is known', async () => {
    const client = new MemoryClient({ session: { phase: 'expired', user } });
    const element = await make(client);
    expect(focused() === document.body || focused() === null).to.equal(true);
    element.focus();
    expect((focused() as HTMLInputElement).name).to.equal('password');
    expect(heading(element).textContent).to.equal('Sign in');
  });
});
