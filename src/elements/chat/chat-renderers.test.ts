import { expect, fixture, html } from '@open-wc/testing';
import type { Message } from '../../core/index.js';
import '../../define/chat.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import type { MessageRenderers } from './renderers.js';
import { part, settle, shown } from './test-support.js';

const question = memoryMessage({ id: 'q', text: 'How many?' });
const answer = (fields: Partial<Message> = {}): Message =>
  memoryMessage({ id: 'a', role: 'assistant', state: 'complete', text: 'Twenty', ...fields });

async function chat(
  renderers: MessageRenderers | null,
  messages: readonly Message[] = [question, answer()],
  content: unknown = '',
): Promise<[MiptechChat, MemoryClient]> {
  const client = new MemoryClient({
    session: { phase: 'signed-in', user: { id: 'u', email: 'a@example.com', name: 'A' } },
    connection: { phase: 'ready', status: 'ready' },
    transcript: { messages },
  });
  const element = await fixture<MiptechChat>(
    html`<miptech-chat .client=${client} .renderers=${renderers}>${content}</miptech-chat>`,
  );
  await settle(element);
  return [element, client];
}

describe('<miptech-chat>: the page’s own pieces of messages', () => {
  it('text is text, a node is the node, a template is rendered, null leaves the default', async () => {
    const badge = document.createElement('b');
    const [element] = await chat({
      avatar: () => '<b>A</b>',
      actions: ({ role }) => (role === 'assistant' ? badge : null),
      message: ({ role, text }) => (role === 'assistant' ? html`<em>${text}!</em>` : null),
    });
    expect(shown(element, 'avatar')).to.equal('<b>A</b>');
    const row = part(element, 'assistant-message')?.querySelector('[part~=message-actions]');
    expect(row?.contains(badge)).to.equal(true);
    expect(part(element, 'copy-button') === null).to.equal(false);
    expect(part(element, 'answer')?.querySelector('em')?.textContent).to.equal('Twenty!');
    expect(shown(element, 'bubble')).to.equal('How many?');
  });

  it('a node that is answered again is not moved while the answer grows', async () => {
    const own = document.createElement('iframe');
    const [element, client] = await chat({ avatar: () => own }, [answer({ state: 'streaming' })]);
    let moved = 0;
    new MutationObserver((records) => {
      moved += records.length;
    }).observe(part(element, 'avatar') as Node, { childList: true });
    client.change('a', { text: 'Twenty days' });
    await settle(element);
    client.change('a', { state: 'complete' });
    await settle(element);
    expect(own.isConnected).to.equal(true);
    expect(moved).to.equal(0);
  });

  it('a hook that fails is named once in the console, and the chat goes on without it', async () => {
    const { error } = console;
    const told: string[] = [];
    console.error = (text: string) => told.push(text);
    const [element, client] = await chat({
      message: () => {
        throw new Error('mine');
      },
      actions: (() => Promise.resolve('late')) as unknown as () => string,
    });
    client.change('a', { text: 'Thirty' });
    await settle(element);
    console.error = error;
    expect(shown(element, 'answer')).to.equal('Thirty');
    expect(shown(element, 'bubble')).to.equal('How many?');
    expect(told).to.have.length(2);
    expect(told.join(' ')).to.contain('renderers.message').and.contain('renderers.actions');
  });

  it('other hooks take the place of the earlier ones', async () => {
    const [element] = await chat({ message: () => 'one' });
    element.renderers = { message: () => 'two' };
    await settle(element);
    expect(shown(element, 'answer')).to.equal('two');
    element.renderers = null;
    await settle(element);
    expect(shown(element, 'answer')).to.equal('Twenty');
  });

  it('an avatar in the page’s HTML is copied into each answer, from a template or an element', async () => {
    for (const own of [
      html`<template slot="avatar"><i>T</i></template>`,
      html`<i slot="avatar" id="logo">T</i>`,
    ]) {
      const [element] = await chat(null, [answer(), question, answer({ id: 'b' })], own);
      const copies = [...(element.shadowRoot?.querySelectorAll('[part=avatar] > i') ?? [])];
      expect(copies.map(({ outerHTML }) => outerHTML)).to.deep.equal(['<i>T</i>', '<i>T</i>']);
    }
  });

  it('an avatar that comes later is taken up; one in place stays the same node', async () => {
    const [element, client] = await chat(null, [answer({ state: 'streaming' })]);
    const own = document.createElement('i');
    own.slot = 'avatar';
    element.append(own);
    await settle(element);
    const copy = part(element, 'avatar')?.querySelector('i');
    expect(copy).to.not.equal(null);
    client.change('a', { text: 'Twenty days' });
    await settle(element);
    expect(part(element, 'avatar')?.querySelector('i') === copy).to.equal(true);
  });
});
