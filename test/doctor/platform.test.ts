/** What the doctor says before the real demo platform: when all is well, and when it is set up wrong. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { SEEDED_TENANTS } from '../../demo/platform/data/seed.js';
import type { Settings } from '../../demo/platform/settings.js';
import { rig, until } from '../faults/tools/node-client.js';
import { call, openSocket, signIn, startPlatform, takenPort } from '../platform/harness.js';
import { checkOf, finds } from './planted.js';

async function demo(t: TestContext, settings: Partial<Settings> = {}) {
  const platform = await startPlatform(settings);
  if (settings.warmUpMilliseconds === undefined) {
    const ready = async () => (await call(platform, '/health')).body['ai_services_ready'];
    while (String(await ready()) !== 'true');
  }
  const made = rig(t);
  t.after(() => platform.close());
  return { platform, rig: made };
}

/** A web server of somebody else's, that answers every call so. */
async function stranger(t: TestContext, status: number, type: string, text: string) {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'Content-Type': type }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
}

describe('before the demo platform', () => {
  test('planted: nothing is wrong → nothing', async (t) => {
    const { platform, rig } = await demo(t);
    const person = rig.person(platform);
    await person.connect();
    const diagnosis = await finds(t, person.client);
    assert.deepEqual([...new Set(diagnosis.checks.map(({ outcome }) => outcome))], ['passed']);
    assert.equal(checkOf(diagnosis, 'ping').evidence['pings'], 3);
    assert.equal(checkOf(diagnosis, 'chat').evidence['made'], false);
    assert.equal(person.state.phase, 'ready');
    assert.equal(person.count('POST /chat'), 1, 'a chat was left behind');
  });

  test('planted: nothing is wrong, and the chat is open to everybody → nothing', async (t) => {
    const { platform, rig } = await demo(t);
    const { client } = rig.person(platform, { tenantId: 'public-demo', anonymous: true });
    client.start();
    const diagnosis = await finds(t, client);
    // Anonymous visitors may open sockets there, and make no chats over REST.
    assert.notEqual(checkOf(diagnosis, 'ping').outcome, 'failed');
  });

  test('planted: `api-url` ends in a slash, which the client takes off → nothing', async (t) => {
    const { platform, rig } = await demo(t);
    const person = rig.person({ url: `${platform.url}//` });
    await person.connect();
    await finds(t, person.client);
  });

  test('planted: the platform is down, or the port is wrong and nothing listens there → origin platform_down', async (t) => {
    const { port, free } = await takenPort();
    free();
    const { client } = rig(t).person({ url: `http://127.0.0.1:${String(port)}` });
    const diagnosis = await finds(t, client);
    assert.match(checkOf(diagnosis, 'token').message, /because “origin” failed/);
  });

  test('planted: the port is wrong, and a web site is there → health captive_portal', async (t) => {
    const site = await stranger(t, 200, 'text/html', '<!doctype html><title>A site</title>');
    await finds(t, rig(t).person(site).client);
  });

  test('planted: the port is wrong, and another service is there → health not_the_platform', async (t) => {
    const service = await stranger(t, 200, 'application/json', '{"version":"2.1"}');
    await finds(t, rig(t).person(service).client);
  });

  test('planted: `GET /health` returned 404, as `api-url` has a wrong prefix → health wrong_path', async (t) => {
    const { platform, rig } = await demo(t);
    await finds(t, rig.person({ url: `${platform.url}/platform` }).client);
  });

  test('planted: `api-url` holds `/api/v1` already → settings api_url_path, health wrong_path', async (t) => {
    const { platform, rig } = await demo(t);
    const { client } = rig.person({ url: `${platform.url}/api/v1` });
    const diagnosis = await finds(t, client);
    assert.match(checkOf(diagnosis, 'settings').fix ?? '', /\/api\/v1\/api\/v1\/health/);
  });

  test('planted: the tenant does not exist (`TENANT_NOT_FOUND`) → tenant tenant_unknown', async (t) => {
    const { platform, rig } = await demo(t);
    await finds(t, rig.person(platform, { tenantId: 'miptech-compny' }).client);
  });

  test('planted: 401, as nobody is signed in (`AUTH_REQUIRED`) → token not_signed_in', async (t) => {
    const { platform, rig } = await demo(t);
    const { client } = rig.person(platform);
    client.start();
    await finds(t, client);
  });

  test('planted: the token has ended, and cannot be renewed → token token_expired', async (t) => {
    const { platform, rig } = await demo(t, { accessTokenSeconds: 1 });
    const { access_token: token = '' } = await signIn(platform);
    const { client } = rig.person(platform, { getAuthToken: () => Promise.resolve(String(token)) });
    await new Promise((resolve) => setTimeout(resolve, 2100));
    client.start();
    await until(client.session, ({ phase }) => phase !== 'signed-out' && phase !== 'signing-in');
    await finds(t, client);
  });

  test('planted: the token is another tenant’s → token token_tenant', async (t) => {
    const { platform, rig } = await demo(t);
    const { access_token: token = '' } = await signIn(platform, 'acme-corp');
    const { client } = rig.person(platform, { getAuthToken: () => Promise.resolve(String(token)) });
    client.start();
    await until(client.session, ({ error }) => error !== null);
    await finds(t, client);
  });

  test('planted: the AI services are still loading → services services_loading', async (t) => {
    const { platform, rig } = await demo(t, { warmUpMilliseconds: 600_000 });
    const person = rig.person(platform);
    await person.signIn();
    const diagnosis = await finds(t, person.client);
    assert.equal(checkOf(diagnosis, 'handshake').outcome, 'passed');
  });

  test('planted: others use up the tenant’s connections → ready connection_quota', async (t) => {
    const { platform, rig } = await demo(t, { connectionsPerTenant: 1 });
    const { access_token: token = '' } = await signIn(platform);
    const other = await openSocket(platform, { token });
    t.after(() => {
      other.cut();
    });
    const person = rig.person(platform);
    await person.signIn();
    const diagnosis = await finds(t, person.client);
    assert.equal(checkOf(diagnosis, 'ready').outcome, 'failed');
  });

  test('planted: this page’s own connection is the last that the tenant may have → ready connection_quota', async (t) => {
    const { platform, rig } = await demo(t, { connectionsPerTenant: 1 });
    const person = rig.person(platform);
    await person.connect();
    const diagnosis = await finds(t, person.client);
    assert.equal(checkOf(diagnosis, 'ready').outcome, 'warned');
    assert.equal(person.state.phase, 'ready');
  });

  test('planted: 429, as all calls are used up (`RATE_LIMIT_EXCEEDED`) → tenant rate_limited', async (t) => {
    const { platform, rig } = await demo(t, { requestsPerMinute: 6, requestBurst: 3 });
    const person = rig.person(platform);
    await person.connect();
    while ((await person.client.tenant.load()).phase === 'known') {
      if (person.count('GET /admin/tenant') > 5) break;
    }
    const diagnosis = await finds(t, person.client);
    const { evidence, fix } = checkOf(diagnosis, 'tenant');
    assert.ok(Number(evidence['retryAfter']) > 0);
    assert.match(fix ?? '', /Wait \d+ s/);
  });

  test('planted: chat is switched off for the tenant → chat feature_off', async (t) => {
    const [seed, ...others] = SEEDED_TENANTS;
    assert.ok(seed);
    const tenants = [{ ...seed, features: { ...seed.features, chat: false } }, ...others];
    const { platform, rig } = await demo(t, { tenants });
    const person = rig.person(platform);
    await person.signIn();
    await finds(t, person.client);
  });
});
