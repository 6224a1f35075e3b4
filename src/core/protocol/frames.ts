/**
 * The socket's frames: what arrives is decoded and never throws, what leaves is encoded exactly.
 * Pure; does not know which frame is awaited or what a frame causes.
 */
import * as z from 'zod/mini';
import { fields, textAt } from './rest.js';
import { metadataOf, numberOf, sourceList } from './values.js';
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
  | (Addressed & { readonly kind: 'token-expired' })
  | (Addressed & { readonly kind: 'unauthorized' })
  | (Addressed & { readonly kind: 'other'; readonly type: string });

export type Decoded =
  | { readonly ok: true; readonly frame: Frame }
  | { readonly ok: false; readonly reason: 'binary' | 'json' | 'shape' };

const envelope = z.object({
  type: z.string().check(z.minLength(1)),
  data: z.optional(z.unknown()),
});

/** Seconds to wait, clamped to 0–300; null where `value` is not a number. */
export function retryAfterOf(value: unknown): number | null {
  const seconds = numberOf(value);
  return seconds === null ? null : Math.min(300, Math.max(0, seconds));
}

/** The text of a message: strings only, and an empty one counts. */
function textOf(data: Readonly<Record<string, unknown>>): string | null {
  for (const name of ['content', 'message', 'text']) {
    const value = data[name];
    if (typeof value === 'string') return value;
  }
  return null;
}

type Data = Readonly<Record<string, unknown>>;
type Reader = (data: Data, about: Addressed, type: string) => Frame | null;

const ready: Reader = (_data, about) => ({ ...about, kind: 'ready' });
const starting: Reader = (_data, about) => ({ ...about, kind: 'starting' });
const expired: Reader = (_data, about) => ({ ...about, kind: 'token-expired' });
const limited: Reader = (data, about) => ({
  ...about,
  kind: 'rate-limited',
  retryAfter: retryAfterOf(data['retry_after']),
});

const ended =
  (kind: 'response-complete' | 'chat-response'): Reader =>
  (data, about) => ({
    ...about,
    kind,
    messageId: textAt(data, 'message_id', 'id'),
    text: textOf(data),
    sources: sourceList(data['sources']),
    metadata: metadataOf(data['metadata']),
  });

const readers: Readonly<Record<string, Reader>> = {
  connection_established: (data, about) => ({
    ...about,
    kind: 'established',
    clientId: textAt(data, 'client_id'),
  }),
  connection_ready: ready,
  platform_ready: ready,
  ai_services_ready: ready,
  platform_initializing: starting,
  ai_services_loading: starting,
  response_start: (data, about) => ({
    ...about,
    kind: 'response-start',
    messageId: textAt(data, 'message_id', 'id'),
  }),
  response_chunk: (data, about) => {
    const delta = data['delta'];
    const text = typeof delta === 'string' ? delta : textOf(data);
    return text === null
      ? null
      : {
          ...about,
          kind: 'response-chunk',
          messageId: textAt(data, 'message_id', 'id'),
          text,
          delta: typeof delta === 'string',
        };
  },
  response_complete: ended('response-complete'),
  chat_response: ended('chat-response'),
  pong: (_data, about) => ({ ...about, kind: 'pong' }),
  error: (data, about, type) => {
    const code = textAt(data, 'code', 'error_code');
    if (code === 'RATE_LIMIT_EXCEEDED') return limited(data, about, type);
    return {
      ...about,
      kind: 'error',
      code,
      message: textAt(data, 'message', 'detail'),
      retryAfter: retryAfterOf(data['retry_after']),
    };
  },
  rate_limit_exceeded: limited,
  authentication_required: expired,
  token_expired: expired,
  unauthorized: (_data, about) => ({ ...about, kind: 'unauthorized' }),
};

/** Reads one socket message. Whatever comes, it answers and does not throw. */
export function decode(raw: unknown): Decoded {
  if (typeof raw !== 'string') return { ok: false, reason: 'binary' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(raw);
  } catch {
    return { ok: false, reason: 'json' };
  }
  const read = envelope.safeParse(parsed);
  if (!read.success) return { ok: false, reason: 'shape' };
  const { type } = read.data;
  const data = fields(read.data.data);
  const about = { chatId: textAt(data, 'chat_id'), tenantId: textAt(data, 'tenant_id') };
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (reader === undefined) return { ok: true, frame: { ...about, kind: 'other', type } };
  const frame = reader(data, about, type);
  return frame === null ? { ok: false, reason: 'shape' } : { ok: true, frame };
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
