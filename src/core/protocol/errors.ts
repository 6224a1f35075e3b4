/**
 * Every error the library can name: its stable code, a plain sentence, and the fix. Owns the codes
 * and their English texts; does not know how an error was found out or where it is shown.
 */

interface ErrorText {
  /** One sentence for the person, in English; elements translate by code. */
  readonly message: string;
  /** What the developer or administrator does about it. */
  readonly fix: string;
}

export const errorTexts = {
  config_invalid: {
    message: 'The chat is not set up correctly.',
    fix: 'Correct the settings named in the list.',
  },
  network_unreachable: {
    message: 'You appear to be offline.',
    fix: 'Check the network connection; the client reconnects by itself.',
  },
  cors_or_server: {
    message: 'The service cannot be reached right now.',
    fix: 'Check that the platform is running at api-url, and ask the platform team to add this page’s origin to CORS_ORIGINS. A browser does not tell the two apart.',
  },
  timeout: {
    message: 'The service did not answer in time.',
    fix: 'Check that the platform is running, and that firewalls and proxies let REST and WebSocket upgrades through.',
  },
  health_not_ready: {
    message: 'The AI services are still starting.',
    fix: 'Wait: the client keeps asking /health and goes on as soon as the AI services are ready.',
  },
  auth_required: {
    message: 'Please sign in.',
    fix: 'Sign in first; every call needs an Authorization header unless the platform runs in debug mode or allows anonymous chat.',
  },
  invalid_credentials: {
    message: 'The email or the password is not right.',
    fix: 'Check both, and that the account belongs to this tenant.',
  },
  auth_expired: {
    message: 'Your session has ended. Please sign in again.',
    fix: 'Sign in again; the refresh token is no longer accepted.',
  },
  forbidden: {
    message: 'You do not have access to this chat.',
    fix: 'Check tenant-id and that this account may use the tenant.',
  },
  tenant_not_found: {
    message: 'The chat is not set up correctly.',
    fix: 'Check tenant-id with the platform team: the platform does not know this tenant.',
  },
  not_found: {
    message: 'This was not found on the service.',
    fix: 'Check api-url and api-version: calls go to {api-url}/api/{version}/…, for example /api/v1/health and not /health.',
  },
  validation: {
    message: 'Some of what was entered is not accepted.',
    fix: 'Correct the named fields; a 422 on every call means that X-Tenant-ID did not arrive.',
  },
  rate_limited: {
    message: 'Too many requests. Please wait a moment.',
    fix: 'Wait for retry_after; the client pauses and goes on by itself.',
  },
  server_error: {
    message: 'The service had a problem.',
    fix: 'Try again; if it stays, give the platform team the time and the request id.',
  },
  realtime_unavailable: {
    message: 'Live answers are not available right now.',
    fix: 'REST works but the WebSocket is refused: check that proxies allow upgrades on /api/{version}/ws/chat, and the tenant’s connection quota.',
  },
  protocol: {
    message: 'The service gave an answer that could not be understood.',
    fix: 'Check that api-url points at the MIPTech platform and not at a web page or a proxy.',
  },
  disposed: {
    message: 'The chat was closed.',
    fix: 'Create a new client; this one was destroyed.',
  },
} as const satisfies Record<string, ErrorText>;

export type ErrorCode = keyof typeof errorTexts;

/** One setting or field that was refused, and what to write instead. */
export interface Problem {
  /** The attribute or field, such as `api-url` or `email`. */
  readonly name: string;
  /** What is wrong with it and what to write, as one sentence. */
  readonly message: string;
}

export interface ErrorOptions {
  /** Replaces the table's sentence where the platform said something more precise. */
  readonly message?: string;
  readonly status?: number;
  readonly retryAfter?: number;
  readonly problems?: readonly Problem[];
  readonly requestId?: string;
  readonly platformCode?: string;
}

/** Any failure the library reports. Carries no token and no URL with a query. */
export class MiptechError extends Error {
  override readonly name = 'MiptechError';
  readonly code: ErrorCode;
  /** The guide's remedy, for developers. */
  readonly fix: string;
  /** The HTTP status, where there was one. */
  readonly status: number | null;
  /** Seconds to wait before trying again, where the platform said so. */
  readonly retryAfter: number | null;
  /** The settings or fields concerned. */
  readonly problems: readonly Problem[];
  /** The platform's id of the request, for its support. */
  readonly requestId: string | null;
  /** The platform's own `error_code`, such as `REFRESH_TOKEN_REUSED`. */
  readonly platformCode: string | null;

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    super(options.message ?? errorTexts[code].message);
    this.code = code;
    this.fix = errorTexts[code].fix;
    this.status = options.status ?? null;
    this.retryAfter = options.retryAfter ?? null;
    this.problems = options.problems ?? [];
    this.requestId = options.requestId ?? null;
    this.platformCode = options.platformCode ?? null;
  }
}

/** Whatever was thrown, as a `MiptechError`; another bundle on the page has a class of its own. */
export function asMiptechError(error: unknown): MiptechError {
  return ownError(error) ?? new MiptechError('protocol');
}

/** `error` as one of ours; null where it is none of this library's. */
export function ownError(error: unknown): MiptechError | null {
  if (error instanceof MiptechError) return error;
  if (!(error instanceof Error) || error.name !== 'MiptechError') return null;
  const { code, message, problems } = error as unknown as MiptechError;
  if (!Object.hasOwn(errorTexts, code)) return null;
  return new MiptechError(code, { message, problems: Array.isArray(problems) ? problems : [] });
}
