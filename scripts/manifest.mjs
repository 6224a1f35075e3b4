/**
 * Holds custom-elements.json to the elements' JSDoc: `npm run manifest` writes it, without
 * `--write` a stale one is an error.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
// @ts-expect-error -- the analyzer publishes no types
import { cli } from '@custom-elements-manifest/analyzer/cli.js';
import { format } from 'prettier';
import { root } from './prepare.mjs';

const file = join(root, 'custom-elements.json');
const manifest = await cli({ argv: ['analyze'], cwd: root, noWrite: true });
if (manifest.modules.length === 0) throw new Error('No element was found below src/elements/.');
const fresh = await format(JSON.stringify(manifest), { parser: 'json' });

if (process.argv.includes('--write')) {
  writeFileSync(file, fresh);
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== fresh) {
  console.error('custom-elements.json is stale: run "npm run manifest" and commit it.');
  process.exit(1);
}
