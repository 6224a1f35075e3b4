/**
 * What the doctor says before a platform whose every answer is decided here, and behind a proxy that
 * fails on demand: what no friendly platform does.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { createMiptechClient, diagnoseRefused } from '../../src/core/index.js';
import type { MiptechClientHandle, MiptechOptions } from '../../src/core/index.js';
import type { Ports, SocketConstructor } from '../../src/core/ports.js';
import { hostPorts } from '../../src/core/ports.js';
import { eventually, rig } from '../faults/tools/node-client.js';
import type { Reply } from '../faults/tools/scripted-platform.js';
import { TENANT, jwt } from '../faults/tools/scripted-platform.js';
import { DEMO } from '../platform/harness.js';
import { asNamed, checkOf, finds, scripted } from './planted.js';

/** Somebody whose line runs through a proxy that fails on demand. */
async function proxied(t: TestContext) {
  const made = rig(t);
  const platform = await made.scripted();
  const proxy = await made.proxy(platform);
  const person = made.person(proxy);
  await person.connect();
  return { rig: made, platform, proxy, person };
}

/** A client in Node that takes itself for one on a page. */
function onPage(t: TestContext, options: MiptechOptions, ports: Partial<Ports>) {
  const client = createMiptechClient(
    { tenantId: TENANT, tokenStorage: 'memory', logLevel: 'error', ...options },
    { WebSocket: WebSocket as unknown as SocketConstructor, ...ports },
  );
  t.after(() => {
    client.destroy();
  });
  return client;
}

/** Lets the host name stand for a platform on this machine. */
function named(platform: { url: string }, name: string): Partial<Ports> {
  const { host } = new URL(platform.url);
  const to = (url: string): string => url.replace(name, host);
  class Socket extends WebSocket {
    constructor(url: string) {
      super(to(url));
    }
  }
  return {
    fetch: (url, init) => fetch(to(url), init),
    WebSocket: Socket as unknown as SocketConstructor,
  };
}

async function signedIn(client: MiptechClientHandle): Promise<void> {
  await client.session.login(DEMO);
}

describe('the way to the platform', () => {
  test('planted: the device is offline → network offline', async (t) => {
    const calls: string[] = [];
    const network = { ...hostPorts().network, online: () => false };
    const client = onPage(
      t,
      { apiUrl: 'https://platform.example' },
      {
        network,
        fetch: (url) => {
          calls.push(url);
          return Promise.reject(new TypeError());
        },
      },
    );
    await finds(t, client);
    assert.deepEqual(calls, []);
  });

  test('planted: the host name does not exist (DNS) → origin dns_failed', async (t) => {
    // What Node says of a name that cannot be looked up.
    const cause = Object.assign(new Error(), { code: 'ENOTFOUND' });
    const client = onPage(
      t,
      { apiUrl: 'https://platform.invalid' },
      { fetch: () => Promise.reject(new TypeError('fetch failed', { cause })) },
    );
    await finds(t, client);
  });

  test('planted: a firewall drops everything in silence → origin no_answer', async (t) => {
    const { rig, proxy, person } = await proxied(t);
    proxy.blackHole();
    rig.clock.speed = 20;
    await finds(t, person.client);
  });

  test('planted: `api-url` says http, and the platform wants https → origin https_needed', async (t) => {
    const { platform, person } = await scripted(t);
    const body = '<html><center>The plain HTTP request was sent to HTTPS port</center></html>';
    platform.routes.set('GET /health', () => ({ status: 400, body }));
    await finds(t, person.client);
  });

  test('planted: the network wants a sign-in first (captive portal) → health captive_portal', async (t) => {
    const { proxy, person } = await proxied(t);
    proxy.captivePortal(true);
    await finds(t, person.client);
  });

  test('planted: a gateway answers for a platform that does not run → health gateway_error', async (t) => {
    const { proxy, person } = await proxied(t);
    proxy.failCalls(502);
    await finds(t, person.client);
  });

  test('planted: health answers 500 → health platform_error', async (t) => {
    const { platform, person } = await scripted(t);
    platform.routes.set('GET /health', () => ({ status: 500, body: 'Internal Server Error' }));
    await finds(t, person.client);
  });

  test('planted: the platform has asked for a pause, which is not over → origin rate_limited', async (t) => {
    const made = rig(t);
    const platform = await made.scripted();
    const body = { error_code: 'RATE_LIMIT_EXCEEDED', details: { retry_after: 120 } };
    platform.routes.set('GET /health', () => ({ status: 429, body }));
    const person = made.person(platform);
    await person.signIn();
    await person.phase('reconnecting');
    const asked = platform.asked.length;
    await finds(t, person.client);
    assert.equal(platform.asked.length, asked, 'it was asked in its pause');
  });

  test('a pause of a second is waited out: a page that has just begun has used its burst', async (t) => {
    const { platform, person } = await scripted(t);
    const body = { error_code: 'RATE_LIMIT_EXCEEDED', details: { retry_after: 1 } };
    let refused = false;
    platform.routes.set('GET /health', () => {
      refused = true;
      platform.routes.delete('GET /health');
      return { status: 429, body };
    });
    const { checks } = await person.client.diagnose();
    assert.ok(refused);
    assert.deepEqual(
      checks.filter(({ outcome }) => outcome === 'failed'),
      [],
    );
  });

  test('planted: the line is slow → ping slow', async (t) => {
    const { rig, proxy, person } = await proxied(t);
    proxy.delay(700);
    rig.clock.speed = 5;
    await finds(t, person.client);
  });
});

