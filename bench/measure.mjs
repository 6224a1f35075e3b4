/**
 * A page with the built package and the means to measure it: the main thread's time, nodes,
 * listeners and heap as the browser counts them. It knows no scenario and no budget.
 */
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { findBrowser } from '../scripts/browser.mjs';
import { bundle } from './bundle.mjs';

const address = 'http://bench.test/';

const html = `<!doctype html>
<html lang="en">
  <head>
    <title>Measurements</title>
    <style>
      body { margin: 0; font: 15px/1.5 sans-serif; }
      .plain { block-size: 40rem; overflow: auto; overflow-anchor: none; }
      .plain > div { content-visibility: auto; contain-intrinsic-size: auto 6rem; white-space: pre-wrap; }
    </style>
    <script type="module" src="/package.js"></script>
    <script type="module" src="/page.js"></script>
  </head>
  <body></body>
</html>`;

/** Chromium, and what every page of it loads: the bundle for CDNs, or `entry` made readable. */
export async function launch(readable) {
  const browser = await chromium.launch(await findBrowser());
  const files = {
    'page.js': await bundle({ entryPoints: ['bench/page.ts'], ignoreAnnotations: true }),
    'package.js': readable
      ? await bundle({ entryPoints: ['dist/define/chat.js'], minify: false, logLevel: 'error' })
      : await readFile('dist/cdn/miptech.min.js', 'utf8'),
  };
  return { browser, files, version: browser.version() };
}

/** A fresh page; close it by `close`. */
export async function open({ browser, files }) {
  const page = await browser.newPage({ viewport: { width: 800, height: 900 } });
  await page.route(`${address}**`, (route) => {
    const body = files[new URL(route.request().url()).pathname.slice(1)];
    return route.fulfill(
      body === undefined
        ? { contentType: 'text/html', body: html }
        : { contentType: 'text/javascript', body },
    );
  });
  const problems = [];
  page.on('pageerror', (error) => problems.push(error));
  await page.goto(address);
  await page.waitForFunction(`'bench' in window && customElements.get('miptech-chat')`);
  const session = await page.context().newCDPSession(page);
  // Time that the thread worked, not what passed: other processes would count otherwise.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });

  const metrics = async () => {
    const { metrics: all } = await session.send('Performance.getMetrics');
    return Object.fromEntries(all.map(({ name, value }) => [name, value]));
  };
  const call = async (name, ...given) => {
    const seen = await page.evaluate(`bench.${name}(...${JSON.stringify(given)})`);
    if (problems.length > 0) throw problems[0];
    return seen;
  };

  return {
    session,
    call,
    close: () => page.close(),
    /** What the page saw of a call, with the main thread's milliseconds as `busy`. */
    async measured(name, ...given) {
      const before = (await metrics()).TaskDuration;
      const seen = await call(name, ...given);
      return { ...seen, busy: ((await metrics()).TaskDuration - before) * 1000 };
    },
    /** What is alive after a garbage collection; `heap` in bytes. */
    async alive() {
      // The second one takes what the first one's finalizers let go.
      for (let time = 0; time < 2; time += 1) await session.send('HeapProfiler.collectGarbage');
      const { Nodes, JSEventListeners, JSHeapUsedSize } = await metrics();
      return { nodes: Nodes, listeners: JSEventListeners, heap: JSHeapUsedSize };
    },
  };
}
