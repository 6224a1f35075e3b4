/**
 * The phase that is shown never lies, whatever comes together; what a page nobody looks at does; and
 * the one question that all pages share when their sockets are refused.
 */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { settle } from '../../src/testing/manual-clock.js';
import { Browser, ann, endBrowsers } from './browser.js';
import type { Page } from './browser.js';

// Beside what a test asks itself: `ready` only with an open socket, and no step that is not in the
// table of the connection.
afterEach(endBrowsers);

const minute = 60_000;

describe('the phase shown never lies', () => {
  async function renewing(): Promise<Page> {
    const page = await new Browser().page().stand();
    await page.lives(40_000);
    page.host.socket.receive('token_expired');
    await page.host.clock.advance(60);
    assert.equal(page.phase, 'renewing');
    return page;
  }

  test('a pause begins while the next socket rises, which then stands', async () => {
    const page = await renewing();
    page.host.sockets[0]?.receive('rate_limit_exceeded', { retry_after: 20 });
    assert.equal(page.phase, 'rate-limited');
    page.host.socket.stand();
    await settle();
    assert.equal(page.phase, 'rate-limited', 'the pause outlives the socket');
    page.client.chat.send('later');
    assert.deepEqual(page.sent, []);
    await page.host.clock.advance(20_000);
    assert.equal(page.phase, 'ready');
    assert.deepEqual(page.sent, ['later']);
  });

  test('a pause begins while the next socket rises, which then fails', async () => {
    const page = await renewing();
    page.host.sockets[0]?.receive('rate_limit_exceeded', { retry_after: 20 });
    page.host.socket.drop();
    await settle();
    assert.equal(page.phase, 'rate-limited');
    await page.host.clock.advance(20_000);
    assert.equal(page.phase, 'ready');
    assert.equal(page.live.length, 1);
  });

  test('a pause begins while the next socket rises, and the first one closes', async () => {
    const page = await renewing();
    page.host.sockets[0]?.receive('rate_limit_exceeded', { retry_after: 20 });
    page.host.sockets[0]?.drop(1000);
    await settle();
    assert.notEqual(page.client.connection.get().status, 'connected', 'nothing stands');
    page.host.socket.stand();
    await page.lives(21_000);
    assert.equal(page.phase, 'ready');
    assert.equal(page.live.length, 1);
    assert.equal(page.host.sockets.length, 2);
  });

  test('services begin to load while the next socket rises, which then fails', async () => {
    const page = await renewing();
    page.host.sockets[0]?.receive('ai_services_loading');
    assert.equal(page.phase, 'starting');
    page.host.socket.drop();
    await settle();
    assert.equal(page.phase, 'starting', 'the socket that is left is not ready');
    page.host.sockets[0]?.receive('ai_services_ready');
    await settle();
    assert.equal(page.phase, 'ready');
  });

  test('services load and are ready again while the next socket rises: it still renews', async () => {
    const page = await renewing();
    page.host.sockets[0]?.receive('ai_services_loading');
    page.host.sockets[0]?.receive('ai_services_ready');
    await settle();
    assert.equal(page.phase, 'renewing');
    page.host.sockets[0]?.drop(1001);
    page.host.socket.stand();
    await settle();
    assert.equal(page.phase, 'ready');
  });

  test('services begin to load while the next socket rises, which then stands', async () => {
    const page = await renewing();
    page.host.sockets[0]?.receive('ai_services_loading');
    page.host.socket.stand();
    await settle();
    assert.equal(page.phase, 'ready');
    assert.equal(page.live.length, 1);
  });

  test('services begin to load in a pause', async () => {
    const page = await new Browser().page().stand();
    page.host.socket.receive('rate_limit_exceeded', { retry_after: 20 });
    page.host.socket.receive('ai_services_loading');
    await page.host.clock.advance(5000);
    page.client.chat.send('q');
    page.host.socket.receive('ai_services_ready');
    await settle();
    assert.equal(page.phase, 'rate-limited');
    await page.lives(16_000);
    assert.equal(page.phase, 'ready');
    assert.deepEqual(page.sent, ['q']);
  });

  test('a pause is asked for while services load: it holds all the same', async () => {
    const page = await new Browser().page().stand();
    page.client.chat.send('too fast');
    page.host.socket.receive('ai_services_loading');
    page.host.socket.receive('rate_limit_exceeded', { retry_after: 20 });
    page.host.socket.receive('ai_services_ready');
    await page.host.clock.advance(15_000);
    assert.deepEqual(page.sent, ['too fast']);
    await page.lives(6000);
    assert.deepEqual(page.sent, ['too fast', 'too fast']);
  });

  test('connect() without a network, after disconnect()', async () => {
    const page = await new Browser().page().stand();
    page.client.connection.disconnect();
    page.host.network('offline');
    page.client.connection.connect();
    assert.equal(page.phase, 'offline');
    page.host.network('online');
    await page.host.clock.advance(5000);
    assert.equal(page.host.sockets.length, 2, 'back with the network');
  });

  test('connect() without a session, after disconnect()', async () => {
    const page = await new Browser().page().stand();
    page.client.connection.disconnect();
    await page.client.session.logout();
    page.client.connection.connect();
    assert.equal(page.phase, 'signed-out');
    page.sockets = 'standing';
    await page.client.session.login(ann);
    await settle();
    assert.equal(page.phase, 'ready');
  });

  test('signing in without a network, and the network comes', async () => {
    const page = new Browser().page();
    page.client.start();
    page.host.network('offline');
    await page.client.session.login(ann);
    await settle();
    assert.equal(page.phase, 'offline');
    page.host.network('online');
    await page.host.clock.advance(5000);
    assert.equal(page.host.sockets.length, 1);
  });

  test('a pause by REST, while an attempt for a socket is under way that fails', async () => {
    const page = await new Browser().page().standByRest();
    page.sockets = 'silent';
    await page.host.clock.advance(46_000);
    assert.equal(page.live.length, 1, 'an attempt');
    page.host.routes.set('POST /chat/chat-1/message', () => ({
      status: 429,
      headers: { 'Retry-After': '30' },
      body: {},
    }));
    page.client.chat.send('q');
    await settle();
    assert.equal(page.phase, 'rate-limited');
    await page.host.clock.advance(16_000);
    assert.notEqual(page.phase, 'ready');
    page.host.routes.set('POST /chat/chat-1/message', () => ({ body: { message: 'answer' } }));
    await page.host.clock.advance(15_000);
    assert.deepEqual(page.texts, ['q', 'answer']);
  });

  test('a pause by REST, while an attempt for a socket is under way that succeeds', async () => {
    const page = await new Browser().page().standByRest();
    page.sockets = 'silent';
    await page.host.clock.advance(46_000);
    page.host.routes.set('POST /chat/chat-1/message', () => ({
      status: 429,
      headers: { 'Retry-After': '30' },
      body: {},
    }));
    page.client.chat.send('q');
    await settle();
    page.host.socket.stand();
    await settle();
    assert.equal(page.phase, 'rate-limited');
    assert.deepEqual(page.sent, []);
    await page.lives(31_000);
    assert.equal(page.phase, 'ready');
    assert.deepEqual(page.sent, ['q']);
  });

  test('“Try now” in a pause by REST', async () => {
    const page = await new Browser().page().standByRest();
    page.host.routes.set('POST /chat/chat-1/message', () => ({
      status: 429,
      headers: { 'Retry-After': '30' },
      body: {},
    }));
    page.client.chat.send('q');
    await settle();
    page.client.connection.connect();
    await page.host.clock.advance(1000);
    assert.equal(page.host.count('POST /chat/chat-1/message'), 1);
    await page.host.clock.advance(28_000);
    assert.equal(page.host.count('POST /chat/chat-1/message'), 1, 'not before its time');
    page.host.routes.set('POST /chat/chat-1/message', () => ({ body: { message: 'answer' } }));
    await page.host.clock.advance(60_000);
    assert.deepEqual(page.texts, ['q', 'answer']);
  });

  test('a moment that is shown is in the future, and the countdown agrees with it', async () => {
    const page = await new Browser().page().stand();
    page.host.socket.drop();
    for (let second = 0; second < 200; second += 1) {
      const { at, phase } = page.client.connection.get();
      const left = page.client.connection.countdown.get();
      // While an attempt is under way nothing is waited for.
      const due = at === null ? null : at - page.host.clock.now();
      assert.ok(due === null || due >= 0, phase);
      assert.equal(left, due === null ? null : Math.ceil(due / 1000), phase);
      if (page.live.length > 0) page.host.socket.drop();
      await page.host.clock.advance(1000);
    }
  });
});

