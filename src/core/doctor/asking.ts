/**
 * One call of the doctor's own, and what its answer means where it is a refusal. Owns the reading of
 * whatever may come instead of the platform's answer; does not know which check asks.
 */
import type { MiptechError } from '../protocol/errors.js';
import type { Readable } from '../state/readable.js';
import type { FindingCode } from './findings.js';
import type { DoctorParts } from './parts.js';

/** The usual longest wait for an answer, in milliseconds. */
const usualLimit = 4000;

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly body?: object;
  readonly token?: string | null;
  /** Milliseconds. */
  readonly limit?: number;
}

/** Who asks, and until when on the monotonic clock. */
export interface Asker extends DoctorParts {
  readonly deadline: number;
}

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  /** Freed of its envelope; undefined where it is no JSON. */
  readonly body: unknown;
  /** Null where the call succeeded. */
  readonly error: MiptechError | null;
  /** True where it is a page. */
  readonly html: boolean;
  /** True where it was given over https though http was asked, or says that this must be. */
  readonly secured: boolean;
  /** Milliseconds until it was there. */
  readonly duration: number;
  /** The server's clock in milliseconds since 1970, and this device's in the middle of the call. */
  readonly times: { readonly server: number; readonly here: number } | null;
}

export interface NoAnswer {
  readonly kind: 'none';
  readonly why: 'timeout' | 'error' | 'ended';
  /** What the host says of it, such as `ENOTFOUND`; browsers say nothing. */
  readonly cause: string | null;
}

interface Limited<T> {
  readonly value: T | null;
  readonly why: NoAnswer['why'];
  readonly thrown: unknown;
}

/** Runs `task` until the time is up or the look ends. */
async function limited<T>(
  { ports, signal, deadline }: Asker,
  limit: number,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<Limited<T>> {
  const ended = new AbortController();
  const wait = { over: false };
  const cancel = ports.clock.after(Math.min(limit, deadline - ports.clock.monotonic()), () => {
    wait.over = true;
    ended.abort();
  });
  const end = (): void => {
    ended.abort();
  };
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  try {
    // A host's own fetch may not heed the signal.
    const value = await Promise.race([task(ended.signal), untilEnded(ended.signal)]);
    return { value, why: 'error', thrown: null };
  } catch (thrown) {
    const why = wait.over ? 'timeout' : signal.aborted ? 'ended' : 'error';
    return { value: null, why, thrown };
  } finally {
    cancel();
    signal.removeEventListener('abort', end);
  }
}

/** Node names the reason of a failed call in its cause. */
function causeOf(thrown: unknown): string | null {
  const cause = (thrown as { cause?: { code?: unknown } } | null)?.cause;
  return typeof cause?.code === 'string' ? cause.code : null;
}

/** Longest pause that is waited out, in seconds: a page that has just begun may have used its burst. */
const shortPause = 3;

/** One call; once more where the platform asks for a short pause. */
export async function ask(parts: Asker, call: Call): Promise<Answer | NoAnswer> {
  const answer = await askOnce(parts, call);
  const pause = answer.kind === 'answer' ? (answer.error?.retryAfter ?? 0) : 0;
  return pause > 0 && (await waitedOut(parts, pause)) ? askOnce(parts, call) : answer;
}

/** Waits for the end of a pause of so many seconds; false where it is long, or the look ended. */
export async function waitedOut(parts: Asker, pause: number): Promise<boolean> {
  if (pause > shortPause) return false;
  await limited(parts, pause * 1000, untilEnded);
  return !parts.signal.aborted;
}

function untilEnded(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => {
      reject(new Error('over'));
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
  });
}

/** Waits until the readable holds what is asked for, at most so many milliseconds. */
export async function awaited<T>(
  parts: Asker,
  { get, subscribe }: Readable<T>,
  holds: (value: T) => boolean,
  limit = usualLimit,
): Promise<void> {
  let stop: () => void = () => undefined;
  await limited(parts, limit, () => {
    return new Promise<void>((resolve) => {
      const look = (): void => {
        if (holds(get())) resolve();
      };
      stop = subscribe(look);
      look();
    });
  });
  stop();
}

