/**
 * Single sign-on over the life of its tokens, in a real browser against a real OpenID Connect
 * provider: renewal in the middle of an answer, and where the tokens are meanwhile.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { MiptechProvider } from '../../src/index.js';
import { everythingOn, launch } from './harness.js';
import { account, asked, begin, email, fillIn, signIn, signOut, visit, world } from './sign-on.js';
import { Tab, until } from './tab.js';

let browser: Browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser.close();
});

for (const refreshTokens of [true, false]) {
  const way = refreshTokens ? 'by a refresh token' : 'in a hidden frame';
  test(`renewed ${way} in the middle of an answer: the answer is whole, and stored once`, async (t) => {
    const brief = await world({ accessTokenSeconds: 5, refreshTokens }, { MIPTECH_CHUNK_MS: '30' });
    t.after(() => brief.close());
    const one = await visit(t, browser, brief, '/');
    await signIn(one);
    await one.tab.ready();
    const opened = (await one.tab.sockets()).opened;
    const calls = (): number => asked(one, brief, '/token');
    await one.tab.screen.ask('Where are tokens stored?');
    const running = one.tab.screen.log.locator('article[aria-busy="true"]');
    await running.waitFor();
    const before = calls();
    await until(() => calls() > before);
    assert.equal(await running.count(), 1, 'the answer is still running');
    await one.tab.screen.answers(1);
    await until(async () => (await one.tab.sockets()).opened > opened);
    const kept = await one.tab.page.evaluate(async () => {
      const provider = document.querySelector<MiptechProvider>('miptech-provider');
      const { chatId, messages } = provider?.client?.transcript.get() ?? { messages: [] };
      return { chatId, texts: messages.map(({ text }) => text) };
    });
    assert.equal(kept.texts.length, 2);
    // What the platform has is what the person saw.
    await one.tab.page.reload();
    await until(async () => (await one.tab.texts()).length > 0);
    assert.deepEqual(await one.tab.texts(), kept.texts);
    assert.deepEqual(one.seen.problems, []);
  });
}

test('of two tabs that share tokens one renews, and both go on', async (t) => {
  const brief = await world({ accessTokenSeconds: 5 });
  t.after(() => brief.close());
  const one = await visit(t, browser, brief, '/storage-local');
  await signIn(one);
  const two = await Tab.open(one.context, one.tab.page.url());
  await account(two.page).waitFor();
  const refused: number[] = [];
  one.context.on('response', (response) => {
    const status = response.status();
    if (response.url().startsWith(`${brief.identity.issuer}/token`) && status !== 200) {
      refused.push(status);
    }
  });
  const calls = (): number => asked(one, brief, '/token');
  const before = calls();
  await until(() => calls() >= before + 3, 30_000);
  await one.tab.ready();
  await two.ready();
  // A refresh token that is used twice ends the whole sign-on.
  assert.deepEqual(refused, []);
});

test('the provider’s session is over: the page says so, and asks nobody by itself', async (t) => {
  const brief = await world({ accessTokenSeconds: 5, refreshTokenSeconds: 1 });
  t.after(() => brief.close());
  const one = await visit(t, browser, brief, '/');
  await signIn(one);
  // As if it had been ended at the provider.
  await one.context.clearCookies();
  await begin(one.tab.page).waitFor({ timeout: 20_000 });
  const visible = one.seen.requests.filter(
    (url) => url.startsWith(`${brief.identity.issuer}/auth?`) && !url.includes('prompt=none'),
  );
  assert.equal(visible.length, 1);
});

for (const [storage, places] of [
  ['local', ['local storage']],
  ['session', ['session storage']],
  ['memory', []],
] as const) {
  test(`tokens are where they are to be, and nowhere else: ${storage}`, async (t) => {
    const brief = await world({ accessTokenSeconds: 5 });
    t.after(() => brief.close());
    const context = await browser.newContext();
    t.after(() => context.close());
    const secrets = new Set<string>();
    const lines: [place: string, text: string][] = [];
    const pending: Promise<unknown>[] = [];
    context.on('console', (message) => {
      // The browser itself names the address of a socket that is refused.
      if (!message.text().startsWith('WebSocket')) lines.push(['console', message.text()]);
    });
    context.on('weberror', (error) => lines.push(['uncaught', String(error.error().stack)]));
    context.on('response', (response) => {
      if (response.request().method() !== 'POST' || !response.url().endsWith('/token')) return;
      const body = response.json() as Promise<Record<string, unknown>>;
      const learn = body.then((given) => {
        for (const name of ['access_token', 'refresh_token', 'id_token']) {
          const token = given[name];
          if (typeof token === 'string') secrets.add(token);
        }
      });
      pending.push(learn.catch(() => undefined));
    });
    await context.addInitScript({ content: LISTEN });
    const tab = await Tab.open(context, `${brief.site.origin}/storage-${storage}`);
    const look = async (): Promise<void> => {
      lines.push(['document', await everythingOn(tab.page)]);
      lines.push(...(await tab.page.evaluate<[string, string][]>(KEPT)));
    };
    await begin(tab.page).click();
    await fillIn(tab.page);
    await account(tab.page).waitFor();
    await tab.ready();
    await look();
    await tab.talk('Where are tokens stored?', 1);
    await until(async () => {
      await Promise.all(pending);
      return secrets.size > 4;
    }, 30_000);
    await look();
    await signOut(tab.page);
    await tab.page.getByRole('button', { name: 'Stay signed in' }).waitFor();
    await tab.page.goto(`${brief.site.origin}/storage-${storage}`);
    await begin(tab.page).waitFor();
    const held = ([, text]: [string, string]): boolean =>
      [...secrets].some((secret) => text.includes(secret));
    const found = lines.filter(held).map(([place]) => place);
    assert.deepEqual([...new Set(found)], places);
    assert.ok(
      lines.some(([place, text]) => place === 'event' && text.includes(email)),
      'events are heard',
    );
    assert.ok(lines.some(([, text]) => text.includes('Where are tokens stored?')));
    const afterwards = await tab.page.evaluate<[string, string][]>(KEPT);
    assert.deepEqual(afterwards.filter(held), [], 'nothing is left after signing out');
  });
}

/** Notes every event of the library, by name, with all that its detail holds. */
const LISTEN = `(() => {
  window.heard = [];
  const text = (value) => JSON.stringify(value, (key, part) =>
    part instanceof Error ? { ...part, message: part.message, stack: part.stack } : part);
  const names = ['session-change', 'connection-change', 'message', 'send', 'error', 'security', 'identity-request', 'identity-ready'];
  for (const name of names) {
    window.addEventListener('miptech-' + name, ({ type, detail }) => {
      window.heard.push(['event', type + ' ' + text(detail)]);
    }, { capture: true });
  }
})()`;

/** What the browser keeps for the page, and what was heard since the last look. */
const KEPT = `[
  ...Object.entries({ ...localStorage }).map(([key, value]) => ['local storage', key + value]),
  ...Object.entries({ ...sessionStorage }).map(([key, value]) => ['session storage', key + value]),
  ['cookie', document.cookie],
  ['history', JSON.stringify(history.state)],
  ['address', location.href],
  ['window name', window.name],
  ...window.heard.splice(0),
]`;
