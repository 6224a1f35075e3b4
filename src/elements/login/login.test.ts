import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { MiptechError } from '../../core/index.js';
import { define } from '../../dom/define.js';
import { MemoryClient } from '../../testing/memory-client.js';
import { MiptechLogin } from './login.js';

define('miptech-login', MiptechLogin);

const user = { id: 'u1', email: 'ada@example.com', name: 'Ada Lovelace' };
const secret = 'correct horse battery';

async function settle(element: MiptechLogin): Promise<void> {
  // A change after the first waits for a frame.
  await nextFrame();
  await nextFrame();
  await element.updateComplete;
}

async function make(client: MemoryClient, attributes = {}): Promise<MiptechLogin> {
  const element = await fixture<MiptechLogin>(
    html`<miptech-login .client=${client}></miptech-login>`,
  );
  Object.assign(element, attributes);
  await element.updateComplete;
  return element;
}

function field(element: Element, name: string): HTMLInputElement {
  return element.querySelector(`input[name=${name}]`)!;
}

function button(element: Element, name: string): HTMLButtonElement | undefined {
  return [...element.querySelectorAll('button')].find(
    (candidate) => (candidate.ariaLabel ?? candidate.textContent.trim()) === name,
  );
}

function type(element: Element, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) field(element, name).value = value;
}

async function submit(element: MiptechLogin): Promise<void> {
  element.querySelector('form')!.requestSubmit();
  await settle(element);
}

const credentials = { email: user.email, password: secret };

/** Lets the test say when, and how, a sign-in ends; it runs through the session's real phases. */
class SlowClient extends MemoryClient {
  #end: ((error: Error | null) => void) | undefined;

  override readonly session = {
    get: () => this.sessionState.get(),
    subscribe: (listener: () => void) => this.sessionState.subscribe(listener),
    login: async (given: unknown) => this.#begin('session.login', given),
    register: async (given: unknown) => this.#begin('session.register', given),
    logout: async () => {
      this.calls.push({ verb: 'session.logout', given: [] });
      this.sessionState.set({ phase: 'signed-out', user: null, error: null });
    },
  };

  end(error: MiptechError | null): void {
    const before = this.sessionState.get();
    this.sessionState.set(
      error === null
        ? { phase: 'signed-in', user, error: null }
        : { ...before, phase: before.user === null ? 'signed-out' : 'expired', error },
    );
    this.#end?.(error);
  }

