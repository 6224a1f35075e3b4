/**
 * The socket's frames: what arrives is decoded and never throws, what leaves is encoded exactly.
 * Pure; does not know which frame is awaited or what a frame causes.
 */
import * as z from 'zod/mini';
import { fields, label, labelOf, metadata, read, sources, wait, words } from './values.js';
import type { Metadata, Source } from './values.js';

/** How chunks of an answer are read: as the text so far, as parts, or as they turn out to be. */
export type StreamMode = 'auto' | 'cumulative' | 'delta';

/** The chat and tenant a frame is about, where it says so. */
interface Addressed {
  readonly chatId: string | null;
  readonly tenantId: string | null;
}

interface Ended extends Addressed {
  readonly messageId: string | null;
  readonly text: string | null;
  readonly sources: readonly Source[];
  readonly metadata: Metadata | null;
}

export type Frame =
  | (Addressed & { readonly kind: 'established'; readonly clientId: string | null })
  | (Addressed & { readonly kind: 'ready' })
  | (Addressed & { readonly kind: 'starting' })
  | (Addressed & { readonly kind: 'response-start'; readonly messageId: string | null })
  | (Addressed & {
      readonly kind: 'response-chunk';
      readonly messageId: string | null;
      readonly text: string;
      /** True where the frame itself says that `text` is only the new part. */
      readonly delta: boolean;
    })
  | (Ended & { readonly kind: 'response-complete' })
  | (Ended & { readonly kind: 'chat-response' })
  | (Addressed & { readonly kind: 'pong' })
  | (Addressed & {
      readonly kind: 'error';
      readonly code: string | null;
      readonly message: string | null;
      readonly retryAfter: number | null;
    })
  | (Addressed & { readonly kind: 'rate-limited'; readonly retryAfter: number | null })
  /** `refusing` where something was refused because of the token, not only told ahead. */
  | (Addressed & { readonly kind: 'token-expired'; readonly refusing: boolean })
  | (Addressed & { readonly kind: 'unauthorized' })
  | (Addressed & { readonly kind: 'other'; readonly type: string });

export type Decoded =
  | { readonly ok: true; readonly frame: Frame; readonly type: string }
  | { readonly ok: false; readonly reason: 'binary' | 'json' | 'shape' };

const about = { chat_id: label, tenant_id: label };
const answer = { ...about, message_id: label, id: label };
const text = { content: words, message: words, text: words };
const plain = z.object(about);
const whole = z.object({ ...answer, ...text, sources, metadata });

/** A frame as `make` reads it; `frame` adds what it is about. */
type Body<F = Frame> = F extends Frame ? Omit<F, keyof Addressed> : never;

/** Reads the `data` of one type of frame by its schema; null where `make` cannot use it. */
function frame<T extends z.infer<typeof plain>>(
  schema: z.ZodMiniType<T>,
  make: (data: T) => Body | null,
) {
  return (data: unknown): Frame | null => {
    const given = read(schema, data);
    const body = make(given);
    return body === null ? null : { ...body, chatId: given.chat_id, tenantId: given.tenant_id };
  };
}

const other = (type: string) => frame(plain, () => ({ kind: 'other', type }));
const ready = frame(plain, () => ({ kind: 'ready' }));
const starting = frame(plain, () => ({ kind: 'starting' }));
const expired = (refusing: boolean) => frame(plain, () => ({ kind: 'token-expired', refusing }));
const ended = (kind: 'response-complete' | 'chat-response') =>
  frame(whole, (data) => ({
    kind,
    messageId: data.message_id ?? data.id,
    text: data.content ?? data.message ?? data.text,
    sources: data.sources,
    metadata: data.metadata,
  }));

const chunk = z.object({ ...answer, ...text, delta: words });
const failure = z.object({
  ...about,
  code: label,
  error_code: label,
  message: label,
  detail: label,
  retry_after: wait,
});

/** Every incoming frame, by its type. */
const readers: Readonly<Record<string, (data: unknown) => Frame | null>> = {
  connection_established: frame(z.object({ ...about, client_id: label }), (data) => ({
    kind: 'established',
    clientId: data.client_id,
  })),
  connection_ready: ready,
  platform_ready: ready,
  ai_services_ready: ready,
  platform_initializing: starting,
  ai_services_loading: starting,
  response_start: frame(z.object(answer), (data) => ({
    kind: 'response-start',
    messageId: data.message_id ?? data.id,
  })),
  response_chunk: frame(chunk, (data) => {
    const part = data.delta ?? data.content ?? data.message ?? data.text;
    const messageId = data.message_id ?? data.id;
    return part === null
      ? null
      : { kind: 'response-chunk', messageId, text: part, delta: data.delta !== null };
  }),
  response_complete: ended('response-complete'),
  chat_response: ended('chat-response'),
  pong: frame(plain, () => ({ kind: 'pong' })),
  error: frame(failure, (data) => {
    const code = data.code ?? data.error_code;
    const retryAfter = data.retry_after;
    return code === 'RATE_LIMIT_EXCEEDED'
      ? { kind: 'rate-limited', retryAfter }
      : { kind: 'error', code, message: data.message ?? data.detail, retryAfter };
  }),
  rate_limit_exceeded: frame(z.object({ ...about, retry_after: wait }), (data) => ({
    kind: 'rate-limited',
    retryAfter: data.retry_after,
  })),
  authentication_required: expired(true),
  token_expired: expired(false),
  unauthorized: frame(plain, () => ({ kind: 'unauthorized' })),
};

/** Reads `data` by the schema of `type`; null where it lacks what such a frame needs. */
export function frameOf(type: string, data: unknown): Frame | null {
  const reader = (Object.hasOwn(readers, type) && readers[type]) || other(type);
  return reader(data);
}

/**
 * What nearly every frame is, read as its schema does but without a pass over each of the schema's
 * fields: that took longer than `JSON.parse`. Null for a chunk less plain, which the schema reads.
 */
function plainChunk(data: unknown): Frame | null {
  const { chat_id, tenant_id, message_id, content, delta } = fields(data);
  const messageId = labelOf(message_id);
  const part = delta ?? content;
  if (messageId === null || typeof part !== 'string') return null;
  return {
    kind: 'response-chunk',
    messageId,
    text: part,
    delta: part === delta,
    chatId: labelOf(chat_id),
    tenantId: labelOf(tenant_id),
  };
}

/** Reads one socket message. Whatever comes, it answers and does not throw. */
export function decode(raw: unknown): Decoded {
  if (typeof raw !== 'string') return { ok: false, reason: 'binary' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(raw);
  } catch {
    return { ok: false, reason: 'json' };
  }
  const { type, data } = fields(parsed);
  if (typeof type !== 'string' || type === '') return { ok: false, reason: 'shape' };
  const frame = (type === 'response_chunk' ? plainChunk(data) : null) ?? frameOf(type, data);
  return frame === null ? { ok: false, reason: 'shape' } : { ok: true, frame, type };
}

function encode(type: string, data: object): string {
  return JSON.stringify({ type, data });
}

export function pingFrame(timestamp: number): string {
  return encode('ping', { timestamp });
}

export interface OutgoingMessage {
  readonly id: string;
  readonly text: string;
  readonly chatId: string | null;
  readonly tenantId: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

export function chatMessageFrame(message: OutgoingMessage): string {
  return encode('chat_message', {
    message: message.text,
    chat_id: message.chatId,
    tenant_id: message.tenantId,
    stream: true,
    timestamp: message.timestamp,
    client_message_id: message.id,
  });
}

export function newChatFrame(tenantId: string): string {
  return encode('new_chat', { tenant_id: tenantId });
}
