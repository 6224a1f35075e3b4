/**
 * What the flight recorder writes, and what a report made of it holds. Pure data, free of secrets
 * before it gets here; does not know who records or reads.
 */
import type { LogLevel } from '../config.js';

/**
 * - `request`: a REST call and its answer
 * - `frame`: what went over the socket, in either direction
 * - `transition`: a change of state, such as that of the connection
 * - `timer`: something was put off, such as the next attempt
 * - `error`: something failed
 * - `note`: a line of the log
 */
export type JournalKind = 'request' | 'frame' | 'transition' | 'timer' | 'error' | 'note';

/** Plain values, as JSON has them. */
export type JournalValue =
  | string
  | number
  | boolean
  | null
  | readonly JournalValue[]
  | { readonly [name: string]: JournalValue };

export interface JournalEntry {
  /** Counts up by one from 1, also where older entries have been dropped. */
  readonly id: number;
  /** Milliseconds since the client was made, on the monotonic clock. */
  readonly at: number;
  readonly kind: JournalKind;
  readonly level: LogLevel;
  /** What it is in a few stable words, such as `GET /health`, `in response_chunk` or `connection`. */
  readonly name: string;
  /** What is known of it, redacted when it was written. */
  readonly detail: Readonly<Record<string, JournalValue>>;
}
