import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { Limiter } from './limiter.js';

/** Sends `count` at once from `start` on, each as soon as it may; answers when each left. */
function sends(limiter: Limiter, count: number, start: number): number[] {
  const left: number[] = [];
  let now = start;
  while (left.length < count) {
    const wait = limiter.take(now);
    if (wait === 0) left.push(now);
    now += wait;
  }
  return left;
}

function most(left: readonly number[], span: number): number {
  return Math.max(
    ...left.map((from) => left.filter((at) => at >= from && at < from + span).length),
  );
}

describe('the limit on sends', () => {
  it('lets 10 of 200 go at once and then one a second, and 60 in any minute', () => {
    const left = sends(new Limiter(), 200, 5000);
    expect(left.slice(0, 10)).to.deep.equal(new Array<number>(10).fill(5000));
    for (let index = 10; index < 60; index += 1) {
      expect(left[index]).to.be.closeTo(5000 + (index - 9) * 1000, 2);
    }
    expect(left[60]).to.be.closeTo(65_000, 2);
    expect(most(left, 60_000)).to.equal(60);
    expect(most(left, 1000)).to.equal(10);
    expect(left[199]).to.be.below(205_000);
  });

  it('takes nothing while it says wait: asking often makes nobody wait longer', () => {
    const asking = new Limiter();
    const patient = new Limiter();
    for (const limiter of [asking, patient]) sends(limiter, 10, 0);
    for (let now = 0; now < 1000; now += 1) {
      expect(asking.take(now)).to.be.within(1, 1000);
    }
    expect(asking.take(1001)).to.equal(0);
    expect(patient.take(1001)).to.equal(0);
  });

  it('gives the whole burst back after ten quiet seconds, and no more after an hour', () => {
    for (const [quiet, burst] of [
      [3000, 3],
      [10_000, 10],
      [3_600_000, 10],
    ] as const) {
      const limiter = new Limiter();
      sends(limiter, 10, 0);
      let free = 0;
      while (limiter.take(quiet) === 0) free += 1;
      expect(free, `after ${quiet} ms`).to.equal(burst);
    }
  });

  it('holds for any traffic: 60 in any minute, 10 in any moment, and a wait that is enough', () => {
    const pauses = fc.array(
      fc.oneof(fc.constant(0), fc.nat(50), fc.nat(1500), fc.nat(15_000), fc.nat(90_000)),
      { minLength: 1, maxLength: 300 },
    );
    fc.assert(
      fc.property(pauses, fc.boolean(), (list, obedient) => {
        const limiter = new Limiter();
        const left: number[] = [];
        let now = 1;
        for (const pause of list) {
          now += pause;
          const wait = limiter.take(now);
          expect(wait).to.be.within(0, 60_000);
          if (wait === 0) left.push(now);
          else if (obedient) {
            now += wait;
            // The sum of fractions may be a hair short of the whole.
            const again = limiter.take(now);
            expect(again).to.be.below(2);
            if (again === 0) left.push(now);
          }
        }
        if (left.length === 0) return;
        expect(most(left, 60_000)).to.be.at.most(60);
        expect(most(left, 1)).to.be.at.most(10);
      }),
      { numRuns: 200 },
    );
  });

  for (const jump of [1, 60_000, 3_600_000, 30 * 86_400_000]) {
    it(`is harmless when time jumps back by ${jump} ms: no longer wait than before, no larger burst`, () => {
      const limiter = new Limiter();
      const start = 31 * 86_400_000;
      sends(limiter, 5, start);
      const before = start - jump;
      const left = sends(limiter, 70, before);
      expect(left.filter((at) => at === before)).to.have.length.within(5, 10);
      expect(left[69]).to.be.at.most(before + 130_000);
      expect(most(left, 60_000)).to.be.at.most(60);
    });
  }
});