async function askOnce(parts: Asker, call: Call): Promise<Answer | NoAnswer> {
  const { ports, settings, tools } = parts;
  const { clock } = ports;
  const [asked, at] = [clock.monotonic(), clock.now()];
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'X-Tenant-ID': settings.tenantId,
  };
  if (call.token != null) headers['Authorization'] = `Bearer ${call.token}`;
  const outcome = await limited(parts, call.limit ?? usualLimit, async (signal) => {
    const response = await ports.fetch(call.url, {
      method: call.method,
      headers,
      signal,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    return { response, text: await response.text() };
  });
  if (outcome.value === null) {
    return { kind: 'none', why: outcome.why, cause: causeOf(outcome.thrown) };
  }
  const { response, text } = outcome.value;
  const duration = Math.round(clock.monotonic() - asked);
  const body = parsed(text);
  const fine = response.ok && text !== '' && body !== undefined && !tools.admitsFailure(body);
  const refusal = {
    status: response.status,
    body,
    retryAfter: response.headers.get('Retry-After'),
  };
  const date = Date.parse(response.headers.get('Date') ?? '');
  const server = Number.isNaN(date) ? statedTime(body, tools) : date;
  return {
    kind: 'answer',
    status: response.status,
    body: body === undefined ? undefined : tools.unwrap(body),
    error: fine ? null : tools.refusalError(refusal, clock.now()),
    html: /^\s*<(?:!doctype|html|head|body)/i.test(text),
    secured:
      (call.url.startsWith('http:') && response.url?.startsWith('https:') === true) ||
      /plain HTTP request was sent to HTTPS/i.test(text),
    duration,
    times: server === null ? null : { server, here: at + duration / 2 },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The answer's own timestamp, for pages that may not read the header. */
function statedTime(body: unknown, { timeOf }: Asker['tools']): number | null {
  const { timestamp, meta } = (body ?? {}) as {
    timestamp?: unknown;
    meta?: { timestamp?: unknown };
  };
  return timeOf(timestamp) ?? timeOf(meta?.timestamp);
}

/**
 * Does anything answer here at all? A page may ask so without CORS, and hears nothing but that.
 * @param simple asks with CORS, but so that no preflight is needed
 */
export async function answers(
  parts: Asker,
  url: string,
  { simple = false, limit = usualLimit } = {},
): Promise<boolean> {
  const mode = simple ? 'cors' : 'no-cors';
  const { value } = await limited(parts, limit, async (signal) => {
    await parts.ports.fetch(url, { method: 'GET', headers: {}, mode, signal });
    return true;
  });
  return value === true;
}

/** What a refusal means, whatever was asked; null for a success. */
export function meaningOf({ error, status, html }: Answer): FindingCode | null {
  if (error === null) return null;
  const named = `${error.platformCode ?? ''} ${error.message}`;
  if (error.code === 'tenant_not_found') return 'tenant_unknown';
  if (
    /tenant\b.*(?:suspended|inactive|deactivated)|TENANT_(?:SUSPENDED|INACTIVE|DISABLED)/i.test(
      named,
    )
  ) {
    return 'tenant_suspended';
  }
  if (error.platformCode === 'FEATURE_DISABLED') return 'feature_off';
  switch (error.code) {
    case 'rate_limited':
      return 'rate_limited';
    case 'auth_required':
    case 'auth_expired':
    case 'invalid_credentials':
      return 'token_refused';
    case 'forbidden':
      return html ? 'captive_portal' : 'forbidden';
    case 'not_found':
      return 'wrong_path';
    case 'validation': {
      const headers = error.problems.some(({ name }) => /^x-tenant-id$/i.test(name));
      return headers || /tenant/i.test(named) ? 'tenant_header_missing' : 'request_refused';
    }
    case 'server_error':
      return status >= 502 && status <= 504 ? 'gateway_error' : 'platform_error';
    default:
      break;
  }
  if (status === 410) return 'wrong_path';
  // Who gives a code speaks as the platform does.
  if (error.platformCode !== null) return 'request_refused';
  return html ? 'captive_portal' : 'not_the_platform';
}
