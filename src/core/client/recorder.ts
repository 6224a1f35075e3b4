/**
 * The flight recorder: the last of what happened, bounded and free of secrets from the moment it is
 * written. Owns the entries; does not know what they mean, nor who reads them.
 */
import type { ClockPort } from '../ports.js';
import type { MiptechError } from '../protocol/errors.js';
import type { LogLevel } from '../protocol/log-level.js';
import { redacted, redactedText, weighed } from '../protocol/redact.js';
import { derived, writable } from '../state/readable.js';
import type { Readable } from '../state/readable.js';
import type { JournalDetail, JournalEntry, JournalKind } from '../state/journal.js';

/** So many entries are kept, and so many characters of JSON. */
const most = 500;
const largest = 256_000;
/** So many parts of answers come between two looks at the clock. */
const between = 32;
/** About what an entry weighs beside its name and detail. */
const bare = 70;

/**
 * Parts of answers with nothing between them: by far the most frequent event, so whoever receives
 * them counts them here without a call, but for the one that makes `count` what `due` says.
 */
export interface Tally {
  count: number;
  /** Characters in all. */
  size: number;
  due: number;
}

/** What else is told of such parts. Whose the first one was stands for all. */
interface Run {
  readonly id: number;
  readonly at: number;
  readonly messageId: string | null;
  readonly chatId: string | null;
  /** When one of the last 32 came: a look at the clock takes as long as counting many. */
  until: number;
}

/** What is known of a failure; its fix stands in the table of codes. */
function errorDetail({ code, message, ...error }: MiptechError): object {
  const { status, retryAfter, requestId, platformCode, problems } = error;
  const known = Object.entries({ status, retryAfter, requestId, platformCode }).filter(
    ([, value]) => value !== null,
  );
  return {
    code,
    message,
    ...Object.fromEntries(known),
    ...(problems.length > 0 ? { problems } : {}),
  };
}

/** An entry whose detail may still hold a secret. */
type Given = Omit<JournalEntry, 'detail'> & { readonly detail: object };

function given({ id, at, messageId, chatId, until }: Run, { count, size }: Tally): Given {
  const detail = { messageId, chatId, count, size, until };
  return { id, at, kind: 'frame', level: 'debug', name: 'in response_chunk', detail };
}

interface Kept {
  readonly entry: JournalEntry;
  readonly weight: number;
}

export class Recorder implements Readable<readonly JournalEntry[]> {
  readonly get: () => readonly JournalEntry[];
  readonly subscribe: Readable<readonly JournalEntry[]>['subscribe'];
  /** The wall clock at the beginning, in milliseconds. */
  readonly began: number;
  readonly parts: Tally = { count: 0, size: 0, due: 1 };
  readonly #clock: ClockPort;
  readonly #start: number;
  /** Counts readings that are out of date, so that nothing is made before somebody reads. */
  readonly #changes = writable(0);
  #stale = false;
  #kept: Kept[] = [];
  #weight = 0;
  #run: Run | null = null;
  #last = 0;
  /** The last failure of each state. */
  readonly #errors = new Map<string, MiptechError | null>();
  #secrets: () => readonly string[] = () => [];

  constructor(clock: ClockPort) {
    this.#clock = clock;
    this.#start = clock.monotonic();
    this.began = clock.now();
    const entries = derived([this.#changes], () => this.#entries());
    this.get = entries.get;
    this.subscribe = entries.subscribe;
  }

  /** Hears from now on what is secret at a moment. */
  guard(secrets: () => readonly string[]): void {
    this.#secrets = secrets;
  }

  /** `detail` without secrets, as it is written here. */
  plain(detail: object): JournalDetail {
    return redacted(detail, this.#secrets()) as JournalDetail;
  }

  write(kind: JournalKind, level: LogLevel, name: string, detail: object = {}): void {
    this.#seal();
    this.#last += 1;
    this.#keep({ id: this.#last, at: this.#now(), kind, level, name, detail });
    this.#changed();
  }

  /** A state became what `detail` says; a failure that is new in it is an entry of its own. */
  state(name: string, detail: object, error: MiptechError | null): void {
    const told = error === null ? null : errorDetail(error);
    this.write('transition', told === null ? 'info' : 'warn', name, { ...detail, error: told });
    if (error !== null && error !== this.#errors.get(name)) {
      this.write('error', 'error', error.code, { where: name, ...told });
    }
    this.#errors.set(name, error);
  }

  /** The part of an answer came that was due, and has been counted. */
  part({ messageId, chatId }: Pick<Run, 'messageId' | 'chatId'>): void {
    const at = this.#now();
    if (this.#run === null) {
      this.#last += 1;
      this.#run = { id: this.#last, at, messageId, chatId, until: at };
    }
    this.#run.until = at;
    this.parts.due = this.parts.count + between;
    this.#changed();
  }

  clear(): void {
    this.#kept = [];
    this.#weight = 0;
    this.#endRun();
    this.#changed();
  }

  #now(): number {
    return Math.round(this.#clock.monotonic() - this.#start);
  }

  #changed(): void {
    // Said once for all that comes before the next reading.
    if (this.#stale) return;
    this.#stale = true;
    this.#changes.set(this.#changes.get() + 1);
  }

  #endRun(): void {
    this.#run = null;
    Object.assign(this.parts, { count: 0, size: 0, due: 1 });
  }

  #seal(): void {
    if (this.#run === null) return;
    const event = given(this.#run, this.parts);
    this.#endRun();
    this.#keep(event);
  }

  #keep(event: Given): void {
    const { entry, weight } = this.#redacted(event);
    this.#kept.push({ entry, weight });
    this.#weight += weight;
    while (this.#kept.length > most || this.#weight > largest) {
      this.#weight -= this.#kept.shift()?.weight ?? 0;
    }
  }

  #redacted({ id, at, kind, level, name, detail }: Given): Kept {
    const secrets = this.#secrets();
    const { plain, weight } = weighed(detail, secrets);
    const shown = redactedText(name, secrets);
    const entry = { id, at, kind, level, name: shown, detail: plain as JournalDetail };
    return { entry, weight: weight + name.length + bare };
  }

  #entries(): readonly JournalEntry[] {
    this.#stale = false;
    const entries = this.#kept.map(({ entry }) => entry);
    if (this.#run === null) return entries;
    // Whoever reads wants to hear of the next one.
    this.parts.due = this.parts.count + 1;
    return [...entries, this.#redacted(given(this.#run, this.parts)).entry].slice(-most);
  }
}
