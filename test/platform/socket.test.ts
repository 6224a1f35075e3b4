/** The chat socket: who may open it, what it says, and that no question is answered twice. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '../../demo/platform/server.js';
import {
  call,
  newChat,
  openSocket,
  signIn,
  socketUrl,
  startPlatform,
  TENANT,
  TestSocket,
  upgradeStatus,
  type Json,
} from './harness.js';

let platform: Platform;
let token: string;
let userId: string;

before(async () => {
  platform = await startPlatform({ chunkMilliseconds: 2 });
  const body = await signIn(platform);
  token = body['access_token'] ?? '';
  userId = body['user']?.['id'] ?? '';
});
after(() => platform.close());

const history = async (chatId: string): Promise<readonly Json[]> => {
  const { body } = await call(platform, `/chat/${chatId}`, { token });
  return body['data']?.['messages'] ?? [];
};

describe('the handshake', () => {
  it('is refused with HTTP 403 for every wrong query, and never says why', async () => {
    const { access_token: theirs = '' } = await signIn(platform, 'acme-corp');
    const other = await newChat(platform, theirs, 'acme-corp');
    const base = `tenant_id=${TENANT}&token=${token}`;
    for (const [hazard, target] of Object.entries({
      'no tenant': `/api/v1/ws/chat?token=${token}`,
      'unknown tenant': `/api/v1/ws/chat?tenant_id=nobody&token=${token}`,
      'no token': `/api/v1/ws/chat?tenant_id=${TENANT}`,
      'bad token': `/api/v1/ws/chat?tenant_id=${TENANT}&token=junk`,
      'another user': `/api/v1/ws/chat?${base}&user_id=somebody`,
      'a user without proof': `/api/v1/ws/chat?tenant_id=public-demo&user_id=${userId}`,
      'a chat of another tenant': `/api/v1/ws/chat?${base}&chat_id=${other}`,
      'no such chat': `/api/v1/ws/chat?${base}&chat_id=nonsense`,
      'the guide’s wrong path': `/?client_id=debug&${base}`,
      'a wrong path': `/api/v1/ws?${base}`,
      'a bad token where none is needed': `/api/v1/ws/chat?tenant_id=public-demo&token=junk`,
    })) {
      assert.equal(await upgradeStatus(platform, target), 403, hazard);
    }
  });

  it('is refused to pages of other origins, which no preflight would stop', async () => {
    const target = `/api/v1/ws/chat?tenant_id=public-demo`;
    const as = (origin: string) => upgradeStatus(platform, target, { Origin: origin });
    assert.equal(await as('https://evil.example'), 403);
    assert.equal(await as('http://localhost:3000'), 101);
  });

  it('opens with user, chat and client id, and greets in order', async () => {
    const chatId = await newChat(platform, token);
    const query = { token, user_id: userId, chat_id: chatId, client_id: 'tab-7' };
    const socket = await openSocket(platform, query);
    assert.deepEqual(socket.types, ['connection_established', 'connection_ready']);
    const established = socket.frames[0]?.data;
    assert.equal(established?.['client_id'], 'tab-7');
    assert.equal(established?.['chat_id'], chatId);
    assert.ok(Math.abs(Number(established?.['connected_at']) - Date.now() / 1000) < 5);
    socket.close();
  });

  it('during the warm-up it says so, and answers what was asked meanwhile', async () => {
    const cold = await startPlatform({ warmUpMilliseconds: 1500 });
    try {
      const body = await signIn(cold);
      const query = { tenant_id: TENANT, token: body['access_token'] ?? '' };
      const socket = new TestSocket(socketUrl(cold, query));
      await socket.next('ai_services_loading');
      socket.send('ping');
      socket.send('chat_message', { message: 'colours', stream: false });
      await socket.next('chat_response');
      assert.deepEqual(
        socket.types.filter((type) => type !== 'chat_created'),
        [
          'connection_established',
          'platform_initializing',
          'ai_services_loading',
          'pong',
          'ai_services_ready',
          'connection_ready',
          'chat_response',
        ],
      );
    } finally {
      await cold.close();
    }
  });
});

describe('an answer', () => {
  it('is streamed cumulatively, stored before it is complete, and cites what exists', async () => {
    const chatId = await newChat(platform, token);
    const socket = await openSocket(platform, { token, chat_id: chatId });
    socket.send('chat_message', {
      message: 'How do I change the colours?',
      chat_id: chatId,
      tenant_id: TENANT,
      stream: true,
      client_message_id: 'q1',
    });
    const start = await socket.next('response_start');
    assert.equal(start['client_message_id'], 'q1');
    const complete = await socket.next('response_complete');
    const stored = await history(chatId);
    const chunks = socket.frames.filter((frame) => frame.type === 'response_chunk');
    assert.ok(chunks.length > 5);
    let before = '';
    for (const { data } of chunks) {
      const text = data['content'] ?? '';
      assert.equal(data['message_id'], start['message_id']);
      assert.ok(text.startsWith(before) && text.length > before.length);
      before = text;
    }
    assert.equal(before, complete['content']);
    assert.equal(complete['message_id'], start['message_id']);
    assert.equal(stored[1]?.['id'], start['message_id']);
    assert.equal(stored[1]?.['content'], complete['content']);
    assert.equal(complete['metadata']?.['model'], 'miptech-demo-retrieval');
    assert.ok(Number(complete['metadata']?.['tokens_used']) > 0);
    assert.equal(complete['sources']?.[0]?.['title'], 'Theming: Colours');
    socket.close();
  });

  it('without stream is one chat_response', async () => {
    const socket = await openSocket(platform, { token });
    socket.send('chat_message', { message: 'fonts', chat_id: null, tenant_id: TENANT });
    const created = await socket.next('chat_created');
    const response = await socket.next('chat_response');
    assert.equal(response['chat_id'], created['chat_id']);
    assert.match(response['message'] ?? '', /typeface/);
    assert.ok(!socket.types.includes('response_start'));
    socket.close();
  });

  it('in delta mode the pieces join to the whole', async () => {
    const delta = await startPlatform({ streamMode: 'delta' });
    try {
      const body = await signIn(delta);
      const socket = await openSocket(delta, { token: body['access_token'] ?? '' });
      socket.send('chat_message', { message: 'quick start', stream: true });
      const complete = await socket.next('response_complete');
      const pieces = socket.frames
        .filter((frame) => frame.type === 'response_chunk')
        .map((frame) => frame.data['content'] ?? '');
      assert.ok(pieces.length > 5);
      assert.equal(pieces.join(''), complete['content']);
    } finally {
      await delta.close();
    }
  });

  it('does not make a ping wait', async () => {
    const slow = await startPlatform({ chunkMilliseconds: 50 });
    try {
      const body = await signIn(slow);
      const socket = await openSocket(slow, { token: body['access_token'] ?? '' });
      socket.send('chat_message', { message: 'colours', stream: true });
      await socket.next('response_start');
      socket.send('ping', { timestamp: 42 });
      assert.equal((await socket.next('pong'))['timestamp'], 42);
      assert.ok(!socket.types.includes('response_complete'));
      socket.cut();
    } finally {
      await slow.close();
    }
  });

  it('is stored although the client left in the middle', async () => {
    const chatId = await newChat(platform, token);
    const socket = await openSocket(platform, { token, chat_id: chatId });
    socket.send('chat_message', { message: 'colours', stream: true, client_message_id: 'gone' });
    await socket.next('response_chunk');
    socket.cut();
    for (let wait = 0; wait < 50 && (await history(chatId)).length < 2; wait += 1) await delay(20);
    const [question, answer] = await history(chatId);
    assert.equal(question?.['client_message_id'], 'gone');
    assert.match(answer?.['content'] ?? '', /--sample-surface/);
  });

  it('to several questions at once comes in their order', async () => {
    const socket = await openSocket(platform, { token });
    for (const message of ['colours', 'fonts', 'timeouts']) {
      socket.send('chat_message', { message, stream: true, client_message_id: message });
    }
    const order: unknown[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      order.push((await socket.next('response_complete'))['client_message_id']);
    }
    assert.deepEqual(order, ['colours', 'fonts', 'timeouts']);
    socket.close();
  });
});

describe('the same client_message_id twice', () => {
  const ask = { message: 'colours', stream: true, client_message_id: 'twice' };

  it('after the answer gets the stored answer again', async () => {
    const chatId = await newChat(platform, token);
    const socket = await openSocket(platform, { token, chat_id: chatId });
    socket.send('chat_message', ask);
    const first = await socket.next('response_complete');
    socket.send('chat_message', ask);
    const second = await socket.next('response_complete');
    assert.equal(second['message_id'], first['message_id']);
    assert.equal(second['content'], first['content']);
    assert.equal((await history(chatId)).length, 2);
    socket.close();
  });

  it('during the answer, from another socket and over REST, joins it', async () => {
    const chatId = await newChat(platform, token);
    const one = await openSocket(platform, { token, chat_id: chatId });
    const two = await openSocket(platform, { token, chat_id: chatId });
    one.send('chat_message', ask);
    await one.next('response_chunk');
    two.send('chat_message', ask);
    const [first, second, third] = await Promise.all([
      one.next('response_complete'),
      two.next('response_complete'),
      call(platform, `/chat/${chatId}/message`, { token, body: ask }),
    ]);
    assert.equal(second['message_id'], first['message_id']);
    const started = two.frames.filter((frame) => frame.type === 'response_start');
    assert.deepEqual(
      started.map((frame) => frame.data['message_id']),
      [first['message_id']],
    );
    assert.equal(third.body['data']?.['message_id'], first['message_id']);
    assert.equal((await history(chatId)).length, 2);
    one.close();
    two.close();
  });

  it('in another chat is another question', async () => {
    for (let turn = 0; turn < 2; turn += 1) {
      const chatId = await newChat(platform, token);
      await call(platform, `/chat/${chatId}/message`, { token, body: ask });
      assert.equal((await history(chatId)).length, 2);
    }
  });
});

describe('other frames', () => {
  it('new_chat, load_chat and list_chats answer with what they name', async () => {
    const socket = await openSocket(platform, { token });
    socket.send('new_chat', { tenant_id: TENANT });
    const { chat_id: chatId = '' } = await socket.next('chat_created');
    socket.send('chat_message', { message: 'fonts', stream: false });
    assert.equal((await socket.next('chat_response'))['chat_id'], chatId);
    socket.send('load_chat', { chat_id: chatId, tenant_id: TENANT });
    assert.equal((await socket.next('chat_loaded'))['messages']?.length, 2);
    socket.send('list_chats', { tenant_id: TENANT });
    const { chats } = await socket.next('chat_list');
    assert.equal(chats?.[0]?.['chat_id'], chatId);
    socket.close();
  });

  it('what cannot be understood is an error frame, and the socket stays', async () => {
    const socket = await openSocket(platform, { token });
    for (const [raw, code] of [
      ['nonsense', 'INVALID_JSON'],
      ['null', 'INVALID_FRAME'],
      ['[]', 'INVALID_FRAME'],
      ['{}', 'INVALID_FRAME'],
      [Buffer.from([1, 2]), 'INVALID_FRAME'],
      ['{"type":"dance"}', 'UNKNOWN_MESSAGE_TYPE'],
      ['{"type":"__proto__","data":{}}', 'UNKNOWN_MESSAGE_TYPE'],
      ['{"type":"chat_message","data":{"message":5}}', 'INVALID_MESSAGE'],
      ['{"type":"chat_message","data":{"message":" "}}', 'INVALID_MESSAGE'],
      [
        JSON.stringify({ type: 'chat_message', data: { message: 'x'.repeat(8001) } }),
        'MESSAGE_TOO_LONG',
      ],
      ['{"type":"new_chat","data":{"tenant_id":"acme-corp"}}', 'TENANT_MISMATCH'],
      ['{"type":"load_chat","data":{"chat_id":"nothing"}}', 'CHAT_NOT_FOUND'],
    ] as const) {
      socket.sendRaw(raw);
      assert.equal((await socket.next('error'))['code'], code);
    }
    socket.send('ping');
    await socket.next('pong');
    socket.close();
  });

  it('an error names the message it concerns', async () => {
    const socket = await openSocket(platform, { token });
    socket.send('chat_message', {
      message: 'hello',
      chat_id: '00000000-0000-4000-8000-000000000000',
      client_message_id: 'lost',
    });
    const error = await socket.next('error');
    assert.equal(error['client_message_id'], 'lost');
    assert.equal(error['code'], 'CHAT_NOT_FOUND');
    socket.close();
  });

  it('one larger than a mebibyte closes with 1009', async () => {
    const socket = await openSocket(platform, { token });
    socket.sendRaw('x'.repeat(1024 * 1024 + 1));
    assert.equal((await socket.closed).code, 1009);
  });
});

describe('a visitor without a sign-in', () => {
  it('may chat where the tenant allows it, and come back to the chat by its id', async () => {
    const visit = (query: Record<string, string>) =>
      openSocket(platform, { tenant_id: 'public-demo', ...query });
    const socket = await visit({});
    assert.equal(socket.frames[0]?.data['authenticated'], false);
    socket.send('new_chat', { tenant_id: 'public-demo' });
    const { chat_id: chatId = '' } = await socket.next('chat_created');
    socket.send('chat_message', { message: 'colours', chat_id: chatId, stream: true });
    await socket.next('response_complete');
    socket.close();
    const again = await visit({ chat_id: chatId });
    again.send('load_chat', { chat_id: chatId });
    assert.equal((await again.next('chat_loaded'))['messages']?.length, 2);
    again.send('list_chats');
    assert.deepEqual((await again.next('chat_list'))['chats'], []);
    again.close();
  });

  it('never reaches a chat that has an owner, nor an owner a visitor’s', async () => {
    const owned = await newChat(platform, token);
    const target = `/api/v1/ws/chat?tenant_id=public-demo&chat_id=${owned}`;
    assert.equal(await upgradeStatus(platform, target), 403);
    assert.equal((await call(platform, '/chat', { tenant: 'public-demo', body: {} })).status, 401);
  });
});

describe('debug mode', () => {
  it('lets in without a token and reads the tenant from the query, but never a bad token', async () => {
    const open = await startPlatform({ debug: true });
    try {
      const health = await call(open, `/health?tenant_id=${TENANT}`, { tenant: null });
      assert.equal(health.status, 200);
      const created = await call(open, '/chat', { body: { title: 'x' } });
      assert.equal(created.status, 201);
      const chatId = created.body['chat_id'] ?? '';
      const socket = await openSocket(open, { chat_id: chatId });
      socket.send('chat_message', { message: 'colours', stream: true });
      await socket.next('response_complete');
      assert.equal((await call(open, '/chat/list', { token: 'junk' })).status, 401);
      const target = `/api/v1/ws/chat?tenant_id=${TENANT}&token=junk`;
      assert.equal(await upgradeStatus(open, target), 403);
    } finally {
      await open.close();
    }
  });
});
