/** Lint rules: typed and strict for src/, typed and lighter for tests, the demo and scripts. */
import { join } from 'node:path';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { configs as lit } from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import { configs as wc } from 'eslint-plugin-wc';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { layers } from './eslint.layers.mjs';

const tests = ['**/*.test.ts'];
const inNode = [
  'test/**/*.ts',
  'demo/platform/**/*.ts',
  'demo/identity/**/*.ts',
  'scripts/**/*.mjs',
];

export default defineConfig([
  { ignores: ['dist/', 'coverage/', '.cache/', '**/*.d.ts'] },
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['src/**/*.ts'],
    extends: [
      tseslint.configs.strictTypeChecked,
      lit['flat/recommended'],
      wc['flat/recommended'],
      litA11y.configs.recommended,
    ],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // The client has its logger, the elements `dom/author.ts`.
      'no-console': 'error',
    },
  },
  ...layers,
  {
    files: inNode,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      globals: globals.node,
      parserOptions: { project: join(import.meta.dirname, 'tsconfig.node.json') },
    },
  },
  {
    // Tests and scripts read JSON and fakes whose shape they state themselves.
    files: [...tests, 'test/**/*.ts', 'scripts/**/*.mjs'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // chai's assertions are property reads, and a plugin types `equal` as a promise; node:test
      // waits itself for what its functions return.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: '@open-wc/semantic-dom-diff', name: 'Equal' },
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
    },
  },
  { files: ['*.mjs', '*.cjs', 'bench/*.mjs'], languageOptions: { globals: globals.node } },
  { files: ['demo/**/*.js', 'demo/**/*.mjs'], languageOptions: { globals: globals.browser } },
  prettier,
]);
