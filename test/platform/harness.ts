/**
 * What the platform's tests share: a platform in this process or in one of its own, calls, sockets
 * whose frames can be awaited, and a small documentation to ask about. It asserts nothing.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { WebSocket } from 'ws';
import { PGlite } from '@electric-sql/pglite';
import { embedded } from '../../demo/platform/data/embedded.js';
import { openExternal } from '../../demo/platform/data/external.js';
import { createPlatform, type Platform } from '../../demo/platform/server.js';
import type { Settings } from '../../demo/platform/settings.js';

export const TENANT = 'miptech-company';
/** An administrator of each tenant, and somebody who is none. */
export const DEMO = { email: 'demo@example.com', password: 'demo-password' };
export const SECOND = { email: 'second@example.com', password: 'demo-password' };
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** A JSON answer; `body` is undefined where there is none. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** JSON of a form that the test asserts: an object, a list or a text, as it is used. */
export type Json = { readonly [key: string]: Json } & readonly Json[] & string;

let databases = 0;

const DOCUMENTS: Readonly<Record<string, string>> = {
  'README.md': `# Sample

A library for tests.

## Quick start

Install it:

\`\`\`sh
npm install sample
\`\`\`

Then read about [colours](docs/theming.md#colours), or [nothing](docs/missing.md).
`,
  'docs/theming.md': `# Theming

## Colours

Set these properties on the element:

- \`--sample-accent\`: buttons and links
- \`--sample-surface\`: the background

<script>alert('run')</script>

[Danger](javascript:alert(1))

## Fonts

The elements inherit the typeface of the page.
`,
  'docs/connection.md': `# Connection

## Reconnecting

After ten quick attempts it goes on slowly, every thirty to sixty seconds.

## Timeouts

A handshake has fifteen seconds.
`,
};

/** A folder laid out like the repository, with documentation alone. */
export async function documentationFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, 'docs'));
  for (const [name, text] of Object.entries(DOCUMENTS)) {
    await writeFile(path.join(folder, name), text);
  }
  return folder;
}

/** A new empty folder, removed when the tests' process ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'miptech-platform-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/**
 * Starts a platform for tests: any port, quick, quiet, generous limits, and a database that ends
 * with it (a fresh one on MIPTECH_TEST_DATABASE_URL, if that is set).
 */
export async function startPlatform(given: Partial<Settings> = {}): Promise<Platform> {
  const docsRoot = given.docsRoot ?? (await documentationFolder());
  const server = process.env['MIPTECH_TEST_DATABASE_URL'];
  return createPlatform(
    {
      port: 0,
      dataFolder: 'memory',
      docsRoot,
      warmUpMilliseconds: 0,
      chunkMilliseconds: 0,
      requestsPerMinute: 6000,
      requestBurst: 1000,
      socketMessagesPerMinute: 6000,
      quiet: true,
      ...given,
    },
    async () =>
      server === undefined
        ? embedded(await PGlite.create({ loadDataDir: new Blob([await emptyDatabase()]) }))
        : openExternal(await freshDatabase(server)),
  );
}

/** An empty database takes seconds to make and a moment to load, so it is made once and kept. */
async function emptyDatabase(): Promise<Uint8Array<ArrayBuffer>> {
  const { version } = JSON.parse(
    await readFile(path.join(ROOT, 'node_modules/@electric-sql/pglite/package.json'), 'utf8'),
  ) as { version: string };
  const file = path.join(ROOT, '.cache', `pglite-${version}.tar`);
  try {
    return new Uint8Array(await readFile(file));
  } catch {
    const database = await PGlite.create();
    const dump = new Uint8Array(await (await database.dumpDataDir('none')).arrayBuffer());
    await database.close();
    await mkdir(path.dirname(file), { recursive: true });
    // Several test files may do this at once; each reads a whole file.
    await writeFile(`${file}.${process.pid}`, dump);
    await rename(`${file}.${process.pid}`, file);
    return dump;
  }
}

