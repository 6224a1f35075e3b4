/**
 * Chats and their messages. It does not know how answers come about.
 */
import { ApiError } from '../errors.js';
import type { Database, Queryable } from './database.js';
import type { Tenant } from './tenants.js';

/** A page that an answer was taken from; `url` is stored without its origin. */
export interface Source {
  readonly title: string;
  readonly url: string;
  readonly snippet: string;
}

/** A chat as it is listed. */
export interface Chat {
  readonly id: string;
  readonly title: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly message_count: number;
}

/** A stored message. */
export interface Message {
  readonly id: string;
  readonly chat_id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly sources: readonly Source[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly client_message_id: string | null;
  readonly created_at: Date;
}

/** A question that is in the database, with its answer if there is one already. */
export interface Question {
  readonly message: Message;
  readonly answer: Message | undefined;
  readonly isNew: boolean;
}

/** The titles pages give a chat before its first question; that question then becomes the title. */
const DEFAULT_TITLES = ['', 'new chat', 'new chat session'];
const TITLE_LENGTH = 60;

const CHAT = `select chats.id, chats.title, chats.created_at, chats.updated_at,
  (select count(*)::int from messages where messages.chat_id = chats.id) as message_count
  from chats`;
const MESSAGE = 'id, chat_id, role, content, sources, metadata, client_message_id, created_at';

/** Creating, listing and reading chats, and storing what is said in them. */
export class Chats {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A new chat; `owner` is a user id, or null for a chat that belongs to whoever knows its id. */
  create(tenant: Tenant, owner: string | null, title: string): Promise<Chat> {
    return this.#database.asTenant(tenant.id, async (queryable) => {
      const [row] = await queryable.query<Chat>(
        `insert into chats (owner_id, title) values ($1, $2)
         returning id, title, created_at, updated_at, 0 as message_count`,
        [owner, title.trim() === '' ? 'New chat' : title.trim()],
      );
      if (row === undefined) throw new Error('The chat was not stored');
      return row;
    });
  }

  /** The owner's chats, the latest first. */
  list(tenant: Tenant, owner: string | null, limit: number, offset: number): Promise<Chat[]> {
    return this.#database.asTenant(tenant.id, (queryable) =>
      queryable.query<Chat>(
        `${CHAT} where owner_id is not distinct from $1
         order by updated_at desc, id limit $2 offset $3`,
        [owner, limit, offset],
      ),
    );
  }

  /** A chat of this owner; another's chat is as unknown as none. */
  find(tenant: Tenant, owner: string | null, id: string): Promise<Chat | undefined> {
    if (!isUuid(id)) return Promise.resolve(undefined);
    return this.#database.asTenant(tenant.id, async (queryable) => {
      const [row] = await queryable.query<Chat>(
        `${CHAT} where id = $1 and owner_id is not distinct from $2`,
        [id, owner],
      );
      return row;
    });
  }

  /** As `find`. @throws ApiError 404 */
  async get(tenant: Tenant, owner: string | null, id: string): Promise<Chat> {
    const chat = await this.find(tenant, owner, id);
    if (chat === undefined) {
      throw new ApiError(404, 'CHAT_NOT_FOUND', 'Chat not found', {
        details: { chat_id: id.slice(0, 64) },
      });
    }
    return chat;
  }

  /** All messages of a chat in their order. */
  messages(tenant: Tenant, chatId: string): Promise<Message[]> {
    return this.#database.asTenant(tenant.id, (queryable) =>
      queryable.query<Message>(
        `select ${MESSAGE} from messages where chat_id = $1 order by position`,
        [chatId],
      ),
    );
  }

  /** What the person asked in this chat before the given message, the latest first. */
  async earlierQuestions(tenant: Tenant, message: Message, limit: number): Promise<string[]> {
    const rows = await this.#database.asTenant(tenant.id, (queryable) =>
      queryable.query<{ content: string }>(
        `select content from messages where chat_id = $1 and role = 'user'
           and position < (select position from messages where id = $2)
         order by position desc limit $3`,
        [message.chat_id, message.id, limit],
      ),
    );
    return rows.map((row) => row.content);
  }

  /**
   * Stores a question once: the same client message id in the same chat gives the stored one.
   * `beforeStoring` runs in the same transaction for a new question only and may refuse it.
   */
  addQuestion(
    tenant: Tenant,
    chatId: string,
    text: string,
    clientMessageId: string | undefined,
    beforeStoring: (queryable: Queryable) => Promise<void>,
  ): Promise<Question> {
    return this.#database.asTenant(tenant.id, async (queryable) => {
      const [message] = await queryable.query<Message>(
        `insert into messages (chat_id, role, content, client_message_id)
         values ($1, 'user', $2, $3)
         on conflict (chat_id, client_message_id) where client_message_id is not null do nothing
         returning ${MESSAGE}`,
        [chatId, text, clientMessageId ?? null],
      );
      if (message !== undefined) {
        await beforeStoring(queryable);
        await queryable.query(
          `update chats set updated_at = now(),
             title = case when lower(trim(title)) = any($2::text[]) then $3 else title end
           where id = $1`,
          [chatId, DEFAULT_TITLES, titleOf(text)],
        );
        return { message, answer: undefined, isNew: true };
      }
      const [earlier] = await queryable.query<Message>(
        `select ${MESSAGE} from messages where chat_id = $1 and client_message_id = $2`,
        [chatId, clientMessageId],
      );
      if (earlier === undefined) throw new Error('The message was neither new nor stored');
      const [answer] = await queryable.query<Message>(
        `select ${MESSAGE} from messages where reply_to = $1`,
        [earlier.id],
      );
      return { message: earlier, answer, isNew: false };
    });
  }

  /** Stores a finished answer; if the question has one already, that one is returned. */
  addAnswer(
    tenant: Tenant,
    question: Message,
    answer: Pick<Message, 'id' | 'content' | 'sources' | 'metadata'>,
  ): Promise<Message> {
    return this.#database.asTenant(tenant.id, async (queryable) => {
      await queryable.query(
        `insert into messages (id, chat_id, role, content, sources, metadata, reply_to)
         values ($1, $2, 'assistant', $3, $4::jsonb, $5::jsonb, $6)
         on conflict (reply_to) where reply_to is not null do nothing`,
        [
          answer.id,
          question.chat_id,
          answer.content,
          JSON.stringify(answer.sources),
          JSON.stringify(answer.metadata),
          question.id,
        ],
      );
      await queryable.query('update chats set updated_at = now() where id = $1', [
        question.chat_id,
      ]);
      const [stored] = await queryable.query<Message>(
        `select ${MESSAGE} from messages where reply_to = $1`,
        [question.id],
      );
      if (stored === undefined) throw new Error('The answer was not stored');
      return stored;
    });
  }
}

function titleOf(question: string): string {
  const line = question.trim().replace(/\s+/g, ' ');
  const letters = Array.from(line);
  return letters.length <= TITLE_LENGTH ? line : `${letters.slice(0, TITLE_LENGTH - 1).join('')}…`;
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
