import { expect } from '@open-wc/testing';
import { MiptechError } from '../core/index.js';
import { validateOidc } from './options.js';
import type { OidcOptions } from './options.js';

const page = 'https://shop.example.com/orders?row=7#top';
const good: OidcOptions = { authority: 'https://id.example.com/', clientId: 'web' };

function refusals(options: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    validateOidc(options as unknown as OidcOptions, page);
  } catch (error) {
    if (!(error instanceof MiptechError)) throw error;
    expect(error.code).to.equal('config_invalid');
    return error.problems.map(({ message }) => message);
  }
  return [];
}

describe('the options of oidc()', () => {
  it('have defaults: this page without query and hash, this tab, the access token', () => {
    expect(validateOidc(good, page)).to.deep.equal({
      authority: 'https://id.example.com',
      clientId: 'web',
      scope: null,
      resource: null,
      redirectUrl: 'https://shop.example.com/orders',
      display: 'redirect',
      signOutUrl: null,
      postLogoutRedirectUrl: 'https://shop.example.com/orders',
      storage: 'session',
      token: 'access_token',
      extraParams: {},
    });
  });

  it('take the address of the discovery document for the issuer’s', () => {
    const authority = 'https://id.example.com/realms/a/.well-known/openid-configuration';
    const settings = validateOidc({ ...good, authority }, page);
    expect(settings.authority).to.equal('https://id.example.com/realms/a');
  });

  it('are refused all together, each by its name and its attribute', () => {
    expect(refusals({ display: 'tab', storage: 'cookie', scope: 'email' })).to.deep.equal([
      'authority (attribute oidc) is nothing; write the issuer’s address, such as https://id.example.com.',
      'clientId (attribute oidc-client-id) is nothing; write the id under which this page is registered there.',
      'scope (attribute oidc-scope) is “email”; write names with spaces between, openid among them.',
      'display (attribute oidc-display) is “tab”; write one of redirect, popup.',
      'storage (attribute oidc-storage) is “cookie”; write one of local, session, memory.',
    ]);
  });

  it('have no typing error that goes unseen', () => {
    expect(refusals({ ...good, redirectURL: page })[0]).to.match(/^redirectURL is not an option/);
  });

  for (const [what, options, words] of [
    ['tokens over http', { authority: 'http://id.example.com' }, /write https/],
    ['a relative address', { authority: 'id.example.com' }, /full address/],
    ['a password in the address', { authority: 'https://a:secret@id.example.com' }, /leave both/],
    ['a page of another origin', { redirectUrl: 'https://evil.example.com/' }, /own origin/],
    ['a hash in the way back', { redirectUrl: 'https://shop.example.com/#a' }, /from # on/],
    ['a resource that is no URI', { resource: 'platform' }, /absolute URI/],
    ['a state of the page’s own', { extraParams: { state: 'mine' } }, /leave it out/],
    ['parameters that are no texts', { extraParams: { max_age: 5 } }, /object of texts/],
  ] as const) {
    it(`refuse ${what}, and do not repeat a secret`, () => {
      const [message = '', ...more] = refusals({ ...good, ...options });
      expect(message).to.match(words);
      expect(message).not.to.contain('secret');
      expect(more).to.deep.equal([]);
    });
  }

  it('let this machine’s own provider speak http', () => {
    expect(refusals({ ...good, authority: 'http://localhost:9400' })).to.deep.equal([]);
  });
});
