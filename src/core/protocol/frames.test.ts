import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { chatMessageFrame, decode, frameOf, newChatFrame, pingFrame } from './frames.js';
import { retryAfterOf } from './values.js';

const nowhere = { chatId: null, tenantId: null };
const ending = { messageId: null, text: null, sources: [], metadata: null };
const wrong = [0, true, [], {}, null];

function decoded(type: string, data?: unknown): unknown {
  const result = decode(JSON.stringify({ type, data }));
  return result.ok ? result.frame : result.reason;
}

describe('a frame that the platform sends', () => {
  const source = { title: 'Guide', url: 'https://example.com/guide', snippet: 'Read this.' };
  const metadata = { model: 'gpt-4', tokens_used: 45, response_time_ms: 1200 };
  const whole = {
    message_id: 'm1',
    chat_id: 'c1',
    tenant_id: 't1',
    content: 'Hello',
    sources: [source],
    metadata,
  };
  const read = {
    chatId: 'c1',
    tenantId: 't1',
    messageId: 'm1',
    text: 'Hello',
    sources: [source],
    metadata: { model: 'gpt-4', tokensUsed: 45, responseTimeMs: 1200 },
  };
  /** type, its kind, a full payload and what is read of it, what is read of an empty one. */
  const kinds: [string, string, object, object, object][] = [
    [
      'connection_established',
      'established',
      { client_id: 'k1', tenant_id: 't1', connected_at: 1642584000.123 },
      { tenantId: 't1', clientId: 'k1' },
      { clientId: null },
    ],
    ['connection_ready', 'ready', { tenant_id: 't1', ready_at: 1 }, { tenantId: 't1' }, {}],
    ['platform_ready', 'ready', { chat_id: 'c1' }, { chatId: 'c1' }, {}],
    ['ai_services_ready', 'ready', {}, {}, {}],
    ['platform_initializing', 'starting', { message: 'soon' }, {}, {}],
    ['ai_services_loading', 'starting', { progress: 0.5 }, {}, {}],
    [
      'response_start',
      'response-start',
      { message_id: 'm1', chat_id: 'c1' },
      { chatId: 'c1', messageId: 'm1' },
      { messageId: null },
    ],
    ['response_complete', 'response-complete', whole, read, ending],
    ['chat_response', 'chat-response', whole, read, ending],
    ['pong', 'pong', { timestamp: 1 }, {}, {}],
    [
      'error',
      'error',
      { message: 'No such chat', code: 'CHAT_NOT_FOUND', retry_after: 3, chat_id: 'c1' },
      { chatId: 'c1', message: 'No such chat', code: 'CHAT_NOT_FOUND', retryAfter: 3 },
      { message: null, code: null, retryAfter: null },
    ],
    [
      'rate_limit_exceeded',
      'rate-limited',
      { retry_after: 7, limit: 60, window: '1 day' },
      { retryAfter: 7, dayLimit: 60 },
      { retryAfter: null, dayLimit: null },
    ],
    [
      'authentication_required',
      'token-expired',
      { message: 'expired' },
      { refusing: true },
      { refusing: true },
    ],
    ['token_expired', 'token-expired', {}, { refusing: false }, { refusing: false }],
    ['unauthorized', 'unauthorized', { message: 'no' }, {}, {}],
    ['typing_indicator', 'other', {}, { type: 'typing_indicator' }, { type: 'typing_indicator' }],
  ];
  for (const [type, kind, payload, full, minimal] of kinds) {
    it(`${type} is read in full, with nothing in it, and with wrong types`, () => {
      expect(decoded(type, payload)).to.deep.equal({ ...nowhere, kind, ...full });
      const bare = { ...nowhere, kind, ...minimal };
      for (const data of [{}, undefined, null, 'text', 5, [], [{ chat_id: 'c1' }]]) {
        expect(decoded(type, data), JSON.stringify(data)).to.deep.equal(bare);
      }
      const names = [...Object.keys(payload), 'message_id', 'code', 'client_id', 'tenant_id'];
      for (const value of [true, [], {}, null, '']) {
        if (value === '' && 'text' in minimal) continue;
        const data = Object.fromEntries(names.map((name) => [name, value]));
        expect(decoded(type, data), JSON.stringify(data)).to.deep.equal(bare);
      }
    });
  }

  it('takes its text from content, message or text, and strings only', () => {
    const cases: [object, string | null][] = [
      [{ content: 'a', message: 'b', text: 'c' }, 'a'],
      [{ message: 'b', text: 'c' }, 'b'],
      [{ text: 'c' }, 'c'],
      [{ content: '', message: 'b' }, ''],
      [{ content: 5, message: 'b' }, 'b'],
      [{ content: 5 }, null],
      [{ content: ['a'] }, null],
    ];
    for (const [data, text] of cases) {
      for (const type of ['response_complete', 'chat_response']) {
        expect(decoded(type, data), JSON.stringify(data)).to.include({ text });
      }
    }
  });

  it('takes a chunk with text or a delta and drops one with neither', () => {
    const chunk = { ...nowhere, kind: 'response-chunk', messageId: null, delta: false };
    const cases: [object, object | 'shape'][] = [
      [
        { message_id: 'm1', content: 'Hel' },
        { ...chunk, messageId: 'm1', text: 'Hel' },
      ],
      [{ content: '' }, { ...chunk, text: '' }],
      [{ delta: 'lo' }, { ...chunk, text: 'lo', delta: true }],
      [
        { delta: 'lo', content: 'Hello' },
        { ...chunk, text: 'lo', delta: true },
      ],
      [{ delta: '' }, { ...chunk, text: '', delta: true }],
      [
        { delta: 5, content: 'Hello' },
        { ...chunk, text: 'Hello' },
      ],
      [{ delta: {} }, 'shape'],
      [{}, 'shape'],
      ...wrong.map((content): [object, 'shape'] => [{ content }, 'shape']),
    ];
    for (const [data, frame] of cases) {
      expect(decoded('response_chunk', data), JSON.stringify(data)).to.deep.equal(frame);
    }
  });

  it('is the same chunk by the short way as by its schema, whatever its fields hold', () => {
    const field = fc.oneof(
      fc.constantFrom<unknown>('', 'x', 0, 7, NaN, null, undefined, true, [], ['x'], {}),
      fc.string(),
      fc.double(),
    );
    const names = 'chat_id tenant_id message_id id content message text delta __proto__'.split(' ');
    const entries = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), field), {
      selector: ([name]) => name,
    });
    const payload = fc.oneof(
      { weight: 20, arbitrary: entries.map((given): unknown => Object.fromEntries(given)) },
      { weight: 1, arbitrary: field },
    );
    fc.assert(
      fc.property(payload, (data) => {
        const raw = JSON.stringify({ type: 'response_chunk', data });
        const frame = frameOf('response_chunk', (JSON.parse(raw) as { data?: unknown }).data);
        const result =
          frame === null
            ? { ok: false, reason: 'shape' }
            : { ok: true, frame, type: 'response_chunk' };
        expect(decode(raw)).to.deep.equal(result);
      }),
      { numRuns: 10_000 },
    );
  });

  it('keeps a number as an id and drops other shapes of one', () => {
    expect(decoded('response_start', { message_id: 7 })).to.include({ messageId: '7' });
    expect(decoded('response_start', { id: 'm2' })).to.include({ messageId: 'm2' });
    for (const message_id of [true, [], {}, null, '']) {
      expect(decoded('response_start', { message_id })).to.include({ messageId: null });
    }
  });

  it('clamps retry_after to 0–300 s and takes junk for none, under either frame', () => {
    const cases: [unknown, number | null][] = [
      [0, 0],
      [7, 7],
      [-1, 0],
      [1e9, 300],
      ['12', 12],
      ['x', null],
      ['', null],
      [' ', null],
      ['NaN', null],
      [NaN, null],
      [null, null],
      [true, null],
      [[5], null],
      [{}, null],
      [undefined, null],
    ];
    for (const [retry_after, retryAfter] of cases) {
      const frame = { ...nowhere, kind: 'rate-limited', retryAfter, dayLimit: null };
      const named = `retry_after ${JSON.stringify(retry_after)}`;
      expect(decoded('rate_limit_exceeded', { retry_after }), named).to.deep.equal(frame);
      const error = { code: 'RATE_LIMIT_EXCEEDED', message: 'Slow down', retry_after };
      expect(decoded('error', error), named).to.deep.equal(frame);
      expect(retryAfterOf(retry_after), named).to.equal(retryAfter);
    }
  });
});

