import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { Message, shown, streaming } from './test-support.js';
import type { MarkdownOptions } from './index.js';

const everything: MarkdownOptions = {
  streaming: false,
  images: 'https',
  citations: [{ number: 1, title: '<b>"One"</b>', href: 'javascript:alert(1)' }],
};

/** What the renderer may create, and the attributes each may have besides `part` and `dir`. */
const allowed: Record<string, readonly string[]> = {
  a: ['target', 'rel', 'href', 'title', 'aria-label'],
  blockquote: [],
  br: [],
  button: ['type', 'aria-label'],
  code: [],
  del: [],
  div: ['tabindex', 'role', 'aria-label'],
  em: [],
  h3: [],
  h4: [],
  h5: [],
  h6: [],
  hr: [],
  img: ['loading', 'decoding', 'referrerpolicy', 'alt', 'title', 'src'],
  input: ['type', 'disabled', 'checked', 'aria-label'],
  li: [],
  ol: ['start'],
  p: [],
  pre: ['tabindex', 'role', 'aria-label'],
  span: ['role'],
  strong: [],
  table: [],
  tbody: [],
  td: ['data-align'],
  th: ['scope', 'data-align'],
  thead: [],
  tr: [],
  ul: [],
};

function violations(element: Element): string[] {
  const found: string[] = [];
  for (const child of element.querySelectorAll('*')) {
    const attributes = allowed[child.localName];
    if (!attributes || child.namespaceURI !== 'http://www.w3.org/1999/xhtml') {
      found.push(`<${child.localName}>`);
    }
    for (const { name, value } of child.attributes) {
      if (!['part', 'dir', ...(attributes ?? [])].includes(name)) found.push(`${name}=${value}`);
      if ((name === 'href' || name === 'src') && !/^(?:https?|mailto):/.test(value)) {
        found.push(`${name}=${value}`);
      }
    }
  }
  return found;
}

