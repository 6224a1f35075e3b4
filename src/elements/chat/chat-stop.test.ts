import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { resetMouse, sendMouse } from '@web/test-runner-commands';
import type { Message } from '../../core/index.js';
import '../../define/chat.js';
import { announceDelay } from '../../dom/announcer.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { field, hear, part, press, settle, shown, type } from './test-support.js';

const question = memoryMessage({ id: 'q', text: 'How many days?', awaiting: true });
const answer = (fields: Partial<Message> = {}): Message =>
  memoryMessage({ id: 'a', role: 'assistant', state: 'streaming', text: 'Twenty', ...fields });
const streaming = [{ ...question, awaiting: false }, answer()];

async function chat(messages: readonly Message[]): Promise<[MiptechChat, MemoryClient]> {
  const client = new MemoryClient({
    session: { phase: 'signed-in', user: { id: 'u', email: 'a@example.com', name: 'A' } },
    connection: { phase: 'ready', status: 'ready' },
  });
  client.show(messages);
  const element = await fixture<MiptechChat>(html`<miptech-chat .client=${client}></miptech-chat>`);
  return [element, client];
}

const stopButton = (element: MiptechChat): HTMLButtonElement | null =>
  part(element, 'stop-button') as HTMLButtonElement | null;

const sendButton = (element: MiptechChat): HTMLButtonElement =>
  part(element, 'send-button') as HTMLButtonElement;

const focused = (element: MiptechChat): Element | null => element.shadowRoot?.activeElement ?? null;

