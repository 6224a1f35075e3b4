/**
 * The interface of a client, as context hands it out and code uses it. Types only; owns no
 * behaviour.
 */
import type { ShownSettings } from '../config.js';
import type { MiptechError } from '../protocol/errors.js';
import type { ChatSummary } from '../protocol/rest.js';
import type { ConnectionState } from '../state/connection.js';
import type { JournalEntry, Report } from '../state/journal.js';
import type { Diagnosis } from '../state/diagnosis.js';
import type { Readable } from '../state/readable.js';
import type { RoundTrip } from '../state/round-trips.js';
import type { SecurityNotice } from '../state/security.js';
import type { SessionState } from '../state/session.js';
import type { Message, Transcript } from '../state/transcript.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export interface Registration extends Credentials {
  readonly fullName: string;
}

/** Sign-in, with its state (guide: Authentication & User Management). */
export interface SessionApi extends Readable<SessionState> {
  /** @throws MiptechError, also kept as the state's `error`. */
  login(credentials: Credentials): Promise<void>;
  /** Creates an account and signs in. @throws MiptechError, also kept as the state's `error`. */
  register(registration: Registration): Promise<void>;
  /**
   * Leads the person to the page's own identity system and signs in with what it gives. Nothing
   * happens where a person comes back without having signed in.
   * @throws MiptechError `config_invalid` where `settings.signOn` is not `interactive`
   */
  signOn(): Promise<void>;
  /** Forgets everything of the user at once, then tells the platform. Never throws. */
  logout(): Promise<void>;
}

export interface TenantState {
  readonly phase: 'unknown' | 'loading' | 'known';
  /** Empty where the platform gives none. */
  readonly name: string;
  /** What is on or off, such as `user_management`; a feature that is not named is on. */
  readonly features: Readonly<Record<string, boolean>>;
  /** Numbers the platform names, such as `max_connections`. */
  readonly limits: Readonly<Record<string, number>>;
}

/** The tenant's features and limits (guide: Tenant Management). */
export interface TenantApi extends Readable<TenantState> {
  /** Asks /admin/tenant. Never throws: where it cannot be had, what was known stays. */
  load(): Promise<TenantState>;
}

/** The tenant's figures (guide: Admin endpoints). */
export interface StatisticsApi {
  /**
   * Asks /admin/stats: numbers by name, such as `users` or `usage.messages`; null where the platform
   * does not show them to this person. @throws MiptechError where it cannot be asked
   */
  load(): Promise<Readonly<Record<string, number>> | null>;
}

/** The live connection, with its state (guide: Basic WebSocket Integration). */
export interface ConnectionApi extends Readable<ConnectionState> {
  /** Connects, or tries again now instead of waiting. */
  connect(): void;
  /** Stays disconnected until `connect()`; messages queue. */
  disconnect(): void;
  /** Seconds until the next attempt or the end of a rate limit; null when nothing is awaited. */
  readonly countdown: Readable<number | null>;
  /** Since when messages can go over the socket, in milliseconds since 1970; null while they cannot. */
  readonly since: Readable<number | null>;
  /** What pings over the socket took, oldest first, at most 60. */
  readonly roundTrips: Readable<readonly RoundTrip[]>;
}

export interface HealthState {
  readonly phase: 'unknown' | 'checking' | 'ready' | 'starting' | 'error';
  /** The platform's own word, such as `healthy`; null before the first answer. */
  readonly status: string | null;
  /** State of each service the platform names, such as `llm_service: ready`. */
  readonly services: Readonly<Record<string, string>>;
  /** Time of the last answer in milliseconds. */
  readonly latency: number | null;
  readonly error: MiptechError | null;
}

/** The REST side's health (guide: Platform Service Initialization Protocol). */
export interface HealthApi extends Readable<HealthState> {
  /** What the answers of /health took, oldest first, at most 60. */
  readonly roundTrips: Readable<readonly RoundTrip[]>;
  /** Asks /health now. Never throws: the outcome is the state. */
  check(): Promise<HealthState>;
}

/** What a person does in a chat. */
export interface ChatApi {
  /**
   * Sends `text` in the open chat, at once or as soon as the connection stands. A message that is
   * refused on the spot comes back with the state `failed` and is not in the transcript.
   */
  send(text: string): Readable<Message>;
  /** Puts a failed message back in line, under the same id. */
  resend(id: string): void;
  /**
   * Stops the answer that is expected or streams: it keeps the text it has, and what still comes of
   * it is ignored. Without an answer under way nothing happens.
   */
  stop(): void;
  /**
   * Asks the question of an answer that was cut short or stopped once more, as a new message; `id` is
   * the answer's, or the question's where no answer came.
   */
  askAgain(id: string): void;
  /** Starts an empty chat. Never throws: without a network the chat is made later. */
  newChat(): Promise<void>;
  /** Shows an earlier chat. @throws MiptechError where it cannot be had. */
  open(chatId: string): Promise<void>;
  /** The user's chats, newest first. @throws MiptechError */
  list(): Promise<readonly ChatSummary[]>;
}

/**
 * What happened lately, oldest first: at most 500 entries and 256,000 characters. It is written all
 * the time and holds no token, no password, no email address and no text of a message.
 */
export interface JournalApi extends Readable<readonly JournalEntry[]> {
  /** Forgets every entry. */
  clear(): void;
  /**
   * All that a support person needs, with what `more` adds; both are free of secrets.
   * @throws MiptechError `protocol` where the part of the library that makes it cannot be loaded
   */
  report(more?: object): Promise<Report>;
}

/** A client, as everyone but its creator sees it. */
export interface MiptechClient {
  readonly settings: ShownSettings;
  readonly session: SessionApi;
  readonly connection: ConnectionApi;
  readonly health: HealthApi;
  readonly tenant: TenantApi;
  readonly statistics: StatisticsApi;
  /** What the page's operator should know of, newest last, at most 20; none holds a secret. */
  readonly security: Readable<readonly SecurityNotice[]>;
  readonly chat: ChatApi;
  readonly journal: JournalApi;
  readonly transcript: Readable<Transcript>;
  /** What the last look at everything found, growing check by check while one runs. */
  readonly diagnosis: Readable<Diagnosis>;
  /**
   * Looks at everything between this page and the platform's answers, beside the connection and
   * without disturbing it. Takes about a second, 30 at most; asks at most ten calls, and makes a
   * chat only where none is open. A second call joins the first. Never throws.
   */
  diagnose(): Promise<Diagnosis>;
}

/** A client, as its creator holds it. */
export interface MiptechClientHandle extends MiptechClient {
  /** Begins to connect as soon as there is a session (or none is needed). Idempotent. */
  start(): void;
  /** Ends everything: no timer, listener, socket or lock remains. Idempotent. */
  destroy(): void;
}
