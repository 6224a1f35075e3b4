/**
 * The options of a client, validated all together; every refusal names the setting, what came and
 * what to write instead. Owns the defaults; does not know the elements that collect the options.
 */
import type { IdentitySource, TokenSource } from './identity.js';
import type { ConsolePort } from './ports.js';
import { MiptechError } from './protocol/errors.js';
import type { Problem } from './protocol/errors.js';
import { logLevels } from './protocol/log-level.js';
import type { LogLevel } from './protocol/log-level.js';
import type { StreamMode } from './protocol/frames.js';

/** Where lines of the log go; a `console` fits, and so do most loggers. */
export type LogSink = ConsolePort;
export type { LogLevel };
export type TokenStorage = 'local' | 'session' | 'memory';

/** A token's user, as far as its claims say. */
export type ClientIdBuilder = (user: { readonly id: string | null }) => string;

/** What `createMiptechClient` takes; the names are those of the provider's attributes in camelCase. */
export interface MiptechOptions {
  /** Origin of the platform, with a path prefix where there is one. Default `http://localhost:8000`. */
  apiUrl?: string | undefined;
  /** Origin for the WebSocket. Default: `apiUrl` with ws for http and wss for https. */
  wsUrl?: string | undefined;
  /** The tenant's id. Required. */
  tenantId?: string | undefined;
  /** Version in the path. Default `v1`. */
  apiVersion?: string | undefined;
  /** Storage key of the access token. Default `miptech_access_token`. */
  accessTokenKey?: string | undefined;
  /** Storage key of the refresh token. Default `miptech_refresh_token`. */
  refreshTokenKey?: string | undefined;
  /** Where tokens are kept. Default `local`. */
  tokenStorage?: TokenStorage | undefined;
  /** A platform key for servers and kiosks; a signed-in user's token wins. Default none. */
  apiKey?: string | undefined;
  /** Permits the platform's unauthenticated development mode, and logs more. Default false. */
  debug?: boolean | undefined;
  /** Permits public chat without sign-in, where the tenant allows it. Default false. */
  anonymous?: boolean | undefined;
  /** The least level that is logged. Default `warn`, with `debug` set `debug`. */
  logLevel?: LogLevel | undefined;
  /** Takes the lines of the log in place of the console. Default the console. */
  logger?: LogSink | undefined;
  /** Quick attempts before the connection counts as failed and goes on slowly. Default 10. */
  reconnectAttempts?: number | undefined;
  /** Base of the backoff, in milliseconds. Default 1000. */
  reconnectDelay?: number | undefined;
  /** Time between pings, in milliseconds. Default 30000. */
  pingInterval?: number | undefined;
  /** Longest wait for a socket to open, in milliseconds. Default 15000. */
  connectTimeout?: number | undefined;
  /**
   * Minutes after which a page that nobody looks at, with nothing under way, lets go of its
   * connection; a look at it brings it back. Default 5; `never` keeps it.
   */
  idleDisconnect?: number | 'never' | undefined;
  /** The user's id for the socket, where the token names none. Default: the token's, always. */
  userId?: string | undefined;
  /**
   * A client id for tracking, or a function that makes one for each socket; at most 512 characters.
   * Default none: the platform makes one.
   */
  clientId?: string | ClientIdBuilder | undefined;
  /** The chat to open. Default: the last one of this user, else a new one. */
  chatId?: string | undefined;
  /** How chunks of an answer are read. Default `auto`. */
  streamMode?: StreamMode | undefined;
  /** Supplies the token of an enterprise sign-on instead of the platform's own sign-in. */
  getAuthToken?: TokenSource | undefined;
  /** With `getAuthToken`: leads a person to the page's own sign-in. */
  redirectToLogin?: (() => Promise<void> | void) | undefined;
  /** An identity system such as an OpenID Connect provider, instead of these two. */
  identity?: IdentitySource | undefined;
}

/**
 * Whether people sign in by a system other than the platform: not at all, by a token that just
 * comes, or by a way that a person begins.
 */
export type SignOn = 'none' | 'silent' | 'interactive';

/** Validated options with every default filled in, as anybody may see them. */
export interface ShownSettings {
  readonly apiUrl: string;
  readonly wsUrl: string;
  readonly tenantId: string;
  readonly apiVersion: string;
  readonly accessTokenKey: string;
  readonly refreshTokenKey: string;
  readonly tokenStorage: TokenStorage;
  readonly debug: boolean;
  readonly anonymous: boolean;
  readonly logLevel: LogLevel;
  readonly reconnectAttempts: number;
  readonly reconnectDelay: number;
  readonly pingInterval: number;
  readonly connectTimeout: number;
  /** In minutes; `Infinity` for never. */
  readonly idleDisconnect: number;
  readonly userId: string | null;
  readonly clientId: string | null;
  readonly chatId: string | null;
  readonly streamMode: StreamMode;
  readonly signOn: SignOn;
}

/** The same with what only the client itself may see. */
export interface Settings extends ShownSettings {
  readonly apiKey: string | null;
  readonly logger: LogSink | null;
  readonly clientIdBuilder: ClientIdBuilder | null;
  readonly identity: IdentitySource | null;
}

