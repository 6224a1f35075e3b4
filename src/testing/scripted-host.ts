/**
 * A host whose every piece a test holds in its hand: sockets that do only what they are told, REST
 * answers by a table, storage, network and a manual clock. For faults no friendly server makes.
 */
import type {
  LockPort,
  NetworkChange,
  OpenChannel,
  Ports,
  RequestPort,
  ResponsePort,
  SocketEvent,
  SocketPort,
  StoragePort,
} from '../core/ports.js';
import { ManualClock } from './manual-clock.js';

export class ScriptedSocket implements SocketPort {
  readyState = 0;
  readonly sent: { type: string; data: Record<string, unknown> }[] = [];
  closedWith: number | null = null;
  readonly #listeners = new Map<string, Set<(event: SocketEvent) => void>>();

  constructor(readonly url: string) {}

  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, set) => sum + set.size, 0);
  }

  /** The frames sent of one type. */
  frames(type: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame.type === type).map((frame) => frame.data);
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data) as { type: string; data: Record<string, unknown> });
  }

  close(code = 1000): void {
    this.closedWith ??= code;
    this.readyState = 2;
  }

  addEventListener(type: string, listener: (event: SocketEvent) => void): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(type, listeners);
  }

  removeEventListener(type: string, listener: (event: SocketEvent) => void): void {
    this.#listeners.get(type)?.delete(listener);
  }

  emit(type: string, event: SocketEvent = {}): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) listener(event);
  }

  open(): void {
    this.readyState = 1;
    this.emit('open');
  }

  /** What the platform sends. */
  receive(type: string, data: object = {}): void {
    this.emit('message', { data: JSON.stringify({ type, data }) });
  }

  /** What the platform (or the line) does to it; 1006 without `open` is a refused handshake. */
  drop(code = 1006, reason = ''): void {
    this.readyState = 3;
    this.emit('close', { code, reason });
  }

  /** Open, established, ready. */
  stand(): void {
    this.open();
    this.receive('connection_established', { client_id: 'c1' });
    this.receive('connection_ready');
  }
}

export class ScriptedStorage implements StoragePort {
  readonly values = new Map<string, string>();
  /** True makes each call throw, as a browser that refuses storage does. */
  broken = false;
  /** Most characters of keys and values together; what would be more is refused. */
  quota = Infinity;

  get length(): number {
    this.#guard();
    return this.values.size;
  }

  key(index: number): string | null {
    this.#guard();
    return [...this.values.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    this.#guard();
    return this.values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#guard();
    const others = [...this.values]
      .filter(([other]) => other !== key)
      .flat()
      .join('').length;
    if (others + key.length + value.length > this.quota) throw new Error('the quota is exceeded');
    this.values.set(key, value);
  }

  removeItem(key: string): void {
    this.#guard();
    this.values.delete(key);
  }

  #guard(): void {
    if (this.broken) throw new Error('storage is refused');
  }
}

export interface ScriptedAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ScriptedRequest {
  readonly method: string;
  /** Behind `/api/v1`. */
  readonly path: string;
  readonly token: string | null;
  readonly body: Record<string, unknown>;
}

/** Answers a request; throwing a `TypeError` is a dead network, a promise that hangs is a timeout. */
export type Route = (request: ScriptedRequest) => ScriptedAnswer | Promise<ScriptedAnswer>;

function parsed(init: RequestPort): Record<string, unknown> {
  return init.body === undefined ? {} : (JSON.parse(init.body) as Record<string, unknown>);
}

export class ScriptedHost {
  readonly sockets: ScriptedSocket[] = [];
  readonly requests: ScriptedRequest[] = [];
  readonly sessionStorage = new ScriptedStorage();
  locks: LockPort | null = null;
  openChannel: OpenChannel | null = null;
  readonly logged: string[] = [];
  online = true;
  visible = true;
  pageHostname: string | null = null;
  readonly #watchers = new Set<(change: NetworkChange) => void>();
  readonly #storageWatchers = new Set<(key: string | null) => void>();
  #ids = 0;

  /** Pages of one browser share their clock, what is stored, and the platform's routes. */
  constructor(
    readonly clock = new ManualClock(),
    readonly storage = new ScriptedStorage(),
    readonly routes = new Map<string, Route>(),
  ) {}

