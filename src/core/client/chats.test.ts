import { expect } from '@open-wc/testing';
import type { ChatItem, MiptechClientHandle, MiptechOptions } from '../index.js';
import { createMiptechClient } from '../index.js';
import { settle } from '../../testing/manual-clock.js';
import type { ScriptedAnswer, ScriptedHost } from '../../testing/scripted-host.js';
import { scriptedToken, workingHost } from '../../testing/scripted-host.js';

const credentials = { email: 'ann@example.com', password: 'secret-password' };
const key = 'miptech_chats:acme';

let host: ScriptedHost;
let client: MiptechClientHandle;
/** What the platform lists. */
let listed: object[];

function create(options: Partial<MiptechOptions> = {}): MiptechClientHandle {
  client = createMiptechClient(
    { apiUrl: 'http://platform.test', tenantId: 'acme', ...options },
    host.ports,
  );
  return client;
}

async function signIn(): Promise<void> {
  await client.session.login(credentials);
  await settle();
}

async function connected(options: Partial<MiptechOptions> = {}): Promise<void> {
  create(options).start();
  await signIn();
  host.socket.stand();
  await settle();
}

/** The platform's next sign-ins are of this user. */
function signsIn(id: string): void {
  const iat = Math.floor(host.clock.now() / 1000);
  const claims = { tenant_id: 'acme', user_id: id, iat, exp: iat + 900 };
  host.routes.set('POST /auth/login', () => ({
    body: {
      access_token: scriptedToken(claims),
      expires_in: 900,
      user: { id, email: `${id}@example.com` },
    },
  }));
}

const items = (): readonly ChatItem[] => client.chats.get().items;
const ids = (): string[] => items().map(({ id }) => id);
const unread = (): string[] => items().flatMap((item) => (item.unread ? [item.id] : []));
const item = (id: string): ChatItem | undefined => items().find((other) => other.id === id);
/** A time of the platform, whose clock is `late` milliseconds ahead. */
const at = (late = 0): string => new Date(host.clock.now() + late).toISOString();

const answer = (fields: object = {}): void => {
  host.socket.receive('response_start', { message_id: 'a', ...fields });
  host.socket.receive('response_complete', { message_id: 'a', content: 'Fine.', ...fields });
};

beforeEach(() => {
  host = workingHost();
  listed = [];
  host.routes.set('GET /chat/list', () => ({ body: { chats: listed } }));
});

afterEach(() => {
  client.destroy();
});

