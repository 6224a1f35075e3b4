import { expect } from '@open-wc/testing';
import type { MiptechClientHandle, MiptechOptions } from '../index.js';
import { createMiptechClient } from '../index.js';
import { settle } from '../../testing/manual-clock.js';
import type { ScriptedAnswer, ScriptedHost } from '../../testing/scripted-host.js';
import { scriptedToken, workingHost } from '../../testing/scripted-host.js';

const credentials = { email: 'ann@example.com', password: 'secret-password' };

let host: ScriptedHost;
let client: MiptechClientHandle;

function create(options: Partial<MiptechOptions> = {}): MiptechClientHandle {
  client = createMiptechClient(
    { apiUrl: 'http://platform.test', tenantId: 'acme', ...options },
    host.ports,
  );
  return client;
}

/** A client that is signed in and whose socket stands. */
async function connected(options: Partial<MiptechOptions> = {}): Promise<MiptechClientHandle> {
  create(options).start();
  await client.session.login(credentials);
  await settle();
  host.socket.stand();
  await settle();
  expect(client.connection.get().phase).to.equal('ready');
  return client;
}

const phase = (): string => client.connection.get().phase;
const texts = (): string[] => client.transcript.get().messages.map((message) => message.text);
const states = (): string[] => client.transcript.get().messages.map((message) => message.state);

beforeEach(() => {
  host = workingHost();
});

afterEach(() => {
  client.destroy();
});

describe('from nothing to an answer', () => {
  it('does nothing before start', async () => {
    create();
    await host.clock.advance(10_000);
    expect(host.requests).to.deep.equal([]);
    expect(host.sockets).to.deep.equal([]);
    expect(host.watchers, 'the session’s, of storage and page').to.equal(2);
  });

  it('waits for sign-in, then asks health, makes a chat and opens the socket with all of it', async () => {
    create().start();
    expect(phase()).to.equal('signed-out');
    await client.session.login(credentials);
    await settle();
    expect(host.requests.map((request) => `${request.method} ${request.path}`)).to.deep.equal([
      'POST /auth/login',
      'GET /health',
      'POST /chat',
    ]);
    expect(host.requests[0]?.body).to.deep.equal({ ...credentials, tenant_id: 'acme' });
    const url = new URL(host.socket.url);
    expect(`${url.protocol}//${url.host}${url.pathname}`).to.equal(
      'ws://platform.test/api/v1/ws/chat',
    );
    expect(Object.keys(Object.fromEntries(url.searchParams))).to.deep.equal([
      'tenant_id',
      'chat_id',
      'user_id',
      'token',
    ]);
    expect(phase()).to.equal('connecting');
    host.socket.stand();
    expect(phase()).to.equal('ready');
    expect(client.connection.get().status).to.equal('ready');
  });

  it('streams an answer behind its question', async () => {
    await connected();
    const message = client.chat.send('hello');
    expect(message.get().state).to.equal('sending');
    const sent = host.socket.frames('chat_message')[0];
    expect(sent).to.include({
      message: 'hello',
      chat_id: 'chat-1',
      tenant_id: 'acme',
      stream: true,
    });
    expect(sent?.['client_message_id']).to.equal(message.get().id);
    expect(client.transcript.get().answering).to.equal(true);
    host.socket.receive('response_start', { message_id: 'a1' });
    expect(message.get().state).to.equal('delivered');
    host.socket.receive('response_chunk', { message_id: 'a1', content: 'Hi ' });
    host.socket.receive('response_chunk', { message_id: 'a1', content: 'Hi there' });
    host.socket.receive('response_complete', {
      message_id: 'a1',
      sources: [{ title: 'Guide', url: 'https://example.com/g', snippet: '' }],
    });
    expect(texts()).to.deep.equal(['hello', 'Hi there']);
    expect(states()).to.deep.equal(['delivered', 'complete']);
    expect(client.transcript.get().messages[1]?.sources[0]?.title).to.equal('Guide');
    expect(client.transcript.get().answering).to.equal(false);
  });

  it('shows AI services that are loading, and goes on by itself', async () => {
    let ready = false;
    host.routes.set('GET /health', () => ({
      body: { status: 'starting', ai_services_ready: ready, services: { llm_service: 'loading' } },
    }));
    create().start();
    await client.session.login(credentials);
    await settle();
    expect(phase()).to.equal('starting');
    expect(client.connection.get().error?.code).to.equal('health_not_ready');
    expect(client.health.get().services).to.deep.equal({ llm_service: 'loading' });
    await host.clock.advance(1700 * 2 + 100);
    expect(host.count('GET /health')).to.equal(3);
    await host.clock.advance(120_000);
    expect(phase(), 'never given up').to.equal('starting');
    ready = true;
    await host.clock.advance(30_000);
    host.socket.stand();
    expect(phase()).to.equal('ready');
  });

  it('counts silence after connection_established as ready', async () => {
    create().start();
    await client.session.login(credentials);
    await settle();
    host.socket.open();
    host.socket.receive('connection_established', { client_id: 'c' });
    await host.clock.advance(2900);
    expect(phase()).to.equal('connecting');
    await host.clock.advance(200);
    expect(phase()).to.equal('ready');
  });

  it('is not ready while the platform says that AI services load, however long', async () => {
    create().start();
    await client.session.login(credentials);
    await settle();
    host.socket.open();
    host.socket.receive('connection_established', { client_id: 'c' });
    host.socket.receive('ai_services_loading');
    await host.clock.advance(20_000);
    expect(phase()).to.equal('starting');
    expect(host.sockets.length).to.equal(1);
    host.socket.receive('ai_services_ready');
    expect(phase()).to.equal('ready');
  });
});

