import { expect } from '@open-wc/testing';
import { usableLanguage } from '../../dom/language.js';
import { timesIn } from './message-time.js';

const at = new Date(2025, 2, 3, 16, 5).getTime();

describe('times of messages', () => {
  it('follow the language', () => {
    expect(timesIn('de').short(at)).to.equal('16:05');
    expect(timesIn('en-US').short(at)).to.match(/^4:05\sPM$/);
    expect(timesIn('de').full(at)).to.contain('Montag').and.contain('März').and.contain('16:05');
    expect(timesIn('de').machine(at)).to.equal(new Date(at).toISOString());
  });

  it('a lang that is no language tag does not take the conversation down', () => {
    for (const language of ['x', 'de_DE', '', '<b>', undefined]) {
      expect(timesIn(language).short(at), String(language)).to.not.equal('');
    }
    expect(usableLanguage('de_DE')).to.equal(undefined);
  });

  it('a time out of range is nothing, and no exception', () => {
    for (const wrong of [Number.NaN, Infinity, 1e20]) {
      const { short, full, machine } = timesIn('en');
      expect([short(wrong), full(wrong), machine(wrong)]).to.deep.equal(['', '', '']);
    }
  });
});
