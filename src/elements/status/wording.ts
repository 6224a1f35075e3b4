/** Numbers and moments as words, in the language of the document. Pure; knows no texts of its own. */
export function figure(value: number, language: string | undefined): string {
  return new Intl.NumberFormat(language).format(value);
}

/** The time of day, with the day where it is not the one of `now`; both in milliseconds since 1970. */
export function moment(at: number, now: number, language: string | undefined): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(language, {
    timeStyle: 'short',
    ...(sameDay ? {} : { dateStyle: 'medium' }),
  }).format(at);
}

/** A name of code as words: `messages_today` and `messagesToday` as “messages today”, `api_calls` as “API calls”. */
export function spaced(name: string): string {
  const apart = (_: string, before: string, after: string): string =>
    `${before} ${after.toLowerCase()}`;
  const words = name.replaceAll('_', ' ').replace(/([a-z])([A-Z])/g, apart);
  return words.replace(/\b(?:ai|api|sso|url)\b/gi, (word) => word.toUpperCase());
}
