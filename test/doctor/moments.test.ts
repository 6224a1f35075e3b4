/** A look at everything at the wrong moment: while people come and go, in a pause, and where nothing ends by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { createMiptechClient } from '../../src/core/index.js';
import type { MiptechClientHandle } from '../../src/core/index.js';
import type { Ports, SocketConstructor } from '../../src/core/ports.js';
import { eventually, rig, until } from '../faults/tools/node-client.js';
import { TENANT } from '../faults/tools/scripted-platform.js';
import { DEMO } from '../platform/harness.js';
import { checkOf, findingsOf, finds, scripted } from './planted.js';

/** A stranger's client that asks by this `fetch` alone. */
function fetchingBy(clock: Ports['clock'], fetch: Ports['fetch']): MiptechClientHandle {
  return createMiptechClient(
    { tenantId: TENANT, apiUrl: 'http://127.0.0.1:9', tokenStorage: 'memory' },
    { clock, fetch, WebSocket: WebSocket as unknown as SocketConstructor },
  );
}

/** Holds an answer back until it is let go. */
function held() {
  let letGo: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { gone, letGo };
}

test('planted: somebody signs in at this moment → nothing', async (t) => {
  const made = rig(t);
  const platform = await made.scripted();
  const { gone, letGo } = held();
  const token = platform.tokens().access_token;
  const { client } = made.person(platform, {
    getAuthToken: async () => {
      await gone;
      return token;
    },
  });
  client.start();
  await until(client.session, ({ phase }) => phase === 'signing-in');
  const { diagnosis } = client;
  const off = diagnosis.subscribe(() => {
    if (checkOf(diagnosis.get(), 'token').outcome === 'running') letGo();
  });
  await finds(t, client);
  off();
  assert.equal(checkOf(diagnosis.get(), 'token').outcome, 'passed');
});

test('a sign-in that does not end is waited for a while, and nobody is blamed', async (t) => {
  const made = rig(t);
  const platform = await made.scripted();
  const { client } = made.person(platform, { getAuthToken: () => new Promise(() => undefined) });
  client.start();
  await until(client.session, ({ phase }) => phase === 'signing-in');
  made.clock.speed = 20;
  const { outcome, message } = checkOf(await client.diagnose(), 'token');
  assert.equal(outcome, 'skipped');
  assert.match(message, /signing in/);
});

test('who signs out in the middle is told of no refused token, chat or socket', async (t) => {
  for (const call of ['GET /auth/me', 'GET /chat/*', 'socket'] as const) {
    const { platform, person } = await scripted(t, 'connected');
    const { client } = person;
    const { gone, letGo } = held();
    let asked = false;
    if (call === 'socket') {
      platform.welcome = (peer) => {
        asked = true;
        void gone.then(() => {
          peer.close(4401);
        });
      };
    } else {
      platform.routes.set(call, async () => {
        asked = true;
        await gone;
        return { status: 401, body: { error_code: 'AUTH_REQUIRED' } };
      });
    }
    const looking = client.diagnose();
    await eventually(() => asked);
    await client.session.logout();
    letGo();
    assert.deepEqual(findingsOf(await looking), [], call);
  }
});

test('who signs in next in the middle is not refused the chat of the one before', async (t) => {
  const { platform, person } = await scripted(t, 'connected');
  const { client } = person;
  const { gone, letGo } = held();
  let asked = false;
  const [theirs = ''] = platform.chats.keys();
  platform.routes.set(`GET /chat/${theirs}`, async () => {
    asked = true;
    await gone;
    return { body: { chat_id: theirs, messages: [] } };
  });
  platform.handshake = ({ query }) =>
    query.get('chat_id') === theirs ? { status: 403 } : 'accept';
  const looking = client.diagnose();
  await eventually(() => asked);
  await client.session.logout();
  await client.session.login({ ...DEMO, email: 'other@example.com' });
  letGo();
  assert.deepEqual(findingsOf(await looking), []);
});

test('no ping is sent while the platform wants a pause', async (t) => {
  const { platform, person } = await scripted(t, 'connected');
  platform.peer.send('rate_limit_exceeded', { retry_after: 120 });
  await person.phase('rate-limited');
  const before = platform.received('ping').length;
  const diagnosis = await person.client.diagnose();
  assert.equal(platform.received('ping').length, before);
  assert.equal(checkOf(diagnosis, 'ping').outcome, 'skipped');
});

test('a fetch that heeds no signal, and never answers, holds nobody up', async (t) => {
  const made = rig(t);
  const client = fetchingBy(made.clock, () => new Promise(() => undefined));
  t.after(() => {
    client.destroy();
  });
  made.clock.speed = 20;
  assert.deepEqual(findingsOf(await client.diagnose()), ['origin no_answer']);
  const looking = client.diagnose();
  await until(client.diagnosis, (seen) => checkOf(seen, 'origin').outcome === 'running');
  client.destroy();
  assert.equal((await looking).phase, 'done');
});

test('destroyed in the moment in which a pause would begin: it ends', async (t) => {
  const made = rig(t);
  const client: MiptechClientHandle = fetchingBy(made.clock, () =>
    Promise.resolve({
      ok: false,
      status: 429,
      headers: { get: () => '1' },
      text: () => {
        client.destroy();
        return Promise.resolve('');
      },
    }),
  );
  made.clock.speed = 20;
  const diagnosis = await client.diagnose();
  assert.equal(diagnosis.phase, 'done');
});

test('planted: every answer takes seconds, until the time of the checks is up → ping slow, rest out_of_time', async (t) => {
  const { rig, platform, person } = await scripted(t, 'connected');
  const { clock } = rig;
  clock.speed = 20;
  const after = async <T>(milliseconds: number, answer: T): Promise<T> => {
    await clock.pass(milliseconds);
    return answer;
  };
  platform.routes.set('GET /health', () => after(5500, { body: { status: 'healthy' } }));
  platform.routes.set('GET /admin/tenant', () => after(3700, { body: {} }));
  platform.routes.set('GET /auth/me', () => after(3700, { body: { user: platform.user } }));
  platform.routes.set('GET /chat/*', ({ path }) =>
    after(3700, { body: { chat_id: path.split('/')[2] } }),
  );
  platform.welcome = (peer) => {
    void clock.pass(5500).then(() => {
      peer.send('connection_ready');
    });
  };
  platform.pinged = (peer) => {
    void clock.pass(2200).then(() => {
      peer.send('pong');
    });
  };
  const began = clock.monotonic();
  await finds(t, person.client);
  assert.ok(clock.monotonic() - began < 30_000);
});
