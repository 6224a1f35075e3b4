/**
 * Schedules at random: how often each step comes, and with what. Owns the weights; does not know
 * what the steps bring about.
 */
import fc from 'fast-check';
import { fateKinds, greetings, restFaultKinds, scopes, strayFrames } from './faults.js';
import type { Fate, FateKind, Greeting, Handshake, RestFault } from './faults.js';
import { frameRetries, retries } from './retry.js';
import type { Circumstances, Schedule, Step, StepName, Steps } from './steps.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const month = 30 * 24 * hour;

const tab = fc.nat({ max: 2 });
const nth = fc.nat({ max: 3 });
const user = fc.constantFrom('ann', 'ann', 'bob');
const nothing = fc.record({});
const handshake = fc.constantFrom<Handshake>('accept', 'accept', 'refuse', 'silent');

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<FateKind>(...fateKinds).map((kind) => ({ kind })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...frameRetries).map((retry) => ({ kind: 'limit' as const, retry })),
  },
);

const restFault: fc.Arbitrary<RestFault> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      status: fc.constantFrom(401, 403, 404, 429, 429, 500, 502, 503),
      retry: fc.option(fc.constantFrom(...retries), { nil: null }),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom(...restFaultKinds).map((kind) => ({ kind })) },
);

const span = fc.oneof(
  { weight: 50, arbitrary: fc.integer({ min: 0, max: 900 }) },
  { weight: 50, arbitrary: fc.integer({ min: second, max: 12 * second }) },
  { weight: 25, arbitrary: fc.integer({ min: 12 * second, max: 90 * second }) },
  { weight: 10, arbitrary: fc.integer({ min: 90 * second, max: 15 * minute }) },
  { weight: 4, arbitrary: fc.integer({ min: 30 * minute, max: 4 * hour }) },
);

/** How often each step comes, compared with the others, and its details. */
const weights: {
  readonly [Name in StepName]: readonly [weight: number, details: fc.Arbitrary<Steps[Name]>];
} = {
  advance: [35, fc.record({ ms: span })],
  'set clock': [
    2,
    fc.record({
      ms: fc.constantFrom(-month, -hour, -40 * second, 40 * second, hour, month),
    }),
  ],
  sleep: [2, fc.record({ ms: fc.constantFrom(5 * second, 30 * second, 10 * minute, 8 * hour) })],
  send: [20, fc.record({ tab, count: fc.constantFrom(1, 1, 1, 1, 2, 3, 12) })],
  'send too much': [1, fc.record({ tab })],
  resend: [4, fc.record({ tab, nth })],
  stop: [3, fc.record({ tab })],
  'ask again': [2, fc.record({ tab, nth })],
  'new chat': [3, fc.record({ tab })],
  'open chat': [3, fc.record({ tab, nth })],
  list: [1, fc.record({ tab })],
  'sign in': [4, fc.record({ tab, user })],
  mistype: [1, fc.record({ tab, user })],
  'sign out': [2, fc.record({ tab })],
  connect: [5, fc.record({ tab })],
  disconnect: [1, fc.record({ tab })],
  'ask health': [1, fc.record({ tab })],
  network: [4, fc.record({ change: fc.constantFrom('online', 'offline') })],
  look: [5, fc.record({ tab, change: fc.constantFrom('visible', 'hidden') })],
  line: [5, fc.record({ tab, line: fc.constantFrom('up', 'up', 'cut', 'black', 'deaf') })],
  freeze: [2, fc.record({ tab })],
  restore: [3, fc.record({ nth })],
  'open tab': [4, nothing],
  'end tab': [
    4,
    fc.record({
      tab,
      how: fc.constantFrom('kill', 'leave', 'destroy'),
      reload: fc.boolean(),
    }),
  ],
  storage: [1, fc.record({ state: fc.constantFrom('well', 'broken', 'full') })],
  'clear storage': [1, nothing],
  up: [3, fc.record({ up: fc.boolean() })],
  close: [
    5,
    fc.record({
      code: fc.constantFrom(1000, 1001, 1006, 1006, 1008, 1011, 1012, 3000, 4001, 4403, 4429, 4999),
      reason: fc.constantFrom('', 'rate limit'),
    }),
  ],
  handshake: [4, fc.record({ handshake })],
  greeting: [
    4,
    fc.record({
      greeting: fc.constantFrom<Greeting>(
        'ready',
        ...greetings.filter((greeting) => greeting !== 'loading'),
      ),
    }),
  ],
  load: [3, fc.record({ loading: fc.boolean() })],
  latency: [3, fc.record({ ms: fc.constantFrom(0, 20, 20, 400, 4 * second, 12 * second) })],
  fault: [9, fc.record({ scope: fc.constantFrom(...scopes), fault: restFault })],
  mend: [4, nothing],
  fate: [12, fc.record({ fate })],
  frame: [4, fc.record({ frame: fc.constantFrom(...strayFrames) })],
  renew: [5, fc.record({ handshake, greeting: fc.constantFrom(...greetings) })],
  revoke: [3, fc.record({ user, all: fc.boolean() })],
  bar: [1, fc.record({ user, barred: fc.boolean() })],
  'lose chat': [2, fc.record({ tab })],
};

const step: fc.Arbitrary<Step> = fc.oneof(
  ...Object.entries(weights).map(([name, [weight, details]]) => ({
    weight,
    arbitrary: (details as fc.Arbitrary<object>).map((given) => ({ do: name, ...given }) as Step),
  })),
);

const often = fc.constantFrom(true, true, true, false);
const seldom = fc.constantFrom(false, false, false, true);

const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  seed: fc.integer(),
  hasLocks: often,
  tokenStorage: fc.constantFrom<Circumstances['tokenStorage']>(
    'local',
    'local',
    'local',
    'session',
    'memory',
  ),
  reconnectAttempts: fc.constantFrom(1, 10),
  anonymous: seldom,
  signedIn: often,
  platform: fc.record({
    tokenLife: fc.constantFrom(70, 900, 900, 3600),
    keepsIds: often,
    addressed: fc.boolean(),
    cumulative: fc.boolean(),
    pongsInTurn: fc.boolean(),
    finishes: fc.boolean(),
    namesChats: fc.boolean(),
    visitorChats: fc.boolean(),
    takesPosts: often,
  }),
});

/** 20 to 200 steps in circumstances of chance. */
export const schedule: fc.Arbitrary<Schedule> = fc.record({
  given: circumstances,
  steps: fc.array(step, { minLength: 20, maxLength: 200, size: 'max' }),
});
