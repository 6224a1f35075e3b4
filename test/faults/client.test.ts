/**
 * Rows of the faults that concern the connection itself: late events, flapping lines and networks,
 * sleep, hidden and frozen pages, addresses. The clock, the sockets and the platform are scripted.
 */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { MiptechError, createMiptechClient } from '../../src/core/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import type { ScriptedSocket } from '../../src/testing/scripted-host.js';
import { apart } from './apart.js';
import { Browser, ann, endBrowsers } from './browser.js';
import type { Page } from './browser.js';

afterEach(endBrowsers);

const hour = 3_600_000;

/** Attempts are counted by what they ask first. */
const attempts = (page: Page): number => page.host.count('GET /health');

async function standing(options: Parameters<Browser['page']>[0] = {}): Promise<Page> {
  return new Browser().page(options).stand();
}

function unreachable(page: Page): void {
  for (const route of ['GET /health', 'GET /auth/me', 'GET /chat/*', 'POST /chat']) {
    page.host.routes.set(route, () => {
      throw new TypeError('Failed to fetch');
    });
  }
}

describe('row 14: late events of an old socket', () => {
  /** A page whose host calls removed listeners, and the socket it gave up after silence. */
  async function replaced(): Promise<{ page: Page; old: ScriptedSocket }> {
    const page = new Browser().page();
    page.deaf = true;
    await page.stand();
    const old = page.host.socket;
    await page.host.clock.advance(45_000);
    assert.notEqual(page.host.socket, old);
    return { page, old };
  }

  test('row 14: what an old socket still brings is nobody’s', async () => {
    const { page, old } = await replaced();
    page.host.socket.stand();
    await settle();
    for (const [type, data] of [
      ['ai_services_loading', {}],
      ['connection_established', {}],
      ['connection_ready', {}],
      ['chat_response', { message_id: 'ghost', message: 'boo' }],
      ['token_expired', {}],
      ['unauthorized', {}],
      ['rate_limit_exceeded', { retry_after: 60 }],
    ] as const) {
      old.receive(type, data);
      await settle();
      assert.equal(page.phase, 'ready', type);
    }
    assert.deepEqual(page.texts, []);
    assert.equal(page.host.count('POST /auth/refresh'), 0);
    assert.equal(page.client.session.get().phase, 'signed-in');
  });

  test('row 14: the close event of an old socket does not cost the new one', async () => {
    for (const stands of [false, true]) {
      const { page, old } = await replaced();
      if (stands) page.host.socket.stand();
      const { phase } = page;
      const asked = page.host.requests.length;
      old.drop(1006);
      await settle();
      assert.equal(page.phase, phase);
      assert.equal(page.live.length, 1);
      assert.equal(page.host.requests.length, asked, 'nothing is asked because of it');
    }
  });

  test('row 14: a socket that greets when its client is gone starts nothing', async () => {
    const page = new Browser().page();
    page.deaf = true;
    page.client.start();
    await page.client.session.login(ann);
    await settle();
    page.host.socket.open();
    page.client.destroy();
    page.host.socket.receive('connection_established');
    page.host.socket.drop(1006);
    await settle();
    assert.equal(page.host.clock.pending, 0, 'timers');
  });

  test('row 14: an old socket that becomes ready late is not the connection', async () => {
    const page = new Browser().page();
    page.deaf = true;
    page.client.start();
    await page.client.session.login(ann);
    await settle();
    const old = page.host.socket;
    await page.host.clock.advance(25_000);
    assert.notEqual(page.host.socket, old, 'the first attempt took too long');
    old.receive('connection_ready');
    await settle();
    assert.equal(page.phase, 'connecting');
  });

  test('row 14: a socket on its way up says nothing about the one that serves', async () => {
    const page = await standing();
    const first = page.host.socket;
    first.receive('token_expired');
    await page.host.clock.advance(60);
    assert.equal(page.phase, 'renewing');
    const second = page.host.socket;
    second.open();
    second.receive('connection_established');
    second.receive('ai_services_loading');
    second.receive('unauthorized');
    second.receive('error', { message: 'no' });
    await settle();
    assert.equal(page.phase, 'renewing');
    assert.equal(page.client.session.get().phase, 'signed-in');
    page.client.chat.send('still here');
    assert.deepEqual(first.frames('chat_message').length, 1);
    page.host.sockets[0]?.receive('chat_response', { message_id: 'a', message: 'yes' });
    second.receive('ai_services_ready');
    await settle();
    assert.equal(page.phase, 'ready');
    assert.deepEqual(page.live, [second]);
  });

  test('row 14: an answer that came late for an attempt that is over changes nothing', async () => {
    const browser = new Browser();
    const page = browser.page();
    page.client.start();
    const give = browser.hold('POST /chat');
    await page.client.session.login(ann);
    await settle();
    page.client.connection.disconnect();
    give({ body: { chat_id: 'late' } });
    await settle();
    assert.equal(page.phase, 'closed');
    assert.equal(page.host.sockets.length, 0);
  });
});

