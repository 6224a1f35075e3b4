/**
 * All sockets of the platform: upgrading, counting, watching for dead ones, closing. It does not
 * know what is said on them.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Sessions } from '../data/sessions.js';
import { Connection, type ConnectionServices } from './connection.js';
import { writeFrame } from './frames.js';
import { ApiError } from '../errors.js';
import { admit, SOCKET_PATH, type Admission, type HandshakeOptions } from './handshake.js';

const LARGEST_FRAME = 1024 * 1024;
const PING_EVERY_MS = 20_000;
const RETRY_FULL_SECONDS = 30;

/** Accepts sockets on an HTTP server and keeps them by tenant and session. */
export class Sockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_FRAME,
    // As FastAPI: whatever subprotocols are offered, none is chosen.
    handleProtocols: () => false,
  });
  readonly #open = new Map<WebSocket, Connection>();
  readonly #handshake: HandshakeOptions;
  readonly #services: ConnectionServices;
  #closing = false;

  constructor(
    http: Server,
    handshake: HandshakeOptions,
    services: ConnectionServices & { readonly sessions: Sessions },
  ) {
    this.#handshake = handshake;
    this.#services = services;
    http.on('upgrade', (request, socket, head) => {
      void this.#upgrade(request, socket, head);
    });
    services.sessions.onRevoked((sessionId) => {
      for (const connection of this.#open.values()) {
        if (connection.sessionId === sessionId) connection.revoke();
      }
    });
  }

  /** How many sockets a tenant has open. */
  count(tenantId: string): number {
    return [...this.#open.values()].filter((connection) => connection.tenantId === tenantId).length;
  }

  /** Lets no client in and begins no answer any more. */
  stopListening(): void {
    this.#closing = true;
    for (const connection of this.#open.values()) connection.stopListening();
  }

  /** Says goodbye to every client. */
  close(code: 1001 | 1012, reason: string): void {
    for (const connection of this.#open.values()) connection.close(code, reason);
  }

  /** Drops what did not answer the goodbye. */
  terminate(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // A client that leaves during the check must not end the process.
    socket.on('error', () => undefined);
    const admission = this.#closing
      ? undefined
      : await admit(request, this.#handshake).catch((error: unknown) =>
          error instanceof ApiError && error.status === 503 ? ('later' as const) : undefined,
        );
    const path = request.url?.startsWith(SOCKET_PATH) === true ? SOCKET_PATH : 'unknown path';
    if (admission === 'later') {
      this.#services.log(`WS ${path} 503 -`);
      refuse(socket, '503 Service Unavailable');
      return;
    }
    if (admission === undefined || request.method !== 'GET') {
      this.#services.log(`WS ${path} 403 ${admission?.tenant.id ?? '-'}`);
      refuse(socket, '403 Forbidden');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#accept(webSocket, admission);
    });
  }

  #accept(socket: WebSocket, admission: Admission): void {
    const { settings, log } = this.#services;
    const { tenant } = admission;
    socket.on('error', () => undefined);
    const limit = settings.connectionsPerTenant ?? tenant.limits.concurrent_connections;
    if (this.#closing) {
      socket.terminate();
      return;
    }
    if (this.count(tenant.id) >= limit) {
      log(`WS ${SOCKET_PATH} full ${tenant.id}`);
      sayFull(socket, limit);
      return;
    }
    log(`WS ${SOCKET_PATH} 101 ${tenant.id}`);
    const began = performance.now();
    const connection = new Connection(socket, admission, this.#services);
    this.#open.set(socket, connection);
    const stopWatching = dropWhenDead(socket);
    socket.once('close', (code) => {
      stopWatching();
      this.#open.delete(socket);
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      log(`WS ${SOCKET_PATH} closed ${code} after ${seconds}s ${tenant.id}`);
    });
  }
}

function refuse(socket: Duplex, status: string): void {
  // A client that keeps its side open must not keep the server from closing.
  socket.once('finish', () => {
    socket.destroy();
  });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
  );
}

/** A full tenant is told on the open socket, where a browser can read it. */
function sayFull(socket: WebSocket, limit: number): void {
  socket.send(
    writeFrame('rate_limit_exceeded', {
      message: 'Too many connections of this tenant',
      code: 'RATE_LIMIT_EXCEEDED',
      limit,
      retry_after: RETRY_FULL_SECONDS,
    }),
  );
  socket.close(1008, 'Too many connections');
}

/** A half-open connection counts as open until somebody asks whether it still is. */
function dropWhenDead(socket: WebSocket): () => void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
  socket.on('pong', () => {
    answered = true;
  });
  return () => {
    clearInterval(timer);
  };
}
