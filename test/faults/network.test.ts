/**
 * Networks that fail, between a client and the real platform with its database. Each test bears the
 * number of its row in the list of faults.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Platform } from '../../demo/platform/server.js';
import { DEMO, call, signIn, startPlatform } from '../platform/harness.js';
import type { Json } from '../platform/harness.js';
import { eventually, gaps, rig, signedInThroughout, until } from './tools/node-client.js';
import type { Person } from './tools/node-client.js';

/** Waiting costs nothing, so these tests wait together. */
const together = { concurrency: 4, timeout: 60_000 };
/** Without chance: every delay is nearly the longest of its range. */
const patient = { random: () => 0.999 };

let platform: Platform;

before(async () => {
  platform = await startPlatform({ chunkMilliseconds: 2 });
});

after(async () => {
  await platform.close();
});

/** What the platform has stored of the person's chat. */
async function stored(person: Person): Promise<readonly Json[]> {
  const { access_token: token = '' } = await signIn(platform);
  const { chatId } = person.client.transcript.get();
  const { body } = await call(platform, `/chat/${String(chatId)}`, { token });
  return body['data']?.['messages'] ?? [];
}

/** The rule of messages: this one arrived once, is shown once, and has one answer. */
async function once(person: Person, text: string): Promise<void> {
  const shown = person.messages.filter((message) => message.text === text);
  assert.deepEqual(
    shown.map(({ state }) => state),
    ['delivered'],
  );
  const kept = await stored(person);
  assert.equal(kept.filter(({ content }) => content === text).length, 1, 'stored once');
  const answers = kept.filter(({ role }) => role === 'assistant').map(({ content }) => content);
  const seen = person.messages.filter(({ role }) => role === 'assistant').map((one) => one.text);
  assert.deepEqual(seen, answers, 'the answers on screen are those that are stored');
}

describe('a network that is gone', together, () => {
  test('row 1: TCP refused – the backoff, a reason, one question at the most', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const person = world.person(proxy, { reconnectDelay: 1000 });
    await person.connect();
    const [calls, sockets, states] = [person.calls.length, 1, person.connection.length];
    await proxy.refuse();
    const lost = world.clock.monotonic();
    const { error } = await person.phase('reconnecting');
    assert.ok(error !== null, 'it says why');
    await world.clock.pass(60_000, 20);
    const asked = person.calls.slice(calls);
    const attempts = [
      ...asked.filter(({ path }) => path === '/health'),
      ...person.sockets.slice(sockets),
    ].sort((one, other) => one.at - other.at);
    t.diagnostic(`${attempts.length} attempts in a minute`);
    assert.ok(attempts.length >= 3 && attempts.length <= 20, `${attempts.length} attempts`);
    for (const gap of gaps(attempts)) assert.ok(gap >= 1000, `attempts ${gap} ms apart`);
    const probes = asked.filter(({ path, at }) => path === '/auth/me' && at < lost + 30_000);
    assert.ok(probes.length <= 1, `${probes.length} questions in half a minute`);
    for (const state of person.connection.slice(states)) {
      assert.ok(state.phase !== 'ready' && !state.terminal);
      if (state.phase === 'reconnecting') assert.ok(state.error !== null, 'each wait says why');
    }
    await proxy.listen();
    world.clock.speed = 10;
    await person.ask('Back again?');
    await once(person, 'Back again?');
    assert.equal(person.mostLive, 1);
    signedInThroughout(person);
  });

  test('row 10: a captive portal at sign-in – not taken for success', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    proxy.captivePortal(true);
    const person = world.person(proxy);
    person.client.start();
    const { session } = person.client;
    await assert.rejects(session.login(DEMO), { code: 'protocol' });
    await assert.rejects(session.register({ ...DEMO, fullName: 'Demo' }), { code: 'protocol' });
    assert.equal(session.get().phase, 'signed-out');
    assert.equal(proxy.upgrades, 0);
    proxy.captivePortal(false);
    await session.login(DEMO);
    await person.phase('ready');
  });

  test('row 10: a captive portal later – nothing counts as arrived until it is gone', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const person = world.person(proxy);
    await person.connect();
    proxy.captivePortal(true);
    proxy.reset();
    await person.phase('reconnecting');
    const states = person.connection.length;
    const question = person.client.chat.send('Through the portal?');
    await world.clock.pass(60_000, 20);
    for (const { phase } of person.connection.slice(states)) {
      assert.ok(!['ready', 'realtime-unavailable'].includes(phase), phase);
    }
    assert.ok(person.connection.some((state) => state.error?.code === 'protocol'));
    assert.equal(question.get().state, 'queued');
    // It may be asked at this very moment.
    await eventually(() => person.client.health.get().phase === 'error');
    signedInThroughout(person);
    proxy.captivePortal(false);
    world.clock.speed = 10;
    await person.answerTo(question.get().id);
    await once(person, 'Through the portal?');
    assert.equal(proxy.passed('chat_message').length, 1);
  });
});

