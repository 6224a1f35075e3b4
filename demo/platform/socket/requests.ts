/**
 * What a client's frames ask for: an answer, a chat, its history, the list. It does not know the
 * socket's life, its limits or its token.
 */
import type { Conversation, Reply } from '../conversation.js';
import type { Chats } from '../data/chats.js';
import type { Settings } from '../settings.js';
import { shownAnswer, shownChat, shownMessage, withOrigin } from '../shown.js';
import type { ClientFrame } from './frames.js';
import type { Admission } from './handshake.js';

/** Where the frames of one connection are worked on. */
export interface Desk {
  readonly chats: Chats;
  readonly conversation: Conversation;
  readonly settings: Settings;
  readonly admission: Admission;
  /** Aborts when the client has left. */
  readonly gone: AbortSignal;
  /** The chat that messages without one go to. */
  chatId: string | undefined;
  send(type: string, data: Readonly<Record<string, unknown>>): void;
}

/** A frame that takes work; pings are answered before. */
export type WorkFrame = Exclude<ClientFrame, { type: 'ping' }>;
type ChatMessage = Extract<ClientFrame, { type: 'chat_message' }>;

const LISTED_CHATS = 50;

/** Does what the frame asks for. @throws ApiError */
export async function handleFrame(frame: WorkFrame, desk: Desk): Promise<void> {
  const { chats, admission } = desk;
  const { tenant, origin } = admission;
  const owner = ownerOf(desk);
  switch (frame.type) {
    case 'chat_message':
      await answer(frame, desk);
      return;
    case 'new_chat':
      await createChat(frame.title, desk);
      return;
    case 'load_chat': {
      const chat = await chats.get(tenant, owner, frame.chatId);
      const messages = await chats.messages(tenant, chat.id);
      desk.chatId = chat.id;
      desk.send('chat_loaded', {
        ...shownChat(chat),
        tenant_id: tenant.id,
        messages: messages.map((message) => shownMessage(message, origin)),
      });
      return;
    }
    case 'list_chats': {
      // Chats without an owner belong to whoever knows their id, so they are never listed.
      const listed = owner === null ? [] : await chats.list(tenant, owner, LISTED_CHATS, 0);
      desk.send('chat_list', { tenant_id: tenant.id, chats: listed.map(shownChat) });
    }
  }
}

async function createChat(title: string, desk: Desk): Promise<string> {
  const { tenant } = desk.admission;
  const chat = await desk.chats.create(tenant, ownerOf(desk), title);
  desk.chatId = chat.id;
  desk.send('chat_created', { ...shownChat(chat), tenant_id: tenant.id });
  return chat.id;
}

async function answer(frame: ChatMessage, desk: Desk): Promise<void> {
  const { conversation, settings, admission } = desk;
  const { tenant, origin } = admission;
  const chatId = await chatOf(frame, desk);
  const { message: text, clientMessageId } = frame;
  const about = {
    chat_id: chatId,
    ...(clientMessageId === undefined ? {} : { client_message_id: clientMessageId }),
  };
  const turn = { tenant, chatId, text, clientMessageId };
  if (!frame.stream) {
    const reply = await conversation.ask(turn);
    desk.send('chat_response', { ...shownAnswer(reply.answer, origin), ...about });
    return;
  }
  const reply = await conversation.ask(turn, {
    gone: desk.gone,
    start: (id) => {
      desk.send('response_start', { message_id: id, ...about });
    },
    chunk: (id, whole, added) => {
      const content = withOrigin(settings.streamMode === 'delta' ? added : whole, origin);
      desk.send('response_chunk', { message_id: id, content, chat_id: chatId });
    },
  });
  complete(reply, about, desk);
}

async function chatOf(frame: ChatMessage, desk: Desk): Promise<string> {
  const chatId = frame.chatId ?? desk.chatId;
  if (chatId === undefined) return createChat('', desk);
  await desk.chats.get(desk.admission.tenant, ownerOf(desk), chatId);
  desk.chatId ??= chatId;
  return chatId;
}

function complete(
  { answer: { id, chat_id: chatId, sources: cited }, answer, repeated }: Reply,
  about: Readonly<Record<string, string>>,
  desk: Desk,
): void {
  const { message: content, sources, metadata } = shownAnswer(answer, desk.admission.origin);
  if (repeated) desk.send('response_start', { message_id: id, ...about });
  desk.send('response_complete', {
    message_id: id,
    ...about,
    content,
    sources,
    metadata,
    ai_context: { chat_id: chatId, knowledge_base_refs: cited.map((source) => source.url) },
  });
}

function ownerOf({ admission }: Desk): string | null {
  return admission.identity?.user.id ?? null;
}
