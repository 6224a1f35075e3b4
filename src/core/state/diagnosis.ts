/**
 * What a look at everything found: a list of checks, each with its outcome, its evidence and the
 * finding that names what is wrong. Pure data; does not know how anything is looked at.
 */

/** The checks in the order in which they run. */
export const checkNames = [
  'settings',
  'network',
  'origin',
  'health',
  'tenant',
  'services',
  'token',
  'clock',
  'chat',
  'handshake',
  'ready',
  'ping',
  'rest',
] as const;

export type CheckName = (typeof checkNames)[number];

/** `warned`: it works, and something about it should be known. */
export type CheckOutcome = 'waiting' | 'running' | 'passed' | 'warned' | 'failed' | 'skipped';

export interface Check {
  readonly name: CheckName;
  readonly outcome: CheckOutcome;
  /**
   * What is wrong, by a stable code such as `cors_refused`; the anchor of its section in
   * docs/troubleshooting.md. Null where there is nothing to say.
   */
  readonly finding: string | null;
  /** What happened, as one sentence in English; empty before the check has run. */
  readonly message: string;
  /** What to do, as a sentence in English for developers and administrators; null without need. */
  readonly fix: string | null;
  /** What was seen, such as `status: 404` or `round trip: 12 ms`; free of secrets. */
  readonly evidence: Readonly<Record<string, string | number | boolean>>;
  /** How long it took in milliseconds; null before its end. */
  readonly duration: number | null;
}

export interface Diagnosis {
  readonly phase: 'idle' | 'running' | 'done';
  /** Wall clock in milliseconds when it began; null before. */
  readonly startedAt: number | null;
  readonly checks: readonly Check[];
}

/** Before the first look. */
export const undiagnosed: Diagnosis = {
  phase: 'idle',
  startedAt: null,
  checks: checkNames.map((name) => ({
    name,
    outcome: 'waiting',
    finding: null,
    message: '',
    fix: null,
    evidence: {},
    duration: null,
  })),
};
