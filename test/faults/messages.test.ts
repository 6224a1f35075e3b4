/**
 * Each message a person sends has exactly one end: limits of size, rate and queue, stopping, what is
 * kept over reloads and between pages, and what becomes of all that when its user leaves.
 */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import type { Message, Readable } from '../../src/core/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { Browser, ann, endBrowsers } from './browser.js';
import type { Page } from './browser.js';

afterEach(endBrowsers);

const day = 86_400_000;

const outboxKeys = (browser: Browser): string[] =>
  [...browser.storage.values.keys()].filter((key) => key.startsWith('miptech_outbox:'));

/** Each state a message goes through, as its watcher hears of them. */
function followed(message: Readable<Message>): string[] {
  const seen = [message.get().state as string];
  message.subscribe(() => {
    const { state, failure } = message.get();
    if (seen.at(-1) !== (failure ?? state)) seen.push(failure ?? state);
  });
  return seen;
}

/** A page with messages that wait because its socket is gone. */
async function waiting(browser: Browser, texts: readonly string[]): Promise<Page> {
  const page = await browser.page().stand();
  page.host.socket.drop();
  for (const text of texts) page.client.chat.send(text);
  return page;
}

describe('row 18: a message over the size limit', () => {
  test('row 18: is refused before it is sent, kept or shown', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    for (const text of ['x'.repeat(32_001), '😀'.repeat(16_001), 'x'.repeat(5_000_000)]) {
      const message = page.client.chat.send(text);
      assert.deepEqual(
        [message.get().state, message.get().failure, message.get().text],
        ['failed', 'too_large', text],
      );
    }
    await page.lives(5000);
    assert.deepEqual(page.sent, []);
    assert.deepEqual(page.texts, []);
    assert.deepEqual(outboxKeys(browser), []);
  });

  test('row 18: the longest one that is taken arrives whole', async () => {
    const page = await new Browser().page().stand();
    const text = `"${'ä\\'.repeat(15_999)}"`;
    page.client.chat.send(text);
    assert.deepEqual(page.sent, [text]);
  });

  test('row 18: the platform’s own limit, told by closing the socket, is that message’s end', async () => {
    const page = await new Browser().page().stand();
    const seen = followed(page.client.chat.send('too long for it'));
    page.host.socket.drop(1009);
    await page.back();
    assert.deepEqual(seen, ['sending', 'too_large']);
    assert.deepEqual(page.sent, ['too long for it']);
  });
});

describe('row 26: 200 messages in a second', () => {
  test('row 26: ten at once, then one a second; over fifty the queue is full', async () => {
    // Without pings, which count as well.
    const page = await new Browser().page({ pingInterval: 600_000 }).stand();
    const messages: Readable<Message>[] = [];
    for (let count = 0; count < 200; count += 1) {
      messages.push(page.client.chat.send(`m${String(count)}`));
      await page.host.clock.advance(5);
    }
    const full = messages.filter((message) => message.get().failure === 'queue_full');
    assert.equal(full.length, 150);
    assert.equal(page.texts.length, 50, 'what was refused stays out of the transcript');
    assert.ok(page.sent.length <= 11);
    for (let second = 1; second < 35; second += 1) {
      const before = page.sent.length;
      await page.host.clock.advance(1000);
      assert.equal(page.sent.length - before, 1, `in second ${String(second)}`);
      page.answer(`a${String(second)}`, 'answer');
    }
    await page.lives(40_000);
    assert.deepEqual(
      page.sent,
      Array.from({ length: 50 }, (_, index) => `m${String(index)}`),
      'in order, none lost',
    );
  });

  test('row 26: a long wait for the client’s own limit is shown, with a countdown', async () => {
    const page = await new Browser().page({ pingInterval: 600_000 }).stand();
    const messages: Readable<Message>[] = [];
    let shown: number | null = null;
    for (let step = 0; step < 600; step += 1) {
      if (messages.length < 75) {
        const message = page.client.chat.send(`m${String(step)}`);
        if (message.get().state !== 'failed') messages.push(message);
      }
      await page.host.clock.advance(200);
      if (page.states.includes('sending')) page.answer(`a${String(step)}`, 'answer');
      if (page.phase !== 'rate-limited' || shown !== null) continue;
      assert.equal(page.sent.length, 60, 'the minute’s sixty are used up');
      shown = page.client.connection.countdown.get();
    }
    assert.ok((shown ?? 0) > 2 && (shown ?? 0) <= 60, `${String(shown)} s are shown`);
    assert.equal(page.phase, 'ready');
    assert.equal(page.sent.length, 75);
    for (const message of messages) assert.equal(message.get().state, 'delivered');
  });

  test('row 26: a wait of a second or two is not worth a word', async () => {
    const page = await new Browser().page().stand();
    const phases = new Set<string>();
    page.client.connection.subscribe(() => phases.add(page.phase));
    for (let count = 0; count < 15; count += 1) page.client.chat.send(`m${String(count)}`);
    await page.host.clock.advance(6000);
    assert.equal(page.sent.length, 15);
    assert.deepEqual([...phases], []);
  });
});