describe('row 16: a line that flaps', () => {
  for (const random of ['0', '0.5', '0.999']) {
    test(`row 16: 1,000 connections of 1 ms, random ${random}: no hot loop, no forgiving`, async () => {
      assert.deepEqual(await apart('flaps', random), []);
    });
  }

  test('row 16: ten seconds of a connection that stands, and the failures are forgotten', async () => {
    const page = await standing();
    for (let flap = 0; flap < 5; flap += 1) {
      page.host.socket.drop();
      await page.back();
    }
    await page.lives(11_000);
    page.host.socket.drop();
    await settle();
    assert.equal(page.client.connection.get().attempt, 1);
  });

  test('row 7: clients that were asked to wait for the same time come back apart, and none too soon', async () => {
    const waits = new Set<number>();
    for (const random of [0, 0.35, 0.7, 0.999]) {
      const browser = new Browser();
      browser.routes.set('GET /health', () => ({
        status: 429,
        body: {},
        headers: { 'Retry-After': '60' },
      }));
      const page = browser.page({}, { random: () => random });
      page.client.start();
      await page.client.session.login(ann);
      await settle();
      const { at } = page.client.connection.get();
      waits.add(Math.round(((at ?? 0) - browser.clock.now()) / 1000));
      await endBrowsers();
    }
    assert.equal(waits.size, 4);
    for (const wait of waits) assert.ok(wait >= 60 && wait <= 75, `${String(wait)} s`);
  });

  test('row 16: two clients that lose their server together come back apart', async () => {
    const delays = new Set<number>();
    for (const random of [0, 0.1, 0.35, 0.6, 0.999]) {
      const page = new Browser().page({}, { random: () => random });
      await page.stand();
      for (let failure = 0; failure < 3; failure += 1) {
        page.host.socket.drop();
        await settle();
        const { at } = page.client.connection.get();
        const delay = (at ?? 0) - page.host.clock.now();
        assert.ok(delay >= (failure === 0 ? 0 : 1000) && delay <= 5000 * 1.6 ** failure);
        delays.add(Math.round(delay));
        await page.back();
      }
      await endBrowsers();
    }
    assert.ok(delays.size >= 13, `${String(delays.size)} different delays of 15`);
  });
});

