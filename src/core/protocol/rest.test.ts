import { expect } from '@open-wc/testing';
import * as z from 'zod/mini';
import fc from 'fast-check';
import {
  readAuth,
  readChatId,
  readChatList,
  readHealth,
  readHistory,
  readStoredMessage,
  readUser,
  unwrap,
} from './rest.js';
import { fields, label, read, usableToken } from './values.js';

const shown = (value: unknown): string => JSON.stringify(value);

const useless = [undefined, null, '', 'text', 5, true, [], [1], {}];

describe('an envelope', () => {
  const data = { chat_id: 'c1' };
  const cases: [string, unknown, unknown][] = [
    ['success', { success: true, data, message: 'ok', meta: {} }, data],
    ['success:false with data', { success: false, data }, data],
    ['a list inside', { success: true, data: [1] }, [1]],
    ['success without data', { success: true, chat_id: 'c1' }, { success: true, chat_id: 'c1' }],
    ['success with data null', { success: true, data: null }, { success: true, data: null }],
    ['success that is no boolean', { success: 'yes', data }, { success: 'yes', data }],
    ['data without success', { data }, { data }],
    ['bare', data, data],
    ['a bare list', [1], [1]],
    ['null', null, null],
    ['nothing', undefined, undefined],
  ];
  for (const [name, body, inner] of cases) {
    it(`is taken off only where it is one: ${name}`, () => {
      expect(unwrap(body)).to.deep.equal(inner);
    });
  }
});

describe('fields', () => {
  it('come from objects only, and never through a prototype', () => {
    for (const value of useless) expect(fields(value), shown(value)).to.deep.equal({});
    expect(fields({ a: 1 })).to.deep.equal({ a: 1 });
    const hostile = fields(JSON.parse('{"__proto__":{"id":"evil"},"constructor":"evil"}'));
    expect(hostile['id']).to.equal(undefined);
    const schema = z.object({ id: label, toString: label });
    expect(read(schema, hostile)).to.deep.equal({ id: null, toString: null });
  });
});

describe('a token', () => {
  it('is absent where something stored "undefined" or "null"', () => {
    for (const value of ['undefined', 'null', '', undefined, null, 5, {}, ['a']]) {
      expect(usableToken(value), shown(value)).to.equal(null);
    }
    expect(usableToken('abc')).to.equal('abc');
  });
});

describe('a user', () => {
  const cases: [string, unknown, unknown][] = [
    [
      'whole, in user',
      { user: { id: 'u1', email: 'a@b.c', full_name: 'Ann' }, access_token: 'x' },
      { id: 'u1', email: 'a@b.c', name: 'Ann' },
    ],
    ['bare', { id: 'u1', email: 'a@b.c' }, { id: 'u1', email: 'a@b.c', name: '' }],
    [
      'id before user_id',
      { user_id: 'u2', id: 'u1', sub: 'u3' },
      { id: 'u1', email: '', name: '' },
    ],
    ['user_id before sub', { sub: 'u3', user_id: 'u2' }, { id: 'u2', email: '', name: '' }],
    ['an unusable id is passed over', { id: '', user_id: 'u2' }, { id: 'u2', email: '', name: '' }],
    ['a number as id', { id: 0 }, { id: '0', email: '', name: '' }],
    ['no id', { email: 'a@b.c', fullName: 'Ann' }, { id: '', email: 'a@b.c', name: 'Ann' }],
    ['wrong types', { id: {}, email: [], name: true }, null],
    ['user null', { user: null, id: 'other' }, null],
    ...useless.map((value): [string, unknown, null] => [shown(value), value, null]),
  ];
  for (const [name, body, user] of cases) {
    it(`is found or null: ${name}`, () => expect(readUser(body)).to.deep.equal(user));
  }
});

describe('an answer to a sign-in', () => {
  const tokens = { accessToken: 'a', refreshToken: null, expiresIn: null };
  const cases: [string, unknown, object | null][] = [
    [
      'whole',
      { access_token: 'a', refresh_token: 'r', expires_in: 1800 },
      { accessToken: 'a', refreshToken: 'r', expiresIn: 1800 },
    ],
    ['under tokens', { tokens: { access_token: 'a', expires_in: 5 } }, { ...tokens, expiresIn: 5 }],
    ['only access', { access_token: 'a' }, tokens],
    ['refresh "undefined"', { access_token: 'a', refresh_token: 'undefined' }, tokens],
    ['a life in text', { access_token: 'a', expires_in: '60' }, { ...tokens, expiresIn: 60 }],
    ...[0, -1, 'x', null, Infinity, NaN, true, [5], {}].map(
      (expires_in): [string, unknown, object] => [
        `expires_in ${JSON.stringify(expires_in)}`,
        { access_token: 'a', expires_in },
        tokens,
      ],
    ),
    ['access "null"', { access_token: 'null', refresh_token: 'r' }, null],
    ['access of another type', { access_token: { a: 1 } }, null],
    ...useless.map((value): [string, unknown, null] => [shown(value), value, null]),
  ];
  for (const [name, body, read] of cases) {
    it(`has tokens only where they can be used: ${name}`, () => {
      expect(readAuth(body)).to.deep.equal({ tokens: read, user: null });
    });
  }

  it('names the user only under user, so that a token answer is not taken for one', () => {
    const user = { id: 'u1', email: '' };
    expect(readAuth({ access_token: 'a', user }).user).to.deep.equal({ ...user, name: '' });
    expect(readAuth({ access_token: 'a', id: 'session-1' }).user).to.equal(null);
  });
});

