import { expect, fixture, html } from '@open-wc/testing';
import sinon from 'sinon';
import { MiptechError } from '../../core/index.js';
import { MemoryClient } from '../../testing/memory-client.js';
import { announceDelay } from '../../dom/announcer.js';
import {
  attempts,
  slow,
  all,
  button,
  credentials,
  field,
  focused,
  hear,
  make,
  notice,
  refusal,
  secret,
  settle,
  submit,
  submitButton,
  type,
  user,
  words,
} from './test-support.js';
import type { MiptechLogin } from './login.js';

const wrong = 'The email or the password is not right. Please check both.';

let clock: sinon.SinonFakeTimers;

beforeEach(() => {
  clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  clock.restore();
});

/** Everything is said that is to be said. */
async function listened(element: MiptechLogin): Promise<void> {
  clock.tick(announceDelay);
  await settle(element);
}

async function refusedWith(
  error: MiptechError,
  properties: object = {},
): Promise<[MiptechLogin, MemoryClient]> {
  const client = new MemoryClient();
  client.fault = error;
  const element = await make(client, properties);
  if (element.mode === 'register') type(element, { full_name: 'Ada' });
  type(element, credentials);
  return [element, client];
}

describe('miptech-login: errors', () => {
  it('a wrong password: one sentence, nothing lost, and on to the password field', async () => {
    const client = slow(new MemoryClient());
    const element = await make(client);
    type(element, credentials);
    submitButton(element).focus();
    await submit(element);
    client.end(new MiptechError('invalid_credentials', { status: 401 }));
    await settle(element);
    expect(refusal(element)).to.equal(wrong);
    expect(focused() === field(element, 'password')).to.equal(true);
    for (const name of ['email', 'password']) {
      const described = field(element, name).getAttribute('aria-describedby');
      expect(words(document.getElementById(described ?? ''))).to.equal(wrong);
    }
    expect(field(element, 'email').value).to.equal(user.email);
    expect(field(element, 'password').value).to.equal(secret);
    expect(element.matches(':state(error)')).to.equal(true);
    await submit(element);
    expect(attempts(client).map(({ verb }) => verb)).to.have.length(2);
    expect(refusal(element)).to.equal('');
  });

  it('is heard once, from the button, from the field itself, and from elsewhere on the page', async () => {
    for (const from of ['button', 'password', 'elsewhere'] as const) {
      const client = slow(new MemoryClient());
      const element = await make(client);
      const other = await fixture<HTMLInputElement>(html`<input aria-label="other" />`);
      type(element, credentials);
      if (from === 'password') field(element, 'password').focus();
      else submitButton(element).focus();
      await submit(element);
      if (from === 'elsewhere') other.focus();
      const heard = hear(element);
      client.end(new MiptechError('invalid_credentials', { status: 401 }));
      await settle(element);
      await listened(element);
      expect(heard, from).to.deep.equal([wrong]);
      const expected = from === 'elsewhere' ? other : field(element, 'password');
      expect(focused() === expected, from).to.equal(true);
      element.remove();
      other.remove();
    }
  });

  it('no network, no service: says what to do, once, and leaves the focus for another try', async () => {
    for (const [code, text] of [
      ['cors_or_server', 'Try again in a moment'],
      ['network_unreachable', 'Check your network connection'],
    ] as const) {
      const [element] = await refusedWith(new MiptechError(code));
      submitButton(element).focus();
      const heard = hear(element);
      await submit(element);
      await listened(element);
      expect(refusal(element)).to.contain(text).and.not.to.contain('CORS');
      expect(heard).to.deep.equal([refusal(element)]);
      expect(focused() === submitButton(element)).to.equal(true);
      element.remove();
    }
  });

  it('puts the problems of a 422 at the fields they name, and the rest above; each heard once', async () => {
    const problems = [
      { name: 'email', message: 'value is not a valid email address' },
      { name: 'x-tenant-id', message: 'field required' },
    ];
    const [element] = await refusedWith(new MiptechError('validation', { status: 422, problems }));
    submitButton(element).focus();
    const heard = hear(element);
    await submit(element);
    await listened(element);
    const email = field(element, 'email');
    expect(email.ariaInvalid).to.equal('true');
    const described = document.getElementById(email.getAttribute('aria-describedby')!);
    expect(words(described)).to.equal('value is not a valid email address');
    expect(field(element, 'password').ariaInvalid).to.equal(null);
    expect(refusal(element)).to.contain('field required');
    expect(focused() === email).to.equal(true);
    expect(heard).to.deep.equal(['value is not a valid email address', refusal(element)]);
  });

  it("hands on the platform's own sentence where no field is named", async () => {
    const message = 'This email is already registered.';
    const error = new MiptechError('validation', { status: 409, message });
    const [element] = await refusedWith(error, { mode: 'register' });
    await submit(element);
    expect(refusal(element)).to.equal(message);
  });

  it('what the form finds by itself is heard once, too', async () => {
    const element = await make(new MemoryClient());
    type(element, { email: user.email });
    field(element, 'password').focus();
    const heard = hear(element);
    await submit(element);
    await listened(element);
    expect(heard).to.deep.equal(['Enter your password.']);
  });

  it('accounts that cannot be made: one calm sentence, sign-in again, and no way back', async () => {
    const [element, client] = await refusedWith(new MiptechError('forbidden', { status: 403 }), {
      mode: 'register',
    });
    client.tenantState.set({ ...client.tenant.get(), features: { user_management: false } });
    await settle(element);
    // Known at once where the tenant was asked; else by the refusal of the attempt.
    client.tenantState.set({ ...client.tenant.get(), features: {} });
    await settle(element);
    type(element, { full_name: 'Ada', ...credentials });
    client.session.register = async () => {
      client.tenantState.set({ ...client.tenant.get(), features: { user_management: false } });
      return Promise.reject(new MiptechError('forbidden', { status: 403 }));
    };
    await submit(element);
    expect(notice(element)).to.contain('New accounts cannot be created here.');
    expect(refusal(element)).to.equal('');
    expect(element.querySelector('[name=full_name]') === null).to.equal(true);
    expect(button(element, 'I have an account') === undefined).to.equal(true);
    expect(button(element, 'I need an account') === undefined).to.equal(true);
    expect(field(element, 'email').value).to.equal(user.email);
    type(element, credentials);
    await submit(element);
    expect(notice(element)).to.equal('');
    expect(client.verbs.at(-1)).to.equal('session.login');
  });
});

