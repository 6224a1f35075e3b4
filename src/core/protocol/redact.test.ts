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
