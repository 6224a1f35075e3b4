/**
 * A platform inside the page, on mock-socket: enough of REST and WebSocket to test a page that uses
 * the elements without a server. Friendly by design; for faults use a scripted host.
 */
import { Server, WebSocket } from 'mock-socket';
import type { Client } from 'mock-socket';
import type { Ports, RequestPort, ResponsePort, SocketConstructor } from '../core/ports.js';
import { fields } from '../core/protocol/values.js';

/** What the fake answers to a question; a plain string is an answer without sources. */
export interface FakeAnswer {
  readonly text: string;
  readonly sources?: readonly { title: string; url?: string; snippet?: string }[];
}

export interface FakePlatformOptions {
  /** The one tenant it knows. Default `miptech-company`. */
  readonly tenantId?: string;
  /** Default: repeats the question in bold. */
  readonly answer?: (question: string) => FakeAnswer | string;
  /** Milliseconds between the words of an answer. Default 0. */
  readonly wordDelay?: number;
}

interface Account {
  readonly password: string;
  readonly user: { id: string; email: string; full_name: string };
}

type Body = Readonly<Record<string, unknown>>;

let serial = 0;

function text(body: Body, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}

function refusal(status: number, code: string, message: string): [number, object] {
  return [status, { success: false, message, error_code: code, errors: [], details: {} }];
}

/** Create one, hand its `ports` to `createMiptechClient`, and `stop()` it at the end. */
export class FakePlatform {
  /** For `apiUrl`. */
  readonly url: string;
  readonly ports: Pick<Ports, 'fetch' | 'WebSocket'>;
  readonly #options: Required<FakePlatformOptions>;
  readonly #server: Server;
  readonly #accounts = new Map<string, Account>();
  readonly #tokens = new Map<string, Account>();
  readonly #chats = new Map<string, object[]>();
  readonly #sockets = new Set<Client>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(options: FakePlatformOptions = {}) {
    serial += 1;
    const host = `fake-${String(serial)}.test`;
    this.url = `http://${host}`;
    this.#options = {
      tenantId: 'miptech-company',
      answer: (question) => `You asked: **${question}**`,
      wordDelay: 0,
      ...options,
    };
    this.#server = new Server(`ws://${host}/api/v1/ws/chat`, { mock: false });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      this.#connected(socket);
    });
    this.ports = {
      fetch: (url, init) => this.#fetch(url, init),
      WebSocket: WebSocket as unknown as SocketConstructor,
    };
  }

  /** Drops every socket, as a platform that restarts does. */
  dropSockets(): void {
    for (const socket of this.#sockets) {
      socket.close({ code: 1012, reason: 'restart', wasClean: true });
    }
    this.#sockets.clear();
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#server.stop();
  }

  #fetch(url: string, init: RequestPort): Promise<ResponsePort> {
    const path = url.slice(`${this.url}/api/v1`.length);
    const body = fields(init.body === undefined ? null : JSON.parse(init.body));
    const account = this.#tokens.get(init.headers['Authorization']?.replace('Bearer ', '') ?? '');
    const [status, answer] = this.#route(`${init.method} ${path}`, body, account, init.headers);
    return Promise.resolve({
      ok: status < 300,
      status,
      headers: { get: () => null },
      text: () => Promise.resolve(JSON.stringify(answer)),
    });
  }

  #route(
    call: string,
    body: Body,
    account: Account | undefined,
    headers: Readonly<Record<string, string>>,
  ): [number, object] {
    if (headers['X-Tenant-ID'] !== this.#options.tenantId) {
      return refusal(404, 'TENANT_NOT_FOUND', 'Tenant not found');
    }
    if (call === 'GET /health') return [200, { status: 'healthy', ai_services_ready: true }];
    if (call === 'POST /auth/register') return this.#register(body);
    if (call === 'POST /auth/login') return this.#login(body);
    if (call === 'GET /chat/config') return [200, { streaming: true }];
    if (account === undefined) return refusal(401, 'AUTH_REQUIRED', 'Authentication required');
    if (call === 'GET /auth/me') return [200, { user: account.user }];
    if (call === 'POST /auth/logout') return [200, { success: true, data: {} }];
    if (call === 'POST /chat') {
      const id = crypto.randomUUID();
      this.#chats.set(id, []);
      return [200, { chat_id: id }];
    }
    if (call === 'GET /chat/list') {
      return [200, { chats: [...this.#chats.keys()].map((id) => ({ chat_id: id, title: '' })) }];
    }
    const messages = this.#chats.get(/^GET \/chat\/([^/]+)$/.exec(call)?.[1] ?? '');
    if (messages !== undefined) return [200, { messages }];
    return refusal(404, 'NOT_FOUND', 'Not found');
  }

  #register(body: Body): [number, object] {
    const email = text(body, 'email');
    if (this.#accounts.has(email)) {
      const detail = [{ loc: ['body', 'email'], msg: 'This email has an account already.' }];
      return [422, { detail }];
    }
    const user = { id: crypto.randomUUID(), email, full_name: text(body, 'full_name') };
    this.#accounts.set(email, { password: text(body, 'password'), user });
    return this.#login(body);
  }

  #login(body: Body): [number, object] {
    const account = this.#accounts.get(text(body, 'email'));
    if (account === undefined || account.password !== text(body, 'password')) {
      return refusal(401, 'INVALID_CREDENTIALS', 'Invalid credentials');
    }
    const token = crypto.randomUUID();
    this.#tokens.set(token, account);
    return [200, { access_token: token, expires_in: 900, user: account.user }];
  }

  #connected(socket: Client): void {
    const query = new URL(socket.url).searchParams;
    if (!this.#tokens.has(query.get('token') ?? '')) {
      socket.close({ code: 1008, reason: 'Authentication required', wasClean: true });
      return;
    }
    const send = (type: string, data: object): void => {
      if (socket.readyState === 1) socket.send(JSON.stringify({ type, data }));
    };
    const client_id = crypto.randomUUID();
    send('connection_established', { client_id, tenant_id: this.#options.tenantId });
    send('connection_ready', { client_id });
    socket.on('message', (raw) => {
      const frame = fields(typeof raw === 'string' ? JSON.parse(raw) : null);
      const data = fields(frame['data']);
      if (frame['type'] === 'ping') send('pong', {});
      if (frame['type'] === 'chat_message') this.#answer(data, send);
    });
  }

  #answer(data: Body, send: (type: string, data: object) => void): void {
    const chat_id = text(data, 'chat_id');
    const messages = this.#chats.get(chat_id);
    if (messages === undefined) {
      send('error', { message: 'Chat not found', code: 'NOT_FOUND', chat_id });
      return;
    }
    const question = text(data, 'message');
    const client_message_id = data['client_message_id'];
    messages.push({
      message_id: crypto.randomUUID(),
      role: 'user',
      content: question,
      client_message_id,
    });
    const given = this.#options.answer(question);
    const { text: answer, sources = [] } = typeof given === 'string' ? { text: given } : given;
    const message_id = crypto.randomUUID();
    const words = answer.match(/\S+\s*/g) ?? [];
    send('response_start', { message_id, chat_id });
    const step = (count: number): void => {
      if (count > words.length) {
        messages.push({ message_id, role: 'assistant', content: answer, sources });
        send('response_complete', { message_id, chat_id, content: answer, sources });
        return;
      }
      send('response_chunk', { message_id, chat_id, content: words.slice(0, count).join('') });
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        step(count + 1);
      }, this.#options.wordDelay);
      this.#timers.add(timer);
    };
    step(1);
  }
}
