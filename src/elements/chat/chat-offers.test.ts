import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Message, Metadata } from '../../core/index.js';
import '../../define/chat.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MemoryState } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { field, part, settle, shown } from './test-support.js';

const well: MemoryState = {
  session: { phase: 'signed-in', user: { id: 'u1', email: 'a@example.com', name: 'A' } },
  connection: { phase: 'ready', status: 'ready' },
};
const config: MemoryState['config'] = {
  phase: 'known',
  greeting: 'Good day!',
  suggestions: [
    { text: 'When are you open?', label: 'Hours' },
    { text: 'Where are you?', label: 'Where are you?' },
  ],
};
const metadata = (followUps: readonly string[]): Metadata => ({
  model: null,
  tokensUsed: null,
  responseTimeMs: null,
  followUps,
});
const question = memoryMessage({ id: 'q', text: 'How many days?' });
const answer = memoryMessage({
  id: 'a',
  role: 'assistant',
  state: 'complete',
  text: '20 days',
  metadata: metadata(['And half days?', 'Who decides?']),
});

async function chat(
  state: MemoryState,
  messages: readonly Message[] = [],
): Promise<[MiptechChat, MemoryClient]> {
  const client = new MemoryClient({ ...well, ...state });
  if (messages.length > 0) client.show(messages);
  const element = await fixture<MiptechChat>(html`<miptech-chat .client=${client}></miptech-chat>`);
  await settle(element);
  return [element, client];
}

const chips = (element: MiptechChat): readonly HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>('[part~=suggestion]') ?? []),
];
const labels = (element: MiptechChat): readonly string[] =>
  chips(element).map(({ textContent }) => textContent.trim());
const sent = ({ calls }: MemoryClient): readonly unknown[] =>
  calls.filter(({ verb }) => verb === 'chat.send').map(({ given }) => given[0]);

describe('<miptech-chat>: an empty conversation', () => {
  it('greets and suggests as the tenant wants it; a press sends', async () => {
    const [element, client] = await chat({ config });
    expect(shown(element, 'greeting')).to.equal('Good day!');
    expect(labels(element)).to.deep.equal(['Hours', 'Where are you?']);
    await expect(element).to.be.accessible();
    chips(element)[0]?.click();
    await settle(element);
    expect(sent(client)).to.deep.equal(['When are you open?']);
    expect(chips(element)).to.have.length(0);
  });

  it('the page’s own words win, and an empty list is none', async () => {
    const [element] = await chat({ config });
    element.setAttribute('greeting', 'Moin!');
    element.suggestions = ['One?', { text: 'Two?', label: '2' }, ' '];
    await settle(element);
    expect(shown(element, 'greeting')).to.equal('Moin!');
    expect(labels(element)).to.deep.equal(['One?', '2']);
    element.suggestions = [];
    element.greeting = null;
    element.strings = { greeting: 'From the texts' };
    await settle(element);
    expect(chips(element)).to.have.length(0);
    expect(shown(element, 'greeting')).to.equal('From the texts');
    await expect(element).to.be.accessible();
  });

  it('the tenant is asked once, and not before the connection stands', async () => {
    const client = new MemoryClient({ ...well, connection: { phase: 'connecting' } });
    let asked = 0;
    const load = client.chat.loadConfig;
    client.chat.loadConfig = () => {
      asked += 1;
      return load();
    };
    const element = await fixture<MiptechChat>(
      html`<miptech-chat .client=${client}></miptech-chat>`,
    );
    await settle(element);
    expect(asked).to.equal(0);
    client.connectionState.set({ ...client.connection.get(), phase: 'ready', status: 'ready' });
    await settle(element);
    client.show([question]);
    await settle(element);
    expect(asked).to.equal(1);
  });

  it('miptech-send can be cancelled; what is in the field stays', async () => {
    const [element, client] = await chat({ config, draft: 'half a thought' });
    element.addEventListener('miptech-send', (event) => {
      event.preventDefault();
    });
    chips(element)[1]?.click();
    await settle(element);
    expect(sent(client)).to.deep.equal([]);
    expect(field(element).value).to.equal('half a thought');
    expect(chips(element)).to.have.length(2);
  });

  it('what a page does not give is undefined in some frameworks, and is no list', async () => {
    const [element, client] = await chat({ config });
    const set = (name: string, value: unknown): void => {
      Reflect.set(element, name, value);
    };
    set('suggestions', undefined);
    await settle(element);
    expect(labels(element)).to.deep.equal(['Hours', 'Where are you?']);
    set('suggestions', [null, undefined, { label: 'without words' }, { text: 7 }, 'One?']);
    await settle(element);
    expect(labels(element)).to.deep.equal(['One?']);
    client.show([question, answer]);
    await settle(element);
    set('followUps', undefined);
    await settle(element);
    expect(labels(element)).to.deep.equal(['And half days?', 'Who decides?']);
  });

  it('where the tenant lets nobody ask, nothing offers to', async () => {
    const state: MemoryState = { config, tenant: { features: { ai_responses: false } } };
    const [element, client] = await chat(state);
    element.innerHTML = '<button slot="suggestions">Ask</button>';
    await settle(element);
    expect(part(element, 'greeting') === null, 'no greeting').to.equal(true);
    expect(shown(element, 'closed')).not.to.equal('');
    expect(chips(element)).to.have.length(0);
    expect(element.querySelector('button')?.checkVisibility()).to.equal(false);
    await expect(element).to.be.accessible();
    client.show([question, answer]);
    await settle(element);
    expect(chips(element)).to.have.length(0);
    expect(part(element, 'edit-button') === null, 'no field to change it in').to.equal(true);
  });

  it('by keyboard: one after the other, then the field', async () => {
    const [element] = await chat({ config });
    const focused = (): Element | null => element.shadowRoot?.activeElement ?? null;
    chips(element)[0]?.focus();
    await sendKeys({ press: 'Tab' });
    expect(focused() === chips(element)[1]).to.equal(true);
    await sendKeys({ press: 'Tab' });
    expect(focused() === field(element)).to.equal(true);
  });

  it('none are in the way while nobody is signed in', async () => {
    const [element] = await chat({
      config,
      session: { phase: 'signed-out' },
      connection: { phase: 'signed-out' },
    });
    expect(chips(element)).to.have.length(0);
  });

  it('many of them are reached from the first on, in the smallest chat', async () => {
    const [element] = await chat({ config });
    element.style.setProperty('--miptech-chat-block-size', '18rem');
    element.style.inlineSize = '16rem';
    element.suggestions = Array.from({ length: 8 }, (_, index) => `Question ${String(index)}?`);
    await settle(element);
    const header = part(element, 'header')?.getBoundingClientRect().bottom ?? 0;
    const top = element.shadowRoot?.querySelector('.emblem')?.getBoundingClientRect().top ?? 0;
    expect(top).to.be.at.least(header);
    for (const chip of chips(element)) {
      expect(chip.getBoundingClientRect().height).to.be.at.least(24);
      expect(chip.scrollWidth).to.be.at.most(chip.clientWidth + 1);
    }
  });
});

