/**
 * A small OpenID Connect provider for the demo and for tests: people sign in on a page of its own,
 * and pages of this machine get tokens for the platform. It listens on 127.0.0.1 and keeps nothing.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import type OidcProvider from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { CLIENT_ID, PLATFORM } from './client.js';
import { errorPage, signedOutPage, signInPage, signOutPage } from './pages.js';
import { PASSWORD, PEOPLE, personBy } from './people.js';
import { Memory } from './memory.js';

export interface IdentitySettings {
  /** Where to listen on 127.0.0.1; 0 takes any free port. */
  readonly port: number;
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  /** Whether refresh tokens are handed out; without them pages renew in a hidden frame. */
  readonly refreshTokens: boolean;
}

export interface IdentityProvider {
  /** The issuer, `http://127.0.0.1:PORT`. */
  readonly issuer: string;
  close(): Promise<void>;
}

const SCOPES = 'openid profile email offline_access';
const PORTS_TRIED = 50;
const LONGEST_FORM = 4096;

/** Pages of this machine, on any port; a real provider lists exact addresses. */
function onThisMachine(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Starts a provider; what is not given keeps its default. */
export async function createIdentityProvider(
  given: Partial<IdentitySettings> = {},
): Promise<IdentityProvider> {
  const settings: IdentitySettings = {
    port: 0,
    accessTokenSeconds: 300,
    refreshTokenSeconds: 12 * 60 * 60,
    refreshTokens: true,
    ...given,
  };
  const server = createServer();
  const port = await listen(server, settings.port);
  const issuer = `http://127.0.0.1:${port}`;
  const provider = await makeProvider(issuer, settings);
  const style = await readFile(path.join(import.meta.dirname, 'identity.css'));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    const pathname = request.url?.split('?')[0] ?? '/';
    if (pathname === '/identity.css') {
      response.writeHead(200, { 'Content-Type': 'text/css; charset=utf-8' }).end(style);
    } else if (pathname.startsWith('/sign-in/')) {
      signIn(provider, request, response).catch(() => {
        show(response, 400, errorPage('the sign-in was begun too long ago'));
      });
    } else void answer(request, response);
  });
  return {
    issuer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function makeProvider(issuer: string, settings: IdentitySettings): Promise<OidcProvider> {
  // The package's index warns on the terminal of Node 20, on which all that is used here works.
  const name = 'oidc-provider/lib/provider.js';
  const { Provider } = (await import(name)) as typeof import('oidc-provider');
  const provider = new Provider(issuer, await configuration(settings));
  const { prototype } = provider.Client;
  prototype.redirectUriAllowed = onThisMachine;
  prototype.postLogoutRedirectUriAllowed = onThisMachine;
  return provider;
}

async function configuration(settings: IdentitySettings): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const person = (id: string | undefined) => PEOPLE.find((each) => each.id === id);
  const html = (ctx: KoaContextWithOIDC, body: string): void => {
    ctx.type = 'html';
    ctx.set('Content-Security-Policy', policy);
    ctx.body = body;
  };
  return {
    adapter: Memory,
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        // Any page of this machine is let in below.
        redirect_uris: ['http://127.0.0.1:8000/sso.html'],
        post_logout_redirect_uris: ['http://127.0.0.1:8000/sso.html'],
      },
    ],
    clientBasedCORS: (_ctx, origin) => onThisMachine(origin),
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] },
    pkce: { required: () => true },
    scopes: SCOPES.split(' '),
    claims: { openid: ['sub'], email: ['email'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => {
      const found = person(id);
      if (found === undefined) return undefined;
      const { email, name } = found;
      return { accountId: id, claims: () => ({ sub: id, email, name }) };
    },
    extraTokenClaims: (_ctx, token) => {
      const found = 'accountId' in token ? person(token.accountId) : undefined;
      if (found === undefined) return undefined;
      return { tenant_id: found.tenant, email: found.email, name: found.name };
    },
    // Nobody is asked whether a page of their own company may know them.
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const id = session.grantIdFor(client.clientId);
      const known = id === undefined ? undefined : await provider.Grant.find(id);
      if (known !== undefined) return known;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(SCOPES);
      grant.addResourceScope(PLATFORM, SCOPES);
      await grant.save();
      return grant;
    },
    issueRefreshToken: () => settings.refreshTokens,
    ttl: {
      AccessToken: settings.accessTokenSeconds,
      IdToken: settings.accessTokenSeconds,
      RefreshToken: settings.refreshTokenSeconds,
      AuthorizationCode: 60,
      Grant: 14 * 24 * 60 * 60,
      Interaction: 60 * 60,
      Session: 12 * 60 * 60,
    },
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    renderError: (ctx, { error }) => html(ctx, errorPage(error)),
    features: {
      devInteractions: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => PLATFORM,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: SCOPES,
          audience: PLATFORM,
          accessTokenFormat: 'jwt',
          accessTokenTTL: settings.accessTokenSeconds,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => html(ctx, signOutPage(form)),
        postLogoutSuccessSource: (ctx) => html(ctx, signedOutPage()),
      },
    },
  };
}

/**
 * Scripts are not needed. `form-action` names this machine's pages because a browser holds the
 * redirects after a form against it.
 */
const policy =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'self'; form-action 'self' http://127.0.0.1:* http://localhost:*";

function show(response: ServerResponse, status: number, body: string): void {
  response
    .writeHead(status, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    })
    .end(body);
}

async function signIn(
  provider: OidcProvider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  const action = `/sign-in/${uid}`;
  if (request.method !== 'POST') {
    show(response, 200, signInPage(action, { email: '', password: PASSWORD, wrong: false }));
    return;
  }
  const form = await readForm(request);
  if (form.get('do') === 'cancel') {
    const error = { error: 'access_denied', error_description: 'The person cancelled' };
    await provider.interactionFinished(request, response, error);
    return;
  }
  const email = form.get('email') ?? '';
  const person = personBy(email, form.get('password') ?? '');
  if (person === undefined) {
    show(response, 200, signInPage(action, { email, password: PASSWORD, wrong: true }));
    return;
  }
  await provider.interactionFinished(request, response, { login: { accountId: person.id } });
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const part of request) {
    body += String(part);
    if (body.length > LONGEST_FORM) throw new Error('The form is too long');
  }
  return new URLSearchParams(body);
}

async function listen(server: Server, port: number): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port === 0 ? 0 : port + attempt, '127.0.0.1', () => {
          server.off('error', reject);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || attempt + 1 >= PORTS_TRIED) throw error;
    }
  }
}
