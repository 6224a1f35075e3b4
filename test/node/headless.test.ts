/**
 * The client in plain Node, with an injected WebSocket, against the real platform and its database:
 * nothing of a browser, nothing faked.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { createMiptechClient } from '../../src/core/index.js';
import type { MiptechClientHandle, MiptechOptions, Readable } from '../../src/core/index.js';
import type { SocketConstructor } from '../../src/core/ports.js';
import type { Platform } from '../../demo/platform/server.js';
import { DEMO, startPlatform } from '../platform/harness.js';

const socket = { WebSocket: WebSocket as unknown as SocketConstructor };

let platform: Platform;

before(async () => {
  platform = await startPlatform();
});

after(async () => {
  await platform.close();
});

function client(options: Partial<MiptechOptions> = {}): MiptechClientHandle {
  return createMiptechClient(
    { apiUrl: platform.url, tenantId: 'miptech-company', tokenStorage: 'memory', ...options },
    socket,
  );
}

/** Waits until the value holds what is asked for. */
function until<T>(readable: Readable<T>, holds: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      if (!holds(readable.get())) return false;
      off();
      resolve(readable.get());
      return true;
    };
    const off = readable.subscribe(look);
    look();
  });
}

test('signs in, asks, and reads a streamed answer with its sources', async () => {
  const person = client();
  try {
    person.start();
    await person.session.login(DEMO);
    const texts = new Set<string>();
    person.transcript.subscribe(() => texts.add(person.transcript.get().messages[1]?.text ?? ''));
    const question = person.chat.send('How do I change the colours?');
    assert.equal(question.get().state, 'queued');
    const { messages } = await until(
      person.transcript,
      (transcript) => transcript.messages[1]?.state === 'complete',
    );
    assert.equal(question.get().state, 'delivered');
    assert.match(messages[1]?.text ?? '', /--sample-accent/);
    assert.match(messages[1]?.sources[0]?.url ?? '', /^http.*theming/);
    assert.ok(texts.size > 3, `seen in ${String(texts.size)} steps`);
    assert.equal(person.health.get().phase, 'ready');
  } finally {
    person.destroy();
  }
});

test('the same email in two tenants: neither sees the other’s chats', async () => {
  const [one, other] = [client(), client({ tenantId: 'acme-corp' })];
  try {
    for (const person of [one, other]) {
      person.start();
      await person.session.login(DEMO);
      await until(person.connection, (state) => state.phase === 'ready');
    }
    one.chat.send('A secret of the first tenant');
    await until(one.transcript, (transcript) => transcript.messages[1]?.state === 'complete');
    const chatId = one.transcript.get().chatId ?? '';
    assert.notEqual(one.session.get().user?.id, other.session.get().user?.id);
    await assert.rejects(other.chat.open(chatId), { code: 'not_found' });
    assert.ok(!JSON.stringify(await other.chat.list()).includes('secret'));
    assert.ok(JSON.stringify(await one.chat.list()).includes('secret'));
  } finally {
    one.destroy();
    other.destroy();
  }
});

test('a refused registration names the field', async () => {
  const person = client();
  try {
    const given = { email: 'new@example.com', password: 'x', fullName: 'New' };
    await assert.rejects(person.session.register(given), (error: unknown) => {
      assert.equal((error as { code: string }).code, 'validation');
      assert.equal((error as { problems: { name: string }[] }).problems[0]?.name, 'password');
      return true;
    });
  } finally {
    person.destroy();
  }
});

test('tokens that live for seconds: renewed ahead of time, the conversation goes on', async () => {
  const brief = await startPlatform({ accessTokenSeconds: 4 });
  const person = client({ apiUrl: brief.url });
  try {
    person.start();
    await person.session.login(DEMO);
    await until(person.connection, (state) => state.phase === 'ready');
    const phases = new Set<string>();
    person.connection.subscribe(() => phases.add(person.connection.get().phase));
    await new Promise((resolve) => setTimeout(resolve, 7500));
    person.chat.send('Reconnecting?');
    await until(person.transcript, (transcript) => transcript.messages[1]?.state === 'complete');
    assert.ok(phases.has('renewing'));
    assert.ok(!phases.has('reconnecting'), [...phases].join());
    assert.equal(person.session.get().phase, 'signed-in');
  } finally {
    person.destroy();
    await brief.close();
  }
});

test('no WebSocket on this host: said so at once, naming what to pass', () => {
  assert.throws(
    () => createMiptechClient({ tenantId: 'acme' }),
    /no WebSocket; pass one: createMiptechClient\(options, \{ WebSocket \}\)/,
  );
});
