/**
 * What a stage of tests came to. The runners write it to the file named by TEST_COUNTS (the
 * runner's own report stays on the terminal), the scripts that start them read it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * `failures` names what failed, and how, in a line each.
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Counts
 */

/** @returns {Counts} */
export const noCounts = () => ({ passed: 0, failed: 0, skipped: 0, failures: [] });

/**
 * Counts a failure under its name.
 * @param {Counts} counts
 * @param {string} name
 * @param {string | undefined} message Its first line is kept.
 */
export function countFailure(counts, name, message) {
  counts.failed += 1;
  const reason = message?.trim().split('\n')[0];
  counts.failures.push(reason ? `${name}: ${reason}` : name);
}

/** @param {Counts} counts */
export function writeCounts(counts) {
  const file = process.env.TEST_COUNTS;
  if (file) writeFileSync(file, JSON.stringify(counts));
}

/**
 * Reads and removes what a runner wrote; a runner that died before it wrote has counted nothing.
 * @param {string} file
 * @returns {Counts}
 */
export function takeCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return noCounts();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {Counts} counts */
export const countsLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
