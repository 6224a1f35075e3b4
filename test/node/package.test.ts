/** The package as it is installed: what package.json promises is in dist/ and loads anywhere. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import { buildIfStale } from '../../scripts/build.mjs';
import { root } from '../../scripts/prepare.mjs';

interface Manifest {
  name: string;
  exports: Record<string, string | Record<string, string>>;
  files: string[];
  sideEffects: string[];
  types: string;
  customElements: string;
  jsdelivr: string;
  unpkg: string;
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** Runs a module in a Node of its own, where nothing of the tests is loaded; answers its output. */
function inNode(code: string): string {
  const args = ['--input-type=module', '--eval', code];
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).trim();
}

before(async () => {
  assert(await buildIfStale());
});

describe('the package promises a file that is not there', () => {
  const targets = Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );
  const { files, types, customElements, jsdelivr, unpkg } = manifest;
  for (const path of new Set([...targets, ...files, types, customElements, jsdelivr, unpkg])) {
    it(path, () => {
      assert(existsSync(join(root, path)));
    });
  }

  for (const pattern of manifest.sideEffects) {
    it(`sideEffects ${pattern}`, () => {
      const [folder = '', ending = ''] = pattern.split('*');
      assert(
        pattern.includes('*')
          ? readdirSync(join(root, folder)).some((name) => name.endsWith(ending))
          : existsSync(join(root, pattern)),
      );
    });
  }
});

describe('an import on a server', () => {
  // By the package's own name, so that "exports" is what resolves it.
  for (const entry of ['', '/client']) {
    it(`${manifest.name}${entry} touches the DOM or registers an element`, () => {
      const names = inNode(`
        const registered = [];
        globalThis.customElements = { define: (tag) => registered.push(tag), get() {} };
        const names = Object.keys(await import('${manifest.name}${entry}'));
        if (registered.length > 0) throw new Error('registered ' + registered);
        if ('document' in globalThis) throw new Error('a document appeared');
        console.log(names.join());
      `);
      assert.match(names, /createMiptechClient|MiptechChat/);
    });
  }

  it(`${manifest.name}/client pulls in the elements`, () => {
    const seen = new Set<string>();
    const follow = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(
        /(?:from|import)\s*\(?'([^']+)'/g,
      )) {
        if (specifier.startsWith('.')) follow(join(file, '..', specifier));
        else seen.add(specifier);
      }
    };
    follow(join(root, 'dist/core/index.js'));
    const strangers = [...seen].filter(
      (file) => !file.startsWith(join(root, 'dist/core/')) && file !== 'zod/mini',
    );
    assert.deepEqual(strangers, []);
  });
});

it('the lock file lacks a package of another platform, so that npm ci fails there', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  // npm looks for a dependency beside its dependent, then in each folder further up.
  const locked = (from: string, name: string): boolean =>
    `${from && `${from}/`}node_modules/${name}` in packages ||
    (from !== '' && locked(from.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, ''), name));
  const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !locked(from, name)),
  );
  assert.deepEqual(missing, []);
});

/** What a built file imports, at once or later. */
async function importsOf(file: string): Promise<string[]> {
  const bundle = await rollup({
    input: join(root, file),
    external: () => true,
    onLog: () => undefined,
  });
  const { output } = await bundle.generate({});
  const { imports, dynamicImports } = output[0];
  await bundle.close();
  return [...imports, ...dynamicImports].filter((name) => !name.startsWith(root));
}

it('the bundle for a script tag needs another package, or a file that is not beside it', async () => {
  const lazy = await importsOf(manifest.jsdelivr);
  const languages = ['ar', 'de', 'es', 'fr', 'ja'];
  const parts = [...languages, 'doctor', 'highlight', 'report', 'status-full'];
  assert.deepEqual([...lazy].sort(), parts.map((name) => `miptech-${name}.min.js`).sort());
  for (const file of lazy) {
    assert.deepEqual(await importsOf(join(manifest.jsdelivr, '..', file)), []);
  }
});

it('what colours code needs a package that a strict installation hides from it', async () => {
  assert.deepEqual(await importsOf('dist/highlight/highlight.js'), []);
});

it('a bundler warns of imports that package.json calls droppable', async () => {
  const { warnings } = await build({
    entryPoints: [join(root, 'dist/define/all.js')],
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'silent',
  });
  assert.deepEqual(
    warnings.map(({ text }) => text),
    [],
  );
});

describe('what is in a file that others wrote comes with its licence', () => {
  const rows: Record<string, readonly string[]> = {
    'cdn/miptech.min.js': ['lit-html', '@lit/reactive-element', '@lit/context', 'zod'],
    'cdn/miptech-oidc.min.js': ['oidc-client-ts'],
    'cdn/miptech-highlight.min.js': ['highlight.js', 'lowlight'],
    'highlight/highlight.js': ['highlight.js', 'lowlight'],
  };
  for (const [file, names] of Object.entries(rows)) {
    it(file, () => {
      const text = readFileSync(join(root, `dist/${file}.LICENSES.txt`), 'utf8');
      for (const name of names) assert.match(text, new RegExp(`^${name} \\d+\\.\\d+`, 'm'));
      assert.match(text, /Copyright \(c\)/i);
    });
  }
});
