/**
 * The /chat calls. It does not know how answers come about.
 */
import { Hono, type Context } from 'hono';
import type { Answers } from '../answers/answers.js';
import { welcomeOf } from '../answers/welcome.js';
import type { Conversation } from '../conversation.js';
import type { Chats } from '../data/chats.js';
import { readBody } from './body.js';
import { signedIn, withFeature, type ApiEnv } from './context.js';
import { success } from './envelope.js';
import { MAXIMUM_MESSAGE_LETTERS, shownAnswer, shownChat, shownMessage } from '../shown.js';
import type { Settings } from '../settings.js';

/** What the chat calls work with. */
export interface ChatServices {
  readonly chats: Chats;
  readonly conversation: Conversation;
  readonly answers: Answers;
  readonly settings: Settings;
}

/** Config, list, create, read, and sending without a socket. */
export function chatRoutes({ chats, conversation, answers, settings }: ChatServices): Hono<ApiEnv> {
  const owner = (c: Context<ApiEnv>) => c.get('identity')?.user.id ?? null;
  return new Hono<ApiEnv>()
    .get('/config', async (c) => {
      await answers.refresh();
      const { id, features } = c.get('tenant');
      return success(c, {
        tenant_id: id,
        features,
        model: answers.model,
        streaming: true,
        stream_mode: settings.streamMode,
        max_message_length: MAXIMUM_MESSAGE_LETTERS,
        topics: answers.topics,
        ...welcomeOf(id),
      });
    })
    .use(withFeature('chat'), signedIn(settings.debug))
    .get('/list', async (c) => {
      const limit = whole(c.req.query('limit'), 50, 200);
      const offset = whole(c.req.query('offset'), 0, 1_000_000);
      const found = await chats.list(c.get('tenant'), owner(c), limit, offset);
      return success(c, { chats: found.map(shownChat), limit, offset });
    })
    .post('/', async (c) => {
      const body = await readBody(c, {
        title: { optional: true, most: 200 },
        tenant_id: { optional: true, most: 64 },
      });
      const tenant = c.get('tenant');
      const chat = await chats.create(tenant, owner(c), body.title ?? '');
      return c.json({ ...shownChat(chat), tenant_id: tenant.id }, 201);
    })
    .get('/:id', async (c) => {
      const tenant = c.get('tenant');
      const chat = await chats.get(tenant, owner(c), c.req.param('id'));
      const messages = await chats.messages(tenant, chat.id);
      return success(c, {
        ...shownChat(chat),
        tenant_id: tenant.id,
        messages: messages.map((message) => shownMessage(message, originOf(c))),
      });
    })
    .post('/:id/message', async (c) => {
      const tenant = c.get('tenant');
      const chat = await chats.get(tenant, owner(c), c.req.param('id'));
      const body = await readBody(c, {
        message: { least: 1, most: MAXIMUM_MESSAGE_LETTERS },
        client_message_id: { optional: true, least: 1, most: 128 },
      });
      const reply = await conversation.ask({
        tenant,
        chatId: chat.id,
        text: body.message ?? '',
        clientMessageId: body.client_message_id,
      });
      return success(c, {
        ...shownAnswer(reply.answer, originOf(c)),
        user_message_id: reply.question.id,
        client_message_id: reply.question.client_message_id,
      });
    });
}

function originOf(c: Context<ApiEnv>): string {
  return new URL(c.req.url).origin;
}

function whole(text: string | undefined, otherwise: number, most: number): number {
  const value = Number(text ?? otherwise);
  return Number.isInteger(value) && value >= 0 ? Math.min(value, most) : otherwise;
}
