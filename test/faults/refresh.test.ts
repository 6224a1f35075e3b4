/**
 * The reply to a refresh that is lost after the platform has rotated the token, against the real
 * platform. Each test bears the number of its row in the list of faults.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Platform } from '../../demo/platform/server.js';
import { ScriptedStorage } from '../../src/testing/scripted-host.js';
import { TENANT, signIn, startPlatform } from '../platform/harness.js';
import { rig, until } from './tools/node-client.js';

/** A token's life in seconds: the client renews it in the background before it ends. */
const life = 120;

let platform: Platform;

before(async () => {
  platform = await startPlatform({ accessTokenSeconds: life });
});

after(async () => {
  await platform.close();
});

describe('a refresh whose reply is lost', { concurrency: true }, () => {
  test('row 32: nobody else renewed it – one more try, then sign-in, no loop', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const person = world.person(proxy, {}, { storage: new ScriptedStorage() });
    await person.connect();
    const question = person.client.chat.send('Written before');
    await person.answerTo(question.get().id);
    const lost = proxy.loseReply('POST', /^\/auth\/refresh$/);
    world.clock.speed = 40;
    await lost.executed;
    lost.cut();
    const { error, user } = await until(person.client.session, ({ phase }) => phase === 'expired');
    assert.equal(error?.code, 'auth_expired');
    assert.equal(user?.email, 'demo@example.com', 'the form knows who it was');
    await world.clock.pass(120_000, 100);
    assert.equal(proxy.count('POST /auth/refresh'), 2, 'one more try, and no loop');
    assert.equal(person.state.phase, 'signed-out');
    assert.equal(person.messages.length, 2, 'the conversation stays');
  });

  test('row 32: another tab has a younger one meanwhile – taken over, still signed in', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const storage = new ScriptedStorage();
    const person = world.person(proxy, {}, { storage });
    await person.connect();
    const lost = proxy.loseReply('POST', /^\/auth\/refresh$/);
    world.clock.speed = 40;
    await lost.executed;
    world.clock.speed = 1;
    const younger = await signIn(platform);
    const { access_token: accessToken = '', refresh_token: refreshToken = '' } = younger;
    storage.setItem('miptech_access_token', accessToken);
    storage.setItem('miptech_refresh_token', refreshToken);
    const beside = { tenantId: TENANT, receivedAt: world.clock.now(), life };
    storage.setItem('miptech_session', JSON.stringify(beside));
    const refreshes = proxy.count('POST /auth/refresh');
    lost.cut();
    world.clock.speed = 40;
    await until(
      { get: () => person.sockets.length, subscribe: person.client.connection.subscribe },
      (sockets) => sockets >= 2,
    );
    world.clock.speed = 1;
    await person.phase('ready');
    assert.equal(person.sockets.at(-1)?.query.get('token'), accessToken);
    assert.equal(proxy.count('POST /auth/refresh'), refreshes, 'the store was read first');
    assert.equal(person.client.session.get().phase, 'signed-in');
    await person.ask('Still here?');
  });
});
