import { expect } from '@open-wc/testing';
import { answerIn, keyOf, markOf, withoutAnswer } from './answer.js';

const key = keyOf('https://id.example.com', 'web');
const place = 'https://shop.example.com/orders';

describe('the answer in the address', () => {
  it('is known by its mark, with its way and its request', () => {
    const state = encodeURIComponent(`abc-1;${markOf('left-popup', key)}`);
    const url = `${place}?row=7&code=x&state=${state}`;
    expect(answerIn(url, key)).to.deep.equal({ way: 'left-popup', id: 'abc-1', url });
  });

  it('of another client, issuer or library is left to them', () => {
    const other = keyOf('https://id.example.com', 'shop');
    expect(other).not.to.equal(key);
    for (const state of [
      `abc;${markOf('redirect', other)}`,
      'abc',
      '',
      `;${markOf('frame', key)}`,
    ]) {
      const url = `${place}?code=x&state=${encodeURIComponent(state)}`;
      expect(answerIn(url, key), state).to.equal(null);
    }
  });

  it('goes, and the page’s own query and hash stay', () => {
    const url = `${place}?row=7&code=x&state=y&iss=z&session_state=s&tab=b#top`;
    expect(withoutAnswer(url)).to.equal(`${place}?row=7&tab=b#top`);
    expect(withoutAnswer(`${place}?error=e&error_description=d&state=y#/route`)).to.equal(
      `${place}#/route`,
    );
  });
});
