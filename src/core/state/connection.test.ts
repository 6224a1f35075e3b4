import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { MiptechError } from '../protocol/errors.js';
import { disconnected, events, next, open, table } from './connection.js';
import type {
  ConnectionEvent,
  ConnectionEventType,
  ConnectionPhase,
  ConnectionState,
  ConnectionStatus,
} from './connection.js';

const phases = Object.keys(table) as ConnectionPhase[];
const types = Object.keys(events) as ConnectionEventType[];
const error = new MiptechError('server_error');

function at(phase: ConnectionPhase, more: Partial<ConnectionState> = {}): ConnectionState {
  return { ...disconnected, phase, status: table[phase].status, ...more };
}

/** Where `event` leads from `phase`, or null. */
function lead(phase: ConnectionPhase, event: ConnectionEventType): ConnectionPhase | null {
  return next(at(phase), { type: event })?.phase ?? null;
}

function reachable(start: ConnectionPhase): Set<ConnectionPhase> {
  const found = new Set([start]);
  for (const phase of found) {
    for (const event of types) {
      const to = lead(phase, event);
      if (to !== null) found.add(to);
    }
  }
  return found;
}

/** Nothing is under way: an attempt may begin. */
const waiting: ConnectionPhase[] = ['idle', 'reconnecting', 'offline', 'failed'];
const ended: ConnectionPhase[] = ['signed-out', 'closed'];
const attempting: ConnectionPhase[] = ['checking', 'starting', 'creating', 'connecting'];
const carrying: ConnectionPhase[] = ['ready', 'renewing', 'rate-limited', 'realtime-unavailable'];
const working = [...waiting, ...attempting, ...carrying];

interface Step {
  readonly to: ConnectionPhase;
  readonly from: readonly ConnectionPhase[];
}

/** What each event means, written down once more and apart from the table. */
const meanings: Record<ConnectionEventType, Step> = {
  // Health comes before the chat: an attempt that makes the chat has asked already.
  check: { to: 'checking', from: [...waiting, ...ended, 'checking', 'starting', 'connecting'] },
  // A platform that loads says so to a question for health, or on a socket at any time.
  start: { to: 'starting', from: ['checking', 'starting', 'connecting', ...carrying] },
  create: { to: 'creating', from: [...waiting, ...ended, ...attempting] },
  // The platform may close the old socket while its successor opens.
  connect: {
    to: 'connecting',
    from: [...waiting, ...ended, ...attempting, 'renewing', 'rate-limited'],
  },
  // A pause goes on over a socket that takes over meanwhile: `limit` follows.
  ready: {
    to: 'ready',
    from: ['starting', 'connecting', 'renewing', 'rate-limited', 'realtime-unavailable'],
  },
  renew: { to: 'renewing', from: ['ready', 'renewing'] },
  limit: { to: 'rate-limited', from: carrying },
  resume: { to: 'ready', from: ['rate-limited'] },
  // Also for the wait behind `connect()` where the platform asked for one.
  retry: { to: 'reconnecting', from: [...working, 'closed'] },
  unavailable: { to: 'realtime-unavailable', from: working },
  fail: { to: 'failed', from: working },
  // A person may sign in, or the page connect, while the host says that there is no network.
  'lose-network': { to: 'offline', from: [...working, ...ended] },
  rest: { to: 'idle', from: working },
  'sign-out': { to: 'signed-out', from: phases },
  close: { to: 'closed', from: phases },
};

/** An attempt in the background: messages go by REST meanwhile, and nothing else shows. */
const unseen: ConnectionEventType[] = ['check', 'create', 'connect'];

function expected(phase: ConnectionPhase, event: ConnectionEventType): ConnectionPhase | null {
  if (phase === 'realtime-unavailable' && unseen.includes(event)) return phase;
  return meanings[event].from.includes(phase) ? meanings[event].to : null;
}

describe('the table of the connection', () => {
  it('knows no phase and no event that these tests do not', () => {
    expect([...working, ...ended].sort()).to.deep.equal([...phases].sort());
    expect(Object.keys(meanings).sort()).to.deep.equal([...types].sort());
    expect(phases.length * types.length).to.equal(14 * 15);
    for (const phase of phases) {
      expect(types).to.include.members(Object.keys(table[phase].on));
      expect(phases).to.include.members(Object.values(table[phase].on));
    }
  });

  for (const event of types) {
    it(`lets ${event} lead to ${meanings[event].to}, from where it can happen and nowhere else`, () => {
      for (const phase of phases) {
        expect(lead(phase, event), `in ${phase}`).to.equal(expected(phase, event));
      }
    });
  }

  it('makes every phase reachable from idle', () => {
    expect([...reachable('idle')].sort()).to.deep.equal([...phases].sort());
  });

  it('leaves no phase without a way to ready, to a disconnect and to a sign-out', () => {
    for (const phase of phases) {
      const found = reachable(phase);
      for (const to of ['ready', 'closed', 'signed-out'] as const) {
        expect(found.has(to), `${phase} to ${to}`).to.equal(true);
      }
    }
  });

  it('leads out of closed and signed-out by a new start only', () => {
    for (const phase of ended) {
      for (const event of types) {
        const to = lead(phase, event);
        if (to === null || ended.includes(to)) continue;
        expect([...attempting, 'reconnecting', 'offline'], `${event} in ${phase}`).to.include(to);
      }
    }
  });

  it('takes nothing for readiness where no socket is', () => {
    for (const phase of [...waiting, ...ended, 'checking', 'creating'] as const) {
      for (const event of ['ready', 'renew', 'limit', 'resume'] as const) {
        expect(lead(phase, event), `${event} in ${phase}`).to.equal(null);
      }
    }
  });

  it('has words for every phase and every event', () => {
    for (const phase of phases) expect(table[phase].meaning, phase).to.match(/^[A-Z].*\.$/);
    for (const event of types) expect(events[event], event).to.match(/^\S.*[^.]$/);
  });
});

