/** The English texts of `<miptech-status>`; `{…}` marks what is filled in. Knows no element. */
import { errorTexts } from '../../core/index.js';
import type { ErrorCode } from '../../core/index.js';
import { sharedStrings } from '../../dom/strings.js';
import type { StringOverrides } from '../../dom/strings.js';

const fixes = Object.fromEntries(
  Object.entries(errorTexts).map(([code, { fix }]) => [code, fix]),
) as Readonly<Record<ErrorCode, string>>;

export const statusStrings = {
  heading: 'Connection',
  rest: 'REST API',
  services: 'AI services',
  webSocket: 'WebSocket',
  session: 'Session',
  configuration: 'Configuration',
  test: 'Test',
  connect: 'Connect',
  disconnect: 'Disconnect',
  tryNow: 'Try now',
  copy: 'Copy details',
  copied: 'Copied',
  latency: { other: '{latency} ms' },
  /** The REST API, by the phase of its health. */
  health: {
    unknown: 'Unknown',
    checking: 'Checking…',
    ready: 'Healthy',
    starting: 'AI services starting',
    error: 'Error',
  },
  /** All AI services together, by the phase of the health. */
  servicesOverall: {
    unknown: 'Unknown',
    checking: 'Checking…',
    ready: 'Ready',
    starting: 'Starting',
    error: 'Unknown',
  },
  /** Services by the platform's names; others are shown by name. */
  serviceNames: {
    vector_database: 'Vector database',
    llm_service: 'Language model',
    rag_pipeline: 'Retrieval pipeline',
    tenant_database: 'Tenant database',
    cache_layer: 'Cache',
  },
  /** The WebSocket by the guide's words. */
  status: {
    disconnected: 'Disconnected',
    connecting: 'Connecting…',
    connected: 'Connected',
    ready: 'Ready',
    error: 'Error',
  },
  /** The WebSocket where it cannot be had and REST carries the messages. */
  restOnly: 'REST only',
  /** What the connection is doing, in a sentence. */
  doing: {
    idle: 'Not started, or resting while nobody looks at the page.',
    checking: 'Asking the platform whether it is ready.',
    starting: 'The platform answers; its AI services are still loading.',
    creating: 'Opening a chat.',
    connecting: 'Opening the WebSocket.',
    ready: 'Messages flow.',
    renewing: 'Messages flow while the connection is renewed.',
    reconnecting: 'The connection was lost.',
    offline: 'This device is offline. It reconnects by itself.',
    'rate-limited': 'Sending is paused by the rate limit.',
    'realtime-unavailable': 'Messages go over REST; the WebSocket is tried again by itself.',
    'signed-out': 'Sign in to connect.',
    failed: 'It could not connect, and goes on trying slowly.',
    closed: 'Disconnected on request.',
  },
  stopped: 'It has stopped trying: something must be changed first.',
  attempt: { other: 'Attempt {attempt}' },
  countdown: { other: 'Next try in {seconds} s' },
  pause: { other: 'Goes on in {seconds} s' },
  /** The session, by its phase. */
  sessions: {
    'signed-out': 'Signed out',
    'signing-in': 'Signing in…',
    'signed-in': 'Signed in',
    expired: 'Expired',
  },
  signedInAs: 'Signed in as {name}',
  /** The configuration in use. */
  settings: {
    apiUrl: 'API URL',
    wsUrl: 'WebSocket URL',
    tenantId: 'Tenant ID',
    apiVersion: 'API version',
    debug: 'Debug mode',
    anonymous: 'Anonymous chat',
    tokenStorage: 'Token storage',
    pingInterval: 'Ping interval',
    connectTimeout: 'Connect timeout',
    idleDisconnect: 'Idle disconnect',
    reconnectAttempts: 'Reconnect attempts',
    reconnectDelay: 'Reconnect delay',
    streamMode: 'Stream mode',
    logLevel: 'Log level',
    userId: 'User ID',
    clientId: 'Client ID',
    chatId: 'Chat ID',
  },
  on: 'on',
  off: 'off',
  unlimited: 'unlimited',
  never: 'never',
  seconds: { other: '{seconds} s' },
  minutes: { other: '{minutes} min' },
  /** What happened, by the code of an error. */
  errors: sharedStrings.errors,
  /** What to do about it, for developers and administrators. */
  fixes,
  unavailable: sharedStrings.unavailable,
  missing: sharedStrings.missing,
};

export type StatusStrings = typeof statusStrings;
/** A page's own texts for `<miptech-status>`; what is left out stays as it is. */
export type StatusStringOverrides = StringOverrides<StatusStrings>;
