/**
 * Rows of the faults that concern the life of tokens: clocks that jump, pages that renew together,
 * locks that fail, replies that are lost.
 */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import type { LockPort } from '../../src/core/ports.js';
import { settle } from '../../src/testing/manual-clock.js';
import { ScriptedStorage, scriptedToken } from '../../src/testing/scripted-host.js';
import type { ScriptedAnswer } from '../../src/testing/scripted-host.js';
import { Browser, ann, endBrowsers } from './browser.js';
import type { Page } from './browser.js';

afterEach(endBrowsers);

const hour = 3_600_000;
const day = 24 * hour;
const refresh = 'POST /auth/refresh';
const accessKey = 'miptech_access_token';

const lost = (): never => {
  throw new TypeError('Failed to fetch');
};

/**
 * A platform that rotates refresh tokens: each is good for one renewal, as is only right. Answers the
 * refresh tokens that were used in vain.
 */
function rotating(browser: Browser): unknown[] {
  const spent = new Set<unknown>();
  const refused: unknown[] = [];
  const usual = browser.routes.get(refresh);
  browser.routes.set(refresh, (request) => {
    const given = request.body['refresh_token'];
    if (spent.has(given)) {
      refused.push(given);
      return { status: 401, body: {} };
    }
    spent.add(given);
    return usual?.(request) ?? {};
  });
  return refused;
}

/** The storage that another process writes: what it wrote is seen only once it has come across. */
class LateStorage extends ScriptedStorage {
  /** The keys that were written. */
  readonly coming: string[] = [];
  readonly #shared: ScriptedStorage;

  constructor(shared: ScriptedStorage) {
    super();
    this.#shared = shared;
    for (const [key, value] of shared.values) this.values.set(key, value);
  }

  /** Lets so many entries come across, and answers their keys. */
  come(count: number): string[] {
    const keys = this.coming.splice(0, count);
    for (const key of keys) {
      const value = this.#shared.values.get(key);
      if (value === undefined) this.values.delete(key);
      else this.values.set(key, value);
    }
    return keys;
  }

  override setItem(key: string, value: string): void {
    super.setItem(key, value);
    this.#shared.values.set(key, value);
  }

  override removeItem(key: string): void {
    super.removeItem(key);
    this.#shared.values.delete(key);
  }
}

