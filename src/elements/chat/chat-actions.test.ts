/* eslint-disable @typescript-eslint/no-deprecated -- the older way to copy is guarded here too */
import { expect, fixture, html, oneEvent, waitUntil } from '@open-wc/testing';
import type { Message } from '../../core/index.js';
import '../../define/chat.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { hear, part, settle, shown } from './test-support.js';

const at = new Date(2025, 2, 3, 16, 5).getTime();
const question = memoryMessage({ id: 'q', text: 'How many\ndays?', at });
const answer = (fields: Partial<Message> = {}): Message =>
  memoryMessage({
    id: 'a',
    role: 'assistant',
    state: 'complete',
    text: '**20** days',
    at,
    ...fields,
  });

async function chat(
  messages: readonly Message[],
  set: (element: MiptechChat) => void = () => undefined,
): Promise<[MiptechChat, MemoryClient]> {
  const client = new MemoryClient({
    session: { phase: 'signed-in', user: { id: 'u', email: 'a@example.com', name: 'A' } },
    connection: { phase: 'ready', status: 'ready' },
    transcript: { messages },
  });
  const element = await fixture<MiptechChat>(html`<miptech-chat .client=${client}></miptech-chat>`);
  set(element);
  await settle(element);
  return [element, client];
}

const message = (element: MiptechChat, id: string): HTMLElement =>
  element.shadowRoot?.querySelector(`article[data-id="${id}"]`) as HTMLElement;
const inside = (element: MiptechChat, id: string, name: string): HTMLElement =>
  message(element, id).querySelector(`[part~=${name}]`) as HTMLElement;
const focused = (element: MiptechChat): Element | null => element.shadowRoot?.activeElement ?? null;
const key = (target: Element | null, name: string): boolean | undefined =>
  target?.dispatchEvent(
    new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true, cancelable: true }),
  );

