/**
 * Messages that go by REST because no socket can be had: what each refusal, silence and change of
 * heart means for the message, which is never sent twice and never lost.
 */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { settle } from '../../src/testing/manual-clock.js';
import type { ScriptedAnswer } from '../../src/testing/scripted-host.js';
import { Browser, ann, endBrowsers } from './browser.js';
import type { Page } from './browser.js';

afterEach(endBrowsers);

const route = 'POST /chat/chat-1/message';
const minute = 60_000;

type Body = Record<string, unknown>;

/** The messages that were posted, by text. */
const posted = (page: Page): unknown[] =>
  page.host.requests
    .filter(({ path }) => path.endsWith('/message'))
    .map(({ body }) => body['message']);

async function byRest(): Promise<{ browser: Browser; page: Page }> {
  const browser = new Browser();
  return { browser, page: await browser.page().standByRest() };
}

/** A platform that takes each message into the history of chat-1, and then does as `answer` says. */
function takes(
  browser: Browser,
  answer: (body: Body, count: number) => ScriptedAnswer | Promise<ScriptedAnswer>,
) {
  const history = browser.history();
  let count = 0;
  browser.routes.set(route, ({ body }) => {
    count += 1;
    history.push({
      id: `s${String(count)}`,
      role: 'user',
      content: body['message'],
      client_message_id: body['client_message_id'],
    });
    return answer(body, count);
  });
  return history;
}

const lost = (): never => {
  throw new TypeError('Failed to fetch');
};

/** The answer to a message, as the contract has it. */
const reply = ({ message }: Body, count = 1): ScriptedAnswer => ({
  body: { message_id: `a${String(count)}`, message: `answer to ${String(message)}` },
});

