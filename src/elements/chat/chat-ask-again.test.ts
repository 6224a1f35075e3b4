import { expect, fixture, html } from '@open-wc/testing';
import type { Message, Transcript } from '../../core/index.js';
import '../../define/chat.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { part, settle, shown } from './test-support.js';

const question = memoryMessage({ id: 'q', text: 'How many days?' });
const answer = (fields: Partial<Message> = {}): Message =>
  memoryMessage({ id: 'a', role: 'assistant', state: 'interrupted', text: 'Twenty', ...fields });

async function chat(
  messages: readonly Message[],
  more: Partial<Transcript> = {},
): Promise<[MiptechChat, MemoryClient]> {
  const client = new MemoryClient({
    session: { phase: 'signed-in', user: { id: 'u', email: 'a@example.com', name: 'A' } },
    connection: { phase: 'ready', status: 'ready' },
    transcript: { messages, ...more },
  });
  const element = await fixture<MiptechChat>(html`<miptech-chat .client=${client}></miptech-chat>`);
  return [element, client];
}

const buttons = (element: MiptechChat): number =>
  element.shadowRoot?.querySelectorAll('[part=ask-again-button]').length ?? 0;

describe('<miptech-chat>: asking again', () => {
  it('under an answer that was cut short or stopped, with the reason beside it', async () => {
    for (const [state, words] of [
      ['interrupted', 'connection was lost'],
      ['incomplete', 'may not be complete'],
      ['stopped', 'Stopped.'],
    ] as const) {
      const [element, client] = await chat([question, answer({ state })]);
      expect(shown(element, 'message-state')).to.contain(words);
      part(element, 'ask-again-button')?.click();
      expect(client.calls).to.deep.equal([{ verb: 'chat.askAgain', given: ['a'] }]);
    }
  });

  it('under a delivered question that nobody is going to answer', async () => {
    const [element, client] = await chat([answer({ id: 'a0', state: 'complete' }), question]);
    expect(shown(element, 'message-state')).to.equal('Not answered.');
    part(element, 'ask-again-button')?.click();
    expect(client.calls).to.deep.equal([{ verb: 'chat.askAgain', given: ['q'] }]);
  });

  it('not under a question that is on its way, is awaited, or has failed', async () => {
    for (const fields of [
      { state: 'queued' },
      { state: 'sending', awaiting: true },
      { state: 'delivered', awaiting: true },
      { state: 'failed', failure: 'rate_limited' },
    ] as const) {
      const [element, client] = await chat([]);
      client.show([{ ...question, ...fields }]);
      await settle(element);
      expect(buttons(element), fields.state).to.equal(0);
    }
  });

  it('a long chat has one button, under its last message; reasons stay', async () => {
    const many = ['interrupted', 'stopped', 'incomplete', 'interrupted'] as const;
    const messages = many.flatMap((state, index) => [
      { ...question, id: `q${String(index)}` },
      answer({ id: `a${String(index)}`, state }),
    ]);
    const [element, client] = await chat(messages);
    expect(buttons(element)).to.equal(1);
    expect(element.shadowRoot?.querySelectorAll('[part=message-state]')).to.have.length(4);
    part(element, 'ask-again-button')?.click();
    expect(client.calls.at(-1)?.given).to.deep.equal(['a3']);
    client.show([...messages, { ...question, id: 'q4', state: 'queued' }]);
    await settle(element);
    expect(buttons(element)).to.equal(0);
    expect(element.shadowRoot?.querySelectorAll('.end[class~=late]')).to.have.length(0);
  });

  it('gone while an answer is under way, back when that one is cut short too', async () => {
    const [element, client] = await chat([question, answer()]);
    const next = { ...question, id: 'q2' };
    client.show([question, answer(), next, answer({ id: 'a2', state: 'streaming' })]);
    await settle(element);
    expect(buttons(element)).to.equal(0);
    client.change('a2', { state: 'interrupted' });
    await settle(element);
    expect(buttons(element)).to.equal(1);
  });

  it('not while an earlier question is still to be answered', async () => {
    const [element, client] = await chat([]);
    client.show([{ ...question, id: 'q0', awaiting: true }, question, answer()]);
    await settle(element);
    expect(buttons(element)).to.equal(0);
  });

  it('not while earlier messages are fetched, which may hold the answer', async () => {
    const [element] = await chat([question], { loading: true });
    expect(buttons(element)).to.equal(0);
  });

  it('focus on the button goes to the conversation, and the view to its end', async () => {
    const long = Array.from({ length: 30 }, (_, index) => ({
      ...question,
      id: `long${String(index)}`,
      text: 'line\n'.repeat(4),
    }));
    const [element, client] = await chat([...long, question, answer()]);
    await settle(element);
    const box = part(element, 'transcript') as HTMLElement;
    box.scrollTop -= 300;
    await settle(element);
    const button = part(element, 'ask-again-button');
    button?.focus({ preventScroll: true });
    button?.click();
    client.show([...long, question, answer(), { ...question, id: 'q2', awaiting: true }]);
    await settle(element);
    expect(element.shadowRoot?.activeElement === box).to.equal(true);
    expect(box.scrollHeight - box.scrollTop - box.clientHeight).to.be.at.most(1);
  });
});

describe('<miptech-chat>: messages that failed', () => {
  it('each says why and what to do', async () => {
    for (const [failure, why, remedy] of [
      ['queue_full', 'too many messages are waiting', 'when they have gone out'],
      ['too_large', 'too long', 'Shorten it'],
      ['expired_in_queue', 'waited more than a day', 'Send it again'],
      ['rate_limited', 'too many messages', 'Wait a moment'],
      ['auth_lost', 'session ended', 'Sign in'],
      ['disposed', 'chat was closed', 'when the chat is opened again'],
      ['rejected_by_server', 'did not accept', 'put it differently'],
      ['delivery_unknown', 'may or may not have arrived', 'If no answer comes'],
    ] as const) {
      const [element, client] = await chat([{ ...question, state: 'sending' }]);
      client.fail('q', failure);
      await settle(element);
      expect(shown(element, 'message-state'), failure).to.contain(why).and.contain(remedy);
    }
  });

  it('no button that could only fail the same way again', async () => {
    for (const [failure, offered] of [
      ['rejected_by_server', true],
      ['expired_in_queue', true],
      ['too_large', false],
      ['disposed', false],
    ] as const) {
      const [element, client] = await chat([{ ...question, state: 'sending' }]);
      client.fail('q', failure);
      await settle(element);
      expect(part(element, 'resend-button') !== null, failure).to.equal(offered);
    }
  });

  it('the platform’s own words are told as its own', async () => {
    const [element, client] = await chat([{ ...question, state: 'sending' }]);
    client.fail('q', 'rejected_by_server', 'Not about this topic.');
    await settle(element);
    expect(shown(element, 'message-state')).to.match(/The service says: Not about this topic\.$/);
  });
});
