/**
 * Rows of the faults that concern what is kept and what may be seen: storage that fails, and the only
 * three places in which a token may stand.
 */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { inspect } from 'node:util';
import type { MiptechOptions } from '../../src/core/index.js';
import type { StoragePort } from '../../src/core/ports.js';
import { settle } from '../../src/testing/manual-clock.js';
import { scriptedToken } from '../../src/testing/scripted-host.js';
import type { ScriptedAnswer, ScriptedStorage } from '../../src/testing/scripted-host.js';
import { Browser, ann, endBrowsers, talks } from './browser.js';
import type { Page } from './browser.js';

afterEach(endBrowsers);

const accessKey = 'miptech_access_token';

describe('row 34: storage that fails', () => {
  /** Signed in, asked, renewed, lost, back, asked: on whatever is left of the storage. */
  async function lives(page: Page): Promise<void> {
    await page.stand();
    await talks(page, 'one');
    await page.lives(35_000);
    const refreshed = page.host.count('POST /auth/refresh');
    page.host.socket.receive('token_expired');
    await page.host.clock.advance(60);
    assert.equal(page.host.count('POST /auth/refresh'), refreshed + 1);
    page.host.socket.stand();
    await settle();
    page.host.socket.drop();
    page.client.chat.send('waits');
    await page.back();
    page.answer('waited', 'it did');
    await talks(page, 'two');
    assert.equal(page.client.session.get().phase, 'signed-in');
    await page.client.session.logout();
    assert.equal(page.phase, 'signed-out');
    assert.deepEqual(page.texts, []);
  }

  const warnings = (page: Page): string[] =>
    page.host.logged.filter((line) => line.includes('refuses storage'));

  test('row 34: it throws from the beginning: memory instead, one warning', async () => {
    const page = new Browser().page();
    page.host.storage.broken = true;
    page.host.sessionStorage.broken = true;
    await lives(page);
    assert.equal(warnings(page).length, 1);
  });

  test('row 34: reading it is what throws: the same', async () => {
    const page = new Browser().page(
      { tokenStorage: 'session' },
      { sessionStorage: null, pageProtocol: 'http:' },
    );
    await lives(page);
    assert.equal(warnings(page).length, 1);
  });

  test('row 34: it begins to throw at any time, and may stop again', async () => {
    for (let from = 0; from < 60; from += 3) {
      const browser = new Browser();
      let calls = 0;
      const inner = browser.storage;
      const touch = (): void => {
        calls += 1;
        inner.broken = calls >= from && calls < from + 25;
      };
      const page = browser.page({}, { localStorage: touched(inner, touch) });
      await lives(page);
      inner.broken = false;
      assert.ok(warnings(page).length <= 1);
      await endBrowsers();
    }
  });

  function touched(inner: ScriptedStorage, touch: () => void): StoragePort {
    return {
      get length() {
        touch();
        return inner.length;
      },
      key: (index) => {
        touch();
        return inner.key(index);
      },
      getItem: (key) => {
        touch();
        return inner.getItem(key);
      },
      setItem: (key, value) => {
        touch();
        inner.setItem(key, value);
      },
      removeItem: (key) => {
        touch();
        inner.removeItem(key);
      },
    };
  }

  test('row 34: it is full, whatever still fits', async () => {
    for (const quota of [0, 20, 150, 200, 250, 300, 350, 400, 500, 600]) {
      const page = new Browser().page();
      page.host.storage.quota = quota;
      await lives(page);
      assert.ok(warnings(page).length <= 1, String(quota));
      await endBrowsers();
    }
  });

  test('row 34: it was full for a moment on one page, and another one renews: nobody is signed out', async () => {
    const browser = new Browser();
    const spent = new Set<unknown>();
    const usual = browser.routes.get('POST /auth/refresh');
    browser.routes.set('POST /auth/refresh', (request) => {
      const given = request.body['refresh_token'];
      if (spent.has(given)) return { status: 401, body: {} };
      spent.add(given);
      return usual?.(request) ?? {};
    });
    const one = await browser.page({ pingInterval: 600_000 }).stand();
    const other = await browser.page({ pingInterval: 600_000 }).stand();
    for (const page of [one, other]) page.sockets = 'standing';
    browser.storage.quota = [...browser.storage.values].flat().join('').length + 1000;
    one.client.chat.send('x'.repeat(2000));
    assert.equal(warnings(one).length, 1);
    one.answer('a1', 'too long to be kept, and answered');
    browser.storage.quota = Infinity;
    await browser.clock.advance(60_000);
    other.host.socket.receive('token_expired');
    await browser.clock.advance(900_000);
    for (const page of [one, other]) assert.equal(page.client.session.get().phase, 'signed-in');
  });

  test('row 34: it is cleared behind the page’s back: no crash, and nobody is half signed in', async () => {
    for (const told of [true, false]) {
      const browser = new Browser();
      const page = await browser.page().stand();
      await talks(page, 'one');
      browser.storage.values.clear();
      if (told) page.host.storageChanged(null);
      await page.lives(1000);
      if (told) {
        assert.equal(page.client.session.get().phase, 'signed-out');
        assert.deepEqual(page.texts, []);
        await page.client.session.login(ann);
        await settle();
        page.host.socket.stand();
      }
      await talks(page, 'two');
      await page.client.session.logout();
      await endBrowsers();
    }
  });

  const junk = [
    '',
    '{',
    'null',
    'undefined',
    '[]',
    '0',
    '"x"',
    '{"__proto__":{"polluted":1}}',
    '{"user":[],"id":{},"email":[1]}',
    '{"owner":{},"items":{}}',
    '{"owner":"u1","items":[null,1,"x",[],{},{"id":{}},{"id":"a","text":5},{"id":"b","text":"ok","at":"x","chatId":{},"failure":"__proto__"}]}',
    `{"owner":"u1","items":[${Array.from({ length: 5000 }, (_, n) => `{"id":"i${String(n)}","text":"t","at":1700000000000}`).join()}]}`,
    '{"tenantId":"acme","receivedAt":1e300,"life":1e300}',
    '{"tenantId":"acme","receivedAt":-1e300,"life":-1}',
    '{"tenantId":"acme","receivedAt":"x","life":"NaN","expired":"yes"}',
    '{"owner":"u1","chatId":"../../admin"}',
    '\ud800',
    'x'.repeat(100_000),
  ];
  test('row 34: every entry is tampered with: no crash, nothing polluted, sign-in works', async () => {
    const token = scriptedToken({ tenant_id: 'acme', user_id: 'u1', iat: 1, exp: 901 });
    for (const value of junk) {
      const browser = new Browser();
      for (const key of [
        'miptech_refresh_token',
        'miptech_user',
        'miptech_session',
        'miptech_conversation:acme',
        'miptech_outbox:acme:gone',
        'miptech_outbox:acme:',
        'miptech_probe:acme',
      ]) {
        browser.storage.values.set(key, value);
      }
      for (const access of [value, token]) {
        browser.storage.values.set(accessKey, access);
        const page = browser.page();
        page.sockets = 'standing';
        page.client.start();
        await page.lives(10_000);
        if (page.phase !== 'ready') await page.client.session.login(ann);
        await page.lives(10_000);
        assert.equal(page.phase, 'ready', value.slice(0, 40));
        assert.ok(page.texts.length <= 100);
        page.client.destroy();
      }
      assert.equal(({} as { polluted?: number }).polluted, undefined);
      await endBrowsers();
    }
  });
});

