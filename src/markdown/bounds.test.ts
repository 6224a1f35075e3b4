import { expect } from '@open-wc/testing';
import { Message, shown, streaming } from './test-support.js';
import { maximumPadding } from './block-parser.js';
import { maximumInlineLength } from './inline-parser.js';
import { maximumSpanDepth } from './spans.js';

const size = 100_000;
const fill = (pattern: string): string =>
  pattern.repeat(Math.ceil(size / pattern.length)).slice(0, size);

describe('bounds', function () {
  // Slow engines take seconds for tens of thousands of elements; the square of them takes minutes.
  this.timeout(60_000);

  const patterns = [
    '[',
    '*',
    '_a*',
    '>',
    '> ',
    '`',
    '![[[',
    '*a **b ',
    '**',
    '_',
    '~',
    '~~a',
    '<',
    '<a ',
    '[a](',
    '[a](<b',
    '![a](b',
    '[a][b',
    '](',
    '\\',
    '&',
    '&#',
    '|',
    '(',
    'https://a.b/(',
    'a@',
    'www.',
    '1. ',
    '- ',
    '# ',
    ' ',
    '\t',
    '`a ``b ',
    '|-',
    '- - - ',
    '> - ',
    '_*~',
    'a*_~b',
    '***a** b* ',
    '[[a](b)',
    '[a]\n',
    '[x]: <',
    '[a](b "',
    '<!--',
    "<a b='x ",
    '<a x="" y=\'',
    '`` ` ',
    '```\\',
    '&a;',
    'https://a.b)&a;',
    '(https://a_b/',
    '`https://a.b/`\\*',
    'a  \n',
    '\n> ',
    'a|b\n-|-\n',
  ];
  for (const pattern of patterns) {
    it(`reads ${size} characters of ${JSON.stringify(pattern)} without hanging`, () => {
      // The runner's time limit is the assertion: what grows with the square takes minutes here.
      const text = fill(pattern);
      const message = new Message();
      message.show(text);
      message.show('');
      message.show(text, streaming);
      expect(message.container.childNodes.length).to.be.greaterThan(0);
    });
  }

  it('reads 10,000 nested quotes, lists, links and emphases without running out of stack', () => {
    const depth = 10_000;
    for (const text of [
      `${'>'.repeat(depth)} end`,
      `${'> '.repeat(depth)}end`,
      `${'- '.repeat(depth)}end`,
      `${'1. '.repeat(depth)}end`,
      `${'['.repeat(depth)}end${'](https://a.example)'.repeat(depth)}`,
      `${'!['.repeat(depth)}end${'](https://a.example)'.repeat(depth)}`,
      `${'*a '.repeat(depth)}end${'b* '.repeat(depth)}`,
      `${'**a '.repeat(100)}end${' b**'.repeat(100)}`,
      `${'>'.repeat(depth)} end\nlazy\n> more\n`,
      Array.from({ length: 200 }, (_, index) => `${' '.repeat(index * 2)}- item`).join('\n'),
    ]) {
      expect(shown(text).textContent).to.contain(text.includes('end') ? 'end' : 'item');
      expect(shown(text, streaming).textContent).to.contain(text.includes('end') ? 'end' : 'item');
    }
  });

  it('shows what lies too deep as plain text', () => {
    const element = shown(`${'> '.repeat(20)}**end**`);
    expect(element.querySelectorAll('blockquote').length).to.be.within(10, 16);
    expect(element.textContent).to.contain('> **end**');
  });

  it('shows the marks of what is emphasised too deep', () => {
    const deep = 3 * maximumSpanDepth;
    const element = shown(`${'**a '.repeat(deep)}end${' b**'.repeat(deep)}`);
    expect(element.querySelectorAll('strong').length).to.equal(maximumSpanDepth);
    expect(element.textContent).to.contain(`${'**a '.repeat(deep - maximumSpanDepth)}end`);
    const many = '*a* b '.repeat(1000);
    expect(shown(many).querySelectorAll('em').length).to.equal(1000);
  });

  it('shows what stands too far behind in a paragraph as plain text', () => {
    const long = `**a** ${'word '.repeat(maximumInlineLength / 5)}**b** *c*`;
    const element = shown(long);
    expect(element.querySelectorAll('strong, em').length).to.equal(1);
    expect(element.textContent.endsWith('word **b** *c*')).to.equal(true);
  });

  it('does not fill up short rows below a wide header without end', () => {
    const columns = 2000;
    const text = `${'|a'.repeat(columns)}\n${'|-'.repeat(columns)}\n${'|b\n'.repeat(columns)}`;
    const element = shown(text);
    expect(element.querySelectorAll('th').length).to.equal(columns);
    expect(element.querySelectorAll('tbody tr').length).to.equal(columns);
    expect(element.querySelectorAll('td').length).to.equal(columns + maximumPadding);
  });

  it('cuts a quote of many lines into several, keeping each line', () => {
    const lines = Array.from({ length: 2000 }, (_, index) => `> line ${index}`);
    const element = shown(lines.join('\n'));
    expect(element.querySelectorAll('blockquote').length).to.be.within(2, 5);
    expect(element.textContent.match(/line \d+/g)?.length).to.equal(2000);
  });
});
