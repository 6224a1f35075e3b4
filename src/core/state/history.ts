/**
 * Brings the messages on screen and the platform's stored history together. Pure. Messages that
 * agree stay the same objects under the same ids, so that nothing on screen moves.
 */
import type { StoredMessage } from '../protocol/rest.js';
import type { Source } from '../protocol/values.js';
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
      // Platforms that keep no client id: the same words, written and not refused.
      if (stored.clientMessageId !== null) return -1;
      return free(
        (message) =>
          message.serverId === null && arrivable(message) && message.text === stored.text,
      );
    }
    // An answer whose id changed stands directly behind its question.
    const next = this.#last + 1;
    const candidate = this.#local[next];
    if (candidate?.role !== 'assistant' || this.#taken.has(next)) return -1;
    return candidate.state !== 'streaming' && stored.text.startsWith(candidate.text) ? next : -1;
  }

  /** What the history does not hold. */
  rest(): readonly Message[] {
    return this.#local.filter((_message, index) => !this.#taken.has(index));
  }
}

/** Could the platform have it? What was never written, or was refused, it has not. */
function arrivable({ state, failure }: Message): boolean {
  return state === 'sending' || state === 'delivered' || failure === 'delivery_unknown';
}

function sameSources(one: readonly Source[], other: readonly Source[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function settled(message: Message, stored: StoredMessage): Message {
  // The person wanted no more of it than this.
  if (message.state === 'stopped') return message;
  const state = stored.role === 'user' ? 'delivered' : 'complete';
  const text = stored.role === 'user' ? message.text : stored.text;
  const news = stored.sources.length > 0 && !sameSources(stored.sources, message.sources);
  const serverId = stored.id ?? message.serverId;
  const same =
    message.state === state &&
    message.serverId === serverId &&
    message.text === text &&
    !message.awaiting &&
    !news;
  if (same) return message;
  return {
    ...message,
    text,
    state,
    sources: news ? stored.sources : message.sources,
    serverId,
    metadata: stored.metadata ?? message.metadata,
    awaiting: false,
    failure: null,
    detail: null,
  };
}

/** A platform that got a message twice, by a repeated request, may have stored it twice. */
function distinct(history: readonly StoredMessage[]): readonly StoredMessage[] {
  const seen = new Set<string>();
  return history.filter(({ role, id, clientMessageId }) => {
    const name = role === 'user' ? (clientMessageId ?? id) : id;
    if (name === null) return true;
    const first = !seen.has(`${role}:${name}`);
    seen.add(`${role}:${name}`);
    return first;
  });
}

/** A message nobody has on screen yet, under an id that no other one has. */
function fromHistory(stored: StoredMessage, taken: Set<string>, now: number): Message {
  const { role, text, at } = stored;
  const wanted =
    (role === 'user' ? stored.clientMessageId : null) ?? `stored:${role}:${stored.id ?? ''}`;
  let id = wanted;
  for (let count = 2; taken.has(id); count += 1) id = `${wanted}:${String(count)}`;
  taken.add(id);
  return settled({ ...userMessage(id, text, at ?? now), role }, stored);
}

/**
 * The transcript after the platform's history is known. What only this side knows (queued, failed,
 * an interrupted answer the platform did not keep) stays behind what it stood behind; what still
 * waits to be sent stays at the end.
 */
export function merged(
  transcript: Transcript,
  history: readonly StoredMessage[],
  now: number,
): Transcript {
  const matcher = new Matcher(transcript.messages);
  const taken = new Set(transcript.messages.map((message) => message.id));
  const messages = distinct(history).map((stored) => {
    const message = matcher.match(stored);
    return message === null ? fromHistory(stored, taken, now) : settled(message, stored);
  });
  const rest = new Set(matcher.rest());
  // Where nothing on screen is part of the history, all of it is older than what is on screen.
  let place = rest.size === transcript.messages.length ? messages.length : 0;
  for (const message of transcript.messages) {
    if (!rest.has(message)) {
      place = messages.findIndex((other) => other.id === message.id) + 1;
    } else if (
      message.state === 'queued' ||
      message.state === 'sending' ||
      message.id === `stopped:${messages.at(-1)?.id ?? ''}`
    ) {
      messages.push(message);
    } else {
      messages.splice(place, 0, message);
      place += 1;
    }
  }
  return withMessages(transcript, messages);
}
