/**
 * Counting requests against limits, in memory. It does not know what a key stands for.
 */

/** What a limiter says; `retryAfter` is in whole seconds and 0 if the request may pass. */
export interface Verdict {
  readonly allowed: boolean;
  readonly retryAfter: number;
  /** Requests in the running minute, refused ones included. */
  readonly usage: number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
  minuteStart: number;
  minuteCount: number;
}

const MINUTE = 60_000;
const PRUNE_ABOVE = 10_000;

/** Token buckets by key: `perMinute` on average, `burst` at once. */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    readonly perMinute: number,
    readonly burst: number,
  ) {}

  /** Takes one token. `now` is in milliseconds of a monotonic clock. */
  take(key: string, now = performance.now()): Verdict {
    const bucket = this.#bucket(key, now);
    const perMillisecond = this.perMinute / MINUTE;
    bucket.tokens = Math.min(this.burst, bucket.tokens + (now - bucket.filledAt) * perMillisecond);
    bucket.filledAt = now;
    if (now - bucket.minuteStart >= MINUTE) {
      bucket.minuteStart = now;
      bucket.minuteCount = 0;
    }
    bucket.minuteCount += 1;
    const usage = bucket.minuteCount;
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return { allowed: true, retryAfter: 0, usage };
    }
    const wait = (1 - bucket.tokens) / perMillisecond;
    return { allowed: false, retryAfter: Math.max(1, Math.ceil(wait / 1000)), usage };
  }

  #bucket(key: string, now: number): Bucket {
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;
    if (this.#buckets.size >= PRUNE_ABOVE) this.#prune(now);
    const bucket = { tokens: this.burst, filledAt: now, minuteStart: now, minuteCount: 0 };
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** A bucket that had the time to fill up says the same as none. */
  #prune(now: number): void {
    const fillTime = (this.burst / this.perMinute) * MINUTE;
    for (const [key, bucket] of this.#buckets) {
      if (now - bucket.filledAt > Math.max(fillTime, MINUTE)) this.#buckets.delete(key);
    }
  }
}

/** At most `limit` in any 60 seconds, exactly: for the messages of one socket. */
export class SlidingMinute {
  readonly #times: number[] = [];

  constructor(readonly limit: number) {}

  /** Counts one message if it may pass. `now` is in milliseconds of a monotonic clock. */
  take(now = performance.now()): Verdict {
    while ((this.#times[0] ?? Infinity) <= now - MINUTE) this.#times.shift();
    const oldest = this.#times[0];
    if (oldest !== undefined && this.#times.length >= this.limit) {
      const retryAfter = Math.max(1, Math.ceil((oldest + MINUTE - now) / 1000));
      return { allowed: false, retryAfter, usage: this.#times.length };
    }
    this.#times.push(now);
    return { allowed: true, retryAfter: 0, usage: this.#times.length };
  }
}
