import { expect, fixture, html } from '@open-wc/testing';
import { MarkdownDocument } from '../../markdown/index.js';
import { readableText } from './readable-text.js';

async function textOf(markdown: string): Promise<string> {
  const document = new MarkdownDocument();
  const citations = [{ number: 1, title: 'Policy', href: 'https://example.com/' }];
  const root = await fixture<HTMLElement>(
    html`<div>${document.update(markdown, { streaming: false, citations })}</div>`,
  );
  return readableText(root);
}

describe('readable text of an answer', () => {
  it('emphasis leaves no marks, blocks stay apart, soft breaks are blanks', async () => {
    expect(await textOf('# Leave\n\nYou have **20\ndays** of *leave*.\n\nMore.')).to.equal(
      'Leave\n\nYou have 20 days of leave.\n\nMore.',
    );
  });

  it('hard breaks stay', async () => {
    expect(await textOf('one  \ntwo')).to.equal('one\ntwo');
  });

  it('lists keep their marks, numbers and depth', async () => {
    expect(await textOf('3. three\n4. four\n   - inner\n   - other')).to.equal(
      '3. three\n4. four\n   • inner\n   • other',
    );
  });

  it('tasks say what is done', async () => {
    expect(await textOf('- [x] done\n- [ ] open')).to.match(/^• \[x\] +done\n• \[ \] +open$/);
  });

  it('code is as written, without its button and its language', async () => {
    expect(await textOf('So:\n\n```js\nlet a = 1;\n\n  b();\n```\n\nDone.')).to.equal(
      'So:\n\nlet a = 1;\n\n  b();\n\nDone.',
    );
  });

  it('columns of a table are parted by tabs', async () => {
    expect(await textOf('| Kind | Days |\n|--|--|\n| a **b** | 1 |')).to.equal(
      'Kind\tDays\na b\t1',
    );
  });

  it('a link keeps its address, once', async () => {
    expect(await textOf('[policy](https://example.com/p) and https://example.com/q')).to.equal(
      'policy (https://example.com/p) and https://example.com/q',
    );
    expect(await textOf('[example](https://example.com/)')).to.equal(
      'example (https://example.com/)',
    );
  });

  it('citations and quotations are told apart from the text', async () => {
    expect(await textOf('Twenty [1].\n\n> one\n>\n> two')).to.equal(
      'Twenty [1].\n\n> one\n>\n> two',
    );
  });
});
