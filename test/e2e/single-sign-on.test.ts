/**
 * Single sign-on in a real browser, against a real OpenID Connect provider: both ways to sign in,
 * and every way to end.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { accessibilityProblems, launch, watch } from './harness.js';
import {
  account,
  asked,
  begin,
  email,
  fillIn,
  password,
  popupOf,
  signIn,
  signOut,
} from './sign-on.js';
import { visit as visitOf, world } from './sign-on.js';
import type { Visit, World } from './sign-on.js';
import { Tab } from './tab.js';

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

const visit = (t: TestContext, path: string): Promise<Visit> => visitOf(t, browser, usual, path);

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
