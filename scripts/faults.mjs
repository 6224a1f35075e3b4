/**
 * `npm run test:faults`: many random schedules of faults, on a clock that stands still and over real
 * sockets. `SCHEDULES` (default 1,000) and `REAL_SCHEDULES` (default 100) say how many, `SEED=…`
 * replays the one that a failure names, `STORY=1` tells it frame by frame.
 */
import { root } from './prepare.mjs';
import { run } from './run.mjs';

const { SCHEDULES = '1000', REAL_SCHEDULES = '100', SEED } = process.env;
const files = ['test/faults/schedules.test.ts', 'test/faults/schedules-real.test.ts'];
if (SEED !== undefined) console.log(`Replaying ${SEED}`);
// Each prints what it is at by itself; the test runner would keep that until its end.
for (const file of files) {
  if (SEED !== undefined && SEED.startsWith('real:') !== file.includes('real')) continue;
  const code = await run(process.execPath, ['--import=tsx', file], {
    cwd: root,
    env: { ...process.env, SCHEDULES, REAL_SCHEDULES },
  });
  if (code !== 0) process.exitCode = code;
}
