/**
 * The provider's attributes and properties, and the client options they make. Does not judge them:
 * core validates all together; only what core does not know is checked here.
 */
import type { ComplexAttributeConverter, PropertyDeclarations } from 'lit';
import type {
  ClientIdBuilder,
  IdentitySource,
  MiptechOptions,
  Problem,
  TokenSource,
} from '../../core/index.js';
import { identityOptionsOf, oidcProperties, requestedIdentity } from './requested-identity.js';
import type { OidcSettings } from './requested-identity.js';

/** The settings as the element holds them: null where the page gives none. */
export interface ProviderSettings extends OidcSettings {
  apiUrl: string | null;
  wsUrl: string | null;
  tenantId: string | null;
  apiVersion: string | null;
  accessTokenKey: string | null;
  refreshTokenKey: string | null;
  tokenStorage: string | null;
  apiKey: string | null;
  debug: boolean;
  anonymous: boolean;
  logLevel: string | null;
  reconnectAttempts: number | string | null;
  reconnectDelay: number | string | null;
  pingInterval: number | string | null;
  connectTimeout: number | string | null;
  idleDisconnect: number | string | null;
  userId: string | null;
  clientId: string | ClientIdBuilder | null;
  chatId: string | null;
  streamMode: string | null;
  getAuthToken: TokenSource | null;
  redirectToLogin: (() => Promise<void> | void) | null;
  identity: IdentitySource | null;
}

/** A framework makes a new function at each render; only having one or not is a setting. */
const own = {
  attribute: false,
  hasChanged: (value: unknown, old: unknown) => Boolean(value) !== Boolean(old),
} as const satisfies PropertyDeclarations[string];

/** What is not a number stays as it was written, such as `never`, or for the refusal to name. */
const number: ComplexAttributeConverter<number | string | null> = {
  fromAttribute: (value) => {
    const text = value?.trim() ?? '';
    if (text === '') return null;
    if (text.toLowerCase() === 'infinity') return Infinity;
    const read = Number(text);
    return Number.isNaN(read) ? text : read;
  },
};

/** React 18 writes `debug="false"` for `debug={false}`. */
const flag: ComplexAttributeConverter<boolean> = {
  fromAttribute: (value) => value !== null && value.toLowerCase() !== 'false',
};

/** `auto-connect` removed is `on` again. */
export const automatic: ComplexAttributeConverter<string | null> = {
  fromAttribute: (value) => value ?? 'on',
};

export const settingProperties = {
  apiUrl: { attribute: 'api-url' },
  wsUrl: { attribute: 'ws-url' },
  tenantId: { attribute: 'tenant-id' },
  apiVersion: { attribute: 'api-version' },
  accessTokenKey: { attribute: 'access-token-key' },
  refreshTokenKey: { attribute: 'refresh-token-key' },
  tokenStorage: { attribute: 'token-storage' },
  apiKey: { attribute: false },
  debug: { converter: flag },
  anonymous: { converter: flag },
  logLevel: { attribute: 'log-level' },
  reconnectAttempts: { attribute: 'reconnect-attempts', converter: number },
  reconnectDelay: { attribute: 'reconnect-delay', converter: number },
  pingInterval: { attribute: 'ping-interval', converter: number },
  connectTimeout: { attribute: 'connect-timeout', converter: number },
  idleDisconnect: { attribute: 'idle-disconnect', converter: number },
  userId: { attribute: 'user-id' },
  clientId: {
    attribute: 'client-id',
    hasChanged: (value: unknown, old: unknown) =>
      value !== old && !(typeof value === 'function' && typeof old === 'function'),
  },
  chatId: { attribute: 'chat-id' },
  streamMode: { attribute: 'stream-mode' },
  getAuthToken: own,
  redirectToLogin: own,
  identity: { attribute: false },
  ...oidcProperties,
} as const satisfies Record<keyof ProviderSettings, PropertyDeclarations[string]>;

export const settingNames = Object.keys(settingProperties) as readonly (keyof ProviderSettings)[];

/** The client options of `provider`. Its functions are looked up at each call. */
export function optionsOf(provider: ProviderSettings & EventTarget): MiptechOptions {
  const given = settingNames
    .filter((name) => !(name in oidcProperties))
    .map((name) => [name, provider[name] ?? undefined] as const);
  const { getAuthToken, redirectToLogin, clientId } = provider;
  // Texts and numbers are handed on as the page wrote them; core refuses what does not fit.
  const options: MiptechOptions = Object.fromEntries(given);
  if (typeof getAuthToken === 'function') {
    options.getAuthToken = (request) => provider.getAuthToken?.(request) ?? Promise.resolve(null);
  }
  if (typeof redirectToLogin === 'function') {
    options.redirectToLogin = () => provider.redirectToLogin?.();
  }
  if (typeof clientId === 'function') {
    options.clientId = (user) =>
      typeof provider.clientId === 'function' ? provider.clientId(user) : '';
  }
  const requested = identityOptionsOf(provider);
  if (requested !== null) options.identity ??= requestedIdentity(provider, requested);
  return options;
}

export const switches: ReadonlySet<string | null> = new Set(['on', 'off']);

/** What core cannot refuse: the setting that only the element has. */
export function ownProblems(autoConnect: string | null): readonly Problem[] {
  if (switches.has(autoConnect)) return [];
  const given = String(autoConnect).slice(0, 60);
  return [{ name: 'auto-connect', message: `auto-connect is “${given}”; write on or off.` }];
}
