import { expect, fixture, html } from '@open-wc/testing';
import { MiptechError } from '../../core/index.js';
import { expired, signedIn, signedOut } from '../../core/state/session.js';
import { MemoryClient } from '../../testing/memory-client.js';
import {
  attempts,
  slow,
  button,
  credentials,
  field,
  focused,
  heading,
  make,
  notice,
  refusal,
  secret,
  settle,
  submit,
  type,
  user,
} from './test-support.js';
import type { MiptechLogin } from './login.js';

describe('miptech-login: the light form', () => {
  it('is found by a password manager that looks no deeper than the document', async () => {
    const element = await make(new MemoryClient());
    const username = document.querySelector<HTMLInputElement>('input[autocomplete=username]');
    const password = document.querySelector<HTMLInputElement>(
      'input[autocomplete=current-password]',
    );
    expect(username?.type).to.equal('email');
    expect(password?.type).to.equal('password');
    expect(username?.form === password?.form).to.equal(true);
    expect(username?.form?.method).to.equal('post');
    expect(element.contains(username)).to.equal(true);
  });

  it('asks managers for a new password where an account is made, in a field of its own', async () => {
    const element = await make(new MemoryClient());
    const before = field(element, 'password');
    before.value = secret;
    button(element, 'I need an account')!.click();
    await settle(element);
    expect(field(element, 'password').autocomplete).to.equal('new-password');
    expect(field(element, 'password') === before).to.equal(false);
    expect(field(element, 'full_name').autocomplete).to.equal('name');
    expect(document.activeElement === field(element, 'full_name')).to.equal(true);
  });

  it('names its fields and buttons as the documentation does', async () => {
    const element = await make(new MemoryClient(), { mode: 'register' });
    for (const target of element.querySelectorAll('button, input')) {
      expect(target.getBoundingClientRect().height).to.be.at.least(40);
    }
    const labels = [...element.querySelectorAll('label')];
    expect(labels.map((label) => label.textContent)).to.deep.equal([
      'Full name',
      'Email',
      'Password',
    ]);
    for (const label of labels) expect(label.control?.localName).to.equal('input');
    expect(button(element, 'Create account')?.type).to.equal('submit');
    button(element, 'I have an account')!.click();
    await settle(element);
    expect(button(element, 'Sign in')?.type).to.equal('submit');
  });

  it("keeps the page's children through every view", async () => {
    const client = slow(new MemoryClient());
    const element = await fixture<MiptechLogin>(
      html`<miptech-login .client=${client}
        ><img slot="header" alt="" /><a href="#lost">Lost it?</a></miptech-login
      >`,
    );
    const own = [element.querySelector('img'), element.querySelector('a[href="#lost"]')];
    type(element, credentials);
    await submit(element);
    client.end(null);
    await settle(element);
    expect(element.matches(':state(signed-in)')).to.equal(true);
    expect(own.map((child) => [...element.children].indexOf(child!))).to.deep.equal([0, 1]);
    const link = own[1] as HTMLElement;
    expect(link.assignedSlot?.name).to.equal('');
    expect(link.getBoundingClientRect().height).to.be.greaterThan(0);
  });

  it('comes back where the page replaces the children, with what was typed', async () => {
    const element = await make(new MemoryClient());
    type(element, { email: user.email });
    element.replaceChildren('Terms apply');
    await settle(element);
    expect(element.textContent).to.contain('Terms apply');
    expect(field(element, 'email').value).to.equal(user.email);
  });

  it('has one form when it is cloned', async () => {
    const element = await make(new MemoryClient());
    const clone = document.importNode<MiptechLogin>(element, true);
    clone.client = new MemoryClient();
    element.after(clone);
    await clone.updateComplete;
    expect(clone.querySelectorAll('form')).to.have.length(1);
    clone.remove();
  });

  it('keeps typed values and works on when it is moved in the document', async () => {
    const client = new MemoryClient();
    const element = await make(client);
    type(element, credentials);
    const elsewhere = await fixture(html`<div></div>`);
    elsewhere.append(element);
    await settle(element);
    expect(field(element, 'email').value).to.equal(user.email);
    await submit(element);
    expect(attempts(client)).to.deep.equal([{ verb: 'session.login', given: [credentials] }]);
  });

  it('brings its styles into the document, into a shadow root, and takes them along', async () => {
    const client = new MemoryClient();
    const first = await make(client);
    const second = await make(client);
    const adopted = document.adoptedStyleSheets.length;
    const ids = [...document.querySelectorAll('miptech-login [id]')].map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    const place = await fixture(html`<div></div>`);
    const root = place.attachShadow({ mode: 'open' });
    root.append(second);
    await settle(second);
    expect(root.adoptedStyleSheets).to.have.length(1);
    expect(document.adoptedStyleSheets).to.have.length(adopted);
    for (const element of [first, second]) {
      const { minBlockSize, backgroundColor } = getComputedStyle(button(element, 'Sign in')!);
      expect(parseFloat(minBlockSize)).to.be.at.least(40);
      expect(backgroundColor).not.to.equal(getComputedStyle(element).backgroundColor);
      expect(field(element, 'email').getBoundingClientRect().height).to.be.at.least(40);
    }
    second.remove();
    first.remove();
    expect(root.adoptedStyleSheets).to.have.length(0);
    expect(document.adoptedStyleSheets).to.have.length(adopted - 1);
  });

  it("is not bent by a page's rules for plain tags and common classes", async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('input, .input { float: right; height: 9px } .button { display: none }');
    document.adoptedStyleSheets.push(sheet);
    try {
      const element = await make(new MemoryClient());
      const input = getComputedStyle(field(element, 'email'));
      expect(input.float).to.equal('none');
      expect(parseFloat(input.height)).to.be.at.least(40);
      expect(button(element, 'Sign in')!.getBoundingClientRect().height).to.be.at.least(40);
    } finally {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    }
  });

  it('writes no style attribute and no style element', async () => {
    const element = await make(new MemoryClient(), { mode: 'register' });
    await submit(element);
    const trees = [element, element.shadowRoot!];
    for (const tree of trees) expect(tree.querySelector('style, [style]') === null).to.equal(true);
  });
});

