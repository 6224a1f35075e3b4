/**
 * The faults that only a real page has: elements moved and taken out, settings changed on the way, a
 * page put away and taken out again, a network that flaps. Real Chromium, platform and database.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext } from 'playwright-core';
import type { MiptechProvider } from '../../src/index.js';
import { DEMO, takenPort } from '../platform/harness.js';
import { RestartablePlatform, Screen, launch, serveBarePage, watch } from './harness.js';
import type { BarePage, Watch } from './harness.js';
import { Tab, until } from './tab.js';

/** Seconds of a token's life; renewed at four fifths of it. */
const life = 6;

let browser: Browser;
let platform: RestartablePlatform;
/** The same with tokens that soon end. */
let hasty: RestartablePlatform;
let site: BarePage;
let hastySite: BarePage;

before(async () => {
  platform = await RestartablePlatform.start({ MIPTECH_CHUNK_MS: '2' });
  hasty = await RestartablePlatform.start({
    MIPTECH_CHUNK_MS: '2',
    MIPTECH_ACCESS_TOKEN_SECONDS: String(life),
  });
  site = await serveBarePage(platform.url);
  hastySite = await serveBarePage(hasty.url);
  browser = await launch();
});

after(async () => {
  await browser.close();
  for (const each of [site, hastySite]) each.close();
  for (const each of [platform, hasty]) await each.kill();
});

interface Visit {
  readonly context: BrowserContext;
  readonly seen: Watch;
  readonly tab: Tab;
}

/** A person of their own at the page: signed in, connected, with one answer on screen. */
async function visit(t: TestContext, url = site.url): Promise<Visit> {
  const context = await browser.newContext();
  const seen = await watch(context);
  t.after(async () => {
    await context.close();
    assert.deepEqual(seen.problems, []);
  });
  const tab = await Tab.open(context, url);
  await tab.screen.signIn(DEMO.email, DEMO.password);
  await tab.ready();
  await tab.talk('How do I set the tenant?', 1);
  return { context, seen, tab };
}

/** Tabs as a person has them: Playwright otherwise shows every page as looked at, always. */
async function contextThatHides(t: TestContext): Promise<BrowserContext> {
  const { port, free } = await takenPort();
  free();
  const launched = await launch([`--remote-debugging-port=${String(port)}`]);
  t.after(() => launched.close());
  const address = `http://127.0.0.1:${String(port)}`;
  const [context] = (await chromium.connectOverCDP(address, { noDefaults: true })).contexts();
  assert.ok(context);
  return context;
}

const refreshes = (seen: Watch): number =>
  seen.requests.filter((url) => url.endsWith('/auth/refresh')).length;

test('row 36: elements moved, taken out and put back: one socket, the same conversation', async (t) => {
  const { tab } = await visit(t);
  const before = await tab.texts();
  await tab.page.evaluate(async () => {
    const provider = document.querySelector('miptech-provider');
    const chat = document.querySelector('miptech-chat');
    if (provider === null || chat === null) throw new Error('no elements');
    const section = document.createElement('section');
    document.body.append(section);
    section.append(provider);
    await new Promise((resolve) => setTimeout(resolve));
    // A framework in strict mode mounts, unmounts and mounts again.
    provider.remove();
    section.append(provider);
    await new Promise((resolve) => setTimeout(resolve));
    provider.remove();
    await new Promise((resolve) => setTimeout(resolve));
    section.append(provider);
    chat.remove();
    await new Promise((resolve) => setTimeout(resolve));
    provider.append(chat);
    await new Promise((resolve) => setTimeout(resolve));
  });
  assert.equal(await tab.phase(), 'ready');
  assert.deepEqual(await tab.sockets(), { opened: 1, live: 1 });
  assert.deepEqual(await tab.texts(), before);
  await tab.talk('And the colours?', 2);
});

test('row 36: moved a hundred times: no node and no listener more than before', async (t) => {
  const { context, tab } = await visit(t);
  const session = await context.newCDPSession(tab.page);
  const counts = async (): Promise<{ nodes: number; jsEventListeners: number }> => {
    // What a first collection frees only a second one sees.
    for (let pass = 0; pass < 3; pass += 1) await session.send('HeapProfiler.collectGarbage');
    const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
    return { nodes, jsEventListeners };
  };
  const move = (times: number): Promise<void> =>
    tab.page.evaluate(async (rounds) => {
      const [one, other] = [document.createElement('section'), document.createElement('section')];
      const provider = document.querySelector('miptech-provider');
      if (provider === null) throw new Error('no elements');
      const place = provider.parentElement;
      document.body.append(one, other);
      for (let round = 0; round < rounds; round += 1) {
        (round % 2 === 0 ? one : other).append(provider);
        await new Promise(requestAnimationFrame);
      }
      place?.append(provider);
      one.remove();
      other.remove();
      await new Promise(requestAnimationFrame);
    }, times);
  await move(10);
  const before = await counts();
  await move(100);
  const behind = await counts();
  t.diagnostic(`nodes ${String(before.nodes)} → ${String(behind.nodes)}`);
  t.diagnostic(`listeners ${String(before.jsEventListeners)} → ${String(behind.jsEventListeners)}`);
  assert.ok(behind.nodes - before.nodes < 20, 'nodes');
  assert.ok(behind.jsEventListeners - before.jsEventListeners < 20, 'listeners');
  assert.deepEqual(await tab.sockets(), { opened: 1, live: 1 });
});