describe('a proxy without WebSockets', together, () => {
  for (const status of [200, 404, 426]) {
    test(`row 9: it answers the handshake with ${status} – messages go over REST`, async (t) => {
      const world = rig(t);
      const proxy = await world.proxy(platform);
      proxy.stripUpgrade(status);
      const person = world.person(proxy);
      await person.signIn();
      const { error } = await person.phase('realtime-unavailable');
      assert.equal(error?.code, 'realtime_unavailable');
      assert.equal(proxy.upgrades, 2, 'found out at the second refusal');
      const answer = await person.ask('How do I change the colours?');
      assert.match(answer.text, /--sample-accent/);
      const message = `POST /chat/${String(person.client.transcript.get().chatId)}/message`;
      assert.equal(proxy.count(message), 1);
      await once(person, 'How do I change the colours?');
      world.clock.speed = 50;
      await eventually(() => proxy.upgrades === 3);
      world.clock.speed = 1;
      const [, slow = 0] = gaps(person.sockets);
      assert.ok(slow >= 30_000 && slow < 65_000, `the socket was tried again after ${slow} ms`);
      proxy.stripUpgrade(null);
      world.clock.speed = 50;
      await person.phase('ready');
      world.clock.speed = 1;
      await person.ask('And the fonts?');
      assert.equal(proxy.passed('chat_message').length, 1, 'the socket carries it');
      assert.equal(proxy.count(message), 1);
      await once(person, 'And the fonts?');
      signedInThroughout(person);
    });
  }

  test('row 11: the reply to a message over REST is lost – once each', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    proxy.stripUpgrade(404);
    const person = world.person(proxy);
    await person.signIn();
    await person.phase('realtime-unavailable');
    const lost = proxy.loseReply('POST', /^\/chat\/.*\/message$/);
    const question = person.client.chat.send('Colours, please');
    await lost.executed;
    lost.cut();
    world.clock.speed = 5;
    await person.answerTo(question.get().id);
    await once(person, 'Colours, please');
    const message = `POST /chat/${String(person.client.transcript.get().chatId)}/message`;
    assert.equal(proxy.count(message), 1, 'it is looked up and not sent again');
  });
});

