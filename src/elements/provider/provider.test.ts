import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import sinon from 'sinon';
import type { MiptechChat } from '../chat/chat.js';
import '../../define/chat.js';
import '../../define/provider.js';
import { grace } from '../../dom/lease.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechProvider } from './provider.js';

const user = { id: 'u1', email: 'a@example.com', name: 'A' };

async function provider(attributes: Record<string, string> = {}): Promise<MiptechProvider> {
  const element = document.createElement('miptech-provider');
  // Nothing here is to reach a network: the client is made and not started.
  for (const [name, value] of Object.entries({
    'tenant-id': 'acme',
    'token-storage': 'memory',
    'auto-connect': 'off',
    ...attributes,
  })) {
    element.setAttribute(name, value);
  }
  const place = await fixture(html`<div></div>`);
  place.append(element);
  await element.updateComplete;
  return element;
}

describe('<miptech-provider>', () => {
  let error: sinon.SinonStub;
  let wrong: sinon.SinonStub;

  beforeEach(() => {
    error = sinon.stub(console, 'error');
    wrong = sinon.stub(console, 'warn');
  });
  afterEach(() => {
    error.restore();
    wrong.restore();
  });

  it('makes a client of its attributes', async () => {
    const element = await provider({
      'api-url': 'https://api.example.com/base',
      'reconnect-attempts': 'Infinity',
      'ping-interval': '5000',
      'stream-mode': 'delta',
      anonymous: '',
    });
    const { settings } = element.client ?? {};
    expect(settings?.tenantId).to.equal('acme');
    expect(settings?.apiUrl).to.equal('https://api.example.com/base');
    expect(settings?.wsUrl).to.equal('wss://api.example.com/base');
    expect(settings?.reconnectAttempts).to.equal(Infinity);
    expect(settings?.pingInterval).to.equal(5000);
    expect(settings?.streamMode).to.equal('delta');
    expect(settings?.anonymous).to.equal(true);
    expect(settings?.debug).to.equal(false);
  });

  it('idle-disconnect: minutes, never, five without it; a change makes a new client', async () => {
    const element = await provider({ 'idle-disconnect': '0.5' });
    expect(element.client?.settings.idleDisconnect).to.equal(0.5);
    element.setAttribute('idle-disconnect', 'never');
    await element.updateComplete;
    expect(element.client?.settings.idleDisconnect).to.equal(Infinity);
    element.removeAttribute('idle-disconnect');
    await element.updateComplete;
    expect(element.client?.settings.idleDisconnect).to.equal(5);
    element.idleDisconnect = '5min';
    await element.updateComplete;
    expect(element.client === null).to.equal(true);
    const fault = element.shadowRoot?.querySelector('[part=fault]')?.textContent;
    expect(fault).to.match(/idle-disconnect is “5min”; write minutes.*or never/);
  });

  it('properties set before the upgrade count', async () => {
    const place = await fixture(html`<div></div>`);
    const raw = Object.assign(document.createElement('miptech-provider-late'), {
      tenantId: 'early',
      tokenStorage: 'memory',
      autoConnect: 'off',
    });
    place.append(raw);
    const { MiptechProvider: Base } = await import('./provider.js');
    customElements.define('miptech-provider-late', class extends Base {});
    const element = raw as unknown as MiptechProvider;
    await element.updateComplete;
    expect(element.client?.settings.tenantId).to.equal('early');
  });

  it('React 18’s debug="false" is not debug', async () => {
    expect((await provider({ debug: 'false' })).client?.settings.debug).to.equal(false);
  });

  it('settings changed: one new client for all changes of a turn, the old one ended', async () => {
    const element = await provider();
    const old = element.client;
    const chat = document.createElement('miptech-chat');
    element.append(chat);
    element.tenantId = 'other';
    element.setAttribute('user-id', 'u2');
    await element.updateComplete;
    expect(element.client === old).to.equal(false);
    expect(element.client?.settings.tenantId).to.equal('other');
    expect(element.client?.settings.userId).to.equal('u2');
    expect(old?.connection.get().phase).to.equal('closed');
    const same = element.client;
    element.tenantId = 'other';
    await element.updateComplete;
    expect(element.client === same).to.equal(true);
  });

  it('a new getAuthToken function at each render makes no new client, and the last one is asked', async () => {
    const element = await provider();
    const asked: string[] = [];
    const source = (name: string) => () => {
      asked.push(name);
      return Promise.resolve(null);
    };
    element.getAuthToken = source('first');
    await element.updateComplete;
    const made = element.client;
    element.getAuthToken = source('second');
    await element.updateComplete;
    expect(element.client === made).to.equal(true);
    made?.connection.connect();
    expect(asked).to.deep.equal(['second']);
  });

  describe('lifetime', () => {
    let clock: sinon.SinonFakeTimers;

    beforeEach(() => {
      clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    });
    afterEach(() => {
      clock.restore();
    });

    it('StrictMode: removed and added in one task keeps the client', async () => {
      const element = await provider();
      const made = element.client;
      const place = element.parentElement;
      element.remove();
      place?.append(element);
      await element.updateComplete;
      expect(element.client === made).to.equal(true);
      await clock.tickAsync(grace * 2);
      expect(element.client === made).to.equal(true);
      expect(made?.connection.get().phase).not.to.equal('closed');
    });

    it('out and back within the grace keeps it; after the grace it ends, and coming back makes one', async () => {
      const element = await provider();
      const made = element.client;
      const place = element.parentElement;
      element.remove();
      await clock.tickAsync(grace - 1);
      expect(element.client === made).to.equal(true);
      place?.append(element);
      await element.updateComplete;
      await clock.tickAsync(grace);
      expect(element.client === made).to.equal(true);
      element.remove();
      await clock.tickAsync(grace);
      expect(element.client === null).to.equal(true);
      expect(made?.connection.get().phase).to.equal('closed');
      place?.append(element);
      await element.updateComplete;
      expect(element.client === null).to.equal(false);
      expect(element.client === made).to.equal(false);
    });

    it('a client of the page’s own is handed out, and neither started nor destroyed', async () => {
      const element = await provider({ 'auto-connect': 'on', 'api-url': 'http://127.0.0.1:9' });
      const made = element.client;
      const own = new MemoryClient({ session: { phase: 'signed-in', user } });
      element.client = own;
      const chat = document.createElement('miptech-chat');
      element.append(chat);
      await element.updateComplete;
      expect(element.client === own).to.equal(true);
      expect(made?.connection.get().phase).to.equal('closed');
      element.remove();
      await clock.tickAsync(grace * 2);
      expect(own.verbs).to.deep.equal([]);
    });

    it('auto-connect taken back by a framework is on again, and no refusal', async () => {
      const element = await provider({ 'auto-connect': 'off', 'api-url': 'http://127.0.0.1:9' });
      for (const nothing of [undefined, null]) {
        element.autoConnect = nothing as never;
        await element.updateComplete;
        expect(element.autoConnect).to.equal('on');
        expect(element.client === null).to.equal(false);
      }
    });
  });

  it('auto-connect on starts it, off waits', async () => {
    const waiting = await provider();
    expect(waiting.client?.connection.get().phase).to.equal('idle');
    waiting.setAttribute('auto-connect', 'on');
    const made = waiting.client;
    await waiting.updateComplete;
    await aTimeout(20);
    expect(waiting.client === made).to.equal(true);
    expect(made?.connection.get().phase).to.equal('signed-out');
  });

  describe('refused settings', () => {
    const list = (element: MiptechProvider): string =>
      element.shadowRoot?.querySelector('[part=fault]')?.textContent.replace(/\s+/g, ' ') ?? '';

    it('names each attribute, what came and what to write; nothing is thrown', async () => {
      const element = document.createElement('miptech-provider');
      element.setAttribute('api-url', 'example.com');
      element.setAttribute('ping-interval', 'often');
      element.setAttribute('auto-connect', 'maybe');
      const place = await fixture(html`<div></div>`);
      const told = oneEvent(place, 'miptech-error');
      place.append(element);
      const { detail } = (await told) as HTMLElementEventMap['miptech-error'];
      await element.updateComplete;
      expect(detail.code).to.equal('config_invalid');
      expect(element.client === null).to.equal(true);
      const text = list(element);
      expect(text).to.match(/tenant-id is nothing; write/);
      expect(text).to.match(/api-url is “example\.com”; write/);
      expect(text).to.match(/ping-interval is “often”; write/);
      expect(text).to.match(/auto-connect is “maybe”; write on or off/);
      expect(error.callCount).to.equal(1);
      await expect(element).shadowDom.to.be.accessible();
    });

    it('repaired: the list goes and a client comes', async () => {
      const element = await provider({ 'tenant-id': '' });
      expect(list(element)).to.contain('tenant-id');
      element.setAttribute('tenant-id', 'acme');
      await element.updateComplete;
      expect(list(element)).to.equal('');
      expect(element.client?.settings.tenantId).to.equal('acme');
    });

    it('a token put where a function belongs is repeated nowhere', async () => {
      const element = await provider();
      element.getAuthToken = 'CANARY-TOKEN' as never;
      element.apiKey = `CANARY-KEY ${'x'.repeat(600)}`;
      await element.updateComplete;
      expect(list(element)).to.contain('getAuthToken');
      expect(list(element)).not.to.contain('CANARY-TOKEN');
      expect(JSON.stringify(error.args)).not.to.contain('CANARY-TOKEN');
      expect(list(element)).not.to.contain('CANARY-KEY');
      expect(JSON.stringify(error.args)).not.to.contain('CANARY-KEY');
    });

    it('an element inside is told that there is no client, without a warning', async () => {
      const element = await provider({ 'tenant-id': '' });
      const chat = document.createElement('miptech-chat');
      element.append(chat);
      await chat.updateComplete;
      expect(chat.shadowRoot?.querySelector('[part=unavailable]') === null).to.equal(false);
      await aTimeout(1100);
      expect(wrong.callCount).to.equal(0);
    });
  });

  describe('events', () => {
    async function followed(
      client: MemoryClient,
    ): Promise<{ element: MiptechProvider; told: [string, unknown][] }> {
      const place = await fixture(html`<div></div>`);
      const told: [string, unknown][] = [];
      for (const name of ['session-change', 'connection-change', 'message', 'error'] as const) {
        place.addEventListener(`miptech-${name}`, (event) => {
          told.push([name, (event as CustomEvent<unknown>).detail]);
        });
      }
      const element = document.createElement('miptech-provider');
      element.client = client;
      place.append(element);
      await element.updateComplete;
      return { element, told };
    }

    it('tell changes only: nothing for a client at rest, the state of one that is already on', async () => {
      expect((await followed(new MemoryClient())).told).to.deep.equal([]);
      const { told } = await followed(
        new MemoryClient({ session: { phase: 'signed-in', user }, connection: { phase: 'ready' } }),
      );
      expect(told.map(([name]) => name)).to.deep.equal(['session-change', 'connection-change']);
    });

    it('session and connection, each change once, without a token', async () => {
      const client = new MemoryClient();
      const { told } = await followed(client);
      client.sessionState.set({ phase: 'signed-in', user, error: null, left: null });
      client.connectionState.set({ ...client.connection.get(), phase: 'ready', status: 'ready' });
      await aTimeout(0);
      client.connectionState.set({ ...client.connection.get() });
      await aTimeout(0);
      expect(told).to.deep.equal([
        ['session-change', { user, phase: 'signed-in' }],
        ['connection-change', { phase: 'ready', status: 'ready', code: null }],
      ]);
    });

    it('a message is told when it settles; what a chat already held is not', async () => {
      const client = new MemoryClient();
      const { told } = await followed(client);
      client.transcriptState.set({
        chatId: 'c1',
        loading: false,
        answering: false,
        messages: [memoryMessage({ id: 'old' })],
      });
      client.transcriptState.set({ ...client.transcript.get(), loading: true });
      await aTimeout(0);
      client.transcriptState.set({
        ...client.transcript.get(),
        loading: false,
        messages: [memoryMessage({ id: 'old' }), memoryMessage({ id: 'older' })],
      });
      await aTimeout(0);
      expect(told).to.deep.equal([]);
      const { messages } = client.transcript.get();
      client.show([...messages, memoryMessage({ id: 'q', state: 'sending' })]);
      await aTimeout(0);
      expect(told).to.deep.equal([]);
      client.change('q', { state: 'delivered' });
      await aTimeout(0);
      client.show([
        ...client.transcript.get().messages,
        memoryMessage({ id: 'a', role: 'assistant', state: 'complete', text: 'Yes.' }),
      ]);
      await aTimeout(0);
      const ids = told.map(([, detail]) => (detail as { message: { id: string } }).message.id);
      expect(ids).to.deep.equal(['q', 'a']);
    });

    it('another client: a session that was there is told to be gone', async () => {
      const client = new MemoryClient({ session: { phase: 'signed-in', user } });
      const { element, told } = await followed(client);
      element.client = new MemoryClient();
      await element.updateComplete;
      expect(told.at(-1)).to.deep.equal(['session-change', { user: null, phase: 'signed-out' }]);
      client.sessionState.set({ phase: 'expired', user, error: null, left: null });
      await aTimeout(0);
      expect(told).to.have.length(2);
    });
  });

  it('two providers, two tenants: each chat talks to its own', async () => {
    const place = await fixture(html`<div></div>`);
    const clients = [new MemoryClient(), new MemoryClient()] as const;
    const chats: MiptechChat[] = [];
    for (const client of clients) {
      const element = document.createElement('miptech-provider');
      element.client = client;
      const chat = document.createElement('miptech-chat');
      element.append(chat);
      place.append(element);
      chats.push(chat);
    }
    await aTimeout(0);
    chats[1]?.send('hello');
    expect(clients[0].verbs).to.deep.equal([]);
    expect(clients[1].verbs).to.deep.equal(['chat.send']);
  });
});
