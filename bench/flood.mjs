/**
 * What 50,000 chunks a second do to a page: a real socket, the built bundle, an answer that nobody
 * could read. Prints figures and judges none: `npm run bench:flood`. The longest task is told in the
 * time that its thread worked, which what else the machine does changes little.
 */
import { buildIfStale } from '../scripts/build.mjs';
import { figures, flood } from '../test/e2e/flood.js';
import { launch } from '../test/e2e/harness.js';

const runs = 5;
const count = 50_000;
const categories = ['toplevel', 'blink.user_timing'];

/** Milliseconds of the longest tasks of the page's main thread while the answer came. */
function longest({ traceEvents }) {
  const mark = (name) => traceEvents.find((event) => event.name === name);
  const [began, ended] = [mark('flood begins'), mark('flood ends')];
  return traceEvents
    .filter(({ pid, tid, ts }) => pid === began.pid && tid === began.tid && ts >= began.ts)
    .filter(({ name, ts }) => name === 'ThreadControllerImpl::RunTask' && ts <= ended.ts)
    .map(({ tdur = 0 }) => tdur / 1000)
    .sort((one, other) => other - one)
    .slice(0, 3);
}

if (!(await buildIfStale())) process.exit(1);
const browser = await launch();
try {
  for (let run = 0; run <= runs; run += 1) {
    await browser.startTracing(undefined, { categories });
    const flooded = await flood(browser, count, count);
    const tasks = longest(JSON.parse((await browser.stopTracing()).toString()));
    if (flooded.received !== flooded.sent) throw new Error('Chunks were lost.');
    // The first one warms up.
    if (run === 0) continue;
    const worked = tasks.map((task) => task.toFixed(1)).join(', ');
    console.log(`Run ${run}:\n  longest tasks ${worked} ms\n  ${figures(flooded).join('\n  ')}`);
  }
} finally {
  await browser.close();
}
