/** How much a line of the log, or an entry of the journal, matters; the least first. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof logLevels)[number];
