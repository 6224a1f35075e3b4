/**
 * Sign-in by a page's own identity system, which may refuse, hang, throw and change its mind; and
 * what pages, the operator and the tenant are told of sign-ins.
 */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { MiptechError } from '../../src/core/index.js';
import type { IdentitySource, MiptechOptions, TokenReason } from '../../src/core/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { scriptedToken } from '../../src/testing/scripted-host.js';
import { Browser, ann, endBrowsers, leftBehind, talks } from './browser.js';
import type { Page } from './browser.js';

afterEach(endBrowsers);

const refresh = 'POST /auth/refresh';

/** An identity system in the test's hand. */
class Identity implements IdentitySource {
  /** Who is signed in there; null for nobody, an error where it cannot tell. */
  who: string | null | Error = null;
  readonly asked: TokenReason[] = [];
  /** Its token, where it is one that says nothing. */
  opaque: string | null = null;
  signOuts = 0;
  /** Where it leads people. */
  way: () => Promise<void> | void = () => undefined;
  readonly #listeners = new Set<() => void>();
  #issued = 0;

  readonly getToken = async ({ reason }: { reason: TokenReason }): Promise<string | null> => {
    this.asked.push(reason);
    await Promise.resolve();
    if (this.who instanceof Error) throw this.who;
    if (this.who === null) return null;
    if (this.opaque !== null) return this.opaque;
    this.#issued += 1;
    const claims = { tenant_id: 'acme', sub: this.who, email: `${this.who}@example.com` };
    return scriptedToken({ ...claims, iat: 1, exp: 901, n: this.#issued });
  };
  readonly signIn = (): Promise<void> | void => this.way();
  readonly signOut = (): void => {
    this.signOuts += 1;
    this.who = null;
  };
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get watchers(): number {
    return this.#listeners.size;
  }

  tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** A page of an identity system at which somebody is signed in, or nobody. */
function open(
  who: Identity['who'],
  options: Partial<MiptechOptions> = {},
): { browser: Browser; page: Page; identity: Identity } {
  const browser = new Browser();
  const identity = new Identity();
  identity.who = who;
  const page = browser.page({ identity, ...options });
  page.sockets = 'standing';
  page.client.start();
  return { browser, page, identity };
}

/** A call that is refused; a renewal of its token waits for a lock. */
async function refusedCall({ client, host }: Page): Promise<void> {
  const call = client.chat.list().catch(() => undefined);
  await host.clock.advance(60);
  await call;
}

const userOf = (page: Page): string | undefined => page.client.session.get().user?.id;
const phaseOf = (page: Page): string => page.client.session.get().phase;

describe('an identity system', () => {
  test('whoever is signed in there is signed in here, and nothing is kept', async () => {
    const { browser, page, identity } = open('eve');
    await settle();
    assert.equal(userOf(page), 'eve');
    assert.equal(page.phase, 'ready');
    const kept = [...browser.storage.values.keys()].filter((key) => key.includes('token'));
    assert.deepEqual(kept, []);
    assert.deepEqual(identity.asked, ['initial']);
    assert.deepEqual(await leftBehind(browser), []);
    assert.equal(identity.watchers, 0);
  });

  test('nobody is there: signed out, until a person is led there and back', async () => {
    const { page, identity } = open(null);
    await settle();
    assert.equal(phaseOf(page), 'signed-out');
    assert.equal(page.client.session.get().error, null);
    identity.way = () => void (identity.who = 'eve');
    await page.client.session.signOn();
    await settle();
    assert.equal(userOf(page), 'eve');
    assert.equal(page.phase, 'ready');
  });

  test('a person who comes back without having signed in is where they were, and no error is told', async () => {
    const { page } = open(null);
    await settle();
    await page.client.session.signOn();
    assert.deepEqual([phaseOf(page), page.client.session.get().error], ['signed-out', null]);
  });

  test('a way there that fails is told, without its own words', async () => {
    const { page, identity } = open(null);
    await settle();
    identity.way = () => Promise.reject(new Error('the token eyJhbGciOi is bad'));
    await assert.rejects(page.client.session.signOn(), MiptechError);
    const { error } = page.client.session.get();
    assert.equal(error?.code, 'cors_or_server');
    assert.equal(error.message.includes('eyJ'), false);
    assert.equal(page.host.logged.join().includes('eyJ'), false);
  });

  test('an error of this library’s, of another bundle’s class, keeps its words', async () => {
    const { page, identity } = open(null);
    await settle();
    const popup = Object.assign(new Error('Allow the window.'), { code: 'forbidden' });
    popup.name = 'MiptechError';
    identity.way = () => Promise.reject(popup);
    await assert.rejects(page.client.session.signOn());
    assert.equal(page.client.session.get().error?.message, 'Allow the window.');
  });

  test('back by the browser’s own button: the form is not busy for ever', async () => {
    const { page, identity } = open(null);
    await settle();
    identity.way = () => new Promise(() => undefined);
    void page.client.session.signOn();
    await settle();
    assert.equal(phaseOf(page), 'signing-in');
    page.host.network('restored');
    await settle();
    assert.equal(phaseOf(page), 'signed-out');
  });

  test('two presses of the button: the last one counts, and the first changes nothing', async () => {
    const { page, identity } = open(null);
    await settle();
    let first: () => void = () => undefined;
    identity.way = () => new Promise((resolve) => (first = resolve));
    const early = page.client.session.signOn();
    identity.way = () => void (identity.who = 'eve');
    await page.client.session.signOn();
    identity.who = 'mallory';
    first();
    await early;
    assert.equal(userOf(page), 'eve');
  });

  test('where it cannot tell at the start it is asked again, until somebody is in', async () => {
    const { browser, page, identity } = open(new Error('down'));
    await settle();
    assert.equal(page.client.session.get().error?.code, 'cors_or_server');
    await browser.clock.advance(10_001);
    identity.who = 'eve';
    await browser.clock.advance(10_001);
    assert.equal(userOf(page), 'eve');
    await browser.clock.advance(60_000);
    assert.deepEqual(identity.asked, ['initial', 'initial', 'initial']);
  });

  test('a token that is half used up when it comes is renewed before its end; a wrong clock starts no loop', async () => {
    for (const [ahead, least, most] of [
      [0, 380_000, 400_000],
      [-86_400, 830_000, 850_000],
      [86_400, 830_000, 850_000],
    ] as const) {
      const { browser, page, identity } = open(null);
      await settle();
      identity.who = 'eve';
      const issued = browser.clock.now() / 1000 - 450 + ahead;
      identity.opaque = scriptedToken({
        tenant_id: 'acme',
        sub: 'eve',
        iat: issued,
        exp: issued + 900,
      });
      identity.tell();
      await settle();
      const from = browser.clock.now();
      for (let turn = 0; turn < 250 && !identity.asked.includes('expired'); turn += 1) {
        await page.lives(4000);
      }
      const after = browser.clock.now() - from;
      assert.ok(after >= least && after <= most, String(after));
    }
  });

  test('a renewal it cannot give now ends nothing, and is asked for again', async () => {
    const { browser, page, identity } = open('eve');
    await settle();
    identity.who = new Error('down');
    await page.lives(850_000);
    assert.equal(phaseOf(page), 'signed-in');
    identity.who = 'eve';
    await page.lives(60_000);
    assert.equal(identity.asked.at(-1), 'expired');
    assert.equal(phaseOf(page), 'signed-in');
    assert.ok(browser.count('POST /auth/refresh') === 0);
  });

  test('a renewal with nobody there any more ends the session, and names who it was', async () => {
    const { page, identity } = open('eve');
    await settle();
    identity.who = null;
    await page.lives(850_000);
    assert.equal(phaseOf(page), 'expired');
    assert.equal(userOf(page), 'eve');
  });

  test('a renewal by another person’s token: nothing of the first one is theirs', async () => {
    const { page, identity } = open('eve');
    await settle();
    await talks(page, 'for Eve’s eyes');
    identity.who = 'mallory';
    identity.tell();
    await settle();
    assert.equal(userOf(page), 'mallory');
    assert.deepEqual(page.texts, []);
  });

  test('a renewal that answers with another person’s token is no renewal', async () => {
    const { page, identity } = open('eve');
    await settle();
    await talks(page, 'for Eve’s eyes');
    identity.who = 'mallory';
    await page.lives(850_000);
    assert.notEqual(userOf(page), 'eve');
    assert.deepEqual(page.texts, []);
  });

  test('another person’s token that names nobody: nothing of the first one stays while it is asked who it is', async () => {
    const { browser, page, identity } = open('eve');
    await settle();
    await talks(page, 'for Eve’s eyes');
    const give = browser.hold('GET /auth/me');
    identity.opaque = 'opaque-token-of-mallory';
    identity.tell();
    await settle();
    assert.deepEqual(page.texts, []);
    give({ body: { user: { id: 'mallory' } } });
    await settle();
    assert.equal(userOf(page), 'mallory');
  });

  test('signed out there: signed out here, and said so', async () => {
    const { page, identity } = open('eve');
    await settle();
    await talks(page, 'for Eve’s eyes');
    identity.who = null;
    identity.tell();
    await settle();
    assert.deepEqual([phaseOf(page), page.client.session.get().left], ['signed-out', 'elsewhere']);
    assert.deepEqual(page.texts, []);
    assert.equal(page.live.length, 0);
  });

  test('signed in there while this page shows the form: signed in here', async () => {
    const { page, identity } = open(null);
    await settle();
    identity.who = 'eve';
    identity.tell();
    await settle();
    assert.equal(userOf(page), 'eve');
  });

  test('signed out here: signed out there, even where the platform does not answer', async () => {
    const { browser, page, identity } = open('eve');
    await settle();
    browser.hold('POST /auth/logout');
    const done = page.client.session.logout();
    await settle();
    assert.equal(identity.signOuts, 1);
    assert.equal(page.client.session.get().left, 'here');
    await browser.clock.advance(10_001);
    await done;
  });

  test('a password beside it: kept and renewed by the platform, and no affair of the other', async () => {
    const { browser, page, identity } = open(null);
    await settle();
    await page.client.session.login(ann);
    await settle();
    assert.equal(userOf(page), 'u1');
    identity.tell();
    await page.lives(850_000);
    assert.equal(browser.count(refresh), 1);
    assert.equal(userOf(page), 'u1');
    await page.client.session.logout();
    assert.equal(identity.signOuts, 0);
  });

  test('a page that only supplies tokens has no way to begin, and says what to set', async () => {
    const browser = new Browser();
    const page = browser.page({ getAuthToken: () => Promise.resolve(null) });
    page.client.start();
    await settle();
    assert.equal(page.client.settings.signOn, 'silent');
    await assert.rejects(page.client.session.signOn(), /redirectToLogin/);
  });
});

describe('row 33: pages that share no storage', () => {
  for (const tokenStorage of ['session', 'memory'] as const) {
    test(`${tokenStorage}: signed out on one, signed out on all of this user, and no token is said`, async () => {
      const browser = new Browser();
      const one = await browser.page({ tokenStorage }).stand();
      const other = await browser.page({ tokenStorage }).stand();
      browser.knows('u2', 'bob@example.com');
      const bobs = await browser.page({ tokenStorage }).stand();
      other.client.chat.send('for Ann’s eyes');
      await one.client.session.logout();
      await browser.clock.advance(1000);
      assert.equal(other.client.session.get().left, 'elsewhere');
      assert.deepEqual(other.texts, []);
      assert.equal(other.live.length, 0);
      assert.equal(userOf(bobs), 'u2');
      const said = browser.channels.said.join();
      assert.ok(said.length > 0);
      for (const page of browser.pages) {
        for (const { token } of page.host.requests) {
          assert.equal(token !== null && said.includes(token), false);
        }
      }
    });
  }

  test('a duplicated tab does not share a refresh token, nor sends what waits in the first one', async () => {
    const browser = new Browser();
    const first = await browser.page({ tokenStorage: 'session' }).stand();
    await talks(first, 'for Ann’s eyes');
    first.host.socket.drop();
    const waits = first.client.chat.send('sent once');
    const copy = browser.page({ tokenStorage: 'session' });
    for (const [key, value] of first.host.sessionStorage.values) {
      copy.host.sessionStorage.values.set(key, value);
    }
    copy.sockets = 'standing';
    copy.client.start();
    await browser.clock.advance(1000);
    assert.equal(phaseOf(copy), 'signed-out');
    const kept = [...copy.host.sessionStorage.values.keys()];
    assert.deepEqual(
      kept.filter((key) => /token|user|session/.test(key)),
      [],
    );
    assert.deepEqual(copy.sent, []);
    assert.deepEqual([phaseOf(first), waits.get().state], ['signed-in', 'queued']);
    await copy.client.session.login(ann);
    await browser.clock.advance(1000);
    assert.equal(copy.phase, 'ready');
    assert.deepEqual(copy.sent, []);
    await first.back();
    assert.deepEqual(first.sent.at(-1), 'sent once');
  });

  test('a reloaded tab is no duplicate', async () => {
    const browser = new Browser();
    const first = await browser.page({ tokenStorage: 'session' }).stand();
    browser.kill(first);
    const again = browser.page({ tokenStorage: 'session' }, {}, first);
    again.sockets = 'standing';
    again.client.start();
    await browser.clock.advance(1000);
    assert.equal(phaseOf(again), 'signed-in');
    assert.equal(again.phase, 'ready');
  });

  test('signed in on one page, a page that shows the form is signed in too', async () => {
    const browser = new Browser();
    const shows = browser.page();
    shows.sockets = 'standing';
    shows.client.start();
    await settle();
    await browser.page().stand();
    await browser.clock.advance(1000);
    assert.equal(phaseOf(shows), 'signed-in');
    assert.equal(shows.phase, 'ready');
  });

  test('a channel that says nonsense, or refuses, harms nobody', async () => {
    const browser = new Browser();
    const heard: ((message: unknown) => void)[] = [];
    const page = await browser
      .page(
        {},
        {
          openChannel: (_name, listener) => {
            heard.push(listener);
            return {
              post: () => {
                throw new Error('refused');
              },
              close: () => undefined,
            };
          },
        },
      )
      .stand();
    for (const word of [null, 7, '', '{', '{"type":"left"}', '{"type":"left","user":"u9"}', '[]']) {
      heard[0]?.(word);
    }
    await browser.clock.advance(1000);
    assert.equal(phaseOf(page), 'signed-in');
    await page.client.session.logout();
  });
});

describe('renewals have a budget', () => {
  test('tokens that live a second: ten renewals in a row, then one in half a minute', async () => {
    const browser = new Browser();
    const short = { access_token: '', refresh_token: 'r', expires_in: 1 };
    let issued = 0;
    const answer = (): { body: object } => {
      issued += 1;
      const access_token = scriptedToken({ tenant_id: 'acme', user_id: 'u1', n: issued });
      return {
        body: {
          ...short,
          access_token,
          refresh_token: `refresh-${String(issued).padStart(4, '0')}`,
        },
      };
    };
    browser.routes.set('POST /auth/login', answer);
    browser.routes.set(refresh, answer);
    const page = await browser.page().stand();
    page.sockets = 'standing';
    for (let second = 0; second < 600; second += 1) await browser.clock.advance(1000);
    assert.ok(browser.count(refresh) >= 10);
    assert.ok(browser.count(refresh) <= 10 + 600 / 30 + 1, String(browser.count(refresh)));
    assert.notEqual(phaseOf(page), 'expired');
  });

  test('a platform that refuses what it has just issued: one renewal, the session ends, the operator knows', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    await browser.clock.advance(40_000);
    for (const route of ['GET /auth/me', 'GET /chat/list']) {
      browser.routes.set(route, () => ({ status: 401, body: {} }));
    }
    for (let time = 0; time < 20; time += 1) await refusedCall(page);
    assert.equal(browser.count(refresh), 1);
    assert.equal(phaseOf(page), 'expired');
    assert.deepEqual(
      page.client.security.get().map(({ code }) => code),
      ['fresh_token_refused'],
    );
  });

  for (const [status, seconds] of [
    [503, 5],
    [429, 120],
  ] as const) {
    test(`a platform that answers ${String(status)} is let cool down, and the session goes on`, async () => {
      const browser = new Browser();
      const page = await browser.page().stand();
      await browser.clock.advance(40_000);
      browser.routes.set('GET /chat/list', () => ({ status: 401, body: {} }));
      const details = status === 429 ? { details: { retry_after: seconds } } : {};
      browser.routes.set(refresh, () => ({ status, body: details }));
      for (let time = 0; time < 20; time += 1) await refusedCall(page);
      await browser.clock.advance(seconds * 1000 - 2500);
      await refusedCall(page);
      assert.equal(browser.count(refresh), 1);
      await browser.clock.advance(3000);
      await refusedCall(page);
      assert.equal(browser.count(refresh), 2);
      assert.equal(phaseOf(page), 'signed-in');
    });
  }
});

describe('what the operator is told', () => {
  const codes = (page: Page): string[] => page.client.security.get().map(({ code }) => code);

  test('unauthorized over the socket', async () => {
    const page = await new Browser().page().stand();
    page.host.socket.receive('unauthorized', { message: 'revoked' });
    await settle();
    assert.deepEqual(codes(page), ['unauthorized']);
    assert.equal(phaseOf(page), 'expired');
  });

  test('a refresh token that was used twice', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    browser.routes.set(refresh, () => ({
      status: 401,
      body: { success: false, error_code: 'REFRESH_TOKEN_REUSED', message: 'used before' },
    }));
    await page.lives(850_000);
    assert.deepEqual(codes(page), ['reuse_detected']);
    assert.equal(phaseOf(page), 'expired');
  });

  test('a refresh token that was used twice, where the socket said first that the session is over', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const give = browser.hold(refresh);
    await page.lives(850_000);
    page.host.socket.receive('unauthorized');
    give({ status: 401, body: { success: false, error_code: 'REFRESH_TOKEN_REUSED' } });
    await settle();
    assert.deepEqual(codes(page), ['unauthorized', 'reuse_detected']);
  });

  test('a token of another tenant, offered at sign-in', async () => {
    const browser = new Browser();
    browser.routes.set('POST /auth/login', () => ({
      body: { access_token: scriptedToken({ tenant_id: 'evil', user_id: 'u1' }) },
    }));
    const page = browser.page();
    page.client.start();
    await assert.rejects(page.client.session.login(ann));
    assert.deepEqual(codes(page), ['tenant_mismatch']);
  });

  test('a session that just ends is nothing to tell', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    browser.routes.set(refresh, () => ({ status: 401, body: {} }));
    await page.lives(850_000);
    assert.equal(phaseOf(page), 'expired');
    assert.deepEqual(codes(page), []);
  });

