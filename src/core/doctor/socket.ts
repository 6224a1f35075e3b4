/**
 * The checks of the live connection: handshake, readiness, round trip, all on a socket of the
 * doctor's own beside the client's. Where a handshake is refused, REST is asked why.
 */
import { paths, restUrl, socketUrl } from '../protocol/urls.js';
import { closing } from '../state/closing.js';
import type { SocketConstructor } from '../ports.js';
import { ask, meaningOf } from './asking.js';
import type { Answer } from './asking.js';
import { failed, passed, skipped, warned } from './look.js';
import type { Look, Result, Standing } from './look.js';

/** Longest waits in milliseconds: for a socket to open, for readiness, for each pong. */
const openLimit = 8000;
const readyLimit = 6000;
const pongLimit = 2500;
const pings = 3;
/** The check pings by itself, in milliseconds. */
const noPing = 600_000;
/** A round trip that is longer than this is felt, in milliseconds. */
const slowFrom = 1000;
/** Whatever is not made a socket of, a server answers as a plain call: with one of these. */
const plainAnswers = new Set([200, 400, 404, 405, 426, 501, 502]);

function pathOf({ settings }: Look): string {
  return new URL(restUrl(settings, '/ws/chat')).pathname;
}

/** Waits until `holds`, or so long; false where it never did. */
function until(look: Look, standing: Standing, limit: number, holds: () => boolean) {
  const { clock } = look.ports;
  return new Promise<boolean>((resolve) => {
    const end = (): void => {
      cancel();
      look.signal.removeEventListener('abort', end);
      standing.changed = () => undefined;
      resolve(holds());
    };
    const cancel = clock.after(Math.min(limit, look.deadline - clock.monotonic()), end);
    look.signal.addEventListener('abort', end, { once: true });
    standing.changed = () => {
      if (holds()) end();
    };
    if (holds() || look.signal.aborted) end();
  });
}

/** Opens a socket and hears what it says; `status` is what Node tells of a refusal. */
function stand(look: Look): { standing: Standing; status: () => number | null } {
  const { ports, settings, session, seen, tools } = look;
  let status: number | null = null;
  let began: () => void = () => undefined;
  /** Hears of opening, and of what `ws` tells where browsers are silent. */
  const Watched = function (url: string) {
    const socket = new ports.WebSocket(url);
    socket.addEventListener('open', () => {
      began();
    });
    socket.addEventListener('error', (event) => {
      const { message } = event as { message?: unknown };
      const told = /response: (\d{3})/.exec(typeof message === 'string' ? message : '');
      if (told !== null) status = Number(told[1]);
    });
    return socket;
  } as unknown as SocketConstructor;
  const state = { ready: false, starting: false, end: null as Standing['end'], opened: false };
  const frames: string[] = [];
  const { userId, token } = session;
  const url = socketUrl(settings, { chatId: seen.chatId, userId, token, clientId: null });
  const probe = new tools.Link(
    { ...settings, connectTimeout: openLimit, pingInterval: noPing },
    { ...ports, WebSocket: Watched },
    url,
    {
      mayPing: () => false,
      dropped: () => undefined,
      starting: () => {
        standing.starting = true;
        standing.ready = false;
      },
      ready: () => {
        standing.ready = true;
        standing.changed();
      },
      frame: ({ kind }) => {
        frames.push(kind);
        standing.changed();
      },
      ended: (end) => {
        standing.end = end;
        standing.changed();
      },
    },
  );
  const standing: Standing = { ...state, probe, frames, changed: () => undefined };
  began = () => {
    frames.push('open');
    standing.changed();
  };
  return { standing, status: () => status };
}

export async function checkHandshake(look: Look): Promise<Result> {
  const { clock } = look.ports;
  const asked = clock.monotonic();
  const { standing, status } = stand(look);
  // Kept from here on, so that it is closed whatever comes.
  look.seen.socket = standing;
  const opened = (): boolean => standing.frames.includes('open');
  await until(look, standing, openLimit + 1000, () => opened() || standing.end !== null);
  const duration = Math.round(clock.monotonic() - asked);
  const evidence = { path: pathOf(look), duration, withChat: look.seen.chatId !== null };
  if (opened()) return passed('The socket opens.', evidence);
  if (look.signal.aborted) return skipped('The checks were ended.');
  if (standing.end?.cause !== 'closed') return failed('handshake_timeout', evidence);
  const known = status();
  return refused(look, known === null ? evidence : { ...evidence, status: known });
}