describe('miptech-login: signing in', () => {
  it('sends once, however often it is submitted, and says that it is busy', async () => {
    const client = slow(new MemoryClient());
    const element = await make(client);
    type(element, credentials);
    await submit(element);
    await submit(element);
    button(element, 'Signing in…')!.click();
    await settle(element);
    expect(attempts(client).map(({ verb }) => verb)).to.deep.equal(['session.login']);
    expect(element.querySelector('form')!.ariaBusy).to.equal('true');
    expect(element.matches(':state(busy)')).to.equal(true);
    client.end(null);
    await settle(element);
    expect(element.matches(':state(signed-in)')).to.equal(true);
    expect(element.matches(':state(busy)')).to.equal(false);
  });

  it('registers with the full name, trimmed, and the password as it is', async () => {
    const client = new MemoryClient();
    const element = await make(client, { mode: 'register' });
    type(element, { full_name: ' Ada Lovelace ', ...credentials });
    await submit(element);
    expect(attempts(client)).to.deep.equal([
      { verb: 'session.register', given: [{ fullName: 'Ada Lovelace', ...credentials }] },
    ]);
  });

  it('holds the password in no attribute, and nowhere after success', async () => {
    const client = slow(new MemoryClient());
    const element = await make(client);
    type(element, credentials);
    const password = field(element, 'password');
    button(element, 'Show password')!.click();
    await submit(element);
    expect(password.type, 'hidden again while it is sent').to.equal('password');
    expect(document.documentElement.outerHTML).not.to.contain(secret);
    client.end(null);
    await settle(element);
    expect(password.value).to.equal('');
    expect(element.innerHTML).not.to.contain(secret);
    button(element, 'Sign out')!.click();
    await settle(element);
    expect(attempts(client).map(({ verb }) => verb)).to.include('session.logout');
    expect(field(element, 'password').value).to.equal('');
  });

  it('checks by itself first, and leads to the first field that is wrong', async () => {
    const client = new MemoryClient();
    const element = await make(client, { mode: 'register' });
    type(element, { full_name: 'Ada', email: 'ada', password: 'short' });
    button(element, 'Create account')!.focus();
    await submit(element);
    expect(attempts(client)).to.deep.equal([]);
    expect(document.activeElement === field(element, 'email')).to.equal(true);
    expect(field(element, 'full_name').ariaInvalid).to.equal(null);
    const problems = [...element.querySelectorAll('.miptech-problem')].map((p) =>
      p.textContent.trim(),
    );
    expect(problems).to.deep.equal([
      'Enter an email such as name@example.com.',
      'Use at least 8 characters.',
    ]);
  });

  it('does not measure the password of an old account', async () => {
    const client = new MemoryClient();
    const element = await make(client);
    type(element, { email: user.email, password: 'short' });
    await submit(element);
    expect(attempts(client).map(({ verb }) => verb)).to.deep.equal(['session.login']);
  });

  it('shows a password on demand and warns of Caps Lock', async () => {
    const element = await make(new MemoryClient());
    const reveal = button(element, 'Show password')!;
    expect(reveal.ariaPressed).to.equal('false');
    reveal.click();
    await element.updateComplete;
    expect(field(element, 'password').type).to.equal('text');
    expect(reveal.ariaPressed).to.equal('true');
    const init = { bubbles: true, modifierCapsLock: true, key: 'A' };
    field(element, 'password').dispatchEvent(new KeyboardEvent('keydown', init));
    await element.updateComplete;
    expect(element.textContent).to.contain('Caps Lock is on.');
    // What a browser sends that fills in a form.
    field(element, 'password').dispatchEvent(new Event('keydown', { bubbles: true }));
    field(element, 'email').dispatchEvent(new KeyboardEvent('keydown', init));
    await element.updateComplete;
    expect(element.textContent).not.to.contain('Caps Lock is on.');
  });

  it('says why a session ended, with the email filled in through a further refusal', async () => {
    const client = slow(
      new MemoryClient({
        session: expired(signedIn(user), new MiptechError('auth_expired')),
      }),
    );
    const element = await make(client);
    expect(notice(element)).to.contain('Your session has ended.');
    expect(refusal(element)).to.equal('');
    type(element, { password: secret });
    await submit(element);
    expect(attempts(client)).to.deep.equal([{ verb: 'session.login', given: [credentials] }]);
    client.end(new MiptechError('invalid_credentials'));
    await settle(element);
    expect(field(element, 'email').value).to.equal(user.email);
    expect(notice(element)).to.equal('');
  });

  it('forgets an old failure once somebody is signed in', async () => {
    const client = new MemoryClient();
    client.fault = new MiptechError('invalid_credentials');
    const element = await make(client);
    type(element, credentials);
    await submit(element);
    client.sessionState.set(signedIn(user));
    await settle(element);
    client.sessionState.set(signedOut);
    await settle(element);
    expect(refusal(element)).to.equal('');
  });

  it('keeps the focus inside when the view changes under it', async () => {
    const client = slow(new MemoryClient());
    const element = await make(client);
    type(element, credentials);
    field(element, 'password').focus();
    await submit(element);
    client.end(null);
    await settle(element);
    const account = focused();
    expect(account?.matches('.account-button')).to.equal(true);
    (account as HTMLElement).click();
    button(element, 'Sign out')!.focus();
    button(element, 'Sign out')!.click();
    await settle(element);
    expect(focused() === heading(element)).to.equal(true);
    client.sessionState.set(signedIn(user));
    await settle(element);
    element.focus();
    client.sessionState.set(expired(signedIn(user), new MiptechError('auth_expired')));
    await settle(element);
    expect(focused() === field(element, 'password')).to.equal(true);
  });

  it('makes no accounts with registration="off", whatever the mode', async () => {
    const element = await make(new MemoryClient(), { mode: 'register', registration: 'off' });
    expect(element.querySelectorAll('[name=full_name]')).to.have.length(0);
    expect(button(element, 'Sign in') === undefined).to.equal(false);
    expect(button(element, 'I need an account') === undefined).to.equal(true);
  });

  it('takes its heading and texts from the page', async () => {
    const element = await make(new MemoryClient(), {
      heading: 'Welcome',
      strings: { email: 'E-Mail', errors: { invalid_credentials: 'Falsch.' } },
    });
    expect(heading(element).textContent).to.equal('Welcome');
    expect(element.querySelector('label')!.textContent).to.equal('E-Mail');
  });
});
