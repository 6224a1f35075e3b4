/**
 * The fields that REST answers and socket frames are made of: labels, words, times, sources. Pure.
 * Each is a schema that fits any value: what cannot be used is read as null or as an empty list.
 */
import * as z from 'zod/mini';

/** A field whose value `read` takes as it comes, absent ones included. */
function field<T>(read: (value: unknown) => T): z.ZodMiniTransform<T> {
  return z.transform(read);
}

/** Text of a message: strings only, and an empty one counts. */
export const words = field((value) => (typeof value === 'string' ? value : null));

export interface Source {
  /** Empty where the platform gives none. */
  readonly title: string;
  /** An http(s) address, or null. */
  readonly url: string | null;
  readonly snippet: string;
}

export interface Metadata {
  readonly model: string | null;
  readonly tokensUsed: number | null;
  readonly responseTimeMs: number | null;
  /** What one may ask next; absent where the platform suggests nothing. */
  readonly followUps?: readonly string[];
}

const sourceSchema = z.object({ title: words, url: words, snippet: words });

/** Only http and https are ever linked. */
export function httpAddress(address: string | null): string | null {
  if (address === null) return null;
  try {
    const url = new URL(address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** The usable entries of a `sources` field; anything else is an empty list. */
export function sourceList(value: unknown): readonly Source[] {
  if (!Array.isArray(value)) return [];
  const sources: Source[] = [];
  for (const entry of value as readonly unknown[]) {
    const { title, url, snippet } = read(sourceSchema, entry);
    const address = httpAddress(url);
    if (!title && address === null && !snippet) continue;
    sources.push({ title: title ?? '', url: address, snippet: snippet ?? '' });
  }
  return sources;
}

/** A number itself, none written as text. */
export const figure = field((value) => (Number.isFinite(value) ? (value as number) : null));

/** Most suggestions that are taken, and the longest of them in characters: the rest is no choice. */
const mostSuggestions = 8;
const longestSuggestion = 500;

/** Something to send at a press; `label` is what stands on the button. */
export interface Suggestion {
  readonly text: string;
  readonly label: string;
}

const suggestionSchema = z.object({
  text: words,
  prompt: words,
  message: words,
  label: words,
  title: words,
});

/** The usable entries of a list of suggestions: texts, or a text with its label. */
export function suggestionList(value: unknown): readonly Suggestion[] {
  if (!Array.isArray(value)) return [];
  const suggestions = (value as readonly unknown[]).flatMap((entry): Suggestion[] => {
    const given = read(suggestionSchema, typeof entry === 'string' ? { text: entry } : entry);
    const text = (given.text ?? given.prompt ?? given.message ?? '').trim();
    const name = (given.label ?? given.title ?? '').trim();
    return text === '' || text.length > longestSuggestion ? [] : [{ text, label: name || text }];
  });
  return suggestions.slice(0, mostSuggestions);
}

export const suggestions = field(suggestionList);

const metadataSchema = z.object({
  model: words,
  tokens_used: figure,
  response_time_ms: figure,
  follow_ups: suggestions,
  suggestions,
});

export function metadataOf(value: unknown): Metadata | null {
  const given = read(metadataSchema, value);
  const { model, tokens_used: tokensUsed, response_time_ms: responseTimeMs } = given;
  const next = given.follow_ups.length > 0 ? given.follow_ups : given.suggestions;
  const followUps = next.map(({ text }) => text);
  const known = model !== null || tokensUsed !== null || responseTimeMs !== null;
  if (!known && followUps.length === 0) return null;
  return { model, tokensUsed, responseTimeMs, ...(followUps.length > 0 && { followUps }) };
}

/** A non-empty text, or a number written out. */
export function labelOf(value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

/** Stored "undefined" and "null" are what `setItem` makes of a missing token. */
export function usableToken(value: unknown): string | null {
  return value === 'undefined' || value === 'null' || typeof value !== 'string' || value === ''
    ? null
    : value;
}

/** The pause in seconds that a platform asks for without a number. */
export const usualPause = 60;

/** Seconds to wait, clamped to 0–300; null where `value` is not a number. */
export function retryAfterOf(value: unknown): number | null {
  const seconds = numberOf(value);
  return seconds === null ? null : Math.min(300, Math.max(0, seconds));
}

/** How many messages a day allows, where a refusal tells that it is these that are used up. */
export function dayLimitOf(window: string | null, limit: number | null): number | null {
  return /da(y|ily)|24 ?h/i.test(window ?? '') ? limit : null;
}

/** The last moment that a `Date` can hold. */
const latest = 8.64e15;

/** A number, or one written as text; null for anything else, such as `true` or an empty text. */
export function numberOf(value: unknown): number | null {
  const given = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof given === 'number' && Number.isFinite(given) ? given : null;
}

/** A platform time (seconds below 1e11, else milliseconds, else ISO text) in milliseconds. */
export function timeOf(value: unknown): number | null {
  if (typeof value === 'number') {
    const at = value < 1e11 ? value * 1000 : value;
    return at > 0 && at <= latest ? at : null;
  }
  if (typeof value !== 'string' || value === '') return null;
  // FastAPI writes naive UTC times without a zone; a lone date is UTC as it stands.
  const iso = value.trim().replace(/^(\d{4}-\d\d-\d\d) /, '$1T');
  const zoned = !iso.includes('T') || /[zZ]|[+-]\d\d:?\d\d$/.test(iso) ? iso : `${iso}Z`;
  const parsed = Date.parse(zoned);
  return Number.isNaN(parsed) ? null : parsed;
}

/** An id, a name, a code. */
export const label = field(labelOf);
export const flag = field((value) => (typeof value === 'boolean' ? value : null));
export const count = field(numberOf);
export const time = field(timeOf);
export const token = field(usableToken);
export const wait = field(retryAfterOf);
export const sources = field(sourceList);
export const metadata = field(metadataOf);
/** The entries of a list; null for anything else. */
export const list = field((value) => (Array.isArray(value) ? (value as readonly unknown[]) : null));
/** An object inside, for a schema of its own; undefined where it is absent. */
export const inner = field((value) => value);

/** `value` as an object with fields, or an empty one. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  const named = typeof value === 'object' && value !== null && !Array.isArray(value);
  return named ? (value as Readonly<Record<string, unknown>>) : {};
}

/** JSON that was kept somewhere; null where there is none or it is broken. */
export function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Reads `value` by a schema of the fields above, which fit whatever comes. */
export function read<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  return schema.parse(fields(value));
}