describe('miptech-login: too many attempts', () => {
  async function limited(): Promise<[MiptechLogin, MemoryClient]> {
    const error = new MiptechError('rate_limited', { status: 429, retryAfter: 41.2 });
    const [element, client] = await refusedWith(error);
    field(element, 'password').focus();
    await submit(element);
    client.fault = null;
    return [element, client];
  }

  const shown = (element: MiptechLogin): string =>
    words(submitButton(element).querySelector('[aria-hidden]'));

  it('counts down on the button, keeps what was typed, and ends by itself', async () => {
    const [element, client] = await limited();
    expect(shown(element)).to.equal('Try again in 42 s');
    expect(submitButton(element).ariaDisabled).to.equal('true');
    expect(refusal(element)).to.contain('Too many attempts.');
    const seen: string[] = [];
    for (let second = 0; second < 43; second += 1) {
      clock.tick(1000);
      await element.updateComplete;
      seen.push(shown(element));
    }
    expect(seen.slice(0, 3)).to.deep.equal([
      'Try again in 41 s',
      'Try again in 40 s',
      'Try again in 39 s',
    ]);
    expect(seen).to.include('Try again in 1 s');
    expect(words(submitButton(element))).to.equal('Sign in');
    expect(submitButton(element).ariaDisabled).to.equal(null);
    expect(refusal(element)).to.equal('');
    expect(field(element, 'password').value).to.equal(secret);
    await submit(element);
    expect(attempts(client).map(({ verb }) => verb)).to.deep.equal([
      'session.login',
      'session.login',
    ]);
  });

  it('is heard once, and its name for screen readers stands still while it counts', async () => {
    const [element] = await limited();
    const heard = hear(element);
    const name = words(submitButton(element).querySelector('.visually-hidden'));
    for (let second = 0; second < 30; second += 1) {
      clock.tick(1000);
      await element.updateComplete;
      expect(words(submitButton(element).querySelector('.visually-hidden'))).to.equal(name);
    }
    await Promise.resolve();
    expect(heard).to.deep.equal([
      'Too many attempts. What you typed stays here. You can try again in 42 seconds.',
    ]);
  });

  it('sends nothing on Enter meanwhile, and says how long it takes', async () => {
    const [element, client] = await limited();
    clock.tick(10_000);
    await element.updateComplete;
    const heard = hear(element);
    await submit(element);
    await listened(element);
    expect(attempts(client).map(({ verb }) => verb)).to.deep.equal(['session.login']);
    expect(heard).to.deep.equal(['You can try again in 32 seconds.']);
    expect(refusal(element)).to.contain('Too many attempts.');
  });

  it('goes on where the element is moved, and leaves no timer where it is removed', async () => {
    const [element] = await limited();
    const place = await fixture(html`<div></div>`);
    place.append(element);
    clock.tick(2000);
    await element.updateComplete;
    expect(shown(element)).to.equal('Try again in 40 s');
    clock.runAll();
    await element.updateComplete;
    const [gone] = await limited();
    gone.remove();
    expect(clock.countTimers()).to.equal(0);
  });

  it('stands on the form alone: single sign-on has its own sentence', async () => {
    const client = new MemoryClient({ signOn: 'interactive' });
    client.fault = new MiptechError('rate_limited', { status: 429, retryAfter: 5 });
    const element = await make(client, { password: 'on' });
    button(element, 'Continue with single sign-on')!.click();
    await settle(element);
    expect(words(submitButton(element))).to.equal('Sign in');
    expect(all(element, '.miptech-refusal')).to.have.length(1);
    expect(element.matches(':state(error)')).to.equal(true);
  });
});
