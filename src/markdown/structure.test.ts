import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { Marked } from 'marked';
import { richDocument, shown } from './test-support.js';

/**
 * Compares with marked's own HTML, parsed by the browser (in tests only). Both are brought to one
 * shape first: headings at their own level, code blocks as text, refused links as their text,
 * images as links, tasks as a box before the text.
 */
const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const reference = new Marked({
  renderer: { html: ({ text }) => escaped(text) },
  tokenizer: { html: () => undefined },
});

const blockTags = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol li blockquote table thead tbody tr th td hr pre'.split(' '),
);

function shape(node: Node): string {
  if (node instanceof Comment) return '';
  if (!(node instanceof Element)) return escaped(node.nodeValue ?? '');
  const inside = (): string => [...node.childNodes].map(shape).join('');
  const name = node.localName;
  if (node.getAttribute('part') === 'md-code-block') {
    return `<pre>${escaped(node.querySelector('pre')?.textContent ?? '')}</pre>`;
  }
  if (name === 'pre') return `<pre>${escaped(node.textContent.replace(/\n$/, ''))}</pre>`;
  if (name === 'input') return `<input${(node as HTMLInputElement).checked ? ' checked' : ''}>`;
  if (name === 'a' || name === 'img') {
    const target = node.getAttribute(name === 'a' ? 'href' : 'src') ?? '';
    const content = name === 'a' ? inside() : escaped(node.getAttribute('alt') ?? '');
    if (!URL.canParse(target)) return content;
    const url = new URL(target);
    if (!['http:', 'https:', 'mailto:'].includes(url.protocol)) return content;
    if (node.closest('a') !== node && node.closest('a')) return content || escaped(url.href);
    return `<a ${url.href}>${content || (name === 'img' ? escaped(url.href) : '')}</a>`;
  }
  if (name === 'div') return inside();
  const level = /^h([1-6])$/.exec(node.getAttribute('part')?.split('md-')[2] ?? name)?.[1];
  if (level) return `<h${level}>${inside()}</h${level}>`;
  const align = node.getAttribute('align') ?? node.getAttribute('data-align') ?? '';
  const start = name === 'ol' ? (node.getAttribute('start') ?? '') : '';
  if (name === 'tbody' && inside().trim() === '') return '';
  return `<${name}${align}${start}>${inside()}</${name}>`;
}

function normalized(element: Element): string {
  const pre: string[] = [];
  return [...element.childNodes]
    .map(shape)
    .join('')
    .replace(/<pre>[\s\S]*?<\/pre>/g, (text) => `<pre>${String(pre.push(text) - 1)}</pre>`)
    .replace(/\s+/g, ' ')
    .replace(/ ?(<\/?(?:\w+)[^>]*>) ?/g, (tag, bare: string) =>
      blockTags.has(/^<\/?(h\d|[a-z]+?)(?=left|right|center|\d|[ >])/.exec(bare)?.[1] ?? '')
        ? bare
        : tag,
    )
    .trim()
    .replace(/(<input[^>]*>) /g, '$1')
    .replace(/<br> ?<\/br> ?/g, '<br>')
    .replace(/<pre>(\d+)<\/pre>/g, (_, index: string) => pre[Number(index)] ?? '');
}

function expected(text: string): string {
  const parsed = new DOMParser().parseFromString(
    reference.parse(text, { async: false }),
    'text/html',
  );
  return normalized(parsed.body);
}

