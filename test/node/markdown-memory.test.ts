/**
 * What an answer holds in memory while it grows. In Node, which tells the size of its heap to the byte;
 * a document makes its templates without a page.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MarkdownDocument } from '../../src/markdown/index.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

const renders = 200;

test('a long answer is not kept as often as it was rendered', () => {
  const document = new MarkdownDocument();
  const before = heap();
  let text = '';
  for (let render = 0; render < renders; render += 1) {
    // A word of its own, or all paragraphs could be one string.
    text += `Paragraph ${String(render)} ${'with some more words '.repeat(20)}\n\n`;
    document.update(text, { streaming: true });
  }
  const grown = heap() - before;
  // Each rendering's whole text would be a hundred times as much as the last one's.
  assert.ok(
    grown < 10 * text.length,
    `${String(grown)} bytes for ${String(text.length)} characters`,
  );
  // Alive until here, or there would be nothing to measure.
  document.update(text, { streaming: false });
});