describe('<miptech-chat>: stopping an answer', () => {
  afterEach(() => resetMouse());

  it('the button is there from the question to the end of the answer, and no longer', async () => {
    const [element, client] = await chat([]);
    expect(stopButton(element) === null).to.equal(true);
    client.show([question]);
    await settle(element);
    const button = stopButton(element);
    expect(button === null, 'expected').to.equal(false);
    client.show(streaming);
    await settle(element);
    expect(stopButton(element) === button, 'another one while it streams').to.equal(true);
    client.change('a', { state: 'complete' });
    await settle(element);
    expect(stopButton(element) === null).to.equal(true);
  });

  it('pressed: stops and sends nothing', async () => {
    const [element, client] = await chat(streaming);
    await type(element, 'a draft');
    stopButton(element)?.click();
    await settle(element);
    expect(client.verbs).to.deep.equal(['chat.stop']);
    expect(field(element).value).to.equal('a draft');
  });

  it('where “Send” was: a double click on that sends once and stops nothing', async () => {
    const [element, client] = await chat([]);
    await type(element, 'hi');
    const { x, y, width, height } = sendButton(element).getBoundingClientRect();
    const position: [number, number] = [x + width / 2, y + height / 2].map(Math.round) as [
      number,
      number,
    ];
    await sendMouse({ type: 'click', position });
    client.show([question]);
    await settle(element);
    const drawn = element.shadowRoot?.elementFromPoint(...position)?.closest('button');
    expect(drawn === stopButton(element)).to.equal(true);
    // As a system reports it that counts clicks, and as one does that does not.
    const after = (detail: number, elapsed: number): MouseEvent => {
      const event = new MouseEvent('click', { detail, bubbles: true, composed: true });
      Object.defineProperty(event, 'timeStamp', { value: performance.now() + elapsed });
      return event;
    };
    drawn?.dispatchEvent(after(2, 60_000));
    drawn?.dispatchEvent(after(1, -60_000));
    expect(client.verbs).to.deep.equal(['chat.send']);
    drawn?.dispatchEvent(after(1, 60_000));
    expect(client.verbs, 'a click of its own').to.deep.equal(['chat.send', 'chat.stop']);
  });

  it('sent by the keyboard, stopped by it at once', async () => {
    const [element, client] = await chat([]);
    element.focus();
    await type(element, 'hi');
    await press(element);
    client.show([question]);
    await settle(element);
    expect(focused(element) === field(element), 'the focus is where one writes').to.equal(true);
    stopButton(element)?.click();
    expect(client.verbs).to.deep.equal(['chat.send', 'chat.stop']);
  });

  it('a draft brings “Send” back beside it, and takes no focus', async () => {
    const [element] = await chat(streaming);
    expect(part(element, 'send-button') === null).to.equal(true);
    const before = stopButton(element);
    before?.focus();
    await type(element, 'and the next');
    expect(sendButton(element).disabled).to.equal(false);
    expect(focused(element) === before).to.equal(true);
    sendButton(element).focus();
    await type(element, '');
    expect(part(element, 'send-button') === null).to.equal(true);
    expect(focused(element) === field(element), 'gone with its focus').to.equal(true);
  });

  it('typing and sending go on meanwhile', async () => {
    const [element, client] = await chat(streaming);
    await type(element, 'and the next');
    await press(element);
    expect(client.calls).to.deep.equal([{ verb: 'chat.send', given: ['and the next'] }]);
    expect(field(element).value).to.equal('');
  });

  it('Escape stops, is taken from a dialog around the chat, and keeps the draft', async () => {
    const [element, client] = await chat(streaming);
    await type(element, 'half a thought');
    expect(await press(element, { key: 'Escape' })).to.equal(false);
    expect(client.verbs).to.deep.equal(['chat.stop']);
    expect(field(element).value).to.equal('half a thought');
  });

  it('Escape while nothing is answered is the page’s own', async () => {
    const [element, client] = await chat([]);
    expect(await press(element, { key: 'Escape' })).to.equal(true);
    expect(client.verbs).to.deep.equal([]);
  });

  it('IME: the Escape that takes back a composition stops nothing', async () => {
    const [element, client] = await chat(streaming);
    expect(await press(element, { key: 'Escape', isComposing: true })).to.equal(true);
    expect(await press(element, { key: 'Escape', keyCode: 229 })).to.equal(true);
    expect(client.verbs).to.deep.equal([]);
  });

  it('focus on the button goes to the field when the button goes', async () => {
    const [element, client] = await chat(streaming);
    stopButton(element)?.focus();
    client.change('a', { text: 'Twenty days' });
    await settle(element);
    expect(focused(element) === stopButton(element), 'taken while it streams').to.equal(true);
    client.change('a', { state: 'complete' });
    await settle(element);
    expect(focused(element) === field(element)).to.equal(true);
  });

  it('focus that is elsewhere stays there when an answer ends', async () => {
    const [element, client] = await chat(streaming);
    const elsewhere = await fixture<HTMLButtonElement>(html`<button>Elsewhere</button>`);
    elsewhere.focus();
    client.change('a', { state: 'complete' });
    await settle(element);
    expect(document.activeElement === elsewhere).to.equal(true);
  });

  it('a pointer on the button does not take the cursor out of the field', async () => {
    const [element] = await chat(streaming);
    const down = new MouseEvent('mousedown', { cancelable: true, bubbles: true });
    stopButton(element)?.dispatchEvent(down);
    expect(down.defaultPrevented).to.equal(true);
  });

  it('stopped: what had arrived stays, with a calm word', async () => {
    const [element, client] = await chat(streaming);
    client.change('a', { state: 'stopped' });
    await settle(element);
    expect(shown(element, 'answer')).to.equal('Twenty');
    expect(shown(element, 'message-state')).to.equal('Stopped.');
    expect(part(element, 'message-state')?.matches('.cut, .failed')).to.equal(false);
  });

  it('stopped before it began: the question has an answer that says so', async () => {
    const [element, client] = await chat([question]);
    client.show([{ ...question, awaiting: false }, answer({ state: 'stopped', text: '' })]);
    await settle(element);
    expect(shown(element, 'assistant-message')).to.match(/^Assistant Stopped\. Ask again/);
    expect(element.shadowRoot?.querySelectorAll('.dots')).to.have.length(0);
  });

  it('is announced once, also where several answers were stopped', async () => {
    const [element, client] = await chat([...streaming, { ...question, id: 'q2' }]);
    const heard = hear(element);
    stopButton(element)?.click();
    client.show([
      { ...question, awaiting: false },
      answer({ state: 'stopped' }),
      { ...question, id: 'q2', awaiting: false },
      answer({ id: 'a2', state: 'stopped', text: '' }),
    ]);
    await aTimeout(announceDelay + 100);
    expect(heard).to.deep.equal(['Answer stopped.']);
  });

  it('an answer that was quicker than the stop is not called stopped', async () => {
    const [element, client] = await chat(streaming);
    const heard = hear(element);
    stopButton(element)?.click();
    client.change('a', { state: 'complete' });
    await aTimeout(announceDelay + 100);
    expect(heard).to.deep.equal(['Answer complete, 1 word.']);
  });
});
