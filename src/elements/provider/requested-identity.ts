/**
 * An identity system that a script of its own brings: asked for by an event, whenever that script
 * loads. Owns the waiting; knows no protocol of such a system.
 */
import type { PropertyDeclarations } from 'lit';
import { MiptechError } from '../../core/index.js';
import type { IdentitySource } from '../../core/index.js';

/** How long the script may take to load, in milliseconds. */
const patience = 10_000;

/** The provider's `oidc` attributes: null where the page gives none. */
export interface OidcSettings {
  oidc: string | null;
  oidcClientId: string | null;
  oidcScope: string | null;
  oidcResource: string | null;
  oidcDisplay: string | null;
  oidcRedirectUrl: string | null;
  oidcStorage: string | null;
  oidcToken: string | null;
}

export const oidcProperties = {
  oidc: {},
  oidcClientId: { attribute: 'oidc-client-id' },
  oidcScope: { attribute: 'oidc-scope' },
  oidcResource: { attribute: 'oidc-resource' },
  oidcDisplay: { attribute: 'oidc-display' },
  oidcRedirectUrl: { attribute: 'oidc-redirect-url' },
  oidcStorage: { attribute: 'oidc-storage' },
  oidcToken: { attribute: 'oidc-token' },
} as const satisfies Record<keyof OidcSettings, PropertyDeclarations[string]>;

/** The options by the names of `oidc()` in `miptech-elements/oidc`; absent where not given. */
export type IdentityOptions = Readonly<Record<string, string>>;

/** What `miptech-identity-request` carries, from the provider to whoever can answer. */
export interface IdentityRequest {
  readonly options: IdentityOptions;
  /** Call it at once or later; the first answer counts. */
  readonly provide: (source: IdentitySource) => void;
}

const optionNames: Readonly<Record<keyof OidcSettings, string>> = {
  oidc: 'authority',
  oidcClientId: 'clientId',
  oidcScope: 'scope',
  oidcResource: 'resource',
  oidcDisplay: 'display',
  oidcRedirectUrl: 'redirectUrl',
  oidcStorage: 'storage',
  oidcToken: 'token',
};

/** The identity options of a provider; null where no `oidc` attribute is set. */
export function identityOptionsOf(settings: OidcSettings): IdentityOptions | null {
  const names = Object.keys(optionNames) as (keyof OidcSettings)[];
  const given = names.flatMap((name) => {
    const value = settings[name];
    return value === null ? [] : [[optionNames[name], value] as const];
  });
  return given.length === 0 ? null : Object.fromEntries(given);
}

/** The system that answers `target`'s request; its tokens are waited for until the script is there. */
export function requestedIdentity(target: EventTarget, options: IdentityOptions): IdentitySource {
  const listeners = new Map<() => void, () => void>();
  const waiting = new Set<(source: IdentitySource) => void>();
  let source: IdentitySource | null = null;

  const provide = (given: IdentitySource): void => {
    if (source !== null) return;
    source = given;
    document.removeEventListener('miptech-identity-ready', ask);
    for (const listener of listeners.keys()) follow(listener);
    const late = waiting.size === 0;
    for (const go of waiting) go(given);
    waiting.clear();
    // Nobody waits any more: what could not be told in time is asked for again.
    if (late) for (const listener of listeners.keys()) listener();
  };
  const ask = (): void => {
    const detail: IdentityRequest = { options, provide };
    const init = { bubbles: true, composed: true, detail };
    target.dispatchEvent(new CustomEvent('miptech-identity-request', init));
  };
  const follow = (listener: () => void): void => {
    listeners.set(listener, source?.subscribe?.(listener) ?? (() => undefined));
  };
  const answered = (): Promise<IdentitySource> =>
    new Promise((resolve, reject) => {
      if (source !== null) {
        resolve(source);
        return;
      }
      const limit = setTimeout(() => {
        waiting.delete(go);
        reject(missing());
      }, patience);
      const go = (given: IdentitySource): void => {
        clearTimeout(limit);
        resolve(given);
      };
      waiting.add(go);
      document.addEventListener('miptech-identity-ready', ask);
      ask();
    });

  return {
    getToken: async (request) => (await answered()).getToken(request),
    // Without waiting where that is possible: a window may open in the click alone.
    signIn: () => (source === null ? answered().then(signIn) : signIn(source)),
    signOut: () => (source === null ? answered().then(signOut) : signOut(source)),
    subscribe: (listener) => {
      follow(listener);
      return () => {
        listeners.get(listener)?.();
        listeners.delete(listener);
        if (listeners.size === 0) document.removeEventListener('miptech-identity-ready', ask);
      };
    },
  };
}

async function signIn(source: IdentitySource): Promise<void> {
  await source.signIn?.();
}

async function signOut(source: IdentitySource): Promise<void> {
  await source.signOut?.();
}

function missing(): MiptechError {
  const message =
    'oidc is set, but its script is missing; add <script type="module" src="…/miptech-oidc.min.js"> or import "miptech-elements/define/oidc".';
  return new MiptechError('config_invalid', { message, problems: [{ name: 'oidc', message }] });
}
