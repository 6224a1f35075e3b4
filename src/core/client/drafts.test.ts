import { expect } from '@open-wc/testing';
import type { MiptechClientHandle, MiptechOptions } from '../index.js';
import { createMiptechClient } from '../index.js';
import { settle } from '../../testing/manual-clock.js';
import { ScriptedHost, scriptedToken, workingHost } from '../../testing/scripted-host.js';

const credentials = { email: 'ann@example.com', password: 'secret-password' };

let host: ScriptedHost;
let clients: MiptechClientHandle[] = [];

/** A page with a client that comes up with what is stored. */
async function page(
  options: Partial<MiptechOptions> = {},
  on: ScriptedHost = host,
): Promise<MiptechClientHandle> {
  const settings = { apiUrl: 'http://platform.test', tenantId: 'acme', ...options };
  const client = createMiptechClient(settings, on.ports);
  clients.push(client);
  client.start();
  await settle();
  return client;
}

async function signedIn(options: Partial<MiptechOptions> = {}): Promise<MiptechClientHandle> {
  const client = await page(options);
  await client.session.login(credentials);
  await settle();
  host.socket.stand();
  await settle();
  return client;
}

const kept = (storage = host.storage): string => storage.values.get('miptech_drafts:acme') ?? '';

beforeEach(() => {
  host = workingHost();
  clients = [];
});

afterEach(() => {
  for (const client of clients) client.destroy();
});

