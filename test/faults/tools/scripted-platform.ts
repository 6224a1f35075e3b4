/**
 * A platform on a real port whose every answer a test decides: handshakes, REST, frames. Without a
 * script it works as the contract says, with tokens that rotate. Owns the journal of what reached
 * it; does not know what a client should do.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { ClockPort } from '../../../src/core/ports.js';

/** Pages of other origins may ask, as on the platform itself. */
const crossOrigin = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': '*, Authorization',
  'Access-Control-Expose-Headers': 'Retry-After',
};

export const TENANT = 'miptech-company';
export const PREFIX = '/api/v1';
/** A token's life in seconds. */
const life = 900;

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string goes out as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** An answer, none at all, or a reset of the connection. */
export type Reply = Answer | 'hang' | 'reset';

/** A REST call as it came in. */
export interface Asked {
  readonly method: string;
  /** Behind `/api/v1`. */
  readonly path: string;
  readonly token: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  readonly at: number;
}

/** A WebSocket handshake as it came in. */
export interface Knock {
  /** Counts from 1. */
  readonly attempt: number;
  readonly query: URLSearchParams;
  readonly at: number;
}

/** A frame as it came in. */
export interface Received {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: number;
  /** The socket it came on, by the attempt that opened it. */
  readonly attempt: number;
}

export interface Stored {
  readonly message_id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly client_message_id?: string;
}

export interface Question {
  readonly chatId: string;
  readonly text: string;
  readonly clientMessageId: string;
}

type Route = (asked: Asked) => Reply | Promise<Reply>;

/** An open socket, seen from the platform. */
export class Peer {
  readonly socket: WebSocket;
  readonly knock: Knock;

  constructor(socket: WebSocket, knock: Knock) {
    this.socket = socket;
    this.knock = knock;
  }

