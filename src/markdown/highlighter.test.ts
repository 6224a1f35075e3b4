import { expect, fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import { adoptStyles, render } from 'lit';
import { tokens } from '../dom/tokens.js';
import { longestCode } from './highlighter.js';
import { MarkdownDocument, markdownStyles } from './index.js';
import { streaming, settled } from './test-support.js';
import type { MarkdownOptions } from './index.js';

const code = 'const a = "b"; // c\nreturn 12;';
const fence = (text: string, language = 'js'): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;

/** A message on screen, styled as in the chat. */
class Placed {
  readonly #document = new MarkdownDocument();

  private constructor(readonly root: ShadowRoot) {}

  static async open(): Promise<Placed> {
    const host = await fixture<HTMLElement>(html`<div></div>`);
    const root = host.attachShadow({ mode: 'open' });
    adoptStyles(root, [tokens, markdownStyles]);
    return new Placed(root);
  }

  show(text: string, options: MarkdownOptions = settled): void {
    render(this.#document.update(text, options), this.root);
  }

  get code(): HTMLElement {
    const found = this.root.querySelector('code');
    if (found === null) throw new Error('no code');
    return found;
  }

  part(name: string): HTMLElement | null {
    return this.root.querySelector(`[part=md-token-${name}]`);
  }

  async colored(): Promise<void> {
    await waitUntil(() => this.code.lastElementChild !== null, 'no colours', { timeout: 8000 });
  }
}

/** Everything that was to be coloured before is: a block after it is. */
async function othersHadTheirTurn(): Promise<void> {
  const last = await Placed.open();
  (last.root.host as HTMLElement).style.cssText = 'position: fixed; inset: 0 auto auto 0';
  last.show(fence(code));
  await last.colored();
}

describe('colours of code', () => {
  it('a complete block: its tokens have parts, its text and its place do not change', async () => {
    const message = await Placed.open();
    message.show(`Before\n\n${fence(code)}\nAfter`);
    const boxes = (): string =>
      [...message.root.querySelectorAll('p, pre')]
        .map((element) => JSON.stringify(element.getBoundingClientRect()))
        .join();
    const before = boxes();
    expect(message.code.childElementCount).to.equal(0);
    await message.colored();
    expect(message.code.textContent).to.equal(code);
    expect(boxes()).to.equal(before);
    expect(message.part('keyword')?.textContent).to.equal('const');
    expect(message.part('string')?.textContent).to.equal('"b"');
    expect(message.part('comment')?.textContent).to.equal('// c');
    expect(message.part('number')?.textContent).to.equal('12');
  });

  it('a block that is still written stays plain, until its end has come', async () => {
    const message = await Placed.open();
    for (const text of ['```js\n', `\`\`\`js\n${code}`, `\`\`\`js\n${code}\n\`\`\``]) {
      message.show(text, streaming);
      await othersHadTheirTurn();
      expect(message.code.childElementCount, text).to.equal(0);
    }
    message.show(fence(code), streaming);
    await message.colored();
  });

  it('a block that its message ends in is complete with it', async () => {
    const message = await Placed.open();
    message.show(`\`\`\`js\n${code}`, streaming);
    message.show(`\`\`\`js\n${code}`);
    await message.colored();
  });

  it('a block in a list: plain while it is written, coloured after', async () => {
    const message = await Placed.open();
    message.show('- a\n  ```js\n  const b = 1;\n', streaming);
    await othersHadTheirTurn();
    expect(message.code.childElementCount).to.equal(0);
    message.show('- a\n  ```js\n  const b = 1;\n  ```\n\nc', streaming);
    await message.colored();
    expect(message.code.textContent).to.equal('const b = 1;');
  });

  for (const [name, text] of [
    ['no language', fence(code, '')],
    ['a language that nobody knows', fence(code, 'klingon')],
    ['a name that every object has', fence(code, 'constructor')],
    ['more text than is read', fence('let a = 1;\n'.repeat(longestCode / 10))],
  ] as const) {
    it(`a block with ${name} stays plain`, async () => {
      const message = await Placed.open();
      message.show(text);
      await othersHadTheirTurn();
      expect(message.code.childElementCount).to.equal(0);
    });
  }

  it('a block out of view costs nothing until it comes into view', async () => {
    const message = await Placed.open();
    const host = message.root.host as HTMLElement;
    host.style.marginBlockStart = '4000px';
    message.show(fence(code));
    await othersHadTheirTurn();
    expect(message.code.childElementCount).to.equal(0);
    host.style.marginBlockStart = '0';
    await message.colored();
  });

  it('a text that becomes another one is shown as what it is now', async () => {
    const message = await Placed.open();
    message.show(fence(code));
    await message.colored();
    message.show(fence('let other = 1;'));
    expect(message.code.textContent).to.equal('let other = 1;');
    await message.colored();
    expect(message.part('keyword')?.textContent).to.equal('let');
  });

  it('a block that is rendered again keeps its nodes', async () => {
    const message = await Placed.open();
    message.show(fence(code));
    await message.colored();
    const keyword = message.part('keyword');
    message.show(fence(code), { streaming: false, headingLevel: 2 });
    expect(message.part('keyword') === keyword).to.equal(true);
  });

  it('long code is coloured to its end, and copied as it is', async () => {
    const message = await Placed.open();
    const long = 'const a = "b";\n'.repeat(1000).trimEnd();
    message.show(fence(long));
    const count = 2000;
    await waitUntil(() => message.code.childElementCount === count, 'no end', { timeout: 9000 });
    expect(message.code.textContent === long).to.equal(true);
  });

  it('a block that is gone is let go, seen or not', async function () {
    const collect: unknown = Reflect.get(globalThis, 'gc');
    // Needs Chromium's --js-flags=--expose-gc; without it nothing can be said.
    if (typeof collect !== 'function') {
      this.skip();
      return;
    }
    const message = await Placed.open();
    const gone: WeakRef<HTMLElement>[] = [];
    // In a function of its own, so that no variable of the test holds the element.
    const showAndRemove = async (margin: string): Promise<void> => {
      const host = message.root.host as HTMLElement;
      host.style.marginBlockStart = margin;
      message.show(fence(code));
      gone.push(new WeakRef(message.code));
      if (margin === '0') await message.colored();
      message.show('gone');
    };
    await showAndRemove('0');
    await showAndRemove('4000px');
    await othersHadTheirTurn();
    await waitUntil(
      async () => {
        await nextFrame();
        // From a task of its own: a collection within this one finds elements on the stack.
        await (collect as (how: object) => Promise<void>)({ type: 'major', execution: 'async' });
        return gone.every((reference) => reference.deref() === undefined);
      },
      'still held',
      { timeout: 8000 },
    );
  });
});

type Colour = readonly number[];

function pixel(color: string): Colour {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

function luminance(color: Colour): number {
  const [red = 0, green = 0, blue = 0] = color.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(pixel(one)), luminance(pixel(other))].sort(
    (a, b) => b - a,
  );
  return (light + 0.05) / (dark + 0.05);
}

const roles = 'comment keyword string number function type property deleted'.split(' ');

describe('colours of code on their background', () => {
  for (const scheme of ['light', 'dark']) {
    it(`every role is readable, 4.5 to 1, and differs from text: ${scheme}`, async () => {
      const message = await Placed.open();
      const host = message.root.host as HTMLElement;
      host.style.colorScheme = scheme;
      host.style.setProperty('--miptech-color-surface-sunken', 'light-dark(#f5f6f9, #1f2129)');
      message.show(fence(code, ''));
      const block = message.root.querySelector('[part=md-code-block]');
      if (block === null) throw new Error('no block');
      const { backgroundColor, color } = getComputedStyle(block);
      const seen = new Set([color]);
      for (const role of roles) {
        const span = document.createElement('span');
        span.setAttribute('part', `md-token-${role}`);
        message.code.append(span);
        const found = getComputedStyle(span).color;
        expect(contrast(found, backgroundColor), role).to.be.at.least(4.5);
        seen.add(found);
      }
      expect(seen.size).to.equal(roles.length + 1);
    });
  }

  it('a token of the page wins', async () => {
    const message = await Placed.open();
    (message.root.host as HTMLElement).style.setProperty('--miptech-code-keyword', 'rgb(1, 2, 3)');
    message.show(fence(code));
    await message.colored();
    expect(getComputedStyle(message.part('keyword') ?? message.code).color).to.equal(
      'rgb(1, 2, 3)',
    );
  });
});
