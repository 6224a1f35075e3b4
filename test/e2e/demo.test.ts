/**
 * The demo page as the platform serves it, under the platform's own policy: what a newcomer sees
 * after `npm start`.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { DEMO } from '../platform/harness.js';
import { accessibilityProblems, launch, RestartablePlatform, Screen, watch } from './harness.js';

let browser: Browser;
let platform: RestartablePlatform;

before(async () => {
  platform = await RestartablePlatform.start({ MIPTECH_CHUNK_MS: '1' });
  browser = await launch();
});

after(async () => {
  await browser.close();
  await platform.kill();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1280]) {
    test(`works and is accessible: ${colorScheme}, ${String(width)} px`, async () => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
      const seen = await watch(context);
      const page = await context.newPage();
      await page.goto(platform.url);
      const screen = new Screen(page);
      await screen.button('Sign in').waitFor();
      assert.deepEqual(await accessibilityProblems(page), [], 'signed out');
      await screen.button('Sign in with the demo account').click();
      await screen.account.waitFor();
      await screen.button('How do I add the chat to my page?').click();
      await screen.answers(1);
      assert.deepEqual(await accessibilityProblems(page), [], 'answered');
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(wide, 0, 'scrolls sideways');
      assert.deepEqual(seen.problems, []);
      assert.ok(
        seen.requests.every((url) => url.startsWith(platform.url) || /^(data|blob):/.test(url)),
      );
      await context.close();
    });
  }
}

for (const path of ['/', '/sso.html']) {
  test(`${path} by keyboard alone: Tab leads into the assistant, and the first link to it`, async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(platform.url + path);
    const { email, password } = DEMO;
    const screen = new Screen(page);
    if (path === '/') await screen.button('Sign in with the demo account').press('Enter');
    else {
      await page.evaluate(
        async (given) => {
          const provider = document.querySelector('miptech-provider') as unknown as {
            client: { session: { login: (given: object) => Promise<void> } };
          };
          await provider.client.session.login(given);
        },
        { email, password },
      );
    }
    await screen.message.waitFor();
    const within = (): Promise<boolean> =>
      page.evaluate(() => document.activeElement?.shadowRoot?.activeElement != null);
    const reached = async (stops: number): Promise<boolean> => {
      for (let stop = 0; stop < stops; stop += 1) {
        await page.keyboard.press('Tab');
        const field = screen.message;
        if (
          await field.evaluate((node) => (node.getRootNode() as ShadowRoot).activeElement === node)
        )
          return true;
      }
      return false;
    };
    await page.evaluate(() => {
      (document.activeElement as HTMLElement | null)?.blur();
    });
    assert.ok(await reached(40), 'Tab leads past the assistant');
    await page.getByRole('link', { name: 'Skip to the assistant' }).press('Enter');
    await page.keyboard.press('Tab');
    assert.ok(await within(), 'the link leads elsewhere');
    await context.close();
  });
}

test('another tenant is another world, on the same page', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(platform.url);
  const screen = new Screen(page);
  await screen.button('Sign in with the demo account').click();
  await screen.account.waitFor();
  await screen.ask('A question for one tenant only');
  await screen.answers(1);
  await page.locator('#tenant').selectOption('acme-corp');
  await screen.button('Sign in').waitFor();
  assert.equal(await page.getByText('A question for one tenant only').count(), 0);
  await context.close();
});
