/**
 * Open sockets that misbehave or end, against a scripted platform on a real port. Each test bears
 * the number of its row in the list of faults.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, gaps, rig, signedInThroughout, until } from './tools/node-client.js';
import type { Person } from './tools/node-client.js';
import type { Answer, Peer, Question, ScriptedPlatform } from './tools/scripted-platform.js';

/** Waiting costs nothing, so these tests wait together. */
const together = { concurrency: 8, timeout: 60_000 };
/** Without chance: every delay is nearly the longest of its range. */
const patient = { random: () => 0.999 };

/** Starts an answer and hands over what sends the rest of it. */
function answering(platform: ScriptedPlatform, { chatId, text, clientMessageId }: Question) {
  platform.store(chatId, 'user', text, clientMessageId);
  const about = { message_id: `answer-${text}`, chat_id: chatId };
  return {
    send: (peer: Peer, type: 'start' | 'chunk' | 'complete', content?: string) =>
      peer.send(`response_${type}`, { ...about, ...(content === undefined ? {} : { content }) }),
    stored: (content: string) => platform.store(chatId, 'assistant', content),
  };
}

/** The texts of the answers that are on screen. */
function answers(person: Person): readonly string[] {
  return person.messages.filter(({ role }) => role === 'assistant').map(({ text }) => text);
}

describe('silence', together, () => {
  test('row 13: no pong while chunks flow – any frame is life; without frames it is dead', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    platform.pinged = () => undefined;
    platform.questioned = (question, peer) => {
      const answer = answering(platform, question);
      answer.send(peer, 'start');
      let content = '';
      const step = (left: number): void => {
        content += `${String(left)} `;
        answer.send(peer, left === 0 ? 'complete' : 'chunk', content);
        if (left > 0) world.clock.after(2000, () => step(left - 1));
      };
      step(20);
    };
    const person = world.person(platform, { pingInterval: 1000 });
    await person.connect();
    world.clock.speed = 20;
    const began = world.clock.now();
    await person.ask('Count down');
    const ended = world.clock.now();
    assert.ok(ended - began >= 40_000, 'four times as long as a pong may take');
    assert.ok(platform.received('ping').length > 3, 'there were pings');
    assert.equal(platform.knocks.length, 1, 'the socket was kept');
    await eventually(() => platform.knocks.length === 2);
    const [, second] = person.sockets;
    assert.ok((second?.at ?? 0) > ended - began);
    assert.ok(person.connection.some((state) => state.error?.code === 'timeout'));
    assert.equal(person.live, 1);
  });
});

