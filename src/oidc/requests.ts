/**
 * Requests to the provider that have no answer yet, in the tab that made them. They hold the secret
 * an answer needs, and where the person was; no token.
 */
import type { StateStore } from 'oidc-client-ts';
import { webStorage } from './keep.js';

const prefix = 'miptech_oidc_request:';

/** What stands in where the browser refuses storage: enough for windows and frames. */
const memory = new Map<string, string>();

function read(id: string): string | null {
  try {
    return webStorage('session')?.getItem(prefix + id) ?? memory.get(id) ?? null;
  } catch {
    return memory.get(id) ?? null;
  }
}

/** The store that the protocol's library works with. */
export function requestsUnderWay(): StateStore {
  return {
    set(id, value) {
      try {
        webStorage('session')?.setItem(prefix + id, value);
      } catch {
        // Full or forbidden.
      }
      memory.set(id, value);
      return Promise.resolve();
    },
    get: (id) => Promise.resolve(read(id)),
    remove(id) {
      const value = read(id);
      memory.delete(id);
      webStorage('session')?.removeItem(prefix + id);
      return Promise.resolve(value);
    },
    getAllKeys() {
      const stored = Object.keys(webStorage('session') ?? {})
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length));
      return Promise.resolve([...new Set([...stored, ...memory.keys()])]);
    },
  };
}

/** Where the person was who began request `id`; null where this tab began none such. */
export function placeOf(id: string): string | null {
  try {
    const { data } = JSON.parse(read(id) ?? 'null') as { data?: { place?: unknown } };
    const place = data?.place;
    if (typeof place !== 'string') return null;
    return new URL(place).origin === window.location.origin ? place : null;
  } catch {
    return null;
  }
}