describe('a connection that is lost', () => {
  it('comes back after every close code, a clean 1000 included', async () => {
    for (const code of [1000, 1001, 1006, 1008, 1011, 1012, 1013, 3000, 4001]) {
      host = workingHost();
      await connected();
      host.socket.drop(code);
      expect(phase(), String(code)).to.equal('reconnecting');
      await host.clock.advance(30_000);
      expect(host.sockets.length, String(code)).to.be.greaterThan(1);
      client.destroy();
    }
  });

  it('delivers what was typed meanwhile, once and in order', async () => {
    await connected();
    host.socket.drop();
    client.chat.send('one');
    client.chat.send('two');
    expect(states()).to.deep.equal(['queued', 'queued']);
    await host.clock.advance(6000);
    expect(host.sockets.length).to.equal(2);
    host.socket.stand();
    await settle();
    expect(host.socket.frames('chat_message').map((frame) => frame['message'])).to.deep.equal([
      'one',
      'two',
    ]);
    host.socket.receive('response_start', { message_id: 'a1' });
    host.socket.receive('response_complete', { message_id: 'a1', content: 'first' });
    host.socket.receive('chat_response', { message_id: 'a2', message: 'second' });
    expect(texts()).to.deep.equal(['one', 'first', 'two', 'second']);
  });

  it('asks the history about a message whose socket died, and does not send it twice', async () => {
    await connected();
    const message = client.chat.send('did it arrive?').get();
    host.routes.set('GET /chat/*', () => ({
      body: {
        messages: [
          { id: 's1', role: 'user', content: 'did it arrive?', client_message_id: message.id },
          { id: 's2', role: 'assistant', content: 'It did.' },
        ],
      },
    }));
    host.socket.drop();
    expect(states()).to.deep.equal(['sending']);
    await host.clock.advance(6000);
    host.socket.stand();
    await settle();
    expect(host.socket.frames('chat_message')).to.deep.equal([]);
    expect(texts()).to.deep.equal(['did it arrive?', 'It did.']);
    expect(states()).to.deep.equal(['delivered', 'complete']);
  });

  it('sends again, under the same id, what the history certainly lacks', async () => {
    await connected();
    const { id } = client.chat.send('lost').get();
    host.socket.drop();
    await host.clock.advance(6000);
    host.socket.stand();
    await settle();
    expect(host.socket.frames('chat_message').map((frame) => frame['client_message_id'])).to.eql([
      id,
    ]);
  });

  it('leaves to the person what no history can tell', async () => {
    await connected();
    const message = client.chat.send('unknown');
    host.routes.set('GET /chat/*', () => ({ status: 500, body: {} }));
    host.socket.drop();
    await host.clock.advance(6000);
    host.socket.stand();
    await settle();
    expect(message.get()).to.include({ state: 'failed', failure: 'delivery_unknown' });
    expect(host.socket.frames('chat_message')).to.deep.equal([]);
    client.chat.resend(message.get().id);
    expect(host.socket.frames('chat_message')[0]?.['client_message_id']).to.equal(message.get().id);
  });

  it('keeps a part of an answer and completes it from the history', async () => {
    await connected();
    const { id } = client.chat.send('q').get();
    host.socket.receive('response_start', { message_id: 'a1' });
    host.socket.receive('response_chunk', { message_id: 'a1', content: 'Half' });
    host.socket.drop();
    expect(states()).to.deep.equal(['delivered', 'interrupted']);
    expect(texts()).to.deep.equal(['q', 'Half']);
    const question = { id: 's1', role: 'user', content: 'q', client_message_id: id };
    let stored: object[] = [question];
    host.routes.set('GET /chat/*', () => ({ body: { messages: stored } }));
    await host.clock.advance(6000);
    host.socket.stand();
    await settle();
    expect(states(), 'still being written').to.deep.equal(['delivered', 'interrupted']);
    stored = [question, { id: 'a1', role: 'assistant', content: 'Half and the rest' }];
    await host.clock.advance(2000);
    expect(texts()).to.deep.equal(['q', 'Half and the rest']);
    expect(states()).to.deep.equal(['delivered', 'complete']);
  });

  it('finds a half-open line within 40 s and lets go of it at once', async () => {
    await connected();
    const dead = host.socket;
    await host.clock.advance(40_000);
    expect(dead.closedWith).to.equal(1000);
    expect(dead.listenerCount, 'only the error listener stays').to.equal(1);
    await host.clock.advance(5000);
    expect(host.sockets.length).to.equal(2);
    dead.receive('chat_response', { message_id: 'late', message: 'ghost' });
    dead.drop();
    expect(texts()).to.deep.equal([]);
    expect(host.sockets.length).to.equal(2);
  });

  it('keeps a socket whose pong is missing while an answer streams', async () => {
    await connected();
    client.chat.send('long');
    host.socket.receive('response_start', { message_id: 'a1' });
    for (let second = 0; second < 120; second += 1) {
      await host.clock.advance(1000);
      host.socket.receive('response_chunk', { message_id: 'a1', content: 'x'.repeat(second + 1) });
    }
    expect(host.sockets.length).to.equal(1);
    expect(host.socket.frames('ping').length).to.be.greaterThan(1);
  });

  it('measures a ping by its pong, and not by one that waited behind an answer', async () => {
    await connected();
    const stood = host.clock.now();
    expect(client.connection.since.get()).to.equal(stood);
    await host.clock.advance(30_000);
    await host.clock.advance(40);
    host.socket.receive('pong');
    expect(client.connection.roundTrips.get()).to.deep.equal([
      { at: stood + 30_040, milliseconds: 40 },
    ]);
    await host.clock.advance(29_960);
    await host.clock.advance(40);
    host.socket.receive('response_start', { message_id: 'a1' });
    await host.clock.advance(5000);
    host.socket.receive('pong');
    expect(client.connection.roundTrips.get().length).to.equal(1);
    host.socket.drop();
    expect(client.connection.since.get()).to.equal(null);
  });

  it('keeps the last answers of /health by how long they took', async () => {
    create();
    host.routes.set('GET /health', () => {
      host.clock.sleep(25);
      return { body: { status: 'healthy' } };
    });
    for (let count = 0; count < 61; count += 1) await client.health.check();
    const trips = client.health.roundTrips.get();
    expect(trips.length).to.equal(60);
    expect(trips.at(-1)).to.deep.equal({ at: host.clock.now(), milliseconds: 25 });
  });

  it('does not take a refusal of the figures for the end of a session', async () => {
    await connected();
    for (const status of [401, 403, 404]) {
      host.routes.set('GET /admin/stats', () => ({ status }));
      expect(await client.statistics.load()).to.equal(null);
    }
    expect(client.session.get().phase).to.equal('signed-in');
    expect(host.count('POST /auth/refresh')).to.equal(0);
    host.routes.set('GET /admin/stats', () => ({ body: { success: true, data: { users: 3 } } }));
    expect(await client.statistics.load()).to.deep.equal({ users: 3 });
    host.routes.set('GET /admin/stats', () => ({ status: 500 }));
    const error = await client.statistics.load().catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'server_error' });
  });

  it('gives an attempt 15 s and never holds two sockets', async () => {
    create().start();
    await client.session.login(credentials);
    await settle();
    await host.clock.advance(14_900);
    expect(host.socket.closedWith).to.equal(null);
    await host.clock.advance(200);
    expect(host.socket.closedWith).to.equal(1000);
    expect(client.connection.get().error?.code).to.equal('timeout');
  });

  it('says failed after the quick attempts and goes on slowly', async () => {
    await connected({ reconnectAttempts: 3 });
    host.routes.set('GET /auth/me', () => {
      throw new TypeError('Failed to fetch');
    });
    host.routes.set('GET /health', () => {
      throw new TypeError('Failed to fetch');
    });
    host.socket.drop();
    await settle();
    for (let second = 0; second < 60 && phase() !== 'failed'; second += 1) {
      if (host.socket.readyState === 0) host.socket.drop();
      await host.clock.advance(1000);
    }
    expect(phase()).to.equal('failed');
    expect(client.connection.get()).to.include({ status: 'error', terminal: false });
    expect(client.connection.countdown.get()).to.be.greaterThan(20);
    host.routes.set('GET /health', () => ({ body: { status: 'healthy' } }));
    const before = host.sockets.length;
    while (host.sockets.length === before) await host.clock.advance(1000);
    host.socket.stand();
    expect(phase()).to.equal('ready');
  });

  it('does not take accept-and-close for success: the delays grow', async () => {
    await connected();
    const at: number[] = [];
    for (let time = 0; time < 8; time += 1) {
      host.socket.drop(1011);
      const before = host.sockets.length;
      while (host.sockets.length === before) await host.clock.advance(250);
      at.push(host.clock.monotonic());
      host.socket.stand();
      await settle();
    }
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(gaps.at(-1)).to.be.greaterThan((gaps[0] ?? 0) + 3000);
  });

  it('waits for the network and comes back at once', async () => {
    await connected();
    host.online = false;
    host.socket.drop();
    expect(phase()).to.equal('offline');
    await host.clock.advance(30_000);
    expect(host.sockets.length).to.equal(1);
    host.network('online');
    await settle();
    expect(host.sockets.length).to.equal(2);
  });

  it('closes when the page leaves and comes back with it', async () => {
    await connected();
    host.network('leaving');
    expect(host.socket.closedWith).to.equal(1000);
    await host.clock.advance(1000);
    host.network('restored');
    await settle();
    expect(host.sockets.length).to.equal(2);
  });

  it('a second start changes nothing, for a page that disconnected least of all', async () => {
    await connected();
    client.start();
    await settle();
    expect(host.sockets.length).to.equal(1);
    client.connection.disconnect();
    client.start();
    await settle();
    expect(phase()).to.equal('closed');
  });

  it('stays away only at the page’s own wish', async () => {
    await connected();
    client.connection.disconnect();
    expect(host.socket.closedWith).to.equal(1000);
    await host.clock.advance(300_000);
    expect(phase()).to.equal('closed');
    expect(host.sockets.length).to.equal(1);
    client.connection.connect();
    await settle();
    host.socket.stand();
    expect(phase()).to.equal('ready');
  });
});

