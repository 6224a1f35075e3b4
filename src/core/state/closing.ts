/**
 * What the end of an open socket means, by its close code (RFC 6455 and what platforms send beside
 * it). Pure. A page's own wish is the only reason not to come back, so no code means "stay away".
 */

/**
 * - `retry`: connect again by the backoff
 * - `ask`: find out over REST what is wrong first
 * - `pause`: the platform wants fewer messages
 * - `full`: there is no socket left for this one; REST may go on
 */
export type Closing = 'retry' | 'ask' | 'pause' | 'full';

/** A message was longer than the platform takes. */
export const tooLarge = 1009;

/** Codes that mean more than "connect again"; every other one, known or not, is `retry`. */
const meanings: Readonly<Record<number, Closing>> = {
  // Policy: a limit says so in its reason, see below.
  1008: 'ask',
  // Unauthorized and forbidden, in the registered range and in the private one.
  3000: 'ask',
  3003: 'ask',
  4001: 'ask',
  4401: 'ask',
  4403: 'ask',
  4429: 'pause',
};

export function closing(code: number, reason: string): Closing {
  if (code === 1008 && /rate|limit|too many/i.test(reason)) {
    return /connection/i.test(reason) && !/rate/i.test(reason) ? 'full' : 'pause';
  }
  return (Object.hasOwn(meanings, code) ? meanings[code] : undefined) ?? 'retry';
}