describe('a reset', together, () => {
  test('row 11: while idle – back, and the next message arrives once', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const person = world.person(proxy);
    await person.connect();
    proxy.reset();
    await person.phase('reconnecting');
    await person.ask('After the reset');
    await once(person, 'After the reset');
    assert.equal(proxy.upgrades, 2);
    assert.equal(proxy.passed('chat_message').length, 1);
  });

  test('row 11: in the middle of a frame – sent again, once each', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const person = world.person(proxy);
    await person.connect();
    await person.ask('Before');
    proxy.cutAfter('up', 20);
    await person.ask('Half of it');
    await once(person, 'Before');
    await once(person, 'Half of it');
    assert.equal(proxy.upgrades, 2);
    assert.equal(proxy.passed('chat_message').length, 2, 'whole frames');
  });

  test('row 11: before the platform has the frame – sent again, once each', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const person = world.person(proxy);
    await person.connect();
    const cut = proxy.cutAtFrame('chat_message');
    await person.ask('Withheld');
    await cut;
    await once(person, 'Withheld');
    assert.equal(proxy.passed('chat_message').length, 1, 'whole frames');
  });

  test('row 11: between send and read – found in the history, not sent again', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const person = world.person(proxy);
    await person.connect();
    const cut = proxy.cutAtReply('response_start');
    const question = person.client.chat.send('Colours, please');
    await cut;
    world.clock.speed = 5;
    await person.answerTo(question.get().id);
    await once(person, 'Colours, please');
    assert.equal(proxy.passed('chat_message').length, 1, 'sent once');
    assert.equal(proxy.upgrades, 2);
  });

  test('row 11: the reply to a new chat is lost – the message waits and arrives once', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const person = world.person(proxy);
    const lost = proxy.loseReply('POST', /^\/chat$/);
    await person.signIn();
    const question = person.client.chat.send('In a new chat');
    await lost.executed;
    lost.cut();
    await person.answerTo(question.get().id);
    await once(person, 'In a new chat');
    assert.equal(proxy.count('POST /chat'), 2);
    assert.equal(proxy.passed('chat_message').length, 1);
  });

  test('row 23: in the middle of an answer – the part stays, the rest comes later', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const person = world.person(proxy);
    await person.connect();
    const question = person.client.chat.send('How do I change the colours?');
    await until(person.client.transcript, ({ messages }) => (messages[1]?.text.length ?? 0) > 20);
    proxy.reset();
    const { messages } = await until(
      person.client.transcript,
      (transcript) => transcript.messages[1]?.state === 'interrupted',
    );
    const part = messages[1]?.text ?? '';
    assert.ok(part.length > 20, 'the part stays');
    assert.equal(question.get().state, 'delivered');
    world.clock.speed = 5;
    const answer = await person.answerTo(question.get().id);
    assert.ok(answer.text.startsWith(part) && answer.text.length > part.length);
    await once(person, 'How do I change the colours?');
    assert.equal(person.messages.length, 2);
    assert.equal(proxy.passed('chat_message').length, 1);
  });

  test('row 23: and the rest never comes – it is offered again', async (t) => {
    const world = rig(t);
    const scripted = await world.scripted();
    scripted.questioned = (question, peer) => {
      if (peer.knock.attempt > 1) return scripted.turn(question, peer);
      const { chatId, text, clientMessageId } = question;
      scripted.store(chatId, 'user', text, clientMessageId);
      peer.send('response_start', { message_id: 'lost', chat_id: chatId });
      peer.send('response_chunk', { message_id: 'lost', chat_id: chatId, content: 'A part' });
      peer.close(1006);
    };
    const person = world.person(scripted);
    await person.connect();
    person.client.chat.send('Lost');
    await until(person.client.transcript, ({ messages }) => messages[1]?.state === 'interrupted');
    await person.phase('reconnecting');
    await person.phase('ready');
    await world.clock.pass(120_000, 50);
    const [question, part, ...more] = person.messages;
    assert.deepEqual(more, []);
    assert.deepEqual(
      [question?.state, part?.state, part?.text],
      ['delivered', 'interrupted', 'A part'],
    );
    assert.equal(person.client.transcript.get().answering, false, 'nothing is awaited for ever');
    assert.equal(scripted.received('chat_message').length, 1, 'nothing is sent unasked');
    person.client.chat.askAgain(part?.id ?? '');
    await until(
      person.client.transcript,
      ({ messages }) => messages.at(-1)?.text === 'You asked: Lost',
    );
    const ids = scripted.received('chat_message').map(({ data }) => data['client_message_id']);
    assert.equal(new Set(ids).size, 2, 'a question of its own');
  });
});

describe('a line that is dead', together, () => {
  const deaths = {
    'nothing gets through either way': 'blackHole',
    'only the way up works': 'halfOpen',
  } as const;
  for (const [hazard, death] of Object.entries(deaths)) {
    test(`row 12: ${hazard} – found in 40 s, a new socket a second later`, async (t) => {
      const world = rig(t);
      const proxy = await world.proxy(platform);
      // The usual settings: a ping every 30 s, and 10 s for a sign of life.
      const person = world.person(proxy, { reconnectDelay: 1000 }, patient);
      await person.connect();
      // Right behind a ping that was answered: the next one is farthest away.
      world.clock.speed = 10;
      await eventually(() => proxy.passed('ping').length === 1);
      await world.clock.pass(500);
      world.clock.speed = 1;
      const died = world.clock.monotonic();
      proxy[death]();
      proxy.heal();
      world.clock.speed = 10;
      await until(person.client.connection, ({ phase }) => phase !== 'ready');
      const found = world.clock.monotonic() - died;
      assert.ok(found <= 40_000, `found after ${found} ms`);
      await eventually(() => person.sockets.length === 2);
      const late = (person.sockets[1]?.at ?? 0) - died - found;
      t.diagnostic(`found after ${found} ms, a new socket ${late} ms later`);
      assert.ok(late <= 1000, `the new socket came ${late} ms later`);
      await person.phase('ready');
      assert.equal(person.live, 1, 'the dead one is let go');
      world.clock.speed = 1;
      await person.ask('Alive?');
      await once(person, 'Alive?');
      assert.equal(proxy.passed('ping').length, death === 'halfOpen' ? 2 : 1);
    });
  }
});

