import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { stub } from 'sinon';
import { LanguageController } from './language-controller.js';
import { addLanguage } from './languages.js';
import type { LanguageLoader } from './languages.js';
import { fill } from './strings.js';
import type { StringOverrides } from './strings.js';

const english = {
  signOut: 'Sign out',
  signIn: 'Sign in',
  wait: { one: '{seconds} second', other: '{seconds} seconds' },
};

class Worded extends LitElement {
  static override properties = { strings: { attribute: false } };
  declare strings: StringOverrides<typeof english> | null;
  readonly language = new LanguageController<typeof english>(this, 'login', english);

  constructor() {
    super();
    this.strings = null;
  }

  get says(): string {
    return this.shadowRoot?.querySelector('p')?.textContent ?? '';
  }

  /** What a screen reader takes the texts for, where it is not the page's language. */
  get marked(): string | null {
    return this.shadowRoot?.querySelector('p')?.getAttribute('lang') ?? null;
  }

  protected override render(): TemplateResult {
    return html`<p>${this.language.texts.signOut}</p>`;
  }
}
customElements.define('test-worded', Worded);

const page = document.documentElement;
const worded = (place: Element): Worded => place.querySelector<Worded>('test-worded') as Worded;
const saying = (element: Worded, text: string): Promise<void> =>
  waitUntil(() => element.says === text, `it says ${element.says} and not ${text}`);

