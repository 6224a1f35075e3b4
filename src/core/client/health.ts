/**
 * What /health said last (guide: Platform Service Initialization Protocol). Owns the question and
 * the answer's reading; the connection decides when to ask again.
 */
import type { Ports } from '../ports.js';
import { MiptechError, asMiptechError } from '../protocol/errors.js';
import { readHealth } from '../protocol/rest.js';
import { paths } from '../protocol/urls.js';
import { writable } from '../state/readable.js';
import { withRoundTrip } from '../state/round-trips.js';
import type { RoundTrip } from '../state/round-trips.js';
import type { HealthApi, HealthState } from './api.js';
import type { Call } from './rest.js';

const unknown: HealthState = {
  phase: 'unknown',
  status: null,
  services: {},
  latency: null,
  error: null,
};

export class Health implements HealthApi {
  readonly get: HealthApi['get'];
  readonly subscribe: HealthApi['subscribe'];
  readonly roundTrips: HealthApi['roundTrips'];
  readonly #state = writable<HealthState>(unknown);
  readonly #roundTrips = writable<readonly RoundTrip[]>([]);
  readonly #ports: Ports;
  readonly #request: (call: Call) => Promise<unknown>;
  readonly #ended = new AbortController();
  #asking: Promise<HealthState> | null = null;

  constructor(ports: Ports, request: (call: Call) => Promise<unknown>) {
    this.#ports = ports;
    this.#request = request;
    this.get = this.#state.get;
    this.subscribe = this.#state.subscribe;
    this.roundTrips = { get: this.#roundTrips.get, subscribe: this.#roundTrips.subscribe };
  }

  check(): Promise<HealthState> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** The socket ended by itself: what REST said before may no longer be so. */
  doubt(): void {
    const state = this.#state.get();
    if (state.phase === 'ready')
      this.#state.set({ ...state, phase: 'unknown', services: {}, latency: null });
  }

  destroy(): void {
    this.#ended.abort();
  }

  async #ask(): Promise<HealthState> {
    const { clock } = this.#ports;
    const before = this.#state.get();
    this.#state.set({ ...before, phase: 'checking', error: null });
    const asked = clock.monotonic();
    try {
      const call = { method: 'GET', path: paths.health, signal: this.#ended.signal } as const;
      const health = readHealth(await this.#request(call));
      if (health === null) throw new MiptechError('protocol');
      const { ready, status, services } = health;
      const latency = Math.round(clock.monotonic() - asked);
      const phase = ready ? 'ready' : 'starting';
      const trip = { at: clock.now(), milliseconds: latency };
      this.#roundTrips.set(withRoundTrip(this.#roundTrips.get(), trip));
      this.#state.set({ phase, status, services, latency, error: null });
    } catch (thrown) {
      const error = asMiptechError(thrown);
      if (error.code === 'disposed') return before;
      this.#state.set({ ...before, phase: 'error', latency: null, error });
    }
    return this.#state.get();
  }
}
