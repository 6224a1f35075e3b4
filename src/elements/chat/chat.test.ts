import { aTimeout, expect, fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import { MiptechError } from '../../core/index.js';
import type { Message } from '../../core/index.js';
import '../../define/chat.js';
import { announceDelay } from '../../dom/announcer.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MemoryState } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { field, part, press, said, settle, shown, type } from './test-support.js';

const user = { id: 'u1', email: 'a@example.com', name: 'A' };
const well: MemoryState = {
  session: { phase: 'signed-in', user },
  connection: { phase: 'ready', status: 'ready' },
};
const question = memoryMessage({ id: 'q', role: 'user', text: 'How many days?' });
const answer = (fields: Partial<Message> = {}): Message =>
  memoryMessage({ id: 'a', role: 'assistant', state: 'complete', text: '**20** days', ...fields });

async function chat(state: MemoryState = well): Promise<[MiptechChat, MemoryClient]> {
  const client = new MemoryClient(state);
  const element = await fixture<MiptechChat>(html`<miptech-chat .client=${client}></miptech-chat>`);
  return [element, client];
}

describe('<miptech-chat>', () => {
  describe('writing', () => {
    it('Enter sends and empties the field; focus stays in it', async () => {
      const [element, client] = await chat();
      element.focus();
      await type(element, 'hello\nthere');
      expect(await press(element)).to.equal(false);
      expect(client.calls).to.deep.equal([{ verb: 'chat.send', given: ['hello\nthere'] }]);
      expect(field(element).value).to.equal('');
      expect(element.shadowRoot?.activeElement === field(element)).to.equal(true);
      expect(shown(element, 'bubble')).to.equal('hello there');
    });

    it('Shift+Enter breaks the line', async () => {
      const [element, client] = await chat();
      await type(element, 'hello');
      expect(await press(element, { shiftKey: true })).to.equal(true);
      expect(client.calls).to.deep.equal([]);
    });

    it('IME: the Enter that confirms a composition does not send', async () => {
      const [element, client] = await chat();
      await type(element, 'にほんご');
      expect(await press(element, { isComposing: true })).to.equal(true);
      expect(await press(element, { keyCode: 229 })).to.equal(true);
      expect(client.calls).to.deep.equal([]);
      expect(field(element).value).to.equal('にほんご');
    });

    it('blank text is not sent, and the button says so', async () => {
      const [element, client] = await chat();
      const button = part(element, 'send-button') as HTMLButtonElement;
      expect(button.disabled).to.equal(true);
      await type(element, ' \n ');
      await press(element);
      expect(client.calls).to.deep.equal([]);
      await type(element, 'hi');
      expect(button.disabled).to.equal(false);
      button.click();
      expect(client.verbs).to.deep.equal(['chat.send']);
    });

    it('text kept on refusal, with the reason; the next one goes', async () => {
      const [element, client] = await chat();
      client.refusal = 'queue_full';
      await type(element, 'do not lose me');
      await press(element);
      expect(field(element).value).to.equal('do not lose me');
      expect(shown(element, 'refusal')).to.contain('too many messages');
      expect(field(element).getAttribute('aria-describedby')).to.contain('refusal');
      client.refusal = null;
      await press(element);
      expect(field(element).value).to.equal('');
      expect(part(element, 'refusal') === null).to.equal(true);
    });

    it('text kept when a client throws an error of the library', async () => {
      const [element, client] = await chat();
      client.chat.send = () => {
        throw new MiptechError('validation');
      };
      await type(element, 'keep');
      await press(element);
      expect(field(element).value).to.equal('keep');
      expect(shown(element, 'refusal')).to.not.equal('');
    });

    it('miptech-send: a listener changes the text or cancels; cancelled text stays', async () => {
      const [element, client] = await chat();
      element.addEventListener(
        'miptech-send',
        (event) => {
          event.detail.text += '!';
        },
        { once: true },
      );
      await type(element, 'hi');
      await press(element);
      expect(client.calls.at(-1)?.given).to.deep.equal(['hi!']);
      element.addEventListener('miptech-send', (event) => {
        event.preventDefault();
      });
      await type(element, 'no');
      await press(element);
      expect(client.calls).to.have.length(1);
      expect(field(element).value).to.equal('no');
    });

    it('a draft outlives a sign-out', async () => {
      const [element, client] = await chat();
      await type(element, 'half a thought');
      client.connectionState.set({ ...client.connection.get(), phase: 'signed-out' });
      await settle(element);
      expect(part(element, 'input') === null).to.equal(true);
      client.connectionState.set({ ...client.connection.get(), phase: 'ready', status: 'ready' });
      await settle(element);
      expect(field(element).value).to.equal('half a thought');
    });

    it('a draft is not the next person’s where the client is exchanged', async () => {
      const of = (id: string): MemoryClient =>
        new MemoryClient({
          ...well,
          session: { phase: 'signed-in', user: { id, email: `${id}@example.com`, name: id } },
        });
      const [element] = await chat();
      element.client = of('ann');
      await settle(element);
      await type(element, 'for Ann’s eyes');
      element.client = of('bob');
      await settle(element);
      expect(field(element).value).to.equal('');
    });

    it('a draft outlives a move in the document', async () => {
      const [element] = await chat();
      await type(element, 'half a thought');
      const other = await fixture(html`<section></section>`);
      other.append(element);
      await settle(element);
      expect(field(element).value).to.equal('half a thought');
    });

    it('offline: it can be sent, and says what happens to it', async () => {
      const [element, client] = await chat({ ...well, connection: { phase: 'offline' } });
      expect(shown(element, 'hint')).to.equal('');
      await type(element, 'later');
      expect(shown(element, 'hint')).to.contain('as soon as the connection is back');
      await press(element);
      expect(client.verbs).to.deep.equal(['chat.send']);
      expect(shown(element, 'message-state')).to.equal('Waiting to be sent');
    });

    it('the field grows with the text, to a limit', async () => {
      const [element] = await chat();
      const one = field(element).offsetHeight;
      await type(element, 'a\nb\nc\nd');
      const four = field(element).offsetHeight;
      expect(four).to.be.greaterThan(one + 30);
      await type(element, 'x\n'.repeat(200));
      expect(field(element).offsetHeight).to.be.lessThan(300);
      await type(element, '');
      expect(field(element).offsetHeight).to.equal(one);
    });
  });

  describe('messages', () => {
    it('hostile markup in a person’s text stays text', async () => {
      const text = '<img src=x onerror="window.hacked=1"><b>bold</b> **not bold**';
      const [element] = await chat({
        ...well,
        transcript: { messages: [memoryMessage({ id: 'q', text })] },
      });
      const bubble = part(element, 'bubble');
      expect(bubble?.textContent).to.equal(text);
      expect(bubble?.childElementCount).to.equal(0);
    });

    it('an answer is Markdown, a person’s line breaks are kept', async () => {
      const [element] = await chat({
        ...well,
        transcript: { messages: [{ ...question, text: 'one\n  two' }, answer()] },
      });
      expect(part(element, 'answer')?.querySelector('strong')?.textContent).to.equal('20');
      const bubble = part(element, 'bubble') as HTMLElement;
      expect(bubble.textContent).to.equal('one\n  two');
      expect(getComputedStyle(bubble).whiteSpace).to.contain('pre-wrap');
    });

    it('keyed identity while streaming: untouched messages keep their nodes, and are not rendered', async () => {
      const [element, client] = await chat({
        ...well,
        transcript: { messages: [question, answer({ id: 'a0' }), { ...question, id: 'q2' }] },
      });
      client.show([
        ...client.transcript.get().messages,
        answer({ state: 'streaming', text: 'First' }),
      ]);
      await settle(element);
      const nodes = [...(element.shadowRoot?.querySelectorAll('article') ?? [])];
      expect(nodes).to.have.length(4);
      let touched = 0;
      const watch = new MutationObserver((records) => {
        touched += records.length;
      });
      for (const node of nodes.slice(0, 3)) {
        watch.observe(node, {
          subtree: true,
          childList: true,
          characterData: true,
          attributes: true,
        });
      }
      for (let count = 0; count < 10; count += 1) {
        client.change('a', { text: `First ${'word '.repeat(count)}` });
        await settle(element);
      }
      const now = [...(element.shadowRoot?.querySelectorAll('article') ?? [])];
      expect(now.map((node) => nodes.indexOf(node))).to.deep.equal([0, 1, 2, 3]);
      expect(nodes[3]?.textContent).to.contain('word word');
      expect(touched).to.equal(0);
    });

    it('the answer’s node is the same from the first chunk to the end', async () => {
      const [element, client] = await chat({
        ...well,
        transcript: { messages: [question, answer({ state: 'streaming', text: '' })] },
      });
      const node = part(element, 'assistant-message');
      expect(node?.getAttribute('aria-busy')).to.equal('true');
      expect(node?.querySelector('.dots') === null).to.equal(false);
      client.change('a', { text: 'Twenty' });
      await settle(element);
      expect(node?.querySelector('.dots') === null).to.equal(false);
      client.change('a', { state: 'complete', text: 'Twenty days.' });
      await settle(element);
      expect(part(element, 'assistant-message') === node).to.equal(true);
      expect(node?.getAttribute('aria-busy')).to.equal('false');
      expect(node?.querySelector('.dots') === null).to.equal(true);
      expect(shown(element, 'answer')).to.equal('Twenty days.');
    });

    it('an expected answer shows that it is coming, in one place only', async () => {
      const [element, client] = await chat({
        ...well,
        transcript: { answering: true, messages: [{ ...question, awaiting: true }] },
      });
      const count = (): number => element.shadowRoot?.querySelectorAll('.dots').length ?? 0;
      expect(count()).to.equal(1);
      client.show([question, answer({ state: 'streaming', text: '' })]);
      await settle(element);
      expect(count()).to.equal(1);
    });

    it('failed: the reason, the platform’s words, and a button that sends again', async () => {
      const [element, client] = await chat({ ...well, transcript: { messages: [question] } });
      client.fail('q', 'rejected_by_server', 'Not about this topic.');
      await settle(element);
      expect(shown(element, 'message-state')).to.match(/not accept.*Not about this topic/);
      part(element, 'resend-button')?.click();
      expect(client.calls).to.deep.equal([{ verb: 'chat.resend', given: ['q'] }]);
    });

    it('cut answers say so', async () => {
      for (const state of ['interrupted', 'incomplete'] as const) {
        const [element] = await chat({ ...well, transcript: { messages: [answer({ state })] } });
        expect(shown(element, 'message-state')).to.not.equal('');
      }
    });

    it('sources: http and https are linked safely, anything else is text', async () => {
      const sources = [
        { title: 'Policy', url: 'https://www.example.com/a', snippet: 'Twenty days.' },
        { title: 'Script', url: 'javascript:alert(1)', snippet: '' },
        { title: '', url: null, snippet: 'Only words.' },
        { title: '', url: 'http://example.org/', snippet: '' },
      ];
      const [element] = await chat({ ...well, transcript: { messages: [answer({ sources })] } });
      const entries = [...(element.shadowRoot?.querySelectorAll('[part~=source]') ?? [])];
      expect(entries).to.have.length(4);
      expect(entries.map((entry) => entry.getAttribute('href'))).to.deep.equal([
        'https://www.example.com/a',
        null,
        null,
        'http://example.org/',
      ]);
      const link = entries[0] as HTMLAnchorElement;
      expect(link.rel).to.equal('noopener noreferrer');
      expect(link.target).to.equal('_blank');
      expect(link.textContent).to.match(/Policy[\s\S]*Twenty days\.[\s\S]*example\.com/);
      expect(entries[3]?.textContent).to.contain('example.org');
    });
  });

  describe('screen readers', () => {
    it('a streamed answer is announced at its start and its end, never in pieces', async () => {
      const [element, client] = await chat({ ...well, transcript: { messages: [question] } });
      const heard: string[] = [];
      const watch = new MutationObserver(() => {
        const text = said(element, 'status');
        if (text !== '') heard.push(text);
      });
      for (const region of element.shadowRoot?.querySelectorAll('.visually-hidden[role]') ?? []) {
        watch.observe(region, { childList: true });
      }
      client.show([question, answer({ state: 'streaming', text: '' })]);
      for (let count = 1; count <= 20; count += 1) {
        client.change('a', { text: 'word '.repeat(count) });
        await aTimeout(25);
      }
      client.change('a', { state: 'complete' });
      await waitUntil(() => heard.length === 2);
      await aTimeout(announceDelay + 100);
      expect(heard).to.deep.equal(['The assistant is answering…', 'Answer complete, 20 words.']);
      const log = element.shadowRoot?.querySelector('[role=log]');
      expect(log?.getAttribute('aria-live')).to.equal('off');
    });

    it('a failure interrupts; a countdown is not read second by second', async () => {
      const [element, client] = await chat({ ...well, transcript: { messages: [question] } });
      client.fail('q', 'rejected_by_server');
      await aTimeout(announceDelay + 100);
      expect(said(element, 'alert')).to.contain('did not accept');
      client.connectionState.set({
        ...client.connection.get(),
        phase: 'reconnecting',
        status: 'disconnected',
      });
      client.countdownState.set(5);
      await aTimeout(announceDelay + 100);
      expect(said(element, 'status')).to.equal('Connection lost. Reconnecting…');
      client.countdownState.set(4);
      await aTimeout(announceDelay + 100);
      expect(said(element, 'status')).to.equal('Connection lost. Reconnecting…');
      client.connectionState.set({ ...client.connection.get(), phase: 'ready', status: 'ready' });
      await aTimeout(announceDelay + 100);
      expect(said(element, 'status')).to.equal('Connected.');
    });

    it('another client: what it holds is not read out', async () => {
      const [element] = await chat();
      element.client = new MemoryClient({
        ...well,
        transcript: { messages: [question, answer()] },
      });
      await aTimeout(announceDelay + 100);
      expect(shown(element, 'answer')).to.equal('20 days');
      expect(said(element, 'status')).to.equal('');
    });

    it('earlier messages that are loaded are not read out', async () => {
      const [element, client] = await chat({ ...well, transcript: { loading: true } });
      client.transcriptState.set({
        chatId: 'c',
        loading: false,
        answering: false,
        messages: [question, answer()],
      });
      await aTimeout(announceDelay + 100);
      expect(said(element, 'status')).to.equal('');
    });
  });

  it('new chat: the client starts one, the draft stays', async () => {
    const [element, client] = await chat({ ...well, transcript: { messages: [question] } });
    await type(element, 'next thought');
    part(element, 'new-chat-button')?.click();
    expect(client.verbs).to.deep.equal(['chat.newChat']);
    expect(field(element).value).to.equal('next thought');
    client.show([]);
    await settle(element);
    expect(part(element, 'new-chat-button') === null).to.equal(true);
  });

  it('the reader who scrolled up is shown the way to new messages', async () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      ...question,
      id: `q${String(index)}`,
      text: 'line\n'.repeat(3),
    }));
    const [element, client] = await chat({ ...well, transcript: { messages: many } });
    await settle(element);
    const box = part(element, 'transcript') as HTMLElement;
    const rest = (): number => box.scrollHeight - box.scrollTop - box.clientHeight;
    expect(rest()).to.be.at.most(1);
    expect(part(element, 'latest-button') === null).to.equal(true);
    box.scrollTop -= 400;
    await settle(element);
    client.show([...many, answer()]);
    await settle(element);
    expect(shown(element, 'latest-button')).to.equal('New message 1');
    expect(rest()).to.be.greaterThan(300);
    part(element, 'latest-button')?.click();
    await settle(element);
    expect(rest()).to.be.at.most(1);
    expect(part(element, 'latest-button') === null).to.equal(true);
  });

  it('a conversation that fills the view at once raises no error on the page', async () => {
    const errors: string[] = [];
    const listen = (event: ErrorEvent): void => {
      errors.push(event.message);
      // Firefox tells of a resize that is answered in the next frame; the runner would take it up.
      event.stopImmediatePropagation();
    };
    addEventListener('error', listen, { capture: true });
    const { onerror } = window;
    window.onerror = null;
    try {
      const [element, client] = await chat();
      for (const count of [4, 6, 40, 200]) {
        client.show(
          Array.from({ length: count }, (_, index) => answer({ id: `a${String(index)}` })),
        );
        await settle(element);
        await aTimeout(50);
      }
    } finally {
      window.onerror = onerror;
      removeEventListener('error', listen, { capture: true });
    }
    expect(errors).to.deep.equal([]);
  });

  it('texts of the page’s own replace single ones', async () => {
    const [element] = await chat();
    element.strings = { greeting: 'Wie kann ich helfen?', placeholder: 'Nachricht' };
    await element.updateComplete;
    expect(shown(element, 'empty')).to.contain('Wie kann ich helfen?');
    expect(field(element).placeholder).to.equal('Nachricht');
    expect(field(element).getAttribute('aria-label')).to.equal('Message');
  });

  it('200 removed, none alive, with messages on screen', async function () {
    const collect: unknown = Reflect.get(globalThis, 'gc');
    // Needs Chromium's --js-flags=--expose-gc; without it nothing can be said.
    if (typeof collect !== 'function') {
      this.skip();
      return;
    }
    this.timeout(30_000);
    const client = new MemoryClient({ ...well, transcript: { messages: [question, answer()] } });
    const place = await fixture(html`<div></div>`);
    const make = (): WeakRef<MiptechChat> => {
      const element = document.createElement('miptech-chat');
      element.client = client;
      place.append(element);
      return new WeakRef(element);
    };
    const made = Array.from({ length: 200 }, make);
    await nextFrame();
    client.change('a', { text: 'changed' });
    await nextFrame();
    place.replaceChildren();
    const alive = (): number => made.filter((ref) => ref.deref() !== undefined).length;
    for (let round = 0; round < 60 && alive() > 0; round += 1) {
      // Engines let go of removed elements with the next frame at the earliest.
      await nextFrame();
      await aTimeout(20);
      // From a task of its own: a collection within this one finds elements on the stack.
      await (collect as (how: object) => Promise<void>)({ type: 'major', execution: 'async' });
    }
    expect(alive()).to.equal(0);
  });
});