describe('the end of a socket', together, () => {
  const plain = [1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 3777, 4000, 4999];
  for (const code of plain) {
    test(`row 17: ${code} – connected again by the backoff, nothing asked`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      const person = world.person(platform, { reconnectDelay: 1000 }, patient);
      await person.connect();
      const { peer } = platform;
      const ended = world.clock.monotonic();
      world.clock.speed = 10;
      peer.close(code);
      await person.phase('reconnecting');
      await person.phase('ready');
      const waited = (person.sockets[1]?.at ?? 0) - ended;
      assert.ok(waited >= 4900 && waited < 10_000, `it came back after ${waited} ms`);
      assert.equal(platform.knocks.length, 2);
      assert.equal(platform.count('GET /auth/me'), 0);
      assert.equal(platform.count('POST /auth/refresh'), 0);
      assert.equal(person.live, 1);
      signedInThroughout(person);
    });
  }

  const limits: readonly (readonly [number, string])[] = [
    [1008, 'Rate limit exceeded'],
    [1008, 'rate limit'],
    [4429, ''],
  ];
  for (const [code, reason] of limits) {
    test(`row 17: ${code} “${reason}” – a pause of a minute`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      const person = world.person(platform);
      await person.connect();
      const asked = platform.asked.length;
      const ended = world.clock.monotonic();
      world.clock.speed = 50;
      platform.peer.close(code, reason);
      const state = await until(person.client.connection, ({ phase }) => phase !== 'ready');
      assert.equal(state.error?.code, 'rate_limited');
      await person.phase('ready');
      const next = [...platform.asked.slice(asked), ...platform.knocks.slice(1)];
      const waited = Math.min(...next.map(({ at }) => at)) - ended;
      assert.ok(waited >= 60_000 && waited < 80_000, `it came back after ${waited} ms`);
      signedInThroughout(person);
    });
  }

  const doubtful: readonly (readonly [number, string])[] = [
    [1008, 'Policy violation'],
    [1008, ''],
    [3000, ''],
    [3003, ''],
    [4001, ''],
    [4401, ''],
    [4403, ''],
  ];
  for (const [code, reason] of doubtful) {
    test(`row 17: ${code} “${reason}”, REST says 200 – one question, then the backoff`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      const person = world.person(platform);
      await person.connect();
      platform.peer.close(code, reason);
      await person.phase('reconnecting');
      await person.phase('ready');
      assert.equal(platform.count('GET /auth/me'), 1);
      assert.equal(platform.count('POST /auth/refresh'), 0);
      assert.equal(platform.knocks.length, 2);
      signedInThroughout(person);
    });

    test(`row 17: ${code} “${reason}”, REST says 401 – one refresh, connected again`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      const person = world.person(platform);
      await person.connect();
      platform.expireAccess();
      platform.peer.close(code, reason);
      await eventually(() => platform.standing.length === 1 && platform.knocks.length === 2);
      await person.phase('ready');
      assert.equal(platform.count('POST /auth/refresh'), 1);
      assert.equal(platform.knocks.length, 2, 'no handshake with the token that had ended');
      signedInThroughout(person);
    });

    test(`row 17: ${code} “${reason}”, REST says 403 – terminal`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      const person = world.person(platform);
      await person.connect();
      platform.routes.set('GET /auth/me', () => ({ status: 403, body: { detail: 'Barred' } }));
      platform.peer.close(code, reason);
      const state = await until(person.client.connection, ({ terminal }) => terminal, 5000);
      assert.equal(state.error?.code, 'forbidden');
      await world.clock.pass(120_000, 100);
      assert.equal(platform.knocks.length, 1);
      assert.equal(platform.count('GET /auth/me'), 1);
    });
  }

  test('row 17: 1009 – the message that was too large fails and is not sent again', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    const text = 'L'.repeat(20_000);
    platform.questioned = (question, peer) => {
      if (question.text === text) peer.close(1009, 'Message too big');
      else if (peer.open) platform.turn(question, peer);
    };
    const person = world.person(platform);
    await person.connect();
    const large = person.client.chat.send(text);
    const next = person.client.chat.send('Small');
    await person.answerTo(next.get().id);
    const { state, failure, text: kept } = large.get();
    assert.deepEqual([state, failure], ['failed', 'too_large']);
    assert.equal(kept, text, 'its text is not lost');
    const sent = platform.received('chat_message').map(({ data }) => data['client_message_id']);
    assert.equal(sent.filter((id) => id === large.get().id).length, 1);
    const [chat = []] = platform.chats.values();
    assert.deepEqual(
      chat.map(({ content }) => content),
      ['Small', 'You asked: Small'],
    );
    assert.equal(platform.knocks.length, 2);
    signedInThroughout(person);
  });
});

