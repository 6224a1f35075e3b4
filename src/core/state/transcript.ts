/**
 * The messages of the open chat: their shape and the pure transitions that live traffic causes.
 * Alone holds messages; knows no socket, no clock and no storage. A transition leaves every
 * untouched message the same object.
 */
import type { Metadata, Source } from '../protocol/values.js';

/**
 * Of a person's message:
 * - `queued`: waits for the connection; `sending`: written, no sign yet that it arrived
 * - `delivered`: the platform showed that it has it; `failed`: see `failure`
 *
 * Of an answer:
 * - `streaming`, `complete`
 * - `interrupted`: the connection went away in the middle; `incomplete`: its end never came
 * - `stopped`: the person stopped it
 */
export type MessageState =
  | 'queued'
  | 'sending'
  | 'delivered'
  | 'failed'
  | 'streaming'
  | 'complete'
  | 'interrupted'
  | 'incomplete'
  | 'stopped';

/** Why a person's message was not delivered; `client.chat.resend(id)` tries again. */
export type MessageFailure = (typeof messageFailures)[number];

export const messageFailures = [
  'queue_full',
  'too_large',
  'expired_in_queue',
  'rate_limited',
  'auth_lost',
  'disposed',
  'rejected_by_server',
  'delivery_unknown',
  'withdrawn',
] as const;

export interface Message {
  /** Stable for the life of the transcript; of a person's message also its `client_message_id`. */
  readonly id: string;
  /** The platform's `message_id`, once known. */
  readonly serverId: string | null;
  readonly role: 'user' | 'assistant';
  /** Markdown of an answer, plain text of a person. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly state: MessageState;
  /** True for a question on the way or delivered, whose answer is still expected. */
  readonly awaiting: boolean;
  readonly failure: MessageFailure | null;
  /** The platform's own words on a failure, where it gave some. */
  readonly detail: string | null;
  readonly sources: readonly Source[];
  readonly metadata: Metadata | null;
}

export interface Transcript {
  readonly chatId: string | null;
  readonly messages: readonly Message[];
  /** True while an answer is expected or streaming. */
  readonly answering: boolean;
  /** True while earlier messages of this chat are being fetched. */
  readonly loading: boolean;
}

export interface AnswerEnd {
  readonly text: string | null;
  readonly sources: readonly Source[];
  readonly metadata: Metadata | null;
}

export const emptyTranscript: Transcript = {
  chatId: null,
  messages: [],
  answering: false,
  loading: false,
};

export function userMessage(id: string, text: string, at: number): Message {
  return {
    id,
    serverId: null,
    role: 'user',
    text,
    at,
    state: 'queued',
    awaiting: false,
    failure: null,
    detail: null,
    sources: [],
    metadata: null,
  };
}

export function withMessages(transcript: Transcript, messages: readonly Message[]): Transcript {
  const answering = messages.some((message) => message.awaiting || message.state === 'streaming');
  return { ...transcript, messages, answering };
}

function change(
  transcript: Transcript,
  matches: (message: Message) => boolean,
  changes: Partial<Message>,
): Transcript {
  const index = transcript.messages.findLastIndex(matches);
  const message = transcript.messages[index];
  if (message === undefined) return transcript;
  return withMessages(transcript, transcript.messages.with(index, { ...message, ...changes }));
}

const byId = (id: string) => (message: Message) => message.id === id;
const answerId = (serverId: string): string => `answer:${serverId}`;
/** Its own id tells too: a history may have taken one that fell silent for another answer. */
const answerOf = (serverId: string): ((message: Message) => boolean) => {
  const own = answerId(serverId);
  return ({ role, serverId: given, id }) =>
    role === 'assistant' && (given === serverId || id === own);
};

/** Appends a message, or puts a failed or queued one of the same id back in line. */
export function queued(transcript: Transcript, message: Message): Transcript {
  if (transcript.messages.some(byId(message.id))) {
    return change(transcript, byId(message.id), {
      state: 'queued',
      awaiting: false,
      failure: null,
      detail: null,
    });
  }
  return withMessages(transcript, [...transcript.messages, message]);
}

export function written(transcript: Transcript, id: string): Transcript {
  return change(transcript, byId(id), { state: 'sending', awaiting: true });
}

export function failed(
  transcript: Transcript,
  id: string,
  failure: MessageFailure,
  detail: string | null,
): Transcript {
  return change(transcript, byId(id), { state: 'failed', awaiting: false, failure, detail });
}

