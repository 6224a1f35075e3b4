/**
 * The demo's page of the replay in real Chromium: reports that are dropped, pasted and chosen, and
 * what is none. The report is one that a page of its own recorded and gave to its visitor.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { DEMO, temporaryFolder } from '../platform/harness.js';
import { Screen, accessibilityProblems, useStage, watch } from './harness.js';
import type { Watch } from './harness.js';

const stage = useStage({ MIPTECH_CHUNK_MS: '5' });
const question = 'How do I set the tenant?';

/** The report as a file and as the text in it. */
let file: string;
let text: string;
let folder: string;
let recorded: Promise<void> | undefined;

/** Made by the first test: the stage stands only then. */
async function record(): Promise<void> {
  const context = await stage.browser.newContext({ acceptDownloads: true });
  const page = await context.newPage();
  await page.goto(stage.site.url);
  const screen = new Screen(page);
  await screen.signIn(DEMO.email, DEMO.password);
  await page.locator('miptech-status').getByText('Messages flow.', { exact: true }).waitFor();
  await screen.ask(question);
  await screen.answers(1);
  await page.locator('miptech-status').evaluate((status) => {
    status.setAttribute('display', 'full');
  });
  const saved = page.waitForEvent('download');
  await screen.button('Download report').click();
  folder = await temporaryFolder();
  file = path.join(folder, 'report.json');
  await (await saved).saveAs(file);
  text = await readFile(file, 'utf8');
  await context.close();
}

/** The replay page as its visitor sees it. */
class ReplayPage {
  readonly events: Locator;
  readonly current: Locator;
  readonly problem: Locator;
  readonly player: Locator;
  readonly play: Locator;
  readonly about: Locator;

  constructor(
    readonly page: Page,
    readonly seen: Watch,
  ) {
    this.events = page.getByRole('region', { name: 'Events' }).getByRole('listitem');
    this.current = page.locator('#events [aria-current]');
    this.problem = page.getByRole('alert').filter({ hasText: /./ });
    this.player = page.getByRole('region', { name: 'Replay', exact: true });
    this.play = page.getByRole('button', { name: /^(Play|Pause)$/ });
    this.about = page.locator('#about');
  }

  /** A file dragged from a folder of the device and let go over the page, by Chromium itself. */
  async drop(dragged: string): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [dragged], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 60, y: 160, data });
    }
    await session.detach();
  }

  async paste(words: string): Promise<void> {
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), words);
    await this.page.keyboard.press('ControlOrMeta+v');
  }

  async opened(): Promise<void> {
    await this.player.waitFor();
    assert.equal(await this.events.count(), journal().length);
    assert.equal(await this.problem.count(), 0);
  }

  /** To the end, as fast as there is. */
  async playThrough(): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Speed' }).selectOption('100×');
    await this.play.click();
    await this.events.last().locator('[aria-current]').waitFor();
    await this.page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  }
}

function journal(): readonly unknown[] {
  return (JSON.parse(text) as { journal: unknown[] }).journal;
}

