/**
 * Brings the messages on screen and the platform's stored history together. Pure. Messages that
 * agree stay the same objects under the same ids, so that nothing on screen moves.
 */
import type { StoredMessage } from '../protocol/rest.js';
import { userMessage, withMessages } from './transcript.js';
import type { Message, Transcript } from './transcript.js';

/** Finds what is on screen for each stored message, each at most once. */
class Matcher {
  readonly #local: readonly Message[];
  readonly #taken = new Set<number>();
  #last = -1;

  constructor(local: readonly Message[]) {
    this.#local = local;
  }

  match(stored: StoredMessage): Message | null {
    const index = this.#find(stored);
    if (index === -1) return null;
    this.#taken.add(index);
    this.#last = index;
    return this.#local[index] ?? null;
  }

  #find(stored: StoredMessage): number {
    const free = (test: (message: Message) => boolean): number =>
      this.#local.findIndex(
        (message, index) =>
          !this.#taken.has(index) && message.role === stored.role && test(message),
      );
    const known = free(
      (message) =>
        (stored.id !== null && message.serverId === stored.id) ||
        (stored.clientMessageId !== null && message.id === stored.clientMessageId),
    );
    if (known !== -1) return known;
    if (stored.role === 'user') {
      // Platforms that keep no client id: the same words, not yet accounted for.
      if (stored.clientMessageId !== null) return -1;
      return free(
        (message) =>
          message.serverId === null && message.state !== 'queued' && message.text === stored.text,
      );
    }
    // An answer whose id changed stands directly behind its question.
    const next = this.#last + 1;
    const candidate = this.#local[next];
    return candidate?.role === 'assistant' && !this.#taken.has(next) ? next : -1;
  }

  /** What the history does not hold. */
  rest(): readonly Message[] {
    return this.#local.filter((_message, index) => !this.#taken.has(index));
  }
}

function settled(message: Message, stored: StoredMessage): Message {
  const state = stored.role === 'user' ? 'delivered' : 'complete';
  const text = stored.role === 'user' ? message.text : stored.text;
  const sources = stored.sources.length > 0 ? stored.sources : message.sources;
  const serverId = stored.id ?? message.serverId;
  const same =
    message.state === state &&
    message.serverId === serverId &&
    message.text === text &&
    !message.awaiting &&
    message.sources === sources;
  if (same) return message;
  return {
    ...message,
    text,
    state,
    sources,
    serverId,
    metadata: stored.metadata ?? message.metadata,
    awaiting: false,
    failure: null,
    detail: null,
  };
}

function fromHistory(stored: StoredMessage, index: number, now: number): Message {
  const id = stored.clientMessageId ?? `stored:${stored.id ?? String(index)}`;
  return settled(
    { ...userMessage(id, stored.text, stored.at ?? now), role: stored.role, state: 'queued' },
    stored,
  );
}

/**
 * The transcript after the platform's history is known. What only this side knows (queued, failed,
 * an interrupted answer the platform did not keep) stays, behind what it stood behind.
 */
export function merged(
  transcript: Transcript,
  history: readonly StoredMessage[],
  now: number,
): Transcript {
  const matcher = new Matcher(transcript.messages);
  const messages = history.map((stored, index) => {
    const message = matcher.match(stored);
    return message === null ? fromHistory(stored, index, now) : settled(message, stored);
  });
  for (const message of matcher.rest()) {
    const before = transcript.messages[transcript.messages.indexOf(message) - 1];
    const place = messages.findIndex((other) => other.id === before?.id);
    if (message.role === 'assistant' && place !== -1) messages.splice(place + 1, 0, message);
    else messages.push(message);
  }
  return withMessages(transcript, messages);
}
