/**
 * The main job in a real browser, against the real platform with its database: sign in, ask, read a
 * streamed answer, and lose nothing when page, platform or person go away.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { accessibilityProblems, everythingOn, Screen, useStage, watch } from './harness.js';
import type { Watch } from './harness.js';

const PASSWORD = 'correct-horse-battery';
const QUESTION = 'How do I set the tenant?';

const stage = useStage({ MIPTECH_CHUNK_MS: '5' });

async function visit(context: BrowserContext, tenant = 'miptech-company'): Promise<Screen> {
  const page = await context.newPage();
  await page.goto(`${stage.site.url}?tenant=${tenant}`);
  return new Screen(page);
}

/** The messages the platform has stored for the chat that is open in the page. */
async function storedMessages(screen: Screen): Promise<{ role: string; content: string }[]> {
  return screen.page.evaluate(async (api) => {
    const token = localStorage.getItem('miptech_access_token') ?? '';
    const kept = JSON.parse(
      localStorage.getItem('miptech_conversation:miptech-company') ?? '{}',
    ) as {
      chatId: string;
    };
    const response = await fetch(`${api}/api/v1/chat/${kept.chatId}`, {
      headers: { Authorization: `Bearer ${token}`, 'X-Tenant-ID': 'miptech-company' },
    });
    const body = (await response.json()) as { data?: { messages: [] }; messages?: [] };
    return body.data?.messages ?? body.messages ?? [];
  }, stage.platform.url);
}

describe('a page with only the script tag and the four tags, on another origin, under a strict policy', () => {
  let context: BrowserContext;
  let seen: Watch;
  let screen: Screen;

  before(async () => {
    context = await stage.browser.newContext();
    seen = await watch(context);
    screen = await visit(context);
  });

  after(async () => {
    await context.close();
  });

  test('registers', async () => {
    await screen.button('Sign in').waitFor();
    assert.deepEqual(await accessibilityProblems(screen.page), [], 'signed out');
    await screen.page.getByRole('button', { name: /need an account/i }).click();
    await screen.fullName.fill('Ann Example');
    await screen.email.fill('ann@example.com');
    await screen.password.fill(PASSWORD);
    await screen.button('Create account').click();
    await screen.account.waitFor();
  });

  test('asks, and reads a streamed Markdown answer with its sources', async () => {
    await screen.page.evaluate(() => {
      const log = document.querySelector('miptech-chat')?.shadowRoot?.querySelector('[role=log]');
      const lengths = new Set<number>();
      (window as unknown as { lengths: Set<number> }).lengths = lengths;
      if (!log) throw new Error('no log');
      new MutationObserver(() => lengths.add(log.textContent.length)).observe(log, {
        subtree: true,
        childList: true,
        characterData: true,
      });
    });
    await screen.ask(QUESTION);
    await screen.answers(1);
    const steps = await screen.page.evaluate(
      () => (window as unknown as { lengths: Set<number> }).lengths.size,
    );
    assert.ok(steps > 10, `streamed in ${String(steps)} steps`);
    assert.equal(await screen.message.inputValue(), '');
    const answer = screen.log.locator('article[aria-busy="false"]').first();
    assert.ok((await answer.locator('code, strong, li, td').count()) > 0, 'Markdown became DOM');
    const link = screen.log.getByRole('link').first();
    assert.match((await link.getAttribute('href')) ?? '', /^http/);
    assert.match((await link.getAttribute('rel')) ?? '', /noopener/);
    assert.deepEqual(await accessibilityProblems(screen.page), [], 'answered');
  });

  test('finds the conversation again after a reload', async () => {
    await screen.page.reload();
    await screen.answers(1);
    await screen.log.getByText(QUESTION).first().waitFor();
  });

  test('reconnects after the platform was killed, and what was typed meanwhile arrives once', async () => {
    await stage.platform.kill('SIGKILL');
    await screen.page
      .getByText(/reconnect|connection/i)
      .first()
      .waitFor();
    await screen.ask('Typed while it was away');
    await screen.log.getByText('Typed while it was away').waitFor();
    await stage.platform.start();
    await screen.answers(2);
    const stored = await storedMessages(screen);
    const times = stored.filter(({ content }) => content === 'Typed while it was away').length;
    assert.equal(times, 1);
    assert.equal(stored.length, 4);
  });

  test('a reload in the middle of an answer still brings the answer', async () => {
    await screen.ask('What does the status element show?');
    await screen.log.locator('article[aria-busy="true"]').waitFor();
    await screen.page.reload();
    await screen.answers(3);
  });

  test('signs out: nothing of the user remains on screen or in storage', async () => {
    await screen.signOut();
    await screen.button('Sign in').waitFor();
    const left = await everythingOn(screen.page);
    const storage = await screen.page.evaluate(
      () => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }),
    );
    for (const trace of ['ann@example.com', 'Ann Example', QUESTION, 'Typed while']) {
      assert.ok(!left.includes(trace), `“${trace}” on screen`);
    }
    assert.equal(storage, '{}{}');
  });

  test('all of it without a violation, an error, or a request to anybody else', () => {
    assert.deepEqual(seen.problems, []);
    const origins = new Set(seen.requests.map((url) => new URL(url).origin));
    origins.delete('null');
    assert.deepEqual(
      [...origins].sort(),
      [new URL(stage.site.url).origin, stage.platform.url].sort(),
    );
  });
});

test('the same email in two tenants, in one browser: neither sees the other', async () => {
  const context = await stage.browser.newContext();
  const first = await visit(context);
  await first.signIn('demo@example.com', 'demo-password');
  await first.ask('A question of the first tenant');
  await first.answers(1);
  const second = await visit(context, 'acme-corp');
  await second.button('Sign in').waitFor();
  await second.signIn('demo@example.com', 'demo-password');
  await second.ask('A question of the second tenant');
  await second.answers(1);
  assert.equal(await second.log.getByText('first tenant').count(), 0);
  assert.equal(await first.log.getByText('second tenant').count(), 0);
  await context.close();
});

test('no token in the DOM, and none in the page’s own console', async () => {
  const context = await stage.browser.newContext();
  const lines: string[] = [];
  context.on('console', (message) => lines.push(message.text()));
  const screen = await visit(context);
  await screen.signIn('demo@example.com', 'demo-password');
  await screen.ask(QUESTION);
  await screen.answers(1);
  const page = await everythingOn(screen.page);
  assert.ok(page.includes(QUESTION), 'what is on the page is seen');
  const tokens = await screen.page.evaluate(() =>
    ['miptech_access_token', 'miptech_refresh_token'].map((key) => localStorage.getItem(key) ?? ''),
  );
  for (const token of tokens) {
    assert.ok(token.length > 20);
    assert.ok(!page.includes(token));
    assert.ok(!lines.join('\n').includes(token));
  }
  await context.close();
});

test('by keyboard alone: sign in, ask, hear that it is answered, sign out', async () => {
  const context = await stage.browser.newContext();
  const screen = await visit(context);
  const { keyboard } = screen.page;
  await screen.email.focus();
  await keyboard.type('demo@example.com');
  await keyboard.press('Tab');
  await keyboard.type('demo-password');
  await keyboard.press('Enter');
  await screen.account.waitFor();
  await screen.message.focus();
  await keyboard.type('line one');
  await keyboard.press('Shift+Enter');
  await keyboard.type('line two');
  await keyboard.press('Enter');
  await screen.answers(1);
  await screen.page.getByText('line one\nline two').first().waitFor();
  assert.ok(await screen.message.evaluate((element) => element.matches(':focus')));
  await screen.account.focus();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await screen.button('Sign in').waitFor();
  await context.close();
});
