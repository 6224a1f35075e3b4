import { expect } from '@open-wc/testing';
import { MiptechError } from '../protocol/errors.js';
import { disconnected, next, open, transitions } from './connection.js';
import type { ConnectionEventType, ConnectionPhase, ConnectionState } from './connection.js';

const phases = Object.keys(transitions) as ConnectionPhase[];
const events: ConnectionEventType[] = [
  'check',
  'start',
  'create',
  'connect',
  'ready',
  'renew',
  'limit',
  'resume',
  'retry',
  'fail',
  'lose-network',
  'sign-out',
  'close',
];
const error = new MiptechError('server_error');

function at(phase: ConnectionPhase, more: Partial<ConnectionState> = {}): ConnectionState {
  return { ...disconnected, phase, ...more };
}

/** Where `event` leads from `phase`, or null. */
function lead(phase: ConnectionPhase, event: ConnectionEventType): ConnectionPhase | null {
  return next(at(phase), { type: event })?.phase ?? null;
}

function reachable(start: ConnectionPhase): Set<ConnectionPhase> {
  const found = new Set([start]);
  for (const phase of found) {
    for (const event of events) {
      const to = lead(phase, event);
      if (to !== null) found.add(to);
    }
  }
  return found;
}

describe('the table of the connection', () => {
  it('knows no event and no phase that these tests do not', () => {
    const used = phases.flatMap((phase) => Object.keys(transitions[phase]));
    expect([...new Set(used)].sort()).to.deep.equal([...events].sort());
    for (const phase of phases) {
      for (const to of Object.values(transitions[phase])) expect(phases).to.include(to);
    }
  });

  /** An event names one phase wherever it comes, or is refused. */
  const meaning: Record<ConnectionEventType, ConnectionPhase> = {
    check: 'checking',
    start: 'starting',
    create: 'creating',
    connect: 'connecting',
    ready: 'ready',
    renew: 'renewing',
    limit: 'rate-limited',
    resume: 'ready',
    retry: 'reconnecting',
    fail: 'failed',
    'lose-network': 'offline',
    'sign-out': 'signed-out',
    close: 'closed',
  };
  for (const event of events) {
    it(`lets ${event} lead to ${meaning[event]} and nowhere else, from every phase or not at all`, () => {
      for (const phase of phases) {
        expect(lead(phase, event), `from ${phase}`).to.be.oneOf([meaning[event], null]);
      }
      expect(phases.some((phase) => lead(phase, event) !== null)).to.equal(true);
    });
  }

  it('makes every phase reachable from idle', () => {
    expect([...reachable('idle')].sort()).to.deep.equal([...phases].sort());
  });

  it('leaves no phase without a way to ready and no phase without a way to the end', () => {
    for (const phase of phases) {
      expect(reachable(phase).has('ready'), `${phase} to ready`).to.equal(true);
      expect(lead(phase, 'close'), `close in ${phase}`).to.equal('closed');
      expect(lead(phase, 'sign-out') === null, `sign-out in ${phase}`).to.equal(phase === 'closed');
    }
  });

  it('lets a loss of any kind come at any time while the client is at work', () => {
    for (const phase of phases) {
      const works = phase !== 'closed' && phase !== 'signed-out';
      for (const event of ['retry', 'fail', 'lose-network'] as const) {
        expect(lead(phase, event) !== null, `${event} in ${phase}`).to.equal(works);
      }
    }
  });

  it('lets nothing but a new start lead out of closed and signed-out', () => {
    const starts = ['check', 'create', 'connect', 'close'];
    for (const event of events) {
      if (starts.includes(event)) continue;
      expect(lead('closed', event), event).to.equal(null);
      if (event !== 'sign-out') expect(lead('signed-out', event), event).to.equal(null);
    }
  });

  it('takes no frame for readiness while no socket stands', () => {
    for (const phase of [
      'idle',
      'checking',
      'creating',
      'reconnecting',
      'offline',
      'failed',
    ] as const) {
      for (const event of ['ready', 'renew', 'limit', 'resume'] as const) {
        expect(lead(phase, event), `${event} in ${phase}`).to.equal(null);
      }
    }
  });

  it('ends a pause only by resume, a renewal or a loss', () => {
    expect(lead('rate-limited', 'ready')).to.equal(null);
    expect(lead('rate-limited', 'resume')).to.equal('ready');
    expect(lead('ready', 'resume')).to.equal(null);
  });
});

describe('the state of the connection', () => {
  it('has one status a phase, and writes only where a socket stands and may be written to', () => {
    const table: [ConnectionPhase, string, boolean][] = [
      ['idle', 'disconnected', false],
      ['checking', 'connecting', false],
      ['starting', 'connecting', false],
      ['creating', 'connecting', false],
      ['connecting', 'connecting', false],
      ['ready', 'ready', true],
      ['renewing', 'ready', true],
      ['reconnecting', 'disconnected', false],
      ['offline', 'disconnected', false],
      ['rate-limited', 'connected', false],
      ['signed-out', 'disconnected', false],
      ['failed', 'error', false],
      ['closed', 'disconnected', false],
    ];
    expect(table.map(([phase]) => phase).sort()).to.deep.equal([...phases].sort());
    for (const [phase, status, writes] of table) {
      for (const from of phases) {
        for (const type of events) {
          const state = next(at(from), { type });
          if (state?.phase !== phase) continue;
          expect(state.status, phase).to.equal(status);
          expect(open(state), phase).to.equal(writes);
        }
      }
    }
  });

  const before = { attempt: 3, error, terminal: true };
  const after = new MiptechError('forbidden');
  it('forgets the count only when all is well or ended', () => {
    for (const from of phases) {
      for (const type of events) {
        const state = next(at(from, before), { type });
        if (state === null) continue;
        const well = ['ready', 'closed', 'signed-out'].includes(state.phase);
        expect(state.attempt, `${type} in ${from}`).to.equal(well ? 0 : 3);
        const told = well || state.phase === 'offline' ? null : error;
        expect(state.error, `${type} in ${from}`).to.equal(told);
      }
    }
  });

  it('takes count and reason from the event where it brings them', () => {
    const state = next(at('connecting', before), { type: 'retry', attempt: 4, error: after });
    expect(state).to.include({ phase: 'reconnecting', attempt: 4, error: after });
    expect(next(at('ready'), { type: 'sign-out', error: after })).to.include({ error: after });
  });

  it('is terminal only by the event that says so; the next step ends that', () => {
    const ended = next(at('connecting'), { type: 'fail', error: after, terminal: true });
    expect(ended).to.include({ phase: 'failed', terminal: true });
    for (const type of events) {
      for (const phase of phases) {
        const state = next(at(phase, { terminal: true }), { type });
        if (state !== null) expect(state.terminal, `${type} in ${phase}`).to.equal(false);
      }
    }
  });

  it('is a new object that leaves the old one as it was', () => {
    const state = Object.freeze(at('idle'));
    expect(next(state, { type: 'check' })).not.to.equal(state);
    expect(next(state, { type: 'ready' })).to.equal(null);
  });
});
