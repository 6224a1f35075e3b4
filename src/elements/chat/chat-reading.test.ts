import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Message } from '../../core/index.js';
import '../../define/chat.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { field, part, press, shown, type, still as lies } from './test-support.js';

const user = { id: 'u1', email: 'a@example.com', name: 'A' };
const now = Date.now();

const own = (id: string, at = now): Message =>
  memoryMessage({ id, role: 'user', state: 'delivered', text: `Question ${id}`, at });
const answer = (id: string, fields: Partial<Message> = {}): Message =>
  memoryMessage({
    id,
    role: 'assistant',
    state: 'complete',
    text: `Answer ${id}\n\n`.repeat(5),
    at: now,
    ...fields,
  });
const turns = (count: number): Message[] =>
  Array.from({ length: count }, (_, index) => [
    own(`q${String(index)}`),
    answer(`a${String(index)}`),
  ]).flat();

describe('<miptech-chat>: reading', () => {
  let element: MiptechChat;
  let client: MemoryClient;
  let box: HTMLElement;

  const open = async (messages: readonly Message[], scrollMode?: string): Promise<void> => {
    client = new MemoryClient({
      session: { phase: 'signed-in', user },
      connection: { phase: 'ready', status: 'ready' },
      transcript: { chatId: 'c', messages },
    });
    element = await fixture<MiptechChat>(
      html`<miptech-chat
        .client=${client}
        scroll-mode=${scrollMode ?? 'follow'}
        style="block-size: 500px"
      ></miptech-chat>`,
    );
    box = part(element, 'transcript') as HTMLElement;
    await still();
  };
  const still = (): Promise<void> => lies(element, box);
  const article = (id: string): HTMLElement | null => box.querySelector(`article[data-id=${id}]`);
  const top = (id: string): number =>
    (article(id)?.getBoundingClientRect().top ?? NaN) - box.getBoundingClientRect().top;
  const rest = (): number => box.scrollHeight - box.scrollTop - box.clientHeight;
  const focused = (): string | undefined =>
    (element.shadowRoot?.activeElement as HTMLElement | null)?.dataset['id'];

  describe('scroll-mode', () => {
    const ask = async (): Promise<string> => {
      await type(element, 'And now?');
      await press(element);
      await still();
      return client.transcript.get().messages.at(-1)?.id ?? '';
    };
    const grow = async (id: string, lines: number): Promise<void> => {
      const before = client.transcript.get().messages.filter((message) => message.id !== 'new');
      const state = lines < 40 ? 'streaming' : 'complete';
      const text = 'A line.\n\n'.repeat(lines);
      client.show([...before, answer('new', { text, state })]);
      await still();
      expect(client.transcript.get().messages.some((message) => message.id === id)).to.equal(true);
    };

    it('follow: the end stays in view from the question to the end of its answer', async () => {
      await open(turns(10));
      const id = await ask();
      for (const lines of [1, 10, 30, 40]) {
        await grow(id, lines);
        expect(rest()).to.be.at.most(1);
      }
    });

    it('anchor-turn: the question goes to the top and nothing moves while its answer grows', async () => {
      await open(turns(10), 'anchor-turn');
      expect(rest()).to.be.at.most(1);
      const id = await ask();
      const place = top(id);
      expect(place).to.be.within(0, 40);
      for (const lines of [1, 3, 8, 20, 39, 40]) {
        await grow(id, lines);
        expect(top(id), `${String(lines)} lines`).to.be.closeTo(place, 1);
      }
      expect(shown(element, 'latest-button')).to.contain('New message');
      part(element, 'latest-button')?.click();
      await still();
      expect(rest()).to.be.at.most(1);
    });

    it('anchor-turn: a short answer in full view has nothing below it', async () => {
      await open(turns(10), 'anchor-turn');
      const id = await ask();
      await grow(id, 2);
      expect(part(element, 'latest-button') === null).to.equal(true);
    });

    it('none: nothing moves, not for a question and not for an answer', async () => {
      await open(turns(10), 'none');
      expect(rest()).to.be.at.most(1);
      const before = top('a9');
      const id = await ask();
      await grow(id, 30);
      expect(top('a9')).to.be.closeTo(before, 1);
      expect(shown(element, 'latest-button')).to.contain('New messages');
    });

    it('a word that is none of them is told once, and follows', async () => {
      const { warn } = console;
      const warnings: unknown[] = [];
      console.warn = (...words: unknown[]): void => void warnings.push(...words);
      try {
        await open(turns(10), 'folow');
        await still();
      } finally {
        console.warn = warn;
      }
      expect(warnings).to.have.length(1);
      expect(String(warnings[0])).to.match(/scroll-mode="folow".*follow, anchor-turn, none/);
      client.show([...turns(10), answer('new')]);
      await still();
      expect(rest()).to.be.at.most(1);
    });
  });

  describe('what is new', () => {
    it('is counted by the message while the reader is away, not by the chunk', async () => {
      await open(turns(10));
      box.scrollTop = 300;
      await still();
      for (const text of ['one', 'one two']) {
        client.show([...turns(10), answer('new', { text, state: 'streaming' })]);
        await still();
      }
      expect(shown(element, 'unseen-count')).to.equal('1');
      client.show([...turns(10), answer('new'), answer('newer'), answer('newest')]);
      await still();
      expect(shown(element, 'unseen-count')).to.equal('3');
    });

    it('begins below a line, where the reader was away; the line goes when they write', async () => {
      await open(turns(10));
      client.show([...turns(10), answer('seen')]);
      await still();
      expect(part(element, 'unread') === null).to.equal(true);
      box.scrollTop = 300;
      await still();
      client.show([...turns(10), answer('seen'), answer('new'), answer('newer')]);
      await still();
      part(element, 'latest-button')?.click();
      await still();
      const line = part(element, 'unread');
      expect(line?.textContent.trim()).to.equal('New');
      expect(line?.nextElementSibling === article('new')).to.equal(true);
      await type(element, 'thanks');
      await press(element);
      await still();
      expect(part(element, 'unread') === null).to.equal(true);
    });

    it('a conversation that is opened has nothing unread', async () => {
      await open([]);
      client.transcriptState.set({ chatId: 'c', messages: [], answering: false, loading: true });
      await still();
      client.transcriptState.set({
        chatId: 'c',
        messages: turns(10),
        answering: false,
        loading: false,
      });
      await still();
      expect(part(element, 'unread') === null).to.equal(true);
      expect(rest()).to.be.at.most(1);
    });
  });

  it('days: a line where one begins; none above a conversation of today', async () => {
    await open([own('one'), answer('two')]);
    expect(part(element, 'day') === null).to.equal(true);
    const day = 24 * 60 * 60 * 1000;
    client.show([own('old', Date.UTC(2020, 0, 15, 12)), own('before', now - day), own('one')]);
    await still();
    const days = [...(element.shadowRoot?.querySelectorAll('[part~=day]') ?? [])];
    expect(days.map(({ textContent }) => textContent.trim())).to.deep.equal([
      'Wednesday, January 15, 2020',
      'Yesterday',
      'Today',
    ]);
    expect(days[0]?.querySelector('time')?.dateTime).to.equal('2020-01-15');
  });

  describe('by keyboard', () => {
    it('arrow keys go from message to message, through one that is taller than the view', async () => {
      await open([own('q1'), answer('long', { text: 'A line.\n\n'.repeat(60) }), own('q2')]);
      box.focus();
      await sendKeys({ press: 'ArrowUp' });
      expect(focused()).to.equal('q2');
      await sendKeys({ press: 'ArrowUp' });
      expect(focused()).to.equal('long');
      const places = [box.scrollTop];
      for (let count = 0; focused() === 'long' && count < 40; count += 1) {
        await sendKeys({ press: 'ArrowUp' });
        await still();
        places.push(box.scrollTop);
      }
      expect(focused()).to.equal('q1');
      expect(places.length).to.be.greaterThan(4);
      expect(places.toSorted((one, other) => other - one)).to.deep.equal(places);
      await sendKeys({ press: 'ArrowDown' });
      expect(focused()).to.equal('long');
    });

    it('Home and End go to the first and the last message of a long conversation', async () => {
      await open(turns(150));
      box.focus();
      await sendKeys({ press: 'Home' });
      await still();
      expect(focused()).to.equal('q0');
      expect(top('q0')).to.be.within(-1, 60);
      await sendKeys({ press: 'ArrowDown' });
      await still();
      expect(focused()).to.equal('a0');
      await sendKeys({ press: 'End' });
      await still();
      expect(focused()).to.equal('a149');
      expect(rest()).to.be.at.most(40);
    });

    it('arrow keys in the field are the field’s', async () => {
      await open(turns(3));
      element.focus();
      await type(element, 'text');
      await sendKeys({ press: 'ArrowUp' });
      expect(element.shadowRoot?.activeElement === field(element)).to.equal(true);
    });
  });

  it('a selection across messages that are not shown is copied whole', async () => {
    await open(turns(150));
    const end = article('a149')?.querySelector('[part~=answer]') as HTMLElement;
    end.closest('article')?.focus();
    getSelection()?.setBaseAndExtent(end, 0, end, 0);
    await sendKeys({ press: 'Home' });
    await still();
    const start = article('q0')?.querySelector('[part~=bubble]') as HTMLElement;
    expect(end.isConnected).to.equal(true);
    getSelection()?.setBaseAndExtent(start, 0, end, 1);
    document.body.dispatchEvent(new ClipboardEvent('copy', { bubbles: true }));
    expect(box.querySelectorAll('article').length).to.equal(300);
    await still();
    expect(box.querySelectorAll('article').length).to.be.below(70);
    getSelection()?.removeAllRanges();
  });
});