describe('the list of chats', () => {
  it('asks for nothing by itself, and for nothing without a user', async () => {
    create().start();
    expect(await client.chats.load()).to.deep.equal({ phase: 'unknown', items: [], error: null });
    client.destroy();
    await connected();
    expect(host.count('GET /chat/list')).to.equal(0);
  });

  it('is the platform’s, newest first, with the open one marked', async () => {
    await connected();
    listed = [
      { id: 'old', title: 'Old', created_at: at(-9000), updated_at: at(-5000) },
      { id: 'new', title: 'New', updated_at: at(-1000) },
      { id: 'timeless', title: 'Timeless' },
    ];
    const loading = client.chats.load();
    expect(client.chats.get().phase).to.equal('loading');
    expect(await loading).to.equal(client.chats.get());
    expect(client.chats.get().phase).to.equal('known');
    expect(ids()).to.deep.equal(['new', 'old', 'timeless']);
    expect(item('old')?.createdAt).to.equal(host.clock.now() - 9000);
    await client.chat.open('old');
    await settle();
    expect(items().filter(({ open }) => open)).to.have.length(1);
    expect(item('old')?.open).to.equal(true);
  });

  it('asks once where two want it at the same time', async () => {
    await connected();
    await Promise.all([client.chats.load(), client.chats.load()]);
    expect(host.count('GET /chat/list')).to.equal(1);
  });

  it('takes a new chat up with its first message, and not before', async () => {
    await connected();
    listed = [{ id: 'chat-1', title: 'New chat', updated_at: at(), message_count: 0 }];
    await client.chats.load();
    expect(ids(), 'nothing was said in it').to.deep.equal([]);
    client.chat.send('How do I reset my password?');
    await settle();
    expect(items()).to.have.length(1);
    expect(items()[0]).to.include({
      id: 'chat-1',
      title: 'How do I reset my password?',
      open: true,
      unread: false,
    });
  });

  it('takes a chat up that got its name after its first message', async () => {
    let named = (): void => undefined;
    const wait = new Promise<ScriptedAnswer>((resolve) => {
      named = () => {
        resolve({ body: { chat_id: 'late' } });
      };
    });
    await connected();
    client.chat.send('One');
    answer();
    host.routes.set('POST /chat', () => wait);
    await settle();
    void client.chat.newChat();
    client.chat.send('Two');
    await settle();
    expect(ids()).to.deep.equal(['chat-1']);
    named();
    await settle();
    expect(ids()).to.deep.equal(['late', 'chat-1']);
  });

  it('leaves empty chats out that are not open', async () => {
    await connected();
    listed = [
      { id: 'empty', title: 'New chat', message_count: 0 },
      { id: 'uncounted', title: 'New chat' },
    ];
    await client.chats.load();
    expect(ids()).to.deep.equal(['uncounted']);
  });

  it('moves a chat up when something happens in it, also where the platform’s clock is ahead', async () => {
    await connected();
    listed = [
      { id: 'other', title: 'Other', updated_at: at(600_000) },
      { id: 'chat-1', title: 'Mine', updated_at: at(-1000), message_count: 2 },
    ];
    await client.chats.load();
    client.chat.send('More');
    await settle();
    expect(ids()).to.deep.equal(['chat-1', 'other']);
    const asked = item('chat-1')?.updatedAt ?? 0;
    await host.clock.advance(2000);
    answer();
    await settle();
    expect(item('chat-1')?.updatedAt).to.be.greaterThan(asked);
    expect(item('chat-1')?.title, 'the platform’s title wins').to.equal('Mine');
  });

  it('does not take an older chat for a new one because it is looked at', async () => {
    await connected();
    listed = [
      { id: 'new', title: 'New', updated_at: at(-1000) },
      { id: 'old', title: 'Old', updated_at: at(-5000) },
    ];
    host.routes.set('GET /chat/old', () => ({
      body: { messages: [{ id: 'm', role: 'user', content: 'Once', timestamp: at(-5000) }] },
    }));
    await client.chats.load();
    await client.chat.open('old');
    await settle();
    expect(ids()).to.deep.equal(['new', 'old']);
  });

  it('shows no chat that the platform has no more', async () => {
    await connected();
    listed = [
      { id: 'one', title: 'One' },
      { id: 'two', title: 'Two' },
    ];
    await client.chats.load();
    listed = [{ id: 'two', title: 'Two' }];
    await client.chats.load();
    expect(ids()).to.deep.equal(['two']);
  });

  it('keeps what it knows where it cannot be had again, and says why', async () => {
    await connected();
    listed = [{ id: 'one', title: 'One' }];
    await client.chats.load();
    host.routes.set('GET /chat/list', () => ({ status: 500 }));
    const { phase, error } = await client.chats.load();
    expect(phase).to.equal('failed');
    expect(error?.code).to.equal('server_error');
    expect(ids()).to.deep.equal(['one']);
    host.routes.set('GET /chat/list', () => ({ body: { chats: listed } }));
    expect(await client.chats.load()).to.include({ phase: 'known', error: null });
  });

  it('hears that the feature is off', async () => {
    await connected();
    host.routes.set('GET /chat/list', () => ({
      status: 403,
      body: { success: false, message: 'off', error_code: 'FEATURE_DISABLED' },
    }));
    await client.chats.load();
    expect(client.tenant.get().features).to.deep.equal({ chat_history: false });
  });

  it('is not made anew for each piece of an answer', async () => {
    await connected();
    await client.chats.load();
    client.chat.send('Hello');
    host.socket.receive('response_start', { message_id: 'a' });
    await settle();
    const before = client.chats.get();
    host.socket.receive('response_chunk', { message_id: 'a', content: 'Some ' });
    await settle();
    host.socket.receive('response_chunk', { message_id: 'a', content: 'Some more' });
    await settle();
    expect(client.chats.get()).to.equal(before);
  });
});

