/**
 * What core borrows from its host, and the defaults taken from `globalThis`. Owns no behaviour of
 * its own and does not know who uses it: tests and Node hand in their own pieces.
 */

/** The part of a WebSocket that core uses; the browser's and the `ws` package's both fit. */
export interface SocketPort {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: SocketEvent) => void): void;
  removeEventListener(type: string, listener: (event: SocketEvent) => void): void;
}

/** The union of what `open`, `message`, `close` and `error` events carry, as far as core reads it. */
export interface SocketEvent {
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
}

export type SocketConstructor = new (url: string) => SocketPort;

/** The part of a `fetch` answer that core reads. */
export interface ResponsePort {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  /** Where the answer came from in the end, behind redirects. */
  readonly url?: string;
}

export interface RequestPort {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
  /** Lets a last request outlive the page. */
  keepalive?: boolean;
  /** `no-cors` asks whether anything answers; what it says is then hidden from a page. */
  mode?: 'cors' | 'no-cors';
}

export type FetchPort = (url: string, init: RequestPort) => Promise<ResponsePort>;

/** A key-value store of strings, such as `localStorage`; each call may throw. */
export interface StoragePort {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Tells what other pages of this origin change in `localStorage`; null where they cleared it. */
export interface StorageChangesPort {
  subscribe(listener: (key: string | null) => void): () => void;
}

/** What pages of one origin say to each other by name; each page hears the others only. */
export interface ChannelPort {
  post(message: string): void;
  close(): void;
}

/** Opens the named channel; the browser's `BroadcastChannel`. */
export type OpenChannel = (name: string, listener: (message: unknown) => void) => ChannelPort;

/** Runs `task` while holding the named lock; the browser's `navigator.locks`. */
export interface LockPort {
  request<T>(name: string, options: { signal?: AbortSignal }, task: () => Promise<T>): Promise<T>;
}

/** Time: `now` is the wall clock, `monotonic` never jumps; both in milliseconds. */
export interface ClockPort {
  now(): number;
  monotonic(): number;
  /** Calls back once after `delay` ms; the answer cancels. */
  after(delay: number, callback: () => void): () => void;
}

/** What the host knows of its network and of being looked at. */
export interface NetworkPort {
  online(): boolean;
  visible(): boolean;
  /** Calls back when either may have changed or the host woke; the answer unsubscribes. */
  subscribe(listener: (change: NetworkChange) => void): () => void;
}

export type NetworkChange = 'online' | 'offline' | 'visible' | 'hidden' | 'leaving' | 'restored';

/** Where log lines go; the browser's and Node's `console` fit. */
export interface ConsolePort {
  debug(...data: unknown[]): void;
  info(...data: unknown[]): void;
  warn(...data: unknown[]): void;
  error(...data: unknown[]): void;
}

export interface Ports {
  fetch: FetchPort;
  WebSocket: SocketConstructor;
  localStorage: StoragePort | null;
  sessionStorage: StoragePort | null;
  storageChanges: StorageChangesPort | null;
  locks: LockPort | null;
  openChannel: OpenChannel | null;
  clock: ClockPort;
  network: NetworkPort;
  console: ConsolePort;
  /** A number in [0, 1). */
  random: () => number;
  /** A fresh unique id. */
  uuid: () => string;
  /** The page's protocol, such as `https:`, or null outside a page. */
  pageProtocol: string | null;
  /** The page's host name, or null outside a page. */
  pageHostname: string | null;
  /** The page's origin as CORS names it, such as `http://localhost:3000`, or null outside a page. */
  pageOrigin: string | null;
}

interface HostEvent {
  readonly data?: unknown;
  readonly persisted?: boolean;
  readonly key?: string | null;
}

interface Target {
  addEventListener(type: string, listener: (event: HostEvent) => void): void;
  removeEventListener(type: string, listener: (event: HostEvent) => void): void;
}

type Listening = readonly [target: Target, type: string, listener: (event: HostEvent) => void];

function listen(entries: readonly Listening[]): () => void {
  for (const [target, type, listener] of entries) target.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of entries) target.removeEventListener(type, listener);
  };
}

interface Channel extends Target {
  postMessage(message: string): void;
  close(): void;
}

