/**
 * How many frames of streamed answers a page can take in a second, up to the transcript, beside what
 * `JSON.parse` alone costs; on a page that permits eval and on one that does not, since validators
 * may compile themselves where they can. Then what the journal takes of it, beside a client that
 * keeps none. Prints figures and judges none: `npm run bench:dispatch`.
 */
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { findBrowser } from '../scripts/browser.mjs';
import { bundle } from './bundle.mjs';
import { median } from './scenarios.mjs';

const runs = 9;
/** The journal takes so little that it takes many runs to tell it from what else the machine does. */
const pairs = 41;
const rounds = 15;
const warming = 10;
const ways = {
  parse: 'JSON.parse alone',
  decode: 'decode alone',
  client: 'client: decoded and routed',
  long: 'client behind 500 messages',
  watched: 'client, a listener woken by each',
};
const policies = { 'eval permitted': '', 'eval forbidden': "script-src 'self'" };
const address = 'http://bench.test/';

async function open(browser, script, policy) {
  const page = await browser.newPage();
  await page.route(`${address}**`, (route) =>
    route.request().url() === address
      ? route.fulfill({
          contentType: 'text/html',
          headers: policy === '' ? {} : { 'Content-Security-Policy': policy },
          body: '<!doctype html><script type="module" src="/page.js"></script>',
        })
      : route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await page.goto(address);
  return page;
}

/** Not by the page's `evaluate`, which needs eval itself. */
async function evaluate(session, expression) {
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
    // Otherwise the page's policy would not hold for what is called from here.
    allowUnsafeEvalBlockedByCSP: false,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
  return result.value;
}

/** Takes out of a client what writes its journal: the parts of it that are called for a frame. */
const withoutJournal = {
  name: 'without-journal',
  setup(build) {
    const silent = {
      recorder:
        'for (const name of ["write", "part", "state"]) Recorder.prototype[name] = () => {};',
      'socket-record':
        'for (const name of ["received", "sent"]) SocketRecord.prototype[name] = () => {};',
    };
    build.onLoad({ filter: /\/client\/(?:recorder|socket-record)\.ts$/ }, async ({ path }) => {
      const [, name] = /([^/]+)\.ts$/.exec(path);
      return { loader: 'ts', contents: `${await readFile(path, 'utf8')}\n${silent[name]}` };
    });
    build.onLoad({ filter: /\/client\/witness\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(
        /(export function witness\([^{]*\{[^{]*\{)/,
        '$1 return () => {};',
      );
      if (contents === source) throw new Error('witness.ts is not as it was.');
      return { loader: 'ts', contents };
    });
  },
};

/** Seconds that the page's main thread has worked. */
async function worked(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value;
}

/**
 * By how much a client with a journal takes longer than one without, from its making to its end: both
 * in turns that change sides, in words.
 */
async function journalShare(browser, way) {
  const sessions = [];
  for (const plugins of [[], [withoutJournal]]) {
    const page = await open(browser, await bundle({ entryPoints: [entry], plugins }), '');
    const session = await page.context().newCDPSession(page);
    // Time that the thread worked, not what passed.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    sessions.push(session);
  }
  const shares = [];
  for (let index = -3; index < pairs; index += 1) {
    const taken = [0, 0];
    for (const side of index % 2 === 0 ? [0, 1] : [1, 0]) {
      // What the other side left behind is not paid for here, nor that the collection throws away
      // compiled code, which would weigh on whoever has more of it.
      await sessions[side].send('HeapProfiler.collectGarbage');
      await evaluate(sessions[side], `taken('${way}', 'delta', ${warming})`);
      const before = await worked(sessions[side]);
      await evaluate(sessions[side], `taken('${way}', 'delta', ${rounds})`);
      taken[side] = (await worked(sessions[side])) - before;
    }
    if (index >= 0) shares.push(taken[0] / taken[1] - 1);
  }
  const ordered = shares.toSorted((one, other) => one - other);
  const quarter = pairs >> 2;
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  return `${percent(median(shares))} (half of the pairs between ${percent(ordered[quarter])} and ${percent(ordered[pairs - 1 - quarter])})`;
}

const entry = 'bench/dispatch-page.ts';
const script = await bundle({ entryPoints: [entry] });
const browser = await chromium.launch(await findBrowser());
try {
  for (const [name, policy] of Object.entries(policies)) {
    const page = await open(browser, script, policy);
    const session = await page.context().newCDPSession(page);
    const permitted = await evaluate(session, `try { Function('')(); true } catch { false }`);
    if (permitted !== (policy === '')) throw new Error(`The policy does not hold: ${name}.`);
    for (const mode of ['delta', 'cumulative']) {
      const rates = await evaluate(session, `rates('${mode}', ${runs})`);
      console.log(`${name}, ${mode} chunks, frames a second (median of ${runs}):`);
      for (const [way, title] of Object.entries(ways)) {
        const figure = Math.round(rates[way]).toLocaleString('en').padStart(12);
        console.log(`  ${title.padEnd(36)}${figure}   ${(rates[way] / rates.parse).toFixed(2)}`);
      }
    }
    await page.close();
  }
  console.log(`What the journal takes more, from a client’s making to its end, of ${pairs} pairs:`);
  for (const way of ['client', 'watched']) {
    console.log(`  ${ways[way].padEnd(36)}  ${await journalShare(browser, way)}`);
  }
} finally {
  await browser.close();
}
