import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import type { StoredMessage } from '../protocol/rest.js';
import { merged } from './history.js';
import { emptyTranscript, userMessage, withMessages } from './transcript.js';
import type { Message, Transcript } from './transcript.js';

const metadata = { model: 'm', tokensUsed: 1, responseTimeMs: 2 };
const sources = [{ title: 'T', url: null, snippet: '' }];

function said(id: string, more: Partial<Message> = {}): Message {
  return { ...userMessage(id, id, 1), state: 'delivered', ...more };
}

function answered(id: string, more: Partial<Message> = {}): Message {
  return said(`answer:${id}`, {
    role: 'assistant',
    state: 'complete',
    text: id,
    serverId: id,
    ...more,
  });
}

function stored(role: 'user' | 'assistant', text: string, more: Partial<StoredMessage> = {}) {
  const none = { id: null, clientMessageId: null, at: null, sources: [], metadata: null };
  return { ...none, role, text, ...more } satisfies StoredMessage;
}

const question = (text: string, more: Partial<StoredMessage> = {}) => stored('user', text, more);
const answer = (text: string, more: Partial<StoredMessage> = {}) =>
  stored('assistant', text, { id: text, ...more });

function merge(local: readonly Message[], history: readonly StoredMessage[]): Transcript {
  return merged(withMessages({ ...emptyTranscript, chatId: 'c1' }, local), history, 9);
}

const told = ({ messages }: Transcript): string[] =>
  messages.map(({ role, text, state }) => `${role === 'user' ? 'Q' : 'A'} ${text} ${state}`);
const ids = ({ messages }: Transcript): string[] => messages.map(({ id }) => id);

describe('messages that screen and history agree on', () => {
  const cases: [string, Message[], StoredMessage[]][] = [
    ['by client id', [said('q1')], [question('q1', { clientMessageId: 'q1' })]],
    ['by the platform’s id', [said('q1', { serverId: 's1' })], [question('q1', { id: 's1' })]],
    ['by the same words', [said('q1'), answered('a1')], [question('q1'), answer('a1')]],
    ['an answer by its id', [said('q1'), answered('a1')], [question('q1'), answer('a1')]],
    [
      'an answer by its place',
      [said('q1'), answered('a1')],
      [question('q1'), answer('a1', { id: null })],
    ],
    [
      'an answer with sources',
      [said('q1'), answered('a1', { sources, metadata })],
      [question('q1'), answer('a1', { sources: structuredClone(sources), metadata })],
    ],
  ];
  for (const [name, local, history] of cases) {
    it(`stay the same objects, so that nothing on screen moves: ${name}`, () => {
      const transcript = merge(local, history);
      expect(transcript.messages).to.have.length(local.length);
      for (const [index, message] of transcript.messages.entries()) {
        expect(message, message.id).to.equal(local[index]);
      }
    });
  }

  it('stay the same objects when the same history comes again', () => {
    const histories = [
      [question('q1', { id: 's1' }), answer('a1'), question('q1', { id: 's2' }), answer('a2')],
      [question('hi'), answer('a', { id: null }), question('hi'), answer('a', { id: null })],
      [question('q1', { clientMessageId: 'c1', id: 's1' }), answer('a1', { sources })],
    ];
    for (const history of histories) {
      const first = merge([], history);
      const second = merged(first, structuredClone(history), 10);
      expect(second.messages).to.have.length(history.length);
      for (const [index, message] of second.messages.entries()) {
        expect(message, message.id).to.equal(first.messages[index]);
      }
    }
  });

  it('keep their id when the platform gives another, and learn that one', () => {
    const transcript = merge(
      [said('q1'), answered('live')],
      [question('q1', { id: 's1' }), answer('live', { id: 's2' })],
    );
    expect(ids(transcript)).to.deep.equal(['q1', 'answer:live']);
    expect(transcript.messages.map(({ serverId }) => serverId)).to.deep.equal(['s1', 's2']);
  });
});