describe('row 28: sleep, hidden pages, freeze and bfcache', () => {
  const sleeps: [string, (page: Page, time: number) => void][] = [
    ['the monotonic clock stood still', (page, time) => page.host.clock.jump(time)],
    ['the monotonic clock went on', (page, time) => page.host.clock.sleep(time)],
  ];
  for (const [how, sleep] of sleeps) {
    test(`row 28: eight hours of sleep, ${how}: one refresh, one socket, asked for in 5 s`, async () => {
      const page = await standing();
      await page.lives(60_000);
      sleep(page, 8 * hour);
      await page.host.clock.advance(5000);
      assert.equal(page.host.count('POST /auth/refresh'), 1);
      assert.equal(page.host.sockets.length, 2);
      page.host.socket.stand();
      await settle();
      assert.equal(page.live.length, 1);
      await page.lives(120_000);
      assert.equal(page.phase, 'ready');
      assert.equal(page.host.count('POST /auth/refresh'), 1);
      assert.equal(page.host.sockets.length, 2);
    });

    test(`row 28: the socket’s death is told at waking, ${how}: the same`, async () => {
      const page = await standing();
      await page.lives(60_000);
      sleep(page, 8 * hour);
      page.host.socket.drop(1006);
      page.sockets = 'standing';
      await page.host.clock.advance(5000);
      assert.equal(page.phase, 'ready');
      await page.lives(60_000);
      assert.equal(page.host.count('POST /auth/refresh'), 1);
      assert.equal(page.live.length, 1);
    });

    test(`row 28: renewed just before the sleep and refused after it, ${how}: renewed once more`, async () => {
      const page = await standing();
      page.host.socket.receive('token_expired');
      await page.host.clock.advance(60);
      page.host.socket.stand();
      await page.lives(8000);
      assert.equal(page.host.count('POST /auth/refresh'), 1);
      sleep(page, 8 * hour);
      page.host.routes.set('GET /chat/list', ({ token }) =>
        page.host.count('POST /auth/refresh') > 1
          ? { body: { chats: [] } }
          : { status: 401, body: { detail: token === null ? 'none' : 'old' } },
      );
      const list = page.client.chat.list();
      await page.host.clock.advance(60);
      assert.deepEqual(await list, []);
      assert.equal(page.client.session.get().phase, 'signed-in');
      assert.equal(page.host.count('POST /auth/refresh'), 2);
    });

    test(`row 28: token_expired that waited through the sleep, ${how}: nobody is signed out`, async () => {
      for (const delay of [0, 2100, 4000]) {
        const page = await standing();
        const old = page.host.socket;
        await page.lives(60_000);
        sleep(page, 8 * hour);
        await page.host.clock.advance(delay);
        old.receive('token_expired');
        await page.host.clock.advance(5000 - delay);
        assert.equal(page.client.session.get().phase, 'signed-in', `${String(delay)} ms late`);
        page.host.socket.stand();
        await page.lives(60_000);
        assert.equal(page.phase, 'ready');
        assert.equal(page.host.count('POST /auth/refresh'), 1);
      }
    });
  }

  test('row 28: waking before the network does: no sign-out, back 5 s after it', async () => {
    const page = await standing();
    const works = new Map(page.host.routes);
    page.host.clock.jump(8 * hour);
    page.host.online = false;
    for (const route of works.keys()) {
      page.host.routes.set(route, () => {
        throw new TypeError('Failed to fetch');
      });
    }
    await page.host.clock.advance(20_000);
    assert.equal(page.client.session.get().phase, 'signed-in');
    for (const [route, answer] of works) page.host.routes.set(route, answer);
    const refreshed = page.host.count('POST /auth/refresh');
    page.sockets = 'standing';
    page.host.network('online');
    await page.host.clock.advance(5000);
    assert.equal(page.phase, 'ready');
    assert.equal(page.host.count('POST /auth/refresh') - refreshed, 1);
  });

  test('row 28: sleep in the middle of an answer: its question is sent once', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const question = page.client.chat.send('long?').get();
    page.host.socket.receive('response_start', { message_id: 'a1' });
    page.host.socket.receive('response_chunk', { message_id: 'a1', content: 'Well' });
    page.host.clock.jump(8 * hour);
    page.sockets = 'standing';
    browser
      .history()
      .push(
        { id: 's1', role: 'user', content: 'long?', client_message_id: question.id },
        { id: 'a1', role: 'assistant', content: 'Well, yes' },
      );
    await page.host.clock.advance(8000);
    assert.equal(page.host.sockets.length, 2);
    assert.deepEqual(page.texts, ['long?', 'Well, yes']);
    assert.deepEqual(page.sent, ['long?']);
  });

  test('row 28: a short sleep replaces no socket that answers', async () => {
    const page = await standing();
    for (const time of [9000, 20_000, 55_000]) {
      page.host.clock.jump(time);
      await page.lives(10_000);
    }
    assert.equal(page.host.sockets.length, 1);
    assert.equal(page.host.count('POST /auth/refresh'), 0);
  });

  test('row 28: timers once a minute in a hidden tab: no false death, tokens renewed once a life', async () => {
    const page = await standing({ idleDisconnect: 'never' });
    const { clock } = page.host;
    page.host.visible = false;
    page.host.network('hidden');
    page.sockets = 'standing';
    for (let minute = 0; minute < 60; minute += 1) {
      const pings = page.live[0]?.frames('ping').length ?? 0;
      clock.sleep(60_000);
      await clock.advance(0);
      for (const socket of page.live) {
        if (socket.frames('ping').length > pings) socket.receive('pong');
      }
    }
    const refreshed = page.host.count('POST /auth/refresh');
    assert.ok(
      refreshed >= 3 && refreshed <= 5,
      `${String(refreshed)} in an hour of 15-minute lives`,
    );
    assert.equal(page.host.sockets.length, 1 + refreshed, 'a socket a token');
    assert.equal(page.phase, 'ready');
  });

  test('row 28: a dead line is found in a hidden tab too', async () => {
    const page = await standing({ idleDisconnect: 'never' });
    page.host.visible = false;
    page.host.network('hidden');
    for (let minute = 0; minute < 4; minute += 1) {
      page.host.clock.sleep(60_000);
      await page.host.clock.advance(0);
    }
    assert.ok(page.host.sockets.length >= 2);
  });

  test('row 28: frames without pongs keep a socket alive', async () => {
    const page = await standing();
    page.client.chat.send('tell me everything');
    for (let frame = 0; frame < 60; frame += 1) {
      await page.host.clock.advance(9000);
      page.host.socket.receive('response_chunk', { message_id: 'a1', delta: '.' });
    }
    assert.equal(page.host.sockets.length, 1);
  });

  test('row 28: a page that was blocked does not take its own delay for a dead line', async () => {
    const page = await standing();
    await page.host.clock.advance(30_000);
    assert.equal(page.host.socket.frames('ping').length, 1);
    // The answer is in the queue of the blocked page, behind the timers that fell due.
    page.host.clock.sleep(15_000);
    await page.host.clock.advance(0);
    page.host.socket.receive('pong');
    await page.lives(10_000);
    assert.equal(page.host.sockets.length, 1);
  });

  test('row 28: frozen or cached, the page lets go; resumed, it has one socket within 5 s', async () => {
    for (const away of [1000, 8 * hour]) {
      const page = await standing();
      page.client.chat.send('q');
      page.answer('a1', 'answer');
      page.host.network('leaving');
      assert.equal(page.live.length, 0);
      assert.equal(page.phase, 'idle');
      page.host.clock.jump(away);
      page.host.network('restored');
      page.sockets = 'standing';
      await page.host.clock.advance(5000);
      assert.equal(page.phase, 'ready');
      assert.equal(page.live.length, 1);
      assert.equal(page.host.sockets.length, 2);
      assert.ok(page.host.count('POST /auth/refresh') <= 1);
      assert.deepEqual(page.texts, ['q', 'answer']);
    }
  });

  test('row 28: frozen while an attempt is under way: one socket afterwards', async () => {
    for (const route of ['GET /health', 'POST /chat']) {
      const browser = new Browser();
      const page = browser.page();
      const usual = browser.routes.get(route);
      const give = browser.hold(route);
      page.client.start();
      await page.client.session.login(ann);
      await settle();
      page.host.network('leaving');
      give((await usual?.(undefined as never)) ?? {});
      await settle();
      assert.equal(page.host.sockets.length, 0, 'nothing opens while it is away');
      if (usual !== undefined) browser.routes.set(route, usual);
      page.sockets = 'standing';
      page.host.network('restored');
      await page.host.clock.advance(5000);
      assert.equal(page.phase, 'ready');
      assert.equal(page.live.length, 1);
      assert.equal(page.host.sockets.length, 1);
    }
  });

  test('row 28: resumed out of sight, the page connects when it comes into view', async () => {
    const page = await standing();
    page.host.visible = false;
    page.host.network('hidden');
    page.host.network('leaving');
    page.host.network('restored');
    await page.host.clock.advance(10_000);
    assert.equal(page.host.sockets.length, 1);
    page.host.visible = true;
    page.host.network('visible');
    await page.host.clock.advance(5000);
    assert.equal(page.host.sockets.length, 2);
  });

  test('row 28: a page that disconnected itself stays so over bfcache and sleep', async () => {
    const page = await standing();
    page.client.connection.disconnect();
    for (const change of ['leaving', 'restored', 'visible', 'online'] as const) {
      page.host.network(change);
    }
    page.host.clock.jump(8 * hour);
    await page.host.clock.advance(60_000);
    assert.equal(page.phase, 'closed');
    assert.equal(page.host.sockets.length, 1);
  });
});

