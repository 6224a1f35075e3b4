/**
 * How long to wait before the next attempt. Pure. Spread at every step, so that clients who lost
 * their server together do not come back together.
 */

/** Longest quick delay, in milliseconds. */
const cap = 20_000;

/**
 * Milliseconds before attempt number `attempt` (0 is the first after a loss).
 * @param base the setting `reconnect-delay`, in milliseconds
 * @param random a number in [0, 1)
 */
export function backoffDelay(attempt: number, base: number, random: number): number {
  if (attempt === 0) return random * 5 * base;
  // Clients with a long base are spread as well.
  const most = Math.max(3 * base, Math.min(cap, 5 * base * 1.6 ** attempt));
  return base + random * (most - base);
}

/** Milliseconds between the slow attempts after the quick ones: 30 to 60 seconds. */
export function slowDelay(random: number): number {
  return 30_000 + random * 30_000;
}

/**
 * Milliseconds before attempt number `attempt`, the first one after a loss being 1: a quick one as
 * long as there are, then a slow one.
 */
export function attemptDelay(attempt: number, quick: number, base: number, random: number): number {
  return attempt > quick ? slowDelay(random) : backoffDelay(attempt - 1, base, random);
}