describe('a platform that never gets ready', together, () => {
  const established = (peer: Peer): void => peer.send('connection_established', {});

  test('row 19: connection_ready never comes – three seconds of silence will do', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    platform.welcome = established;
    const person = world.person(platform);
    await person.signIn();
    const question = person.client.chat.send('Ready?');
    await eventually(() => platform.standing.length === 1);
    world.clock.speed = 10;
    await person.answerTo(question.get().id);
    const [message] = platform.received('chat_message');
    const waited = (message?.at ?? 0) - (platform.knocks[0]?.at ?? 0);
    assert.ok(waited >= 3000 && waited < 8000, `sent after ${waited} ms`);
    assert.equal(platform.knocks.length, 1);
  });

  test('row 19: nothing comes at all – given up after 15 s, the queue is kept', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    const { welcome } = platform;
    platform.welcome = (peer) => {
      if (peer.knock.attempt > 1) welcome(peer);
    };
    const person = world.person(platform);
    await person.signIn();
    const question = person.client.chat.send('Anybody?');
    await eventually(() => platform.standing.length === 1);
    world.clock.speed = 10;
    await person.answerTo(question.get().id);
    const [waited = 0] = gaps(platform.knocks);
    assert.ok(waited >= 15_000 && waited < 22_000, `the next attempt came after ${waited} ms`);
    assert.ok(person.connection.some((state) => state.error?.code === 'timeout'));
    assert.equal(platform.received('chat_message').length, 1);
    assert.equal(platform.standing.length, 1);
  });

  const stuck: Readonly<Record<string, (platform: ScriptedPlatform) => string>> = {
    'the socket says “ai_services_loading” for ever': (platform) => {
      platform.welcome = (peer) => {
        established(peer);
        peer.send('ai_services_loading', { message: 'Loading AI services' });
      };
      return 'starting';
    },
    'health says “not ready” for ever': (platform) => {
      const body = { status: 'starting', ai_services_ready: false };
      platform.routes.set('GET /health', () => ({ body }));
      return 'starting';
    },
    'health is 503 with words for ever': (platform) => {
      const answer: Answer = { status: 503, body: { detail: 'Service unavailable' } };
      platform.routes.set('GET /health', () => answer);
      return 'reconnecting';
    },
    'health is 503 with a page for ever': (platform) => {
      platform.routes.set('GET /health', () => ({ status: 503, body: '<h1>Unavailable</h1>' }));
      return 'reconnecting';
    },
  };
  for (const [hazard, arrange] of Object.entries(stuck)) {
    test(`row 19: ${hazard} – shown, can be cancelled, the queue is kept`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      const { welcome } = platform;
      const phase = arrange(platform);
      const person = world.person(platform);
      await person.signIn();
      const question = person.client.chat.send('Patience');
      await until(person.client.connection, (state) => state.phase === phase);
      await world.clock.pass(150_000, 50);
      assert.ok(['starting', 'checking', 'reconnecting', 'failed'].includes(person.state.phase));
      assert.ok(!person.phases.includes('ready'));
      assert.ok(person.state.phase === 'starting' || person.state.error !== null, 'it says why');
      assert.equal(question.get().state, 'queued');
      const questions = platform.count('GET /health');
      assert.ok(questions >= 1 && questions < 30, `${questions} questions in 150 s`);
      person.client.connection.disconnect();
      assert.equal(person.state.phase, 'closed');
      await eventually(() => platform.standing.length === 0);
      const before = [platform.asked.length, platform.knocks.length];
      await world.clock.pass(150_000, 100);
      assert.deepEqual([platform.asked.length, platform.knocks.length], before, 'cancelled');
      assert.equal(question.get().state, 'queued', 'the queue is kept');
      platform.welcome = welcome;
      platform.routes.clear();
      person.client.connection.connect();
      await person.answerTo(question.get().id);
      assert.equal(platform.received('chat_message').length, 1);
    });
  }
});

describe('frames out of order', together, () => {
  type Step = readonly ['start' | 'chunk' | 'complete', string?];
  const text = 'Hello there';
  const disorder: Readonly<Record<string, readonly Step[]>> = {
    'a chunk before the start': [
      ['chunk', 'Hello'],
      ['start'],
      ['chunk', text],
      ['complete', text],
    ],
    'two starts': [['start'], ['chunk', 'Hello'], ['start'], ['chunk', text], ['complete', text]],
    'complete twice': [['start'], ['chunk', text], ['complete', text], ['complete', text]],
    'complete twice, then without text': [['start'], ['complete', text], ['complete']],
    'a chunk after the end': [['start'], ['complete', text], ['chunk', 'Hello'], ['chunk', text]],
    'a start after the end': [['start'], ['chunk', text], ['complete', text], ['start']],
    'each chunk twice': [
      ['start'],
      ['chunk', 'Hello'],
      ['chunk', 'Hello'],
      ['chunk', text],
      ['chunk', text],
      ['complete', text],
    ],
    'an old chunk again': [['start'], ['chunk', text], ['chunk', 'Hello'], ['complete']],
    'nothing but the end': [['complete', text]],
  };
  for (const [hazard, steps] of Object.entries(disorder)) {
    test(`row 20: ${hazard} – no throw, the text stands once`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      platform.questioned = (question, peer) => {
        if (question.text !== 'Hello') return platform.turn(question, peer);
        const answer = answering(platform, question);
        for (const [type, content] of steps) answer.send(peer, type, content);
      };
      const person = world.person(platform);
      await person.connect();
      assert.equal((await person.ask('Hello')).text, text);
      await person.ask('Next');
      assert.deepEqual(answers(person), [text, 'You asked: Next']);
      assert.ok(person.messages.every(({ state }) => ['delivered', 'complete'].includes(state)));
      assert.equal(platform.knocks.length, 1, 'the socket is kept');
    });
  }

  test('row 20: ends and chunks of an unknown answer – nothing doubled, nothing lost', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    platform.questioned = (question, peer) => {
      platform.turn(question, peer);
      peer.send('response_complete', { message_id: 'nobody' });
      peer.send('response_chunk', { message_id: 'nobody', content: 'Ghost' });
      peer.send('response_complete', {
        message_id: 'other',
        chat_id: 'another-chat',
        content: 'X',
      });
      peer.send('response_complete', {});
      peer.send('response_chunk', {});
    };
    const person = world.person(platform);
    await person.connect();
    await person.ask('One');
    await person.ask('Two');
    const texts = answers(person);
    for (const answer of ['You asked: One', 'You asked: Two']) {
      assert.equal(texts.filter((other) => other === answer).length, 1);
    }
    assert.ok(!texts.includes('X'), 'another chat’s answer is not shown in this one');
    assert.equal(platform.knocks.length, 1, 'the socket is kept');
  });
});