describe('what the history tells', () => {
  const sending = { state: 'sending', awaiting: true } as const;
  const interrupted = { state: 'interrupted', text: 'par' } as const;
  const cases: [string, Message[], StoredMessage[], string[]][] = [
    [
      'a chat from the platform',
      [],
      [question('q1'), answer('a1')],
      ['Q q1 delivered', 'A a1 complete'],
    ],
    ['a written question arrived', [said('q1', sending)], [question('q1')], ['Q q1 delivered']],
    [
      'a question in doubt arrived',
      [said('q1', { state: 'failed', failure: 'delivery_unknown' })],
      [question('q1', { clientMessageId: 'q1' })],
      ['Q q1 delivered'],
    ],
    [
      'an interrupted answer is completed',
      [said('q1'), answered('a1', interrupted)],
      [question('q1'), answer('partial', { id: 'a1' })],
      ['Q q1 delivered', 'A partial complete'],
    ],
    [
      'an interrupted answer is completed under another id',
      [said('q1'), answered('a1', interrupted)],
      [question('q1'), answer('partial', { id: 'other' })],
      ['Q q1 delivered', 'A partial complete'],
    ],
    [
      'an interrupted answer is not kept',
      [said('q1'), answered('a1', interrupted)],
      [question('q1')],
      ['Q q1 delivered', 'A par interrupted'],
    ],
    [
      'the answer to the first of two',
      [said('q1'), answered('a1', interrupted), said('q2', sending)],
      [question('q1'), answer('whole', { id: 'a1' })],
      ['Q q1 delivered', 'A whole complete', 'Q q2 sending'],
    ],
    [
      'the same words twice, both there',
      [said('hi'), answered('a1'), said('h2', { text: 'hi', ...sending })],
      [question('hi'), answer('a1'), question('hi')],
      ['Q hi delivered', 'A a1 complete', 'Q hi delivered'],
    ],
    [
      'the same words twice, one there',
      [said('hi'), answered('a1'), said('h2', { text: 'hi', ...sending })],
      [question('hi'), answer('a1')],
      ['Q hi delivered', 'A a1 complete', 'Q hi sending'],
    ],
    [
      'the same words in the queue were never sent',
      [said('q1'), answered('a1'), said('q2', { text: 'q3', state: 'queued' })],
      [question('q1'), answer('a1'), question('q3'), answer('a3')],
      ['Q q1 delivered', 'A a1 complete', 'Q q3 delivered', 'A a3 complete', 'Q q3 queued'],
    ],
    [
      'another client’s words',
      [said('q1', sending)],
      [question('q1', { clientMessageId: 'other' })],
      ['Q q1 delivered', 'Q q1 sending'],
    ],
    [
      'another device went on',
      [said('q1'), answered('a1')],
      [question('q1'), answer('a1'), question('q2'), answer('a2')],
      ['Q q1 delivered', 'A a1 complete', 'Q q2 delivered', 'A a2 complete'],
    ],
    [
      'a chat that was not on screen when a question of it failed',
      [said('f1', { state: 'failed', failure: 'expired_in_queue' })],
      [question('q1'), answer('a1')],
      ['Q q1 delivered', 'A a1 complete', 'Q f1 failed'],
    ],
    [
      'a question that the platform stored twice',
      [],
      [
        question('q1', { id: 's1', clientMessageId: 'u1' }),
        question('q1', { id: 's2', clientMessageId: 'u1' }),
        answer('a1'),
      ],
      ['Q q1 delivered', 'A a1 complete'],
    ],
    [
      'answers that name the question they answer',
      [],
      [
        question('q1', { clientMessageId: 'u1' }),
        answer('a1', { clientMessageId: 'u1' }),
        answer('a2', { clientMessageId: 'u1' }),
      ],
      ['Q q1 delivered', 'A a1 complete', 'A a2 complete'],
    ],
    [
      'a turn whose question and answer share an id',
      [said('q1'), answered('t1')],
      [question('q1', { id: 't1' }), answer('t1')],
      ['Q q1 delivered', 'A t1 complete'],
    ],
    ['nothing', [said('q1'), answered('a1')], [], ['Q q1 delivered', 'A a1 complete']],
  ];
  for (const [name, local, history, messages] of cases) {
    it(`is shown, and nothing else is lost or doubled: ${name}`, () => {
      expect(told(merge(local, history))).to.deep.equal(messages);
    });
  }

  it('takes the words a second time for the message that arrived, not for the one that failed', () => {
    const refused = said('q1', { text: 'hi', state: 'failed', failure: 'rejected_by_server' });
    const transcript = merge(
      [refused, said('q2', { text: 'hi' }), answered('a1')],
      [question('hi'), answer('a1')],
    );
    expect(told(transcript)).to.deep.equal(['Q hi failed', 'Q hi delivered', 'A a1 complete']);
    expect(ids(transcript)).to.deep.equal(['q1', 'q2', 'answer:a1']);
  });

  it('ends the wait, the failure and the platform’s old words on it', () => {
    const local = said('q1', {
      state: 'failed',
      failure: 'delivery_unknown',
      detail: 'x',
      awaiting: true,
    });
    const { messages, answering } = merge([local], [question('q1')]);
    expect(messages[0]).to.include({ failure: null, detail: null, awaiting: false });
    expect(answering).to.equal(false);
  });

  it('keeps sources, metadata and time of this side where it has none of its own', () => {
    const local = answered('a1', { ...interrupted, sources, metadata, at: 7 });
    const { messages } = merge(
      [said('q1'), local],
      [question('q1'), answer('whole', { id: 'a1' })],
    );
    expect(messages[1]).to.deep.include({ sources, metadata, at: 7, text: 'whole' });
  });

  it('dates a message by the history, else by now', () => {
    const { messages } = merge([], [question('q1', { at: 5 }), answer('a1')]);
    expect(messages.map(({ at }) => at)).to.deep.equal([5, 9]);
  });
});

