/** Sign-ins: rotation, reuse, races, signing out, and the end of an access token. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '../../demo/platform/server.js';
import { call, openSocket, signIn, startPlatform, upgradeStatus } from './harness.js';

let platform: Platform;

before(async () => {
  platform = await startPlatform();
});
after(() => platform.close());

const refresh = (token: string) =>
  call(platform, '/auth/refresh', { body: { refresh_token: token } });
const me = (token: string) => call(platform, '/auth/me', { token });

it('a refresh hands out a new pair that works', async () => {
  const first = await signIn(platform);
  const second = await refresh(first['refresh_token'] ?? '');
  assert.equal(second.status, 200);
  assert.notEqual(second.body['refresh_token'], first['refresh_token']);
  assert.deepEqual(second.body['user'], first['user']);
  assert.equal((await me(second.body['access_token'] ?? '')).status, 200);
  assert.equal((await refresh(second.body['refresh_token'] ?? '')).status, 200);
});

it('using a refresh token twice closes the whole family, access tokens included', async () => {
  const first = await signIn(platform);
  const second = await refresh(first['refresh_token'] ?? '');
  const reused = await refresh(first['refresh_token'] ?? '');
  assert.equal(reused.status, 401);
  assert.equal(reused.body['error_code'], 'REFRESH_TOKEN_REUSED');
  assert.equal((await refresh(second.body['refresh_token'] ?? '')).status, 401);
  const closed = await me(second.body['access_token'] ?? '');
  assert.equal(closed.status, 401);
  assert.equal(closed.body['error_code'], 'SESSION_REVOKED');
});

it('of ten refreshes at once with one token exactly one wins', async () => {
  const { refresh_token: token = '' } = await signIn(platform);
  const replies = await Promise.all(Array.from({ length: 10 }, () => refresh(token)));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [
    200,
    ...Array<number>(9).fill(401),
  ]);
});

it('another sign-in of the same person is another family', async () => {
  const [one, two] = [await signIn(platform), await signIn(platform)];
  await refresh(one['refresh_token'] ?? '');
  await refresh(one['refresh_token'] ?? '');
  assert.equal((await refresh(two['refresh_token'] ?? '')).status, 200);
});

it('refresh tokens are not in the database in a form that could be used', async () => {
  const { refresh_token: token = '' } = await signIn(platform);
  const rows = await platform.database.asTenant('miptech-company', (queryable) =>
    queryable.query<{ token_hash: string }>('select token_hash from refresh_tokens'),
  );
  assert.ok(rows.length > 0);
  assert.ok(rows.every((row) => row.token_hash !== token));
});

it('signing out ends the access token, the refresh token and every open socket', async () => {
  const { access_token: token = '', refresh_token: renewal = '' } = await signIn(platform);
  const socket = await openSocket(platform, { token });
  const reply = await call(platform, '/auth/logout', { token, method: 'POST' });
  assert.equal(reply.status, 200);
  assert.equal((await socket.next('unauthorized'))['code'], 'SESSION_REVOKED');
  assert.equal((await socket.closed).code, 1008);
  assert.equal((await me(token)).status, 401);
  assert.equal((await refresh(renewal)).status, 401);
  const target = `/api/v1/ws/chat?tenant_id=miptech-company&token=${token}`;
  assert.equal(await upgradeStatus(platform, target), 403);
});

describe('a token that ends while its socket is open', () => {
  let brief: Platform;
  before(async () => {
    brief = await startPlatform({
      accessTokenSeconds: 3,
      expiryGraceSeconds: 0.3,
      chunkMilliseconds: 80,
    });
  });
  after(() => brief.close());

  it('is announced, refused new work, then closed; a running answer is finished', async () => {
    const { access_token: token = '' } = await signIn(brief);
    const idle = await openSocket(brief, { token });
    const busy = await openSocket(brief, { token });
    await delay(1500);
    busy.send('chat_message', { message: 'colours', stream: true });
    await busy.next('response_start');
    assert.equal((await idle.next('token_expired'))['code'], 'TOKEN_EXPIRED');
    idle.send('chat_message', { message: 'hello', client_message_id: 'late', stream: true });
    idle.send('ping', { timestamp: 1 });
    await idle.next('pong');
    assert.equal((await idle.next('authentication_required'))['client_message_id'], 'late');
    assert.deepEqual(await idle.closed, { code: 1008, reason: 'Token expired' });
    assert.ok(!idle.types.includes('response_start'));
    await busy.next('token_expired');
    await busy.next('response_complete');
    await busy.closed;
    const expired = await call(brief, '/auth/me', { token });
    assert.equal(expired.status, 401);
    assert.equal(expired.body['error_code'], 'TOKEN_EXPIRED');
  });
});
