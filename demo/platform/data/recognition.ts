/**
 * Who a token names: by the platform's own sessions, or by an identity provider that is trusted.
 * It does not know where tokens are carried.
 */
import type { Issuer } from './issuer.js';
import type { Identity, Sessions } from './sessions.js';
import type { Tenant } from './tenants.js';
import type { Users } from './users.js';
import { tenantMismatch } from './sessions.js';

/** Recognises people by their access tokens. */
export class Recognition {
  readonly #sessions: Sessions;
  readonly #users: Users;
  readonly #issuer: Issuer | undefined;

  constructor(sessions: Sessions, users: Users, issuer: Issuer | undefined) {
    this.#sessions = sessions;
    this.#users = users;
    this.#issuer = issuer;
  }

  /** @throws ApiError 401, 403 if it is another tenant's, 503 if nobody can tell now */
  async identify(tenant: Tenant, accessToken: string): Promise<Identity> {
    if (this.#issuer?.named(accessToken) !== true) {
      return this.#sessions.identify(tenant, accessToken);
    }
    const { tenantId, subject, email, name, expiresAt } = await this.#issuer.verify(accessToken);
    if (tenantId !== tenant.id) throw tenantMismatch(tenant);
    const { issuer } = this.#issuer;
    const user = await this.#users.meet(tenant, { issuer, subject, email, fullName: name });
    return { user, subject, sessionId: undefined, expiresAt };
  }
}