describe('a refused handshake is explained', () => {
  const refusals: [string, { status: number; body?: unknown }, string, string][] = [
    ['tenant barred', { status: 403, body: { message: 'no' } }, 'failed', 'forbidden'],
    [
      'unknown tenant as 403',
      { status: 403, body: { error_code: 'TENANT_NOT_FOUND' } },
      'failed',
      'tenant_not_found',
    ],
    ['wrong address', { status: 404, body: {} }, 'failed', 'not_found'],
    ['server trouble', { status: 503, body: {} }, 'reconnecting', 'server_error'],
    ['a web page instead', { status: 200, body: '<html>' }, 'reconnecting', 'protocol'],
  ];
  for (const [name, answer, expectedPhase, code] of refusals) {
    it(name, async () => {
      create().start();
      await client.session.login(credentials);
      await settle();
      host.routes.set('GET /auth/me', () => answer);
      host.socket.drop();
      await settle();
      expect(phase()).to.equal(expectedPhase);
      expect(client.connection.get().error?.code).to.equal(code);
      expect(client.session.get().phase, 'never a sign-out').to.equal('signed-in');
      const sockets = host.sockets.length;
      if (expectedPhase === 'failed') {
        expect(client.connection.get().terminal).to.equal(true);
        await host.clock.advance(600_000);
        expect(host.sockets.length).to.equal(sockets);
      }
    });
  }

  it('no attempt before Retry-After', async () => {
    create().start();
    await client.session.login(credentials);
    await settle();
    host.routes.set('GET /auth/me', () => ({
      status: 429,
      body: { details: { retry_after: 45 } },
    }));
    host.socket.drop();
    await host.clock.advance(44_000);
    expect(host.sockets.length).to.equal(1);
    await host.clock.advance(15_000);
    expect(host.sockets.length).to.equal(2);
  });

  it('a token that died is renewed once, without an error shown', async () => {
    create().start();
    await client.session.login(credentials);
    await settle();
    let refused = true;
    host.routes.set('GET /auth/me', () => {
      if (!refused) return { body: { user: { id: 'u1', email: 'a' } } };
      refused = false;
      return { status: 401, body: { error_code: 'AUTH_REQUIRED' } };
    });
    await host.clock.advance(60_000);
    host.socket.drop();
    await host.clock.advance(10_000);
    expect(host.count('POST /auth/refresh')).to.equal(1);
    expect(host.sockets.length).to.be.greaterThan(1);
    expect(client.session.get().phase).to.equal('signed-in');
  });

  it('a fresh token refused too ends the session after one refresh', async () => {
    create().start();
    await client.session.login(credentials);
    await settle();
    host.routes.set('GET /auth/me', () => ({ status: 401, body: {} }));
    host.socket.drop();
    await host.clock.advance(120_000);
    expect(host.count('POST /auth/refresh')).to.be.lessThan(3);
    expect(client.session.get().phase).to.equal('expired');
    expect(phase()).to.equal('signed-out');
  });

  it('a chat that is gone is made anew, and what is on screen stays', async () => {
    await connected();
    client.chat.send('q');
    host.socket.receive('chat_response', { message_id: 'a1', message: 'an answer' });
    host.routes.set('GET /chat/*', () => ({ status: 404, body: {} }));
    host.socket.drop();
    await host.clock.advance(6000);
    host.socket.drop();
    await host.clock.advance(10);
    expect(host.count('POST /chat')).to.equal(2);
    expect(new URL(host.socket.url).searchParams.get('chat_id')).to.equal('chat-2');
    expect(texts()).to.deep.equal(['q', 'an answer']);
  });

  it('REST is fine and the socket is not: said so, tried slowly', async () => {
    await connected();
    host.socket.drop();
    for (let step = 0; step < 40 && phase() !== 'realtime-unavailable'; step += 1) {
      await host.clock.advance(1000);
      if (host.socket.readyState === 0) host.socket.drop();
      await settle();
    }
    expect(client.connection.get().error?.code).to.equal('realtime_unavailable');
    expect(client.session.get().phase).to.equal('signed-in');
    expect(client.connection.countdown.get()).to.be.within(29, 60);
  });
});