  async #begin(verb: string, given: unknown): Promise<void> {
    this.calls.push({ verb, given: [given] });
    this.sessionState.set({ ...this.sessionState.get(), phase: 'signing-in', error: null });
    await new Promise<void>((resolve, reject) => {
      this.#end = (error) => {
        if (error === null) resolve();
        else reject(error);
      };
    });
  }
}

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
    const client = new SlowClient();
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
    expect(button(element, 'Sign out') === undefined).to.equal(false);
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
    expect(client.calls).to.deep.equal([{ verb: 'session.login', given: [credentials] }]);
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
    const client = new SlowClient();
    const element = await make(client);
    type(element, credentials);
    await submit(element);
    await submit(element);
    button(element, 'Signing in…')!.click();
    await settle(element);
    expect(client.verbs).to.deep.equal(['session.login']);
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
    expect(client.calls).to.deep.equal([
      { verb: 'session.register', given: [{ fullName: 'Ada Lovelace', ...credentials }] },
    ]);
  });

  it('holds the password in no attribute, and nowhere after success', async () => {
    const client = new SlowClient();
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
    expect(client.verbs).to.include('session.logout');
    expect(field(element, 'password').value).to.equal('');
  });

  it('keeps what was typed and speaks in one sentence on a refusal', async () => {
    const client = new SlowClient();
    const element = await make(client);
    type(element, credentials);
    button(element, 'Sign in')!.focus();
    await submit(element);
    client.end(new MiptechError('invalid_credentials', { status: 401 }));
    await settle(element);
    const alert = element.querySelector<HTMLElement>('[role=alert]')!;
    expect(alert.innerText.trim()).to.equal(
      'The email or the password is not right. Please check both.',
    );
    expect(document.activeElement === alert).to.equal(true);
    expect(field(element, 'email').value).to.equal(user.email);
    expect(field(element, 'password').value).to.equal(secret);
    expect(element.matches(':state(error)')).to.equal(true);
    await submit(element);
    expect(client.verbs).to.have.length(2);
    expect(element.querySelector('[role=alert]') === null).to.equal(true);
  });

  it('does not call back somebody who went on to another part of the page', async () => {
    const client = new SlowClient();
    const element = await make(client);
    const other = await fixture<HTMLInputElement>(html`<input aria-label="other" />`);
    type(element, credentials);
    await submit(element);
    other.focus();
    client.end(new MiptechError('invalid_credentials'));
    await settle(element);
    expect(document.activeElement === other).to.equal(true);
  });

  it('says how many seconds to wait', async () => {
    const client = new MemoryClient();
    client.fault = new MiptechError('rate_limited', { status: 429, retryAfter: 44.2 });
    const element = await make(client);
    type(element, credentials);
    await submit(element);
    expect(element.querySelector('[role=alert]')!.textContent).to.contain('Wait 45 seconds');
  });

  it('says what to do when the service cannot be reached', async () => {
    const client = new MemoryClient();
    client.fault = new MiptechError('cors_or_server');
    const element = await make(client);
    type(element, credentials);
    await submit(element);
    const text = element.querySelector('[role=alert]')!.textContent;
    expect(text).to.contain('Try again in a moment').and.not.to.contain('CORS');
  });

  it('puts the problems of a 422 at the fields they name, and the rest above', async () => {
    const client = new MemoryClient();
    const problems = [
      { name: 'email', message: 'value is not a valid email address' },
      { name: 'x-tenant-id', message: 'field required' },
    ];
    client.fault = new MiptechError('validation', { status: 422, problems });
    const element = await make(client);
    type(element, credentials);
    await submit(element);
    const email = field(element, 'email');
    expect(email.ariaInvalid).to.equal('true');
    const described = document.getElementById(email.getAttribute('aria-describedby')!);
    expect(described?.textContent).to.contain('value is not a valid email address');
    expect(field(element, 'password').ariaInvalid).to.equal(null);
    expect(element.querySelector('[role=alert]')!.textContent).to.contain('field required');
  });

  it("hands on the platform's own sentence where no field is named", async () => {
    const client = new MemoryClient();
    const message = 'This email is already registered.';
    client.fault = new MiptechError('validation', { status: 409, message });
    const element = await make(client, { mode: 'register' });
    type(element, { full_name: 'Ada', ...credentials });
    await submit(element);
    expect(element.querySelector('[role=alert]')!.textContent).to.contain(message);
  });

  it('checks by itself first, and leads to the first field that is wrong', async () => {
    const client = new MemoryClient();
    const element = await make(client, { mode: 'register' });
    type(element, { full_name: 'Ada', email: 'ada', password: 'short' });
    button(element, 'Create account')!.focus();
    await submit(element);
    expect(client.calls).to.deep.equal([]);
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
    expect(client.verbs).to.deep.equal(['session.login']);
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
    const client = new SlowClient({
      session: { phase: 'expired', user, error: new MiptechError('auth_expired') },
    });
    const element = await make(client);
    expect(element.textContent).to.contain('Your session has ended.');
    expect(element.querySelector('[role=alert]') === null).to.equal(true);
    type(element, { password: secret });
    await submit(element);
    expect(client.calls).to.deep.equal([{ verb: 'session.login', given: [credentials] }]);
    client.sessionState.set({ phase: 'signed-out', user: null, error: null });
    client.end(new MiptechError('invalid_credentials'));
    await settle(element);
    expect(field(element, 'email').value).to.equal(user.email);
  });

  it('forgets an old failure once somebody is signed in', async () => {
    const client = new MemoryClient();
    client.fault = new MiptechError('invalid_credentials');
    const element = await make(client);
    type(element, credentials);
    await submit(element);
    client.sessionState.set({ phase: 'signed-in', user, error: null });
    await settle(element);
    client.sessionState.set({ phase: 'signed-out', user: null, error: null });
    await settle(element);
    expect(element.querySelector('[role=alert]') === null).to.equal(true);
  });

  it('keeps the focus inside when the view changes under it', async () => {
    const client = new SlowClient();
    const element = await make(client);
    type(element, credentials);
    field(element, 'password').focus();
    await submit(element);
    client.end(null);
    await settle(element);
    expect(element.contains(document.activeElement)).to.equal(true);
    button(element, 'Sign out')!.focus();
    button(element, 'Sign out')!.click();
    await settle(element);
    expect(document.activeElement?.localName).to.equal('h2');
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
    expect(element.querySelector('h2')!.textContent).to.equal('Welcome');
    expect(element.querySelector('label')!.textContent).to.equal('E-Mail');
  });
});

describe('miptech-login: accessible in every state', () => {
  const states: Record<string, () => Promise<MiptechLogin>> = {
    'sign in': () => make(new MemoryClient()),
    'create account': () => make(new MemoryClient(), { mode: 'register' }),
    busy: () => make(new MemoryClient({ session: { phase: 'signing-in' } })),
    refused: () =>
      make(new MemoryClient({ session: { error: new MiptechError('invalid_credentials') } })),
    'own problems': async () => {
      const element = await make(new MemoryClient(), { mode: 'register' });
      await submit(element);
      return element;
    },
    'signed in': () => make(new MemoryClient({ session: { phase: 'signed-in', user } })),
    expired: () => make(new MemoryClient({ session: { phase: 'expired', user } })),
  };
  for (const scheme of ['light', 'dark'] as const) {
    for (const [name, show] of Object.entries(states)) {
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

  it('says so where there is no provider', async () => {
    const element = await fixture<MiptechLogin>(html`<miptech-login></miptech-login>`);
    const { warn } = console;
    console.warn = () => {};
    await new Promise((resolve) => setTimeout(resolve, 1100));
    console.warn = warn;
    await element.updateComplete;
    expect(element.textContent).to.contain('Not connected to a service.');
    await expect(element).to.be.accessible();
  });
});
