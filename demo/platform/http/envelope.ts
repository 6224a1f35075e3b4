/**
 * The form of answers: `{success, data, message, meta}`, and errors as JSON with their headers. It
 * does not know what is in them.
 */
import type { Context } from 'hono';
import type { Log } from '../log.js';
import { ApiError, ValidationError } from '../errors.js';
import type { ApiEnv } from './context.js';

/** An enveloped success. */
export function success(
  c: Context<ApiEnv>,
  data: unknown,
  message = 'Operation completed successfully',
  status: 200 | 201 = 200,
): Response {
  const meta = { timestamp: new Date().toISOString(), request_id: c.get('requestId') };
  return c.json({ success: true, data, message, meta }, status);
}

/** The answer to whatever a handler threw. */
export function failure(c: Context<ApiEnv>, error: unknown, log: Log): Response {
  if (error instanceof ValidationError) return c.json({ detail: error.problems }, 422);
  if (!(error instanceof ApiError)) {
    log(`ERROR ${c.get('requestId')} ${describe(error)}`);
    return failure(
      c,
      new ApiError(500, 'INTERNAL_ERROR', 'Internal server error', {
        details: { request_id: c.get('requestId') },
      }),
      log,
    );
  }
  if (error.status === 401) c.header('WWW-Authenticate', 'Bearer');
  const retryAfter = error.details['retry_after'];
  if (error.status === 429 && typeof retryAfter === 'number') {
    c.header('Retry-After', String(retryAfter));
  }
  return c.json(error.body, error.status);
}

/** The kind of an error and where it came from. Messages of the database may hold people's data. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const place = error.stack?.split('\n').find((line) => line.trim().startsWith('at '));
  return `${error.name}${'code' in error ? ` ${String(error.code)}` : ''} ${place?.trim() ?? ''}`;
}