export interface ConfigContext {
  /** The page's protocol; an https page may only use https and wss. */
  readonly pageProtocol: string | null;
}

/** How a refused value is told: cut short, and with nothing in it that may be secret. */
function told(given: unknown): string {
  if (given === undefined || given === '') return 'nothing';
  if (given === null || typeof given === 'number' || typeof given === 'boolean') {
    return `“${String(given)}”`;
  }
  if (typeof given !== 'string') return `of type ${typeof given}`;
  // Credentials stand before the last @, tokens behind the first ? or #. An @ behind one of these
  // may end a password or stand in a query: then only the scheme is safe to tell.
  const at = given.lastIndexOf('@');
  const query = given.search(/[?#]/);
  const hostOn = at === -1 ? given : `…${given.slice(at)}`;
  const text =
    query !== -1 && at > query
      ? `${/^[a-z]*:?(?=\/\/)/i.exec(given)?.[0] ?? ''}//…`
      : hostOn.replace(/[?#].*$/s, '?…');
  return `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;
}

class Checker {
  readonly problems: Problem[] = [];

  refuse(name: string, given: string, instead: string): void {
    this.problems.push({ name, message: `${name} is ${given}; ${instead}.` });
  }

  text(name: string, given: unknown, fallback: string | null, pattern: RegExp, instead: string) {
    if (given === undefined || given === '') return fallback;
    if (typeof given === 'string' && pattern.test(given)) return given;
    this.refuse(name, told(given), instead);
    return fallback;
  }

  /** As `text`, for what must not be repeated at all. */
  secret(name: string, given: unknown): string | null {
    if (given === undefined || given === '') return null;
    if (typeof given === 'string' && given.length <= longestText) return given;
    const came =
      typeof given === 'string' ? `${String(given.length)} characters long` : told(given);
    this.refuse(name, came, `set a text of at most ${String(longestText)} characters`);
    return null;
  }

  choice<T extends string>(name: string, given: unknown, fallback: T, choices: readonly T[]): T {
    if (given === undefined || given === '') return fallback;
    const found = choices.find((choice) => choice === given);
    if (found === undefined) this.refuse(name, told(given), `write one of ${choices.join(', ')}`);
    return found ?? fallback;
  }

  number(name: string, given: unknown, fallback: number, least: number, most: number): number {
    if (given === undefined || given === '') return fallback;
    const text = typeof given === 'number' || typeof given === 'string' ? String(given) : '';
    const value = text.trim().toLowerCase() === 'infinity' ? Infinity : Number(text.trim() || NaN);
    if (value >= least && value <= most && (Number.isInteger(value) || value === Infinity)) {
      return value;
    }
    const upper = most === Infinity ? 'infinity' : String(most);
    this.refuse(name, told(given), `write a whole number from ${String(least)} to ${upper}`);
    return fallback;
  }

  minutes(name: string, given: unknown, fallback: number): number {
    if (given === undefined || given === '') return fallback;
    if (typeof given === 'string' && given.trim().toLowerCase() === 'never') return Infinity;
    const text = typeof given === 'number' || typeof given === 'string' ? String(given).trim() : '';
    const value = Number(text || NaN);
    if (value === Infinity || (value >= shortestIdle && value <= longestIdle)) return value;
    const range = `${String(shortestIdle)} to ${String(longestIdle)}`;
    this.refuse(name, told(given), `write minutes from ${range}, or never`);
    return fallback;
  }

  address(
    name: string,
    given: unknown,
    secure: boolean,
    schemes: readonly [string, string],
  ): string {
    const [plain, safe] = schemes;
    const instead = `write a full address such as ${safe}//api.example.com`;
    const text = typeof given === 'string' ? given : '';
    // The scheme is asked for first: `http//bad` would pass as a relative address.
    const url = new RegExp(`^(${plain}|${safe})//[^/\\s][^\\s]*$`, 'i').test(text)
      ? parsed(text)
      : null;
    if (url === null) {
      this.refuse(name, told(given), instead);
      return '';
    }
    if (url.username !== '' || url.password !== '') {
      this.refuse(name, told(given), 'leave out user and password');
    } else if (/[?#]/.test(text)) {
      this.refuse(name, told(given), 'leave out everything from ? or # on');
    } else if (secure && url.protocol === plain && !localHost(url.hostname)) {
      this.refuse(name, told(given), `write ${safe} – a page on https may not call ${plain}`);
    }
    return `${url.protocol}//${url.host}${url.pathname}`.replace(/\/+$/, '');
  }
}

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** True for this machine's own names; browsers let an https page call these over plain http. */
export function localHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

/** Least and most minutes of `idle-disconnect`. */
const shortestIdle = 0.1;
const longestIdle = 1440;
/** Longest free text of a setting, in characters. */
export const longestText = 512;
const identifier = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const storageKey = /^\S{1,128}$/;
const anyText = /^[\s\S]{1,512}$/;

function loggerOf(given: LogSink | undefined, check: Checker): LogSink | null {
  if (given === undefined) return null;
  const logger = Object(given) as Partial<Record<LogLevel, unknown>>;
  if (logLevels.every((level) => typeof logger[level] === 'function')) return given;
  check.refuse('logger', `of type ${typeof given}`, `set an object with ${logLevels.join(', ')}`);
  return null;
}

/** The identity system of `options`, however it was given. */
function identityOf(options: MiptechOptions, check: Checker): IdentitySource | null {
  const { getAuthToken, redirectToLogin, identity } = options;
  const before = check.problems.length;
  // What was set instead may be a token: it is not repeated.
  const wants = (name: string, given: unknown, instead: string): void => {
    if (given === undefined || typeof given === 'function') return;
    check.refuse(name, `of type ${typeof given}`, instead);
  };
  wants('getAuthToken', getAuthToken, 'set a function that answers a token');
  wants('redirectToLogin', redirectToLogin, 'set a function');
  const source: unknown = identity;
  const complete =
    typeof source === 'object' &&
    source !== null &&
    typeof (source as Partial<IdentitySource>).getToken === 'function';
  if (identity !== undefined && !complete) {
    check.refuse('identity', `of type ${typeof source}`, 'set an object with a getToken function');
  } else if (identity !== undefined && (getAuthToken ?? redirectToLogin) !== undefined) {
    check.refuse('identity', 'set beside getAuthToken or redirectToLogin', 'set one of them');
  } else if (typeof redirectToLogin === 'function' && getAuthToken === undefined) {
    check.refuse('redirectToLogin', 'set without getAuthToken', 'set getAuthToken too');
  }
  if (check.problems.length > before) return null;
  if (identity !== undefined) return identity;
  return getAuthToken === undefined ? null : { getToken: getAuthToken, signIn: redirectToLogin };
}

/**
 * The settings of `options`.
 * @throws MiptechError `config_invalid`, whose `problems` name every setting that is wrong.
 */
export function validateOptions(options: MiptechOptions, context: ConfigContext): Settings {
  const check = new Checker();
  const secure = context.pageProtocol === 'https:';
  const plainId = 'write letters, digits, dots, dashes and underscores only';
  const tenantId = check.text('tenant-id', options.tenantId, '', identifier, plainId) ?? '';
  if (tenantId === '' && check.problems.length === 0) {
    check.refuse(
      'tenant-id',
      'nothing',
      'write the tenant’s id, for example tenant-id="miptech-company"',
    );
  }
  const apiUrl = check.address('api-url', options.apiUrl || 'http://localhost:8000', secure, [
    'http:',
    'https:',
  ]);
  const wsUrl = options.wsUrl
    ? check.address('ws-url', options.wsUrl, secure, ['ws:', 'wss:'])
    : apiUrl.replace(/^http/i, 'ws');
  const text = (name: string, given: unknown): string | null =>
    check.text(name, given, null, anyText, 'write at most 512 characters');
  const key = (name: string, given: unknown, fallback: string): string =>
    check.text(name, given, fallback, storageKey, 'write a name without spaces') ?? fallback;
  const identity = identityOf(options, check);
  const { clientId } = options;
  const settings: Settings = {
    apiUrl,
    wsUrl,
    tenantId,
    apiVersion: check.text('api-version', options.apiVersion, 'v1', identifier, plainId) ?? 'v1',
    accessTokenKey: key('access-token-key', options.accessTokenKey, 'miptech_access_token'),
    refreshTokenKey: key('refresh-token-key', options.refreshTokenKey, 'miptech_refresh_token'),
    tokenStorage: check.choice('token-storage', options.tokenStorage, 'local', [
      'local',
      'session',
      'memory',
    ]),
    apiKey: check.secret('apiKey', options.apiKey),
    debug: options.debug === true,
    anonymous: options.anonymous === true,
    logLevel: check.choice(
      'log-level',
      options.logLevel,
      options.debug === true ? 'debug' : 'warn',
      logLevels,
    ),
    logger: loggerOf(options.logger, check),
    reconnectAttempts: check.number(
      'reconnect-attempts',
      options.reconnectAttempts,
      10,
      0,
      Infinity,
    ),
    reconnectDelay: check.number('reconnect-delay', options.reconnectDelay, 1000, 10, 60_000),
    pingInterval: check.number('ping-interval', options.pingInterval, 30_000, 1000, 600_000),
    connectTimeout: check.number('connect-timeout', options.connectTimeout, 15_000, 1000, 120_000),
    idleDisconnect: check.minutes('idle-disconnect', options.idleDisconnect, 5),
    userId: text('user-id', options.userId),
    clientId: typeof clientId === 'function' ? null : text('client-id', clientId),
    clientIdBuilder: typeof clientId === 'function' ? clientId : null,
    chatId: text('chat-id', options.chatId),
    streamMode: check.choice('stream-mode', options.streamMode, 'auto', [
      'auto',
      'cumulative',
      'delta',
    ]),
    identity,
    signOn: identity === null ? 'none' : identity.signIn === undefined ? 'silent' : 'interactive',
  };
  if (check.problems.length > 0) {
    const message = check.problems.map((problem) => problem.message).join(' ');
    throw new MiptechError('config_invalid', { message, problems: check.problems });
  }
  return settings;
}