describe('stop()', () => {
  async function asked(text = 'q'): Promise<{ browser: Browser; page: Page }> {
    const browser = new Browser();
    const page = await browser.page().stand();
    page.client.chat.send(text);
    return { browser, page };
  }

  test('before the first chunk: the late answer is ignored, the next one is the next question’s', async () => {
    const { page } = await asked('never mind');
    page.client.chat.stop();
    assert.equal(page.client.transcript.get().answering, false);
    page.client.chat.send('this instead');
    page.host.socket.receive('response_start', { message_id: 'a1' });
    page.host.socket.receive('response_chunk', { message_id: 'a1', content: 'late' });
    page.host.socket.receive('response_complete', { message_id: 'a1', content: 'late' });
    page.answer('a2', 'to the second');
    assert.deepEqual(page.texts, ['never mind', '', 'this instead', 'to the second']);
    assert.deepEqual(page.states, ['delivered', 'stopped', 'delivered', 'complete']);
  });

  test('before the first chunk, and the whole answer comes at once', async () => {
    const { page } = await asked();
    page.client.chat.stop();
    page.host.socket.receive('chat_response', { message_id: 'a1', message: 'late' });
    page.host.socket.receive('chat_response', { message: 'late, and without an id' });
    assert.equal(page.texts.includes('late'), false);
  });

  test('in the middle: the text stays as it is', async () => {
    const { page } = await asked();
    page.host.socket.receive('response_start', { message_id: 'a1' });
    page.host.socket.receive('response_chunk', { message_id: 'a1', content: 'Half' });
    page.client.chat.stop();
    assert.deepEqual(page.states, ['delivered', 'stopped']);
    page.host.socket.receive('response_chunk', { message_id: 'a1', content: 'Half and more' });
    page.host.socket.receive('response_complete', { message_id: 'a1', content: 'Half and all' });
    assert.deepEqual(page.texts, ['q', 'Half']);
    assert.equal(page.client.transcript.get().answering, false);
    page.client.chat.send('next');
    page.answer('a2', 'answer');
    assert.deepEqual(page.texts, ['q', 'Half', 'next', 'answer']);
  });

  test('with nothing under way: nothing happens', async () => {
    const { page } = await asked();
    page.answer('a1', 'answer');
    page.client.chat.stop();
    assert.deepEqual(page.states, ['delivered', 'complete']);
    page.client.chat.send('next');
    page.answer('a2', 'answer');
    assert.deepEqual(page.states.at(-1), 'complete');
  });

  test('stopped, and the socket is lost: it is not sent again', async () => {
    const { browser, page } = await asked();
    browser.history();
    const message = page.client.transcript.get().messages[0];
    page.client.chat.stop();
    page.host.socket.drop();
    await page.back();
    assert.deepEqual(page.sent, ['q']);
    assert.deepEqual(page.texts, ['q', ''], 'its place stays behind it');
    assert.deepEqual(page.client.transcript.get().messages[0]?.failure, 'delivery_unknown');
    page.client.chat.resend(message?.id ?? '');
    assert.deepEqual(page.sent, ['q', 'q']);
    page.answer('a1', 'after all');
    assert.ok(page.texts.includes('after all'), 'sent again by the person, it is wanted again');
  });

  for (const part of ['', 'Half']) {
    test(`stopped ${part === '' ? 'before the first chunk' : 'in the middle'}: the history does not bring the answer on this page`, async () => {
      const { browser, page } = await asked();
      const id = page.client.transcript.get().messages[0]?.id;
      if (part !== '')
        page.host.socket.receive('response_chunk', { message_id: 'a1', content: part });
      page.client.chat.stop();
      browser
        .history()
        .push(
          { id: 's1', role: 'user', content: 'q', client_message_id: id },
          { id: 'a1', role: 'assistant', content: 'Half and all the rest' },
        );
      page.host.socket.drop();
      await page.back();
      await page.lives(30_000);
      assert.deepEqual(page.texts, ['q', part]);
      assert.deepEqual(page.states, ['delivered', 'stopped']);
    });
  }

  test('stopped, and the page is loaded anew: it is not sent again', async () => {
    const { browser, page } = await asked();
    browser.history();
    page.client.chat.stop();
    page.client.destroy();
    const next = await browser.page({}, {}, page).stand();
    assert.deepEqual(next.sent, []);
  });

  test('stopped, and the platform never answers it: the next answer still finds its question', async () => {
    const { browser, page } = await asked('no answer comes to this');
    await page.lives(20_000);
    page.client.chat.stop();
    const { id } = page.client.chat.send('are you there?').get();
    browser
      .history()
      .push(
        { id: 's2', role: 'user', content: 'are you there?', client_message_id: id },
        { id: 'a2', role: 'assistant', content: 'Yes, I am.' },
      );
    page.answer('a2', 'Yes, I am.');
    await page.lives(120_000);
    assert.ok(page.texts.includes('Yes, I am.'), 'on screen or from the history');
  });

  test('askAgain: the question of a stopped, a cut and a missing answer, as a new message', async () => {
    const { page } = await asked('one');
    page.client.chat.stop();
    const place = page.client.transcript.get().messages[1]?.id ?? '';
    page.answer('late', 'late');
    page.client.chat.askAgain(place);
    page.answer('a1', 'first');
    assert.deepEqual(page.sent, ['one', 'one']);
    assert.deepEqual(page.texts, ['one', '', 'one', 'first']);
    const question = page.client.transcript.get().messages[2]?.id ?? '';
    page.client.chat.askAgain(question);
    assert.deepEqual(page.sent, ['one', 'one', 'one']);
    page.client.chat.askAgain('nobody');
    assert.equal(page.sent.length, 3);
  });
});

