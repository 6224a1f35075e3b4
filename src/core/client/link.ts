/**
 * One socket, from its URL to its end: the open timeout, readiness, the heartbeat, and a clean
 * detachment. Owns the socket; knows no session, no attempt before it and no message.
 */
import type { Settings } from '../config.js';
import type { Ports, SocketEvent, SocketPort } from '../ports.js';
import { decode, pingFrame } from '../protocol/frames.js';
import type { Frame } from '../protocol/frames.js';
import type { SocketRecord } from './socket-record.js';

/** Silence after `connection_established` that counts as ready (old platforms send no more). */
const silenceMeansReady = 3000;
/** Longest wait for readiness after the socket opened, unless the platform says it is starting. */
const readyLimit = 15_000;
/** Longest wait for any frame after a ping. */
const pongLimit = 10_000;
/** The same after waking up, when a dead socket is likely. */
const wakeLimit = 5000;
/** A timer later than this was kept from running. */
const lateness = 1000;

export interface LinkEnd {
  /** False where the handshake was refused or never answered. */
  readonly opened: boolean;
  readonly ready: boolean;
  readonly cause: 'closed' | 'open-timeout' | 'ready-timeout' | 'silent';
  readonly code: number;
  readonly reason: string;
}

export interface LinkHandlers {
  readonly starting: () => void;
  readonly ready: () => void;
  readonly frame: (frame: Frame) => void;
  /** Called once, and never after `detach`. */
  readonly ended: (end: LinkEnd) => void;
  /** A ping was answered so many milliseconds after it was written, and nothing came between. */
  readonly measured?: (milliseconds: number) => void;
  /** May a ping be written now? It counts against the platform's message limit. */
  readonly mayPing: () => boolean;
  /** A message that could not be read: dropped and told. */
  readonly dropped: (reason: string) => void;
}

export class Link {
  readonly #settings: Settings;
  readonly #ports: Ports;
  readonly #handlers: LinkHandlers;
  /** Null where nobody wants to read of this socket. */
  readonly #record: SocketRecord | null;
  readonly #socket: SocketPort;
  readonly #listeners: readonly [string, (event: SocketEvent) => void][];
  #attached = true;
  #opened = false;
  #ready = false;
  #starting = false;
  #cancelReady: () => void;
  #cancelSilence: () => void = () => undefined;
  #cancelPing: () => void = () => undefined;
  #cancelPong: (() => void) | null = null;
  /** When the awaited sign of life is due, on the monotonic clock. */
  #pongDue = 0;
  /** When the ping was written whose answer is to be measured, on the monotonic clock. */
  #pinged: number | null = null;

