/**
 * The faults of sign-ins in two real tabs of one browser, beside those of ten tabs: replies that are
 * lost, hostile or refused, storage that fails, and addresses that are none.
 */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import type { MiptechProvider } from '../../src/index.js';
import { DEMO } from '../platform/harness.js';
import { everythingOn, useStage } from './harness.js';
import { Tab, until } from './tab.js';

const refresh = '**/api/v1/auth/refresh';
const login = '**/api/v1/auth/login';

const stage = useStage({ MIPTECH_CHUNK_MS: '2' });
let context: BrowserContext;

afterEach(() => context.close());

/** Two tabs of a person who is signed in. */
async function twoTabs(): Promise<readonly [Tab, Tab]> {
  context = await stage.browser.newContext();
  const one = await Tab.open(context, stage.site.url);
  await one.screen.signIn(DEMO.email, DEMO.password);
  const other = await Tab.open(context, stage.site.url);
  for (const tab of [one, other]) await tab.ready();
  return [one, other];
}

/** Has the page's own code note what its operator is told. */
function noteNotices(tab: Tab): Promise<void> {
  return tab.page.evaluate(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    document.addEventListener('miptech-security', ({ detail }) => {
      told.push(detail.code);
    });
  });
}

const notices = (tab: Tab): Promise<string[]> =>
  tab.page.evaluate(() => (window as unknown as { told: string[] }).told);

/** The platform refuses the access token, so that it is renewed now. */
function breakToken(tab: Tab): Promise<unknown> {
  return tab.page.evaluate(() => {
    const provider = document.querySelector<MiptechProvider>('miptech-provider');
    return provider?.client?.chat.list().catch(() => undefined);
  });
}

test('row 32: the reply of a renewal is lost after the rotation: sign-in is asked, the operator told, no loop', async () => {
  const [one, other] = await twoTabs();
  for (const tab of [one, other]) await noteNotices(tab);
  let asked = 0;
  await context.route(refresh, async (route) => {
    asked += 1;
    if (asked > 1) {
      await route.continue();
      return;
    }
    // The platform rotates, and the line is gone.
    await route.fetch();
    await route.abort();
  });
  let refusals = 0;
  await context.route('**/api/v1/chat/list', async (route) => {
    refusals += 1;
    await route.fulfill({
      status: 401,
      headers: { 'Access-Control-Allow-Origin': '*' },
      json: { detail: 'no' },
    });
  });
  await breakToken(one);
  await breakToken(one);
  for (const tab of [one, other]) {
    await tab.page.getByText('sign in again').first().waitFor();
    assert.equal(await tab.screen.email.inputValue(), DEMO.email);
  }
  // The platform ends the session over the socket, too; which word is first is a race.
  await until(async () => (await notices(one)).includes('reuse_detected'));
  assert.equal(asked, 2, `asked after ${String(refusals)} refusals`);
  await one.screen.signIn(DEMO.email, DEMO.password);
  await other.screen.account.waitFor();
});

test('row 34: storage that throws, is cleared, or is tampered with: no crash, and nobody else’s session', async () => {
  context = await stage.browser.newContext();
  const warnings: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text());
  });
  const page = await Tab.open(context, stage.site.url);
  await page.page.addInitScript(() => {
    for (const name of ['getItem', 'setItem', 'removeItem', 'key'] as const) {
      Storage.prototype[name] = () => {
        throw new DOMException('refused', 'SecurityError');
      };
    }
  });
  await page.page.reload();
  await page.screen.signIn(DEMO.email, DEMO.password);
  await page.ready();
  await page.talk('How do I set the tenant?', 1);
  assert.equal(warnings.filter((text) => text.includes('refuses storage')).length, 1);
  await page.page.close();

  const other = await Tab.open(context, stage.site.url);
  await other.screen.signIn(DEMO.email, DEMO.password);
  const third = await Tab.open(context, stage.site.url);
  for (const tab of [other, third]) await tab.ready();
  await other.page.evaluate(() => {
    localStorage.clear();
  });
  await third.screen.email.waitFor();
  for (const junk of ['{', 'null', '"x"', '[]', '{"user":[]}']) {
    await third.page.evaluate((value) => {
      for (const name of ['user', 'session', 'refresh_token', 'access_token']) {
        localStorage.setItem(`miptech_${name}`, value);
      }
    }, junk);
    await third.page.reload();
    await until(async () => ['signed-out', 'expired'].includes(await sessionPhase(third)));
    await third.screen.email.waitFor();
  }
});

const sessionPhase = (tab: Tab): Promise<string> =>
  tab.page.evaluate(() => {
    const provider = document.querySelector<MiptechProvider>('miptech-provider');
    return provider?.client?.session.get().phase ?? 'none';
  });