describe('row 27: clocks that jump', () => {
  for (const [name, jump] of [
    ['an hour forward', hour],
    ['an hour back', -hour],
    ['30 days forward', 30 * day],
    ['30 days back', -30 * day],
  ] as const) {
    test(`row 27: ${name}: at most one refresh more in a token’s life, and no loop`, async () => {
      const page = await new Browser().page().stand();
      page.sockets = 'standing';
      await page.lives(60_000);
      page.host.clock.jump(jump);
      await page.lives(10 * 60_000);
      assert.ok(page.host.count(refresh) <= 1, `${String(page.host.count(refresh))} refreshes`);
      await page.lives(20 * 60_000);
      assert.ok(page.host.count(refresh) <= 3, `${String(page.host.count(refresh))} in two lives`);
      assert.ok(page.host.count(refresh) >= 1, 'the lives do end');
      assert.equal(page.phase, 'ready');
      assert.equal(page.live.length, 1);
    });
  }

  test('row 27: there and back, again and again: a refresh for each step forward at most', async () => {
    const page = await new Browser().page().stand();
    page.sockets = 'standing';
    for (let time = 0; time < 10; time += 1) {
      page.host.clock.jump(day);
      await page.lives(20_000);
      page.host.clock.jump(-day);
      await page.lives(20_000);
    }
    assert.ok(page.host.count(refresh) <= 10, `${String(page.host.count(refresh))}`);
    assert.equal(page.client.session.get().phase, 'signed-in');
    assert.equal(page.phase, 'ready');
  });

  for (const off of [-day, day]) {
    test(`row 27: a device that is a day ${off < 0 ? 'behind' : 'ahead of'} its platform: lives are as long as they are`, async () => {
      const browser = new Browser();
      let issued = 0;
      const tokens = (): ScriptedAnswer => {
        issued += 1;
        // The platform's clock is the right one.
        const iat = Math.floor((browser.clock.now() - off) / 1000);
        const claims = { tenant_id: 'acme', user_id: 'u1', iat, exp: iat + 900, issued };
        return {
          body: {
            access_token: scriptedToken(claims),
            refresh_token: `refresh-${String(issued)}`,
            user: { id: 'u1', email: 'ann@example.com' },
          },
        };
      };
      browser.routes.set('POST /auth/login', tokens);
      browser.routes.set(refresh, tokens);
      const page = await browser.page().stand();
      page.sockets = 'standing';
      await page.lives(800_000);
      assert.equal(browser.count(refresh), 0);
      await page.lives(1_000_000);
      assert.equal(browser.count(refresh), 2);
      page.client.destroy();
      const reloaded = await browser.page({}, {}, page).stand();
      assert.equal(reloaded.client.session.get().phase, 'signed-in');
      assert.equal(browser.count(refresh), 2);
    });
  }

  test('row 27: a session kept from a clock that was ahead is used, and renewed when it is refused', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    page.client.destroy();
    browser.clock.jump(-30 * day);
    const next = browser.page({}, {}, page);
    next.sockets = 'standing';
    next.client.start();
    await settle();
    assert.equal(next.phase, 'ready');
    next.host.socket.receive('token_expired');
    await next.lives(10_000);
    assert.equal(next.phase, 'ready');
    assert.equal(browser.count(refresh), 1);
  });

  test('row 27: the limit on sending does not follow the wall clock', async () => {
    for (const jump of [hour, -hour, 30 * day, -30 * day]) {
      const page = await new Browser()
        .page({ pingInterval: 600_000, idleDisconnect: 'never' })
        .stand();
      for (let count = 0; count < 30; count += 1) page.client.chat.send(`m${String(count)}`);
      assert.equal(page.sent.length, 10);
      page.host.clock.jump(jump);
      page.client.chat.send('one more');
      assert.equal(page.sent.length, 10);
      await page.host.clock.advance(1500);
      assert.equal(page.sent.length, 11, 'a second is a second');
      await endBrowsers();
    }
  });

  test('row 27: a life of a moment causes no storm of renewals', async () => {
    for (const expires_in of [0.001, 0.5, 1]) {
      const browser = new Browser();
      const answer = (): ScriptedAnswer => ({
        body: {
          access_token: scriptedToken({ tenant_id: 'acme', user_id: 'u1', n: Math.random() }),
          refresh_token: 'again',
          expires_in,
          user: { id: 'u1', email: 'ann@example.com' },
        },
      });
      browser.routes.set('POST /auth/login', answer);
      let asked = 0;
      browser.routes.set(refresh, () => {
        asked += 1;
        return asked > 500 ? { status: 500, body: {} } : answer();
      });
      const page = browser.page();
      page.sockets = 'standing';
      page.client.start();
      await page.client.session.login(ann);
      await page.lives(60_000);
      assert.ok(asked <= 60, `${String(asked)} in a minute at ${String(expires_in)} s`);
      await endBrowsers();
    }
  });
});

/** A lock manager that keeps nobody out: what is done under it must guard itself. */
const open: LockPort = { request: (_name, _options, task) => task() };

