/**
 * Chats and messages as clients see them, over REST and the socket alike. It does not know where
 * they are stored.
 */
import type { Chat, Message, Source } from './data/chats.js';

/** The longest message that is taken, in characters. */
export const MAXIMUM_MESSAGE_LETTERS = 8000;

export function shownChat(chat: Chat): Record<string, unknown> {
  return {
    chat_id: chat.id,
    id: chat.id,
    title: chat.title,
    created_at: chat.created_at.toISOString(),
    updated_at: chat.updated_at.toISOString(),
    message_count: chat.message_count,
  };
}

/** A message of a chat's history; `origin` is put before the links to this server's pages. */
export function shownMessage(message: Message, origin: string): Record<string, unknown> {
  const { id, role, client_message_id: clientMessageId } = message;
  return {
    id,
    message_id: id,
    role,
    content: role === 'assistant' ? withOrigin(message.content, origin) : message.content,
    sources: shownSources(message.sources, origin),
    metadata: message.metadata,
    timestamp: message.created_at.toISOString(),
    ...(clientMessageId === null ? {} : { client_message_id: clientMessageId }),
  };
}

/** An answer, in the words of a `chat_response`. */
export function shownAnswer(answer: Message, origin: string): Record<string, unknown> {
  return {
    message: withOrigin(answer.content, origin),
    message_id: answer.id,
    chat_id: answer.chat_id,
    sources: shownSources(answer.sources, origin),
    metadata: answer.metadata,
  };
}

/** Answers are stored with addresses of this server alone: its port may differ at the next start. */
export function withOrigin(markdown: string, origin: string): string {
  return markdown.replaceAll('](/docs/', `](${origin}/docs/`);
}

function shownSources(sources: readonly Source[], origin: string): readonly Source[] {
  return sources.map((source) => ({ ...source, url: new URL(source.url, origin).href }));
}
