/**
 * Reading a long conversation in a real browser, under the strictest policy: walked, searched,
 * copied, printed and added to, with what a hostile answer may hold in the middle of it.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserContext } from 'playwright-core';

import { DEMO } from '../platform/harness.js';
import { accessibilityProblems, Screen, useStage, watch } from './harness.js';
import type { Watch } from './harness.js';

const stage = useStage({ MIPTECH_CHUNK_MS: '5' });

const count = 2000;
/** Where nobody looks by chance. */
const hostileAt = 1001;
const hostile = [
  '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script>',
  '[a](javascript:document.title="run") [b](data:text/html,x) ![c](https://evil.example/c.png)',
  '<svg onload="document.title=\'run\'"><style>*{display:none}</style>',
  `${'> '.repeat(2000)}deep ${'*a_'.repeat(2000)}`,
].join('\n\n');

const stored = Array.from({ length: count }, (_, index) => ({
  message_id: `m${String(index)}`,
  role: index % 2 === 0 ? 'user' : 'assistant',
  content:
    index === hostileAt
      ? hostile
      : index % 2 === 0
        ? `Question number ${String(index)}`
        : `Answer **number ${String(index)}**\n\n- one\n- two`,
  timestamp: new Date(Date.UTC(2026, 0, 1) + index * 600_000).toISOString(),
}));