describe('safety', () => {
  const refused = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'java&#9;script:alert(1)',
    'java&#x0A;script:alert(1)',
    '&#106;avascript:alert(1)',
    '&#x6A&#x61;vascript:alert(1)',
    'javascript&colon;alert(1)',
    'javascript&#58;alert(1)',
    'j\\avascript:alert(1)',
    '\u0001javascript:alert(1)',
    '&#1;javascript:alert(1)',
    '&#0;javascript:alert(1)',
    'javascript\u00ad:alert(1)',
    'vbscript:msgbox(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:text/html;base64,PHNjcmlwdD4=',
    'blob:https://a.example/1',
    'file:///etc/passwd',
    'filesystem:https://a.example/x',
    'ftp://a.example/',
    'tel:+123',
    'about:blank',
    'view-source:https://a.example',
    'intent://a.example',
    '/relative',
    'relative',
    '#fragment',
    '?query',
    '//a.example/path',
    '\\\\a.example',
    'https://',
    'http://[bad',
    ':https://a.example',
    'https\u200b://a.example',
    '',
  ];
  for (const destination of refused) {
    it(`shows a link to ${JSON.stringify(destination)} as text`, () => {
      for (const text of [
        `[label](${destination})`,
        `[label](<${destination}>)`,
        `[label]\n\n[label]: ${destination}\n`,
        `[label]\n\n[label]: <${destination}>\n`,
        `![label](${destination})`,
        `![label](<${destination}>)`,
      ]) {
        const element = shown(text, everything);
        expect(element.textContent, text).to.contain('label');
        expect(element.querySelector('a, img') === null, text).to.equal(true);
      }
      expect(violations(shown(`<${destination}>`, everything))).to.deep.equal([]);
    });
  }

  const linked: [string, string][] = [
    ['https://a.example/x?y=1&amp;z=2#f', 'https://a.example/x?y=1&z=2#f'],
    ['HTTP://A.example', 'http://a.example/'],
    ['mailto:me@a.example?subject=Hi', 'mailto:me@a.example?subject=Hi'],
    ['https://a.example/"onclick=alert(1)//', 'https://a.example/%22onclick=alert(1)//'],
    ["https://a.example/'><script>", "https://a.example/'%3E%3Cscript%3E"],
    ['https://a.example/javascript:alert(1)', 'https://a.example/javascript:alert(1)'],
    ['https://пример.example/ü', 'https://xn--e1afmkfd.example/%C3%BC'],
  ];
  for (const [destination, href] of linked) {
    it(`links ${destination} and gives nothing away to it`, () => {
      const link = shown(`[label](${destination})`).querySelector('a');
      expect(link?.getAttribute('href')).to.equal(href);
      expect(link?.rel).to.equal('noopener noreferrer');
      expect(link?.target).to.equal('_blank');
    });
  }

  const attacks = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<iframe srcdoc="<script>alert(1)</script>">',
    '<style>*{display:none}</style>',
    '<div style="position:fixed">x</div>',
    '<!--<img src="--><img src=x onerror=alert(1)//">',
    '<math><mtext></p><img src=x onerror=alert(1)>',
    '<template><script>alert(1)</script></template>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&#60;img src=x onerror=alert(1)&#62;',
    '[a](https://a.example "\\" onmouseover=alert(1) \\"")',
    '![a" onerror="alert(1)](https://a.example/x)',
    '![a](https://a.example/x" onerror="alert(1))',
    '```"><img src=x onerror=alert(1)>\ncode\n```',
    '~~~ <script>\n</code></pre><script>alert(1)</script>\n~~~',
    '`</code><script>alert(1)</script>`',
    '| <b>a</b> | b" onclick="x |\n|:-:|"-|\n| <i>c</i> | d |',
    '| a |\n|:-:|\n| <script>alert(1)</script> |',
    '[1] <b>[1]</b>',
    '[<img src=x onerror=alert(1)>](https://a.example)',
    '[x]: https://a.example "<script>"\n[x]',
    '# <script>alert(1)</script>',
    '- [x] <input onfocus=alert(1) autofocus>',
    '${alert(1)} ${"`"} <!--?lit$1$--> {{x}}',
    '<?lit$123456789$> <!--lit-part--> <?php x ?>',
  ];
  for (const text of attacks) {
    it(`shows ${JSON.stringify(text)} as text`, () => {
      const message = new Message();
      for (let end = 1; end <= text.length; end += 1) {
        const element = message.show(text.slice(0, end), { ...everything, streaming: true });
        expect(violations(element), text.slice(0, end)).to.deep.equal([]);
      }
      expect(violations(message.show(text, everything))).to.deep.equal([]);
    });
  }

  it('shows HTML exactly as it is written', () => {
    const text = '<div class="a" onclick="b()">**c**</div> & <br> <!-- d --> &amp;lt;';
    expect(shown(text).textContent).to.equal(
      '<div class="a" onclick="b()">c</div> & <br> <!-- d --> &lt;',
    );
  });

  it('takes no mark inside a tag, a comment or an address for emphasis', () => {
    for (const text of [
      '_a <b c="_d_" e=*f*> g_',
      '_a <!-- _b_ --> c_',
      '_a https://a.example/_b_/c d_',
      '_a <https://a.example/_b_> c_',
    ]) {
      const element = shown(text);
      expect(element.querySelectorAll('em').length, text).to.equal(1);
      expect(element.querySelector('em')?.textContent, text).to.equal(
        text.slice(1, -1).replace(/<(https:.*)>/, '$1'),
      );
    }
  });

  it('does not let a tag shown as text reach into later text', () => {
    for (const text of ['<a x>\n\nhttps://b.example', '> <a x>\n>\n> https://b.example']) {
      expect(shown(text).querySelector('a')?.href).to.equal('https://b.example/');
    }
  });

  it('does not load an image unless images are allowed', () => {
    const text = '![A *cat*](https://img.example/cat.png "Cat")';
    expect(shown(text).querySelector('img') === null).to.equal(true);
    const link = shown(text).querySelector('a');
    expect([link?.href, link?.textContent]).to.deep.equal(['https://img.example/cat.png', 'A cat']);
    const image = shown(text, { streaming: false, images: 'https' }).querySelector('img');
    expect([image?.alt, image?.loading, image?.referrerPolicy, image?.title]).to.deep.equal([
      'A cat',
      'lazy',
      'no-referrer',
      'Cat',
    ]);
    expect(image?.getAttribute('src')).to.equal('https://img.example/cat.png');
  });

  it('does not nest a link in a link', () => {
    const text =
      '[![cat](https://img.example/c)](https://a.example) [see https://b.example](https://c.example)';
    expect(shown(text).querySelector('a a') === null).to.equal(true);
    expect(shown(text).querySelectorAll('a').length).to.equal(2);
  });

  it('creates only known elements and attributes, whatever the text', () => {
    const pieces = [
      ...attacks,
      ...refused.map((destination) => `[a](${destination})`),
      '**',
      '*',
      '_',
      '`',
      '~~',
      '[',
      ']',
      '(',
      ')',
      '!',
      '<',
      '>',
      '\n',
      '\n\n',
      '> ',
      '- ',
      '1. ',
      '|',
      '&#',
      'x3c;',
      '"',
      "'",
      '=',
      'onload',
      'style',
      ' ',
    ];
    const text = fc.array(
      fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 6 })),
      {
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(text, (parts) => {
        expect(violations(shown(parts.join(''), everything))).to.deep.equal([]);
        expect(violations(shown(parts.join(''), { ...everything, ...streaming }))).to.deep.equal(
          [],
        );
      }),
      { numRuns: 500 },
    );
  });
});