describe('opening', () => {
  /** Histories that come when they are told to. */
  function slowHistories(): Map<string, () => void> {
    const arrive = new Map<string, () => void>();
    for (const id of ['one', 'two']) {
      const history = new Promise<ScriptedAnswer>((resolve) => {
        arrive.set(id, () => {
          resolve({ body: { messages: [{ id, role: 'user', content: id }] } });
        });
      });
      host.routes.set(`GET /chat/${id}`, () => history);
    }
    return arrive;
  }

  it('shows the chat that was wanted last, whichever came last', async () => {
    await connected();
    const arrive = slowHistories();
    const both = [client.chat.open('one'), client.chat.open('two')];
    arrive.get('two')?.();
    await settle();
    arrive.get('one')?.();
    await Promise.all(both);
    expect(client.transcript.get().chatId).to.equal('two');
  });

  it('does not come back over a new chat', async () => {
    await connected();
    client.chat.send('Hello');
    answer();
    await settle();
    const arrive = slowHistories();
    const opening = client.chat.open('one');
    await client.chat.newChat();
    arrive.get('one')?.();
    await opening;
    await settle();
    expect(client.transcript.get().chatId).to.equal('chat-2');
  });

  it('does not come over a new chat in which nothing is said yet', async () => {
    await connected();
    const { chatId } = client.transcript.get();
    const arrive = slowHistories();
    const opening = client.chat.open('one');
    await client.chat.newChat();
    arrive.get('one')?.();
    await opening;
    expect(client.transcript.get().chatId).to.equal(chatId);
  });

  it('does not come over the chat that was gone back to', async () => {
    await connected();
    const arrive = slowHistories();
    const first = client.chat.open('one');
    arrive.get('one')?.();
    await first;
    const second = client.chat.open('two');
    await client.chat.open('one');
    arrive.get('two')?.();
    await second;
    expect(client.transcript.get().chatId).to.equal('one');
  });

  it('a new chat is begun also while the last one is still fetched', async () => {
    const arrive = slowHistories();
    create({ chatId: 'one' }).start();
    await signIn();
    expect(client.transcript.get()).to.include({ chatId: 'one', loading: true });
    await client.chat.newChat();
    arrive.get('one')?.();
    await settle();
    host.socket.stand();
    await settle();
    expect(client.transcript.get().chatId).to.equal('chat-1');
    expect(client.transcript.get().messages).to.deep.equal([]);
    client.chat.send('Hello');
    answer();
    await settle();
    expect(client.transcript.get().messages.map(({ state }) => state)).to.deep.equal([
      'delivered',
      'complete',
    ]);
  });
});

describe('a title until the platform gives one', () => {
  it('outlives the page, and goes when the platform has its own', async () => {
    await connected();
    client.chat.send('How are you?');
    await settle();
    client.destroy();
    listed = [{ id: 'chat-1', title: 'New chat', updated_at: at() }];
    create().start();
    await client.chats.load();
    await settle();
    await client.chats.load();
    expect(item('chat-1')?.title).to.equal('How are you?');
    listed = [{ id: 'chat-1', title: 'Well-being', updated_at: at() }];
    await client.chats.load();
    expect(item('chat-1')?.title).to.equal('Well-being');
    expect(host.storage.getItem(key)).not.to.contain('How are you?');
  });
});

describe('what is unread', () => {
  it('is nothing of what was there before this browser knew of it', async () => {
    await connected();
    listed = [
      { id: 'one', title: 'One', updated_at: at() },
      { id: 'two', title: 'Two', updated_at: at(-9) },
    ];
    await client.chats.load();
    expect(unread()).to.deep.equal([]);
  });

  it('is what happened elsewhere since, until it is opened; a new page knows that too', async () => {
    await connected();
    listed = [{ id: 'one', title: 'One', updated_at: at() }];
    await client.chats.load();
    listed = [{ id: 'one', title: 'One', updated_at: at(50) }];
    await client.chats.load();
    expect(unread()).to.deep.equal(['one']);
    client.destroy();
    create().start();
    await settle();
    await client.chats.load();
    expect(unread()).to.deep.equal(['one']);
    await client.chat.open('one');
    await settle();
    expect(unread()).to.deep.equal([]);
    await client.chat.open('another').catch(() => undefined);
    await client.chats.load();
    expect(unread()).to.deep.equal([]);
  });

  it('is no chat of this page, whatever the platform’s clock says', async () => {
    for (const late of [600_000, -600_000]) {
      listed = [];
      await connected();
      await client.chats.load();
      client.chat.send('Hello');
      answer();
      await settle();
      const mine = client.transcript.get().chatId ?? '';
      listed = [{ id: mine, title: 'Hello', updated_at: at(late) }];
      await client.chat.newChat();
      await client.chats.load();
      await client.chats.load();
      expect(unread(), String(late)).to.deep.equal([]);
      client.destroy();
      host = workingHost();
      host.routes.set('GET /chat/list', () => ({ body: { chats: listed } }));
    }
    create();
  });

  it('is an answer that came to a chat that is not open any more', async () => {
    for (const late of [600_000, -600_000]) {
      listed = [];
      await connected();
      await client.chats.load();
      client.chat.send('Hello');
      await settle();
      const mine = client.transcript.get().chatId ?? '';
      await client.chat.newChat();
      await settle();
      expect(unread(), 'the question is one’s own').to.deep.equal([]);
      answer({ chat_id: mine });
      await settle();
      expect(unread()).to.deep.equal([mine]);
      listed = [{ id: mine, title: 'Hello', updated_at: at(late) }];
      await client.chats.load();
      expect(unread(), String(late)).to.deep.equal([mine]);
      await client.chat.open(mine);
      await settle();
      expect(unread()).to.deep.equal([]);
      client.destroy();
      host = workingHost();
      host.routes.set('GET /chat/list', () => ({ body: { chats: listed } }));
    }
    create();
  });

  it('is nothing that a frame of a chat unknown here tells', async () => {
    await connected();
    await client.chats.load();
    answer({ chat_id: 'strange' });
    await settle();
    expect(ids()).to.deep.equal([]);
  });
});