async function visit(t: TestContext): Promise<ReplayPage> {
  await (recorded ??= record());
  const context = await stage.browser.newContext({
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const seen = await watch(context);
  const page = await context.newPage();
  await page.goto(`${stage.platform.url}/replay.html`);
  t.after(async () => {
    await context.close();
    assert.deepEqual(seen.problems, []);
    // A report is of somebody's page: what is in it goes nowhere.
    const elsewhere = seen.requests.filter((url) => {
      const { origin, pathname } = new URL(url);
      return origin !== stage.platform.url || pathname.startsWith('/api/');
    });
    assert.deepEqual(elsewhere, []);
  });
  return new ReplayPage(page, seen);
}

test('a report that is dropped onto the page is played to its end by the real elements', async (t) => {
  const replay = await visit(t);
  await replay.drop(file);
  await replay.opened();
  assert.match((await replay.about.textContent()) ?? '', /^report\.json · .* UTC · library \d/);
  assert.equal(await replay.play.evaluate((button) => button === document.activeElement), true);
  const chat = replay.page.locator('miptech-chat');
  const told = chat.getByText(`${String(question.length)} characters`);
  assert.equal(await told.count(), 0, 'it begins before the question');
  await replay.playThrough();
  await told.first().waitFor();
  await replay.page
    .locator('miptech-status')
    .getByText('Messages flow.', { exact: true })
    .waitFor();
  assert.equal((await chat.textContent())?.includes(question), false, 'words are not recorded');
  assert.deepEqual(await accessibilityProblems(replay.page), []);
});

test('a report that is pasted is opened, also over another one; into a field it is only text', async (t) => {
  const replay = await visit(t);
  await replay.paste(text);
  await replay.opened();
  await replay.playThrough();
  await replay.paste(text);
  await replay.events.last().locator('[aria-current]').waitFor({ state: 'detached' });
  await replay.opened();
  assert.equal(await replay.current.count(), 0, 'it begins anew');

  await replay.playThrough();
  const field = replay.page.getByRole('textbox', { name: 'Message' });
  await field.focus();
  await replay.paste('See you at nine');
  await replay.page.waitForFunction(
    (element) => (element as HTMLTextAreaElement).value === 'See you at nine',
    await field.elementHandle(),
  );
  assert.equal(await replay.problem.count(), 0);
  assert.equal(await replay.events.last().locator('[aria-current]').count(), 1);
});

test('a report is chosen by keyboard, and the same file again once it is mended', async (t) => {
  const replay = await visit(t);
  const input = replay.page.getByLabel('Open a report');
  const mended = path.join(folder, 'mended.json');
  for (const [content, wrong] of [
    ['{}', true],
    [text, false],
  ] as const) {
    await writeFile(mended, content);
    const chooser = replay.page.waitForEvent('filechooser');
    await input.focus();
    await replay.page.keyboard.press('Enter');
    await (await chooser).setFiles(mended);
    if (wrong) await replay.problem.filter({ hasText: 'mended.json was not opened.' }).waitFor();
    else await replay.opened();
    // A browser tells of a file that is chosen only where it is another than before.
    assert.equal(await input.inputValue(), '');
  }
});

test('what is no report is refused with what to do, and the one that is open stays as it was', async (t) => {
  const replay = await visit(t);
  await replay.paste('See you at nine');
  await replay.problem.filter({ hasText: 'What was pasted was not opened.' }).waitFor();
  assert.equal(await replay.player.isVisible(), false);

  await replay.drop(file);
  await replay.opened();
  for (let step = 0; step < 5; step += 1) {
    await replay.page.getByRole('button', { name: 'Step', exact: true }).click();
  }
  const where = await replay.current.textContent();
  const about = await replay.about.textContent();
  const whole = JSON.parse(text) as object;
  const wrong: readonly (readonly [string, string | Buffer, RegExp])[] = [
    ['empty.json', '', /nothing in it.*Download report/],
    ['picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255]), /no JSON.*Download report/],
    ['cut.json', text.slice(0, -20), /no JSON.*Download report/],
    ['package.json', '{"name":"x"}', /no report.*Download report/],
    ['later.json', JSON.stringify({ ...whole, version: 2 }), /version 2.*version of this library/],
    ['odd.json', JSON.stringify({ ...whole, journal: [{}] }), /Entry 1.*Download report/],
  ];
  for (const [name, content, says] of wrong) {
    await writeFile(path.join(folder, name), content);
    await replay.drop(path.join(folder, name));
    await replay.problem.filter({ hasText: `${name} was not opened.` }).waitFor();
    assert.match((await replay.problem.textContent()) ?? '', says);
  }
  await mkdir(path.join(folder, 'reports'));
  await replay.drop(path.join(folder, 'reports'));
  await replay.problem.filter({ hasText: 'reports was not opened.' }).waitFor();
  assert.match((await replay.problem.textContent()) ?? '', /Drop the file itself/);

  assert.equal(await replay.current.textContent(), where);
  assert.equal(await replay.about.textContent(), about);
  assert.equal(await replay.events.count(), journal().length);
  assert.deepEqual(await accessibilityProblems(replay.page), []);
  await replay.playThrough();
  await replay.drop(file);
  await replay.events.last().locator('[aria-current]').waitFor({ state: 'detached' });
  await replay.opened();
});