describe('limits', () => {
  it('a platform’s pause is counted down and loses nothing', async () => {
    await connected();
    client.chat.send('too fast');
    host.socket.receive('rate_limit_exceeded', { retry_after: 7 });
    await settle();
    expect(phase()).to.equal('rate-limited');
    expect(states()).to.deep.equal(['queued']);
    expect(client.connection.countdown.get()).to.equal(7);
    await host.clock.advance(6900);
    expect(host.socket.frames('chat_message').length).to.equal(1);
    await host.clock.advance(200);
    expect(phase()).to.equal('ready');
    const sent = host.socket.frames('chat_message');
    expect(sent.length).to.equal(2);
    expect(sent[0]?.['client_message_id']).to.equal(sent[1]?.['client_message_id']);
  });

  it('30 sends at once: 10 leave, then one a second', async () => {
    await connected();
    for (let index = 0; index < 30; index += 1) client.chat.send(`m${String(index)}`);
    expect(host.socket.frames('chat_message').length).to.equal(10);
    await host.clock.advance(5050);
    expect(host.socket.frames('chat_message').length).to.equal(15);
  });

  it('a full queue and a huge text are refused on the spot, and stay out of the transcript', () => {
    create();
    for (let index = 0; index < 50; index += 1) client.chat.send('x');
    expect(client.chat.send('one more').get()).to.include({
      state: 'failed',
      failure: 'queue_full',
      text: 'one more',
    });
    expect(client.transcript.get().messages.length).to.equal(50);
    client.destroy();
    create();
    expect(client.chat.send('x'.repeat(32_001)).get().failure).to.equal('too_large');
  });

  it('an error frame fails the pending message and not the connection', async () => {
    await connected();
    const message = client.chat.send('forbidden words');
    host.socket.receive('error', { message: 'Not allowed', code: 'REJECTED' });
    expect(message.get()).to.include({
      state: 'failed',
      failure: 'rejected_by_server',
      detail: 'Not allowed',
    });
    expect(phase()).to.equal('ready');
  });

  it('60 s of silence end an answer as incomplete', async () => {
    await connected();
    client.chat.send('q');
    host.socket.receive('response_chunk', { message_id: 'a1', content: 'part' });
    for (let time = 0; time < 70; time += 1) {
      await host.clock.advance(1000);
      host.socket.receive('pong');
    }
    expect(states()).to.deep.equal(['delivered', 'incomplete']);
    expect(client.transcript.get().answering).to.equal(false);
  });
});

