import { expect, fixture, html } from '@open-wc/testing';
import sinon from 'sinon';
import { MemoryClient } from '../../testing/memory-client.js';
import { forgotPasswordLink, refusedLink } from './forgot-password.js';
import {
  all,
  button,
  credentials,
  field,
  focused,
  make,
  notice,
  settle,
  submit,
  submitButton,
  type,
  words,
} from './test-support.js';
import type { MiptechLogin } from './login.js';

const user = { id: 'u1', email: 'ada@example.com', name: 'Ada Lovelace' };

describe('miptech-login: the link for a forgotten password', () => {
  const base = 'https://shop.example/sign-in?x=1';

  for (const [setting, href] of [
    ['/lost', 'https://shop.example/lost'],
    ['lost?from=login', 'https://shop.example/lost?from=login'],
    ['https://id.example/reset', 'https://id.example/reset'],
    ['http://localhost:3000/reset', 'http://localhost:3000/reset'],
    ['javascript:alert(1)', null],
    [' java\nscript:alert(1)', null],
    ['JAVASCRIPT://%0aalert(1)', null],
    ['data:text/html,x', null],
    ['mailto:help@example.com', null],
    ['https://', null],
  ] as const) {
    it(`${JSON.stringify(setting)} ${href === null ? 'is refused' : 'is linked'}`, () => {
      expect(forgotPasswordLink(setting, base)).to.equal(href);
    });
  }

  it('stands after the password, in sign-in only', async () => {
    const element = await make(new MemoryClient(), { forgotPasswordUrl: '/lost' });
    const link = element.querySelector('a')!;
    expect(link.textContent).to.equal('Forgot your password?');
    expect(link.pathname).to.equal('/lost');
    const follows = Node.DOCUMENT_POSITION_FOLLOWING;
    expect(field(element, 'password').compareDocumentPosition(link) & follows).to.equal(follows);
    element.mode = 'register';
    await settle(element);
    expect(element.querySelector('a') === null).to.equal(true);
  });

  it('is no link where the setting is refused, and one warning names it without its secrets', async () => {
    const warn = sinon.stub(console, 'warn');
    try {
      const element = await make(new MemoryClient(), {
        forgotPasswordUrl: 'javascript:go("/?token=x")',
      });
      await settle(element);
      expect(element.querySelector('a') === null).to.equal(true);
      expect(warn.callCount).to.equal(1);
      expect(warn.firstCall.args[0]).to.contain('forgot-password-url').and.not.to.contain('token');
    } finally {
      warn.restore();
    }
    expect(refusedLink('data:'.padEnd(500, 'x')).length).to.be.below(200);
  });
});

describe('miptech-login: account creation and the tenant', () => {
  it('asks what the tenant allows when a person is at the form, once, and never at the start', async () => {
    const client = new MemoryClient();
    const element = await make(client, { mode: 'register' });
    expect(client.verbs).to.deep.equal([]);
    button(element, 'I have an account')!.click();
    await settle(element);
    for (const name of ['I need an account', 'I have an account', 'I need an account']) {
      button(element, name)!.click();
      await settle(element);
    }
    expect(client.verbs).to.deep.equal(['tenant.load']);
  });

  it('asks as soon as a field has the focus, and nothing where the page makes no accounts', async () => {
    for (const [registration, verbs] of [
      [null, ['tenant.load']],
      ['off', []],
    ] as const) {
      const client = new MemoryClient();
      const element = await make(client, { registration });
      for (const name of ['email', 'password', 'email']) field(element, name).focus();
      expect(client.verbs).to.deep.equal(verbs);
    }
  });

  it('goes back to sign-in where it turns out to be forbidden, with the focus kept', async () => {
    const client = new MemoryClient();
    const element = await make(client);
    type(element, { email: user.email });
    button(element, 'I need an account')!.click();
    await settle(element);
    expect((focused() as HTMLInputElement).name).to.equal('full_name');
    client.tenantState.set({ ...client.tenant.get(), features: { user_management: false } });
    await settle(element);
    expect(notice(element)).to.equal(
      'New accounts cannot be created here. Ask your administrator for one.',
    );
    expect(words(submitButton(element))).to.equal('Sign in');
    expect(field(element, 'email').value).to.equal(user.email);
    expect((focused() as HTMLInputElement).name).to.equal('password');
  });

  it('offers none where the tenant is known to forbid it', async () => {
    const element = await make(
      new MemoryClient({ tenant: { features: { user_management: false } } }),
    );
    expect(button(element, 'I need an account') === undefined).to.equal(true);
    expect(notice(element)).to.equal('');
  });
});