describe('a message by REST', () => {
  test('one at a time, in order, each with its answer', async () => {
    const { browser, page } = await byRest();
    const waiting: ((answer: ScriptedAnswer) => void)[] = [];
    const bodies: Body[] = [];
    browser.routes.set(route, ({ body }) => {
      bodies.push(body);
      return new Promise((resolve) => waiting.push(resolve));
    });
    const messages = ['one', 'two', 'three'].map((text) => page.client.chat.send(text));
    await settle();
    for (const [index, text] of ['one', 'two', 'three'].entries()) {
      assert.deepEqual(posted(page), ['one', 'two', 'three'].slice(0, index + 1));
      assert.equal(page.client.transcript.get().answering, true);
      assert.equal(bodies[index]?.['client_message_id'], messages[index]?.get().id);
      waiting[index]?.(reply({ message: text }, index));
      await settle();
    }
    assert.deepEqual(page.texts, [
      'one',
      'answer to one',
      'two',
      'answer to two',
      'three',
      'answer to three',
    ]);
    assert.deepEqual([...new Set(page.states)], ['delivered', 'complete']);
    assert.equal(page.client.transcript.get().answering, false);
  });

  test('a reply without the answer: it is looked for in the history', async () => {
    const { browser, page } = await byRest();
    const history = takes(browser, () => ({ body: { success: true, message: 'accepted' } }));
    browser.routes.set(route, ({ body }) => {
      history.push({
        id: 's1',
        role: 'user',
        content: body['message'],
        client_message_id: body['client_message_id'],
      });
      return { body: { id: 's1', role: 'user', content: body['message'] } };
    });
    page.client.chat.send('q');
    await settle();
    history.push({ id: 'a1', role: 'assistant', content: 'written later' });
    await page.host.clock.advance(5000);
    assert.deepEqual(page.texts, ['q', 'written later']);
    assert.deepEqual(posted(page), ['q']);
  });

  test('429: sending pauses with a countdown, and then it goes again under its id', async () => {
    const { browser, page } = await byRest();
    const ids: unknown[] = [];
    browser.routes.set(route, ({ body }) => {
      ids.push(body['client_message_id']);
      return ids.length === 1
        ? { status: 429, body: { details: { retry_after: 20 } } }
        : reply(body, ids.length);
    });
    page.client.chat.send('q');
    await settle();
    assert.equal(page.phase, 'rate-limited');
    assert.equal(page.client.connection.countdown.get(), 20);
    assert.deepEqual(page.states, ['queued']);
    page.client.chat.send('behind it');
    await page.host.clock.advance(19_000);
    assert.equal(ids.length, 1);
    await page.host.clock.advance(1100);
    assert.deepEqual(page.texts, ['q', 'answer to q', 'behind it', 'answer to behind it']);
    assert.equal(ids[0], ids[1]);
  });

  test('429 again and again: the person decides after five', async () => {
    const { browser, page } = await byRest();
    browser.routes.set(route, () => ({ status: 429, body: { details: { retry_after: 5 } } }));
    const message = page.client.chat.send('q');
    await page.host.clock.advance(10 * minute);
    assert.equal(message.get().failure, 'rate_limited');
    assert.equal(posted(page).length, 5);
    browser.routes.set(route, ({ body }) => reply(body));
    page.client.chat.resend(message.get().id);
    await page.host.clock.advance(minute);
    assert.deepEqual(page.texts, ['q', 'answer to q']);
  });

  test('401: renewed once and sent again, without an error shown', async () => {
    const { browser, page } = await byRest();
    await page.host.clock.advance(31_000);
    const tokens = new Set<string | null>();
    browser.routes.set(route, ({ token, body }) => {
      tokens.add(token);
      return tokens.size === 1 ? { status: 401, body: {} } : reply(body);
    });
    page.client.chat.send('q');
    await page.host.clock.advance(60);
    assert.deepEqual(page.texts, ['q', 'answer to q']);
    assert.equal(browser.count('POST /auth/refresh'), 1);
    assert.equal(page.phase, 'realtime-unavailable');
  });

  test('401 with the fresh token too: signed out once, and the message waits for its user', async () => {
    const { browser, page } = await byRest();
    browser.routes.set(route, () => ({ status: 401, body: {} }));
    const message = page.client.chat.send('q');
    await page.host.clock.advance(minute);
    assert.equal(page.client.session.get().phase, 'expired');
    assert.equal(page.phase, 'signed-out');
    assert.equal(browser.count('POST /auth/refresh'), 1);
    assert.equal(message.get().state, 'queued');
    browser.routes.set(route, ({ body }) => reply(body));
    page.sockets = 'standing';
    await page.client.session.login(ann);
    await settle();
    assert.deepEqual(page.sent, ['q']);
  });

  test('403: said so for good, and the message is not lost', async () => {
    const { browser, page } = await byRest();
    browser.routes.set(route, () => ({ status: 403, body: {} }));
    const message = page.client.chat.send('q');
    await page.host.clock.advance(5 * minute);
    assert.equal(page.phase, 'failed');
    assert.equal(page.client.connection.get().error?.code, 'forbidden');
    assert.equal(posted(page).length, 1);
    assert.equal(message.get().state, 'queued');
  });

  test('404, the chat is gone: a new one takes it, and what is on screen stays', async () => {
    const { browser, page } = await byRest();
    browser.routes.set(route, ({ body }) => reply(body));
    page.client.chat.send('before');
    await settle();
    browser.routes.set(route, () => ({ status: 404, body: {} }));
    browser.routes.set('GET /chat/chat-1', () => ({ status: 404, body: {} }));
    browser.routes.set('POST /chat/chat-2/message', ({ body }) => reply(body, 2));
    page.client.chat.send('after');
    await settle();
    assert.deepEqual(page.texts, ['before', 'answer to before', 'after', 'answer to after']);
    assert.deepEqual(posted(page), ['before', 'after', 'after']);
    assert.equal(browser.count('POST /chat'), 2);
  });

  test('404, and the chat was found gone while it was under way: it goes to the new one', async () => {
    const { browser, page } = await byRest();
    const give = browser.hold(route);
    const message = page.client.chat.send('q');
    browser.routes.set('GET /chat/chat-1', () => ({ status: 404, body: {} }));
    browser.routes.set('POST /chat/chat-2/message', ({ body }) => reply(body, 2));
    for (let step = 0; step < 58 && page.client.transcript.get().chatId === 'chat-1'; step += 1) {
      await page.host.clock.advance(1000);
    }
    await page.host.clock.advance(1000);
    assert.equal(page.client.transcript.get().chatId, 'chat-2');
    give({ status: 404, body: {} });
    await page.host.clock.advance(5000);
    assert.equal(message.get().state, 'delivered');
  });

  test('404, the platform has no such call: it waits for a socket, and is not tried in a loop', async () => {
    const { browser, page } = await byRest();
    browser.history();
    browser.routes.set(route, () => ({ status: 404, body: {} }));
    page.client.chat.send('q');
    page.client.chat.send('and more');
    await page.host.clock.advance(30_000);
    assert.deepEqual(posted(page), ['q']);
    assert.deepEqual(page.states, ['queued', 'queued']);
    page.sockets = 'standing';
    await page.host.clock.advance(30_000);
    assert.equal(page.phase, 'ready');
    assert.deepEqual(page.sent, ['q', 'and more']);
  });

  const refusals: [number, object, string, string | null][] = [
    [413, {}, 'too_large', null],
    [422, { detail: [{ loc: ['body', 'message'], msg: 'too rude' }] }, 'rejected_by_server', null],
    [400, { message: 'Not like this' }, 'rejected_by_server', 'Not like this'],
  ];
  for (const [status, body, failure, detail] of refusals) {
    test(`${String(status)}: failed as ${failure}, at once, and the next one goes`, async () => {
      const { browser, page } = await byRest();
      browser.routes.set(route, (request) =>
        request.body['message'] === 'bad' ? { status, body } : reply(request.body),
      );
      const bad = page.client.chat.send('bad');
      page.client.chat.send('good');
      await settle();
      assert.equal(bad.get().failure, failure);
      if (detail !== null) assert.equal(bad.get().detail, detail);
      assert.deepEqual(posted(page), ['bad', 'good']);
      assert.deepEqual(page.texts, ['bad', 'good', 'answer to good']);
      assert.equal(page.phase, 'realtime-unavailable');
    });
  }

  const doubts: [string, () => ScriptedAnswer | Promise<ScriptedAnswer>][] = [
    ['a 500', () => ({ status: 500, body: {} })],
    ['a reply that is lost', lost],
    ['a reply that never comes', () => new Promise(() => undefined)],
    ['a web page in its place', () => ({ body: '<html>' })],
  ];
  for (const [name, answer] of doubts) {
    test(`${name}, but it was taken: found in the history, and never sent twice`, async () => {
      const { browser, page } = await byRest();
      const history = takes(browser, answer);
      const message = page.client.chat.send('q');
      page.client.chat.send('behind it');
      await settle();
      history.push({ id: 'a1', role: 'assistant', content: 'the answer' });
      browser.routes.set(route, ({ body }) => reply(body, 2));
      await page.host.clock.advance(8 * minute);
      assert.equal(message.get().state, 'delivered');
      assert.deepEqual(posted(page), ['q', 'behind it']);
      assert.deepEqual(page.texts, ['q', 'the answer', 'behind it', 'answer to behind it']);
    });

    test(`${name}, and it was not taken: sent again under its id, ahead of what came later`, async () => {
      const { browser, page } = await byRest();
      browser.history();
      const ids: unknown[] = [];
      browser.routes.set(route, ({ body }) => {
        ids.push(body['client_message_id']);
        return ids.length === 1 ? answer() : reply(body, ids.length);
      });
      page.client.chat.send('q');
      page.client.chat.send('behind it');
      await page.host.clock.advance(8 * minute);
      assert.deepEqual(page.texts, ['q', 'answer to q', 'behind it', 'answer to behind it']);
      assert.deepEqual(posted(page), ['q', 'q', 'behind it']);
      assert.equal(ids[0], ids[1]);
    });

    test(`${name}, and no history to ask: only the person sends it again`, async () => {
      const { browser, page } = await byRest();
      browser.routes.set('GET /chat/chat-1', () => ({ status: 500, body: {} }));
      browser.routes.set(route, answer);
      const message = page.client.chat.send('q');
      await page.host.clock.advance(8 * minute);
      assert.equal(message.get().failure, 'delivery_unknown');
      assert.deepEqual(posted(page), ['q']);
    });
  }

  test('500 for ever: given up after five, with a reason', async () => {
    const { browser, page } = await byRest();
    browser.history();
    browser.routes.set(route, () => ({ status: 500, body: {} }));
    const message = page.client.chat.send('q');
    await page.host.clock.advance(30 * minute);
    assert.equal(message.get().failure, 'rejected_by_server');
    assert.equal(posted(page).length, 5);
  });

  test('a pause that is told when the phase has moved on holds all the same', async () => {
    const { browser, page } = await byRest();
    const give = browser.hold(route);
    page.client.chat.send('q');
    await settle();
    browser.routes.set('GET /health', () => ({ status: 503, body: {} }));
    await page.host.clock.advance(46_000);
    assert.equal(page.phase, 'reconnecting');
    give({ status: 429, body: { details: { retry_after: 100 } } });
    browser.routes.set('GET /health', () => ({ body: { status: 'healthy' } }));
    browser.routes.set(route, ({ body }) => reply(body));
    page.sockets = 'standing';
    await page.lives(95_000);
    assert.deepEqual([...posted(page), ...page.sent], ['q']);
    await page.lives(30_000);
    assert.deepEqual([...posted(page), ...page.sent], ['q', 'q']);
  });
});

