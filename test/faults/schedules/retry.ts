/**
 * Ways in which a platform asks for a pause, sound and odd ones, and what each of them means. Owns
 * that table; does not know what is paused.
 */
export interface Retry {
  readonly name: string;
  /** What is added to the body or the frame. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The Retry-After header; a date depends on when it is asked for (milliseconds since 1970). */
  readonly header: string | null | ((now: number) => string);
  /** The pause it means, in seconds; for what means nothing the client's own default. */
  readonly seconds: number;
  /** False where nothing sensible is said. */
  readonly sound: boolean;
}

const inBody = (given: unknown, seconds: number, sound = true): Retry => ({
  name: `body ${JSON.stringify(given)}`,
  body: { retry_after: given },
  header: null,
  seconds,
  sound,
});

const inHeader = (name: string, header: Retry['header'], seconds: number, sound = true): Retry => ({
  name: `header ${name}`,
  body: {},
  header,
  seconds,
  sound,
});

/** A header's date knows whole seconds: rounded up, or it would ask for less than is meant. */
const date =
  (ahead: number) =>
  (now: number): string =>
    new Date(Math.ceil((now + ahead) / 1000) * 1000).toUTCString();

/** Those that a frame can carry. */
export const frameRetries: readonly Retry[] = [
  inBody(0, 0),
  inBody(7, 7),
  inBody('12', 12),
  inBody(-1, 0),
  inBody(1e9, 300),
  inBody('x', 60, false),
  inBody(null, 60, false),
  inHeader('none', null, 60, false),
];

export const retries: readonly Retry[] = [
  ...frameRetries,
  inHeader('9', '9', 9),
  inHeader('-5', '-5', 0),
  inHeader('junk', 'junk 5', 60, false),
  inHeader('date', date(42_000), 42),
  inHeader('past', date(-3_600_000), 0),
];
