/**
 * The checks of the way to the platform and of the platform itself: network, origin, health, tenant,
 * services, clock. Asks at most four calls, two of them only where the first came to nothing.
 */
import { paths, restUrl } from '../protocol/urls.js';
import { answers, ask, meaningOf, waitedOut } from './asking.js';
import type { NoAnswer } from './asking.js';
import { failed, passed, refusalOf, seenOf, silenceOf, skipped, warned } from './look.js';
import type { Look, Result } from './look.js';
import { isLocal } from './settings.js';

/** Longest wait for the first answer, in milliseconds. */
const firstLimit = 6000;
/** The same for what finds out why there was none. */
const probeLimit = 3000;
/** A clock that is further off than this is wrong, in milliseconds. */
const clockMargin = 60_000;

/** States of services that nothing waits for. */
const well =
  /^(?:ready|healthy|ok|up|running|active|online|available|connected|operational|disabled|not_configured)$/i;

const healthOf = ({ settings }: Look): string => restUrl(settings, paths.health);

export function checkNetwork({ ports, settings }: Look): Result {
  const online = ports.network.online();
  if (online) return passed('The host reports a network.', { online });
  // What runs on this machine needs none.
  return isLocal(settings.apiUrl) ? warned('offline', { online }) : failed('offline', { online });
}

/** The pause that the platform asked the client for: it holds for the doctor too. */
function pauseOf({ connection, ports }: Look): number {
  const { phase, error, at } = connection.get();
  // That is a pause in sending messages, over a line that stands.
  if (phase === 'rate-limited' || error?.code !== 'rate_limited' || at === null) return 0;
  return Math.max(0, Math.ceil((at - ports.clock.now()) / 1000));
}

export async function checkOrigin(look: Look): Promise<Result> {
  const pause = pauseOf(look);
  if (pause > 0 && !(await waitedOut(look, pause))) {
    return failed('rate_limited', { retryAfter: pause, asked: false });
  }
  const url = healthOf(look);
  const answer = await ask(look, { method: 'GET', url, limit: firstLimit });
  if (answer.kind === 'none') return unreached(look, url, answer);
  look.seen.health = answer;
  look.seen.times = answer.times;
  const { pageOrigin } = look.ports;
  const { status, duration } = answer;
  if (answer.secured) return failed('https_needed', { url, status });
  return passed(
    pageOrigin === null
      ? 'The platform’s address answers.'
      : 'The platform’s address answers, and lets this page read what it says.',
    { url, status, duration, ...(pageOrigin === null ? {} : { origin: pageOrigin }) },
  );
}

/** Nothing came that a page may read: as far as a browser can, finds out why. */
async function unreached(look: Look, url: string, { why, cause }: NoAnswer): Promise<Result> {
  const { pageOrigin } = look.ports;
  if (why === 'ended') return skipped('The checks were ended.');
  if (why === 'timeout') return failed('no_answer', { url, waited: firstLimit });
  const evidence = { url, ...(cause === null ? {} : { cause }) };
  if (cause === 'ENOTFOUND' || cause === 'EAI_AGAIN') return failed('dns_failed', evidence);
  const limit = probeLimit;
  const secure = url.replace(/^http:/, 'https:');
  // Outside a page there is no CORS, so that there is nothing to tell apart by it.
  if (pageOrigin !== null && (await answers(look, url, { limit }))) {
    const simple = await answers(look, url, { simple: true, limit });
    const code = simple ? 'cors_headers_refused' : 'cors_refused';
    return failed(code, { ...evidence, origin: pageOrigin, withoutCors: 'answered' });
  }
  if (secure !== url && !isLocal(url) && (await answers(look, secure, { limit }))) {
    return failed('https_needed', { ...evidence, overHttps: 'answered' });
  }
  return failed('platform_down', evidence);
}

