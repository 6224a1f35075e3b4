/**
 * One line an event on standard output. Callers hand it paths without queries: it never sees a
 * token.
 */

/** Writes one line. */
export type Log = (line: string) => void;

/** A log with timestamps, or one that says nothing. */
export function createLog(quiet: boolean): Log {
  return quiet
    ? () => undefined
    : (line) => {
        process.stdout.write(`${new Date().toISOString()} ${line}\n`);
      };
}