  get open(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  send(type: string, data: object = {}): void {
    this.raw(JSON.stringify({ type, data }));
  }

  raw(data: string | Buffer): void {
    if (this.open) this.socket.send(data);
  }

  /** 1005 closes without a code, 1006 without a goodbye. */
  close(code: number, reason = ''): void {
    if (code === 1006) this.socket.terminate();
    else if (code === 1005) this.socket.close();
    else this.socket.close(code, reason);
  }
}

/** A JWT with these claims; its signature is none that could be checked. */
export function jwt(claims: object, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.c2lnbmF0dXJl`;
}

export class ScriptedPlatform {
  readonly asked: Asked[] = [];
  readonly knocks: Knock[] = [];
  readonly frames: Received[] = [];
  readonly peers: Peer[] = [];
  readonly chats = new Map<string, Stored[]>();
  readonly user = { id: 'user-1', email: 'demo@example.com', full_name: 'Demo' };
  /** Replaces what a call answers, by `GET /health` or, with a star at its end, by a beginning. */
  readonly routes = new Map<string, Route>();
  /** Decides each handshake. */
  handshake: (knock: Knock) => 'accept' | Reply = (knock) => this.admits(knock);
  /** What an accepted socket is told first. */
  welcome: (peer: Peer) => void = (peer) => {
    peer.send('connection_established', { client_id: randomUUID(), tenant_id: TENANT });
    peer.send('connection_ready', {});
  };
  /** What a ping brings about. */
  pinged: (peer: Peer, data: Received['data']) => void = (peer) => {
    peer.send('pong', {});
  };
  /** What a question on a socket brings about. */
  questioned: (question: Question, peer: Peer) => void = (question, peer) => {
    this.turn(question, peer);
  };

  readonly #clock: ClockPort;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  /** Access tokens that are accepted, and until when. */
  readonly #access = new Map<string, number>();
  readonly #refresh = new Set<string>();
  readonly #hanging = new Set<Socket>();
  readonly #default: ReadonlyMap<string, Route>;
  #issued = 0;

  private constructor(clock: ClockPort) {
    this.#clock = clock;
    this.#http = createServer((request, response) => void this.#serve(request, response));
    this.#http.on('upgrade', (request, socket: Socket, head) => {
      this.#upgrade(request, socket, head);
    });
    this.#default = this.#contract();
  }

  static async start(clock: ClockPort): Promise<ScriptedPlatform> {
    const platform = new ScriptedPlatform(clock);
    await new Promise<void>((resolve) => platform.#http.listen(0, '127.0.0.1', resolve));
    return platform;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /** Sockets that are open now. */
  get standing(): readonly Peer[] {
    return this.peers.filter((peer) => peer.open);
  }

  /** The socket opened last. */
  get peer(): Peer {
    const peer = this.peers.at(-1);
    if (peer === undefined) throw new Error('no socket was opened');
    return peer;
  }

  /** Handshakes whose answer is withheld and whose client still waits. */
  get hanging(): number {
    return this.#hanging.size;
  }

  /** How often a call came, such as `POST /chat`. */
  count(call: string): number {
    return this.calls(call).length;
  }

  calls(call: string): readonly Asked[] {
    return this.asked.filter(({ method, path }) => `${method} ${path}` === call);
  }

  /** The frames of one type, on whatever socket. */
  received(type: string): readonly Received[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  /** Accepts none of the access tokens issued so far. */
  expireAccess(): void {
    this.#access.clear();
  }

  /** A pair of tokens of a new sign-in. */
  tokens(seconds = life): { access_token: string; refresh_token: string; expires_in: number } {
    this.#issued += 1;
    const iat = Math.floor(this.#clock.now() / 1000);
    const claims = { tenant_id: TENANT, sub: this.user.id, iat, exp: iat + seconds };
    const access_token = jwt({ ...claims, jti: `${String(this.#issued)}-${randomUUID()}` });
    const refresh_token = `refresh-${String(this.#issued)}-${randomUUID()}`;
    this.#access.set(access_token, this.#clock.now() + seconds * 1000);
    this.#refresh.add(refresh_token);
    return { access_token, refresh_token, expires_in: seconds };
  }

  accepts(token: string | null): boolean {
    return (this.#access.get(token ?? '') ?? 0) > this.#clock.now();
  }

  /** FastAPI's answer to a handshake: whatever is wrong, 403. */
  admits({ query }: Knock): 'accept' | Reply {
    const chatId = query.get('chat_id');
    const known = chatId === null || this.chats.has(chatId);
    return known && this.accepts(query.get('token')) ? 'accept' : { status: 403 };
  }

  store(chatId: string, role: Stored['role'], content: string, clientMessageId?: string): Stored {
    const stored = {
      message_id: randomUUID(),
      role,
      content,
      ...(clientMessageId === undefined ? {} : { client_message_id: clientMessageId }),
    };
    this.chats.set(chatId, [...(this.chats.get(chatId) ?? []), stored]);
    return stored;
  }

  /** Answers a question as the contract says: stored, streamed in three steps, stored. */
  turn({ chatId, text, clientMessageId }: Question, peer: Peer): void {
    this.store(chatId, 'user', text, clientMessageId);
    const content = `You asked: ${text}`;
    const { message_id } = this.store(chatId, 'assistant', content);
    const about = { message_id, chat_id: chatId };
    peer.send('response_start', about);
    peer.send('response_chunk', { ...about, content: 'You ' });
    peer.send('response_chunk', { ...about, content: 'You asked: ' });
    peer.send('response_complete', { ...about, content, sources: [] });
  }

  async close(): Promise<void> {
    for (const socket of this.#hanging) socket.destroy();
    for (const socket of this.#sockets.clients) socket.terminate();
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await closed;
  }

  #contract(): ReadonlyMap<string, Route> {
    const refused = { status: 401, body: { detail: 'Not authenticated' } };
    const signedIn =
      (route: Route): Route =>
      (asked) =>
        this.accepts(asked.token) ? route(asked) : refused;
    const open: Route = () => ({ body: { ...this.tokens(), user: this.user } });
    return new Map<string, Route>([
      ['GET /health', () => ({ body: { status: 'healthy', ai_services_ready: true } })],
      ['GET /admin/tenant', () => ({ body: { features: {}, limits: {} } })],
      ['POST /auth/login', open],
      ['POST /auth/register', open],
      [
        'POST /auth/refresh',
        ({ body }) => {
          // A refresh token is good for one use.
          if (!this.#refresh.delete(word(body, 'refresh_token'))) return refused;
          return { body: this.tokens() };
        },
      ],
      ['POST /auth/logout', () => ({ status: 204 })],
      ['GET /auth/me', signedIn(() => ({ body: { user: this.user } }))],
      [
        'POST /chat',
        signedIn(() => {
          const chat_id = `chat-${String(this.chats.size + 1)}-${randomUUID()}`;
          this.chats.set(chat_id, []);
          return { status: 201, body: { chat_id } };
        }),
      ],
      [
        'GET /chat/list',
        signedIn(() => ({ body: { chats: [...this.chats.keys()].map((id) => ({ id })) } })),
      ],
      ['GET /chat/config', signedIn(() => ({ body: {} }))],
      [
        'GET /chat/*',
        signedIn(({ path }) => {
          if (path.endsWith('/message')) {
            return { status: 405, body: { detail: 'Method Not Allowed' } };
          }
          const chat_id = path.slice('/chat/'.length);
          const messages = this.chats.get(chat_id);
          if (messages === undefined) return { status: 404, body: { detail: 'Chat not found' } };
          return { body: { chat_id, title: 'A chat', messages } };
        }),
      ],
      ['POST /chat/*', signedIn((asked) => this.#message(asked))],
    ]);
  }

  #message({ path, body }: Asked): Reply {
    const chat_id = path.slice('/chat/'.length).replace(/\/message$/, '');
    if (!this.chats.has(chat_id)) return { status: 404, body: { detail: 'Chat not found' } };
    const question = word(body, 'message');
    this.store(chat_id, 'user', question, word(body, 'client_message_id'));
    const message = `You asked: ${question}`;
    const { message_id } = this.store(chat_id, 'assistant', message);
    return { body: { success: true, data: { message, message_id, chat_id, sources: [] } } };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    if (method === 'OPTIONS') {
      response.writeHead(204, crossOrigin).end();
      return;
    }
    const path = new URL(request.url ?? '/', 'http://host').pathname.slice(PREFIX.length);
    const token = request.headers.authorization?.replace('Bearer ', '') ?? null;
    const content = await whole(request);
    if (content === null) return;
    const body = fieldsOf(content);
    const asked = { method, path, token, body, at: this.#clock.monotonic() };
    this.asked.push(asked);
    const route = found(this.routes, method, path) ?? found(this.#default, method, path);
    const reply = (await route?.(asked)) ?? { status: 404, body: { detail: 'Not Found' } };
    if (reply === 'hang') return;
    if (reply === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const { status, headers, text } = written(reply);
    response
      .writeHead(status, { ...crossOrigin, ...headers })
      .end(status === 204 ? undefined : text);
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => undefined);
    const { searchParams: query } = new URL(request.url ?? '/', 'http://host');
    const knock = { attempt: this.knocks.length + 1, query, at: this.#clock.monotonic() };
    this.knocks.push(knock);
    const verdict = this.handshake(knock);
    if (verdict === 'accept') {
      this.#sockets.handleUpgrade(request, socket, head, (opened) => {
        this.#accept(opened, knock);
      });
    } else if (verdict === 'hang') {
      this.#hanging.add(socket);
      socket.once('close', () => this.#hanging.delete(socket));
      // Without reading, the client's leaving would go unseen.
      socket.resume().once('end', () => socket.destroy());
    } else if (verdict === 'reset') {
      socket.resetAndDestroy();
    } else {
      const { status, headers, text } = written(verdict);
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      const length = `Content-Length: ${String(Buffer.byteLength(text))}\r\n`;
      const fixed = `HTTP/1.1 ${String(status)} Refused\r\nConnection: close\r\n${length}`;
      socket.end(`${fixed}${lines.join('')}\r\n${text}`, () => socket.destroy());
    }
  }

  #accept(socket: WebSocket, knock: Knock): void {
    const peer = new Peer(socket, knock);
    this.peers.push(peer);
    socket.on('error', () => undefined);
    socket.on('message', (raw, binary) => {
      const frame = binary ? {} : fieldsOf((raw as Buffer).toString('utf8'));
      const type = word(frame, 'type');
      const data = fieldsOf(JSON.stringify(frame['data'] ?? {}));
      const at = this.#clock.monotonic();
      this.frames.push({ type, data, at, attempt: knock.attempt });
      if (type === 'ping') this.pinged(peer, data);
      if (type === 'chat_message') {
        const [chatId, clientMessageId] = [word(data, 'chat_id'), word(data, 'client_message_id')];
        this.questioned({ chatId, text: word(data, 'message'), clientMessageId }, peer);
      }
    });
    this.welcome(peer);
  }
}

function found(
  routes: ReadonlyMap<string, Route>,
  method: string,
  path: string,
): Route | undefined {
  const call = `${method} ${path}`;
  const begins = ([name]: [string, Route]): boolean =>
    name.endsWith('*') && call.startsWith(name.slice(0, -1));
  return routes.get(call) ?? [...routes].find(begins)?.[1];
}

function written({ status = 200, headers = {}, body }: Answer) {
  const plain = typeof body === 'string';
  const text = plain ? body : body === undefined ? '' : JSON.stringify(body);
  const type = plain ? 'text/html' : 'application/json';
  return { status, headers: { 'Content-Type': type, ...headers }, text };
}

/** The request's body; null where its sender left before the end. */
async function whole(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  try {
    for await (const part of request) parts.push(part as Buffer);
  } catch {
    return null;
  }
  return Buffer.concat(parts).toString('utf8');
}

function fieldsOf(json: string): Record<string, unknown> {
  try {
    const value = JSON.parse(json) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function word(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