test('row 35: a hostile reply to a sign-in is refused in words, and nothing is kept on either tab', async () => {
  context = await stage.browser.newContext();
  const one = await Tab.open(context, stage.site.url);
  const other = await Tab.open(context, stage.site.url);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const jwt = (claims: object, alg = 'HS256'): string => `${part({ alg })}.${part(claims)}.x`;
  const replies: readonly object[] = [
    {},
    { access_token: jwt({ tenant_id: 'acme-corp', user_id: 'u1' }) },
    { access_token: jwt({ user_id: 'u1' }, 'none') },
    { access_token: jwt({ user_id: 'u1', iat: 20, exp: 10 }) },
    { access_token: 'x'.repeat(100_000) },
  ];
  let reply: object = {};
  await context.route(login, (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ headers: { 'Access-Control-Allow-Origin': '*' }, json: reply })
      : route.continue(),
  );
  for (reply of replies) {
    await one.screen.email.fill(DEMO.email);
    await one.screen.password.fill(DEMO.password);
    await one.screen.button('Sign in').click();
    await until(async () => (await lastError(one)) !== null);
    assert.equal(await sessionPhase(one), 'signed-out');
    assert.equal(await one.screen.email.inputValue(), DEMO.email);
    assert.equal((await everythingOn(one.page)).includes('xxxxx'), false);
    const kept = await one.page.evaluate(() => Object.keys(localStorage).join());
    assert.equal(kept.includes('token'), false, kept);
    assert.equal(await sessionPhase(other), 'signed-out');
    await one.page.reload();
  }
});

const lastError = (tab: Tab): Promise<string | null> =>
  tab.page.evaluate(() => {
    const provider = document.querySelector<MiptechProvider>('miptech-provider');
    return provider?.client?.session.get().error?.code ?? null;
  });

test('row 41: an odd token arrives as it is, one that no address carries is refused in words', async () => {
  context = await stage.browser.newContext();
  const tab = await Tab.open(context, stage.site.url);
  const sockets: string[] = [];
  const asked: (string | undefined)[] = [];
  tab.page.on('websocket', (socket) => sockets.push(socket.url()));
  tab.page.on('request', (request) => asked.push(request.headers()['authorization']));
  let token = '';
  await context.route(login, (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({
          headers: { 'Access-Control-Allow-Origin': '*' },
          json: { access_token: token, user: { id: 'u1', email: DEMO.email } },
        })
      : route.continue(),
  );
  await context.route('**/api/v1/chat', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({
          headers: { 'Access-Control-Allow-Origin': '*' },
          json: { chat_id: 'chat-1' },
        })
      : route.continue(),
  );
  const odd = '&tenant_id=evil&=+/%#?; a%26b';
  for (token of [odd, odd.repeat(400).slice(0, 8192)]) {
    await tab.screen.email.fill(DEMO.email);
    await tab.screen.password.fill(DEMO.password);
    await tab.screen.button('Sign in').click();
    await until(() => sockets.length > 0);
    const query = new URL(sockets.shift() ?? '').searchParams;
    assert.deepEqual(query.getAll('token'), [token]);
    assert.deepEqual(query.getAll('tenant_id'), ['miptech-company']);
    assert.ok(asked.includes(`Bearer ${token}`));
    await tab.page.evaluate(() => {
      localStorage.clear();
    });
    await tab.page.reload();
    await tab.screen.email.waitFor();
    sockets.length = 0;
  }
  token = 'x'.repeat(8193);
  await tab.screen.email.fill(DEMO.email);
  await tab.screen.password.fill(DEMO.password);
  await tab.screen.button('Sign in').click();
  await until(async () => (await lastError(tab)) === 'protocol');
  assert.equal((await everythingOn(tab.page)).includes('xxxxx'), false);
  assert.deepEqual(sockets, []);
});

test('row 40: an address that is none is refused on the page, before a token goes anywhere', async () => {
  const [one] = await twoTabs();
  const requests: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  for (const address of [
    '/relative',
    `${stage.platform.url}?x=1`,
    `${stage.platform.url}#x`,
    'http://ann:pass@127.0.0.1:9',
    'javascript:alert(1)',
  ]) {
    await one.page.evaluate((url) => {
      document.querySelector('miptech-provider')?.setAttribute('api-url', url);
    }, address);
    await one.page.getByText('<miptech-provider> is not connected').waitFor();
    await until(async () => (await one.sockets()).live === 0);
    assert.equal((await everythingOn(one.page)).includes('ann:pass'), address.includes('ann'));
  }
  assert.deepEqual(
    requests.filter((url) => !url.startsWith(stage.platform.url)),
    [],
  );
  await one.page.evaluate((url) => {
    document.querySelector('miptech-provider')?.setAttribute('api-url', url);
  }, stage.platform.url);
  await one.ready();
});
