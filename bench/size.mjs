/**
 * What a page has to load, minified and gzipped, beside lit alone: `npm run size`. Each entry has a
 * budget; one that is over it is told with what weighs most in it, and fails the command.
 */
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { buildIfStale } from '../scripts/build.mjs';
import { production, zipped } from './bundle.mjs';

/** Most bytes of each entry; raising one is a decision of its own. */
const budgets = [
  { name: 'lit alone', stdin: { contents: `export * from 'lit'`, resolveDir: '.' }, most: 6500 },
  { name: 'headless client', entryPoints: ['src/core/index.ts'], most: 35_000 },
  {
    name: 'markdown without lit',
    entryPoints: ['src/markdown/index.ts'],
    external: ['lit', 'lit/*'],
    most: 28_500,
  },
  { name: 'miptech.min.js', file: 'dist/cdn/miptech.min.js', most: 104_000 },
  { name: 'miptech-oidc.min.js', file: 'dist/cdn/miptech-oidc.min.js', most: 18_000 },
];

const heaviest = 10;

/** What is in a bundle: packages as a whole, our own modules one by one, the heaviest first. */
function partsOf({ inputs }) {
  const parts = new Map();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
    parts.set(name, (parts.get(name) ?? 0) + bytesInOutput);
  }
  return [...parts].sort(([, one], [, other]) => other - one);
}

async function measured({ name, most, file, ...entry }) {
  if (file !== undefined) return { name, most, bytes: zipped(await readFile(file)), parts: [] };
  const { metafile, outputFiles } = await build({ ...production, ...entry, metafile: true });
  const [output] = Object.values(metafile.outputs);
  return { name, most, bytes: zipped(outputFiles[0].text), parts: partsOf(output) };
}

const count = (bytes) => bytes.toLocaleString('en').padStart(9);

if (await buildIfStale()) {
  const entries = await Promise.all(budgets.map(measured));
  const base = entries[0].bytes;
  console.log(`${'minified and gzipped'.padEnd(24)}    bytes   budget   of lit`);
  for (const { name, bytes, most, parts } of entries) {
    const line = `${name.padEnd(24)}${count(bytes)}${count(most)} ${(bytes / base).toFixed(1).padStart(8)}`;
    if (bytes <= most) {
      console.log(line);
      continue;
    }
    process.exitCode = 1;
    console.log(`${line}   over by ${(bytes - most).toLocaleString('en')}; minified:`);
    for (const [part, minified] of parts.slice(0, heaviest)) {
      console.log(`  ${count(minified)}  ${part}`);
    }
  }
} else process.exitCode = 1;
