/** Tenants do not see each other: the database refuses it, and the API does before. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Platform } from '../../demo/platform/server.js';
import { call, newChat, signIn, startPlatform, upgradeStatus } from './harness.js';

let platform: Platform;

before(async () => {
  platform = await startPlatform();
});
after(() => platform.close());

const refused = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === '42501';

it('the database refuses a tenant’s role every other schema, the platform’s included', async () => {
  for (const table of ['tenant_acme_corp.users', 'platform.secrets', 'platform.tenants']) {
    await assert.rejects(
      platform.database.asTenant('miptech-company', (queryable) =>
        queryable.query(`select * from ${table}`),
      ),
      refused,
      table,
    );
  }
});

it('a tenant’s role may not create, alter or drop anything', async () => {
  for (const statement of [
    'create table mine (id int)',
    'create table public.mine (id int)',
    'create schema mine',
    'drop table messages',
    'alter table users disable trigger all',
  ]) {
    await assert.rejects(
      platform.database.asTenant('miptech-company', (queryable) => queryable.query(statement)),
      refused,
      statement,
    );
  }
});

it('the role ends with its transaction, also with a failed one', async () => {
  await assert.rejects(
    platform.database.asTenant('miptech-company', (queryable) =>
      queryable.query('select nonsense'),
    ),
  );
  const rows = await platform.database.asOwner((queryable) =>
    queryable.query<{ role: string; path: string }>(
      `select current_user::text as role, current_setting('search_path') as path`,
    ),
  );
  assert.doesNotMatch(rows[0]?.role ?? '', /tenant/);
  assert.doesNotMatch(rows[0]?.path ?? '', /tenant/);
});

it('the same query as another tenant reads other rows', async () => {
  const users = (tenant: string) =>
    platform.database.asTenant(tenant, (queryable) =>
      queryable.query<{ id: string }>('select id from users where email = $1', [
        'demo@example.com',
      ]),
    );
  const [ours, theirs] = [await users('miptech-company'), await users('acme-corp')];
  assert.equal(ours.length, 1);
  assert.equal(theirs.length, 1);
  assert.notEqual(ours[0]?.id, theirs[0]?.id);
});

it('an id that is no plain slug never becomes a schema’s name', () => {
  for (const id of ['a"b', 'a;drop', 'A', '', '../x', 'a_b']) {
    assert.throws(
      () => platform.database.asTenant(id, () => Promise.resolve()),
      /no tenant id/,
      id,
    );
  }
});

it('the same email and password is another person with other chats', async () => {
  const ours = await signIn(platform);
  const theirs = await signIn(platform, 'acme-corp');
  assert.notEqual(ours['user']?.['id'], theirs['user']?.['id']);
  const chat = await newChat(platform, ours['access_token'] ?? '');
  const reply = await call(platform, `/chat/${chat}`, {
    tenant: 'acme-corp',
    token: theirs['access_token'] ?? '',
  });
  assert.equal(reply.status, 404);
});

it('a token of one tenant is 403 at the other, over REST and at the handshake', async () => {
  const { access_token: token = '', refresh_token: refresh = '' } = await signIn(platform);
  const reply = await call(platform, '/auth/me', { tenant: 'acme-corp', token });
  assert.equal(reply.status, 403);
  assert.equal(reply.body['error_code'], 'TENANT_MISMATCH');
  const target = `/api/v1/ws/chat?tenant_id=acme-corp&token=${token}`;
  assert.equal(await upgradeStatus(platform, target), 403);
  const renewed = await call(platform, '/auth/refresh', {
    tenant: 'acme-corp',
    body: { refresh_token: refresh },
  });
  assert.equal(renewed.status, 401);
});

it('a body that names another tenant than the header is refused', async () => {
  const { status, body } = await call(platform, '/auth/login', {
    body: { email: 'demo@example.com', password: 'demo-password', tenant_id: 'acme-corp' },
  });
  assert.equal(status, 403);
  assert.equal(body['error_code'], 'TENANT_MISMATCH');
});
