/**
 * Single sign-on in a real browser, against a real OpenID Connect provider: both ways to sign in,
 * every way to end, renewal in the middle of an answer, and where the tokens are meanwhile.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CLIENT_ID, PLATFORM } from '../../demo/identity/client.js';
import { createIdentityProvider } from '../../demo/identity/server.js';
import type { IdentityProvider, IdentitySettings } from '../../demo/identity/server.js';
import type { MiptechProvider } from '../../src/index.js';
import {
  accessibilityProblems,
  everythingOn,
  launch,
  RestartablePlatform,
  watch,
} from './harness.js';
import type { Watch } from './harness.js';
import { serveSignOnSite } from './sign-on-site.js';
import type { SignOnSite } from './sign-on-site.js';
import { Tab, until } from './tab.js';

const email = 'demo@example.com';
const password = 'demo-password';

/** A provider, a platform that trusts it, and a site that uses both. */
interface World {
  readonly identity: IdentityProvider;
  readonly platform: RestartablePlatform;
  readonly site: SignOnSite;
  readonly close: () => Promise<void>;
}

async function world(
  settings: Partial<IdentitySettings> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<World> {
  const identity = await createIdentityProvider(settings);
  const { issuer } = identity;
  const platform = await RestartablePlatform.start({
    MIPTECH_CHUNK_MS: '2',
    MIPTECH_IDENTITY: `${issuer} ${PLATFORM} miptech-company`,
    ...environment,
  });
  const site = await serveSignOnSite({ platform: platform.url, issuer, clientId: CLIENT_ID });
  const close = async (): Promise<void> => {
    site.close();
    await platform.kill();
    await identity.close();
  };
  return { identity, platform, site, close };
}

let browser: Browser;
let usual: World;

before(async () => {
  browser = await launch();
  usual = await world();
});

after(async () => {
  await browser.close();
  await usual.close();
});

interface Visit {
  readonly context: BrowserContext;
  readonly seen: Watch;
  readonly tab: Tab;
}

async function visit(t: TestContext, path: string, { site }: World = usual): Promise<Visit> {
  const context = await browser.newContext();
  t.after(() => context.close());
  const seen = await watch(context);
  return { context, seen, tab: await Tab.open(context, site.origin + path) };
}

const begin = (page: Page) => page.getByRole('button', { name: 'Continue with single sign-on' });
const account = (page: Page) => page.getByRole('button', { name: 'Demo User' });

/** Fills in the provider's own page. */
async function fillIn(page: Page): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signIn({ tab: { page } }: Visit): Promise<void> {
  await begin(page).click();
  await fillIn(page);
  await account(page).waitFor();
}

async function signOut(page: Page): Promise<void> {
  await account(page).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

async function popupOf({ context, tab: { page } }: Visit): Promise<Page> {
  const opened = context.waitForEvent('page');
  await begin(page).click();
  return opened;
}

/** How often something was asked of the provider. */
function asked({ seen }: Visit, { identity }: World, path: string): number {
  return seen.requests.filter((url) => url.startsWith(identity.issuer + path)).length;
}

test('attributes, by leaving the page: signed in, talking, kept over a reload, signed out everywhere', async (t) => {
  const one = await visit(t, '/?tab=orders#row-7');
  const { page } = one.tab;
  assert.equal(await page.getByRole('textbox', { name: 'Email' }).count(), 0);
  await signIn(one);
  // The answer is gone from the address, and the person is where they were.
  assert.equal(page.url(), `${usual.site.origin}/?tab=orders#row-7`);
  await one.tab.ready();
  await one.tab.talk('How do I set the tenant?', 1);
  await page.reload();
  await account(page).waitFor();
  await one.tab.ready();
  assert.equal(asked(one, usual, '/auth?'), 1, 'a reload asks nobody');
  await signOut(page);
  // The provider asks before it ends its own session.
  await page.getByRole('button', { name: 'Sign out' }).click();
  await begin(page).waitFor();
  assert.equal(page.url(), `${usual.site.origin}/`);
  await begin(page).click();
  await page.getByLabel('Password').waitFor();
  assert.deepEqual(one.seen.problems, []);
});

test('the person comes back to the page they were on, not to the one that is registered', async (t) => {
  const one = await visit(t, '/site/orders?row=7#top');
  await signIn(one);
  assert.equal(one.tab.page.url(), `${usual.site.origin}/site/orders?row=7#top`);
  const back = one.seen.requests.find((url) => url.includes('code='));
  assert.ok(back?.startsWith(`${usual.site.origin}/site/home?`));
  assert.deepEqual(one.seen.problems, []);
});

test('a call, in a window of its own: the page stays, and the window goes', async (t) => {
  const one = await visit(t, '/call');
  const popup = await popupOf(one);
  const gone = popup.waitForEvent('close');
  await fillIn(popup);
  await gone;
  await account(one.tab.page).waitFor();
  await one.tab.ready();
  await one.tab.talk('How do I set the tenant?', 1);
  assert.deepEqual(one.seen.problems, []);
});

test('signed out in a window: there as well, and the window goes', async (t) => {
  const one = await visit(t, '/display-popup');
  const popup = await popupOf(one);
  await fillIn(popup);
  const { page } = one.tab;
  await account(page).waitFor();
  const opened = one.context.waitForEvent('page');
  await signOut(page);
  const goodbye = await opened;
  await begin(page).waitFor();
  const gone = goodbye.waitForEvent('close');
  await goodbye.getByRole('button', { name: 'Sign out' }).click();
  await gone;
  const again = await popupOf(one);
  await again.getByLabel('Password').waitFor();
  assert.deepEqual(one.seen.problems, []);
});

test('a window that the person closes is no error, and the next one works', async (t) => {
  const one = await visit(t, '/display-popup');
  const popup = await popupOf(one);
  await popup.getByLabel('Email').waitFor();
  await popup.close();
  await begin(one.tab.page).waitFor();
  assert.equal(await one.tab.page.getByRole('alert').filter({ hasText: /\S/ }).count(), 0);
  const again = await popupOf(one);
  await fillIn(again);
  await account(one.tab.page).waitFor();
  assert.deepEqual(one.seen.problems, []);
});

test('a provider that cuts the tie to its opener: the answer finds its way home', async (t) => {
  const one = await visit(t, '/display-popup');
  await one.context.route(`${usual.identity.issuer}/**`, async (route) => {
    if (route.request().resourceType() !== 'document') return route.continue();
    const response = await route.fetch({ maxRedirects: 0 });
    const headers = { ...response.headers(), 'Cross-Origin-Opener-Policy': 'same-origin' };
    return route.fulfill({ response, headers });
  });
  const popup = await popupOf(one);
  await popup.getByLabel('Email').waitFor();
  // To this page the window looks closed, so that nobody is kept waiting.
  await begin(one.tab.page).and(one.tab.page.locator(':not([aria-disabled])')).waitFor();
  await fillIn(popup);
  await account(one.tab.page).waitFor();
});

test('a blocked window says what to allow', async (t) => {
  const one = await visit(t, '/display-popup');
  await one.tab.page.evaluate(() => {
    window.open = () => null;
  });
  await begin(one.tab.page).click();
  await one.tab.page.getByText('Allow pop-up windows for this page').waitFor();
});

test('cancelled at the provider: told in words, once, and nobody is sent there again', async (t) => {
  const one = await visit(t, '/');
  const { page } = one.tab;
  await begin(page).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('The sign-in was cancelled').waitFor();
  assert.equal(page.url(), `${usual.site.origin}/`);
  assert.equal(asked(one, usual, '/auth?'), 1);
  await page.reload();
  await begin(page).waitFor();
  assert.equal(await page.getByText('The sign-in was cancelled').count(), 0);
});

test('an answer that nobody here asked for changes nothing', async (t) => {
  const mark = await keyOf(t);
  const one = await visit(t, `/?row=7&code=stolen&state=nobody;miptech-redirect-${mark}`);
  await one.tab.page.getByText('begun elsewhere or long ago').waitFor();
  assert.equal(one.tab.page.url(), `${usual.site.origin}/?row=7`);
  assert.equal(asked(one, usual, '/token'), 0);
  const other = await visit(t, '/?code=theirs&state=another-library');
  await begin(other.tab.page).waitFor();
  assert.equal(other.tab.page.url(), `${usual.site.origin}/?code=theirs&state=another-library`);
});

/** How this library marks its requests, as an observer of the address sees it. */
async function keyOf(t: TestContext): Promise<string> {
  const one = await visit(t, '/');
  await begin(one.tab.page).click();
  await one.tab.page.getByLabel('Email').waitFor();
  const address = one.seen.requests.find((url) => url.startsWith(`${usual.identity.issuer}/auth?`));
  return /miptech-redirect-(\w+)/.exec(decodeURIComponent(address ?? ''))?.[1] ?? '';
}

test('the script of the sign-on comes late: whoever pressed the button is led on', async (t) => {
  const late = await visit(t, '/late');
  const { page } = late.tab;
  await page.getByRole('button', { name: 'Load' }).waitFor();
  assert.equal(asked(late, usual, '/'), 0);
  await page.getByRole('button', { name: 'Load' }).click();
  await begin(page).click();
  await fillIn(page);
  // Back on the page its script is missing again: the answer waits in the address.
  await page.getByRole('button', { name: 'Load' }).click();
  await account(page).waitFor();
  assert.equal(page.url(), `${usual.site.origin}/late`);
  assert.deepEqual(late.seen.problems, []);
});

for (const refreshTokens of [true, false]) {
  const way = refreshTokens ? 'by a refresh token' : 'in a hidden frame';
  test(`renewed ${way} in the middle of an answer: the answer is whole, and stored once`, async (t) => {
    const brief = await world({ accessTokenSeconds: 5, refreshTokens }, { MIPTECH_CHUNK_MS: '60' });
    t.after(() => brief.close());
    const one = await visit(t, '/', brief);
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

test('signed out in one tab: the other one knows, where they share the tokens', async (t) => {
  const one = await visit(t, '/storage-local');
  await signIn(one);
  const two = await Tab.open(one.context, one.tab.page.url());
  await account(two.page).waitFor();
  assert.equal(asked(one, usual, '/auth?'), 1, 'the second tab needs nobody');
  await signOut(one.tab.page);
  await begin(two.page).waitFor();
  await one.tab.page.getByRole('button', { name: 'Sign out' }).click();
  await begin(one.tab.page).waitFor();
  // And back: a sign-in is shared as well.
  await begin(one.tab.page).click();
  await fillIn(one.tab.page);
  await account(two.page).waitFor();
});

test('of two tabs that share tokens one renews, and both go on', async (t) => {
  const brief = await world({ accessTokenSeconds: 5 });
  t.after(() => brief.close());
  const one = await visit(t, '/storage-local', brief);
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
  const one = await visit(t, '/', brief);
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

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1280]) {
    test(`the demo's page and its provider's are accessible: ${colorScheme}, ${width} px`, async (t) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
      t.after(() => context.close());
      const seen = await watch(context);
      const page = await context.newPage();
      const wide = () =>
        page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
      await page.goto(`${usual.platform.url}/sso.html`);
      await begin(page).waitFor();
      assert.deepEqual(await accessibilityProblems(page), []);
      assert.equal(await wide(), 0);
      await begin(page).click();
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('Password').fill('mistyped');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      assert.deepEqual(await accessibilityProblems(page), []);
      assert.equal(await wide(), 0);
      await page.keyboard.type(password);
      await page.keyboard.press('Enter');
      await account(page).waitFor();
      assert.deepEqual(seen.problems, []);
    });
  }
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
