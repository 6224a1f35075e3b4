/**
 * What the demo identity provider remembers, until its process ends: the storage its library asks
 * for. It does not know what the entries mean.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  /** In milliseconds since 1970. */
  readonly until: number;
}

/** One kind of entries, such as sessions; each provider of a process has its own. */
export class Memory implements Adapter {
  readonly #entries = new Map<string, Entry>();

  upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const until = expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000;
    this.#entries.set(id, { payload, until });
    return Promise.resolve();
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.until > Date.now()) return Promise.resolve(entry?.payload);
    this.#entries.delete(id);
    return Promise.resolve(undefined);
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#findBy((payload) => payload.uid === uid);
  }

  findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#findBy((payload) => payload.userCode === userCode);
  }

  consume(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.payload.consumed = Math.floor(Date.now() / 1000);
    return Promise.resolve();
  }

  destroy(id: string): Promise<void> {
    this.#entries.delete(id);
    return Promise.resolve();
  }

  revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, { payload }] of this.#entries) {
      if (payload.grantId === grantId) this.#entries.delete(id);
    }
    return Promise.resolve();
  }

  async #findBy(fits: (payload: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> {
    for (const [id, { payload }] of this.#entries) {
      if (fits(payload)) return this.find(id);
    }
    return undefined;
  }
}