describe('health', () => {
  const words: [string, boolean][] = [
    ...['healthy', 'ok', 'ready', 'degraded', 'Healthy', 'OK'].map((word) => [word, true] as const),
    ...['starting', 'unhealthy', 'error', 'not ready'].map((word) => [word, false] as const),
  ].map(([word, ready]) => [word, ready]);
  it('is ready by the word where there is no flag', () => {
    for (const [status, ready] of words) {
      expect(readHealth({ status }), status).to.deep.equal({ ready, status, services: {} });
    }
  });

  it('is ready by the flag where there is one, whatever the word', () => {
    const cases: [object, boolean, string][] = [
      [{ ai_services_ready: true }, true, 'healthy'],
      [{ ai_services_ready: false }, false, 'starting'],
      [{ ai_services_ready: false, status: 'healthy' }, false, 'healthy'],
      [{ ai_services_ready: true, status: 'starting' }, true, 'starting'],
      [{ ai_services_ready: 'yes', status: 'starting' }, false, 'starting'],
    ];
    for (const [body, ready, status] of cases) {
      expect(readHealth(body), JSON.stringify(body)).to.deep.equal({ ready, status, services: {} });
    }
  });

  it('reads the state of services in every shape', () => {
    const services = {
      vector_database: 'healthy',
      llm_service: true,
      rag_pipeline: false,
      tenant_database: { status: 'degraded' },
      cache_layer: { ready: true },
      more: { state: 'off' },
      odd: 5,
      none: null,
    };
    const read = {
      vector_database: 'healthy',
      llm_service: 'ready',
      rag_pipeline: 'loading',
      tenant_database: 'degraded',
      cache_layer: 'ready',
      more: 'off',
      odd: 'unknown',
      none: 'unknown',
    };
    expect(readHealth({ status: 'ok', services })?.services).to.deep.equal(read);
    expect(readHealth({ status: 'ok', components: services })?.services).to.deep.equal(read);
    for (const wrong of [[], 'ok', null, 5]) {
      expect(readHealth({ status: 'ok', services: wrong })?.services).to.deep.equal({});
    }
  });

  it('take no more of services than anybody could look at', () => {
    const services = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, at) => [
        `${String(at)}${'s'.repeat(300)}`,
        'x'.repeat(9000),
      ]),
    );
    const read = readHealth({ status: 'y'.repeat(9000), services });
    expect(JSON.stringify(read).length).to.be.lessThan(25_000);
  });

  it('is null for what is no health: a captive portal is not taken for success', () => {
    for (const body of [...useless, { ok: true }, { status: {} }, { ai_services_ready: 'yes' }]) {
      expect(readHealth(body), JSON.stringify(body)).to.equal(null);
    }
  });
});

describe('chats', () => {
  it('have an id under the usual names', () => {
    const cases: [unknown, string | null][] = [
      [{ chat_id: 'c1', id: 'x' }, 'c1'],
      [{ id: 'c1' }, 'c1'],
      [{ chatId: 'c1' }, 'c1'],
      [{ chat: { chat_id: 'c1' } }, 'c1'],
      [{ chat: { id: 'c1' } }, 'c1'],
      [{ id: 7 }, '7'],
      [{ chat_id: null, id: 'c1' }, 'c1'],
      [{ chat_id: {} }, null],
      [{ chat_id: '..' }, null],
      [{ id: '.' }, null],
      ...useless.map((value): [unknown, null] => [value, null]),
    ];
    for (const [body, id] of cases) expect(readChatId(body), JSON.stringify(body)).to.equal(id);
  });

  it('are listed under the usual keys, without those that cannot be opened', () => {
    const list = [
      { chat_id: 'c1', title: 'One', updated_at: 2_000_000_000, created_at: 5, message_count: 4 },
      { id: 'c2', name: 'Two', created_at: '2024-01-02T00:00:00' },
      { id: 3 },
      { title: 'no id' },
      null,
    ];
    const read = [
      { id: 'c1', title: 'One', at: 2_000_000_000_000, createdAt: 5000, messageCount: 4 },
      {
        id: 'c2',
        title: 'Two',
        at: Date.UTC(2024, 0, 2),
        createdAt: Date.UTC(2024, 0, 2),
        messageCount: null,
      },
      { id: '3', title: '', at: null, createdAt: null, messageCount: null },
    ];
    expect(readChatList(list)).to.deep.equal(read);
    for (const key of ['chats', 'items', 'results', 'data', 'sessions']) {
      expect(readChatList({ [key]: list, total: 5 }), key).to.deep.equal(read);
    }
    for (const body of [...useless, { chats: {} }]) expect(readChatList(body)).to.deep.equal([]);
  });
});

