/**
 * The rules that GitHub's Markdown adds to CommonMark: tables, tasks, strikethrough and addresses
 * without brackets. One case for each sentence of a rule, the result written as HTML.
 */
import { expect } from '@open-wc/testing';
import { shown } from '../test-support.js';
import { expected, rendered } from './test-support.js';

type Case = readonly [rule: string, markdown: string, html: string];

const head = (cells: string): string => `<table><thead><tr>${cells}</tr></thead>`;
const body = (rows: string): string => `<tbody>${rows}</tbody></table>`;

const tables: readonly Case[] = [
  [
    'a header, a delimiter row and rows',
    '| sea | depth |\n| --- | --- |\n| Red | 490 |',
    `${head('<th>sea</th><th>depth</th>')}${body('<tr><td>Red</td><td>490</td></tr>')}`,
  ],
  [
    'colons align a column',
    'l | c | r | n\n:-- | :-: | --: | -\na | b | c | d',
    `${head('<th align="left">l</th><th align="center">c</th><th align="right">r</th><th>n</th>')}${body(
      '<tr><td align="left">a</td><td align="center">b</td><td align="right">c</td><td>d</td></tr>',
    )}`,
  ],
  [
    'an escaped pipe is text, in code as well',
    '| a \\| b |\n| - |\n| `c \\| d` |\n| **e \\| f** |',
    `${head('<th>a | b</th>')}${body(
      '<tr><td><code>c | d</code></td></tr><tr><td><strong>e | f</strong></td></tr>',
    )}`,
  ],
  [
    'a block ends a table',
    '| a |\n| - |\n| b |\n> quote',
    `${head('<th>a</th>')}${body('<tr><td>b</td></tr>')}<blockquote><p>quote</p></blockquote>`,
  ],
  [
    'a blank line ends a table, a line without pipes does not',
    '| a | b |\n| - | - |\n| c | d |\ne\n\ne',
    `${head('<th>a</th><th>b</th>')}${body(
      '<tr><td>c</td><td>d</td></tr><tr><td>e</td><td></td></tr>',
    )}<p>e</p>`,
  ],
  [
    'a delimiter row with another number of cells makes no table',
    '| a | b |\n| - |\n| c |',
    '<p>| a | b |\n| - |\n| c |</p>',
  ],
  [
    'missing cells are empty, excess ones are dropped',
    '| a | b |\n| - | - |\n| c |\n| d | e | f |',
    `${head('<th>a</th><th>b</th>')}${body(
      '<tr><td>c</td><td></td></tr><tr><td>d</td><td>e</td></tr>',
    )}`,
  ],
  ['a table may have no rows', '| a | b |\n| - | - |', `${head('<th>a</th><th>b</th>')}</table>`],
  [
    'blocks are not read in a cell',
    '| # a |\n| - |\n| - b |',
    `${head('<th># a</th>')}${body('<tr><td>- b</td></tr>')}`,
  ],
  [
    'a table stands in a quote and in an item',
    '> | a |\n> | - |\n> | b |\n\n- | c |\n  | - |\n  | d |',
    `<blockquote>${head('<th>a</th>')}${body('<tr><td>b</td></tr>')}</blockquote><ul><li>${head(
      '<th>c</th>',
    )}${body('<tr><td>d</td></tr>')}</li></ul>`,
  ],
];

const box = (checked: boolean): string =>
  `<input type="checkbox" disabled${checked ? ' checked' : ''}>`;

const tasks: readonly Case[] = [
  [
    'a box that is empty, and two ways to tick it',
    '- [ ] a\n- [x] b\n- [X] c',
    `<ul><li>${box(false)} a</li><li>${box(true)} b</li><li>${box(true)} c</li></ul>`,
  ],
  [
    'tasks nest, in any kind of list',
    '1. [x] a\n   - [ ] b\n   - [x] c\n2. [ ] d',
    `<ol><li>${box(true)} a<ul><li>${box(false)} b</li><li>${box(true)} c</li></ul></li><li>${box(
      false,
    )} d</li></ol>`,
  ],
  ['what is not a box is text', '- [y] a\n- []  b', '<ul><li>[y] a</li><li>[] b</li></ul>'],
  ['a box wants white space behind it', '- [ ]a\n- [x]b', '<ul><li>[ ]a</li><li>[x]b</li></ul>'],
  [
    'there is no box outside an item',
    '[ ] a\n\n> [x] b',
    '<p>[ ] a</p><blockquote><p>[x] b</p></blockquote>',
  ],
  ['there is no box inside the text', '- a [x] b', '<ul><li>a [x] b</li></ul>'],
];

