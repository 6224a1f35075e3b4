/**
 * Which messages reached an end between two looks at a transcript. Pure; for whoever tells a page
 * or a reader.
 */
import type { Message, MessageState, Transcript } from '../core/index.js';

const open: ReadonlySet<MessageState> = new Set(['queued', 'sending', 'streaming']);

/**
 * The messages that came to rest since `before`, in order: delivered, failed, complete, interrupted,
 * incomplete or stopped. What a chat already held when it was opened is not among them.
 */
export function settledSince(before: Transcript, now: Transcript): readonly Message[] {
  if (before.loading || now.loading) return [];
  if (before.chatId !== null && now.chatId !== before.chatId) return [];
  return now.messages.filter((message, index) => {
    // Untouched messages are the same objects at the same places: a long chat costs little.
    if (before.messages[index] === message || open.has(message.state)) return false;
    return before.messages.find(({ id }) => id === message.id)?.state !== message.state;
  });
}
