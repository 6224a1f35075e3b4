/** The custom properties that the styles read are those that the documentation names, all of them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/prepare.mjs';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => read(join('src', file)));

function found(texts: readonly string[], pattern: RegExp): readonly string[] {
  const names = texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name ?? ''));
  return [...new Set(names)].sort();
}

const used = found(sources, /var\(\s*(--miptech-[a-z-]+)/g);

describe('a token that a page can set and nobody tells of', () => {
  it('there are tokens', () => {
    assert(used.length > 40, String(used.length));
  });

  it('every token has a row in docs/styling.md, and every row a token', () => {
    const rows = found([read('docs/styling.md')], /^\| `(--miptech-[a-z-]+)`/gm);
    assert.deepEqual(rows, used);
  });

  it('every token is in the JSDoc of an element, and everything there is a token', () => {
    const told = found(sources, /@cssproperty \[?(--miptech-[a-z-]+)/g);
    assert.deepEqual(told, used);
  });
});
