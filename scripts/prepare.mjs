/**
 * Brings a fresh clone to the point where its tools can run: Node new enough, packages as locked.
 * It is loaded before anything is installed, so it imports nothing but Node's own modules.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

/** The repository's folder, without a trailing slash. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** Ends the process with one sentence when this Node is older than package.json's `engines` says. */
function requireNode() {
  const wanted = Number(/\d+/.exec(readJson('package.json').engines.node)?.[0]);
  if (Number(process.versions.node.split('.')[0]) >= wanted) return;
  console.error(`Node ${wanted} or newer is needed; this is Node ${process.versions.node}.`);
  process.exit(1);
}

/**
 * Whether node_modules holds what package-lock.json names, by content: a checkout changes the
 * times of files and a half-finished installation leaves no record behind.
 */
function installed() {
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(join(root, record))) return false;
  const present = readJson(record).packages;
  /** @type {Record<string, { version?: string, optional?: boolean }>} */
  const wanted = readJson('package-lock.json').packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (present[path] ? present[path].version === version : optional === true),
  );
}

/** Checks Node and installs the locked packages if they are missing or others. */
export async function prepare() {
  requireNode();
  if (installed()) return;
  console.log('Installing the packages that package-lock.json names (about a minute) …');
  // At this level npm leaves out that some tools name a newer Node than they need.
  const args = ['ci', '--include=dev', '--loglevel=error'];
  // npm tells its own place to the scripts it runs; "npm" alone would need a shell on Windows.
  const npm = process.env.npm_execpath ?? '';
  const code = npm.endsWith('npm-cli.js')
    ? await run(process.execPath, [npm, ...args])
    : await run('npm', args, { shell: process.platform === 'win32' });
  if (code === 0) return;
  console.error('The packages could not be installed; npm says why above.');
  process.exit(code);
}
