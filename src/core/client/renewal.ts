/**
 * When a token is renewed: ahead of its end, once at a time, never in a loop, and not again at once
 * after the platform could not. Knows the token's life and neither the token nor how it is renewed.
 */
import type { ClockPort } from '../ports.js';
import { MiptechError, asMiptechError } from '../protocol/errors.js';

/** Least time from a token to its renewal, in milliseconds. */
const shortestWait = 1000;
/** A token refused so soon after its renewal will not get better by another one. */
const rest = 30_000;
/** So long a platform that failed is not asked again, unless it named a time itself. */
const coolDown = 5000;
/** Renewals in a row, however short a token's life is; one more is earned in so many milliseconds. */
const most = 10;
const earned = 30_000;
/** Timers overflow after 24.8 days; a day is soon enough to look again. */
const longestWait = 86_400_000;

/** How long a token lives. */
export interface TokenLife {
  /** Wall clock at arrival, in milliseconds; 0 where nothing tells. */
  readonly receivedAt: number;
  /** Seconds of life from arrival; null where nothing says. */
  readonly life: number | null;
}

/**
 * Gets a younger token.
 * @param spend called before somebody is asked for one; throws where there were too many questions
 * @throws MiptechError
 */
export type Renew = (spend: () => void) => Promise<void>;

export class Renewal {
  readonly #clock: ClockPort;
  readonly #renew: Renew;
  readonly #scheduled: (wait: number) => void;
  #token: TokenLife | null = null;
  /** Monotonic time of the token's arrival; a token from storage is dated back. */
  #arrived = 0;
  #renewedAt = -Infinity;
  #running: Promise<void> | null = null;
  #cancelTimer: () => void = () => undefined;
  #cooling: { readonly until: number; readonly error: MiptechError } | null = null;
  #left = most;
  #countedAt = 0;

  /** @param scheduled told in how many milliseconds the token is renewed */
  constructor(clock: ClockPort, renew: Renew, scheduled: (wait: number) => void) {
    this.#clock = clock;
    this.#renew = renew;
    this.#scheduled = scheduled;
  }

  /** True while a renewal is under way. */
  get running(): boolean {
    return this.#running !== null;
  }

  /** True where the token is so young that a refusal of it is none of its age. */
  get justRenewed(): boolean {
    if (this.running) return false;
    const { receivedAt = 0, life = null } = this.#token ?? {};
    // The monotonic clock may have stood still since; one that was set costs one renewal.
    const slept = receivedAt > 0 ? Math.abs(this.#clock.now() - receivedAt) : 0;
    const age = Math.max(this.#clock.monotonic() - this.#renewedAt, slept);
    return age < Math.min(rest, (life ?? Infinity) * 500);
  }

  /** A token is there. @param renewable false where nothing can renew it */
  begin(token: TokenLife, renewable: boolean): void {
    const age = Math.max(0, this.#clock.now() - token.receivedAt);
    this.#token = token;
    this.#arrived = this.#clock.monotonic() - (token.receivedAt === 0 ? 0 : age);
    this.#cancelTimer();
    if (renewable) this.#schedule();
  }

  /** The token that just began took the place of an older one. */
  renewed(): void {
    this.#renewedAt = this.#clock.monotonic();
    this.#cooling = null;
  }

  /** There is no token any more. */
  end(): void {
    this.#cancelTimer();
    this.#token = null;
    this.#cooling = null;
  }

  /** Makes sure that the token lives for `margin` milliseconds more, where that can be known. */
  async ensure(margin: number): Promise<void> {
    const { receivedAt = 0, life = null } = this.#token ?? {};
    if (life === null) return;
    const left = this.#arrived + life * 1000 - this.#clock.monotonic();
    // The monotonic clock may stand still while a machine sleeps. Set forward by hand, the wall
    // clock costs one renewal, whose token is dated by the new time.
    const wall = receivedAt + life * 1000 - this.#clock.now();
    const dated = receivedAt > 0 ? Math.min(left, wall) : left;
    if (dated < Math.min(margin, life * 200)) await this.now();
  }

  /**
   * Renews, or goes along with the renewal that is under way.
   * @throws MiptechError what kept it from renewing; again and without asking while it cools down
   */
  now(): Promise<void> {
    this.#running ??= this.#guarded().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #guarded(): Promise<void> {
    const now = this.#clock.monotonic();
    if (this.#cooling !== null && now < this.#cooling.until) throw this.#cooling.error;
    try {
      await this.#renew(() => {
        this.#spend();
      });
    } catch (thrown) {
      const error = asMiptechError(thrown);
      // What the platform answered it answers again; a network may be back in a moment.
      if (this.#token !== null && error.status !== null) {
        const wait = Math.max(coolDown, (error.retryAfter ?? 0) * 1000);
        this.#cooling = { until: this.#clock.monotonic() + wait, error };
      }
      throw error;
    }
  }

  /** @throws MiptechError `rate_limited`, with the time until one more is earned */
  #spend(): void {
    const now = this.#clock.monotonic();
    const more = Math.floor((now - this.#countedAt) / earned);
    if (this.#left + more >= most) this.#countedAt = now;
    else this.#countedAt += more * earned;
    this.#left = Math.min(most, this.#left + more);
    if (this.#left === 0) {
      const retryAfter = (this.#countedAt + earned - now) / 1000;
      throw new MiptechError('rate_limited', { retryAfter });
    }
    this.#left -= 1;
  }

  /** At 80 % of the life or 60 s before its end, whichever is later. */
  #schedule(): void {
    const life = this.#token?.life ?? null;
    if (life === null) return;
    const due = this.#arrived + Math.max(life * 0.8, life - 60) * 1000;
    const wait = Math.min(Math.max(shortestWait, due - this.#clock.monotonic()), longestWait);
    this.#scheduled(wait);
    this.#cancelTimer = this.#clock.after(wait, () => {
      if (this.#clock.monotonic() < due) this.#schedule();
      else this.#try();
    });
  }

  /** A renewal ahead of time that fails for a passing reason ends nothing: the token is still good. */
  #try(): void {
    this.now().catch((thrown: unknown) => {
      if (this.#token === null) return;
      const wait = Math.max(rest, (asMiptechError(thrown).retryAfter ?? 0) * 1000);
      this.#cancelTimer();
      this.#cancelTimer = this.#clock.after(wait, () => {
        this.#try();
      });
    });
  }
}
