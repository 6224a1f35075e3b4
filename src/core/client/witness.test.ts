import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { ManualClock, settle } from '../../testing/manual-clock.js';
import { writable } from '../state/readable.js';
import { emptyTranscript, userMessage } from '../state/transcript.js';
import type { Message, Transcript } from '../state/transcript.js';
import type { HealthState, TenantState } from './api.js';
import { Recorder } from './recorder.js';
import { witness } from './witness.js';

interface Told {
  readonly count: number;
  readonly changed: readonly { readonly id: string; readonly index: number }[];
  readonly gone?: readonly string[];
  readonly fresh?: true;
}

/** Messages by their numbers, each of one text; the same number is the same object. */
const pool = Array.from({ length: 12 }, (_, index): Message =>
  userMessage(`m${String(index)}`, 'x', 0),
);

const listed = (numbers: readonly number[]): Message[] =>
  numbers.map((number) => pool[number]).filter((message) => message !== undefined);

async function told(before: readonly Message[], now: readonly Message[]): Promise<Told | null> {
  const journal = new Recorder(new ManualClock());
  const transcript = writable<Transcript>({ ...emptyTranscript, chatId: 'c1', messages: before });
  const state = writable({} as HealthState & TenantState);
  const end = witness({ journal, health: state, tenant: state, transcript });
  await settle();
  transcript.set({ ...transcript.get(), messages: [...before] });
  await settle();
  journal.clear();
  transcript.set({ ...transcript.get(), messages: now });
  await settle();
  end();
  const detail: unknown = journal.get().at(-1)?.detail;
  return (detail as Told | undefined) ?? null;
}

describe('a witness', () => {
  it('tells of every message that came, changed or went, wherever in a chat it stands', async () => {
    const numbers = fc.uniqueArray(fc.nat(pool.length - 1));
    await fc.assert(
      fc.asyncProperty(numbers, numbers, fc.nat(pool.length - 1), async (first, second, other) => {
        const before = listed(first);
        const now = listed(second).map((message) =>
          message === pool[other] ? { ...message, text: 'longer' } : message,
        );
        const detail = await told(before, now);
        const known = new Set(before.map(({ id }) => id));
        const changed = now.flatMap(({ id, text }, index) =>
          known.has(id) && text === 'x' ? [] : [{ id, index }],
        );
        const gone = before.map(({ id }) => id).filter((id) => now.every((each) => each.id !== id));
        if (changed.length === 0 && gone.length === 0) {
          expect(detail).to.equal(null);
          return;
        }
        expect(detail?.count).to.equal(now.length);
        expect(detail?.changed.map(({ id, index }) => ({ id, index }))).to.deep.equal(changed);
        expect([...(detail?.gone ?? [])].sort()).to.deep.equal(gone.sort());
      }),
    );
  });

  it('a message that is another object and says the same is no news', async () => {
    const before = listed([1, 2, 3]);
    expect(
      await told(
        before,
        before.map((message) => ({ ...message })),
      ),
    ).to.equal(null);
  });
});
