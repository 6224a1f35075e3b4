/**
 * dist/ from src/: modules as they are, for bundlers (packages stay bare imports), and one
 * minified file with everything in it, for a script tag, beside one with single sign-on. The grammars
 * of code are a file of their own in both, whole, and so is each language; they are loaded on first
 * use, as are the doctor and the reports for a script tag. Declarations are tsc's.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';

const root = import.meta.dirname;
const { dependencies, exports, peerDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const packages = Object.keys({ ...dependencies, ...peerDependencies });

/** The modules that package.json exports: dist/define/chat.js is made from src/define/chat.ts. */
const entries = Object.values(exports)
  .map((target) => /^\.\/dist\/(?!cdn\/)(.+)\.js$/.exec(target.default ?? '')?.[1])
  .filter((name) => name !== undefined);
const missing = entries.filter((name) => !existsSync(join(root, `src/${name}.ts`)));
if (missing.length > 0) {
  throw new Error(`package.json exports what src/ lacks: ${missing.join(', ')}.`);
}

const compile = () => esbuild({ target: 'es2022', tsconfig: join(root, 'tsconfig.json') });

/** The stylesheet is shipped as it is. */
const cloak = {
  name: 'cloak',
  buildStart() {
    const file = join(root, 'src/cloak.css');
    this.addWatchFile(file);
    this.emitFile({ type: 'asset', fileName: 'cloak.css', source: readFileSync(file) });
  },
};

/** What each bundle does by itself, and what it gives a script. */
const bundles = {
  miptech: ['define/all', 'index', 'core/index'],
  'miptech-oidc': ['define/oidc', 'oidc/index'],
  'miptech-replay': ['replay/replay', 'replay/index'],
};

/** The bundles' entries: the first module has the effects, the others the names. */
const bundleEntry = {
  name: 'bundle-entry',
  resolveId: (id) => (id.startsWith('bundle:') ? `\0${id}` : null),
  load: (id) =>
    id.startsWith('\0bundle:')
      ? bundles[id.slice('\0bundle:'.length)]
          .map((name) => JSON.stringify(join(root, `src/${name}.ts`)))
          .map((path, index) => (index === 0 ? `import ${path};` : `export * from ${path};`))
          .join('\n')
      : null,
};

