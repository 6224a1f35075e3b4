/** The arrows between src/'s layers are held by ESLint: each forbidden import is shown red here. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('../../', import.meta.url));
const eslint = new ESLint({ cwd: root });

/** The rules that hold the arrows; whatever else ESLint finds in these lines is beside the point. */
const holders = new Set([
  'import-x/no-restricted-paths',
  'import-x/no-cycle',
  'no-restricted-imports',
  'no-restricted-syntax',
]);

async function violations(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `${root}${file}` });
  assert(result);
  assert.equal(result.fatalErrorCount, 0, result.messages[0]?.message);
  return result.messages.flatMap(({ ruleId }) => (ruleId && holders.has(ruleId) ? [ruleId] : []));
}

const layer = {
  protocol: 'src/core/protocol/frames.ts',
  state: 'src/core/state/readable.ts',
  ports: 'src/core/ports.ts',
  config: 'src/core/config.ts',
  doctor: 'src/core/doctor/doctor.ts',
  client: 'src/core/client/client.ts',
  core: 'src/core/index.ts',
  markdown: 'src/markdown/block-parser.ts',
  dom: 'src/dom/define.ts',
  events: 'src/elements/events.ts',
  login: 'src/elements/login/login.ts',
  chat: 'src/elements/chat/chat.ts',
  oidc: 'src/oidc/index.ts',
  define: 'src/define/chat.ts',
  testing: 'src/testing/index.ts',
  index: 'src/index.ts',
} as const;
type Layer = keyof typeof layer;

function specifier(from: Layer, to: Layer): string {
  const path = posix.relative(posix.dirname(layer[from]), layer[to]).replace(/\.ts$/, '.js');
  return path.startsWith('.') ? path : `./${path}`;
}

/** What each layer may import; every pair that is not listed must be refused. */
const allowed: Record<Layer, Layer[]> = {
  protocol: [],
  state: ['protocol'],
  ports: [],
  config: ['protocol', 'ports'],
  doctor: ['protocol', 'state', 'ports', 'config'],
  client: ['protocol', 'state', 'ports', 'config', 'doctor'],
  core: ['protocol', 'state', 'ports', 'config', 'client', 'doctor'],
  markdown: [],
  dom: ['core'],
  events: ['core'],
  login: ['core', 'dom', 'markdown', 'events'],
  chat: ['core', 'dom', 'markdown', 'events'],
  oidc: ['core'],
  define: ['dom', 'events', 'login', 'chat', 'oidc'],
  testing: ['core', 'protocol', 'state', 'ports', 'config'],
  index: ['core', 'dom', 'events', 'login', 'chat'],
};
const names = Object.keys(layer) as Layer[];

describe('an import against the arrows is an error', () => {
  it('a row names a file that is gone', () => {
    const gone = Object.values(layer).filter((path) => !existsSync(`${root}${path}`));
    assert.deepEqual(gone, []);
  });

  for (const from of names) {
    it(`from ${from}`, async () => {
      const others = names.filter((name) => name !== from);
      for (const to of others) {
        const found = await violations(layer[from], `import '${specifier(from, to)}';`);
        const refused = found.includes('import-x/no-restricted-paths');
        const expected = !allowed[from].includes(to);
        assert.equal(
          refused,
          expected,
          `${from} → ${to} is ${refused ? 'refused' : 'let through'}`,
        );
      }
    });
  }

  it('hidden in a type import, a re-export or a dynamic import', async () => {
    const target = specifier('dom', 'client');
    for (const code of [
      `import type { Client } from '${target}'; export type Mine = Client;`,
      `export * from '${target}';`,
      `export const later = () => import('${target}');`,
    ]) {
      assert.deepEqual(await violations(layer.dom, code), ['import-x/no-restricted-paths'], code);
    }
  });

  it('in a circle', async () => {
    const found = await violations(
      'src/core/protocol/values.ts',
      "import { Frame } from './frames.js'; export const again = Frame;",
    );
    assert.deepEqual(found, ['import-x/no-cycle']);
  });
});

describe('a package that a layer has no business with is an error', () => {
  const rows: [Layer, string, boolean][] = [
    ['protocol', 'zod/mini', true],
    ['state', 'signal-polyfill', false],
    ['protocol', 'zod', false],
    ['protocol', 'zod/v4', false],
    ['client', 'lit', false],
    ['client', 'node:fs', false],
    ['client', '@lit/context', false],
    ['markdown', 'marked', false],
    ['markdown', 'lit/directives/keyed.js', true],
    ['markdown', '@lit/context', false],
    ['markdown', 'zod/mini', false],
    ['dom', 'lit', true],
    ['dom', '@lit/context', true],
    ['dom', '@lit-labs/signals', false],
    ['dom', 'signal-polyfill', false],
    ['dom', 'marked', false],
    ['login', 'lit', true],
    ['login', 'marked', false],
    ['chat', 'lit-html', false],
    ['oidc', 'oidc-client-ts', true],
    ['oidc', 'lit', false],
    ['chat', 'oidc-client-ts', false],
    ['define', 'lit', false],
    ['testing', 'mock-socket', true],
    ['testing', 'lit', false],
  ];
  for (const [from, name, fine] of rows) {
    it(`${from} ${fine ? 'may' : 'may not'} import ${name}`, async () => {
      const still = await violations(layer[from], `import '${name}';`);
      const later = await violations(layer[from], `export const later = () => import('${name}');`);
      assert.deepEqual(still, fine ? [] : ['no-restricted-imports']);
      assert.deepEqual(later, fine ? [] : ['no-restricted-syntax']);
    });
  }
});
