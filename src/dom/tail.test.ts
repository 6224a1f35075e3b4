import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { LitElement, css } from 'lit';
import type { TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { TailController } from './tail.js';

class Scroller extends LitElement {
  static override styles = css`
    .scroller {
      block-size: 200px;
      overflow-y: auto;
    }
    p {
      block-size: 100px;
      margin: 0;
    }
  `;
  readonly scroller = createRef<HTMLElement>();
  readonly tail = new TailController(this, { scroller: () => this.scroller.value ?? null });
  protected override render(): TemplateResult {
    return html`<div class="scroller" tabindex="0" ${ref(this.scroller)}><div></div></div>`;
  }
}
customElements.define('test-scroller', Scroller);

describe('TailController', () => {
  let element: Scroller;
  let box: HTMLElement;

  const add = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      box.firstElementChild?.append(document.createElement('p'));
    }
    await nextFrame();
    await nextFrame();
  };
  const rest = (): number => box.scrollHeight - box.scrollTop - box.clientHeight;
  const scrollBy = async (distance: number): Promise<void> => {
    box.scrollBy(0, distance);
    await nextFrame();
    await nextFrame();
  };

  beforeEach(async () => {
    element = await fixture<Scroller>(html`<test-scroller></test-scroller>`);
    box = element.scroller.value as HTMLElement;
    await add(5);
  });

  it('stays at the end while content grows, also inside one block', async () => {
    expect(rest()).to.be.at.most(1);
    await add(3);
    expect(rest()).to.be.at.most(1);
    (box.querySelector('p') as HTMLElement).style.blockSize = '400px';
    await nextFrame();
    await nextFrame();
    expect(rest()).to.be.at.most(1);
  });

  it('the box itself shrinking, as by a phone’s keyboard, keeps the end in view', async () => {
    box.style.blockSize = '120px';
    await nextFrame();
    await nextFrame();
    expect(rest()).to.be.at.most(1);
    expect(element.tail.following).to.equal(true);
  });

  it('a reader who scrolled up is left in peace, and learns that there is more', async () => {
    await scrollBy(-150);
    expect(element.tail.following).to.equal(false);
    const top = box.scrollTop;
    await add(2);
    expect(box.scrollTop).to.equal(top);
    expect(element.tail.unseen).to.equal(0);
    element.tail.added('one');
    element.tail.added('two');
    element.tail.added('two');
    expect(element.tail.unseen).to.equal(2);
    element.tail.resume();
    expect(rest()).to.be.at.most(1);
    expect(element.tail.unseen).to.equal(0);
    await add(1);
    expect(rest()).to.be.at.most(1);
  });

  it('scrolling back near the end resumes', async () => {
    await scrollBy(-150);
    await scrollBy(130);
    expect(element.tail.following).to.equal(true);
    await add(1);
    expect(rest()).to.be.at.most(1);
  });

  for (const [name, event] of [
    ['wheel', () => new WheelEvent('wheel', { deltaY: -4 })],
    ['PageUp', () => new KeyboardEvent('keydown', { key: 'PageUp' })],
    ['Shift+Space', () => new KeyboardEvent('keydown', { key: ' ', shiftKey: true })],
  ] as const) {
    it(`${name} upward lets go before the next growth can pull back`, async () => {
      box.dispatchEvent(event());
      expect(element.tail.following).to.equal(false);
      const top = box.scrollTop;
      await add(1);
      // WebKit scrolls by a made-up wheel, too.
      expect(box.scrollTop).to.be.within(top - 10, top);
    });
  }

  it('a reader who scrolls up in the moment of a growth is not pulled back', async () => {
    box.scrollTop -= 150;
    await add(1);
    expect(element.tail.following).to.equal(false);
    expect(rest()).to.be.greaterThan(200);
  });

  it('content that shrinks here and grows there moves the top a little, and lets nobody go', async () => {
    await add(3);
    box.scrollTop -= 8;
    await add(2);
    expect(element.tail.following).to.equal(true);
    expect(rest()).to.be.at.most(1);
  });

  it('a small step up within the slack is not undone', async () => {
    box.dispatchEvent(new WheelEvent('wheel', { deltaY: -4 }));
    await scrollBy(-10);
    expect(element.tail.following).to.equal(false);
  });

  it('selecting text by the mouse lets go; a click does not', () => {
    const at = (type: string, y: number): PointerEvent =>
      new PointerEvent(type, { pointerType: 'mouse', button: 0, clientX: 5, clientY: y });
    box.dispatchEvent(at('pointerdown', 5));
    window.dispatchEvent(at('pointerup', 5));
    box.dispatchEvent(at('pointermove', 50));
    expect(element.tail.following).to.equal(true);
    box.dispatchEvent(at('pointerdown', 5));
    box.dispatchEvent(at('pointermove', 50));
    expect(element.tail.following).to.equal(false);
  });

  it('selecting text without a mouse lets go; the whole page selected does not', async () => {
    box.querySelector('p')?.append('some words');
    const words = box.querySelector('p')?.firstChild as Text;
    getSelection()?.selectAllChildren(document.body);
    await nextFrame();
    await nextFrame();
    expect(element.tail.following).to.equal(true);
    getSelection()?.setBaseAndExtent(words, 0, words, 4);
    await nextFrame();
    await nextFrame();
    getSelection()?.removeAllRanges();
    expect(element.tail.following).to.equal(false);
  });

  it('moved in the document: it goes on following', async () => {
    const other = await fixture(html`<section></section>`);
    other.append(element);
    await element.updateComplete;
    await add(3);
    expect(rest()).to.be.at.most(1);
  });

  it('the wheel over content that does not scroll changes nothing', async () => {
    const short = await fixture<Scroller>(html`<test-scroller></test-scroller>`);
    short.scroller.value?.dispatchEvent(new WheelEvent('wheel', { deltaY: -4 }));
    expect(short.tail.following).to.equal(true);
  });
});
