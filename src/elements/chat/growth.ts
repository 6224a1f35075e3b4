/**
 * Tells whether all that is new is more of the answer that is being written, which is what nearly
 * every change of a chat is, and how often that is shown. Pure; does not know how it is shown.
 */
import type { Message, Transcript } from '../../core/index.js';

/**
 * Milliseconds that a growing answer stays as it is shown at least: every second frame of most displays. Text that
 * grows so reads the same, for half the work.
 */
export const pace = 24;

/** Identical fields but for this one. */
function alikeBut<T extends object>(field: keyof T, one: T, other: T): boolean {
  const names = Object.keys(one) as (keyof T)[];
  return names.every((name) => name === field || Object.is(one[name], other[name]));
}

/**
 * The last answer as it is now, where nothing else may differ between two views; null otherwise. As
 * quick in a conversation of any length, since it leaves the messages before the last to `sameBefore`.
 */
export function grownAnswer<View extends { readonly transcript: Transcript }>(
  before: View,
  now: View,
): Message | null {
  if (!alikeBut('transcript', before, now)) return null;
  if (!alikeBut('messages', before.transcript, now.transcript)) return null;
  const { messages } = now.transcript;
  const earlier = before.transcript.messages;
  const answer = messages.at(-1);
  const was = earlier.at(-1);
  if (answer?.state !== 'streaming' || was?.state !== 'streaming') return null;
  return answer.id === was.id && messages.length === earlier.length ? answer : null;
}

/** True where two transcripts have the same messages but for the last one. */
export function sameBefore(one: Transcript, other: Transcript): boolean {
  return one.messages.every(
    (message, at) => at === one.messages.length - 1 || message === other.messages[at],
  );
}
