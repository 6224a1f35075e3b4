import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { adoptStyles } from 'lit';
import { defaultStrings, MarkdownDocument, markdownStyles } from './index.js';
import type { MarkdownOptions } from './index.js';
import { literal, namedReferences } from './entities.js';
import { markup, Message, richDocument, settled, shown } from './test-support.js';

/** A message inside a shadow root with the stylesheet, as the chat shows it. */
async function placed(text: string, options: MarkdownOptions = settled): Promise<ShadowRoot> {
  const host = await fixture<HTMLElement>(html`<div></div>`);
  const root = host.attachShadow({ mode: 'open' });
  const container = document.createElement('div');
  root.append(container);
  adoptStyles(root, [markdownStyles]);
  const message = new Message();
  container.append(...message.show(text, options).childNodes);
  return root;
}

function withClipboard(clipboard: unknown): () => void {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
  return () => {
    Reflect.deleteProperty(navigator, 'clipboard');
  };
}

describe('rendering', () => {
  it('is accessible', async () => {
    const root = await placed(richDocument, {
      streaming: false,
      citations: [{ number: 1, title: 'One', href: 'https://one.example' }],
    });
    await expect(root.host).to.be.accessible({ ignoredRules: ['heading-order'] });
  });

  it('puts headings under the level it is told, as written at most six deep', () => {
    const text = '# a\n## b\n### c\n#### d\n##### e\n###### f';
    const names = (options?: MarkdownOptions): string =>
      [...shown(text, options).children].map(({ localName }) => localName).join(' ');
    expect(names()).to.equal('h3 h4 h5 h6 h6 h6');
    expect(names({ streaming: false, headingLevel: 1 })).to.equal('h1 h2 h3 h4 h5 h6');
    expect(shown('## b').querySelector('h3')?.part.value).to.equal('md-heading md-h2');
  });

  it('begins with the level it is told, however deep the first heading is written', () => {
    const names = (text: string): string =>
      [...shown(text).children].map(({ localName }) => localName).join(' ');
    expect(names('## b\n### c\n# a')).to.equal('h3 h4 h3');
    const message = new Message();
    for (const text of [
      'text',
      'text\n\n#',
      'text\n\n##',
      'text\n\n## b',
      'text\n\n## b\n\n### c',
    ]) {
      message.show(text, { streaming: true });
    }
    expect([...message.container.children].map(({ localName }) => localName)).to.eql([
      'p',
      'h3',
      'h4',
    ]);
  });

  it('names code blocks and tables, and lets the keyboard scroll them', () => {
    const element = shown('```python\nx\n```\n\n    y\n\n| a |\n|---|\n| b |');
    const [first, second] = element.querySelectorAll('pre');
    expect(first?.getAttribute('aria-label')).to.equal('Code, python');
    expect(second?.getAttribute('aria-label')).to.equal('Code');
    const region = element.querySelector('[role=region]');
    expect(region?.getAttribute('aria-label')).to.equal('Table');
    for (const box of [first, second, region]) expect(box?.getAttribute('tabindex')).to.equal('0');
    expect(element.querySelector('th')?.scope).to.equal('col');
  });

  it('keeps the text of code exactly', () => {
    const code = '\n  a  **b** &amp; <c>\n\n\td\n   ';
    expect(shown(`~~~\n${code}\n~~~`).querySelector('pre')?.textContent).to.equal(code);
    const long = Array.from({ length: 3000 }, (_, index) => `line ${index}`).join('\n');
    expect(shown(`~~~\n${long}\n~~~`).querySelector('pre')?.textContent).to.equal(long);
  });

  it('aligns table cells by an attribute, never by a style', () => {
    const element = shown('| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |');
    const aligns = [...element.querySelectorAll('td')].map((cell) => cell.dataset['align']);
    expect(aligns).to.deep.equal(['left', 'center', 'right', undefined]);
    expect(markup(element)).not.to.contain('style');
  });

  it('shows tasks as disabled boxes that say whether they are done', () => {
    const boxes = [...shown('- [ ] a\n- [x] b\n\n- [X] c').querySelectorAll('input')];
    expect(boxes.map((box) => [box.disabled, box.checked, box.ariaLabel])).to.deep.equal([
      [true, false, 'To do'],
      [true, true, 'Done'],
      [true, true, 'Done'],
    ]);
    expect(boxes[0]?.parentElement?.localName).to.equal('p');
  });

  it('copies the code that is shown and says so', async () => {
    let copied = '';
    const restore = withClipboard({
      writeText: (text: string) => {
        copied = text;
        return Promise.resolve();
      },
    });
    try {
      const root = await placed('```js\nconst a = 1;\n\nb();\n```');
      const button = root.querySelector('button');
      expect([button?.type, button?.textContent]).to.deep.equal(['button', 'Copy code']);
      button?.click();
      await aTimeout(0);
      expect(copied).to.equal('const a = 1;\n\nb();');
      expect(root.querySelector('[role=status]')?.textContent).to.equal('Copied');
    } finally {
      restore();
    }
  });

  for (const [name, clipboard] of [
    ['is missing', undefined],
    ['refuses', { writeText: () => Promise.reject(new Error('denied')) }],
  ] as const) {
    for (const [outcome, works, words] of [
      ['copies it in the old way', true, defaultStrings.codeCopied],
      ['leaves it selected for a key', false, defaultStrings.copyFailed],
    ] as const) {
      it(`selects the code when the clipboard ${name}, and ${outcome}`, async () => {
        const restore = withClipboard(clipboard);
        let selected = '';
        Object.defineProperty(document, 'execCommand', {
          configurable: true,
          value: (command: string) => {
            selected = `${command}: ${String(getSelection())}`;
            return works;
          },
        });
        try {
          const message = new Message();
          document.body.append(message.container);
          message.show('Before\n\n    code\n    more\n\nAfter').querySelector('button')?.click();
          await aTimeout(0);
          expect(selected.trim()).to.equal('copy: code\nmore');
          expect(message.container.querySelector('[role=status]')?.textContent).to.equal(words);
          message.container.remove();
        } finally {
          Reflect.deleteProperty(document, 'execCommand');
          restore();
        }
      });
    }
  }

  it('gives the copy button room for a finger, and a mark that is no node', async () => {
    const root = await placed('```js\na\n```');
    const button = root.querySelector('button');
    if (button === null) throw new Error('no button');
    const { width, height } = button.getBoundingClientRect();
    expect(Math.min(width, height)).to.be.at.least(24);
    expect(parseFloat(getComputedStyle(button, '::before').inlineSize)).to.be.above(6);
    expect(button.childElementCount).to.equal(0);
  });

  it('keeps the confirmation while the block is still being written', async () => {
    const restore = withClipboard({ writeText: () => Promise.resolve() });
    try {
      const message = new Message();
      message.show('```js\na', { streaming: true }).querySelector('button')?.click();
      await aTimeout(0);
      message.show('```js\na\nb', { streaming: true });
      expect(message.container.querySelector('[role=status]')?.textContent).to.equal('Copied');
    } finally {
      restore();
    }
  });

  it('links citations that have a source, outside code and links', () => {
    const citations = [
      { number: 1, title: 'The $& guide', href: 'https://one.example' },
      { number: 12, title: 'Twelve', href: 'https://twelve.example' },
    ];
    const element = shown(
      'One [1], two [12][1] and [3]. `[1]` \\[1\\] [see [1]](https://x.example) a[1]&amp;\n\n    [1]',
      { streaming: false, citations },
    );
    const links = [...element.querySelectorAll<HTMLAnchorElement>('[part=md-citation]')];
    expect(links.map((link) => link.textContent)).to.deep.equal(['1', '12', '1', '1']);
    expect(links[0]?.getAttribute('aria-label')).to.equal('Source 1: The $& guide');
    expect(links[0]?.rel).to.equal('noopener noreferrer');
    expect(element.querySelector('p')?.textContent).to.equal(
      'One 1, two 121 and [3]. [1] [1] see [1] a1&',
    );
  });

  it('makes a citation without an address a button that tells the page', () => {
    const pressed: number[] = [];
    const options: MarkdownOptions = {
      streaming: false,
      citations: [
        { number: 1, title: 'One', id: 'a' },
        { number: 2, title: 'Two', href: 'javascript:alert(1)' },
      ],
    };
    expect(shown('[1] [2]', options).textContent).to.equal('[1] [2]');
    const onCitation = ({ number }: { number: number }): void => void pressed.push(number);
    const element = shown('[1] [2]', { ...options, onCitation });
    for (const button of element.querySelectorAll('button')) button.click();
    expect(pressed).to.deep.equal([1, 2]);
    expect(element.querySelector('button')?.getAttribute('aria-label')).to.equal('Source 1: One');
  });

  it('takes every word from the strings', () => {
    const strings = Object.fromEntries(
      Object.keys(defaultStrings).map((key) => [key, `«${key}» {language}{number}{title}`]),
    );
    const text = '```js\n```\n\n    x\n\n|a|\n|-|\n\n- [ ] b\n- [x] c\n\n[1]';
    const element = shown(text, {
      streaming: false,
      strings,
      citations: [{ number: 1, title: 'T', href: 'https://t.example' }],
    });
    const html = markup(element);
    for (const key of Object.keys(defaultStrings)) {
      if (key !== 'codeCopied' && key !== 'copyFailed') expect(html).to.contain(`«${key}»`);
    }
    expect(html).to.contain('«codeIn» js').and.to.contain('«source» {language}1T');
  });

  it('decodes the references of HTML as the browser does', () => {
    const parser = new DOMParser();
    for (const [name, character] of namedReferences()) {
      const expected = parser.parseFromString(`<p>&${name};`, 'text/html').body.textContent;
      expect(character, name).to.equal(expected);
    }
    expect(namedReferences().size).to.equal(253);
    expect(literal('caf&eacute; &lt;b&gt;')).to.equal('café <b>');
    expect(literal('&#0;&#xD800;&#x110000;&#1114112;&#65;&#x41;')).to.equal(
      '\ufffd\ufffd\ufffd\ufffdAA',
    );
    expect(literal('&nope; &amp &copy &; &#; &#x; AT&T')).to.equal(
      '&nope; &amp &copy &; &#; &#x; AT&T',
    );
  });

  it('gives the outermost blocks their own direction', async () => {
    const root = await placed(
      'مرحبا\n\n- واحد\n  - two\n\n> שלום\n>\n> b\n\n# x\n\n|א|b|\n|-|-|\n\n```\nשלום\n```',
    );
    const direction = (selector: string): string => {
      const element = root.querySelector(selector);
      return element ? getComputedStyle(element).direction : 'missing';
    };
    for (const selector of ['p', 'ul', 'ul ul', 'blockquote', 'blockquote p', 'table']) {
      expect(direction(selector), selector).to.equal('rtl');
    }
    for (const selector of ['h3', 'pre']) expect(direction(selector), selector).to.equal('ltr');
  });

  it('finds the direction of a list behind its marks, and none where there is no letter', () => {
    for (const [text, direction] of [
      ['- [x] مرحبا', 'rtl'],
      ['- &quot;שלום&quot; a', 'rtl'],
      ['- 1\n- 2\n- שלום', 'rtl'],
      ['1. **a** שלום', 'ltr'],
      ['- 1\n- 2', null],
    ] as const) {
      const list = shown(text).querySelector('ul, ol');
      expect(list?.getAttribute('dir') ?? null, text).to.equal(direction);
    }
  });

  it('scrolls wide code and tables inside themselves and wraps long words', async () => {
    const wide = 'x'.repeat(400);
    const cell = 'abcdefghij';
    const row = `|${` ${cell} |`.repeat(20)}`;
    const root = await placed(
      `${wide}\n\n\`${wide}\`\n\n\`\`\`\n${wide}\n\`\`\`\n\n${row}\n|${'---|'.repeat(20)}\n${row}\n\n- ${wide}\n\n> ${wide}\n\n# ${wide}`,
    );
    const host = root.host as HTMLElement;
    host.style.inlineSize = '320px';
    const container = root.firstElementChild as HTMLElement;
    expect(container.scrollWidth).to.be.at.most(container.clientWidth);
    for (const box of root.querySelectorAll('[part=md-code], [part=md-table-scroll]')) {
      expect(box.scrollWidth).to.be.above(box.clientWidth);
    }
  });

  it('needs no document when it is imported and updated', () => {
    // Only rendering touches the DOM, so a server may read Markdown.
    expect(new MarkdownDocument().update('# a', settled)).to.have.property('strings');
  });
});
