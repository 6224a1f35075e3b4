/**
 * What the transcript costs beside a plain page in the same run: `npm run bench`, on a quiet machine.
 * A budget that is exceeded is marked, and fails nothing: how a machine is loaded is no property of
 * the package. `--only=1,3` runs some scenarios, `--runs=9` more of each, `--json=PATH` writes the
 * figures to a file.
 */
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../scripts/build.mjs';
import { launch } from './measure.mjs';
import { print } from './report.mjs';
import { scenarios } from './scenarios.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(scenarios).join(',') },
    runs: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const numbers = options.only.split(',');
const unknown = numbers.filter((number) => !(number in scenarios));
const runs = Number(options.runs);
if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(', ')}.`);
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs= takes a whole number from 1.');

/** Processes that want to run, over the last minute; this one's included. */
const load = () => loadavg()[0];

if (!(await buildIfStale())) process.exit(1);
const chromium = await launch();
const results = { chromium: chromium.version, runs, load: [load()], scenarios: {} };
try {
  for (const number of numbers) {
    const result = await scenarios[number](chromium, runs);
    print(number, result);
    results.scenarios[number] = result;
    results.load.push(load());
  }
} finally {
  await chromium.browser.close();
}
const loads = results.load.map((value) => value.toFixed(1)).join(', ');
console.log(`Chromium ${chromium.version}; load before, between and after: ${loads}.`);
if (options.json !== undefined) {
  await writeFile(options.json, `${JSON.stringify(results, null, 2)}\n`);
}
