/**
 * The connection as one table: which event leads from which phase to which. Pure data; the client's
 * connection carries out what a phase means. Knows no socket and no timer.
 */
import type { MiptechError } from '../protocol/errors.js';

/**
 * - `idle`: not started, or the page disconnected and has not connected again
 * - `checking`: asking /health
 * - `starting`: the platform answers, its AI services are still loading
 * - `creating`: opening a chat session by REST
 * - `connecting`: the WebSocket is opening, or open and not yet ready
 * - `ready`: messages flow
 * - `renewing`: as ready, while a second socket with a new token takes over
 * - `reconnecting`: waiting for the next attempt (`attempt`, `error`; see the client's countdown)
 * - `offline`: the host says that there is no network
 * - `rate-limited`: connected, sending paused until the platform's time is over
 * - `signed-out`: nobody is signed in and neither `anonymous` nor `debug` is set
 * - `failed`: the quick attempts are used up; slow ones go on, unless `error` is terminal
 * - `closed`: the page disconnected, or the client was destroyed
 */
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
  | 'signed-out'
  | 'failed'
  | 'closed';

/** The names of the guide's `connectionStatus`, derived from the phase. */
export type ConnectionStatus = 'disconnected' | 'connecting' | 'connected' | 'ready' | 'error';

export type ConnectionEventType =
  | 'check'
  | 'start'
  | 'create'
  | 'connect'
  | 'ready'
  | 'renew'
  | 'limit'
  | 'resume'
  | 'retry'
  | 'fail'
  | 'lose-network'
  | 'sign-out'
  | 'close';

export interface ConnectionEvent {
  readonly type: ConnectionEventType;
  readonly error?: MiptechError;
  /** Failed attempts so far. */
  readonly attempt?: number;
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
  /** True when the client has stopped trying by itself. */
  readonly terminal: boolean;
}

const anywhere = {
  'lose-network': 'offline',
  'sign-out': 'signed-out',
  retry: 'reconnecting',
  fail: 'failed',
  close: 'closed',
} as const;

const begin = { check: 'checking', create: 'creating', connect: 'connecting' } as const;

/** phase → event → next phase. What is missing here cannot happen and is refused. */
export const transitions: Readonly<
  Record<ConnectionPhase, Partial<Record<ConnectionEventType, ConnectionPhase>>>
> = {
  idle: { ...begin, ...anywhere },
  checking: { ...anywhere, ...begin, start: 'starting' },
  starting: { ...anywhere, ...begin, start: 'starting', ready: 'ready' },
  creating: { ...anywhere, connect: 'connecting', create: 'creating' },
  connecting: { ...anywhere, ...begin, start: 'starting', ready: 'ready' },
  ready: { ...anywhere, start: 'starting', renew: 'renewing', limit: 'rate-limited' },
  renewing: {
    ...anywhere,
    start: 'starting',
    ready: 'ready',
    renew: 'renewing',
    limit: 'rate-limited',
  },
  'rate-limited': {
    ...anywhere,
    start: 'starting',
    resume: 'ready',
    limit: 'rate-limited',
    renew: 'renewing',
  },
  reconnecting: { ...anywhere, ...begin },
  offline: { ...anywhere, ...begin },
  'signed-out': { ...begin, 'sign-out': 'signed-out', close: 'closed' },
  failed: { ...anywhere, ...begin },
  closed: { ...begin, close: 'closed' },
};

const statuses: Readonly<Record<ConnectionPhase, ConnectionStatus>> = {
  idle: 'disconnected',
  checking: 'connecting',
  starting: 'connecting',
  creating: 'connecting',
  connecting: 'connecting',
  ready: 'ready',
  renewing: 'ready',
  'rate-limited': 'connected',
  reconnecting: 'disconnected',
  offline: 'disconnected',
  'signed-out': 'disconnected',
  failed: 'error',
  closed: 'disconnected',
};

export const disconnected: ConnectionState = {
  phase: 'idle',
  status: 'disconnected',
  attempt: 0,
  error: null,
  terminal: false,
};

/** The state after `event`, or null where the table has no such step. */
export function next(state: ConnectionState, event: ConnectionEvent): ConnectionState | null {
  const phase = transitions[state.phase][event.type];
  if (phase === undefined) return null;
  const well = phase === 'ready' || phase === 'closed' || phase === 'signed-out';
  return {
    phase,
    status: statuses[phase],
    attempt: well ? 0 : (event.attempt ?? state.attempt),
    error: event.error ?? (well || phase === 'offline' ? null : state.error),
    terminal: event.terminal ?? false,
  };
}

/** True in the phases in which a socket stands and frames may be written. */
export function open(state: ConnectionState): boolean {
  return state.phase === 'ready' || state.phase === 'renewing';
}
