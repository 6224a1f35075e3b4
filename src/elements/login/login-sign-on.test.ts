import { expect, fixture, html } from '@open-wc/testing';
import { MiptechError } from '../../core/index.js';
import { MemoryClient } from '../../testing/memory-client.js';
import {
  slow,
  all,
  button,
  focused,
  heading,
  make,
  notice,
  refusal,
  settle,
  submit,
  submitButton,
  type,
  credentials,
  words,
} from './test-support.js';
import type { MiptechLogin } from './login.js';

const label = 'Continue with single sign-on';
const form = (element: MiptechLogin): Element | null => element.querySelector('form');
const dividers = (element: MiptechLogin): number => all(element, '[part=divider]').length;

describe('miptech-login: single sign-on', () => {
  it('is the only way in, and asks for no password', async () => {
    const client = slow(new MemoryClient({ signOn: 'interactive' }));
    const element = await make(client, { mode: 'register' });
    expect(form(element) === null).to.equal(true);
    expect(dividers(element)).to.equal(0);
    expect(heading(element).textContent).to.equal('Sign in');
    expect(button(element, 'I need an account') === undefined).to.equal(true);
    button(element, label)!.click();
    await settle(element);
    expect(button(element, 'Waiting for single sign-on…')?.ariaDisabled).to.equal('true');
    expect(element.matches(':state(busy)')).to.equal(true);
    button(element, 'Waiting for single sign-on…')!.click();
    await settle(element);
    expect(client.verbs).to.deep.equal(['session.signOn']);
    client.end(null);
    await settle(element);
    expect(element.matches(':state(signed-in)')).to.equal(true);
  });

  it('is there again, without a word, for who came back without signing in', async () => {
    const client = slow(new MemoryClient({ signOn: 'interactive' }));
    const element = await make(client);
    button(element, label)!.click();
    await settle(element);
    client.giveUp();
    await settle(element);
    expect(button(element, label)?.ariaDisabled).to.equal(null);
    expect(refusal(element)).to.equal('');
    expect(element.matches(':state(busy)')).to.equal(false);
  });

  it('tells what failed, at the button, and goes on to the next try', async () => {
    const client = slow(new MemoryClient({ signOn: 'interactive' }));
    const element = await make(client);
    button(element, label)!.focus();
    button(element, label)!.click();
    await settle(element);
    client.end(new MiptechError('server_error'));
    await settle(element);
    expect(refusal(element)).to.equal('The service had a problem. Please try again.');
    const described = button(element, label)!.getAttribute('aria-describedby') ?? '';
    expect(words(document.getElementById(described))).to.equal(refusal(element));
    expect(focused() === button(element, label)).to.equal(true);
    expect(element.matches(':state(error)')).to.equal(true);
    button(element, label)!.click();
    await settle(element);
    expect(refusal(element)).to.equal('');
  });

  it('is no longer busy on a page that the browser brings back as it was left', async () => {
    const client = new MemoryClient({ signOn: 'interactive' });
    let begun = 0;
    client.session.signOn = () => {
      begun += 1;
      return new Promise(() => {});
    };
    const element = await make(client);
    button(element, label)!.click();
    await settle(element);
    expect(button(element, label) === undefined).to.equal(true);
    button(element, 'Waiting for single sign-on…')!.click();
    expect(begun).to.equal(1);
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await settle(element);
    expect(button(element, label)?.ariaDisabled).to.equal(null);
  });

  it('stands beside the form with password="on", as the main way', async () => {
    const client = slow(new MemoryClient({ signOn: 'interactive' }));
    const element = await make(client, { password: 'on', signOnLabel: 'Sign in with Contoso' });
    const main = button(element, 'Sign in with Contoso')!;
    expect(main.matches('.primary')).to.equal(true);
    expect(submitButton(element).matches('.primary')).to.equal(false);
    expect(dividers(element)).to.equal(1);
    const tops = [main, all(element, '[part=divider]')[0]!, form(element)!].map(
      (part) => part.getBoundingClientRect().top,
    );
    expect(tops).to.deep.equal([...tops].sort((one, other) => one - other));
    main.click();
    await settle(element);
    type(element, credentials);
    await submit(element);
    expect(client.verbs, 'one way at a time').to.deep.equal(['session.signOn']);
    client.giveUp();
    await settle(element);
    await submit(element);
    client.end(new MiptechError('invalid_credentials'));
    await settle(element);
    expect(all(element, '.miptech-refusal')).to.have.length(1);
    expect(form(element)!.contains(element.querySelector('.miptech-refusal'))).to.equal(true);
  });

  it('has one sentence where the page signs people in by itself', async () => {
    const client = new MemoryClient({ signOn: 'silent' });
    const element = await make(client);
    expect(form(element) === null).to.equal(true);
    expect(all(element, 'button')).to.have.length(0);
    expect(words(element.shadowRoot!.querySelector('.sentence'))).to.equal(
      'This page signs you in by itself.',
    );
    client.sessionState.set({ ...client.session.get(), phase: 'signing-in' });
    await settle(element);
    expect(words(element.shadowRoot!.querySelector('.sentence'))).to.equal('Signing in…');
    client.sessionState.set({
      ...client.session.get(),
      phase: 'signed-out',
      error: new MiptechError('cors_or_server'),
    });
    await settle(element);
    expect(refusal(element)).to.contain('The service cannot be reached right now.');
    client.sessionState.set({
      ...client.session.get(),
      phase: 'expired',
      error: new MiptechError('auth_expired'),
    });
    await settle(element);
    expect(notice(element)).to.contain('Reload the page');
  });

  it("has the page's own buttons above or below the form, set off by one divider", async () => {
    const client = new MemoryClient();
    const element = await fixture<MiptechLogin>(
      html`<miptech-login .client=${client}
        ><button slot="sso">Continue with Contoso</button></miptech-login
      >`,
    );
    await settle(element);
    const own = element.querySelector<HTMLElement>('[slot=sso]')!;
    const order = (): string =>
      [own, all<HTMLElement>(element, '[part=divider]')[0]!, form(element) as HTMLElement]
        .map((part, index) => [part.getBoundingClientRect().top, index])
        .sort(([one = 0], [other = 0]) => one - other)
        .map(([, index]) => index)
        .join();
    expect(order()).to.equal('0,1,2');
    expect(own.getBoundingClientRect().height).to.be.at.least(40);
    element.ssoPosition = 'below';
    await settle(element);
    expect(order()).to.equal('2,1,0');
    own.remove();
    await settle(element);
    expect(dividers(element)).to.equal(0);
    element.prepend(own);
    await settle(element);
    expect(dividers(element)).to.equal(1);
  });
});
