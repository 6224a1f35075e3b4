import { expect } from '@open-wc/testing';
import sinon from 'sinon';
import type { IdentitySource } from '../core/index.js';
import { MiptechError } from '../core/index.js';
import { oidc } from './index.js';

let serial = 0;

/** A provider that answers from a table; each test has one of its own, so that nothing is shared. */
class Provider {
  readonly authority = `https://id-${String(++serial)}.example.com`;
  readonly source: IdentitySource;
  readonly asked: string[] = [];
  /** What the token endpoint answers, the last one again and again. */
  answers: (() => Response | Promise<Response>)[] = [];
  readonly #storage: 'local' | 'session';

  constructor(storage: 'local' | 'session' = 'session') {
    this.#storage = storage;
    this.source = oidc({ authority: this.authority, clientId: 'web', storage });
    sinon.stub(window, 'fetch').callsFake(async (input, init) => {
      const url = input instanceof Request ? input.url : input.toString();
      if (url.endsWith('openid-configuration')) {
        return json({
          issuer: this.authority,
          authorization_endpoint: `${this.authority}/auth`,
          token_endpoint: `${this.authority}/token`,
          revocation_endpoint: `${this.authority}/revoke`,
        });
      }
      this.asked.push(`${new URL(url).pathname} ${(init?.body as URLSearchParams).toString()}`);
      if (url.endsWith('/revoke')) return new Response('');
      const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
      if (answer === undefined) throw new TypeError('Failed to fetch');
      return answer();
    });
  }

  get key(): string {
    return `miptech_oidc:${this.authority}:web`;
  }

  get storage(): Storage {
    return this.#storage === 'local' ? localStorage : sessionStorage;
  }

  /** Puts a person's tokens where the source keeps them, with so many seconds left of 100. */
  keep(accessToken: string, left: number, more: object = {}): void {
    const now = Date.now() / 1000;
    const entry = { accessToken, refreshToken: `refresh-${accessToken}`, subject: 'person-1' };
    const times = { startedAt: now - 100 + left, endsAt: now + left };
    this.storage.setItem(this.key, JSON.stringify({ ...entry, ...times, ...more }));
  }

  get kept(): Readonly<Record<string, unknown>> | null {
    return JSON.parse(this.storage.getItem(this.key) ?? 'null') as Record<string, unknown> | null;
  }

  /** As another tab's writing is heard of. */
  heard(): void {
    const init = { key: this.key, storageArea: this.storage };
    window.dispatchEvent(new StorageEvent('storage', init));
  }
}

function json(body: unknown, status = 200): Response {
  const headers = { 'Content-Type': 'application/json' };
  return new Response(JSON.stringify(body), { status, headers });
}

const renewed = (token: string) => () =>
  json({ access_token: token, refresh_token: `refresh-${token}`, expires_in: 100 });

const refused = (error: string) => () => json({ error }, 400);

async function failureOf(promise: Promise<unknown>): Promise<MiptechError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof MiptechError) return error;
    throw error;
  }
  throw new Error('It did not fail');
}

