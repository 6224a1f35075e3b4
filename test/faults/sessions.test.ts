/**
 * Rows of the faults that concern who is signed in: sign-out at the wrong moment and on another
 * page, hostile replies to a sign-in, odd and long tokens.
 */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { MiptechError } from '../../src/core/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { scriptedToken } from '../../src/testing/scripted-host.js';
import { Browser, ann, endBrowsers } from './browser.js';
import type { Page } from './browser.js';

afterEach(endBrowsers);

const refresh = 'POST /auth/refresh';
const accessKey = 'miptech_access_token';

describe('row 33: sign-out at the wrong moment', () => {
  test('row 33: during a refresh: nothing is written back', async () => {
    for (const answer of [
      { body: { access_token: scriptedToken({ tenant_id: 'acme' }), refresh_token: 'r' } },
      { status: 401, body: {} },
      { status: 500, body: {} },
    ]) {
      const browser = new Browser();
      const page = await browser.page().stand();
      const give = browser.hold(refresh);
      page.host.socket.receive('token_expired');
      await page.host.clock.advance(60);
      await page.client.session.logout();
      give(answer);
      await page.host.clock.advance(60_000);
      assert.deepEqual([...browser.storage.values.keys()], []);
      assert.equal(page.client.session.get().phase, 'signed-out');
      assert.equal(page.live.length, 0);
      await endBrowsers();
    }
  });

  test('row 33: during a refresh, and the next user is in before its reply: it is not theirs', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const give = browser.hold(refresh);
    page.host.socket.receive('token_expired');
    await page.host.clock.advance(60);
    await page.client.session.logout();
    browser.knows('u2');
    await page.client.session.login(ann);
    await settle();
    const token = browser.storage.values.get(accessKey);
    give({ body: { access_token: scriptedToken({ tenant_id: 'acme', user_id: 'u1' }) } });
    await settle();
    assert.equal(browser.storage.values.get(accessKey), token);
    assert.equal(page.client.session.get().user?.id, 'u2');
  });

  test('row 33: in another page: this one leaves within a second, and clears its queue', async () => {
    const browser = new Browser();
    const one = await browser.page().stand();
    const other = await browser.page().stand();
    other.client.chat.send('q');
    other.answer('a1', 'for Ann’s eyes');
    const message = other.client.chat.send('and this');
    await one.client.session.logout();
    await browser.clock.advance(1000);
    assert.equal(other.client.session.get().phase, 'signed-out');
    assert.equal(other.live.length, 0);
    assert.deepEqual(other.texts, []);
    assert.equal(message.get().failure, 'auth_lost');
    assert.deepEqual([...browser.storage.values.keys()], []);
    browser.knows('u2');
    for (const page of [one, other]) {
      page.sockets = 'standing';
      await page.client.session.login(ann);
      await browser.clock.advance(1000);
      assert.deepEqual(page.texts, []);
      assert.deepEqual(
        page.live.flatMap((socket) => socket.frames('chat_message')),
        [],
      );
    }
  });

  test('row 33: in another page, while this one renews and the platform is slow: within a second too', async () => {
    const browser = new Browser();
    const one = await browser.page().stand();
    const other = await browser.page().stand();
    await browser.clock.advance(31_000);
    browser.hold(refresh);
    other.client.chat.send('for Ann’s eyes');
    other.host.socket.receive('token_expired');
    await other.host.clock.advance(60);
    await one.client.session.logout();
    await browser.clock.advance(1000);
    assert.equal(other.client.session.get().phase, 'signed-out');
    assert.deepEqual(other.texts, []);
  });

  for (const order of ['behind', 'ahead of'] as const) {
    test(`row 33: in another page, and the platform tells ${order} it that the session is over`, async () => {
      const browser = new Browser();
      const one = await browser.page().stand();
      const other = await browser.page().stand();
      other.client.chat.send('q');
      other.answer('a1', 'for Ann’s eyes');
      if (order === 'ahead of') other.host.socket.receive('unauthorized');
      const out = one.client.session.logout();
      if (order === 'behind') other.host.socket.receive('unauthorized');
      await out;
      await browser.clock.advance(1000);
      assert.equal(other.client.session.get().phase, 'signed-out');
      assert.equal(other.client.session.get().left, 'elsewhere');
      assert.deepEqual(other.texts, []);
    });
  }

  test('row 33: another user signs in on another page: nothing of the first one stays on this one', async () => {
    const browser = new Browser();
    const one = await browser.page().stand();
    const other = await browser.page().stand();
    one.client.chat.send('for Ann’s eyes');
    other.host.socket.drop();
    other.client.chat.send('Ann’s, unsent');
    browser.knows('u2', 'bob@example.com');
    await one.client.session.login({ email: 'bob@example.com', password: 'x' });
    for (const page of [one, other]) page.sockets = 'standing';
    await browser.clock.advance(5000);
    for (const page of [one, other]) {
      assert.equal(page.client.session.get().user?.email, 'bob@example.com');
      assert.deepEqual(page.texts, []);
      assert.deepEqual(page.host.socket.frames('chat_message'), []);
    }
    assert.equal([...browser.storage.values.values()].join().includes('Ann’s'), false);
  });

  test('row 33: on an anonymous page, another user signs in on another page: no attempt as a visitor in between', async () => {
    const browser = new Browser();
    const one = await browser.page({ anonymous: true }).stand();
    const other = await browser.page({ anonymous: true }).stand();
    for (const page of [one, other]) page.sockets = 'standing';
    const before = other.host.requests.length;
    browser.knows('u2', 'bob@example.com');
    await one.client.session.login({ email: 'bob@example.com', password: 'x' });
    await browser.clock.advance(5000);
    assert.equal(other.client.session.get().user?.email, 'bob@example.com');
    const tokens = new Set(other.host.requests.slice(before).map(({ token }) => token));
    assert.equal(tokens.has(null), false, 'asked without a token');
    assert.equal(tokens.size, 1);
  });

  test('row 33: the platform ends the session of one page: the other one asks to sign in, too', async () => {
    const browser = new Browser();
    const one = await browser.page().stand();
    const other = await browser.page().stand();
    one.host.socket.receive('unauthorized');
    await browser.clock.advance(1000);
    assert.equal(other.client.session.get().phase, 'expired');
    assert.equal(other.live.length, 0);
    await other.client.session.login(ann);
    await browser.clock.advance(1000);
    assert.equal(one.client.session.get().phase, 'signed-in', 'and back together');
  });

  test('row 33: during sign-in: who signed in last is in', async () => {
    const browser = new Browser();
    const page = browser.page();
    page.client.start();
    const give = browser.hold('POST /auth/login');
    const first = page.client.session.login(ann);
    await settle();
    await page.client.session.logout();
    give({ body: { access_token: scriptedToken({ tenant_id: 'acme', user_id: 'u1' }) } });
    await first.catch(() => undefined);
    await settle();
    assert.equal(page.client.session.get().phase, 'signed-out');
    assert.deepEqual([...browser.storage.values.keys()], []);
  });

  test('sign-out on a platform that never answers does not keep its caller waiting', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    browser.hold('POST /auth/logout');
    let over = false;
    void page.client.session.logout().then(() => (over = true));
    await settle();
    assert.equal(page.client.session.get().phase, 'signed-out', 'at once');
    await browser.clock.advance(15_000);
    assert.equal(over, true);
  });

  test('a refused sign-in as somebody else does not leave the first one’s messages behind', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    page.client.chat.send('for Ann’s eyes');
    browser.routes.set('POST /auth/login', () => ({ status: 401, body: {} }));
    await page.client.session
      .login({ email: 'bob@example.com', password: 'x' })
      .catch(() => undefined);
    await settle();
    if (page.client.session.get().phase === 'signed-in') return;
    assert.deepEqual(page.texts, []);
    assert.equal(browser.storage.values.has(accessKey), false);
  });
});

