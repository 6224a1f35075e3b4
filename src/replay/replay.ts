/**
 * A recorded client that goes through its states again: the entries of a report drive a client that
 * elements take for a real one. Owns the moment that is shown; knows no clock and no page.
 */
import { MiptechError, errorTexts } from '../core/index.js';
import type {
  ConnectionState,
  ErrorCode,
  JournalDetail,
  JournalEntry,
  JournalValue,
  Message,
  Problem,
  Report,
} from '../core/index.js';
import { disconnected } from '../core/state/connection.js';
import { signedOut } from '../core/state/session.js';
import { emptyTranscript } from '../core/state/transcript.js';
import { MemoryClient, memoryMessage } from '../testing/memory-client.js';

const unknownHealth = new MemoryClient().health.get();
const unknownTenant = new MemoryClient().tenant.get();

/** Stands for words that were never recorded. */
function veiled(length: JournalValue | undefined): string {
  return length === 0 || typeof length !== 'number' ? '' : `▒▒▒ ${String(length)} characters`;
}

function fieldsOf(value: JournalValue | undefined): JournalDetail {
  const named = typeof value === 'object' && value !== null && !Array.isArray(value);
  return named ? (value as JournalDetail) : {};
}

function listOf(value: JournalValue | undefined): readonly JournalValue[] {
  return Array.isArray(value) ? (value as readonly JournalValue[]) : [];
}

/** The failure that a state held; one of a later version's codes is told by its own words. */
function errorOf(value: JournalValue | undefined): MiptechError | null {
  const { code, message, status, retryAfter, requestId, platformCode, problems } = fieldsOf(value);
  if (typeof code !== 'string') return null;
  const known = Object.hasOwn(errorTexts, code) ? (code as ErrorCode) : 'protocol';
  return new MiptechError(known, {
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(typeof platformCode === 'string' ? { platformCode } : {}),
    problems: listOf(problems).map((each) => fieldsOf(each) as unknown as Problem),
  });
}

export class Replay {
  /** For `element.client`. Its verbs do nothing: what happened has happened. */
  readonly client: MemoryClient;
  readonly report: Report;
  readonly #began: number;
  /** How many of the entries have happened. */
  #count = 0;
  /** Milliseconds since the client of the report was made. */
  #time = 0;
  /** When what the connection waits for is due, on the same clock. */
  #due: number | null = null;

  constructor(report: Report) {
    this.report = report;
    this.#began = Date.parse(report.began) || 0;
    const client = new MemoryClient();
    Object.assign(client.settings, report.settings);
    client.refusal = 'disposed';
    const checked = fieldsOf(report.diagnosis);
    if (Array.isArray(checked['checks'])) {
      client.diagnosisState.set(checked as unknown as ReturnType<typeof client.diagnosis.get>);
    }
    this.client = client;
    this.#time = this.start;
  }

  get entries(): readonly JournalEntry[] {
    return this.report.journal;
  }

  /** The first and the last moment, in milliseconds since the client of the report was made. */
  get start(): number {
    return this.entries[0]?.at ?? 0;
  }

  get end(): number {
    return this.entries.at(-1)?.at ?? 0;
  }

  /** The moment that is shown. */
  get time(): number {
    return this.#time;
  }

  /** How many of the entries have happened at that moment. */
  get count(): number {
    return this.#count;
  }

  /** Shows how things stood at `time`. */
  seek(time: number): void {
    const behind = this.entries.findIndex(({ at }) => at > time);
    this.#show(behind === -1 ? this.entries.length : behind, time);
  }

  /** Shows how things stood when the first `count` entries had happened, and no more. */
  go(count: number): void {
    const last = Math.max(0, Math.min(count, this.entries.length));
    this.#show(last, this.entries[last - 1]?.at ?? this.start);
  }

  #show(count: number, time: number): void {
    if (count < this.#count) this.#reset();
    this.#time = Math.max(this.start, Math.min(time, this.end));
    while (this.#count < count) {
      const entry = this.entries[this.#count];
      this.#count += 1;
      if (entry !== undefined) this.#apply(entry);
    }
    const left = this.#due === null ? null : this.#due - this.#time;
    this.client.countdownState.set(left === null ? null : Math.max(0, Math.ceil(left / 1000)));
    this.client.journalState.set(this.entries.slice(0, this.#count));
  }

  #reset(): void {
    const { client } = this;
    this.#count = 0;
    this.#due = null;
    client.connectionState.set(disconnected);
    client.sessionState.set(signedOut);
    client.healthState.set(unknownHealth);
    client.tenantState.set(unknownTenant);
    client.transcriptState.set(emptyTranscript);
  }

  #apply({ kind, name, at, detail }: JournalEntry): void {
    const { client } = this;
    const { error: told, ...state } = detail;
    const error = errorOf(told);
    if (name === 'in response_chunk') {
      this.#growing(detail['count']);
      return;
    }
    if (kind !== 'transition') return;
    if (name === 'connection') {
      const { wait, phase, status, attempt, terminal } = state;
      this.#due = typeof wait === 'number' ? at + wait : null;
      const due = this.#due === null ? null : this.#began + this.#due;
      const shown = { ...disconnected, phase, status, attempt, terminal, at: due, error };
      client.connectionState.set(shown as ConnectionState);
    } else if (name === 'session') {
      const { userId, ...rest } = state;
      const user = typeof userId === 'string' ? { id: userId, email: '', name: userId } : null;
      client.sessionState.set({ ...signedOut, ...rest, user, error });
    } else if (name === 'health') {
      client.healthState.set({ ...unknownHealth, ...state, error });
    } else if (name === 'tenant') {
      client.tenantState.set({ ...unknownTenant, ...state });
    } else if (name === 'chat') this.#talk(state, at);
  }

  /** Messages that came, changed or went. */
  #talk({ chatId, loading, answering, changed, gone, fresh }: JournalDetail, at: number): void {
    const before = this.client.transcriptState.get().messages;
    const left = new Set(listOf(gone));
    const messages = fresh === true ? [] : before.filter(({ id }) => !left.has(id));
    for (const each of listOf(changed).map(fieldsOf)) {
      const { index, id, role, state, awaiting, failure, textLength } = each;
      if (typeof id !== 'string') continue;
      const known = messages.findIndex((message) => message.id === id);
      const old = messages[known];
      if (known !== -1) messages.splice(known, 1);
      const place = typeof index === 'number' ? index : messages.length;
      messages.splice(
        place,
        0,
        memoryMessage({
          id,
          at: old?.at ?? this.#began + at,
          role: role as Message['role'],
          state: state as Message['state'],
          awaiting: awaiting === true,
          failure: (failure ?? null) as Message['failure'],
          text: veiled(textLength),
        }),
      );
    }
    this.client.transcriptState.set({
      chatId: typeof chatId === 'string' ? chatId : null,
      loading: loading === true,
      answering: answering === true,
      messages,
    });
  }

  /** An answer comes in: how long it was by then, nobody wrote down. */
  #growing(count: JournalValue | undefined): void {
    const { messages } = this.client.transcriptState.get();
    const streaming = messages.findLast(({ state }) => state === 'streaming');
    if (streaming === undefined || typeof count !== 'number') return;
    this.client.change(streaming.id, { text: `▒▒▒ ${String(count)} parts` });
  }
}
