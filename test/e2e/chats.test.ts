/**
 * Earlier chats in a real browser against a real platform: the list, a chat opened and begun, a
 * reload, another page's answer, and what a sign-out leaves.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { DEMO } from '../platform/harness.js';
import { accessibilityProblems, everythingOn, Screen, useStage, watch } from './harness.js';
import type { Watch } from './harness.js';
import { until } from './tab.js';

const stage = useStage({ MIPTECH_CHUNK_MS: '2' });

const first = 'How do I stop an answer?';
const second = 'What does the attribute feedback do?';

describe('earlier chats', () => {
  let context: BrowserContext;
  let seen: Watch;
  let page: Page;
  let screen: Screen;

  const chats = (): Locator => page.getByRole('navigation', { name: 'Chats' }).getByRole('button');
  const titles = async (): Promise<string[]> =>
    (await chats().locator('.chats-title').allTextContents()).map((title) => title.trim());

  before(async () => {
    context = await stage.browser.newContext({ viewport: { width: 1280, height: 800 } });
    seen = await watch(context);
    await context.addInitScript(() => {
      document.addEventListener('DOMContentLoaded', () => {
        document.querySelector('miptech-chat')?.setAttribute('chats', '');
      });
    });
    page = await context.newPage();
    await page.goto(stage.site.url);
    screen = new Screen(page);
    await screen.signIn(DEMO.email, DEMO.password);
  });

  after(async () => {
    await context.close();
    assert.deepEqual(seen.problems, []);
  });

  test('a chat is listed from its first message on, under its question', async () => {
    await page.getByText('Your chats are listed here').waitFor();
    await screen.ask(first);
    await screen.answers(1);
    await until(async () => (await titles()).join() === first);
    await screen.button('New chat').click();
    await screen.ask(second);
    await screen.answers(1);
    await until(async () => (await titles()).join('|') === `${second}|${first}`);
    assert.equal(await chats().first().getAttribute('aria-current'), 'true');
  });

  test('opens an earlier one, and goes on in it', async () => {
    await chats().nth(1).click();
    await screen.log.getByText(first).waitFor();
    assert.equal(await screen.log.getByText(second).count(), 0);
    assert.equal(await screen.message.evaluate((field) => field.matches(':focus')), true);
    assert.deepEqual(await titles(), [second, first], 'looking moves nothing');
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.keyboard.type('And how do I ask again?');
    await page.keyboard.press('Enter');
    await screen.answers(2);
    await until(async () => (await titles()).join('|') === `${first}|${second}`);
  });

  test('a reload brings chat and list back, and takes nothing for unread', async () => {
    await page.reload();
    await screen.log.getByText(first).waitFor();
    await until(async () => (await titles()).join('|') === `${first}|${second}`);
    assert.equal(await page.getByText('New messages').count(), 0);
  });

  test('what another page writes is unread here until it is opened', async () => {
    const other = await context.newPage();
    await other.goto(stage.site.url);
    const there = new Screen(other);
    await there.log.getByText(first).waitFor();
    await other.getByRole('button', { name: second }).click();
    await there.log.getByText(second).waitFor();
    await there.ask('What is a part?');
    await there.answers(2);
    await other.close();
    // The same browser read it in the other tab; another one would not have.
    await page.evaluate(() => {
      const key = 'miptech_chats:miptech-company';
      const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as { chats: { seen: number }[] };
      for (const mark of kept.chats) Object.assign(mark, { seen: 1, settles: false });
      localStorage.setItem(key, JSON.stringify(kept));
    });
    const button = page.getByRole('button', { name: 'Chats' }).and(page.locator('[aria-expanded]'));
    await button.click();
    await button.click();
    await until(async () => (await titles()).join('|') === `${second}|${first}`);
    await page.getByRole('button', { name: /New messages/ }).click();
    await screen.log.getByText('What is a part?').waitFor();
    assert.equal(await page.getByRole('button', { name: /New messages/ }).count(), 0);
  });

  test('a narrow element has them in a drawer that Escape closes', async () => {
    await page.setViewportSize({ width: 360, height: 700 });
    const button = page.getByRole('button', { name: 'Chats' });
    await button.click();
    const drawer = page.getByRole('dialog', { name: 'Chats' });
    await drawer.waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press('Tab');
      assert.equal(await screen.message.evaluate((field) => field.matches(':focus')), false);
    }
    await drawer.getByRole('button', { name: first }).focus();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    assert.equal(await button.evaluate((place) => place.matches(':focus')), true);
  });

  test('a sign-out leaves nothing of them, on the page or in storage', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await until(async () => (await titles()).length === 2);
    await screen.signOut();
    await screen.email.waitFor();
    const everything = await everythingOn(page);
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    for (const text of [first, second]) {
      assert.equal(everything.includes(text), false, 'on the page');
      assert.equal(kept.includes(text), false, 'in storage');
    }
    assert.equal(kept.includes('miptech_chats'), false);
  });
});
