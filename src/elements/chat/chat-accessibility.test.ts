import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import '../../define/chat.js';
import { MiptechError } from '../../core/index.js';
import type { MessageFailure } from '../../core/index.js';
import { patience } from '../../dom/client-controller.js';
import { sharedStrings } from '../../dom/strings.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MemoryState } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { part, settle } from './test-support.js';

const session = {
  phase: 'signed-in',
  user: { id: 'u', email: 'a@example.com', name: 'A' },
} as const;
const ready = { phase: 'ready', status: 'ready' } as const;
const question = memoryMessage({ id: 'q', text: 'How many days of leave do I have?' });
const answer = memoryMessage({
  id: 'a',
  role: 'assistant',
  state: 'complete',
  text: 'You have **20 days** [1].\n\n- one\n- two\n\n```js\nlet a = 1;\n```\n\n| Kind | Days |\n|--|--|\n| a | 1 |',
  sources: [
    { title: 'Policy', url: 'https://example.com/', snippet: 'Twenty days a year.' },
    { title: 'A file', url: null, snippet: '' },
  ],
});
const manySources = Array.from({ length: 6 }, (_, index) => ({
  title: `Source ${String(index)}`,
  url: 'https://example.com/',
  snippet: '',
}));

const failures = Object.keys(sharedStrings.failures) as readonly MessageFailure[];

const states: Readonly<Record<string, MemoryState>> = {
  'signed out': { connection: { phase: 'signed-out' } },
  empty: { session, connection: ready },
  loading: { session, connection: { phase: 'connecting' }, transcript: { loading: true } },
  'answer expected': {
    session,
    connection: ready,
    transcript: { answering: true, messages: [{ ...question, awaiting: true }] },
  },
  streaming: {
    session,
    connection: ready,
    transcript: { answering: true, messages: [question, { ...answer, state: 'streaming' }] },
  },
  'answer with sources': {
    session,
    connection: ready,
    transcript: { messages: [question, answer] },
  },
  failed: {
    session,
    connection: ready,
    transcript: {
      messages: [
        { ...answer, state: 'interrupted' },
        { ...question, state: 'failed', failure: 'delivery_unknown' },
      ],
    },
  },
  reconnecting: {
    session,
    countdown: 9,
    connection: { phase: 'reconnecting' },
    transcript: { messages: [{ ...question, state: 'queued' }] },
  },
  offline: { session, connection: { phase: 'offline' } },
  'sent a moment ago': {
    session,
    connection: ready,
    transcript: { messages: [{ ...question, state: 'sending' }] },
  },
  'incomplete answer with many sources': {
    session,
    connection: ready,
    transcript: { messages: [{ ...answer, state: 'incomplete', sources: manySources }] },
  },
  'stopped answer, to be asked again': {
    session,
    connection: ready,
    transcript: { messages: [question, { ...answer, state: 'stopped' }] },
  },
  'interrupted answer, to be asked again': {
    session,
    connection: ready,
    transcript: { messages: [question, { ...answer, state: 'interrupted' }] },
  },
  'question without an answer': {
    session,
    connection: ready,
    transcript: { messages: [answer, question] },
  },
  'every failure': {
    session,
    connection: ready,
    transcript: {
      messages: failures.map((failure) => ({
        ...question,
        id: failure,
        state: 'failed' as const,
        failure,
      })),
    },
  },
  'no live answers': {
    session,
    countdown: 40,
    connection: { phase: 'realtime-unavailable', status: 'connected' },
    transcript: { messages: [question, answer] },
  },
  'rate limited': {
    session,
    countdown: 12,
    connection: { phase: 'rate-limited', status: 'connected' },
    transcript: { messages: [{ ...question, state: 'queued' }] },
  },
  'not started': { session, connection: { phase: 'idle' } },
  stopped: { session, connection: { phase: 'failed', error: new MiptechError('forbidden') } },
  'session ended': {
    session: { ...session, phase: 'expired' },
    connection: { phase: 'signed-out' },
    transcript: { messages: [question, answer] },
  },
};

