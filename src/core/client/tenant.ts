/**
 * The tenant's features and limits, asked for when somebody needs them. Owns what is known of them,
 * also from calls that were refused for a feature; does not know what hides or shows by it.
 */
import { MiptechError, asMiptechError } from '../protocol/errors.js';
import { paths } from '../protocol/urls.js';
import { readTenant } from '../protocol/tenant.js';
import { writable } from '../state/readable.js';
import type { TenantApi, TenantState } from './api.js';
import type { Logger } from './logger.js';
import type { Call } from './rest.js';

const unknown: TenantState = { phase: 'unknown', name: '', features: {}, limits: {}, usage: {} };

const daily = 'messages_per_day';
/** From this part of a limit on what is left of it is news. */
const nearlyAll = 0.9;

export interface TenantParts {
  readonly request: (call: Omit<Call, 'token'>) => Promise<unknown>;
  readonly log: Logger;
}

export class Tenant implements TenantApi {
  readonly get: TenantApi['get'];
  readonly subscribe: TenantApi['subscribe'];
  readonly #state = writable<TenantState>(unknown);
  readonly #parts: TenantParts;
  readonly #ended = new AbortController();
  #loading: Promise<TenantState> | null = null;
  /** What is used is known of a refusal, and not counted. */
  #refused = false;

  constructor(parts: TenantParts) {
    this.#parts = parts;
    this.get = this.#state.get;
    this.subscribe = this.#state.subscribe;
  }

  load(): Promise<TenantState> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  /** A call failed; where a feature is off, that is known from now on. */
  heed(error: MiptechError, feature: string): void {
    if (error.platformCode !== 'FEATURE_DISABLED') return;
    const before = this.get();
    this.#state.set({ ...before, features: { ...before.features, [feature]: false } });
  }

  /** The messages of this day are used up. */
  heedLimit(most: number): void {
    const before = this.get();
    this.#refused = true;
    this.#state.set({
      ...before,
      limits: { ...before.limits, [daily]: most },
      usage: { ...before.usage, [daily]: most },
    });
  }

  /** A message was answered: what is used is another number now. */
  answered(): void {
    const before = this.get();
    const { [daily]: used, ...others } = before.usage;
    const most = before.limits[daily];
    if (used === undefined || most === undefined) return;
    const usage = this.#refused ? others : { ...others, [daily]: used + 1 };
    this.#refused = false;
    this.#state.set({ ...before, usage });
    // Others of the tenant use the same: near its end the number is worth a question.
    if (used + 1 >= most * nearlyAll) void this.load();
  }

  destroy(): void {
    this.#ended.abort();
  }

  async #load(): Promise<TenantState> {
    const before = this.get();
    if (this.#ended.signal.aborted) return before;
    this.#state.set({ ...before, phase: 'loading' });
    try {
      const { signal } = this.#ended;
      const answer = await this.#parts.request({ method: 'GET', path: paths.tenant, signal });
      const facts = readTenant(answer);
      const known = this.#refused ? this.get().usage : {};
      this.#state.set({ phase: 'known', ...facts, usage: { ...known, ...facts.usage } });
    } catch (error) {
      this.#parts.log.info(`The tenant cannot be had: ${asMiptechError(error).code}`);
      // A feature may have been found out to be off meanwhile.
      this.#state.set({ ...this.get(), phase: before.phase });
    }
    return this.get();
  }
}
