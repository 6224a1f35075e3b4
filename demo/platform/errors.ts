/**
 * What can be refused, and how it is said: the platform's own error body and FastAPI's list of
 * validation problems. It does not know HTTP headers or sockets.
 */

interface ErrorParts {
  readonly errors?: readonly string[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A refusal with the platform's envelope. */
export class ApiError extends Error {
  readonly errors: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    readonly status: 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503,
    readonly code: string,
    message: string,
    { errors = [], details = {} }: ErrorParts = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.errors = errors;
    this.details = details;
  }

  /** The body of the answer. */
  get body(): Record<string, unknown> {
    return {
      success: false,
      message: this.message,
      errors: this.errors,
      error_code: this.code,
      details: { ...this.details, status_code: this.status },
    };
  }
}

/** One thing FastAPI would find wrong with a request. */
export interface Problem {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

/** A request that does not have the form it must have: status 422. */
export class ValidationError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super('The request is not valid');
    this.name = 'ValidationError';
  }
}

/** The refusal of a limit; `retryAfter` is in seconds. */
export function rateLimited(
  limit: number,
  window: string,
  retryAfter: number,
  usage: number,
): ApiError {
  return new ApiError(429, 'RATE_LIMIT_EXCEEDED', 'Rate limit exceeded', {
    errors: [`At most ${limit} in ${window}`],
    details: { limit, window, retry_after: retryAfter, current_usage: usage },
  });
}
