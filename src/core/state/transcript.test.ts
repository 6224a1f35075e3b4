import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import {
  answerCompleted,
  answerStarted,
  answerText,
  answersCut,
  emptyTranscript,
  failed,
  oldestAwaiting,
  queued,
  unanswered,
  userMessage,
  withMessages,
  written,
} from './transcript.js';
import type { AnswerEnd, Message, Transcript } from './transcript.js';

type Step = (transcript: Transcript) => Transcript;

const ask =
  (id: string): Step =>
  (transcript) =>
    queued(transcript, userMessage(id, id, 1));
const write =
  (id: string): Step =>
  (transcript) =>
    written(transcript, id);
const fail =
  (id: string): Step =>
  (transcript) =>
    failed(transcript, id, 'rejected_by_server', 'No');
const begin =
  (id: string): Step =>
  (transcript) =>
    answerStarted(transcript, id, 2);
const text =
  (id: string, so: string): Step =>
  (transcript) =>
    answerText(transcript, id, so);
const complete =
  (id: string, end: Partial<AnswerEnd> = {}): Step =>
  (transcript) =>
    answerCompleted(transcript, id, { text: null, sources: [], metadata: null, ...end });
const cut =
  (state: 'interrupted' | 'incomplete'): Step =>
  (transcript) =>
    answersCut(transcript, state);

function after(...steps: Step[]): Transcript {
  return steps.reduce((transcript, step) => step(transcript), emptyTranscript);
}

/** Each message as `id state`, with `…` where an answer is still expected. */
function told({ messages }: Transcript): string[] {
  return messages.map(({ id, state, awaiting }) => `${id} ${state}${awaiting ? ' …' : ''}`);
}

const asked = [ask('q1'), write('q1')];
const two = [...asked, ask('q2'), write('q2')];
const half = [...asked, begin('a1'), text('a1', 'He')];