describe('a conversation of 2,000 messages, under a strict policy', () => {
  let context: BrowserContext;
  let seen: Watch;
  let screen: Screen;

  before(async () => {
    context = await stage.browser.newContext({
      permissions: ['clipboard-read', 'clipboard-write'],
      viewport: { width: 1280, height: 800 },
    });
    seen = await watch(context);
    const page = await context.newPage();
    await page.goto(stage.site.url);
    screen = new Screen(page);
    await screen.signIn(DEMO.email, DEMO.password);
    await screen.ask('Is anybody there?');
    await screen.answers(1);
    // What a person has gathered in half a year; the platform itself answers all else.
    await context.route(/\/api\/v1\/chat\/[^/]+$/, async (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      const response = await route.fetch();
      const body = (await response.json()) as {
        data?: { messages: unknown[] };
        messages?: unknown[];
      };
      const chat = body.data ?? body;
      if (chat.messages === undefined) return route.fulfill({ response });
      chat.messages = [...stored, ...chat.messages];
      return route.fulfill({ response, json: body });
    });
    await page.reload();
    await screen.log.getByText('Is anybody there?').waitFor();
    await screen.log.getByText('Question number 1998').waitFor();
  });

  after(async () => {
    await context.close();
  });

  const nodes = (): Promise<number> =>
    screen.log.evaluate((log) => log.querySelectorAll('*').length);

  test('opens at its end, with few of them in the page', async () => {
    assert.ok((await screen.log.locator('article').count()) < 70);
    assert.ok((await nodes()) < 5000);
    const rest = await screen.log.evaluate(
      (log) => log.scrollHeight - log.scrollTop - log.clientHeight,
    );
    assert.ok(Math.abs(rest) <= 1, String(rest));
    assert.deepEqual(await accessibilityProblems(screen.page), []);
  });

  test('walked by keyboard from its end to its beginning and back', async () => {
    await screen.log.focus();
    await screen.page.keyboard.press('Home');
    const first = screen.log.locator('article', { hasText: 'Question number 0' });
    await first.waitFor();
    assert.equal(await first.evaluate((article) => article.matches(':focus')), true);
    await screen.page.keyboard.press('ArrowDown');
    await screen.page.keyboard.press('ArrowDown');
    const third = screen.log.locator('article', { hasText: 'Question number 2' }).first();
    assert.equal(await third.evaluate((article) => article.matches(':focus')), true);
    assert.deepEqual(await accessibilityProblems(screen.page), []);
    await screen.page.keyboard.press('End');
    await screen.log.getByText('Is anybody there?').waitFor();
  });

  test('read upwards by the wheel, a message moves by what was scrolled', async () => {
    await screen.log.hover();
    const place = (id: string): Promise<number | null> =>
      screen.log.evaluate(
        (log, name) =>
          log.querySelector(`[data-id="${name}"]`)?.getBoundingClientRect().top ?? null,
        id,
      );
    for (let turn = 0; turn < 25; turn += 1) {
      const [id, top] = await screen.log.evaluate((log) => {
        const edge = log.getBoundingClientRect().top;
        const article = [...log.querySelectorAll('article')].find(
          (candidate) => candidate.getBoundingClientRect().bottom > edge + 1,
        );
        return [article?.dataset['id'] ?? '', log.scrollTop] as const;
      });
      const before = await place(id);
      assert.notEqual(before, null, `turn ${String(turn)}: nothing is in view`);
      await screen.page.mouse.wheel(0, -300);
      await screen.page.waitForFunction(() => new Promise(requestAnimationFrame));
      // The wheel glides; what counts is that view and message agree once it rests.
      await screen.log.evaluate(async (log) => {
        for (let last = NaN; last !== log.scrollTop;) {
          last = log.scrollTop;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      });
      const after = await place(id);
      assert.ok(after !== null && before !== null, `turn ${String(turn)}`);
      assert.ok(
        Math.abs(after - before - 300) <= 1.5,
        `turn ${String(turn)}: ${String(after - before)} at ${String(top)}`,
      );
    }
  });

  test('what a hostile answer holds is text, wherever it is met', async () => {
    const block = screen.log.locator('[hidden=until-found]', { hasText: 'onerror' });
    // As the browser's search does it: it tells first, and scrolls to what it finds then.
    await block.evaluate((element) => {
      const log = element.closest('[role=log]');
      element.dispatchEvent(new Event('beforematch', { bubbles: true }));
      const articles = [...(log?.querySelectorAll('article') ?? [])];
      articles.find(({ textContent }) => textContent.includes('onerror'))?.scrollIntoView();
    });
    const article = screen.log.locator('article', { hasText: 'onerror' });
    await article.waitFor();
    assert.equal(await article.locator('img, script, style, svg[onload]').count(), 0);
    const links = await article
      .locator('a')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    assert.deepEqual(links, ['https://evil.example/c.png']);
    assert.notEqual(await screen.page.title(), 'run');
  });

  test('copied from its first message to its last', async () => {
    await screen.page.evaluate(() => getSelection()?.selectAllChildren(document.body));
    await screen.page.keyboard.press('Control+c');
    const text = await screen.page.evaluate(() => navigator.clipboard.readText());
    for (const index of [0, 1, 500, 1500, 1999]) {
      assert.match(text, new RegExp(`number ${String(index)}\\b`));
    }
    await screen.page.evaluate(() => getSelection()?.removeAllRanges());
    await screen.log.locator('article').nth(70).waitFor({ state: 'detached' });
  });

  test('printed from its first message to its last', async () => {
    const printed = await screen.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          addEventListener(
            'beforeprint',
            () => {
              const log = document
                .querySelector('miptech-chat')
                ?.shadowRoot?.querySelector('[role=log]');
              resolve(log?.querySelectorAll('article').length ?? 0);
            },
            { once: true },
          );
          dispatchEvent(new Event('beforeprint'));
          dispatchEvent(new Event('afterprint'));
        }),
    );
    assert.ok(printed >= count, String(printed));
  });

  test('goes on at its end', async () => {
    await screen.ask('And one more?');
    const answers = screen.log.locator('article[aria-busy="false"]');
    await screen.log.getByText('And one more?').waitFor();
    await answers.last().getByRole('button', { name: 'Copy', exact: true }).waitFor();
    assert.ok((await screen.log.locator('article').count()) < 70);
  });

  test('all of it without a violation, an error, or a request to anybody else', () => {
    assert.deepEqual(seen.problems, []);
    const hosts = new Set(seen.requests.map((url) => new URL(url).host));
    hosts.delete(new URL(stage.site.url).host);
    hosts.delete(new URL(stage.platform.url).host);
    assert.deepEqual([...hosts], []);
  });
});