describe('miptech-login: in a page', () => {
  it('shows the form where its client is exchanged for one with which nobody is signed in, and back', async () => {
    const signedIn = new MemoryClient({ session: { phase: 'signed-in', user } });
    const element = await make(signedIn);
    expect(element.querySelector('form') === null).to.equal(true);
    element.client = new MemoryClient();
    await settle(element);
    expect(submitButton(element).textContent.trim()).to.equal('Sign in');
    element.client = signedIn;
    await settle(element);
    expect(element.shadowRoot!.textContent).to.contain('Ada Lovelace');
  });

  const client = new MemoryClient();

  it('has the terms at the button that creates an account, and nowhere else', async () => {
    const element = await fixture<MiptechLogin>(
      html`<miptech-login .client=${client} mode="register"
        ><p slot="legal">Terms</p>
        <p slot="footer">Foot</p>
        <p slot="header">Head</p></miptech-login
      >`,
    );
    await settle(element);
    const box = (selector: string): DOMRect =>
      element.querySelector(selector)!.getBoundingClientRect();
    expect(box('[slot=legal]').top).to.be.at.least(
      submitButton(element).getBoundingClientRect().bottom,
    );
    expect(box('[slot=header]').bottom).to.be.at.most(box('form').top);
    expect(box('[slot=footer]').top).to.be.at.least(box('[slot=legal]').bottom);
    element.mode = 'sign-in';
    await settle(element);
    expect(box('[slot=legal]').height).to.equal(0);
    expect(box('[slot=footer]').height).to.be.greaterThan(0);
  });

  it('takes no focus at the start of a page, with autofocus neither', async () => {
    const place = await fixture(html`<div></div>`);
    const element = document.createElement('miptech-login');
    Object.assign(element, { client, autofocus: true });
    place.append(element);
    await settle(element);
    expect(element.contains(focused())).to.equal(false);
  });

  it('takes the initial focus of its dialog with autofocus only, at what is to be filled in', async () => {
    const dialog = await fixture<HTMLDialogElement>(
      html`<dialog aria-label="d">
        <button>Close</button><miptech-login .client=${client}></miptech-login>
      </dialog>`,
    );
    const element = dialog.querySelector<MiptechLogin>('miptech-login')!;
    await settle(element);
    dialog.showModal();
    expect(words(focused())).to.equal('Close');
    dialog.close();
    element.autofocus = true;
    element.requestUpdate();
    await settle(element);
    dialog.showModal();
    expect((focused() as HTMLInputElement).name).to.equal('email');
    dialog.close();
    const known = new MemoryClient({ session: { phase: 'expired', user } });
    element.client = known;
    await settle(element);
    dialog.showModal();
    expect((focused() as HTMLInputElement).name).to.equal('password');
    dialog.close();
    element.client = new MemoryClient({ signOn: 'interactive' });
    await settle(element);
    dialog.showModal();
    expect(words(focused())).to.equal('Continue with single sign-on');
    dialog.close();
  });

  it('calls a person back to its error who has the focus in its dialog only', async () => {
    const refusing = new MemoryClient();
    const dialog = await fixture<HTMLDialogElement>(
      html`<dialog tabindex="-1" aria-label="d">
        <miptech-login .client=${refusing}></miptech-login>
      </dialog>`,
    );
    const element = dialog.querySelector<MiptechLogin>('miptech-login')!;
    await settle(element);
    dialog.showModal();
    dialog.focus();
    type(element, { email: credentials.email });
    await submit(element);
    expect((focused() as HTMLInputElement).name).to.equal('password');
    dialog.close();
  });

  it('follows the direction of the page', async () => {
    const page = await fixture(html`<div dir="rtl"></div>`);
    const element = document.createElement('miptech-login');
    element.client = client;
    page.append(element);
    await settle(element);
    const reveal = button(element, 'Show password')!.getBoundingClientRect();
    const input = field(element, 'password').getBoundingClientRect();
    expect(reveal.left).to.equal(input.left);
  });

  it('reflows at 320 px and with text of twice the size', async () => {
    const place = await fixture<HTMLElement>(html`<div></div>`);
    document.documentElement.style.fontSize = '200%';
    place.style.inlineSize = '320px';
    try {
      for (const state of [
        {},
        { signOn: 'interactive' },
        { session: { phase: 'signed-in', user: { ...user, email: `${'long'.repeat(20)}@x.y` } } },
        { session: { phase: 'expired', user } },
      ] as const) {
        const element = document.createElement('miptech-login');
        element.client = new MemoryClient(state);
        element.password = 'on';
        element.forgotPasswordUrl = '/lost';
        place.replaceChildren(element);
        await settle(element);
        expect(place.scrollWidth).to.be.at.most(320);
        for (const part of all<HTMLElement>(element, 'button, input, a[href], p, h2')) {
          if (!part.checkVisibility()) continue;
          expect(part.getBoundingClientRect().right).to.be.at.most(
            place.getBoundingClientRect().right,
          );
        }
      }
    } finally {
      document.documentElement.style.fontSize = '';
    }
  });
});