describe('the settings', () => {
  const refused: readonly [string, MiptechOptions, string | null][] = [
    ['planted: no tenant is set → settings tenant_missing', {}, null],
    [
      'planted: the page is on https and `api-url` is not (mixed content) → settings mixed_content',
      { tenantId: TENANT, apiUrl: 'http://platform.example' },
      'https:',
    ],
    [
      'planted: `ws-url` begins with https → settings ws_url_scheme',
      { tenantId: TENANT, wsUrl: 'https://platform.example' },
      null,
    ],
    [
      'planted: `api-url` is no full address → settings setting_refused',
      { tenantId: TENANT, apiUrl: 'platform.example' },
      null,
    ],
  ];
  for (const [name, options, pageProtocol] of refused) {
    test(name, async (t) => {
      const thrown = await Promise.resolve()
        .then(() => createMiptechClient(options, { pageProtocol, WebSocket: Never }))
        .catch((error: unknown) => error);
      const diagnosis = await diagnoseRefused(thrown);
      asNamed(t, diagnosis);
      assert.match(checkOf(diagnosis, 'network').message, /because “settings” failed/);
    });
  }

  test('planted: an API key is in a public page → settings api_key_in_browser', async (t) => {
    const made = rig(t);
    const platform = await made.scripted();
    platform.accepts = () => true;
    const client = onPage(
      t,
      { apiUrl: platform.url, apiKey: 'key-of-a-server' },
      { pageHostname: 'shop.example', console: { ...console, warn: () => undefined } },
    );
    const diagnosis = await finds(t, client);
    assert.doesNotMatch(JSON.stringify(diagnosis), /key-of-a-server/);
  });

  test('planted: the platform’s address is plain http → settings insecure_http', async (t) => {
    const made = rig(t);
    const platform = await made.scripted();
    const client = onPage(
      t,
      { apiUrl: 'http://platform.example' },
      named(platform, 'platform.example'),
    );
    await signedIn(client);
    await finds(t, client);
  });

  test('planted: `ws-url` leads to another server → handshake wrong_socket_address', async (t) => {
    const made = rig(t);
    const [platform, other] = [await made.scripted(), await made.scripted()];
    other.routes.set('GET /health', () => ({ status: 404, body: { detail: 'Not Found' } }));
    other.handshake = () => ({ status: 404 });
    const person = made.person(platform, { wsUrl: other.url.replace('http', 'ws') });
    await person.signIn();
    await finds(t, person.client);
  });

  test('planted: `ws-url` holds the socket’s path → settings ws_url_path, handshake wrong_socket_address', async (t) => {
    const made = rig(t);
    const platform = await made.scripted();
    const path = '/api/v1/ws/chat';
    platform.handshake = () => ({ status: 403 });
    const person = made.person(platform, { wsUrl: `${platform.url.replace('http', 'ws')}${path}` });
    await person.signIn();
    await finds(t, person.client);
  });
});