export function checkHealth(look: Look): Result {
  const { health } = look.seen;
  if (health === null) return skipped('There is no answer to look at.');
  const url = healthOf(look);
  const evidence = { url, ...seenOf(health) };
  const meaning = meaningOf(health);
  // The tenant has a check of its own.
  if (meaning?.startsWith('tenant_') === true) {
    return passed('The path is right: it is the platform that answers.', evidence);
  }
  const read = look.tools.readHealth(health.body);
  // Services that are not there may make health a 503, with all that it has to say.
  if (read !== null && (meaning === null || meaning === 'gateway_error')) {
    return passed('The platform answers for its health.', { ...evidence, said: read.status });
  }
  if (meaning === 'forbidden' || meaning === 'token_refused') {
    return failed('not_the_platform', evidence);
  }
  return refusalOf(look, health, { url }) ?? failed('not_the_platform', evidence);
}

export async function checkTenant(look: Look): Promise<Result> {
  const { seen, settings } = look;
  const tenant = settings.tenantId;
  if (seen.health !== null && meaningOf(seen.health)?.startsWith('tenant_') === true) {
    return refusalOf(look, seen.health) ?? skipped('There is no answer to look at.');
  }
  const url = restUrl(settings, paths.tenant);
  const answer = await ask(look, { method: 'GET', url, token: look.session.token });
  if (answer.kind === 'none') return silenceOf(answer.why, { url, origin: originOf(look) });
  seen.times ??= answer.times;
  const meaning = meaningOf(answer);
  const evidence = { tenant, ...seenOf(answer) };
  // Not every platform tells of its tenants, or tells everybody.
  if (meaning === 'wrong_path' || meaning === 'token_refused' || meaning === 'forbidden') {
    return skipped('The platform does not tell about its tenants here.', evidence);
  }
  if (meaning !== null) return failed(meaning, { ...evidence, url });
  seen.tenant = answer;
  const { status, limits } = (answer.body ?? {}) as {
    status?: unknown;
    limits?: { concurrent_connections?: unknown; max_connections?: unknown };
  };
  const quota = limits?.concurrent_connections ?? limits?.max_connections;
  seen.quota = typeof quota === 'number' ? quota : null;
  if (typeof status === 'string' && /suspend|inactive|disabled|blocked/i.test(status)) {
    return failed('tenant_suspended', { ...evidence, said: status.slice(0, 40) });
  }
  return passed('The platform knows the tenant.', evidence);
}

export function checkServices({ seen, tools }: Look): Result {
  const read = seen.health === null ? null : tools.readHealth(seen.health.body);
  if (read === null) return skipped('The platform’s answer does not tell of services.');
  const { status, services, ready } = read;
  const evidence = { said: status, ...services };
  if (ready) return passed('The AI services are ready.', evidence);
  seen.servicesReady = false;
  const waiting = Object.entries(services).filter(([, state]) => !well.test(state));
  const named = waiting.map(([name, state]) => `${name} (${state})`).join(', ') || status;
  const states = waiting.length > 0 ? waiting.map(([, state]) => state) : [status];
  // A word of health beside services that are not ready tells that they come up.
  const loading = states.every(
    (state) => well.test(state) || /load|start|init|warm|pending/i.test(state),
  );
  return loading
    ? warned('services_loading', { ...evidence, services: named })
    : failed('services_missing', { ...evidence, services: named });
}

export function checkClock({ seen, session, tools, ports }: Look): Result {
  const claims = tools.claimsOf(session.token ?? '');
  const endsAt = claims?.endsAt ?? NaN;
  const issued = (endsAt - (claims?.life ?? NaN)) * 1000;
  const now = ports.clock.now();
  // A token from the future: this clock is behind by so much at least.
  const ahead = issued - now;
  const [difference, by] =
    seen.times === null
      ? [ahead > clockMargin ? ahead : NaN, 'the token']
      : [seen.times.server - seen.times.here, 'an answer of the platform'];
  if (Number.isNaN(difference)) {
    return skipped(
      'Nothing tells the platform’s time: its answers name none that a page may read.',
    );
  }
  const seconds = Math.round(difference / 1000);
  const evidence = { difference: Math.abs(seconds), by, here: seconds > 0 ? 'behind' : 'ahead' };
  if (Math.abs(difference) > clockMargin) return warned('clock_off', evidence);
  return passed('The clocks agree.', { difference: Math.abs(seconds), by });
}

export function originOf({ ports }: Look): string {
  return ports.pageOrigin ?? 'this host';
}
