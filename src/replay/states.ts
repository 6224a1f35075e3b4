/**
 * What of a report's entries fits the states that elements show: reports come from files, so that any
 * value may be any other. Pure; what does not fit is left as it was.
 */
import { MiptechError, errorTexts } from '../core/index.js';
import type {
  Check,
  CheckOutcome,
  ConnectionState,
  Diagnosis,
  ErrorCode,
  HealthState,
  JournalDetail,
  JournalValue,
  Message,
  SessionState,
  TenantState,
} from '../core/index.js';
import { disconnected, table } from '../core/state/connection.js';
import { checkNames, undiagnosed } from '../core/state/diagnosis.js';
import { signedOut } from '../core/state/session.js';
import { messageFailures } from '../core/state/transcript.js';

type Given = JournalValue | undefined;

/** A list of every word of a type, whatever is added to it later. */
const listed = <T extends string>(words: Readonly<Record<T, true>>): readonly T[] =>
  Object.keys(words) as T[];

const sessionPhases = listed<SessionState['phase']>({
  'signed-out': true,
  'signing-in': true,
  'signed-in': true,
  expired: true,
});
const healthPhases = listed<HealthState['phase']>({
  unknown: true,
  checking: true,
  ready: true,
  starting: true,
  error: true,
});
const tenantPhases = listed<TenantState['phase']>({ unknown: true, loading: true, known: true });
const outcomes = listed<CheckOutcome>({
  waiting: true,
  running: true,
  passed: true,
  warned: true,
  failed: true,
  skipped: true,
});
const messageStates = listed<Message['state']>({
  queued: true,
  sending: true,
  delivered: true,
  failed: true,
  streaming: true,
  complete: true,
  interrupted: true,
  incomplete: true,
  stopped: true,
});

export function fieldsOf(value: unknown): JournalDetail {
  const named = typeof value === 'object' && value !== null && !Array.isArray(value);
  return named ? (value as JournalDetail) : {};
}

export function listOf(value: Given): readonly JournalValue[] {
  return Array.isArray(value) ? (value as readonly JournalValue[]) : [];
}

function oneOf<T extends string>(value: Given, words: readonly T[]): T | undefined {
  return words.find((word) => word === value);
}

const text = (value: Given): string | null => (typeof value === 'string' ? value : null);
const count = (value: Given): number | null => (typeof value === 'number' ? value : null);

function entriesOf<T extends JournalValue>(
  value: Given,
  type: 'string' | 'number' | 'boolean',
): Readonly<Record<string, T>> {
  const fitting = Object.entries(fieldsOf(value)).filter(([, each]) => typeof each === type);
  return Object.fromEntries(fitting) as Record<string, T>;
}

/** The failure that a state held; one of a later version's codes is told by its own words. */
function errorOf(value: Given): MiptechError | null {
  const { code, message, status, retryAfter, requestId, platformCode, problems } = fieldsOf(value);
  if (typeof code !== 'string') return null;
  const known = Object.hasOwn(errorTexts, code) ? (code as ErrorCode) : 'protocol';
  return new MiptechError(known, {
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(typeof platformCode === 'string' ? { platformCode } : {}),
    problems: listOf(problems).flatMap((each) => {
      const { name, message: said } = fieldsOf(each);
      return typeof said === 'string' ? [{ name: text(name) ?? '', message: said }] : [];
    }),
  });
}

/** Null where its phase is none that there is. @param at when what it waits for is due */
export function connectionOf(detail: JournalDetail, at: number | null): ConnectionState | null {
  const { phase, attempt, terminal, error } = detail;
  const known = oneOf(phase, Object.keys(table) as (keyof typeof table)[]);
  if (known === undefined) return null;
  const { status } = table[known];
  return {
    ...disconnected,
    phase: known,
    status,
    attempt: count(attempt) ?? 0,
    terminal: terminal === true,
    at,
    error: errorOf(error),
  };
}

export function sessionOf({ phase, userId, left, error }: JournalDetail): SessionState | null {
  const known = oneOf(phase, sessionPhases);
  if (known === undefined) return null;
  const user = typeof userId === 'string' ? { id: userId, email: '', name: userId } : null;
  const where = oneOf(left, ['here', 'elsewhere'] as const) ?? null;
  return { ...signedOut, phase: known, user, left: where, error: errorOf(error) };
}

export function healthOf(detail: JournalDetail): HealthState | null {
  const phase = oneOf(detail['phase'], healthPhases);
  if (phase === undefined) return null;
  return {
    phase,
    status: text(detail['status']),
    services: entriesOf<string>(detail['services'], 'string'),
    latency: count(detail['latency']),
    error: errorOf(detail['error']),
  };
}

export function tenantOf(detail: JournalDetail): TenantState | null {
  const phase = oneOf(detail['phase'], tenantPhases);
  if (phase === undefined) return null;
  return {
    phase,
    name: text(detail['name']) ?? '',
    features: entriesOf<boolean>(detail['features'], 'boolean'),
    limits: entriesOf<number>(detail['limits'], 'number'),
    usage: entriesOf<number>(detail['usage'], 'number'),
  };
}

/** What of a message was told besides its words; of a kind that there is not, an answer. */
export function messageOf({
  role,
  state,
  awaiting,
  failure,
}: JournalDetail): Pick<Message, 'role' | 'state' | 'awaiting' | 'failure'> {
  const person = role === 'user';
  return {
    role: person ? 'user' : 'assistant',
    state: oneOf(state, messageStates) ?? (person ? 'delivered' : 'complete'),
    awaiting: awaiting === true,
    failure: oneOf(failure, messageFailures) ?? null,
  };
}

function checkOf(given: JournalDetail, check: Check): Check {
  const { finding, message, fix, evidence, duration } = given;
  return {
    ...check,
    outcome: oneOf(given['outcome'], outcomes) ?? 'skipped',
    finding: text(finding),
    message: text(message) ?? '',
    fix: text(fix),
    evidence: {
      ...entriesOf<string>(evidence, 'string'),
      ...entriesOf<number>(evidence, 'number'),
      ...entriesOf<boolean>(evidence, 'boolean'),
    },
    duration: count(duration),
  };
}

/** The checks that there are, in their order; as before a look where the report has none of them. */
export function diagnosisOf(value: JournalValue): Diagnosis {
  const { phase, startedAt, checks } = fieldsOf(value);
  const given = new Map(listOf(checks).map((check) => [fieldsOf(check)['name'], fieldsOf(check)]));
  if (!checkNames.some((name) => given.has(name))) return undiagnosed;
  return {
    phase: oneOf(phase, ['running', 'done'] as const) ?? 'done',
    startedAt: count(startedAt),
    checks: undiagnosed.checks.map((check) => checkOf(given.get(check.name) ?? {}, check)),
  };
}

/** Of `given` what is of the same type as in `known`; JSON has no word for what has no end. */
export function settingsOf<T extends object>(given: JournalDetail, known: T): Partial<T> {
  const fitting = Object.entries(known).flatMap(([name, before]: [string, unknown]) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (typeof before === 'number' && value === 'Infinity') return [[name, Infinity]];
    const fits = before === null ? typeof value === 'string' : typeof value === typeof before;
    return fits ? [[name, value]] : [];
  });
  return Object.fromEntries(fitting) as Partial<T>;
}