describe('<miptech-chat>: actions of a message', () => {
  const { clipboard } = navigator;
  let copied: string[] = [];

  beforeEach(() => {
    copied = [];
    const writeText = (text: string): Promise<void> => {
      copied.push(text);
      return Promise.resolve();
    };
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  });

  afterEach(() => {
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
  });

  describe('copying', () => {
    it('takes what is read, with sources; said once and shown', async () => {
      const sources = [{ title: 'Policy', url: 'https://example.com/', snippet: '' }];
      const [element] = await chat([question, answer({ text: '**20** days [1].', sources })]);
      const heard = hear(element);
      inside(element, 'a', 'copy-button').click();
      await waitUntil(() => heard.length > 0);
      expect(copied).to.deep.equal(['20 days [1].\n\n[1] Policy (https://example.com/)']);
      expect(heard).to.deep.equal(['Copied']);
      expect(inside(element, 'a', 'message-actions').dataset['words']).to.equal('Copied');
      inside(element, 'q', 'copy-button').click();
      await waitUntil(() => copied.length === 2);
      expect(copied[1]).to.equal('How many\ndays?');
      expect(inside(element, 'a', 'message-actions').dataset['words']).to.equal(undefined);
    });

    it('a failure is said at once and says what to do', async () => {
      const { execCommand } = document;
      document.execCommand = () => false;
      Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
      const [element] = await chat([answer()]);
      const alert = element.shadowRoot?.querySelector('[role=alert]');
      inside(element, 'a', 'copy-button').click();
      await waitUntil(() => alert?.textContent !== '');
      document.execCommand = execCommand;
      expect(alert?.textContent).to.contain('copy it yourself');
      expect(inside(element, 'a', 'message-actions').dataset['outcome']).to.equal('failed');
    });

    it('of a hundred messages finds the one that was pressed, also with an odd id', async () => {
      const many = Array.from({ length: 9 }, (_, n) =>
        answer({ id: `a "${String(n)}" b`, text: `Answer ${String(n)}` }),
      );
      const [element] = await chat(many);
      element.shadowRoot?.querySelectorAll<HTMLElement>('[part~=copy-button]')[4]?.click();
      await waitUntil(() => copied.length > 0);
      expect(copied).to.deep.equal(['Answer 4']);
    });
  });

  describe('the row', () => {
    it('a growing answer has no actions; they come without moving anything', async () => {
      const [element, client] = await chat([question, answer({ state: 'streaming' })]);
      const node = message(element, 'a');
      const { height } = node.getBoundingClientRect();
      expect(node.querySelector('button')).to.equal(null);
      client.change('a', { state: 'complete' });
      await settle(element);
      expect(inside(element, 'a', 'copy-button')).to.not.equal(null);
      expect(node.getBoundingClientRect().height).to.equal(height);
    });

    it('only the current message has its actions in the tab order, and the last question its “Edit”', async () => {
      const [element] = await chat([answer({ id: 'b' }), question, answer()], (chat) => {
        chat.feedback = true;
      });
      const tabs = (id: string): readonly number[] =>
        [...message(element, id).querySelectorAll<HTMLElement>('[part~=message-action]')].map(
          ({ tabIndex }) => tabIndex,
        );
      expect(tabs('b')).to.deep.equal([-1, -1, -1, -1]);
      expect(tabs('q')).to.deep.equal([-1, 0]);
      expect(tabs('a')).to.deep.equal([0, 0, 0, 0]);
    });

    it('each message is an article that names its author and its time', async () => {
      const [element] = await chat([question, answer({ id: 'a b' })], (chat) => {
        chat.lang = 'en-GB';
      });
      await waitUntil(() => shown(element, 'message-time') === '16:05');
      const names = [...(element.shadowRoot?.querySelectorAll('article') ?? [])].map((article) =>
        (article.getAttribute('aria-labelledby') ?? '')
          .split(' ')
          .map((id) => element.shadowRoot?.getElementById(id)?.textContent.trim()),
      );
      expect(names).to.deep.equal([
        ['You said', '16:05'],
        ['Assistant', '16:05'],
      ]);
    });

    it('times follow the page’s language', async () => {
      document.documentElement.lang = 'de';
      const [element] = await chat([answer()]);
      expect(shown(element, 'message-time')).to.equal('16:05');
      expect(part(element, 'message-time')?.title).to.contain('Montag');
      document.documentElement.lang = 'fr';
      await waitUntil(() => part(element, 'message-time')?.title.includes('lundi'));
      document.documentElement.lang = 'en';
    });

    it('costs few nodes: all around the text of an answer', async () => {
      const [element] = await chat([question, answer()]);
      inside(element, 'a', 'answer').replaceChildren();
      let nodes = 0;
      const walker = document.createTreeWalker(message(element, 'a'));
      while (walker.nextNode()) nodes += 1;
      expect(nodes).to.be.at.most(21);
    });
  });

  describe('the menu', () => {
    const openMenu = (element: MiptechChat, id: string): void => {
      inside(element, id, 'more-button').click();
    };
    const isOpen = (element: MiptechChat): boolean =>
      part(element, 'message-menu')?.matches(':popover-open') === true;

    it('copies the Markdown of the message it was opened at, and closes', async () => {
      const [element] = await chat([answer(), answer({ id: 'b', text: '*other*' })]);
      openMenu(element, 'a');
      expect(isOpen(element)).to.equal(true);
      openMenu(element, 'b');
      expect(isOpen(element)).to.equal(true);
      part(element, 'copy-markdown-button')?.click();
      await waitUntil(() => copied.length > 0);
      expect(copied).to.deep.equal(['*other*']);
      expect(isOpen(element)).to.equal(false);
    });

    it('one button is said to be open, the one it was opened at', async () => {
      const [element] = await chat([answer(), answer({ id: 'b' })]);
      const states = (): readonly (string | null)[] =>
        ['a', 'b'].map((id) => inside(element, id, 'more-button').getAttribute('aria-expanded'));
      openMenu(element, 'a');
      expect(states()).to.deep.equal(['true', 'false']);
      openMenu(element, 'b');
      expect(states()).to.deep.equal(['false', 'true']);
      openMenu(element, 'b');
      expect(states()).to.deep.equal(['false', 'false']);
    });

    it('stands at the button it was opened at, wherever it was opened before', async () => {
      const [element] = await chat([answer(), question, answer({ id: 'b' })]);
      for (const id of ['b', 'a']) {
        openMenu(element, id);
        const button = inside(element, id, 'more-button').getBoundingClientRect();
        const menu = part(element, 'message-menu')?.getBoundingClientRect() as DOMRect;
        const gap = Math.min(
          Math.abs(button.top - menu.bottom),
          Math.abs(menu.top - button.bottom),
        );
        expect(gap, id).to.be.below(button.height);
      }
    });

    it('arrow keys lead in and around', async () => {
      const [element] = await chat([answer()]);
      const button = inside(element, 'a', 'more-button');
      button.focus();
      key(button, 'ArrowDown');
      expect(focused(element) === part(element, 'copy-markdown-button')).to.equal(true);
      key(focused(element), 'ArrowDown');
      expect(focused(element) === part(element, 'details-button')).to.equal(true);
      key(focused(element), 'ArrowDown');
      expect(focused(element) === part(element, 'copy-markdown-button')).to.equal(true);
    });

    it('the details have the focus, and closing them gives it back', async () => {
      const [element] = await chat([answer()]);
      const button = inside(element, 'a', 'more-button');
      button.focus();
      button.click();
      part(element, 'details-button')?.focus();
      part(element, 'details-button')?.click();
      await waitUntil(() => focused(element) === part(element, 'message-details'));
      part(element, 'message-menu')?.hidePopover();
      expect(focused(element) === button).to.equal(true);
      await waitUntil(() => part(element, 'message-details') === null);
      expect(focused(element) === button).to.equal(true);
    });

    it('closes when its message is gone', async () => {
      const [element, client] = await chat([answer()]);
      openMenu(element, 'a');
      client.show([question]);
      await settle(element);
      expect(isOpen(element)).to.equal(false);
    });

    it('details tell what is known, by the figures of the language', async () => {
      const [element] = await chat(
        [
          answer({
            serverId: 'msg_1',
            metadata: { model: 'mip-2', tokensUsed: 1312, responseTimeMs: 2340 },
          }),
        ],
        (chat) => {
          chat.lang = 'de';
        },
      );
      openMenu(element, 'a');
      part(element, 'details-button')?.click();
      await waitUntil(() => part(element, 'message-details') !== null);
      const told = shown(element, 'message-details');
      expect(told).to.contain('Montag').and.contain('mip-2').and.contain('1.312');
      expect(told).to.contain('2,3 Sekunden').and.contain('msg_1');
    });

    it('details of a message without metadata have no empty lines', async () => {
      const [element] = await chat([answer()]);
      openMenu(element, 'a');
      part(element, 'details-button')?.click();
      await waitUntil(() => part(element, 'message-details') !== null);
      const terms = [...(part(element, 'message-details')?.querySelectorAll('dt') ?? [])];
      expect(terms.map(({ textContent }) => textContent)).to.deep.equal(['Time', 'Message ID']);
    });
  });

  describe('rating', () => {
    const rated = async (): Promise<MiptechChat> => {
      const [element] = await chat([question, answer()], (chat) => {
        chat.feedback = true;
      });
      return element;
    };
    const pressed = (element: MiptechChat): readonly (string | null)[] =>
      ['helpful-button', 'unhelpful-button'].map(
        (name) => part(element, name)?.getAttribute('aria-pressed') ?? null,
      );

    it('is not offered where the page did not ask for it', async () => {
      const [element] = await chat([answer()]);
      expect(pressed(element)).to.deep.equal([null, null]);
    });

    it('tells the page, shows and says it; pressed again it is taken back', async () => {
      const element = await rated();
      const heard = hear(element);
      const told: unknown[] = [];
      document.addEventListener('miptech-feedback', ({ detail }) => {
        told.push([detail.message.id, detail.value]);
      });
      part(element, 'helpful-button')?.click();
      await settle(element);
      expect(pressed(element)).to.deep.equal(['true', 'false']);
      await waitUntil(() => heard.length === 1);
      part(element, 'unhelpful-button')?.click();
      await settle(element);
      expect(pressed(element)).to.deep.equal(['false', 'true']);
      part(element, 'unhelpful-button')?.click();
      await settle(element);
      expect(pressed(element)).to.deep.equal(['false', 'false']);
      expect(told).to.deep.equal([
        ['a', 'up'],
        ['a', 'down'],
        ['a', null],
      ]);
    });

    it('cancelled: nothing is pressed and nothing is said', async () => {
      const element = await rated();
      const heard = hear(element);
      element.addEventListener('miptech-feedback', (event) => {
        event.preventDefault();
      });
      const sent = oneEvent(element, 'miptech-feedback');
      part(element, 'helpful-button')?.click();
      await sent;
      await settle(element);
      expect(pressed(element)).to.deep.equal(['false', 'false']);
      expect(heard).to.deep.equal([]);
    });
  });
});