test('row 36: taken out for good: its socket is closed, and nothing holds it any more', async (t) => {
  const { context, tab } = await visit(t);
  await tab.page.evaluate(() => {
    const gone = [...document.querySelectorAll('miptech-provider, miptech-provider *')];
    const client = (gone[0] as MiptechProvider).client;
    if (client === null) throw new Error('no client');
    Object.assign(window, { gone: [client, ...gone].map((each) => new WeakRef(each)) });
    gone[0]?.remove();
  });
  await until(async () => (await tab.sockets()).live === 0);
  const session = await context.newCDPSession(tab.page);
  await until(async () => {
    await session.send('HeapProfiler.collectGarbage');
    return tab.page.evaluate(() => {
      const { gone } = window as unknown as { gone: WeakRef<object>[] };
      return gone.length > 4 && gone.every((each) => each.deref() === undefined);
    });
  });
});

test('row 28: put away for the back button and taken out again: one socket, and it works', async (t) => {
  const { seen, tab } = await visit(t);
  await tab.page.evaluate(() => {
    addEventListener('pageshow', (event) => {
      document.title = event.persisted ? 'restored' : 'loaded';
    });
  });
  await tab.page.goto(`${site.url}?tenant=acme-corp`);
  const began = Date.now();
  // A page from the cache has no load event for goBack() to wait for.
  await tab.page.evaluate(() => {
    history.back();
  });
  await until(async () => (await tab.page.title()) === 'restored');
  await tab.ready();
  const took = Date.now() - began;
  t.diagnostic(`ready ${String(took)} ms after “back”`);
  assert.ok(took < 5000, `${String(took)} ms`);
  assert.deepEqual(await tab.sockets(), { opened: 2, live: 1 });
  assert.equal(refreshes(seen), 0, 'the token was good');
  await tab.talk('Which sizes are there?', 2);
});

test('row 28: hidden and frozen until its token ended, then looked at: one refresh, one socket', async (t) => {
  const context = await contextThatHides(t);
  const seen = await watch(context);
  const tab = await Tab.open(context, hastySite.url);
  await tab.screen.signIn(DEMO.email, DEMO.password);
  await tab.ready();
  await tab.talk('How do I set the tenant?', 1);
  const session = await context.newCDPSession(tab.page);
  const other = await context.newPage();
  await other.bringToFront();
  await until(() => tab.page.evaluate(() => document.hidden));
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  const asked = seen.requests.length;
  const before = refreshes(seen);
  await pause((life + 2) * 1000);
  assert.equal(seen.requests.length, asked, 'a frozen page does nothing');
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  assert.equal((await tab.sockets()).live, 0, 'nobody looks yet');
  const began = Date.now();
  await tab.page.bringToFront();
  await until(async () => refreshes(seen) > before && (await tab.phase()) === 'ready');
  const took = Date.now() - began;
  t.diagnostic(`ready with a new token ${String(took)} ms after it was looked at`);
  assert.ok(took < 5000, `${String(took)} ms`);
  assert.equal(refreshes(seen), before + 1);
  assert.deepEqual(await tab.sockets(), { opened: 2, live: 1 });
  await tab.talk('What is a provider?', 2);
  assert.deepEqual(seen.problems, []);
});

test('row 29: the network flaps 100 times: no storm of sockets, and one stands at the end', async (t) => {
  const { context, seen, tab } = await visit(t);
  const asked = seen.requests.length;
  await tab.page.evaluate(() => {
    const heard = { offline: 0, online: 0 };
    Object.assign(window, { heard });
    addEventListener('offline', () => (heard.offline += 1));
    addEventListener('online', () => (heard.online += 1));
  });
  for (let flap = 0; flap < 100; flap += 1) {
    await context.setOffline(true);
    await context.setOffline(false);
  }
  await tab.ready();
  await until(async () => (await tab.sockets()).live === 1);
  const { opened } = await tab.sockets();
  const more = seen.requests.length - asked;
  t.diagnostic(`${String(opened - 1)} sockets and ${String(more)} requests more`);
  const heard = await tab.page.evaluate(
    () => (window as unknown as { heard: { offline: number; online: number } }).heard,
  );
  assert.deepEqual(heard, { offline: 100, online: 100 });
  assert.ok(opened <= 6, `${String(opened)} sockets`);
  assert.ok(more <= 10, `${String(more)} requests`);
  await tab.talk('Which sizes are there?', 2);
});

