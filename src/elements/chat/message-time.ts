/** Times of messages in words of a language. Knows no message and no element. */
import { usableLanguage } from '../../dom/language.js';

export interface MessageTimes {
  /** The time of day, such as “10:42”. */
  readonly short: (at: number) => string;
  /** Day and time in full. */
  readonly full: (at: number) => string;
  /** For machines, as `<time datetime>` takes it. */
  readonly machine: (at: number) => string;
}

const known = new Map<string, MessageTimes>();

/** The times of `language`, a BCP 47 tag; of the browser's where it is undefined or no tag. */
export function timesIn(language: string | undefined): MessageTimes {
  let times = known.get(language ?? '');
  if (times === undefined) {
    times = make(language);
    known.set(language ?? '', times);
  }
  return times;
}

function make(language: string | undefined): MessageTimes {
  const locale = usableLanguage(language);
  const short = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' });
  // A time out of range would throw, and take the whole conversation along.
  const told =
    (tell: (date: Date) => string) =>
    (at: number): string => {
      const date = new Date(at);
      return Number.isNaN(date.getTime()) ? '' : tell(date);
    };
  return {
    short: told((date) => short.format(date)),
    full: told((date) => full.format(date)),
    machine: told((date) => date.toISOString()),
  };
}
