/**
 * One REST call: headers, time limit, reading the answer, naming the failure. Knows no session: the
 * caller hands in the token.
 */
import type { Settings } from '../config.js';
import type { Ports, ResponsePort } from '../ports.js';
import { MiptechError, asMiptechError } from '../protocol/errors.js';
import { refusalError } from '../protocol/failures.js';
import { admitsFailure, unwrap } from '../protocol/rest.js';
import { restUrl } from '../protocol/urls.js';
import type { Recorder } from './recorder.js';

/** The usual longest wait for an answer, in milliseconds. */
const timeLimit = 10_000;
/** A secret of fewer characters is looked for as a word of its own. */
const shortSecret = 6;

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly token?: string | null;
  readonly signal?: AbortSignal;
  /** Lets the call outlive the page. */
  readonly keepalive?: boolean;
  /** Longest wait for the answer in milliseconds, where it is not the usual one. */
  readonly timeLimit?: number;
}

/** What came back of a call, as far as it came. */
interface Answered {
  status: number | null;
  requestId: string | null;
}

export class RestClient {
  readonly #settings: Settings;
  readonly #ports: Ports;
  readonly #journal: Recorder;

  constructor(settings: Settings, ports: Ports, journal: Recorder) {
    this.#settings = settings;
    this.#ports = ports;
    this.#journal = journal;
  }

  /**
   * The answer's body, freed of its envelope; undefined where there is none.
   * @throws MiptechError; `disposed` where the caller's signal ended it.
   */
  async call(call: Call): Promise<unknown> {
    const { clock } = this.#ports;
    const begun = clock.monotonic();
    const answer: Answered = { status: null, requestId: null };
    const told = (error: MiptechError | null): void => {
      const level = error === null ? 'info' : error.code === 'disposed' ? 'debug' : 'warn';
      this.#journal.write('request', level, `${call.method} ${call.path.replace(/[?#].*$/s, '')}`, {
        status: answer.status,
        duration: Math.round(clock.monotonic() - begun),
        requestId: error?.requestId ?? answer.requestId,
        ...(error === null ? {} : { code: error.code, platformCode: error.platformCode }),
      });
    };
    try {
      const body = await this.#call(call, answer);
      told(null);
      return body;
    } catch (thrown) {
      told(asMiptechError(thrown));
      throw thrown;
    }
  }

  async #call(call: Call, answer: Answered): Promise<unknown> {
    const { clock } = this.#ports;
    const ended = new AbortController();
    const wait = { over: false };
    const limit = call.timeLimit ?? timeLimit;
    const giveUp = (): void => {
      wait.over = true;
      ended.abort();
    };
    // Nobody waits for a call that may outlive the page.
    const cancelTimer = call.keepalive === true ? () => undefined : clock.after(limit, giveUp);
    const forward = (): void => {
      ended.abort();
    };
    if (call.signal?.aborted === true) ended.abort();
    call.signal?.addEventListener('abort', forward, { once: true });
    try {
      const response = await this.#ports.fetch(restUrl(this.#settings, call.path), {
        method: call.method,
        headers: this.#headers(call.token ?? null),
        signal: ended.signal,
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        ...(call.keepalive === true ? { keepalive: true } : {}),
      });
      answer.status = response.status;
      answer.requestId = response.headers.get('X-Request-ID');
      return this.#read(response, await response.text(), secretsOf(call));
    } catch (error) {
      if (error instanceof MiptechError) throw error;
      if (wait.over) throw new MiptechError('timeout');
      if (call.signal?.aborted === true) throw new MiptechError('disposed');
      // A refused preflight, a dead server and a 500 without CORS headers are one TypeError.
      throw new MiptechError(
        this.#ports.network.online() ? 'cors_or_server' : 'network_unreachable',
      );
    } finally {
      cancelTimer();
      call.signal?.removeEventListener('abort', forward);
    }
  }

  /** Exactly these: one more header and a strict CORS list refuses the whole call. */
  #headers(token: string | null): Record<string, string> {
    const headers: Record<string, string> = {
      'Content-Type': 'application/json',
      'X-Tenant-ID': this.#settings.tenantId,
    };
    if (token !== null) headers['Authorization'] = `Bearer ${token}`;
    return headers;
  }

  #read(response: ResponsePort, text: string, secrets: readonly string[]): unknown {
    let body: unknown;
    try {
      body = text === '' ? undefined : JSON.parse(text);
    } catch {
      // A captive portal or a proxy answers 200 with a page.
      if (response.ok) throw new MiptechError('protocol', { status: response.status });
    }
    if (response.ok && !admitsFailure(body)) return unwrap(body);
    throw refusalError(
      {
        status: response.status,
        body: without(secrets, body),
        retryAfter: response.headers.get('Retry-After'),
      },
      this.#ports.clock.now(),
    );
  }
}

/** Some platforms repeat what they refuse: a password or token must not come back in an error. */
function without(secrets: readonly string[], body: unknown): unknown {
  const told = (text: string): boolean =>
    secrets.some((secret) =>
      // A short one is part of too many words.
      secret.length < shortSecret
        ? text.split(/[^\p{L}\p{N}]+/u).includes(secret) || text === secret
        : text.includes(secret),
    );
  const keep = (key: string, value: unknown): unknown =>
    told(key) || (typeof value === 'string' && told(value)) ? undefined : value;
  return body === undefined ? undefined : JSON.parse(JSON.stringify(body), keep);
}

/** What of a call nobody may read in an answer. */
function secretsOf({ token, body }: Call): readonly string[] {
  const { password, refresh_token: refreshToken } = (body ?? {}) as Record<string, unknown>;
  return [token, password, refreshToken].filter(
    (secret): secret is string => typeof secret === 'string' && secret !== '',
  );
}
