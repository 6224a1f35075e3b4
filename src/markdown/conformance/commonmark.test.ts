/**
 * Runs the examples of the CommonMark specification, which the package `commonmark-spec` holds. What
 * is rendered otherwise is listed with its reason; an entry that is no longer true fails as well.
 */
import { expect } from '@open-wc/testing';
import { Message, markup, shown, streaming } from '../test-support.js';
import { expected, rendered } from './test-support.js';
import type { Example } from './test-support.js';

const specification = '/node_modules/commonmark-spec/spec.txt';

async function load(): Promise<readonly Example[]> {
  const response = await fetch(specification);
  if (!response.ok) throw new Error(`No ${specification}: install the package commonmark-spec.`);
  const examples: Example[] = [];
  let section = '';
  // Examples between fences of 32 backticks, the result after a lone dot; an arrow stands for a tab.
  const pattern = /^`{32} example\n([^]*?)^\.\n([^]*?)^`{32}$|^#{1,6} *(.*)$/gm;
  for (const [, source, result, heading] of (await response.text()).matchAll(pattern)) {
    if (heading !== undefined) section = heading;
    if (source === undefined || result === undefined) continue;
    const [markdown = '', html = ''] = [source, result].map((text) => text.replace(/→/g, '\t'));
    examples.push({ number: examples.length + 1, section, markdown, html });
  }
  return examples;
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Why examples are rendered otherwise. */
const exceptions: Readonly<Record<string, readonly number[]>> = {
  'HTML is shown as it is written, and Markdown goes on around it': [
    21,
    31,
    ...range(148, 191),
    201,
    308,
    309,
    344,
    475,
    476,
    477,
    491,
    494,
    524,
    536,
    ...range(613, 617),
    623,
    ...range(625, 631),
    642,
    643,
  ],
  'addresses without brackets are links, as in GFM': [608, 611, 612],
  // A backslash in a path is a slash to every browser; written as %5C it could hide who the host is.
  'an address is written as the browser reads it': [20, 526, 538, 603],
  'of the named references only those of HTML 4 are known': [25],
};

const excepted = new Map(
  Object.entries(exceptions).flatMap(([reason, numbers]) =>
    numbers.map((number) => [number, reason] as const),
  ),
);

const examples = await load();
const sections = [...new Set(examples.map(({ section }) => section))];

describe('CommonMark 0.31.2', () => {
  it('has 652 examples, of which 572 are rendered as it says', () => {
    const right = examples.filter(({ markdown, html }) => rendered(markdown) === expected(html));
    expect([right.length, examples.length]).to.deep.equal([572, 652]);
  });

  for (const section of sections) {
    it(`renders ${section} as it says, but for the exceptions`, () => {
      for (const { number, markdown, html } of examples) {
        if (examples[number - 1]?.section !== section) continue;
        const reason = excepted.get(number);
        const name = `example ${number}: ${JSON.stringify(markdown)}`;
        if (reason === undefined) expect(rendered(markdown), name).to.equal(expected(html));
        else expect(rendered(markdown), `${name} is no exception`).not.to.equal(expected(html));
      }
    });
  }

  it('shows every tag of an example, whichever it is, as text', () => {
    for (const number of exceptions[
      'HTML is shown as it is written, and Markdown goes on around it'
    ] ?? []) {
      const markdown = examples[number - 1]?.markdown ?? '';
      const text = shown(markdown).textContent.replace(/\s+/g, ' ');
      for (const [tag] of markdown.matchAll(/<\/?[a-z][^<>*\n]*>/gi)) {
        expect(text, `example ${number}`).to.contain(tag.replace(/\s+/g, ' '));
      }
    }
  });

  it('ends with the same DOM when an example arrives character by character', () => {
    for (const { number, markdown } of examples) {
      const message = new Message();
      for (let end = 1; end <= markdown.length; end += 1) {
        message.show(markdown.slice(0, end), streaming);
      }
      expect(markup(message.show(markdown)), `example ${number}`).to.equal(markup(shown(markdown)));
    }
  });
});
