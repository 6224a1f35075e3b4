/**
 * The AI services' start: one after the other over the warm-up, as on the real platform, where
 * loading takes about 1.7 seconds. It does not know who waits.
 */
import { setTimeout as delay } from 'node:timers/promises';

/** A service that health reports. */
export type ServiceState = 'initializing' | 'ready' | 'unavailable';

const SERVICES = ['vector_database', 'llm_service', 'rag_pipeline'] as const;

/** Counts the services up, once, from its creation. */
export class Readiness {
  readonly #started = performance.now();
  readonly #duration: number;
  readonly #closing = new AbortController();
  readonly #loading: Promise<void>;
  #loaded = false;

  /** `load` is the real work; the warm-up lasts at least `duration` milliseconds around it. */
  constructor(duration: number, load: () => Promise<void>) {
    this.#duration = duration;
    this.#loading = Promise.all([
      load(),
      delay(duration, undefined, { signal: this.#closing.signal, ref: false }),
    ]).then(
      () => {
        this.#loaded = true;
      },
      () => undefined,
    );
  }

  get ready(): boolean {
    return this.#loaded;
  }

  /** The state of each AI service by its name. */
  get services(): Record<(typeof SERVICES)[number], ServiceState> {
    const share = this.#duration === 0 ? 1 : (performance.now() - this.#started) / this.#duration;
    const state = (index: number): ServiceState =>
      this.#loaded || share > (index + 1) / SERVICES.length ? 'ready' : 'initializing';
    return {
      vector_database: state(0),
      llm_service: state(1),
      rag_pipeline: this.#loaded ? 'ready' : 'initializing',
    };
  }

  /** Resolves when the services are ready or the platform closes; look at `ready` afterwards. */
  settled(): Promise<void> {
    return this.#loading;
  }

  close(): void {
    this.#closing.abort();
  }
}
