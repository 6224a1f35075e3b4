/**
 * Fifty thousand chunks a second on a real page. How long its tasks are is measured in bench/, on a
 * quiet machine; here nothing may be lost on any.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { figures, flood } from './flood.js';
import { launch } from './harness.js';

const count = 50_000;

let browser: Browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser.close();
});

test('row 22: 50,000 chunks in a second: none is lost, the page paints on and takes what is typed', async (t) => {
  const flooded = await flood(browser, count, count);
  for (const line of figures(flooded)) t.diagnostic(line);
  const { seen, sent, received, shown, heap, problems } = flooded;
  const { frames, renders, wakes, typedDuring } = seen;
  assert.equal(received.length, sent.length);
  assert.equal(received, sent);
  assert.equal(shown, sent.split(/\s+/).join(' ').trim(), 'on screen');
  assert.ok(frames >= 10, `${String(frames)} frames`);
  assert.ok(renders <= frames + 2, `${String(renders)} renders in ${String(frames)} frames`);
  assert.ok(wakes <= count + 10, `${String(wakes)} wakes`);
  assert.equal(typedDuring, 'streaming', 'what was typed came to the field meanwhile');
  // The text, its nodes, and what holds them; not a copy of it for each chunk.
  assert.ok(heap.after - heap.before < 32 * 2 ** 20, 'the heap behind it');
  assert.ok(heap.most - heap.before < 96 * 2 ** 20, 'the heap meanwhile');
  assert.deepEqual(problems, []);
});
