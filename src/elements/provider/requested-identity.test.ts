import { expect } from '@open-wc/testing';
import sinon from 'sinon';
import { MiptechError } from '../../core/index.js';
import type { IdentitySource } from '../../core/index.js';
import { identityOptionsOf, requestedIdentity } from './requested-identity.js';
import type { IdentityRequest } from './requested-identity.js';

const none = {
  oidc: null,
  oidcClientId: null,
  oidcScope: null,
  oidcResource: null,
  oidcDisplay: null,
  oidcRedirectUrl: null,
  oidcStorage: null,
  oidcToken: null,
};

function sourceOf(token: string | null, more: Partial<IdentitySource> = {}): IdentitySource {
  return { getToken: () => Promise.resolve(token), ...more };
}

describe('an identity system that a script of its own brings', () => {
  let target: HTMLElement;
  let requests: IdentityRequest[];
  let answer: IdentitySource | null;
  let clock: sinon.SinonFakeTimers | undefined;

  const hear = (event: Event): void => {
    const { detail } = event as CustomEvent<IdentityRequest>;
    requests.push(detail);
    if (answer !== null) detail.provide(answer);
  };
  const arrive = (source: IdentitySource): void => {
    answer = source;
    document.dispatchEvent(new Event('miptech-identity-ready'));
  };

  beforeEach(() => {
    target = document.createElement('div');
    // In a shadow tree, as a provider may be.
    const host = document.createElement('div');
    host.attachShadow({ mode: 'open' }).append(target);
    document.body.append(host);
    requests = [];
    answer = null;
    document.addEventListener('miptech-identity-request', hear);
  });
  afterEach(() => {
    clock?.restore();
    clock = undefined;
    (target.getRootNode() as ShadowRoot).host.remove();
    document.removeEventListener('miptech-identity-request', hear);
  });

  it('is asked for by the names of its options, only where an attribute is set', () => {
    expect(identityOptionsOf(none)).to.equal(null);
    const given = { ...none, oidc: 'https://id.example.com', oidcClientId: 'web' };
    expect(identityOptionsOf(given)).to.deep.equal({
      authority: 'https://id.example.com',
      clientId: 'web',
    });
    expect(identityOptionsOf({ ...none, oidcToken: 'id_token' })).to.deep.equal({
      token: 'id_token',
    });
  });

  it('nothing is asked before somebody wants a token', async () => {
    answer = sourceOf('token');
    const source = requestedIdentity(target, { authority: 'a' });
    expect(requests).to.deep.equal([]);
    expect(await source.getToken({ reason: 'initial' })).to.equal('token');
    await source.getToken({ reason: 'expired' });
    expect(requests.map(({ options }) => options)).to.deep.equal([{ authority: 'a' }]);
  });

  it('comes late: whoever waits is answered, by the first that answers', async () => {
    const source = requestedIdentity(target, {});
    const asking = source.getToken({ reason: 'initial' });
    arrive(sourceOf('first'));
    requests[0]?.provide(sourceOf('second'));
    expect(await asking).to.equal('first');
    expect(await source.getToken({ reason: 'initial' })).to.equal('first');
  });

  it('never comes: after ten seconds the error names the script', async () => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asking = requestedIdentity(target, {}).getToken({ reason: 'initial' });
    let error: unknown = null;
    asking.catch((thrown: unknown) => (error = thrown));
    await clock.tickAsync(9999);
    expect(error).to.equal(null);
    await clock.tickAsync(1);
    expect(error).to.be.instanceOf(MiptechError);
    const { code, message, problems } = error as MiptechError;
    expect(code).to.equal('config_invalid');
    expect(message).to.contain('miptech-oidc.min.js').and.contain('miptech-elements/define/oidc');
    expect(problems).to.have.length(1);
  });

  it('comes after that: who listens is told to ask again, and the sign-ons there are heard', async () => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const source = requestedIdentity(target, {});
    const listener = sinon.spy();
    const stop = source.subscribe?.(listener);
    const asking = source.getToken({ reason: 'initial' }).catch(() => 'too late');
    await clock.tickAsync(10_000);
    expect(await asking).to.equal('too late');
    let tell: () => void = () => undefined;
    const gone = sinon.spy();
    arrive(
      sourceOf('token', {
        subscribe: (given) => {
          tell = given;
          return gone;
        },
      }),
    );
    expect(listener.callCount).to.equal(1);
    tell();
    expect(listener.callCount).to.equal(2);
    stop?.();
    expect(gone.callCount).to.equal(1);
  });

  it('nobody listens any more: a script that comes then wakes nothing', async () => {
    const source = requestedIdentity(target, {});
    const stop = source.subscribe?.(() => undefined);
    void source.getToken({ reason: 'initial' }).catch(() => undefined);
    expect(requests).to.have.length(1);
    stop?.();
    document.dispatchEvent(new Event('miptech-identity-ready'));
    expect(requests).to.have.length(1);
    answer = sourceOf(null);
    await source.getToken({ reason: 'initial' });
  });

  it('a window may open: signIn goes on in the same turn as the click', async () => {
    const signIn = sinon.spy();
    answer = sourceOf(null, { signIn });
    const source = requestedIdentity(target, {});
    await source.getToken({ reason: 'initial' });
    void source.signIn?.();
    expect(signIn.callCount).to.equal(1);
  });
});