describe('row 29: a network that flaps', () => {
  async function flap(page: Page, gap: number): Promise<void> {
    for (let time = 0; time < 100; time += 1) {
      page.host.network('offline');
      await page.host.clock.advance(gap);
      page.host.network('online');
      await page.host.clock.advance(gap);
      for (const socket of page.live) if (socket.readyState === 1) socket.receive('pong');
    }
  }

  test('row 29: under a socket that lives: it is kept, and not asked to death', async () => {
    const page = await standing();
    await flap(page, 10);
    assert.equal(page.host.sockets.length, 1);
    assert.equal(page.phase, 'ready');
    assert.ok(page.host.socket.frames('ping').length <= 12);
    await page.host.clock.advance(3000);
    page.client.chat.send('there is still leave to send');
    assert.equal(page.sent.length, 1);
  });

  for (const gap of [1, 20, 200]) {
    test(`row 29: while there is no socket, every ${String(gap)} ms: at most one attempt a second`, async () => {
      const page = await standing();
      page.host.socket.drop();
      await flap(page, gap);
      assert.ok(attempts(page) <= 3 + (200 * gap) / 1000, `${String(attempts(page))} attempts`);
      page.sockets = 'standing';
      page.live[0]?.stand();
      await page.host.clock.advance(5000);
      assert.equal(page.phase, 'ready');
    });
  }

  test('row 29: on a platform that asked for a pause: no attempt before its end', async () => {
    const page = await standing();
    await page.pausedFor(120);
    const sockets = page.host.sockets.length;
    await flap(page, 10);
    page.host.network('offline');
    await page.host.clock.advance(100_000);
    page.host.network('online');
    await page.host.clock.advance(1000);
    assert.equal(page.host.sockets.length, sockets);
  });

  test('row 29: shown and hidden a hundred times: no storm either', async () => {
    const page = await standing();
    unreachable(page);
    page.host.socket.drop();
    for (let time = 0; time < 100; time += 1) {
      page.host.visible = time % 2 === 0;
      page.host.network(page.host.visible ? 'visible' : 'hidden');
      await page.host.clock.advance(20);
    }
    assert.ok(attempts(page) <= 4, `${String(attempts(page))} attempts in 2 s`);
  });

  test('row 29: the host’s word that there is no network can be wrong: it looks again', async () => {
    const page = new Browser().page();
    page.host.online = false;
    page.client.start();
    page.sockets = 'standing';
    await page.client.session.login(ann);
    await page.host.clock.advance(61_000);
    assert.equal(page.phase, 'ready');
  });
});

