/**
 * Runs stages of tests one after another and sums them up. A stage without a test is a failure:
 * a suite that silently lost its files must not look green.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { countsLine, noCounts, takeCounts } from './counts.mjs';
import { filesBelow } from './files.mjs';
import { root } from './prepare.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string[]} folders
 * @property {'browser' | 'node'} runner
 * @property {string[]} [options] For the runner.
 * @property {Record<string, string>} [env]
 * @property {() => Promise<boolean>} [before] What the tests need; the stage fails where it answers false.
 */

/** @type {Record<Stage['runner'], (files: string[], options: string[]) => string[]>} */
const commands = {
  browser: (files, options) => [
    join(root, 'node_modules/@web/test-runner/dist/bin.js'),
    ...options,
    '--files',
    ...files,
  ],
  node: (files) => [
    '--import=tsx',
    '--test',
    // One file at a time: they share this machine's ports, database and browser.
    '--test-concurrency=1',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=./scripts/node-counts.mjs`,
    '--test-reporter-destination=stderr',
    ...files,
  ],
};

/**
 * @param {Stage} stage
 * @param {string[]} files
 */
async function runStage(stage, files) {
  const file = join(root, `.cache/counts-${stage.name}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  const code = await run(process.execPath, commands[stage.runner](files, stage.options ?? []), {
    cwd: root,
    env: { ...process.env, ...stage.env, TEST_COUNTS: file },
  });
  const counts = takeCounts(file);
  const ran = counts.passed + counts.failed > 0;
  // The runner may fail beside its tests (a file that does not load, a broken configuration).
  if ((code !== 0 || !ran) && counts.failed === 0) counts.failed = 1;
  return { counts, note: ran ? '' : 'no test ran' };
}

/** @param {string} note */
const failure = (note) => ({ counts: { ...noCounts(), failed: 1 }, note });

/**
 * Runs the stages, prints what each came to and sets the exit code.
 * @param {Stage[]} stages
 * @param {{ only?: string | undefined, paths?: string[] }} [choice] One stage by name; parts of paths.
 */
export async function runStages(stages, { only, paths = [] } = {}) {
  if (only !== undefined && !stages.some((stage) => stage.name === only)) {
    console.error(
      `--only takes one of ${stages.map(({ name }) => name).join(', ')}, not "${only}".`,
    );
    process.exit(1);
  }
  const total = noCounts();
  const rows = [];
  for (const stage of stages) {
    if (only !== undefined && stage.name !== only) continue;
    const files = stage.folders
      .flatMap((folder) => filesBelow(folder, '.test.ts'))
      .filter((file) => paths.length === 0 || paths.some((path) => file.includes(path)));
    if (files.length === 0 && paths.length > 0) continue;
    console.log(`\n── ${stage.name}: ${files.length} files`);
    const started = performance.now();
    let outcome = failure('no test ran');
    if (files.length > 0) {
      const ready = stage.before ? await stage.before() : true;
      outcome = ready ? await runStage(stage, files) : failure('not run: the build failed');
    }
    const { counts, note } = outcome;
    const seconds = (performance.now() - started) / 1000;
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    rows.push(
      `${stage.name.padEnd(10)} ${countsLine(counts).padEnd(28)} ${seconds.toFixed(1).padStart(6)} s  ${note}`.trimEnd(),
    );
  }
  if (rows.length === 0) {
    console.error(`No test file's path contains ${paths.join(' or ')}.`);
    process.exit(1);
  }
  console.log(`\n${rows.join('\n')}\n\n${countsLine(total)}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}
