/**
 * The flight recorder: the last of what happened, bounded and free of secrets from the moment it is
 * written. Owns the entries; does not know what they mean, nor who reads them.
 */
import type { ClockPort } from '../ports.js';
import type { MiptechError } from '../protocol/errors.js';
import type { LogLevel } from '../protocol/log-level.js';
import { redacted, redactedText } from '../protocol/redact.js';
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
 * Parts of answers with nothing between them, counted as they come and made an entry when somebody
 * reads. Whose the first one was stands for all; `until` is when one of the last 32 came.
 */
interface Run {
  readonly id: number;
  readonly at: number;
  readonly messageId: string | null;
  readonly chatId: string | null;
  count: number;
  size: number;
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

interface Kept {
  readonly entry: JournalEntry;
  readonly weight: number;
}

export class Recorder implements Readable<readonly JournalEntry[]> {
  readonly get: () => readonly JournalEntry[];
  readonly subscribe: Readable<readonly JournalEntry[]>['subscribe'];
  /** The wall clock at the beginning, in milliseconds. */
  readonly began: number;
  readonly #clock: ClockPort;
  readonly #start: number;
  /** Counts changes, so that nothing is made before somebody reads. */
  readonly #changes = writable(0);
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
    this.#keep({
      id: this.#last,
      at: this.#now(),
      kind,
      level,
      name: redactedText(name, this.#secrets()),
      detail: this.plain(detail),
    });
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

  /**
   * Part of an answer came: by far the most frequent event, so it is counted only. To look whose
   * it is would take longer than the counting.
   */
  part(frame: Pick<Run, 'messageId' | 'chatId'>, size: number): void {
    const run = this.#run;
    if (run !== null) {
      run.count += 1;
      run.size += size;
      // A look at the clock takes a browser as long as all the rest of this.
      if (run.count % between === 0) run.until = this.#now();
    } else {
      const { messageId, chatId } = frame;
      this.#last += 1;
      const at = this.#now();
      this.#run = { id: this.#last, at, messageId, chatId, count: 1, size, until: at };
    }
    this.#changed();
  }

  clear(): void {
    this.#kept = [];
    this.#weight = 0;
    this.#run = null;
    this.#changed();
  }

  #now(): number {
    return Math.round(this.#clock.monotonic() - this.#start);
  }

  #changed(): void {
    this.#changes.set(this.#changes.get() + 1);
  }

  #seal(): void {
    if (this.#run === null) return;
    const entry = this.#entryOf(this.#run);
    this.#run = null;
    this.#keep(entry);
  }

  #keep(entry: JournalEntry): void {
    const weight = JSON.stringify(entry.detail).length + entry.name.length + bare;
    this.#kept.push({ entry, weight });
    this.#weight += weight;
    while (this.#kept.length > most || this.#weight > largest) {
      this.#weight -= this.#kept.shift()?.weight ?? 0;
    }
  }

  #entries(): readonly JournalEntry[] {
    const entries = this.#kept.map(({ entry }) => entry);
    return this.#run === null ? entries : [...entries, this.#entryOf(this.#run)].slice(-most);
  }

  #entryOf({ id, at, ...detail }: Run): JournalEntry {
    const name = 'in response_chunk';
    return { id, at, kind: 'frame', level: 'debug', name, detail: this.plain(detail) };
  }
}
