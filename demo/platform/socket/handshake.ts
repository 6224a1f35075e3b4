/**
 * Whether a socket may open: the query of its address, checked before anything is accepted. It
 * does not know frames.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Chats } from '../data/chats.js';
import type { Recognition } from '../data/recognition.js';
import type { Identity } from '../data/sessions.js';
import { ApiError } from '../errors.js';
import type { Tenant } from '../data/tenants.js';
import { originAllowed } from '../http/cors.js';

/** Who may come in, and to which chat. */
export interface Admission {
  readonly tenant: Tenant;
  /** Absent for an anonymous visitor. */
  readonly identity: Identity | undefined;
  readonly clientId: string;
  readonly chatId: string | undefined;
  /** Put before the links to this server's pages. */
  readonly origin: string;
}

/** What the handshake needs to know. */
export interface HandshakeOptions {
  readonly tenants: ReadonlyMap<string, Tenant>;
  readonly recognition: Recognition;
  readonly chats: Chats;
  readonly debug: boolean;
  readonly corsOrigins: readonly string[];
}

/** The path of the chat socket. */
export const SOCKET_PATH = '/api/v1/ws/chat';

/**
 * Who asks to come in; undefined if they may not. The reason is not told: FastAPI's refusal before
 * accepting is a bare 403, and a browser shows not even that.
 * @throws ApiError 503 where nobody can tell now
 */
export async function admit(
  request: IncomingMessage,
  { tenants, recognition, chats, debug, corsOrigins }: HandshakeOptions,
): Promise<Admission | undefined> {
  const { origin, host = '' } = request.headers;
  if (!/^[\w.:[\]-]+$/.test(host)) return undefined;
  const page = `http://${host}`;
  const url = new URL(request.url ?? '/', page);
  if (url.pathname !== SOCKET_PATH) return undefined;
  // No preflight guards a socket: without this any page could use an anonymous chat.
  if (origin !== undefined && origin !== page && !originAllowed(origin, corsOrigins)) {
    return undefined;
  }
  const given = (name: string) => {
    const value = url.searchParams.get(name);
    return value === null || value === '' ? undefined : value;
  };
  const tenant = tenants.get(given('tenant_id') ?? '');
  if (tenant?.features['chat'] !== true) return undefined;
  const token = given('token');
  const identity =
    token === undefined
      ? undefined
      : await recognition.identify(tenant, token).catch((error: unknown) => {
          if (error instanceof ApiError && error.status !== 503) return 'refused' as const;
          throw error;
        });
  if (identity === 'refused') return undefined;
  if (identity === undefined && !debug && tenant.features['public_chat'] !== true) return undefined;
  const userId = given('user_id');
  const { user, subject } = identity ?? {};
  if (userId !== undefined && userId !== user?.id && userId !== subject) return undefined;
  const chatId = given('chat_id');
  if (chatId !== undefined) {
    const chat = await chats.find(tenant, identity?.user.id ?? null, chatId);
    if (chat === undefined) return undefined;
  }
  const clientId = given('client_id')?.slice(0, 128) ?? randomUUID();
  return { tenant, identity, clientId, chatId, origin: page };
}
