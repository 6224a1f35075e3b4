/**
 * Handshakes that are refused or never answered, against a scripted platform on a real port. Each
 * test bears the number of its row in the list of faults.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, gaps, rig, signedInThroughout, until } from './tools/node-client.js';
import type { Answer, ScriptedPlatform } from './tools/scripted-platform.js';

/** Waiting costs nothing, so these tests wait together. */
const together = { concurrency: 8, timeout: 60_000 };

/** Refuses the first handshakes with this answer and admits whoever may come in afterwards. */
function refuse(platform: ScriptedPlatform, times: number, answer: Answer): void {
  platform.handshake = (knock) => (knock.attempt <= times ? answer : platform.admits(knock));
}

describe('a handshake without an answer', () => {
  test('row 2: it is given up after 15 s, and there is one socket at a time', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    platform.handshake = (knock) => (knock.attempt === 1 ? 'hang' : platform.admits(knock));
    const person = world.person(platform);
    await person.signIn();
    await eventually(() => platform.hanging === 1);
    world.clock.speed = 20;
    await person.phase('ready');
    const [waited = 0] = gaps(person.sockets);
    t.diagnostic(`the next attempt came after ${waited} ms`);
    assert.ok(waited >= 15_000 && waited < 20_000, `the next attempt came after ${waited} ms`);
    assert.ok(person.connection.some((state) => state.error?.code === 'timeout'));
    assert.equal(platform.hanging, 0, 'the first socket is let go');
    assert.equal(person.mostLive, 1);
  });
});

describe('handshakes that are swallowed', together, () => {
  test('row 9: the third one in a row – messages go over REST, and the socket is tried on slowly', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    platform.handshake = () => 'hang';
    const person = world.person(platform);
    await person.signIn();
    const waiting = person.client.chat.send('Asked before');
    world.clock.speed = 50;
    const { error } = await person.phase('realtime-unavailable');
    assert.equal(error?.code, 'realtime_unavailable');
    assert.equal(platform.knocks.length, 4, 'three that timed out, and one more look');
    const answer = await person.answerTo(waiting.get().id);
    assert.equal(answer.text, 'You asked: Asked before');
    await eventually(() => platform.knocks.length === 6);
    for (const gap of gaps(platform.knocks).slice(-2)) assert.ok(gap >= 30_000, `${gap} ms`);
    assert.equal(person.state.phase, 'realtime-unavailable', 'attempts do not show');
    platform.handshake = (knock) => platform.admits(knock);
    await person.phase('ready');
    assert.equal(person.mostLive, 1);
    signedInThroughout(person);
  });
});

describe('a handshake refused for its token', together, () => {
  for (const status of [401, 403]) {
    test(`row 3: ${status} and the token has ended – one refresh, no error shown`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      platform.handshake = (knock) => {
        if (knock.attempt === 1) platform.expireAccess();
        return platform.admits(knock) === 'accept' ? 'accept' : { status };
      };
      const person = world.person(platform);
      await person.connect();
      assert.equal(platform.count('POST /auth/refresh'), 1);
      const [first, second, ...more] = platform.knocks;
      assert.deepEqual(more, []);
      assert.notEqual(second?.query.get('token'), first?.query.get('token'));
      assert.deepEqual(
        person.connection.map((state) => state.error?.code).filter(Boolean),
        [],
        'an error was shown',
      );
      signedInThroughout(person);
    });
  }

  test('row 4: 401 with a fresh token too – sign-in is asked for after one refresh', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    platform.handshake = () => ({ status: 401 });
    platform.routes.set('GET /auth/me', () => ({ status: 401, body: { detail: 'No' } }));
    const person = world.person(platform);
    await person.signIn();
    const question = person.client.chat.send('Is anybody there?');
    const session = await until(person.client.session, (state) => state.phase === 'expired');
    assert.equal(session.error?.code, 'auth_expired');
    assert.equal(session.user?.email, platform.user.email, 'the form knows who it was');
    assert.equal(person.state.phase, 'signed-out');
    const before = { refreshes: 1, knocks: platform.knocks.length };
    assert.ok(before.knocks <= 2);
    await world.clock.pass(300_000, 100);
    const after = {
      refreshes: platform.count('POST /auth/refresh'),
      knocks: platform.knocks.length,
    };
    assert.deepEqual(after, before, 'no loop');
    assert.ok(['queued', 'failed'].includes(question.get().state));
    assert.equal(person.messages[0]?.text, 'Is anybody there?', 'its text is not lost');
  });
});

