/** How long a message is beside how long it may be, and in which words that is told. Pure. */
import { fill } from '../../dom/strings.js';
import type { ChatStrings } from './strings.js';

/** A limit is told from here on: the last tenth of it, and the last few characters of a small one. */
const share = 0.1;
const few = 20;

export interface Length {
  readonly zone: 'near' | 'over';
  readonly text: string;
}

/** In code points, as platforms count; half a pair counts as one. */
export function lengthOf(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** Null where there is no limit, or it is far. */
export function measured(text: string, limit: number | null, strings: ChatStrings): Length | null {
  const near = limit === null ? Infinity : limit - Math.max(few, limit * share);
  if (limit === null || text.length < near) return null;
  const left = limit - lengthOf(text);
  if (left < 0) return { zone: 'over', text: fill(strings.tooMany, { count: -left }) };
  return lengthOf(text) < near || text === ''
    ? null
    : { zone: 'near', text: fill(strings.left, { count: left }) };
}

/** The least of the limits that are given; null where there is none. */
export function leastOf(...limits: readonly (number | null)[]): number | null {
  const given = limits.filter((limit) => limit !== null && limit >= 1) as number[];
  return given.length === 0 ? null : Math.min(...given);
}
