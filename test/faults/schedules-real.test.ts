/**
 * Random schedules over real sockets: people, a network that fails in every way the proxy knows, and
 * the real platform behind it, on clocks that run fast. `REAL_SCHEDULES=n` plays n of them,
 * `SEED=real:…` replays one; what the machine does in between is not replayed.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Platform } from '../../demo/platform/server.js';
import { startPlatform } from '../platform/harness.js';
import { play } from './schedules-real/run.js';
import { schedule, told } from './schedules-real/steps.js';
import type { Schedule } from './schedules-real/steps.js';
import { fewest } from './schedules/shrink.js';

const wanted = process.env['REAL_SCHEDULES'];
const count = Number(wanted ?? 10);
/** Of a plain run of the tests; others are random. */
const usualSeed = 2026;
const [kind, ...replayed] = (process.env['SEED'] ?? '').split(':');
const replays = kind === 'real';
/** Waiting costs nothing, so schedules wait together. */
const together = 5;
/** Longest search for a shorter schedule, in real milliseconds. */
const patience = 120_000;

let platform: Platform;

before(async () => {
  // Tokens that are renewed within most schedules.
  platform = await startPlatform({ chunkMilliseconds: 2, accessTokenSeconds: 120 });
});

after(async () => {
  await platform.close();
});

async function report(failed: Schedule, violations: readonly string[], replay: string) {
  console.log(`Violated: ${violations.join('; ')}. Looking for fewer steps …`);
  const end = performance.now() + patience;
  let shown = violations;
  const steps = await fewest(
    failed.steps,
    async (fewer) => {
      const found = await play(platform, { ...failed, steps: fewer });
      if (found.length > 0) shown = found;
      return found.length > 0;
    },
    () => performance.now() > end,
  );
  return [
    ...shown,
    `${failed.people} people, reconnectAttempts ${failed.reconnectAttempts}`,
    ...steps.map((step, index) => `  ${index + 1}. ${told(step)}`),
    `SEED=${replay} npm run test:faults replays it.`,
  ].join('\n');
}

describe('random schedules over a real proxy', { skip: !replays && kind !== '' }, () => {
  it(`everybody is back and every message has its end, ${count} times`, async () => {
    const random = wanted === undefined ? usualSeed : fc.sample(fc.integer(), 1)[0];
    const [seed = random ?? usualSeed, only] = replayed.map(Number);
    const all = fc.sample(schedule, { numRuns: (only ?? count - 1) + 1, seed });
    const chosen = [...all.entries()].filter(([index]) => only === undefined || index === only);
    console.log(`${chosen.length} schedules over a real proxy, seed real:${seed}`);
    let played = 0;
    let failed: { index: number; one: Schedule; violations: readonly string[] } | null = null;
    const work = async (): Promise<void> => {
      for (;;) {
        const [index, one] = chosen.shift() ?? [];
        if (index === undefined || one === undefined || failed !== null) return;
        const violations = await play(platform, one);
        if (violations.length > 0) failed ??= { index, one, violations };
        played += 1;
        if (played % 10 === 0) console.log(`${played} of ${count} over a real proxy`);
      }
    };
    await Promise.all(Array.from({ length: together }, work));
    const found = failed as { index: number; one: Schedule; violations: readonly string[] } | null;
    if (found === null) return;
    const { index, one, violations } = found;
    assert.fail(await report(one, violations, `real:${seed}:${index}`));
  });
});
