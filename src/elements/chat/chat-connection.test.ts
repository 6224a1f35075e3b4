import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { MiptechError } from '../../core/index.js';
import type { ConnectionState } from '../../core/index.js';
import '../../define/chat.js';
import { announceDelay } from '../../dom/announcer.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MemoryState } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { field, hear, part, press, said, settle, shown, type } from './test-support.js';

const user = { id: 'u1', email: 'a@example.com', name: 'A' };
const well: MemoryState = {
  session: { phase: 'signed-in', user },
  connection: { phase: 'ready', status: 'ready' },
};
const question = memoryMessage({ id: 'q', role: 'user', text: 'How many days?' });

async function chat(state: MemoryState = well): Promise<[MiptechChat, MemoryClient]> {
  const client = new MemoryClient(state);
  const element = await fixture<MiptechChat>(html`<miptech-chat .client=${client}></miptech-chat>`);
  return [element, client];
}

async function go(
  [element, client]: [MiptechChat, MemoryClient],
  ...states: readonly Partial<ConnectionState>[]
): Promise<void> {
  for (const state of states) {
    client.connectionState.set({ ...client.connection.get(), status: 'connecting', ...state });
    await settle(element);
  }
}

/** How visible the notice is now: 0 before its entrance, 1 behind it. */
function opacity(element: MiptechChat): number {
  const notice = part(element, 'notice');
  return notice === null ? 0 : Number(getComputedStyle(notice).opacity);
}

