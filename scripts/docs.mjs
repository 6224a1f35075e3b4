/**
 * Holds the documentation to the code: the tables and the picture of the connection's states, the
 * tables of error codes, and the tests of each fault. `npm run docs` writes them; without `--write` what is stale, and a fault
 * without a test, is an error.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { register } from 'tsx/esm/api';
import { connectionPicture } from './connection-picture/svg.mjs';
import { faultTests } from './fault-tests.mjs';
import { root } from './prepare.mjs';

/** @typedef {import('./fault-tests.mjs').FaultTest} FaultTest */

register();
const { table, events } = await import('../src/core/state/connection.js');
const { codesTable, errorProblems, securityTable } = await import('./error-docs.mjs');

const code = (/** @type {string} */ word) => `\`${word}\``;
/** So many tests of one file stand by name beside a fault; a row of twenty is read by nobody. */
const namesShown = 2;
const listed = (/** @type {string[]} */ words) => words.map(code).join(', ');
const row = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
const sentence = (/** @type {string} */ words) =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/** @param {string[]} head @param {string[][]} rows */
function markdownTable(head, rows) {
  return [head, head.map(() => '---'), ...rows].map(row).join('\n');
}

function phasesTable() {
  const rows = Object.entries(table).map(([phase, { status, meaning }]) => [
    code(phase),
    code(status),
    meaning,
  ]);
  return markdownTable(['Phase', 'Status', 'Meaning'], rows);
}

/** Phases in words that stay short where nearly all are meant. @param {string[]} phases */
function fromWords(phases) {
  const others = Object.keys(table).filter((phase) => !phases.includes(phase));
  if (others.length === 0) return 'every phase';
  return others.length < 4 ? `every phase but ${listed(others)}` : listed(phases);
}

function eventsTable() {
  const rows = Object.entries(events).map(([event, meaning]) => {
    /** @type {Map<string, string[]>} */
    const sources = new Map();
    for (const [phase, { on }] of Object.entries(table)) {
      const to = Object.entries(on).find(([name]) => name === event)?.[1];
      if (to) sources.set(to, [...(sources.get(to) ?? []), phase]);
    }
    const steps = [...sources].sort(([, one], [, two]) => two.length - one.length);
    const ways = steps.map(([to, from], index) => {
      if (index > 0 && from.every((phase) => phase === to)) return `${code(to)} stays`;
      return `to ${code(to)} from ${fromWords(from)}`;
    });
    return [code(event), sentence(meaning), ways.join('; ')];
  });
  return markdownTable(['Event', 'What happens', 'Leads'], rows);
}

/** @param {FaultTest[]} tests */
function testsCell(tests) {
  const files = [...new Set(tests.map(({ file }) => file))];
  const plain = (/** @type {string} */ name) => name.replace(/[\\`*<>|[\]]/g, '\\$&');
  const cells = files.map((file) => {
    const all = tests.filter((test) => test.file === file).map(({ name }) => plain(name));
    const names = [...new Set(all)];
    const more = names.length > namesShown ? `; ${names.length - namesShown} more` : '';
    return `${code(file)}: ${names.slice(0, namesShown).join('; ')}${more}`;
  });
  return cells.join('. ') || '…';
}

/** The table as it is written, its last column replaced. @param {string} markdown @param {FaultTest[]} tests */
function faultsTable(markdown, tests) {
  /** @type {number[]} */
  const numbers = [];
  const lines = markdown.split('\n').map((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const number = Number(cells[1]);
    if (!/^\d+$/.test(cells[1] ?? '')) return line;
    if (cells.length !== 6) throw new Error(`Row ${number} of the faults needs four cells.`);
    numbers.push(number);
    return row([...cells.slice(1, -2), testsCell(tests.filter((test) => test.row === number))]);
  });
  const bare = numbers.filter((number) => !tests.some((test) => test.row === number));
  const unknown = tests.filter((test) => !numbers.includes(test.row));
  const problems = [
    ...(bare.length === 0
      ? []
      : [`No test is named for ${bare.map((n) => `row ${n}`).join(', ')}.`]),
    ...unknown.map(({ file, row, name }) => `${file}: “row ${row}: ${name}” is named for no row.`),
  ];
  return { table: lines.join('\n'), problems };
}

/**
 * The table between the marks of `name` is what `make` makes of it. Its columns are not aligned: one
 * long cell would change every row, and answers are cut by their length.
 * @param {string} markdown
 * @param {string} name
 * @param {(table: string) => string} make
 */
function replaced(markdown, name, make) {
  const [begin, end] = [`<!-- generated: ${name} -->`, '<!-- end of generated -->'];
  const from = markdown.indexOf(begin) + begin.length;
  const to = markdown.indexOf(end, from);
  if (from < begin.length || to < 0) throw new Error(`The marks of “${name}” are missing.`);
  const lines = markdown.slice(from, to).split('\n');
  const made = make(lines.filter((line) => line.startsWith('|')).join('\n'));
  const kept = `<!-- prettier-ignore-start -->\n\n${made}\n\n<!-- prettier-ignore-end -->`;
  return `${markdown.slice(0, from)}\n\n${kept}\n\n${markdown.slice(to)}`;
}

/** @param {string} file @param {string} markdown */
async function formatted(file, markdown) {
  return format(markdown, { ...(await resolveConfig(join(root, file))), parser: 'markdown' });
}

/** @param {string} file */
const read = (file) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '');

const [connection, errors] = ['docs/connection.md', 'docs/errors.md'];
const reliability = 'docs/reliability.md';
/** @type {string[]} */
let problems = [];
const withStates = replaced(
  replaced(read(connection), 'phases', phasesTable),
  'events',
  eventsTable,
);
const withTests = replaced(read(reliability), 'tests of each fault', (inside) => {
  const faults = faultsTable(inside, faultTests());
  problems = faults.problems;
  return faults.table;
});
problems.push(...errorProblems(read(errors)));
const withCodes = replaced(
  replaced(read(errors), 'codes', () => codesTable(read(errors))),
  'security',
  securityTable,
);

/** @type {[string, string][]} */
const fresh = [
  [connection, await formatted(connection, withStates)],
  [errors, await formatted(errors, withCodes)],
  [reliability, await formatted(reliability, withTests)],
  ['docs/images/connection.svg', await connectionPicture(table)],
];
const stale = fresh.filter(([file, text]) => read(file) !== text);
if (process.argv.includes('--write')) {
  for (const [file, text] of stale) writeFileSync(join(root, file), text);
} else {
  problems.push(...stale.map(([file]) => `${file} is stale: run "npm run docs" and commit it.`));
}
for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 && !process.argv.includes('--write') ? 1 : 0);