describe('a line that is slow', together, () => {
  test('row 15: bytes trickle – no false death while frames complete', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const person = world.person(proxy);
    await person.connect();
    const states = person.connection.length;
    // A ping and its pong take more than five seconds together, of the ten there are.
    proxy.throttle(25);
    await world.clock.pass(130_000, 25);
    assert.ok(proxy.passed('ping').length >= 4);
    assert.deepEqual(person.connection.slice(states), [], 'nothing happened');
    proxy.throttle(null);
    await person.ask('Still here?');
    await once(person, 'Still here?');
    assert.equal(proxy.upgrades, 1);
  });

  test('row 15: one byte a second – no frame completes: dead, no storm, back later', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const person = world.person(proxy, { reconnectDelay: 1000 });
    await person.connect();
    proxy.throttle(1);
    world.clock.speed = 25;
    await person.phase('reconnecting');
    const before = person.sockets.length + person.count('GET /health');
    await world.clock.pass(120_000);
    const attempts = person.sockets.length + person.count('GET /health') - before;
    t.diagnostic(`${attempts} attempts in two minutes`);
    assert.ok(attempts >= 2 && attempts <= 20, `${attempts} attempts in two minutes`);
    assert.equal(person.mostLive, 1);
    proxy.throttle(null);
    await person.phase('ready');
    await person.ask('Fast again?');
    await once(person, 'Fast again?');
    signedInThroughout(person);
  });
});

describe('a line that flaps', together, () => {
  /** Quick attempts in a minute at a base of one second, and what of the slow ones falls into it. */
  const cap = 10 + 2;

  /** Most of these moments within any minute. */
  function mostInAMinute(moments: readonly { at: number }[]): number {
    return Math.max(
      ...moments.map(
        ({ at }) => moments.filter((other) => other.at >= at && other.at < at + 60_000).length,
      ),
    );
  }

  test('row 16: 1,000 sockets of 1 ms – few attempts a minute, the counter is not reset', async (t) => {
    const world = rig(t);
    const scripted = await world.scripted();
    const proxy = await world.proxy(scripted);
    proxy.flap('sockets', 1);
    const people = Array.from({ length: 80 }, () => {
      const { access_token: token } = scripted.tokens();
      return world.person(proxy, { reconnectDelay: 1000, getAuthToken: async () => token });
    });
    for (const person of people) person.client.start();
    world.clock.speed = 100;
    // The first one, ten quick ones, and then slow ones only.
    const slow = (sockets: readonly { at: number }[]): readonly number[] => gaps(sockets).slice(10);
    const enough = (): boolean => people.every((person) => slow(person.sockets).length > 0);
    await eventually(() => proxy.upgrades >= 1000 && enough(), 60_000);
    proxy.flap(null);
    const busiest = Math.max(...people.map(({ sockets }) => mostInAMinute(sockets)));
    t.diagnostic(`${proxy.upgrades} sockets, at most ${busiest} in a minute of one client`);
    for (const person of people) {
      assert.ok(person.phases.includes('ready'), 'sockets looked like success');
      const most = mostInAMinute(person.sockets);
      assert.ok(most <= cap, `${most} attempts in a minute`);
      const reset = slow(person.sockets).filter((gap) => gap < 30_000);
      assert.deepEqual(reset, [], 'the counter was reset');
      assert.equal(person.mostLive, 1);
    }
    await Promise.all(people.map((person) => person.phase('ready')));
  });

  test('row 16: lines of 1 ms, REST included – few attempts a minute', async (t) => {
    const world = rig(t);
    const proxy = await world.proxy(platform);
    const person = world.person(proxy, { reconnectDelay: 1000 });
    await person.connect();
    proxy.flap('lines', 1);
    proxy.reset();
    await person.phase('reconnecting');
    const [calls, sockets] = [person.calls.length, person.sockets.length];
    await world.clock.pass(600_000, 100);
    const attempts = [
      ...person.calls.slice(calls).filter(({ path }) => path === '/health'),
      ...person.sockets.slice(sockets),
    ];
    assert.ok(attempts.length >= 10, `${attempts.length} attempts`);
    const most = mostInAMinute(attempts);
    t.diagnostic(`${attempts.length} attempts in ten minutes, at most ${most} in one`);
    assert.ok(most <= cap, `${most} attempts in a minute`);
    proxy.flap(null);
    world.clock.speed = 50;
    await person.phase('ready');
    signedInThroughout(person);
  });
});
