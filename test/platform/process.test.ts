/** The process: what it prints, how it ends, and that its data outlives every kind of end. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, it } from 'node:test';
import { readSettings } from '../../demo/platform/settings.js';
import {
  call,
  documentationFolder,
  newChat,
  openSocket,
  PlatformProcess,
  signIn,
  takenPort,
  temporaryFolder,
} from './harness.js';

let data: string;
let docs: string;
let environment: Record<string, string>;
let refreshToken: string;
let chatId: string;

before(async () => {
  data = await temporaryFolder();
  docs = await documentationFolder();
  environment = {
    MIPTECH_DATA: data,
    MIPTECH_DOCS: docs,
    MIPTECH_WARM_UP_MS: '0',
    MIPTECH_REQUEST_BURST: '1000',
  };
});

const messagesOf = async (platform: { url: string }, token: string) => {
  const { body } = await call(platform, `/chat/${chatId}`, { token });
  return body['data']?.['messages'] ?? [];
};

it('prints one address and the sign-in, takes the next free port, and logs no secret', async () => {
  const taken = await takenPort();
  const child = new PlatformProcess({ ...environment, PORT: String(taken.port) });
  try {
    const platform = await child.ready();
    const other = Number(new URL(platform.url).port);
    assert.ok(other > taken.port);
    assert.ok(child.output.includes(`Port ${taken.port} is taken; using ${other}.`));
    assert.equal(child.output.match(/http:\/\//g)?.length, 1);
    for (const text of [
      'miptech-company',
      'acme-corp',
      'demo@example.com / demo-password, an administrator',
      'second@example.com / demo-password',
    ]) {
      assert.ok(child.output.includes(text));
    }
    const body = await signIn(platform);
    const token = body['access_token'] ?? '';
    refreshToken = body['refresh_token'] ?? '';
    chatId = await newChat(platform, token);
    await call(platform, '/chat/list?secret=in-the-query', { token });
    const socket = await openSocket(platform, { token, chat_id: chatId });
    socket.send('chat_message', { message: 'hello', stream: true });
    await socket.next('response_complete');
    assert.equal(await child.end('SIGTERM'), 0);
    assert.deepEqual(await socket.closed, { code: 1012, reason: 'Service restart' });
    assert.match(child.output, /POST \/api\/v1\/auth\/login 200 \d+ms miptech-company/);
    assert.match(child.output, /WS \/api\/v1\/ws\/chat 101 miptech-company/);
    const log = child.output.slice(child.output.indexOf('Data:'));
    for (const secret of [token, refreshToken, 'demo-password', 'in-the-query']) {
      assert.ok(!log.includes(secret));
    }
  } finally {
    taken.free();
    await child.end('SIGKILL');
  }
});

it('keeps everything over a restart and over kill -9, and lets no second one in', async () => {
  const first = new PlatformProcess(environment);
  const platform = await first.ready();
  const renewed = await call(platform, '/auth/refresh', { body: { refresh_token: refreshToken } });
  assert.equal(renewed.status, 200, 'a refresh token from before the restart');
  const token = renewed.body['access_token'] ?? '';
  assert.equal((await messagesOf(platform, token)).length, 2);
  await call(platform, `/chat/${chatId}/message`, { token, body: { message: 'colours' } });
  // Killed with questions in flight: what was acknowledged must be there, the rest must not hurt.
  for (let turn = 0; turn < 20; turn += 1) {
    void call(platform, `/chat/${chatId}/message`, { token, body: { message: `m${turn}` } }).catch(
      () => undefined,
    );
  }
  await first.end('SIGKILL');

  const second = new PlatformProcess(environment);
  try {
    const again = await second.ready();
    const messages = await messagesOf(again, token);
    assert.ok(messages.length >= 4, 'an access token and messages from before the kill');
    assert.match(messages[3]?.['content'] ?? '', /Colours/);
    const sent = await call(again, `/chat/${chatId}/message`, {
      token,
      body: { message: 'fonts' },
    });
    assert.equal(sent.status, 200);

    const third = new PlatformProcess(environment);
    assert.equal(await third.exited, 1, 'one more on the same folder');
    assert.match(third.errors, new RegExp(`in use by process ${second.pid}`));
    assert.match(third.errors, /MIPTECH_DATA/);
    assert.equal((await call(again, '/health')).status, 200);
  } finally {
    await second.end('SIGKILL');
  }
});

it('a lock left by a process whose number now belongs to another one is taken over', async () => {
  const lock = path.join(data, 'lock.json');
  const { began } = JSON.parse(await readFile(lock, 'utf8')) as { began: string };
  await writeFile(lock, JSON.stringify({ pid: process.pid, began: `${began}0`, token: 'stale' }));
  const child = new PlatformProcess(environment);
  await child.ready();
  assert.equal(await child.end('SIGINT'), 0);
});

it('a setting that makes no sense is refused by its name', async () => {
  const child = new PlatformProcess({ ...environment, MIPTECH_CHUNK_MS: 'soon' });
  assert.equal(await child.exited, 1);
  assert.match(child.errors, /MIPTECH_CHUNK_MS is "soon"; write a number/);
  assert.throws(() => readSettings({ MIPTECH_STREAM_MODE: 'both' }, []), /cumulative or delta/);
  assert.throws(() => readSettings({}, ['--fast']), /--debug and --quiet/);
});
