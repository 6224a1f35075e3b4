/**
 * The texts that several elements share: errors, failed messages, phases of the connection. Owns
 * their English wording, how other texts are laid over it, and how numbers are filled in; texts of
 * one element stand beside that element. Nothing here is a current language: every element asks for its own.
 */
import type { ConnectionPhase, ErrorCode, MessageFailure, MiptechError } from '../core/index.js';

/**
 * A text with a number in it, by the plural categories of its language: `other` is always there.
 * `locale` says whose categories they are and how numbers are written; English where it is absent.
 */
export type PluralText = { readonly other: string; readonly locale?: string } & {
  readonly [C in Exclude<Intl.LDMLPluralRule, 'other'>]?: string;
};

/** The same texts in another language, every one of them. */
export type Translated<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends PluralText
      ? PluralText
      : Translated<T[K]>;
};

/** A page's own texts: any of an element's, in groups as the element has them. */
export type StringOverrides<T> = {
  readonly [K in keyof T]?: T[K] extends string
    ? string
    : T[K] extends PluralText
      ? string | PluralText
      : StringOverrides<T[K]>;
};

export interface SharedStrings {
  /** By the code of an error: what happened and what to do, for the person at the screen. */
  readonly errors: Readonly<Record<ErrorCode, string>>;
  /** Why a message was not delivered, and what to do. */
  readonly failures: Readonly<Record<MessageFailure, string>>;
  /** The connection in a few words. */
  readonly phases: Readonly<Record<ConnectionPhase, string>>;
  /** There is a provider whose settings are refused. */
  readonly unavailable: string;
  /** There is no provider. */
  readonly missing: string;
}

export const sharedStrings: SharedStrings = {
  errors: {
    config_invalid: 'This chat is not set up correctly. Please tell the site’s owner.',
    network_unreachable: 'You appear to be offline. Check your connection.',
    cors_or_server: 'The service cannot be reached right now. Please try again in a moment.',
    timeout: 'The service did not answer in time. Please try again.',
    health_not_ready: 'The AI services are still starting. This can take a minute.',
    auth_required: 'Please sign in to continue.',
    invalid_credentials: 'The email or the password is not right. Please check both.',
    auth_expired: 'Your session has ended. Please sign in again.',
    forbidden: 'You do not have access to this chat. Ask your administrator.',
    tenant_not_found: 'This chat is not set up correctly. Please tell the site’s owner.',
    not_found: 'This was not found. It may have been removed.',
    validation: 'Some of what was entered is not accepted. Please check it.',
    rate_limited: 'Too many requests. Please wait a moment.',
    server_error: 'The service had a problem. Please try again.',
    realtime_unavailable:
      'Live answers are not available right now; each one arrives whole. We keep trying.',
    protocol: 'The service gave an unexpected answer. Please try again later.',
    disposed: 'This chat was closed. Reload the page to start again.',
  },
  failures: {
    queue_full: 'Not sent: too many messages are waiting. Send it again when they have gone out.',
    too_large: 'Not sent: this message is too long. Shorten it, or send it in parts.',
    expired_in_queue:
      'Not sent: it waited more than a day for a connection. Send it again if you still need it.',
    rate_limited: 'Not sent: too many messages in a short time. Wait a moment, then send it again.',
    auth_lost: 'Not sent: your session ended. Sign in, then send it again.',
    disposed: 'Not sent: the chat was closed. It goes out when the chat is opened again.',
    rejected_by_server:
      'The service did not accept this message. Send it again, or put it differently.',
    delivery_unknown:
      'The connection was lost: this message may or may not have arrived. If no answer comes, send it again.',
    withdrawn: 'Not sent: it was taken back.',
  },
  phases: {
    idle: 'Not connected',
    checking: 'Connecting…',
    starting: 'Getting the AI services ready…',
    creating: 'Opening your chat…',
    connecting: 'Connecting…',
    ready: 'Connected',
    renewing: 'Connected',
    reconnecting: 'Connection lost',
    offline: 'You are offline',
    'rate-limited': 'A short pause',
    'realtime-unavailable': 'Connected without live answers',
    'signed-out': 'Signed out',
    failed: 'Not connected',
    closed: 'Disconnected',
  },
  unavailable: 'Not available right now.',
  missing: 'Not connected to a service.',
};

function isPlural(text: unknown): text is PluralText {
  return (
    typeof text === 'object' && text !== null && typeof Reflect.get(text, 'other') === 'string'
  );
}

/** One text or group with `own` laid over it; what `own` has of another type is left out. */
function laid(text: unknown, own: unknown, locale: string | undefined): unknown {
  const bound = locale === undefined ? {} : { locale };
  if (typeof text === 'string') return typeof own === 'string' ? own : text;
  if (isPlural(text)) {
    if (typeof own === 'string') return { other: own, ...bound };
    return isPlural(own) ? { ...own, ...bound } : text;
  }
  if (typeof text !== 'object' || text === null) return own;
  if (typeof own !== 'object' || own === null) return text;
  const known = Object.entries(text).map(([name, part]: [string, unknown]) => [
    name,
    laid(part, Reflect.get(own, name), locale),
  ]);
  return { ...own, ...Object.fromEntries(known) } as unknown;
}

/**
 * `strings` with others laid over them, group by group: a translation, or a page's own. `locale` is
 * the language of the others, for their plurals and numbers.
 */
export function withOverrides<T extends object>(
  strings: T,
  overrides: StringOverrides<T> | null | undefined,
  locale?: string,
): T {
  if (!overrides) return strings;
  const merged = Object.entries(strings).map(([name, text]: [string, unknown]) => [
    name,
    laid(text, Reflect.get(overrides, name), locale),
  ]);
  return Object.fromEntries(merged) as T;
}

/** `number` as the language of `text` writes it. */
export function written(number: number, { locale = 'en' }: PluralText): string {
  return new Intl.NumberFormat(locale).format(number);
}

/**
 * `text` with `{name}` replaced by the value of that name. The first number among the values chooses
 * the form of a text that has several; numbers are written as its language does, which a plain text
 * does not know: it takes none.
 */
export function fill(text: PluralText, values: Readonly<Record<string, string | number>>): string;
export function fill(text: string, values: Readonly<Record<string, string>>): string;
export function fill(
  text: string | PluralText,
  values: Readonly<Record<string, string | number>>,
): string {
  const plural = typeof text === 'string' ? { other: text } : text;
  const number = Object.values(values).find((value) => typeof value === 'number') ?? 0;
  const form = plural[new Intl.PluralRules(plural.locale ?? 'en').select(number)] ?? plural.other;
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name] ?? whole;
    return typeof value === 'number' ? written(value, plural) : value;
  });
}

/** An error in words for a person. */
export function errorText(strings: Pick<SharedStrings, 'errors'>, error: MiptechError): string {
  return strings.errors[error.code];
}
