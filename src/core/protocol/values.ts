/**
 * The small values that REST answers and socket frames share: times, sources, metadata. Pure.
 */
import * as z from 'zod/mini';

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
