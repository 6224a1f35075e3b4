/**
 * Sign-ins whose reply is hostile or broken, against a scripted platform on a real port. Each test
 * bears the number of its row in the list of faults.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errorTexts } from '../../src/core/index.js';
import type { MiptechError } from '../../src/core/index.js';
import { ScriptedStorage } from '../../src/testing/scripted-host.js';
import { DEMO } from '../platform/harness.js';
import { rig } from './tools/node-client.js';
import { TENANT, jwt } from './tools/scripted-platform.js';
import type { Answer } from './tools/scripted-platform.js';

/** Waiting costs nothing, so these tests wait together. */
const together = { concurrency: 8, timeout: 60_000 };
/** Longest token that is taken, in characters. */
const longest = 8192;
const now = Math.floor(Date.now() / 1000);
const good = { tenant_id: TENANT, sub: 'user-1', iat: now, exp: now + 900 };
const user = { id: 'user-1', email: DEMO.email, full_name: 'Demo' };

function tokens(accessToken: unknown): Answer {
  return { body: { access_token: accessToken, refresh_token: 'refresh-0-hostile', user } };
}

/** A JWT of exactly this length. */
function jwtOfLength(length: number): string {
  const token = jwt(good);
  return token + 'c'.repeat(length - token.length);
}

const hostile: Readonly<Record<string, Answer>> = {
  'no token': { body: { user } },
  'an empty token': tokens(''),
  'the token “undefined”': tokens('undefined'),
  'a token that is a number': tokens(7),
  'a token that is an object': tokens({ value: jwt(good) }),
  'a JWT that is too long': tokens(jwtOfLength(longest + 1)),
  'an opaque token that is too long': tokens('x'.repeat(longest + 1)),
  'a token with a sign that no header takes': tokens('token-😀-eyJ'),
  'a token of two lines': tokens('token\r\nX-Evil: 1-eyJ'),
  'a token of a megabyte': tokens('x'.repeat(1 << 20)),
  'exp that is no number': tokens(jwt({ ...good, exp: 'NaN' })),
  'exp that is an object': tokens(jwt({ ...good, exp: {} })),
  'exp in the past': tokens(jwt({ ...good, iat: now - 7200, exp: now - 7200 })),
  'exp before iat': tokens(jwt({ ...good, exp: now - 60 })),
  'exp equal to iat': tokens(jwt({ ...good, exp: now })),
  'alg none': tokens(jwt(good, { alg: 'none' })),
  'alg NONE': tokens(jwt(good, { alg: 'NONE', typ: 'JWT' })),
  'the token of another tenant': tokens(jwt({ ...good, tenant_id: 'acme-corp' })),
  'an empty body': { body: undefined },
  'a list': { body: [jwt(good)] },
  'a page': { body: '<h1>Welcome</h1>' },
};

describe('a hostile reply to a sign-in', together, () => {
  for (const call of ['login', 'register'] as const) {
    for (const [hazard, answer] of Object.entries(hostile)) {
      // A registration without tokens is followed by a sign-in; then that one's reply counts.
      test(`row 35: ${call}, ${hazard} – refused with a reason, nothing kept`, async (t) => {
        const world = rig(t);
        const platform = await world.scripted();
        for (const path of ['POST /auth/login', 'POST /auth/register']) {
          platform.routes.set(path, () => answer);
        }
        const storage = new ScriptedStorage();
        const person = world.person(platform, {}, { storage });
        person.client.start();
        const { session } = person.client;
        const signIn =
          call === 'login' ? session.login(DEMO) : session.register({ ...DEMO, fullName: 'Demo' });
        const error = (await signIn.then(
          () => assert.fail('it was taken'),
          (thrown: unknown) => thrown,
        )) as MiptechError;
        assert.ok(Object.hasOwn(errorTexts, error.code), `a known reason: ${error.code}`);
        assert.ok(error.message.length > 0 && error.message.length < 300);
        assert.doesNotMatch(`${error.message} ${error.fix}`, /eyJ|xxxx/, 'no token in it');
        assert.equal(session.get().phase, 'signed-out');
        assert.equal(session.get().error, error);
        assert.doesNotMatch([...storage.values.values()].join(), /eyJ|xxxx|refresh-0/);
        assert.equal(platform.knocks.length, 0);
        // The next sign-in is none the worse for it.
        platform.routes.clear();
        await session.login(DEMO);
        await person.phase('ready');
      });
    }
  }
});

describe('a token that is odd or long', together, () => {
  const odd: Readonly<Record<string, string>> = {
    'with signs that addresses reserve': 'a&b=c+d/e%f#g?h&token=evil',
    'with signs that look encoded': '%00%2e%2e%26token%3Devil',
    'of 8 kB': jwtOfLength(longest),
  };
  for (const [name, token] of Object.entries(odd)) {
    test(`row 41: ${name}, over a real line – it arrives as it is`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      platform.routes.set('POST /auth/login', () => tokens(token));
      platform.routes.set('POST /chat', () => ({ body: { chat_id: 'chat-1' } }));
      platform.handshake = () => 'accept';
      const person = world.person(platform);
      await person.connect();
      assert.deepEqual(platform.knocks[0]?.query.getAll('token'), [token]);
      assert.equal(platform.calls('POST /chat')[0]?.token, token);
    });
  }
});