describe('what is another’s', () => {
  it('is gone with the sign-out, at once and in storage', async () => {
    await connected();
    listed = [{ id: 'one', title: 'Secret', updated_at: at() }];
    await client.chats.load();
    client.chat.send('My secret');
    await settle();
    expect(host.storage.getItem(key)).to.contain('My secret');
    const leaving = client.session.logout();
    expect(client.chats.get()).to.deep.equal({ phase: 'unknown', items: [], error: null });
    expect(host.storage.getItem(key)).to.equal(null);
    await leaving;
  });

  it('does not come to the next user with an answer that was late', async () => {
    await connected();
    let arrive: (answer: ScriptedAnswer) => void = () => undefined;
    host.routes.set(
      'GET /chat/list',
      () =>
        new Promise((resolve) => {
          arrive = resolve;
        }),
    );
    const first = client.chats.load();
    await settle();
    const late = arrive;
    await client.session.logout();
    signsIn('u2');
    await signIn();
    expect(host.count('GET /chat/list'), 'asked anew for the second user').to.equal(2);
    late({ body: { chats: [{ id: 'one', title: 'Secret' }] } });
    await first;
    await settle();
    expect(client.chats.get().items).to.deep.equal([]);
    expect(client.chats.get().phase).to.equal('loading');
    arrive({ body: { chats: [{ id: 'two', title: 'Own' }] } });
    await settle();
    expect(ids()).to.deep.equal(['two']);
  });

  it('is thrown away where another user finds it in storage', async () => {
    await connected();
    client.chat.send('My secret');
    await settle();
    client.destroy();
    // The session is gone without a sign-out.
    for (const name of [...host.storage.values.keys()]) {
      if (name !== key) host.storage.removeItem(name);
    }
    signsIn('u2');
    create().start();
    await signIn();
    expect(host.storage.getItem(key)).to.equal(null);
    listed = [{ id: 'chat-1', title: 'New chat' }];
    await client.chats.load();
    expect(item('chat-1')?.title).to.equal('');
  });

  it('is never another tenant’s', async () => {
    await connected();
    client.chat.send('My secret');
    await settle();
    client.destroy();
    listed = [{ id: 'chat-1', title: 'New chat', updated_at: at() }];
    create({ tenantId: 'globex' }).start();
    const iat = Math.floor(host.clock.now() / 1000);
    host.routes.set('POST /auth/login', () => ({
      body: {
        access_token: scriptedToken({ tenant_id: 'globex', user_id: 'u1', iat, exp: iat + 900 }),
        expires_in: 900,
        user: { id: 'u1', email: 'ann@example.com' },
      },
    }));
    await signIn();
    await client.chats.load();
    expect(item('chat-1')?.title ?? '').to.equal('');
  });

  it('does not grow without end in storage', async () => {
    await connected();
    listed = Array.from({ length: 400 }, (_, index) => ({
      id: `c${String(index)}`,
      title: 'Some',
      updated_at: at(index - 1000),
    }));
    await client.chats.load();
    for (const { id } of listed as { id: string }[]) await client.chat.open(id);
    await settle();
    const kept = JSON.parse(host.storage.getItem(key) ?? '{}') as { chats: unknown[] };
    expect(kept.chats.length).to.be.lessThanOrEqual(200);
    await client.chats.load();
    expect(unread(), 'what is dropped stays seen').to.deep.equal([]);
  });
});