describe('tokens', () => {
  it('are renewed ahead of their end, and a second socket takes over unseen', async () => {
    await connected();
    const first = host.socket;
    for (let second = 0; second < 838; second += 1) {
      await host.clock.advance(1000);
      first.receive('pong');
    }
    expect(host.count('POST /auth/refresh'), '60 s before the end').to.equal(0);
    await host.clock.advance(3000);
    expect(host.count('POST /auth/refresh')).to.equal(1);
    expect(host.sockets.length).to.equal(2);
    host.socket.stand();
    expect(phase()).to.equal('ready');
    expect(first.closedWith).to.equal(1000);
  });

  it('a clock that jumps by days causes one refresh at most, and no loop', async () => {
    await connected();
    for (const days of [1, -30, 30]) {
      host.clock.jump(days * 86_400_000);
      await host.clock.advance(3000);
      host.socket.receive('pong');
      await host.clock.advance(5000);
    }
    await host.clock.advance(60_000);
    expect(host.count('POST /auth/refresh')).to.be.at.most(1);
    expect(client.session.get().phase).to.equal('signed-in');
  });

  it('token_expired: renew, swap sockets, close the old one only when the new one is ready', async () => {
    await connected();
    const first = host.socket;
    await host.clock.advance(100);
    first.receive('token_expired');
    await settle();
    expect(phase()).to.equal('renewing');
    expect(host.sockets.length).to.equal(2);
    expect(first.closedWith).to.equal(null);
    client.chat.send('in between');
    expect(first.frames('chat_message').length, 'the old socket still serves').to.equal(1);
    first.receive('chat_response', { message_id: 'a', message: 'ok' });
    host.socket.stand();
    await settle();
    expect(phase()).to.equal('ready');
    expect(first.closedWith).to.equal(1000);
    const tokens = host.sockets.map((socket) => new URL(socket.url).searchParams.get('token'));
    expect(tokens[0]).to.not.equal(tokens[1]);
    expect(texts()).to.deep.equal(['in between', 'ok']);
  });

  it('token_expired in the middle of an answer waits for its end', async () => {
    await connected();
    client.chat.send('q');
    host.socket.receive('response_start', { message_id: 'a1' });
    host.socket.receive('token_expired');
    await settle();
    expect(host.count('POST /auth/refresh')).to.equal(1);
    expect(host.sockets.length).to.equal(1);
    host.socket.receive('response_complete', { message_id: 'a1', content: 'done' });
    await settle();
    expect(host.sockets.length).to.equal(2);
    expect(host.sockets[0]?.frames('chat_message').length).to.equal(1);
  });

  it('unauthorized ends the session and does not loop', async () => {
    await connected();
    host.socket.receive('unauthorized', { message: 'revoked' });
    await host.clock.advance(120_000);
    expect(client.session.get().phase).to.equal('expired');
    expect(client.session.get().user?.email).to.equal('ann@example.com');
    expect(host.sockets.length).to.equal(1);
  });

  it('appear nowhere but in the Authorization header, the socket URL and the store', async () => {
    await connected({ logLevel: 'debug' });
    const token = host.storage.values.get('miptech_access_token') ?? '';
    expect(token.length).to.be.greaterThan(20);
    client.chat.send('q');
    host.socket.receive('error', { message: 'x' });
    host.socket.drop();
    await host.clock.advance(60_000);
    const seen = JSON.stringify([
      host.logged,
      client.connection.get(),
      client.session.get(),
      client.health.get(),
      client.transcript.get(),
      client.settings,
    ]);
    expect(host.logged.length).to.be.greaterThan(3);
    expect(seen).to.not.include(token);
    expect(seen).to.not.include('refresh-1');
  });
});

describe('sign-out and the next user', () => {
  it('nothing of the user stays, on screen or in storage', async () => {
    await connected();
    client.chat.send('private');
    host.socket.receive('chat_response', { message_id: 'a', message: 'secret' });
    await client.session.logout();
    expect(client.transcript.get().messages).to.deep.equal([]);
    expect(client.transcript.get().chatId).to.equal(null);
    expect([...host.storage.values.keys()]).to.deep.equal([]);
    expect(host.socket.closedWith).to.equal(1000);
    expect(phase()).to.equal('signed-out');
    expect(host.count('POST /auth/logout')).to.equal(1);
  });

  it('leaves even when the platform cannot be told', async () => {
    await connected();
    host.routes.set('POST /auth/logout', () => {
      throw new TypeError('Failed to fetch');
    });
    await client.session.logout();
    expect(client.session.get().phase).to.equal('signed-out');
    expect([...host.storage.values.keys()]).to.deep.equal([]);
  });

  it('a refresh that comes back after sign-out brings nothing back', async () => {
    await connected();
    let answer: (value: { body: object }) => void = () => undefined;
    host.routes.set('POST /auth/refresh', () => new Promise((resolve) => (answer = resolve)));
    await host.clock.advance(100);
    host.socket.receive('token_expired');
    await settle();
    await client.session.logout();
    answer({ body: { access_token: scriptedToken({ tenant_id: 'acme', user_id: 'u1' }) } });
    await settle();
    expect([...host.storage.values.keys()]).to.deep.equal([]);
    expect(client.session.get().phase).to.equal('signed-out');
  });

  it('another user after an expired session sees nothing of the one before', async () => {
    await connected();
    client.chat.send('private');
    host.socket.receive('unauthorized');
    client.chat.send('private too');
    host.routes.set('POST /auth/login', () => ({
      body: {
        access_token: scriptedToken({ tenant_id: 'acme', user_id: 'u2' }),
        user: { id: 'u2', email: 'bob@example.com' },
      },
    }));
    await client.session.login({ email: 'bob@example.com', password: 'x' });
    await settle();
    expect(texts()).to.deep.equal([]);
    expect([...host.storage.values.values()].join()).to.not.include('private');
    host.socket.stand();
    await settle();
    expect(host.socket.frames('chat_message')).to.deep.equal([]);
  });

  it('the same user after an expired session finds what was queued, and it is sent', async () => {
    await connected();
    host.socket.receive('unauthorized');
    client.chat.send('still mine');
    await client.session.login(credentials);
    await settle();
    host.socket.stand();
    await settle();
    expect(host.socket.frames('chat_message').map((frame) => frame['message'])).to.deep.equal([
      'still mine',
    ]);
  });

  it('a wrong password keeps what waits, and says which it was', async () => {
    await connected();
    host.socket.receive('unauthorized');
    client.chat.send('waits');
    host.routes.set('POST /auth/login', () => ({ status: 401, body: { message: 'nope' } }));
    const error = await client.session.login(credentials).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'invalid_credentials' });
    expect(client.session.get()).to.include({ phase: 'expired' });
    expect(texts()).to.deep.equal(['waits']);
  });
});

