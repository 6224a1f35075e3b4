/**
 * The live connection: when to try, what carries messages, how a new token takes over. Alone knows
 * sockets; hands frames on without reading what they say, and leaves the reasons to its parts.
 */
import { longestText } from '../config.js';
import type { Settings } from '../config.js';
import type { Ports } from '../ports.js';
import { MiptechError, asMiptechError } from '../protocol/errors.js';
import type { Frame } from '../protocol/frames.js';
import { socketUrl } from '../protocol/urls.js';
import { tooLarge } from '../state/closing.js';
import { open } from '../state/connection.js';
import { Limiter } from '../state/limiter.js';
import { writable } from '../state/readable.js';
import { withRoundTrip } from '../state/round-trips.js';
import type { RoundTrip } from '../state/round-trips.js';
import type { ConnectionApi } from './api.js';
import { Approach, tokenMargin } from './approach.js';
import { Classifier } from './classifier.js';
import type { Health } from './health.js';
import { Link } from './link.js';
import type { LinkEnd } from './link.js';
import { Links } from './links.js';
import type { LinkEvents } from './links.js';
import type { Logger } from './logger.js';
import { Phases } from './phases.js';
import { Presence } from './presence.js';
import { Recovery } from './recovery.js';
import type { Remedy } from './recovery.js';
import type { Session } from './session.js';
import { SocketRecord } from './socket-record.js';
import type { Store } from './storage.js';

/** So long must a connection stand before its failures are forgotten. */
const stableAfter = 10_000;
/** Between looks whether the network is back after all: the host's word on it can be wrong. */
const networkLook = 60_000;
/** After a sleep as long as this the platform has given the socket up, in milliseconds. */
const longSleep = 60_000;

/** What carries messages at the moment. */
export type Carrier = 'socket' | 'rest' | null;

/** What the connection needs of the conversation it carries. */
export interface Conversation {
  /** The chat for the socket, made by REST if need be; null where the platform makes it. */
  readonly ensureChat: (creating: () => void, signal: AbortSignal) => Promise<string | null>;
  /** A refused socket may mean that the chat is gone: true if it was, and is forgotten now. */
  readonly chatGone: (lastResort: boolean, signal: AbortSignal) => Promise<boolean>;
  /** A new carrier stands. */
  readonly ready: () => void;
  /** The same carrier takes messages again. */
  readonly resumed: () => void;
  readonly frame: (frame: Frame) => void;
  /** The socket is gone. */
  readonly lost: () => void;
  /** The platform closed the socket because of the size of what was written. */
  readonly tooLarge: () => void;
  /** True while an answer is expected or streams: a renewal waits for its end. */
  readonly busy: () => boolean;
  readonly streaming: () => boolean;
  /** True while a message waits or an answer is expected. */
  readonly underWay: () => boolean;
}

export interface ConnectionParts {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly store: Store;
  readonly session: Session;
  readonly health: Health;
  readonly log: Logger;
  readonly conversation: Conversation;
}

/** Phases that only wait, so that an attempt may begin at any time. */
const waiting = new Set(['reconnecting', 'failed', 'offline', 'realtime-unavailable', 'idle']);

export class Connection implements ConnectionApi {
  readonly get: ConnectionApi['get'];
  readonly subscribe: ConnectionApi['subscribe'];
  readonly countdown: ConnectionApi['countdown'];
  readonly since: ConnectionApi['since'];
  readonly roundTrips: ConnectionApi['roundTrips'];
  readonly #parts: ConnectionParts;
  readonly #phases: Phases;
  readonly #links: Links;
  readonly #approach: Approach;
  readonly #recovery: Recovery;
  readonly #classifier: Classifier;
  readonly #presence: Presence;
  readonly #limiter = new Limiter();
  readonly #since = writable<number | null>(null);
  readonly #roundTrips = writable<readonly RoundTrip[]>([]);
  /** Whose the socket is; undefined once that one has left. */
  #userId: string | null | undefined = null;
  /** Ends whatever attempt is under way; a new one each time, so late results are dropped. */
  #attempt = new AbortController();
  #cancelStable: () => void = () => undefined;
  #renewalDue = false;
  /** The platform takes nothing more on this socket: its token is over. */
  #spent = false;
  #wanted = false;
  #destroyed = false;
  /** Monotonic times: the last attempt, and the end of a pause in sending. */
  #began = -Infinity;
  #pausedUntil = -Infinity;