describe('what is kept until it is sent', () => {
  test('two pages that live share nothing: each sends its own, once', async () => {
    const browser = new Browser();
    const one = await waiting(browser, ['one']);
    const other = await waiting(browser, ['other']);
    await one.host.clock.advance(3500);
    for (const page of [one, other]) {
      page.host.socket.stand();
      await settle();
    }
    assert.deepEqual([one.sent, other.sent], [['one'], ['other']]);
  });

  test('a page that is gone: exactly one of the others takes its messages, and sends them once', async () => {
    const browser = new Browser();
    const gone = await waiting(browser, ['of the one that is gone']);
    browser.kill(gone);
    const pages = [browser.page(), browser.page(), browser.page()];
    for (const page of pages) {
      page.sockets = 'standing';
      page.client.start();
    }
    await browser.clock.advance(5000);
    assert.deepEqual(
      pages.flatMap((page) => page.sent),
      ['of the one that is gone'],
    );
  });

  test('a page that dies while another one waits: that one has its messages within 5 s', async () => {
    const browser = new Browser();
    const dying = await waiting(browser, ['last words']);
    const other = browser.page();
    other.sockets = 'standing';
    other.client.start();
    await browser.clock.advance(1500);
    assert.deepEqual(other.sent, []);
    browser.kill(dying);
    await browser.clock.advance(5000);
    assert.deepEqual(other.sent, ['last words']);
  });

  test('a page that lives keeps its list, though another one looked at it when it was empty', async () => {
    const browser = new Browser();
    const one = await waiting(browser, ['first']);
    const other = browser.page();
    other.sockets = 'standing';
    other.client.start();
    await settle();
    await one.back();
    one.answer('a1', 'answer');
    one.client.chat.send('second');
    one.host.socket.drop();
    await browser.clock.advance(3000);
    one.host.socket.stand();
    await settle();
    assert.deepEqual(other.sent, []);
    assert.deepEqual(
      one.sent.filter((text) => text === 'first'),
      ['first'],
    );
  });

  test('without locks: a new tab leaves a list alone, the same tab takes it up', async () => {
    const browser = new Browser({ locking: false });
    const gone = await waiting(browser, ['of this tab']);
    gone.client.destroy();
    const stranger = await browser.page().stand();
    await stranger.lives(10_000);
    assert.deepEqual(stranger.sent, []);
    const reloaded = await browser.page({}, {}, gone).stand();
    assert.deepEqual(reloaded.sent, ['of this tab']);
    assert.deepEqual(stranger.sent, []);
  });

  test('without locks: a list nobody came for is found after a day, and not sent unasked', async () => {
    const browser = new Browser({ locking: false });
    const gone = await waiting(browser, ['forgotten']);
    browser.kill(gone);
    browser.clock.jump(day + 1000);
    const page = await browser.page().stand();
    assert.deepEqual(page.sent, []);
    assert.deepEqual(page.texts, ['forgotten']);
    assert.equal(page.client.transcript.get().messages[0]?.failure, 'expired_in_queue');
  });

  test('older than a day: expired_in_queue, on the page that wrote it too', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    page.host.socket.drop();
    const seen = followed(page.client.chat.send('for yesterday'));
    browser.clock.jump(day + 1000);
    page.sockets = 'standing';
    await page.lives(10_000);
    assert.deepEqual(seen, ['queued', 'expired_in_queue']);
    assert.deepEqual(page.sent, []);
    page.client.chat.resend(page.client.transcript.get().messages[0]?.id ?? '');
    await page.lives(1000);
    assert.deepEqual(page.sent, ['for yesterday'], 'asked again, it goes');
  });

  test('failed messages come back with the page, and can be sent again under their id', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const message = page.client.chat.send('rude');
    page.host.socket.receive('error', { message: 'no' });
    const { id } = message.get();
    page.client.destroy();
    const next = await browser.page({}, {}, page).stand();
    await next.lives(4000);
    assert.deepEqual(next.texts, ['rude']);
    assert.equal(next.client.transcript.get().messages[0]?.failure, 'rejected_by_server');
    next.client.chat.resend(id);
    assert.equal(next.host.socket.frames('chat_message')[0]?.['client_message_id'], id);
    next.answer('a1', 'all right');
    assert.deepEqual(next.states, ['delivered', 'complete']);
    assert.deepEqual(outboxKeys(browser), []);
  });

  test('what was written when the page was left is asked for, not sent again', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const { id } = page.client.chat.send('did it arrive?').get();
    browser
      .history()
      .push({ id: 's1', role: 'user', content: 'did it arrive?', client_message_id: id });
    browser.kill(page);
    const next = await browser.page().stand();
    await next.lives(4000);
    assert.deepEqual(next.sent, []);
    assert.deepEqual(next.states, ['delivered']);
  });

  for (const locking of [true, false]) {
    test(`another user’s lists go when somebody signs in, locks: ${String(locking)}`, async () => {
      const browser = new Browser({ locking });
      browser.kill(await waiting(browser, ['Ann’s secret']));
      browser.storage.values.delete('miptech_access_token');
      browser.knows('u2');
      const page = await browser.page().stand();
      await page.lives(4000);
      assert.deepEqual(page.texts, []);
      assert.deepEqual(page.sent, []);
      assert.equal([...browser.storage.values.values()].join().includes('secret'), false);
    });

    test(`sign-out clears all lists of its user, those of dead pages too, locks: ${String(locking)}`, async () => {
      const browser = new Browser({ locking });
      browser.kill(await waiting(browser, ['Ann’s secret']));
      const live = await waiting(browser, ['another secret']);
      await live.client.session.logout();
      assert.deepEqual(outboxKeys(browser), []);
      await live.client.session.login(ann);
      await live.lives(5000);
      assert.deepEqual(live.texts, []);
    });
  }
});

