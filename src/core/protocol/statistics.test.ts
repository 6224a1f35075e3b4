import { expect } from '@open-wc/testing';
import { readStatistics } from './statistics.js';

describe('the figures of a tenant', () => {
  it('are found by name however they are grouped, and nothing else is', () => {
    const answer = {
      tenant_id: 'acme',
      users: 3,
      usage: { messages: { today: 40, limit: null }, cost: 1.5 },
      days: [1, 2],
      share: Infinity,
    };
    expect(readStatistics(answer)).to.deep.equal({
      users: 3,
      'usage.messages.today': 40,
      'usage.cost': 1.5,
    });
  });

  it('stay few and shallow whatever comes', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`n${String(at)}`, at]));
    expect(Object.keys(readStatistics(many)).length).to.equal(100);
    expect(readStatistics({ a: { b: { c: { d: 1, e: { f: 2 } } } } })).to.deep.equal({
      'a.b.c.d': 1,
    });
    for (const answer of [null, 'text', 7, [1]]) expect(readStatistics(answer)).to.deep.equal({});
  });
});
