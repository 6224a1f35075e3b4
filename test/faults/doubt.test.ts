/**
 * Messages that nobody can be sure of: written to a socket that is gone, to a chat that is gone, by
 * a visitor without a chat, or on a device whose clock or storage is wrong. Each has one end.
 */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { settle } from '../../src/testing/manual-clock.js';
import type { ScriptedAnswer } from '../../src/testing/scripted-host.js';
import { Browser, ann, endBrowsers, talks } from './browser.js';
import type { Page } from './browser.js';

afterEach(endBrowsers);

const visitor = { anonymous: true } as const;
const refused = (): ScriptedAnswer => ({ status: 401, body: {} });

/** A visitor’s page on a platform that offers visitors a socket and nothing else. */
async function visiting(browser: Browser): Promise<Page> {
  for (const route of ['POST /chat', 'GET /chat/chat-1']) browser.routes.set(route, refused);
  const page = browser.page(visitor);
  page.client.start();
  await settle();
  page.host.socket.stand();
  await settle();
  assert.equal(page.phase, 'ready');
  return page;
}

const chatsOf = (page: Page): unknown[] =>
  page.host.sockets
    .flatMap((socket) => socket.frames('chat_message'))
    .map((frame) => frame['chat_id']);

describe('what the history says', () => {
  test('a history that was asked for before the socket died shows no absence: it is asked again', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const give = browser.hold('GET /chat/chat-1');
    const { id } = page.client.chat.send('q').get();
    await page.lives(61_000);
    const history = browser.history();
    page.host.socket.drop();
    history.push({ id: 's1', role: 'user', content: 'q', client_message_id: id });
    give({ body: { messages: [] } });
    await page.back();
    assert.deepEqual(page.sent, ['q'], 'the platform has it');
    assert.equal(page.states[0], 'delivered');
  });

  test('an answer that falls silent on a socket that lives is completed from the history', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const { id } = page.client.chat.send('q').get();
    page.host.socket.receive('response_start', { message_id: 'a1' });
    page.host.socket.receive('response_chunk', { message_id: 'a1', content: 'Half' });
    browser
      .history()
      .push(
        { id: 's1', role: 'user', content: 'q', client_message_id: id },
        { id: 'a1', role: 'assistant', content: 'Half and the rest' },
      );
    await page.lives(61_000);
    assert.deepEqual(page.texts, ['q', 'Half and the rest']);
    assert.deepEqual(page.states, ['delivered', 'complete']);
  });

  test('another tab’s answer that begins with the same words does not take the place of a stalled one', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const { id } = page.client.chat.send('one').get();
    page.host.socket.receive('response_start', { message_id: 'a1' });
    page.host.socket.receive('response_chunk', { message_id: 'a1', content: 'Answer to ' });
    browser
      .history()
      .push(
        { id: 's1', role: 'user', content: 'one', client_message_id: id },
        { id: 's2', role: 'user', content: 'two', client_message_id: 'other-tab' },
        { id: 'a2', role: 'assistant', content: 'Answer to two' },
      );
    await page.lives(61_000);
    const next = page.client.chat.send('three');
    page.host.socket.receive('response_complete', { message_id: 'a1', content: 'Answer to one' });
    assert.equal(next.get().state, 'sending', 'nothing has shown that it arrived');
    assert.ok(page.texts.includes('Answer to one'));
    const ids = page.client.transcript.get().messages.map((message) => message.id);
    assert.equal(new Set(ids).size, ids.length, String(ids));
  });

  test('an answer without any list is no empty history: the person decides', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    browser.routes.set('GET /chat/chat-1', () => ({ body: {} }));
    const message = page.client.chat.send('q');
    page.host.socket.drop();
    await page.back();
    assert.deepEqual(page.sent, ['q']);
    assert.equal(message.get().failure, 'delivery_unknown');
  });

  for (const hours of [-3, 3, 24 * 30]) {
    test(`a device’s clock ${String(hours)} h from the platform’s, which keeps no client ids: sent once`, async () => {
      const browser = new Browser();
      const page = await browser.page().stand();
      const history = browser.history();
      const at = browser.clock.now() - hours * 3_600_000;
      const message = page.client.chat.send('q');
      await page.client.chat.newChat();
      history.push({ id: 's1', role: 'user', content: 'q', timestamp: at / 1000 });
      page.host.socket.drop();
      await page.back();
      assert.deepEqual(page.sent, ['q']);
      assert.equal(message.get().state, 'delivered');
    });
  }

  test('the same words twice, and the platform has them once: the second is sent again', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const history = browser.history();
    const both = [page.client.chat.send('yes'), page.client.chat.send('yes')];
    await page.client.chat.newChat();
    history.push({ id: 's1', role: 'user', content: 'yes' });
    page.host.socket.drop();
    await page.back();
    assert.equal(both[0]?.get().state, 'delivered');
    assert.deepEqual(page.sent, ['yes', 'yes', 'yes']);
  });
});

