/**
 * What a person is told calmly: why there is a form (again). Pure; knows neither the form nor how a
 * notice is shown.
 */
import type { SecurityNotice, SessionState, ShownSettings } from '../../core/index.js';
import type { LoginStrings } from './strings.js';

function endedText(
  { signOn }: ShownSettings,
  reason: SecurityNotice | null,
  strings: LoginStrings,
): string {
  if (reason !== null) return strings.ended[reason.code];
  return signOn === 'silent' ? strings.silentEnded : strings.errors.auth_expired;
}

function signedOutText(
  { left }: SessionState,
  { signOn, tokenStorage }: ShownSettings,
  strings: LoginStrings,
): string | null {
  if (left === null) return null;
  const shared = signOn === 'none' && tokenStorage === 'local';
  if (left === 'here') return shared ? strings.signedOutHere : strings.signedOut;
  return signOn === 'none' ? strings.signedOutElsewhere : strings.signedOutOfSignOn;
}

/**
 * That the session ended or the person signed out, and why; null where there is nothing to say.
 * `reason` is what the page's operator was told during that session.
 */
export function noticeText(
  session: SessionState,
  settings: ShownSettings,
  reason: SecurityNotice | null,
  strings: LoginStrings,
): string | null {
  const ended =
    session.phase === 'expired' || (session.phase === 'signing-in' && session.user !== null);
  return ended ? endedText(settings, reason, strings) : signedOutText(session, settings, strings);
}
