/**
 * What can be set: names, defaults, and reading them from the environment and the command line.
 * It does not know what the settings do.
 */
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import type { TrustedIssuer } from './data/issuer.js';
import { SEEDED_TENANTS, type TenantSeed } from './data/seed.js';

/** Everything the platform can be told. `defaultSettings()` is a complete set to start from. */
export interface Settings {
  /** Where to listen on 127.0.0.1; 0 takes any free port. */
  port: number;
  /** Whether a taken port is answered by trying the next one. */
  nextFreePort: boolean;
  /** The folder that keeps everything, or `memory` for a database that ends with the process. */
  dataFolder: string;
  /** An existing PostgreSQL to use instead of the embedded one. */
  databaseUrl: string | undefined;
  /** The folder that holds `demo/` and `dist/`. */
  root: string;
  /** The folder that holds the `README.md` and `docs/` which answers are taken from. */
  docsRoot: string;
  tenants: readonly TenantSeed[];
  /** Development mode: unauthenticated use, and `?tenant_id=` in place of the header. */
  debug: boolean;
  accessTokenSeconds: number;
  refreshTokenSeconds: number;
  /** How long a socket stays open after its access token ended, in seconds. */
  expiryGraceSeconds: number;
  /** How long the AI services take to start, in milliseconds. */
  warmUpMilliseconds: number;
  /** The pause between two chunks of a streamed answer. */
  chunkMilliseconds: number;
  /** `cumulative`: a chunk holds the text so far. `delta`: only what is new. */
  streamMode: 'cumulative' | 'delta';
  requestsPerMinute: number;
  requestBurst: number;
  socketMessagesPerMinute: number;
  /** Overrides the tenants' own limit of connections. */
  connectionsPerTenant: number | undefined;
  /** Overrides the tenants' own limit of messages a day. */
  messagesPerDay: number | undefined;
  /** Origins of pages that may call; empty means any port of this machine. */
  corsOrigins: readonly string[];
  /** An identity provider whose tokens are accepted beside the platform's own. */
  identity: TrustedIssuer | undefined;
  /** No log lines. */
  quiet: boolean;
}

/** The settings of a plain start, from the place of this file alone. */
export function defaultSettings(): Settings {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
  return {
    port: 8000,
    nextFreePort: true,
    dataFolder: path.join(root, '.data', 'platform'),
    databaseUrl: undefined,
    root,
    docsRoot: root,
    tenants: SEEDED_TENANTS,
    debug: false,
    accessTokenSeconds: 15 * 60,
    refreshTokenSeconds: 30 * 24 * 60 * 60,
    expiryGraceSeconds: 10,
    warmUpMilliseconds: 1700,
    chunkMilliseconds: 25,
    streamMode: 'cumulative',
    requestsPerMinute: 60,
    requestBurst: 10,
    socketMessagesPerMinute: 60,
    connectionsPerTenant: undefined,
    messagesPerDay: undefined,
    corsOrigins: [],
    identity: undefined,
    quiet: false,
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from environment variables and flags; what is not given keeps its default.
 * @throws Error naming the variable, what was given and what would do.
 */
export function readSettings(environment: Environment, flags: readonly string[]): Settings {
  const settings = defaultSettings();
  const unknown = flags.find((flag) => flag !== '--debug' && flag !== '--quiet');
  if (unknown !== undefined) {
    throw new Error(`Unknown option ${unknown}; there are --debug and --quiet.`);
  }
  const text = (name: string): string | undefined => {
    const value = environment[name]?.trim();
    return value === '' ? undefined : value;
  };
  const number = (name: string, least: number, most = Number.MAX_SAFE_INTEGER) => {
    const given = text(name);
    if (given === undefined) return undefined;
    const value = Number(given);
    if (!Number.isFinite(value) || value < least || value > most) {
      throw new Error(`${name} is "${given}"; write a number from ${least} to ${most}.`);
    }
    return value;
  };
  const yes = (name: string) => /^(1|true|yes|on)$/i.test(text(name) ?? '');
  const streamMode = text('MIPTECH_STREAM_MODE') ?? settings.streamMode;
  if (streamMode !== 'cumulative' && streamMode !== 'delta') {
    throw new Error(`MIPTECH_STREAM_MODE is "${streamMode}"; write cumulative or delta.`);
  }
  return {
    ...settings,
    port: number('PORT', 0, 65_535) ?? settings.port,
    dataFolder: dataFolderOf(text('MIPTECH_DATA')) ?? settings.dataFolder,
    databaseUrl: text('DATABASE_URL'),
    docsRoot: path.resolve(text('MIPTECH_DOCS') ?? settings.docsRoot),
    debug: yes('MIPTECH_DEBUG') || flags.includes('--debug'),
    accessTokenSeconds: number('MIPTECH_ACCESS_TOKEN_SECONDS', 1) ?? settings.accessTokenSeconds,
    refreshTokenSeconds: number('MIPTECH_REFRESH_TOKEN_SECONDS', 1) ?? settings.refreshTokenSeconds,
    expiryGraceSeconds: number('MIPTECH_EXPIRY_GRACE_SECONDS', 0) ?? settings.expiryGraceSeconds,
    warmUpMilliseconds: number('MIPTECH_WARM_UP_MS', 0) ?? settings.warmUpMilliseconds,
    chunkMilliseconds: number('MIPTECH_CHUNK_MS', 0) ?? settings.chunkMilliseconds,
    streamMode,
    requestsPerMinute: number('MIPTECH_REQUESTS_PER_MINUTE', 1) ?? settings.requestsPerMinute,
    requestBurst: number('MIPTECH_REQUEST_BURST', 1) ?? settings.requestBurst,
    socketMessagesPerMinute:
      number('MIPTECH_SOCKET_MESSAGES_PER_MINUTE', 1) ?? settings.socketMessagesPerMinute,
    connectionsPerTenant: number('MIPTECH_CONNECTIONS_PER_TENANT', 1),
    messagesPerDay: number('MIPTECH_MESSAGES_PER_DAY', 1),
    corsOrigins: (text('MIPTECH_CORS_ORIGINS') ?? '').split(/[\s,]+/).filter(Boolean),
    identity: identityOf(text('MIPTECH_IDENTITY'), settings.tenants),
    quiet: yes('MIPTECH_QUIET') || flags.includes('--quiet'),
  };
}

/** Three words: the issuer, the audience, and the tenants with commas between. */
function identityOf(
  given: string | undefined,
  tenants: readonly TenantSeed[],
): TrustedIssuer | undefined {
  if (given === undefined) return undefined;
  const [issuer = '', audience = '', names = '', ...more] = given.split(/\s+/);
  const trusted = names.split(',').filter(Boolean);
  const stranger = trusted.find((name) => !tenants.some(({ id }) => id === name));
  if (stranger !== undefined) {
    throw new Error(`MIPTECH_IDENTITY names the tenant "${stranger}", which is not one of them.`);
  }
  if (!/^https?:\/\//.test(issuer) || !URL.canParse(issuer) || !trusted.length || more.length) {
    throw new Error(
      `MIPTECH_IDENTITY is "${given}"; write an issuer, an audience and tenants: "https://id.example.com urn:miptech:platform miptech-company,acme-corp".`,
    );
  }
  return { issuer, audience, tenants: trusted };
}

function dataFolderOf(given: string | undefined): string | undefined {
  return given === undefined || given === 'memory' ? given : path.resolve(given);
}
