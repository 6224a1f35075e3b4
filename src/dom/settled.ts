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
  const settled: Message[] = [];
  let index = 0;
  // Untouched messages are the same objects at the same places: a long chat costs next to nothing.
  for (const message of now.messages) {
    const untouched = before.messages[index] === message;
    index += 1;
    if (untouched || open.has(message.state)) continue;
    const { id, state } = message;
    if (before.messages.find((other) => other.id === id)?.state !== state) settled.push(message);
  }
  return settled;
}
