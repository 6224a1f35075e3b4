import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { MiptechError } from '../../core/index.js';
import '../../define/chat.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { field, hear, part, press, settle, shown, type } from './test-support.js';

const question = memoryMessage({ id: 'q', role: 'user', text: 'Hello?', state: 'delivered' });
const answer = memoryMessage({ id: 'a', role: 'assistant', text: 'Hi.', state: 'complete' });

async function chat(language: string): Promise<[MiptechChat, MemoryClient]> {
  const client = new MemoryClient({
    session: { phase: 'signed-in', user: { id: 'u', email: 'a@example.com', name: 'A' } },
    connection: { phase: 'ready', status: 'ready' },
    transcript: { messages: [question] },
  });
  const place = await fixture<HTMLElement>(
    html`<div lang=${language}><miptech-chat .client=${client}></miptech-chat></div>`,
  );
  const element = place.querySelector<MiptechChat>('miptech-chat') as MiptechChat;
  await settle(element);
  return [element, client];
}

const reading = (element: MiptechChat, name: string, text: string): Promise<void> =>
  waitUntil(() => shown(element, name) === text, `${name} is ${shown(element, name)}`);

describe('<miptech-chat>: the language', () => {
  it('messages that are there already change with it, announced as they are now', async () => {
    const [element, client] = await chat('de');
    await reading(element, 'message-state', 'Nicht beantwortet.');
    const heard = hear(element);
    element.lang = 'fr';
    await reading(element, 'message-state', 'Sans réponse.');
    await settle(element);
    expect(heard, 'a change of the language is no news').to.deep.equal([]);
    const text = '私は東京に住んでいます。';
    const messages = [question, { ...answer, text }];
    client.transcriptState.set({ ...client.transcriptState.get(), messages });
    await waitUntil(() => heard.length > 0);
    // Words are counted without blanks between them.
    expect(heard[0]).to.match(/^Réponse terminée, [5-9] mots\.$/);
  });

  it('why a text was not taken, or a chat not opened, changes with it', async () => {
    const [element, client] = await chat('en');
    element.maxLength = 5;
    element.chats = true;
    const item = { title: 'Other', createdAt: null, updatedAt: null, unread: false, open: false };
    client.chatsState.set({ phase: 'known', items: [{ id: 'c', ...item }], error: null });
    client.fault = new MiptechError('network_unreachable');
    element.style.inlineSize = '60rem';
    await waitUntil(() => part(element, 'chats-item') !== null);
    part(element, 'chats-item')?.click();
    await type(element, 'far too long');
    await press(element);
    expect(shown(element, 'refusal')).to.match(/^Not sent:/);
    expect(shown(element, 'chats-problem')).to.match(/^The chat could not be opened\./);
    element.lang = 'de';
    await waitUntil(() => shown(element, 'refusal').startsWith('Nicht gesendet'));
    expect(shown(element, 'chats-problem')).to.match(/^Der Chat konnte nicht geöffnet werden\./);
  });

  it('English for want of the page’s language is marked, and what people wrote is not', async () => {
    const [element, client] = await chat('tlh');
    const messages = [question, answer];
    client.transcriptState.set({ ...client.transcriptState.get(), messages });
    await waitUntil(() => part(element, 'answer') !== null);
    expect(part(element, 'frame')?.lang).to.equal('en');
    expect(part(element, 'answer')?.lang).to.equal('tlh');
    expect(part(element, 'bubble')?.lang).to.equal('tlh');
    element.lang = 'es';
    await waitUntil(() => part(element, 'frame')?.lang === '');
    expect(part(element, 'answer')?.hasAttribute('lang')).to.equal(false);
  });

  it('the placeholder of an empty field begins where the page’s lines begin', async () => {
    const [element] = await chat('ar');
    element.dir = 'rtl';
    expect(getComputedStyle(field(element)).direction).to.equal('rtl');
  });
});
