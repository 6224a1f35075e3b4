/**
 * What a screen reader is told between two looks at the chat: whole events, never pieces of a
 * stream. Pure; does not know how it is said.
 */
import type { ConnectionState, Message, Transcript } from '../../core/index.js';
import { settledSince } from '../../dom/settled.js';
import { fill } from '../../dom/strings.js';
import { noticeOf } from './notice.js';
import type { ChatStrings } from './strings.js';

export interface Heard {
  readonly transcript: Transcript;
  readonly connection: ConnectionState;
}

export interface Announcement {
  readonly text: string;
  readonly urgent: boolean;
}

/** More that end at once come from a history, and to count the words of them all takes long. */
const mostTold = 5;

/** Not by blanks, which Japanese has none of between words. */
function words(text: string): number {
  let count = 0;
  const segments = new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text);
  for (const { isWordLike } of segments) if (isWordLike === true) count += 1;
  return count;
}

function endOf(message: Message, strings: ChatStrings): Announcement | null {
  switch (message.state) {
    case 'complete':
      return {
        text: fill(strings.answerComplete, { count: words(message.text) }),
        urgent: false,
      };
    case 'interrupted':
    case 'incomplete':
      return { text: strings[message.state], urgent: false };
    case 'stopped':
      return { text: strings.answerStopped, urgent: false };
    case 'failed':
      return { text: failureText(message, strings), urgent: true };
    default:
      return null;
  }
}

/** Why a message failed, with the platform's own words where it gave some. */
export function failureText(
  message: Pick<Message, 'failure' | 'detail'>,
  strings: ChatStrings,
): string {
  const { failure, detail } = message;
  const reason = failure === null ? strings.notSent : strings.failures[failure];
  return detail ? `${reason} ${fill(strings.serviceSays, { detail })}` : reason;
}

/**
 * The connection to measure the next news by. What passes by is skipped: the steps of an attempt,
 * and a rest while nobody looks at the page. So each loss and each return is told once.
 */
export function heardConnection(
  before: ConnectionState,
  now: ConnectionState,
  strings: ChatStrings,
): ConnectionState {
  return now.phase === 'idle' || noticeOf(now, null, strings)?.tone === 'wait' ? before : now;
}

function connectionNews(
  before: ConnectionState,
  now: ConnectionState,
  strings: ChatStrings,
): Announcement | null {
  if (heardConnection(before, now, strings) === before) return null;
  // Without the countdown, which would otherwise be said once and be wrong at once.
  const was = noticeOf(before, null, strings);
  const notice = noticeOf(now, null, strings);
  if (notice !== null) {
    if (notice.text === was?.text) return null;
    return { text: notice.text, urgent: notice.tone === 'stopped' };
  }
  const told = was !== null && was.tone !== 'wait' && before.phase !== 'idle';
  const back = now.status === 'ready' && before.status !== 'connected';
  return told && back ? { text: strings.connected, urgent: false } : null;
}

/** What is new since `before`; what happened to several messages at once is one piece of news. */
export function newsSince(
  before: Heard,
  now: Heard,
  strings: ChatStrings,
): readonly Announcement[] {
  const settled = settledSince(before.transcript, now.transcript).slice(-mostTold);
  const news = settled.map((message) => endOf(message, strings));
  if (now.transcript.answering && !before.transcript.answering) {
    news.push({ text: strings.answering, urgent: false });
  }
  news.push(connectionNews(before.connection, now.connection, strings));
  const told = news.filter((item) => item !== null);
  return [...new Map(told.map((item) => [item.text, item])).values()];
}
