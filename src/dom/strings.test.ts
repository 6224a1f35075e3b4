import { expect } from '@open-wc/testing';
import { errorTexts } from '../core/index.js';
import { fill, sharedStrings, withOverrides } from './strings.js';

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

  it('a number takes the form and the digits of its language', () => {
    const text = { one: '{count} Wort', other: '{count} Wörter', locale: 'de' };
    expect(fill(text, { count: 1 })).to.equal('1 Wort');
    expect(fill(text, { count: 12_345 })).to.equal('12.345 Wörter');
    expect(fill({ one: '{count} word', other: '{count} words' }, { count: 0 })).to.equal('0 words');
    const arabic = { two: 'كلمتان', few: '{count} كلمات', other: '{count} كلمة', locale: 'ar-EG' };
    expect(fill(arabic, { count: 2 })).to.equal('كلمتان');
    expect(fill(arabic, { count: 3 })).to.equal('٣ كلمات');
    expect(fill(arabic, { count: 100 })).to.equal('١٠٠ كلمة');
  });

  it('a page’s own plural replaces all forms; a plain text of its own is for every number', () => {
    const texts = { found: { one: '{count} hit', other: '{count} hits' }, none: 'nothing' };
    const own = { found: { other: '{count} résultats', one: '{count} résultat' } };
    const french = withOverrides(texts, own, 'fr');
    expect(fill(french.found, { count: 0 })).to.equal('0 résultat');
    const plain = withOverrides(texts, { found: 'Treffer: {count}' }, 'de');
    expect(fill(plain.found, { count: 1234 })).to.equal('Treffer: 1.234');
    const wrong = withOverrides(texts, { found: { one: 'x' }, none: { other: 'x' } } as never);
    expect(wrong).to.deep.equal(texts);
  });

  it('fill leaves unknown names as they are', () => {
    expect(fill('{name} s {other}', { name: 'three' })).to.equal('three s {other}');
    expect(fill({ other: '{seconds} s {more}' }, { seconds: 3 })).to.equal('3 s {more}');
  });
});
