/**
 * What the rows of the panel say, worked out of the client's state. Pure; knows neither markup nor
 * the verbs behind the buttons.
 */
import { errorTexts } from '../../core/index.js';
import type {
  ConnectionPhase,
  ConnectionState,
  HealthState,
  MiptechError,
  RoundTrip,
  SessionState,
} from '../../core/index.js';
import { errorText, fill } from '../../dom/strings.js';
import { roundTripText } from './round-trips.js';
import type { StatusStrings } from './strings.js';
import { moment, spaced } from './wording.js';

/** How a state looks; its word says the same. */
export type Tone = 'good' | 'busy' | 'idle' | 'warning' | 'bad';

export interface Part {
  readonly name: string;
  readonly tone: Tone;
  readonly word: string;
}

export type ActionName = 'test' | 'connect' | 'disconnect' | 'tryNow';

export interface Row extends Part {
  /** Short facts beside the word. */
  readonly facts: readonly string[];
  /** How long answers took, oldest first, and the same in words; null without any. */
  readonly trips: { readonly text: string; readonly list: readonly RoundTrip[] } | null;
  /** A sentence below, or null. */
  readonly sentence: string | null;
  readonly parts: readonly Part[];
  readonly error: MiptechError | null;
  readonly actions: readonly ActionName[];
}

export interface StatusView {
  readonly health: HealthState;
  readonly connection: ConnectionState;
  /** Seconds until the next attempt or the end of a pause. */
  readonly countdown: number | null;
  readonly session: SessionState;
  /** Round trips of /health and of pings over the socket. */
  readonly answers: readonly RoundTrip[];
  readonly pings: readonly RoundTrip[];
  /** Since when messages can go over the socket, in milliseconds since 1970. */
  readonly since: number | null;
  /** Messages that wait for the connection. */
  readonly waiting: number;
  /** Of the document, for numbers and times. */
  readonly language: string | undefined;
}

const plain = {
  facts: [],
  trips: null,
  sentence: null,
  parts: [],
  error: null,
  actions: [],
} as const;

const healthTones = {
  unknown: 'idle',
  checking: 'busy',
  ready: 'good',
  starting: 'busy',
  error: 'bad',
} as const;

const goodWords = new Set([
  ...['ready', 'healthy', 'ok', 'up', 'connected', 'available'],
  ...['running', 'active', 'online', 'operational'],
]);
const busyWords = new Set(['loading', 'starting', 'initializing', 'pending', 'warming']);
const warningWords = new Set(['degraded', 'slow', 'limited']);
const idleWords = new Set(['unknown', 'disabled', 'not_configured']);

function toneOf(word: string): Tone {
  const lower = word.toLowerCase();
  if (goodWords.has(lower)) return 'good';
  if (busyWords.has(lower)) return 'busy';
  if (warningWords.has(lower)) return 'warning';
  return idleWords.has(lower) ? 'idle' : 'bad';
}

function tripsOf(list: readonly RoundTrip[], strings: StatusStrings): Row['trips'] {
  const text = roundTripText(list, strings);
  return text === null ? null : { text, list };
}

export function restRow(view: StatusView, strings: StatusStrings): Row {
  const { phase, status, error } = view.health;
  const settled = phase === 'ready' || phase === 'starting';
  // “Healthy” says it already where the platform's own word means the same.
  const more = settled && status !== null && toneOf(status) === 'warning' ? [spaced(status)] : [];
  return {
    ...plain,
    name: strings.rest,
    tone: more.length > 0 ? 'warning' : healthTones[phase],
    word: strings.health[phase],
    facts: more,
    trips: settled ? tripsOf(view.answers, strings) : null,
    error,
    actions: ['test'],
  };
}

function servicesRow({ health }: StatusView, strings: StatusStrings): Row {
  const names: Readonly<Record<string, string>> = strings.serviceNames;
  const parts = Object.entries(health.services).map(([name, word]) => ({
    name: names[name] ?? spaced(name),
    tone: toneOf(word),
    word: spaced(word),
  }));
  const { phase } = health;
  return {
    ...plain,
    name: strings.services,
    tone: phase === 'error' ? 'idle' : healthTones[phase],
    word: strings.servicesOverall[phase],
    // What an earlier answer said is not the state of now, except while it is asked again.
    parts: phase === 'error' || phase === 'unknown' ? [] : parts,
  };
}

