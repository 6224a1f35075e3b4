import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { MiptechError } from '../../core/index.js';
import type { Message } from '../../core/index.js';
import '../../define/chat.js';
import { announceDelay } from '../../dom/announcer.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MemoryState } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { field, hear, part, press, settle, shown, type } from './test-support.js';

const well: MemoryState = {
  session: { phase: 'signed-in', user: { id: 'u1', email: 'a@example.com', name: 'A' } },
  connection: { phase: 'ready', status: 'ready' },
};
const question = memoryMessage({ id: 'q', text: 'How many days?' });
const second = memoryMessage({ id: 'q2', text: 'And half days?' });
const answer = memoryMessage({ id: 'a', role: 'assistant', state: 'complete', text: '20 days' });

async function chat(
  messages: readonly Message[] = [],
  state: MemoryState = well,
  prepare: (element: MiptechChat) => void = () => undefined,
): Promise<[MiptechChat, MemoryClient]> {
  const client = new MemoryClient(state);
  if (messages.length > 0) client.show(messages);
  const element = await fixture<MiptechChat>(html`<miptech-chat .client=${client}></miptech-chat>`);
  prepare(element);
  await settle(element);
  return [element, client];
}

const value = (element: MiptechChat): string => field(element).value;
const focused = (element: MiptechChat): Element | null => element.shadowRoot?.activeElement ?? null;
const sent = ({ calls }: MemoryClient): readonly unknown[] =>
  calls.filter(({ verb }) => verb === 'chat.send').map(({ given }) => given[0]);
const withdrawn = ({ calls }: MemoryClient): readonly unknown[] =>
  calls.filter(({ verb }) => verb === 'chat.withdraw').map(({ given }) => given[0]);
async function click(element: MiptechChat, name: string): Promise<void> {
  part(element, name)?.click();
  await settle(element);
}
const told = async (heard: readonly string[]): Promise<readonly string[]> => {
  await aTimeout(announceDelay + 100);
  return heard;
};

