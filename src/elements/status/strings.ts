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
  roundTrip: { other: 'round trip {now} ms' },
  /** The last round trip beside the shortest and the longest of those that are shown as a line. */
  roundTrips: {
    one: 'round trip {now} ms, {least} to {most} in the last minute',
    other: 'round trip {now} ms, {least} to {most} in the last {count} minutes',
  },
  since: 'since {time}',
  waiting: { one: '{count} message waits', other: '{count} messages wait' },
  /** What looks at everything, its buttons and its outcomes. */
  checks: 'Checks',
  checksLead: 'Looks at everything between this page and an answer, and says what is wrong.',
  runChecks: 'Run checks',
  runAgain: 'Run again',
  running: 'Running checks…',
  progress: { other: '{done} of {all}' },
  checksDone: { other: 'Checks done: {failed} of {all} failed' },
  checksWarned: { other: 'Checks done: none of {all} failed, {warned} to know of' },
  checksWell: 'Checks done: all is well',
  readMore: 'Read more',
  newTab: 'opens a new tab',
  milliseconds: { other: '{time} ms' },
  /** The checks by name, as what each of them finds out. */
  checkNames: {
    settings: 'Settings',
    network: 'Network of this device',
    origin: 'Origin of this page',
    health: 'REST API answers',
    tenant: 'Tenant is known',
    services: 'AI services',
    token: 'Session token',
    clock: 'Clock of this device',
    chat: 'A chat can be made',
    handshake: 'WebSocket opens',
    ready: 'Ready for messages',
    ping: 'Round trip over the WebSocket',
    rest: 'Messages over REST',
  },
  outcomes: {
    waiting: 'Waiting',
    running: 'Looking…',
    passed: 'Passed',
    warned: 'Worth knowing',
    failed: 'Failed',
    skipped: 'Skipped',
  },
  /** The record of what happened. */
  journal: 'Journal',
  journalLead: 'What this page and the platform said to each other, without secrets.',
  filter: 'Filter',
  kind: 'Kind',
  level: 'Level',
  order: 'Order',
  everything: 'Everything',
  kinds: {
    request: 'Requests',
    frame: 'Frames',
    transition: 'Changes of state',
    timer: 'Waiting',
    error: 'Errors',
    note: 'Log',
  },
  /** Entries of this level and above. */
  levels: {
    debug: 'All levels',
    info: 'Info and above',
    warn: 'Warnings and errors',
    error: 'Errors only',
  },
  newestFirst: 'Newest first',
  newestLast: 'Newest last',
  pause: 'Pause',
  clear: 'Clear',
  entries: { one: '{count} entry', other: '{count} entries' },
  entriesOf: { other: '{count} of {all} entries' },
  paused: 'paused',
  noEntries: 'Nothing has happened yet.',
  noMatches: 'Nothing matches the filter.',
  noDetail: 'Nothing more is known.',
  copyReport: 'Copy report',
  copySummary: 'Copy summary',
  downloadReport: 'Download report',
  report: 'Report',
  reportLead: 'All of this page for whoever helps you, without secrets.',
  notReported: 'The report could not be made, or not be copied.',
  /** The tenant's figures. */
  statistics: 'Statistics',
  refresh: 'Refresh',
  limits: 'Limits',
  features: 'Features',
  figures: {
    users: 'Users',
    chats: 'Chats',
    messages: 'Messages',
    messages_today: 'Messages today',
    active_sessions: 'Active sessions',
    active_connections: 'Open connections',
  },
  statisticsFailed: 'The figures cannot be had right now.',
  loading: 'Loading…',
  notLoaded: 'This part could not be loaded. Try again, or reload the page.',
  tryAgain: 'Try again',
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
  goesOn: { other: 'Goes on in {seconds} s' },
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
