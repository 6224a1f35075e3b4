/**
 * `<miptech-login>` with real keys and the person's own display settings: the whole way in and out
 * without a pointer, forced colours, reduced motion, a narrow window.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { useLoginStage } from './login-page.js';

const stage = useLoginStage();

async function visit(view: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await stage.browser.newContext(options);
  const page = await context.newPage();
  await page.goto(stage.site.url);
  await page.evaluate((name) => window.show(name), view);
  return page;
}

/** What has the focus, by its name for people. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    const label = active instanceof HTMLInputElement ? active.labels?.[0]?.textContent : null;
    return (active?.ariaLabel ?? label ?? active?.textContent ?? '').replace(/\s+/g, ' ').trim();
  });
}

async function press(page: Page, ...keys: readonly string[]): Promise<string[]> {
  const seen: string[] = [];
  for (const key of keys) {
    await page.keyboard.press(key);
    seen.push(await focused(page));
  }
  return seen;
}

const account = 'A Ada Lovelace ada@example.com';

test('by keyboard alone: through the form, in, through the menu, and out', async () => {
  const page = await visit('sign in');
  const steps = ['Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab'];
  assert.deepEqual(await press(page, ...steps), [
    'Email',
    'Password',
    'Show password',
    'Forgot your password?',
    'Sign in',
    'I need an account',
  ]);
  const login = page.locator('miptech-login').first();
  await login.locator('input[name=email]').focus();
  await page.keyboard.type('ada@example.com');
  await press(page, 'Tab');
  await page.keyboard.type('correct horse battery');
  await press(page, 'Enter');
  await login.locator('[part=account-button]').waitFor();
  assert.equal(await focused(page), account);
  const menu = login.locator('[part=menu]');
  for (const key of ['Enter', 'Space']) {
    await press(page, key);
    await menu.waitFor();
    assert.equal(await focused(page), account, 'a key held down must not press an item');
    assert.deepEqual(await press(page, 'Tab'), ['Sign out']);
    assert.deepEqual(await press(page, 'Escape'), [account]);
    await menu.waitFor({ state: 'hidden' });
  }
  assert.deepEqual(await press(page, 'ArrowDown'), ['Sign out']);
  await press(page, 'Enter');
  await login.locator('form').waitFor();
  assert.equal(await focused(page), 'Sign in');
  assert.deepEqual(await press(page, 'Tab'), ['Email']);
  await page.context().close();
});

test("Escape gives the focus back from the page's own item, too; a press elsewhere closes", async () => {
  const page = await visit('signed in');
  const menu = page.locator('miptech-login').first().locator('[part=menu]');
  await press(page, 'Tab');
  assert.deepEqual(await press(page, 'ArrowDown', 'ArrowDown', 'ArrowUp'), [
    'Your profile',
    'Sign out',
    'Your profile',
  ]);
  assert.deepEqual(await press(page, 'Escape'), [account]);
  await menu.waitFor({ state: 'hidden' });
  await press(page, 'ArrowDown');
  await menu.waitFor();
  await page.mouse.click(600, 600);
  await menu.waitFor({ state: 'hidden' });
  await page.context().close();
});

test('the menu stays in a narrow and a low window', async () => {
  for (const viewport of [
    { width: 320, height: 640 },
    { width: 640, height: 220 },
  ]) {
    const page = await visit('signed in', { viewport });
    const login = page.locator('miptech-login').last();
    await login.locator('[part=account-button]').focus();
    await press(page, 'ArrowDown');
    const box = await login.locator('[part=menu]').boundingBox();
    assert.ok(box !== null && box.x >= 0 && box.y >= 0);
    assert.ok(box.x + box.width <= viewport.width && box.y + box.height <= viewport.height);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.context().close();
  }
});

test('the password manager’s field keeps its caret when the password is shown by pointer', async () => {
  const page = await visit('sign in');
  const login = page.locator('miptech-login').first();
  const password = login.locator('input[name=password]');
  await password.fill('abcdef');
  await press(page, 'ArrowLeft', 'ArrowLeft');
  await login.getByRole('button', { name: 'Show password' }).click();
  assert.equal(await password.getAttribute('type'), 'text');
  await page.keyboard.type('-');
  assert.equal(await password.inputValue(), 'abcd-ef');
  await page.context().close();
});

test('forced colours: what is pressed has a border, and the error its icon', async () => {
  const page = await visit('wrong password', { forcedColors: 'active' });
  const border = await page
    .locator('[type=submit]')
    .first()
    .evaluate((button) => {
      const { borderTopStyle, borderTopColor, backgroundColor } = getComputedStyle(button);
      return { borderTopStyle, differs: borderTopColor !== backgroundColor };
    });
  assert.deepEqual(border, { borderTopStyle: 'solid', differs: true });
  const icon = page.locator('.miptech-refusal .icon').first();
  assert.notEqual(
    await icon.evaluate((drawing) => getComputedStyle(drawing).color),
    await icon.evaluate(
      (drawing) => getComputedStyle(drawing.parentElement as Element).backgroundColor,
    ),
  );
  await page.context().close();
});

test('reduced motion: the spinner stands still', async () => {
  for (const [reducedMotion, runs] of [
    ['no-preference', 'infinite'],
    ['reduce', '1'],
  ] as const) {
    const page = await visit('sign in under way', { reducedMotion });
    const spinner = page.locator('.miptech-spinner').first();
    const count = await spinner.evaluate((dot) => getComputedStyle(dot).animationIterationCount);
    assert.equal(count, runs);
    await page.context().close();
  }
});