describe('oidc(): the source of tokens', () => {
  afterEach(() => {
    sinon.restore();
    sessionStorage.clear();
    localStorage.clear();
  });

  it('nobody is signed in: null, and nobody is asked', async () => {
    const { source, asked } = new Provider();
    expect(await source.getToken({ reason: 'initial' })).to.equal(null);
    expect(await source.getToken({ reason: 'expired' })).to.equal(null);
    expect(asked).to.deep.equal([]);
  });

  it('a page that calls twice has one source, and one renewal', () => {
    const { authority, source } = new Provider();
    expect(oidc({ storage: 'session', clientId: 'web', authority })).to.equal(source);
    expect(oidc({ storage: 'session', clientId: 'other', authority })).not.to.equal(source);
  });

  it('a kept token is handed out as it is; one near its end is renewed first', async () => {
    const provider = new Provider();
    provider.keep('old', 60);
    expect(await provider.source.getToken({ reason: 'initial' })).to.equal('old');
    expect(provider.asked).to.deep.equal([]);
    provider.keep('older', 5);
    provider.answers = [renewed('new')];
    expect(await provider.source.getToken({ reason: 'initial' })).to.equal('new');
    expect(provider.kept?.['refreshToken']).to.equal('refresh-new');
  });

  it('refused by the platform: a new one, though the old one looks good', async () => {
    const provider = new Provider();
    provider.keep('old', 60);
    provider.answers = [renewed('new')];
    await provider.source.getToken({ reason: 'initial' });
    expect(await provider.source.getToken({ reason: 'expired' })).to.equal('new');
  });

  it('ten ask at once: one renewal', async () => {
    const provider = new Provider('local');
    provider.keep('old', 60);
    provider.answers = [renewed('new'), renewed('newer')];
    await provider.source.getToken({ reason: 'initial' });
    const asking = Array.from({ length: 10 }, () =>
      provider.source.getToken({ reason: 'expired' }),
    );
    expect(new Set(await Promise.all(asking))).to.deep.equal(new Set(['new']));
    expect(provider.asked).to.have.length(1);
  });

  it('another tab was quicker: its token, and the used refresh token stays unused', async () => {
    const provider = new Provider('local');
    provider.keep('old', 60);
    await provider.source.getToken({ reason: 'initial' });
    provider.answers = [renewed('mine')];
    // The other tab holds the lock, and writes before it lets go.
    let asking: Promise<string | null> | undefined;
    await navigator.locks.request(provider.key, async () => {
      asking = provider.source.getToken({ reason: 'expired' });
      await Promise.resolve();
      provider.keep('theirs', 100);
    });
    expect(await asking).to.equal('theirs');
    expect(provider.asked).to.deep.equal([]);
  });

  it('no network: an error that passes, and nobody is signed out', async () => {
    const provider = new Provider();
    provider.keep('old', 60);
    await provider.source.getToken({ reason: 'initial' });
    const error = await failureOf(provider.source.getToken({ reason: 'expired' }));
    expect(error.code).to.equal('cors_or_server');
    expect(provider.kept?.['accessToken']).to.equal('old');
    provider.answers = [() => json({ error: 'server_error' }, 500), renewed('new')];
    await failureOf(provider.source.getToken({ reason: 'expired' }));
    expect(provider.kept?.['accessToken']).to.equal('old');
    expect(await provider.source.getToken({ reason: 'expired' })).to.equal('new');
  });

  it('an error holds no token, not even in what hangs on it', async () => {
    const provider = new Provider();
    provider.keep('secret', 60);
    provider.answers = [() => json({ error: 'odd', error_description: 'refresh-secret' }, 400)];
    await provider.source.getToken({ reason: 'initial' });
    const error = await failureOf(provider.source.getToken({ reason: 'expired' }));
    const { code, message, problems, stack } = error;
    const text = JSON.stringify({ code, message, problems, stack, own: error });
    expect(text).to.contain('(odd)');
    expect(text).not.to.contain('secret');
    expect('cause' in error).to.equal(false);
    provider.answers = [() => json({ error: 'refresh-secret <b>' }, 400)];
    const other = await failureOf(provider.source.getToken({ reason: 'expired' }));
    expect(other.message).not.to.contain('secret');
  });

  it('signed out while a renewal is under way: what comes back does not sign in again', async () => {
    const provider = new Provider();
    provider.keep('old', 60);
    await provider.source.getToken({ reason: 'initial' });
    let answer: (response: Response) => void = () => undefined;
    const asked = new Promise<void>((reached) => {
      provider.answers = [
        () => {
          reached();
          return new Promise((resolve) => (answer = resolve));
        },
      ];
    });
    const asking = provider.source.getToken({ reason: 'expired' });
    await asked;
    await provider.source.signOut?.();
    answer(renewed('new')());
    expect(await asking).to.equal(null);
    expect(provider.kept).to.equal(null);
    const revoked = provider.asked.filter((line) => line.startsWith('/revoke')).join(' ');
    expect(revoked).to.contain('token=refresh-old').and.contain('token=refresh-new');
  });

  it('a provider that renews for somebody else is not believed', async () => {
    const provider = new Provider();
    provider.keep('old', 60);
    await provider.source.getToken({ reason: 'initial' });
    const claims = { iss: provider.authority, aud: 'web', sub: 'person-2', exp: 1e10, iat: 1 };
    const idToken = `${btoa('{"alg":"RS256"}')}.${btoa(JSON.stringify(claims))}.x`;
    provider.answers = [() => json({ access_token: 'theirs', id_token: idToken, expires_in: 100 })];
    const error = await failureOf(provider.source.getToken({ reason: 'expired' }));
    expect(error.code).to.equal('protocol');
    expect(provider.kept?.['accessToken']).to.equal('old');
  });

  it('another tab: its renewal is no news, its sign-out and its sign-in are', async () => {
    const provider = new Provider('local');
    provider.keep('old', 60);
    await provider.source.getToken({ reason: 'initial' });
    const listener = sinon.spy();
    const stop = provider.source.subscribe?.(listener);
    provider.keep('new', 100);
    provider.heard();
    expect(listener.callCount).to.equal(0);
    localStorage.removeItem(provider.key);
    provider.heard();
    expect(listener.callCount).to.equal(1);
    expect(await provider.source.getToken({ reason: 'sign-in' })).to.equal(null);
    provider.keep('theirs', 60, { subject: 'person-2' });
    provider.heard();
    expect(listener.callCount).to.equal(2);
    stop?.();
    localStorage.removeItem(provider.key);
    provider.heard();
    expect(listener.callCount).to.equal(2);
  });

  it('an entry that nobody here wrote counts as none', async () => {
    for (const text of ['', 'null', '[]', '{"accessToken":5}', '{"accessToken":"a"}', '{']) {
      const provider = new Provider();
      sessionStorage.setItem(provider.key, text);
      expect(await provider.source.getToken({ reason: 'initial' }), text).to.equal(null);
      sinon.restore();
    }
  });

  it('a refusal ends it: the entry goes, and nobody is sent anywhere', async () => {
    const provider = new Provider();
    provider.keep('old', 60);
    await provider.source.getToken({ reason: 'initial' });
    provider.answers = [refused('invalid_grant')];
    // The hidden frame is asked next; here it answers at once, as a provider does.
    const frames = new MutationObserver(() => {
      const frame = document.querySelector('iframe');
      const state = new URL(frame?.src ?? '').searchParams.get('state') ?? '';
      expect(new URL(frame?.src ?? '').searchParams.get('prompt')).to.equal('none');
      frames.disconnect();
      const channel = new BroadcastChannel(`miptech-oidc:${state.split(';')[0] ?? ''}`);
      const answer = new URLSearchParams({ error: 'login_required', state });
      channel.postMessage(`${location.origin}/?${answer.toString()}`);
    });
    frames.observe(document.body, { childList: true });
    expect(await provider.source.getToken({ reason: 'expired' })).to.equal(null);
    expect(provider.kept).to.equal(null);
    expect(document.querySelector('iframe')).to.equal(null);
  });
});
