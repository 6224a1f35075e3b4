/**
 * The fields that REST answers and socket frames are made of: labels, words, times, sources. Pure.
 * Each is a schema that fits any value: what cannot be used is read as null or as an empty list.
 */
import * as z from 'zod/mini';

/** A field whose value `read` takes as it comes, absent ones included. */
function field<T>(read: (value: unknown) => T) {
  return z.pipe(z.optional(z.unknown()), z.transform(read));
}

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
}

const text = z.catch(z.string(), '');

const sourceSchema = z.object({
  title: text,
  url: z.catch(z.nullable(z.string()), null),
  snippet: text,
});

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
    const read = sourceSchema.safeParse(entry);
    if (!read.success) continue;
    const { title, url, snippet } = read.data;
    const address = httpAddress(url);
    if (title === '' && address === null && snippet === '') continue;
    sources.push({ title, url: address, snippet });
  }
  return sources;
}

const number = z.catch(z.nullable(z.number()), null);
const metadataSchema = z.object({
  model: z.catch(z.nullable(z.string()), null),
  tokens_used: number,
  response_time_ms: number,
});

export function metadataOf(value: unknown): Metadata | null {
  const read = metadataSchema.safeParse(value);
  if (!read.success) return null;
  const { model, tokens_used: tokensUsed, response_time_ms: responseTimeMs } = read.data;
  if (model === null && tokensUsed === null && responseTimeMs === null) return null;
  return { model, tokensUsed, responseTimeMs };
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

/** Seconds to wait, clamped to 0–300; null where `value` is not a number. */
export function retryAfterOf(value: unknown): number | null {
  const seconds = numberOf(value);
  return seconds === null ? null : Math.min(300, Math.max(0, seconds));
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
/** Text of a message: strings only, and an empty one counts. */
export const words = field((value) => (typeof value === 'string' ? value : null));
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
export const inner = z.optional(z.unknown());

const record = z.record(z.string(), z.unknown());

/** `value` as an object with fields, or an empty one. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  const result = record.safeParse(value);
  return result.success ? result.data : {};
}

/** Reads `value` by a schema of the fields above, which fit whatever comes. */
export function read<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  return schema.parse(fields(value));
}
