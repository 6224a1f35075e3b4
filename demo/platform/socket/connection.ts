/**
 * One open socket: the ready sequence, its frames, and its end when the token ends. It does not
 * know what the frames ask for or who else is connected.
 */
import type { WebSocket } from 'ws';
import type { Conversation } from '../conversation.js';
import type { Chats } from '../data/chats.js';
import { ApiError } from '../errors.js';
import { describe } from '../http/envelope.js';
import type { Log } from '../log.js';
import { SlidingMinute } from '../rate-limit.js';
import type { Readiness } from '../readiness.js';
import type { Settings } from '../settings.js';
import { FrameError, readFrame, writeFrame, type ClientFrame } from './frames.js';
import type { Admission } from './handshake.js';
import { handleFrame, type Desk } from './requests.js';

/** What a connection works with. */
export interface ConnectionServices {
  readonly chats: Chats;
  readonly conversation: Conversation;
  readonly readiness: Readiness;
  readonly settings: Settings;
  readonly log: Log;
}

const LONGEST_TIMER = 2 ** 31 - 1;

/** Speaks with one client until its socket closes. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #admission: Admission;
  readonly #services: ConnectionServices;
  readonly #rate: SlidingMinute;
  readonly #gone = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  readonly #desk: Desk;
  #expired = false;
  #leaving = false;
  /** Questions are answered one after the other; pings do not wait for them. */
  #turns: Promise<void>;

  constructor(socket: WebSocket, admission: Admission, services: ConnectionServices) {
    this.#socket = socket;
    this.#admission = admission;
    this.#services = services;
    this.#rate = new SlidingMinute(services.settings.socketMessagesPerMinute);
    this.#desk = {
      ...services,
      admission,
      gone: this.#gone.signal,
      chatId: admission.chatId,
      send: (type, data) => {
        this.#send(type, data);
      },
    };
    socket.on('message', (raw, isBinary) => {
      this.#receive(() => readFrame(raw, isBinary, admission.tenant.id));
    });
    socket.once('close', () => {
      clearTimeout(this.#timer);
      this.#gone.abort();
    });
    this.#turns = this.#welcome();
    this.#watchExpiry();
  }

  get sessionId(): string | undefined {
    return this.#admission.identity?.sessionId;
  }

  get tenantId(): string {
    return this.#admission.tenant.id;
  }

  /** Tells the client that its session is over, and closes. */
  revoke(): void {
    this.#send('unauthorized', {
      message: 'This session was closed; please sign in again',
      code: 'SESSION_REVOKED',
    });
    this.close(1008, 'Session revoked');
  }

  /** Begins nothing new; what waits is left to the client's next connection. */
  stopListening(): void {
    this.#leaving = true;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  async #welcome(): Promise<void> {
    const { tenant, identity, clientId } = this.#admission;
    const { readiness } = this.#services;
    const who = { client_id: clientId, tenant_id: tenant.id };
    this.#send('connection_established', {
      ...who,
      user_id: identity?.user.id ?? null,
      chat_id: this.#admission.chatId ?? null,
      authenticated: identity !== undefined,
      connected_at: Date.now() / 1000,
    });
    if (!readiness.ready) {
      this.#send('platform_initializing', {
        tenant_id: tenant.id,
        message: 'Platform is starting',
      });
      this.#send('ai_services_loading', {
        tenant_id: tenant.id,
        message: 'Loading AI services',
        services: readiness.services,
      });
      await readiness.settled();
      if (!readiness.ready) return;
      this.#send('ai_services_ready', { tenant_id: tenant.id, services: readiness.services });
    }
    this.#send('connection_ready', { ...who, ready_at: Date.now() / 1000 });
  }

  #watchExpiry(): void {
    const { identity } = this.#admission;
    if (identity === undefined) return;
    const left = identity.expiresAt - Date.now();
    this.#timer = setTimeout(
      () => {
        if (Date.now() < identity.expiresAt) this.#watchExpiry();
        else this.#expire();
      },
      Math.min(Math.max(left, 0), LONGEST_TIMER),
    );
  }

  #expire(): void {
    this.#expired = true;
    const grace = this.#services.settings.expiryGraceSeconds;
    this.#send('token_expired', {
      message: 'The access token has expired; renew it and connect again',
      code: 'TOKEN_EXPIRED',
      closes_in: grace,
    });
    this.#timer = setTimeout(() => {
      // An answer that is being written is finished first; no other one begins.
      void this.#turns.then(() => {
        this.close(1008, 'Token expired');
      });
    }, grace * 1000);
  }

  #receive(read: () => ClientFrame): void {
    const verdict = this.#rate.take();
    let frame: ClientFrame;
    try {
      frame = read();
    } catch (error) {
      if (verdict.allowed) this.#reportError(error, {});
      else this.#reportLimit(verdict.retryAfter, {});
      return;
    }
    const concerns = concernsOf(frame);
    if (!verdict.allowed) {
      this.#reportLimit(verdict.retryAfter, concerns);
      return;
    }
    if (frame.type === 'ping') {
      this.#send('pong', { timestamp: frame.timestamp ?? null, server_time: Date.now() });
      return;
    }
    this.#turns = this.#turns
      .then(() => this.#handle(frame))
      .catch((error: unknown) => {
        this.#reportError(error, concerns);
      });
  }

  async #handle(frame: Exclude<ClientFrame, { type: 'ping' }>): Promise<void> {
    // What was waiting when the client left was never begun; the client will ask again.
    if (this.#leaving || this.#gone.signal.aborted) return;
    if (this.#expired) {
      this.#send('authentication_required', {
        message: 'The access token has expired; renew it and connect again',
        code: 'TOKEN_EXPIRED',
        ...concernsOf(frame),
      });
      return;
    }
    await handleFrame(frame, this.#desk);
  }

  #reportError(error: unknown, concerns: Readonly<Record<string, string>>): void {
    if (error instanceof FrameError) {
      this.#send('error', { message: error.message, code: error.code, ...error.concerns });
      return;
    }
    if (!(error instanceof ApiError)) {
      this.#services.log(`ERROR socket ${this.tenantId} ${describe(error)}`);
      this.#send('error', {
        message: 'Internal server error',
        code: 'INTERNAL_ERROR',
        ...concerns,
      });
      return;
    }
    const { message, code, details } = error;
    this.#send(error.status === 429 ? 'rate_limit_exceeded' : 'error', {
      message,
      code,
      ...concerns,
      ...details,
    });
  }

  #reportLimit(retryAfter: number, concerns: Readonly<Record<string, string>>): void {
    this.#send('rate_limit_exceeded', {
      message: 'Too many messages',
      code: 'RATE_LIMIT_EXCEEDED',
      limit: this.#rate.limit,
      window: '1 minute',
      retry_after: retryAfter,
      ...concerns,
    });
  }

  #send(type: string, data: Readonly<Record<string, unknown>>): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(writeFrame(type, data));
  }
}

function concernsOf(frame: ClientFrame): Readonly<Record<string, string>> {
  if (frame.type === 'load_chat') return { chat_id: frame.chatId };
  if (frame.type !== 'chat_message') return {};
  return {
    ...(frame.chatId === undefined ? {} : { chat_id: frame.chatId }),
    ...(frame.clientMessageId === undefined ? {} : { client_message_id: frame.clientMessageId }),
  };
}
