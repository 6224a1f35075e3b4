/**
 * Tokens of an identity provider: who is let in by them, over REST and over the socket, and every
 * way in which such a token can be wrong.
 */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import type { Platform } from '../../demo/platform/server.js';
import { readSettings } from '../../demo/platform/settings.js';
import { call, newChat, openSocket, signIn, startPlatform, upgradeStatus } from './harness.js';

const AUDIENCE = 'urn:test:platform';

/** Claims in place of the usual ones; undefined leaves one out. */
type Claims = Readonly<Record<string, string | number | undefined>>;

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

/** An identity provider's published side alone; tokens are signed here, as it would. */
class Publisher {
  readonly #server: Server = createServer((request, response) => {
    const body =
      request.url === '/jwks'
        ? { keys: this.#published }
        : { issuer: this.issuer, jwks_uri: `${this.issuer}/jwks` };
    const status = this.broken ? 500 : 200;
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  issuer = '';
  broken = false;
  #published: object[] = [];
  #pair: Pair | undefined;
  #kid = 0;

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.issuer = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    await this.rotate('RS256');
  }

  /** New keys in place of the old ones. */
  async rotate(alg: string): Promise<void> {
    this.#pair = await generateKeyPair(alg, { extractable: true });
    this.#kid += 1;
    const jwk = await exportJWK(this.#pair.publicKey);
    this.#published = [{ ...jwk, alg, kid: String(this.#kid), use: 'sig' }];
  }

  async publicKey(): Promise<string> {
    if (this.#pair === undefined) throw new Error('There is no key yet');
    return exportSPKI(this.#pair.publicKey);
  }

  async token(claims: Claims = {}, header: { alg?: string; kid?: string } = {}) {
    if (this.#pair === undefined) throw new Error('There is no key yet');
    const { iat, exp = 0, ...rest } = this.claims(claims);
    return new SignJWT(rest)
      .setProtectedHeader({ alg: 'RS256', kid: String(this.#kid), typ: 'at+jwt', ...header })
      .setIssuedAt(iat)
      .setExpirationTime(exp)
      .sign(this.#pair.privateKey);
  }

  claims(more: Claims): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: this.issuer,
      aud: AUDIENCE,
      sub: 'person-1',
      tenant_id: 'miptech-company',
      email: 'sso@example.com',
      name: 'Single Sign',
      iat: now,
      exp: now + 60,
      ...more,
    };
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const publisher = new Publisher();
let platform: Platform;

before(async () => {
  await publisher.start();
  platform = await trusting(publisher.issuer);
});
after(async () => {
  await platform.close();
  publisher.close();
});

const trusting = (issuer: string) =>
  startPlatform({ identity: { issuer, audience: AUDIENCE, tenants: ['miptech-company'] } });

const me = (token: string, tenant = 'miptech-company') =>
  call(platform, '/auth/me', { token, tenant });

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

it('a good token is a user of its tenant, the same one every time, over REST and the socket', async () => {
  const first = await me(await publisher.token());
  assert.equal(first.status, 200);
  assert.equal(first.body['email'], 'sso@example.com');
  assert.equal(first.body['full_name'], 'Single Sign');
  assert.equal(first.body['tenant_id'], 'miptech-company');
  const token = await publisher.token({ email: 'new@example.com' });
  const again = await me(token);
  assert.equal(again.body['id'], first.body['id']);
  assert.equal(again.body['email'], 'new@example.com');
  const chat = await newChat(platform, token);
  const socket = await openSocket(platform, { token, chat_id: chat, user_id: 'person-1' });
  socket.send('chat_message', { message: 'colours', chat_id: chat, stream: true });
  await socket.next('response_complete');
  socket.close();
});

it('two calls that meet a person at once make one user', async () => {
  const token = await publisher.token({ sub: 'person-2' });
  const replies = await Promise.all(Array.from({ length: 5 }, () => me(token)));
  assert.deepEqual(
    replies.map(({ status }) => status),
    [200, 200, 200, 200, 200],
  );
  assert.equal(new Set(replies.map(({ body }) => body['id'])).size, 1);
});

it('an address does not open the account with a password that has it too', async () => {
  const own = await signIn(platform);
  const reply = await me(await publisher.token({ sub: 'person-3', email: 'demo@example.com' }));
  assert.equal(reply.status, 200);
  assert.notEqual(reply.body['id'], own['user']?.['id']);
  assert.equal((await signIn(platform))['user']?.['id'], own['user']?.['id']);
});

it('nor does it keep anybody from an account with a password of their own', async () => {
  const sso = await me(await publisher.token({ sub: 'person-5', email: 'late@example.com' }));
  const account = { email: 'late@example.com', password: 'a-long-password' };
  const body = { ...account, full_name: 'Late', tenant_id: 'miptech-company' };
  assert.equal((await call(platform, '/auth/register', { body })).status, 201);
  const own = await call(platform, '/auth/login', { body: account });
  assert.equal(own.status, 200);
  assert.notEqual(own.body['user']?.['id'], sso.body['id']);
});

it('a chat of one person is not another’s', async () => {
  const chat = await newChat(platform, await publisher.token());
  const other = await publisher.token({ sub: 'person-4' });
  assert.equal((await call(platform, `/chat/${chat}`, { token: other })).status, 404);
});

it('a name that is not the token’s does not pass as the socket’s user', async () => {
  const token = await publisher.token();
  const target = `/api/v1/ws/chat?tenant_id=miptech-company&user_id=person-2&token=${token}`;
  assert.equal(await upgradeStatus(platform, target), 403);
});

const wrong: Readonly<Record<string, () => Promise<string>>> = {
  'for another audience': () => publisher.token({ aud: 'web-client' }),
  'that has ended': () => publisher.token({ exp: Math.floor(Date.now() / 1000) - 5 }),
  'without a subject': () => publisher.token({ sub: undefined }),
  'of an issuer that nobody trusts': () => publisher.token({ iss: 'https://evil.example.com' }),
  'signed with a key that is not published': async () => {
    const { privateKey } = await generateKeyPair('RS256');
    return new SignJWT(publisher.claims({}))
      .setProtectedHeader({ alg: 'RS256', kid: '1' })
      .sign(privateKey);
  },
  'that nobody signed (alg none)': () =>
    Promise.resolve(`${part({ alg: 'none' })}.${part(publisher.claims({}))}.`),
  'signed by HS256 with the public key': async () => {
    const text = `${part({ alg: 'HS256', kid: '1' })}.${part(publisher.claims({}))}`;
    const key = await publisher.publicKey();
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  },
};
for (const [what, make] of Object.entries(wrong)) {
  it(`a token ${what} is refused, over REST with 401 and over the socket`, async () => {
    const token = await make();
    const reply = await me(token);
    assert.equal(reply.status, 401);
    assert.equal(
      reply.body['error_code'],
      what === 'that has ended' ? 'TOKEN_EXPIRED' : 'INVALID_TOKEN',
    );
    const target = `/api/v1/ws/chat?tenant_id=miptech-company&token=${token}`;
    assert.equal(await upgradeStatus(platform, target), 403);
  });
}

it('an issuer is trusted for its own tenants only, whatever its token says', async () => {
  const elsewhere = await me(await publisher.token({ tenant_id: 'acme-corp' }), 'acme-corp');
  assert.equal(elsewhere.status, 403);
  assert.equal(elsewhere.body['error_code'], 'TENANT_MISMATCH');
  assert.equal((await me(await publisher.token(), 'acme-corp')).status, 403);
  assert.equal((await me(await publisher.token({ tenant_id: undefined }))).status, 403);
  const token = await publisher.token({ tenant_id: 'acme-corp' });
  const target = `/api/v1/ws/chat?tenant_id=acme-corp&token=${token}`;
  assert.equal(await upgradeStatus(platform, target), 403);
});

it('the platform’s own accounts go on beside it', async () => {
  const { access_token: token = '' } = await signIn(platform);
  assert.equal((await me(token)).status, 200);
});

it('signing out is no error, and leaves the provider’s token to the provider', async () => {
  const token = await publisher.token();
  assert.equal((await call(platform, '/auth/logout', { token, method: 'POST' })).status, 200);
});

it('after a rotation the new key is looked for, and the old one is worth nothing', async () => {
  const old = await publisher.token();
  await publisher.rotate('ES256');
  const token = await publisher.token({}, { alg: 'ES256' });
  // A key that is not known is looked for once a second at most.
  let status = 0;
  for (let tries = 0; status !== 200 && tries < 100; tries += 1) {
    ({ status } = await me(token));
    if (status !== 200) await pause(100);
  }
  assert.equal(status, 200);
  assert.equal((await me(old)).status, 401);
});

it('keys that cannot be had are no verdict: 503, and better the next time', async () => {
  const away = new Publisher();
  await away.start();
  const other = await trusting(away.issuer);
  try {
    away.broken = true;
    const token = await away.token();
    const ask = () => call(other, '/auth/me', { token });
    const reply = await ask();
    assert.equal(reply.status, 503);
    assert.equal(reply.body['error_code'], 'IDENTITY_UNAVAILABLE');
    const target = `/api/v1/ws/chat?tenant_id=miptech-company&token=${token}`;
    assert.equal(await upgradeStatus(other, target), 503);
    away.broken = false;
    assert.equal((await ask()).status, 200);
  } finally {
    await other.close();
    away.close();
  }
});

it('the setting is read as three words, and refused with what to write', () => {
  const read = (text: string) => readSettings({ MIPTECH_IDENTITY: text }, []).identity;
  assert.deepEqual(read('https://id.example.com aud miptech-company,acme-corp'), {
    issuer: 'https://id.example.com',
    audience: 'aud',
    tenants: ['miptech-company', 'acme-corp'],
  });
  assert.equal(readSettings({}, []).identity, undefined);
  assert.throws(() => read('https://id.example.com'), /MIPTECH_IDENTITY is .*write an issuer/);
  assert.throws(() => read('id.example.com aud acme-corp'), /MIPTECH_IDENTITY is/);
  assert.throws(() => read('https://id.example.com aud nobody'), /the tenant "nobody"/);
});
