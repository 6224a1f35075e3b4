/**
 * Tells whether all that is new is more of the answer that is being written, which is what nearly
 * every change of a chat is. Pure; does not know how it is shown.
 */
import type { Message, Transcript } from '../../core/index.js';

/** Identical fields but for this one. */
function alikeBut<T extends object>(field: keyof T, one: T, other: T): boolean {
  const names = Object.keys(one) as (keyof T)[];
  return names.every((name) => name === field || Object.is(one[name], other[name]));
}

/** The last answer as it is now, where nothing else differs between two views; null otherwise. */
export function grownAnswer<View extends { readonly transcript: Transcript }>(
  before: View,
  now: View,
): Message | null {
  if (!alikeBut('transcript', before, now)) return null;
  if (!alikeBut('messages', before.transcript, now.transcript)) return null;
  const { messages } = now.transcript;
  const earlier = before.transcript.messages;
  const last = messages.length - 1;
  const answer = messages[last];
  const was = earlier[last];
  if (answer?.state !== 'streaming' || was?.state !== 'streaming') return null;
  if (answer.id !== was.id || messages.length !== earlier.length) return null;
  return messages.every((message, at) => at === last || message === earlier[at]) ? answer : null;
}
