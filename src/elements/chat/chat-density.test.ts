import { expect, fixture, html } from '@open-wc/testing';
import '../../define/chat.js';
import '../../define/login.js';
import '../../define/status.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { part, settle } from './test-support.js';

const answer = memoryMessage({
  id: 'a',
  role: 'assistant',
  state: 'interrupted',
  text: 'Twenty [1].\n\n```js\nlet a = 1;\n```',
  sources: [{ title: 'Policy', url: 'https://example.com/', snippet: '' }],
});

/** Everything that can be pressed, in the light and the shadow tree of an element. */
function targets(element: Element): readonly Element[] {
  const all = 'button, input, textarea, summary';
  const own = [
    ...element.querySelectorAll(all),
    ...(element.shadowRoot?.querySelectorAll(all) ?? []),
  ];
  return own.filter((target) => target.checkVisibility());
}

describe('density', () => {
  for (const tag of ['miptech-chat', 'miptech-login', 'miptech-status'] as const) {
    it(`compact <${tag}>: smaller, and still every target of 24 pixels`, async () => {
      const client = new MemoryClient({
        connection: { phase: 'reconnecting' },
        ...(tag === 'miptech-chat'
          ? {
              session: { phase: 'signed-in', user: { id: 'u', email: 'a@example.com', name: 'A' } },
              transcript: { chatId: 'c', answering: true, messages: [answer] },
            }
          : {}),
      });
      const place = await fixture<HTMLElement>(html`<div></div>`);
      const element = document.createElement(tag);
      element.client = client;
      place.append(element);
      await element.updateComplete;
      const size = (): number => parseFloat(getComputedStyle(element).fontSize);
      const [before, height] = [size(), element.scrollHeight];
      element.setAttribute('density', 'compact');
      expect(size()).to.be.lessThan(before);
      expect(size()).to.be.at.least(13);
      if (tag !== 'miptech-chat') expect(element.scrollHeight).to.be.lessThan(height);
      const found = targets(element);
      expect(found.length).to.be.at.least(tag === 'miptech-status' ? 1 : 3);
      for (const target of found) {
        const { width, height: tall } = target.getBoundingClientRect();
        const name = target.getAttribute('part') ?? target.className;
        expect(Math.min(width, tall), `${tag} ${name}`).to.be.at.least(24);
      }
    });
  }

  it('compact scales what a page has set, and does not replace it', async () => {
    const client = new MemoryClient({ connection: { phase: 'ready', status: 'ready' } });
    const element = await fixture<MiptechChat>(
      html`<miptech-chat .client=${client} density="compact"></miptech-chat>`,
    );
    element.style.setProperty('--miptech-font-size', '20px');
    element.style.setProperty('--miptech-space', '8px');
    await settle(element);
    expect(parseFloat(getComputedStyle(element).fontSize)).to.be.closeTo(18.67, 0.05);
    const header = part(element, 'header') as HTMLElement;
    expect(getComputedStyle(header).paddingBlockStart).to.equal('12px');
  });
});
