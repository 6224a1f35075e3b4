/**
 * A page with a client in it: loaded, hidden, frozen, gone. Owns the client's host and what the
 * page saw of it; knows the platform as a wire only.
 */
import { createMiptechClient } from '../../../src/core/index.js';
import type { MiptechClientHandle, MiptechOptions } from '../../../src/core/index.js';
import type { FetchPort, NetworkChange, Ports } from '../../../src/core/ports.js';
import { ScriptedHost } from '../../../src/testing/scripted-host.js';
import type { Route, ScriptedStorage } from '../../../src/testing/scripted-host.js';
import type { Browser } from './browser.js';
import { Conduct } from './conduct.js';
import { PageClock } from './page-clock.js';
import { PageSocket } from './page-socket.js';
import { SharedStorage } from './storage.js';
import { waitHeader } from './wire.js';
import type { LineState, Wire } from './wire.js';

const never = new Promise<never>(() => undefined);

export interface PageParts {
  readonly browser: Browser;
  readonly wire: Wire;
  readonly options: MiptechOptions;
  /** Outlives a reload. */
  readonly sessionStorage: ScriptedStorage;
  readonly object: (message: string) => void;
  readonly story: (line: string) => void;
}

export class Page {
  readonly client: MiptechClientHandle;
  readonly conduct: Conduct;
  readonly clock: PageClock;
  readonly sessionStorage: ScriptedStorage;
  /** What the client wrote since somebody looked. */
  readonly frames: Readonly<Record<string, unknown>>[] = [];
  sockets: readonly PageSocket[] = [];
  line: LineState = 'up';
  /** False once the page is gone, whether the client was destroyed or not. */
  alive = true;
  destroyed = false;
  frozen = false;
  readonly #host = new ScriptedHost();
  readonly #logged: string[] = [];
  readonly #parts: PageParts;
  /** What fell due while the page was frozen. */
  readonly #thaw: (() => void)[] = [];
  #personal = false;

  constructor(parts: PageParts) {
    const { browser, options, object } = parts;
    this.#parts = parts;
    this.sessionStorage = parts.sessionStorage;
    this.clock = new PageClock(browser.clock, (callback) => {
      this.#run(callback);
    });
    this.conduct = new Conduct({
      now: () => browser.clock.monotonic(),
      phase: () => this.client.connection.get().phase,
      session: () => this.client.session.get(),
      object,
    });
    const answer: Route = (request) => parts.wire.answer(this, request);
    this.#host.routes.set('GET /*', answer);
    this.#host.routes.set('POST /*', answer);
    this.client = createMiptechClient(options, this.#ports());
    this.client.session.subscribe(() => {
      this.conduct.forgive();
    });
  }

  /** Sockets that are connecting or open. */
  get live(): readonly PageSocket[] {
    return this.sockets.filter((socket) => socket.live);
  }

  /** The socket that stands; while the next one rises beside it, the older one. */
  get current(): PageSocket | undefined {
    return this.live[0];
  }

  /** Listeners the client has with its host. */
  get watchers(): number {
    return this.#host.watchers;
  }

  story(line: string): void {
    this.#parts.story(line);
  }

  /** A socket that stands was called ready. */
  get heardReady(): boolean {
    return this.live.some(({ saidReady }) => saidReady);
  }

  /** What was logged since it was asked last. */
  takeLog(): readonly string[] {
    return this.#logged.splice(0);
  }

  written(data: Readonly<Record<string, unknown>>): void {
    this.frames.push(data);
  }

  /** A person does something: the calls that it makes at once are theirs. */
  person<T>(act: (client: MiptechClientHandle) => T): T {
    this.#personal = true;
    try {
      return act(this.client);
    } finally {
      this.#personal = false;
    }
  }

  network(change: NetworkChange): void {
    if (change === 'visible') this.#host.visible = true;
    if (change === 'hidden') this.#host.visible = false;
    this.#host.network(change);
  }

  storageChanged(key: string | null): void {
    if (this.alive && !this.frozen) this.#host.storageChanged(key);
  }

  /** Into the back/forward cache: nothing runs and nothing is heard until it is restored. */
  freeze(): void {
    this.network('leaving');
    this.frozen = true;
  }

  restore(): void {
    this.frozen = false;
    this.network('restored');
    for (const callback of this.#thaw.splice(0)) callback();
  }

  destroy(): void {
    this.client.destroy();
    this.destroyed = true;
  }

  /** The page is gone without a word to its client. */
  kill(): void {
    this.alive = false;
    this.clock.stop();
    this.#parts.browser.locks.release(this);
    for (const socket of this.live) {
      socket.readyState = 3;
      this.#parts.wire.left(socket);
    }
  }

  #run(callback: () => void): void {
    if (!this.alive) return;
    if (this.frozen) this.#thaw.push(callback);
    else callback();
  }

  #ports(): Partial<Ports> {
    const { browser, wire } = this.#parts;
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the constructor below has its own
    const page = this;
    const ports = this.#host.ports;
    const log = (line: unknown): void => {
      const words = String(line).replace(/^.*\[MIPTech\] /, '');
      this.#logged.push(words);
      this.story(`  ${words}`);
    };
    return {
      ...ports,
      console: { debug: log, info: log, warn: log, error: log },
      network: { ...ports.network, online: () => browser.online },
      fetch: this.#fetch(ports.fetch),
      WebSocket: class extends PageSocket {
        constructor(url: string) {
          super(url, page, wire);
        }
      },
      localStorage: new SharedStorage({
        values: browser.storage,
        alive: () => this.alive,
        changed: (key) => {
          browser.storageChanged(this, key);
        },
      }),
      sessionStorage: this.sessionStorage,
      locks: browser.hasLocks ? browser.locks.portOf(this) : null,
      // Beside storage events, as in a browser; a page that is frozen or gone hears nothing.
      openChannel: (name, hear) =>
        browser.channels.port(name, (word) => {
          if (this.alive && !this.frozen) hear(word);
        }),
      clock: this.clock,
      random: browser.random,
      uuid: browser.uuid,
    };
  }

  #fetch(scripted: FetchPort): FetchPort {
    return async (url, init) => {
      // A loop that lets no time pass would never let the test find it.
      if (!this.alive || this.conduct.runaway) return never;
      const over = (): boolean => init.signal?.aborted === true;
      if (over()) throw new DOMException('aborted', 'AbortError');
      const path = url.replace(/^.*\/api\/v1/, '');
      const call = this.conduct.called(`${init.method} ${path}`, this.#personal);
      this.story(`→ ${call.route}`);
      if (init.headers['Authorization'] !== undefined) this.conduct.identified(call.route);
      try {
        const response = await scripted(url, init);
        this.story(`← ${call.route} ${response.status}`);
        if (this.frozen) await new Promise<void>((resolve) => this.#thaw.push(resolve));
        if (!this.alive) return await never;
        // What was given up is not read, so it obliges to nothing.
        if (over()) throw new DOMException('aborted', 'AbortError');
        // An answer without tokens in it tells nothing either.
        const told = response.ok && (await response.text()).includes('access_token');
        if (told) this.#parts.wire.received(call.route, init.body);
        if (response.status === 401) {
          this.conduct.refused(call);
          this.#parts.wire.refused(call.route, init.body);
        }
        const wait = response.headers.get(waitHeader);
        if (wait !== null) this.conduct.toldToWait(call, response.status, Number(wait));
        return response;
      } finally {
        this.conduct.over(call);
      }
    };
  }
}
