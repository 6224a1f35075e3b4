/**
 * `npm test`: unit and element tests in Chromium, tests of the platform and the package in Node,
 * end-to-end tests in Chromium against the demo platform, and apps of React, Vue and Angular there.
 * `--only=unit|node|e2e|frameworks` runs one stage, paths run the files whose path contains one of them, other options go to the unit runner.
 */
import { prepare } from './prepare.mjs';

await prepare();
const { buildIfStale } = await import('./build.mjs');
const { findBrowser } = await import('./browser.mjs');
const { runStages } = await import('./stages.mjs');

const words = process.argv.slice(2);
const only = words.find((word) => word.startsWith('--only='))?.slice('--only='.length);
const paths = words.filter((word) => !word.startsWith('-'));
const options = words.filter((word) => word.startsWith('-') && !word.startsWith('--only='));

const browser = await findBrowser().catch((/** @type {Error} */ error) => {
  console.error(error.message);
  process.exit(1);
});
// The runners find the same browser again by this, without unpacking or searching twice.
console.log(`Chromium: ${browser.executablePath}`);

await runStages(
  [
    { name: 'unit', folders: ['src'], runner: 'browser', options },
    {
      name: 'node',
      folders: ['test/node', 'test/platform', 'test/faults', 'test/doctor'],
      runner: 'node',
      // Each file has ports and a database of its own, and waits more than it works.
      options: ['--test-concurrency=2'],
      before: buildIfStale,
    },
    {
      name: 'e2e',
      folders: ['test/e2e'],
      runner: 'node',
      options: ['--test-concurrency=2'],
      before: buildIfStale,
    },
    { name: 'frameworks', folders: ['test/frameworks'], runner: 'node' },
  ],
  { only, paths },
);
