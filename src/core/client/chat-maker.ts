/**
 * Gets a new chat its id: by REST, else from the socket, else none. Owns the asking; does not know
 * what is on screen.
 */
import type { Settings } from '../config.js';
import type { ClockPort } from '../ports.js';
import { MiptechError, asMiptechError } from '../protocol/errors.js';
import { newChatFrame } from '../protocol/frames.js';
import { readChatId } from '../protocol/rest.js';
import { paths } from '../protocol/urls.js';
import { attemptDelay } from '../state/backoff.js';
import type { Logger } from './logger.js';
import type { Call } from './rest.js';

/** Longest wait for the id of a chat that only the socket can make, in milliseconds. */
const adoptionLimit = 3000;
/** A chat that could not be made is asked for again: so often quickly, from so many milliseconds on. */
const quickTries = 5;
const firstDelay = 2000;

export interface ChatMakerParts {
  readonly settings: Settings;
  readonly clock: ClockPort;
  readonly random: () => number;
  readonly log: Logger;
  readonly call: (call: Omit<Call, 'token'>) => Promise<unknown>;
  /** True while somebody is signed in. */
  readonly identified: () => boolean;
  readonly send: (text: string) => boolean;
  /** Takes leave to write: 0 for now, else milliseconds to wait. */
  readonly clearance: () => number;
  readonly paused: () => boolean;
  /** True while the open chat has no id. */
  readonly nameless: () => boolean;
  /** The open chat has an id now. */
  readonly named: (chatId: string) => void;
  /** The socket names no chat: messages may go without, so that the platform makes one. */
  readonly unnamed: () => void;
}

export class ChatMaker {
  readonly #parts: ChatMakerParts;
  #making: Promise<string | null> | null = null;
  /** True while the socket is to name the chat. */
  #asked = false;
  /** Failures since the asking began. */
  #failures = 0;
  /** Counts cancellations. */
  #round = 0;
  /** The socket was asked, and named none within the time. */
  #silent = false;
  #cancel: () => void = () => undefined;
  #cancelRetry: () => void = () => undefined;

  constructor(parts: ChatMakerParts) {
    this.#parts = parts;
  }

  /** True where the platform names no chat: a message may go without one. */
  get silent(): boolean {
    return this.#silent;
  }

  /** Makes a chat by REST; null where the platform offers that to nobody or not to this one. */
  make(): Promise<string | null> {
    if (this.#making !== null) return this.#making;
    // Not the attempt's to end: the next attempt would make a second chat.
    const making = this.#request().finally(() => {
      if (this.#making === making) this.#making = null;
    });
    this.#making = making;
    return making;
  }

  /** By REST, else by the socket; a platform that names no chat gets one message without. */
  ask(): void {
    const { log, nameless, clock, random } = this.#parts;
    const round = this.#round;
    this.make()
      .then((chatId) => {
        // Cancelled meanwhile: the next carrier asks anew.
        if (round !== this.#round) return;
        if (chatId === null && nameless()) {
          if (!this.#asked) this.#write();
        }
      })
      .catch((thrown: unknown) => {
        const { code, retryAfter } = asMiptechError(thrown);
        log.info(`No chat yet: ${code}`);
        if (round !== this.#round || !nameless()) return;
        this.#cancelRetry();
        const delay = attemptDelay(++this.#failures, quickTries, firstDelay, random());
        this.#cancelRetry = clock.after(Math.max(delay, (retryAfter ?? 0) * 1000), () => {
          // The next carrier asks anew.
          if (nameless() && !this.#parts.paused()) this.ask();
        });
      });
  }

  #write(): void {
    const { clock, clearance, send, settings, unnamed } = this.#parts;
    const wait = this.#parts.paused() ? 1000 : clearance();
    this.#cancel();
    if (wait > 0) {
      this.#cancel = clock.after(wait, () => {
        this.#write();
      });
    } else if (send(newChatFrame(settings.tenantId))) {
      this.#asked = true;
      this.#cancel = clock.after(adoptionLimit, () => {
        this.#silent = true;
        unnamed();
      });
    }
  }

  /** A frame names a chat: it is the one that was asked for, if one was. */
  heard(chatId: string | null): void {
    if (!this.#asked || chatId === null) return;
    this.cancel();
    this.#parts.named(chatId);
  }

  /** The socket is gone, or another chat is on screen. */
  cancel(): void {
    this.#round += 1;
    this.#failures = 0;
    this.#asked = false;
    this.#silent = false;
    this.#cancel();
    this.#cancelRetry();
  }

  /** What was begun for one user is not the next one's. */
  forget(): void {
    this.cancel();
    this.#making = null;
  }

  async #request(): Promise<string | null> {
    const { settings, call, nameless, named, identified } = this.#parts;
    const body = { title: 'New chat', tenant_id: settings.tenantId };
    try {
      const chatId = readChatId(await call({ method: 'POST', path: paths.chats, body }));
      if (chatId === null) throw new MiptechError('protocol');
      if (nameless()) named(chatId);
      return chatId;
    } catch (thrown) {
      const error = asMiptechError(thrown);
      const refused = error.code === 'auth_required' || error.code === 'forbidden';
      if (error.code === 'not_found' || (refused && !identified())) return null;
      throw error;
    }
  }
}
