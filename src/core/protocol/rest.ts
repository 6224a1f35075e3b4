/**
 * The platform's REST payloads, read tolerantly and written exactly. Pure; does not know how a call
 * is made. Every reader answers null (or a default) for what it cannot use and never throws.
 */
import * as z from 'zod/mini';
import {
  count,
  fields,
  flag,
  inner,
  label,
  list,
  metadata,
  read,
  sources,
  time,
  token,
  words,
} from './values.js';
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
  /** When something last happened in it, in milliseconds since 1970, or null. */
  readonly at: number | null;
  readonly createdAt: number | null;
  /** How many messages it holds; null where the platform does not tell. */
  readonly messageCount: number | null;
}

export interface ChatHistory extends ChatSummary {
  /** False where the answer held no list of messages: then nothing is known of what is absent. */
  readonly whole: boolean;
  readonly messages: readonly StoredMessage[];
}

const envelope = z.object({ success: flag, data: inner });

const userSchema = z.object({
  user: inner,
  id: label,
  user_id: label,
  sub: label,
  email: label,
  full_name: label,
  fullName: label,
  name: label,
});

const authSchema = z.object({
  access_token: token,
  refresh_token: token,
  expires_in: count,
  tokens: inner,
  user: inner,
});

const healthSchema = z.object({
  status: label,
  ai_services_ready: flag,
  services: inner,
  components: inner,
});

/** Most services that are told of, and the longest name and state of one, in characters. */
const mostServices = 100;
const longestWord = 100;

const serviceSchema = z.object({ status: label, state: label, ready: flag });

const chatSchema = z.object({
  chat_id: label,
  id: label,
  chatId: label,
  chat: inner,
  title: label,
  name: label,
  updated_at: time,
  last_message_at: time,
  created_at: time,
  message_count: count,
});

const listSchema = z.object({
  chats: list,
  messages: list,
  history: list,
  conversation_history: list,
  items: list,
  results: list,
  data: list,
  sessions: list,
});

const messageSchema = z.object({
  message_id: label,
  id: label,
  client_message_id: label,
  role: label,
  type: label,
  sender: label,
  content: words,
  message: words,
  text: words,
  timestamp: time,
  created_at: time,
  sources,
  metadata,
});

/** Takes `{success, data, …}` off; a bare answer stays as it is. */
export function unwrap(body: unknown): unknown {
  const { success, data } = read(envelope, body);
  return success !== null && data != null ? data : body;
}

/** True for an answer that says itself that it is a failure, whatever its status. */
export function admitsFailure(body: unknown): boolean {
  return read(envelope, body).success === false;
}

export function readUser(body: unknown): User | null {
  const outer = read(userSchema, body);
  const user = outer.user === undefined ? outer : read(userSchema, outer.user);
  const id = user.id ?? user.user_id ?? user.sub;
  if (id === null && user.email === null) return null;
  const name = user.full_name ?? user.fullName ?? user.name ?? '';
  return { id: id ?? '', email: user.email ?? '', name };
}

export function readAuth(body: unknown): AuthAnswer {
  const outer = read(authSchema, body);
  const nested = read(authSchema, outer.tokens);
  const accessToken = outer.access_token ?? nested.access_token;
  const refreshToken = outer.refresh_token ?? nested.refresh_token;
  const life = outer.expires_in ?? nested.expires_in ?? 0;
  return {
    tokens:
      accessToken === null
        ? null
        : { accessToken, refreshToken, expiresIn: life > 0 ? life : null },
    user: outer.user === undefined ? null : readUser(body),
  };
}

const healthy = new Set(['healthy', 'ok', 'ready', 'degraded']);

function serviceState(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'ready' : 'loading';
  if (typeof value === 'string') return value;
  const { status, state, ready } = read(serviceSchema, value);
  return status ?? state ?? (ready === true ? 'ready' : 'unknown');
}

