/**
 * What the tenant wants its chats to offer, asked for when somebody shows it. Owns what is known of
 * it; does not know how it is shown.
 */
import { asMiptechError } from '../protocol/errors.js';
import { emptyChatConfig, readChatConfig } from '../protocol/chat-config.js';
import { paths } from '../protocol/urls.js';
import { writable } from '../state/readable.js';
import type { Readable } from '../state/readable.js';
import type { ChatConfigState } from './api.js';
import type { Logger } from './logger.js';
import type { Call } from './rest.js';

export interface ConfigParts {
  readonly request: (call: Omit<Call, 'token'>) => Promise<unknown>;
  readonly log: Logger;
}

export class Config {
  readonly #parts: ConfigParts;
  readonly #state = writable<ChatConfigState>({ phase: 'unknown', ...emptyChatConfig });
  readonly #ended = new AbortController();
  #loading: Promise<ChatConfigState> | null = null;

  constructor(parts: ConfigParts) {
    this.#parts = parts;
  }

  get state(): Readable<ChatConfigState> {
    return this.#state;
  }

  load(): Promise<ChatConfigState> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  destroy(): void {
    this.#ended.abort();
  }

  async #load(): Promise<ChatConfigState> {
    const { signal } = this.#ended;
    const before = this.#state.get();
    if (signal.aborted) return before;
    this.#state.set({ ...before, phase: 'loading' });
    try {
      const answer = await this.#parts.request({ method: 'GET', path: paths.chatConfig, signal });
      this.#state.set({ phase: 'known', ...readChatConfig(answer) });
    } catch (error) {
      this.#parts.log.info(`The chat’s configuration cannot be had: ${asMiptechError(error).code}`);
      this.#state.set(before);
    }
    return this.#state.get();
  }
}