describe('miptech-login: the password field', () => {
  it('keeps the caret where it is when the password is shown by pointer', async () => {
    const element = await make(new MemoryClient());
    type(element, { password: 'abcdef' });
    const password = field(element, 'password');
    const reveal = button(element, 'Show password')!;
    password.focus();
    password.setSelectionRange(2, 4);
    const down = new MouseEvent('mousedown', { bubbles: true, cancelable: true });
    expect(reveal.dispatchEvent(down), 'the press would take the focus').to.equal(false);
    for (const kind of ['text', 'password']) {
      reveal.click();
      await settle(element);
      expect(password.type).to.equal(kind);
      expect(focused() === password).to.equal(true);
      expect([password.selectionStart, password.selectionEnd]).to.deep.equal([2, 4]);
    }
  });

  it('lets text be pasted, and forgets Caps Lock when it is left', async () => {
    const element = await make(new MemoryClient());
    const password = field(element, 'password');
    const paste = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
    expect(password.dispatchEvent(paste)).to.equal(true);
    password.focus();
    const key = { bubbles: true, modifierCapsLock: true, key: 'A' };
    password.dispatchEvent(new KeyboardEvent('keydown', key));
    await settle(element);
    expect(element.textContent).to.contain('Caps Lock is on.');
    field(element, 'email').focus();
    await settle(element);
    expect(element.textContent).not.to.contain('Caps Lock is on.');
  });

  it('keeps the names and ids of its fields through every view', async () => {
    const client = new MemoryClient();
    const element = await make(client);
    const ids = (): string[] => ['email', 'password'].map((name) => field(element, name).id);
    const before = ids();
    element.mode = 'register';
    await settle(element);
    expect(ids()).to.deep.equal(before);
    client.sessionState.set({ ...client.session.get(), phase: 'signed-in', user });
    await settle(element);
    client.sessionState.set({ phase: 'expired', user, error: null, left: null });
    await settle(element);
    expect(ids()).to.deep.equal(before);
  });
});
