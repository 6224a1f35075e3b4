/**
 * How many frames of streamed answers a page can take in a second, up to the transcript, beside what
 * `JSON.parse` alone costs; on a page that permits eval and on one that does not, since validators
 * may compile themselves where they can. Prints figures and judges none: `npm run bench:dispatch`.
 */
import { chromium } from 'playwright-core';
import { findBrowser } from '../scripts/browser.mjs';
import { bundle } from './bundle.mjs';

const runs = 9;
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

const script = await bundle({ entryPoints: ['bench/dispatch-page.ts'] });
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
} finally {
  await browser.close();
}