describe('row 42: a canary for a token', () => {
  /** Every string in `value`, however deep and however hidden. */
  const seen = (value: unknown): string => {
    let json: string;
    try {
      json = JSON.stringify(value) ?? '';
    } catch {
      json = '';
    }
    const stack = value instanceof Error ? `${value.stack ?? ''}${value.message}` : '';
    return json + stack + inspect(value, { depth: 12, showHidden: true, maxStringLength: null });
  };

  /** A client whose tokens and password say who they are, and all that may be seen of it. */
  function watched(options: Partial<MiptechOptions> = {}) {
    const browser = new Browser();
    const places: [string, string][] = [];
    const note = (place: string, value: unknown): void => {
      places.push([place, seen(value)]);
    };
    let issued = 0;
    const tokens = (): ScriptedAnswer => {
      issued += 1;
      const access_token = scriptedToken({ tenant_id: 'acme', user_id: 'u1', issued, c: 'CANARY' });
      const user = { id: 'u1', email: 'ann@example.com' };
      return {
        body: {
          access_token: `CANARY.${access_token}`,
          refresh_token: `CANARY-${String(issued)}`,
          expires_in: 900,
          user,
        },
      };
    };
    browser.routes.set('POST /auth/login', tokens);
    browser.routes.set('POST /auth/refresh', tokens);
    const log = (...data: unknown[]): void => note('console', data);
    const page = browser.page(options, {
      console: { debug: log, info: log, warn: log, error: log },
    });
    const { client } = page;
    for (const [name, source] of Object.entries({
      connection: client.connection,
      session: client.session,
      health: client.health,
      transcript: client.transcript,
    })) {
      source.subscribe(() => note(name, source.get()));
    }
    const tried = async (call: () => unknown): Promise<void> => {
      try {
        note('result', await call());
      } catch (error) {
        note('error', error);
      }
    };
    /** Where the canary was found and must not be. */
    const found = (): string[] => {
      const leaks = new Set(
        places.filter(([, text]) => text.includes('CANARY')).map(([place]) => place),
      );
      const own = new Set([accessKey, 'miptech_refresh_token']);
      for (const [key, value] of [...browser.storage.values, ...page.host.sessionStorage.values]) {
        if ((key + value).includes('CANARY') && !own.has(key)) leaks.add(`storage ${key}`);
      }
      for (const { method, path, body } of page.host.requests) {
        const given = { ...body };
        if (path === '/auth/refresh') delete given['refresh_token'];
        if (path === '/auth/login' || path === '/auth/register') delete given['password'];
        if (path.includes('CANARY') || seen(given).includes('CANARY'))
          leaks.add(`${method} ${path}`);
      }
      for (const socket of page.host.sockets) {
        if (seen(socket.sent).includes('CANARY')) leaks.add('a frame');
        const url = new URL(socket.url);
        url.searchParams.delete('token');
        if (url.href.includes('CANARY')) leaks.add('the socket’s address beside token');
      }
      if (seen(client).includes('CANARY')) leaks.add('the client itself');
      return [...leaks];
    };
    const secret = { email: 'ann@example.com', password: 'CANARY-password' };
    return { browser, page, note, tried, found, secret };
  }

  test('row 42: everything goes wrong for an hour: it is in its three places only', async () => {
    const { browser, page, tried, found, secret } = watched();
    const { client, host } = page;
    const working = new Map(browser.routes);
    const failures: (() => ScriptedAnswer)[] = [
      () => ({ status: 401, body: { detail: 'Not authenticated' } }),
      () => ({ status: 403, body: {} }),
      () => ({ status: 404, body: {} }),
      () => ({ status: 422, body: { detail: [{ loc: ['body'], msg: 'no' }] } }),
      () => ({ status: 429, headers: { 'Retry-After': '3' }, body: {} }),
      () => ({ status: 500, body: '<html>' }),
      () => ({ body: 'no json' }),
      () => ({ body: [] }),
      () => {
        throw new TypeError('Failed to fetch');
      },
    ];
    await tried(() => client.session.login(secret));
    client.start();
    await settle();
    host.socket.stand();
    let step = 0;
    for (const fail of failures) {
      for (const route of working.keys()) {
        step += 1;
        for (const [name, usual] of working) browser.routes.set(name, usual);
        if (client.session.get().phase !== 'signed-in')
          await tried(() => client.session.login(secret));
        page.sockets = step % 3 === 0 ? 'refused' : 'standing';
        await page.lives(5000);
        browser.routes.set(route, fail);
        if (page.live.length > 0) {
          client.chat.send(`m${String(step)}`);
          const [frame, data] = [
            ['error', { message: 'no' }],
            ['token_expired', {}],
            ['rate_limit_exceeded', { retry_after: 2 }],
            ['nonsense', { deep: {} }],
          ][step % 4] as [string, object];
          host.socket.receive(frame, data);
          host.socket.emit('message', { data: '{' });
          await settle();
          host.socket.drop([1000, 1006, 1008, 1009, 4401][step % 5]);
        }
        await page.lives(10_000);
        await tried(() => client.chat.list());
        await tried(() => client.chat.open(`chat-${String(step)}`));
        await tried(() => client.chat.newChat());
        await tried(() => client.health.check());
        client.connection.connect();
        await tried(() => client.session.login({ ...secret, email: 'x' }));
        if (step % 7 === 0) host.clock.jump(3_600_000);
        if (step % 10 === 0) await tried(() => client.session.logout());
      }
    }
    assert.ok(step > 70 && host.sockets.length > 50, 'a long way');
    assert.deepEqual(found(), []);
  });

  test('row 42: what the host throws may hold the address, and is not handed on', async () => {
    const { page, tried, found, secret } = watched();
    const opened: string[] = [];
    const { client } = page;
    // A browser names the whole address in its SyntaxError.
    await tried(() => client.session.login(secret));
    client.start();
    await settle();
    opened.push(page.host.socket.url);
    page.host.socket.emit('error', { reason: opened[0] ?? '' });
    page.host.socket.drop(1006, `refused: ${opened[0] ?? ''}`);
    page.host.routes.set('GET /auth/me', ({ token }) => {
      throw new TypeError(`Failed to fetch with ${String(token)}`);
    });
    await page.lives(60_000);
    assert.ok(opened[0]?.includes('CANARY'));
    assert.deepEqual(found(), []);
  });

  test('row 42: a WebSocket that throws on its address', async () => {
    const browser = new Browser();
    const lines: string[] = [];
    const log = (...data: unknown[]): void => void lines.push(seen(data));
    class Throwing {
      constructor(url: string) {
        throw new SyntaxError(`The URL '${url}' is invalid.`);
      }
    }
    const page = browser.page(
      {},
      { WebSocket: Throwing as never, console: { debug: log, info: log, warn: log, error: log } },
    );
    page.client.start();
    await page.client.session.login(ann);
    await page.lives(120_000);
    const token = browser.storage.values.get(accessKey) ?? '';
    assert.ok(token.length > 20);
    assert.ok(page.client.connection.get().error !== null, 'it is told that something is wrong');
    assert.equal(seen(page.client.connection.get()).includes(token), false);
    assert.equal(lines.join().includes(token), false);
  });

  test('row 42: a platform that repeats token and password in its words', async () => {
    for (const path of [
      'POST /auth/login',
      'POST /auth/refresh',
      'GET /auth/me',
      'POST /chat',
      'GET /chat/list',
    ]) {
      const { browser, page, tried, found, secret } = watched();
      if (path !== 'POST /auth/login') await tried(() => page.client.session.login(secret));
      browser.routes.set(path, ({ token, body }) => ({
        status: 422,
        body: {
          message: `Invalid: ${String(token)} ${JSON.stringify(body)}`,
          detail: [
            { loc: ['body', 'x'], msg: `Invalid: ${String(token)} ${JSON.stringify(body)}` },
          ],
        },
      }));
      if (path === 'POST /auth/login') await tried(() => page.client.session.login(secret));
      page.client.start();
      await settle();
      if (page.host.sockets.length > 0) page.host.socket.receive('token_expired');
      await page.lives(5000);
      await tried(() => page.client.chat.list());
      page.sockets = 'refused';
      if (page.host.sockets.length > 0) page.host.socket.drop();
      await page.lives(5000);
      assert.deepEqual(found(), [], path);
    }
  });

  test('row 42: getAuthToken’s token and what it throws', async () => {
    let asked = 0;
    const { page, found } = watched({
      getAuthToken: () => {
        asked += 1;
        return asked === 1
          ? Promise.resolve(`CANARY.${scriptedToken({ tenant_id: 'acme', user_id: 'u1' })}`)
          : Promise.reject(new Error('CANARY is no longer good'));
      },
    });
    page.client.start();
    await settle();
    page.host.socket.stand();
    page.host.socket.receive('token_expired');
    await page.lives(60_000);
    assert.equal(asked, 2);
    assert.deepEqual(found(), []);
    assert.equal(page.host.storage.values.has(accessKey), false);
  });
});
