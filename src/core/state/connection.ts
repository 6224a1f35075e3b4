/**
 * The connection as one table: which event leads from which phase to which. Pure data; the client's
 * connection carries out what a phase means. Knows no socket and no timer.
 */
import type { MiptechError } from '../protocol/errors.js';

/** See `table` for what each of them means. */
export type ConnectionPhase =
  | 'idle'
  | 'checking'
  | 'starting'
  | 'creating'
  | 'connecting'
  | 'ready'
  | 'renewing'
  | 'reconnecting'
  | 'offline'
  | 'rate-limited'
  | 'realtime-unavailable'
  | 'signed-out'
  | 'failed'
  | 'closed';

/** The names of the guide's `connectionStatus`, derived from the phase. */
export type ConnectionStatus = 'disconnected' | 'connecting' | 'connected' | 'ready' | 'error';

/** What can happen to a connection, and when it does. */
export const events = {
  check: 'an attempt asks /health',
  start: 'the platform says that its AI services are still loading',
  create: 'an attempt makes a chat',
  connect: 'an attempt opens the socket',
  ready: 'the platform is ready for messages',
  renew: 'a younger token is there: a second socket opens beside the first',
  limit: 'sending has to pause, by the platform’s word or by the client’s own count',
  resume: 'the pause is over',
  retry: 'the socket or an attempt was lost; another attempt is arranged',
  unavailable: 'REST works and the socket does not',
  fail: 'the quick attempts are used up, or no attempt can help',
  'lose-network': 'the host says that there is no network',
  rest: 'nobody has looked at the page for a while and nothing is under way',
  'sign-out': 'there is no session to connect with',
  close: 'the page disconnects, or the client is destroyed',
} as const;

export type ConnectionEventType = keyof typeof events;

export interface ConnectionEvent {
  readonly type: ConnectionEventType;
  readonly error?: MiptechError;
  /** Failed attempts so far. */
  readonly attempt?: number;
  /** When what is awaited happens, in milliseconds since 1970. */
  readonly at?: number;
  /** True where nothing but a person can help. */
  readonly terminal?: boolean;
}

export interface ConnectionState {
  readonly phase: ConnectionPhase;
  readonly status: ConnectionStatus;
  /** Failed attempts since the connection last stood; 0 when all is well. */
  readonly attempt: number;
  /** Why it is not ready, where there is a reason to tell. */
  readonly error: MiptechError | null;
  /** When the next attempt or the end of a pause is due, in milliseconds since 1970. */
  readonly at: number | null;
  /** True when the client has stopped trying by itself. */
  readonly terminal: boolean;
}

/** What can happen at any time while the client is at work. */
const anywhere = {
  'lose-network': 'offline',
  'sign-out': 'signed-out',
  retry: 'reconnecting',
  unavailable: 'realtime-unavailable',
  fail: 'failed',
  rest: 'idle',
  close: 'closed',
} as const;

/** An attempt begins with whichever of these is needed first. */
const begin = { check: 'checking', create: 'creating', connect: 'connecting' } as const;

/** An attempt in the background changes nothing that shows until it succeeds. */
const unseen = {
  check: 'realtime-unavailable',
  create: 'realtime-unavailable',
  connect: 'realtime-unavailable',
} as const;

interface Row {
  /** The guide's word for it. */
  readonly status: ConnectionStatus;
  /** What it means, for documentation. */
  readonly meaning: string;
  /** Event → next phase. What is missing here cannot happen and is refused. */
  readonly on: Readonly<Partial<Record<ConnectionEventType, ConnectionPhase>>>;
}

/** The whole machine: each phase, what it means, and where each event leads from it. */
export const table: Readonly<Record<ConnectionPhase, Row>> = {
  idle: {
    status: 'disconnected',
    meaning: 'Not started, or let go because nobody looks at the page; a look at it connects.',
    on: { ...anywhere, ...begin },
  },
  checking: {
    status: 'connecting',
    meaning: 'Asking for health.',
    on: { ...anywhere, ...begin, start: 'starting' },
  },
  starting: {
    status: 'connecting',
    meaning: 'The platform answers; its AI services are still loading.',
    on: { ...anywhere, ...begin, start: 'starting', ready: 'ready' },
  },
  creating: {
    status: 'connecting',
    meaning: 'Opening a chat.',
    on: { ...anywhere, create: 'creating', connect: 'connecting' },
  },
  connecting: {
    status: 'connecting',
    meaning: 'The socket is opening, or open and not yet ready.',
    on: { ...anywhere, ...begin, start: 'starting', ready: 'ready' },
  },
  ready: {
    status: 'ready',
    meaning: 'Messages flow.',
    on: { ...anywhere, start: 'starting', renew: 'renewing', limit: 'rate-limited' },
  },
  renewing: {
    status: 'ready',
    meaning: 'Messages flow, while a second socket with a new token takes over.',
    on: {
      ...anywhere,
      connect: 'connecting',
      start: 'starting',
      ready: 'ready',
      renew: 'renewing',
      limit: 'rate-limited',
    },
  },
  'rate-limited': {
    status: 'connected',
    meaning: 'Connected; sending is paused until a known time.',
    on: {
      ...anywhere,
      connect: 'connecting',
      start: 'starting',
      ready: 'ready',
      limit: 'rate-limited',
      resume: 'ready',
    },
  },
  'realtime-unavailable': {
    status: 'connected',
    meaning: 'The socket cannot be had: messages go by REST, and the socket is tried slowly.',
    on: { ...anywhere, ...unseen, start: 'starting', ready: 'ready', limit: 'rate-limited' },
  },
  reconnecting: {
    status: 'disconnected',
    meaning: 'Waiting for the next attempt.',
    on: { ...anywhere, ...begin },
  },
  offline: {
    status: 'disconnected',
    meaning: 'The host says that there is no network.',
    on: { ...anywhere, ...begin },
  },
  'signed-out': {
    status: 'disconnected',
    meaning: 'Nobody is signed in.',
    on: { ...begin, 'lose-network': 'offline', 'sign-out': 'signed-out', close: 'closed' },
  },
  failed: {
    status: 'error',
    meaning: 'The quick attempts are used up; slow ones go on, unless `terminal` is true.',
    on: { ...anywhere, ...begin },
  },
  closed: {
    status: 'disconnected',
    meaning: 'The page disconnected, or the client was destroyed.',
    on: {
      ...begin,
      retry: 'reconnecting',
      'lose-network': 'offline',
      'sign-out': 'signed-out',
      close: 'closed',
    },
  },
};

export const disconnected: ConnectionState = {
  phase: 'idle',
  status: 'disconnected',
  attempt: 0,
  error: null,
  at: null,
  terminal: false,
};

/** Where no failure is left to tell of. */
const calm = new Set<ConnectionPhase>(['idle', 'ready', 'closed', 'signed-out']);

/** The state after `event`, or null where the table has no such step. */
export function next(state: ConnectionState, event: ConnectionEvent): ConnectionState | null {
  const phase = table[state.phase].on[event.type];
  if (phase === undefined) return null;
  const well = calm.has(phase);
  return {
    phase,
    status: table[phase].status,
    attempt: well ? 0 : (event.attempt ?? state.attempt),
    error: event.error ?? (well || phase === 'offline' ? null : state.error),
    at: event.at ?? null,
    terminal: event.terminal ?? false,
  };
}

/** True in the phases in which a socket stands and frames may be written. */
export function open(state: ConnectionState): boolean {
  return state.phase === 'ready' || state.phase === 'renewing';
}