describe('what was begun for one user and ends after they left', () => {
  /** A route whose answer waits until the test gives it. */
  function held(route: string): (answer: ScriptedAnswer) => void {
    let give: (answer: ScriptedAnswer) => void = () => undefined;
    host.routes.set(route, () => new Promise((resolve) => (give = resolve)));
    return (answer) => {
      give(answer);
    };
  }

  const bob = { id: 'u2', email: 'bob@example.com' };

  async function bobSignsIn(): Promise<void> {
    host.routes.set('POST /auth/login', () => ({
      body: { access_token: scriptedToken({ tenant_id: 'acme', user_id: 'u2' }), user: bob },
    }));
    await client.session.login({ email: bob.email, password: 'x' });
    await settle();
  }

  it('an opened chat is not shown', async () => {
    await connected();
    const give = held('GET /chat/private');
    const opening = client.chat.open('private').catch((error: unknown) => error);
    await settle();
    await client.session.logout();
    give({ body: { messages: [{ id: 's', role: 'user', content: 'of Ann alone' }] } });
    expect(await opening).to.include({ code: 'disposed' });
    expect(client.transcript.get()).to.deep.include({ chatId: null, messages: [] });
  });

  it('a new chat is not the next user’s', async () => {
    await connected();
    client.chat.send('q');
    host.socket.receive('chat_response', { message_id: 'a', message: 'answer' });
    const give = held('POST /chat');
    const making = client.chat.newChat();
    await settle();
    await client.session.logout();
    host.routes.set('POST /chat', () => ({ body: { chat_id: 'of-bob' } }));
    await bobSignsIn();
    give({ body: { chat_id: 'of-ann' } });
    await making;
    await settle();
    expect(client.transcript.get().chatId).to.equal('of-bob');
    expect(new URL(host.socket.url).searchParams.get('chat_id')).to.equal('of-bob');
  });

  it('a profile is not the next user’s', async () => {
    const token = scriptedToken({ tenant_id: 'acme', user_id: 'u1' });
    host.storage.values.set('miptech_access_token', token);
    const give = held('GET /auth/me');
    create().start();
    await settle();
    await client.session.logout();
    await bobSignsIn();
    give({ body: { user: { id: 'u1', email: 'ann@example.com' } } });
    await settle();
    expect(client.session.get().user?.email).to.equal('bob@example.com');
    expect(host.storage.values.get('miptech_user')).to.not.include('ann@example.com');
  });

  it('a call that is refused is not repeated with the next user’s token', async () => {
    host.storage.values.set(
      'miptech_access_token',
      scriptedToken({ tenant_id: 'acme', user_id: 'u1' }),
    );
    const give = held('GET /auth/me');
    create().start();
    await settle();
    await client.session.logout();
    await bobSignsIn();
    give({ status: 401, body: {} });
    await settle();
    expect(host.count('GET /auth/me')).to.equal(1);
    expect(client.session.get().phase).to.equal('signed-in');
  });

  it('“Try now” while a chat is being made makes one chat, and no failure', async () => {
    const give = held('POST /chat');
    create().start();
    await client.session.login(credentials);
    await settle();
    client.connection.connect();
    await settle();
    give({ body: { chat_id: 'one' } });
    await settle();
    expect(host.count('POST /chat')).to.equal(1);
    expect(client.connection.get()).to.include({ phase: 'connecting', attempt: 0 });
    expect(new URL(host.socket.url).searchParams.get('chat_id')).to.equal('one');
  });
});