describe('each message ends once', () => {
  test('sign-out: auth_lost, whether it waited or was written', async () => {
    const page = await new Browser().page().stand();
    const written = followed(page.client.chat.send('written'));
    page.host.socket.drop();
    const queued = followed(page.client.chat.send('queued'));
    await page.client.session.logout();
    await page.host.clock.advance(5000);
    assert.deepEqual(written, ['sending', 'auth_lost']);
    assert.deepEqual(queued, ['queued', 'auth_lost']);
  });

  test('another user signs in: auth_lost', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const seen = followed(page.client.chat.send('written'));
    browser.knows('u2');
    await page.client.session.login(ann);
    await settle();
    assert.deepEqual(seen, ['sending', 'auth_lost']);
    assert.deepEqual(page.texts, []);
  });

  test('destroy: disposed, whether it waited or was written', async () => {
    const page = await new Browser().page().stand();
    const written = page.client.chat.send('written');
    page.host.socket.receive('rate_limit_exceeded', { retry_after: 60 });
    const queued = page.client.chat.send('queued');
    page.client.destroy();
    await settle();
    assert.deepEqual([written.get().failure, queued.get().failure], ['disposed', 'disposed']);
    const late = page.client.chat.send('late').get();
    assert.deepEqual([late.state, late.failure], ['failed', 'disposed']);
  });

  test('an expired session is no end: its user finds it again', async () => {
    const page = await new Browser().page().stand();
    page.host.socket.receive('unauthorized');
    const seen = followed(page.client.chat.send('q'));
    page.sockets = 'standing';
    await page.client.session.login(ann);
    await settle();
    page.answer('a1', 'answer');
    await settle();
    assert.deepEqual(seen, ['queued', 'sending', 'delivered']);
  });

  test('delivered while another chat is open', async () => {
    const browser = new Browser();
    const page = await browser.page().stand();
    const live = page.client.chat.send('of the first chat');
    const seen = followed(live);
    await page.client.chat.newChat();
    page.host.socket.receive('chat_response', {
      message_id: 'a1',
      message: 'x',
      chat_id: 'chat-1',
    });
    await settle();
    assert.deepEqual(seen, ['sending', 'delivered']);
    assert.deepEqual(page.texts, []);
  });

  test('in doubt while another chat is open: settled there, by that chat’s history', async () => {
    for (const taken of [true, false]) {
      const browser = new Browser();
      const page = await browser.page().stand();
      const message = page.client.chat.send('of the first chat');
      const seen = followed(message);
      await page.client.chat.newChat();
      const history = browser.history();
      if (taken) {
        const { id, text } = message.get();
        history.push({ id: 's1', role: 'user', content: text, client_message_id: id });
      }
      page.host.socket.drop();
      await page.back();
      if (!taken)
        page.host.socket.receive('chat_response', {
          message_id: 'a',
          message: 'x',
          chat_id: 'chat-1',
        });
      await settle();
      assert.equal(seen.at(-1), 'delivered');
      assert.equal(page.sent.length, taken ? 1 : 2);
      assert.deepEqual(page.texts, []);
      await endBrowsers();
    }
  });

  test('its watcher is not woken by what happens to others', async () => {
    const page = await new Browser().page().stand();
    const message = page.client.chat.send('of the first chat');
    page.answer('a1', 'answer');
    await page.client.chat.newChat();
    await settle();
    let woken = 0;
    message.subscribe(() => (woken += 1));
    page.client.chat.send('of the second');
    page.host.socket.receive('response_start', { message_id: 'a2' });
    for (let part = 0; part < 20; part += 1) {
      page.host.socket.receive('response_chunk', { message_id: 'a2', delta: '.' });
      await settle();
    }
    assert.equal(woken, 0);
  });

  test('a hundred messages over a line that breaks twenty times: each is delivered once', async () => {
    const browser = new Browser();
    const page = await browser.page({ pingInterval: 600_000 }).stand();
    const history = browser.history();
    const taken: string[] = [];
    const messages: Readable<Message>[] = [];
    let read = 0;
    /** The platform reads what was sent, unless the line swallowed it, and may still answer. */
    const serve = (swallowed: boolean): void => {
      const frames = page.host.sockets.flatMap((socket) => socket.frames('chat_message'));
      for (const { client_message_id: id, message } of frames.slice(read)) {
        read += 1;
        if (swallowed) continue;
        taken.push(String(id));
        const text = `to ${String(message)}`;
        history.push({
          id: `s${String(read)}`,
          role: 'user',
          content: message,
          client_message_id: id,
        });
        history.push({ id: `a${String(read)}`, role: 'assistant', content: text });
        if (page.live.length > 0) page.answer(`a${String(read)}`, text);
      }
    };
    for (let round = 0; round < 20; round += 1) {
      for (let count = 0; count < 5; count += 1) {
        if (count === 3) {
          await page.host.clock.advance(2000);
          serve(false);
        }
        messages.push(page.client.chat.send(`m${String(round * 5 + count)}`));
      }
      page.host.socket.drop();
      serve(round % 2 === 0);
      await page.back();
    }
    for (let second = 0; second < 60; second += 1) {
      await page.host.clock.advance(1000);
      serve(false);
    }
    assert.equal(new Set(taken).size, 100, 'none lost');
    assert.equal(taken.length, 100, 'none twice');
    assert.ok(read > 100, `of ${String(read)} that were sent, the line swallowed some`);
    for (const message of messages) assert.equal(message.get().state, 'delivered');
    const questions = page.texts.filter((text) => text.startsWith('m'));
    assert.deepEqual(
      questions,
      Array.from({ length: 100 }, (_, index) => `m${String(index)}`),
    );
  });
});