const strikethrough: readonly Case[] = [
  ['two tildes, or one', '~~gone~~ ~away~', '<p><del>gone</del> <del>away</del></p>'],
  ['three tildes are text', 'a ~~~b~~~ c', '<p>a ~~~b~~~ c</p>'],
  ['a new paragraph begins without it', '~~a\n\nb~~', '<p>~~a</p><p>b~~</p>'],
  ['as many tildes close as open', '~~a~ b', '<p>~~a~ b</p>'],
  ['marks nest in it', '~~a *b* `c`~~', '<p><del>a <em>b</em> <code>c</code></del></p>'],
  ['no white space inside its marks', '~~ a ~~', '<p>~~ a ~~</p>'],
];

const link = (address: string, text = address): string => `<a href="${address}">${text}</a>`;

const autolinks: readonly Case[] = [
  [
    'www. is a link by http',
    'www.a.example',
    `<p>${link('http://www.a.example', 'www.a.example')}</p>`,
  ],
  [
    'a path, a query and a fragment belong to it',
    'see https://a.example/b/c?d=e&f=g#h now',
    `<p>see ${link('https://a.example/b/c?d=e&amp;f=g#h')} now</p>`,
  ],
  [
    'punctuation at its end does not',
    'https://a.example/b. https://a.example/c, https://a.example/d! *https://a.example/e*',
    `<p>${link('https://a.example/b')}. ${link('https://a.example/c')}, ${link(
      'https://a.example/d',
    )}! <em>${link('https://a.example/e')}</em></p>`,
  ],
  [
    'a closing bracket belongs to it only with its opening one',
    'https://a.example/b_(c) (https://a.example/b_(c)) (https://a.example/d)',
    `<p>${link('https://a.example/b_(c)')} (${link('https://a.example/b_(c)')}) (${link(
      'https://a.example/d',
    )})</p>`,
  ],
  [
    'what looks like a character reference at its end does not',
    'https://a.example/b&copy; https://a.example/b&c=d',
    `<p>${link('https://a.example/b')}&copy; ${link('https://a.example/b&amp;c=d')}</p>`,
  ],
  ['< ends it', 'https://a.example/b<c', `<p>${link('https://a.example/b')}&lt;c</p>`],
  [
    'a mail address is a link',
    'ann@a.example, ann.b+c@mail.a.example',
    `<p>${link('mailto:ann@a.example', 'ann@a.example')}, ${link(
      'mailto:ann.b+c@mail.a.example',
      'ann.b+c@mail.a.example',
    )}</p>`,
  ],
  [
    'a mail address ends with neither - nor _, and a dot behind it is none of it',
    'a.b-c_d@a.b. a.b-c_d@a.b- a.b-c_d@a.b_',
    `<p>${link('mailto:a.b-c_d@a.b', 'a.b-c_d@a.b')}. a.b-c_d@a.b- a.b-c_d@a.b_</p>`,
  ],
  [
    'the last two names of a host have no underscore',
    'http://a_b.example https://a.b_c https://a_b.c.example',
    `<p>http://a_b.example https://a.b_c ${link('https://a_b.c.example')}</p>`,
  ],
  [
    'not behind a letter, nor behind < without its >',
    'xhttps://a.example awww.a.example <https://a.example b> -www.a.example',
    '<p>xhttps://a.example awww.a.example &lt;https://a.example b> -www.a.example</p>',
  ],
  [
    'behind any other sign',
    '"https://a.example" 見https://b.example。~~www.c.example~~',
    `<p>"${link('https://a.example')}" 見${link('https://b.example')}。<del>${link(
      'http://www.c.example',
      'www.c.example',
    )}</del></p>`,
  ],
  ['not in code', '`https://a.example`', '<p><code>https://a.example</code></p>'],
  [
    'not in the text of a link',
    '[https://a.example](https://b.example)',
    `<p>${link('https://b.example', 'https://a.example')}</p>`,
  ],
];

/** Cases that are rendered otherwise, each with its reason. */
const exceptions: readonly Case[] = [
  [
    'no other scheme than http, https and mailto becomes a link',
    'ftp://a.example',
    `<p>${link('ftp://a.example')}</p>`,
  ],
];

const rules = { tables, tasks, strikethrough, autolinks };

describe('GitHub Flavored Markdown', () => {
  for (const [name, cases] of Object.entries(rules)) {
    for (const [rule, markdown, html] of cases) {
      it(`${name}: ${rule}`, () => {
        expect(rendered(markdown)).to.equal(expected(html));
      });
    }
  }
  for (const [reason, markdown, html] of exceptions) {
    it(`exception: ${reason}`, () => {
      // A refused link has the same words as its text, so links are counted.
      const { links } = new DOMParser().parseFromString(html, 'text/html');
      expect(shown(markdown).querySelectorAll('a').length).not.to.equal(links.length);
    });
  }
});
