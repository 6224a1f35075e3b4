/**
 * A recorded client that goes through its states again: the entries of a report drive a client that
 * elements take for a real one. Owns the moment that is shown; knows no clock and no page.
 */
import type { JournalDetail, JournalEntry, JournalValue, Report } from '../core/index.js';
import { disconnected } from '../core/state/connection.js';
import { signedOut } from '../core/state/session.js';
import { emptyTranscript } from '../core/state/transcript.js';
import { MemoryClient, memoryMessage } from '../testing/memory-client.js';
import {
  connectionOf,
  diagnosisOf,
  fieldsOf,
  healthOf,
  listOf,
  messageOf,
  sessionOf,
  settingsOf,
  tenantOf,
} from './states.js';

const unknownHealth = new MemoryClient().health.get();
const unknownTenant = new MemoryClient().tenant.get();

/** Stands for words that were never recorded. */
function veiled(length: JournalValue | undefined): string {
  return length === 0 || typeof length !== 'number' ? '' : `▒▒▒ ${String(length)} characters`;
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
    Object.assign(client.settings, settingsOf(report.settings, client.settings));
    client.refusal = 'disposed';
    client.diagnosisState.set(diagnosisOf(report.diagnosis));
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
    if (name === 'in response_chunk') {
      this.#growing(detail['count']);
      return;
    }
    if (kind !== 'transition') return;
    if (name === 'connection') {
      const { wait } = detail;
      const due = typeof wait === 'number' ? at + wait : null;
      const state = connectionOf(detail, due === null ? null : this.#began + due);
      if (state === null) return;
      this.#due = due;
      client.connectionState.set(state);
    } else if (name === 'session') {
      client.sessionState.set(sessionOf(detail) ?? client.sessionState.get());
    } else if (name === 'health') {
      client.healthState.set(healthOf(detail) ?? client.healthState.get());
    } else if (name === 'tenant') {
      client.tenantState.set(tenantOf(detail) ?? client.tenantState.get());
    } else if (name === 'chat') this.#talk(detail, at);
  }

  /** Messages that came, changed or went. */
  #talk({ chatId, loading, answering, changed, gone, fresh }: JournalDetail, at: number): void {
    const before = this.client.transcriptState.get().messages;
    const left = new Set(listOf(gone));
    const messages = fresh === true ? [] : before.filter(({ id }) => !left.has(id));
    for (const each of listOf(changed).map(fieldsOf)) {
      const { index, id, textLength } = each;
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
          ...messageOf(each),
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
