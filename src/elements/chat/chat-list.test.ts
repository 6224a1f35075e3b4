import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { MiptechError } from '../../core/index.js';
import type { ChatItem } from '../../core/index.js';
import '../../define/chat.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MemoryState } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { field, hear, part, press, settle, type } from './test-support.js';

const day = 86_400_000;
const user = { id: 'u1', email: 'a@example.com', name: 'A' };
const signedIn: MemoryState = {
  session: { phase: 'signed-in', user },
  connection: { phase: 'ready', status: 'ready' },
  transcript: { chatId: 'c0', messages: [memoryMessage({ id: 'q', text: 'Hello' })] },
};

const item = (index: number, fields: Partial<ChatItem> = {}): ChatItem => ({
  id: `c${String(index)}`,
  title: `Chat ${String(index)}`,
  updatedAt: Date.now() - index * day,
  createdAt: null,
  unread: false,
  open: index === 0,
  ...fields,
});
const some = (count: number): ChatItem[] =>
  Array.from({ length: count }, (_, index) => item(index));
const listed = (items: readonly ChatItem[]): MemoryState => ({
  ...signedIn,
  chats: { phase: 'known', items },
});

const narrow = '22rem';
const wide = '60rem';

async function chat(
  state: MemoryState,
  width = narrow,
): Promise<[MiptechChat, MemoryClient, HTMLElement]> {
  const client = new MemoryClient(state);
  const box = await fixture<HTMLElement>(
    html`<div><miptech-chat chats .client=${client}></miptech-chat></div>`,
  );
  const element = box.querySelector('miptech-chat') as MiptechChat;
  box.style.inlineSize = width;
  await settle(element);
  return [element, client, box];
}

const focused = (element: MiptechChat): Element | null => element.shadowRoot?.activeElement ?? null;
const button = (element: MiptechChat): HTMLElement => part(element, 'chats-button') as HTMLElement;
const panel = (element: MiptechChat): HTMLElement | null => part(element, 'chats');
const rows = (element: MiptechChat): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>('[part~=chats-item]') ?? []),
];
const words = (place: Element | null | undefined): string =>
  place?.textContent.replace(/\s+/g, ' ').trim() ?? '';
const main = (element: MiptechChat): HTMLElement =>
  element.shadowRoot?.querySelector('.main') as HTMLElement;
const key = (target: Element | null, name: string, more: KeyboardEventInit = {}): KeyboardEvent => {
  const options = { key: name, bubbles: true, composed: true, cancelable: true, ...more };
  const event = new KeyboardEvent('keydown', options);
  target?.dispatchEvent(event);
  return event;
};

async function opened(state: MemoryState = listed(some(3))): Promise<[MiptechChat, MemoryClient]> {
  const [element, client] = await chat(state);
  button(element).focus();
  button(element).click();
  await settle(element);
  return [element, client];
}

