/** Which entries of the journal are shown, and how an entry reads. Pure; loaded on first use. */
import type { JournalEntry, JournalKind, JournalValue, LogLevel } from '../../../core/index.js';

export interface Filter {
  readonly kind: JournalKind | '';
  /** Entries of this level and above. */
  readonly level: LogLevel;
  /** Words that all have to be in an entry. */
  readonly text: string;
}

/** Most entries that are shown; the youngest ones are. */
export const mostShown = 500;

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** JSON of an entry's detail, made when it is looked into first: entries never change. */
const written = new WeakMap<JournalEntry, string>();

function searched(entry: JournalEntry): string {
  let text = written.get(entry);
  if (text === undefined) {
    text = `${entry.name} ${JSON.stringify(entry.detail)}`.toLowerCase();
    written.set(entry, text);
  }
  return text;
}

/** The entries that pass, oldest first. */
export function filtered(
  entries: readonly JournalEntry[],
  { kind, level, text }: Filter,
): readonly JournalEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const least = levels.indexOf(level);
  if (kind === '' && least === 0 && words.length === 0) return entries.slice(-mostShown);
  return entries
    .filter(
      (entry) =>
        (kind === '' || entry.kind === kind) &&
        levels.indexOf(entry.level) >= least &&
        words.every((word) => searched(entry).includes(word)),
    )
    .slice(-mostShown);
}

/** Minutes, seconds and thousandths since the client was made. */
export function stamp(at: number): string {
  const minutes = Math.floor(at / 60_000);
  return `${String(minutes)}:${((at % 60_000) / 1000).toFixed(3).padStart(6, '0')}`;
}

/** A value as text: words as they are, anything nested as JSON. */
export function valueText(value: JournalValue): string {
  return typeof value === 'object' && value !== null
    ? JSON.stringify(value, null, 2)
    : String(value);
}