describe('<miptech-chat> accessibility', () => {
  afterEach(() => {
    document.documentElement.removeAttribute('style');
  });

  for (const scheme of ['light', 'dark']) {
    for (const [name, state] of Object.entries(states)) {
      it(`${name}, ${scheme}`, async () => {
        document.documentElement.style.colorScheme = scheme;
        document.documentElement.style.background = 'Canvas';
        const client = new MemoryClient(state);
        const element = await fixture<MiptechChat>(
          html`<miptech-chat .client=${client} feedback></miptech-chat>`,
        );
        // Entrances fade in; contrast is judged when they are over.
        const animations = element.shadowRoot?.getAnimations() ?? [];
        for (const animation of animations) {
          if (animation.effect?.getComputedTiming().iterations !== Infinity) animation.finish();
        }
        await expect(element).to.be.accessible();
      });
    }
  }

  it('menu and details of a message', async () => {
    const client = new MemoryClient({
      session,
      connection: ready,
      transcript: { messages: [answer] },
    });
    const element = await fixture<MiptechChat>(
      html`<miptech-chat .client=${client}></miptech-chat>`,
    );
    const press = (name: string): void => {
      element.shadowRoot?.querySelector<HTMLElement>(`[part~=${name}]`)?.click();
    };
    press('more-button');
    await expect(element).to.be.accessible();
    press('details-button');
    await element.updateComplete;
    await expect(element).to.be.accessible();
  });

  it('without a provider', async () => {
    const warn = console.warn;
    console.warn = () => undefined;
    const element = await fixture<MiptechChat>(html`<miptech-chat></miptech-chat>`);
    await aTimeout(patience + 100);
    console.warn = warn;
    expect(element.shadowRoot?.querySelector('[part=unavailable]') === null).to.equal(false);
    await expect(element).to.be.accessible();
  });

  it('with text at twice the size no word of the title is broken on a phone', async () => {
    const root = document.documentElement;
    root.style.fontSize = '200%';
    try {
      const client = new MemoryClient({
        session,
        connection: ready,
        transcript: { messages: [question] },
        chats: { phase: 'known', items: [] },
      });
      const element = await fixture<MiptechChat>(
        html`<miptech-chat .client=${client} chats></miptech-chat>`,
      );
      element.parentElement?.style.setProperty('inline-size', '284px');
      await settle(element);
      const title = part(element, 'heading');
      const [again, list] = [part(element, 'new-chat-button'), part(element, 'chats-button')];
      expect(list?.checkVisibility() && again?.checkVisibility()).to.equal(true);
      const line = Number.parseFloat(getComputedStyle(title ?? root).lineHeight);
      expect(title?.getBoundingClientRect().height).to.be.below(1.5 * line);
      expect(again?.getBoundingClientRect().width).to.be.at.least(24);
    } finally {
      root.style.fontSize = '';
    }
  });

  it('nothing scrolls sideways at 320 pixels', async () => {
    const long = 'x'.repeat(400);
    const client = new MemoryClient({
      session,
      connection: { phase: 'reconnecting' },
      transcript: { messages: [{ ...question, text: long }, { ...answer, text: long }, answer] },
    });
    const place = await fixture<HTMLElement>(html`<div></div>`);
    place.style.inlineSize = '320px';
    const element = document.createElement('miptech-chat');
    element.client = client;
    element.heading = long;
    place.append(element);
    await element.updateComplete;
    await aTimeout(50);
    const box = element.shadowRoot?.querySelector('[part=transcript]') as HTMLElement;
    expect(element.offsetWidth).to.equal(320);
    expect(box.scrollWidth).to.equal(box.clientWidth);
    const frame = element.shadowRoot?.querySelector('[part=frame]') as HTMLElement;
    expect(frame.scrollWidth).to.equal(frame.clientWidth);
    const message = element.shadowRoot?.querySelector('[part~=assistant-message]') as HTMLElement;
    expect(message.scrollWidth).to.be.at.most(message.clientWidth);
  });
});
