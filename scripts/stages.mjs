/**
 * Runs stages of tests one after another, or those of a group at the same time, and sums them up.
 * A stage without a test is a failure: a suite that silently lost its files must not look green.
 */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { countFailure, countsLine, noCounts, takeCounts } from './counts.mjs';
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

/** Files that wait for clocks and browsers get the machine to themselves. */
const oneByOne = '--test-concurrency=1';

/** @type {Record<Stage['runner'], (files: string[], options: string[]) => string[]>} */
const commands = {
  browser: (files, options) => [
    join(root, 'node_modules/@web/test-runner/dist/bin.js'),
    ...options,
    '--files',
    ...files,
  ],
  node: (files, options) => [
    '--import=tsx',
    '--test',
    ...(options.length > 0 ? options : [oneByOne]),
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
 * @param {import('node:child_process').StdioOptions} stdio
 */
async function runFiles(stage, files, stdio) {
  const file = join(root, `.cache/counts-${stage.name}.json`);
  const code = await run(process.execPath, commands[stage.runner](files, stage.options ?? []), {
    cwd: root,
    env: { ...process.env, ...stage.env, TEST_COUNTS: file },
    stdio,
  });
  const counts = takeCounts(file);
  const ran = counts.passed + counts.failed > 0;
  // The runner may fail beside its tests (a file that does not load, a broken configuration).
  if ((code !== 0 || !ran) && counts.failed === 0) {
    countFailure(counts, 'the runner', ran ? `ended with ${code}` : 'no test ran');
  }
  return { counts, note: ran ? '' : 'no test ran' };
}

/** @param {Stage} stage @param {string[]} paths Parts of paths; all files without one. */
const filesOf = (stage, paths) =>
  stage.folders
    .flatMap((folder) => filesBelow(folder, '.test.ts'))
    .filter((file) => paths.length === 0 || paths.some((path) => file.includes(path)));

/** @param {string} note */
function failure(note) {
  const counts = noCounts();
  countFailure(counts, 'the stage', note);
  return { counts, note };
}

/**
 * Runs a stage on this terminal; one of a group keeps its output to itself until it has ended.
 * @param {Stage} stage
 * @param {string[]} files
 * @param {boolean} alone
 */
async function runStage(stage, files, alone) {
  const heading = `\n── ${stage.name}: ${files.length} files`;
  if (alone) console.log(heading);
  const started = performance.now();
  let outcome = failure('no test ran');
  if (files.length > 0) {
    mkdirSync(join(root, '.cache'), { recursive: true });
    const output = join(root, `.cache/output-${stage.name}.txt`);
    const kept = alone ? null : openSync(output, 'w');
    const ready = stage.before ? await stage.before() : true;
    outcome = ready
      ? await runFiles(stage, files, kept === null ? 'inherit' : ['ignore', kept, kept])
      : failure('not run: the build failed');
    if (kept !== null) {
      closeSync(kept);
      console.log(`${heading}\n${readFileSync(output, 'utf8')}`);
      rmSync(output);
    }
  }
  return { name: stage.name, seconds: (performance.now() - started) / 1000, ...outcome };
}

/**
 * Runs the stages, prints what each came to and sets the exit code.
 * @param {(Stage | Stage[])[]} stages Those of an inner list run at the same time.
 * @param {{ only?: string | undefined, paths?: string[] }} [choice] One stage by name; parts of paths.
 */
export async function runStages(stages, { only, paths = [] } = {}) {
  if (only !== undefined && !stages.flat().some((stage) => stage.name === only)) {
    const names = stages.flat().map(({ name }) => name);
    console.error(`--only takes one of ${names.join(', ')}, not "${only}".`);
    process.exit(1);
  }
  const total = noCounts();
  const rows = [];
  for (const group of stages) {
    const chosen = [group]
      .flat()
      .filter((stage) => only === undefined || stage.name === only)
      .map((stage) => ({ stage, files: filesOf(stage, paths) }))
      .filter(({ files }) => files.length > 0 || paths.length === 0);
    const outcomes = await Promise.all(
      chosen.map(({ stage, files }) => runStage(stage, files, chosen.length === 1)),
    );
    for (const { name, counts, seconds, note } of outcomes) {
      total.passed += counts.passed;
      total.failed += counts.failed;
      total.skipped += counts.skipped;
      total.failures.push(...counts.failures.map((line) => `✗ ${name}: ${line}`));
      rows.push(
        `${name.padEnd(10)} ${countsLine(counts).padEnd(28)} ${seconds.toFixed(1).padStart(6)} s  ${note}`.trimEnd(),
      );
    }
  }
  if (rows.length === 0) {
    console.error(`No test file's path contains ${paths.join(' or ')}.`);
    process.exit(1);
  }
  console.log(`\n${[...total.failures, ...rows].join('\n')}\n\n${countsLine(total)}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}