describe('row 30: pages whose tokens end together', () => {
  for (const locking of [true, false]) {
    test(`row 30: five pages, two lives, locks: ${String(locking)}: one refresh a life, nobody signed out`, async () => {
      const browser = new Browser({ locking });
      const refused = rotating(browser);
      const pages: Page[] = [];
      for (let count = 0; count < 5; count += 1) {
        const page = await browser.page({ pingInterval: 600_000 }).stand();
        page.sockets = 'standing';
        pages.push(page);
      }
      for (const life of [1, 2]) {
        await browser.clock.advance(841_000);
        assert.equal(browser.count(refresh), life);
      }
      for (const page of pages) {
        assert.equal(page.client.session.get().phase, 'signed-in');
        assert.equal(page.phase, 'ready');
        assert.equal(page.live.length, 1);
        const token = new URL(page.live[0]?.url ?? '').searchParams.get('token');
        assert.equal(token, browser.storage.values.get(accessKey), 'the youngest');
      }
      assert.deepEqual(refused, []);
    });
  }

  for (const seen of [0, 1, 2, 3, 4]) {
    test(`row 30: ${String(seen)} of 4 entries have come across when the lock does: still one refresh a life`, async () => {
      const browser = new Browser();
      const refused = rotating(browser);
      const first = await browser.page({ pingInterval: 600_000 }).stand();
      // Between processes a browser hands on what is stored entry by entry, locks by another way.
      const late = new LateStorage(browser.storage);
      const { setItem } = browser.storage;
      browser.storage.setItem = (key, value) => {
        setItem.call(browser.storage, key, value);
        late.coming.push(key);
      };
      const owner = {};
      const locks: LockPort = {
        request: (name, options, task) =>
          browser.locks.port(owner).request(name, options, () => {
            late.come(seen);
            browser.clock.after(20, () => {
              for (const key of late.come(Infinity)) second.host.storageChanged(key);
            });
            return task();
          }),
      };
      const second = browser.page({ pingInterval: 600_000 }, { localStorage: late, locks });
      await second.stand();
      late.come(Infinity);
      for (const page of [first, second]) page.sockets = 'standing';
      for (const life of [1, 2]) {
        await browser.clock.advance(841_000);
        assert.equal(browser.count(refresh), life);
      }
      for (const page of [first, second]) assert.equal(page.phase, 'ready');
      assert.deepEqual(refused, []);
    });
  }

  test('row 30: refused at the same time: one refresh', async () => {
    const browser = new Browser();
    const refused = rotating(browser);
    const pages = [await browser.page().stand(), await browser.page().stand()];
    await browser.clock.advance(31_000);
    for (const page of pages) {
      page.sockets = 'standing';
      page.host.socket.receive('token_expired');
    }
    await browser.clock.advance(60);
    assert.equal(browser.count(refresh), 1);
    for (const page of pages) await page.lives(10_000);
    for (const page of pages) assert.equal(page.phase, 'ready');
    assert.deepEqual(refused, []);
    assert.equal(browser.count(refresh), 1);
  });

  /** Two pages whose refreshes run side by side: the first one's hangs, the second one's is through. */
  async function sideBySide() {
    const browser = new Browser();
    const one = await browser.page({}, { locks: open }).stand();
    const other = await browser.page({}, { locks: open }).stand();
    const usual = browser.routes.get(refresh);
    const give = browser.hold(refresh);
    one.host.socket.receive('token_expired');
    await one.host.clock.advance(60);
    if (usual !== undefined) browser.routes.set(refresh, usual);
    other.host.socket.receive('token_expired');
    await other.host.clock.advance(60);
    assert.deepEqual([one.host.count(refresh), other.host.count(refresh)], [1, 1]);
    return { browser, one, give, younger: browser.storage.values.get(accessKey) };
  }

  test('row 30: refused because another page was quicker: its token serves', async () => {
    const { browser, one, give, younger } = await sideBySide();
    give({ status: 401, body: {} });
    await settle();
    assert.equal(one.client.session.get().phase, 'signed-in');
    assert.equal(browser.storage.values.get(accessKey), younger);
    assert.equal(new URL(one.host.socket.url).searchParams.get('token'), younger);
  });

  test('row 30: a reply that comes after another page’s renewal does not overwrite it', async () => {
    const { browser, one, give, younger } = await sideBySide();
    const old = scriptedToken({ tenant_id: 'acme', user_id: 'u1', iat: 1, exp: 901, n: 'slow' });
    give({ body: { access_token: old, refresh_token: 'slow', expires_in: 900 } });
    await settle();
    assert.equal(browser.storage.values.get(accessKey), younger);
    assert.equal(one.client.session.get().phase, 'signed-in');
  });

  test('row 30: a renewed token of another page replaces a socket once, not twice', async () => {
    const browser = new Browser();
    const one = await browser.page().stand();
    const other = await browser.page().stand();
    for (const page of [one, other]) page.sockets = 'standing';
    await browser.clock.advance(31_000);
    one.host.socket.receive('token_expired');
    await browser.clock.advance(1000);
    assert.equal(browser.count(refresh), 1);
    assert.equal(one.host.sockets.length, 2);
    assert.equal(other.host.sockets.length, 2);
    assert.equal(one.live.length + other.live.length, 2);
  });

  test('row 30: token_expired on a page that has another page’s young token already', async () => {
    const browser = new Browser();
    const one = await browser.page().stand();
    const other = await browser.page().stand();
    await browser.clock.advance(31_000);
    one.sockets = 'standing';
    one.host.socket.receive('token_expired');
    await browser.clock.advance(1000);
    const [old] = other.host.sockets;
    assert.ok(other.host.sockets.length === 2 && old?.closedWith === null, 'its next one rises');
    old.receive('token_expired');
    await settle();
    assert.equal(other.client.session.get().phase, 'signed-in');
    assert.equal(browser.count(refresh), 1);
  });

  test('a platform that says token_expired twice renews once, and signs nobody out', async () => {
    const page = await new Browser().page().stand();
    await page.lives(60_000);
    const first = page.host.socket;
    first.receive('token_expired');
    await page.host.clock.advance(60);
    assert.equal(page.phase, 'renewing');
    page.client.chat.send('in between');
    first.receive('token_expired');
    await settle();
    assert.equal(page.client.session.get().phase, 'signed-in');
    page.host.socket.stand();
    await settle();
    first.receive('chat_response', { message_id: 'a1', message: 'of course' });
    await settle();
    assert.equal(page.phase, 'ready');
    assert.equal(page.host.count(refresh), 1);
  });

  test('a short life that ends in the middle of a long answer costs neither', async () => {
    const browser = new Browser();
    let issued = 0;
    const tokens = (): ScriptedAnswer => {
      issued += 1;
      const token = scriptedToken({ tenant_id: 'acme', user_id: 'u1', issued });
      const user = { id: 'u1', email: 'ann@example.com' };
      return {
        body: { access_token: token, refresh_token: `r${String(issued)}`, expires_in: 60, user },
      };
    };
    browser.routes.set('POST /auth/login', tokens);
    browser.routes.set(refresh, tokens);
    const page = await browser.page().stand();
    await page.lives(40_000);
    page.client.chat.send('long');
    for (let second = 40; second < 70; second += 1) {
      page.host.socket.receive('response_chunk', { message_id: 'a1', delta: '.' });
      // The old token ends here; the renewal was at 48 s.
      if (second === 60) page.host.socket.receive('token_expired');
      await page.lives(1000);
    }
    assert.equal(page.client.session.get().phase, 'signed-in');
    page.host.socket.receive('response_complete', { message_id: 'a1', content: 'done' });
    await settle();
    assert.equal(page.states.at(-1), 'complete');
    assert.equal(page.phase, 'renewing');
  });

  test('a question refused for the old token goes to the successor at once, behind an answer that streams', async () => {
    for (const told of ['before', 'after'] as const) {
      const browser = new Browser();
      browser.history();
      const page = await browser.page().stand();
      await page.lives(60_000);
      page.client.chat.send('one');
      page.host.socket.receive('response_start', { message_id: 'a1' });
      const second = page.client.chat.send('two');
      const old = page.host.socket;
      old.receive('token_expired');
      await page.host.clock.advance(60);
      if (told === 'before') old.receive('authentication_required');
      old.receive('response_complete', { message_id: 'a1', content: 'first' });
      if (told === 'after') old.receive('authentication_required');
      page.client.chat.send('three');
      await page.host.clock.advance(100);
      assert.equal(page.host.sockets.length, 2);
      page.host.socket.stand();
      await settle();
      assert.equal(page.phase, 'ready');
      assert.deepEqual(page.live, [page.host.socket]);
      const asked = page.host.socket.frames('chat_message').map((frame) => frame['message']);
      assert.deepEqual(asked, ['two', 'three']);
      page.answer('a2', 'second');
      assert.equal(second.get().state, 'delivered');
      await endBrowsers();
    }
  });

  test('an answer that runs on the old socket is not cut by its successor', async () => {
    const page = await new Browser().page().stand();
    const old = page.host.socket;
    await page.lives(60_000);
    old.receive('token_expired');
    await page.host.clock.advance(60);
    page.client.chat.send('in between');
    old.receive('response_start', { message_id: 'a1' });
    old.receive('response_chunk', { message_id: 'a1', content: 'Half' });
    page.host.socket.stand();
    await settle();
    if (old.closedWith === null) {
      old.receive('response_complete', { message_id: 'a1', content: 'Half and all' });
    }
    await page.lives(10_000);
    assert.deepEqual(page.texts, ['in between', 'Half and all']);
    assert.deepEqual(page.states, ['delivered', 'complete']);
    assert.deepEqual(page.sent, ['in between']);
    assert.equal(page.live.length, 1);
  });
});