describe('drafts', () => {
  it('reload: what was begun is there again, however the page went', async () => {
    const first = await signedIn();
    first.chat.setDraft('half a thought');
    expect(kept(), 'not at each key').to.equal('');
    host.network('leaving');
    expect(kept()).to.contain('half a thought');
    const second = await page();
    expect(second.chat.draft.get()).to.equal('half a thought');
    second.chat.setDraft('a whole one');
    await host.clock.advance(500);
    expect((await page()).chat.draft.get(), 'killed without a word').to.equal('a whole one');
    second.chat.setDraft('the last');
    second.destroy();
    expect((await page()).chat.draft.get(), 'destroyed').to.equal('the last');
  });

  it('sent or emptied: nothing comes back', async () => {
    const client = await signedIn();
    client.chat.setDraft('for a moment');
    await host.clock.advance(500);
    client.chat.setDraft('');
    await host.clock.advance(500);
    expect(kept()).to.equal('');
  });

  it('each chat has its own, the one that is not made yet too', async () => {
    const client = await signedIn();
    client.chat.send('hello');
    client.chat.setDraft('of the first');
    await client.chat.open('other');
    expect(client.chat.draft.get()).to.equal('');
    client.chat.setDraft('of the other');
    await client.chat.open('chat-1');
    expect(client.chat.draft.get()).to.equal('of the first');
    client.destroy();
    const next = await page({ chatId: 'other' });
    expect(next.chat.draft.get()).to.equal('of the other');
  });

  it('a new chat takes it along, and never one over another', async () => {
    const client = await signedIn();
    client.chat.send('hello');
    client.chat.setDraft('better asked apart');
    await client.chat.newChat();
    await settle();
    expect(client.transcript.get().chatId).to.equal('chat-2');
    expect(client.chat.draft.get()).to.equal('better asked apart');
    await client.chat.open('chat-1');
    expect(client.chat.draft.get(), 'moved, not copied').to.equal('');
  });

  it('a chat that gets its name keeps what was begun in it without one', async () => {
    const create = host.routes.get('POST /chat');
    host.routes.set('POST /chat', () => ({ status: 503 }));
    const client = await page();
    await client.session.login(credentials);
    await settle();
    client.chat.setDraft('early bird');
    if (create !== undefined) host.routes.set('POST /chat', create);
    client.connection.connect();
    await host.clock.advance(30_000);
    expect(client.transcript.get().chatId).to.equal('chat-1');
    expect(client.chat.draft.get()).to.equal('early bird');
    client.destroy();
    expect(kept()).to.contain('"chatId":"chat-1","text":"early bird"').and.not.contain('null');
  });

  it('sign-out takes it along, in storage too', async () => {
    const client = await signedIn();
    client.chat.setDraft('nobody else may see this');
    await host.clock.advance(500);
    await client.session.logout();
    client.destroy();
    expect(client.chat.draft.get()).to.equal('');
    expect([...host.storage.values.values()].join()).to.not.contain('nobody else');
  });

  it('what is not yet kept at sign-out is not kept afterwards', async () => {
    const client = await signedIn();
    client.chat.setDraft('nobody else may see this');
    await client.session.logout();
    await host.clock.advance(5000);
    expect(kept()).to.equal('');
  });

  it('another person on this device finds nothing', async () => {
    const client = await signedIn();
    client.chat.setDraft('for Ann’s eyes');
    client.destroy();
    const iat = Math.floor(host.clock.now() / 1000);
    const token = scriptedToken({ tenant_id: 'acme', user_id: 'u2', iat, exp: iat + 900 });
    const bob = await page({ getAuthToken: () => Promise.resolve(token) });
    await settle();
    expect(bob.session.get().user?.id).to.equal('u2');
    expect(bob.chat.draft.get()).to.equal('');
    expect(kept()).to.equal('');
  });

  it('nor in the same page, where a session ended and somebody else signs in', async () => {
    const client = await signedIn();
    client.chat.setDraft('for Ann’s eyes');
    const iat = Math.floor(host.clock.now() / 1000);
    const bob = { id: 'u2', email: 'bob@example.com', full_name: 'Bob' };
    const access_token = scriptedToken({ tenant_id: 'acme', user_id: 'u2', iat, exp: iat + 900 });
    host.routes.set('POST /auth/login', () => ({ body: { access_token, user: bob } }));
    await client.session.login(credentials);
    await settle();
    expect(client.session.get().user?.id).to.equal('u2');
    expect(client.chat.draft.get()).to.equal('');
    await host.clock.advance(500);
    expect(kept()).to.equal('');
  });

  it('token-storage: memory keeps nothing, session keeps for the tab', async () => {
    const memory = await signedIn({ tokenStorage: 'memory' });
    memory.chat.setDraft('secret');
    memory.destroy();
    const all = [...host.storage.values.values(), ...host.sessionStorage.values.values()];
    expect(all.join()).to.not.contain('secret');
    const session = await signedIn({ tokenStorage: 'session' });
    session.chat.setDraft('for this tab');
    session.destroy();
    expect(kept()).to.equal('');
    expect(kept(host.sessionStorage)).to.contain('for this tab');
  });

  it('a full storage loses nothing here, and nobody is alarmed', async () => {
    const client = await signedIn();
    host.storage.quota = [...host.storage.values].flat().join('').length + 100;
    client.chat.setDraft('x'.repeat(5000));
    await host.clock.advance(500);
    expect(client.chat.draft.get()).to.have.length(5000);
    await client.chat.open('other');
    await client.chat.open('chat-1');
    expect(client.chat.draft.get()).to.have.length(5000);
    expect(host.logged.join()).to.not.contain('storage');
  });

  it('two pages: neither writes into the other’s field, nor over its other chats', async () => {
    const one = await signedIn();
    const other = new ScriptedHost(host.clock, host.storage, host.routes);
    const two = await page({ chatId: 'other' }, other);
    one.chat.setDraft('in the first');
    two.chat.setDraft('in the second');
    await host.clock.advance(500);
    expect(one.chat.draft.get()).to.equal('in the first');
    expect(two.chat.draft.get()).to.equal('in the second');
    expect(kept()).to.contain('in the first').and.contain('in the second');
  });

  it('no timer and no listener stays behind', async () => {
    const client = await signedIn();
    const before = host.watchers;
    client.chat.setDraft('a');
    expect(host.watchers).to.equal(before + 1);
    await host.clock.advance(500);
    expect(host.watchers).to.equal(before);
    client.chat.setDraft('b');
    client.destroy();
    expect(host.watchers).to.equal(0);
    client.chat.setDraft('c');
    expect(host.watchers).to.equal(0);
  });

  it('what is stored and is no draft of ours is not taken', async () => {
    const client = await signedIn();
    client.destroy();
    for (const nonsense of ['{', '[]', '{"owner":"u1","drafts":[7,{"text":8},null]}', '"x"']) {
      host.storage.values.set('miptech_drafts:acme', nonsense);
      expect((await page()).chat.draft.get()).to.equal('');
    }
  });
});

