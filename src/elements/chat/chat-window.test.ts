import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import type { Message } from '../../core/index.js';
import '../../define/chat.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { part, settle, still as lies } from './test-support.js';

const user = { id: 'u1', email: 'a@example.com', name: 'A' };

function message(index: number): Message {
  const own = index % 2 === 0;
  return memoryMessage({
    id: `m${String(index)}`,
    role: own ? 'user' : 'assistant',
    state: own ? 'delivered' : 'complete',
    // Of very different heights, so that an estimate is wrong.
    text: own ? `Question ${String(index)}` : `Answer ${String(index)}\n\n`.repeat(1 + (index % 9)),
    at: Date.now(),
  });
}

const list = (from: number, to: number): Message[] =>
  Array.from({ length: to - from }, (_, offset) => message(from + offset));

describe('<miptech-chat>: a long conversation', () => {
  let element: MiptechChat;
  let client: MemoryClient;
  let box: HTMLElement;

  const open = async (messages: readonly Message[]): Promise<void> => {
    client = new MemoryClient({
      session: { phase: 'signed-in', user },
      connection: { phase: 'ready', status: 'ready' },
      transcript: { chatId: 'c', messages },
    });
    element = await fixture<MiptechChat>(
      html`<miptech-chat .client=${client} style="block-size: 500px"></miptech-chat>`,
    );
    box = part(element, 'transcript') as HTMLElement;
    await still();
  };
  const still = (): Promise<void> => lies(element, box);
  const articles = (): HTMLElement[] => [...box.querySelectorAll('article')];
  const ids = (): string[] => articles().map(({ dataset }) => dataset['id'] ?? '');
  const article = (id: string): HTMLElement | null => box.querySelector(`article[data-id=${id}]`);
  const rest = (): number => box.scrollHeight - box.scrollTop - box.clientHeight;
  const visible = (): HTMLElement[] => {
    const view = box.getBoundingClientRect();
    return articles().filter((candidate) => {
      const { top, bottom } = candidate.getBoundingClientRect();
      return bottom > view.top && top < view.bottom;
    });
  };
  const nodes = (): number => {
    const count = (root: Node): number =>
      [...root.childNodes].reduce((sum, child) => sum + 1 + count(child), 0);
    return count(element.shadowRoot as Node);
  };

  it('10,000 messages: the end is in view, and few of them are in the DOM', async () => {
    await open(list(0, 10_000));
    expect(rest()).to.be.at.most(1);
    expect(ids().at(-1)).to.equal('m9999');
    expect(articles().length).to.be.below(60);
    expect(nodes()).to.be.below(5000);
  });

  it('a short conversation is in the DOM as a whole', async () => {
    await open(list(0, 40));
    expect(ids()).to.have.length(40);
    expect(box.querySelector('[data-stopgap]') === null).to.equal(true);
  });

  it('reading upwards: what is in view moves by what was scrolled, never by an estimate', async () => {
    await open(list(0, 300));
    for (let step = 0; step < 60; step += 1) {
      const [first] = visible();
      const id = first?.dataset['id'] ?? '';
      const before = first?.getBoundingClientRect().top ?? NaN;
      const top = box.scrollTop;
      box.scrollTop -= 180;
      const scrolled = top - box.scrollTop;
      await settle(element);
      await nextFrame();
      await settle(element);
      const now = article(id)?.getBoundingClientRect().top ?? NaN;
      expect(now - before, `step ${String(step)}`).to.be.closeTo(scrolled, 1);
      expect(visible().length, `step ${String(step)}`).to.be.greaterThan(0);
    }
    expect(articles().length).to.be.below(60);
    expect(ids()).not.to.include('m299');
  });

  it('a jump by the scrollbar shows what is there, and the way back leads to the end', async () => {
    await open(list(0, 1000));
    box.scrollTop = box.scrollHeight * 0.3;
    await still();
    expect(visible().length).to.be.greaterThan(1);
    expect(Number(visible()[0]?.dataset['id']?.slice(1))).to.be.within(150, 450);
    box.scrollTop = 0;
    await still();
    expect(visible()[0]?.dataset['id']).to.equal('m0');
    box.scrollTop = box.scrollHeight;
    await still();
    expect(rest()).to.be.at.most(1);
    expect(visible().at(-1)?.dataset['id']).to.equal('m999');
  });

  it('earlier messages that arrive above move nothing in view', async () => {
    await open(list(100, 300));
    box.scrollTop -= 3000;
    await still();
    const [first] = visible();
    const before = first?.getBoundingClientRect().top ?? NaN;
    client.show(list(0, 300));
    await still();
    expect(first?.isConnected).to.equal(true);
    expect(first?.getBoundingClientRect().top).to.be.closeTo(before, 1);
    box.scrollTop = box.scrollHeight;
    await still();
    client.show([...list(0, 300), message(300)]);
    await still();
    expect(rest()).to.be.at.most(1);
  });

  it('new messages far below a reader move nothing, and are not even rendered', async () => {
    await open(list(0, 300));
    box.scrollTop = 4000;
    await still();
    const [first] = visible();
    const before = first?.getBoundingClientRect().top ?? NaN;
    client.show(list(0, 310));
    await still();
    expect(first?.getBoundingClientRect().top).to.be.closeTo(before, 1);
    expect(article('m305') === null).to.equal(true);
    part(element, 'latest-button')?.click();
    await still();
    expect(visible().at(-1)?.dataset['id']).to.equal('m309');
  });

  it('a message with the focus stays, however far the view goes', async () => {
    await open(list(0, 300));
    const held = article('m299') as HTMLElement;
    held.focus();
    // WebKit brings what has the focus into view a little later.
    await still();
    box.scrollTop = 0;
    await still();
    expect(visible()[0]?.dataset['id']).to.equal('m0');
    expect(element.shadowRoot?.activeElement === held).to.equal(true);
    expect(articles().length).to.be.below(60);
    box.scrollTop = box.scrollHeight;
    await still();
    expect(article('m299') === held).to.equal(true);
  });

  it('a chunk touches no other message', async () => {
    const streaming = (text: string): Message =>
      memoryMessage({ id: 'new', role: 'assistant', state: 'streaming', text });
    await open([...list(0, 300), streaming('one')]);
    const changed = new Set<Node>();
    const watch = new MutationObserver((records) => {
      for (const { target } of records) changed.add(target);
    });
    watch.observe(box, { subtree: true, childList: true, characterData: true, attributes: true });
    client.show([
      ...list(0, 300).map((_, index) => client.transcript.get().messages[index] as Message),
      streaming('one two'),
    ]);
    await still();
    watch.disconnect();
    const own = article('new');
    expect(changed.size).to.be.greaterThan(0);
    expect([...changed].every((node) => own?.contains(node))).to.equal(true);
  });

  it('the browser’s search finds words that are not shown, and they are shown', async () => {
    await open(list(0, 300));
    const block = [...box.querySelectorAll<HTMLElement>('[hidden=until-found]')].find(
      ({ textContent }) => textContent.includes('Question 100'),
    );
    expect(block?.textContent).to.contain('Answer 101');
    block?.dispatchEvent(new Event('beforematch', { bubbles: true }));
    // At once: the search goes on behind the event.
    expect(article('m100')?.textContent).to.contain('Question 100');
    expect(block?.isConnected === true && block.textContent.includes('Question 100')).to.equal(
      false,
    );
  });

  it('print: all of it while it is printed, and not longer', async () => {
    await open(list(0, 300));
    window.dispatchEvent(new Event('beforeprint'));
    expect(articles().length).to.equal(300);
    window.dispatchEvent(new Event('afterprint'));
    await still();
    expect(articles().length).to.be.below(60);
    expect(rest()).to.be.at.most(1);
  });
});
