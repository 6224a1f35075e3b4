/**
 * The checks of who asks and of what they may do over REST: token, chat, sending. Makes a chat only
 * where the page has none open, and sends no message.
 */
import { paths, restUrl } from '../protocol/urls.js';
import { ask, meaningOf } from './asking.js';
import type { Result, Look } from './look.js';
import { failed, passed, refusalOf, seenOf, silenceOf, skipped, warned } from './look.js';
import { originOf } from './platform.js';

/** A token with less life than this ends soon, in seconds. */
const soon = 60;
/** By this name people know the chat that a check had to make. */
const checkTitle = 'Connection check';

function withoutToken(look: Look): Result {
  const { settings, session, notices } = look;
  const { phase } = session.get();
  const evidence = { session: phase, tenant: settings.tenantId };
  if (notices.get().some(({ code }) => code === 'tenant_mismatch')) {
    return failed('token_tenant', evidence);
  }
  if (phase === 'signing-in') {
    return skipped('Somebody is signing in at this moment; run the checks again.', evidence);
  }
  if (phase === 'expired') return failed('token_expired', evidence);
  if (settings.anonymous || settings.debug) {
    return passed('There is no token, and these settings need none.', evidence);
  }
  return failed('not_signed_in', evidence);
}

export async function checkToken(look: Look): Promise<Result> {
  const { settings, tools, ports } = look;
  const { token } = look.session;
  if (token === null) return withoutToken(look);
  const claims = tools.claimsOf(token);
  const tenant = settings.tenantId;
  const { times } = look.seen;
  // By the platform's clock where it is known: that is the one that tokens are judged by.
  const now = ports.clock.now() + (times === null ? 0 : times.server - times.here);
  const left = claims?.endsAt == null ? null : Math.round(claims.endsAt - now / 1000);
  const evidence = {
    kind: claims === null ? 'opaque' : 'JWT',
    tenant,
    ...(claims?.tenantId == null ? {} : { tokenTenant: claims.tenantId }),
    ...(left === null ? {} : { secondsLeft: left }),
  };
  if (claims?.tenantId != null && claims.tenantId !== tenant) {
    return failed('token_tenant', evidence);
  }
  const url = restUrl(settings, paths.me);
  const answer = await ask(look, { method: 'GET', url, token });
  if (answer.kind === 'none') {
    return silenceOf(answer.why, { ...evidence, url, origin: originOf(look) });
  }
  look.seen.times ??= answer.times;
  const seen = { ...evidence, ...seenOf(answer), url };
  const meaning = meaningOf(answer);
  if (meaning === 'token_refused') {
    const over = left !== null && left <= 0;
    const named = answer.error?.platformCode === 'TOKEN_EXPIRED';
    return failed(over || named ? 'token_expired' : 'token_refused', seen);
  }
  // A key of the settings is nobody's, and some platforms have no such call.
  if (meaning !== null && meaning !== 'wrong_path') return failed(meaning, seen);
  if (left !== null && left < soon) return warned('token_expires_soon', seen);
  return passed(
    meaning === null ? 'The platform takes the token.' : 'The token looks good by its own word.',
    seen,
  );
}

export async function checkChat(look: Look): Promise<Result> {
  const open = look.transcript.get().chatId;
  const answer = await (open === null ? made(look) : opened(look, open));
  const url = restUrl(look.settings, paths.chats);
  const evidence = { made: open === null };
  if (answer.kind === 'none') {
    return silenceOf(answer.why, { ...evidence, url, origin: originOf(look) });
  }
  look.seen.times ??= answer.times;
  const seen = { ...evidence, ...seenOf(answer), url };
  if (meaningOf(answer) === 'wrong_path') {
    return warned(open === null ? 'chat_not_offered' : 'chat_gone', seen);
  }
  const visitor = look.session.token === null && (answer.status === 401 || answer.status === 403);
  if (visitor && meaningOf(answer) !== 'feature_off') {
    return passed('The platform makes chats of visitors over the socket.', { made: false });
  }
  const refused = refusalOf(look, answer, { ...evidence, url });
  if (refused !== null) return refused;
  const id = open ?? look.tools.readChatId(answer.body);
  if (id === null) return failed('not_the_platform', seen);
  look.seen.chatId = id;
  return passed(
    open === null
      ? `The platform makes chats; “${checkTitle}” is a new one, because none was open.`
      : 'The chat that is open here is there; no other one was made.',
    seen,
  );
}

function opened(look: Look, id: string) {
  const url = restUrl(look.settings, paths.chat(id));
  return ask(look, { method: 'GET', url, token: look.session.token });
}

function made(look: Look) {
  const { settings } = look;
  const url = restUrl(settings, paths.chats);
  const body = { title: checkTitle, tenant_id: settings.tenantId };
  return ask(look, { method: 'POST', url, body, token: look.session.token });
}

/** Whether messages could go over REST: the call is looked for, and none is sent. */
export async function checkRest(look: Look): Promise<Result> {
  const { settings, seen } = look;
  if (seen.chatId === null) return skipped('There is no chat to look for the call in.');
  const url = restUrl(settings, paths.chatMessage(seen.chatId));
  const shown = restUrl(settings, '/chat/ID/message');
  const answer = await ask(look, { method: 'GET', url, token: look.session.token });
  if (answer.kind === 'none') {
    return silenceOf(answer.why, { url: shown, origin: originOf(look) });
  }
  const evidence = { url: shown, status: answer.status };
  // Asked by another method than it knows: a call that exists says so.
  if (answer.status === 405 || answer.error === null) {
    return passed('Messages can also be sent over REST.', evidence);
  }
  if (answer.status === 404) return warned('rest_sending_missing', evidence);
  return refusalOf(look, answer, { url: shown }) ?? skipped('It cannot be told.', evidence);
}
