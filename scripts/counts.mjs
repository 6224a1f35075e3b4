/**
 * What a stage of tests came to. The runners write it to the file named by TEST_COUNTS (the
 * runner's own report stays on the terminal), the scripts that start them read it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @returns {Counts} */
export const noCounts = () => ({ passed: 0, failed: 0, skipped: 0 });

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
