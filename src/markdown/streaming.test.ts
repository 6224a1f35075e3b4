import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { Message, markup, prose, richDocument, settled, shown, streaming } from './test-support.js';

/** Marks that must not be seen outside code while their construct is being written. */
const rawMarks = /[*`#|~\\[\]<>&]|__|:-|--|==|&[a-z]/;

describe('streaming', () => {
  it('shows no raw mark at any prefix of a rich document', () => {
    // Reference links stay brackets until their definition comes: they are settled by the end.
    const text = richDocument
      .replace('A [reference][ref] and [shortcut].', 'No references.')
      .replace('\\* done', 'done')
      .replace('2 * 3 and ', '')
      .replace(/\[(ref|shortcut)\]:.*\n/g, '');
    expect(prose(shown(text))).not.to.match(rawMarks);
    const message = new Message();
    for (let end = 1; end <= text.length; end += 1) {
      const visible = prose(message.show(text.slice(0, end), streaming));
      expect(visible, JSON.stringify(text.slice(Math.max(0, end - 60), end))).not.to.match(
        rawMarks,
      );
    }
  });

  it('ends with the DOM of a single render, however the text was cut', () => {
    const expected = markup(shown(richDocument));
    for (const step of [1, 2, 3, 7, 50]) {
      const message = new Message();
      for (let end = 0; end < richDocument.length; end += step) {
        message.show(richDocument.slice(0, end), streaming);
      }
      expect(markup(message.show(richDocument)), `step ${step}`).to.equal(expected);
    }
  });

  it('ends every prefix with the DOM of a single render of it', () => {
    const message = new Message();
    for (let end = 0; end < richDocument.length; end += 1) {
      const text = richDocument.slice(0, end);
      message.show(text, streaming);
      if (end % 5 === 0) {
        expect(markup(message.show(text)), JSON.stringify(text.slice(-40))).to.equal(
          markup(shown(text)),
        );
      }
    }
  });

  it('a mark that opens an item is no empty list until it is one', () => {
    for (const text of ['1. *', '11. *', '1. 2. -', '> 3. +', '- 1.']) {
      expect(shown(text, streaming).childElementCount, text).to.equal(0);
    }
    expect(shown('11. *A', streaming).querySelector('em')?.textContent).to.equal('A');
    expect(shown('11. *').querySelectorAll('li')).to.have.length(2);
  });

  const halves: [name: string, text: string, text: string][] = [
    ['open strong', 'a **bold', 'a bold'],
    ['strong about to open', 'a **', 'a '],
    ['strong half closed', 'a **bold*', 'a bold'],
    ['strong closed with a space before', 'a **bold ', 'a bold '],
    ['open emphasis', 'a *soft', 'a soft'],
    ['open emphasis by underscore', 'a _soft', 'a soft'],
    ['strong in open emphasis', '*a **b', 'a b'],
    ['open strikethrough', 'a ~~gone', 'a gone'],
    ['open link text', 'see [the do', 'see the do'],
    ['link text closed', 'see [the docs]', 'see the docs'],
    ['half link', 'see [the docs](http://exa', 'see the docs'],
    ['half link title', 'see [the docs](http://a.b "Ti', 'see the docs'],
    ['half reference', 'see [the docs][re', 'see the docs'],
    ['half image', 'see ![a cat](http://exa', 'see a cat'],
    ['half autolink', 'see <https://exa', 'see https://exa'],
    ['angle bracket', 'see <', 'see '],
    ['half tag', 'see <sp', 'see '],
    ['half entity', 'caf&eacu', 'caf'],
    ['half numeric entity', 'caf&#23', 'caf'],
    ['lone backslash', 'a \\', 'a '],
    ['half citation', 'as said [1', 'as said '],
    ['product', '2*3', '2*3'],
    ['product with spaces', '2 * 3', '2 * 3'],
    ['about', 'in ~5 minutes', 'in ~5 minutes'],
    ['snake case', 'my_var_na', 'my_var_na'],
    ['comparison', 'a < b', 'a < b'],
    ['call in brackets', 'f[0](x and y', 'f[0](x and y'],
    ['emphasis in open strong', 'a **b *c', 'a b c'],
    ['strong in open link text', 'see [the **do', 'see the do'],
    ['link in open strong', '**see [the docs](https://a.example) and', 'see the docs and'],
    ['strong closed in open strikethrough', '~~a **b** c', 'a b c'],
    ['open code with a mark', 'a `b *c', 'a b *c'],
    ['open code with a half-written end', 'a ``b`c`', 'a b`c'],
    [
      'address behind a bracket',
      'see [the docs](https://a.example) at https://exa',
      'see the docs at https://exa',
    ],
    ['label that is defined', '[a]: https://a.example\n\nsee [a', 'see a'],
    ['text of a task', '- [x] **do', 'do'],
    ['lone bullet', '-', ''],
    ['bullet and space', '- ', ''],
    ['lone number', '1', ''],
    ['lone number and dot', '1.', ''],
    ['lone hash', '##', ''],
    ['hash and space', '## ', ''],
    ['lone quote', '>', ''],
    ['lone fence', '``', ''],
    ['fence with half a language', '```py', ''],
    ['half rule', '**', ''],
    ['half task', '- [x', ''],
    ['task without text', '- [x] ', ''],
    ['half table header', '| a | b', ''],
    ['table header', '| a | b |\n', ''],
    ['half table delimiter', '| a | b |\n|--', ''],
    ['half definition', '[label]: http://exa', ''],
  ];
  for (const [name, text, visible] of halves) {
    it(`reads a half-written ${name} as meant, and plainly once the text is settled`, () => {
      const message = new Message();
      expect(message.show(text, streaming).textContent.trim()).to.equal(visible.trim());
      expect(markup(message.show(text, settled))).to.equal(markup(shown(text)));
    });
  }

  it('renders open strong, emphasis, code and strikethrough as such', () => {
    expect(shown('a **b', streaming).querySelector('strong')?.textContent).to.equal('b');
    expect(shown('a *b', streaming).querySelector('em')?.textContent).to.equal('b');
    expect(shown('a `b * c', streaming).querySelector('code')?.textContent).to.equal('b * c');
    expect(shown('a ~~b', streaming).querySelector('del')?.textContent).to.equal('b');
    expect(shown('中文**粗', streaming).querySelector('strong')?.textContent).to.equal('粗');
  });

  it('goes on with a span that closes, in the same element', () => {
    for (const [open, closed, name] of [
      ['a **b', 'a **b** c', 'strong'],
      ['a *b', 'a *b* c', 'em'],
      ['a ~~b', 'a ~~b~~ c', 'del'],
      ['a `b', 'a `b` c', 'code'],
      ['- a ***b', '- a ***b*** c', 'em strong'],
      ['| a |\n|-|\n| **b', '| a |\n|-|\n| **b** |\n', 'td strong'],
    ] as const) {
      const message = new Message();
      const element = message.show(open, streaming).querySelector(name);
      expect(element?.textContent, open).to.equal('b');
      expect(message.show(closed, streaming).querySelector(name) === element, closed).to.equal(
        true,
      );
      expect(message.show(closed).querySelector(name) === element, closed).to.equal(true);
    }
  });

  it('reads a paragraph plainly as soon as the next block begins', () => {
    const paragraph = shown('a **b\n# Hea', streaming).querySelector('p');
    expect(paragraph?.textContent.trim()).to.equal('a **b');
  });

  it('does not link an address that is still being written', () => {
    const message = new Message();
    expect(message.show('see https://exa', streaming).querySelector('a')).to.equal(null);
    expect(message.show('see https://example.', streaming).querySelector('a')).to.equal(null);
    expect(message.show('see <https://exa', streaming).querySelector('a')).to.equal(null);
    const link = message.show('see https://example.com ', streaming).querySelector('a');
    expect(link?.href).to.equal('https://example.com/');
  });

  it('does not flash a heading while a row of dashes under a paragraph grows', () => {
    const message = new Message();
    for (const text of ['Text', 'Text\n', 'Text\n-', 'Text\n--', 'Text\n---']) {
      expect(markup(message.show(text, streaming)), text).to.contain('<p ');
      expect(message.container.querySelector('h3'), text).to.equal(null);
    }
    expect(message.show('Text\n---\n', streaming).querySelector('h3')?.textContent).to.equal(
      'Text',
    );
    const list = new Message();
    list.show('Text\n-', streaming);
    expect(list.show('Text\n- i', streaming).querySelector('h3, li')?.localName).to.equal('li');
  });

  it('shows a fence as a code block from its first line on, and hides its half-written end', () => {
    const message = new Message();
    const code = (text: string): string | undefined =>
      message.show(text, streaming).querySelector('pre')?.textContent;
    expect(code('```js\n')).to.equal('');
    expect(code('```js\nconst a')).to.equal('const a');
    expect(code('```js\nconst a\n``')).to.equal('const a');
    expect(code('```js\nconst a\n```')).to.equal('const a');
    expect(code('```js\nconst a\n```\n')).to.equal('const a');
    expect(message.container.querySelector('[part=md-code-language]')?.textContent).to.equal('js');
  });

  it('shows a table once its second row is there, then fills it', () => {
    const message = new Message();
    const table = (text: string): Element | null =>
      message.show(text, streaming).querySelector('table');
    expect(table('| a | b |\n|---|--')).to.equal(null);
    expect(table('| a | b |\n|---|---|\n')?.textContent.replace(/\s+/g, '')).to.equal('ab');
    const first = table('| a | b |\n|---|---|\n| x');
    expect(first?.querySelectorAll('td').length).to.equal(2);
    expect(table('| a | b |\n|---|---|\n| x | **2')).to.equal(first);
    expect(first?.querySelector('strong')?.textContent).to.equal('2');
  });

  it('never throws and ends as a single render for any text', () => {
    const marks = [
      '*',
      '**',
      '_',
      '~~',
      '`',
      '```',
      '[',
      ']',
      '(',
      ')',
      '![',
      '<',
      '>',
      '> ',
      '# ',
      '- ',
      '  - ',
      '1. ',
      '|',
      '|-|',
      '\n',
      '\n\n',
      '    ',
      '\t',
      '\\',
      '&',
      '&amp;',
      '---\n',
      '===\n',
      '[a]: b\n',
      '[a]',
      'https://a.b',
      'a',
      ' ',
      'word',
      '\r\n',
      '[x] ',
      '<b>',
      '<!--',
      '\u0000',
      '😀',
      '~~~\n',
    ];
    const text = fc.array(fc.oneof(fc.constantFrom(...marks), fc.string({ maxLength: 4 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (parts, step) => {
        const whole = parts.join('');
        const message = new Message();
        for (let end = 0; end < whole.length; end += step)
          message.show(whole.slice(0, end), streaming);
        expect(markup(message.show(whole))).to.equal(markup(shown(whole)));
      }),
      { numRuns: 600 },
    );
  });
});