/** A constructor for clients that are refused before they need one. */
const Never = WebSocket as unknown as SocketConstructor;

describe('the tenant and its services', () => {
  const missing = { type: 'missing', loc: ['header', 'x-tenant-id'], msg: 'Field required' };

  test('planted: “tenant: unknown” or 422 on every call, as a proxy removes `X-Tenant-ID` → tenant tenant_header_missing', async (t) => {
    const { platform, person } = await scripted(t);
    platform.routes.set('GET /health', () => ({ status: 422, body: { detail: [missing] } }));
    await finds(t, person.client);
  });

  test('planted: the tenant is suspended → tenant tenant_suspended', async (t) => {
    const { platform, person } = await scripted(t);
    platform.routes.set('GET /admin/tenant', () => ({ body: { status: 'suspended' } }));
    await finds(t, person.client);
  });

  test('planted: the tenant is suspended, and every call is refused → tenant tenant_suspended', async (t) => {
    const { platform, person } = await scripted(t);
    const body = { success: false, message: 'Tenant suspended', error_code: 'TENANT_SUSPENDED' };
    platform.routes.set('GET /health', () => ({ status: 403, body }));
    await finds(t, person.client);
  });

  test('planted: an AI service is down → services services_missing', async (t) => {
    const { platform, person } = await scripted(t);
    const services = { llm_service: 'unavailable', vector_database: 'ready' };
    platform.routes.set('GET /health', () => ({
      status: 503,
      body: { status: 'unhealthy', ai_services_ready: false, services },
    }));
    const { message } = checkOf(await finds(t, person.client), 'services');
    assert.match(message, /llm_service \(unavailable\)/);
    assert.doesNotMatch(message, /vector/);
  });

  const clocks: readonly [string, string, number][] = [
    ['planted: this device’s clock is ten minutes behind → clock clock_off', 'behind', 600_000],
    ['planted: this device’s clock is ten minutes ahead → clock clock_off', 'ahead', -600_000],
  ];
  for (const [name, what, shift] of clocks) {
    test(name, async (t) => {
      const { rig, platform, person } = await scripted(t);
      const headers = { Date: new Date(rig.clock.now() + shift).toUTCString() };
      platform.routes.set('GET /health', () => ({ headers, body: { status: 'healthy' } }));
      const { evidence } = checkOf(await finds(t, person.client), 'clock');
      assert.equal(evidence['here'], what);
    });
  }
});

describe('who asks', () => {
  const refusals: readonly [string, Reply][] = [
    [
      'planted: the platform does not take a token that has not ended → token token_refused',
      { status: 401, body: { detail: 'Could not validate credentials' } },
    ],
    [
      'planted: the platform says that the token has ended (`TOKEN_EXPIRED`) → token token_expired',
      { status: 401, body: { error_code: 'TOKEN_EXPIRED', message: 'Token expired' } },
    ],
    [
      'planted: 403, as the account may not use the tenant → token forbidden',
      { status: 403, body: { detail: 'No access' } },
    ],
  ];
  for (const [name, reply] of refusals) {
    test(name, async (t) => {
      const { platform, person } = await scripted(t);
      platform.routes.set('GET /auth/me', () => reply);
      await finds(t, person.client);
      assert.equal(person.client.session.get().phase, 'signed-in', 'the session was disturbed');
    });
  }

  test('planted: the token ends within a minute → token token_expires_soon', async (t) => {
    const made = rig(t);
    const platform = await made.scripted();
    const { access_token: token } = platform.tokens(40);
    const { client } = made.person(platform, { getAuthToken: () => Promise.resolve(token) });
    client.start();
    await eventually(() => client.session.get().phase === 'signed-in');
    await finds(t, client);
  });

  test('planted: a key of another tenant is set → token token_tenant', async (t) => {
    const made = rig(t);
    const platform = await made.scripted();
    await finds(t, made.person(platform, { apiKey: jwt({ tenant_id: 'acme-corp' }) }).client);
  });

  const unprocessable: readonly [string, string][] = [
    [
      'planted: 422 on `/api/v1/chat`, as `X-Tenant-ID` is lost on the way → chat tenant_header_missing',
      'x-tenant-id',
    ],
    ['planted: `POST /chat` wants more than it is given (422) → chat request_refused', 'model'],
  ];
  for (const [name, field] of unprocessable) {
    test(name, async (t) => {
      const made = rig(t);
      const platform = await made.scripted();
      const detail = [{ loc: ['header', field], msg: 'Field required', type: 'missing' }];
      platform.routes.set('POST /chat', () => ({ status: 422, body: { detail } }));
      const person = made.person(platform);
      await person.signIn();
      await finds(t, person.client);
    });
  }

  test('planted: the platform makes no chats over REST → chat chat_not_offered', async (t) => {
    const made = rig(t);
    const platform = await made.scripted();
    platform.routes.set('POST /chat', () => ({ status: 404, body: { detail: 'Not Found' } }));
    const person = made.person(platform);
    await person.signIn();
    await finds(t, person.client);
  });

  test('planted: the chat on the page is gone on the platform → chat chat_gone', async (t) => {
    const { platform, person } = await scripted(t);
    await person.phase('ready');
    platform.chats.clear();
    await finds(t, person.client);
  });

  test('planted: messages cannot be sent over REST → rest rest_sending_missing', async (t) => {
    const { platform, person } = await scripted(t);
    await person.phase('ready');
    const [id = ''] = platform.chats.keys();
    platform.routes.set(`GET /chat/${id}/message`, () => ({ status: 404, body: {} }));
    await finds(t, person.client);
  });
});

