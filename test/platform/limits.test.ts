/** The stated limits: refused with the time to wait, for the one who is over them alone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SlidingMinute, TokenBuckets } from '../../demo/platform/rate-limit.js';
import type { Platform } from '../../demo/platform/server.js';
import {
  call,
  newChat,
  openSocket,
  signIn,
  socketUrl,
  startPlatform,
  TENANT,
  TestSocket,
} from './harness.js';

describe('the token bucket', () => {
  it('lets a burst through at once, then one a second', () => {
    const buckets = new TokenBuckets(60, 10);
    const passed = Array.from({ length: 12 }, () => buckets.take('a', 0).allowed);
    assert.deepEqual(passed, [...Array<boolean>(10).fill(true), false, false]);
    assert.equal(buckets.take('a', 0).retryAfter, 1);
    assert.equal(buckets.take('a', 1000).allowed, true);
    assert.equal(buckets.take('a', 1000).allowed, false);
    assert.equal(buckets.take('b', 1000).allowed, true);
  });

  it('waiting as long as it says is enough', () => {
    const buckets = new TokenBuckets(7, 2);
    let now = 0;
    for (let step = 0; step < 50; step += 1) {
      const verdict = buckets.take('a', now);
      if (verdict.allowed) continue;
      now += verdict.retryAfter * 1000;
      assert.equal(buckets.take('a', now).allowed, true);
    }
  });
});

describe('the sliding minute', () => {
  it('never lets more than its limit through in any sixty seconds', () => {
    const minute = new SlidingMinute(60);
    const passed: number[] = [];
    for (let now = 0; now < 300_000; now += 437) if (minute.take(now).allowed) passed.push(now);
    for (const start of passed) {
      const within = passed.filter((time) => time >= start && time < start + 60_000);
      assert.ok(within.length <= 60);
    }
    assert.ok(passed.length >= 290);
  });
});

describe('a platform with its real request limits', () => {
  let platform: Platform;
  before(async () => {
    platform = await startPlatform({
      requestsPerMinute: 60,
      requestBurst: 10,
      socketMessagesPerMinute: 5,
      connectionsPerTenant: 3,
      messagesPerDay: 2,
    });
  });
  after(() => platform.close());

  it('a whole page load passes, also twice', async () => {
    for (let load = 0; load < 2; load += 1) {
      assert.equal((await call(platform, '/health')).status, 200);
      const body = await signIn(platform);
      const token = body['access_token'] ?? '';
      for (const route of ['/auth/me', '/chat/config', '/admin/tenant', '/chat/list']) {
        assert.equal((await call(platform, route, { token })).status, 200);
      }
      await newChat(platform, token);
    }
  });

  it('over the burst is 429 with the time to wait, in the body and in the header', async () => {
    const { access_token: token = '' } = await signIn(platform, 'acme-corp');
    const replies = [];
    for (let turn = 0; turn < 14; turn += 1) {
      replies.push(await call(platform, '/auth/me', { tenant: 'acme-corp', token }));
    }
    const over = replies.find(({ status }) => status === 429);
    assert.ok(over);
    assert.equal(over.body['error_code'], 'RATE_LIMIT_EXCEEDED');
    assert.equal(over.body['details']?.['limit'], 60);
    assert.equal(over.headers.get('retry-after'), String(over.body['details']?.['retry_after']));
    assert.equal((await call(platform, '/health', { tenant: 'acme-corp' })).status, 200);
  });

  it('health polled by many tabs is not limited', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => call(platform, '/health')));
    assert.ok(replies.every(({ status }) => status === 200));
  });

  it('socket messages over the limit, pings included, are refused and not answered', async () => {
    const { access_token: token = '' } = await signIn(platform);
    const socket = await openSocket(platform, { token });
    for (let turn = 0; turn < 5; turn += 1) socket.send('ping');
    socket.send('chat_message', { message: 'colours', client_message_id: 'over', stream: true });
    const refusal = await socket.next('rate_limit_exceeded');
    assert.equal(refusal['client_message_id'], 'over');
    assert.ok(Number(refusal['retry_after']) >= 59 && Number(refusal['retry_after']) <= 60);
    assert.equal(socket.types.filter((type) => type === 'pong').length, 5);
    assert.ok(!socket.types.includes('response_start'));
    socket.close();
    await socket.closed;
  });

  it('one connection too many is told so and closed with 1008, the others stay', async () => {
    const open = () => new TestSocket(socketUrl(platform, { tenant_id: 'public-demo' }));
    const sockets = [open(), open(), open()];
    for (const socket of sockets) await socket.next('connection_ready');
    const fourth = open();
    assert.ok(Number((await fourth.next('rate_limit_exceeded'))['retry_after']) > 0);
    assert.equal((await fourth.closed).code, 1008);
    sockets[0]?.close();
    await sockets[0]?.closed;
    const fifth = open();
    await fifth.next('connection_ready');
    for (const socket of [...sockets, fifth]) socket.cut();
  });

  it('the day’s messages end with a refusal that stores nothing', async () => {
    const { body: person } = await call(platform, '/auth/register', {
      body: { email: 'talker@example.com', password: 'long-enough', full_name: 'Talker' },
    });
    const token = person['access_token'] ?? '';
    const chatId = await newChat(platform, token);
    const send = (id: string) =>
      call(platform, `/chat/${chatId}/message`, {
        token,
        body: { message: 'hello', client_message_id: id },
      });
    assert.equal((await send('1')).status, 200);
    assert.equal((await send('1')).status, 200, 'a repeated message does not count');
    assert.equal((await send('2')).status, 200);
    const third = await send('3');
    assert.equal(third.status, 429);
    const wait = Number(third.body['details']?.['retry_after']);
    assert.ok(wait > 0 && wait <= 86_400);
    const { body } = await call(platform, `/chat/${chatId}`, { token });
    assert.equal(body['data']?.['messages']?.length, 4);
    const other = await call(platform, '/admin/tenant', { tenant: TENANT });
    assert.equal(other.body['data']?.['limits']?.['messages_per_day'], 2);
  });
});