describe('the language of an element’s texts', () => {
  const before = page.getAttribute('lang');

  afterEach(() => {
    if (before === null) page.removeAttribute('lang');
    else page.lang = before;
  });

  it('is that of the nearest ancestor, by region as well, and never blank until it is there', async () => {
    const place = await fixture(html`<div lang="de-AT"><test-worded></test-worded></div>`);
    const element = worded(place);
    expect(element.says).to.be.oneOf(['Sign out', 'Abmelden']);
    await saying(element, 'Abmelden');
    expect(element.marked).to.equal(null);
  });

  it('two on one page have each their own', async () => {
    const place = await fixture(
      html`<div>
        <div lang="fr"><test-worded></test-worded></div>
        <test-worded lang="es"></test-worded>
        <div lang="ja"><test-worded lang="en-GB"></test-worded></div>
      </div>`,
    );
    const [french, spanish, british] = place.querySelectorAll<Worded>('test-worded');
    await saying(french as Worded, 'Se déconnecter');
    await saying(spanish as Worded, 'Cerrar sesión');
    expect(british?.says).to.equal('Sign out');
    expect(british?.marked).to.equal(null);
  });

  it('comes through shadow roots, and follows each of them while the page runs', async () => {
    const host = await fixture<HTMLElement>(html`<div></div>`);
    const element = new Worded();
    host.attachShadow({ mode: 'open' }).append(element);
    page.lang = 'de';
    await saying(element, 'Abmelden');
    host.lang = 'ar';
    await saying(element, 'تسجيل الخروج');
    element.lang = 'ja';
    await saying(element, 'サインアウト');
    element.removeAttribute('lang');
    await saying(element, 'تسجيل الخروج');
  });

  it('is another one where the element is moved to', async () => {
    const place = await fixture(
      html`<div>
        <div lang="de"><test-worded></test-worded></div>
        <div lang="fr" id="there"></div>
      </div>`,
    );
    const element = worded(place);
    await saying(element, 'Abmelden');
    const there = place.querySelector<HTMLElement>('#there') as HTMLElement;
    there.append(element);
    await saying(element, 'Se déconnecter');
    there.previousElementSibling?.setAttribute('lang', 'es');
    there.lang = 'en';
    await saying(element, 'Sign out');
  });

  it('an unknown one is English and says so to a screen reader', async () => {
    const place = await fixture(html`<div lang="tlh-AQ"><test-worded></test-worded></div>`);
    expect(worded(place).says).to.equal('Sign out');
    expect(worded(place).marked).to.equal('en');
    place.setAttribute('lang', 'not a tag');
    await worded(place).updateComplete;
    expect(worded(place).says).to.equal('Sign out');
    place.setAttribute('lang', 'de');
    await saying(worded(place), 'Abmelden');
    expect(worded(place).marked).to.equal(null);
  });

  it('the page’s own texts lie over it, plurals too, and are not called English', async () => {
    const place = await fixture(html`<div lang="de"><test-worded></test-worded></div>`);
    const element = worded(place);
    element.strings = { signOut: 'Tschüss', wait: { one: 'gleich', other: '{seconds} Atemzüge' } };
    await saying(element, 'Tschüss');
    await waitUntil(() => element.language.texts.signIn === 'Anmelden');
    expect(fill(element.language.texts.wait, { seconds: 1 })).to.equal('gleich');
    place.setAttribute('lang', 'nl');
    await waitUntil(() => element.language.texts.signIn === 'Sign in');
    expect(element.says).to.equal('Tschüss');
    expect(element.marked).to.equal(null);
  });

  it('numbers are those of the page’s region', async () => {
    const place = await fixture(html`<div lang="ar-EG"><test-worded></test-worded></div>`);
    const { language } = worded(place);
    await waitUntil(() => language.texts.signIn !== 'Sign in');
    expect(fill(language.texts.wait, { seconds: 3 })).to.contain('٣ ثوانٍ');
    expect(fill(language.texts.wait, { seconds: 2 })).to.contain('ثانيتين');
    // English as well, which has no table of its own.
    for (const lang of ['en-IN', 'de-CH', 'nl']) {
      place.setAttribute('lang', lang);
      const first = lang === 'de-CH' ? 'Anmelden' : 'Sign in';
      await waitUntil(() => language.texts.signIn === first);
      const written = new Intl.NumberFormat(lang === 'nl' ? 'en' : lang).format(1_234_567);
      expect(fill(language.texts.wait, { seconds: 1_234_567 }), lang).to.contain(written);
    }
  });

  it('one that cannot be loaded is English, told of once, and tried again', async () => {
    const warn = stub(console, 'warn');
    const load = stub<[], ReturnType<LanguageLoader>>();
    load.callsFake(() => Promise.reject(new Error('offline')));
    addLanguage('x-absent', load);
    const place = await fixture(
      html`<div lang="x-absent"><test-worded></test-worded><test-worded></test-worded></div>`,
    );
    await waitUntil(() => warn.called);
    window.dispatchEvent(new Event('online'));
    await waitUntil(() => load.callCount === 2);
    // The second refusal is through when a third load begins.
    await waitUntil(() => {
      window.dispatchEvent(new Event('online'));
      return load.callCount > 2;
    });
    expect(warn.callCount).to.equal(1);
    expect(warn.firstCall.args[0]).to.contain('x-absent');
    warn.restore();
    expect(worded(place).says).to.equal('Sign out');
    expect(worded(place).marked).to.equal('en');
    load.callsFake(() => Promise.resolve({ default: { login: { signOut: 'There' } } }));
    await waitUntil(() => {
      window.dispatchEvent(new Event('online'));
      return worded(place).says === 'There';
    });
  });

  it('one that is added later reaches who is there already; what it lacks is English', async () => {
    const place = await fixture(html`<div lang="nl-BE"><test-worded></test-worded></div>`);
    const element = worded(place);
    expect(element.says).to.equal('Sign out');
    addLanguage('nl', { login: { signOut: 'Afmelden' } });
    await saying(element, 'Afmelden');
    expect(element.language.texts.signIn).to.equal('Sign in');
    expect(element.marked).to.equal(null);
    addLanguage('nl-BE', { login: { signOut: 'Uitloggen' } });
    await saying(element, 'Uitloggen');
  });

  it('many elements load it once, and none that is not shown', async () => {
    const load = stub<[], ReturnType<LanguageLoader>>();
    load.resolves({ default: { login: { signOut: 'Jedenfalls' } } });
    addLanguage('x-once', load);
    const place = await fixture(html`<div></div>`);
    expect(load.callCount).to.equal(0);
    place.setAttribute('lang', 'x-once');
    for (let count = 0; count < 5; count += 1) place.append(new Worded());
    await saying(worded(place), 'Jedenfalls');
    place.append(new Worded());
    await saying(place.lastElementChild as Worded, 'Jedenfalls');
    expect(load.callCount).to.equal(1);
  });

  it('an element that is gone is not kept by the page’s languages', async () => {
    const place = await fixture(html`<div lang="de"><test-worded></test-worded></div>`);
    const element = worded(place);
    await saying(element, 'Abmelden');
    element.remove();
    const update = stub(element, 'requestUpdate');
    place.setAttribute('lang', 'fr');
    addLanguage('x-other', {});
    window.dispatchEvent(new Event('online'));
    await Promise.resolve();
    expect(update.callCount).to.equal(0);
  });
});
