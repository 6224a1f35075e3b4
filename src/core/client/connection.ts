/**
 * The live connection: when to try, what a refusal means, how a new token takes over. Alone knows
 * sockets. Owns attempts and phases; hands frames on without reading what they say.
 */
import type { Settings } from '../config.js';
import type { NetworkChange, Ports } from '../ports.js';
import { MiptechError, asMiptechError } from '../protocol/errors.js';
import type { Frame } from '../protocol/frames.js';
import { socketUrl } from '../protocol/urls.js';
import { backoffDelay, slowDelay } from '../state/backoff.js';
import { disconnected, next, open } from '../state/connection.js';
import type { ConnectionEvent, ConnectionState } from '../state/connection.js';
import { Limiter } from '../state/limiter.js';
import { writable } from '../state/readable.js';
import type { ConnectionApi } from './api.js';
import { Classifier } from './classifier.js';
import { Countdown } from './countdown.js';
import type { Health } from './health.js';
import { Link } from './link.js';
import type { LinkEnd } from './link.js';
import type { Logger } from './logger.js';
import type { Session } from './session.js';

/** Between questions for health while the AI services load (guide: 1.7 s), and how many are quick. */
const startingDelay = 1700;
const quickChecks = 5;
/** So long must a connection stand before its failures are forgotten. */
const stableAfter = 10_000;
/** A token this close to its end is renewed before a socket opens with it. */
const tokenMargin = 60_000;

/** What the connection needs of the conversation it carries. */
export interface Conversation {
  /** The chat for the socket, made by REST if need be; null where the platform makes it. */
  readonly ensureChat: (creating: () => void, signal: AbortSignal) => Promise<string | null>;
  /** A refused socket may mean that the chat is gone: true if it was, and is forgotten now. */
  readonly chatGone: (signal: AbortSignal) => Promise<boolean>;
  /** A new socket stands. */
  readonly ready: () => void;
  /** The same socket takes messages again. */
  readonly resumed: () => void;
  readonly frame: (frame: Frame) => void;
  readonly lost: () => void;
  /** True while an answer streams: a renewal waits for its end. */
  readonly busy: () => boolean;
}

export interface ConnectionParts {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly session: Session;
  readonly health: Health;
  readonly log: Logger;
  readonly conversation: Conversation;
}

