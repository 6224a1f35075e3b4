/** What a run of the checks comes to, in numbers and as one sentence. Pure. */
import type { CheckOutcome, Diagnosis } from '../../core/index.js';
import { fill } from '../../dom/strings.js';
import type { StatusStrings } from './strings.js';

const open = new Set<CheckOutcome>(['waiting', 'running']);

/** How many checks there are, have come to an end, and ended how. */
export function countsOf({ checks }: Diagnosis): {
  readonly all: number;
  readonly done: number;
  readonly failed: number;
  readonly warned: number;
} {
  const count = (test: (outcome: CheckOutcome) => boolean): number =>
    checks.filter(({ outcome }) => test(outcome)).length;
  return {
    all: checks.length,
    done: count((outcome) => !open.has(outcome)),
    failed: count((outcome) => outcome === 'failed'),
    warned: count((outcome) => outcome === 'warned'),
  };
}

export function summaryOf(diagnosis: Diagnosis, strings: StatusStrings): string {
  const counts = countsOf(diagnosis);
  if (counts.failed > 0) return fill(strings.checksDone, counts);
  return counts.warned > 0 ? fill(strings.checksWarned, counts) : strings.checksWell;
}
