/**
 * The configuration in use, as names and values to show. Pure. Lists what may be seen by name, so
 * that a setting that is added later, and above all the platform key, does not show by itself.
 */
import type { ShownSettings } from '../../core/index.js';
import { fill, written } from '../../dom/strings.js';
import type { StatusStrings } from './strings.js';

export interface Entry {
  readonly name: string;
  readonly value: string;
}

/** Optional settings are listed only where they are set. */
export function configurationOf(settings: ShownSettings, strings: StatusStrings): readonly Entry[] {
  const { settings: names } = strings;
  const flag = (on: boolean): string => (on ? strings.on : strings.off);
  const time = (milliseconds: number): string =>
    fill(strings.seconds, { seconds: milliseconds / 1000 });
  const wait = (minutes: number): string =>
    minutes === Infinity ? strings.never : fill(strings.minutes, { minutes });
  const count = (value: number): string =>
    value === Infinity ? strings.unlimited : written(value, strings.seconds);
  const values = {
    apiUrl: settings.apiUrl,
    wsUrl: settings.wsUrl,
    tenantId: settings.tenantId,
    apiVersion: settings.apiVersion,
    debug: flag(settings.debug),
    anonymous: flag(settings.anonymous),
    tokenStorage: settings.tokenStorage,
    pingInterval: time(settings.pingInterval),
    connectTimeout: time(settings.connectTimeout),
    idleDisconnect: wait(settings.idleDisconnect),
    reconnectAttempts: count(settings.reconnectAttempts),
    reconnectDelay: time(settings.reconnectDelay),
    streamMode: settings.streamMode,
    logLevel: settings.logLevel,
    userId: settings.userId,
    clientId: settings.clientId,
    chatId: settings.chatId,
  } satisfies Record<keyof StatusStrings['settings'], string | null>;
  return (Object.keys(values) as (keyof typeof values)[]).flatMap((key) => {
    const value = values[key];
    return value === null ? [] : [{ name: names[key], value }];
  });
}
