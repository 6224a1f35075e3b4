/** Two faults at once, or one that looks like another: the doctor must blame neither the wrong party nor nobody. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { createMiptechClient } from '../../src/core/index.js';
import type { SocketConstructor } from '../../src/core/ports.js';
import { eventually, rig } from '../faults/tools/node-client.js';
import type { Answer } from '../faults/tools/scripted-platform.js';
import { TENANT } from '../faults/tools/scripted-platform.js';
import { DEMO } from '../platform/harness.js';
import { finds, scripted } from './planted.js';

describe('clocks', () => {
  test('planted: the platform’s times name no zone, and the device is in another one → nothing', async (t) => {
    const { rig, platform, person } = await scripted(t);
    const zone = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
    t.after(() => {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    });
    // As FastAPI writes `datetime.utcnow()`, with the header that a page may not read left out.
    platform.routes.set('GET /health', () => ({
      headers: { Date: '' },
      body: {
        status: 'healthy',
        timestamp: new Date(rig.clock.now()).toISOString().slice(0, -1),
      },
    }));
    await finds(t, person.client);
  });

  test('planted: this device’s clock is an hour behind, and the token has ended → token token_expired, clock clock_off', async (t) => {
    const { rig, platform, person } = await scripted(t);
    const headers = { Date: new Date(rig.clock.now() + 3_600_000).toUTCString() };
    platform.routes.set('GET /health', () => ({ headers, body: { status: 'healthy' } }));
    platform.routes.set('GET /auth/me', () => ({ status: 401, body: { detail: 'No' } }));
    await finds(t, person.client);
  });

  test('planted: this device’s clock is an hour ahead, and the token is good → clock clock_off', async (t) => {
    const made = rig(t);
    const platform = await made.scripted();
    const { access_token: token } = platform.tokens(40);
    const { client } = made.person(platform, { getAuthToken: () => Promise.resolve(token) });
    // The token’s life is counted by the platform’s clock, which is as far behind.
    const headers = { Date: new Date(made.clock.now() - 3_600_000).toUTCString() };
    platform.routes.set('GET /health', () => ({ headers, body: { status: 'healthy' } }));
    client.start();
    await eventually(() => client.session.get().phase === 'signed-in');
    await finds(t, client);
  });
});

describe('services', () => {
  const answers: readonly [string, Answer][] = [
    [
      'planted: an AI service loads beside one that is switched off → services services_loading',
      {
        body: {
          status: 'initializing',
          ai_services_ready: false,
          services: { llm_service: 'loading', cache_layer: 'disabled', rag_pipeline: 'running' },
        },
      },
    ],
    [
      'planted: health is well, and only its AI services are not ready → services services_loading',
      { body: { status: 'healthy', ai_services_ready: false } },
    ],
  ];
  for (const [name, answer] of answers) {
    test(name, async (t) => {
      const { platform, person } = await scripted(t);
      platform.routes.set('GET /health', () => answer);
      await finds(t, person.client);
    });
  }
});

describe('answers by their code', () => {
  const refusals: readonly [string, string, Answer][] = [
    [
      'planted: calls are used up, and the platform says so by 403 → health rate_limited',
      'GET /health',
      { status: 403, body: { success: false, error_code: 'RATE_LIMIT_EXCEEDED' } },
    ],
    [
      'planted: a token is refused by its code alone (200) → token token_refused',
      'GET /auth/me',
      { body: { success: false, message: 'Sign in', error_code: 'AUTH_REQUIRED' } },
    ],
    [
      'planted: the platform refuses a chat with a code of its own → chat request_refused',
      'GET /chat/*',
      { status: 402, body: { success: false, error_code: 'PAYMENT_REQUIRED' } },
    ],
    [
      'planted: the chat on the page is gone (410) → chat chat_gone',
      'GET /chat/*',
      { status: 410, body: { detail: 'Gone' } },
    ],
  ];
  for (const [name, call, answer] of refusals) {
    test(name, async (t) => {
      const { platform, person } = await scripted(t);
      await person.phase('ready');
      platform.routes.set(call, () => answer);
      await finds(t, person.client);
    });
  }

  test('planted: the socket is refused, and the calls to its own address are used up → handshake handshake_refused', async (t) => {
    const made = rig(t);
    const [platform, sockets] = [await made.scripted(), await made.scripted()];
    const body = { error_code: 'RATE_LIMIT_EXCEEDED', details: { retry_after: 60 } };
    sockets.routes.set('GET /health', () => ({ status: 429, body }));
    sockets.handshake = () => ({ status: 403 });
    const person = made.person(platform, { wsUrl: sockets.url.replace('http', 'ws') });
    await person.signIn();
    await finds(t, person.client);
  });
});

test('planted: the platform stands below a prefix that ends in `/api`, where it answers → settings api_url_path', async (t) => {
  const made = rig(t);
  const platform = await made.scripted();
  const short = (url: string): string => url.replace('/api/api/', '/api/');
  class Socket extends WebSocket {
    constructor(url: string) {
      super(short(url));
    }
  }
  const client = createMiptechClient(
    { tenantId: TENANT, tokenStorage: 'memory', apiUrl: `${platform.url}/api` },
    {
      fetch: (url, init) => fetch(short(url), init),
      WebSocket: Socket as unknown as SocketConstructor,
    },
  );
  t.after(() => {
    client.destroy();
  });
  await client.session.login(DEMO);
  const { checks } = await finds(t, client);
  assert.ok(!checks.some(({ outcome }) => outcome === 'failed'));
});