describe('a handshake refused with 403', together, () => {
  test('row 5: REST says 403 too – terminal, with the way out in words', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    platform.handshake = () => ({ status: 403 });
    platform.routes.set('GET /auth/me', () => ({ status: 403, body: { detail: 'Barred' } }));
    const person = world.person(platform);
    await person.signIn();
    const state = await until(person.client.connection, ({ terminal }) => terminal);
    assert.equal(state.phase, 'failed');
    assert.equal(state.error?.code, 'forbidden');
    assert.match(state.error.fix, /tenant-id/);
    const asked = platform.asked.length;
    await world.clock.pass(300_000, 100);
    assert.equal(platform.knocks.length, 1);
    assert.equal(platform.asked.length, asked, 'nothing more is asked');
    assert.equal(person.client.connection.countdown.get(), null, 'nothing is awaited');
  });

  test('row 5: REST works – slow attempts, still signed in, back when the socket is', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    platform.handshake = () => ({ status: 403 });
    const person = world.person(platform);
    await person.signIn();
    const state = await person.phase('realtime-unavailable');
    assert.equal(state.error?.code, 'realtime_unavailable');
    assert.equal(platform.knocks.length, 2, 'found out at the second refusal');
    world.clock.speed = 50;
    await eventually(() => platform.knocks.length === 5);
    for (const gap of gaps(platform.knocks).slice(1)) {
      assert.ok(gap >= 30_000 && gap < 65_000, `a slow attempt came after ${gap} ms`);
    }
    for (const gap of gaps(platform.calls('GET /auth/me'))) {
      assert.ok(gap >= 29_900, `the question was repeated after ${gap} ms`);
    }
    assert.equal(person.state.phase, 'realtime-unavailable', 'attempts do not show');
    platform.handshake = (knock) => platform.admits(knock);
    const back = await person.phase('ready');
    assert.equal(back.error, null);
    assert.equal(platform.count('POST /auth/refresh'), 0);
    signedInThroughout(person);
  });

  test('row 5: meanwhile messages go over REST, once each', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    platform.handshake = () => ({ status: 403 });
    const person = world.person(platform);
    await person.signIn();
    const waiting = person.client.chat.send('Asked before');
    await person.phase('realtime-unavailable');
    const [before, during] = [
      await person.answerTo(waiting.get().id),
      await person.ask('Asked during'),
    ];
    assert.equal(before.text, 'You asked: Asked before');
    assert.equal(during.text, 'You asked: Asked during');
    const [chatId = ''] = platform.chats.keys();
    const sent = platform.calls(`POST /chat/${chatId}/message`);
    assert.deepEqual(
      sent.map(({ body }) => body),
      person.messages
        .filter(({ role }) => role === 'user')
        .map(({ id, text }) => ({ message: text, client_message_id: id })),
    );
    // Over the socket as before, once it stands.
    platform.handshake = (knock) => platform.admits(knock);
    world.clock.speed = 50;
    await person.phase('ready');
    await person.ask('Asked after');
    assert.equal(platform.calls(`POST /chat/${chatId}/message`).length, 2);
    assert.deepEqual(
      platform.received('chat_message').map(({ data }) => data['message']),
      ['Asked after'],
    );
    assert.equal(person.messages.length, 6);
  });
});

describe('a handshake refused for its chat', () => {
  test('row 6: the chat is gone – one new chat, what was said stays on screen', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    const person = world.person(platform);
    await person.connect();
    await person.ask('Before');
    const { chatId } = person.client.transcript.get();
    platform.chats.delete(chatId ?? '');
    platform.peer.close(1006);
    await until(person.client.transcript, (now) => ![chatId, null].includes(now.chatId));
    await person.phase('ready');
    assert.equal(platform.count('POST /chat'), 2, 'one new chat');
    assert.deepEqual(
      person.messages.map(({ text }) => text),
      ['Before', 'You asked: Before'],
    );
    await person.ask('After');
    assert.equal(
      platform.received('chat_message').at(-1)?.data['chat_id'],
      person.client.transcript.get().chatId,
    );
    assert.equal(person.messages.length, 4);
    signedInThroughout(person);
  });
});

describe('a handshake refused for now', together, () => {
  const limits: Readonly<Record<string, Answer>> = {
    'the header': { headers: { 'Retry-After': '7' } },
    'details.retry_after': {
      body: { success: false, error_code: 'RATE_LIMIT_EXCEEDED', details: { retry_after: 7 } },
    },
  };
  for (const [place, answer] of Object.entries(limits)) {
    test(`row 7: 429 with seven seconds in ${place} – no attempt before`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      refuse(platform, 1, { status: 429 });
      platform.routes.set('GET /auth/me', () => ({ status: 429, ...answer }));
      const person = world.person(platform);
      await person.signIn();
      await eventually(() => person.state.error?.code === 'rate_limited');
      world.clock.speed = 10;
      await person.phase('ready');
      const { at } = platform.calls('GET /auth/me')[0] ?? { at: NaN };
      const next = [...platform.asked, ...platform.knocks]
        .map((event) => event.at - at)
        .filter((after) => after > 0);
      const first = Math.min(...next);
      assert.ok(first >= 7000 && first < 12_000, `the next call came after ${first} ms`);
      signedInThroughout(person);
    });
  }

  for (const status of [500, 502, 503]) {
    test(`row 8: ${status}, and REST works – tried again, no refresh`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      refuse(platform, 1, { status });
      const person = world.person(platform);
      await person.connect();
      assert.equal(platform.knocks.length, 2);
      assert.equal(platform.count('POST /auth/refresh'), 0);
      signedInThroughout(person);
    });

    test(`row 8: ${status} from REST as well – tried again, no refresh`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      let failing = 4;
      const fail = (): Answer => {
        failing -= 1;
        if (failing === 0) platform.routes.clear();
        return { status, body: '<h1>Bad gateway</h1>' };
      };
      platform.handshake = (knock) => {
        if (knock.attempt > 1) return platform.admits(knock);
        for (const call of ['GET /*', 'POST /*']) platform.routes.set(call, fail);
        return { status };
      };
      const person = world.person(platform);
      await person.signIn();
      world.clock.speed = 10;
      const { error } = await person.phase('ready');
      assert.equal(error, null);
      assert.equal(failing, 0);
      assert.ok(person.connection.some((state) => state.error?.code === 'server_error'));
      assert.ok(person.connection.every((state) => !state.terminal));
      assert.equal(platform.count('POST /auth/refresh'), 0);
      signedInThroughout(person);
    });
  }
});
