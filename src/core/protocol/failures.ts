/**
 * Turns a refused REST answer into one `MiptechError`: the platform's error format, FastAPI's, HTML
 * or nothing. Pure; judges by `error_code` before status.
 */
import { MiptechError } from './errors.js';
import type { ErrorCode, Problem } from './errors.js';
import { retryAfterOf } from './frames.js';
import { fields, textAt } from './rest.js';

export interface Refusal {
  readonly status: number;
  /** The parsed body, or undefined where it was no JSON. */
  readonly body: unknown;
  /** The `Retry-After` header, null where there is none or the browser hides it. */
  readonly retryAfter: string | null;
}

const byErrorCode: Readonly<Record<string, ErrorCode>> = {
  AUTH_REQUIRED: 'auth_required',
  INVALID_CREDENTIALS: 'invalid_credentials',
  TOKEN_EXPIRED: 'auth_expired',
  TENANT_NOT_FOUND: 'tenant_not_found',
  RATE_LIMIT_EXCEEDED: 'rate_limited',
  VALIDATION_ERROR: 'validation',
};

function byStatus(status: number): ErrorCode {
  if (status === 401) return 'auth_required';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 405) return 'not_found';
  if (status === 429) return 'rate_limited';
  if (status === 400 || status === 409 || status === 422) return 'validation';
  return status >= 500 ? 'server_error' : 'protocol';
}

/** Seconds from a header that holds seconds or a date. */
function headerSeconds(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = retryAfterOf(header);
  if (seconds !== null) return seconds;
  // Engines read almost anything as a date; only HTTP's own form is one.
  const date = /^\w{3}, .+ GMT$/.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? null : retryAfterOf(Math.ceil((date - now) / 1000));
}

/** FastAPI's `{loc, msg}` entries and the platform's `errors` strings, as problems. */
function problemsOf(body: Readonly<Record<string, unknown>>): readonly Problem[] {
  const entries: unknown[] = [body['detail'], body['errors']].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  const problems: Problem[] = [];
  for (const entry of entries) {
    if (typeof entry === 'string') {
      problems.push({ name: '', message: entry });
      continue;
    }
    const from = fields(entry);
    const place: unknown = Array.isArray(from['loc']) ? from['loc'].at(-1) : from['field'];
    const message = textAt(from, 'msg', 'message');
    if (message === null) continue;
    problems.push({ name: typeof place === 'string' ? place : '', message });
  }
  return problems;
}

/** @param now wall clock in milliseconds, for a `Retry-After` that is a date. */
export function refusalError(refusal: Refusal, now: number): MiptechError {
  const body = fields(refusal.body);
  const detail = fields(body['detail']);
  const details = { ...fields(detail['details']), ...fields(body['details']) };
  const named = textAt(body, 'error_code') ?? textAt(detail, 'error_code', 'code');
  const known =
    named !== null && Object.hasOwn(byErrorCode, named) ? byErrorCode[named] : undefined;
  // A refusal without a JSON body did not come from the platform but from something before it.
  const code =
    known ??
    (refusal.body === undefined && refusal.status < 400 ? 'protocol' : byStatus(refusal.status));
  const said =
    textAt(body, 'message') ??
    (typeof body['detail'] === 'string' ? body['detail'] : textAt(detail, 'message'));
  const retryAfter =
    retryAfterOf(details['retry_after']) ??
    retryAfterOf(body['retry_after']) ??
    retryAfterOf(detail['retry_after']) ??
    headerSeconds(refusal.retryAfter, now) ??
    (code === 'rate_limited' ? 60 : null);
  const requestId = textAt(fields(body['meta']), 'request_id');
  return new MiptechError(code, {
    status: refusal.status,
    problems: problemsOf(body),
    ...(said === null ? {} : { message: said }),
    ...(retryAfter === null ? {} : { retryAfter }),
    ...(requestId === null ? {} : { requestId }),
  });
}
