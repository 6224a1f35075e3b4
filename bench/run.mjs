/**
 * Measures the main thread's time for a streamed answer against bare DOM in the same run. Prints
 * figures and judges none; run it with `npm run bench` on a quiet machine.
 */
import { chromium } from 'playwright-core';
import { findBrowser } from '../scripts/browser.mjs';
import { bundle } from './bundle.mjs';

const chunks = 1000;
const runs = 5;

const median = (values) => values.sort((one, other) => one - other)[values.length >> 1];

async function streaming() {
  const script = await bundle({ entryPoints: ['bench/page.ts'], ignoreAnnotations: true });
  const browser = await chromium.launch(await findBrowser());
  const page = await browser.newPage({ viewport: { width: 800, height: 900 } });
  await page.goto('about:blank');
  await page.addScriptTag({ content: script, type: 'module' });
  await page.waitForFunction('window.chat !== undefined');
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value;
  };
  const time = async (call) => {
    const times = [];
    for (let run = 0; run <= runs; run += 1) {
      const before = await busy();
      await page.evaluate(call);
      // The first one warms up.
      if (run > 0) times.push((await busy()) - before);
    }
    return median(times);
  };
  const base = await time(`bare(${chunks})`);
  console.log(`Main thread, ${chunks} chunks of one Markdown answer, median of ${runs}:`);
  console.log(`  bare DOM, one append a frame      ${base.toFixed(3)} s   1.0`);
  for (const before of [0, 200]) {
    const taken = await time(`chat(${chunks}, ${before})`);
    const name = `miptech-chat, ${before} messages before`.padEnd(33);
    console.log(`  ${name} ${taken.toFixed(3)} s   ${(taken / base).toFixed(1)}`);
  }
  await browser.close();
}

await streaming();