describe('what only this side knows', () => {
  const lost = said('f1', { state: 'failed', failure: 'rejected_by_server' });
  const cases: [string, Message[], StoredMessage[], string[]][] = [
    [
      'a failed question between others',
      [said('q1'), answered('a1'), lost, said('q2'), answered('a2')],
      [question('q1'), answer('a1'), question('q2'), answer('a2')],
      ['q1', 'answer:a1', 'f1', 'q2', 'answer:a2'],
    ],
    [
      'a failed question before all others',
      [lost, said('q1'), answered('a1')],
      [question('q1'), answer('a1')],
      ['f1', 'q1', 'answer:a1'],
    ],
    [
      'an answer that greets, before all others',
      [answered('hello'), said('q1'), answered('a1')],
      [question('q1'), answer('a1')],
      ['answer:hello', 'q1', 'answer:a1'],
    ],
    [
      'a question and the beginning of its answer',
      [said('q1'), answered('a1'), lost, answered('x', { state: 'interrupted' }), said('q2')],
      [question('q1'), answer('a1'), question('q2')],
      ['q1', 'answer:a1', 'f1', 'answer:x', 'q2'],
    ],
    [
      'two in a row, in their order',
      [said('q1'), answered('a1'), lost, said('f2', { state: 'queued' })],
      [question('q1'), answer('a1')],
      ['q1', 'answer:a1', 'f1', 'f2'],
    ],
    [
      'older messages than the history goes back',
      [said('q1'), answered('a1'), said('q2'), answered('a2')],
      [question('q2'), answer('a2')],
      ['q1', 'answer:a1', 'q2', 'answer:a2'],
    ],
  ];
  for (const [name, local, history, expected] of cases) {
    it(`stays where it stands, as it is: ${name}`, () => {
      const transcript = merge(local, history);
      expect(ids(transcript)).to.deep.equal(expected);
      const kept = local.filter((message) => transcript.messages.includes(message));
      expect(kept).to.have.length(local.length);
    });
  }
});

describe('any history', () => {
  const id = fc.option(fc.constantFrom('x1', 'x2', 'x3'));
  const entry = fc.record({
    id,
    clientMessageId: id,
    role: fc.constantFrom('user' as const, 'assistant' as const),
    text: fc.constantFrom('a', 'b'),
    at: fc.constant(null),
    sources: fc.constantFrom([], sources),
    metadata: fc.constant(null),
  });
  const local = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('x1', 'x2', 'x3', 'x4', 'answer:x1', 'answer:x2'),
      text: fc.constantFrom('a', 'b'),
      state: fc.constantFrom<Message['state'][]>('queued', 'sending', 'failed', 'delivered'),
    }),
    { selector: (message) => message.id, maxLength: 5 },
  );
  const messages = local.map((list) =>
    list.map(({ id: name, ...more }) =>
      name.startsWith('answer:') ? answered(name.slice(7), { text: more.text }) : said(name, more),
    ),
  );

  it('gives every message on screen an id of its own, and loses none that was there', () => {
    fc.assert(
      fc.property(messages, fc.array(entry, { maxLength: 6 }), (before, history) => {
        const transcript = merge(before, history);
        expect(new Set(ids(transcript)).size, ids(transcript).join()).to.equal(
          transcript.messages.length,
        );
        for (const message of before) expect(ids(transcript)).to.include(message.id);
      }),
      { numRuns: 1000 },
    );
  });

  it('is taken in once: again, and again after it grew, nothing doubles', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), fc.nat(6), (history, length) => {
        const unique = history.map((one, index) => ({
          ...one,
          id: `s${index}`,
          clientMessageId: one.clientMessageId === null ? null : `u${index}`,
        }));
        const first = merge([], unique.slice(0, length));
        const second = merged(first, unique, 9);
        expect(second.messages).to.have.length(unique.length);
        expect(merged(second, unique, 9).messages).to.deep.equal(second.messages);
      }),
      { numRuns: 500 },
    );
  });
});
