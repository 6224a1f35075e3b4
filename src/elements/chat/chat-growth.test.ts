import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import type { Message } from '../../core/index.js';
import '../../define/chat.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import { lull } from './arriving.js';
import { MiptechChat } from './chat.js';
import { pace } from './growth.js';
import { hear, part, settle, shown } from './test-support.js';

/** Counts how often the whole of it is rendered. */
class CountedChat extends MiptechChat {
  renders = 0;

  protected override updated(...changed: Parameters<MiptechChat['updated']>): void {
    super.updated(...changed);
    this.renders += 1;
  }
}
customElements.define('counted-chat', CountedChat);

const user = { id: 'u1', email: 'a@example.com', name: 'A' };
const own = (id: string): Message =>
  memoryMessage({ id, role: 'user', state: 'delivered', text: `Question ${id}` });
const answer = (text: string, fields: Partial<Message> = {}): Message =>
  memoryMessage({ id: 'a', role: 'assistant', state: 'streaming', text, ...fields });

describe('<miptech-chat>: an answer that grows', () => {
  let element: CountedChat;
  let client: MemoryClient;
  const question = own('q');

  const open = async (messages: readonly Message[]): Promise<void> => {
    client = new MemoryClient({
      session: { phase: 'signed-in', user },
      connection: { phase: 'ready', status: 'ready' },
      transcript: { chatId: 'c', messages, answering: true },
    });
    element = await fixture<CountedChat>(html`<counted-chat .client=${client}></counted-chat>`);
    await settle(element);
    element.renders = 0;
  };
  const show = async (messages: readonly Message[], fields = {}): Promise<void> => {
    client.transcriptState.set({ ...client.transcriptState.get(), messages, ...fields });
    await settle(element);
  };

  it('the rest of the chat is not rendered for it', async () => {
    await open([question, answer('Twenty')]);
    for (const text of ['Twenty days', 'Twenty days, as', 'Twenty days, as ever']) {
      await show([question, answer(text)]);
      expect(shown(element, 'answer')).to.equal(text);
    }
    expect(element.renders).to.equal(0);
  });

  it('more pieces than frames: it is rendered no more often than once a frame', async () => {
    await open([question, answer('Twenty')]);
    let renders = 0;
    const watch = new MutationObserver(() => {
      renders += 1;
    });
    watch.observe(part(element, 'answer') as Node, { subtree: true, characterData: true });
    let frames = 0;
    let running = true;
    const count = (): void => {
      frames += 1;
      if (running) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    let text = 'Twenty';
    for (let piece = 0; piece < 60; piece += 1) {
      text += ' days';
      client.transcriptState.set({
        ...client.transcriptState.get(),
        messages: [question, answer(text)],
      });
      await aTimeout(0);
    }
    running = false;
    await settle(element);
    watch.disconnect();
    expect(shown(element, 'answer')).to.equal(text);
    expect(renders).to.be.within(1, frames + 3);
    expect(element.renders).to.equal(0);
  });

  it('a piece in each frame: text grows as often as eyes follow, and no more often', async () => {
    await open([question, answer('Twenty')]);
    const begin = performance.now();
    let renders = 0;
    let text = 'Twenty';
    for (let piece = 0; piece < 40; piece += 1) {
      text += ' days';
      client.transcriptState.set({
        ...client.transcriptState.get(),
        messages: [question, answer(text)],
      });
      const before = shown(element, 'answer');
      await new Promise(requestAnimationFrame);
      if (shown(element, 'answer') !== before) renders += 1;
    }
    expect(renders).to.be.within(2, (performance.now() - begin) / pace + 2);
    await settle(element);
    expect(shown(element, 'answer')).to.equal(text);
  });

  it('what is no growth waits for the next frame and for no other', async () => {
    await open([question, answer('Twenty')]);
    const messages = [question, answer('Twenty days')];
    client.transcriptState.set({ ...client.transcriptState.get(), messages });
    await new Promise(requestAnimationFrame);
    expect(shown(element, 'answer')).to.equal('Twenty days');
    client.transcriptState.set({
      ...client.transcriptState.get(),
      messages: [question, answer('Twenty days.', { state: 'complete' })],
    });
    await new Promise(requestAnimationFrame);
    await element.updateComplete;
    expect(shown(element, 'answer')).to.equal('Twenty days.');
    expect(part(element, 'copy-button') === null).to.equal(false);
  });

  it('its end comes with the whole and is announced, also while another answer is expected', async () => {
    await open([question, answer('Twenty')]);
    const heard = hear(element);
    await show([question, answer('Twenty days')]);
    await show([question, answer('Twenty days.', { state: 'complete' })]);
    expect(shown(element, 'answer')).to.equal('Twenty days.');
    expect(part(element, 'copy-button') === null).to.equal(false);
    await new Promise((resolve) => {
      const look = (): void => {
        if (heard.length > 0) resolve(heard);
        else requestAnimationFrame(look);
      };
      look();
    });
    expect(heard.join()).to.contain('complete');
  });

  it('what changes along with it is shown as well', async () => {
    await open([question, answer('Twenty')]);
    element.heading = 'Help';
    await show([question, answer('Twenty days')]);
    expect(shown(element, 'heading')).to.equal('Help');
    expect(shown(element, 'answer')).to.equal('Twenty days');
    client.connectionState.set({ ...client.connectionState.get(), phase: 'offline' });
    await show([{ ...question, text: 'How many?' }, answer('Twenty days, as')]);
    expect(shown(element, 'bubble')).to.equal('How many?');
    expect(shown(element, 'answer')).to.equal('Twenty days, as');
    expect(part(element, 'notice') === null).to.equal(false);
  });

  it('an older message that comes back is shown again', async () => {
    const first = answer('Twenty');
    await open([question, first]);
    await show([question, answer('Twenty days')]);
    await show([question, first], { answering: false });
    expect(shown(element, 'answer')).to.equal('Twenty');
  });

  it('a focus in what grows away goes to the conversation, not to the top of the page', async () => {
    await open([question, answer('Read [this](https://example.com/) first')]);
    const link = element.shadowRoot?.querySelector<HTMLElement>('[part~=md-link]');
    link?.focus();
    expect(element.shadowRoot?.activeElement === link).to.equal(true);
    await show([question, answer('It is gone')]);
    expect(link?.isConnected).to.equal(false);
    expect(element.shadowRoot?.activeElement === part(element, 'transcript')).to.equal(true);
  });

  it('removed and put back in the middle, it goes on growing', async () => {
    await open([question, answer('Twenty')]);
    const place = element.parentElement;
    element.remove();
    client.transcriptState.set({
      ...client.transcriptState.get(),
      messages: [question, answer('Twenty days')],
    });
    await settle(element);
    place?.append(element);
    await settle(element);
    expect(shown(element, 'answer')).to.equal('Twenty days');
    element.renders = 0;
    await show([question, answer('Twenty days, as ever')]);
    expect(shown(element, 'answer')).to.equal('Twenty days, as ever');
    expect(element.renders).to.equal(0);
  });

  it('far below the view its words are still found by the browser’s search', async () => {
    const earlier = Array.from({ length: 200 }, (_, index) => own(`q${String(index)}`));
    await open([...earlier, answer('Twenty')]);
    const box = part(element, 'transcript') as HTMLElement;
    box.scrollTop = 0;
    do await settle(element);
    while (element.shadowRoot?.querySelector('[data-id=a]') !== null);
    await show([...earlier, answer('Twenty days')]);
    const [last] = [...box.querySelectorAll('.stopgap')].slice(-1);
    expect(last?.textContent).to.contain('Twenty days');
  });

  it('the dots are gone while it grows, and back once nothing comes', async () => {
    await open([question, answer('')]);
    const dots = element.shadowRoot?.querySelector('.dots') as Element;
    const state = (): string => getComputedStyle(dots).visibility;
    expect(state()).to.equal('visible');
    const began = performance.now();
    await show([question, answer('Twenty')]);
    expect(state()).to.equal('hidden');
    // By the element's own clock: a frame more or less decides nothing.
    while (state() === 'hidden') await settle(element);
    expect(performance.now() - began).to.be.at.least(lull);
  });
});