describe('a token that ends in the middle of an answer', together, () => {
  test('row 24: the socket stays – renewed after the turn, nothing sent twice', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    let completed = NaN;
    platform.questioned = (question, peer) => {
      if (question.text !== 'Long') return platform.turn(question, peer);
      const answer = answering(platform, question);
      answer.send(peer, 'start');
      answer.send(peer, 'chunk', 'The first half');
      peer.send('token_expired', { code: 'TOKEN_EXPIRED' });
      world.clock.after(2000, () => {
        completed = world.clock.monotonic();
        answer.stored('The first half and the second');
        answer.send(peer, 'complete', 'The first half and the second');
      });
    };
    const person = world.person(platform);
    await person.connect();
    world.clock.speed = 5;
    assert.equal((await person.ask('Long')).text, 'The first half and the second');
    await eventually(() => platform.knocks.length === 2 && platform.standing.length === 1);
    const [first, second] = platform.knocks;
    assert.ok((second?.at ?? 0) >= completed, 'not before the end of the turn');
    assert.notEqual(second?.query.get('token'), first?.query.get('token'));
    assert.equal(platform.count('POST /auth/refresh'), 1);
    await person.ask('Next');
    assert.deepEqual(
      platform.received('chat_message').map(({ data, attempt }) => [data['message'], attempt]),
      [
        ['Long', 1],
        ['Next', 2],
      ],
    );
    assert.ok(person.messages.every(({ state }) => ['delivered', 'complete'].includes(state)));
    signedInThroughout(person);
  });

  test('row 24: the socket closes – renewed then, the rest comes from the history', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    platform.questioned = (question, peer) => {
      const answer = answering(platform, question);
      answer.send(peer, 'start');
      answer.send(peer, 'chunk', 'The first half');
      answer.stored('The first half and the second');
      platform.expireAccess();
      peer.send('token_expired', { code: 'TOKEN_EXPIRED' });
      peer.close(1008, 'Token expired');
    };
    const person = world.person(platform);
    await person.connect();
    assert.equal((await person.ask('Long')).text, 'The first half and the second');
    await person.phase('ready');
    assert.equal(platform.received('chat_message').length, 1, 'nothing is sent twice');
    assert.equal(platform.count('POST /auth/refresh'), 1);
    assert.equal(platform.standing.length, 1);
    assert.equal(person.messages.length, 2);
    signedInThroughout(person);
  });

  test('row 24: a question refused for the old token is asked once more', async (t) => {
    const world = rig(t);
    const platform = await world.scripted();
    platform.questioned = (question, peer) => {
      if (peer.knock.attempt > 1) platform.turn(question, peer);
      else {
        platform.expireAccess();
        peer.send('authentication_required', { code: 'TOKEN_EXPIRED' });
        peer.close(1008, 'Token expired');
      }
    };
    const person = world.person(platform);
    await person.connect();
    await person.ask('Again');
    const sent = platform.received('chat_message');
    assert.deepEqual(
      sent.map(({ attempt }) => attempt),
      [1, 2],
    );
    assert.equal(new Set(sent.map(({ data }) => data['client_message_id'])).size, 1);
    assert.equal(platform.count('POST /auth/refresh'), 1);
    signedInThroughout(person);
  });
});
