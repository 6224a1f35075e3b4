import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import type { Message } from '../../core/index.js';
import '../../define/chat.js';
import '../../define/login.js';
import '../../define/provider.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MemoryState } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { field, hear, part, press, settle, type } from './test-support.js';

const user = { id: 'u1', email: 'a@example.com', name: 'A' };
const question = memoryMessage({ id: 'q', text: 'How many days?' });
const answer = (id: string, fields: Partial<Message> = {}): Message =>
  memoryMessage({ id, role: 'assistant', state: 'complete', text: '**20** days', ...fields });
const well: MemoryState = {
  session: { phase: 'signed-in', user },
  connection: { phase: 'ready', status: 'ready' },
  transcript: { chatId: 'c', messages: [question] },
};

async function floating(
  state: MemoryState = well,
  attributes: Readonly<Record<string, string>> = {},
): Promise<[MiptechChat, MemoryClient]> {
  const client = new MemoryClient(state);
  const place = await fixture<HTMLElement>(html`<div></div>`);
  const element = document.createElement('miptech-chat');
  element.client = client;
  element.setAttribute('display', 'floating');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  place.append(element);
  await element.updateComplete;
  return [element, client];
}

const inside = (element: MiptechChat): Element | null => element.shadowRoot?.activeElement ?? null;
const launcher = (element: MiptechChat): HTMLButtonElement =>
  part(element, 'launcher') as HTMLButtonElement;

async function opened(element: MiptechChat): Promise<HTMLDialogElement> {
  element.show();
  await settle(element);
  const panel = part(element, 'frame') as HTMLDialogElement;
  // It comes in from below.
  for (const animation of panel.getAnimations()) animation.finish();
  return panel;
}

function adds(client: MemoryClient, ...more: readonly Message[]): void {
  const transcript = client.transcript.get();
  client.transcriptState.set({ ...transcript, messages: [...transcript.messages, ...more] });
}

const locked = (): boolean => getComputedStyle(document.documentElement).overflowY === 'hidden';

