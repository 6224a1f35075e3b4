/**
 * The platform's limit on socket messages, kept on this side: at most 60 in any 60 seconds and 10 in
 * a burst, pings included. Pure over the times it is given, which must come from a monotonic clock.
 */

const burst = 10;
const window = 60_000;
const most = 60;

export class Limiter {
  #tokens = burst;
  #at: number | null = null;
  readonly #sent: number[] = [];

  /** Takes one send at `now` and answers 0, or answers the milliseconds to wait and takes nothing. */
  take(now: number): number {
    // One a second refills the burst; the window holds the sum.
    if (this.#at !== null) {
      const passed = Math.max(0, now - this.#at);
      this.#tokens = Math.min(burst, this.#tokens + (passed / window) * most);
    }
    this.#at = now;
    // Sends from the future are of a clock that was set back: they count as old.
    const recent = this.#sent.filter((at) => at > now - window && at <= now);
    this.#sent.splice(0, this.#sent.length, ...recent);
    const full = this.#sent.length >= most ? (this.#sent[0] ?? now) + window - now : 0;
    const empty = this.#tokens < 1 ? ((1 - this.#tokens) * window) / most : 0;
    const wait = Math.ceil(Math.max(full, empty));
    if (wait > 0) return wait;
    this.#tokens -= 1;
    this.#sent.push(now);
    return 0;
  }
}