/** Comments and indentation of stylesheets are for readers of the source. */
const plainStyles = {
  name: 'plain-styles',
  transform: (code, id) =>
    /\/src\/.*(?:styles|tokens)\.ts$/.test(id)
      ? {
          code: code.replace(/css`[^`]*`/g, (style) =>
            style.replace(/\/\*[^]*?\*\//g, '').replace(/\s+/g, ' '),
          ),
          map: null,
        }
      : null,
};

const grammars = join(root, 'src/highlight/highlight.ts');

const doctor = join(root, 'src/core/doctor/doctor.ts');
const report = join(root, 'src/core/report/report.ts');
const statusFull = join(root, 'src/elements/status/full/full.ts');

/** Leaves these modules out: they are loaded from the paths beside them in the folder that is written. */
const apart = (paths) => ({
  name: 'apart',
  resolveId(id) {
    const file = Object.keys(paths).find((path) => id.endsWith(nameOf(path)));
    return file === undefined ? null : { id: file, external: true };
  },
  outputOptions: (options) => ({ ...options, paths: (id) => paths[id] ?? id }),
});

/** How a module is imported, such as `/highlight/highlight.js`. */
const nameOf = (path) => /(?:\/[^/]+){2}$/.exec(path)[0].replace(/ts$/, 'js');
/** The files of `src/languages/` that are loaded when a page is in that language. */
const languages = readdirSync(join(root, 'src/languages'))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => name !== 'table' && name !== 'en');
const languageFile = (name) => join(root, `src/languages/${name}.ts`);

/** The one module of the highlighter that its package has in CommonJS only. */
const commonCore = {
  name: 'common-core',
  transform: (code, id) =>
    id.endsWith('/highlight.js/lib/core.js')
      ? { code: `const module = {};${code}\nexport default module.exports;`, map: null }
      : null,
};

/** Writes the licences of the packages in each bundle beside it, as they ask for. */
const licences = {
  name: 'licences',
  generateBundle(_options, files) {
    for (const { type, fileName, modules } of Object.values(files)) {
      if (type !== 'chunk') continue;
      const folders = Object.keys(modules)
        .map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0])
        .filter((folder) => folder !== undefined);
      const texts = [...new Set(folders)].sort().map((folder) => {
        const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
        const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
        if (file === undefined) throw new Error(`${name} comes without its licence.`);
        return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
      });
      const source = texts.join(`\n${'-'.repeat(72)}\n\n`);
      this.emitFile({ type: 'asset', fileName: `${fileName}.LICENSES.txt`, source });
    }
  },
};

/** What rollup says of other people's modules is not ours to mend. */
const onLog = (level, log, handle) => {
  const modules = log.ids ?? [log.id ?? ''];
  if (!modules.every((id) => id.includes('node_modules'))) handle(level, log);
};

const packaged = () =>
  resolve({ browser: true, exportConditions: ['production'], ignoreSideEffectsForRoot: true });
const minified = () => terser({ ecma: 2022, module: true });

/** One minified file for a script tag. */
const bundle = (name) => ({
  onLog,
  input: { [name]: `bundle:${name}` },
  output: {
    dir: 'dist/cdn',
    entryFileNames: '[name].min.js',
    chunkFileNames: '[name]-[hash].min.js',
    sourcemap: true,
  },
  plugins: [
    bundleEntry,
    apart({
      [grammars]: './miptech-highlight.min.js',
      [doctor]: './miptech-doctor.min.js',
      [report]: './miptech-report.min.js',
      [statusFull]: './miptech-status-full.min.js',
      ...Object.fromEntries(
        languages.map((name) => [languageFile(name), `./miptech-${name}.min.js`]),
      ),
    }),
    packaged(),
    plainStyles,
    compile(),
    minified(),
    licences,
  ],
});

export default [
  {
    onLog,
    // Else bare imports are left of what package.json calls droppable, and bundlers warn of each.
    treeshake: { moduleSideEffects: (id) => id.includes('/src/define/') },
    input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
    external: (id) => packages.some((name) => id === name || id.startsWith(`${name}/`)),
    output: {
      dir: 'dist',
      sourcemap: true,
      preserveModules: true,
      preserveModulesRoot: 'src',
    },
    plugins: [cloak, apart({ [grammars]: './highlight/highlight.js' }), plainStyles, compile()],
  },
  {
    onLog,
    input: grammars,
    output: [
      { file: 'dist/highlight/highlight.js', sourcemap: true },
      {
        file: 'dist/cdn/miptech-highlight.min.js',
        sourcemap: true,
        plugins: [minified()],
      },
    ],
    plugins: [packaged(), commonCore, compile(), licences],
  },
  ...Object.entries({ doctor, report }).map(([name, input]) => ({
    onLog,
    input,
    output: { file: `dist/cdn/miptech-${name}.min.js`, sourcemap: true },
    // All that it borrows of the client is handed to it; a package in here would be there twice.
    external: (id) => packages.some((name) => id === name || id.startsWith(`${name}/`)),
    plugins: [compile(), minified()],
  })),
  {
    onLog,
    input: statusFull,
    output: { file: 'dist/cdn/miptech-status-full.min.js', sourcemap: true },
    // As above: of lit there must not be a second copy.
    external: (id) => packages.some((name) => id === name || id.startsWith(`${name}/`)),
    plugins: [plainStyles, compile(), minified()],
  },
  {
    onLog,
    input: Object.fromEntries(languages.map((name) => [`miptech-${name}`, languageFile(name)])),
    output: { dir: 'dist/cdn', entryFileNames: '[name].min.js', sourcemap: true },
    plugins: [compile(), minified()],
  },
  ...Object.keys(bundles).map(bundle),
];
