/** The platform's figures about a tenant, read tolerantly. Pure. */
import { fields } from './values.js';

/** Deeper than this no figure is looked for, and no more than so many are kept. */
const deepest = 4;
const most = 100;

/** The names that lead to a figure, outermost first, and the figure. */
type Entry = readonly [name: string, figure: number];

function* entriesOf(given: unknown, above: string, depth: number): Generator<Entry> {
  for (const [name, value] of Object.entries(fields(given))) {
    const path = above === '' ? name : `${above}.${name}`;
    if (typeof value === 'number' && Number.isFinite(value)) yield [path, value];
    else if (depth < deepest && !Array.isArray(value)) yield* entriesOf(value, path, depth + 1);
  }
}

/**
 * Numbers by name; one that stands in a group has the group's name and a point before its own, as in
 * `usage.messages`. @param answer unwrapped from the platform's envelope
 */
export function readStatistics(answer: unknown): Readonly<Record<string, number>> {
  const entries: Entry[] = [];
  for (const entry of entriesOf(answer, '', 1)) {
    if (entries.length === most) break;
    if (entry[0] !== '__proto__') entries.push(entry);
  }
  return Object.fromEntries(entries);
}