/** Asked anew behind each wait; a second look at the property would count as already known. */
function over(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Reasons that no further attempt can cure. */
const terminal = new Set(['forbidden', 'tenant_not_found', 'not_found', 'config_invalid']);

export class Connection implements ConnectionApi {
  readonly get: ConnectionApi['get'];
  readonly subscribe: ConnectionApi['subscribe'];
  readonly countdown: ConnectionApi['countdown'];
  readonly #parts: ConnectionParts;
  readonly #state = writable<ConnectionState>(disconnected);
  readonly #countdown: Countdown;
  readonly #limiter = new Limiter();
  readonly #classifier: Classifier;
  readonly #unsubscribe: () => void;
  #link: Link | null = null;
  /** Whose socket it is; null for a visitor. */
  #userId: string | null = null;
  /** The second socket, with the renewed token, until it is ready to take over. */
  #rising: Link | null = null;
  /** Ends whatever attempt is under way; a new one each time, so late results are dropped. */
  #attempt = new AbortController();
  #cancelTimer: () => void = () => undefined;
  #cancelStable: () => void = () => undefined;
  #failures = 0;
  #checks = 0;
  #healthy = false;
  #renewalDue = false;
  #wanted = false;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.get = this.#state.get;
    this.subscribe = this.#state.subscribe;
    this.#countdown = new Countdown(parts.ports.clock);
    this.#classifier = new Classifier({
      clock: parts.ports.clock,
      session: parts.session,
      health: parts.health,
      chatGone: (signal) => parts.conversation.chatGone(signal),
    });
    this.countdown = this.#countdown.seconds;
    this.#unsubscribe = parts.ports.network.subscribe((change) => this.#networkChanged(change));
  }

  connect(): void {
    const { session } = this.#parts;
    this.#wanted = true;
    this.#forgive();
    if (this.#link?.ready === true) return;
    const before = session.get();
    void session.restore();
    // A session that is found, or still asked for, calls `sessionChanged`.
    if (session.get() === before) this.#begin();
  }

  disconnect(): void {
    this.#wanted = false;
    this.#letGo();
    this.#dispatch({ type: 'close' });
  }

  destroy(): void {
    this.disconnect();
    this.#unsubscribe();
  }

  /** True while messages can be written. */
  get standing(): boolean {
    return open(this.get()) && this.#link?.ready === true;
  }

  /** Takes leave to write one message: 0 for now, else the milliseconds to wait. */
  clearance(): number {
    return this.#limiter.take(this.#parts.ports.clock.monotonic());
  }

  /** Writes a frame on the standing socket; false where there is none. */
  send(text: string): boolean {
    return this.#link?.ready === true && this.#link.send(text);
  }

  /** The session appeared or ended. */
  sessionChanged(): void {
    const { session } = this.#parts;
    if (!this.#wanted) return;
    // A refused sign-in on an anonymous page, say: whose socket it is has not changed.
    if (this.#link?.ready === true && session.usable && session.userId === this.#userId) return;
    this.#forgive();
    if (session.usable) this.#begin();
    else {
      this.#letGo();
      this.#dispatch({ type: 'sign-out' });
    }
  }

  /** A younger token is there: a second socket takes over, after a running answer. */
  tokenRenewed(): void {
    const { phase } = this.get();
    if (phase === 'reconnecting') this.#begin();
    else if (this.#link?.ready !== true || !open(this.get())) return;
    else if (this.#parts.conversation.busy()) this.#renewalDue = true;
    else this.#swap();
  }

  /** The running answer is over: what waited for it can happen. */
  turnEnded(): void {
    if (!this.#renewalDue) return;
    this.#renewalDue = false;
    this.tokenRenewed();
  }

  /** The platform wants a pause of `seconds` before the next message. */
  limit(seconds: number): void {
    const { ports } = this.#parts;
    if (this.#link?.ready !== true) return;
    this.#dispatch({
      type: 'limit',
      error: new MiptechError('rate_limited', { retryAfter: seconds }),
    });
    this.#countdown.start(seconds * 1000);
    this.#cancelTimer();
    this.#cancelTimer = ports.clock.after(seconds * 1000, () => {
      this.#countdown.stop();
      this.#dispatch({ type: 'resume' });
      this.#parts.conversation.resumed();
    });
  }

  #begin(): void {
    this.#letGo();
    if (this.#hindered()) return;
    const attempt = this.#attempt;
    this.#establish(attempt.signal).catch((thrown: unknown) => {
      if (attempt.signal.aborted) return;
      this.#healthy = false;
      this.#refused(asMiptechError(thrown));
    });
  }

  /** True where an attempt makes no sense now; the phase then says why. */
  #hindered(): boolean {
    const { session, ports } = this.#parts;
    if (!session.usable) this.#dispatch({ type: 'sign-out' });
    else if (!ports.network.online()) this.#waitForNetwork();
    else return false;
    return true;
  }

  /** Health, chat, token, socket: each step shows itself and stops when the attempt is over. */
  async #establish(signal: AbortSignal): Promise<void> {
    const { session, conversation } = this.#parts;
    if (!this.#healthy && !(await this.#checkHealth(signal))) return;
    const chatId = await conversation.ensureChat(() => {
      this.#dispatch({ type: 'create' });
    }, signal);
    if (!signal.aborted) await session.ensureFresh(tokenMargin);
    if (over(signal)) return;
    this.#dispatch({ type: 'connect' });
    this.#link = this.#open(chatId);
  }

  /** True when the AI services are ready; otherwise the next question is already arranged. */
  async #checkHealth(signal: AbortSignal): Promise<boolean> {
    const { health, ports } = this.#parts;
    if (this.get().phase !== 'starting') this.#dispatch({ type: 'check' });
    const answer = await health.check();
    if (signal.aborted) return false;
    if (answer.phase === 'ready') {
      this.#healthy = true;
      this.#checks = 0;
      return true;
    }
    if (answer.error !== null) throw answer.error;
    this.#checks += 1;
    this.#dispatch({ type: 'start', error: new MiptechError('health_not_ready') });
    const delay =
      this.#checks < quickChecks
        ? startingDelay
        : backoffDelay(this.#checks - quickChecks + 1, startingDelay, ports.random());
    this.#wait(delay);
    return false;
  }

  #open(chatId: string | null): Link {
    const { settings, ports, session, conversation, log } = this.#parts;
    const { token, userId } = session;
    this.#userId = userId;
    const url = socketUrl(settings, { chatId, userId, token });
    const link: Link = new Link(settings, ports, url, {
      starting: () => {
        if (link === this.#link) this.#dispatch({ type: 'start' });
      },
      ready: () => this.#ready(link),
      frame: (frame) => {
        if (link !== this.#link) return;
        if (frame.kind === 'token-expired') this.#renewToken();
        else if (frame.kind === 'unauthorized') session.expire();
        else conversation.frame(frame);
      },
      ended: (end) => {
        if (link === this.#link) this.#ended(end);
        else if (link === this.#rising) {
          // The first socket still stands until the platform closes it.
          this.#rising = null;
          log.info(`The renewed socket ended: ${end.cause}, code ${String(end.code)}.`);
          this.#dispatch({ type: 'ready' });
        }
      },
      mayPing: () => this.#limiter.take(ports.clock.monotonic()) === 0,
      dropped: (reason) => {
        log.warn(`A frame was dropped: ${reason}.`);
      },
    });
    return link;
  }

  #ready(link: Link): void {
    const { conversation, ports } = this.#parts;
    if (link === this.#rising) {
      this.#link?.detach();
      this.#link = link;
      this.#rising = null;
    }
    this.#dispatch({ type: 'ready' });
    this.#cancelStable();
    // A server that accepts and closes at once must not look like success.
    this.#cancelStable = ports.clock.after(stableAfter, () => {
      this.#forgive();
    });
    conversation.ready();
  }

  #swap(): void {
    this.#dispatch({ type: 'renew' });
    const attempt = this.#attempt;
    void this.#parts.conversation
      .ensureChat(() => undefined, attempt.signal)
      .then((chatId) => {
        if (attempt.signal.aborted || this.get().phase !== 'renewing') return;
        this.#rising?.detach();
        this.#rising = this.#open(chatId);
      })
      .catch(() => {
        this.#dispatch({ type: 'ready' });
      });
  }

  #renewToken(): void {
    const { session } = this.#parts;
    session.renew().catch((thrown: unknown) => {
      const error = asMiptechError(thrown);
      // A session that is over said so itself; anything else is tried again when the socket ends.
      if (error.code !== 'auth_expired') this.#parts.log.info(`Not renewed: ${error.code}`);
    });
  }

  #ended(end: LinkEnd): void {
    const { log, health } = this.#parts;
    this.#letGo();
    health.doubt();
    log.info(`The socket ended: ${end.cause}, code ${String(end.code)}.`);
    if (!this.#wanted || this.#hindered()) return;
    const limited = end.code === 1008 && /rate|limit/i.test(end.reason);
    if (limited) this.#failed(new MiptechError('rate_limited'));
    else if (end.cause !== 'closed') this.#failed(new MiptechError('timeout'));
    else if (end.opened) this.#failed(new MiptechError('cors_or_server'));
    else {
      this.#healthy = false;
      void this.#classify(this.#attempt.signal);
    }
  }

  async #classify(signal: AbortSignal): Promise<void> {
    const verdict = await this.#classifier.ask(signal);
    if (signal.aborted) return;
    if (verdict === null) this.#begin();
    else this.#refused(verdict);
  }

  /** REST said why: a token the platform refuses ends the session, the rest is one more failure. */
  #refused(error: MiptechError): void {
    const { session } = this.#parts;
    const lost = error.code === 'auth_expired' || error.code === 'auth_required';
    if (!lost) this.#failed(error);
    else if (session.get().phase === 'signed-in') session.expire();
    else {
      this.#letGo();
      this.#dispatch({ type: 'fail', error, terminal: true });
    }
  }

  /** One more failure: wait and try again, slowly once the quick attempts are used up. */
  #failed(error: MiptechError): void {
    const { settings, ports } = this.#parts;
    this.#letGo();
    const attempt = ++this.#failures;
    if (terminal.has(error.code)) {
      this.#dispatch({ type: 'fail', error, attempt, terminal: true });
      return;
    }
    const slow = attempt > settings.reconnectAttempts || error.code === 'realtime_unavailable';
    let delay = slow
      ? slowDelay(ports.random())
      : backoffDelay(attempt - 1, settings.reconnectDelay, ports.random());
    if (error.retryAfter !== null) {
      delay = Math.max(delay, error.retryAfter * 1000 * (1 + ports.random() / 4));
    }
    this.#dispatch({ type: slow ? 'fail' : 'retry', error, attempt });
    this.#wait(delay);
  }

  #wait(delay: number): void {
    this.#cancelTimer();
    this.#countdown.start(delay);
    this.#cancelTimer = this.#parts.ports.clock.after(delay, () => this.#begin());
  }

  /** The flag can lie: look again every minute. */
  #waitForNetwork(): void {
    this.#dispatch({ type: 'lose-network', error: new MiptechError('network_unreachable') });
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.ports.clock.after(60_000, () => this.#begin());
  }

  #networkChanged(change: NetworkChange): void {
    if (!this.#wanted) return;
    const { phase, terminal: ended } = this.get();
    const waiting = phase === 'reconnecting' || phase === 'failed' || phase === 'offline';
    if (change === 'leaving') {
      // A cached page's socket would go on counting as open on the platform.
      if (this.#link !== null) {
        this.#letGo();
        this.#dispatch({ type: 'retry' });
      }
    } else if (change === 'offline') {
      if (this.#link?.ready === true) this.#link.probe();
      else if (phase !== 'signed-out' && !ended) {
        this.#letGo();
        this.#waitForNetwork();
      }
    } else if (change !== 'hidden') {
      if (this.#link?.ready === true) this.#link.probe();
      else if (waiting && !ended) this.#begin();
    }
  }

  /** Forgets earlier failures: the connection stood, or a person wants to try afresh. */
  #forgive(): void {
    this.#failures = 0;
    this.#classifier.reset();
  }

  /** Ends attempt, timers and sockets; the phase is the caller's. */
  #letGo(): void {
    this.#attempt.abort();
    this.#attempt = new AbortController();
    this.#cancelTimer();
    this.#cancelStable();
    this.#countdown.stop();
    this.#renewalDue = false;
    const links = [this.#link, this.#rising];
    this.#link = null;
    this.#rising = null;
    for (const link of links) link?.detach();
    if (links[0] != null) this.#parts.conversation.lost();
  }

  #dispatch(event: ConnectionEvent): void {
    const before = this.get();
    const state = next(before, event);
    if (state === null) {
      this.#parts.log.debug(`No step from ${before.phase} by ${event.type}.`);
      return;
    }
    this.#state.set(state);
    if (state.phase !== before.phase) {
      this.#parts.log.debug(`Connection: ${before.phase} → ${state.phase}`);
    }
  }
}
