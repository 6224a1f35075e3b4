/**
 * What must hold after every step, whatever happened. Owns the looks at one page: its log, pace,
 * timers, phase, session, words and secrets; what concerns all of them together is `shared.ts`'s.
 */
import type { ConnectionPhase, SessionState } from '../../../src/core/index.js';
import { table } from '../../../src/core/state/connection.js';
import { canary } from './accounts.js';
import { fileOf, sourceOf } from './page-clock.js';
import type { Page } from './page.js';
import { checkKept, checkOwners, checkRefreshes, checkStorage } from './shared.js';
import type { World } from './world.js';

/** Phases without any socket. */
const without = new Set<ConnectionPhase>([
  'idle',
  'checking',
  'creating',
  'reconnecting',
  'offline',
  'signed-out',
  'failed',
  'closed',
]);
/** Phases that may name a time at which something happens. */
const awaiting = new Set<ConnectionPhase>([
  'reconnecting',
  'failed',
  'starting',
  'rate-limited',
  'realtime-unavailable',
]);
/** Timers set by one line of the core at the same time, where it may be more than one. */
const several: Readonly<Record<string, number>> = {
  // Two sockets, while one takes over from the other.
  'link.ts': 2,
  // One a call, one a lock, one a list that is looked at.
  'rest.ts': Infinity,
  'lock.ts': Infinity,
  'outbox.ts': Infinity,
};
/** Calls and sockets at once, and in each second on top of that: more is a storm. */
const atOnce = 60;
const aSecond = 1.2;
/** A message or an answer names who wrote it. */
const writer = /m\d+ of (ann|bob|visitor)\b/g;

type Object = (message: string) => void;

/** @param elapsed milliseconds since it was checked last */
export function check(world: World, elapsed: number): void {
  const { browser, ledger } = world;
  for (const page of browser.pages) world.look(page);
  for (const page of browser.pages) {
    const object = (message: string): void => {
      world.object(`${world.nameOf(page)}: ${message}`);
    };
    checkLog(page, object);
    checkPace(page, elapsed, object);
    if (page.destroyed) checkNothingLeft(world, page, object);
    if (!page.alive || page.destroyed) continue;
    checkSession(world, page, object);
    checkPhase(page, object);
    checkTimers(page, object);
    checkWords(world, page, object);
    checkSecrets(page, object);
  }
  ledger.check(browser.alive);
  checkKept(world);
  checkStorage(world);
  checkOwners(world);
  checkRefreshes(world);
}

function checkLog(page: Page, object: Object): void {
  for (const line of page.takeLog()) {
    if (line.includes(canary)) object(`a token in the log: ${line}`);
    if (line.includes('No step from')) object(line);
    const step = /Connection: (\S+) → (\S+)/.exec(line);
    if (step === null) continue;
    const [, from, to] = step as unknown as [string, ConnectionPhase, ConnectionPhase];
    if (!Object.values(table[from].on).includes(to)) object(`${from} → ${to} is not in the table`);
  }
}

function checkPace({ conduct }: Page, elapsed: number, object: Object): void {
  const begun = conduct.takeBegun();
  if (begun > atOnce + (elapsed / 1000) * aSecond) {
    object(`${begun} calls and sockets in ${elapsed} ms`);
  }
}

function checkNothingLeft({ browser }: World, page: Page, object: Object): void {
  const { pending } = page.clock;
  const locks = browser.locks.count(page);
  const places = [...page.clock.places.keys()].map(sourceOf).join(', ');
  if (pending > 0) object(`${pending} timers behind the end: ${places}`);
  if (page.watchers > 0) object(`${page.watchers} watchers behind the end`);
  if (page.live.length > 0) object(`${page.live.length} sockets behind the end`);
  if (locks > 0) object(`${locks} locks behind the end`);
}

function checkPhase(page: Page, object: Object): void {
  const { connection, session } = page.client;
  const { phase, status, at, error, terminal } = connection.get();
  const sockets = page.live;
  const open = sockets.filter(({ readyState }) => readyState === 1).length;
  const standing = phase === 'ready' || phase === 'renewing';
  if (standing && open === 0) object(`${phase} without an open socket`);
  if (standing && !page.heardReady) object(`${phase}, and no socket has said that it is ready`);
  if (without.has(phase) && sockets.length > 0) object(`${phase} with a socket`);
  if (phase === 'connecting' && sockets.length > 1) object(`connecting, ${sockets.length} sockets`);
  if ((phase === 'realtime-unavailable' || phase === 'starting') && page.heardReady) {
    object(`${phase} with a ready socket`);
  }
  if (phase === 'signed-out' && session.get().phase === 'signed-in') {
    object('signed-out, though somebody is signed in');
  }
  if (status !== table[phase].status) object(`status ${status} in ${phase}`);
  if (at !== null && !awaiting.has(phase)) object(`a time to wait for in ${phase}`);
  if (terminal && (phase !== 'failed' || error === null)) object(`terminal in ${phase}`);
  const seconds = connection.countdown.get();
  if (seconds !== null && !awaiting.has(phase)) object(`a countdown in ${phase}`);
}

function checkTimers(page: Page, object: Object): void {
  for (const [place, count] of page.clock.places) {
    const most = several[fileOf(place)] ?? 1;
    if (count > most) object(`${count} timers of ${sourceOf(place)}`);
  }
  const calls = [...page.clock.places].filter(([place]) => fileOf(place) === 'rest.ts');
  const limits = calls.reduce((sum, [, count]) => sum + count, 0);
  const running = page.conduct.running;
  if (limits > running) object(`${limits} time limits for ${running} calls`);
}

/** Nobody is signed out unless they, the platform or a step of the schedule gave a reason. */
function checkSession(world: World, page: Page, object: Object): void {
  const { phase }: SessionState = page.client.session.get();
  if (phase !== 'expired' && phase !== 'signed-out') return;
  const caused = world.mayEndSession || world.platform.endsSessions;
  if (world.signedIn.delete(page) && !caused) object(`${phase} without a cause`);
}

/** Nobody sees what another one wrote, and nothing stands there twice. */
function checkWords(world: World, page: Page, object: Object): void {
  const viewer = world.viewers.get(page) ?? null;
  const { messages } = page.client.transcript.get();
  for (const { id, text } of messages) {
    for (const [words, name] of text.matchAll(writer)) {
      if (name !== viewer) object(`${viewer ?? 'nobody'} sees “${words}”`);
    }
    const owner = world.ledger.entries.get(id)?.owner ?? null;
    if (owner !== null && owner !== viewer) {
      object(`${viewer ?? 'nobody'} sees ${owner}’s “${text}”`);
    }
  }
  const ids = messages.map(({ id }) => id);
  const twin = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twin !== undefined) object(`two messages with the id ${twin}`);
}

function checkSecrets(page: Page, object: Object): void {
  const { session, connection, health, transcript } = page.client;
  const states = [session, connection, health, transcript].map((part) => part.get());
  if (JSON.stringify(states).includes(canary)) object('a token in a state');
  if (JSON.stringify(page.frames.splice(0)).includes(canary)) object('a token in a frame');
}