export function readHealth(body: unknown): Health | null {
  const { status, ai_services_ready: stated, services, components } = read(healthSchema, body);
  if (status === null && stated === null) return null;
  const states = Object.entries(fields(services ?? components)).slice(0, mostServices);
  const short = (word: string): string => word.slice(0, longestWord);
  return {
    ready: stated ?? healthy.has((status ?? '').toLowerCase()),
    status: short(status ?? (stated === true ? 'healthy' : 'starting')),
    services: Object.fromEntries(
      states.map(([name, value]) => [short(name), short(serviceState(value))]),
    ),
  };
}

export function readChatId(body: unknown): string | null {
  const chat = read(chatSchema, body);
  const inside = read(chatSchema, chat.chat);
  const id = chat.chat_id ?? chat.id ?? chat.chatId ?? inside.chat_id ?? inside.id;
  // In a path these two would climb out of /chat, however they are encoded.
  return id === '.' || id === '..' ? null : id;
}

function summaryOf(id: string, body: unknown): ChatSummary {
  const chat = read(chatSchema, body);
  return {
    id,
    title: chat.title ?? chat.name ?? '',
    at: chat.updated_at ?? chat.last_message_at ?? chat.created_at,
    createdAt: chat.created_at,
    messageCount: chat.message_count,
  };
}

function readSummary(body: unknown): ChatSummary | null {
  const id = readChatId(body);
  return id === null ? null : summaryOf(id, body);
}

export function readChatList(body: unknown): readonly ChatSummary[] {
  const { chats, items, results, data, sessions } = read(listSchema, body);
  const bare = Array.isArray(body) ? (body as readonly unknown[]) : null;
  return (bare ?? chats ?? items ?? results ?? data ?? sessions ?? [])
    .map(readSummary)
    .filter((chat) => chat !== null);
}

const roles: Readonly<Record<string, StoredMessage['role']>> = {
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  bot: 'assistant',
};

export function readStoredMessage(body: unknown): StoredMessage | null {
  const stored = read(messageSchema, body);
  const named = stored.role ?? stored.type ?? stored.sender ?? '';
  const role = Object.hasOwn(roles, named) ? roles[named] : undefined;
  const text = stored.content ?? stored.message ?? stored.text;
  if (role === undefined || text === null || text === '') return null;
  return {
    id: stored.message_id ?? stored.id,
    clientMessageId: stored.client_message_id,
    role,
    text,
    at: stored.timestamp ?? stored.created_at,
    sources: stored.sources,
    metadata: stored.metadata,
  };
}

/** What POST /chat/{id}/message may call the answer, where it does not give it bare. */
const replySchema = z.object({
  response: inner,
  answer: inner,
  reply: inner,
  assistant_message: inner,
  ai_message: inner,
  data: inner,
  message: inner,
});

/** The answer to a message sent by REST; null where it is not in the reply. */
export function readReply(body: unknown): StoredMessage | null {
  const { message, ...named } = read(replySchema, body);
  const nested = Object.values(named).find((value) => value != null);
  // A bare answer has its text in `message`; an object there is the answer itself.
  const given = nested ?? (typeof message === 'object' && message !== null ? message : body);
  const answer = typeof given === 'string' ? { ...fields(body), content: given } : fields(given);
  const reply = readStoredMessage({ role: 'assistant', ...answer });
  // Some platforms only repeat what they were sent.
  return reply?.role === 'assistant' ? reply : null;
}

export function readHistory(body: unknown, chatId: string): ChatHistory {
  const outer = fields(body);
  const whole = { ...outer, ...fields(outer['chat']) };
  const { messages, history, conversation_history, items } = read(listSchema, whole);
  const bare = Array.isArray(body) ? (body as readonly unknown[]) : null;
  const given = bare ?? messages ?? history ?? conversation_history ?? items;
  return {
    ...summaryOf(chatId, whole),
    whole: given !== null,
    messages: (given ?? []).map(readStoredMessage).filter((message) => message !== null),
  };
}