describe('the live connection', () => {
  test('planted: the socket is refused (403), though REST works → handshake handshake_refused', async (t) => {
    const { platform, person } = await scripted(t);
    platform.handshake = () => ({ status: 403 });
    await finds(t, person.client);
  });

  const stripping: readonly [string, number][] = [
    [
      'planted: a proxy takes the upgrade out, and answers with a page → handshake upgrade_stripped',
      200,
    ],
    [
      'planted: a proxy takes the upgrade out, and the platform answers 400 → handshake upgrade_stripped',
      400,
    ],
    [
      'planted: a proxy takes the upgrade out, and the platform answers 426 → handshake upgrade_stripped',
      426,
    ],
  ];
  for (const [name, status] of stripping) {
    test(name, async (t) => {
      const { proxy, person } = await proxied(t);
      proxy.stripUpgrade(status);
      await finds(t, person.client);
    });
  }

  test('planted: connection timeout, as something swallows the upgrade → handshake handshake_timeout', async (t) => {
    const { rig, platform, person } = await scripted(t);
    await person.phase('ready');
    platform.handshake = () => 'hang';
    rig.clock.speed = 20;
    await finds(t, person.client);
  });

  test('planted: the socket opens and is never ready → ready never_ready', async (t) => {
    const { rig, platform, person } = await scripted(t);
    await person.phase('ready');
    platform.welcome = () => undefined;
    rig.clock.speed = 20;
    await finds(t, person.client);
  });

  test('planted: the socket opens, and its AI services go on loading → ready services_loading', async (t) => {
    const { rig, platform, person } = await scripted(t);
    await person.phase('ready');
    platform.welcome = (peer) => {
      peer.send('ai_services_loading');
    };
    rig.clock.speed = 20;
    await finds(t, person.client);
  });

  const ends: readonly [string, number, string][] = [
    ['planted: the socket opens and breaks (1011) → ready closed_at_once', 1011, ''],
    ['planted: the socket is closed for its rate (1008) → ready rate_limited', 1008, 'Rate limit'],
    ['planted: the socket is closed for its token (4401) → ready token_refused', 4401, ''],
    ['planted: the socket is closed for its user (4403) → ready forbidden', 4403, ''],
  ];
  for (const [name, code, reason] of ends) {
    test(name, async (t) => {
      const { platform, person } = await scripted(t);
      await person.phase('ready');
      platform.welcome = (peer) => {
        peer.close(code, reason);
      };
      await finds(t, person.client);
    });
  }

  test('planted: pings are not answered → ping ping_unanswered', async (t) => {
    const { rig, platform, person } = await scripted(t);
    await person.phase('ready');
    platform.pinged = () => undefined;
    rig.clock.speed = 5;
    await finds(t, person.client);
  });
});
