/**
 * Tells the page what happens in a client, by public events. Owns what was told last, so that each
 * change is told once; does not know who made the client.
 */
import type {
  ConnectionState,
  MiptechClient,
  MiptechError,
  SecurityNotice,
  SessionState,
  Transcript,
} from '../../core/index.js';
import { settledSince } from '../../dom/settled.js';
import { emit } from '../events.js';

export class PageEvents {
  readonly #target: EventTarget;
  readonly #told = new WeakSet<MiptechError>();
  #stops: readonly (() => void)[] = [];
  #session = 'signed-out ';
  #connection = 'idle ';
  #noticed: readonly SecurityNotice[] = [];
  #transcript: Transcript = { chatId: null, messages: [], answering: false, loading: false };

  constructor(target: EventTarget) {
    this.#target = target;
  }

  /** Follows `client` instead of the one before; null follows none. */
  follow(client: MiptechClient | null): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    if (client === null) return;
    const { session, connection, security, transcript } = client;
    const tellSession = (): void => {
      this.#tellSession(session.get());
    };
    const tellConnection = (): void => {
      this.#tellConnection(connection.get());
    };
    const tellMessages = (): void => {
      this.#tellMessages(transcript.get());
    };
    const tellSecurity = (): void => {
      this.#tellSecurity(security.get());
    };
    this.#transcript = transcript.get();
    this.#noticed = [];
    tellSecurity();
    tellSession();
    tellConnection();
    this.#stops = [
      security.subscribe(tellSecurity),
      session.subscribe(tellSession),
      connection.subscribe(tellConnection),
      transcript.subscribe(tellMessages),
    ];
  }

  /** Tells an error once, however often and wherever it is found. */
  tellError(error: MiptechError | null): void {
    if (error === null || this.#told.has(error)) return;
    this.#told.add(error);
    const { code, message, fix } = error;
    emit(this.#target, 'miptech-error', { code, message, fix });
  }

  #tellSession({ phase, user, error }: SessionState): void {
    const now = `${phase} ${user?.id ?? ''}`;
    if (now !== this.#session) {
      this.#session = now;
      emit(this.#target, 'miptech-session-change', { user, phase });
    }
    this.tellError(error);
  }

  #tellSecurity(notices: readonly SecurityNotice[]): void {
    const news = notices.filter((notice) => !this.#noticed.includes(notice));
    this.#noticed = notices;
    for (const { code, message } of news) emit(this.#target, 'miptech-security', { code, message });
  }

  #tellConnection({ phase, status, error }: ConnectionState): void {
    const code = error?.code ?? null;
    const now = `${phase} ${code ?? ''}`;
    if (now !== this.#connection) {
      this.#connection = now;
      emit(this.#target, 'miptech-connection-change', { phase, status, code });
    }
    this.tellError(error);
  }

  #tellMessages(transcript: Transcript): void {
    const messages = settledSince(this.#transcript, transcript);
    this.#transcript = transcript;
    for (const message of messages) emit(this.#target, 'miptech-message', { message });
  }
}
