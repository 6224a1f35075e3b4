/**
 * Where calls go: paths, query names and their redaction. Pure. A socket URL carries a token, so it
 * is built only when a socket opens and kept nowhere.
 */

/** Where a platform is, and as whom to speak to it. */
export interface Place {
  readonly apiUrl: string;
  readonly wsUrl: string;
  readonly apiVersion: string;
  readonly tenantId: string;
  readonly clientId: string | null;
}

export function restUrl(settings: Pick<Place, 'apiUrl' | 'apiVersion'>, path: string): string {
  return `${settings.apiUrl}/api/${settings.apiVersion}${path}`;
}

/** One path segment; half a surrogate pair would make `encodeURIComponent` throw. */
function segment(id: string): string {
  return encodeURIComponent(id.replace(/\p{Surrogate}/gu, '\ufffd'));
}

export const paths = {
  health: '/health',
  register: '/auth/register',
  login: '/auth/login',
  refresh: '/auth/refresh',
  logout: '/auth/logout',
  me: '/auth/me',
  tenant: '/admin/tenant',
  stats: '/admin/stats',
  chatConfig: '/chat/config',
  chats: '/chat',
  chatList: '/chat/list',
  chat: (id: string) => `/chat/${segment(id)}`,
  chatMessage: (id: string) => `/chat/${segment(id)}/message`,
} as const;

export interface SocketQuery {
  readonly chatId: string | null;
  readonly userId: string | null;
  readonly token: string | null;
  readonly clientId: string | null;
}

/** Only what is known goes into the query, in the guide's order. */
export function socketUrl(settings: Place, query: SocketQuery): string {
  const search = new URLSearchParams();
  search.set('tenant_id', settings.tenantId);
  if (query.chatId !== null) search.set('chat_id', query.chatId);
  if (query.userId !== null) search.set('user_id', query.userId);
  if (query.token !== null) search.set('token', query.token);
  if (query.clientId !== null) search.set('client_id', query.clientId);
  return `${settings.wsUrl}/api/${settings.apiVersion}/ws/chat?${search.toString()}`;
}