describe('a reload', () => {
  it('brings back session, chat and what was not sent yet', async () => {
    await connected();
    client.chat.send('q');
    host.socket.receive('chat_response', { message_id: 'a1', message: 'answer' });
    host.socket.drop();
    const { id } = client.chat.send('typed while away').get();
    client.destroy();
    host.routes.set('GET /chat/chat-1', () => ({
      body: {
        title: 'q',
        messages: [
          { id: 's1', role: 'user', content: 'q' },
          { id: 'a1', role: 'assistant', content: 'answer' },
        ],
      },
    }));
    create().start();
    expect(client.session.get().phase).to.equal('signed-in');
    await settle();
    expect(texts()).to.deep.equal(['q', 'answer', 'typed while away']);
    expect(host.count('POST /chat')).to.equal(1);
    host.socket.stand();
    await settle();
    expect(host.socket.frames('chat_message')[0]?.['client_message_id']).to.equal(id);
  });

  it('in the middle of an answer finds it in the history when it is there', async () => {
    await connected();
    const { id } = client.chat.send('q').get();
    host.socket.receive('response_start', { message_id: 'a1' });
    client.destroy();
    const question = { id: 's1', role: 'user', content: 'q', client_message_id: id };
    let stored: object[] = [question];
    host.routes.set('GET /chat/chat-1', () => ({ body: { messages: stored } }));
    create().start();
    await settle();
    host.socket.stand();
    await settle();
    expect(texts()).to.deep.equal(['q']);
    stored = [question, { id: 'a1', role: 'assistant', content: 'answer' }];
    await host.clock.advance(2000);
    expect(texts()).to.deep.equal(['q', 'answer']);
  });

  it('two tenants in one browser do not sign each other out', async () => {
    await connected();
    const first = client;
    host.routes.set('POST /auth/login', () => ({
      body: {
        access_token: scriptedToken({ tenant_id: 'other', user_id: 'u9' }),
        user: { id: 'u9' },
      },
    }));
    const second = createMiptechClient(
      { apiUrl: 'http://platform.test', tenantId: 'other' },
      host.ports,
    );
    await second.session.login(credentials);
    await host.clock.advance(100);
    host.socket.receive('token_expired');
    await settle();
    expect(host.count('POST /auth/refresh')).to.equal(1);
    expect(first.session.get().phase).to.equal('signed-in');
    host.storage.values.set('miptech_access_token', scriptedToken({ tenant_id: 'other' }));
    await first.session.logout();
    expect(host.storage.values.has('miptech_access_token'), 'the other’s').to.equal(true);
    expect(second.session.get().phase).to.equal('signed-in');
    second.destroy();
  });

  it('another tenant’s session in the same browser is not taken up', async () => {
    await connected();
    client.destroy();
    create({ tenantId: 'other' }).start();
    await settle();
    expect(client.session.get().phase).to.equal('signed-out');
    expect(host.sockets.length).to.equal(1);
  });
});

describe('before sign-in', () => {
  it('what code sends is not lost: it is the first user’s', async () => {
    create().start();
    client.chat.send('early');
    await client.session.login(credentials);
    await settle();
    host.socket.stand();
    await settle();
    expect(texts()).to.deep.equal(['early']);
    expect(host.socket.frames('chat_message')[0]).to.include({
      message: 'early',
      chat_id: 'chat-1',
    });
  });

  it('an anonymous page takes up a kept session instead of dropping it', async () => {
    await connected();
    client.chat.send('q');
    host.socket.receive('chat_response', { message_id: 'a', message: 'answer' });
    client.destroy();
    host.routes.set('GET /chat/chat-1', () => ({
      body: { messages: [{ id: 's', role: 'user', content: 'q' }] },
    }));
    create({ anonymous: true }).start();
    await settle();
    expect(client.session.get().phase).to.equal('signed-in');
    expect(texts()).to.deep.equal(['q']);
  });

  it('an anonymous visitor connects without a token', async () => {
    host.routes.set('POST /chat', () => ({ status: 401, body: {} }));
    create({ anonymous: true }).start();
    await settle();
    host.socket.stand();
    await settle();
    const query = new URL(host.socket.url).searchParams;
    expect([...query.keys()]).to.deep.equal(['tenant_id']);
    expect(phase()).to.equal('ready');
    client.chat.send('hello');
    await settle();
    host.socket.receive('chat_created', { chat_id: 'public-1' });
    expect(host.socket.frames('chat_message')[0]?.['chat_id']).to.equal('public-1');
  });

  it('a refused sign-in does not cost a visitor their connection; an accepted one changes it', async () => {
    create({ anonymous: true }).start();
    await settle();
    host.socket.stand();
    host.routes.set('POST /auth/login', () => ({ status: 401, body: {} }));
    await client.session.login(credentials).catch(() => undefined);
    await settle();
    expect(phase()).to.equal('ready');
    expect(host.sockets.length).to.equal(1);
    host.routes.set('POST /auth/login', () => ({
      body: {
        access_token: scriptedToken({ tenant_id: 'acme', user_id: 'u1' }),
        user: { id: 'u1', email: 'ann@example.com' },
      },
    }));
    await client.session.login(credentials);
    await settle();
    expect(host.sockets.length).to.equal(2);
    expect(new URL(host.socket.url).searchParams.get('user_id')).to.equal('u1');
  });

  it('an API key on a public page is warned of, and never told', () => {
    host.pageHostname = 'www.example.com';
    create({ apiKey: 'miptech_s3cret' });
    expect(host.logged.join()).to.include('apiKey is readable by everybody');
    expect(host.logged.join()).to.not.include('s3cret');
  });
});