describe('row 31: locks that fail', () => {
  async function renews(browser: Browser, page: Page): Promise<void> {
    page.sockets = 'standing';
    page.host.socket.receive('token_expired');
    await browser.clock.advance(5100);
    assert.equal(browser.count(refresh), 1);
    assert.equal(page.phase, 'ready');
    assert.equal(page.host.sockets.length, 2);
  }

  /** Somebody holds the lock of the tokens and does not give it back. */
  function hold(browser: Browser): () => void {
    const stranger = {};
    void browser.locks
      .port(stranger)
      .request('miptech:acme:miptech_access_token', {}, () => new Promise(() => undefined));
    return () => {
      browser.locks.die(stranger);
    };
  }

  test('row 31: a lock that is never given back: on without it after 5 s', async () => {
    const browser = new Browser();
    const letGo = hold(browser);
    const page = await browser.page().stand();
    await renews(browser, page);
    letGo();
  });

  test('row 31: a lock manager that never answers, not even to an abort: the same', async () => {
    const browser = new Browser();
    const never = { request: <T>(): Promise<T> => new Promise<T>(() => undefined) };
    const page = await browser.page({}, { locks: never }).stand();
    await renews(browser, page);
  });

  test('row 31: a lock that is granted after it was given up: the token is renewed once', async () => {
    const browser = new Browser();
    const grants: (() => Promise<unknown>)[] = [];
    const late: LockPort = {
      request: (_name, _options, task) =>
        new Promise((resolve, reject) => {
          grants.push(() => task().then(resolve, reject));
        }),
    };
    const page = await browser.page({}, { locks: late }).stand();
    await renews(browser, page);
    for (const grant of grants) await grant().catch(() => undefined);
    await browser.clock.advance(5000);
    assert.equal(browser.count(refresh), 1);
    assert.equal(page.host.sockets.length, 2);
  });

  test('row 31: destroyed while it waits for a lock: it waits no more', async () => {
    const browser = new Browser();
    const letGo = hold(browser);
    const page = await browser.page().stand();
    page.host.socket.receive('token_expired');
    await page.host.clock.advance(60);
    page.client.destroy();
    await settle();
    assert.equal(browser.clock.pending, 0);
    assert.equal(browser.locks.names.length, 1, 'the one that is held');
    letGo();
  });

  for (const [name, request] of [
    [
      'throws',
      (): never => {
        throw new Error('SecurityError');
      },
    ],
    ['rejects', () => Promise.reject(new Error('SecurityError'))],
  ] as const) {
    test(`row 31: a lock manager that ${name}: on without it in a second`, async () => {
      const browser = new Browser();
      const page = await browser.page({}, { locks: { request } }).stand();
      page.client.chat.send('kept without a lock, too');
      page.answer('a1', 'answer');
      page.sockets = 'standing';
      page.host.socket.receive('token_expired');
      await browser.clock.advance(1000);
      assert.equal(browser.count(refresh), 1);
      assert.equal(page.phase, 'ready');
    });
  }

  test('row 31: a page dies with the lock in its hand: the next one renews', async () => {
    const browser = new Browser();
    const dying = await browser.page().stand();
    const page = await browser.page().stand();
    await browser.clock.advance(31_000);
    const usual = browser.routes.get(refresh);
    browser.hold(refresh);
    dying.host.socket.receive('token_expired');
    await dying.host.clock.advance(60);
    page.sockets = 'standing';
    page.host.socket.receive('token_expired');
    await browser.clock.advance(1000);
    assert.equal(page.host.count(refresh), 0, 'it waits for the other one');
    if (usual !== undefined) browser.routes.set(refresh, usual);
    browser.kill(dying);
    await browser.clock.advance(60);
    assert.equal(page.host.count(refresh), 1);
    assert.equal(page.phase, 'ready');
  });

  for (const locking of [true, false]) {
    test(`row 31: a page that hangs in the middle of a renewal, locks: ${String(locking)}: the next one renews in 5 s`, async () => {
      const browser = new Browser({ locking });
      const frozen = await browser.page().stand();
      const page = await browser.page().stand();
      await browser.clock.advance(31_000);
      const usual = browser.routes.get(refresh);
      const give = browser.hold(refresh);
      frozen.host.socket.receive('token_expired');
      await browser.clock.advance(200);
      assert.equal(frozen.host.count(refresh), 1);
      if (usual !== undefined) browser.routes.set(refresh, usual);
      page.sockets = 'standing';
      page.host.socket.receive('token_expired');
      await browser.clock.advance(5500);
      assert.equal(page.host.count(refresh), 1);
      assert.equal(page.phase, 'ready');
      // It thaws, and is told that its own refresh token was spent meanwhile.
      give({ status: 401, body: {} });
      await settle();
      assert.equal(frozen.client.session.get().phase, 'signed-in');
      assert.equal(page.client.session.get().phase, 'signed-in');
    });
  }

  test('row 31: without locks, two pages claim before either sees the other’s claim: one renews', async () => {
    const browser = new Browser({ locking: false });
    const refused = rotating(browser);
    const first = await browser.page({ pingInterval: 600_000 }).stand();
    const late = new LateStorage(browser.storage);
    const { setItem } = browser.storage;
    browser.storage.setItem = (key, value) => {
      setItem.call(browser.storage, key, value);
      late.coming.push(key);
      browser.clock.after(20, () => {
        for (const come of late.come(1)) second.host.storageChanged(come);
      });
    };
    const second = browser.page({ pingInterval: 600_000 }, { localStorage: late });
    await second.stand();
    for (const page of [first, second]) page.sockets = 'standing';
    await browser.clock.advance(841_000);
    assert.equal(browser.count(refresh), 1);
    for (const page of [first, second]) assert.equal(page.phase, 'ready');
    assert.deepEqual(refused, []);
  });

  test('row 31: without locks, claims are made and given back: nothing of them stays', async () => {
    const browser = new Browser({ locking: false });
    const page = await browser.page().stand();
    await renews(browser, page);
    await browser.clock.advance(1000);
    assert.deepEqual(
      [...browser.storage.values.keys()].filter((key) => /claim|lock/.test(key)),
      [],
    );
  });

  test('row 31: a page’s own token source is never asked inside a lock', async () => {
    const browser = new Browser();
    const held: string[][] = [];
    let serial = 0;
    const page = browser.page({
      getAuthToken: () => {
        held.push([...browser.locks.names]);
        serial += 1;
        return Promise.resolve(scriptedToken({ tenant_id: 'acme', user_id: 'sso', serial }));
      },
    });
    page.client.start();
    await settle();
    page.host.socket.stand();
    page.host.socket.receive('token_expired');
    await page.host.clock.advance(60);
    assert.deepEqual(held, [[], []]);
  });
});

