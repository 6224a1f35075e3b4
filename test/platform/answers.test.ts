/** Answers from the documentation: right section, honest when there is none, always up to date. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Answers } from '../../demo/platform/answers/answers.js';
import { documentationFolder, temporaryFolder } from './harness.js';

let folder: string;
let answers: Answers;

before(async () => {
  folder = await documentationFolder();
  answers = new Answers(folder);
});

it('a question finds its section in other forms of its words', async () => {
  for (const question of ['How do I change the colors?', 'colour', 'changing colours']) {
    const { content, sources } = await answers.answer(question, []);
    assert.match(content, /^\*\*Colours\*\*, in \*Theming\*:/, question);
    assert.equal(sources[0]?.url, '/docs/theming.html#colours');
  }
});

it('lists and code come whole, and links lead to pages of this server', async () => {
  const { content } = await answers.answer('quick start', []);
  assert.ok(content.includes('```sh\nnpm install sample\n```'));
  assert.ok(content.includes('[colours](/docs/theming.html#colours)'));
  assert.ok(content.includes('or nothing.'));
});

it('HTML and script addresses of a document never reach an answer', async () => {
  const { content } = await answers.answer('colours', []);
  assert.doesNotMatch(content, /<script|javascript:/);
});

it('a question about something else is answered honestly, with what can be asked', async () => {
  for (const question of [
    'What is the weather in Paris?',
    'pizza',
    'the colours of a pizza oven',
    '???',
  ]) {
    const { content, sources } = await answers.answer(question, []);
    assert.match(content, /found nothing about that/, question);
    assert.match(content, /- Theming/);
    assert.deepEqual(sources, []);
  }
});

it('greetings and thanks are answered as such', async () => {
  for (const text of ['hello', 'Hi there!', 'Good morning', 'thanks', 'What can you do?']) {
    const { content } = await answers.answer(text, []);
    assert.match(content, /You can ask about/, text);
  }
});

it('a follow-up is about what was asked before, a new subject is not', async () => {
  const earlier = ['How do I change the colours?'];
  const about = async (text: string, before = earlier) =>
    (await answers.answer(text, before)).sources[0]?.url;
  assert.equal(await about('and how do I change that?'), '/docs/theming.html#colours');
  assert.equal(await about('and the fonts?'), '/docs/theming.html#fonts');
  assert.equal(await about('what about it?', ['thanks', 'and that?', ...earlier]), undefined);
  assert.equal(await about('and that?', ['and those?', ...earlier]), '/docs/theming.html#colours');
  assert.equal(await about('reconnecting'), '/docs/connection.html#reconnecting');
  assert.equal(await about('and the weather?'), undefined);
});

it('a document that changes, comes or goes is noticed', async () => {
  const file = path.join(folder, 'docs', 'extra.md');
  await writeFile(file, '# Extra\n\n## Zebra crossing\n\nStripes.\n');
  await delay(1050);
  assert.match((await answers.answer('zebra', [])).content, /Stripes/);
  await rm(file);
  await delay(1050);
  assert.match((await answers.answer('zebra', [])).content, /found nothing/);
});

it('headings of the same name have anchors of their own, as on GitHub', async () => {
  const root = await temporaryFolder();
  await writeFile(
    path.join(root, 'README.md'),
    '# Top\n\n## Options\n\nalpha\n\n## Options\n\nbravo\n\n## `code` & More!\n\ncharlie\n',
  );
  const own = new Answers(root);
  const url = async (text: string) => (await own.answer(text, [])).sources[0]?.url;
  assert.equal(await url('alpha'), '/docs/README.html#options');
  assert.equal(await url('bravo'), '/docs/README.html#options-1');
  assert.equal(await url('charlie'), '/docs/README.html#code--more');
});

it('without any documentation it says so', async () => {
  const { content } = await new Answers(await temporaryFolder()).answer('hello', []);
  assert.match(content, /No documentation is indexed yet/);
});