describe('answers that name their chat', () => {
  test('heard in another chat, an answer delivers its own question and no other', async () => {
    const page = await new Browser().page().stand();
    const [first, second] = [page.client.chat.send('one'), page.client.chat.send('two')];
    await page.client.chat.newChat();
    page.host.socket.receive('response_start', { message_id: 'a1', chat_id: 'chat-1' });
    page.client.chat.send('three');
    assert.equal(first.get().state, 'delivered');
    assert.equal(second.get().state, 'sending');
    page.host.socket.receive('response_start', { message_id: 'a2', chat_id: 'chat-1' });
    page.answer('a3', 'to the third');
    assert.deepEqual(page.texts, ['three', 'to the third']);
    assert.equal(second.get().state, 'delivered');
  });
});

describe('a visitor without a chat', () => {
  test('messages go one at a time, and an error is the end of one', async () => {
    const page = await visiting(new Browser());
    await page.lives(4000);
    const messages = ['one', 'two', 'three'].map((text) => page.client.chat.send(text));
    await settle();
    assert.deepEqual(page.sent, ['one'], 'its answer may name the chat of the others');
    page.host.socket.receive('error', { message: 'No.' });
    assert.equal(messages[0]?.get().failure, 'rejected_by_server');
    assert.deepEqual(page.sent, ['one', 'two']);
    page.answer('a2', 'to the second');
    assert.deepEqual(page.sent, ['one', 'two', 'three']);
    page.answer('a3', 'to the third');
    assert.deepEqual(page.texts, ['one', 'two', 'to the second', 'three', 'to the third']);
    assert.deepEqual(chatsOf(page), [null, null, null]);
  });

  test('a chat that cannot be made by REST for a moment does not end the waiting for the socket’s', async () => {
    const browser = new Browser();
    const page = await visiting(browser);
    await page.host.clock.advance(1000);
    browser.routes.set('POST /chat', () => ({ status: 500, body: {} }));
    page.client.chat.send('q');
    await settle();
    browser.routes.set('POST /chat', refused);
    await page.lives(20_000);
    assert.deepEqual(page.sent, ['q']);
  });

  test('a chat that only seems to be gone: what was written in it is not sent into another', async () => {
    const page = await visiting(new Browser());
    page.host.socket.receive('new_chat', { chat_id: 'chat-1' });
    const message = page.client.chat.send('q');
    page.sockets = 'refused';
    page.host.socket.drop();
    await page.lives(40_000);
    page.sockets = 'standing';
    await page.lives(120_000);
    assert.equal(page.phase, 'ready');
    assert.deepEqual(page.sent, ['q']);
    assert.equal(message.get().failure, 'delivery_unknown');
  });

  test('in doubt without a chat, and REST makes one by now: it is not sent into that one', async () => {
    const browser = new Browser();
    const usual = browser.routes.get('POST /chat');
    const page = await visiting(browser);
    await page.lives(4000);
    const message = page.client.chat.send('q');
    assert.ok(usual !== undefined);
    browser.routes.set('POST /chat', usual);
    browser.history();
    page.host.socket.drop();
    await page.back();
    await page.lives(5000);
    assert.deepEqual(page.sent, ['q'], 'the platform made a chat of its own for it');
    assert.equal(message.get().failure, 'delivery_unknown');
  });

  test('in doubt without a chat, and the next socket names one: it has its end', async () => {
    const page = await visiting(new Browser());
    await page.lives(4000);
    const message = page.client.chat.send('q');
    page.host.socket.drop();
    await page.back();
    page.host.socket.receive('new_chat', { chat_id: 'chat-9' });
    await page.lives(10_000);
    assert.equal(message.get().state, 'failed');
    assert.equal(message.get().failure, 'delivery_unknown');
    assert.deepEqual(page.sent, ['q']);
  });

  test('sign-out by a visitor: the answer under way is not the next question’s', async () => {
    const page = await visiting(new Browser());
    await page.lives(4000);
    page.client.chat.send('the first visitor’s');
    const old = page.host.socket;
    await page.client.session.logout();
    await settle();
    assert.equal(page.texts.length, 0);
    page.client.chat.send('the next one’s');
    old.receive('chat_response', { message_id: 'a1', message: 'to the first visitor' });
    await page.back();
    await page.lives(4000);
    assert.ok(!page.texts.includes('to the first visitor'));
    assert.notEqual(page.states[0], 'delivered');
  });
});

