import { expect, fixture, html } from '@open-wc/testing';
import '../../define/chat.js';
import { emulateMedia } from '@web/test-runner-commands';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { field, part, press, settle, type } from './test-support.js';

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** What a browser paints for a computed colour, in whatever way it is written. */
function painted(colour: string): Colour {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha];
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.slice(0, 3).map((byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The first background at or behind `element` that hides what is behind it. */
function ground(element: Element): Colour {
  let place: Element | null = element;
  while (place !== null) {
    const colour = painted(getComputedStyle(place).backgroundColor);
    if (colour[3] === 255) return colour;
    const up: Node | null = place.assignedSlot ?? place.parentNode;
    place = up instanceof ShadowRoot ? up.host : up instanceof Element ? up : null;
  }
  return [255, 255, 255, 255];
}

const roles = ['comment', 'keyword', 'string', 'number', 'function', 'type', 'property', 'deleted'];

const question = memoryMessage({ id: 'q', text: 'How many days?', at: 1_700_000_000_000 });
const answer = memoryMessage({
  id: 'a',
  role: 'assistant',
  state: 'interrupted',
  text: 'See [the policy](https://example.com/) [1], `days`:\n\n> Twenty.\n\n```js\nlet a = 1;\n```\n\n| Kind |\n|--|\n| a |',
  sources: [{ title: 'Policy', url: 'https://example.com/', snippet: 'Twenty days a year.' }],
});
const more = { ...answer, id: 'more', text: 'One more thing. '.repeat(200), sources: [] };
const failed = memoryMessage({
  id: 'f',
  text: 'Hello?',
  state: 'failed',
  failure: 'delivery_unknown',
});

/** Texts by the part they are in; each is looked at against what is painted behind it. */
const texts = [
  ...['heading', 'bubble', 'author', 'answer', 'md-link', 'md-citation', 'md-quote', 'md-cell'],
  ...['md-code-inline', 'md-code', 'md-copy', 'message-state', 'message-time', 'source', 'refusal'],
  ...['notice', 'unread', 'unseen-count', 'send-button', 'resend-button'],
  ...roles.map((role) => `md-token-${role}`),
];

async function make(display: string): Promise<[MiptechChat, MemoryClient]> {
  const client = new MemoryClient({
    session: { phase: 'signed-in', user: { id: 'u', email: 'a@example.com', name: 'A' } },
    connection: { phase: 'reconnecting' },
    transcript: { chatId: 'c', messages: [failed, question, answer] },
  });
  const place = await fixture<HTMLElement>(html`<div></div>`);
  const element = document.createElement('miptech-chat');
  element.client = client;
  element.setAttribute('display', display);
  place.append(element);
  await settle(element);
  return [element, client];
}

/** A conversation with everything in it that has a colour of its own. */
async function conversation(): Promise<MiptechChat> {
  const [element, client] = await make('inline');
  const scroller = part(element, 'transcript') as HTMLElement;
  scroller.scrollTop = 0;
  await settle(element);
  const { messages } = client.transcript.get();
  client.transcriptState.set({ ...client.transcript.get(), messages: [...messages, more] });
  client.refusal = 'too_large';
  await type(element, 'too long');
  await press(element);
  const code = part(element, 'md-code');
  for (const role of roles) {
    const word = document.createElement('span');
    word.setAttribute('part', `md-token-${role}`);
    code?.append(word);
  }
  return element;
}

/** The pairs of colours that are too close, in words; a part that is not there is one as well. */
function tooClose(element: MiptechChat, names: readonly string[]): readonly string[] {
  for (const animation of element.shadowRoot?.getAnimations() ?? []) {
    if (animation.effect?.getComputedTiming().iterations !== Infinity) animation.finish();
  }
  return names.flatMap((name) => {
    const text = part(element, name);
    if (text === null) return [`${name} is not there`];
    const ratio = contrast(painted(getComputedStyle(text).color), ground(text));
    return ratio >= 4.5 ? [] : [`${name}: ${ratio.toFixed(2)}`];
  });
}

function edge(element: MiptechChat): number {
  const box = field(element).parentElement as HTMLElement;
  const behind = ground(box.parentElement as HTMLElement);
  return contrast(painted(getComputedStyle(box).borderTopColor), behind);
}

describe('<miptech-chat> contrast', () => {
  // Colours on their way from one to another are neither, and only here a test may stop them.
  const still = navigator.userAgent.includes('Chrome/');

  before(async function () {
    if (still) await emulateMedia({ reducedMotion: 'reduce' });
    else this.skip();
  });

  after(async () => {
    if (still) await emulateMedia({ reducedMotion: 'no-preference' });
  });

  afterEach(() => {
    document.documentElement.removeAttribute('style');
  });

  for (const scheme of ['light', 'dark']) {
    it(`every text of a conversation at 4.5 to 1, ${scheme}`, async () => {
      document.documentElement.style.colorScheme = scheme;
      const element = await conversation();
      expect(tooClose(element, texts)).to.deep.equal([]);
    });

    it(`the edge of the field at 3 to 1, with the focus and without, ${scheme}`, async () => {
      document.documentElement.style.colorScheme = scheme;
      const [element] = await make('inline');
      expect(edge(element)).to.be.at.least(3);
      field(element).focus();
      await settle(element);
      expect(edge(element)).to.be.at.least(3);
    });

    it(`the button of a floating chat and its number, ${scheme}`, async () => {
      document.documentElement.style.colorScheme = scheme;
      const [element, client] = await make('floating');
      const { messages } = client.transcript.get();
      client.transcriptState.set({ ...client.transcript.get(), messages: [...messages, more] });
      await settle(element);
      expect(tooClose(element, ['launcher', 'launcher-badge'])).to.deep.equal([]);
    });
  }

  it('a colour of the page that cannot be read is found', async () => {
    const { style } = document.documentElement;
    style.colorScheme = 'light';
    for (const [token, name] of [
      ['--miptech-color-muted', 'author'],
      ['--miptech-chat-bubble', 'bubble'],
      ['--miptech-color-on-accent', 'unseen-count'],
      ['--miptech-code-keyword', 'md-token-keyword'],
      ['--miptech-color-danger', 'refusal'],
    ] as const) {
      style.setProperty(token, token.endsWith('bubble') ? '#555' : '#bbb');
      const element = await conversation();
      expect(tooClose(element, texts).join(), token).to.contain(name);
      style.removeProperty(token);
      element.remove();
    }
  });
});