describe('<miptech-chat chats>', () => {
  it('shows and asks for nothing unless the page wants it', async () => {
    const client = new MemoryClient(listed(some(3)));
    const element = await fixture<MiptechChat>(
      html`<miptech-chat .client=${client}></miptech-chat>`,
    );
    await settle(element);
    expect(part(element, 'chats-button') === null).to.equal(true);
    expect(client.verbs).not.to.include('chats.load');
    element.chats = true;
    await settle(element);
    expect(part(element, 'chats-button') === null).to.equal(false);
    expect(client.verbs.filter((verb) => verb === 'chats.load')).to.have.length(1);
  });

  describe('as a drawer', () => {
    it('is closed at first, opens with the focus on the open chat, and asks anew', async () => {
      const [element, client] = await chat(listed(some(3)));
      expect(panel(element) === null).to.equal(true);
      expect(button(element).getAttribute('aria-expanded')).to.equal('false');
      const before = client.verbs.filter((verb) => verb === 'chats.load').length;
      button(element).click();
      await settle(element);
      expect(panel(element)?.getAttribute('role')).to.equal('dialog');
      expect(button(element).getAttribute('aria-expanded')).to.equal('true');
      expect(client.verbs.filter((verb) => verb === 'chats.load')).to.have.length(before + 1);
      expect(focused(element) === rows(element)[0]).to.equal(true);
      expect(rows(element)[0]?.getAttribute('aria-current')).to.equal('true');
    });

    it('is closed with a floating chat, which opens with the focus in the field', async () => {
      const [element] = await chat(listed(some(3)));
      element.display = 'floating';
      element.show();
      await settle(element);
      button(element).click();
      await settle(element);
      expect(panel(element) === null).to.equal(false);
      element.hide();
      await settle(element);
      element.show();
      await settle(element);
      expect(panel(element) === null).to.equal(true);
      expect(focused(element) === field(element)).to.equal(true);
    });

    it('keeps the Tab key out of what lies under it', async () => {
      const [element] = await opened();
      expect(main(element).inert).to.equal(true);
      field(element).focus();
      expect(focused(element) === rows(element)[0]).to.equal(true);
    });

    it('closes by Escape, which closes nothing around it, and gives the focus back', async () => {
      const [element] = await opened();
      const event = key(rows(element)[0] ?? null, 'Escape');
      expect(event.defaultPrevented).to.equal(true);
      await settle(element);
      expect(panel(element) === null).to.equal(true);
      expect(main(element).inert).to.equal(false);
      expect(focused(element) === button(element)).to.equal(true);
    });

    it('closes by its button and by a press beside it', async () => {
      const [element] = await opened();
      part(element, 'chats-close-button')?.click();
      await settle(element);
      expect(panel(element) === null).to.equal(true);
      button(element).click();
      await settle(element);
      element.shadowRoot?.querySelector<HTMLElement>('.scrim')?.click();
      await settle(element);
      expect(panel(element) === null).to.equal(true);
    });

    it('lets go of the conversation where nobody is signed in any more', async () => {
      const [element, client] = await opened();
      client.connectionState.set({ ...client.connection.get(), phase: 'signed-out' });
      await settle(element);
      expect(panel(element) === null).to.equal(true);
      expect(main(element).inert).to.equal(false);
      expect(part(element, 'chats-button') === null).to.equal(true);
    });

    it('does not lose the focus with a chat that is gone', async () => {
      const [element, client] = await opened();
      client.chatsState.set({ phase: 'known', items: [item(7)], error: null });
      await settle(element);
      expect(panel(element)?.contains(focused(element))).to.equal(true);
    });
  });

  describe('as a column', () => {
    it('stands beside a conversation that stays in use, by the width of the element', async () => {
      const [element, , box] = await chat(listed(some(3)), wide);
      expect(panel(element)?.hasAttribute('role')).to.equal(false);
      expect(main(element).inert).to.equal(false);
      const [column, conversation] = [panel(element), main(element)].map((place) =>
        place?.getBoundingClientRect(),
      );
      expect(column?.right).to.be.at.most((conversation?.left ?? 0) + 1);
      const buttons = element.shadowRoot?.querySelectorAll('[part~=new-chat-button]');
      expect(buttons?.length, 'one button for a new chat').to.equal(1);
      box.style.inlineSize = narrow;
      await waitUntil(() => panel(element) === null);
      box.style.inlineSize = wide;
      await waitUntil(() => panel(element) !== null);
    });

    it('is folded and unfolded by the button, which keeps the focus', async () => {
      const [element] = await chat(listed(some(3)), wide);
      button(element).focus();
      button(element).click();
      await settle(element);
      expect(panel(element) === null).to.equal(true);
      expect(focused(element) === button(element)).to.equal(true);
      button(element).click();
      await settle(element);
      expect(panel(element) === null).to.equal(false);
      expect(focused(element) === button(element)).to.equal(true);
    });

    it('the focus goes along with a chat that moves up', async () => {
      const items = some(4);
      const [element, client] = await chat(listed(items), wide);
      rows(element)[2]?.focus();
      const moved = item(2, { updatedAt: Date.now() });
      const others = items.filter(({ id }) => id !== moved.id);
      client.chatsState.set({ phase: 'known', items: [moved, ...others], error: null });
      await settle(element);
      expect(rows(element)[0]?.dataset['id']).to.equal('c2');
      expect(focused(element) === rows(element)[0]).to.equal(true);
      client.chatsState.set({ phase: 'known', items: others, error: null });
      await settle(element);
      expect(panel(element)?.contains(focused(element)), 'of one that is gone').to.equal(true);
    });

    it('gives the focus on where nobody is signed in any more', async () => {
      const [element, client] = await chat(listed(some(3)), wide);
      rows(element)[1]?.focus();
      client.transcriptState.set({ ...client.transcript.get(), chatId: null, messages: [] });
      client.connectionState.set({ ...client.connection.get(), phase: 'signed-out' });
      await settle(element);
      expect(panel(element) === null).to.equal(true);
      expect(focused(element) === part(element, 'transcript')).to.equal(true);
    });

    it('leaves Escape to the page', async () => {
      const [element] = await chat(listed(some(3)), wide);
      expect(key(rows(element)[0] ?? null, 'Escape').defaultPrevented).to.equal(false);
      await settle(element);
      expect(panel(element) === null).to.equal(false);
    });
  });

  describe('what it lists', () => {
    it('stands in groups, and is named in lists', async () => {
      const items = [item(0), item(1), item(3), item(400), item(9, { id: 'x', updatedAt: null })];
      const [element] = await chat(listed(items), wide);
      const groups = [...(element.shadowRoot?.querySelectorAll('[part~=chats-group]') ?? [])];
      const names = groups.map(words);
      expect(names.slice(0, 3)).to.deep.equal(['Today', 'Yesterday', 'Previous 7 days']);
      expect(names[3]).to.match(/^\p{L}+ \d{4}$/u);
      expect(names[4]).to.equal('Earlier');
      const lists = [...(element.shadowRoot?.querySelectorAll('.chats ul') ?? [])];
      for (const [index, list] of lists.entries()) {
        expect(list.getAttribute('aria-labelledby')).to.equal(groups[index]?.id);
      }
    });

    it('takes a chat of tomorrow for one of today: clocks differ', async () => {
      const [element] = await chat(listed([item(0, { updatedAt: Date.now() + day })]), wide);
      expect(words(part(element, 'chats-group'))).to.equal('Today');
    });

    it('tells in words what is unread, at the button too', async () => {
      const items = [item(0), item(1, { unread: true }), item(2, { title: '' })];
      const [element] = await chat(listed(items));
      expect(button(element).getAttribute('aria-label')).to.equal('Chats, 1 with new messages');
      button(element).click();
      await settle(element);
      expect(words(rows(element)[1])).to.contain('New messages');
      expect(words(rows(element)[0])).not.to.contain('New messages');
      expect(words(rows(element)[2])).to.contain('Untitled chat');
      expect(button(element).getAttribute('aria-label')).to.equal('Chats');
    });

    it('gives titles the direction of their own words', async () => {
      const [element] = await chat(listed([item(0, { title: 'כיצד' })]), wide);
      const title = rows(element)[0]?.querySelector('.chats-title') as HTMLElement;
      expect(getComputedStyle(title).direction).to.equal('rtl');
    });

    it('shows markup in a title as text', async () => {
      const title = '<img src=x onerror=alert(1)>';
      const [element] = await chat(listed([item(0, { title })]), wide);
      expect(words(rows(element)[0])).to.equal(title);
      expect(element.shadowRoot?.querySelector('.chats img') === null).to.equal(true);
    });

    it('says that it loads, that there is nothing, and that it failed', async () => {
      const [element, client] = await chat({ ...signedIn, chats: { phase: 'loading' } }, wide);
      expect(words(panel(element))).to.contain('Loading your chats…');
      client.chatsState.set({ phase: 'known', items: [], error: null });
      await settle(element);
      expect(words(panel(element))).to.contain('listed here once');
      const error = new MiptechError('server_error');
      client.chatsState.set({ phase: 'failed', items: [], error });
      await settle(element);
      expect(words(part(element, 'chats-problem'))).to.contain('could not be loaded');
      const loads = client.verbs.length;
      part(element, 'chats-problem')?.querySelector('button')?.click();
      expect(client.verbs.slice(loads)).to.deep.equal(['chats.load']);
    });

    it('keeps what is known on screen where it cannot be had anew', async () => {
      const error = new MiptechError('timeout');
      const state = { ...signedIn, chats: { phase: 'failed', items: some(2), error } } as const;
      const [element] = await chat(state, wide);
      expect(rows(element).length).to.equal(2);
      expect(part(element, 'chats-problem') === null).to.equal(false);
    });

    for (const [name, state] of [
      ['the feature chat_history is off', { tenant: { features: { chat_history: false } } }],
      ['the feature chat_list is off', { tenant: { features: { chat_list: false } } }],
      [
        'visitors have no list',
        { chats: { phase: 'failed', error: new MiptechError('auth_required') } },
      ],
      [
        'the platform has no list',
        { chats: { phase: 'failed', error: new MiptechError('not_found') } },
      ],
    ] as const) {
      it(`is not offered where ${name}`, async () => {
        const [element] = await chat({ ...signedIn, ...state }, wide);
        expect(part(element, 'chats-button') === null).to.equal(true);
        expect(panel(element) === null).to.equal(true);
        expect(part(element, 'input') === null, 'the rest is there').to.equal(false);
      });
    }

    it('shows nothing of one person to the next', async () => {
      const [element, client] = await chat(listed(some(12)), wide);
      const search = part(element, 'chats-search') as HTMLInputElement;
      search.value = 'Chat 1';
      search.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await settle(element);
      client.chatsState.set({ phase: 'unknown', items: [], error: null });
      await settle(element);
      client.chatsState.set({ phase: 'known', items: [item(3)], error: null });
      await settle(element);
      expect(rows(element).map(words).join()).to.contain('Chat 3');
      expect(part(element, 'chats-search') === null).to.equal(true);
    });

    it('is not rendered anew while an answer streams', async () => {
      const [element, client] = await chat(listed(some(1000)), wide);
      expect(rows(element).length).to.equal(1000);
      const changes: MutationRecord[] = [];
      const watch = new MutationObserver((records) => changes.push(...records));
      const options = { subtree: true, childList: true, attributes: true, characterData: true };
      watch.observe(element.shadowRoot?.querySelector('.chats') as Node, options);
      client.show([memoryMessage({ id: 'a', role: 'assistant', state: 'streaming', text: 'One' })]);
      await settle(element);
      client.change('a', { text: 'One two' });
      await settle(element);
      expect(changes.length).to.equal(0);
      client.chatsState.set({ phase: 'known', items: some(2), error: null });
      await settle(element);
      expect(changes.length, 'it would have been seen').to.be.greaterThan(0);
    });
  });

  describe('searching', () => {
    it('is offered only where there are many', async () => {
      const [few] = await chat(listed(some(8)), wide);
      expect(part(few, 'chats-search') === null).to.equal(true);
      const [many] = await chat(listed(some(9)), wide);
      expect(part(many, 'chats-search') === null).to.equal(false);
    });

    it('IME: the keys that choose and take back are the field’s', async () => {
      const [element] = await opened(listed(some(12)));
      const search = part(element, 'chats-search');
      search?.focus();
      for (const name of ['ArrowDown', 'Escape']) {
        for (const sign of [{ isComposing: true }, { keyCode: 229 }]) {
          const { defaultPrevented } = key(search, name, sign);
          await settle(element);
          expect(defaultPrevented, name).to.equal(false);
          expect(focused(element) === search, name).to.equal(true);
        }
      }
    });

    it('finds by all words, without case and marks, and tells how many', async () => {
      const items = [...some(9), item(9, { title: 'Résumé of May' }), item(10, { title: 'May' })];
      const [element, client] = await chat(listed(items), wide);
      const search = part(element, 'chats-search') as HTMLInputElement;
      const found = element.shadowRoot?.querySelector('.chats-found');
      expect(found?.getAttribute('role')).to.equal('status');
      expect(words(found)).to.equal('');
      const calls = client.calls.length;
      for (const [query, count] of [
        ['may resume', '1 chat found'],
        ['MAY', '2 chats found'],
        ['nowhere', '0 chats found'],
      ] as const) {
        search.value = query;
        search.dispatchEvent(new InputEvent('input', { bubbles: true }));
        await settle(element);
        expect(words(found)).to.equal(count);
        expect(rows(element).length).to.equal(parseInt(count));
      }
      expect(client.calls.length, 'here, not on the platform').to.equal(calls);
    });
  });

  describe('by keyboard', () => {
    it('is one stop for Tab; arrow keys, Home and End go through it', async () => {
      const [element] = await chat(listed(some(9)), wide);
      const stops = rows(element).map(({ tabIndex }) => tabIndex);
      expect(stops).to.deep.equal([0, ...Array<number>(8).fill(-1)]);
      const search = part(element, 'chats-search') as HTMLInputElement;
      search.focus();
      const go = (name: string): number => {
        key(focused(element), name);
        return rows(element).indexOf(focused(element) as HTMLElement);
      };
      expect(['ArrowDown', 'ArrowDown', 'End', 'ArrowUp', 'Home', 'ArrowUp'].map(go)).to.deep.equal(
        [0, 1, 8, 7, 0, 0],
      );
    });
  });

  describe('opening a chat', () => {
    it('opens it, says so once, closes the drawer and goes on in the field', async () => {
      const [element, client] = await opened();
      const heard = hear(element);
      rows(element)[1]?.click();
      await settle(element);
      expect(client.calls.at(-1)).to.deep.equal({ verb: 'chat.open', given: ['c1'] });
      expect(panel(element) === null).to.equal(true);
      expect(focused(element) === field(element)).to.equal(true);
      await waitUntil(() => heard.length > 0);
      expect(heard).to.deep.equal(['The chat is open.']);
    });

    it('gives the draft back that was put aside for an edit', async () => {
      const [element, client] = await chat(listed(some(3)));
      element.draft = 'Begun before';
      await settle(element);
      part(element, 'edit-button')?.click();
      await settle(element);
      expect(field(element).value).to.equal('Hello');
      button(element).click();
      await settle(element);
      rows(element)[1]?.click();
      await settle(element);
      expect(client.calls.at(-1)).to.deep.equal({ verb: 'chat.open', given: ['c1'] });
      expect(client.draftState.get()).to.equal('Begun before');
    });

    it('tells at the chat that it is on its way, and leaves the conversation until then', async () => {
      const [element, client] = await opened();
      let arrive = (): void => undefined;
      const wait = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      client.chat.open = () => wait;
      rows(element)[1]?.click();
      await settle(element);
      expect(rows(element)[1]?.getAttribute('aria-busy')).to.equal('true');
      expect(words(rows(element)[1])).to.contain('Opening…');
      expect(words(part(element, 'bubble'))).to.equal('Hello');
      arrive();
      await settle(element);
      expect(panel(element) === null).to.equal(true);
    });

    it('pressed twice it is asked for once: the second answer may be a failure', async () => {
      const [element, client] = await opened();
      rows(element)[1]?.click();
      rows(element)[1]?.click();
      await settle(element);
      expect(client.verbs.filter((verb) => verb === 'chat.open')).to.have.length(1);
      expect(panel(element) === null).to.equal(true);
    });

    it('says why it failed, keeps list and conversation, and the focus', async () => {
      const [element, client] = await opened();
      client.fault = new MiptechError('network_unreachable');
      const heard = hear(element);
      rows(element)[1]?.focus();
      rows(element)[1]?.click();
      await settle(element);
      const problem = words(part(element, 'chats-problem'));
      expect(problem).to.contain('The chat could not be opened. You appear to be offline.');
      expect(words(part(element, 'bubble'))).to.equal('Hello');
      expect(focused(element) === rows(element)[1]).to.equal(true);
      await waitUntil(() => heard.length > 0);
      expect(heard[0]).to.contain('could not be opened');
      client.fault = null;
      rows(element)[1]?.click();
      await settle(element);
      expect(panel(element) === null).to.equal(true);
    });

    it('of one that was deleted elsewhere the list hears, and keeps the focus', async () => {
      const [element, client] = await opened();
      client.fault = new MiptechError('not_found');
      const left = client.chatsState.get().items.filter(({ id }) => id !== 'c1');
      client.chats.load = () => {
        client.chatsState.set({ phase: 'known', items: left, error: null });
        return Promise.resolve(client.chatsState.get());
      };
      rows(element)[1]?.focus();
      rows(element)[1]?.click();
      await settle(element);
      expect(words(part(element, 'chats-problem'))).to.contain('It may have been removed.');
      expect(rows(element).map(({ dataset }) => dataset['id'])).to.deep.equal(['c0', 'c2']);
      expect(panel(element)?.contains(focused(element))).to.equal(true);
    });

    it('follows the last choice where two are made', async () => {
      const [element, client] = await chat(listed(some(3)), wide);
      const arrivals: (() => void)[] = [];
      client.chat.open = () =>
        new Promise((resolve) => {
          arrivals.push(resolve);
        });
      rows(element)[1]?.click();
      rows(element)[2]?.click();
      await settle(element);
      arrivals[0]?.();
      await settle(element);
      expect(rows(element)[2]?.getAttribute('aria-busy')).to.equal('true');
      arrivals[1]?.();
      await settle(element);
      expect(rows(element).some((row) => row.hasAttribute('aria-busy'))).to.equal(false);
      expect(focused(element) === field(element)).to.equal(true);
    });

    it('begins a new one from the drawer, in the field', async () => {
      const [element, client] = await opened();
      panel(element)?.querySelector<HTMLElement>('[part~=new-chat-button]')?.click();
      await settle(element);
      expect(client.verbs).to.include('chat.newChat');
      expect(panel(element) === null).to.equal(true);
      expect(focused(element) === field(element)).to.equal(true);
    });
  });

  describe('accessibility', () => {
    afterEach(() => {
      document.documentElement.removeAttribute('style');
    });

    const many = [...some(9), item(9, { unread: true }), item(40, { title: '' })];
    const error = new MiptechError('server_error');
    const states: Readonly<Record<string, [MemoryState, string]>> = {
      column: [listed(many), wide],
      drawer: [listed(many), narrow],
      loading: [{ ...signedIn, chats: { phase: 'loading' } }, wide],
      empty: [listed([]), wide],
      failed: [{ ...signedIn, chats: { phase: 'failed', items: some(2), error } }, wide],
    };
    for (const scheme of ['light', 'dark']) {
      for (const [name, [state, width]] of Object.entries(states)) {
        it(`${name}, ${scheme}`, async () => {
          document.documentElement.style.colorScheme = scheme;
          document.documentElement.style.background = 'Canvas';
          const [element] = await chat(state, width);
          if (width === narrow) button(element).click();
          await settle(element);
          // Entrances fade in; contrast is judged when they are over.
          for (const animation of element.shadowRoot?.getAnimations() ?? []) {
            if (animation.effect?.getComputedTiming().iterations !== Infinity) animation.finish();
          }
          await expect(element).to.be.accessible();
        });
      }
    }

    it('nothing scrolls sideways at 320 pixels, and targets are large enough', async () => {
      const title = 'x'.repeat(400);
      const items = [...some(9), item(9, { title, unread: true })];
      const [element] = await chat(listed(items), '320px');
      button(element).click();
      await settle(element);
      const frame = part(element, 'frame') as HTMLElement;
      expect(frame.scrollWidth).to.equal(frame.clientWidth);
      const list = element.shadowRoot?.querySelector('.chats-list') as HTMLElement;
      expect(list.scrollWidth).to.equal(list.clientWidth);
      for (const target of panel(element)?.querySelectorAll('button, input') ?? []) {
        const { width, height } = target.getBoundingClientRect();
        expect(Math.min(width, height), target.className).to.be.at.least(24);
      }
    });
  });

  it('can be used with the chat as before', async () => {
    const [element, client] = await chat(listed(some(3)), wide);
    await type(element, 'More');
    await press(element);
    expect(client.verbs).to.include('chat.send');
  });

  it('wakes nobody when it is taken out with its drawer open', async () => {
    const [element] = await opened();
    const parent = element.parentElement;
    element.remove();
    parent?.append(element);
    await settle(element);
    expect(panel(element) === null).to.equal(true);
    expect(main(element).inert).to.equal(false);
  });
});
