/**
 * Rows of the faults that concern the end and the page around a client: destroy() at every moment,
 * and listeners that throw or call back in.
 */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { afterEach, describe, test } from 'node:test';
import { locked } from '../../src/core/client/lock.js';
import { Recorder } from '../../src/core/client/recorder.js';
import { RestClient } from '../../src/core/client/rest.js';
import { Store } from '../../src/core/client/storage.js';
import { validateOptions } from '../../src/core/config.js';
import type { MiptechOptions } from '../../src/core/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { scriptedToken, workingHost } from '../../src/testing/scripted-host.js';
import { apart } from './apart.js';
import { Browser, ann, endBrowsers, leftBehind, talks } from './browser.js';
import type { Page } from './browser.js';

afterEach(endBrowsers);

const accessKey = 'miptech_access_token';

describe('row 38: destroy() at any moment', () => {
  for (const walk of ['main', 'visitor', 'sign-on']) {
    test(`row 38: at every turn of the microtask queue of the walk “${walk}”: nothing is left`, async () => {
      assert.deepEqual(await apart('sweep', walk), []);
    });
  }

  const calls: [string, (page: Page) => unknown, Partial<MiptechOptions>?][] = [
    [
      'GET /auth/me',
      (page) => {
        page.host.storage.values.set(
          accessKey,
          scriptedToken({ tenant_id: 'acme', user_id: 'u1' }),
        );
        page.client.start();
      },
    ],
    ['POST /auth/login', (page) => page.client.session.login(ann)],
    ['POST /auth/register', (page) => page.client.session.register({ ...ann, fullName: 'Ann' })],
    [
      'POST /auth/logout',
      async (page) => {
        await page.client.session.login(ann);
        return page.client.session.logout();
      },
    ],
    [
      'POST /auth/refresh',
      async (page) => {
        await page.stand();
        page.host.socket.receive('token_expired');
      },
    ],
    ['GET /health', (page) => page.client.health.check()],
    [
      'POST /chat',
      async (page) => {
        page.client.start();
        await page.client.session.login(ann);
      },
    ],
    [
      'GET /chat/chat-1',
      async (page) => {
        await page.stand();
        return page.client.chat.open('chat-1');
      },
      { chatId: 'chat-0' },
    ],
    [
      'GET /chat/list',
      async (page) => {
        await page.stand();
        return page.client.chat.list();
      },
    ],
    [
      'POST /chat/chat-1/message',
      async (page) => {
        await page.standByRest();
        page.client.chat.send('q');
      },
    ],
  ];
  for (const [route, act, options] of calls) {
    test(`row 38: while ${route} hangs: nothing is left, and no caller waits`, async () => {
      const browser = new Browser();
      const page = browser.page(options);
      browser.hold(route);
      const ended = Promise.resolve(act(page)).catch((error: unknown) => error);
      await settle();
      for (let wait = 0; wait < 80 && browser.count(route) === 0; wait += 1) {
        await browser.clock.advance(250);
      }
      assert.equal(browser.count(route), 1);
      assert.deepEqual(await leftBehind(browser), []);
      // The call that tells of a sign-out is meant to outlive the page.
      if (route === 'POST /auth/logout') return;
      const error = await ended;
      if (error instanceof Error) assert.equal((error as { code?: string }).code, 'disposed');
    });
  }

  test('row 38: while messages wait for leave to be sent: nothing is left', async () => {
    for (const byRest of [true, false]) {
      const browser = new Browser();
      const page = browser.page();
      browser.routes.set('POST /chat/chat-1/message', ({ body }) => ({
        body: { message: `to ${String(body['message'])}` },
      }));
      await (byRest ? page.standByRest() : page.stand());
      for (let count = 0; count < 15; count += 1) page.client.chat.send(`m${String(count)}`);
      await settle();
      assert.equal(browser.count('POST /chat/chat-1/message') + page.sent.length, 10);
      assert.deepEqual(await leftBehind(browser), []);
    }
  });

  test('row 38: while getAuthToken hangs: nothing is left, and a late token is nobody’s', async () => {
    for (const reason of ['initial', 'expired']) {
      const browser = new Browser();
      let give: (token: string) => void = () => undefined;
      const page = browser.page({
        getAuthToken: (request) =>
          request.reason === reason
            ? new Promise((resolve) => (give = resolve))
            : Promise.resolve(scriptedToken({ tenant_id: 'acme', user_id: 'sso' })),
      });
      page.client.start();
      await settle();
      if (reason === 'expired') {
        page.host.socket.stand();
        page.host.socket.receive('token_expired');
        await settle();
      }
      assert.deepEqual(await leftBehind(browser), []);
      give(scriptedToken({ tenant_id: 'acme', user_id: 'sso', late: true }));
      await browser.clock.advance(60_000);
      assert.deepEqual(await leftBehind(browser), []);
    }
  });

  const verbs: [string, (page: Page) => unknown][] = [
    ['start', (page) => page.client.start()],
    ['connect', (page) => page.client.connection.connect()],
    ['disconnect', (page) => page.client.connection.disconnect()],
    ['login', (page) => page.client.session.login(ann)],
    ['register', (page) => page.client.session.register({ ...ann, fullName: 'Ann' })],
    ['logout', (page) => page.client.session.logout()],
    ['check', (page) => page.client.health.check()],
    ['send', (page) => page.client.chat.send('late')],
    [
      'resend',
      (page) => page.client.chat.resend(page.client.transcript.get().messages[0]?.id ?? ''),
    ],
    [
      'askAgain',
      (page) => page.client.chat.askAgain(page.client.transcript.get().messages[0]?.id ?? ''),
    ],
    ['stop', (page) => page.client.chat.stop()],
    ['newChat', (page) => page.client.chat.newChat()],
    ['open', (page) => page.client.chat.open('other')],
    ['list', (page) => page.client.chat.list()],
    ['destroy', (page) => page.client.destroy()],
  ];
  for (const [verb, call] of verbs) {
    test(`row 38: ${verb}() after destroy() brings nothing back`, async () => {
      const browser = new Browser();
      const page = await browser.page().stand();
      await talks(page, 'one');
      page.client.chat.send('two');
      page.host.socket.receive('error', { message: 'no' });
      page.client.destroy();
      const asked = page.host.requests.length;
      await Promise.resolve(call(page)).catch(() => undefined);
      await settle();
      assert.equal(browser.clock.pending, 0, 'timers');
      await browser.clock.advance(120_000);
      assert.equal(page.host.requests.length, asked);
      assert.equal(page.host.sockets.length, 1);
      assert.equal(page.phase, 'closed');
      assert.deepEqual(await leftBehind(browser), []);
    });
  }
});

