/**
 * `npm run build`: dist/ from src/, always whole: rollup (modules and the bundle for CDNs), then
 * tsc (declarations). `buildIfStale` skips it when nothing it reads has changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { filesBelow } from './files.mjs';
import { prepare, root } from './prepare.mjs';
import { run } from './run.mjs';

const stamp = join(root, '.cache/built');
const bundle = 'dist/cdn/miptech.min.js';

/** One hash over everything a build reads: paths and contents, so that a deletion counts too. */
function inputs() {
  const hash = createHash('sha256');
  const sources = filesBelow('src').filter((file) => !file.endsWith('.test.ts'));
  const settings = ['package.json', 'package-lock.json', 'rollup.config.mjs', 'tsconfig.json'];
  for (const file of [...sources, ...settings, 'tsconfig.build.json', 'scripts/build.mjs']) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Forgets the last build, for whoever writes into dist/ by other ways. */
export const forgetBuild = () => rmSync(stamp, { force: true });

/** @param {string} program @param {string[]} args */
async function tool(program, ...args) {
  const path = join(root, 'node_modules', program);
  return (await run(process.execPath, [path, ...args], { cwd: root })) === 0;
}

/** Answers whether it worked; the tools say on the terminal what did not. */
async function build() {
  const hash = inputs();
  forgetBuild();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const built =
    (await tool('rollup/dist/bin/rollup', '--config', '--failAfterWarnings')) &&
    (await tool('typescript/bin/tsc', '-p', 'tsconfig.build.json'));
  if (!built) {
    console.error('The build failed.');
    return false;
  }
  const code = readFileSync(join(root, bundle));
  const integrity = createHash('sha384').update(code).digest('base64');
  console.log(
    `${bundle}: ${kilobytes(code)} kB, ${kilobytes(gzipSync(code, { level: 9 }))} kB gzip\nintegrity="sha384-${integrity}"`,
  );
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}

/** @param {Buffer} data */
const kilobytes = (data) => (data.length / 1000).toFixed(1);

/** Builds unless dist/ was built from just these sources; answers whether dist/ is good. */
export async function buildIfStale() {
  const fresh =
    existsSync(stamp) && existsSync(join(root, bundle)) && readFileSync(stamp, 'utf8') === inputs();
  if (fresh) return true;
  console.log('Building dist/ …');
  return build();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await prepare();
  process.exitCode = (await build()) ? 0 : 1;
}