describe('row 35: hostile replies to a sign-in', () => {
  const token = (claims: object, header: object = { alg: 'HS256' }): string => {
    const part = (value: unknown): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part(header)}.${part({ tenant_id: 'acme', user_id: 'u1', ...claims })}.sig`;
  };
  const now = 1_700_000_000;
  const replies: [string, unknown][] = [
    ['no token', { user: { id: 'u1' } }],
    ['nothing', undefined],
    ['a list', []],
    ['a text', '"ok"'],
    ['null as token', { access_token: null }],
    ['“undefined” as token', { access_token: 'undefined' }],
    ['a number as token', { access_token: 42 }],
    ['an object as token', { access_token: { toString: 'x' } }],
    ['a token of 1 MB', { access_token: 'x'.repeat(1_048_576) }],
    ['a JWT of 1 MB', { access_token: token({ pad: 'x'.repeat(1_048_576) }) }],
    ['exp as text', { access_token: token({ iat: now, exp: 'never' }) }],
    ['exp NaN', { access_token: token({ iat: now, exp: 'NaN' }) }],
    ['exp as object', { access_token: token({ iat: now, exp: {} }) }],
    ['exp before iat', { access_token: token({ iat: now, exp: now - 60 }) }],
    ['exp at iat', { access_token: token({ iat: now, exp: now }) }],
    ['alg none', { access_token: token({}, { alg: 'none' }) }],
    ['alg NoNe', { access_token: token({}, { alg: 'NoNe' }) }],
    ['another tenant', { access_token: token({ tenant_id: 'evil' }) }],
    ['success: false', { success: false, access_token: token({}) }],
  ];
  for (const path of ['login', 'register'] as const) {
    for (const [name, body] of replies) {
      test(`row 35: ${path} answers with ${name}: refused with a reason, nothing stored`, async () => {
        const browser = new Browser();
        const page = browser.page();
        page.client.start();
        for (const route of ['login', 'register']) {
          browser.routes.set(`POST /auth/${route}`, () => ({ body }));
        }
        const done =
          path === 'login'
            ? page.client.session.login(ann)
            : page.client.session.register({ ...ann, fullName: 'Ann' });
        const error = await done.then(
          () => null,
          (thrown: unknown) => thrown,
        );
        await settle();
        assert.ok(error instanceof MiptechError, 'an error of the library');
        assert.ok(error.message.length > 10 && error.message.length < 300);
        assert.equal(page.client.session.get().phase, 'signed-out');
        assert.equal(page.client.session.get().error, error);
        assert.equal(page.phase, 'signed-out');
        assert.deepEqual([...browser.storage.values.keys()], []);
        assert.equal(page.host.sockets.length, 0);
      });
    }
  }

  for (const [name, body] of replies.filter(([name]) => name !== 'success: false')) {
    test(`row 35: a refresh answers with ${name}: the old token stays, the new one is not stored`, async () => {
      const browser = new Browser();
      const page = await browser.page().stand();
      const before = browser.storage.values.get(accessKey);
      browser.routes.set(refresh, () => ({ body }));
      page.host.socket.receive('token_expired');
      await page.lives(5000);
      assert.equal(browser.storage.values.get(accessKey), before);
      assert.equal(page.client.session.get().phase, 'signed-in');
    });
  }

  for (const [name, given] of [
    ['no text', 42],
    ['a huge text', 'x'.repeat(1_048_576)],
    ['alg none', token({}, { alg: 'none' })],
    ['another tenant’s', token({ tenant_id: 'evil' })],
  ] as const) {
    test(`row 35: getAuthToken answers ${name}: refused with a reason`, async () => {
      const page = new Browser().page({ getAuthToken: () => Promise.resolve(given as string) });
      page.client.start();
      await settle();
      assert.equal(page.client.session.get().phase, 'signed-out');
      assert.ok(page.client.session.get().error instanceof MiptechError);
      assert.equal(page.host.sockets.length, 0);
    });
  }
});

describe('row 41: odd and long tokens', () => {
  async function signedInWith(access_token: string): Promise<Page> {
    const browser = new Browser();
    browser.routes.set('POST /auth/login', () => ({
      body: { access_token, user: { id: 'u1', email: 'ann@example.com' } },
    }));
    const page = browser.page();
    page.client.start();
    await page.client.session.login(ann);
    await settle();
    return page;
  }

  for (const token of [
    'a&b=c+d/e%f#g?h',
    'a b"c<d>',
    '%00%2e%2e',
    'äöü',
    '&token=evil',
    '+'.repeat(100),
  ]) {
    test(`row 41: ${token.slice(0, 20)} arrives as it is`, async () => {
      const page = await signedInWith(token);
      const url = new URL(page.host.socket.url);
      assert.deepEqual(url.searchParams.getAll('token'), [token]);
      assert.equal(url.searchParams.get('tenant_id'), 'acme');
      assert.equal(url.hash, '');
      assert.equal(page.host.requests.at(-1)?.token, token);
    });
  }

  test('row 41: 8,192 characters are taken, and arrive whole', async () => {
    const token = `${'&=+/%#'.repeat(1365)}xx`;
    assert.equal(token.length, 8192);
    const page = await signedInWith(token);
    assert.equal(new URL(page.host.socket.url).searchParams.get('token'), token);
  });

  test('row 41: one more is refused, with a clear error that does not hold it', async () => {
    const token = 'x'.repeat(8193);
    await assert.rejects(signedInWith(token), (error: unknown) => {
      assert.ok(error instanceof MiptechError);
      assert.match(error.message, /8193 .*8192/);
      assert.equal(inspect(error).includes('xxxx'), false);
      return true;
    });
  });
});
