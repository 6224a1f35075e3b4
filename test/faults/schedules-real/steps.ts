/**
 * The steps of a schedule over real sockets: what people do, and what the network between them and
 * the platform does. Owns their names, details and weights; does not know how they are brought about.
 */
import fc from 'fast-check';

/** Someone, by number. */
interface By {
  readonly who: number;
}

type Nothing = Readonly<Record<never, never>>;

/** Calls whose reply can get lost. */
export const losable = {
  refresh: ['POST', /^\/auth\/refresh$/],
  chat: ['POST', /^\/chat$/],
  message: ['POST', /^\/chat\/.*\/message$/],
  history: ['GET', /^\/chat\/[^/]+$/],
  health: ['GET', /^\/health$/],
} as const;

/** Each step, with its details. */
export interface Steps {
  /** Milliseconds of the clients' clock. */
  readonly pass: { readonly ms: number };
  readonly send: By & { readonly count: number };
  readonly stop: By;
  readonly 'new chat': By;
  readonly 'try now': By;
  readonly disconnect: By;
  /** Nothing listens any more. */
  readonly refuse: Nothing;
  readonly listen: Nothing;
  readonly reset: Nothing;
  readonly 'black hole': Nothing;
  readonly 'half open': Nothing;
  /** New lines work; those that are dead stay so. */
  readonly heal: Nothing;
  /** Bytes a second of the clients' clock. */
  readonly throttle: { readonly rate: number | null };
  readonly latency: { readonly ms: number };
  readonly portal: { readonly on: boolean };
  readonly 'refuse upgrades': { readonly status: number | null };
  readonly 'fail calls': { readonly status: number | null };
  readonly 'cut after': { readonly direction: 'up' | 'down'; readonly bytes: number };
  readonly 'cut at frame': { readonly type: string };
  readonly 'cut at reply': { readonly reply: string };
  readonly 'lose reply': { readonly call: keyof typeof losable };
  readonly flap: { readonly what: 'lines' | 'sockets' | null; readonly after: number };
}

export type StepName = keyof Steps;
export type Step = { [Name in StepName]: { readonly do: Name } & Steps[Name] }[StepName];

export interface Schedule {
  readonly people: number;
  readonly reconnectAttempts: number;
  readonly steps: readonly Step[];
}

const who = fc.nat({ max: 1 });
const nothing = fc.record({});
const span = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 1500 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1500, max: 12_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 12_000, max: 70_000 }) },
);

const weights: {
  readonly [Name in StepName]: readonly [weight: number, details: fc.Arbitrary<Steps[Name]>];
} = {
  pass: [24, fc.record({ ms: span })],
  send: [14, fc.record({ who, count: fc.constantFrom(1, 1, 2, 3) })],
  stop: [1, fc.record({ who })],
  'new chat': [2, fc.record({ who })],
  'try now': [2, fc.record({ who })],
  disconnect: [1, fc.record({ who })],
  refuse: [2, nothing],
  listen: [3, nothing],
  reset: [3, nothing],
  'black hole': [2, nothing],
  'half open': [2, nothing],
  heal: [5, nothing],
  throttle: [3, fc.record({ rate: fc.constantFrom(null, null, 25, 400, 4000) })],
  latency: [3, fc.record({ ms: fc.constantFrom(0, 0, 150, 900, 4000) })],
  portal: [3, fc.record({ on: fc.boolean() })],
  'refuse upgrades': [4, fc.record({ status: fc.constantFrom(null, null, 200, 404, 426, 503) })],
  'fail calls': [4, fc.record({ status: fc.constantFrom(null, null, 429, 500, 502, 503) })],
  'cut after': [
    3,
    fc.record({
      direction: fc.constantFrom('up', 'down'),
      bytes: fc.constantFrom(1, 20, 150, 600),
    }),
  ],
  'cut at frame': [2, fc.record({ type: fc.constantFrom('chat_message', 'chat_message', 'ping') })],
  'cut at reply': [
    3,
    fc.record({
      reply: fc.constantFrom(
        'connection_established',
        'connection_ready',
        'response_start',
        'response_chunk',
        'response_complete',
      ),
    }),
  ],
  'lose reply': [
    3,
    fc.record({ call: fc.constantFrom('refresh', 'chat', 'message', 'history', 'health') }),
  ],
  flap: [
    3,
    fc.record({
      what: fc.constantFrom(null, null, 'lines', 'sockets'),
      after: fc.constantFrom(1, 20, 100),
    }),
  ],
};

const step: fc.Arbitrary<Step> = fc.oneof(
  ...Object.entries(weights).map(([name, [weight, details]]) => ({
    weight,
    arbitrary: (details as fc.Arbitrary<object>).map((given) => ({ do: name, ...given }) as Step),
  })),
);

/** 8 to 24 steps for one person or two. */
export const schedule: fc.Arbitrary<Schedule> = fc.record({
  people: fc.constantFrom(1, 1, 2),
  reconnectAttempts: fc.constantFrom(1, 10),
  steps: fc.array(step, { minLength: 8, maxLength: 24, size: 'max' }),
});

/** A step on one line. */
export function told({ do: name, ...details }: Step): string {
  const words = Object.entries(details).map(([detail, value]) => `${detail} ${String(value)}`);
  return [name, ...words].join(', ');
}
