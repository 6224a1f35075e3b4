import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { claimsOf } from './token.js';

function encoded(text: string): string {
  const binary = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const jwt = (payload: unknown): string =>
  [encoded('{"alg":"HS256"}'), encoded(JSON.stringify(payload)), 'signature'].join('.');

describe('what a token says of itself', () => {
  const none = {
    tenantId: null,
    userId: null,
    email: null,
    name: null,
    life: null,
    endsAt: null,
    unsigned: false,
    ended: false,
  };
  const cases: [string, object, object][] = [
    [
      'everything',
      { tenant_id: 't1', user_id: 'u1', sub: 's1', email: 'a@b.c', name: 'Ann', iat: 10, exp: 70 },
      { tenantId: 't1', userId: 'u1', email: 'a@b.c', name: 'Ann', life: 60, endsAt: 70 },
    ],
    ['only a subject', { sub: 's1' }, { userId: 's1' }],
    ['a number as id', { user_id: 7 }, { userId: '7' }],
    ['the other name of the tenant', { tenant: 't1' }, { tenantId: 't1' }],
    ['names beyond Latin', { full_name: 'Søren 日本 😀' }, { name: 'Søren 日本 😀' }],
    ['letters that only base64url has', { name: '??>>~~ÿÿÿ' }, { name: '??>>~~ÿÿÿ' }],
    ['times as text', { iat: '10', exp: '70' }, { life: 60, endsAt: 70 }],
    ['expiry without issue', { exp: 1_900_000_000 }, { endsAt: 1_900_000_000 }],
    ['issue without expiry', { iat: 1_900_000_000 }, {}],
    ['issue null', { iat: null, exp: 1_900_000_000 }, { endsAt: 1_900_000_000 }],
    ['issue empty', { iat: '', exp: 1_900_000_000 }, { endsAt: 1_900_000_000 }],
    ['expiry NaN', { iat: 10, exp: NaN }, {}],
    ['expiry in words', { iat: 10, exp: 'NaN' }, { ended: true }],
    ['expiry of another type', { iat: 0, exp: true }, { ended: true }],
    ['expiry before issue', { iat: 70, exp: 10 }, { ended: true, endsAt: 10 }],
    ['no life at all', { iat: 10, exp: 10 }, { ended: true, endsAt: 10 }],
    ['wrong types', { tenant_id: {}, user_id: [], email: true, name: null }, {}],
    ['nothing', {}, {}],
  ];
  for (const [name, payload, claims] of cases) {
    it(`is read, and only what has a usable type: ${name}`, () => {
      expect(claimsOf(jwt(payload))).to.deep.equal({ ...none, ...claims });
    });
  }

  it('tells a token that nobody signed', () => {
    for (const alg of ['none', 'None', 'NONE']) {
      const token = `${encoded(JSON.stringify({ alg }))}.${encoded('{"sub":"u"}')}.`;
      expect(claimsOf(token), alg).to.include({ unsigned: true, userId: 'u' });
    }
  });

  it('is null for an opaque or broken token', () => {
    const opaque = ['', 'opaque-key', '..', 'a.b', 'a.!!!.c', `a.${encoded('{"sub":')}.c`];
    for (const token of opaque) expect(claimsOf(token), token).to.equal(null);
  });

  it('takes nothing from a payload that is no object or brings a prototype', () => {
    for (const payload of ['null', '[]', '5', '{"__proto__":{"sub":"evil","exp":9,"iat":1}}']) {
      const claims = claimsOf(`a.${encoded(payload)}.c`);
      if (claims !== null) expect(claims, payload).to.deep.equal(none);
    }
  });

  it('never throws', () => {
    const part = fc.string({ unit: 'binary' });
    const token = fc.oneof(
      fc.array(part).map((parts) => parts.join('.')),
      fc.json().map((json) => `a.${encoded(json)}.c`),
    );
    fc.assert(
      fc.property(token, (text) => {
        const life = claimsOf(text)?.life ?? null;
        if (life !== null) expect(life).to.be.finite.and.to.be.above(0);
      }),
      { numRuns: 2000 },
    );
  });
});
