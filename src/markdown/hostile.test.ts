/**
 * Text that wants more than to be read: shown in a document that would run and load what it may, and
 * in sizes that would show work growing faster than the text.
 */
import { expect } from '@open-wc/testing';
import { markdownStyles } from './index.js';
import { Message, markup, shown, streaming } from './test-support.js';

const breaches: string[] = [];
Object.assign(globalThis, {
  breach: (name: string) => {
    breaches.push(name);
  },
});

/** Each calls `breach`, loads from a host `breach.example`, or changes the page, where it is HTML. */
const payloads = [
  '<script>breach(1)</script>',
  '<script src="https://breach.example/a.js"></script>',
  '<img src="https://breach.example/a.png" onerror="breach(1)">',
  '<img src=x onerror=breach&#40;1&#41;>',
  '<IMG """><SCRIPT>breach(1)</SCRIPT>">',
  '<svg onload=breach(1)>',
  '<svg><script>breach(1)</script></svg>',
  '<svg><animate onbegin=breach(1) attributeName=x dur=1s>',
  '<svg><a><animate attributeName=href values=javascript:breach(1) /><text>x</text></a></svg>',
  '<svg><use href="data:image/svg+xml,<svg id=x onload=breach(1)>#x"></svg>',
  '<svg><foreignObject><iframe srcdoc="<script>parent.breach(1)</script>"></foreignObject></svg>',
  '<svg><style><img src=x onerror=breach(1)></style></svg>',
  '<math><mi xlink:href="javascript:breach(1)">x</mi></math>',
  '<math><annotation-xml encoding="text/html"><img src=x onerror=breach(1)></annotation-xml></math>',
  '<iframe srcdoc="<script>parent.breach(1)</script>"></iframe>',
  '<iframe src="javascript:parent.breach(1)"></iframe>',
  '<object data="data:text/html,<script>breach(1)</script>"></object>',
  '<embed src="javascript:breach(1)">',
  '<link rel=stylesheet href="https://breach.example/a.css">',
  '<style>@import "https://breach.example/b.css"; * { display: none }</style>',
  '<base href="https://breach.example/">',
  '<meta http-equiv=refresh content="0;url=javascript:breach(1)">',
  '<form action="javascript:breach(1)"><button autofocus>x</button></form>',
  '<details open ontoggle=breach(1)>x</details>',
  '<video><source onerror=breach(1)></video>',
  '<audio src=x onerror=breach(1)>',
  '<body onload=breach(1)>',
  '<input autofocus onfocus=breach(1)>',
  '<marquee onstart=breach(1)>x</marquee>',
  '<div style="background:url(https://breach.example/c.png)">x</div>',
  '<p id=breach name=body>x</p>',
  '<template shadowrootmode=open><script>breach(1)</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=breach(1)>">',
  '<title>breach</title>',
  '<x onclick=breach(1) tabindex=1 autofocus onfocus=breach(1)>x</x>',
  '<![CDATA[<img src=x onerror=breach(1)>]]>',
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "https://breach.example/d">]>&y;',
  '<a href="&#x6A;avascript:breach(1)">x</a>',
];

/** Ways to hide a script's scheme, or data, from whoever checks it. */
const destinations = [
  'javascript:breach(1)',
  'javascript://a.example/%0Abreach(1)',
  'javascript:\\u0062reach(1)',
  'JAVASCRIPT&#58;breach(1)',
  'javascript&#0000058breach(1)',
  'java&Tab;script:breach(1)',
  'java&NewLine;script:breach(1)',
  'java\u200bscript:breach(1)',
  'java\u2028script:breach(1)',
  '\u00a0javascript:breach(1)',
  '\u3000javascript:breach(1)',
  '\ufeffjavascript:breach(1)',
  '&#8232;javascript:breach(1)',
  '%6Aavascript:breach(1)',
  'javascript\uff1abreach(1)',
  'ｊavascript:breach(1)',
  'feed:javascript:breach(1)',
  'jar:javascript:breach(1)!/',
  'data:text/html,<script>breach(1)</script>',
  'DATA:text/html;base64,PHNjcmlwdD5icmVhY2goMSk8L3NjcmlwdD4=',
  'd&#97;ta:image/svg+xml,<svg onload=breach(1)>',
  'data&colon;text/html,x',
  'data:,x',
  'vbscript&colon;breach(1)',
  'livescript:breach(1)',
  'blob:null/x',
  'ws://a.example',
];

