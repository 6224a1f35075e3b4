/**
 * The colours of code in a real page under the strict policy: one more file, once, when the first
 * block of code is complete and in view; and plain code where that file cannot be had.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { DEMO } from '../platform/harness.js';
import { Screen, useStage, watch } from './harness.js';
import type { Watch } from './harness.js';
import { until } from './tab.js';

const stage = useStage({ MIPTECH_CHUNK_MS: '5' });
const FILE = 'miptech-highlight.min.js';
const QUESTION = 'How do I add the chat to my page?';

/** What a block of code looked like when it got its first colour. */
interface Colouring {
  readonly then: string;
  readonly now: string;
}

declare global {
  interface Window {
    colourings: () => Colouring[];
  }
}

/** Text of source: the runner's compiler puts a helper of its own into functions. */
const NOTE = `(() => {
  const seen = new Map();
  const root = document.querySelector('miptech-chat').shadowRoot;
  new MutationObserver(() => {
    for (const code of root.querySelectorAll('pre code')) {
      if (code.firstElementChild && !seen.has(code)) seen.set(code, code.textContent);
    }
  }).observe(root, { childList: true, subtree: true });
  window.colourings = () => [...seen].map(([code, then]) => ({ then, now: code.textContent }));
})()`;

interface Visit {
  readonly page: Page;
  readonly screen: Screen;
  readonly seen: Watch;
  /** How often the file was asked for. */
  readonly loads: () => number;
}

async function visit(t: TestContext, refuse = false): Promise<Visit> {
  const context = await stage.browser.newContext({ viewport: { width: 1000, height: 900 } });
  t.after(() => context.close());
  const seen = await watch(context);
  if (refuse) await context.route(`**/${FILE}`, (route) => route.abort());
  const page = await context.newPage();
  await page.goto(stage.site.url);
  const screen = new Screen(page);
  await screen.signIn(DEMO.email, DEMO.password);
  await page.evaluate(NOTE);
  const loads = () => seen.requests.filter((url) => url.endsWith(`/${FILE}`)).length;
  return { page, screen, seen, loads };
}

const code = (screen: Screen) => screen.log.locator('pre[aria-label^="Code, "] code');

test('colours complete blocks by one file of its own site, under the strict policy', async (t) => {
  const { page, screen, seen, loads } = await visit(t);
  assert.equal(loads(), 0, 'loaded before there is code');
  await screen.ask(QUESTION);
  await screen.answers(1);
  await code(screen).first().scrollIntoViewIfNeeded();
  await screen.log.locator('[part^="md-token-"]').first().waitFor();
  assert.equal(loads(), 1);
  await screen.ask(QUESTION);
  await screen.answers(2);
  const blocks = await code(screen).count();
  for (let index = 0; index < blocks; index += 1) {
    const block = code(screen).nth(index);
    await block.scrollIntoViewIfNeeded();
    await block.locator('[part^="md-token-"]').first().waitFor();
  }
  assert.equal(loads(), 1, 'loaded again');
  const colourings = await page.evaluate(() => window.colourings());
  assert.ok(colourings.length >= 2);
  for (const { then, now } of colourings)
    assert.equal(then, now, 'coloured before it was complete');
  const strangers = seen.requests.filter(
    (url) => !url.startsWith(stage.site.url) && !url.startsWith(stage.platform.url),
  );
  assert.deepEqual(
    strangers.filter((url) => !url.startsWith('data:')),
    [],
  );
  assert.deepEqual(seen.problems, []);
});

test('leaves code plain where the file cannot be loaded, and soon stops asking', async (t) => {
  const { screen, seen, loads } = await visit(t, true);
  for (let count = 1; count <= 5; count += 1) {
    await screen.ask(QUESTION);
    await screen.answers(count);
    await code(screen).last().scrollIntoViewIfNeeded();
    if (count === 1) await until(() => loads() === 1);
  }
  assert.ok(loads() >= 2 && loads() <= 3, `asked ${String(loads())} times`);
  assert.equal(await screen.log.locator('[part^="md-token-"]').count(), 0);
  assert.match((await code(screen).last().textContent()) ?? '', /<miptech-/);
  const own = seen.problems.filter((text) => !text.startsWith('Failed to load resource'));
  assert.deepEqual(own, []);
});