/** Taken back: gone, with what stands for an answer that was stopped before it began. */
export function withdrawn(transcript: Transcript, id: string): Transcript {
  const gone = [id, `stopped:${id}`];
  return withMessages(
    transcript,
    transcript.messages.filter((message) => !gone.includes(message.id)),
  );
}

/** There is evidence that the platform has it; its answer may still be expected. */
export function delivered(transcript: Transcript, id: string): Transcript {
  return change(transcript, byId(id), { state: 'delivered', failure: null, detail: null });
}

/** The oldest question whose answer is still expected. */
export function oldestAwaiting(transcript: Transcript): Message | null {
  return transcript.messages.find((message) => message.awaiting) ?? null;
}

/** The answer `serverId` as it is on screen. */
export function knownAnswer({ messages }: Transcript, serverId: string): Message | undefined {
  // From the end: the one that streams is the last or nearly so.
  return messages.findLast(answerOf(serverId));
}

/** Begins the answer `serverId` behind its question, which is thereby delivered; else at the end. */
export function answerStarted(
  transcript: Transcript,
  serverId: string,
  at: number,
  questionId: string | undefined = oldestAwaiting(transcript)?.id,
): Transcript {
  const known = knownAnswer(transcript, serverId);
  if (known?.serverId === serverId) return transcript;
  if (known !== undefined) return change(transcript, byId(known.id), { serverId });
  const answer: Message = {
    ...userMessage(answerId(serverId), '', at),
    serverId,
    role: 'assistant',
    state: 'streaming',
  };
  const index = transcript.messages.findIndex((message) => message.id === questionId);
  const question = transcript.messages[index];
  if (question === undefined) return withMessages(transcript, [...transcript.messages, answer]);
  const messages = [...transcript.messages];
  messages.splice(index, 1, { ...question, state: 'delivered', awaiting: false }, answer);
  return withMessages(transcript, messages);
}

/** Sets the text so far. Chunks behind the end of an answer change nothing. */
export function answerText(transcript: Transcript, serverId: string, text: string): Transcript {
  const index = transcript.messages.findLastIndex(answerOf(serverId));
  const message = transcript.messages[index];
  if (message?.state !== 'streaming' || message.text === text) return transcript;
  return { ...transcript, messages: transcript.messages.with(index, { ...message, text }) };
}

/** Ends an answer; its own text wins over the chunks. */
export function answerCompleted(
  transcript: Transcript,
  serverId: string,
  end: AnswerEnd,
): Transcript {
  const current = knownAnswer(transcript, serverId);
  if (current === undefined) return transcript;
  return change(transcript, answerOf(serverId), {
    state: 'complete',
    text: end.text ?? current.text,
    sources: end.sources.length > 0 ? end.sources : current.sources,
    metadata: end.metadata ?? current.metadata,
  });
}

/** The person wants no more of what streams or is expected. */
export function answersStopped(transcript: Transcript, at: number): Transcript {
  if (!transcript.answering) return transcript;
  const messages = transcript.messages.flatMap((message): Message[] => {
    if (message.state === 'streaming') return [{ ...message, state: 'stopped' }];
    if (!message.awaiting) return [message];
    const question = { ...message, awaiting: false };
    const place = userMessage(`stopped:${message.id}`, '', at);
    // It may have been stopped, sent again, and be stopped again.
    if (transcript.messages.some(byId(place.id))) return [question];
    return [question, { ...place, role: 'assistant', state: 'stopped' }];
  });
  return withMessages(transcript, messages);
}

/** Marks every streaming answer as cut short, and expects no other one any more. */
export function answersCut(
  transcript: Transcript,
  state: 'interrupted' | 'incomplete',
): Transcript {
  if (!transcript.answering) return transcript;
  const messages = transcript.messages.map((message): Message => {
    if (message.state === 'streaming') return { ...message, state };
    return message.awaiting ? { ...message, awaiting: false } : message;
  });
  return withMessages(transcript, messages);
}

/** True where the last question has no (whole) answer though none is on its way. */
export function unanswered(transcript: Transcript): boolean {
  const last = transcript.messages.findLast((message) => message.state !== 'queued');
  if (last?.state === 'interrupted' || last?.state === 'incomplete') return true;
  return last?.state === 'delivered' && !last.awaiting;
}
