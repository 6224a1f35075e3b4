/**
 * The platform's REST payloads, read tolerantly and written exactly. Pure; does not know how a call
 * is made. Every reader answers null (or a default) for what it cannot use and never throws.
 */
import * as z from 'zod/mini';
import { metadataOf, numberOf, sourceList, timeOf } from './values.js';
import type { Metadata, Source } from './values.js';

export interface User {
  readonly id: string;
  readonly email: string;
  /** Empty where the platform gives none. */
  readonly name: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Seconds of life from arrival, where the platform says so. */
  readonly expiresIn: number | null;
}

export interface AuthAnswer {
  readonly tokens: Tokens | null;
  readonly user: User | null;
}

export interface Health {
  readonly ready: boolean;
  /** The platform's own word, such as `healthy`. */
  readonly status: string;
  /** State of each service the reply names, such as `llm_service`. */
  readonly services: Readonly<Record<string, string>>;
}

export interface StoredMessage {
  readonly id: string | null;
  readonly clientMessageId: string | null;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Milliseconds since 1970, or null where the platform gives no time. */
  readonly at: number | null;
  readonly sources: readonly Source[];
  readonly metadata: Metadata | null;
}

export interface ChatSummary {
  readonly id: string;
  readonly title: string;
  readonly at: number | null;
}

export interface ChatHistory extends ChatSummary {
  readonly messages: readonly StoredMessage[];
}

type Fields = Readonly<Record<string, unknown>>;

const record = z.record(z.string(), z.unknown());

/** `value` as an object with fields, or an empty one. */
export function fields(value: unknown): Fields {
  const result = record.safeParse(value);
  return result.success ? result.data : {};
}

/** The first non-empty string (or number, written out) under one of `names`. */
export function textAt(from: Fields, ...names: string[]): string | null {
  for (const name of names) {
    const value = Object.hasOwn(from, name) ? from[name] : undefined;
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  }
  return null;
}

/** Takes `{success, data, …}` off; a bare answer stays as it is. */
export function unwrap(body: unknown): unknown {
  const envelope = fields(body);
  return typeof envelope['success'] === 'boolean' && envelope['data'] != null
    ? envelope['data']
    : body;
}

/** Stored "undefined" and "null" are what `setItem` makes of a missing token. */
export function usableToken(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'undefined' && value !== 'null'
    ? value
    : null;
}

export function readUser(body: unknown): User | null {
  const from = fields(body);
  const user = from['user'] === undefined ? from : fields(from['user']);
  const id = textAt(user, 'id', 'user_id', 'sub');
  const email = textAt(user, 'email') ?? '';
  if (id === null && email === '') return null;
  return { id: id ?? '', email, name: textAt(user, 'full_name', 'fullName', 'name') ?? '' };
}

export function readAuth(body: unknown): AuthAnswer {
  const from = fields(body);
  const nested = fields(from['tokens']);
  const accessToken = usableToken(from['access_token'] ?? nested['access_token']);
  const refreshToken = usableToken(from['refresh_token'] ?? nested['refresh_token']);
  const life = numberOf(from['expires_in'] ?? nested['expires_in']) ?? 0;
  return {
    tokens:
      accessToken === null
        ? null
        : { accessToken, refreshToken, expiresIn: life > 0 ? life : null },
    user: from['user'] === undefined ? null : readUser(body),
  };
}

const healthy = new Set(['healthy', 'ok', 'ready', 'degraded']);

function serviceState(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'ready' : 'loading';
  if (typeof value === 'string') return value;
  const from = fields(value);
  return textAt(from, 'status', 'state') ?? (from['ready'] === true ? 'ready' : 'unknown');
}

export function readHealth(body: unknown): Health | null {
  const from = fields(body);
  const status = textAt(from, 'status');
  const flag = from['ai_services_ready'];
  if (status === null && typeof flag !== 'boolean') return null;
  const services: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields(from['services'] ?? from['components']))) {
    services[name] = serviceState(value);
  }
  return {
    ready: typeof flag === 'boolean' ? flag : healthy.has((status ?? '').toLowerCase()),
    status: status ?? (flag === true ? 'healthy' : 'starting'),
    services,
  };
}

export function readChatId(body: unknown): string | null {
  const from = fields(body);
  const id =
    textAt(from, 'chat_id', 'id', 'chatId') ?? textAt(fields(from['chat']), 'chat_id', 'id');
  // In a path these two would climb out of /chat, however they are encoded.
  return id === '.' || id === '..' ? null : id;
}

/** The array under any of the usual keys, or the body itself. */
function listAt(body: unknown, ...names: string[]): readonly unknown[] {
  if (Array.isArray(body)) return body as readonly unknown[];
  const from = fields(body);
  for (const name of names) {
    const value = from[name];
    if (Array.isArray(value)) return value as readonly unknown[];
  }
  return [];
}

function readSummary(value: unknown): ChatSummary | null {
  const from = fields(value);
  const id = readChatId(value);
  if (id === null) return null;
  const at = timeOf(from['updated_at'] ?? from['last_message_at'] ?? from['created_at']);
  return { id, title: textAt(from, 'title', 'name') ?? '', at };
}

export function readChatList(body: unknown): readonly ChatSummary[] {
  return listAt(body, 'chats', 'items', 'results', 'data', 'sessions')
    .map(readSummary)
    .filter((chat) => chat !== null);
}

export function readStoredMessage(value: unknown): StoredMessage | null {
  const from = fields(value);
  const role = textAt(from, 'role', 'type', 'sender');
  const text = ['content', 'message', 'text']
    .map((name) => from[name])
    .find((value) => typeof value === 'string');
  if (text === undefined || text === '' || role === null) return null;
  const person = role === 'user' || role === 'human';
  if (!person && role !== 'assistant' && role !== 'ai' && role !== 'bot') return null;
  return {
    id: textAt(from, 'message_id', 'id'),
    clientMessageId: textAt(from, 'client_message_id'),
    role: person ? 'user' : 'assistant',
    text,
    at: timeOf(from['timestamp'] ?? from['created_at']),
    sources: sourceList(from['sources']),
    metadata: metadataOf(from['metadata']),
  };
}

export function readHistory(body: unknown, chatId: string): ChatHistory {
  const outer = fields(body);
  const from = outer['chat'] === undefined ? outer : { ...outer, ...fields(outer['chat']) };
  return {
    id: chatId,
    title: textAt(from, 'title', 'name') ?? '',
    at: timeOf(from['updated_at'] ?? from['created_at']),
    messages: listAt(
      Array.isArray(body) ? body : from,
      'messages',
      'history',
      'conversation_history',
      'items',
    )
      .map(readStoredMessage)
      .filter((message) => message !== null),
  };
}