/** What a page sees of each phase, and whether frames may be written in it. */
const faces: Record<ConnectionPhase, [ConnectionStatus, boolean]> = {
  idle: ['disconnected', false],
  checking: ['connecting', false],
  starting: ['connecting', false],
  creating: ['connecting', false],
  connecting: ['connecting', false],
  ready: ['ready', true],
  renewing: ['ready', true],
  'rate-limited': ['connected', false],
  'realtime-unavailable': ['connected', false],
  reconnecting: ['disconnected', false],
  offline: ['disconnected', false],
  'signed-out': ['disconnected', false],
  failed: ['error', false],
  closed: ['disconnected', false],
};

/** Where no failure is left to tell of. */
const calm: ConnectionPhase[] = ['idle', 'ready', 'signed-out', 'closed'];

/** Calls back with every step there is, taken from a state that has `more`. */
function everyStep(
  more: Partial<ConnectionState>,
  event: Partial<ConnectionEvent>,
  check: (state: ConnectionState, step: string) => void,
): void {
  let steps = 0;
  for (const phase of phases) {
    for (const type of types) {
      const state = next(at(phase, more), { ...event, type });
      if (state === null) continue;
      steps += 1;
      check(state, `${type} in ${phase}`);
    }
  }
  expect(steps).to.be.above(100);
}

describe('the state of the connection', () => {
  const before = { attempt: 3, error, at: 5000, terminal: true };
  const other = new MiptechError('forbidden');

  it('has one status a phase, and writes only where a socket stands and may be written to', () => {
    everyStep({}, {}, (state, step) => {
      expect([state.status, open(state)], step).to.deep.equal(faces[state.phase]);
    });
  });

  it('begins disconnected, with nothing to tell', () => {
    expect(disconnected).to.deep.equal({
      phase: 'idle',
      status: 'disconnected',
      attempt: 0,
      error: null,
      at: null,
      terminal: false,
    });
  });

  it('forgets count and reason only where all is well or ended', () => {
    everyStep(before, {}, (state, step) => {
      const well = calm.includes(state.phase);
      expect(state.attempt, step).to.equal(well ? 0 : 3);
      // Without a network the reason of an earlier attempt says nothing any more.
      expect(state.error, step).to.equal(well || state.phase === 'offline' ? null : error);
    });
  });

  it('takes the reason that an event brings in every phase, and the count where one is left', () => {
    everyStep(before, { attempt: 4, error: other }, (state, step) => {
      expect(state.error, step).to.equal(other);
      expect(state.attempt, step).to.equal(calm.includes(state.phase) ? 0 : 4);
    });
  });

  it('awaits what the event names, and no longer what an earlier one did', () => {
    everyStep(before, { at: 9000 }, (state, step) => {
      expect(state.at, step).to.equal(9000);
    });
    everyStep(before, {}, (state, step) => {
      expect(state.at, step).to.equal(null);
    });
  });

  it('is terminal only by the event that says so; the next step ends that', () => {
    everyStep({}, { terminal: true }, (state, step) => {
      expect(state.terminal, step).to.equal(true);
    });
    everyStep(before, {}, (state, step) => {
      expect(state.terminal, step).to.equal(false);
    });
  });

  it('keeps its reason and its status through an attempt in the background', () => {
    let state = next(at('connecting'), { type: 'unavailable', error, attempt: 2, at: 9000 });
    for (const type of unseen) {
      state = state && next(state, { type });
      expect(state).to.include({ phase: 'realtime-unavailable', status: 'connected' });
      expect(state).to.include({ error, attempt: 2 });
    }
  });

  it('is a new object that leaves the old one as it was', () => {
    for (const phase of phases) {
      for (const type of types) {
        const state = Object.freeze(at(phase, before));
        expect(next(state, { type })).not.to.equal(state);
      }
    }
  });
});

describe('a connection to which anything happens', () => {
  const anyEvent: fc.Arbitrary<ConnectionEvent> = fc.record(
    {
      type: fc.constantFrom(...types),
      error: fc.constantFrom(error, new MiptechError('realtime_unavailable')),
      attempt: fc.nat({ max: 50 }),
      at: fc.nat(),
      terminal: fc.boolean(),
    },
    { requiredKeys: ['type'] },
  );

  it('never leaves the table, and is at every moment what its phase says', () => {
    const visited = new Set<ConnectionPhase>();
    let refused = 0;
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 200, size: 'max' }), (walk) => {
        let state = disconnected;
        for (const event of walk) {
          const after = next(state, event);
          const phase = expected(state.phase, event.type);
          expect(after?.phase ?? null, `${event.type} in ${state.phase}`).to.equal(phase);
          if (after === null) {
            refused += 1;
            continue;
          }
          expect([after.status, open(after)]).to.deep.equal(faces[after.phase]);
          if (calm.includes(after.phase)) expect(after.attempt, after.phase).to.equal(0);
          expect(after.at).to.equal(event.at ?? null);
          expect(after.terminal).to.equal(event.terminal ?? false);
          visited.add(after.phase);
          state = after;
        }
      }),
      { numRuns: 300 },
    );
    expect(visited.size).to.equal(phases.length);
    expect(refused).to.be.above(0);
  });
});
