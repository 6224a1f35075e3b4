/**
 * What Chromium itself has against a form with a password: hints at the level “verbose” in its
 * console, and issues of forms. Both come only where the browser looks, some time after a form
 * appeared; so a form that is bad on purpose shows each time that it has looked.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { watch } from './harness.js';
import { useLoginStage } from './login-page.js';

const stage = useLoginStage();

/** What the browser says of forms, with the id of the element that it says it of. */
class Hints {
  readonly told: string[] = [];
  readonly #page: Page;
  #bad = 0;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async on(page: Page): Promise<Hints> {
    const hints = new Hints(page);
    const protocol = await page.context().newCDPSession(page);
    const note = async (text: string, place: { objectId?: string; backendNodeId?: number }) => {
      const { node } = await protocol.send('DOM.describeNode', place);
      const attributes = node.attributes ?? [];
      hints.told.push(`${text} #${attributes[attributes.indexOf('id') + 1] ?? ''}`);
    };
    protocol.on('Log.entryAdded', ({ entry }) => {
      const { objectId } = entry.args?.at(-1) ?? {};
      if (entry.text.startsWith('[DOM]') && objectId !== undefined) {
        void note(entry.text, { objectId });
      }
    });
    protocol.on('Audits.issueAdded', ({ issue }) => {
      const { errorType, violatingNodeId } = issue.details.genericIssueDetails ?? {};
      if (errorType !== undefined && violatingNodeId !== undefined) {
        void note(errorType, { backendNodeId: violatingNodeId });
      }
    });
    await protocol.send('Log.enable');
    await protocol.send('Audits.enable');
    return hints;
  }

  /** Everything told of what is on the page now, but for the bad form that is added here. */
  async taken(): Promise<string[]> {
    this.#bad += 1;
    const id = `bad-${String(this.#bad)}-`;
    await this.#page.evaluate((name) => {
      const form = document.createElement('form');
      for (const type of ['text', 'password']) {
        const field = Object.assign(document.createElement('input'), { type, id: name + type });
        // For the one an issue, for the other a hint.
        if (type === 'text') field.setAttribute('autocomplete', '');
        form.append(field);
      }
      document.querySelector('aside')?.replaceChildren(form);
    }, id);
    const late = Date.now() + 20_000;
    const looked = (kind: string): boolean =>
      this.told.some((text) => text.startsWith(kind) && text.includes(` #${id}`));
    // Hints and issues come from two looks of the stage.browser.
    while (!looked('[DOM]') || !looked('Form')) {
      if (Date.now() > late)
        throw new Error(`The browser did not look at the forms: ${this.told.join()}`);
      await this.#page.waitForTimeout(20);
    }
    return this.told.splice(0).filter((text) => !text.includes(' #bad-'));
  }
}

test('bad forms: the browser says what is wrong with them, so silence means something', async () => {
  const page = await stage.browser.newPage();
  const hints = await Hints.on(page);
  await page.goto(stage.site.url);
  await page.evaluate(() => {
    const form = document.createElement('form');
    const field = document.createElement('input');
    Object.assign(field, { type: 'password', autocomplete: 'current-password', id: 'alone' });
    form.append(field);
    const twins = document.createElement('form');
    for (const type of ['text', 'password']) {
      twins.append(Object.assign(document.createElement('input'), { type, id: 'twin' }));
    }
    document.querySelector('main')?.append(form, twins);
  });
  const told = (await hints.taken()).join('\n');
  assert.match(told, /^\[DOM\] Password forms should have \(optionally hidden\) username fields/m);
  assert.match(told, /^\[DOM\] Input elements should have autocomplete attributes.* #twin$/m);
  assert.match(told, /^FormDuplicateIdForInputError #twin$/m);
  await page.close();
});

test('every view, twice on a page: the browser has nothing against it', async () => {
  const context = await stage.browser.newContext();
  const { problems } = await watch(context);
  const page = await context.newPage();
  const hints = await Hints.on(page);
  await page.goto(stage.site.url);
  const views = await page.evaluate(() => window.views);
  assert.ok(views.length > 10);
  for (const view of views) {
    await page.evaluate((name) => window.show(name), view);
    assert.deepEqual(await hints.taken(), [], view);
  }
  assert.deepEqual(problems, []);
  await context.close();
});
