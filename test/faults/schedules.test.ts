/**
 * Random schedules: what people, pages, network, clock and platform may do, in any order, against
 * real clients on a clock that stands still between the steps. `SCHEDULES=n` plays n of them,
 * `SEED=…` replays one, `STORY=1` tells it frame by frame.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { play } from './schedules/run.js';
import { schedule } from './schedules/schedule.js';
import { fewest } from './schedules/shrink.js';
import { told } from './schedules/steps.js';
import type { Schedule } from './schedules/steps.js';
import type { Wait } from './schedules/world.js';

const wanted = process.env['SCHEDULES'];
const count = Number(wanted ?? 200);
/** Of a plain run of the tests, so that it comes out the same each time; others are random. */
const usualSeed = 2026;
/** The other suite's seeds begin with a word. */
const [seed = '', path = ''] = (process.env['SEED'] ?? '').split(':');
const replays = /^-?\d/.test(seed);
/** Schedules between two signs of life. */
const every = 100;
/** Fewer show no spread. */
const enough = 150;
const waits: Wait[] = [];
/** All of them were played. */
let complete = false;

async function report(failed: Schedule, replay: string): Promise<string> {
  console.log('An invariant is violated. Looking for fewer steps …');
  const fails = async (steps: Schedule['steps']): Promise<boolean> => {
    const { violations } = await play({ ...failed, steps });
    return violations.length > 0;
  };
  const worst = { ...failed, steps: await fewest(failed.steps, fails) };
  const { violations, story } = await play(worst);
  return [
    ...violations,
    `given ${JSON.stringify(worst.given)}`,
    ...worst.steps.map((step, index) => `  ${index + 1}. ${told(step)}`),
    ...(process.env['STORY'] === undefined ? [] : ['', ...story]),
    `SEED=${replay} npm run test:faults replays it; STORY=1 with it tells it frame by frame.`,
  ].join('\n');
}

describe('random schedules', { skip: seed !== '' && !replays }, () => {
  it(`every invariant holds after every step of ${count} schedules`, async () => {
    const usual = wanted === undefined ? { seed: usualSeed } : {};
    const given = replays ? { seed: Number(seed), path } : usual;
    let played = 0;
    const property = fc.asyncProperty(schedule, async (one) => {
      const outcome = await play(one);
      waits.push(...outcome.waits);
      played += 1;
      if (played % every === 0) console.log(`${played} of ${count} schedules`);
      assert.deepEqual(outcome.violations, []);
    });
    // Dropping steps finds the few that matter sooner than fast-check, which tries smaller numbers too.
    const outcome = await fc.check(property, { numRuns: count, endOnFailure: true, ...given });
    console.log(`${outcome.numRuns} schedules, seed ${outcome.seed}`);
    complete = !outcome.failed;
    if (complete) return;
    const [worst] = outcome.counterexample ?? [];
    if (worst === undefined)
      throw new Error(`Nothing was played: ${String(outcome.errorInstance)}`);
    assert.fail(await report(worst, `${outcome.seed}:${outcome.counterexamplePath ?? ''}`));
  });

  it(
    'clients who lose their server together do not come back together',
    { skip: replays || count < enough },
    (t) => {
      if (!complete) {
        t.skip('the schedules ended early');
        return;
      }
      for (const [attempt, least, most] of [
        [1, 0, 5000],
        [2, 1000, 8000],
        [3, 1000, 12_800],
        [4, 1000, 20_000],
      ] as const) {
        const delays = waits.filter((wait) => wait.attempt === attempt).map(({ delay }) => delay);
        assert.ok(delays.length >= 20, `${delays.length} waits before attempt ${attempt}`);
        assert.ok(delays.every((delay) => delay >= least - 1 && delay <= most + 1));
        const spread = Math.max(...delays) - Math.min(...delays);
        assert.ok(spread > (most - least) * 0.7, `attempt ${attempt}: ${spread} ms apart at most`);
        const different = new Set(delays.map(Math.round)).size;
        assert.ok(different > delays.length * 0.8, `attempt ${attempt}: ${different} delays`);
      }
    },
  );
});
