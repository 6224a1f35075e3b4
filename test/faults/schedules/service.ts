/**
 * The platform's REST calls as the contract has them. Owns what each of them answers while all is
 * well; what goes wrong on top of that is the platform's.
 */
import type { ScriptedAnswer, ScriptedRequest } from '../../../src/testing/scripted-host.js';
import type { Account } from './accounts.js';
import type { StoredChat } from './conversations.js';
import type { Scope } from './faults.js';
import type { Platform } from './platform.js';

/** An answer, a connection that is reset, or none for ever. */
type Served = ScriptedAnswer | 'lost' | 'never';

/** The group a call belongs to; null for one the platform does not have. */
export function scopeOf({ method, path }: ScriptedRequest): Scope | null {
  if (path === '/health') return 'health';
  if (path === '/auth/me') return 'me';
  if (path === '/auth/login') return 'login';
  if (path === '/auth/refresh') return 'refresh';
  if (path === '/auth/logout') return 'logout';
  if (path === '/chat/list') return 'list';
  if (path === '/chat') return method === 'POST' ? 'create' : null;
  if (path.endsWith('/message')) return 'post';
  return path.startsWith('/chat/') ? 'history' : null;
}

/** The id of the chat that a call names in its path. */
export function chatOf({ path }: ScriptedRequest): string | null {
  return path.split('/')[2] ?? null;
}

const shown = ({ id, email, name }: Account): object => ({ id, email, full_name: name });
const missing: ScriptedAnswer = { status: 404, body: { detail: 'Not Found' } };
const unknown: ScriptedAnswer = { status: 401, body: { detail: 'Who are you?' } };
const ended: ScriptedAnswer = { status: 401, body: { error_code: 'TOKEN_EXPIRED' } };
const barred: ScriptedAnswer = { status: 403, body: { detail: 'Barred' } };

export function serve(platform: Platform, request: ScriptedRequest, scope: Scope | null): Served {
  const { accounts, faults } = platform;
  const { token, body } = request;
  switch (scope) {
    case 'health': {
      const status = faults.loading ? 'starting' : 'healthy';
      return { body: { status, ai_services_ready: !faults.loading } };
    }
    case 'login': {
      const account = accounts.login(body);
      if (account === null) return unknown;
      return { body: { ...accounts.issue(account), user: shown(account) } };
    }
    case 'refresh':
      return refreshed(platform, body['refresh_token']);
    case 'logout':
      accounts.end(token);
      return { status: 204 };
    case 'me': {
      const account = accounts.holder(token);
      if (account === null) return token === null ? unknown : ended;
      return accounts.barred.has(account.id) ? barred : { body: { user: shown(account) } };
    }
    case null:
      return missing;
    default:
      return inside(platform, request, scope);
  }
}

function refreshed(platform: Platform, token: unknown): Served {
  const { accounts } = platform;
  const renewal = accounts.renewal(token);
  if (renewal?.state !== 'good') return ended;
  renewal.state = 'used';
  platform.renewed();
  return { body: accounts.issue(renewal.account) };
}

/** Calls about chats, for those who may make them. */
function inside(platform: Platform, request: ScriptedRequest, scope: Scope): Served {
  const { accounts, conversations, given } = platform;
  const { token } = request;
  const account = accounts.holder(token);
  if (account === null && (token !== null || !given.visitorChats)) {
    return token === null ? unknown : ended;
  }
  const owner = account?.id ?? null;
  if (owner !== null && accounts.barred.has(owner)) return barred;
  if (scope === 'create') return { body: { chat_id: conversations.create(owner).id } };
  if (scope === 'list') {
    return { body: { chats: conversations.list(owner).map(({ id }) => ({ id, title: id })) } };
  }
  const chat = conversations.find(chatOf(request), owner);
  if (chat === null || (scope === 'post' && !given.takesPosts)) return missing;
  if (scope === 'post') return posted(platform, chat, request.body);
  const messages = chat.messages.map(({ id, role, text, at, clientId }) => ({
    id,
    role,
    content: text,
    timestamp: at,
    ...(given.keepsIds && clientId !== null ? { client_message_id: clientId } : {}),
  }));
  return { body: { id: chat.id, messages } };
}

function posted(
  platform: Platform,
  chat: StoredChat,
  body: Readonly<Record<string, unknown>>,
): Served {
  const { conversations, now } = platform;
  const fate = platform.nextFate();
  if (fate.kind === 'limit') return platform.refusal(429, fate.retry);
  if (fate.kind === 'reject') return { status: 422, body: { detail: 'This is not taken.' } };
  if (fate.kind === 'die-big') return { status: 413, body: { detail: 'Too large' } };
  if (fate.kind === 'die-before') return 'lost';
  const text = String(body['message']);
  const clientId = String(body['client_message_id']);
  conversations.question(chat, text, clientId, now());
  if (fate.kind === 'die-after' || fate.kind === 'die-mid') return 'lost';
  if (fate.kind === 'mute' || fate.kind === 'unended') return 'never';
  const id = `a-${clientId}-${conversations.copies(clientId)}`;
  const content = `Answer to ${text} .`;
  conversations.answer(chat, id, content, now() + 1);
  return { body: { response: { message_id: id, role: 'assistant', content } } };
}
