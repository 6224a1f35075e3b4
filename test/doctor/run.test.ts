/** How the doctor goes about it: once at a time, told step by step, polite, and without a trace. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkNames } from '../../src/core/index.js';
import { eventually } from '../faults/tools/node-client.js';
import { checkOf, findingsOf, scripted } from './planted.js';

test('before the first look there is a list, and nothing has been asked', async (t) => {
  const { platform, person } = await scripted(t, 'stranger');
  const { phase, startedAt, checks } = person.client.diagnosis.get();
  assert.deepEqual([phase, startedAt], ['idle', null]);
  assert.deepEqual(
    checks.map(({ name }) => name),
    checkNames,
  );
  assert.deepEqual([...new Set(checks.map(({ outcome }) => outcome))], ['waiting']);
  assert.deepEqual(platform.asked, []);
});

test('each check is told as it begins and as it ends, in order', async (t) => {
  const { person } = await scripted(t, 'stranger');
  await person.connect();
  const { diagnosis } = person.client;
  const done: string[] = [];
  const running = new Set<string>();
  diagnosis.subscribe(() => {
    for (const { name, outcome } of diagnosis.get().checks) {
      if (outcome === 'running') running.add(name);
      else if (outcome !== 'waiting' && !done.includes(name)) done.push(name);
    }
  });
  const looking = person.client.diagnose();
  assert.equal(diagnosis.get().phase, 'running');
  assert.equal((await looking).phase, 'done');
  assert.deepEqual(done, checkNames);
  for (const name of ['origin', 'tenant', 'chat', 'handshake', 'ping']) {
    assert.ok(running.has(name), `${name} was never seen running`);
  }
});

test('a second call joins the first, and a later one looks anew', async (t) => {
  const { platform, person } = await scripted(t, 'stranger');
  await person.connect();
  const before = platform.count('GET /health');
  const looks = [person.client.diagnose(), person.client.diagnose()];
  const [one, other] = await Promise.all(looks);
  assert.equal(one, other);
  assert.equal(platform.count('GET /health'), before + 1);
  await person.client.diagnose();
  assert.equal(platform.count('GET /health'), before + 2);
});

test('the connection on the page is not disturbed, and nothing of the look stays', async (t) => {
  const { platform, person } = await scripted(t, 'stranger');
  await person.connect();
  const states = person.connection.length;
  const calls = platform.asked.length;
  const { diagnose } = person.client;
  assert.deepEqual(findingsOf(await diagnose()), []);
  await eventually(() => platform.standing.length === 1);
  assert.equal(person.connection.length, states, 'the phase changed');
  assert.equal(platform.count('POST /chat'), 1, 'another chat was made');
  assert.deepEqual(
    platform.asked.slice(calls).map(({ method, path }) => `${method} ${path.split('/')[1] ?? ''}`),
    ['GET health', 'GET admin', 'GET auth', 'GET chat', 'GET chat'],
  );
  assert.equal(platform.received('ping').length, 3);
  assert.equal(platform.received('chat_message').length, 0);
  await person.ask('and still');
});

test('where no chat is open one is made, and said so', async (t) => {
  const { platform, person } = await scripted(t, 'stranger');
  await person.client.session.login({ email: 'demo@example.com', password: 'demo-password' });
  const diagnosis = await person.client.diagnose();
  const { evidence, message } = checkOf(diagnosis, 'chat');
  assert.equal(evidence['made'], true);
  assert.match(message, /“Connection check” is a new one/);
  assert.equal(platform.calls('POST /chat')[0]?.body['title'], 'Connection check');
});

test('destroyed in the middle: it ends at once, tells so, and leaves no socket', async (t) => {
  for (const hanging of ['GET /health', 'GET /auth/me', 'socket'] as const) {
    const { rig, platform, person } = await scripted(t, 'stranger');
    await person.connect();
    if (hanging === 'socket') platform.handshake = () => 'hang';
    else platform.routes.set(hanging, () => 'hang');
    const [calls, knocks] = [platform.count(hanging), platform.knocks.length];
    const looking = person.client.diagnose();
    const asked = () =>
      hanging === 'socket' ? platform.knocks.length > knocks : platform.count(hanging) > calls;
    await eventually(asked);
    const { speed } = rig.clock;
    rig.clock.speed = 0;
    person.client.destroy();
    const diagnosis = await looking;
    rig.clock.speed = speed;
    assert.equal(diagnosis.phase, 'done');
    assert.equal(checkOf(diagnosis, 'rest').outcome, 'skipped');
    assert.deepEqual(findingsOf(diagnosis), []);
    await eventually(() => person.live === 0);
    assert.equal(await person.client.diagnose(), diagnosis);
  }
});

test('a platform that takes its time with everything is left within half a minute', async (t) => {
  const { rig, platform, person } = await scripted(t, 'stranger');
  await person.connect();
  const { clock } = rig;
  clock.speed = 20;
  platform.routes.set('GET /admin/tenant', async () => {
    await clock.pass(3000);
    return { body: {} };
  });
  platform.routes.set('GET /auth/me', async () => {
    await clock.pass(3000);
    return { body: { user: platform.user } };
  });
  platform.routes.set('GET /health', async () => {
    await clock.pass(5000);
    return { body: { status: 'healthy' } };
  });
  platform.routes.set('GET /chat/*', async ({ path }) => {
    await clock.pass(3000);
    return path.endsWith('/message') ? 'hang' : { body: { chat_id: path.split('/')[2] } };
  });
  platform.handshake = () => 'hang';
  const began = clock.monotonic();
  const diagnosis = await person.client.diagnose();
  assert.ok(clock.monotonic() - began < 30_000, `took ${String(clock.monotonic() - began)} ms`);
  assert.deepEqual(findingsOf(diagnosis), ['handshake handshake_timeout', 'rest no_answer']);
});

test('a token of any form stays out of what is shown', async (t) => {
  const { platform, person } = await scripted(t, 'stranger');
  await person.connect();
  const told: string[] = [];
  // A platform that repeats what it is sent, in every place an answer has.
  for (const call of ['GET /auth/me', 'GET /admin/tenant', 'GET /chat/*']) {
    platform.routes.set(call, ({ token }) => {
      told.push(String(token));
      const code = String(token);
      return { status: 400, body: { error_code: code, message: code, detail: code, status: code } };
    });
  }
  const diagnosis = JSON.stringify(await person.client.diagnose());
  assert.ok(told.length > 0);
  for (const token of told) assert.ok(!diagnosis.includes(token.slice(0, 20)), 'a token was shown');
});