const corpus: Record<string, string> = {
  'the rich document': richDocument,
  paragraphs: 'one\ntwo  \nthree\\\nfour\n\n\nfive',
  'setext headings': 'Title\n=====\n\nSub\nover two\n---\n\ntext\n***\nmore',
  'ATX headings': '# a #\n## b ##\n### c #d\n#no\n####### seven\n# \nafter',
  rules: '---\n***\n___\n- - -\n',
  'nested quotes': '> a\n> > b\n> c\n\n> d\n\nlazy\n> e\nf',
  'quote with blocks': '> # h\n>\n> - a\n> - b\n>\n> ```\n> code\n> ```\nafter',
  'quote ended by a fence': '> a\n```\nb\n```',
  'tight and loose lists': '- a\n- b\n\ntext\n\n- c\n\n- d\n\n1) x\n2) y',
  'list markers change': '- a\n- b\n* c\n+ d\n1. e\n1) f',
  'numbered from seven': '7. a\n8. b\n\n0. c',
  'nested lists': '- a\n  - b\n    - c\n\n      para\n- d\n   1. e\n   2. f\n',
  'lists with code': '- a\n\n      indented\n\n- ```js\n  fenced\n\n  more\n  ```\n- b',
  'item starting blank': '-\n  a\n- b\n-\n- c',
  'item then paragraph': '- a\n\nb\n\n- c\n  d\ne\n',
  'list after a paragraph': 'text\n- a\n- b\n\ntext\n2. no list\n1. list',
  'wide items': '10. a\n\n    b\n\n- c\n\n   d\n',
  tasks: '- [ ] a\n- [x] b\n- [X] c\n\n1. [ ] d\n\n2. [x] e\n\n- [ ]\n- [y] z',
  'list and rule': '- a\n- b\n---\n- c\n***\n- d',
  fences: '```\na\n```\n~~~ js x\nb\n```\n~~~\n````\n```\n````\n  ```\n  c\n d\n  ```\n```\nopen',
  'fence in a paragraph': 'a\n```\nb\n```\nc ```d``` e',
  'indented code': '    a\n\n    b\n\nc\n    d\n\n\te',
  tables: '|a|b|\n|-|-|\n|1|2|3|\n|4|\n\na | b\n:-|-:\nc | d `\\|` | e\n\n|no|\n|table|\n',
  'table after text': 'text\n| a | b |\n|---|:-:|\n| c | d |\n> q',
  emphasis: '*a* **b** ***c*** _d_ __e__ a*b*c a_b_c *a **b** c* **a *b* c** * a * ** b **',
  strikethrough: '~a~ ~~b~~ a~~b~~c ~~ d ~~',
  'code spans': '`a` `` b`c `` ` d ` `e\nf` `open',
  links:
    '[a](https://a.example) [b](<https://b.example/x y> "t") [c]( https://c.example ) [d](https://d.example/(x)) [e]() [f](/rel) [g](javascript:x)',
  'links with marks':
    '[**a** `b`](https://a.example) [a [b] c](https://x.example) [![i](https://i.example)](https://j.example)',
  references:
    '[a] [b][a] [c][] [d][C]\n\n[a]: https://a.example "t"\n[c]:\n  <https://c.example>\n  \'title\'',
  autolinks:
    '<https://a.example/?x=1&y=2> <me@a.example> https://b.example/c. www.c.example, me@d.example (https://e.example/f)',
  escapes: '\\*a\\* \\[b\\] \\`c\\` \\# \\\\ \\a',
  entities: '&amp; &lt;b&gt; &copy; &#35; &#x22; &nope; &amp;amp; `&amp;` &auml;',
  'html as text': '<div>\n**a**\n</div>\n\na <b>bold</b> <!-- c --> <br/>',
  images: '![a *b*](https://a.example/c.png "t") ![](https://d.example) ![x](data:image/png,1)',
  'windows line ends': '# a\r\n\r\nb\r\nc\r\n\r\n- d\r\n- e\r\n\r\n```\r\nf\r\n```\r\n',
  'definition between paragraphs': 'a\n\n[x]: https://x.example\nb [x]\n',
};

describe('structure', () => {
  for (const [name, text] of Object.entries(corpus)) {
    it(`reads ${name} as marked does`, () => {
      expect(normalized(shown(text))).to.equal(expected(text));
    });
  }

  it('reads random well-formed documents as marked does', () => {
    const word = fc.constantFrom(
      'alpha',
      'beta',
      '**gamma**',
      '*delta*',
      '`code`',
      '[link](https://a.example)',
      '&amp;',
      '~~gone~~',
      'https://b.example/x',
    );
    const line = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
    const item = fc
      .tuple(line, fc.option(line))
      .map(([text, more]) => `${text}${more === null ? '' : `\n  ${more}`}`);
    const block = fc.oneof(
      fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
      fc
        .tuple(fc.integer({ min: 1, max: 6 }), line)
        .map(([level, text]) => `${'#'.repeat(level)} ${text}`),
      fc
        .array(item, { minLength: 1, maxLength: 4 })
        .map((items) => items.map((text) => `- ${text}`).join('\n')),
      fc
        .array(line, { minLength: 1, maxLength: 4 })
        .map((items) => items.map((text, index) => `${index + 1}. ${text}`).join('\n\n')),
      line.map((text) => `> ${text}\n> more`),
      line.map((text) => `\`\`\`js\n${text}\n\n${text}\n\`\`\``),
      line.map((text) => `| a | b |\n|---|---|\n| ${text} | x |`),
      fc.constant('***'),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), (blocks) => {
        const text = blocks.join('\n\n');
        expect(normalized(shown(text)), text).to.equal(expected(text));
      }),
      { numRuns: 300 },
    );
  });
});
