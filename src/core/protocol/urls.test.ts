import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { validateOptions } from '../config.js';
import type { MiptechOptions, Settings } from '../config.js';
import { paths, restUrl, socketUrl } from './urls.js';

function settings(options: MiptechOptions = {}): Settings {
  return validateOptions({ tenantId: 'acme', ...options }, { pageProtocol: 'http:' });
}

const nobody = { chatId: null, userId: null, token: null, clientId: null };

describe('the address of a call', () => {
  const cases: [string, string | undefined, string | undefined, string][] = [
    ['the default', undefined, undefined, 'http://localhost:8000/api/v1/health'],
    ['a path prefix', 'https://a.example/ai', undefined, 'https://a.example/ai/api/v1/health'],
    ['a slash at the end', 'https://a.example/ai//', 'v2', 'https://a.example/ai/api/v2/health'],
  ];
  for (const [name, apiUrl, apiVersion, url] of cases) {
    it(`keeps host, prefix and version: ${name}`, () => {
      expect(restUrl(settings({ apiUrl, apiVersion }), paths.health)).to.equal(url);
    });
  }

  it('lets no id of a chat climb into another path', () => {
    for (const id of ['../auth/logout', 'a/b', 'a?b=c', 'a#b', 'a b', '%2e%2e']) {
      for (const [path, end] of [
        [paths.chat(id), ''],
        [paths.chatMessage(id), '/message'],
      ] as const) {
        const url = new URL(restUrl(settings(), path));
        expect(url.pathname, id).to.match(new RegExp(`^/api/v1/chat/[^/]+${end}$`));
        expect(url.search + url.hash, id).to.equal('');
      }
    }
  });

  it('can be built for an id with half a surrogate pair', () => {
    expect(() => paths.chat('a\ud800b')).not.to.throw();
  });
});

describe('the address of the socket', () => {
  it('names only what is known', () => {
    expect(socketUrl(settings(), nobody)).to.equal(
      'ws://localhost:8000/api/v1/ws/chat?tenant_id=acme',
    );
    const options = { apiUrl: 'https://a.example/ai/', apiVersion: 'v2' };
    const known = { chatId: 'c1', userId: 'u1', token: 'secret', clientId: 'k1' };
    expect(socketUrl(settings(options), known)).to.equal(
      'wss://a.example/ai/api/v2/ws/chat?tenant_id=acme&chat_id=c1&user_id=u1&token=secret&client_id=k1',
    );
    for (const name of ['chatId', 'userId', 'token', 'clientId'] as const) {
      const query = new URL(socketUrl(settings(), { ...known, [name]: null })).searchParams;
      expect([...query.keys()]).to.have.length(4);
    }
  });

  it('takes ws-url where there is one', () => {
    const url = socketUrl(settings({ wsUrl: 'wss://live.example/rt/' }), nobody);
    expect(url).to.equal('wss://live.example/rt/api/v1/ws/chat?tenant_id=acme');
  });

  const token = '&tenant_id=evil&=+/%#?; é😀';
  it('carries a token of any letters, unchanged and without a second parameter', () => {
    for (const secret of [token, token.repeat(400).slice(0, 8192), '%26', 'a+b', 'a b']) {
      const url = new URL(
        socketUrl(settings(), { chatId: secret, userId: secret, token: secret, clientId: null }),
      );
      expect([...url.searchParams]).to.deep.equal([
        ['tenant_id', 'acme'],
        ['chat_id', secret],
        ['user_id', secret],
        ['token', secret],
      ]);
      expect(url.hash).to.equal('');
    }
  });

  it('carries any token that can be written at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (secret) => {
        const url = new URL(socketUrl(settings(), { ...nobody, token: secret }));
        expect(url.searchParams.getAll('token')).to.deep.equal([secret]);
        expect(url.pathname).to.equal('/api/v1/ws/chat');
      }),
      { numRuns: 1000 },
    );
  });
});
