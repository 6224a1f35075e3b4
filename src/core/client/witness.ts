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

/** What became of a chat; null where nothing did that may be told. */
function chatDetail(before: Transcript, now: Transcript): object | null {
  // What comes is mostly at the end: a long chat before it is not looked at twice.
  const first = now.messages.findIndex((message, index) => message !== before.messages[index]);
  const start = first < 0 ? now.messages.length : first;
  const known = new Map(before.messages.slice(start).map((message) => [message.id, message]));
  const changed = now.messages.slice(start).flatMap((message, index) => {
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
