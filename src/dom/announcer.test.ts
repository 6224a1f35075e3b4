import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { Announcer, announceDelay } from './announcer.js';
import { controls } from './tokens.js';

class Speaker extends LitElement {
  static override styles = controls;
  readonly announcer = new Announcer(this);
  protected override render(): TemplateResult {
    return this.announcer.render();
  }
}
customElements.define('test-speaker', Speaker);

describe('Announcer', () => {
  let element: Speaker;
  const region = (role: string): string =>
    element.shadowRoot?.querySelector(`[role=${role}]`)?.textContent ?? '';

  beforeEach(async () => {
    element = await fixture<Speaker>(html`<test-speaker></test-speaker>`);
  });

  it('says what came together in one go, once', async () => {
    const said: string[] = [];
    const watch = new MutationObserver(() => said.push(region('status')));
    watch.observe(element.shadowRoot as ShadowRoot, { subtree: true, childList: true });
    element.announcer.announce('Answer complete.');
    element.announcer.announce('Connected.');
    expect(region('status')).to.equal('');
    await aTimeout(announceDelay + 50);
    expect(said.filter((text) => text !== '')).to.deep.equal(['Answer complete. Connected.']);
    expect(region('alert')).to.equal('');
  });

  it('says the same sentence again when it comes again', async () => {
    const changes: string[] = [];
    element.announcer.announce('Answer complete.');
    await aTimeout(announceDelay + 50);
    const watch = new MutationObserver(() => changes.push(region('status')));
    watch.observe(element.shadowRoot as ShadowRoot, { subtree: true, childList: true });
    element.announcer.announce('Answer complete.');
    await aTimeout(announceDelay + 50);
    expect(changes).to.deep.equal(['', 'Answer complete.']);
  });

  it('an urgent text interrupts', async () => {
    element.announcer.announce('Not delivered.', true);
    await aTimeout(announceDelay + 50);
    expect(region('alert')).to.equal('Not delivered.');
    expect(region('status')).to.equal('');
  });

  it('removed before it spoke: says nothing later', async () => {
    element.announcer.announce('Answer complete.');
    const place = element.parentElement;
    element.remove();
    await aTimeout(announceDelay + 50);
    place?.append(element);
    expect(region('status')).to.equal('');
  });
});