test('row 37: settings changed while a socket connects: it comes to nothing', async (t) => {
  const { tab } = await visit(t);
  await tab.page.evaluate(() => {
    const provider = document.querySelector<MiptechProvider>('miptech-provider');
    // In the moment in which the next socket is made there is a change again, and then once more.
    window.onsocket = () => {
      provider?.setAttribute('ping-interval', '20000');
      window.onsocket = () => {
        provider?.setAttribute('ping-interval', '30000');
      };
    };
    provider?.setAttribute('ping-interval', '10000');
  });
  await until(async () => (await tab.sockets()).opened === 4);
  await tab.ready();
  await until(async () => (await tab.sockets()).live === 1);
  const interval = await tab.page.evaluate(
    () =>
      document.querySelector<MiptechProvider>('miptech-provider')?.client?.settings.pingInterval,
  );
  assert.equal(interval, 30_000);
  assert.deepEqual(await tab.sockets(), { opened: 4, live: 1 });
  await tab.talk('Which sizes are there?', 2);
});

test('row 37: another tenant is set while the first one is asked: its late answer is nobody’s', async (t) => {
  const { context, tab } = await visit(t);
  let held = 0;
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  await context.route('**/api/v1/health', async (route) => {
    held += 1;
    await given;
    await route.continue().catch(() => undefined);
  });
  await tab.page.reload();
  await until(() => held === 1);
  await tab.page.evaluate(() => {
    document.querySelector('miptech-provider')?.setAttribute('tenant-id', 'acme-corp');
  });
  await tab.screen.email.waitFor();
  give();
  // Nothing that could come of it takes a second.
  await pause(1000);
  assert.equal(await tab.phase(), 'signed-out');
  assert.deepEqual(await tab.sockets(), { opened: 0, live: 0 });
  assert.deepEqual(await tab.texts(), []);
  await tab.page.evaluate(() => {
    document.querySelector('miptech-provider')?.setAttribute('tenant-id', 'miptech-company');
  });
  await tab.ready();
  await tab.screen.answers(1);
  assert.deepEqual(await tab.sockets(), { opened: 1, live: 1 });
});

test('row 37: two providers for two tenants on one page know nothing of each other', async (t) => {
  const { context } = await visit(t);
  const tab = await Tab.open(context, `${site.url}?two`);
  const { page } = tab;
  const logins = page.locator('miptech-login');
  const chats = page.locator('miptech-chat');
  const account = (index: number) => logins.nth(index).locator('[part=account-button]');
  const ask = async (index: number, text: string): Promise<void> => {
    await chats.nth(index).getByRole('textbox', { name: 'Message' }).fill(text);
    await chats.nth(index).getByRole('button', { name: 'Send', exact: true }).click();
    await chats.nth(index).getByText(text).first().waitFor();
  };
  // The first one takes up the session that is kept; the other tenant has none.
  await account(0).waitFor();
  await logins.nth(1).getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await logins.nth(1).getByRole('textbox', { name: 'Email' }).fill(DEMO.email);
  await logins.nth(1).getByLabel('Password', { exact: true }).fill(DEMO.password);
  await logins.nth(1).getByRole('button', { name: 'Sign in', exact: true }).click();
  await account(1).waitFor();
  await ask(0, 'A question of the first tenant');
  await ask(1, 'A question of the second tenant');
  const answered = (index: number, count: number): Promise<void> =>
    chats
      .nth(index)
      .locator('article[aria-busy="false"]')
      .nth(count - 1)
      .waitFor();
  await answered(0, 2);
  await answered(1, 1);
  assert.equal(await chats.nth(0).getByText('second tenant').count(), 0);
  assert.equal(await chats.nth(1).getByText('first tenant').count(), 0);
  assert.deepEqual(await tab.sockets(), { opened: 2, live: 2 });
  await account(1).click();
  await logins.nth(1).getByRole('button', { name: 'Sign out' }).click();
  await logins.nth(1).getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await until(async () => (await tab.sockets()).live === 1);
  await account(0).waitFor();
  await ask(0, 'Still there?');
  await answered(0, 3);
  assert.equal(await new Screen(page).page.getByText('second tenant').count(), 0);
});
