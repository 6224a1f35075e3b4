/**
 * A proxy that fails on demand, between a client and a platform; every fault can be switched while
 * it runs. Owns what happens on the way and the count of what passed; does not know what a client
 * should make of it.
 */
import { createServer as createHttpServer, request as forward } from 'node:http';
import type {
  IncomingMessage,
  OutgoingHttpHeaders,
  Server as HttpServer,
  ServerResponse,
} from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { FrameReader } from './frame-reader.js';
import type { FastClock } from './fast-clock.js';
import { Line } from './line.js';
import type { Direction, Weather } from './line.js';

const PREFIX = '/api/v1';
const PORTAL = '<!doctype html><title>Welcome</title><h1>Accept the terms of this network</h1>';
/** Between attempts to listen again on a port that is not free yet, in milliseconds. */
const RELISTEN = 20;
/** None that a system gives to connections: one would have the port while nothing listens on it. */
const PORTS = { first: 20_000, count: 10_000 };

/** A frame of the client that reached the platform whole. */
export interface Passed {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A reply that is about to be lost. */
export interface LostReply {
  /** The platform has done what was asked. */
  readonly executed: Promise<void>;
  /** Cuts the line to whoever waits for the reply. */
  readonly cut: () => void;
}

interface Loss {
  readonly method: string;
  readonly path: RegExp;
  readonly executed: () => void;
  readonly cut: Promise<void>;
}

export class Proxy {
  /** TCP connections that were accepted. */
  opened = 0;
  /** WebSocket handshakes that came in. */
  upgrades = 0;
  /** Frames of clients that reached the platform whole. */
  readonly frames: Passed[] = [];
  readonly #target: number;
  readonly #clock: FastClock;
  readonly #front: Server;
  readonly #http: HttpServer;
  readonly #lines: Line[] = [];
  readonly #upgraded = new WeakSet<Line>();
  readonly #requests = new Map<string, number>();
  readonly #seen: Buffer[] = [];
  readonly #dead = new Set<Direction>();
  readonly #weather: Weather = { dead: this.#dead, rate: null, latency: 0 };
  readonly #losses: Loss[] = [];
  #port = 0;
  #portal = false;
  #stripped: number | null = null;
  #failing: number | null = null;
  #flap: { what: 'lines' | 'sockets'; after: number } | null = null;
  #withheld: { type: string; done: () => void } | null = null;
  #unread: { reply: string; done: () => void } | null = null;

