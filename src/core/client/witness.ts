/**
 * Writes what becomes of a client's states into the journal, with enough to show them again: all of
 * them but who the user is, and of messages their length. Changes nothing.
 */
import type { ConnectionEventType, ConnectionState } from '../state/connection.js';
import type { JournalDetail } from '../state/journal.js';
import type { Readable } from '../state/readable.js';
import type { SessionState } from '../state/session.js';
import { emptyTranscript } from '../state/transcript.js';
import type { Message, Transcript } from '../state/transcript.js';
import type { HealthState, TenantState } from './api.js';
import type { Recorder } from './recorder.js';

/** So many messages of a change are written, the last ones. */
const most = 60;

/** @param now wall clock in milliseconds: what is awaited is told by how long it still takes */
export function connectionDetail(
  { phase, status, attempt, at, terminal }: ConnectionState,
  by: ConnectionEventType,
  now: number,
): object {
  return { phase, status, attempt, terminal, wait: at === null ? null : Math.round(at - now), by };
}

export function sessionDetail({ phase, left, user }: SessionState): object {
  return { phase, left, userId: user?.id ?? null };
}

/** What of a message may be told. */
function messageDetail(message: Message): JournalDetail {
  const { id, role, state, awaiting, failure, text, sources } = message;
  return { id, role, state, awaiting, failure, textLength: text.length, sources: sources.length };
}

export interface Witnessed {
  readonly journal: Recorder;
  readonly health: Readable<HealthState>;
  readonly tenant: Readable<TenantState>;
  readonly transcript: Readable<Transcript>;
}

/** Watches until the answer is called. */
export function witness({ journal, health, tenant, transcript }: Witnessed): () => void {
  let seen = emptyTranscript;
  const ends = [
    health.subscribe(() => {
      const { error, ...state } = health.get();
      journal.state('health', state, error);
    }),
    tenant.subscribe(() => {
      journal.state('tenant', tenant.get(), null);
    }),
    transcript.subscribe(() => {
      const now = transcript.get();
      const detail = chatDetail(seen, now);
      seen = now;
      if (detail !== null) journal.state('chat', detail, null);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** How many are the same in both lists, from `step` on: from the beginning (1) or the end (-1). */
function sameMessages(one: readonly Message[], other: readonly Message[], step: 1 | -1): number {
  const most = Math.min(one.length, other.length);
  let count = 0;
  while (count < most) {
    const at = step === 1 ? count : -1 - count;
    if (one.at(at) !== other.at(at)) break;
    count += 1;
  }
  return count;
}

/** What became of a chat; null where nothing did that may be told. */
function chatDetail(before: Transcript, now: Transcript): object | null {
  // Most of a long chat stays as it is, and is not looked at one by one.
  const start = sameMessages(before.messages, now.messages, 1);
  const left = before.messages.slice(start);
  const found = now.messages.slice(start);
  const end = sameMessages(left, found, -1);
  const known = new Map(left.slice(0, left.length - end).map((message) => [message.id, message]));
  const changed = found.slice(0, found.length - end).flatMap((message, index) => {
    const old = known.get(message.id);
    known.delete(message.id);
    if (old === message) return [];
    const told = messageDetail(message);
    const before = old && messageDetail(old);
    if (before && Object.keys(told).every((name) => told[name] === before[name])) return [];
    return [{ index: start + index, ...told }];
  });
  const gone = [...known.keys()];
  const same = (['chatId', 'loading', 'answering'] as const).every(
    (name) => before[name] === now[name],
  );
  if (same && changed.length === 0 && gone.length === 0) return null;
  const { chatId, loading, answering, messages } = now;
  const fresh = gone.length === before.messages.length && chatId !== before.chatId;
  return {
    chatId,
    loading,
    answering,
    count: messages.length,
    changed: changed.slice(-most),
    // A chat that was left goes as a whole.
    ...(fresh ? { fresh } : gone.length > 0 ? { gone: gone.slice(0, most) } : {}),
  };
}