describe('row 40: addresses that would hand a token to somebody else', () => {
  const refused: [string, object][] = [
    ['a relative address', { apiUrl: '/api' }],
    ['a relative address that looks whole', { apiUrl: 'http//bad.example' }],
    ['no scheme', { apiUrl: 'platform.test' }],
    ['another scheme', { apiUrl: 'ftp://platform.test' }],
    ['code', { apiUrl: 'javascript:alert(1)//x' }],
    ['a query', { apiUrl: 'http://platform.test?next=' }],
    ['a hash', { apiUrl: 'http://platform.test/#' }],
    ['user and password', { apiUrl: 'http://ann:s3cret@platform.test' }],
    ['a relative socket', { wsUrl: '/ws' }],
    ['a relative socket that looks whole', { wsUrl: 'ws//bad.example' }],
    ['a socket over http', { wsUrl: 'http://platform.test' }],
    ['a socket with a query', { wsUrl: 'ws://platform.test/?x=' }],
    ['a socket with a hash', { wsUrl: 'ws://platform.test/#x' }],
    ['a socket with user and password', { wsUrl: 'ws://ann:s3cret@platform.test' }],
  ];
  const onHttps: [string, object][] = [
    ['http on an https page', { apiUrl: 'http://platform.test' }],
    ['ws on an https page', { apiUrl: 'https://platform.test', wsUrl: 'ws://platform.test' }],
  ];
  for (const [name, options, pageProtocol] of [
    ...refused.map(([name, options]) => [name, options, 'http:'] as const),
    ...onHttps.map(([name, options]) => [name, options, 'https:'] as const),
  ]) {
    test(`row 40: ${name} is refused before anything is asked or attached`, async () => {
      const { host } = new Browser().page();
      let asked = 0;
      const getAuthToken = (): Promise<string> => {
        asked += 1;
        return Promise.resolve('token');
      };
      host.storage.values.set('miptech_access_token', 'kept-token');
      const given = { apiUrl: 'http://platform.test', tenantId: 'acme', getAuthToken, ...options };
      assert.throws(
        () => createMiptechClient(given, { ...host.ports, pageProtocol }),
        (error: unknown) => {
          assert.ok(error instanceof MiptechError);
          assert.equal(error.code, 'config_invalid');
          assert.equal(inspect(error, { depth: null }).includes('s3cret'), false);
          assert.match(error.problems[0]?.name ?? '', /^(api|ws)-url$/);
          return true;
        },
      );
      await settle();
      assert.equal(asked + host.requests.length + host.sockets.length + host.watchers - 2, 0);
    });
  }

  test('row 40: no part of a chat’s or user’s id leaves its place in the address', async () => {
    const browser = new Browser();
    const page = browser.page({ clientId: 'c&token=evil#x' });
    const id = '../../admin?x=1&token=evil#';
    browser.routes.set('POST /chat', () => ({ body: { chat_id: id } }));
    browser.knows('u1&token=evil');
    page.client.start();
    await page.client.session.login(ann);
    await settle();
    const url = new URL(page.host.socket.url);
    assert.equal(url.pathname, '/api/v1/ws/chat');
    assert.equal(url.hash, '');
    assert.deepEqual(url.searchParams.getAll('token').length, 1);
    assert.equal(url.searchParams.get('chat_id'), id);
    assert.equal(url.searchParams.get('user_id'), 'u1&token=evil');
  });
});