describe('while a message is on its way by REST', () => {
  test('a tenant with no connection left: REST carries the conversation until there is one', async () => {
    for (const reason of ['Too many connections', 'Connection limit reached']) {
      const browser = new Browser();
      const page = browser.page();
      takes(browser, (body) => reply(body));
      page.client.start();
      await page.client.session.login(ann);
      await settle();
      page.host.socket.open();
      page.host.socket.drop(1008, reason);
      await settle();
      assert.equal(page.phase, 'realtime-unavailable');
      const message = page.client.chat.send('q');
      await page.lives(1000);
      assert.equal(message.get().state, 'delivered');
      assert.equal(page.host.sockets.length, 1);
      page.sockets = 'standing';
      await page.lives(61_000);
      assert.equal(page.phase, 'ready');
      await endBrowsers();
    }
  });

  test('attempts for a socket go on unseen and do not interrupt it', async () => {
    const { browser, page } = await byRest();
    const give = browser.hold(route);
    page.client.chat.send('slow');
    const phases = new Set<string>();
    page.client.connection.subscribe(() => phases.add(page.phase));
    const sockets = page.host.sockets.length;
    await page.host.clock.advance(55_000);
    assert.ok(page.host.sockets.length > sockets, 'attempts');
    assert.deepEqual([...phases], ['realtime-unavailable']);
    assert.deepEqual(page.states, ['sending']);
    give(reply({ message: 'slow' }));
    await settle();
    assert.deepEqual(page.texts, ['slow', 'answer to slow']);
    assert.deepEqual(posted(page), ['slow']);
  });

  test('the socket comes back: it is not sent twice, and what waits goes behind it', async () => {
    const { browser, page } = await byRest();
    const history = browser.history();
    const give = browser.hold(route);
    page.client.chat.send('slow');
    page.client.chat.send('behind it');
    page.sockets = 'standing';
    await page.host.clock.advance(50_000);
    assert.equal(page.phase, 'ready');
    assert.deepEqual(page.sent, [], 'the history lacks it, and that means nothing yet');
    give(reply({ message: 'slow' }));
    await settle();
    assert.deepEqual(page.sent, ['behind it']);
    page.answer('a2', 'second');
    assert.deepEqual(page.texts, ['slow', 'answer to slow', 'behind it', 'second']);
    assert.deepEqual(posted(page), ['slow']);
    assert.deepEqual(history, []);
  });

  test('the socket comes back and the reply is lost: the history decides', async () => {
    for (const taken of [true, false]) {
      const { browser, page } = await byRest();
      let fail: () => void = () => undefined;
      const hold = (): Promise<ScriptedAnswer> =>
        new Promise((_resolve, reject) => {
          fail = () => {
            reject(new TypeError('Failed to fetch'));
          };
        });
      if (taken) takes(browser, hold);
      else {
        browser.history();
        browser.routes.set(route, hold);
      }
      page.client.chat.send('slow');
      page.sockets = 'standing';
      await page.host.clock.advance(50_000);
      assert.equal(page.phase, 'ready');
      fail();
      await settle();
      assert.deepEqual(page.sent, taken ? [] : ['slow']);
      await endBrowsers();
    }
  });

  test('the platform tells the answer on the new socket as well: it stands there once', async () => {
    const { browser, page } = await byRest();
    const give = browser.hold(route);
    page.client.chat.send('slow');
    page.sockets = 'standing';
    await page.host.clock.advance(50_000);
    page.host.socket.receive('chat_response', {
      message_id: 'a1',
      message: 'answer to slow',
      chat_id: 'chat-1',
    });
    give(reply({ message: 'slow' }));
    await settle();
    assert.deepEqual(page.texts, ['slow', 'answer to slow']);
  });

  test('stopped: its answer is not shown, and the next one is the next question’s', async () => {
    const { browser, page } = await byRest();
    const give = browser.hold(route);
    page.client.chat.send('never mind');
    await settle();
    page.client.chat.stop();
    assert.equal(page.client.transcript.get().answering, false);
    page.client.chat.send('this instead');
    browser.routes.set(route, ({ body }) => reply(body, 2));
    give(reply({ message: 'never mind' }));
    await settle();
    assert.deepEqual(page.texts, ['never mind', '', 'this instead', 'answer to this instead']);
    assert.deepEqual(page.states, ['delivered', 'stopped', 'delivered', 'complete']);
    assert.deepEqual(posted(page), ['never mind', 'this instead']);
  });

  test('stopped, and then refused for the moment: it is not sent again', async () => {
    for (const status of [429, 500]) {
      const { browser, page } = await byRest();
      browser.history();
      const give = browser.hold(route);
      const message = page.client.chat.send('never mind');
      await settle();
      page.client.chat.stop();
      browser.routes.set(route, ({ body }) => reply(body));
      give({ status, body: { details: { retry_after: 5 } } });
      await page.host.clock.advance(5 * minute);
      assert.deepEqual(posted(page), ['never mind']);
      assert.equal(message.get().state, 'failed');
      await endBrowsers();
    }
  });

  test('another chat comes on screen: the answer stays out of it, the message is delivered', async () => {
    const { browser, page } = await byRest();
    const give = browser.hold(route);
    const message = page.client.chat.send('private');
    await settle();
    await page.client.chat.newChat();
    give(reply({ message: 'private' }));
    await settle();
    assert.deepEqual(page.texts, []);
    assert.equal(message.get().state, 'delivered');
  });

  test('the user leaves: the answer is nobody’s', async () => {
    const { browser, page } = await byRest();
    const give = browser.hold(route);
    const message = page.client.chat.send('private');
    await settle();
    await page.client.session.logout();
    assert.equal(message.get().failure, 'auth_lost');
    browser.knows('u2');
    await page.client.session.login(ann);
    give(reply({ message: 'private' }));
    await page.host.clock.advance(minute);
    assert.deepEqual(page.texts, []);
    assert.deepEqual(posted(page), ['private']);
  });

  test('the page is left: the next one asks the history before it sends again', async () => {
    for (const taken of [true, false]) {
      const { browser, page } = await byRest();
      const never = (): Promise<ScriptedAnswer> => new Promise(() => undefined);
      if (taken) takes(browser, never);
      else {
        browser.history();
        browser.routes.set(route, never);
      }
      page.client.chat.send('q');
      await settle();
      page.client.destroy();
      const next = browser.page({}, {}, page);
      await next.stand();
      assert.deepEqual(next.sent, taken ? [] : ['q']);
      assert.deepEqual(next.texts, ['q']);
      await endBrowsers();
    }
  });
});
