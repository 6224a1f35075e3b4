/**
 * How one page behaves towards the platform: at most so many sends, nothing before Retry-After, one
 * refresh at a time. Owns the count of what the page does on the wire; does not know what the
 * platform makes of it.
 */
import type { ConnectionPhase, SessionState } from '../../../src/core/index.js';

/** Phases in which the socket carries messages. */
const standing = new Set<ConnectionPhase>(['ready', 'renewing']);
/** Phases in which a message may be on its way. */
const carrying = new Set<ConnectionPhase>([...standing, 'rate-limited', 'realtime-unavailable']);
/** Most frames at once, and most in a minute. */
const burst = 10;
const aMinute = 60;
/** Timers fall due on whole milliseconds; so much is no violation. */
const tolerance = 2;
/** Calls and sockets between two looks that only a loop brings about. */
const mostBegun = 40_000;

const isHistory = (route: string): boolean =>
  route.startsWith('GET /chat/') && route !== 'GET /chat/list';

/** A REST call of the page. */
export interface PageCall {
  /** Method and path, such as `GET /health`. */
  readonly route: string;
  /** A person asked for it, so it may ignore what holds attempts back. */
  readonly personal: boolean;
}

export interface ConductParts {
  /** Milliseconds, never set back. */
  readonly now: () => number;
  readonly phase: () => ConnectionPhase;
  readonly session: () => SessionState;
  readonly object: (message: string) => void;
}

/** Something is not to be done before a moment, in this session: the next one was asked nothing. */
interface Ban {
  readonly until: number;
  readonly session: SessionState;
}

export class Conduct {
  readonly #calls = new Set<PageCall>();
  /** Calls that were refused, and that the client repeats with a new token. */
  readonly #repeated = { personal: new Set<string>(), own: new Set<string>() };
  readonly #parts: ConductParts;
  readonly #sends: number[] = [];
  #begun = 0;
  #connecting: Ban | null = null;
  #sending: Ban | null = null;

  constructor(parts: ConductParts) {
    this.#parts = parts;
  }

  /** Calls without an answer. */
  get running(): number {
    return this.#calls.size;
  }

  /** Calls and sockets begun since it was asked last. */
  takeBegun(): number {
    const begun = this.#begun;
    this.#begun = 0;
    return begun;
  }

  /** True in a loop that lets no time pass; it would never end by itself. */
  get runaway(): boolean {
    return this.#begun > mostBegun;
  }

  refused({ route, personal }: PageCall): void {
    this.#repeated[personal ? 'personal' : 'own'].add(route);
  }

  over(call: PageCall): void {
    this.#calls.delete(call);
  }

  /** Somebody else is here, or nobody: they are held back by nothing. */
  forgive(): void {
    this.#connecting = null;
    this.#sending = null;
  }

  /** A token is used: for a call, or `a socket`. */
  identified(what: string): void {
    const { phase } = this.#parts.session();
    // Sign-out tells the platform, and a session that is found asks whose it is.
    if (what === 'POST /auth/logout' || what === 'GET /auth/me') return;
    if (phase === 'signed-out' || phase === 'expired') {
      this.#parts.object(`${what} with a token, though the session is ${phase}`);
    }
  }

  /** @param others sockets of the page that are connecting or open already */
  opened(others: number): void {
    const { phase, object } = this.#parts;
    // A renewal lets the next socket rise beside the one that stands.
    if (others > 0 && !(phase() === 'renewing' && others === 1)) {
      object(`a socket opens beside ${others} others in ${phase()}`);
    }
    this.#begun += 1;
    this.#attempt('a socket');
  }

  wrote(type: string): void {
    const { phase, object } = this.#parts;
    if (type !== 'ping' && !standing.has(phase())) object(`${type} is written in ${phase()}`);
    if (type === 'chat_message') this.#message();
    this.#count(type);
  }

  called(route: string, personal: boolean): PageCall {
    const call = { route, personal: personal || this.#repeated.personal.delete(route) };
    const again = this.#repeated.own.delete(route);
    const twin = (other: PageCall): boolean => other.route === route;
    if (route === 'POST /auth/refresh' && [...this.#calls].some(twin)) {
      this.#parts.object('two refreshes are under way');
    }
    this.#calls.add(call);
    this.#begun += 1;
    if (route.startsWith('POST /chat/')) {
      if (!again && !carrying.has(this.#parts.phase())) {
        this.#parts.object(`a message is posted in ${this.#parts.phase()}`);
      }
      this.#message();
      this.#count(route);
    } else if (this.#attempts(call)) this.#attempt(route);
    return call;
  }

  /** An answer asked the page to wait, and the page read it. */
  toldToWait(call: PageCall, status: number, seconds: number): void {
    const phase = this.#parts.phase();
    if (call.route.startsWith('POST /chat/')) {
      if (status === 429 && carrying.has(phase)) this.#sending = this.#ban(this.#sending, seconds);
      return;
    }
    // Beside a connection that stands, a call that is refused hinders no attempt.
    if (!this.#attempts(call) || standing.has(phase) || phase === 'rate-limited') return;
    // Without its history a chat goes on.
    if (status !== 429 && isHistory(call.route)) return;
    const probe = call.route === 'GET /health' || call.route === 'GET /auth/me';
    if (phase === 'realtime-unavailable' && !probe) return;
    this.#connecting = this.#ban(this.#connecting, seconds);
  }

  /** The platform closed the socket because of too much traffic. */
  closedForTraffic(seconds: number): void {
    this.#connecting = this.#ban(this.#connecting, seconds);
  }

  /** A frame asked the page to send nothing for a while. */
  toldToPause(seconds: number): void {
    const phase = this.#parts.phase();
    if (standing.has(phase) || phase === 'rate-limited') {
      this.#sending = this.#ban(this.#sending, seconds);
    }
  }

  /** True for a call that belongs to an attempt to connect. */
  #attempts({ route, personal }: PageCall): boolean {
    if (personal) return false;
    // Behind a sign-in the profile is asked for, which is no attempt.
    if (route === 'GET /auth/me') return this.#parts.session().phase === 'signed-in';
    return route === 'GET /health' || route === 'POST /chat' || isHistory(route);
  }

  #ban(before: Ban | null, seconds: number): Ban {
    const session = this.#parts.session();
    const earlier = before?.session === session ? before.until : -Infinity;
    return { until: Math.max(earlier, this.#parts.now() + seconds * 1000), session };
  }

  #left(ban: Ban | null): number {
    if (ban === null || ban.session !== this.#parts.session()) return 0;
    return ban.until - this.#parts.now();
  }

  #attempt(what: string): void {
    const left = this.#left(this.#connecting);
    if (left > tolerance) this.#parts.object(`${what} ${left} ms before Retry-After`);
  }

  #message(): void {
    const left = this.#left(this.#sending);
    if (left > tolerance) this.#parts.object(`a message ${left} ms before Retry-After`);
  }

  /** At most ten at once and then one a second; never more than sixty in a minute. */
  #count(what: string): void {
    const now = this.#parts.now();
    this.#sends.push(now);
    const recent = this.#sends.filter((at) => at > now - 60_000 + tolerance);
    this.#sends.splice(0, this.#sends.length, ...recent);
    if (recent.length > aMinute) this.#parts.object(`${recent.length} sends in a minute: ${what}`);
    for (const [index, at] of recent.entries()) {
      const count = recent.length - index;
      if (count > burst + (now - at + tolerance) / 1000) {
        this.#parts.object(`${count} sends in ${now - at} ms: ${what}`);
        return;
      }
    }
  }
}