describe('<miptech-chat>: the key that sends', () => {
  it('Ctrl+Enter and Command+Enter always send', async () => {
    const [element, client] = await chat();
    for (const key of ['ctrlKey', 'metaKey']) {
      await type(element, key);
      expect(await press(element, { [key]: true })).to.equal(false);
    }
    expect(sent(client)).to.deep.equal(['ctrlKey', 'metaKey']);
  });

  it('Alt+Enter breaks the line where the cursor is, in both', async function () {
    // WebKit's driver holds no key down.
    if (!/Chrome|Firefox/.test(navigator.userAgent)) this.skip();
    for (const submitKey of ['enter', 'modifier-enter'] as const) {
      const [element, client] = await chat([], well, (chat) => {
        chat.submitKey = submitKey;
      });
      element.focus();
      await sendKeys({ type: 'onetwo' });
      field(element).setSelectionRange(3, 3);
      await sendKeys({ down: 'Alt' });
      await sendKeys({ press: 'Enter' });
      await sendKeys({ up: 'Alt' });
      await settle(element);
      expect(value(element)).to.equal('one\ntwo');
      expect(client.draftState.get()).to.equal('one\ntwo');
      expect(field(element).selectionStart).to.equal(4);
      expect(sent(client)).to.deep.equal([]);
    }
  });

  it('modifier-enter: Enter breaks the line, on a phone’s keyboard too', async function () {
    // WebKit's driver holds no key down.
    if (!/Chrome|Firefox/.test(navigator.userAgent)) this.skip();
    const [element, client] = await chat([], well, (chat) => {
      chat.setAttribute('submit-key', 'modifier-enter');
    });
    expect(field(element).enterKeyHint).to.equal('enter');
    element.focus();
    await sendKeys({ type: 'one' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ type: 'two' });
    expect(value(element)).to.equal('one\ntwo');
    expect(sent(client)).to.deep.equal([]);
    await sendKeys({ down: 'Control' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Control' });
    expect(sent(client)).to.deep.equal(['one\ntwo']);
  });

  it('IME: neither sends what is being composed', async () => {
    const [element, client] = await chat();
    await type(element, 'にほんご');
    await press(element, { ctrlKey: true, isComposing: true });
    await press(element, { ctrlKey: true, keyCode: 229 });
    expect(sent(client)).to.deep.equal([]);
  });
});

describe('<miptech-chat>: the draft', () => {
  it('what is typed is the client’s to keep, and what it kept is there', async () => {
    const [element, client] = await chat([], { ...well, draft: 'from before the reload' });
    expect(value(element)).to.equal('from before the reload');
    await type(element, 'from now');
    expect(client.chat.draft.get()).to.equal('from now');
    await press(element);
    expect(client.chat.draft.get()).to.equal('');
  });

  it('another chat on screen brings its own', async () => {
    const [element, client] = await chat([question]);
    await type(element, 'of this one');
    client.draftState.set('of the other');
    await settle(element);
    expect(value(element)).to.equal('of the other');
  });

  it('what is typed within a frame that draws something else stays', async () => {
    const [element, client] = await chat([question]);
    client.show([question, answer]);
    await Promise.resolve();
    field(element).value = 'quick';
    field(element).dispatchEvent(new InputEvent('input', { bubbles: true }));
    element.requestUpdate();
    await element.updateComplete;
    expect(value(element)).to.equal('quick');
  });

  it('the page prefills it, before there is a client too', async () => {
    const element = await fixture<MiptechChat>(html`<miptech-chat></miptech-chat>`);
    element.draft = 'Order 4711: ';
    expect(element.draft).to.equal('Order 4711: ');
    element.client = new MemoryClient(well);
    await settle(element);
    expect(value(element)).to.equal('Order 4711: ');
    expect(element.draft).to.equal('Order 4711: ');
  });

  it('what was sent is no draft, also where the page takes the chat away as it is sent', async () => {
    const [element, client] = await chat();
    element.addEventListener('miptech-send', () => {
      element.remove();
    });
    await type(element, 'on to the next page');
    await press(element);
    expect(sent(client)).to.deep.equal(['on to the next page']);
    expect(client.draftState.get()).to.equal('');
  });

  it('what the page wrote last is there, also while a client is just found', async () => {
    const element = await fixture<MiptechChat>(html`<miptech-chat></miptech-chat>`);
    element.draft = 'early';
    element.client = new MemoryClient(well);
    expect(element.draft).to.equal('early');
    element.draft = 'late';
    await settle(element);
    expect(value(element)).to.equal('late');
  });

  it('nothing, as a storage answers it, empties the field', async () => {
    const [element] = await chat();
    element.draft = 'text';
    element.draft = sessionStorage.getItem('no such draft');
    expect(element.draft).to.equal('');
  });

  it('line breaks of Windows do not make the cursor jump', async () => {
    const [element] = await chat();
    element.draft = 'a\r\nb\rc';
    await settle(element);
    expect(element.draft).to.equal('a\nb\nc');
    element.focus();
    field(element).setSelectionRange(1, 1);
    element.requestUpdate();
    await element.updateComplete;
    expect(field(element).selectionStart).to.equal(1);
  });
});

describe('<miptech-chat>: a limit of length', () => {
  const limited = async (
    config: NonNullable<MemoryState['config']> = {},
  ): Promise<[MiptechChat, MemoryClient]> =>
    chat([], { ...well, config }, (element) => {
      if (config.maxLength === undefined) element.setAttribute('max-length', '100');
    });

  it('is told near its end, and said once', async () => {
    const [element] = await limited();
    const heard = hear(element);
    await type(element, 'x'.repeat(79));
    expect(part(element, 'length') === null).to.equal(true);
    await type(element, 'x'.repeat(80));
    expect(shown(element, 'length')).to.equal('20 characters left');
    await type(element, 'x'.repeat(99));
    expect(shown(element, 'length')).to.equal('1 character left');
    expect(field(element).getAttribute('aria-describedby')).to.contain('length');
    expect(await told(heard)).to.deep.equal(['20 characters left']);
  });

  it('beyond it nothing is cut and nothing is sent, and it says why', async () => {
    const [element, client] = await limited();
    const text = 'word '.repeat(30);
    await type(element, text);
    expect(shown(element, 'length')).to.equal('50 characters too many');
    expect(field(element).getAttribute('aria-invalid')).to.equal('true');
    await click(element, 'send-button');
    expect(sent(client)).to.deep.equal([]);
    expect(value(element)).to.equal(text);
    expect(shown(element, 'refusal')).to.contain('100 characters');
    expect(element.send(text), 'from code').to.equal(false);
    await type(element, text.slice(0, 100));
    expect(part(element, 'refusal') === null).to.equal(true);
    await click(element, 'send-button');
    expect(sent(client)).to.deep.equal([text.slice(0, 100)]);
  });

  it('with large text on a small phone all that is said about it can be reached', async () => {
    const [element] = await limited();
    const sizes = {
      'inline-size': '320px',
      '--miptech-chat-block-size': '420px',
      '--miptech-font-size': '30px',
    };
    for (const [name, size] of Object.entries(sizes)) element.style.setProperty(name, size);
    await type(element, 'word '.repeat(30));
    await click(element, 'send-button');
    const box = element.getBoundingClientRect();
    for (const name of ['refusal', 'length', 'send-button']) {
      const one = part(element, name);
      one?.scrollIntoView({ block: 'nearest' });
      const { top = -1, bottom = Infinity } = one?.getBoundingClientRect() ?? {};
      const { top: edge } = element.getBoundingClientRect();
      expect(top, name).to.be.at.least(edge);
      expect(bottom, name).to.be.at.most(edge + box.height);
    }
  });

  it('the platform’s counts as well, and an emoji as one', async () => {
    const [element, client] = await limited({ phase: 'known', maxLength: 30 });
    await type(element, '🙂'.repeat(30));
    expect(shown(element, 'length')).to.equal('0 characters left');
    await press(element);
    await type(element, '🙂'.repeat(31));
    await press(element);
    expect(sent(client)).to.deep.equal(['🙂'.repeat(30)]);
  });

  it('nonsense is no limit', async () => {
    const [element, client] = await chat([], well, (chat) => {
      chat.setAttribute('max-length', 'many');
    });
    await type(element, 'x'.repeat(500));
    await press(element);
    expect(sent(client)).to.have.length(1);
  });
});

describe('<miptech-chat>: one’s own earlier messages', () => {
  it('words that were read out are gone with the person, before the next one reads them', async () => {
    const [element, client] = await chat([question, answer, second]);
    const heard = hear(element);
    element.focus();
    await sendKeys({ press: 'ArrowUp' });
    await told(heard);
    client.sessionState.set({ ...client.session.get(), phase: 'signed-out', user: null });
    client.transcriptState.set({ ...client.transcriptState.get(), messages: [] });
    await settle(element);
    expect(element.shadowRoot?.textContent).not.to.contain('And half days?');
  });

  it('arrow up in an empty field goes back through them, arrow down forth', async () => {
    const [element, client] = await chat([question, answer, second]);
    const heard = hear(element);
    element.focus();
    await sendKeys({ press: 'ArrowUp' });
    await settle(element);
    expect(value(element)).to.equal('And half days?');
    expect(await told(heard)).to.deep.equal(['Earlier message: And half days?']);
    await sendKeys({ press: 'ArrowUp' });
    await settle(element);
    expect(value(element)).to.equal('How many days?');
    await sendKeys({ press: 'ArrowUp' });
    await settle(element);
    expect(value(element), 'the first is the last').to.equal('How many days?');
    await sendKeys({ press: 'ArrowDown' });
    await settle(element);
    await sendKeys({ press: 'ArrowDown' });
    await settle(element);
    expect(value(element)).to.equal('');
    await sendKeys({ press: 'ArrowUp' });
    await settle(element);
    await sendKeys({ type: ' Sure?' });
    await sendKeys({ press: 'Enter' });
    expect(sent(client)).to.deep.equal(['And half days? Sure?']);
  });

  it('never where something is written, with a modifier, or while composing', async () => {
    const [element] = await chat([question]);
    for (const options of [{ shiftKey: true }, { altKey: true }, { isComposing: true }]) {
      expect(await press(element, { key: 'ArrowUp', ...options })).to.equal(true);
    }
    expect(value(element)).to.equal('');
    await type(element, 'mine');
    expect(await press(element, { key: 'ArrowUp' })).to.equal(true);
    expect(value(element)).to.equal('mine');
  });

  it('who moves the cursor in one, or changes it, has the arrow keys back', async () => {
    const [element] = await chat([question, answer, memoryMessage({ id: 'q2', text: 'a\nb' })]);
    await press(element, { key: 'ArrowUp' });
    field(element).setSelectionRange(1, 1);
    expect(await press(element, { key: 'ArrowUp' })).to.equal(true);
    expect(value(element)).to.equal('a\nb');
    await type(element, 'a\nbc');
    expect(await press(element, { key: 'ArrowUp' })).to.equal(true);
    expect(value(element)).to.equal('a\nbc');
  });

  it('Escape brings the draft back, and stops no answer', async () => {
    const streaming = { ...answer, state: 'streaming' as const };
    const [element, client] = await chat([question, streaming]);
    await press(element, { key: 'ArrowUp' });
    expect(await press(element, { key: 'Escape' })).to.equal(false);
    expect(value(element)).to.equal('');
    expect(client.verbs).to.deep.equal([]);
    await press(element, { key: 'Escape' });
    expect(client.verbs).to.deep.equal(['chat.stop']);
  });

  it('Escape and arrow down tell of a draft only where there was one', async () => {
    const [element] = await chat([question, answer]);
    const heard = hear(element);
    for (const key of ['Escape', 'ArrowDown']) {
      await press(element, { key: 'ArrowUp' });
      await told([]);
      await press(element, { key });
      await told([]);
    }
    const earlier = 'Earlier message: How many days?';
    const empty = 'The field is empty.';
    expect(heard).to.deep.equal([earlier, empty, earlier, empty]);
  });

  it('in an empty chat there is nothing to bring', async () => {
    const [element] = await chat();
    expect(await press(element, { key: 'ArrowUp' })).to.equal(true);
  });
});

describe('<miptech-chat>: changing the last message', () => {
  const buttons = (element: MiptechChat): number =>
    element.shadowRoot?.querySelectorAll('[part~=edit-button]').length ?? 0;

  it('only the last of one’s own, and not while it is on its way or nobody may write', async () => {
    const [element, client] = await chat([question, answer, second]);
    expect(buttons(element)).to.equal(1);
    const last = element.shadowRoot?.querySelector('article[data-id=q2]');
    expect(last?.querySelector('[part~=edit-button]') === null).to.equal(false);
    client.change('q2', { state: 'sending' });
    await settle(element);
    expect(buttons(element)).to.equal(0);
    client.change('q2', { state: 'delivered' });
    client.connectionState.set({ ...client.connection.get(), phase: 'signed-out' });
    await settle(element);
    expect(buttons(element)).to.equal(0);
  });

  it('its text is in the field, says so, and goes as a new message; the draft is back then', async () => {
    const [element, client] = await chat([question, answer]);
    await type(element, 'half a thought');
    await click(element, 'edit-button');
    expect(value(element)).to.equal('How many days?');
    expect(focused(element) === field(element)).to.equal(true);
    expect(shown(element, 'editing')).to.contain('Editing your last message.');
    expect(shown(element, 'editing')).to.contain('the earlier one stays');
    expect(field(element).getAttribute('aria-describedby')).to.contain('editing');
    await expect(element).to.be.accessible();
    await type(element, 'How many days in 2027?');
    await press(element);
    expect(sent(client)).to.deep.equal(['How many days in 2027?']);
    expect(withdrawn(client)).to.deep.equal([]);
    expect(part(element, 'editing') === null).to.equal(true);
    expect(value(element)).to.equal('half a thought');
  });

  it('Cancel and Escape give the draft back, and a dialog around stays open', async () => {
    const [element, client] = await chat([question, { ...answer, state: 'streaming' }]);
    await type(element, 'half a thought');
    await click(element, 'edit-button');
    await click(element, 'cancel-edit-button');
    expect(value(element)).to.equal('half a thought');
    expect(focused(element) === field(element)).to.equal(true);
    await click(element, 'edit-button');
    expect(await press(element, { key: 'Escape' })).to.equal(false);
    expect(value(element)).to.equal('half a thought');
    expect(part(element, 'editing') === null).to.equal(true);
    expect(client.verbs, 'stops nothing, sends nothing').to.deep.equal([]);
  });

  it('one that waits is out of the line meanwhile: it never goes as it was', async () => {
    const offline: MemoryState = { ...well, connection: { phase: 'offline' } };
    const [element, client] = await chat([{ ...question, state: 'queued' }], offline);
    await click(element, 'edit-button');
    expect(withdrawn(client)).to.deep.equal(['q']);
    expect(shown(element, 'editing')).to.not.contain('earlier one stays');
    await type(element, 'better');
    await press(element);
    expect(sent(client)).to.deep.equal(['better']);
    expect(value(element)).to.equal('');
  });

  it('one that waits is back in the line where the change is given up', async () => {
    const offline: MemoryState = { ...well, connection: { phase: 'offline' } };
    const [element, client] = await chat([{ ...question, state: 'queued' }], offline);
    await click(element, 'edit-button');
    await type(element, 'worse');
    await press(element, { key: 'Escape' });
    expect(sent(client)).to.deep.equal(['How many days?']);
  });

  it('one that failed is replaced, and only once the new one is taken', async () => {
    const [element, client] = await chat([
      { ...question, state: 'failed', failure: 'expired_in_queue' },
    ]);
    await click(element, 'edit-button');
    client.refusal = 'queue_full';
    await press(element);
    expect(withdrawn(client)).to.deep.equal([]);
    expect(shown(element, 'editing')).to.not.equal('');
    client.refusal = null;
    await press(element);
    expect(withdrawn(client)).to.deep.equal(['q']);
  });

  it('a new chat leaves it, with the draft', async () => {
    const [element, client] = await chat([question, answer]);
    await type(element, 'half a thought');
    await click(element, 'edit-button');
    void element.newChat();
    expect(client.chat.draft.get()).to.equal('half a thought');
    expect(client.verbs).to.deep.equal(['chat.newChat']);
  });

  it('a conversation that is changed from elsewhere leaves it too', async () => {
    const [element, client] = await chat([question, answer]);
    client.transcriptState.set({ ...client.transcript.get(), chatId: 'one' });
    await settle(element);
    await click(element, 'edit-button');
    client.transcriptState.set({ chatId: 'two', messages: [], answering: false, loading: false });
    await settle(element);
    expect(part(element, 'editing') === null).to.equal(true);
  });
});

describe('<miptech-chat>: what is under way in the field ends with its person', () => {
  const offline: MemoryState = { ...well, connection: { phase: 'offline' } };
  const waiting: Message = { ...question, state: 'queued' };
  const signOut = (client: MemoryClient): void => {
    client.draftState.set('');
    client.sessionState.set({ phase: 'signed-out', user: null, error: null, left: 'here' });
    client.transcriptState.set({ chatId: null, messages: [], answering: false, loading: false });
    client.connectionState.set({ ...client.connection.get(), phase: 'signed-out' });
  };
  const signIn = (client: MemoryClient, id: string): void => {
    const user = { id, email: `${id}@example.com`, name: id };
    client.sessionState.set({ phase: 'signed-in', user, error: null, left: null });
    client.connectionState.set({ ...client.connection.get(), phase: 'ready' });
  };

  for (const next of ['u1', 'u2']) {
    it(`a waiting message that was being changed is not sent after a sign-out, by ${next}`, async () => {
      const [element, client] = await chat([waiting], offline);
      await type(element, 'for me alone');
      await click(element, 'edit-button');
      signOut(client);
      await settle(element);
      signIn(client, next);
      await settle(element);
      expect(part(element, 'editing') === null).to.equal(true);
      await press(element, { key: 'Escape' });
      expect(value(element)).to.equal('');
      expect(sent(client)).to.deep.equal([]);
    });
  }

  it('nor where one person follows the other within a frame, nor by another client', async () => {
    const [element, client] = await chat([waiting], offline);
    await click(element, 'edit-button');
    client.draftState.set('');
    signIn(client, 'u2');
    await settle(element);
    expect(part(element, 'editing') === null).to.equal(true);
    client.show([waiting]);
    await settle(element);
    await click(element, 'edit-button');
    const other = new MemoryClient(well);
    element.client = other;
    await settle(element);
    await press(element, { key: 'Escape' });
    expect(sent(client)).to.deep.equal([]);
    expect(sent(other)).to.deep.equal([]);
  });

  it('why a message was not taken is not told the next one', async () => {
    const [element, client] = await chat([], well, (chat) => {
      chat.setAttribute('max-length', '5');
    });
    await type(element, 'far too long');
    await press(element);
    client.draftState.set('');
    signIn(client, 'u2');
    await settle(element);
    expect(part(element, 'refusal') === null).to.equal(true);
  });

  it('a session that ends, and a password that is wrong, take nothing', async () => {
    const [element, client] = await chat([question, answer]);
    await type(element, 'half a thought');
    await click(element, 'edit-button');
    const { user } = client.session.get();
    const ended = new MiptechError('auth_expired');
    const wrong = new MiptechError('invalid_credentials');
    client.connectionState.set({ ...client.connection.get(), phase: 'signed-out' });
    client.sessionState.set({ phase: 'expired', user, error: ended, left: null });
    await settle(element);
    client.sessionState.set({ phase: 'signed-out', user: null, error: wrong, left: null });
    await settle(element);
    signIn(client, 'u1');
    await settle(element);
    expect(part(element, 'editing') === null).to.equal(false);
    await press(element, { key: 'Escape' });
    expect(value(element)).to.equal('half a thought');
  });
});

describe('<miptech-chat>: the draft that was put aside', () => {
  it('is back where the message that is changed is removed meanwhile', async () => {
    const [element] = await chat([{ ...question, state: 'failed', failure: 'expired_in_queue' }]);
    await type(element, 'half a thought');
    await click(element, 'edit-button');
    await click(element, 'withdraw-button');
    expect(value(element)).to.equal('How many days?');
    await press(element, { key: 'Escape' });
    expect(value(element)).to.equal('half a thought');
  });

  it('is back where the platform has lost the chat meanwhile', async () => {
    const [element, client] = await chat([question, answer], {
      ...well,
      transcript: { chatId: 'c1' },
    });
    await type(element, 'half a thought');
    await click(element, 'edit-button');
    client.transcriptState.set({ ...client.transcript.get(), chatId: null });
    await settle(element);
    await press(element, { key: 'Escape' });
    expect(value(element)).to.equal('half a thought');
  });

  it('is back from an earlier message that was looked at while changing one', async () => {
    const [element, client] = await chat([question, answer]);
    await type(element, 'half a thought');
    await click(element, 'edit-button');
    await type(element, '');
    await press(element, { key: 'ArrowUp' });
    expect(value(element)).to.equal('How many days?');
    await element.newChat();
    expect(client.chat.draft.get()).to.equal('half a thought');
  });

  it('comes back without a word and without the focus where the page begins a chat', async () => {
    const [element] = await chat([question, answer]);
    await click(element, 'edit-button');
    const outside = document.createElement('button');
    element.after(outside);
    outside.focus();
    await aTimeout(announceDelay + 100);
    const heard = hear(element);
    await element.newChat();
    await settle(element);
    expect(document.activeElement === outside).to.equal(true);
    expect(await told(heard)).to.deep.equal([]);
  });

  it('waits where the message that was taken out cannot go back: no text is lost', async () => {
    const [element, client] = await chat([{ ...question, state: 'queued' }], {
      ...well,
      connection: { phase: 'offline' },
    });
    await type(element, 'half a thought');
    await click(element, 'edit-button');
    client.refusal = 'queue_full';
    await press(element, { key: 'Escape' });
    expect(value(element)).to.equal('How many days?');
    expect(shown(element, 'refusal')).to.contain('too many messages');
    client.refusal = null;
    await press(element, { key: 'Escape' });
    expect(value(element)).to.equal('half a thought');
    expect(sent(client)).to.deep.equal(['How many days?', 'How many days?']);
  });
});

describe('<miptech-chat>: taking a message back', () => {
  it('one that waits or failed can be; the focus stays in the conversation', async () => {
    const [element, client] = await chat([
      { ...question, state: 'queued' },
      { ...second, state: 'failed', failure: 'expired_in_queue' },
      answer,
    ]);
    const heard = hear(element);
    const button = part(element, 'withdraw-button');
    button?.focus();
    button?.click();
    await settle(element);
    expect(withdrawn(client)).to.deep.equal(['q']);
    expect(focused(element) === part(element, 'transcript')).to.equal(true);
    expect(await told(heard)).to.deep.equal(['Removed. The message is not sent.']);
    await click(element, 'withdraw-button');
    expect(withdrawn(client)).to.deep.equal(['q', 'q2']);
    expect(part(element, 'withdraw-button') === null, 'of what was sent').to.equal(true);
  });
});

describe('<miptech-chat>: what waits', () => {
  it('is counted below the field, with the seconds until it goes', async () => {
    const paused: MemoryState = {
      ...well,
      connection: { phase: 'rate-limited', status: 'connected' },
      countdown: 12,
    };
    const [element, client] = await chat([{ ...question, state: 'queued' }], paused);
    expect(shown(element, 'hint')).to.equal('1 message waits to be sent.');
    client.show([question, second].map((message) => ({ ...message, state: 'queued' as const })));
    await type(element, 'more');
    await settle(element);
    expect(shown(element, 'hint')).to.equal(
      '2 messages wait to be sent. Your message is sent in 12 s.',
    );
    await expect(element).to.be.accessible();
    client.connectionState.set({ ...client.connection.get(), phase: 'ready', status: 'ready' });
    await settle(element);
    expect(shown(element, 'hint')).to.equal('');
  });
});

describe('<miptech-chat>: opening a chat from code', () => {
  it('asks the client, and fails as it does', async () => {
    const [element, client] = await chat([question]);
    await element.openChat('c7');
    expect(client.calls.at(-1)).to.deep.equal({ verb: 'chat.open', given: ['c7'] });
    client.fault = new MiptechError('not_found');
    const failure = await element.openChat('gone').catch((error: unknown) => error);
    expect(failure).to.equal(client.fault);
  });

  it('without a client it rejects with an error of the library', async () => {
    const element = await fixture<MiptechChat>(html`<miptech-chat></miptech-chat>`);
    const failure = await element.openChat('c7').catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(MiptechError);
  });
});