interface Host extends Partial<Target> {
  fetch?: FetchPort;
  WebSocket?: SocketConstructor;
  localStorage?: StoragePort;
  sessionStorage?: StoragePort;
  console: ConsolePort;
  performance: { now(): number };
  BroadcastChannel?: new (name: string) => Channel;
  crypto?: { randomUUID?: () => string };
  navigator?: { onLine?: boolean; locks?: LockPort };
  document?: Target & { visibilityState: string };
  location?: { protocol?: string; hostname?: string; origin?: string };
  setTimeout(callback: () => void, delay: number): unknown;
  clearTimeout(timer: unknown): void;
}

const host = globalThis as unknown as Host;

/** Reading the property itself throws in a sandboxed frame. */
function storage(name: 'localStorage' | 'sessionStorage'): StoragePort | null {
  try {
    return host[name] ?? null;
  } catch {
    return null;
  }
}

const clock: ClockPort = {
  now: () => Date.now(),
  monotonic: () => host.performance.now(),
  after(delay, callback) {
    const timer = host.setTimeout(callback, delay);
    return () => {
      host.clearTimeout(timer);
    };
  },
};

const network: NetworkPort = {
  online: () => host.navigator?.onLine !== false,
  visible: () => host.document?.visibilityState !== 'hidden',
  subscribe(listener) {
    const { document } = host;
    if (document === undefined || host.addEventListener === undefined) return () => undefined;
    const target = host as unknown as Target;
    const tell = (change: NetworkChange) => () => {
      listener(change);
    };
    return listen([
      [target, 'online', tell('online')],
      [target, 'offline', tell('offline')],
      [target, 'pagehide', tell('leaving')],
      [
        target,
        'pageshow',
        (event) => {
          if (event.persisted === true) listener('restored');
        },
      ],
      // A frozen page keeps its socket and cannot answer on it.
      [document, 'freeze', tell('leaving')],
      [document, 'resume', tell('restored')],
      [
        document,
        'visibilitychange',
        () => {
          listener(network.visible() ? 'visible' : 'hidden');
        },
      ],
    ]);
  },
};

const storageChanges: StorageChangesPort = {
  subscribe(listener) {
    if (host.document === undefined || host.addEventListener === undefined) return () => undefined;
    const changed = (event: HostEvent): void => {
      listener(event.key ?? null);
    };
    return listen([[host as unknown as Target, 'storage', changed]]);
  },
};

/** In Node a channel would keep the process alive, and there are no other pages. */
function channels(): OpenChannel | null {
  const { document, BroadcastChannel: Channel } = host;
  if (document === undefined || Channel === undefined) return null;
  return (name, listener) => {
    const channel = new Channel(name);
    channel.addEventListener('message', ({ data }) => {
      listener(data);
    });
    return {
      post: (message) => {
        channel.postMessage(message);
      },
      close: () => {
        channel.close();
      },
    };
  };
}

/** Random enough for an id where `crypto.randomUUID` is missing (a page on plain http). */
function fallbackUuid(): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () =>
    Math.floor(Math.random() * 16).toString(16),
  );
}

/** The ports as far as the host has them: Node 20 has no WebSocket. */
export type HostPorts = Omit<Ports, 'fetch' | 'WebSocket'> &
  Partial<Pick<Ports, 'fetch' | 'WebSocket'>>;

/** The host's own pieces, with `overrides` in their place where given. */
export function hostPorts(overrides: Partial<Ports> = {}): HostPorts {
  return {
    // A browser's fetch refuses to be called on anything but the window.
    ...(host.fetch === undefined ? {} : { fetch: host.fetch.bind(globalThis) }),
    ...(host.WebSocket === undefined ? {} : { WebSocket: host.WebSocket }),
    localStorage: storage('localStorage'),
    sessionStorage: storage('sessionStorage'),
    storageChanges,
    locks: host.navigator?.locks ?? null,
    openChannel: channels(),
    clock,
    network,
    console: host.console,
    random: Math.random,
    uuid: () => host.crypto?.randomUUID?.() ?? fallbackUuid(),
    pageProtocol: host.document === undefined ? null : (host.location?.protocol ?? null),
    pageHostname: host.document === undefined ? null : (host.location?.hostname ?? null),
    pageOrigin: host.document === undefined ? null : (host.location?.origin ?? null),
    ...overrides,
  };
}
