/**
 * Row 21: whatever comes over a socket. Ten thousand generated messages for the decoder, as many for
 * a live client, and the worst ones over a real socket. `SEED=` replays a run.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { createMiptechClient } from '../../src/core/index.js';
import { decode } from '../../src/core/protocol/frames.js';
import type { Frame } from '../../src/core/protocol/frames.js';
import { settle } from '../../src/testing/manual-clock.js';
import { workingHost } from '../../src/testing/scripted-host.js';
import { DEMO } from '../platform/harness.js';
import { rig } from './tools/node-client.js';

const runs = 10_000;
const batch = 50;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

function check<T>(t: TestContext, property: fc.IRawProperty<T>, numRuns: number): Promise<void> {
  t.diagnostic(`SEED=${seed}`);
  return Promise.resolve(fc.assert(property, { numRuns, seed }));
}

/** Types after which something else than dropping is right: the session ends, or sending pauses. */
const consequential = [
  'unauthorized',
  'token_expired',
  'authentication_required',
  'rate_limit_exceeded',
];
const harmless = [
  'connection_established',
  'connection_ready',
  'platform_ready',
  'ai_services_ready',
  'platform_initializing',
  'ai_services_loading',
  'response_start',
  'response_chunk',
  'response_complete',
  'chat_response',
  'pong',
  'error',
  'chat_list',
  'toString',
  '__proto__',
  'constructor',
  'a type of tomorrow',
];
const names = [
  ...[
    'type',
    'data',
    'message_id',
    'id',
    'chat_id',
    'tenant_id',
    'client_id',
    'content',
    'message',
  ],
  ...['text', 'delta', 'sources', 'metadata', 'title', 'url', 'snippet', 'model', 'tokens_used'],
  ...['code', 'error_code', 'detail', 'retry_after', 'polluted', ''],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then'],
];
/** What JSON can say and programs stumble over, as it is written. */
const literals = [
  ...['null', 'true', 'false', '0', '-0', '-1', '7', '1e999', '-1e999', '1e-999', '0.1'],
  ...['9007199254740993', '1700000000000', '""', '" "', '"7"', '"NaN"', '"null"', '"undefined"'],
  ...['"\\ud800"', '"\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"__proto__"', '"m1"', '"chat-1"'],
  ...['"javascript:alert(1)"', '"https://example.com/"', '[]', '{}', '[[]]', '{"":{}}'],
];

const anyText = fc.string({ unit: 'binary', maxLength: 20 });
const quoted = fc.oneof(fc.constantFrom(...names), anyText).map((name) => JSON.stringify(name));

