/**
 * Measures speed and size, each against a baseline of the same run: the main thread's time for a
 * streamed answer against bare DOM, and the bundle against the packages it is made of. Prints
 * figures and judges none; run it with `npm run bench` on a quiet machine.
 */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { findBrowser } from '../scripts/browser.mjs';
import { buildIfStale } from '../scripts/build.mjs';

const chunks = 1000;
const runs = 5;

async function bundle(entry) {
  const { outputFiles } = await build({
    ...entry,
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    target: 'es2022',
    conditions: ['production'],
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
  });
  return outputFiles[0].text;
}

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

async function size() {
  const zip = (text) => gzipSync(text, { level: 9 }).length;
  const lit = zip(await bundle({ stdin: { contents: `export * from 'lit'`, resolveDir: '.' } }));
  const whole = zip(await readFile('dist/cdn/miptech.min.js'));
  const core = zip(await bundle({ entryPoints: ['src/core/index.ts'] }));
  const markdown = zip(
    await bundle({ entryPoints: ['src/markdown/index.ts'], external: ['lit', 'lit/*'] }),
  );
  console.log('\nMinified and gzipped, against lit alone:');
  for (const [name, bytes] of Object.entries({ lit, core, markdown, 'miptech.min.js': whole })) {
    const kilobytes = `${(bytes / 1000).toFixed(1)} kB`;
    console.log(`  ${name.padEnd(16)} ${kilobytes.padStart(9)}   ${(bytes / lit).toFixed(1)}`);
  }
}

if (await buildIfStale()) {
  await streaming();
  await size();
} else process.exitCode = 1;
