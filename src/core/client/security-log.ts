/**
 * What the page's operator should know of a session: kept for a while, and told to whoever looks.
 * Owns the wording; does not know how it is found out.
 */
import type { ClockPort } from '../ports.js';
import { writable } from '../state/readable.js';
import type { Readable } from '../state/readable.js';
import type { SecurityCode, SecurityNotice } from '../state/security.js';
import type { Logger } from './logger.js';

/** So many are kept. */
const most = 20;

/** What each code means, and what to look into. */
export const securityTexts: Readonly<Record<SecurityCode, string>> = {
  unauthorized:
    'The platform ended this sign-in over the socket. The account may have been closed or its rights taken away; ask the platform team.',
  reuse_detected:
    'A refresh token was used twice, so the platform ended the session. A copy of the page’s storage may be in other hands, or two programs share one session.',
  tenant_mismatch:
    'A token of another tenant was offered to this page and refused. Check tenant-id and where the token comes from.',
  fresh_token_refused:
    'The platform refuses tokens that it has just issued. Its clocks, its signing keys or a proxy that drops the Authorization header are the usual reasons.',
};

export class SecurityLog {
  readonly notices: Readable<readonly SecurityNotice[]>;
  readonly #notices = writable<readonly SecurityNotice[]>([]);
  readonly #clock: ClockPort;
  readonly #log: Logger;

  constructor(clock: ClockPort, log: Logger) {
    const { get, subscribe } = this.#notices;
    this.notices = { get, subscribe };
    this.#clock = clock;
    this.#log = log;
  }

  note(code: SecurityCode): void {
    const message = securityTexts[code];
    this.#log.warn(`Security: ${code}. ${message}`);
    const notice = { code, at: this.#clock.now(), message };
    this.#notices.set([...this.#notices.get(), notice].slice(-most));
  }
}