/** Lets the page look hidden to scripts. */
function look(visible: boolean): void {
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    value: visible ? 'visible' : 'hidden',
  });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('<miptech-chat> and its connection', () => {
  afterEach(() => {
    Reflect.deleteProperty(document, 'visibilityState');
  });

  it('says nothing while all is well', async () => {
    const [element, client] = await chat();
    expect(part(element, 'notice') === null).to.equal(true);
    client.connectionState.set({ ...client.connection.get(), phase: 'renewing' });
    await settle(element);
    expect(part(element, 'notice') === null).to.equal(true);
  });

  it('reconnecting counts down and tries now on request', async () => {
    const [element, client] = await chat({
      ...well,
      connection: { phase: 'reconnecting' },
      countdown: 12,
    });
    expect(shown(element, 'notice')).to.contain('12 s');
    client.countdownState.set(11);
    await settle(element);
    expect(shown(element, 'notice')).to.contain('11 s');
    part(element, 'connect-button')?.click();
    expect(client.verbs).to.deep.equal(['connection.connect']);
  });

  it('every phase has words or silence, and failed says why', async () => {
    const [element, client] = await chat();
    for (const [phase, words] of [
      ['checking', 'Connecting'],
      ['starting', 'AI services'],
      ['creating', 'Opening'],
      ['offline', 'offline'],
      ['rate-limited', 'pause'],
      ['failed', 'cannot be reached'],
      ['closed', 'Disconnected'],
      ['idle', 'Not connected'],
    ] as const) {
      const error = phase === 'failed' ? new MiptechError('cors_or_server') : null;
      client.connectionState.set({ ...client.connection.get(), phase, error, status: 'error' });
      await settle(element);
      expect(shown(element, 'notice'), phase).to.contain(words);
      expect(part(element, 'input') === null, phase).to.equal(false);
    }
  });

  it('signed out: an invitation, and no field that leads nowhere', async () => {
    const [element, client] = await chat({ connection: { phase: 'signed-out' } });
    expect(shown(element, 'signed-out')).to.contain('Sign in');
    expect(part(element, 'composer') === null).to.equal(true);
    client.sessionState.set({ phase: 'expired', user, error: null, left: null });
    client.show([question]);
    await settle(element);
    expect(shown(element, 'closed')).to.contain('session has ended');
  });

  it('states are there for styling', async () => {
    const [element, client] = await chat();
    expect(element.matches(':state(empty)')).to.equal(true);
    expect(element.matches(':state(offline)')).to.equal(false);
    client.show([{ ...question, awaiting: true }]);
    client.connectionState.set({ ...client.connection.get(), phase: 'offline', status: 'error' });
    await settle(element);
    expect(element.matches(':state(empty)')).to.equal(false);
    expect(element.matches(':state(streaming)')).to.equal(true);
    expect(element.matches(':state(offline)')).to.equal(true);
  });

  it('a rest while nobody looks: no notice, no flash of one on return, nothing said', async () => {
    const [element, client] = await chat();
    const heard = hear(element);
    look(false);
    await go([element, client], { phase: 'idle', status: 'disconnected' });
    expect(part(element, 'notice') === null).to.equal(true);
    look(true);
    await settle(element);
    expect(opacity(element)).to.equal(0);
    await go([element, client], { phase: 'checking' }, { phase: 'connecting' });
    await aTimeout(400);
    expect(opacity(element)).to.equal(0);
    await go([element, client], { phase: 'ready', status: 'ready' });
    await aTimeout(announceDelay + 100);
    expect(heard).to.deep.equal([]);
  });

  it('not started: after a moment, calmly, a button that connects and is not in the way before', async () => {
    const [element, client] = await chat({ ...well, connection: { phase: 'idle' } });
    const button = part(element, 'connect-button');
    expect(opacity(element)).to.equal(0);
    button?.focus();
    expect(element.shadowRoot?.activeElement === null, 'unseen, but focused').to.equal(true);
    await aTimeout(1400);
    expect(opacity(element)).to.equal(1);
    expect(part(element, 'notice')?.matches('.stopped')).to.equal(false);
    button?.focus();
    button?.click();
    expect(client.verbs).to.deep.equal(['connection.connect']);
    await go([element, client], { phase: 'ready', status: 'ready' });
    expect(element.shadowRoot?.activeElement === field(element)).to.equal(true);
  });

  it('not started and opened in the background: the button is there when somebody looks', async () => {
    look(false);
    const [element] = await chat({ ...well, connection: { phase: 'idle' } });
    expect(part(element, 'connect-button') === null).to.equal(true);
    look(true);
    await settle(element);
    expect(part(element, 'connect-button') === null).to.equal(false);
  });

  it('a notice that is up does not blink when a calmer one follows', async () => {
    const [element, client] = await chat({ ...well, connection: { phase: 'reconnecting' } });
    await aTimeout(300);
    await go([element, client], { phase: 'checking' });
    await go([element, client], { phase: 'realtime-unavailable', status: 'connected' });
    await aTimeout(1000);
    expect(opacity(element)).to.equal(1);
    await go([element, client], { phase: 'connecting' });
    expect(opacity(element)).to.equal(1);
  });

  it('no live answers: calm words without ticking seconds, “Try now”, and sending goes on', async () => {
    const [element, client] = await chat({
      ...well,
      connection: { phase: 'realtime-unavailable', status: 'connected' },
      countdown: 40,
    });
    const notice = shown(element, 'notice');
    expect(notice).to.match(/whole instead of live.*by themselves/);
    client.countdownState.set(39);
    await settle(element);
    expect(shown(element, 'notice')).to.equal(notice);
    expect(element.matches(':state(offline)')).to.equal(false);
    await type(element, 'hello');
    expect(shown(element, 'hint')).to.equal('');
    await press(element);
    part(element, 'connect-button')?.click();
    expect(client.verbs).to.deep.equal(['chat.send', 'connection.connect']);
    client.countdownState.set(null);
    await settle(element);
    expect(shown(element, 'notice'), 'no sign that it is tried').to.contain('Trying');
    expect(part(element, 'connect-button') === null).to.equal(false);
  });

  it('rate limited: a countdown and no error; what is typed is taken and told when it goes', async () => {
    const [element, client] = await chat({
      ...well,
      connection: {
        phase: 'rate-limited',
        status: 'connected',
        error: new MiptechError('rate_limited'),
      },
      countdown: 12,
    });
    expect(shown(element, 'notice')).to.contain('12 s');
    expect(part(element, 'notice')?.matches('.trouble, .stopped')).to.equal(false);
    expect(part(element, 'refusal') === null).to.equal(true);
    await type(element, 'one more');
    expect(shown(element, 'hint')).to.contain('sent in 12 s');
    await press(element);
    expect(client.verbs).to.deep.equal(['chat.send']);
    expect(field(element).value).to.equal('');
    expect(shown(element, 'message-state')).to.equal('Waiting to be sent');
  });

  it('a pause is told once, without its seconds, and its end is no return', async () => {
    const [element, client] = await chat();
    const heard = hear(element);
    await go([element, client], { phase: 'rate-limited', status: 'connected' });
    client.countdownState.set(9);
    await aTimeout(announceDelay + 100);
    client.countdownState.set(8);
    await go([element, client], { phase: 'ready', status: 'ready' });
    await aTimeout(announceDelay + 100);
    expect(heard).to.deep.equal([
      'A short pause: too many messages at once. It goes on by itself.',
    ]);
  });

  it('attempts between: each loss and each return is told once', async () => {
    const [element, client] = await chat();
    const heard = hear(element);
    const lost = { phase: 'reconnecting', status: 'disconnected' } as const;
    await go([element, client], lost);
    await aTimeout(announceDelay + 100);
    await go([element, client], { phase: 'checking' }, lost, { phase: 'connecting' }, lost);
    await aTimeout(announceDelay + 100);
    await go([element, client], { phase: 'connecting' }, { phase: 'ready', status: 'ready' });
    await aTimeout(announceDelay + 100);
    expect(heard).to.deep.equal(['Connection lost. Reconnecting…', 'Connected.']);
    expect(said(element, 'alert')).to.equal('');
  });
});
