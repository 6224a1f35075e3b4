/**
 * What the connection gives a reader to know, in words; nothing while all is well. Pure; does not
 * know how it is shown.
 */
import type { ConnectionState, Transcript } from '../../core/index.js';
import { errorText, fill } from '../../dom/strings.js';
import type { ChatStrings } from './strings.js';

/**
 * - `wait`: an attempt is under way
 * - `pause`: the chat works, in another way or a little later
 * - `rest`: not connected, and nothing is wrong with that
 * - `trouble`: the connection is lost and may come back by itself
 * - `stopped`: something has failed
 */
export type NoticeTone = 'wait' | 'pause' | 'rest' | 'trouble' | 'stopped';

export interface Notice {
  readonly tone: NoticeTone;
  readonly text: string;
  /** A second sentence, which screen readers are not told of each second. */
  readonly detail: string | null;
  /** The label of the button that connects now. */
  readonly action: string | null;
}

function notice(
  tone: NoticeTone,
  text: string,
  more: Partial<Pick<Notice, 'detail' | 'action'>> = {},
): Notice {
  return { tone, text, detail: null, action: null, ...more };
}

/** The notice of a connection; `countdown` in seconds, or null where nothing is awaited. */
export function noticeOf(
  state: ConnectionState,
  countdown: number | null,
  strings: ChatStrings,
): Notice | null {
  const seconds = countdown === null ? null : { seconds: countdown };
  const { phases, tryNow, connect } = strings;
  switch (state.phase) {
    case 'ready':
    case 'renewing':
    case 'signed-out':
      return null;
    case 'checking':
    case 'creating':
    case 'connecting':
      return notice('wait', phases[state.phase]);
    case 'starting':
      return notice('wait', phases.starting, { detail: strings.startingHint });
    case 'rate-limited':
      return notice('pause', seconds ? fill(strings.pausedFor, seconds) : strings.paused);
    case 'realtime-unavailable':
      // Where a proxy refuses sockets this stands for hours: no seconds that tick beside the text.
      return notice('pause', strings.wholeAnswers, {
        detail: seconds ? strings.wholeAnswersHint : strings.tryingLive,
        action: tryNow,
      });
    case 'reconnecting': {
      const text = seconds ? fill(strings.reconnectingIn, seconds) : strings.reconnecting;
      return notice('trouble', text, { action: tryNow });
    }
    case 'offline':
      return notice('trouble', strings.offline);
    case 'failed':
      return notice('stopped', state.error ? errorText(strings, state.error) : phases.failed, {
        detail: seconds ? fill(strings.nextTry, seconds) : null,
        action: tryNow,
      });
    case 'idle':
    case 'closed':
      return notice('rest', phases[state.phase], { action: connect });
  }
}

/** True while a message that is sent goes out at once. */
export function flowing({ phase, status }: ConnectionState): boolean {
  return status === 'ready' || phase === 'realtime-unavailable';
}

export interface HintParts {
  readonly connection: ConnectionState;
  /** Seconds, or null where nothing is awaited. */
  readonly countdown: number | null;
  readonly transcript: Transcript;
  /** There is nothing in the field. */
  readonly blank: boolean;
}

/**
 * What happens to a message that is sent now, and how many wait already; null where one goes out at
 * once, or there is none.
 */
export function hintOf(parts: HintParts, strings: ChatStrings): string | null {
  const { connection, countdown, transcript, blank } = parts;
  if (flowing(connection)) return null;
  const waiting = transcript.messages.filter(({ state }) => state === 'queued').length;
  const sentences = waiting === 0 ? [] : [fill(strings.waiting, { count: waiting })];
  if (!blank) sentences.push(whenSent(connection, countdown, strings));
  return sentences.length === 0 ? null : sentences.join(' ');
}

function whenSent(
  { phase }: ConnectionState,
  seconds: number | null,
  strings: ChatStrings,
): string {
  if (phase !== 'rate-limited') return strings.willBeSent;
  return seconds === null ? strings.willBeSentAfterPause : fill(strings.willBeSentIn, { seconds });
}
