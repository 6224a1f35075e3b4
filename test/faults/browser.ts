/**
 * One browser in the test's hand: pages that share clock, storage, locks and platform, each with a
 * client, and what must hold of every client whatever was done to it. Knows no row of the faults.
 */
import assert from 'node:assert/strict';
import { createMiptechClient } from '../../src/core/index.js';
import type { MiptechClientHandle, MiptechOptions } from '../../src/core/index.js';
import type { LockPort, Ports, SocketEvent, StoragePort } from '../../src/core/ports.js';
import { settle } from '../../src/testing/manual-clock.js';
import { ScriptedHost, scriptedToken, workingHost } from '../../src/testing/scripted-host.js';
import type { Route, ScriptedAnswer, ScriptedSocket } from '../../src/testing/scripted-host.js';

import { ScriptedChannels } from './channels.js';
import { leaks, written } from './leaks.js';

export const ann = { email: 'ann@example.com', password: 'secret-password' };

interface Asked {
  readonly owner: object;
  readonly run: () => void;
  granted: boolean;
}

/** Locks as a browser keeps them: in order of asking, let go of when their page is gone. */
export class ScriptedLocks {
  readonly #queues = new Map<string, Asked[]>();

  /** Locks that are held or waited for, over all pages. */
  get names(): readonly string[] {
    return [...this.#queues].flatMap(([name, queue]) => queue.map(() => name));
  }

  port(owner: object): LockPort {
    return {
      request: (name, { signal }, task) =>
        new Promise((resolve, reject) => {
          const queue = this.#queues.get(name) ?? [];
          this.#queues.set(name, queue);
          const leave = (): void => {
            if (!queue.includes(asked)) return;
            queue.splice(queue.indexOf(asked), 1);
            this.#next(queue);
          };
          const asked: Asked = {
            owner,
            granted: false,
            run: () => void task().then(resolve, reject).finally(leave),
          };
          const giveUp = (): void => {
            if (asked.granted) return;
            leave();
            reject(new Error('aborted'));
          };
          if (signal?.aborted === true) {
            reject(new Error('aborted'));
            return;
          }
          signal?.addEventListener('abort', giveUp);
          queue.push(asked);
          this.#next(queue);
        }),
    };
  }

  /** The page is gone: what it held or waited for goes to the next. */
  die(owner: object): void {
    for (const queue of this.#queues.values()) {
      const others = queue.filter((asked) => asked.owner !== owner);
      queue.splice(0, queue.length, ...others);
      this.#next(queue);
    }
  }

  #next(queue: readonly Asked[]): void {
    const first = queue[0];
    if (first === undefined || first.granted) return;
    first.granted = true;
    queueMicrotask(() => {
      if (queue.includes(first)) first.run();
    });
  }
}

/** The old socket serves until its successor takes over. */
const takesMessages: ReadonlySet<string> = new Set(['ready', 'renewing']);

export class Page {
  readonly client: MiptechClientHandle;
  /** What comes of a new socket: nothing, a connection that stands, or a refused handshake. */
  sockets: 'silent' | 'standing' | 'refused' = 'silent';
  /** True where the host goes on calling listeners that were removed. */
  deaf = false;
  /** When anything was written to a socket, on the monotonic clock. */
  readonly writes: number[] = [];
  readonly #lies: string[] = [];
  #refreshing = 0;
  /** Every state of connection and session, as text. */
  readonly #told = new Set<string>();

