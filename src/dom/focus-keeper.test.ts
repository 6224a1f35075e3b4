import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { FocusKeeper } from './focus-keeper.js';

class KeeperHost extends LitElement {
  static override properties = { gone: { state: true } };
  declare gone: boolean;

  constructor() {
    super();
    this.gone = false;
    new FocusKeeper(this, (focused) => [
      null,
      this.renderRoot.querySelector<HTMLElement>('#leaving'),
      focused.closest<HTMLElement>('section'),
    ]);
  }

  get focused(): string | undefined {
    return this.shadowRoot?.activeElement?.id;
  }

  protected override render() {
    return html`<section id="place" tabindex="-1">
      ${this.gone ? '' : html`<button id="pressed">Pressed</button><i id="leaving" tabindex="0"></i>`}
      <button id="other">Other</button>
    </section>`;
  }
}
customElements.define('test-keeper-host', KeeperHost);

async function made(focus: string): Promise<KeeperHost> {
  const host = await fixture<KeeperHost>(html`<test-keeper-host></test-keeper-host>`);
  host.shadowRoot?.querySelector<HTMLElement>(`#${focus}`)?.focus();
  host.gone = true;
  await host.updateComplete;
  return host;
}

describe('FocusKeeper', () => {
  it('what had the focus is gone: the first place that is left has it', async () => {
    expect((await made('pressed')).focused).to.equal('place');
  });

  it('what has the focus is still there: it is left alone', async () => {
    expect((await made('other')).focused).to.equal('other');
  });

  it('focus outside the element is not taken', async () => {
    const outside = await fixture<HTMLButtonElement>(html`<button>Outside</button>`);
    const host = await fixture<KeeperHost>(html`<test-keeper-host></test-keeper-host>`);
    outside.focus();
    host.gone = true;
    await host.updateComplete;
    expect(document.activeElement === outside).to.equal(true);
  });
});
