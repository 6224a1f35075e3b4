/**
 * Turns a refused REST answer into one `MiptechError`: the platform's error format, FastAPI's, HTML
 * or nothing. Pure; judges by `error_code` before status.
 */
import * as z from 'zod/mini';
import { MiptechError } from './errors.js';
import type { ErrorCode, Problem } from './errors.js';
import { inner, label, list, read, retryAfterOf, usualPause, wait, words } from './values.js';

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

/** The platform's error format and FastAPI's, whose `detail` may be the former, a list or a text. */
const bodySchema = z.object({
  message: label,
  error_code: label,
  code: label,
  errors: list,
  detail: inner,
  details: inner,
  retry_after: wait,
  meta: inner,
});
const saidSchema = z.object({ detail: words });
const listedSchema = z.object({ detail: list, errors: list });
const entrySchema = z.object({ loc: list, field: words, msg: label, message: label });
const waitSchema = z.object({ retry_after: wait });
const metaSchema = z.object({ request_id: label });

/** Most problems that are told, and the longest text of one answer, in characters. */
const mostProblems = 50;
const longestText = 2000;

/** FastAPI's `{loc, msg}` entries and the platform's `errors` strings, as problems. */
function problemsOf(body: unknown): readonly Problem[] {
  const { detail, errors } = read(listedSchema, body);
  const problems: Problem[] = [];
  for (const entry of [...(detail ?? []), ...(errors ?? [])].slice(0, mostProblems)) {
    const { loc, field, msg, message } = read(entrySchema, entry);
    const said = typeof entry === 'string' ? entry : (msg ?? message);
    const place = loc === null ? field : loc.at(-1);
    if (said !== null)
      problems.push({
        name: typeof place === 'string' ? place : '',
        message: said.slice(0, longestText),
      });
  }
  return problems;
}

/** @param now wall clock in milliseconds, for a `Retry-After` that is a date. */
export function refusalError(refusal: Refusal, now: number): MiptechError {
  const body = read(bodySchema, refusal.body);
  const detail = read(bodySchema, body.detail);
  const named = body.error_code ?? detail.error_code ?? detail.code;
  const known =
    named !== null && Object.hasOwn(byErrorCode, named) ? byErrorCode[named] : undefined;
  // A refusal without a JSON body did not come from the platform but from something before it.
  const code =
    known ??
    (refusal.body === undefined && refusal.status < 400 ? 'protocol' : byStatus(refusal.status));
  const said = body.message ?? (read(saidSchema, refusal.body).detail || detail.message);
  const retryAfter =
    read(waitSchema, body.details).retry_after ??
    read(waitSchema, detail.details).retry_after ??
    body.retry_after ??
    detail.retry_after ??
    headerSeconds(refusal.retryAfter, now) ??
    (code === 'rate_limited' ? usualPause : null);
  const { request_id: requestId } = read(metaSchema, body.meta);
  return new MiptechError(code, {
    status: refusal.status,
    problems: problemsOf(refusal.body),
    ...(said === null ? {} : { message: said.slice(0, longestText) }),
    ...(retryAfter === null ? {} : { retryAfter }),
    ...(requestId === null ? {} : { requestId }),
    ...(named === null ? {} : { platformCode: named }),
  });
}