describe('a page nobody looks at', () => {
  function hide(page: Page): void {
    page.host.visible = false;
    page.host.network('hidden');
  }

  function show(page: Page): void {
    page.host.visible = true;
    page.host.network('visible');
  }

  test('lets go of its connection after the minutes that are set, and not before', async () => {
    const page = await new Browser().page({ idleDisconnect: 2 }).stand();
    hide(page);
    await page.lives(2 * minute - 1000);
    assert.equal(page.phase, 'ready');
    await page.lives(1000);
    assert.equal(page.phase, 'idle');
    assert.equal(page.live.length, 0);
    assert.equal(page.host.sockets[0]?.closedWith, 1000);
    await page.host.clock.advance(60 * minute);
    assert.equal(page.host.sockets.length, 1, 'and stays so');
  });

  test('the minutes count from when it was last seen', async () => {
    const page = await new Browser().page({ idleDisconnect: 2 }).stand();
    hide(page);
    await page.lives(1.5 * minute);
    show(page);
    await page.lives(1.5 * minute);
    hide(page);
    await page.lives(1.5 * minute);
    assert.equal(page.phase, 'ready');
  });

  test('comes back on sight, with what was on screen', async () => {
    const page = await new Browser().page({ idleDisconnect: 1 }).stand();
    page.client.chat.send('q');
    page.answer('a1', 'answer');
    hide(page);
    await page.lives(minute);
    page.sockets = 'standing';
    show(page);
    await page.host.clock.advance(1000);
    assert.equal(page.phase, 'ready');
    assert.deepEqual(page.texts, ['q', 'answer']);
    assert.equal(page.host.count('POST /chat'), 1);
  });

  test('comes back to send, and lets go again', async () => {
    const page = await new Browser().page({ idleDisconnect: 1 }).stand();
    hide(page);
    await page.lives(minute);
    page.sockets = 'standing';
    page.client.chat.send('by code');
    await settle();
    assert.deepEqual(page.sent, ['by code']);
    page.answer('a1', 'answer');
    await page.lives(2 * minute);
    assert.equal(page.phase, 'idle');
  });

  test('waits while an answer is expected or streams', async () => {
    const page = await new Browser().page({ idleDisconnect: 1 }).stand();
    page.client.chat.send('long');
    hide(page);
    page.host.socket.receive('response_start', { message_id: 'a1' });
    for (let part = 0; part < 10; part += 1) {
      page.host.socket.receive('response_chunk', { message_id: 'a1', delta: '.' });
      await page.lives(30_000);
    }
    assert.equal(page.phase, 'ready');
    page.host.socket.receive('response_complete', { message_id: 'a1', content: 'done' });
    await page.lives(2 * minute);
    assert.equal(page.phase, 'idle');
    assert.equal(page.host.sockets.length, 1);
  });

  test('waits while a message waits', async () => {
    const page = await new Browser().page({ idleDisconnect: 1 }).stand();
    page.host.socket.receive('rate_limit_exceeded', { retry_after: 200 });
    page.client.chat.send('later');
    hide(page);
    await page.lives(201_000);
    assert.deepEqual(page.sent, ['later']);
  });

  test('never means never', async () => {
    const page = await new Browser().page({ idleDisconnect: 'never' }).stand();
    page.sockets = 'standing';
    hide(page);
    await page.lives(30 * minute);
    assert.equal(page.phase, 'ready');
  });

  test('does not try on and on in vain either', async () => {
    const page = await new Browser().page({ idleDisconnect: 1 }).stand();
    hide(page);
    page.sockets = 'refused';
    page.host.socket.drop();
    await page.host.clock.advance(minute);
    assert.equal(page.phase, 'idle');
    const asked = page.host.requests.length;
    await page.host.clock.advance(5 * minute);
    assert.equal(page.host.requests.length, asked);
  });

  test('a page that starts out of sight connects, and lets go in time', async () => {
    const page = new Browser().page({ idleDisconnect: 1 });
    page.host.visible = false;
    await page.stand();
    await page.lives(minute);
    assert.equal(page.phase, 'idle');
  });

  test('Retry-After holds for a message that is sent while it rests', async () => {
    const page = await new Browser().page({ idleDisconnect: 1 }).stand();
    await page.pausedFor(300);
    const sockets = page.host.sockets.length;
    hide(page);
    await page.host.clock.advance(minute);
    assert.equal(page.phase, 'idle');
    page.client.chat.send('q');
    await page.host.clock.advance(minute);
    assert.equal(page.host.sockets.length, sockets);
    await page.host.clock.advance(5 * minute);
    assert.ok(page.host.sockets.length > sockets, 'but then it comes');
  });

  test('Retry-After holds for a look whether the network is back, too', async () => {
    const page = await new Browser().page().stand();
    await page.pausedFor(300);
    const sockets = page.host.sockets.length;
    page.host.network('offline');
    await page.host.clock.advance(3 * minute);
    assert.equal(page.host.sockets.length, sockets);
  });
});