test('a page’s own sign-on that never answers is no dead end: it is said, and tried again', async () => {
  const browser = new Browser();
  let asked = 0;
  const page = browser.page({
    getAuthToken: () => {
      asked += 1;
      const now = Math.floor(browser.clock.now() / 1000);
      const claims = { tenant_id: 'acme', user_id: 'sso', iat: now, exp: now + 900, asked };
      return asked === 2 ? new Promise(() => undefined) : Promise.resolve(scriptedToken(claims));
    },
  });
  page.client.start();
  await settle();
  page.host.socket.stand();
  await page.lives(845_000);
  assert.equal(asked, 2);
  page.sockets = 'standing';
  page.host.socket.drop();
  await page.host.clock.advance(120_000);
  assert.notEqual(page.client.connection.get().status, 'connecting', 'for two minutes');
  page.client.connection.connect();
  await page.host.clock.advance(60_000);
  assert.equal(page.phase, 'ready');
});

describe('row 32: a refresh whose reply is lost after the rotation', () => {
  /** The platform spends the refresh token and the reply does not arrive. */
  function losing(browser: Browser): unknown[] {
    const refused = rotating(browser);
    const spend = browser.routes.get(refresh);
    let first = true;
    browser.routes.set(refresh, async (request) => {
      const answer = (await spend?.(request)) ?? {};
      if (!first) return answer;
      first = false;
      return lost();
    });
    return refused;
  }

  test('row 32: asked once more, then the person is asked to sign in; no loop', async () => {
    const browser = new Browser();
    losing(browser);
    const page = await browser.page().stand();
    await page.lives(845_000);
    assert.equal(browser.count(refresh), 1);
    assert.equal(page.client.session.get().phase, 'signed-in', 'the session is still good');
    await page.lives(hour);
    assert.equal(browser.count(refresh), 2);
    assert.equal(page.client.session.get().phase, 'expired');
    assert.equal(page.client.session.get().error?.code, 'auth_expired');
    assert.equal(page.client.session.get().user?.email, 'ann@example.com');
    assert.equal(page.phase, 'signed-out');
  });

  test('row 32: another page has a token by then: that one serves', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    browser.routes.set(refresh, lost);
    await page.lives(845_000);
    // What another page stores, without a word to this one.
    const young = scriptedToken({ tenant_id: 'acme', user_id: 'u1', n: 'young' });
    browser.storage.values.set(accessKey, young);
    browser.storage.values.set('miptech_refresh_token', 'young-refresh');
    const beside = { tenantId: 'acme', receivedAt: browser.clock.now(), life: 900 };
    browser.storage.values.set('miptech_session', JSON.stringify(beside));
    page.sockets = 'standing';
    await page.lives(60_000);
    assert.equal(browser.count(refresh), 1);
    assert.equal(page.client.session.get().phase, 'signed-in');
    assert.equal(new URL(page.host.socket.url).searchParams.get('token'), young);
  });

  test('row 32: the network is away for an hour: no sign-out, a try every half minute at most', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const usual = browser.routes.get(refresh);
    browser.routes.set(refresh, lost);
    await page.lives(840_000 + hour);
    assert.ok(browser.count(refresh) <= 125, `${String(browser.count(refresh))} tries`);
    assert.equal(page.client.session.get().phase, 'signed-in');
    if (usual !== undefined) browser.routes.set(refresh, usual);
    page.sockets = 'standing';
    await page.lives(60_000);
    assert.equal(page.phase, 'ready');
  });

  for (const status of [500, 503, 429, 403, 404]) {
    test(`row 32: a refresh answered with ${String(status)} is no sign-out`, async () => {
      const browser = new Browser();
      browser.routes.set(refresh, () => ({ status, body: {} }));
      const page = await browser.page().stand();
      await page.lives(870_000);
      assert.equal(page.client.session.get().phase, 'signed-in');
    });
  }
});