describe('the transcript', () => {
  const cases: [string, Step[], string[], boolean][] = [
    ['a question waits', [ask('q1')], ['q1 queued'], false],
    ['a question is written', asked, ['q1 sending …'], true],
    ['its answer begins', [...asked, begin('a1')], ['q1 delivered', 'answer:a1 streaming'], true],
    ['its answer ends', [...half, complete('a1')], ['q1 delivered', 'answer:a1 complete'], false],
    [
      'two questions, two answers: each stands behind its own question',
      [...two, begin('a1'), begin('a2'), complete('a2'), complete('a1')],
      ['q1 delivered', 'answer:a1 complete', 'q2 delivered', 'answer:a2 complete'],
      false,
    ],
    [
      'two questions, one answer: the other is still expected',
      [...two, begin('a1'), complete('a1')],
      ['q1 delivered', 'answer:a1 complete', 'q2 sending …'],
      true,
    ],
    [
      'the first of two is refused: the answer belongs to the second',
      [...two, fail('q1'), begin('a1')],
      ['q1 failed', 'q2 delivered', 'answer:a1 streaming'],
      true,
    ],
    [
      'a question in the queue is not answered before it is written',
      [ask('q0'), ...asked, begin('a1')],
      ['q0 queued', 'q1 delivered', 'answer:a1 streaming'],
      true,
    ],
    ['an answer that nobody asked for', [begin('a1')], ['answer:a1 streaming'], true],
    [
      'an answer that begins twice',
      [...two, begin('a1'), begin('a1')],
      ['q1 delivered', 'answer:a1 streaming', 'q2 sending …'],
      true,
    ],
    [
      'an answer that begins again after its end',
      [...two, begin('a1'), complete('a1'), begin('a1')],
      ['q1 delivered', 'answer:a1 complete', 'q2 sending …'],
      true,
    ],
    [
      'a failed question goes back in line',
      [...asked, fail('q1'), ask('q1')],
      ['q1 queued'],
      false,
    ],
    ['a written one goes back in line', [...asked, ask('q1')], ['q1 queued'], false],
    [
      'the connection goes',
      [...two, begin('a1'), cut('interrupted')],
      ['q1 delivered', 'answer:a1 interrupted', 'q2 sending'],
      false,
    ],
    ['silence', [...half, cut('incomplete')], ['q1 delivered', 'answer:a1 incomplete'], false],
    [
      'a cut answer is completed later',
      [...half, cut('interrupted'), complete('a1')],
      ['q1 delivered', 'answer:a1 complete'],
      false,
    ],
    ['the end of an unknown answer', [...asked, complete('a9')], ['q1 sending …'], true],
    ['a chunk of an unknown answer', [...asked, text('a9', 'x')], ['q1 sending …'], true],
    ['news of an unknown question', [...asked, write('q9'), fail('q9')], ['q1 sending …'], true],
    [
      'a question named like an answer',
      [...asked, text('q1', 'x'), complete('q1')],
      ['q1 sending …'],
      true,
    ],
  ];
  for (const [name, steps, states, answering] of cases) {
    it(`shows each message in its place and state: ${name}`, () => {
      const transcript = after(...steps);
      expect(told(transcript)).to.deep.equal(states);
      expect(transcript.answering).to.equal(answering);
    });
  }

  it('keeps why a message failed and forgets it when the message goes back in line', () => {
    const refused = after(...asked, fail('q1'));
    expect(refused.messages[0]).to.include({ failure: 'rejected_by_server', detail: 'No' });
    expect(ask('q1')(refused).messages[0]).to.include({ failure: null, detail: null, text: 'q1' });
  });

  const metadata = { model: 'm', tokensUsed: 1, responseTimeMs: 2 };
  const sources = [{ title: 'T', url: null, snippet: '' }];
  const ends: [string, Step[], Partial<Message>][] = [
    ['its own text wins', [complete('a1', { text: 'Hello' })], { text: 'Hello' }],
    ['an empty text of its own wins too', [complete('a1', { text: '' })], { text: '' }],
    ['without one the chunks stay', [complete('a1')], { text: 'He' }],
    [
      'a chunk behind it',
      [complete('a1', { text: 'Hello' }), text('a1', 'Hel')],
      { text: 'Hello' },
    ],
    ['a chunk behind a cut', [cut('interrupted'), text('a1', 'Hell')], { text: 'He' }],
    [
      'a second one adds what the first lacked',
      [complete('a1', { text: 'Hello' }), complete('a1', { sources, metadata })],
      { text: 'Hello', sources, metadata },
    ],
    [
      'a second one takes nothing away',
      [complete('a1', { text: 'Hello', sources, metadata }), complete('a1')],
      { text: 'Hello', sources, metadata },
    ],
  ];
  for (const [name, steps, answer] of ends) {
    it(`ends an answer once, without doubled or lost text: ${name}`, () => {
      const { messages } = after(...half, ...steps);
      expect(messages).to.have.length(2);
      expect(messages[1]).to.deep.include(answer);
    });
  }

  it('answers the oldest question first', () => {
    expect(oldestAwaiting(after(...two))?.id).to.equal('q1');
    expect(oldestAwaiting(after(...two, begin('a1')))?.id).to.equal('q2');
    expect(oldestAwaiting(after(...asked, begin('a1')))).to.equal(null);
    expect(oldestAwaiting(after(ask('q1')))).to.equal(null);
  });

  const open: [string, Step[], boolean][] = [
    ['nothing', [], false],
    ['a question in the queue', [ask('q1')], false],
    ['an answer on its way', asked, false],
    ['an answer that streams', half, false],
    ['an answer', [...half, complete('a1')], false],
    ['an interrupted answer', [...half, cut('interrupted')], true],
    ['an interrupted answer and a queue', [...half, cut('interrupted'), ask('q2')], true],
    [
      'an interrupted answer, then another',
      [...half, cut('interrupted'), ask('q2'), write('q2'), begin('a2'), complete('a2')],
      false,
    ],
  ];
  for (const [name, steps, expected] of open) {
    it(`knows whether the last question lacks its answer: ${name}`, () => {
      expect(unanswered(after(...steps))).to.equal(expected);
    });
  }

  it('knows a stored question that nothing answers', () => {
    const question: Message = { ...userMessage('q1', 'q1', 1), state: 'delivered' };
    expect(unanswered(withMessages(emptyTranscript, [question]))).to.equal(true);
    const expected = { ...question, awaiting: true };
    expect(unanswered(withMessages(emptyTranscript, [expected]))).to.equal(false);
  });
});

describe('any traffic', () => {
  const question = fc.constantFrom('q1', 'q2', 'q3');
  const answer = fc.constantFrom('a1', 'a2', 'a3');
  const single: fc.Arbitrary<Step> = fc.oneof(
    question.map(ask),
    question.map(write),
    question.map(fail),
    answer.map(begin),
    fc.tuple(answer, fc.string()).map(([id, so]) => text(id, so)),
    fc.tuple(answer, fc.option(fc.string())).map(([id, so]) => complete(id, { text: so })),
  );
  const cuts = fc.constantFrom<('interrupted' | 'incomplete')[]>('interrupted', 'incomplete');
  const step = fc.oneof(
    { weight: 5, arbitrary: single.map((apply) => ({ apply, cuts: false })) },
    { weight: 1, arbitrary: cuts.map((state) => ({ apply: cut(state), cuts: true })) },
  );

  it('keeps untouched messages the same objects, ids unique and the old transcript as it was', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let transcript = emptyTranscript;
        for (const { apply, cuts: all } of steps) {
          const before = transcript.messages;
          const written = JSON.stringify(before);
          transcript = apply(transcript);
          expect(JSON.stringify(before)).to.equal(written);
          const { messages } = transcript;
          expect(new Set(messages.map(({ id }) => id)).size).to.equal(messages.length);
          const changed = before.filter((message) => !messages.includes(message));
          const open = changed.filter(({ awaiting, state }) => awaiting || state === 'streaming');
          if (all) expect(changed).to.deep.equal(open);
          else expect(changed).to.have.length.below(2);
          const expected = messages.some((one) => one.awaiting || one.state === 'streaming');
          expect(transcript.answering).to.equal(expected);
        }
      }),
      { numRuns: 500 },
    );
  });
});