  private constructor(target: number, clock: FastClock) {
    this.#target = target;
    this.#clock = clock;
    // Two hops: the first one is a cable, the second one understands HTTP.
    this.#front = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
    this.#http = createHttpServer((request, response) => void this.#serve(request, response));
    this.#http.on('upgrade', (request, socket: Socket, head) => {
      this.#upgrade(request, socket, head);
    });
  }

  /** @param target the port of the platform, on this machine */
  static async start(target: number, clock: FastClock): Promise<Proxy> {
    const proxy = new Proxy(target, clock);
    await new Promise<void>((resolve) => proxy.#http.listen(0, '127.0.0.1', resolve));
    await proxy.listen();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  /** How often a call came in, such as `POST /chat`. */
  count(call: string): number {
    return this.#requests.get(call) ?? 0;
  }

  /** Calls that came in, whatever they were. */
  get requests(): number {
    return [...this.#requests.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The frames of one type that reached the platform. */
  passed(type: string): readonly Passed[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  /** True where a client ever sent this text, in an address, a header, a body or a frame. */
  saw(text: string): boolean {
    return (
      Buffer.concat(this.#seen).includes(text) ||
      this.frames.some((frame) => JSON.stringify(frame).includes(JSON.stringify(text).slice(1, -1)))
    );
  }

  /** Nothing listens any more, and what stands is cut. */
  async refuse(): Promise<void> {
    const closed = new Promise((resolve) => this.#front.close(resolve));
    this.reset();
    await closed;
  }

  /** Listens (again) on the same port. */
  async listen(): Promise<void> {
    for (let attempt = 0; !this.#front.listening; attempt += 1) {
      const port =
        this.#port === 0 ? PORTS.first + Math.floor(Math.random() * PORTS.count) : this.#port;
      try {
        await new Promise<void>((resolve, reject) => {
          this.#front.once('error', reject);
          this.#front.listen(port, '127.0.0.1', () => {
            this.#front.off('error', reject);
            resolve();
          });
        });
      } catch (error) {
        if (attempt === 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, RELISTEN));
      }
    }
    this.#port = (this.#front.address() as AddressInfo).port;
  }

  /** RST on every line that stands. */
  reset(): void {
    for (const line of this.#lines.splice(0)) line.reset();
  }

  /** Nothing gets through either way, on lines that stand and on new ones, which are accepted. */
  blackHole(): void {
    this.#kill('up');
    this.#kill('down');
  }

  /** What the client says arrives; nothing comes back. */
  halfOpen(): void {
    this.#kill('down');
  }

  /** New lines work again; what was dead stays dead, as after a change of network. */
  heal(): void {
    this.#dead.clear();
  }

  /** Limits each direction of each line to so many bytes a second of the test's clock. */
  throttle(rate: number | null): void {
    this.#weather.rate = rate;
    for (const line of this.#lines) line.repump();
  }

  /** Everything takes so many milliseconds of the test's clock longer, each way. */
  delay(latency: number): void {
    this.#weather.latency = latency;
  }

  /** Answers every call with this plain status, as a gateway without its platform; null passes them. */
  failCalls(status: number | null): void {
    this.#failing = status;
  }

  /** Answers everything with a page of its own, status 200, as the network of a hotel does. */
  captivePortal(on: boolean): void {
    this.#portal = on;
  }

  /** Answers handshakes with this plain status, as a proxy that knows no upgrade; null passes them. */
  stripUpgrade(status: number | null): void {
    this.#stripped = status;
  }

  /** Lets so many bytes more through on every WebSocket that stands, then cuts it. */
  cutAfter(direction: Direction, bytes: number): void {
    for (const line of this.#lines) if (this.#upgraded.has(line)) line.cutAfter(direction, bytes);
  }

  /** Cuts the socket on which the next frame of this type is sent, before the platform has it all. */
  cutAtFrame(type: string): Promise<void> {
    return new Promise((done) => {
      this.#withheld = { type, done };
    });
  }

  /** Cuts the socket on which the platform next says `reply`, before the client hears it. */
  cutAtReply(reply: string): Promise<void> {
    return new Promise((done) => {
      this.#unread = { reply, done };
    });
  }

  /** The platform executes the next call like this, and its reply gets lost. */
  loseReply(method: string, path: RegExp): LostReply {
    let executed: () => void = () => undefined;
    let cut: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (executed = resolve));
    const loss = { method, path, executed, cut: new Promise<void>((resolve) => (cut = resolve)) };
    this.#losses.push(loss);
    return { executed: done, cut };
  }

  /**
   * Cuts what comes up after so many real milliseconds: every line once it is accepted, or every
   * WebSocket once the platform has called it ready. Null stops.
   */
  flap(what: 'lines' | 'sockets' | null, after = 1): void {
    this.#flap = what === null ? null : { what, after };
  }

  async close(): Promise<void> {
    const closed = [this.#front, this.#http].map(
      (server) => new Promise((resolve) => server.close(resolve)),
    );
    this.reset();
    this.#http.closeAllConnections();
    await Promise.all(closed);
  }

  #kill(direction: Direction): void {
    this.#dead.add(direction);
    for (const line of this.#lines) line.kill(direction);
  }

  #accept(client: Socket): void {
    this.opened += 1;
    const inner = (this.#http.address() as AddressInfo).port;
    const line = new Line(client, inner, this.#weather, this.#clock, (bytes) => {
      this.#seen.push(bytes);
    });
    this.#lines.push(line);
    if (this.#flap?.what === 'lines') setTimeout(() => line.reset(), this.#flap.after);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const path = new URL(url, this.url).pathname.replace(PREFIX, '');
    const call = `${method} ${path}`;
    this.#requests.set(call, this.count(call) + 1);
    if (this.#portal) {
      request.resume();
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(PORTAL);
      return;
    }
    if (this.#failing !== null) {
      request.resume();
      response.writeHead(this.#failing).end();
      return;
    }
    const at = this.#losses.findIndex((loss) => loss.method === method && loss.path.test(path));
    const [loss] = at === -1 ? [] : this.#losses.splice(at, 1);
    try {
      const reply = await this.#ask(request);
      if (loss === undefined) {
        response.writeHead(reply.statusCode ?? 502, carried(reply));
        reply.on('error', () => request.socket.resetAndDestroy());
        reply.pipe(response);
        return;
      }
      for await (const part of reply) void part;
      loss.executed();
      await loss.cut;
      request.socket.resetAndDestroy();
    } catch {
      request.socket.resetAndDestroy();
    }
  }

  #ask(request: IncomingMessage): Promise<IncomingMessage> {
    const { method, url } = request;
    return new Promise((resolve, reject) => {
      const asked = forward(
        {
          port: this.#target,
          host: '127.0.0.1',
          method,
          path: url,
          headers: carried(request),
          agent: false,
        },
        resolve,
      );
      asked.once('error', reject);
      request.once('error', reject);
      request.pipe(asked);
    });
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    this.upgrades += 1;
    socket.on('error', () => undefined);
    if (this.#portal || this.#stripped !== null) {
      const status = this.#portal ? 200 : (this.#stripped ?? 404);
      const body = this.#portal ? PORTAL : '';
      const lines = `Content-Type: text/html\r\nContent-Length: ${String(body.length)}\r\n`;
      socket.end(`HTTP/1.1 ${String(status)} No\r\nConnection: close\r\n${lines}\r\n${body}`);
      return;
    }
    const platform = connect({ port: this.#target, host: '127.0.0.1' });
    platform.setNoDelay(true);
    const reader = new FrameReader();
    const cut = (): void => {
      socket.resetAndDestroy();
      platform.resetAndDestroy();
    };
    platform.write(headOf(request));
    for (const line of this.#lines) if (line.port === socket.remotePort) this.#upgraded.add(line);
    const upward = (bytes: Buffer): void => {
      const frames = reader.push(bytes).map((text) => JSON.parse(text) as Passed);
      const withheld = this.#withheld;
      if (withheld !== null && frames.some((frame) => frame.type === withheld.type)) {
        this.#withheld = null;
        cut();
        withheld.done();
        return;
      }
      this.frames.push(...frames);
      platform.write(bytes);
    };
    if (head.length > 0) upward(head);
    socket.on('data', upward);
    platform.on('data', (bytes: Buffer) => {
      const unread = this.#unread;
      if (unread !== null && bytes.includes(unread.reply)) {
        this.#unread = null;
        cut();
        unread.done();
        return;
      }
      socket.write(bytes);
      const flaps = this.#flap?.what === 'sockets' && bytes.includes('connection_ready');
      if (flaps) setTimeout(cut, this.#flap?.after);
    });
    for (const [one, other] of [
      [socket, platform],
      [platform, socket],
    ] as const) {
      one.on('end', () => other.end());
      one.on('error', () => other.resetAndDestroy());
      one.on('close', () => other.destroySoon());
    }
  }
}

/** The headers that are meant for the other end; Node knows its own connections best. */
function carried({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const own = /^(connection|keep-alive|transfer-encoding)$/i;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.test(name)));
}

function headOf({ method = 'GET', url = '/', rawHeaders }: IncomingMessage): string {
  let head = `${method} ${url} HTTP/1.1\r\n`;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    head += `${rawHeaders[index]!}: ${rawHeaders[index + 1]!}\r\n`;
  }
  return `${head}\r\n`;
}