  test('the last twenty are kept', async () => {
    const browser = new Browser();
    browser.routes.set('POST /auth/login', () => ({
      body: { access_token: scriptedToken({ tenant_id: 'evil', user_id: 'u1' }) },
    }));
    const page = browser.page();
    for (let time = 0; time < 30; time += 1) {
      await page.client.session.login(ann).catch(() => undefined);
    }
    assert.equal(codes(page).length, 20);
  });
});

describe('a client id that the page makes', () => {
  test('is made for each socket, of the user', async () => {
    let made = 0;
    const clientId = ({ id }: { id: string | null }): string =>
      `${String(id)}-${String((made += 1))}`;
    const page = await new Browser().page({ clientId }).stand();
    page.host.socket.drop();
    await page.back();
    const ids = page.host.sockets.map(({ url }) => new URL(url).searchParams.get('client_id'));
    assert.deepEqual(ids, ['u1-1', 'u1-2']);
  });

  for (const [name, clientId] of [
    [
      'throws',
      () => {
        throw new Error('eyJhbGciOi');
      },
    ],
    ['answers a number', () => 7 as never],
    ['answers too much', () => 'x'.repeat(513)],
  ] as const) {
    test(`${name}: the socket opens without, and the log says what to answer`, async () => {
      const page = await new Browser().page({ clientId }).stand();
      assert.equal(new URL(page.host.socket.url).searchParams.has('client_id'), false);
      assert.ok(page.host.logged.some((line) => line.includes('1 to 512')));
      assert.equal(page.host.logged.join().includes('eyJ'), false);
    });
  }
});

