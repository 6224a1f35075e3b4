import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { backoffDelay, slowDelay } from './backoff.js';

/** Numbers in [0, 1), as Math.random gives them. */
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const base = fc.integer({ min: 10, max: 60_000 });

describe('the wait before an attempt', () => {
  it('is spread from nothing to five bases at first', () => {
    fc.assert(
      fc.property(base, random, (b, r) => {
        expect(backoffDelay(0, b, r)).to.be.closeTo(r * 5 * b, 1e-6);
      }),
    );
  });

  it('is spread from one base to a growing bound of at most 20 s after that', () => {
    const attempt = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(attempt, fc.integer({ min: 10, max: 5000 }), random, (n, b, r) => {
        const most = Math.min(20_000, 5 * b * 1.6 ** n);
        expect(backoffDelay(n, b, r)).to.be.closeTo(b + r * (most - b), 1e-6);
      }),
      { numRuns: 2000 },
    );
  });

  it('has the documented bounds with the base of one second', () => {
    const bounds: [number, number, number][] = [
      [0, 0, 5000],
      [1, 1000, 8000],
      [2, 1000, 12_800],
      [3, 1000, 20_000],
      [4, 1000, 20_000],
      [1000, 1000, 20_000],
    ];
    for (const [attempt, least, most] of bounds) {
      expect(backoffDelay(attempt, 1000, 0), `${attempt}`).to.equal(least);
      expect(backoffDelay(attempt, 1000, 1 - 2 ** -53), `${attempt}`).to.be.closeTo(most, 1e-6);
    }
  });

  it('never brings clients who lost their server together back together, with any base', () => {
    fc.assert(
      fc.property(fc.nat(50), base, (attempt, b) => {
        const spread = backoffDelay(attempt, b, 0.999) - backoffDelay(attempt, b, 0);
        expect(spread).to.be.above(b / 2);
      }),
      { numRuns: 1000 },
    );
  });

  it('is in the middle of its bounds on average, with clients in every tenth of them', () => {
    for (const [attempt, least, most] of [
      [0, 0, 5000],
      [1, 1000, 8000],
      [9, 1000, 20_000],
    ] as const) {
      const waits = Array.from({ length: 1000 }, (_none, index) =>
        backoffDelay(attempt, 1000, (index + 0.5) / 1000),
      );
      const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
      expect(mean).to.be.closeTo((least + most) / 2, 1);
      const tenths = new Array<number>(10).fill(0);
      for (const wait of waits) {
        const tenth = Math.floor(((wait - least) / (most - least)) * 10);
        tenths[tenth] = (tenths[tenth] ?? 0) + 1;
      }
      for (const count of tenths) expect(count).to.be.closeTo(100, 1);
    }
  });
});

describe('the slow wait', () => {
  it('is spread from 30 to 60 seconds', () => {
    fc.assert(
      fc.property(random, (r) => {
        expect(slowDelay(r)).to.be.closeTo(30_000 + r * 30_000, 1e-6);
      }),
    );
    expect(slowDelay(0)).to.equal(30_000);
  });
});