test('row 38: a call or a lock that is over leaves nothing at the signal it was given', async () => {
  const host = workingHost();
  host.routes.set('GET /chat/list', () => ({ status: 500, body: {} }));
  const settings = validateOptions(
    { apiUrl: 'http://platform.test', tenantId: 'acme' },
    { pageProtocol: 'http:' },
  );
  const rest = new RestClient(settings, host.ports, new Recorder(host.ports.clock));
  const { signal } = new AbortController();
  await rest.call({ method: 'GET', path: '/health', signal });
  await assert.rejects(rest.call({ method: 'GET', path: '/chat/list', signal }));
  host.locks = { request: (_name, _options, task) => task() };
  const store = new Store(settings, host.ports, () => undefined);
  const held = locked({ ports: host.ports, store, signal }, 'a lock', () => Promise.resolve(1));
  await host.clock.advance(100);
  assert.equal(await held, 1);
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
  assert.equal(host.clock.pending, 0);
});

describe('row 39: listeners of the page that throw or call back in', () => {
  test('row 39: one that throws: the others hear, the client goes on, the page is told', async () => {
    const native = globalThis.queueMicrotask;
    const uncaught: unknown[] = [];
    globalThis.queueMicrotask = (task) => {
      native(() => {
        try {
          task();
        } catch (error) {
          uncaught.push(error);
        }
      });
    };
    try {
      const browser = new Browser();
      const page = browser.page();
      const { client } = page;
      const heard = new Set<string>();
      const sources = {
        connection: client.connection,
        countdown: client.connection.countdown,
        session: client.session,
        health: client.health,
        transcript: client.transcript,
      };
      for (const [name, source] of Object.entries(sources)) {
        source.subscribe(() => {
          throw new Error(`the page’s own fault, on ${name}`);
        });
        source.subscribe(() => heard.add(name));
      }
      await page.stand();
      await talks(page, 'one');
      page.host.socket.drop();
      await page.back();
      await talks(page, 'two');
      assert.deepEqual([...heard].sort(), Object.keys(sources).sort());
      const told = new Set(uncaught.map(String));
      assert.equal(told.size, 5, 'each surfaces as uncaught');
      await leftBehind(browser);
    } finally {
      globalThis.queueMicrotask = native;
    }
  });

  for (const verb of ['connect', 'send', 'stop', 'newChat', 'disconnect', 'logout', 'destroy']) {
    test(`row 39: ${verb}() from inside each listener, at each of its calls: no deadlock`, async () => {
      assert.deepEqual(await apart('callbacks', verb), []);
    });
  }

  test('row 39: a listener that connects whenever nothing is connected makes no storm', async () => {
    const page = await new Browser().page().stand();
    for (const route of ['GET /health', 'GET /auth/me']) {
      page.host.routes.set(route, () => {
        throw new TypeError('Failed to fetch');
      });
    }
    // A bound for the test’s own sake: a loop of microtasks would never end.
    let calls = 0;
    page.client.connection.subscribe(() => {
      if (page.client.connection.get().status !== 'disconnected' || calls >= 500) return;
      calls += 1;
      page.client.connection.connect();
    });
    const asked = page.host.requests.length;
    page.host.socket.drop();
    await page.host.clock.advance(60_000);
    const attempts = page.host.requests.length - asked;
    assert.ok(attempts <= 70, `${String(attempts)} questions in a minute`);
  });

  test('row 39: a listener that connects whenever it is closed does not outlive destroy()', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    page.client.connection.subscribe(() => {
      if (page.phase === 'closed') page.client.connection.connect();
    });
    page.client.destroy();
    await browser.clock.advance(60_000);
    assert.equal(page.host.sockets.length, 1);
    assert.deepEqual(await leftBehind(browser), []);
  });
});