describe('the tenant’s features', () => {
  const route = 'GET /admin/tenant';

  test('are asked for once, whoever wants them, and read in either form', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const limits = { max: 3, odd: 'x' };
    browser.routes.set(route, () => ({
      body: {
        success: true,
        data: { name: 'Acme', features: { chat: true, user_management: false }, limits },
      },
    }));
    await Promise.all([page.client.tenant.load(), page.client.tenant.load()]);
    assert.equal(browser.count(route), 1);
    assert.deepEqual(page.client.tenant.get(), {
      phase: 'known',
      name: 'Acme',
      features: { chat: true, user_management: false },
      limits: { max: 3 },
      usage: {},
    });
    browser.routes.set(route, () => ({ body: { tenant: { features: ['chat'] } } }));
    assert.deepEqual((await page.client.tenant.load()).features, { chat: true });
  });

  test('that cannot be had leave what was known', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const state = await page.client.tenant.load();
    assert.equal(state.phase, 'unknown');
  });

  test('an account that may not be made: known from then on', async () => {
    const browser = new Browser();
    browser.routes.set('POST /auth/register', () => ({
      status: 403,
      body: { success: false, error_code: 'FEATURE_DISABLED', message: 'off' },
    }));
    const page = browser.page();
    await assert.rejects(page.client.session.register({ ...ann, fullName: 'Ann' }));
    assert.equal(page.client.tenant.get().features['user_management'], false);
  });

  test('one found out to be off while the others are asked for stays off where they cannot be had', async () => {
    const browser = new Browser();
    const page = browser.page();
    const give = browser.hold(route);
    browser.routes.set('POST /auth/register', () => ({
      status: 403,
      body: { success: false, error_code: 'FEATURE_DISABLED', message: 'off' },
    }));
    const loading = page.client.tenant.load();
    await assert.rejects(page.client.session.register({ ...ann, fullName: 'Ann' }));
    give({ status: 500, body: {} });
    assert.deepEqual((await loading).features, { user_management: false });
    assert.equal(page.client.tenant.get().phase, 'unknown');
  });
});