describe('taking a message back', () => {
  it('one that waits is never sent, and its watcher hears of it', async () => {
    const client = await signedIn();
    host.network('offline');
    host.socket.drop();
    await settle();
    const message = client.chat.send('on second thoughts');
    client.chat.send('this one');
    expect(client.chat.withdraw(message.get().id)).to.equal(true);
    expect(message.get()).to.include({ state: 'failed', failure: 'withdrawn' });
    expect(client.transcript.get().messages.map(({ text }) => text)).to.deep.equal(['this one']);
    host.network('online');
    await host.clock.advance(3000);
    host.socket.stand();
    await settle();
    const sent = host.sockets.flatMap((socket) => socket.frames('chat_message'));
    expect(sent.map((data) => data['message'])).to.deep.equal(['this one']);
  });

  it('not after a reload either', async () => {
    const client = await signedIn();
    host.network('offline');
    host.socket.drop();
    await settle();
    const { id } = client.chat.send('on second thoughts').get();
    client.chat.withdraw(id);
    client.destroy();
    host.network('online');
    const next = await page();
    await host.clock.advance(3000);
    host.socket.stand();
    await settle();
    expect(next.transcript.get().messages).to.deep.equal([]);
    expect(host.socket.frames('chat_message')).to.deep.equal([]);
  });

  it('one that is on its way, delivered or unknown is not', async () => {
    const client = await signedIn();
    const { id } = client.chat.send('gone already').get();
    expect(client.chat.withdraw(id)).to.equal(false);
    expect(client.chat.withdraw('nobody')).to.equal(false);
    expect(client.transcript.get().messages).to.have.length(1);
  });

  it('one that failed leaves the conversation', async () => {
    const client = await signedIn();
    host.network('offline');
    host.socket.drop();
    await settle();
    const { id } = client.chat.send('too late').get();
    await host.clock.advance(90_000_000);
    host.network('online');
    await host.clock.advance(3000);
    host.socket.stand();
    await settle();
    expect(client.transcript.get().messages[0]?.failure).to.equal('expired_in_queue');
    expect(client.chat.withdraw(id)).to.equal(true);
    expect(client.transcript.get().messages).to.deep.equal([]);
  });
});

describe('what a tenant’s chats offer', () => {
  const config = async (body: unknown): Promise<unknown> => {
    host.routes.set('GET /chat/config', () => ({ body }));
    const client = await signedIn();
    return client.chat.loadConfig();
  };

  it('is not asked for by itself', async () => {
    await signedIn();
    expect(host.count('GET /chat/config')).to.equal(0);
  });

  it('is read in any of the usual shapes', async () => {
    expect(
      await config({
        success: true,
        data: {
          welcome_message: 'Good day!',
          suggested_prompts: ['Hours?', { prompt: 'Where are you?', title: 'Place' }, 7, '', {}],
          max_message_length: 4000,
        },
      }),
    ).to.deep.equal({
      phase: 'known',
      greeting: 'Good day!',
      suggestions: [
        { text: 'Hours?', label: 'Hours?' },
        { text: 'Where are you?', label: 'Place' },
      ],
      maxLength: 4000,
    });
  });

  it('nonsense offers nothing', async () => {
    const empty = { phase: 'known', greeting: null, suggestions: [], maxLength: null };
    const nonsense = { greeting: 7, suggestions: 'x', max_message_length: -1 };
    expect(await config(nonsense)).to.deep.equal(empty);
  });

  it('where the platform has none, the chat goes on', async () => {
    const client = await signedIn();
    host.routes.set('GET /chat/config', () => ({ status: 404 }));
    expect((await client.chat.loadConfig()).phase).to.equal('unknown');
    expect(client.connection.get().phase).to.equal('ready');
  });
});