  constructor(parts: ConnectionParts) {
    const { ports, settings, conversation, log } = parts;
    this.#parts = parts;
    this.#phases = new Phases(ports.clock, log);
    this.get = this.#phases.get;
    this.subscribe = this.#phases.subscribe;
    this.countdown = this.#phases.countdown;
    this.since = { get: this.#since.get, subscribe: this.#since.subscribe };
    this.roundTrips = { get: this.#roundTrips.get, subscribe: this.#roundTrips.subscribe };
    this.#recovery = new Recovery(settings, ports);
    this.#approach = new Approach({
      ...parts,
      phases: this.#phases,
      ensureChat: conversation.ensureChat.bind(conversation),
      again: () => {
        this.#begin();
      },
    });
    this.#classifier = new Classifier({
      ...parts,
      tenantId: settings.tenantId,
      chatGone: conversation.chatGone.bind(conversation),
    });
    this.#presence = new Presence({
      ports,
      patience: settings.idleDisconnect * 60_000,
      leaving: () => {
        this.#leave();
      },
      offline: () => {
        this.#offline();
      },
      back: () => {
        this.#lookAlive();
      },
      woke: (slept) => {
        this.#woke(slept);
      },
      unseen: () => this.#rest(),
    });
    this.#links = new Links({
      starting: () => {
        this.#phases.step({ type: 'start' });
      },
      ready: () => {
        this.#ready();
      },
      frame: (frame) => {
        this.#frame(frame);
      },
      free: () => this.#free,
      lost: () => {
        if (!this.#links.ready) this.#since.set(null);
        conversation.lost();
      },
      ended: (end, succeeded) => {
        this.#ended(end, succeeded);
      },
      kept: (end) => {
        log.info(`The renewed socket ended: ${end.cause}, code ${String(end.code)}.`);
        if (this.get().phase === 'renewing') this.#phases.step({ type: 'ready' });
      },
    });
  }

  connect(): void {
    const { session } = this.#parts;
    if (this.#destroyed) return;
    this.#wanted = true;
    this.#presence.watch();
    this.#forgive();
    if (this.#links.ready || this.get().phase === 'rate-limited') return;
    const before = session.get();
    void session.restore();
    // A session that is found, or still asked for, calls `sessionChanged`.
    if (session.get() !== before) return;
    // A page that connects whenever it is not connected must not make a storm either.
    if (waiting.has(this.get().phase)) this.#beginSoon();
    else this.#beginFrom(this.#recovery.notBefore);
  }

  disconnect(): void {
    this.#wanted = false;
    this.#presence.stop();
    this.#letGo();
    this.#phases.step({ type: 'close' });
  }

  destroy(): void {
    this.#destroyed = true;
    this.disconnect();
  }

  /** What carries messages now. */
  get carrier(): Carrier {
    const state = this.get();
    if (state.phase === 'realtime-unavailable') return 'rest';
    return open(state) && this.#links.ready && !this.#spent ? 'socket' : null;
  }

  /** Takes leave to send one message: 0 for now, else the milliseconds to wait. */
  clearance(): number {
    return this.#limiter.take(this.#parts.ports.clock.monotonic());
  }

  /** Writes a frame on the standing socket; false where there is none. */
  send(text: string): boolean {
    return this.#links.send(text);
  }

  /** A message waits: a connection that was let go for want of use comes back. */
  wake(): void {
    if (!this.#wanted || this.get().phase !== 'idle') return;
    this.#presence.watch();
    this.#beginFrom(this.#recovery.notBefore);
  }

  /** What carries messages failed at it: find out how things stand. */
  doubt(error: MiptechError): void {
    if (this.get().phase === 'realtime-unavailable') this.#recover(this.#recovery.ofError(error));
  }

  /** Whoever the socket was opened for has left: it serves nobody else. */
  left(): void {
    this.#userId = undefined;
  }

  /** The session appeared or ended. */
  sessionChanged(): void {
    const { session } = this.#parts;
    if (!this.#wanted) return;
    // A refused sign-in on an anonymous page, say: whose connection it is has not changed.
    if (this.#links.ready && session.usable && session.userId === this.#userId) return;
    this.#forgive();
    this.#recovery.forgiveWait();
    this.#pausedUntil = -Infinity;
    const stood = this.carrier !== null || this.get().phase === 'rate-limited';
    this.#letGo();
    if (!session.usable) {
      this.#classifier.forget();
      this.#phases.step({ type: 'sign-out' });
    } else {
      if (stood) this.#phases.step({ type: 'retry' });
      this.#begin();
    }
  }

  /** A younger token is there: a second socket takes over, after a pause or a running answer. */
  tokenRenewed(): void {
    const { phase, terminal } = this.get();
    const waits = (phase === 'reconnecting' || phase === 'failed') && !terminal;
    if (waits) this.#beginFrom(this.#recovery.notBefore);
    else if (!this.#links.ready) return;
    else if (!open(this.get()) || !this.#free) this.#renewalDue = true;
    else this.#swap();
  }

  /** The running answer is over: what waited for it can happen. */
  turnEnded(): void {
    this.#links.release();
    if (!this.#renewalDue || !open(this.get())) return;
    this.#renewalDue = false;
    this.tokenRenewed();
  }

  /** Sending has to pause for `seconds`. */
  limit(seconds: number): void {
    const { clock } = this.#parts.ports;
    this.#pausedUntil = Math.max(this.#pausedUntil, clock.monotonic() + seconds * 1000);
    // Where nothing carries messages now, the next carrier begins with the pause.
    if (this.carrier !== null || this.get().phase === 'rate-limited') this.#pause();
  }

  #pause(): void {
    const left = this.#pausedUntil - this.#parts.ports.clock.monotonic();
    const error = new MiptechError('rate_limited', { retryAfter: Math.ceil(left / 1000) });
    this.#phases.stepAndWait({ type: 'limit', error }, left, () => {
      this.#phases.rest();
      if (this.get().phase !== 'rate-limited') return;
      if (this.#links.ready) {
        this.#phases.step({ type: 'resume' });
        if (this.#links.succeeding) this.#phases.step({ type: 'renew' });
        this.#parts.conversation.resumed();
        this.turnEnded();
      } else this.#recover(this.#recovery.ofError(new MiptechError('realtime_unavailable')));
    });
  }

  /** A pause that the platform asked for outlives the carrier it was asked on. */
  #pauseOn(): void {
    if (this.#pausedUntil > this.#parts.ports.clock.monotonic()) this.#pause();
  }

  #begin(): void {
    this.#letGo();
    if (!this.#hindered()) this.#try();
  }

  /** An attempt now, or when it may be: a cause that repeats itself must not make a storm. */
  #beginFrom(earliest: number): void {
    const wait = earliest - this.#parts.ports.clock.monotonic();
    if (wait <= 0) {
      this.#begin();
      return;
    }
    const { phase } = this.get();
    const type =
      phase === 'failed' ? 'fail' : phase === 'realtime-unavailable' ? 'unavailable' : 'retry';
    this.#phases.stepAndWait({ type }, wait, () => {
      // The platform may have asked for more while this waited.
      this.#beginFrom(this.#recovery.notBefore);
    });
  }

  /** For a local cause: at once, but not behind another attempt at once. */
  #beginSoon(): void {
    const { reconnectDelay } = this.#parts.settings;
    this.#beginFrom(Math.max(this.#recovery.notBefore, this.#began + reconnectDelay));
  }

  #try(): void {
    const { ports, session } = this.#parts;
    const { signal } = this.#attempt;
    this.#began = ports.clock.monotonic();
    this.#approach
      .go(signal, (chatId) => {
        this.#userId = session.userId;
        this.#links.open((events) => this.#link(chatId, events), session.serial);
      })
      .catch((thrown: unknown) => {
        const error = asMiptechError(thrown);
        // The platform's wish outlives the attempt that met it.
        this.#recovery.heed(error);
        if (signal.aborted) return;
        this.#approach.doubt();
        this.#recover(this.#recovery.ofError(error));
      });
  }

  /** True where an attempt makes no sense now; the phase then says why. */
  #hindered(): boolean {
    const { session, ports } = this.#parts;
    if (!session.usable) this.#phases.step({ type: 'sign-out' });
    else if (!ports.network.online()) this.#waitForNetwork();
    else return false;
    return true;
  }

  #waitForNetwork(): void {
    const error = new MiptechError('network_unreachable');
    const { clock } = this.#parts.ports;
    this.#phases.step({ type: 'lose-network', error });
    const look = (): void => {
      // The platform may ask for a pause while this waits.
      const left = this.#recovery.notBefore - clock.monotonic();
      if (left > 0) {
        this.#phases.waitUnseen(left, look);
        return;
      }
      this.#letGo();
      if (this.#parts.session.usable) this.#try();
      else this.#hindered();
    };
    this.#phases.waitUnseen(networkLook, look);
  }

  /** A socket with the token of this moment; its URL is kept nowhere. */
  #link(chatId: string | null, events: LinkEvents): Link {
    const { settings, ports, session, log } = this.#parts;
    const { token, userId } = session;
    const url = socketUrl(settings, { chatId, userId, token, clientId: this.#clientId(userId) });
    const handlers = {
      ...events,
      mayPing: () => this.clearance() === 0,
      measured: (milliseconds: number) => {
        const trip = { at: ports.clock.now(), milliseconds };
        this.#roundTrips.set(withRoundTrip(this.#roundTrips.get(), trip));
      },
      dropped: (reason: string) => {
        log.warn(`A frame was dropped: ${reason}.`);
      },
    };
    return new Link(settings, ports, url, handlers, new SocketRecord(log.journal));
  }

  /** A page's own function may throw or answer anything: a socket opens without an id then. */
  #clientId(userId: string | null): string | null {
    const { clientId, clientIdBuilder } = this.#parts.settings;
    if (clientIdBuilder === null) return clientId;
    try {
      const made: unknown = clientIdBuilder({ id: userId });
      if (typeof made === 'string' && made !== '' && made.length <= longestText) return made;
    } catch {
      // Its text may hold anything.
    }
    this.#parts.log.error(
      `clientId was asked for an id and gave none; answer a text of 1 to ${String(longestText)} characters.`,
    );
    return null;
  }

  #ready(): void {
    const { conversation, ports } = this.#parts;
    this.#spent = false;
    this.#phases.rest();
    this.#phases.step({ type: 'ready' });
    if (this.#since.get() === null) this.#since.set(ports.clock.now());
    // Services that loaded meanwhile are ready again, and the successor still rises.
    if (this.#links.succeeding) this.#phases.step({ type: 'renew' });
    this.#cancelStable();
    // A server that accepts and closes at once must not look like success.
    this.#cancelStable = ports.clock.after(stableAfter, () => {
      this.#forgive();
    });
    this.#pauseOn();
    conversation.ready();
  }

  #frame(frame: Frame): void {
    const { session, conversation } = this.#parts;
    if (frame.kind === 'token-expired') {
      this.#spent ||= frame.refusing;
      this.#renewToken();
    } else if (frame.kind === 'unauthorized') session.expire('unauthorized');
    else conversation.frame(frame);
  }

  #swap(): void {
    const { signal } = this.#attempt;
    this.#phases.step({ type: 'renew' });
    void this.#parts.conversation
      .ensureChat(() => undefined, signal)
      .then((chatId) => {
        if (signal.aborted || this.get().phase !== 'renewing') return;
        const { serial } = this.#parts.session;
        this.#links.succeed((events) => this.#link(chatId, events), serial);
      })
      .catch(() => {
        if (!signal.aborted && this.get().phase === 'renewing')
          this.#phases.step({ type: 'ready' });
      });
  }

  /** True where another socket may take over: no answer is lost with this one. */
  get #free(): boolean {
    const { conversation } = this.#parts;
    // What a spent socket was asked and has not begun to answer, it never will.
    return this.#spent ? !conversation.streaming() : !conversation.busy();
  }

  #renewToken(): void {
    const { session } = this.#parts;
    if (this.#links.serial !== session.serial) {
      // The socket speaks of the token it was opened with; a younger one is there already.
      if (this.#links.succeeding) this.#links.release();
      else this.tokenRenewed();
      return;
    }
    session.renew().catch((thrown: unknown) => {
      const error = asMiptechError(thrown);
      // A session that is over said so itself; anything else is tried again when the socket ends.
      if (error.code !== 'auth_expired') this.#parts.log.info(`Not renewed: ${error.code}`);
    });
  }

  #ended(end: LinkEnd, succeeded: boolean): void {
    const { log, health, conversation } = this.#parts;
    log.say('info', `The socket ended: ${end.cause}, code ${String(end.code)}.`);
    if (succeeded) {
      this.#phases.rest();
      this.#phases.step({ type: 'connect' });
      return;
    }
    this.#letGo();
    health.doubt();
    // What never opened may be a platform that is starting: the next attempt asks.
    if (!end.opened) this.#approach.doubt();
    if (end.code === tooLarge) conversation.tooLarge();
    if (!this.#wanted) return;
    if (this.#hindered()) {
      this.#recovery.ofEnd(end, false);
      return;
    }
    const { phase } = this.get();
    // A pause may stand over a socket, or over REST while a socket is tried beside it.
    const byRest = phase === 'realtime-unavailable' || (phase === 'rate-limited' && !end.ready);
    this.#recover(this.#recovery.ofEnd(end, byRest));
  }

  #recover(remedy: Remedy): void {
    const { session, conversation } = this.#parts;
    this.#letGo();
    switch (remedy.act) {
      case 'now':
        this.#phases.step({ type: 'retry', error: remedy.error, attempt: remedy.attempt });
        this.#beginSoon();
        break;
      case 'wait':
        this.#phases.stepAndWait(remedy, remedy.delay, () => {
          this.#begin();
        });
        if (remedy.type !== 'unavailable') break;
        this.#pauseOn();
        conversation.ready();
        break;
      case 'ask':
        this.#ask(remedy.opened, remedy.attempt);
        break;
      case 'stop':
        this.#phases.step({ type: 'fail', ...remedy, terminal: true });
        break;
      case 'expire':
        if (session.get().phase === 'signed-in') session.expire();
        else this.#phases.step({ type: 'fail', error: remedy.error, terminal: true });
    }
  }

  /** Finds out over REST why the platform does not want the socket. */
  #ask(opened: boolean, attempt: number): void {
    const { signal } = this.#attempt;
    this.#approach.doubt();
    if (opened) {
      this.#phases.step({ type: 'retry', error: new MiptechError('cors_or_server'), attempt });
    }
    void this.#classifier
      .ask(!opened, signal)
      .catch((thrown: unknown) => asMiptechError(thrown))
      .then((verdict) => {
        if (signal.aborted) return;
        if (verdict === null) this.#begin();
        else this.#recover(this.#recovery.ofError(verdict));
      });
  }

  /** A cached page's socket would go on counting as open on the platform. */
  #leave(): void {
    const { phase, terminal } = this.get();
    if (phase === 'signed-out' || terminal) return;
    this.#letGo();
    this.#phases.step({ type: 'rest' });
  }

  #offline(): void {
    const { phase, terminal } = this.get();
    if (this.#links.ready) this.#links.probe();
    else if (phase !== 'signed-out' && phase !== 'idle' && !terminal) {
      this.#letGo();
      this.#waitForNetwork();
    }
  }

  /** A socket that slept long is replaced; meanwhile it may still show that it lives. */
  #woke(slept: number): void {
    const { session, conversation, log } = this.#parts;
    this.#lookAlive();
    if (slept < longSleep || !this.#links.ready || conversation.busy()) return;
    const { signal } = this.#attempt;
    session
      .ensureFresh(tokenMargin)
      .then(() => {
        // A renewed token has begun to replace it by now.
        if (!signal.aborted && this.get().phase === 'ready') this.#swap();
      })
      .catch((thrown: unknown) => {
        log.info(`Not renewed after sleep: ${asMiptechError(thrown).code}`);
      });
  }

  #lookAlive(): void {
    const { phase, terminal } = this.get();
    if (this.#links.ready) this.#links.probe();
    else if (phase === 'idle' && !this.#parts.ports.network.visible()) return;
    else if (waiting.has(phase) && !terminal) this.#beginSoon();
  }

  /** Nobody looks: a tenant's connections are few, and nothing is under way on this one. */
  #rest(): boolean {
    const { phase, terminal } = this.get();
    if (phase === 'signed-out' || phase === 'idle' || terminal) return true;
    if (this.#parts.conversation.underWay()) return false;
    this.#letGo();
    this.#phases.step({ type: 'rest' });
    return true;
  }

  #forgive(): void {
    this.#recovery.forgive();
    this.#classifier.reset();
  }

  /** Ends attempt, timers and sockets; the phase is the caller's. */
  #letGo(): void {
    this.#attempt.abort();
    this.#attempt = new AbortController();
    this.#phases.rest();
    this.#cancelStable();
    this.#renewalDue = false;
    this.#spent = false;
    this.#links.detach();
  }
}