describe('a limit', () => {
  for (const [window, dayLimit] of [
    ['1 day', 100],
    ['24 hours', 100],
    ['daily', 100],
    ['1 minute', null],
    ['60', null],
    [86_400, null],
    [undefined, null],
  ] as const) {
    it(`is one of the day where its window is ${String(window)}: ${String(dayLimit)}`, () => {
      const frame = { ...nowhere, kind: 'rate-limited', retryAfter: null, dayLimit };
      const limit = { limit: 100, window };
      expect(decoded('rate_limit_exceeded', limit)).to.deep.equal(frame);
      expect(decoded('error', { code: 'RATE_LIMIT_EXCEEDED', ...limit })).to.deep.equal(frame);
    });
  }
});

describe('a hostile socket message', () => {
  const open = '['.repeat(100_000);
  const deep = `${open}${']'.repeat(100_000)}`;
  const cases: [string, unknown, 'binary' | 'json' | 'shape'][] = [
    ['nothing', undefined, 'binary'],
    ['null itself', null, 'binary'],
    ['a buffer', new ArrayBuffer(8), 'binary'],
    ['a blob', new Blob(['{"type":"pong"}']), 'binary'],
    ['an object that was never text', { type: 'pong' }, 'binary'],
    ['an empty string', '', 'json'],
    ['half a frame', '{"type":"pong"', 'json'],
    ['a bare NaN', '{"type":"error","data":{"retry_after":NaN}}', 'json'],
    ['unbalanced depth', open, 'json'],
    ['null', 'null', 'shape'],
    ['a number', '1e999', 'shape'],
    ['a string', '"pong"', 'shape'],
    ['an array', '[{"type":"pong"}]', 'shape'],
    ['a deep array', deep, 'shape'],
    ['no type', '{"data":{}}', 'shape'],
    ['an empty type', '{"type":""}', 'shape'],
    ['a type that is no string', '{"type":["pong"]}', 'shape'],
    ['a type of its prototype', '{"__proto__":{"type":"pong"}}', 'shape'],
  ];
  for (const [name, raw, reason] of cases) {
    it(`is refused with its reason: ${name}`, () => {
      expect(decode(raw)).to.deep.equal({ ok: false, reason });
    });
  }

  it('finds no reader under the names that every object has', () => {
    for (const type of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
      expect(decoded(type, {}), type).to.deep.equal({ ...nowhere, kind: 'other', type });
    }
  });

  it('reads no field through a prototype that the payload brings along', () => {
    const data = '{"chat_id":"evil","message_id":"evil","content":"evil","delta":"evil"}';
    for (const type of ['response_complete', 'chat_response', 'response_start', 'pong']) {
      const frame = decode(`{"type":"${type}","data":{"__proto__":${data}}}`);
      expect(JSON.stringify(frame), type).not.to.contain('evil');
    }
    const chunk = decode(`{"type":"response_chunk","data":{"__proto__":${data}}}`);
    expect(chunk).to.deep.equal({ ok: false, reason: 'shape' });
  });

  it('takes deep nesting, 16 MiB of text and lone surrogates as they are', () => {
    const nested = decode(`{"type":"response_start","data":{"message_id":"m1","x":${deep}}}`);
    expect(nested).to.deep.nested.include({ 'frame.messageId': 'm1' });
    const long = 'x'.repeat(16 * 1024 * 1024);
    const result = decode(`{"type":"chat_response","data":{"message":"${long}"}}`);
    expect(result.ok && result.frame.kind === 'chat-response' && result.frame.text === long).to.be
      .true;
    expect(decoded('chat_response', { content: '\ud800' })).to.include({ text: '\ud800' });
    expect(decoded('\udc00')).to.include({ kind: 'other', type: '\udc00' });
  });

  const types = [
    'connection_established connection_ready platform_ready ai_services_ready',
    'platform_initializing ai_services_loading response_start response_chunk response_complete',
    'chat_response pong error rate_limit_exceeded authentication_required token_expired',
    'unauthorized __proto__ constructor toString',
  ]
    .join(' ')
    .split(' ');
  const names = fc.constantFrom(
    ...'message_id id chat_id tenant_id client_id content message text delta sources'.split(' '),
    ...'metadata code retry_after __proto__ constructor title url model tokens_used'.split(' '),
  );
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<unknown>(null, true, '', 'NaN', 'RATE_LIMIT_EXCEEDED', 'javascript:x', 1e308),
      text,
      fc.double(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.array(fc.tuple(names, tie('value')), { maxLength: 4 }).map(Object.fromEntries),
    ),
  }));
  const likely = fc
    .tuple(fc.constantFrom(...types), fc.array(fc.tuple(names, value), { maxLength: 6 }))
    .map(([type, entries]) => {
      const data = entries.map(([key, content]) => `"${key}":${JSON.stringify(content)}`);
      return `{"type":"${type}","data":{${data.join()}}}`;
    });

  function checkShape(raw: unknown): void {
    const result = decode(raw);
    if (!result.ok) {
      expect(result.reason).to.be.oneOf(['binary', 'json', 'shape']);
      return;
    }
    const fields = Object.entries(result.frame) as [string, unknown][];
    for (const [name, content] of fields) {
      if (name === 'retryAfter' && content !== null) expect(content).to.be.within(0, 300);
      else if (name === 'sources') {
        for (const { url } of content as { url: string | null }[]) {
          if (url !== null) expect(url).to.match(/^https?:/);
        }
      } else if (name === 'delta' || name === 'refusing') expect(content).to.be.a('boolean');
      else if (name !== 'metadata' && content !== null) expect(content, name).to.be.a('string');
    }
  }

  const generated: [string, fc.Arbitrary<unknown>, number][] = [
    ['frames of every type with fields of any shape', likely, 7000],
    ['any JSON', fc.json(), 2000],
    ['any text', text, 2000],
    ['anything that is no text', fc.anything(), 1000],
  ];
  for (const [name, arbitrary, numRuns] of generated) {
    it(`never throws and never reaches Object.prototype: ${name}, ${numRuns} times`, () => {
      const before = Reflect.ownKeys(Object.prototype);
      fc.assert(fc.property(arbitrary, checkShape), { numRuns });
      expect(Reflect.ownKeys(Object.prototype)).to.deep.equal(before);
      expect(Object.getPrototypeOf({})).to.equal(Object.prototype);
    });
  }
});

describe('a frame that leaves', () => {
  const message = {
    id: 'u1',
    text: 'Hi "you"\n\ud83d',
    chatId: 'c1',
    tenantId: 't1',
    timestamp: 5,
  };
  const sent = {
    message: message.text,
    chat_id: 'c1',
    tenant_id: 't1',
    stream: true,
    timestamp: 5,
    client_message_id: 'u1',
  };
  const cases: [string, string, object][] = [
    ['ping', pingFrame(1642584000000), { timestamp: 1642584000000 }],
    ['chat_message', chatMessageFrame(message), sent],
    ['chat_message', chatMessageFrame({ ...message, chatId: null }), { ...sent, chat_id: null }],
    ['new_chat', newChatFrame('t1'), { tenant_id: 't1' }],
  ];
  for (const [type, frame, data] of cases) {
    it(`has exactly the fields that the platform expects: ${type} ${Object.keys(data).join()}`, () => {
      expect(JSON.parse(frame)).to.deep.equal({ type, data });
      expect(frame).not.to.match(/[\ud800-\udfff]/);
    });
  }
});
