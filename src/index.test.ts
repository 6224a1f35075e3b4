import { expect, fixture, html } from '@open-wc/testing';

describe('miptech-elements', () => {
  it('registers nothing by itself; define/all registers all four', async () => {
    const entry = await import('./index.js');
    const tags = ['miptech-provider', 'miptech-login', 'miptech-chat', 'miptech-status'];
    for (const tag of tags) expect(customElements.get(tag), tag).to.equal(undefined);
    await import('./define/all.js');
    const classes = [
      entry.MiptechProvider,
      entry.MiptechLogin,
      entry.MiptechChat,
      entry.MiptechStatus,
    ];
    expect(tags.map((tag) => customElements.get(tag))).to.deep.equal(classes);
  });

  it('cloak.css hides an undefined tag, and for two seconds at the most', async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(await (await fetch(new URL('./cloak.css', import.meta.url))).text());
    document.adoptedStyleSheets.push(sheet);
    // Of the four tags none is undefined any more: the rule is tried on a stranger.
    const rule = sheet.cssRules[0] as CSSStyleRule;
    expect(rule.selectorText).to.contain('miptech-chat:not(:defined)');
    rule.selectorText = 'miptech-stranger:not(:defined)';
    const place = await fixture(html`<div><miptech-stranger>text</miptech-stranger></div>`);
    const stranger = place.firstElementChild as HTMLElement;
    expect(getComputedStyle(stranger).visibility).to.equal('hidden');
    const [animation] = stranger.getAnimations();
    expect(animation?.effect?.getComputedTiming().endTime).to.equal(2000);
    animation?.finish();
    expect(getComputedStyle(stranger).visibility).to.equal('visible');
    document.adoptedStyleSheets = [];
  });
});