describe('chats', () => {
  it('a new chat is empty, has its own id, and late chunks of the old one stay out of it', async () => {
    await connected();
    client.chat.send('q');
    host.socket.receive('response_start', { message_id: 'a1' });
    await client.chat.newChat();
    expect(client.transcript.get()).to.deep.include({ chatId: 'chat-2', messages: [] });
    host.socket.receive('response_chunk', { message_id: 'a1', content: 'late' });
    host.socket.receive('response_complete', { message_id: 'a1', content: 'late' });
    expect(texts()).to.deep.equal([]);
    client.chat.send('fresh');
    expect(host.socket.frames('chat_message')[1]?.['chat_id']).to.equal('chat-2');
  });

  it('an answer without chat id that begins after a new chat belongs to the old question', async () => {
    await connected();
    client.chat.send('old question');
    await client.chat.newChat();
    host.socket.receive('response_start', { message_id: 'a1' });
    host.socket.receive('response_chunk', { message_id: 'a1', content: 'old answer' });
    expect(texts()).to.deep.equal([]);
  });

  it('a question left behind in another chat is asked for there, and sent again only if it is lost', async () => {
    for (const arrived of [true, false]) {
      host = workingHost();
      await connected();
      const { id } = client.chat.send('left behind').get();
      await client.chat.newChat();
      const messages = arrived
        ? [{ id: 's1', role: 'user', content: 'left behind', client_message_id: id }]
        : [];
      host.routes.set('GET /chat/chat-1', () => ({ body: { messages } }));
      host.socket.drop();
      await host.clock.advance(6000);
      host.socket.stand();
      await settle();
      const sent = host.socket.frames('chat_message').map((frame) => frame['chat_id']);
      expect(sent, String(arrived)).to.deep.equal(arrived ? [] : ['chat-1']);
      expect(texts()).to.deep.equal([]);
      client.destroy();
    }
  });

  it('frames of another chat or tenant are dropped', async () => {
    await connected();
    host.socket.receive('chat_response', { message: 'x', chat_id: 'chat-99', message_id: 'm' });
    host.socket.receive('chat_response', { message: 'x', tenant_id: 'other', message_id: 'm' });
    expect(texts()).to.deep.equal([]);
  });

  it('where REST makes no chat, the socket does, and messages wait for its id', async () => {
    host.routes.delete('POST /chat');
    await connected();
    client.chat.send('first');
    await settle();
    expect(host.socket.frames('new_chat').length).to.equal(1);
    expect(host.socket.frames('chat_message')).to.deep.equal([]);
    host.socket.receive('chat_created', { chat_id: 'from-socket' });
    expect(host.socket.frames('chat_message')[0]?.['chat_id']).to.equal('from-socket');
  });

  it('a platform that names no chat gets one message without, and no second', async () => {
    host.routes.delete('POST /chat');
    await connected();
    client.chat.send('first');
    client.chat.send('second');
    await host.clock.advance(3100);
    expect(host.socket.frames('chat_message').map((frame) => frame['chat_id'])).to.deep.equal([
      null,
    ]);
    host.socket.receive('chat_response', { message: 'a', message_id: 'm', chat_id: 'named' });
    expect(host.socket.frames('chat_message')[1]?.['chat_id']).to.equal('named');
    expect(texts()).to.deep.equal(['first', 'a', 'second']);
  });

  it('a frame that repeats or comes too late changes nothing', async () => {
    await connected();
    client.chat.send('q');
    host.socket.receive('response_chunk', { message_id: 'a1', content: 'one two' });
    host.socket.receive('response_complete', { message_id: 'a1' });
    host.socket.receive('response_complete', { message_id: 'a1' });
    host.socket.receive('response_chunk', { message_id: 'a1', content: 'one two three' });
    expect(texts()).to.deep.equal(['q', 'one two']);
  });
});

describe('a page’s own sign-on', () => {
  it('supplies the token, renews it, and nothing is stored', async () => {
    const asked: string[] = [];
    let serial = 0;
    const getAuthToken = ({ reason }: { reason: string }): Promise<string> => {
      asked.push(reason);
      serial += 1;
      return Promise.resolve(
        scriptedToken({
          tenant_id: 'acme',
          user_id: 'sso-1',
          email: 's@x.y',
          iat: 1,
          exp: 901,
          serial,
        }),
      );
    };
    create({ getAuthToken }).start();
    await settle();
    expect(client.session.get()).to.deep.include({ phase: 'signed-in' });
    host.socket.stand();
    await host.clock.advance(100);
    host.socket.receive('token_expired');
    await settle();
    expect(asked).to.deep.equal(['initial', 'expired']);
    expect(host.storage.values.has('miptech_access_token')).to.equal(false);
    expect(new URL(host.socket.url).searchParams.get('user_id')).to.equal('sso-1');
  });

  it('a token of another tenant is refused here', async () => {
    create({
      getAuthToken: () => Promise.resolve(scriptedToken({ tenant_id: 'evil', user_id: 'x' })),
    }).start();
    await settle();
    expect(client.session.get().phase).to.equal('signed-out');
    expect(client.session.get().error?.code).to.equal('forbidden');
    expect(host.sockets.length).to.equal(0);
  });
});

describe('storage that fails', () => {
  it('memory takes over, with one warning', async () => {
    host.storage.broken = true;
    await connected();
    client.chat.send('works');
    expect(host.socket.frames('chat_message').length).to.equal(1);
    expect(host.logged.filter((line) => line.includes('refuses storage')).length).to.equal(1);
  });

  it('tampered entries are no crash', async () => {
    for (const junk of ['', '{', 'null', '[]', '{"user":[]}', 'undefined', '"x"']) {
      host = workingHost();
      for (const key of ['miptech_user', 'miptech_session', 'miptech_conversation:acme']) {
        host.storage.values.set(key, junk);
      }
      host.storage.values.set('miptech_access_token', junk);
      create().start();
      await settle();
      expect(['signed-out', 'expired', 'signed-in']).to.include(client.session.get().phase);
      client.destroy();
    }
  });
});

describe('the end of a client', () => {
  it('leaves no timer, listener or socket, at any moment', async () => {
    const steps: (() => unknown)[] = [
      () => create().start(),
      () => client.session.login(credentials),
      () => settle(),
      () => host.socket.open(),
      () => host.socket.receive('connection_established'),
      () => host.socket.receive('connection_ready'),
      () => client.chat.send('q'),
      () => host.socket.receive('response_start', { message_id: 'a' }),
      () => host.socket.receive('token_expired'),
      () => settle(),
      () => host.socket.drop(),
      () => host.clock.advance(20_000),
    ];
    for (let last = 1; last <= steps.length; last += 1) {
      host = workingHost();
      for (const step of steps.slice(0, last)) await step();
      client.destroy();
      await settle();
      expect(host.clock.pending, `timers after step ${String(last)}`).to.equal(0);
      expect(host.watchers, `watchers after step ${String(last)}`).to.equal(0);
      for (const socket of host.sockets) {
        expect(socket.closedWith !== null || socket.readyState === 3).to.equal(true);
        expect(socket.listenerCount).to.be.at.most(1);
      }
    }
  });
});
