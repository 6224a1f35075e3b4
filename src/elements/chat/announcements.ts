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

function words(text: string): number {
  return text.split(/\s+/).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
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
  const reason = message.failure === null ? strings.notSent : strings.failures[message.failure];
  return message.detail ? `${reason} ${message.detail}` : reason;
}

function connectionNews(
  before: ConnectionState,
  now: ConnectionState,
  strings: ChatStrings,
): Announcement | null {
  if (before.phase === now.phase) return null;
  // Without the countdown, which would otherwise be said once and be wrong at once.
  const notice = noticeOf(now, null, strings);
  if (notice === null) {
    const wasTrouble = noticeOf(before, null, strings);
    return now.status === 'ready' && wasTrouble ? { text: strings.connected, urgent: false } : null;
  }
  return notice.tone === 'wait' ? null : { text: notice.text, urgent: notice.tone === 'stopped' };
}

/** What is new since `before`. */
export function newsSince(
  before: Heard,
  now: Heard,
  strings: ChatStrings,
): readonly Announcement[] {
  const news = settledSince(before.transcript, now.transcript).map((message) =>
    endOf(message, strings),
  );
  if (now.transcript.answering && !before.transcript.answering) {
    news.push({ text: strings.answering, urgent: false });
  }
  news.push(connectionNews(before.connection, now.connection, strings));
  return news.filter((item) => item !== null);
}
