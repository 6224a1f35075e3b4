/** How much a line of the log, or an entry of the journal, matters; the least first. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof logLevels)[number];

/** A line of the log as it is shown; `at` in milliseconds since 1970. */
export function logLine(at: number, message: string): string {
  return `[${new Date(at).toISOString()}] [MIPTech] ${message}`;
}
