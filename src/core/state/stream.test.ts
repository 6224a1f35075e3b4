import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import type { StreamMode } from '../protocol/frames.js';
import { StreamAssembler } from './stream.js';

type Step = string | { delta: string };

function read(stream: StreamAssembler, id: string, steps: readonly Step[]): string[] {
  return steps.map((step) =>
    typeof step === 'string' ? stream.chunk(id, step, false) : stream.chunk(id, step.delta, true),
  );
}

describe('chunks of one answer', () => {
  const cases: [string, StreamMode, Step[], string[]][] = [
    ['the text so far', 'auto', ['He', 'Hell', 'Hello'], ['He', 'Hell', 'Hello']],
    ['only the new part', 'auto', ['He', 'll', 'o'], ['He', 'Hell', 'Hello']],
    ['a delta field', 'auto', [{ delta: 'He' }, { delta: 'He' }], ['He', 'HeHe']],
    ['new parts that begin empty', 'auto', ['', 'He', 'll'], ['', 'He', 'Hell']],
    ['new parts, empty in between', 'auto', ['He', '', 'll'], ['He', 'He', 'Hell']],
    ['a repeated chunk', 'auto', ['He', 'He', 'Hello', 'Hello'], ['He', 'He', 'Hello', 'Hello']],
    ['an old chunk', 'auto', ['He', 'Hello', 'He', 'Hello!'], ['He', 'Hello', 'Hello', 'Hello!']],
    [
      'new parts that look like repetitions until proof',
      'auto',
      ['ha', 'ha', 'haha', '!'],
      ['ha', 'ha', 'haha', 'hahahaha!'],
    ],
    [
      'the text so far, proved by three extensions, then rewritten',
      'auto',
      ['a', 'ab', 'abc', 'abcd', 'xyz'],
      ['a', 'ab', 'abc', 'abcd', 'xyz'],
    ],
    [
      'two extensions prove nothing',
      'auto',
      ['a', 'ab', 'abc', 'x'],
      ['a', 'ab', 'abc', 'aababcx'],
    ],
    ['a delta field, then its whole text', 'auto', [{ delta: 'He' }, 'Hello'], ['He', 'Hello']],
    [
      'a delta field, then new parts in content',
      'auto',
      [{ delta: 'Hello' }, ' you', ' there'],
      ['Hello', 'Hello you', 'Hello you there'],
    ],
    ['forced delta', 'delta', ['a', 'ab', 'abc', 'abcd'], ['a', 'aab', 'aababc', 'aababcabcd']],
    ['forced cumulative', 'cumulative', ['a', 'b', 'bc'], ['a', 'b', 'bc']],
    ['forced cumulative, an old chunk', 'cumulative', ['abc', 'ab'], ['abc', 'abc']],
    ['forced cumulative, a delta field', 'cumulative', ['a', { delta: 'b' }], ['a', 'ab']],
    ['nothing but empty ones', 'auto', ['', '', ''], ['', '', '']],
  ];
  for (const [name, mode, steps, texts] of cases) {
    it(`join without a doubled or lost word: ${name}`, () => {
      expect(read(new StreamAssembler(mode), 'm1', steps)).to.deep.equal(texts);
    });
  }

  it('of two answers at once do not mix', () => {
    const stream = new StreamAssembler('auto');
    expect(stream.chunk('m1', 'One', false)).to.equal('One');
    expect(stream.chunk('m2', 'Two', false)).to.equal('Two');
    expect(stream.chunk('m1', 'One!', false)).to.equal('One!');
    expect(stream.chunk('m2', 'Two!', false)).to.equal('Two!');
  });

  it('are rebuilt in every open answer once one of them proves new parts', () => {
    const stream = new StreamAssembler('auto');
    read(stream, 'm1', ['ha', 'ha']);
    read(stream, 'm2', ['a', 'b']);
    expect(stream.chunk('m1', '!', false)).to.equal('haha!');
  });
});

describe('how an answer was sent', () => {
  const settled: [string, string[], string | null, string[], string[]][] = [
    ['new parts, seen', ['a', 'b'], null, ['ha', 'ha'], ['ha', 'haha']],
    ['the text so far, seen', ['a', 'ab', 'abc', 'abcd'], null, ['ha', 'x'], ['ha', 'x']],
    ['new parts, by the end', ['ha', 'ha'], 'haha', ['ho', 'ho'], ['ho', 'hoho']],
    ['the text so far, by the end', ['a', 'ab'], 'ab', ['a', 'x'], ['a', 'x']],
    ['open: no final text', ['a', 'ab'], null, ['a', 'x'], ['a', 'ax']],
    ['open: one chunk', ['a'], 'a', ['x', 'y'], ['x', 'xy']],
    ['open: another text', ['a', 'ab'], 'z', ['x', 'y'], ['x', 'xy']],
    [
      'open: an empty chunk before the whole',
      ['', 'Hi'],
      'Hi',
      ['Hello', ' you'],
      ['Hello', 'Hello you'],
    ],
    ['open: an empty chunk behind the whole', ['Hi', ''], 'Hi', ['a', 'ab'], ['a', 'ab']],
  ];
  for (const [name, first, end, second, texts] of settled) {
    it(`holds for the next one of the connection: ${name}`, () => {
      const stream = new StreamAssembler('auto');
      read(stream, 'm1', first);
      stream.end('m1', end);
      expect(read(stream, 'm2', second)).to.deep.equal(texts);
    });
  }

  it('is not read from the end of an answer that the setting already decides', () => {
    const delta = new StreamAssembler('delta');
    read(delta, 'm1', ['a', 'ab']);
    delta.end('m1', 'ab');
    expect(read(delta, 'm2', ['a', 'b'])).to.deep.equal(['a', 'ab']);
    const cumulative = new StreamAssembler('cumulative');
    read(cumulative, 'm1', ['a', 'b']);
    cumulative.end('m1', 'ab');
    expect(read(cumulative, 'm2', ['a', 'b'])).to.deep.equal(['a', 'b']);
  });

  it('is forgotten of an answer at its end', () => {
    const stream = new StreamAssembler('delta');
    read(stream, 'm1', ['a', 'b']);
    stream.end('m1', 'ab');
    stream.end('m1', 'ab');
    stream.end('unknown', 'x');
    expect(stream.chunk('m1', 'c', false)).to.equal('c');
  });
});

describe('any answer', () => {
  const parts = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 20 });

  it('comes out whole from the text so far, with old and repeated chunks in between', () => {
    fc.assert(
      fc.property(parts, fc.array(fc.nat(19)), (pieces, again) => {
        const whole = pieces.map((_piece, index) => pieces.slice(0, index + 1).join(''));
        for (const mode of ['auto', 'cumulative'] as const) {
          const stream = new StreamAssembler(mode);
          for (const [index, text] of whole.entries()) {
            expect(stream.chunk('m1', text, false)).to.equal(text);
            const old = whole[Math.min(again[index] ?? index, index)] ?? '';
            expect(stream.chunk('m1', old, false)).to.equal(text);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('comes out whole from new parts, once the connection is known to send those', () => {
    fc.assert(
      fc.property(parts, (pieces) => {
        const stream = new StreamAssembler('auto');
        read(stream, 'm0', ['a', 'b']);
        expect(read(stream, 'm1', pieces).at(-1)).to.equal(pieces.join(''));
        const fields = new StreamAssembler('auto');
        const steps = pieces.map((delta) => ({ delta }));
        expect(read(fields, 'm1', steps).at(-1)).to.equal(pieces.join(''));
      }),
      { numRuns: 500 },
    );
  });
});