describe('refused sockets: the one question that pages share', () => {
  const probe = 'GET /auth/me';

  async function two(): Promise<{ browser: Browser; one: Page; other: Page }> {
    const browser = new Browser();
    const one = await browser.page().stand();
    const other = await browser.page().stand();
    return { browser, one, other };
  }

  /** Both sockets are lost, and the next ones are refused at once. */
  async function refused(one: Page, other: Page): Promise<void> {
    for (const page of [one, other]) {
      page.sockets = 'refused';
      page.host.socket.drop();
    }
    await one.host.clock.advance(2600);
  }

  test('two pages that are refused at the same time ask once', async () => {
    const { browser, one, other } = await two();
    await refused(one, other);
    assert.equal(one.host.sockets.length + other.host.sockets.length, 4);
    assert.equal(browser.count(probe), 1);
    await one.host.clock.advance(27_000);
    assert.ok(one.host.sockets.length > 2);
    assert.equal(browser.count(probe), 1, 'in 30 s');
    await one.host.clock.advance(60_000);
    assert.ok(browser.count(probe) >= 2 && browser.count(probe) <= 3);
  });

  test('the other waits while one asks, and asks no more then', async () => {
    const { browser, one, other } = await two();
    const give = browser.hold(probe);
    await refused(one, other);
    give({ status: 403, body: {} });
    await browser.clock.advance(60);
    assert.equal(browser.count(probe), 1);
    for (const page of [one, other]) assert.equal(page.phase, 'failed');
  });

  test('what one found, the other acts on', async () => {
    const { browser, one, other } = await two();
    browser.routes.set(probe, () => ({ status: 403, body: {} }));
    await refused(one, other);
    assert.equal(browser.count(probe), 1);
    for (const page of [one, other]) {
      assert.equal(page.phase, 'failed');
      assert.equal(page.client.connection.get().terminal, true);
    }
  });

  test('a pause that one was told, the other keeps', async () => {
    const { browser, one, other } = await two();
    browser.routes.set(probe, () => ({ status: 429, body: { details: { retry_after: 25 } } }));
    await refused(one, other);
    const attempts = browser.count('GET /health');
    await one.host.clock.advance(24_000);
    assert.equal(browser.count('GET /health'), attempts);
  });

  test('a page that dies while it asks leaves the question to the other', async () => {
    const { browser, one, other } = await two();
    browser.hold(probe);
    await refused(one, other);
    assert.equal(browser.count(probe), 1);
    browser.routes.set(probe, () => ({ status: 403, body: {} }));
    browser.kill(one.host.count(probe) === 1 ? one : other);
    await browser.clock.advance(60);
    assert.equal(browser.count(probe), 2);
  });

  test('another user’s finding is not used', async () => {
    const browser = new Browser();
    const barred = await browser.page().stand();
    const bob = browser.page({ accessTokenKey: 'bob_access', refreshTokenKey: 'bob_refresh' });
    browser.knows('u2');
    await bob.stand();
    browser.routes.set(probe, ({ token }) =>
      token === barred.host.storage.values.get('bob_access')
        ? { body: { user: { id: 'u2', email: 'b@x.y' } } }
        : { status: 403, body: {} },
    );
    await refused(barred, bob);
    assert.equal(barred.phase, 'failed');
    assert.equal(bob.phase, 'reconnecting');
    assert.equal(bob.host.count(probe), 1);
  });

  test('a finding of the one who left says nothing to the next, and leaves with them', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    browser.routes.set(probe, () => ({ status: 403, body: {} }));
    page.sockets = 'refused';
    page.host.socket.drop();
    await page.host.clock.advance(2600);
    assert.equal(page.phase, 'failed');
    await page.client.session.logout();
    assert.deepEqual([...browser.storage.values.keys()], []);
    browser.routes.set(probe, () => ({ body: { user: { id: 'u2', email: 'b@x.y' } } }));
    browser.knows('u2');
    await page.client.session.login(ann);
    await page.host.clock.advance(60);
    assert.equal(page.phase, 'reconnecting');
  });

  test('without locks, and with a tampered finding, each asks for itself', async () => {
    for (const junk of ['', '{', 'null', '{"at":"x"}', '{"at":1e99,"user":"u1","code":"ok"}']) {
      const browser = new Browser({ locking: false });
      const page = await browser.page().stand();
      browser.storage.values.set('miptech_probe:acme', junk);
      page.sockets = 'refused';
      page.host.socket.drop();
      await page.host.clock.advance(2600);
      assert.equal(browser.count(probe), 1, junk);
    }
  });
});