const places: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `> ${text}`,
  (text) => `- ${text}\n  ${text}`,
  (text) => `# ${text}`,
  (text) => `| ${text} |\n|---|\n| ${text} |`,
  (text) => `**${text}** \`${text}\``,
  (text) => `[${text}](https://a.example "${text}")`,
  (text) => `![${text}](https://a.example/a.png "${text}")`,
  (text) => `\`\`\`${text}\n${text}\n\`\`\``,
  (text) => `[${text}]: https://a.example "${text}"\n\n[${text}]`,
  (text) => `&lt;${text}&gt; \\<${text}>`,
];

describe('hostile text', () => {
  let host: HTMLElement;
  beforeEach(() => {
    host = document.createElement('div');
    document.body.append(host);
    breaches.length = 0;
  });
  afterEach(() => {
    host.remove();
  });

  const foreign =
    'script, style, link, base, meta, iframe, object, embed, form, svg, math, template';
  const elsewhere = `${foreign}, video, audio, img, source, details, title, [id], [name], [style]`;

  for (const payload of payloads) {
    it(`neither runs nor loads ${payload}`, async () => {
      const title = document.title;
      for (const place of places) {
        const message = new Message();
        host.append(message.container);
        const text = place(payload);
        for (let end = 0; end < text.length; end += 7) message.show(text.slice(0, end), streaming);
        message.show(text);
        expect(message.container.querySelector(elsewhere) === null, text).to.equal(true);
      }
      // What runs later has had its chance after a task: errors of images, frames, refreshes.
      for (const frame of [1, 2])
        await new Promise((resolve) =>
          requestAnimationFrame(() => {
            resolve(frame);
          }),
        );
      const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
      expect(loaded.filter((name) => name.includes('breach.example'))).to.deep.equal([]);
      expect([breaches.length, document.title]).to.deep.equal([0, title]);
    });
  }

  for (const destination of destinations) {
    it(`links nothing to ${JSON.stringify(destination)}`, () => {
      for (const text of [
        `[x](${destination})`,
        `[x](<${destination}>)`,
        `[x][y]\n\n[y]: ${destination}`,
        `[x]\n\n[x]:\n<${destination}>\n"title"`,
        `![x](${destination})`,
        `![x](<${destination}>)`,
        `[![x](${destination})](${destination})`,
        `<${destination}>`,
        destination,
      ]) {
        for (const options of [streaming, { streaming: false, images: 'https' } as const]) {
          for (const { href } of shown(text, options).querySelectorAll('a')) {
            // Only what is an address of its own inside the text, never the whole of it.
            expect(new URL(href).protocol, text).to.match(/^https?:$/);
            expect(href, text).not.to.contain('breach');
          }
          expect(shown(text, options).querySelector('img') === null, text).to.equal(true);
        }
      }
    });
  }

  it('names the host of a look-alike address in the letters that the network sees', () => {
    const hosts = [
      'gооgle.example',
      'аррӏе.example',
      'ⅼinkedin.example',
      'faß.example',
      '例え.example',
    ];
    for (const name of hosts) {
      const { host: ascii } = new URL(`https://${name}`);
      for (const text of [
        `[safe](https://${name})`,
        `<https://${name}>`,
        `https://${name} `,
        `[safe]\n\n[safe]: https://${name}`,
      ]) {
        const address = shown(text).querySelector('a')?.getAttribute('href');
        // An address without brackets may also stay text.
        if (address === undefined && !/[<[]/.test(text)) continue;
        expect(address, text).to.equal(`https://${ascii}/`);
      }
    }
  });

  it('links an address to the host that its text names', () => {
    for (const address of [
      'https://good.example@bad.example',
      'https://good.example\\@bad.example',
      'https://good.example%2F@bad.example',
      'https://good.example:80@bad.example',
      'https:bad.example',
      'https:///bad.example',
      'https://good.example。bad.example',
      'https://0x7f.1/',
      'https://good.example?@bad.example',
      'https://good.example#@bad.example',
    ]) {
      for (const text of [`<${address}>`, `${address} `]) {
        for (const link of shown(text).querySelectorAll('a')) {
          const { host: named } = new URL(link.textContent);
          expect(link.host, text).to.equal(named);
        }
      }
    }
  });

  it('keeps an order of writing that was overridden inside its block or its code', () => {
    const style = document.createElement('style');
    style.textContent = markdownStyles.cssText;
    host.append(style);
    const override = '\u202egnp.exe\u202d \u2067';
    host.append(
      shown(
        `${override}\n\n# ${override}\n\n- ${override}\n\n| ${override} |\n|---|\n\n\`${override}\``,
      ),
    );
    for (const name of ['md-paragraph', 'md-heading', 'md-item', 'md-cell', 'md-code-inline']) {
      const element = host.querySelector(`[part~=${name}]`);
      if (element === null) throw new Error(`No ${name}.`);
      expect(element.textContent.replace(/\u00a0/g, ' ').trim(), name).to.equal(override.trim());
      const { display, unicodeBidi } = getComputedStyle(element);
      // A block orders its own lines in any case.
      const apart = display.startsWith('inline') ? unicodeBidi : 'isolate';
      expect(apart, name).to.match(/^(?:isolate|plaintext)/);
    }
  });
});

const megabyte = 1_000_000;
const filled = (pattern: string, size: number): string =>
  pattern.repeat(Math.ceil(size / pattern.length)).slice(0, size);

describe('huge text', () => {
  const long: Readonly<Record<string, string>> = {
    'one word': filled('a', megabyte),
    'one line of words': filled('word ', megabyte).trimEnd(),
    'one line of code': `\`\`\`\n${filled('a(b); ', megabyte)}\n\`\`\``,
    'one quote': `> ${filled('word ', megabyte)}`.trimEnd(),
    'one item': `- ${filled('word ', megabyte)}`.trimEnd(),
    'one heading': `# ${filled('word ', megabyte)}`.trimEnd(),
    'one cell': `| a |\n|---|\n| ${filled('word ', megabyte)}|`,
    'one destination': `[a](https://a.example/${filled('b', megabyte)})`,
    'one info string': `\`\`\`${filled('b', megabyte)}\n\`\`\``,
  };
  for (const [name, text] of Object.entries(long)) {
    it(`shows all of ${name} of 1 MB, whole or in eight pieces`, () => {
      const message = new Message();
      for (let piece = 1; piece <= 8; piece += 1) {
        message.show(text.slice(0, Math.ceil((text.length * piece) / 8)), streaming);
      }
      const whole = shown(text);
      expect(markup(message.show(text)) === markup(whole), 'the same DOM').to.equal(true);
      const letters = whole.textContent.length + (whole.querySelector('a')?.href.length ?? 0);
      expect(letters).to.be.greaterThan(megabyte * 0.99);
    });
  }

  const patterns = [
    'a\n',
    'a  \n',
    '> a\n',
    '> a\nb\n',
    '> > > > a\n',
    '- a\n',
    '- a\n\n',
    '- a\n  - b\n    - c\n',
    '1. a\n   > b\n',
    '# a\n',
    'a\n===\n',
    '| a | b |\n|---|---|\n| c | d |\n',
    '| c | d |\n',
    '[a]: https://a.example\n',
    '[a][b]\n\n',
    '```\na\n```\n',
    '    a\n',
    '\n',
    ' \n',
    '<div>\n\n',
    '***\n',
    '&amp;&nope;\n\n',
    'https://a.example a@b.example\n\n',
    `${'*a _b ~c '.repeat(40)}\n\n`,
    `${'[a](b "'.repeat(40)}\n\n`,
    `${'`a ``b '.repeat(40)}\n\n`,
    `${'<a b="'.repeat(40)}\n\n`,
    `${'![['.repeat(40)}\n\n`,
    `${'> '.repeat(12)}a\n\n`,
    `${'- '.repeat(12)}a\n\n`,
  ];

  for (const pattern of patterns) {
    const name = JSON.stringify(pattern.slice(0, 24));
    // What costs the square of its length runs into the limit of a test by far.
    it(`is through with 80,000 characters of ${name}`, function () {
      // The work is the same everywhere, and the limit is Chromium's.
      if (!navigator.userAgent.includes('Chrome/')) this.skip();
      const text = filled(pattern, 80_000);
      expect(() => shown(text)).not.to.throw();
    });
  }
});
