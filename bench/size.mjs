/**
 * What a page has to load, minified and gzipped, beside lit alone: `npm run size`. Each entry has a
 * budget; one that is over it is told with what weighs most in it, and fails the command. Below it
 * stands what the two ways into a page weigh by brotli, beside what is wanted of them, and where
 * their bytes go; that fails nothing. `--json=PATH` writes the figures to a file.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { buildIfStale } from '../scripts/build.mjs';
import { compressed, production, zipped } from './bundle.mjs';

const languages = ['ar', 'de', 'es', 'fr', 'ja'];

/** Most bytes of each entry; raising one is a decision of its own. */
const budgets = [
  { name: 'lit alone', stdin: { contents: `export * from 'lit'`, resolveDir: '.' }, most: 6500 },
  {
    name: 'headless client',
    entryPoints: ['src/core/index.ts'],
    external: ['*/doctor.js', '*/report.js'],
    most: 43_000,
  },
  {
    name: 'markdown without lit',
    entryPoints: ['src/markdown/index.ts'],
    external: ['lit', 'lit/*', '*/highlight.js'],
    most: 17_500,
  },
  { name: 'miptech.min.js', file: 'dist/cdn/miptech.min.js', most: 128_500 },
  { name: 'miptech-oidc.min.js', file: 'dist/cdn/miptech-oidc.min.js', most: 18_000 },
  // Loaded with the first block of code in a language it knows.
  { name: 'miptech-highlight.min.js', file: 'dist/cdn/miptech-highlight.min.js', most: 41_000 },
  // Loaded when somebody runs the checks.
  { name: 'miptech-doctor.min.js', file: 'dist/cdn/miptech-doctor.min.js', most: 11_000 },
  // Loaded with the first report.
  { name: 'miptech-report.min.js', file: 'dist/cdn/miptech-report.min.js', most: 3_000 },
  // Loaded with the first checks, or where everything is shown.
  { name: 'miptech-status-full.min.js', file: 'dist/cdn/miptech-status-full.min.js', most: 6_500 },
  // Each is loaded where the page is in that language.
  ...languages.map((language) => ({
    name: `miptech-${language}.min.js`,
    file: `dist/cdn/miptech-${language}.min.js`,
    most: 8000,
  })),
];

const KiB = 1024;

/** What is wanted of the ways into a page, by brotli. */
const wishes = [
  { name: 'miptech.min.js', file: 'dist/cdn/miptech.min.js', most: 45 * KiB },
  {
    name: 'chat with Markdown',
    entryPoints: ['dist/define/chat.js'],
    external: [
      '*/highlight.js',
      '*/doctor.js',
      '*/report.js',
      ...languages.map((language) => `*/languages/${language}.js`),
    ],
    logLevel: 'error',
    most: 30 * KiB,
  },
];

const heaviest = 10;

/** What is in a bundle: packages as a whole, our own modules one by one, the heaviest first. */
function partsOf(bytesByPath) {
  const parts = new Map();
  for (const [path, bytes] of bytesByPath) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
    parts.set(name, (parts.get(name) ?? 0) + bytes);
  }
  return [...parts].sort(([, one], [, other]) => other - one);
}

/** The characters of a built script that came from each source, by its map. */
async function charactersBySource(file, text) {
  const map = new SourceMap(JSON.parse(await readFile(`${file}.map`, 'utf8')));
  const folder = resolve(file, '..');
  const found = new Map();
  for (const [line, content] of text.split('\n').entries()) {
    for (let column = 0; column < content.length; column += 1) {
      const { originalSource } = map.findEntry(line, column);
      if (originalSource === undefined) continue;
      const path = relative('.', join(folder, originalSource));
      found.set(path, (found.get(path) ?? 0) + 1);
    }
  }
  return found;
}

async function measured({ name, most, file, ...entry }) {
  if (file !== undefined) {
    const text = await readFile(file, 'utf8');
    return { name, most, text, parts: partsOf(await charactersBySource(file, text)) };
  }
  const { metafile, outputFiles } = await build({ ...production, ...entry, metafile: true });
  const [{ inputs }] = Object.values(metafile.outputs);
  const bytes = Object.entries(inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput]);
  return { name, most, text: outputFiles[0].text, parts: partsOf(bytes) };
}

const count = (bytes) => bytes.toLocaleString('en').padStart(9);

function printParts(parts) {
  for (const [part, minified] of parts.slice(0, heaviest)) {
    console.log(`  ${count(minified)}  ${part}`);
  }
}

/** Prints what stands over its budget, and marks the command as failed if anything does. */
function judge(entries) {
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
    printParts(parts);
  }
}

function compare(entries) {
  for (const { name, bytes, most, parts } of entries) {
    console.log(`\n${name.padEnd(24)}${count(bytes)} by brotli, wanted ${count(most).trim()}`);
    const over = bytes - most;
    if (over > 0) console.log(`  over by ${over.toLocaleString('en')}`);
    console.log('  minified, before compression:');
    printParts(parts);
  }
}

const { values: options } = parseArgs({ options: { json: { type: 'string' } } });
if (await buildIfStale()) {
  const weigh = async (entry, weight) => {
    const { text, ...rest } = await measured(entry);
    return { ...rest, bytes: weight(text) };
  };
  const gzip = await Promise.all(budgets.map((entry) => weigh(entry, zipped)));
  const brotli = await Promise.all(wishes.map((entry) => weigh(entry, compressed)));
  judge(gzip);
  compare(brotli);
  if (options.json !== undefined) {
    await writeFile(options.json, `${JSON.stringify({ gzip, brotli }, null, 2)}\n`);
  }
} else process.exitCode = 1;
