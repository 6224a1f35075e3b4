import { expect, fixture, html } from '@open-wc/testing';
import { languageOf } from './language.js';

describe('the language of an element', () => {
  it('is its own, or that of the nearest ancestor', async () => {
    const outer = await fixture<HTMLElement>(
      html`<div lang="de">
        <p><b lang="fr"></b></p>
      </div>`,
    );
    expect(languageOf(outer.querySelector('p') as Element)).to.equal('de');
    expect(languageOf(outer.querySelector('b') as Element)).to.equal('fr');
  });

  it('comes into a shadow tree from its host', async () => {
    const host = await fixture<HTMLElement>(html`<div lang="ar"></div>`);
    const inner = document.createElement('p');
    host.attachShadow({ mode: 'open' }).append(inner);
    expect(languageOf(inner)).to.equal('ar');
  });

  it('is none where a page takes it back', async () => {
    const outer = await fixture<HTMLElement>(html`<div lang="de"><p lang=""></p></div>`);
    expect(languageOf(outer.querySelector('p') as Element)).to.equal(undefined);
  });
});
