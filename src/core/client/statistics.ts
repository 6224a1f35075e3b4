/**
 * The tenant's figures, for those who may see them. Owns the question; keeps no answer, and does not
 * know who is an administrator: the platform does.
 */
import { MiptechError } from '../protocol/errors.js';
import { readStatistics } from '../protocol/statistics.js';
import { paths } from '../protocol/urls.js';
import type { StatisticsApi } from './api.js';
import type { Call } from './rest.js';

/** Answers of a platform that does not show its figures to this person, or to anybody. */
const kept = new Set([401, 403, 404, 405]);

export class Statistics implements StatisticsApi {
  readonly #request: (call: Call) => Promise<unknown>;
  readonly #ended = new AbortController();

  /** @param request must not take a 401 for the end of a session: it may mean no more than “not you” */
  constructor(request: (call: Call) => Promise<unknown>) {
    this.#request = request;
  }

  async load(): Promise<Readonly<Record<string, number>> | null> {
    const { signal } = this.#ended;
    try {
      return readStatistics(await this.#request({ method: 'GET', path: paths.stats, signal }));
    } catch (error) {
      if (error instanceof MiptechError && kept.has(error.status ?? 0)) return null;
      throw error;
    }
  }

  destroy(): void {
    this.#ended.abort();
  }
}