  /** The socket opened last. */
  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }

  get watchers(): number {
    return this.#watchers.size + this.#storageWatchers.size;
  }

  /** Another page of this origin changed what it shares with this one; null for all of it. */
  storageChanged(key: string | null): void {
    for (const watcher of [...this.#storageWatchers]) watcher(key);
  }

  /** How often a route was called, such as `POST /chat`. */
  count(route: string): number {
    return this.requests.filter((request) => `${request.method} ${request.path}` === route).length;
  }

  network(change: NetworkChange): void {
    if (change === 'online') this.online = true;
    if (change === 'offline') this.online = false;
    for (const watcher of [...this.#watchers]) watcher(change);
  }

  get ports(): Ports {
    const { sockets, logged } = this;
    const log = (...data: unknown[]): void => {
      logged.push(data.map(String).join(' '));
    };
    return {
      fetch: (url, init) => this.#fetch(url, init),
      WebSocket: class extends ScriptedSocket {
        constructor(url: string) {
          super(url);
          sockets.push(this);
        }
      },
      localStorage: this.storage,
      sessionStorage: this.sessionStorage,
      storageChanges: {
        subscribe: (watcher) => {
          this.#storageWatchers.add(watcher);
          return () => this.#storageWatchers.delete(watcher);
        },
      },
      locks: this.locks,
      openChannel: this.openChannel,
      clock: this.clock,
      network: {
        online: () => this.online,
        visible: () => this.visible,
        subscribe: (watcher) => {
          this.#watchers.add(watcher);
          return () => this.#watchers.delete(watcher);
        },
      },
      console: { debug: log, info: log, warn: log, error: log },
      random: () => 0.5,
      uuid: () => `id-${String((this.#ids += 1))}`,
      pageProtocol: null,
      pageHostname: this.pageHostname,
      pageOrigin: null,
    };
  }

  async #fetch(url: string, init: RequestPort): Promise<ResponsePort> {
    if (init.signal?.aborted === true) throw new Error('aborted');
    const path = url.replace(/^.*\/api\/v1/, '');
    const authorization = init.headers['Authorization'];
    const request = {
      method: init.method,
      path,
      token: authorization === undefined ? null : authorization.replace('Bearer ', ''),
      body: parsed(init),
    };
    this.requests.push(request);
    const route =
      this.routes.get(`${init.method} ${path}`) ??
      [...this.routes].find(
        ([name]) => name.endsWith('*') && `${init.method} ${path}`.startsWith(name.slice(0, -1)),
      )?.[1];
    const aborted = new Promise<never>((_resolve, reject) => {
      init.signal?.addEventListener('abort', () => {
        reject(new Error('aborted'));
      });
    });
    // A route that throws leaves it without a listener.
    aborted.catch(() => undefined);
    const answer = await Promise.race([
      route === undefined ? { status: 404, body: { detail: 'Not Found' } } : route(request),
      aborted,
    ]);
    const { status = 200, body, headers = {} } = answer;
    return {
      ok: status >= 200 && status < 300,
      status,
      headers: { get: (name) => headers[name] ?? null },
      text: () =>
        Promise.resolve(
          typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body),
        ),
    };
  }
}

/** A JWT-shaped token with these claims; its signature is no signature. */
export function scriptedToken(claims: object): string {
  const part = (value: object): string =>
    btoa(JSON.stringify(value)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  return `${part({ alg: 'HS256' })}.${part(claims)}.x`;
}

/** A host with a platform that works: everything answers as the contract says. */
export function workingHost(): ScriptedHost {
  const host = new ScriptedHost();
  let issued = 0;
  let chats = 0;
  const tokens = (): object => {
    issued += 1;
    const iat = Math.floor(host.clock.now() / 1000);
    return {
      access_token: scriptedToken({
        tenant_id: 'acme',
        user_id: 'u1',
        iat,
        exp: iat + 900,
        n: issued,
      }),
      refresh_token: `refresh-${String(issued)}`,
      expires_in: 900,
    };
  };
  const user = { id: 'u1', email: 'ann@example.com', full_name: 'Ann' };
  host.routes.set('GET /health', () => ({ body: { status: 'healthy', ai_services_ready: true } }));
  host.routes.set('POST /auth/login', () => ({ body: { ...tokens(), user } }));
  host.routes.set('POST /auth/register', () => ({ body: { ...tokens(), user } }));
  host.routes.set('POST /auth/refresh', () => ({ body: tokens() }));
  host.routes.set('POST /auth/logout', () => ({ status: 204 }));
  host.routes.set('GET /auth/me', () => ({ body: { user } }));
  host.routes.set('POST /chat', () => {
    chats += 1;
    return { body: { chat_id: `chat-${String(chats)}` } };
  });
  host.routes.set('GET /chat/*', () => ({ body: { messages: [] } }));
  return host;
}
