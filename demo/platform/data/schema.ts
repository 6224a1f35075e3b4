/**
 * The tables: the platform's own, and the same set in each tenant's schema, with the grants that
 * keep tenants apart. It does not know what the rows mean.
 */
import { placeOf, type Queryable } from './database.js';

const PLATFORM_TABLES = `
  create schema if not exists platform;
  revoke all on schema public from public;
  create table if not exists platform.tenants (
    id text primary key,
    name text not null,
    status text not null default 'active',
    plan text not null,
    features jsonb not null,
    limits jsonb not null,
    created_at timestamptz not null default now()
  );
  create table if not exists platform.secrets (
    name text primary key,
    value text not null
  );
`;

const TENANT_TABLES = `
  create table if not exists users (
    id uuid primary key default gen_random_uuid(),
    email text not null,
    full_name text not null,
    role text not null default 'member' check (role in ('member', 'admin')),
    password_hash text,
    issuer text,
    subject text,
    created_at timestamptz not null default now()
  );
  alter table users alter column password_hash drop not null;
  alter table users drop constraint if exists users_email_key;
  alter table users add column if not exists role text not null default 'member'
    check (role in ('member', 'admin'));
  alter table users add column if not exists issuer text;
  alter table users add column if not exists subject text;
  create unique index if not exists one_account_an_address on users (email)
    where password_hash is not null;
  create unique index if not exists one_user_a_subject on users (issuer, subject)
    where issuer is not null;
  create table if not exists sessions (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users on delete cascade,
    created_at timestamptz not null default now(),
    revoked_at timestamptz,
    revoked_for text
  );
  create table if not exists refresh_tokens (
    token_hash text primary key,
    session_id uuid not null references sessions on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
  );
  create table if not exists chats (
    id uuid primary key default gen_random_uuid(),
    owner_id uuid references users on delete cascade,
    title text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  );
  create index if not exists chats_of_owner on chats (owner_id, updated_at desc);
  create table if not exists messages (
    id uuid primary key default gen_random_uuid(),
    position bigint generated always as identity,
    chat_id uuid not null references chats on delete cascade,
    role text not null check (role in ('user', 'assistant')),
    content text not null,
    sources jsonb not null default '[]',
    metadata jsonb not null default '{}',
    client_message_id text,
    reply_to uuid references messages on delete cascade,
    created_at timestamptz not null default now()
  );
  create index if not exists messages_of_chat on messages (chat_id, position);
  create unique index if not exists one_message_a_client_id on messages (chat_id, client_message_id)
    where client_message_id is not null;
  create unique index if not exists one_answer_a_message on messages (reply_to)
    where reply_to is not null;
  create table if not exists daily_usage (
    day date primary key,
    messages integer not null
  );
`;

/** Creates the platform's own tables where they are missing. */
export async function preparePlatform(queryable: Queryable): Promise<void> {
  await runAll(queryable, PLATFORM_TABLES);
}

/** Creates a tenant's role, schema and tables where they are missing, and grants it only those. */
export async function prepareTenant(queryable: Queryable, tenantId: string): Promise<void> {
  const { schema, role } = placeOf(tenantId);
  const known = await queryable.query('select 1 from pg_roles where rolname = $1', [role]);
  if (known.length === 0) await queryable.query(`create role "${role}" nologin`);
  // An owner that is no superuser may only take a role that it is a member of.
  await queryable.query(`grant "${role}" to current_user`);
  await queryable.query(`create schema if not exists "${schema}"`);
  await queryable.query(`select set_config('search_path', $1, true)`, [schema]);
  await runAll(queryable, TENANT_TABLES);
  await queryable.query(`grant usage on schema "${schema}" to "${role}"`);
  await queryable.query(
    `grant select, insert, update, delete on all tables in schema "${schema}" to "${role}"`,
  );
}

/** The drivers prepare each statement, and a prepared statement is one command. */
async function runAll(queryable: Queryable, script: string): Promise<void> {
  for (const statement of script.split(';')) {
    if (statement.trim() !== '') await queryable.query(statement);
  }
}
