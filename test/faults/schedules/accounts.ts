/**
 * The platform's users and the tokens it has issued: which are good, which have ended, which were
 * used before. Owns the rotation of refresh tokens; knows no route and no socket.
 */
import { scriptedToken } from '../../../src/testing/scripted-host.js';

/** Stands in every token: wherever else it turns up, a token has leaked. */
export const canary = 'CANARY';
export const password = 'their-password';

export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

export const accounts: readonly Account[] = ['ann', 'bob'].map((name) => ({
  id: `u-${name}`,
  email: `${name}@example.com`,
  name,
}));

interface Grant {
  readonly account: Account;
  /** By the platform's own clock, in milliseconds since 1970. */
  readonly expires: number;
  revoked: boolean;
}

/** A refresh token, good for one use. */
export interface Renewal {
  readonly account: Account;
  state: 'good' | 'used' | 'revoked';
  /** A page has had the answer that replaced it. */
  heard: boolean;
}

export class Accounts {
  /** Users, by id, whom the platform knows and does not let in. */
  readonly barred = new Set<string>();
  /** How often a page came with a refresh token although the answer to it had reached a page. */
  reused = 0;
  readonly #grants = new Map<string, Grant>();
  readonly #renewals = new Map<string, Renewal>();
  readonly #now: () => number;
  readonly #life: number;
  #issued = 0;

  /** @param life seconds for which an access token is good */
  constructor(now: () => number, life: number) {
    this.#now = now;
    this.#life = life;
  }

  /** The account that these credentials open, if any. */
  login(body: Readonly<Record<string, unknown>>): Account | null {
    const account = accounts.find(({ email }) => email === body['email']);
    return body['password'] === password ? (account ?? null) : null;
  }

  /** A new pair of tokens, as the platform's answer carries them. */
  issue(account: Account): Record<string, unknown> {
    this.#issued += 1;
    const number = String(this.#issued);
    const iat = Math.floor(this.#now() / 1000);
    const claims = { tenant_id: 'acme', user_id: account.id, iat, exp: iat + this.#life };
    const access = `${scriptedToken(claims)}${canary}${number}`;
    const renewal = `${canary}-refresh-${number}`;
    const expires = this.#now() + this.#life * 1000;
    this.#grants.set(access, { account, expires, revoked: false });
    this.#renewals.set(renewal, { account, state: 'good', heard: false });
    return { access_token: access, refresh_token: renewal, expires_in: this.#life };
  }

  /** A page asks for a refresh with this token. */
  asked(token: unknown): void {
    if (this.renewal(token)?.heard === true) this.reused += 1;
  }

  renewal(token: unknown): Renewal | null {
    return this.#renewals.get(String(token)) ?? null;
  }

  /** Whose access token this is, as long as it is good. */
  holder(token: string | null): Account | null {
    const grant = this.#grants.get(token ?? '');
    return grant === undefined || grant.revoked || grant.expires <= this.#now()
      ? null
      : grant.account;
  }

  /** Ends one access token, as a sign-out does. */
  end(token: string | null): void {
    const grant = this.#grants.get(token ?? '');
    if (grant !== undefined) grant.revoked = true;
  }

  /** Ends the access tokens of a user, and with `all` what could renew them too. */
  revoke(account: Account, all: boolean): void {
    for (const grant of this.#grants.values()) {
      if (grant.account === account) grant.revoked = true;
    }
    if (!all) return;
    for (const renewal of this.#renewals.values()) {
      if (renewal.account === account && renewal.state === 'good') renewal.state = 'revoked';
    }
  }
}
