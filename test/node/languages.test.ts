/** The tables of all languages, held against the English one and against the sources. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { filesBelow } from '../../scripts/files.mjs';
import { root } from '../../scripts/prepare.mjs';
import english from '../../src/languages/en.js';

type Text = string | Readonly<Record<string, string>>;

const isPlural = (value: object): value is Readonly<Record<string, string>> =>
  typeof Reflect.get(value, 'other') === 'string';

/** Every text by its path, such as `chat.errors.timeout`. */
function textsOf(group: object, path = ''): Map<string, Text> {
  const found = new Map<string, Text>();
  for (const [name, value] of Object.entries(group) as [string, Text | object][]) {
    const here = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'string' || isPlural(value)) found.set(here, value);
    else for (const [inner, text] of textsOf(value, here)) found.set(inner, text);
  }
  return found;
}

const formsOf = (text: Text): readonly string[] =>
  typeof text === 'string' ? [text] : Object.values(text);
const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
/** The form that is for any number. */
const general = (text: Text): string => (typeof text === 'string' ? text : (text['other'] ?? ''));

/** As `en.ts` has it, without what elements take from the shared texts. */
const shared = textsOf(english.shared);
const own = new Map(
  [...textsOf(english)].filter(
    ([path, text]) => path.startsWith('shared.') || shared.get(path.replace(/^\w+\./, '')) !== text,
  ),
);

const names = readdirSync(join(root, 'src/languages'))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => name !== 'table' && name !== 'en');

const inEnglish = (path: string): Text => {
  const text = own.get(path);
  assert(text !== undefined, `${path} is no text of any element`);
  return text;
};

it('there is a language that nobody checks', () => {
  assert.deepEqual(names, ['ar', 'de', 'es', 'fr', 'ja']);
});

for (const name of names) {
  describe(name, async () => {
    const { default: table } = (await import(`../../src/languages/${name}.js`)) as {
      default: object;
    };
    const texts = textsOf(table);

    it('a text is missing, or nobody shows it', () => {
      assert.deepEqual([...texts.keys()].sort(), [...own.keys()].sort());
    });

    it('a text is empty, still English, or has blanks at an end', () => {
      for (const [path, text] of texts) {
        for (const form of formsOf(text)) assert.match(form, /^\S(?:.*\S)?$/, path);
        // Sentences differ; names such as “WebSocket” may be the same.
        const sentence = general(text).includes(' ') && general(text).endsWith('.');
        if (sentence) assert.notEqual(general(text), general(inEnglish(path)), path);
      }
    });

    it('what is filled in is lost, or another thing', () => {
      for (const [path, text] of texts) {
        const wanted = placeholders(general(inEnglish(path)));
        assert.deepEqual(placeholders(general(text)), wanted, path);
        // A form for one number may write it as a word.
        for (const form of formsOf(text)) {
          assert.deepEqual(
            placeholders(form).filter((hole) => !wanted.includes(hole)),
            [],
            path,
          );
        }
      }
    });

    it('a number has no form', () => {
      const { pluralCategories } = new Intl.PluralRules(name).resolvedOptions();
      for (const [path, text] of texts) {
        assert.equal(typeof text, typeof inEnglish(path), path);
        if (typeof text === 'string') continue;
        const forms = Object.keys(text).sort();
        if (forms.length > 1) assert.deepEqual(forms, [...pluralCategories].sort(), path);
      }
    });
  });
}

it('French has a blank that breaks before its punctuation, or none', async () => {
  const { default: table } = await import('../../src/languages/fr.js');
  for (const [path, text] of textsOf(table)) {
    for (const form of formsOf(text)) assert.doesNotMatch(form, /[^\u202f/][?!;:](?!\/)/, path);
  }
});

it('a text that no source reads is translated by all', () => {
  const sources = filesBelow('src')
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) => !/strings\.ts$|src\/languages\/|options\.ts$/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  // Read by the platform's own word for what they name.
  const byWord = /^status\.(serviceNames|figures)\./;
  const unread = [...own.keys()].filter((path) => {
    const key = path.replace(/^.*\./, '');
    const read = new RegExp(`[.]${key}\\b|[{,]\\s*${key}\\b|['"]${key}['"]|^\\s*${key}:`, 'm');
    return !byWord.test(path) && !read.test(sources);
  });
  assert.deepEqual(unread, []);
});