describe('<miptech-chat> display', () => {
  before(function () {
    // A window of another size is nothing that WebKit's driver gives a page.
    if (!/Chrome|Firefox/.test(navigator.userAgent)) this.skip();
  });

  beforeEach(async () => {
    await setViewport({ width: 1000, height: 800 });
  });

  afterEach(() => {
    sessionStorage.clear();
    document.documentElement.removeAttribute('dir');
    document.documentElement.removeAttribute('style');
  });

  it('another form keeps the focus: in the field, and in the conversation', async () => {
    const [element] = await floating();
    await opened(element);
    for (const form of ['full', 'floating', 'inline', 'floating']) {
      element.setAttribute('display', form);
      await settle(element);
      expect(inside(element) === field(element), `field, ${form}`).to.equal(true);
    }
    part(element, 'transcript')?.focus();
    element.display = 'full';
    await settle(element);
    expect(inside(element) === part(element, 'transcript')).to.equal(true);
  });

  describe('floating', () => {
    it('Home, End and arrow keys go from message to message in the panel too', async () => {
      const [element, client] = await floating();
      adds(client, answer('a'));
      await opened(element);
      part(element, 'transcript')?.focus();
      for (const [key, id] of [
        ['Home', 'q'],
        ['ArrowDown', 'a'],
        ['ArrowUp', 'q'],
        ['End', 'a'],
      ] as const) {
        await sendKeys({ press: key });
        await settle(element);
        expect((inside(element) as HTMLElement).dataset['id'], key).to.equal(id);
      }
    });

    it('IME: the Escape that takes back a composition closes nothing, in Safari’s way too', async () => {
      const [element] = await floating();
      await opened(element);
      for (const sign of [{ isComposing: true }, { keyCode: 229 }]) {
        await press(element, { key: 'Escape', ...sign });
        expect(element.open, JSON.stringify(sign)).to.equal(true);
      }
    });

    it('copies without HTTPS where it fills the screen and all around it is inert', async () => {
      await setViewport({ width: 360, height: 700 });
      const [element, client] = await floating();
      adds(client, answer('a'));
      const panel = await opened(element);
      expect(panel.matches(':modal')).to.equal(true);
      const copied: string[] = [];
      const listening = new AbortController();
      const onCopy = (): void => {
        const { activeElement } = element.shadowRoot ?? {};
        if (activeElement instanceof HTMLTextAreaElement) copied.push(activeElement.value);
      };
      document.addEventListener('copy', onCopy, { signal: listening.signal });
      Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
      try {
        const copy = element.shadowRoot?.querySelector<HTMLElement>('[data-id=a] .copy') ?? null;
        copy?.focus();
        copy?.click();
        await settle(element);
        expect(copied).to.deep.equal(['20 days']);
        expect(inside(element) === copy).to.equal(true);
      } finally {
        Reflect.deleteProperty(navigator, 'clipboard');
        listening.abort();
      }
    });

    it('the button takes no room in the page, and a closed chat has no conversation in the DOM', async () => {
      const [element] = await floating();
      expect(element.parentElement?.offsetHeight).to.equal(0);
      expect(part(element, 'frame') === null).to.equal(true);
      element.style.display = 'block';
      element.style.blockSize = '44rem';
      expect(element.getClientRects().length, 'a box of the element').to.equal(0);
    });

    it('hidden hides it, whatever the form', async () => {
      const [element] = await floating();
      element.hidden = true;
      expect(launcher(element).checkVisibility()).to.equal(false);
    });

    it('opened by its button: the cursor is in the field; closed by it: back at the button', async () => {
      const [element] = await floating();
      launcher(element).focus();
      await sendKeys({ press: 'Enter' });
      await settle(element);
      expect(element.open).to.equal(true);
      expect(element.hasAttribute('open')).to.equal(true);
      expect(inside(element) === field(element), 'in the field').to.equal(true);
      expect(launcher(element).getAttribute('aria-expanded')).to.equal('true');
      part(element, 'close-button')?.focus();
      await sendKeys({ press: 'Enter' });
      await settle(element);
      expect(element.hasAttribute('open')).to.equal(false);
      expect(inside(element) === launcher(element), 'on the button').to.equal(true);
    });

    it('opened by the attribute: the focus stays where the person is', async () => {
      const [element] = await floating();
      const outside = document.createElement('button');
      element.before(outside);
      outside.focus();
      element.open = true;
      await settle(element);
      expect(part(element, 'frame')?.matches(':popover-open')).to.equal(true);
      expect(document.activeElement === outside).to.equal(true);
      element.open = false;
      await settle(element);
      expect(document.activeElement === outside, 'after closing').to.equal(true);
    });

    it('above whatever the page has on top, without a z-index of its own', async () => {
      const [element] = await floating();
      const over = document.createElement('div');
      over.setAttribute('style', 'position:fixed;inset:0;z-index:2147483647');
      element.before(over);
      const panel = await opened(element);
      const { left, top } = panel.getBoundingClientRect();
      const found = document.elementFromPoint(left + 40, top + 20);
      expect(found === element).to.equal(true);
    });

    it('Escape: first stops the answer, then closes the menu, then the panel', async () => {
      const [element, client] = await floating({
        ...well,
        transcript: { chatId: 'c', answering: true, messages: [question, answer('a')] },
      });
      await opened(element);
      await sendKeys({ press: 'Escape' });
      expect(client.verbs).to.deep.equal(['chat.stop']);
      expect(element.open, 'after the answer').to.equal(true);
      client.transcriptState.set({ ...client.transcript.get(), answering: false });
      await settle(element);
      part(element, 'more-button')?.click();
      await settle(element);
      const menu = part(element, 'message-menu');
      expect(menu?.matches(':popover-open')).to.equal(true);
      await sendKeys({ press: 'Escape' });
      await settle(element);
      expect(menu?.matches(':popover-open'), 'menu').to.equal(false);
      expect(element.open, 'after the menu').to.equal(true);
      await sendKeys({ press: 'Escape' });
      await settle(element);
      expect(element.open).to.equal(false);
      expect(inside(element) === launcher(element)).to.equal(true);
    });

    it('Escape that the page took, or an input method, closes nothing', async () => {
      const [element] = await floating();
      await opened(element);
      const taken = new KeyboardEvent('keydown', {
        key: 'Escape',
        bubbles: true,
        composed: true,
        cancelable: true,
      });
      taken.preventDefault();
      field(element).dispatchEvent(taken);
      const composing = { key: 'Escape', bubbles: true, composed: true, isComposing: true };
      field(element).dispatchEvent(new KeyboardEvent('keydown', composing));
      expect(element.open).to.equal(true);
    });

    it('miptech-toggle tells each change once, and not how it began', async () => {
      const told: boolean[] = [];
      const listen = (event: CustomEvent<{ open: boolean }>): void => {
        told.push(event.detail.open);
      };
      document.addEventListener('miptech-toggle', listen);
      const [element] = await floating(well, { open: '' });
      await settle(element);
      element.toggle();
      await settle(element);
      element.show();
      element.show();
      await settle(element);
      document.removeEventListener('miptech-toggle', listen);
      expect(told).to.deep.equal([false, true]);
    });

    it('answers that come while it is closed are counted, in words as well, and marked as new', async () => {
      const [element, client] = await floating();
      adds(client, answer('a1', { state: 'streaming' }));
      await settle(element);
      expect(part(element, 'launcher-badge') === null, 'before its end').to.equal(true);
      adds(client, answer('a2', { state: 'stopped' }));
      client.transcriptState.set({
        ...client.transcript.get(),
        messages: client.transcript
          .get()
          .messages.map((message) =>
            message.id === 'a1' ? { ...message, state: 'complete' } : message,
          ),
      });
      await settle(element);
      expect(launcher(element).getAttribute('aria-label')).to.equal(
        'Chat: Assistant, 1 new answer',
      );
      adds(client, answer('a3'));
      await settle(element);
      expect(part(element, 'launcher-badge')?.textContent).to.equal('2');
      expect(launcher(element).getAttribute('aria-label')).to.contain('2 new answers');
      await opened(element);
      expect(part(element, 'launcher-badge') === null, 'once it is open').to.equal(true);
      expect(part(element, 'unread')?.closest('.item')?.getAttribute('data-id')).to.equal('a1');
    });

    it('the count on the button is in the digits of the page', async () => {
      const [element, client] = await floating(well, { lang: 'ar-EG' });
      await waitUntil(() => !launcher(element).getAttribute('aria-label')?.includes('Chat:'));
      const badge = (): string | null | undefined => part(element, 'launcher-badge')?.textContent;
      const written = (value: number): string => new Intl.NumberFormat('ar-EG').format(value);
      adds(client, answer('a1'), answer('a2'), answer('a3'));
      await settle(element);
      expect(badge()).to.equal(written(3));
      adds(client, ...Array.from({ length: 97 }, (_, index) => answer(`b${String(index)}`)));
      await settle(element);
      expect(badge()).to.equal(`${written(99)}+`);
    });

    it('what is loaded, and the answers of another chat, are no news', async () => {
      const [element, client] = await floating({
        ...well,
        transcript: { chatId: 'c', loading: true },
      });
      client.transcriptState.set({
        ...client.transcript.get(),
        loading: false,
        messages: [question, answer('a')],
      });
      await settle(element);
      expect(part(element, 'launcher-badge') === null, 'loaded').to.equal(true);
      adds(client, answer('b'));
      await settle(element);
      expect(part(element, 'launcher-badge')?.textContent).to.equal('1');
      client.transcriptState.set({ ...client.transcript.get(), chatId: null, messages: [] });
      await settle(element);
      expect(part(element, 'launcher-badge') === null, 'signed out').to.equal(true);
    });

    it('an answer that ends while it is closed is announced', async () => {
      const [element, client] = await floating();
      const heard = hear(element);
      adds(client, answer('a'));
      await settle(element);
      await new Promise((resolve) => {
        setTimeout(resolve, 400);
      });
      expect(heard.join(' ')).to.contain('Answer complete');
    });

    it('a draft and the end of the conversation are there again after closing', async () => {
      const many = Array.from({ length: 30 }, (_, index) =>
        answer(String(index), { text: 'word '.repeat(80) }),
      );
      const [element] = await floating({ ...well, transcript: { chatId: 'c', messages: many } });
      await opened(element);
      await type(element, 'half a thought');
      const scroller = part(element, 'transcript') as HTMLElement;
      scroller.scrollTop = 0;
      await settle(element);
      element.hide();
      await settle(element);
      await opened(element);
      await settle(element);
      const again = part(element, 'transcript') as HTMLElement;
      expect(field(element).value).to.equal('half a thought');
      expect(again.scrollTop + again.clientHeight).to.be.closeTo(again.scrollHeight, 2);
    });

    it('remember: the next page of the tab begins as this one was left', async () => {
      const [first] = await floating(well, { remember: '', id: 'one' });
      await opened(first);
      first.remove();
      const [second] = await floating(well, { remember: '', id: 'one' });
      expect(second.open).to.equal(true);
      expect(document.activeElement === second, 'takes no focus').to.equal(false);
      const [other] = await floating(well, { remember: '', id: 'two' });
      expect(other.open, 'another chat').to.equal(false);
      const [forgetful] = await floating(well, { id: 'one' });
      expect(forgetful.open, 'without the attribute').to.equal(false);
    });

    it('moved in the document, an open one is above the page again', async () => {
      const [element] = await floating();
      await opened(element);
      const place = document.createElement('section');
      element.parentElement?.append(place);
      place.append(element);
      await settle(element);
      expect(part(element, 'frame')?.matches(':popover-open')).to.equal(true);
      await setViewport({ width: 400, height: 700 });
      await settle(element);
      element.parentElement?.before(element);
      await settle(element);
      expect(part(element, 'frame')?.matches(':modal'), 'modal').to.equal(true);
    });

    it('two on one page: a key in one leaves the other open', async () => {
      const [one] = await floating();
      const [two] = await floating();
      await opened(one);
      await opened(two);
      await sendKeys({ press: 'Escape' });
      expect([one.open, two.open]).to.deep.equal([true, false]);
    });

    it('the corner is the one at the end of a line: at the left on a page from right to left', async () => {
      const [element] = await floating(well, { open: '' });
      const right = launcher(element).getBoundingClientRect();
      expect(right.left).to.be.greaterThan(500);
      document.documentElement.dir = 'rtl';
      expect(launcher(element).getBoundingClientRect().left).to.be.closeTo(1000 - right.right, 16);
      expect(part(element, 'frame')?.getBoundingClientRect().right).to.be.lessThan(500);
    });

    it('narrow: fills the screen, keeps the focus inside and the page still', async () => {
      await setViewport({ width: 360, height: 640 });
      const [element] = await floating();
      expect(locked(), 'while closed').to.equal(false);
      const panel = await opened(element);
      const { width, height } = panel.getBoundingClientRect();
      expect([width, height]).to.deep.equal([360, 640]);
      expect(panel.matches(':modal')).to.equal(true);
      expect(locked()).to.equal(true);
      for (let presses = 0; presses < 12; presses += 1) {
        await sendKeys({ press: 'Tab' });
        expect(inside(element) === launcher(element), 'behind the panel').to.equal(false);
      }
      element.hide();
      await settle(element);
      expect(locked(), 'after closing').to.equal(false);
      expect(inside(element) === launcher(element)).to.equal(true);
    });

    it('a window that becomes narrow: the same panel, the focus where it was', async () => {
      const [element] = await floating();
      const panel = await opened(element);
      await type(element, 'half a thought');
      await setViewport({ width: 400, height: 700 });
      await settle(element);
      expect(part(element, 'frame') === panel && panel.matches(':modal')).to.equal(true);
      expect(inside(element) === field(element)).to.equal(true);
      expect(element.open).to.equal(true);
      await setViewport({ width: 1000, height: 800 });
      await settle(element);
      expect(panel.matches(':popover-open')).to.equal(true);
      expect(element.open).to.equal(true);
    });

    it('a phone’s way back closes the panel', async () => {
      await setViewport({ width: 360, height: 640 });
      const [element] = await floating();
      const panel = await opened(element);
      panel.dispatchEvent(new Event('cancel', { cancelable: true }));
      await settle(element);
      expect(element.open).to.equal(false);
      // The browser need not ask first.
      const again = await opened(element);
      again.close();
      await settle(element);
      await settle(element);
      expect(element.open).to.equal(false);
    });

    it('on a low or narrow window nothing is cut', async () => {
      for (const [width, height] of [
        [320, 256],
        [320, 568],
        [700, 420],
        [500, 900],
      ] as const) {
        await setViewport({ width, height });
        document.documentElement.style.fontSize = '200%';
        const [element] = await floating();
        const button = launcher(element).getBoundingClientRect();
        expect(button.left >= 0 && button.right <= width && button.bottom <= height).to.equal(true);
        const panel = await opened(element);
        const box = panel.getBoundingClientRect();
        const size = `${String(width)} by ${String(height)}`;
        expect(box.top, size).to.be.at.least(0);
        expect(box.left, size).to.be.at.least(0);
        expect(box.right, size).to.be.at.most(width);
        expect(box.bottom, size).to.be.at.most(height);
        for (const name of ['close-button', 'input', 'send-button']) {
          const { top, bottom, left, right } = (
            part(element, name) as HTMLElement
          ).getBoundingClientRect();
          expect(
            top >= 0 && bottom <= height && left >= 0 && right <= width,
            `${name}, ${size}`,
          ).to.equal(true);
        }
        element.remove();
      }
    });

    it('a keyboard on the screen covers neither field nor header', async () => {
      await setViewport({ width: 360, height: 640 });
      const [element] = await floating();
      await opened(element);
      const view = window.visualViewport as VisualViewport;
      Object.defineProperty(view, 'height', { value: 340, configurable: true });
      Object.defineProperty(view, 'offsetTop', { value: 20, configurable: true });
      view.dispatchEvent(new Event('resize'));
      const composer = (part(element, 'composer') as HTMLElement).getBoundingClientRect();
      const header = (part(element, 'header') as HTMLElement).getBoundingClientRect();
      Reflect.deleteProperty(view, 'height');
      Reflect.deleteProperty(view, 'offsetTop');
      expect(composer.bottom).to.be.at.most(360);
      expect(header.top).to.be.at.least(20);
      view.dispatchEvent(new Event('resize'));
      expect((part(element, 'composer') as HTMLElement).getBoundingClientRect().bottom).to.equal(
        640,
      );
    });

    it('reduced motion: the panel is there at once', async function () {
      // Nobody else lets a test say what the person prefers.
      if (!navigator.userAgent.includes('Chrome/')) this.skip();
      await emulateMedia({ reducedMotion: 'reduce' });
      const [element] = await floating();
      const duration = async (): Promise<string> => {
        const panel = await opened(element);
        return getComputedStyle(panel).animationDuration;
      };
      const reduced = await duration();
      await emulateMedia({ reducedMotion: 'no-preference' });
      expect([reduced, await duration()]).to.deep.equal(['0.001s', '0.18s']);
    });
  });

  describe('full', () => {
    it('fills the window whatever the page has given the element, and the page stands still', async () => {
      const place = await fixture<HTMLElement>(html`<div></div>`);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('miptech-chat { block-size: 200px; max-inline-size: 300px; margin: 40px }');
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      const element = document.createElement('miptech-chat');
      element.client = new MemoryClient(well);
      element.display = 'full';
      place.append(element);
      await settle(element);
      const { left, top, width, height } = element.getBoundingClientRect();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
      expect([left, top, width, height]).to.deep.equal([0, 0, 1000, 800]);
      expect(locked()).to.equal(true);
      element.hidden = true;
      await settle(element);
      expect(locked(), 'hidden').to.equal(false);
      element.hidden = false;
      await settle(element);
      expect(locked(), 'shown again').to.equal(true);
      element.remove();
      expect(locked(), 'gone').to.equal(false);
    });
  });

  describe('slot signed-out', () => {
    const signedOut: MemoryState = { connection: { phase: 'signed-out' } };

    async function withLogin(
      display: string,
    ): Promise<[MiptechChat, MemoryClient, HTMLInputElement]> {
      const [element, client] = await floating(signedOut, { display });
      const login = document.createElement('miptech-login');
      login.client = client;
      login.slot = 'signed-out';
      element.append(login);
      await login.updateComplete;
      await settle(element);
      return [element, client, login.querySelector('input') as HTMLInputElement];
    }

    const signIn = (client: MemoryClient): void => {
      client.sessionState.set({ ...client.session.get(), phase: 'signed-in', user });
      client.connectionState.set({ ...client.connection.get(), phase: 'ready', status: 'ready' });
    };

    it('opening goes into the form; signing in goes on into the field', async () => {
      const [element, client, input] = await withLogin('floating');
      await opened(element);
      expect(document.activeElement === input, 'in the form').to.equal(true);
      signIn(client);
      await settle(element);
      expect(inside(element) === field(element), 'in the field').to.equal(true);
    });

    it('Escape in the form closes the panel, and the focus is not lost', async () => {
      const [element, , input] = await withLogin('floating');
      await opened(element);
      input.focus();
      await sendKeys({ press: 'Escape' });
      await settle(element);
      expect(element.open).to.equal(false);
      expect(inside(element) === launcher(element)).to.equal(true);
    });

    it('a sign-in elsewhere on the page leaves the focus alone', async () => {
      const [element, client, input] = await withLogin('inline');
      const outside = document.createElement('button');
      element.before(outside);
      input.focus();
      outside.focus();
      signIn(client);
      await settle(element);
      expect(document.activeElement === outside).to.equal(true);
    });

    it('an ended session keeps the conversation, with the form below', async () => {
      const [element, client, input] = await withLogin('inline');
      signIn(client);
      client.transcriptState.set({ ...client.transcript.get(), messages: [question] });
      await settle(element);
      expect(input.checkVisibility()).to.equal(false);
      client.sessionState.set({ ...client.session.get(), phase: 'expired' });
      client.connectionState.set({ ...client.connection.get(), phase: 'signed-out' });
      await settle(element);
      expect(part(element, 'bubble')?.checkVisibility()).to.equal(true);
      expect(element.querySelector('input')?.checkVisibility()).to.equal(true);
    });
  });

  describe('is accessible', () => {
    const cases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      'floating, closed': { display: 'floating' },
      'floating, open': { display: 'floating', open: '' },
      full: { display: 'full' },
    };
    for (const scheme of ['light', 'dark']) {
      for (const [name, attributes] of Object.entries(cases)) {
        it(`${name}, ${scheme}`, async () => {
          document.documentElement.style.colorScheme = scheme;
          document.documentElement.style.background = 'Canvas';
          const [element, client] = await floating(well, attributes);
          adds(client, answer('a'));
          await settle(element);
          for (const animation of element.shadowRoot?.getAnimations() ?? []) {
            if (animation.effect?.getComputedTiming().iterations !== Infinity) animation.finish();
          }
          await expect(element).to.be.accessible();
        });
      }
    }
  });

  it('a word that is no form is told, and stands in the flow', async () => {
    const { warn } = console;
    const told: unknown[] = [];
    console.warn = (text: unknown) => told.push(text);
    const [element] = await floating(well, { display: 'bubble' });
    console.warn = warn;
    expect(String(told[0])).to.contain('inline, full, floating');
    expect(part(element, 'launcher') === null && part(element, 'frame') !== null).to.equal(true);
  });
});
