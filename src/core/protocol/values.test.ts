import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { httpAddress, metadataOf, sourceList, timeOf } from './values.js';

describe('a link from the platform', () => {
  const cases: [string | null, string | null][] = [
    ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
    ['HTTP://Example.com', 'http://example.com/'],
    [' https://example.com/ ', 'https://example.com/'],
    ['javascript:alert(1)', null],
    ['JaVaScRiPt:alert(1)', null],
    [' \u0001javascript:alert(1)', null],
    ['java\nscript:alert(1)', null],
    ['data:text/html,x', null],
    ['vbscript:x', null],
    ['blob:https://example.com/1', null],
    ['file:///etc/passwd', null],
    ['mailto:ann@example.com', null],
    ['//example.com', null],
    ['/guide', null],
    ['example.com', null],
    ['', null],
    [null, null],
  ];
  it('is http or https, or no link', () => {
    for (const [address, link] of cases) expect(httpAddress(address), address ?? '').to.equal(link);
  });
});

describe('sources', () => {
  const title = 'Guide';
  const url = 'https://example.com/';
  const snippet = 'Read this.';
  const cases: [string, unknown, unknown[]][] = [
    ['a whole one', [{ title, url, snippet }], [{ title, url, snippet }]],
    ['extra fields', [{ title, url, snippet, score: 1 }], [{ title, url, snippet }]],
    ['only a title', [{ title }], [{ title, url: null, snippet: '' }]],
    ['only a snippet', [{ snippet }], [{ title: '', url: null, snippet }]],
    ['only an address', [{ url }], [{ title: '', url, snippet: '' }]],
    ['a script as address', [{ title, url: 'javascript:x' }], [{ title, url: null, snippet: '' }]],
    ['a script alone', [{ url: 'javascript:x' }], []],
    ['wrong types', [{ title: 5, url: [], snippet: {} }], []],
    ['one wrong type', [{ title, url: 7 }], [{ title, url: null, snippet: '' }]],
    ['nothing usable', [{}, null, 5, 'https://example.com', [], [{ title }]], []],
    ['one good among bad', [null, { title }, 5], [{ title, url: null, snippet: '' }]],
    ['no list', { title, url }, []],
    ['null', null, []],
    ['absent', undefined, []],
  ];
  for (const [name, value, sources] of cases) {
    it(`keep what can be shown: ${name}`, () => {
      expect(sourceList(value)).to.deep.equal(sources);
    });
  }
});

describe('metadata', () => {
  const none = { model: null, tokensUsed: null, responseTimeMs: null };
  const cases: [string, unknown, object | null][] = [
    [
      'whole',
      { model: 'gpt-4', tokens_used: 45, response_time_ms: 1200, more: 1 },
      { model: 'gpt-4', tokensUsed: 45, responseTimeMs: 1200 },
    ],
    ['zero', { tokens_used: 0 }, { ...none, tokensUsed: 0 }],
    ['one wrong type', { model: 'gpt-4', tokens_used: '45' }, { ...none, model: 'gpt-4' }],
    ['all wrong types', { model: 4, tokens_used: '45', response_time_ms: NaN }, null],
    ['empty', {}, null],
    ['a list', [], null],
    ['text', 'gpt-4', null],
    ['null', null, null],
  ];
  for (const [name, value, metadata] of cases) {
    it(`keeps what it understands: ${name}`, () => {
      expect(metadataOf(value)).to.deep.equal(metadata);
    });
  }
});

describe('a time from the platform', () => {
  const ms = Date.UTC(2024, 0, 2, 3, 4, 5, 678);
  const cases: [string, unknown, number | null][] = [
    ['seconds', 1642584000.123, 1642584000123],
    ['the last second', 99_999_999_999, 99_999_999_999_000],
    ['the first millisecond', 100_000_000_000, 100_000_000_000],
    ['milliseconds', ms, ms],
    ['ISO with Z', '2024-01-02T03:04:05.678Z', ms],
    ['ISO with an offset', '2024-01-02T05:34:05.678+02:30', ms],
    ['ISO with a short offset', '2024-01-01T22:04:05.678-0500', ms],
    ['ISO without a zone is UTC', '2024-01-02T03:04:05.678', ms],
    ['microseconds without a zone', '2024-01-02T03:04:05.678901', ms],
    ['a space instead of T', '2024-01-02 03:04:05.678', ms],
    ['a day', '2024-01-02', Date.UTC(2024, 0, 2)],
    ['junk', 'yesterday', null],
    ['an empty string', '', null],
    ['zero', 0, null],
    ['negative', -1, null],
    ['NaN', NaN, null],
    ['infinity', Infinity, null],
    ['a number no date can hold', 1e300, null],
    ['an object', {}, null],
    ['null', null, null],
  ];
  for (const [name, value, at] of cases) {
    it(`is read as milliseconds or not at all: ${name}`, () => {
      const read = timeOf(value);
      if (at === null || read === null) expect(read).to.equal(at);
      else expect(read).to.be.closeTo(at, 0.5);
    });
  }

  it('without a zone is UTC on a machine that is not', () => {
    const parse = Date.parse.bind(Date);
    const zoned = /Z$|[+-]\d\d:\d\d$/;
    Date.parse = (text) => parse(zoned.test(text) ? text : `${text}+05:00`);
    try {
      expect(timeOf('2024-01-02T03:04:05.678')).to.equal(ms);
      expect(timeOf('2024-01-02T05:34:05.678+02:30')).to.equal(ms);
    } finally {
      Date.parse = parse;
    }
  });

  it('can always be shown: it makes a valid date or is null', () => {
    const any = fc.oneof(fc.double(), fc.string(), fc.date().map(String), fc.anything());
    fc.assert(
      fc.property(any, (value) => {
        const at = timeOf(value);
        if (at !== null) expect(new Date(at).getTime()).not.to.be.NaN;
      }),
      { numRuns: 2000 },
    );
  });
});
