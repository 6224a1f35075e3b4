/** The REST calls: what they answer, how they refuse, and what else the server serves. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createPlatform, type Platform } from '../../demo/platform/server.js';
import {
  SECOND,
  call,
  documentationFolder,
  newChat,
  rawStatus,
  signIn,
  startPlatform,
  temporaryFolder,
  type Json,
} from './harness.js';

let platform: Platform;
let token: string;

before(async () => {
  platform = await startPlatform({ warmUpMilliseconds: 1000 });
});
after(() => platform.close());

describe('readiness', () => {
  it('health is not ready during the warm-up, names each service, then is ready', async () => {
    const early = await call(platform, '/health');
    assert.equal(early.status, 200);
    assert.equal(early.body['ai_services_ready'], false);
    assert.equal(early.body['status'], 'initializing');
    assert.deepEqual(Object.keys(early.body['services'] ?? {}), [
      'vector_database',
      'llm_service',
      'rag_pipeline',
      'tenant_database',
      'cache_layer',
    ]);
    let late = early;
    for (let wait = 0; wait < 100 && late.body['status'] !== 'healthy'; wait += 1) {
      await delay(50);
      late = await call(platform, '/health');
    }
    assert.equal(late.body['ai_services_ready'], true);
    assert.equal(late.body['status'], 'healthy');
  });
});

describe('the tenant header', () => {
  it('missing is 422 in FastAPI’s words, also when the query names a tenant', async () => {
    const { status, body } = await call(platform, '/health?tenant_id=acme-corp', { tenant: null });
    assert.equal(status, 422);
    assert.deepEqual(body, {
      detail: [
        { type: 'missing', loc: ['header', 'x-tenant-id'], msg: 'Field required', input: null },
      ],
    });
  });

  it('unknown is 404 TENANT_NOT_FOUND in the platform’s words', async () => {
    const { status, body } = await call(platform, '/chat/config', { tenant: 'nobody' });
    assert.equal(status, 404);
    assert.equal(body['success'], false);
    assert.equal(body['error_code'], 'TENANT_NOT_FOUND');
    assert.equal(body['details']?.['tenant_id'], 'nobody');
  });
});

describe('registering and signing in', () => {
  it('register answers with tokens and the user, and the same email again is 409', async () => {
    const person = { email: 'New.Person@example.com', password: 'long-enough', full_name: 'New' };
    const first = await call(platform, '/auth/register', { body: person });
    assert.equal(first.status, 201);
    assert.equal(first.body['token_type'], 'bearer');
    assert.equal(first.body['expires_in'], 900);
    assert.equal(first.body['user']?.['email'], 'new.person@example.com');
    const again = await call(platform, '/auth/register', { body: person });
    assert.equal(again.status, 409);
    assert.equal(again.body['error_code'], 'EMAIL_ALREADY_REGISTERED');
  });

  it('the access token carries the claims that clients read', async () => {
    const { access_token: access = '', user } = await signIn(platform);
    const claims = JSON.parse(
      Buffer.from(access.split('.')[1] ?? '', 'base64url').toString('utf8'),
    ) as Json;
    assert.equal(claims['tenant_id'], 'miptech-company');
    assert.equal(claims['user_id'], user?.['id']);
    assert.equal(claims['sub'], user?.['id']);
    assert.equal(Number(claims['exp']) - Number(claims['iat']), 900);
    assert.equal(typeof claims['jti'], 'string');
  });

  it('a wrong password and an unknown email are the same 401', async () => {
    const wrong = { email: 'demo@example.com', password: 'not-the-password' };
    const unknown = { email: 'nobody@example.com', password: 'not-the-password' };
    const replies = [
      await call(platform, '/auth/login', { body: wrong }),
      await call(platform, '/auth/login', { body: unknown }),
    ];
    for (const { status, body, headers } of replies) {
      assert.equal(status, 401);
      assert.equal(body['error_code'], 'INVALID_CREDENTIALS');
      assert.equal(headers.get('www-authenticate'), 'Bearer');
    }
    assert.deepEqual(replies[0]?.body, replies[1]?.body);
  });

  it('a body that is not valid is 422 and never sends a password back', async () => {
    const { status, body } = await call(platform, '/auth/register', {
      body: { email: 'no-email', password: 'secret7' },
    });
    assert.equal(status, 422);
    const problems = body['detail'] ?? [];
    assert.deepEqual(
      problems.map((problem) => [problem['loc']?.[1], problem['type']]),
      [
        ['email', 'value_error'],
        ['password', 'string_too_short'],
        ['full_name', 'missing'],
      ],
    );
    assert.ok(!JSON.stringify(body).includes('secret7'));
  });

  it('a body that is no JSON, no object or empty is 422', async () => {
    for (const text of ['{', '[]', '"x"', '']) {
      const response = await fetch(`${platform.url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'X-Tenant-ID': 'miptech-company', 'Content-Type': 'application/json' },
        body: text,
      });
      assert.equal(response.status, 422, text);
    }
  });

  it('me answers bare, and without a token it is 401 AUTH_REQUIRED', async () => {
    ({ access_token: token = '' } = await signIn(platform));
    const me = await call(platform, '/auth/me', { token });
    assert.equal(me.body['email'], 'demo@example.com');
    const nobody = await call(platform, '/auth/me');
    assert.equal(nobody.status, 401);
    assert.equal(nobody.body['error_code'], 'AUTH_REQUIRED');
  });

  it('a token that is forged or unsigned is 401 INVALID_TOKEN', async () => {
    const [, payload = '', signature = ''] = token.split('.');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    const forged = Buffer.from(
      Buffer.from(payload, 'base64url').toString('utf8').replace('miptech-company', 'acme-corp'),
    ).toString('base64url');
    for (const bad of [
      'junk',
      `${unsigned}.${payload}.`,
      `${token.split('.')[0] ?? ''}.${forged}.${signature}`,
    ]) {
      const { status, body } = await call(platform, '/auth/me', { token: bad });
      assert.equal(status, 401);
      assert.equal(body['error_code'], 'INVALID_TOKEN');
    }
  });
});

describe('chats', () => {
  it('created bare, listed, sent to over REST, and read back in order', async () => {
    const id = await newChat(platform, token);
    const sent = await call(platform, `/chat/${id}/message`, {
      token,
      body: { message: 'How do I change the colours?', client_message_id: 'one' },
    });
    assert.equal(sent.status, 200);
    assert.equal(sent.body['success'], true);
    const answer = sent.body['data'];
    assert.match(answer?.['message'] ?? '', /\*\*Colours\*\*.*Theming[^]*--sample-accent/);
    const chat = await call(platform, `/chat/${id}`, { token });
    const title = chat.body['data']?.['title'];
    const messages = chat.body['data']?.['messages'];
    assert.equal(title, 'How do I change the colours?');
    assert.deepEqual(
      messages?.map((message) => [message['role'], message['client_message_id']]),
      [
        ['user', 'one'],
        ['assistant', undefined],
      ],
    );
    assert.equal(messages?.[1]?.['id'], answer?.['message_id']);
    assert.ok(!Number.isNaN(Date.parse(messages?.[0]?.['timestamp'] ?? '')));
    const list = await call(platform, '/chat/list', { token });
    const listed = list.body['data']?.['chats']?.find((entry) => entry['chat_id'] === id);
    assert.equal(listed?.['message_count'], 2);
  });

  it('a source’s address opens the very section', async () => {
    const id = await newChat(platform, token);
    const { body } = await call(platform, `/chat/${id}/message`, {
      token,
      body: { message: 'colours' },
    });
    const url = new URL(body['data']?.['sources']?.[0]?.['url'] ?? '');
    assert.equal(url.origin, platform.url);
    const page = await (await fetch(url)).text();
    assert.ok(page.includes(`id="${url.hash.slice(1)}"`));
  });

  it('without a token 401; another’s chat and no chat are both 404', async () => {
    assert.equal((await call(platform, '/chat', { body: {} })).status, 401);
    const id = await newChat(platform, token);
    const other = await call(platform, '/auth/register', {
      body: { email: 'other@example.com', password: 'long-enough', full_name: 'Other' },
    });
    for (const unknown of [id, '00000000-0000-4000-8000-000000000000', 'no-uuid']) {
      const { status, body } = await call(platform, `/chat/${unknown}`, {
        token: other.body['access_token'] ?? '',
      });
      assert.equal(status, 404);
      assert.equal(body['error_code'], 'CHAT_NOT_FOUND');
    }
  });

  it('the form with a slash redirects with 307, as Starlette does', async () => {
    const { status, headers } = await call(platform, '/chat/', { token, body: {} });
    assert.equal(status, 307);
    assert.equal(headers.get('location'), `${platform.url}/api/v1/chat`);
  });

  it('unknown addresses are 404 and wrong methods 405 before any header matters', async () => {
    const unknown = await call(platform, '/nothing', { tenant: null });
    assert.equal(unknown.status, 404);
    assert.deepEqual(unknown.body, { detail: 'Not Found' });
    assert.equal((await call(platform, '/ws/chat', { tenant: null })).status, 404);
    const wrong = await call(platform, '/auth/login', { tenant: null });
    assert.equal(wrong.status, 405);
    assert.equal(wrong.headers.get('allow'), 'POST');
  });
});

describe('config and administration', () => {
  it('config and tenant answer before a sign-in, stats only to an administrator', async () => {
    const config = await call(platform, '/chat/config');
    assert.equal(config.body['data']?.['max_message_length'], 8000);
    const own = await call(platform, '/chat/config', { tenant: 'acme-corp' });
    assert.match(String(own.body['data']?.['greeting']), /Acme/);
    assert.notDeepEqual(own.body['data']?.['suggestions'], config.body['data']?.['suggestions']);
    assert.ok(config.body['meta']?.['request_id']?.startsWith('req_'));
    const tenant = await call(platform, '/admin/tenant');
    assert.equal(tenant.body['data']?.['features']?.['user_management'], true);
    assert.equal(tenant.body['data']?.['limits']?.['messages_per_day'], 10_000);
    assert.equal((await call(platform, '/admin/stats')).status, 401);
    const stats = await call(platform, '/admin/stats', { token });
    assert.ok(Number(stats.body['data']?.['users']) >= 1);
  });

  it('the figures of each tenant are refused to whoever is no administrator of it', async () => {
    for (const tenant of ['miptech-company', 'acme-corp']) {
      const chief = await signIn(platform, tenant);
      const other = await signIn(platform, tenant, SECOND);
      assert.equal(chief['user']?.['role'], 'admin');
      assert.equal(other['user']?.['role'], 'member');
      const as = (reply: Json, route: string) =>
        call(platform, route, { token: reply['access_token'] ?? '', tenant });
      assert.equal((await as(chief, '/admin/stats')).status, 200);
      const refused = await as(other, '/admin/stats');
      assert.equal(refused.status, 403);
      assert.equal(refused.body['success'], false);
      assert.equal(refused.body['error_code'], 'ADMIN_REQUIRED');
      assert.deepEqual(refused.body['details'], { required_role: 'admin', status_code: 403 });
      assert.equal(refused.body['data'], undefined, 'no figure leaves with the refusal');
      assert.equal((await as(other, '/admin/tenant')).status, 200);
      assert.equal((await as(other, '/auth/me')).body['role'], 'member');
    }
  });

  it('nobody makes themselves an administrator by registering, nor by renewing a session', async () => {
    const body = { email: 'climber@example.com', password: 'long-enough', full_name: 'Climber' };
    const made = await call(platform, '/auth/register', {
      body: { ...body, role: 'admin', is_admin: true },
    });
    assert.equal(made.status, 201);
    assert.equal(made.body['user']?.['role'], 'member');
    const renewed = await call(platform, '/auth/refresh', {
      body: { refresh_token: made.body['refresh_token'], role: 'admin' },
    });
    assert.equal(renewed.body['user']?.['role'], 'member');
    const stats = await call(platform, '/admin/stats', {
      token: renewed.body['access_token'] ?? '',
    });
    assert.equal(stats.status, 403);
  });

  it('a data folder that is older than the roles gets them, and its administrator', async () => {
    const settings = {
      port: 0,
      dataFolder: await temporaryFolder(),
      docsRoot: await documentationFolder(),
      quiet: true,
    };
    const before = await createPlatform(settings);
    await before.database.asOwner((queryable) =>
      queryable.query('alter table tenant_miptech_company.users drop column role'),
    );
    await before.close();
    const later = await createPlatform(settings);
    try {
      assert.equal((await signIn(later))['user']?.['role'], 'admin');
      assert.equal((await signIn(later, undefined, SECOND))['user']?.['role'], 'member');
    } finally {
      await later.close();
    }
  });

  it('a feature that is off is refused by name', async () => {
    const { status, body } = await call(platform, '/auth/register', {
      tenant: 'public-demo',
      body: { email: 'a@example.com', password: 'long-enough', full_name: 'A' },
    });
    assert.equal(status, 403);
    assert.equal(body['error_code'], 'FEATURE_DISABLED');
    assert.equal(body['details']?.['feature'], 'user_management');
  });
});

describe('calls from other origins', () => {
  const preflight = (origin: string, headers: string, method = 'POST') =>
    fetch(`${platform.url}/api/v1/chat`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': headers,
      },
    });

  it('the three headers pass, cached for ten minutes', async () => {
    const response = await preflight(
      'http://localhost:3000',
      'authorization,content-type,x-tenant-id',
    );
    assert.equal(response.status, 200);
    assert.equal(await response.text(), 'OK');
    assert.equal(response.headers.get('access-control-allow-origin'), 'http://localhost:3000');
    assert.equal(response.headers.get('access-control-max-age'), '600');
  });

  it('any other header, origin or method is refused in Starlette’s words', async () => {
    const cases = [
      ['http://localhost:3000', 'x-tenant', 'POST', 'Disallowed CORS headers'],
      ['http://localhost:3000', 'user-agent', 'POST', 'Disallowed CORS headers'],
      ['https://evil.example', '', 'POST', 'Disallowed CORS origin'],
      ['http://localhost.evil.example', '', 'POST', 'Disallowed CORS origin'],
      ['http://localhost:3000', '', 'DELETE', 'Disallowed CORS method'],
    ] as const;
    for (const [origin, headers, method, text] of cases) {
      const response = await preflight(origin, headers, method);
      assert.equal(response.status, 400, text);
      assert.equal(await response.text(), text);
    }
  });

  it('errors can be read across origins too, and Retry-After is exposed', async () => {
    const headers = { Origin: 'http://127.0.0.1:5173' };
    for (const reply of [
      await call(platform, '/auth/me', { headers }),
      await call(platform, '/health', { headers, tenant: null }),
      await call(platform, '/nothing', { headers }),
    ]) {
      assert.equal(reply.headers.get('access-control-allow-origin'), headers.Origin);
      assert.equal(reply.headers.get('access-control-expose-headers'), 'Retry-After, X-Request-ID');
      assert.match(reply.headers.get('vary') ?? '', /Origin/);
    }
    const foreign = await call(platform, '/health', {
      headers: { Origin: 'https://evil.example' },
    });
    assert.equal(foreign.headers.get('access-control-allow-origin'), null);
  });
});

describe('pages', () => {
  it('documents are readable, and neither HTML nor script addresses in them do anything', async () => {
    const response = await fetch(`${platform.url}/docs/theming.html`);
    const page = await response.text();
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.equal(response.headers.get('cache-control'), 'no-cache');
    assert.ok(page.includes('&lt;script&gt;'));
    assert.ok(!page.includes('<script'));
    assert.ok(!page.includes('javascript:'));
  });

  it('links between documents lead to their pages', async () => {
    const page = await (await fetch(`${platform.url}/docs/README.html`)).text();
    assert.ok(page.includes('href="/docs/theming.html#colours"'));
    assert.ok(!page.includes('missing.md'));
  });

  it('nothing outside the served folders can be reached', async () => {
    for (const target of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/dist/../package.json',
      '/dist/%2e%2e/package.json',
      '/dist/..%2fpackage.json',
      '/dist/..%5cpackage.json',
      '/docs/..%2f..%2fetc/passwd.md',
      '//etc/passwd',
      '/platform/main.ts',
      '/%70latform/main.ts',
      '/./platform/main.ts',
      '/platform%2fmain.ts',
      '/.data/platform/lock.json',
    ]) {
      assert.equal(await rawStatus(platform.port, target), 404, target);
    }
  });
});
