import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { redacted, redactedText } from './redact.js';

const signed = fc
  .stringMatching(/^[A-Za-z0-9_-]{8,40}$/)
  .map((middle) => `eyJhbGciOiJIUzI1NiJ9.${middle}.c2lnbmF0dXJl`);
/** Anything a header can carry, which is what a token is made of. */
const secrets = fc.oneof(
  signed,
  fc.stringMatching(/^[!-~]{8,60}$/),
  fc.stringMatching(/^[!-~][ -~]{8,60}[!-~]$/),
);

/** Values with `secret` in them somewhere: as a text, in one, as a name, in an address, in JSON. */
function planted(secret: string): fc.Arbitrary<unknown> {
  const text = fc.constantFrom(
    secret,
    `before ${secret} behind`,
    `https://api.example.com/x?token=${encodeURIComponent(secret)}&y=1`,
    `Authorization: Bearer ${secret}`,
    JSON.stringify({ access_token: secret }),
    `${'x'.repeat(1990)}${secret}`,
    `${secret}${secret}`,
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.string(), text), tie('value'), { minKeys: 1, maxKeys: 3 }),
      text.map((message) => new Error(message)),
    ),
  }));
  return value;
}

describe('redact', () => {
  it('a secret that is known survives nowhere, however deep and in whatever form', () => {
    fc.assert(
      fc.property(
        secrets.chain((secret) => fc.tuple(fc.constant(secret), planted(secret))),
        ([secret, value]) => {
          const shown = JSON.stringify(redacted(value, [secret]));
          const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
          for (const form of forms) expect(shown.includes(form), shown).to.equal(false);
        },
      ),
    );
  });

  it('a token that nobody told of is known by its looks', () => {
    fc.assert(
      fc.property(
        signed.chain((token) => fc.tuple(fc.constant(token), planted(token))),
        ([token, value]) => {
          expect(JSON.stringify(redacted(value, [])).includes(token)).to.equal(false);
        },
      ),
    );
  });

  it('nobody reads what its name calls a secret', () => {
    const named = {
      Authorization: 'Bearer abc',
      password: 'hunter2',
      refresh_token: { inner: 'hunter2' },
      apiKey: 'hunter2',
      'Set-Cookie': ['hunter2'],
      nested: [{ clientSecret: 'hunter2' }],
    };
    expect(JSON.stringify(redacted(named, []))).not.to.match(/hunter2|abc/);
  });

  it('what only sounds like a secret stays readable', () => {
    const settings = {
      accessTokenKey: 'miptech_access_token',
      tokenStorage: 'local',
      max_tokens: 9,
    };
    expect(redacted(settings, [])).to.deep.equal(settings);
  });

  it('of an email address stays where it is at', () => {
    expect(redactedText('sent to ann.b@example.com.', [])).to.equal('sent to a…@example.com.');
  });

  it('an address keeps its path and loses user, password and token', () => {
    expect(redactedText('wss://ann:pw@api.example.com/ws?tenant_id=a&token=abc', [])).to.equal(
      'wss://•••@api.example.com/ws?tenant_id=a&token=•••',
    );
  });

  it('a secret that nobody told of is known by its name, in whatever way a text has it', () => {
    const texts = [
      '{\\"refresh_token\\":\\"hunter2\\"}',
      '{"Authorization":"Basic hunter2"}',
      "{'Set-Cookie': 'sid=hunter2; Path=/'}",
      '"password":"ab\\"hunter2"',
      '/login?next=%2Fcallback%3Faccess_token%3Dhunter2%26state%3D1',
      'next=%252F%253Fapi_key%253Dhunter2',
      'pwd=hunter2&passphrase=hunter2',
      'Authorization=bearer%20hunter2',
      'postgres://ann:pa@hunter2@db.example.com/chats',
      `{"password":"${'x'.repeat(20_000)}hunter2`,
    ];
    for (const text of texts) expect(redactedText(text, [])).not.to.contain('hunter2');
    expect(redactedText(texts[4] ?? '', [])).to.match(/^\/login\?next=.*%26state%3D1$/);
  });

  it('a secret that is known is found in every way in which an address encodes it', () => {
    const secret = 'opaque~(1)!of+the page';
    const query = new URLSearchParams({ ticket: secret }).toString();
    expect(query).not.to.contain(encodeURIComponent(secret));
    expect(redactedText(`wss://api.example.com/ws?${query}`, [secret])).to.match(/ticket=•••$/);
  });

  it('an email address is known where an address encodes it, and in every script', () => {
    expect(redactedText('?email=ann%40example.com&a=1', [])).to.equal('?email=a…@example.com&a=1');
    expect(redactedText('ann@münchen.de', [])).to.equal('a…@münchen.de');
  });

  it('half a secret is not left where a text is cut before it is looked through', () => {
    const secret = `a-secret-of-${'its-own-'.repeat(20)}`;
    for (let before = 11_700; before < 12_100; before += 50) {
      const text = `${`token=${'x'.repeat(80)} `.repeat(200).slice(0, before)}${secret.repeat(9)}`;
      expect(redactedText(text, [secret])).not.to.contain('a-secret');
    }
  });

  it('a value that is tied to itself in many ways, or very large, takes no time and no room', () => {
    const graph: Record<string, unknown> = {};
    for (let index = 0; index < 40; index += 1) graph[`part${String(index)}`] = graph;
    const texts = Array.from({ length: 100 }, () => '\u0001'.repeat(3000));
    const wide = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`${'n'.repeat(1900)}${String(index)}`, texts]),
    );
    for (const value of [graph, texts, wide, 'eyJ'.repeat(500_000)]) {
      expect(JSON.stringify(redacted(value, [])).length).to.be.lessThan(200_000);
    }
  });

  it('an object that does not let itself be read takes nothing else with it', () => {
    const closed = {
      get inside(): string {
        throw new Error('closed');
      },
    };
    expect(redacted({ closed, open: 1 }, [])).to.deep.equal({ closed: {}, open: 1 });
  });

  it('a short secret takes no other words apart', () => {
    expect(redactedText('the cat in the category', ['cat'])).to.equal('the ••• in the category');
  });

  it('long values are cut, and nothing makes it throw', () => {
    const round: Record<string, unknown> = { big: 1n, never: undefined, call: () => 1, not: NaN };
    round['round'] = round;
    expect(JSON.stringify(redacted(round, [])).length).to.be.lessThan(1000);
    expect(redactedText('a'.repeat(5000), []).length).to.be.lessThan(2100);
    fc.assert(
      fc.property(fc.anything(), (value) => {
        JSON.stringify(redacted(value, []));
      }),
    );
  });
});
