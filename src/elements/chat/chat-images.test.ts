import { expect, fixture, html } from '@open-wc/testing';
import '../../define/chat.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { part } from './test-support.js';

const picture = new URL('/there-is-no-such-image.png', location.href).href;

async function chat(images?: string): Promise<MiptechChat> {
  const text = `![A cat](${picture})`;
  const client = new MemoryClient({
    session: { phase: 'signed-in', user: { id: 'u1', email: 'a@example.com', name: 'A' } },
    connection: { phase: 'ready', status: 'ready' },
    transcript: {
      messages: [memoryMessage({ id: 'a', role: 'assistant', state: 'complete', text })],
    },
  });
  const element = await fixture<MiptechChat>(html`<miptech-chat .client=${client}></miptech-chat>`);
  if (images !== undefined) element.setAttribute('images', images);
  await element.updateComplete;
  return element;
}

describe('<miptech-chat images>', () => {
  it('without it an image is a link', async () => {
    const element = await chat();
    expect(part(element, 'md-image')).to.equal(null);
    expect(part(element, 'md-link')?.textContent.trim()).to.equal('A cat');
  });

  it('changes what is on screen already, and back', async () => {
    const element = await chat('same-origin');
    expect(part(element, 'md-image')?.getAttribute('src')).to.equal(picture);
    element.removeAttribute('images');
    await element.updateComplete;
    expect(part(element, 'md-image')).to.equal(null);
  });

  it('a word that is none of them loads nothing, and the developer is told', async () => {
    const { warn } = console;
    const told: unknown[] = [];
    console.warn = (...words: unknown[]) => told.push(...words);
    try {
      expect(part(await chat('true'), 'md-image')).to.equal(null);
    } finally {
      console.warn = warn;
    }
    expect(told.length).to.equal(1);
    expect(told.join())
      .to.contain('images="true"')
      .and.to.contain('none, same-origin, https')
      .and.to.contain('<miptech-chat');
  });
});
