/**
 * A server loses 10,000 clients at once, is down for ten seconds and then takes 500 connections a
 * second: when are they back, and how hard do they knock? The delays are the library's own, beside
 * two textbook backoffs. Only they are simulated, in virtual time and with seeded chance, so the
 * figures are exact and can be judged. `SEED=7 npm run bench:storm` runs one seed alone.
 */
import { validateOptions } from '../src/core/config.ts';
import { attemptDelay } from '../src/core/state/backoff.ts';

const clients = 10_000;
const second = 1000;
const downtime = 10 * second;
const takenPerSecond = 500;
/** Who is not back after these ten minutes counts as having given up. */
const horizon = 600 * second;

/** What the storm measures, and the most that the library's own backoff may reach. */
const figures = [
  { name: 'peak', title: 'attempts in the busiest second', most: 3500 },
  { name: 'latePeak', title: 'the same after recovery', most: 1800 },
  { name: 'back', title: 'seconds from recovery until 99 % are back', most: 30 },
  { name: 'attempts', title: 'attempts a client', most: 4 },
  { name: 'lost', title: 'clients that gave up', most: 0 },
];

const { reconnectAttempts, reconnectDelay } = validateOptions(
  { tenantId: 'storm' },
  { pageProtocol: null },
);

/** Milliseconds before attempt number `attempt`, the first one being 1. */
const backoffs = {
  miptech: (attempt, random) => attemptDelay(attempt, reconnectAttempts, reconnectDelay, random()),
  'full jitter': (attempt, random) => random() * Math.min(20 * second, second * 2 ** (attempt - 1)),
  exponential: (attempt) => Math.min(20 * second, second * 2 ** (attempt - 1)),
};

/** Mulberry32: numbers in [0, 1) that the seed decides. */
function randomFrom(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The most that `counts`, one a millisecond, hold in any one second from `start` on. */
function busiestSecond(counts, start) {
  let sum = 0;
  let most = 0;
  for (let now = start; now < horizon; now += 1) {
    sum += counts[now] - (now - second >= start ? counts[now - second] : 0);
    most = Math.max(most, sum);
  }
  return most;
}

function storm(delay, seed) {
  const random = randomFrom(seed);
  /** Who tries next in each millisecond: the number of each one's attempt. */
  const agenda = new Map();
  const schedule = (now, attempt) => {
    const at = now + Math.max(1, Math.ceil(delay(attempt, random)));
    const due = agenda.get(at);
    if (due === undefined) agenda.set(at, [attempt]);
    else due.push(attempt);
  };
  for (let client = 0; client < clients; client += 1) schedule(0, 1);
  const counts = new Uint32Array(horizon);
  let taken = 0;
  let takenThisSecond = 0;
  let back = Infinity;
  for (let now = 0; now < horizon && taken < clients; now += 1) {
    if (now % second === 0) takenThisSecond = 0;
    const due = agenda.get(now) ?? [];
    counts[now] = due.length;
    for (const attempt of due) {
      if (now < downtime || takenThisSecond === takenPerSecond) {
        schedule(now, attempt + 1);
        continue;
      }
      takenThisSecond += 1;
      taken += 1;
      if (taken === clients * 0.99) back = (now - downtime) / second;
    }
  }
  return {
    peak: busiestSecond(counts, 0),
    latePeak: busiestSecond(counts, downtime),
    back,
    attempts: counts.reduce((sum, count) => sum + count, 0) / clients,
    lost: clients - taken,
  };
}

const rounded = (value) => value.toLocaleString('en', { maximumFractionDigits: 2 });

const seeds = process.env.SEED === undefined ? [1, 2, 3, 4, 5] : [Number(process.env.SEED)];
if (!seeds.every(Number.isSafeInteger)) throw new Error('SEED takes a whole number.');
const worst = {};
for (const seed of seeds) {
  const results = Object.entries(backoffs).map(([name, delay]) => [name, storm(delay, seed)]);
  const own = results[0][1];
  console.log(
    `Seed ${seed} (and as multiples of our own)`.padEnd(44) +
      results.map(([name]) => name.padStart(20)).join(''),
  );
  for (const { name, title } of figures) {
    const cells = results.map(([, result]) => {
      const ratio = own[name] > 0 ? ` (${rounded(result[name] / own[name])})` : '';
      return `${rounded(result[name])}${ratio}`.padStart(20);
    });
    console.log(`  ${title.padEnd(42)}${cells.join('')}`);
    worst[name] = Math.max(worst[name] ?? 0, own[name]);
  }
}

console.log(`\nWorst of seeds ${seeds.join(', ')}, and the bound:`);
for (const { name, title, most } of figures) {
  const broken = worst[name] > most;
  if (broken) process.exitCode = 1;
  const figure = `${rounded(worst[name]).padStart(20)} ≤ ${rounded(most)}`;
  console.log(`  ${title.padEnd(42)}${figure}${broken ? '  broken' : ''}`);
}
