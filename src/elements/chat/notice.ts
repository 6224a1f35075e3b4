/**
 * What the connection gives a reader to know, in words; nothing while all is well. Pure; does not
 * know how it is shown.
 */
import type { ConnectionState } from '../../core/index.js';
import { errorText, fill } from '../../dom/strings.js';
import type { ChatStrings } from './strings.js';

export interface Notice {
  /** `wait`: it goes on by itself; `trouble`: it may; `stopped`: a person has to act. */
  readonly tone: 'wait' | 'trouble' | 'stopped';
  readonly text: string;
  /** A second sentence, which screen readers are not told of each second. */
  readonly detail: string | null;
  /** The label of the button that connects now. */
  readonly action: string | null;
}

const wait = (text: string, detail: string | null = null): Notice => ({
  tone: 'wait',
  text,
  detail,
  action: null,
});

/** The notice of a connection; `countdown` in seconds, or null where nothing is awaited. */
export function noticeOf(
  state: ConnectionState,
  countdown: number | null,
  strings: ChatStrings,
): Notice | null {
  const seconds = countdown === null ? null : { seconds: countdown };
  const { phases } = strings;
  switch (state.phase) {
    case 'ready':
    case 'renewing':
    case 'signed-out':
      return null;
    case 'checking':
    case 'creating':
    case 'connecting':
      return wait(phases[state.phase]);
    case 'starting':
      return wait(phases.starting, strings.startingHint);
    case 'rate-limited':
      return wait(seconds ? fill(strings.pausedFor, seconds) : strings.paused);
    case 'reconnecting':
      return {
        tone: 'trouble',
        text: seconds ? fill(strings.reconnectingIn, seconds) : strings.reconnecting,
        detail: null,
        action: strings.tryNow,
      };
    case 'offline':
      return { tone: 'trouble', text: strings.offline, detail: null, action: null };
    case 'failed':
      return {
        tone: 'stopped',
        text: state.error ? errorText(strings, state.error) : phases.failed,
        detail: seconds ? fill(strings.nextTry, seconds) : null,
        action: strings.tryNow,
      };
    case 'idle':
    case 'closed':
      return {
        tone: 'stopped',
        text: phases[state.phase],
        detail: null,
        action: strings.connect,
      };
  }
}