const connectionTones: Readonly<Record<ConnectionPhase, Tone>> = {
  idle: 'idle',
  checking: 'busy',
  starting: 'busy',
  creating: 'busy',
  connecting: 'busy',
  ready: 'good',
  renewing: 'good',
  reconnecting: 'warning',
  offline: 'warning',
  'rate-limited': 'warning',
  'realtime-unavailable': 'warning',
  'signed-out': 'idle',
  failed: 'bad',
  closed: 'idle',
};

/** What can be done in a phase: begin, stop, or not wait any longer. */
function actionsIn({ phase, terminal }: ConnectionState): readonly ActionName[] {
  switch (phase) {
    case 'idle':
    case 'closed':
    case 'signed-out':
      return ['connect'];
    case 'failed':
      return terminal ? ['connect'] : ['tryNow', 'disconnect'];
    case 'reconnecting':
    case 'offline':
    case 'realtime-unavailable':
      return ['tryNow', 'disconnect'];
    default:
      return ['disconnect'];
  }
}

/** Where a socket stands. */
const standing = new Set<ConnectionPhase>(['ready', 'renewing', 'rate-limited']);

export function webSocketRow(view: StatusView, strings: StatusStrings): Row {
  const { connection, countdown, since, waiting, language } = view;
  const { phase, status, attempt, error, terminal } = connection;
  const facts: string[] = [];
  const stands = standing.has(phase) && since !== null;
  if (stands) {
    facts.push(fill(strings.since, { time: moment(since, Date.now(), language) }));
  }
  if (attempt > 0) facts.push(fill(strings.attempt, { attempt }));
  if (countdown !== null) {
    const text = phase === 'rate-limited' ? strings.goesOn : strings.countdown;
    facts.push(fill(text, { seconds: countdown }));
  }
  if (waiting > 0) facts.push(fill(strings.waiting, { count: waiting }));
  return {
    ...plain,
    name: strings.webSocket,
    tone: terminal ? 'bad' : connectionTones[phase],
    word: phase === 'realtime-unavailable' ? strings.restOnly : strings.status[status],
    facts,
    trips: stands ? tripsOf(view.pings, strings) : null,
    sentence: terminal ? strings.stopped : strings.doing[phase],
    error,
    actions: actionsIn(connection),
  };
}

const sessionTones = {
  'signed-out': 'idle',
  'signing-in': 'busy',
  'signed-in': 'good',
  expired: 'warning',
} as const;

function sessionRow({ session }: StatusView, strings: StatusStrings): Row {
  const { phase, user, error } = session;
  const [name, ...more] = [user?.name, user?.email, user?.id].filter(Boolean);
  const here = phase === 'signed-in' && name !== undefined;
  const email = user !== null && more.includes(user.email) ? [user.email] : [];
  return {
    ...plain,
    name: strings.session,
    tone: sessionTones[phase],
    word: here ? fill(strings.signedInAs, { name }) : strings.sessions[phase],
    facts: here ? email : phase === 'expired' && name !== undefined ? [name] : [],
    error,
  };
}

/** The rows from top to bottom. An error that stands in one of them is not told again below. */
export function rowsOf(view: StatusView, strings: StatusStrings): readonly Row[] {
  const told = new Set<string>();
  return [restRow, servicesRow, webSocketRow, sessionRow].map((make) => {
    const row = make(view, strings);
    if (row.error === null) return row;
    const known = told.has(row.error.code);
    told.add(row.error.code);
    return known ? { ...row, error: null } : row;
  });
}

/** The one row that stands for all where there is room for one word. */
export function shortRow(view: StatusView, strings: StatusStrings): Row {
  return webSocketRow(view, strings);
}

/** What happened: the platform's own words where it gave some. */
export function explain(error: MiptechError, strings: StatusStrings): string {
  return error.message === errorTexts[error.code].message
    ? errorText(strings, error)
    : error.message;
}

/** An error as text for a report to those who run the platform. */
export function report(error: MiptechError, strings: StatusStrings): string {
  return [
    error.code,
    error.status === null ? '' : `HTTP ${String(error.status)}`,
    error.requestId ?? '',
    explain(error, strings),
    strings.fixes[error.code],
  ]
    .filter(Boolean)
    .join('\n');
}