describe('pauses', () => {
  test('a new chat while the platform asks for a pause: what is typed in it goes afterwards', async () => {
    const page = await new Browser().page().stand();
    page.client.chat.send('one');
    page.host.socket.receive('rate_limit_exceeded', { retry_after: 30 });
    assert.equal(page.phase, 'rate-limited');
    await page.client.chat.newChat();
    page.client.chat.send('two');
    await page.lives(40_000);
    assert.deepEqual(new Set(page.sent), new Set(['one', 'two']));
  });

  test('a new chat that could not be made at first is made later, by itself', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    await talks(page, 'hello');
    const usual = browser.routes.get('POST /chat');
    assert.ok(usual !== undefined);
    browser.routes.set('POST /chat', () => ({ status: 502, body: {} }));
    await page.client.chat.newChat();
    page.client.chat.send('in the new one');
    await page.lives(8000);
    assert.deepEqual(page.sent, ['hello']);
    browser.routes.set('POST /chat', usual);
    await page.lives(30_000);
    assert.deepEqual(page.sent, ['hello', 'in the new one']);
    assert.ok(browser.count('POST /chat') < 10, 'asked for in ever longer steps');
  });

  test('over a renewal whose successor takes its time: the phase says what stands', async () => {
    for (const end of ['in', 'after'] as const) {
      const page = await new Browser().page({ pingInterval: 600_000 }).stand();
      await page.lives(60_000);
      const first = page.host.socket;
      first.receive('token_expired');
      await page.host.clock.advance(60);
      const second = page.host.socket;
      second.open();
      second.receive('ai_services_loading');
      first.receive('rate_limit_exceeded', { retry_after: 4 });
      assert.equal(page.phase, 'rate-limited');
      if (end === 'after') {
        await page.host.clock.advance(4100);
        assert.equal(page.phase, 'renewing');
      }
      first.drop(1001);
      await settle();
      assert.ok(['connecting', 'starting'].includes(page.phase), page.phase);
      assert.equal(page.client.connection.countdown.get(), null);
      second.receive('ai_services_ready');
      await settle();
      assert.equal(page.phase, end === 'after' ? 'ready' : 'rate-limited');
      await page.lives(5000);
      assert.equal(page.phase, 'ready');
      await endBrowsers();
    }
  });

  test('asked for by the answer to an attempt that was over: kept all the same', async () => {
    const browser = new Browser();
    const give = browser.hold('GET /health');
    const page = browser.page();
    page.client.start();
    await page.client.session.login(ann);
    await settle();
    page.host.network('offline');
    give({ status: 429, headers: { 'Retry-After': '300' }, body: {} });
    await settle();
    browser.routes.delete('GET /health');
    const before = browser.count('GET /health');
    await page.lives(120_000);
    assert.equal(browser.count('GET /health'), before, 'nor by the look at a network that is away');
    page.host.network('online');
    await page.lives(120_000);
    assert.equal(browser.count('GET /health'), before);
  });
});