describe('history', () => {
  const message = {
    id: null,
    clientMessageId: null,
    role: 'user',
    text: 'Hi',
    at: null,
    sources: [],
    metadata: null,
  };
  const cases: [string, unknown, object | null][] = [
    [
      'a whole question',
      { message_id: 'm1', client_message_id: 'u1', role: 'user', content: 'Hi', timestamp: 2e9 },
      { ...message, id: 'm1', clientMessageId: 'u1', at: 2e12 },
    ],
    [
      'a whole answer',
      {
        id: 'm2',
        role: 'assistant',
        content: 'Hi',
        created_at: '2024-01-02T00:00:00Z',
        sources: [{ title: 'T' }],
        metadata: { model: 'm' },
      },
      {
        ...message,
        id: 'm2',
        role: 'assistant',
        at: Date.UTC(2024, 0, 2),
        sources: [{ title: 'T', url: null, snippet: '' }],
        metadata: { model: 'm', tokensUsed: null, responseTimeMs: null },
      },
    ],
    ['other names', { sender: 'human', text: 'Hi' }, message],
    ['a bot', { type: 'bot', message: 'Hi' }, { ...message, role: 'assistant' }],
    ['an ai', { role: 'ai', content: 'Hi' }, { ...message, role: 'assistant' }],
    ['an instruction to the model', { role: 'system', content: 'Hi' }, null],
    ['no role', { content: 'Hi' }, null],
    ['no text', { role: 'user' }, null],
    ['text that is no string', { role: 'user', content: 5 }, null],
    ['text of parts', { role: 'user', content: [{ text: 'Hi' }] }, null],
    ...useless.map((value): [string, unknown, null] => [shown(value), value, null]),
  ];
  for (const [name, value, read] of cases) {
    it(`reads a stored message or drops it: ${name}`, () => {
      expect(readStoredMessage(value)).to.deep.equal(read);
    });
  }

  it('is found in every shape it comes in', () => {
    const messages = [{ role: 'user', content: 'Hi' }, null, { role: 'system', content: 'x' }];
    const named = { title: 'One', updated_at: 2e9 };
    const shapes: [string, unknown, boolean][] = [
      ['a list', messages, false],
      ['messages', { ...named, messages }, true],
      ['history', { ...named, history: messages }, true],
      ['conversation_history', { ...named, conversation_history: messages }, true],
      ['items', { ...named, items: messages }, true],
      ['inside chat', { chat: { ...named, messages } }, true],
      ['beside chat', { chat: named, messages }, true],
    ];
    for (const [name, body, titled] of shapes) {
      const title = titled ? 'One' : '';
      const at = titled ? 2e12 : null;
      const facts = { id: 'c1', title, at, createdAt: null, messageCount: null };
      const read = { ...facts, whole: true, messages: [message] };
      expect(readHistory(body, 'c1'), name).to.deep.equal(read);
    }
    for (const body of [...useless, { chat: null }, { messages: {} }]) {
      const { messages: none, whole } = readHistory(body, 'c1');
      expect(none, JSON.stringify(body)).to.deep.equal([]);
      expect(whole, JSON.stringify(body)).to.equal(Array.isArray(body));
    }
  });
});

describe('every reader', () => {
  it('answers anything without a throw, and Object.prototype stays as it was', () => {
    const before = Reflect.ownKeys(Object.prototype);
    const readers = [unwrap, readUser, readAuth, readHealth, readChatId, readChatList];
    const body = fc.oneof(
      fc.json().map((json): unknown => JSON.parse(json)),
      fc.anything(),
    );
    fc.assert(
      fc.property(body, (value) => {
        for (const reader of readers) reader(value);
        readHistory(value, 'c1');
        readHistory({ messages: [value], chat: value }, 'c1');
        readHealth({ status: 'ok', services: value });
        readAuth({ user: value, tokens: value });
      }),
      { numRuns: 2000 },
    );
    expect(Reflect.ownKeys(Object.prototype)).to.deep.equal(before);
  });
});