  constructor(
    readonly host: ScriptedHost,
    options: Partial<MiptechOptions>,
    ports: Partial<Ports>,
  ) {
    // The class is nested in the page and has a `this` of its own.
    const met = (socket: ScriptedSocket): void => {
      if (this.sockets === 'standing') socket.stand();
      if (this.sockets === 'refused') socket.drop();
    };
    const wrote = (data: string): void => {
      this.writes.push(host.clock.monotonic());
      if (data.includes('"chat_message"') && !takesMessages.has(this.phase)) {
        this.#lies.push(`a message is sent while ${this.phase}`);
      }
    };
    const keeps = (): boolean => this.deaf;
    const own = { ...host.ports, ...ports };
    const Base = own.WebSocket as typeof ScriptedSocket;
    const WebSocket = class extends Base {
      constructor(url: string) {
        super(url);
        queueMicrotask(() => {
          met(this);
        });
      }

      override send(data: string): void {
        wrote(data);
        super.send(data);
      }

      override removeEventListener(type: string, listener: (event: SocketEvent) => void): void {
        if (!keeps()) super.removeEventListener(type, listener);
      }
    };
    this.client = createMiptechClient(
      { apiUrl: 'http://platform.test', tenantId: 'acme', logLevel: 'debug', ...options },
      {
        ...own,
        WebSocket,
        fetch: async (url, init) => {
          if (!url.endsWith('/auth/refresh')) return own.fetch(url, init);
          this.#refreshing += 1;
          if (this.#refreshing > 1) this.#lies.push('two refreshes at once');
          return own.fetch(url, init).finally(() => (this.#refreshing -= 1));
        },
      },
    );
    const { connection, session, security } = this.client;
    security.subscribe(() => {
      this.#told.add(written(security.get()));
    });
    connection.subscribe(() => {
      this.#look();
      this.#told.add(written(connection.get()));
    });
    session.subscribe(() => {
      this.#told.add(written(session.get()));
    });
  }

  get phase(): string {
    return this.client.connection.get().phase;
  }

  /** Sockets that are neither closed nor closing. */
  get live(): readonly ScriptedSocket[] {
    return this.host.sockets.filter(
      ({ readyState, closedWith }) => readyState < 2 && closedWith === null,
    );
  }

  get texts(): string[] {
    return this.client.transcript.get().messages.map(({ text }) => text);
  }

  get states(): string[] {
    return this.client.transcript.get().messages.map(({ state }) => state);
  }

  /** The texts written to all sockets of this page, in order. */
  get sent(): unknown[] {
    return this.host.sockets
      .flatMap((socket) => socket.frames('chat_message'))
      .map((frame) => frame['message']);
  }

  /** Starts, signs in unless a session is kept, and lets the socket stand. */
  async stand(): Promise<this> {
    this.client.start();
    await settle();
    if (this.client.session.get().phase !== 'signed-in') await this.client.session.login(ann);
    await settle();
    // Without locks a renewal takes a moment to be sure that it is alone.
    for (let wait = 0; wait < 5 && this.live.length === 0; wait += 1) {
      await this.host.clock.advance(50);
    }
    if (this.phase !== 'ready') this.host.socket.stand();
    await settle();
    assert.equal(this.phase, 'ready');
    return this;
  }

  /** Goes on to the next attempt that is arranged, and lets its socket stand. */
  async back(): Promise<void> {
    const { clock } = this.host;
    const { at } = this.client.connection.get();
    await clock.advance((at ?? clock.now()) - clock.now() + 1);
    await settle();
    this.host.socket.stand();
    await settle();
    assert.equal(this.phase, 'ready');
  }

  /** As `stand`, on a platform that refuses every socket while REST works. */
  async standByRest(): Promise<this> {
    this.sockets = 'refused';
    this.client.start();
    await this.client.session.login(ann);
    for (let step = 0; step < 60 && this.phase !== 'realtime-unavailable'; step += 1) {
      await this.host.clock.advance(250);
    }
    assert.equal(this.phase, 'realtime-unavailable');
    return this;
  }

  /** The socket is lost, the next one refused, and the platform asks for a pause of so many seconds. */
  async pausedFor(seconds: number): Promise<void> {
    this.host.routes.set('GET /auth/me', () => ({
      status: 429,
      body: { details: { retry_after: seconds } },
    }));
    this.sockets = 'refused';
    this.host.socket.drop();
    await this.host.clock.advance(3000);
    assert.equal(this.client.connection.get().error?.code, 'rate_limited');
  }

  /** The platform answers `text` on the socket that stands. */
  answer(id: string, text: string): void {
    this.host.socket.receive('response_start', { message_id: id });
    this.host.socket.receive('response_complete', { message_id: id, content: text });
  }

  /** Time passes on a line that answers pings. */
  async lives(milliseconds: number): Promise<void> {
    const { clock } = this.host;
    for (let passed = 0; passed < milliseconds; passed += 4000) {
      await clock.advance(Math.min(4000, milliseconds - passed));
      for (const socket of this.live) if (socket.readyState === 1) socket.receive('pong');
    }
  }

  /** What must never be, as sentences. */
  flaws(): string[] {
    const { host, writes } = this;
    const flaws = [...this.#lies, ...host.logged.filter((line) => line.includes('No step from'))];
    flaws.push(...leaks(host, this.client, this.#told));
    for (const from of writes) {
      const within = (time: number): number =>
        writes.filter((at) => at >= from && at < from + time).length;
      if (within(1000) > 11) flaws.push(`${String(within(1000))} frames in a second`);
      if (within(60_000) > 60) flaws.push(`${String(within(60_000))} frames in a minute`);
    }
    return [...new Set(flaws)];
  }

  #look(): void {
    const { phase, live } = this;
    const standing = live.filter(({ readyState }) => readyState === 1).length;
    if ((phase === 'ready' || phase === 'renewing') && standing === 0) {
      this.#lies.push(`${phase} without an open socket`);
    }
    const most = phase === 'renewing' || phase === 'rate-limited' ? 2 : 1;
    if (live.length > most) this.#lies.push(`${String(live.length)} sockets while ${phase}`);
  }
}

/** Sends a question over the socket that stands and reads its answer. */
export async function talks(page: Page, text: string): Promise<void> {
  const message = page.client.chat.send(text);
  await settle();
  assert.equal(page.host.socket.frames('chat_message').at(-1)?.['message'], text);
  page.answer(`answer to ${text}`, `answer to ${text}`);
  assert.equal(message.get().state, 'delivered');
}

const browsers = new Set<Browser>();

export class Browser {
  readonly locks = new ScriptedLocks();
  readonly channels = new ScriptedChannels();
  readonly pages: Page[] = [];
  readonly #first = workingHost();
  /** False for a browser that has no locks, such as one on plain http. */
  readonly #locking: boolean;

  constructor({ locking = true } = {}) {
    this.#locking = locking;
    browsers.add(this);
  }

  get clock(): ScriptedHost['clock'] {
    return this.#first.clock;
  }

  get storage(): ScriptedHost['storage'] {
    return this.#first.storage;
  }

  get routes(): Map<string, Route> {
    return this.#first.routes;
  }

  /** Opens a page: a new tab, or the same tab anew where `tab` is given. */
  page(options: Partial<MiptechOptions> = {}, ports: Partial<Ports> = {}, tab?: Page): Page {
    const { clock, storage, routes } = this;
    const host = this.pages.length === 0 ? this.#first : new ScriptedHost(clock, storage, routes);
    if (this.#locking) host.locks = this.locks.port(host);
    host.openChannel = this.channels.port;
    const page = new Page(host, options, {
      uuid: this.#first.ports.uuid,
      pageProtocol: 'http:',
      localStorage: this.#shared(host),
      sessionStorage: (tab?.host ?? host).sessionStorage,
      ...ports,
    });
    this.pages.push(page);
    return page;
  }

  /** The page is gone without a word, as after a crash. */
  kill(page: Page): void {
    page.client.destroy();
    this.locks.die(page.host);
  }

  /** How often a route was called, by all pages. */
  count(route: string): number {
    return this.pages.reduce((sum, page) => sum + page.host.count(route), 0);
  }

  /** Replaces the platform's answer to `route` by one that waits until the test gives it. */
  hold(route: string): (answer: ScriptedAnswer) => void {
    let give: (answer: ScriptedAnswer) => void = () => undefined;
    this.routes.set(route, () => new Promise((resolve) => (give = resolve)));
    return (answer) => {
      give(answer);
    };
  }

  /** The platform's history of a chat, to be filled by the test. */
  history(chatId = 'chat-1'): object[] {
    const messages: object[] = [];
    this.routes.set(`GET /chat/${chatId}`, () => ({ body: { messages } }));
    return messages;
  }

  /** Sign-in answers with this user from now on. */
  knows(id: string, email = `${id}@example.com`): void {
    let issued = 0;
    this.routes.set('POST /auth/login', () => {
      issued += 1;
      const token = scriptedToken({ tenant_id: 'acme', user_id: id, issued });
      return { body: { access_token: token, user: { id, email } } };
    });
  }

  /** The local storage as one page sees it: the others are told of each change. */
  #shared(host: ScriptedHost): StoragePort {
    const { storage } = this;
    const told = (key: string): void => {
      for (const page of this.pages) {
        if (page.host !== host) queueMicrotask(() => page.host.storageChanged(key));
      }
    };
    return {
      get length() {
        return storage.length;
      },
      key: (index) => storage.key(index),
      getItem: (key) => storage.getItem(key),
      setItem: (key, value) => {
        storage.setItem(key, value);
        told(key);
      },
      removeItem: (key) => {
        storage.removeItem(key);
        told(key);
      },
    };
  }
}

/** What is left of a client that was destroyed, as sentences. */
function remains(browser: Browser): string[] {
  const left: string[] = [];
  const { pending } = browser.clock;
  if (pending > 0) left.push(`${String(pending)} timers`);
  for (const name of browser.locks.names) left.push(`the lock ${name}`);
  if (browser.channels.open > 0) left.push(`${String(browser.channels.open)} channels`);
  for (const { host, deaf } of browser.pages) {
    if (host.watchers > 0) left.push(`${String(host.watchers)} watchers`);
    for (const socket of host.sockets) {
      if (socket.closedWith === null && socket.readyState < 2) left.push('an open socket');
      if (socket.listenerCount > 1 && !deaf) left.push('a socket’s listeners');
    }
  }
  return left;
}

/** Destroys all pages and answers what is left of them. */
export async function leftBehind(browser: Browser): Promise<string[]> {
  for (const page of browser.pages) page.client.destroy();
  await settle();
  return remains(browser);
}

/** For `afterEach`: what must hold of every client holds, and nothing is left of it. */
export async function endBrowsers(): Promise<void> {
  const flaws: string[] = [];
  for (const browser of browsers) {
    for (const page of browser.pages) flaws.push(...page.flaws());
    flaws.push(...(await leftBehind(browser)));
  }
  browsers.clear();
  assert.deepEqual(flaws, []);
}