/** A browser hides why: what stands at the socket's address tells what it can. */
async function refused(look: Look, evidence: Readonly<Record<string, string | number | boolean>>) {
  const { settings } = look;
  const place = settings.wsUrl.replace(/^ws/i, 'http');
  const at = (path: string): string => restUrl({ ...settings, apiUrl: place }, path);
  if (place !== settings.apiUrl) {
    const health = await ask(look, { method: 'GET', url: at(paths.health) });
    const there = health.kind === 'answer' && look.tools.readHealth(health.body) !== null;
    // An answer that tells nothing of who gives it.
    const unsaid = health.kind === 'answer' && meaningOf(health) === 'rate_limited';
    if (!there && !unsaid)
      return failed('wrong_socket_address', { ...evidence, wsUrl: settings.wsUrl });
  }
  const quota = await full(look);
  if (quota !== null) return failed('connection_quota', { ...evidence, ...quota });
  if (typeof evidence['status'] === 'number') {
    const plain = plainAnswers.has(evidence['status']);
    return failed(plain ? 'upgrade_stripped' : 'handshake_refused', evidence);
  }
  const answer = await ask(look, { method: 'GET', url: at('/ws/chat') });
  const plain = answer.kind === 'answer' ? answer.status : 0;
  // A server that knows nothing of sockets says 404 here, and so does one that is right.
  const stripped = plain === 426 || plain === 400 || plain === 200 || plain >= 501;
  return failed(stripped ? 'upgrade_stripped' : 'handshake_refused', { ...evidence, plain });
}

/** The tenant's count of connections, where the platform tells and they are used up. */
async function full(look: Look) {
  const { settings, seen } = look;
  if (seen.quota === null) return null;
  const url = restUrl(settings, '/admin/stats');
  const answer: Answer | { kind: 'none' } = await ask(look, {
    method: 'GET',
    url,
    token: look.session.token,
  });
  if (answer.kind === 'none') return null;
  const { active_connections: open } = (answer.body ?? {}) as { active_connections?: unknown };
  return typeof open === 'number' && open >= seen.quota ? { open, most: seen.quota } : null;
}

export async function checkReady(look: Look): Promise<Result> {
  const standing = look.seen.socket;
  if (standing === null) return skipped('There is no socket.');
  const { clock } = look.ports;
  const asked = clock.monotonic();
  await until(look, standing, readyLimit, () => standing.ready || standing.end !== null);
  const duration = Math.round(clock.monotonic() - asked);
  const evidence = { duration, frames: standing.frames.slice(0, 8).join(', ') };
  if (standing.ready) return passed('The platform says that it is ready.', evidence);
  if (look.signal.aborted) return skipped('The checks were ended.');
  if (standing.end !== null) return closed(look, standing, evidence);
  if (!look.seen.servicesReady) {
    return skipped('It cannot be ready before the AI services are.', evidence);
  }
  if (standing.starting)
    return failed('services_loading', { ...evidence, services: 'on the socket' });
  return failed('never_ready', { ...evidence, path: pathOf(look) });
}

function closed(look: Look, { end, frames }: Standing, seen: Result['evidence']): Result {
  const { code, reason } = end ?? { code: 1006, reason: '' };
  const evidence = { ...seen, code };
  const meaning = closing(code, reason);
  if (meaning === 'full') {
    // The client's own connection may be the one that fills it: then all is well.
    const stands = look.connection.get().phase === 'ready';
    return (stands ? warned : failed)('connection_quota', evidence);
  }
  if (meaning === 'pause' || frames.includes('rate-limited')) {
    return failed('rate_limited', { ...evidence, retryAfter: 60 });
  }
  if (code === 4001 || code === 4401 || code === 3000 || frames.includes('unauthorized')) {
    return failed('token_refused', evidence);
  }
  if (frames.includes('token-expired')) return failed('token_expired', evidence);
  if (code === 4403 || code === 3003) {
    return failed('forbidden', { ...evidence, tenant: look.settings.tenantId });
  }
  return failed('closed_at_once', evidence);
}

export async function checkPing(look: Look): Promise<Result> {
  const standing = look.seen.socket;
  if (standing?.ready !== true || standing.end !== null) return skipped('There is no socket.');
  const { clock } = look.ports;
  const trips: number[] = [];
  const pongs = (): number => standing.frames.filter((kind) => kind === 'pong').length;
  for (let count = 0; count < pings; count += 1) {
    // A ping counts as one of the messages that the platform allows.
    if (look.connection.get().phase === 'rate-limited') break;
    if (look.connection.clearance() > 0) break;
    // What is cut short is no measure.
    if (look.deadline - clock.monotonic() < pongLimit) break;
    const before = pongs();
    const asked = clock.monotonic();
    if (!standing.probe.send(look.tools.pingFrame(clock.now()))) break;
    const answered = () => pongs() > before || standing.end !== null;
    await until(look, standing, pongLimit, answered);
    if (look.signal.aborted) return skipped('The checks were ended.');
    if (pongs() === before) return warned('ping_unanswered', { waited: pongLimit });
    trips.push(clock.monotonic() - asked);
  }
  if (trips.length === 0)
    return skipped('No message may be sent at this moment: the limit is used up.');
  const sorted = trips.map(Math.round).sort((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const evidence = { pings: sorted.length, least: sorted[0] ?? 0, median };
  if (median > slowFrom) return warned('slow', evidence);
  return passed('The platform answers pings.', evidence);
}
