/**
 * What is said to an OpenID Connect provider: the addresses of sign-in and sign-out, and the
 * exchange of codes and refresh tokens. Keeps no token; knows no window and no storage but that of
 * requests under way.
 */
import { OidcClient } from 'oidc-client-ts';
import type { SigninResponse, StateStore } from 'oidc-client-ts';
import { markOf } from './answer.js';
import type { Way } from './answer.js';
import { failure } from './failures.js';
import type { Kept } from './keep.js';
import type { OidcSettings } from './options.js';

/** Longest wait for one answer, in seconds. */
const patience = 10;

export interface Request {
  readonly id: string;
  readonly url: string;
}

export class Exchange {
  readonly #client: OidcClient;
  readonly #settings: OidcSettings;
  readonly #key: string;

  constructor(settings: OidcSettings, key: string, stateStore: StateStore) {
    const { authority, clientId, redirectUrl, resource, signOutUrl } = settings;
    this.#settings = settings;
    this.#key = key;
    this.#client = new OidcClient({
      authority,
      client_id: clientId,
      redirect_uri: redirectUrl,
      post_logout_redirect_uri: settings.postLogoutRedirectUrl,
      loadUserInfo: false,
      requestTimeoutInSeconds: patience,
      stateStore,
      ...(resource === null ? {} : { resource, extraTokenParams: { resource } }),
      ...(signOutUrl === null ? {} : { metadataSeed: { end_session_endpoint: signOutUrl } }),
    });
  }

  /** Where a person signs in; `place` is where they were. With `hint` nobody is asked anything. */
  async begin(way: Way, place: string, hint?: Kept): Promise<Request> {
    const { scopes_supported: offered } = await this.#client.metadataService.getMetadata();
    const offline = offered?.includes('offline_access') === true ? ' offline_access' : '';
    const { url, state } = await this.#client.createSigninRequest({
      state: { place },
      url_state: markOf(way, this.#key),
      scope: this.#settings.scope ?? `openid profile email${hint === undefined ? offline : ''}`,
      nonce: crypto.randomUUID(),
      ...(hint === undefined ? {} : { prompt: 'none' }),
      extraQueryParams: this.#extra(hint !== undefined),
      ...(hint?.idToken == null ? {} : { id_token_hint: hint.idToken }),
    });
    return { id: state.id, url };
  }

  /** The tokens for an answer's code. */
  async finish(url: string): Promise<Kept> {
    const issuer = await this.#client.metadataService.getIssuer();
    const from = new URL(url).searchParams.get('iss');
    // RFC 9207: an answer of another provider, smuggled into this one's request.
    if (from !== null && !sameIssuer(from, issuer)) throw foreign();
    const response = await this.#client.processSigninResponse(url);
    if (response.id_token === undefined) throw foreign();
    return this.#checked(response, issuer, null);
  }

  /** New tokens by a refresh token. */
  async refresh(kept: Kept & { readonly refreshToken: string }): Promise<Kept> {
    const { resource } = this.#settings;
    const issuer = await this.#client.metadataService.getIssuer();
    const response = await this.#client.useRefreshToken({
      /* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment --
         the library takes this shape and exports no class to make one of */
      state: {
        refresh_token: kept.refreshToken,
        session_state: null,
        profile: { sub: kept.subject, iss: issuer, aud: this.#settings.clientId, exp: 0, iat: 0 },
        ...(kept.scope === null ? {} : { scope: kept.scope }),
      },
      /* eslint-enable @typescript-eslint/no-unsafe-class-instance-assignment */
      timeoutInSeconds: patience,
      ...(resource === null ? {} : { resource }),
    });
    return this.#checked(response, issuer, kept);
  }

  /** Tells the provider that the tokens are done with. @throws where it has no such door */
  async revoke(kept: Kept): Promise<void> {
    if ((await this.#client.metadataService.getRevocationEndpoint()) === undefined) return;
    // The refresh token's end is the end of what was made with it.
    await (kept.refreshToken === null
      ? this.#client.revokeToken(kept.accessToken, 'access_token')
      : this.#client.revokeToken(kept.refreshToken, 'refresh_token'));
  }

  /** Where a person signs out there; null where the provider has no such page. */
  async leave(way: Way, kept: Kept): Promise<Request | null> {
    const metadata = await this.#client.metadataService.getMetadata();
    if (metadata.end_session_endpoint === undefined) return null;
    const { url, state } = await this.#client.createSignoutRequest({
      url_state: markOf(way, this.#key),
      client_id: this.#settings.clientId,
      extraQueryParams: {},
      ...(kept.idToken === null ? {} : { id_token_hint: kept.idToken }),
    });
    return { id: state?.id ?? '', url };
  }

  /** A prompt of the page's own would ask in a hidden frame, where nobody can answer. */
  #extra(silent: boolean): Record<string, string> {
    const { prompt, ...rest } = this.#settings.extraParams;
    return silent || prompt === undefined ? rest : { ...rest, prompt };
  }

  /** The ID token's claims are believed because it came from the token endpoint itself. */
  #checked(response: SigninResponse, issuer: string, before: Kept | null): Kept {
    const { profile, access_token: accessToken, id_token: idToken } = response;
    if (idToken !== undefined) {
      const { clientId } = this.#settings;
      const audience: unknown = profile.aud;
      const mine = Array.isArray(audience) ? audience.includes(clientId) : audience === clientId;
      if (!mine || !sameIssuer(profile.iss, issuer)) throw foreign();
      if (before !== null && profile.sub !== before.subject) throw foreign();
    }
    const platform =
      this.#settings.token === 'access_token' ? accessToken : (idToken ?? before?.idToken);
    if (typeof platform !== 'string' || platform === '') {
      throw failure('protocol', `The sign-in service gave no ${this.#settings.token}.`);
    }
    const endsAt = this.#settings.token === 'access_token' ? response.expires_at : profile.exp;
    return {
      accessToken,
      idToken: idToken ?? before?.idToken ?? null,
      refreshToken: response.refresh_token ?? before?.refreshToken ?? null,
      scope: response.scope ?? before?.scope ?? null,
      subject: profile.sub,
      startedAt: Date.now() / 1000,
      endsAt: endsAt ?? null,
    };
  }
}

/** Microsoft's shared endpoints name their issuer with a gap for the tenant. */
function sameIssuer(given: string, expected: string): boolean {
  const [before = '', ...rest] = expected.replace(/\/$/, '').split(/\{[^}]*\}/);
  const plain = given.replace(/\/$/, '');
  return rest.length === 0
    ? plain === before
    : plain.startsWith(before) && plain.endsWith(rest.at(-1) ?? '');
}

function foreign(): Error {
  return failure('protocol', 'The answer does not come from the sign-in service that was asked.');
}
