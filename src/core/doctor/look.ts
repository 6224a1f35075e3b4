/**
 * What the checks of one look share: the client's parts, what earlier checks have seen, and how an
 * outcome is written down. Owns no check.
 */
import type { CheckOutcome } from '../state/diagnosis.js';
import type { Answer } from './asking.js';
import { meaningOf } from './asking.js';
import type { Evidence, FindingCode } from './findings.js';
import { textsOf } from './findings.js';
import type { DoctorParts, Probe, ProbeEnd } from './parts.js';

export interface Result {
  readonly outcome: CheckOutcome;
  readonly finding: FindingCode | null;
  readonly message: string;
  readonly fix: string | null;
  readonly evidence: Evidence;
}

/** A socket of the doctor's own that opened, and what became of it so far. */
export interface Standing {
  readonly probe: Probe;
  ready: boolean;
  starting: boolean;
  end: ProbeEnd | null;
  /** The kinds of the frames that came. */
  readonly frames: string[];
  /** Called after each of these changed. */
  changed: () => void;
}

/** What checks leave behind for those after them. */
export interface Seen {
  health: Answer | null;
  tenant: Answer | null;
  times: Answer['times'];
  /** False where the platform says that its AI services are not. */
  servicesReady: boolean;
  chatId: string | null;
  socket: Standing | null;
  /** Most connections the tenant may have, where the platform says so. */
  quota: number | null;
}

export interface Look extends DoctorParts {
  readonly seen: Seen;
}

export type Checking = (look: Look) => Promise<Result> | Result;

export function passed(message: string, evidence: Evidence = {}): Result {
  return { outcome: 'passed', finding: null, message, fix: null, evidence };
}

export function skipped(message: string, evidence: Evidence = {}): Result {
  return { outcome: 'skipped', finding: null, message, fix: null, evidence };
}

function found(outcome: 'warned' | 'failed', finding: FindingCode, evidence: Evidence): Result {
  return { outcome, finding, ...textsOf(finding, evidence), evidence };
}

export function warned(finding: FindingCode, evidence: Evidence = {}): Result {
  return found('warned', finding, evidence);
}

export function failed(finding: FindingCode, evidence: Evidence = {}): Result {
  return found('failed', finding, evidence);
}

/** What of an answer may be shown: a body may repeat what it was sent, and is not. */
export function seenOf({ status, error, duration, html }: Answer): Evidence {
  const code = error?.platformCode ?? '';
  return {
    status,
    duration,
    ...(/^[A-Z][A-Z0-9_]{1,47}$/.test(code) ? { code } : {}),
    ...(html ? { content: 'a web page' } : {}),
    ...(error?.retryAfter == null ? {} : { retryAfter: error.retryAfter }),
  };
}

/** The result of a call that was refused; null where it was not. */
export function refusalOf(look: Look, answer: Answer, more: Evidence = {}): Result | null {
  const meaning = meaningOf(answer);
  if (meaning === null) return null;
  const evidence = { tenant: look.settings.tenantId, ...more, ...seenOf(answer) };
  return failed(meaning, evidence);
}

/** The result of a call that nothing came back from, after others had worked. */
export function silenceOf(why: 'timeout' | 'error' | 'ended', evidence: Evidence): Result {
  if (why === 'ended') return skipped('The checks were ended.');
  return failed(why === 'timeout' ? 'no_answer' : 'cors_headers_refused', evidence);
}