async function freshDatabase(server: string): Promise<string> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  databases += 1;
  const name = `test_${process.pid}_${Date.now()}_${databases}`;
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly tenant?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls `/api/v1` + `route`; a body makes it a POST, and `tenant: null` leaves the header out. */
export async function call(
  { url }: { url: string },
  route: string,
  { method, body, token, tenant = TENANT, headers = {} }: CallOptions = {},
): Promise<Reply> {
  const response = await fetch(`${url}/api/v1${route}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(tenant === null ? {} : { 'X-Tenant-ID': tenant }),
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const content = (isJson ? JSON.parse(text) : text) as Json;
  return { status: response.status, headers: response.headers, body: content };
}

/** Signs the demo user in, or who is given, and returns the answer's body. */
export async function signIn(
  platform: { url: string },
  tenant = TENANT,
  who: { readonly email: string; readonly password: string } = DEMO,
): Promise<Json> {
  const { status, body } = await call(platform, '/auth/login', { body: who, tenant });
  if (status !== 200) throw new Error(`Sign-in failed with ${status}`);
  return body;
}

/** Creates a chat and returns its id. */
export async function newChat(
  platform: { url: string },
  token: string,
  tenant = TENANT,
): Promise<string> {
  const { body } = await call(platform, '/chat', { body: { title: 'New Chat' }, token, tenant });
  return body['chat_id'] as string;
}

/** A frame as it came in. */
export interface Frame {
  readonly type: string;
  readonly data: Json;
}

/** A client's socket that keeps every frame. */
export class TestSocket {
  readonly frames: Frame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  #taken = 0;
  #wake: () => void = () => undefined;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.on('message', (data) => {
      this.frames.push(JSON.parse((data as Buffer).toString('utf8')) as Frame);
      this.#wake();
    });
    this.#socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', (code, reason) => {
        resolve({ code, reason: reason.toString('utf8') });
        this.#wake();
      });
    });
  }

  /** The next frame of this type, in the order they came; frames before it are passed over. */
  async next(type: string, withinMs = 5000): Promise<Json> {
    const until = Date.now() + withinMs;
    for (;;) {
      while (this.#taken < this.frames.length) {
        const frame = this.frames[this.#taken];
        this.#taken += 1;
        if (frame?.type === type) return frame.data;
      }
      const left = until - Date.now();
      if (left <= 0 || this.#socket.readyState === WebSocket.CLOSED) {
        const seen = this.frames.map((frame) => frame.type).join(', ');
        throw new Error(`No ${type} came; there were: ${seen}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  send(type: string, data: Readonly<Record<string, unknown>> = {}): void {
    this.#socket.send(JSON.stringify({ type, data }));
  }

  sendRaw(data: string | Buffer): void {
    this.#socket.send(data);
  }

  close(): void {
    this.#socket.close(1000);
  }

  /** Ends the connection without a goodbye. */
  cut(): void {
    this.#socket.terminate();
  }

  get types(): string[] {
    return this.frames.map((frame) => frame.type);
  }
}

/** The address of the chat socket with these query parameters. */
export function socketUrl({ url }: { url: string }, query: Readonly<Record<string, string>>) {
  return `${url.replace('http', 'ws')}/api/v1/ws/chat?${new URLSearchParams(query).toString()}`;
}

/** Opens a socket as the demo user and waits until it is ready. */
export async function openSocket(
  platform: { url: string },
  query: Readonly<Record<string, string>>,
): Promise<TestSocket> {
  const socket = new TestSocket(socketUrl(platform, { tenant_id: TENANT, ...query }));
  await socket.next('connection_ready');
  return socket;
}

/** The status that a raw upgrade request gets: 101, or what a browser never shows. */
export function upgradeStatus(
  { url }: { url: string },
  target: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const handshake = request(`${url}${target}`, {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    });
    handshake.once('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    handshake.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    handshake.once('error', reject);
    handshake.end();
  });
}

/** The status of a GET whose path is sent exactly as given, which fetch would tidy up. */
export function rawStatus(port: number, target: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
    });
    socket.once('data', (data) => {
      socket.destroy();
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(data.toString('latin1'))?.[1]));
    });
    socket.once('error', reject);
  });
}

/** The platform in a process of its own, as a person starts it. */
export class PlatformProcess {
  output = '';
  errors = '';
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(environment: Readonly<Record<string, string>>, flags: readonly string[] = []) {
    this.#child = spawn(
      process.execPath,
      ['--import', 'tsx', path.join(ROOT, 'demo/platform/main.ts'), ...flags],
      {
        cwd: ROOT,
        env: { PATH: process.env['PATH'], MIPTECH_CHUNK_MS: '0', PORT: '0', ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#child.stdout?.on('data', (data: Buffer) => (this.output += data.toString('utf8')));
    this.#child.stderr?.on('data', (data: Buffer) => (this.errors += data.toString('utf8')));
    this.exited = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  /** Waits for the line with the address. */
  async ready(): Promise<{ url: string }> {
    const stdout = this.#child.stdout;
    while (stdout !== null) {
      const url = /in miniature: (\S+)/.exec(this.output)?.[1];
      if (url !== undefined) return { url };
      const ended = await Promise.race([
        once(stdout, 'data').then(() => false),
        this.exited.then(() => true),
      ]);
      if (ended) throw new Error(`The platform ended: ${this.errors}`);
    }
    throw new Error('There is no output to read');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.exited;
  }
}

/** A port that somebody else holds until `free()`. */
export async function takenPort(): Promise<{ port: number; free: () => void }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, free: () => server.close() };
}