  constructor(
    settings: Settings,
    ports: Ports,
    url: string,
    handlers: LinkHandlers,
    record: SocketRecord | null = null,
  ) {
    this.#settings = settings;
    this.#ports = ports;
    this.#handlers = handlers;
    this.#record = record;
    record?.opening(url);
    this.#socket = new ports.WebSocket(url);
    this.#listeners = [
      ['open', () => this.#open()],
      ['message', (event) => this.#message(event.data)],
      ['close', (event) => this.#end('closed', event.code ?? 1006, event.reason ?? '')],
      // Always followed by close, which says as much; listening keeps `ws` from throwing.
      ['error', () => undefined],
    ];
    for (const [type, listener] of this.#listeners) this.#socket.addEventListener(type, listener);
    this.#cancelReady = ports.clock.after(settings.connectTimeout, () => {
      this.#end('open-timeout', 1006, '');
    });
  }

  get ready(): boolean {
    return this.#ready && this.#attached;
  }

  /** Writes a frame; false where the socket no longer takes any. */
  send(text: string): boolean {
    if (!this.#attached || this.#socket.readyState !== 1) return false;
    try {
      this.#socket.send(text);
      this.#record?.sent(text);
      return true;
    } catch {
      return false;
    }
  }

  /** Lets go of the socket at once: a close event may take a minute on a dead line. */
  detach(code = 1000): void {
    if (!this.#attached) return;
    this.#attached = false;
    this.#cancelReady();
    this.#cancelSilence();
    this.#cancelPing();
    this.#cancelPong?.();
    for (const [type, listener] of this.#listeners) {
      // The `ws` package throws on an error nobody listens to, even long after.
      if (type !== 'error') this.#socket.removeEventListener(type, listener);
    }
    try {
      this.#socket.close(code);
    } catch {
      // Already gone.
    }
  }

  /** Asks for a sign of life at once, after sleep or a change of network. */
  probe(): void {
    const { clock } = this.#ports;
    if (!this.#opened || !this.#attached) return;
    if (this.#cancelPong === null) this.#ping(wakeLimit);
    // Asked already: what was asked before a sleep must not be waited for as long again.
    else if (this.#pongDue - clock.monotonic() > wakeLimit) this.#awaitPong(wakeLimit);
  }

  #open(): void {
    this.#opened = true;
    this.#record?.opened();
    this.#cancelReady();
    this.#cancelReady = this.#ports.clock.after(readyLimit, () => {
      if (!this.#starting) this.#end('ready-timeout', 1006, '');
    });
    this.#schedulePing();
  }

  #message(data: unknown): void {
    if (!this.#attached) return;
    // Any frame is a sign of life: a server may answer pings only after a running answer.
    this.#cancelPong?.();
    this.#cancelPong = null;
    const pinged = this.#pinged;
    this.#pinged = null;
    const decoded = decode(data);
    if (!decoded.ok) {
      this.#handlers.dropped(decoded.reason);
      return;
    }
    // A pong behind other frames waited for them: that is no measure of the line.
    if (decoded.frame.kind === 'pong' && pinged !== null) {
      this.#handlers.measured?.(this.#ports.clock.monotonic() - pinged);
    }
    this.#record?.received(decoded.type, decoded.frame, (data as string).length);
    this.#readiness(decoded.frame);
    this.#handlers.frame(decoded.frame);
  }

  #readiness(frame: Frame): void {
    if (frame.kind === 'starting') {
      this.#starting = true;
      this.#ready = false;
      this.#cancelSilence();
      this.#handlers.starting();
      return;
    }
    if (this.#ready) return;
    if (frame.kind === 'established') {
      this.#cancelSilence();
      this.#cancelSilence = this.#ports.clock.after(silenceMeansReady, () => {
        this.#becomeReady();
      });
    } else if (
      frame.kind === 'ready' ||
      frame.kind === 'chat-response' ||
      frame.kind.startsWith('response-')
    ) {
      this.#becomeReady();
    }
  }

  #becomeReady(): void {
    if (this.#ready) return;
    this.#ready = true;
    this.#starting = false;
    this.#cancelReady();
    this.#cancelSilence();
    this.#handlers.ready();
  }

  /** By schedule, whatever arrives: a reset by traffic would never ping a half-open line. */
  #schedulePing(): void {
    this.#cancelPing();
    this.#cancelPing = this.#ports.clock.after(this.#settings.pingInterval, () => {
      this.#schedulePing();
      this.#ping(pongLimit);
    });
  }

  #ping(limit: number): void {
    if (this.#cancelPong !== null || !this.#handlers.mayPing()) return;
    const { clock } = this.#ports;
    if (!this.send(pingFrame(clock.now()))) return;
    this.#pinged = clock.monotonic();
    this.#awaitPong(limit);
  }

  #awaitPong(limit: number): void {
    const { clock } = this.#ports;
    this.#cancelPong?.();
    const due = clock.now() + limit;
    this.#pongDue = clock.monotonic() + limit;
    this.#cancelPong = clock.after(limit, () => {
      this.#cancelPong = null;
      // A timer this late slept with its machine, or its page was busy: what the socket has to say is
      // still to come.
      if (clock.now() - due > lateness && limit !== wakeLimit) this.#ping(wakeLimit);
      else this.#end('silent', 1006, '');
    });
  }

  #end(cause: LinkEnd['cause'], code: number, reason: string): void {
    if (!this.#attached) return;
    const end = { opened: this.#opened, ready: this.#ready, cause, code, reason };
    this.#record?.ended(end);
    this.detach();
    this.#handlers.ended(end);
  }
}
