/**
 * What the flight recorder writes, and what a report made of it holds. Pure data, free of secrets
 * before it gets here; does not know who records or reads.
 */
import type { LogLevel } from '../protocol/log-level.js';
import type { Plain } from '../protocol/redact.js';

/**
 * - `request`: a REST call and its answer
 * - `frame`: what went over the socket, in either direction
 * - `transition`: a change of state, such as that of the connection
 * - `timer`: something was put off, such as the next attempt
 * - `error`: something failed
 * - `note`: a line of the log
 */
export type JournalKind = (typeof journalKinds)[number];

export const journalKinds = ['request', 'frame', 'transition', 'timer', 'error', 'note'] as const;

export type JournalValue = Plain;

/** Named plain values. */
export type JournalDetail = Readonly<Record<string, JournalValue>>;

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
  readonly detail: JournalDetail;
}

/** Everything a support person needs of a page, as JSON; free of secrets and of what was written. */
export interface Report {
  readonly format: 'miptech-report';
  readonly version: 1;
  /** When it was made, in ISO 8601. */
  readonly made: string;
  /** The wall clock at the journal's beginning, its `at` of 0, in ISO 8601. */
  readonly began: string;
  /** The version of this library. */
  readonly library: string;
  /** Where it ran: `origin` without a path, `userAgent`, `language`, `online`, `visible`. */
  readonly page: JournalDetail;
  /** As `client.settings` has them. */
  readonly settings: JournalDetail;
  /** By name: `connection`, `session`, `health`, `tenant`, `chat`, `security`. */
  readonly states: JournalDetail;
  /** The last diagnosis as it was; null where none was made. */
  readonly diagnosis: JournalValue;
  /** What whoever made it added. */
  readonly more: JournalDetail;
  readonly journal: readonly JournalEntry[];
}
