/**
 * Who may import whom, as ESLint rules: below src/ every file sees only what its layer lists. What
 * is listed nowhere (a new folder) sees nothing but itself. Tests beside the sources are free.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import importX from 'eslint-plugin-import-x';

const src = join(import.meta.dirname, 'src');

/** Paths below src/ that each layer may import, its own apart. */
const arrows = {
  'core/protocol': [],
  'core/state': ['core/protocol'],
  'core/ports.ts': [],
  'core/identity.ts': [],
  'core/config.ts': ['core/protocol', 'core/ports.ts', 'core/identity.ts'],
  // Loaded by itself: what it shares with the rest would be loaded twice.
  'core/report': ['core/client/api.ts', 'core/state/journal.ts'],
  'core/version.ts': [],
  'core/doctor': ['core/state', 'core/protocol', 'core/ports.ts', 'core/config.ts'],
  'core/client': [
    'core/doctor',
    'core/report',
    'core/version.ts',
    'core/state',
    'core/protocol',
    'core/ports.ts',
    'core/config.ts',
    'core/identity.ts',
  ],
  'core/index.ts': ['core'],
  highlight: [],
  markdown: ['highlight/highlight.ts'],
  languages: ['core/index.ts', 'dom/strings.ts', 'elements'],
  dom: ['core/index.ts', 'core/protocol/log-level.ts', 'languages'],
  'elements/events.ts': ['core/index.ts'],
  oidc: ['core/index.ts'],
  define: ['elements', 'dom', 'oidc/index.ts'],
  testing: [
    'core/index.ts',
    'core/protocol',
    'core/state',
    'core/ports.ts',
    'core/config.ts',
    'core/report',
  ],
  replay: ['core/index.ts', 'core/state', 'testing/memory-client.ts'],
  'index.ts': ['core/index.ts', 'dom', 'elements', 'languages'],
};

/** Packages that each layer may import, with their subpaths where the name ends in a slash. */
const packages = {
  core: ['zod/mini'],
  highlight: ['lowlight', 'highlight.js/'],
  markdown: ['lit', 'lit/'],
  dom: ['lit', 'lit/', '@lit/'],
  elements: ['lit', 'lit/', '@lit/'],
  languages: [],
  oidc: ['oidc-client-ts'],
  define: [],
  testing: ['mock-socket'],
  replay: [],
};

function listed(folder) {
  try {
    return readdirSync(join(src, folder), { withFileTypes: true });
  } catch {
    return [];
  }
}

const elements = listed('elements')
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => [
    `elements/${name}`,
    ['elements/events.ts', 'dom', 'markdown', 'core/index.ts'],
  ]);

const known = Object.entries(arrows).concat(elements);

/** Entries that no arrow names, so that a new room is closed until its arrows are written down. */
const unknown = ['', 'core', 'elements']
  .flatMap((folder) => listed(folder).map(({ name }) => (folder ? `${folder}/${name}` : name)))
  .filter((path) => /\.ts$|^[^.]*$/.test(path) && !/\.(?:test|d)\.ts$/.test(path))
  .filter((path) => !known.some(([layer]) => layer === path || layer.startsWith(`${path}/`)))
  .map((path) => [path, []]);

const zones = [...known, ...unknown].map(([layer, others]) => ({
  target: `./src/${layer}`,
  from: './src',
  except: [layer, ...others],
  message: `src/${layer} may import ${[...others, 'itself'].join(', ')}.`,
}));

/** The packages rule of a layer, for both `import … from` and `import()`. */
function packagesRule(layer, names) {
  const allowed = names.map(
    (name) => name.replaceAll('/', '\\/') + (name.endsWith('/') ? '' : '$'),
  );
  const regex = `^(?!\\.${allowed.map((name) => `|${name}`).join('')})`;
  const message = `src/${layer} may import these packages only: ${names.join(', ') || 'none'}.`;
  return {
    files: [`src/${layer}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex, message }] }],
      'no-restricted-syntax': [
        'error',
        { selector: `ImportExpression[source.value=/${regex}/]`, message },
        { selector: 'ImportExpression[source.type!="Literal"]', message },
      ],
    },
  };
}

export const layers = [
  {
    files: ['src/**/*.ts'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver': { typescript: { project: join(import.meta.dirname, 'tsconfig.json') } },
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: { 'import-x/no-cycle': 'error' },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
    },
  },
  ...Object.entries(packages).map(([layer, names]) => packagesRule(layer, names)),
];
