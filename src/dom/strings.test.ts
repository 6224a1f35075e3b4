import { expect } from '@open-wc/testing';
import { errorTexts } from '../core/index.js';
import { fill, sharedStrings, stringsFor, withOverrides } from './strings.js';

describe('strings', () => {
  it('every error code has a sentence for a person', () => {
    expect(Object.keys(sharedStrings.errors).sort()).to.deep.equal(Object.keys(errorTexts).sort());
    for (const text of Object.values(sharedStrings.errors)) expect(text).to.match(/[.]$/);
  });

  it('a page’s own texts lie over single texts of a group, and leave the original alone', () => {
    const before = sharedStrings.errors.timeout;
    const own = withOverrides(sharedStrings, {
      missing: 'Nicht verbunden',
      errors: { timeout: 'Zu langsam.' },
    });
    expect(own.missing).to.equal('Nicht verbunden');
    expect(own.errors.timeout).to.equal('Zu langsam.');
    expect(own.errors.forbidden).to.equal(sharedStrings.errors.forbidden);
    expect(sharedStrings.errors.timeout).to.equal(before);
    expect(withOverrides(sharedStrings, null)).to.equal(sharedStrings);
  });

  it('wrong types in a page’s texts do no harm', () => {
    const own = withOverrides(sharedStrings, { missing: 7, errors: null, other: 'x' } as never);
    expect(own.missing).to.equal(sharedStrings.missing);
    expect(own.errors).to.deep.equal(sharedStrings.errors);
    expect(Object.keys(own)).to.deep.equal(Object.keys(sharedStrings));
  });

  it('an unknown language falls back to English', () => {
    const tables = { en: { hello: 'hello' }, de: { hello: 'hallo' } };
    expect(stringsFor('de-AT', tables).hello).to.equal('hallo');
    expect(stringsFor('tlh', tables).hello).to.equal('hello');
    expect(stringsFor('', tables).hello).to.equal('hello');
  });

  it('fill leaves unknown names as they are', () => {
    expect(fill('{seconds} s {other}', { seconds: 3 })).to.equal('3 s {other}');
  });
});