describe('<miptech-chat>: suggestions of the page’s own elements', () => {
  async function slotted(): Promise<[MiptechChat, MemoryClient]> {
    const client = new MemoryClient(well);
    const element = await fixture<MiptechChat>(
      html`<miptech-chat .client=${client}>
        <button slot="suggestions" type="button">When are you <b>open</b>?</button>
        <button slot="suggestions" type="button" data-text="Where are you?">Place</button>
        <a slot="suggestions" href="#elsewhere">Elsewhere</a>
      </miptech-chat>`,
    );
    await settle(element);
    return [element, client];
  }

  it('send their words, or their data-text', async () => {
    const [element, client] = await slotted();
    await expect(element).to.be.accessible();
    expect(part(element, 'suggestions')?.getAttribute('role')).to.equal('group');
    element.querySelector('b')?.click();
    element.querySelector<HTMLElement>('[data-text]')?.click();
    expect(sent(client)).to.deep.equal(['When are you open?', 'Where are you?']);
  });

  it('a link leads where it leads, and the page may take a press for itself', async () => {
    const [element, client] = await slotted();
    const press = (selector: string): boolean =>
      element
        .querySelector(selector)
        ?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })) ?? false;
    expect(press('a')).to.equal(true);
    element.querySelector('button')?.addEventListener('click', (event) => {
      event.preventDefault();
    });
    press('button');
    expect(sent(client)).to.deep.equal([]);
  });

  it('other children of the chat send nothing', async () => {
    const client = new MemoryClient(well);
    const element = await fixture<MiptechChat>(
      html`<miptech-chat .client=${client}><button slot="empty">Hello</button></miptech-chat>`,
    );
    element.querySelector('button')?.click();
    expect(sent(client)).to.deep.equal([]);
  });
});

describe('<miptech-chat>: what one may ask next', () => {
  it('stands under the last answer, as the answer names it; a press sends', async () => {
    const [element, client] = await chat({}, [question, answer]);
    expect(labels(element)).to.deep.equal(['And half days?', 'Who decides?']);
    await expect(element).to.be.accessible();
    chips(element)[1]?.focus();
    chips(element)[1]?.click();
    await settle(element);
    expect(sent(client)).to.deep.equal(['Who decides?']);
    expect(chips(element), 'below a question').to.have.length(0);
    const focused = element.shadowRoot?.activeElement ?? null;
    expect(focused === part(element, 'transcript'), 'not lost').to.equal(true);
  });

  it('not while an answer is under way, was cut, or nobody is signed in', async () => {
    const [element, client] = await chat({}, [question, { ...answer, state: 'streaming' }]);
    expect(chips(element)).to.have.length(0);
    client.change('a', { state: 'stopped' });
    await settle(element);
    expect(chips(element)).to.have.length(0);
    client.change('a', { state: 'complete' });
    await settle(element);
    expect(chips(element)).to.have.length(2);
    client.connectionState.set({ ...client.connection.get(), phase: 'signed-out' });
    await settle(element);
    expect(chips(element)).to.have.length(0);
  });

  it('the page’s own are of the answer they were set for, and of no later one', async () => {
    const [element, client] = await chat({}, [question, answer]);
    element.followUps = ['More?'];
    await settle(element);
    expect(labels(element)).to.deep.equal(['More?']);
    const next = [
      { ...question, id: 'q2' },
      { ...answer, id: 'a2', metadata: null },
    ];
    client.show([question, answer, ...next]);
    await settle(element);
    expect(chips(element)).to.have.length(0);
    element.followUps = ['Still more?'];
    await settle(element);
    expect(labels(element)).to.deep.equal(['Still more?']);
  });

  it('set at once with the answer, before it is drawn', async () => {
    const [element, client] = await chat({}, [question]);
    client.show([question, { ...answer, metadata: null }]);
    element.followUps = ['More?'];
    await settle(element);
    expect(labels(element)).to.deep.equal(['More?']);
  });
});