describe('storage and sign-in', () => {
  test('without locks: sign-out where nobody is signed in does not lose what its user left', async () => {
    const browser = new Browser({ locking: false });
    const page = await browser.page().stand();
    page.host.socket.drop();
    const { id } = page.client.chat.send('left behind').get();
    browser.kill(page);
    browser.storage.removeItem('miptech_access_token');
    const next = browser.page({}, {}, page);
    next.client.start();
    await next.client.session.logout();
    await next.stand();
    const found = next.client.transcript.get().messages.map((message) => message.id);
    assert.deepEqual(found, [id]);
  });

  test('a value that could not be replaced does not come back with the next page', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    page.host.socket.drop();
    page.client.chat.send('kept');
    browser.storage.quota = 0;
    await page.back();
    assert.deepEqual(page.sent, ['kept']);
    browser.kill(page);
    browser.storage.quota = Infinity;
    const kept = [...browser.storage.values.keys()].filter((key) => key.includes('outbox'));
    assert.deepEqual(kept, []);
  });

  for (const [what, body] of [
    ['nothing', {}],
    ['a token of another tenant', { access_token: 'x.eyJ0ZW5hbnRfaWQiOiJvdGhlciJ9.y' }],
  ] as const) {
    test(`a sign-in that is answered with ${what} costs nobody their session`, async () => {
      const browser = new Browser();
      const page = await browser.page().stand();
      page.client.chat.send('q');
      browser.routes.set('POST /auth/login', () => ({ body }));
      await assert.rejects(page.client.session.login({ ...ann, email: 'bob@example.com' }));
      assert.equal(page.client.session.get().phase, 'signed-in');
      assert.equal(page.phase, 'ready');
      page.answer('a1', 'answer');
      assert.deepEqual(page.texts, ['q', 'answer']);
    });
  }

  for (const status of [403, 404, 422]) {
    test(`a renewal answered with ${String(status)} is not the answer to the call it was made for`, async () => {
      const browser = new Browser();
      const page = await browser.page().stand();
      await page.lives(60_000);
      page.client.chat.send('q');
      const chat = page.client.transcript.get().chatId;
      browser.routes.set('POST /auth/refresh', () => ({ status, body: {} }));
      browser.routes.set('GET /chat/chat-1', () => ({ status: 401, body: {} }));
      browser.kill(page);
      const next = browser.page({}, {}, page);
      next.sockets = 'standing';
      next.client.start();
      await next.lives(20_000);
      assert.equal(next.client.transcript.get().chatId, chat);
      assert.equal(next.client.session.get().phase, 'signed-in');
      assert.equal(next.client.connection.get().terminal, false);
      assert.deepEqual(next.sent, []);
    });
  }

  test('a sign-in that takes its time on an anonymous page: nothing of the one before goes as a visitor’s', async () => {
    const browser = new Browser();
    const page = await browser.page({ anonymous: true }).stand();
    page.host.socket.receive('unauthorized');
    await settle();
    assert.equal(page.client.session.get().phase, 'expired');
    const give = browser.hold('POST /auth/login');
    const login = page.client.session.login(ann).catch(() => undefined);
    const before = page.host.sockets.length;
    page.client.connection.connect();
    await page.lives(5000);
    assert.equal(page.host.sockets.length, before);
    give({ status: 401, body: {} });
    await login;
  });

  test('stopped, sent again and stopped again: one place for the answer', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    browser.history();
    const { id } = page.client.chat.send('q').get();
    page.client.chat.stop();
    page.host.socket.drop();
    await page.back();
    page.client.chat.resend(id);
    page.client.chat.stop();
    const ids = page.client.transcript.get().messages.map((message) => message.id);
    assert.deepEqual(ids, [...new Set(ids)]);
  });

  test('a list that is taken over while the history is asked for is settled as well', async () => {
    const browser = new Browser();
    const first = await browser.page().stand();
    const message = { role: 'user', content: 'of the first page' };
    const { id } = first.client.chat.send(message.content).get();
    const second = await browser.page().stand();
    await talks(second, 'hello');
    await second.client.chat.newChat();
    second.client.chat.send('of the second page');
    const give = browser.hold('GET /chat/chat-2');
    second.host.socket.drop();
    await second.back();
    browser.history().push({ id: 's1', ...message, client_message_id: id });
    const asked = browser.count('GET /chat/chat-1');
    browser.kill(first);
    await settle();
    assert.equal(browser.count('GET /chat/chat-1'), asked, 'one question at a time');
    browser.routes.delete('GET /chat/chat-2');
    give({ body: { messages: [] } });
    await settle();
    assert.equal(browser.count('GET /chat/chat-1'), asked + 1);
    assert.deepEqual(second.sent, ['hello', 'of the second page', 'of the second page']);
  });
});

describe('a chat that is gone', () => {
  test('and whose successor is gone before any socket stood: is replaced again, after a pause', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const gone = (): ScriptedAnswer => ({ status: 404, body: {} });
    let made = 1;
    browser.routes.set('POST /chat', () => ({ body: { chat_id: `chat-${String((made += 1))}` } }));
    for (const chat of ['chat-1', 'chat-2', 'chat-3'])
      browser.routes.set(`GET /chat/${chat}`, gone);
    page.sockets = 'refused';
    page.host.socket.drop();
    await page.lives(300_000);
    assert.ok(made > 3, `${String(made)} chats were made`);
    assert.ok(made < 12, `${String(made)} chats were made in five minutes`);
    page.sockets = 'standing';
    await page.lives(61_000);
    assert.equal(page.phase, 'ready');
  });
});