/** JSON as text, because an object cannot hold two keys of one name, or `__proto__` as a plain one. */
const { value: json } = fc.letrec<{ value: string; list: string; fields: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...literals),
    anyText.map((text) => JSON.stringify(text)),
    tie('fields'),
    tie('list'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join()}]`),
  fields: fc
    .array(fc.tuple(quoted, tie('value')), { maxLength: 6 })
    .map((entries) => `{${entries.map(([name, value]) => `${name}:${value}`).join()}}`),
}));

/** The `data` of a frame: now anything, now the fields of a real one with what does not belong there. */
const data = fc.oneof(
  json,
  fc
    .tuple(
      fc.constantFrom('content', 'message', 'text', 'delta', 'code', 'client_id'),
      fc.oneof({ weight: 3, arbitrary: quoted }, { weight: 1, arbitrary: json }),
      fc.constantFrom('message_id', 'id', 'sources', 'metadata', 'retry_after', 'chat_id'),
      json,
    )
    .map(([one, value, other, more]) => `{"${one}":${value},"${other}":${more}}`),
);

function frameText(types: readonly string[]): fc.Arbitrary<string> {
  const named = fc.constantFrom(...types).map((name) => JSON.stringify(name));
  const other = json.filter((text) => !consequential.some((name) => text.includes(name)));
  const type = fc.oneof({ weight: 9, arbitrary: named }, { weight: 1, arbitrary: other });
  const more = fc.array(fc.tuple(quoted, json), { maxLength: 2 });
  return fc.tuple(type, data, more).map(([name, inside, extra]) => {
    const fields = [`"type":${name}`, `"data":${inside}`];
    return `{${[...fields, ...extra.map(([key, value]) => `${key}:${value}`)].join()}}`;
  });
}

/** Whatever the `data` of a message event may be. */
function message(types: readonly string[]): fc.Arbitrary<unknown> {
  const frame = frameText(types);
  return fc.oneof(
    { weight: 16, arbitrary: frame },
    { weight: 2, arbitrary: json },
    { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
    // Cut short, or with something behind its end.
    {
      weight: 2,
      arbitrary: fc.tuple(frame, fc.nat()).map(([text, at]) => text.slice(0, at % text.length)),
    },
    { weight: 1, arbitrary: frame.map((text) => `\ufeff${text}`) },
    { weight: 1, arbitrary: fc.tuple(frame, frame).map((both) => both.join('')) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<unknown>(
        ...[
          '',
          ' ',
          'null',
          'NaN',
          'undefined',
          'Infinity',
          '[',
          '{',
          '"',
          '{"type":"pong"',
          '\u0000',
        ],
        ...[null, undefined, 0, NaN, true, [], {}, Symbol('s'), 10n, () => 'pong', new Date(NaN)],
        ...[Object.create(null), new ArrayBuffer(8), new Uint8Array([123, 125]), new Blob(['{}'])],
      ),
    },
  );
}

const prototypes = [Object, Array, Function, String, Number, Promise, Map].map(
  (builtin): object => builtin.prototype as object,
);
const untouched = prototypes.map((prototype) => Reflect.ownKeys(prototype));

function nothingPolluted(): void {
  assert.deepEqual(
    prototypes.map((prototype) => Reflect.ownKeys(prototype)),
    untouched,
  );
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
}

/** What a decoded frame promises to whoever reads it. */
function wellTyped(frame: Frame): void {
  const text = (value: unknown): boolean => value === null || typeof value === 'string';
  assert.ok(typeof frame.kind === 'string' && text(frame.chatId) && text(frame.tenantId));
  if ('messageId' in frame) assert.ok(text(frame.messageId));
  if ('text' in frame) assert.ok(text(frame.text));
  if ('sources' in frame) {
    for (const source of frame.sources) {
      assert.ok(typeof source.title === 'string' && typeof source.snippet === 'string');
      assert.ok(source.url === null || /^https?:/.test(source.url));
    }
  }
  if ('retryAfter' in frame && frame.retryAfter !== null) {
    assert.ok(frame.retryAfter >= 0 && frame.retryAfter <= 300);
  }
}

test(`row 21: ${runs} hostile messages decoded – no throw, no pollution, right types`, async (t) => {
  rig(t);
  const kinds = new Map<string, number>();
  const property = fc.property(message([...harmless, ...consequential]), (data) => {
    const decoded = decode(data);
    const kind = decoded.ok ? decoded.frame.kind : decoded.reason;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (decoded.ok) wellTyped(decoded.frame);
    else assert.match(decoded.reason, /^(binary|json|shape)$/);
  });
  await check(t, property, runs);
  nothingPolluted();
  // The generator reaches what it is for.
  for (const kind of ['binary', 'json', 'shape', 'response-chunk', 'chat-response', 'other']) {
    assert.ok((kinds.get(kind) ?? 0) > 50, `${kind} came ${kinds.get(kind) ?? 0} times`);
  }
});

/** A client on a scripted host, in the middle of an answer. */
async function answering() {
  const host = workingHost();
  const client = createMiptechClient({ tenantId: 'acme' }, host.ports);
  client.start();
  await client.session.login(DEMO);
  await host.clock.advance(0);
  host.socket.stand();
  client.chat.send('First');
  await host.clock.advance(0);
  host.socket.receive('response_start', { message_id: 'm1' });
  host.socket.receive('response_chunk', { message_id: 'm1', content: 'So far' });
  await settle();
  assert.equal(client.transcript.get().messages[1]?.text, 'So far');
  return { host, client };
}

type Answering = Awaited<ReturnType<typeof answering>>;

/** The socket is the same one, and a conversation goes on over it as if nothing had been. */
async function goesOn({ host, client }: Answering): Promise<void> {
  assert.equal(host.sockets.length, 1, 'no other socket');
  assert.equal(host.socket.closedWith, null, 'the socket is kept');
  assert.equal(client.session.get().phase, 'signed-in');
  host.socket.receive('connection_ready');
  host.socket.receive('response_complete', { message_id: 'm1', content: 'The whole' });
  const question = client.chat.send('Next');
  await host.clock.advance(0);
  assert.equal(host.socket.frames('chat_message').at(-1)?.['message'], 'Next');
  host.socket.receive('response_start', { message_id: 'm-next' });
  host.socket.receive('response_chunk', { message_id: 'm-next', content: 'Fine' });
  host.socket.receive('response_complete', { message_id: 'm-next', content: 'Fine' });
  await settle();
  assert.equal(question.get().state, 'delivered');
  const { messages } = client.transcript.get();
  const next = messages.findIndex(({ id }) => id === question.get().id);
  assert.equal(messages[next + 1]?.text, 'Fine');
  assert.equal(messages[next + 1]?.state, 'complete');
  assert.equal(messages.filter(({ text }) => text === 'The whole').length, 1);
  client.destroy();
  assert.equal(host.clock.pending, 0);
}

test(`row 21: ${runs} hostile messages to a live client – the socket is kept, turns go on`, async (t) => {
  rig(t);
  let dropped = 0;
  const property = fc.asyncProperty(
    fc.array(message(harmless), { minLength: batch, maxLength: batch }),
    async (flood) => {
      const live = await answering();
      const { host } = live;
      for (const data of flood) host.socket.emit('message', { data });
      await settle();
      await goesOn(live);
      const told = host.logged.filter((line) => /dropped/.test(line)).length;
      if (flood.some((data) => !decode(data).ok)) assert.ok(told > 0, 'what is dropped is told');
      dropped += told;
    },
  );
  await check(t, property, runs / batch);
  nothingPolluted();
  assert.ok(dropped > 0);
});

/** Nested so deep that whoever follows by recursion runs out of stack. */
function deep(depth: number, open: string, close: string): string {
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

const depth = 1e5;
const huge = 'x'.repeat(16 * 1024 * 1024);
const extremes: Readonly<Record<string, string>> = {
  'a list 1e5 deep': deep(depth, '[', ']'),
  'an object 1e5 deep': deep(depth, '{"data":', '}'),
  'data 1e5 deep': `{"type":"response_chunk","data":${deep(depth, '[', ']')}}`,
  'a content 1e5 deep': `{"type":"chat_response","data":{"content":${deep(depth, '{"a":', '}')}}}`,
  'sources 1e5 deep': `{"type":"response_complete","data":{"message_id":"m1","sources":${deep(depth, '[', ']')}}}`,
  'metadata 1e5 deep': `{"type":"response_complete","data":{"message_id":"m1","metadata":${deep(depth, '{"model":', '}')}}}`,
  'brackets that never close': '['.repeat(depth),
  'a chunk of 16 MiB': `{"type":"response_chunk","data":{"message_id":"m1","content":"${huge}"}}`,
  'an answer of 16 MiB': `{"type":"chat_response","data":{"message_id":"m2","message":"${huge}"}}`,
  'a type of 16 MiB': `{"type":"${huge}","data":{}}`,
  'a message_id of 16 MiB': `{"type":"response_start","data":{"message_id":"${huge}"}}`,
  '16 MiB that are no JSON': huge,
  'a thousand sources': `{"type":"response_complete","data":{"message_id":"m1","sources":[${Array(1000).fill('{"title":"\\ud800","url":"javascript:1"}').join()}]}}`,
};
for (const [hazard, text] of Object.entries(extremes)) {
  test(`row 21: ${hazard} – no throw, the socket is kept, turns go on`, async (t) => {
    rig(t);
    const decoded = decode(text);
    if (decoded.ok) wellTyped(decoded.frame);
    const live = await answering();
    live.host.socket.emit('message', { data: text });
    await settle();
    await goesOn(live);
    nothingPolluted();
  });
}

test('row 21: all of it over one real socket – kept, and a turn goes on', async (t) => {
  const world = rig(t);
  const platform = await world.scripted();
  const person = world.person(platform, { logLevel: 'warn' });
  await person.connect();
  const binary = [Buffer.alloc(0), Buffer.from([0xff, 0xfe, 0]), Buffer.from('{"type":"pong"}')];
  const texts = ['', 'null', '[]', '7', '{"type":7}', '{"type":"response_chunk","data":[]}', 'NaN'];
  for (const data of [...binary, ...texts, ...Object.values(extremes)]) platform.peer.raw(data);
  // What comes after is not read before: so all of the above is behind us.
  platform.peer.send('platform_initializing');
  await person.phase('starting');
  platform.peer.send('connection_ready');
  await person.phase('ready');
  const answer = await person.ask('Still there?');
  assert.equal(answer.text, 'You asked: Still there?');
  assert.equal(platform.knocks.length, 1, 'the socket is kept');
  assert.ok(person.logged.some((line) => /dropped/.test(line)));
  nothingPolluted();
});
