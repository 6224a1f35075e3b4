/**
 * The forms of the chat on pages as the platform serves them, under its policy: a panel with its
 * sign-in inside, answers that come while it is closed, and what a reload leaves of it.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { accessibilityProblems, launch, RestartablePlatform, watch } from './harness.js';

let browser: Browser;
let platform: RestartablePlatform;

before(async () => {
  platform = await RestartablePlatform.start({ MIPTECH_CHUNK_MS: '30' });
  browser = await launch();
});

after(async () => {
  await browser.close();
  await platform.kill();
});

const launcher = (page: Page) => page.getByRole('button', { name: /^Chat: / });
const panel = (page: Page) => page.getByRole('dialog', { name: 'Assistant' });
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });

async function nothingWider(page: Page): Promise<void> {
  const more = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.equal(more, 0, 'scrolls sideways');
}

async function signIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in with the demo account' }).click();
  await field(page).waitFor();
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [320, 1280]) {
    test(`floating: sign-in inside, asked, closed, counted, remembered: ${colorScheme}, ${String(width)} px`, async () => {
      const context: BrowserContext = await browser.newContext({
        colorScheme,
        viewport: { width, height: 800 },
      });
      const seen = await watch(context);
      const page = await context.newPage();
      await page.goto(`${platform.url}/floating.html`);
      await launcher(page).waitFor();
      assert.deepEqual(await accessibilityProblems(page), [], 'closed');
      await launcher(page).click();
      await page.getByRole('textbox', { name: 'Email' }).waitFor();
      assert.deepEqual(await accessibilityProblems(page), [], 'signed out');
      await nothingWider(page);
      await signIn(page);
      assert.equal(await field(page).evaluate((box) => box.matches(':focus')), true);
      assert.deepEqual(await accessibilityProblems(page), [], 'open');
      await field(page).fill('How do I change the colours?');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Close the chat' }).click();
      await panel(page).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Chat: Assistant, 1 new answer' }).waitFor();
      assert.deepEqual(await accessibilityProblems(page), [], 'unread');
      await nothingWider(page);
      await launcher(page).click();
      await panel(page).getByRole('article').nth(1).waitFor();
      await page.reload();
      await launcher(page).waitFor();
      // A small screen shows the page first.
      await (width > 480 ? field(page).waitFor() : panel(page).waitFor({ state: 'detached' }));
      assert.deepEqual(seen.problems, []);
      await context.close();
    });

    test(`full: the whole window, and nothing cut: ${colorScheme}, ${String(width)} px`, async () => {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: width === 320 ? 256 : 800 },
      });
      const seen = await watch(context);
      const page = await context.newPage();
      await page.goto(`${platform.url}/full.html`);
      await page.getByRole('textbox', { name: 'Email' }).waitFor();
      assert.deepEqual(await accessibilityProblems(page), [], 'signed out');
      await signIn(page);
      await field(page).fill('How do I change the colours?');
      await page.keyboard.press('Enter');
      await page.getByRole('article').nth(1).waitFor();
      await nothingWider(page);
      for (const control of [field(page), page.getByRole('button', { name: 'Sign out' })]) {
        const box = await control.boundingBox();
        assert.ok(box !== null && box.x >= 0 && box.y >= 0);
        assert.ok(box.x + box.width <= width && box.y + box.height <= (width === 320 ? 256 : 800));
      }
      assert.deepEqual(await accessibilityProblems(page), [], 'answered');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('textbox', { name: 'Email' }).waitFor();
      assert.deepEqual(seen.problems, []);
      await context.close();
    });
  }
}
