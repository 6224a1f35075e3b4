/**
 * The elements' only way to the console: what the author of the page has to mend, such as a word no
 * attribute knows. Knows no client, no level and no logger of the page's: a mistake is told wherever
 * it is made, also before there is a client, and in a line of the same form as those of the log.
 */
import { logLine } from '../core/protocol/log-level.js';

/** Tells the author of the page what to mend; `cause` is what the page's own code threw. */
export function tellAuthor(level: 'warn' | 'error', message: string, ...cause: unknown[]): void {
  // eslint-disable-next-line no-console -- the one place
  console[level](logLine(Date.now(), message), ...cause);
}
