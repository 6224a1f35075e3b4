import { aTimeout, expect, fixture, html, nextFrame } from '@open-wc/testing';
import { LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import type { Message, MiptechClient, Readable } from '../core/index.js';
import { MemoryClient, memoryMessage } from '../testing/memory-client.js';
import { ClientController } from './client-controller.js';
import { ViewController } from './view-controller.js';

class Viewer extends LitElement {
  static override properties = { client: { attribute: false }, provider: {} };
  declare client: MiptechClient | null;
  declare provider: string | null;
  readonly clients = new ClientController(this);
  readonly view = new ViewController(this, this.clients, (client, read) => ({
    phase: read(client.session).phase,
    count: read(client.transcript).messages.length,
  }));
  renders = 0;
  /** What each update saw before it rendered, which is before any controller is told of it. */
  readonly early: (string | undefined)[] = [];

  constructor() {
    super();
    this.client = null;
    this.provider = null;
  }

  protected override willUpdate(): void {
    this.early.push(this.view.value?.phase);
  }

  protected override render(): TemplateResult {
    this.renders += 1;
    return html`${this.view.value?.phase} ${this.view.value?.count}`;
  }
}

customElements.define('test-viewer', Viewer);

/** A memory client whose subscribers are counted. */
class CountedClient extends MemoryClient {
  watching = 0;

  override get transcript(): MemoryClient['transcript'] {
    return this.counted(super.transcript);
  }

  readonly #wrapped = new Map<unknown, Readable<unknown>>();

  counted<T>(readable: Readable<T>): Readable<T> {
    const known = this.#wrapped.get(readable);
    if (known) return known as Readable<T>;
    const wrapped: Readable<T> = {
      get: readable.get,
      subscribe: (listener) => {
        this.watching += 1;
        const stop = readable.subscribe(listener);
        return () => {
          this.watching -= 1;
          stop();
        };
      },
    };
    this.#wrapped.set(readable, wrapped);
    return wrapped;
  }
}

async function viewer(client: MiptechClient): Promise<Viewer> {
  return fixture<Viewer>(html`<test-viewer .client=${client}></test-viewer>`);
}

const message = (id: string): Message => memoryMessage({ id });

describe('ViewController', () => {
  it('shows the state and follows it', async () => {
    const client = new MemoryClient();
    const element = await viewer(client);
    expect(element.shadowRoot?.textContent).to.equal('signed-out 0');
    client.sessionState.set({ phase: 'expired', user: null, error: null, left: null });
    await nextFrame();
    await element.updateComplete;
    expect(element.shadowRoot?.textContent).to.equal('expired 0');
  });

  it('a change that the view does not show renders nothing', async () => {
    const client = new MemoryClient();
    const element = await viewer(client);
    const before = element.renders;
    client.countdownState.set(3);
    client.transcriptState.set({ ...client.transcript.get(), loading: true });
    await nextFrame();
    await nextFrame();
    expect(element.renders).to.equal(before);
  });

  it('a storm of changes renders at most once a frame and ends with the last', async () => {
    const client = new MemoryClient();
    const element = await viewer(client);
    await nextFrame();
    const before = element.renders;
    let frames = 0;
    let running = true;
    const count = (): void => {
      frames += 1;
      if (running) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    const messages: Message[] = [];
    for (let index = 0; index < 300; index += 1) {
      messages.push(message(String(index)));
      client.show([...messages]);
      await Promise.resolve();
      if (index % 50 === 0) await aTimeout(1);
    }
    await nextFrame();
    await nextFrame();
    running = false;
    await element.updateComplete;
    expect(element.shadowRoot?.textContent).to.equal('signed-out 300');
    expect(element.renders - before).to.be.at.most(frames + 1);
    expect(element.renders - before).to.be.lessThan(60);
  });

  it('subscribes once for each Readable and not at all when removed', async () => {
    const client = new CountedClient();
    const element = await viewer(client);
    expect(client.watching).to.equal(1);
    client.show([message('a')]);
    await nextFrame();
    expect(client.watching).to.equal(1);
    const place = element.parentElement;
    element.remove();
    expect(client.watching).to.equal(0);
    place?.append(element);
    await element.updateComplete;
    expect(client.watching).to.equal(1);
    client.show([message('a'), message('b')]);
    await nextFrame();
    await element.updateComplete;
    expect(element.shadowRoot?.textContent).to.equal('signed-out 2');
  });

  it('another client: the old one is let go, the new one shown', async () => {
    const old = new CountedClient();
    const element = await viewer(old);
    const client = new CountedClient({ session: { phase: 'signing-in' } });
    element.client = client;
    await element.updateComplete;
    expect(old.watching).to.equal(0);
    expect(client.watching).to.equal(1);
    expect(element.shadowRoot?.textContent).to.equal('signing-in 0');
    old.sessionState.set({ phase: 'expired', user: null, error: null, left: null });
    await nextFrame();
    expect(element.shadowRoot?.textContent).to.equal('signing-in 0');
  });

  it('another client is seen by the very update that brings it, before it renders', async () => {
    const element = await viewer(new MemoryClient());
    element.client = new MemoryClient({ session: { phase: 'expired' } });
    element.early.length = 0;
    await element.updateComplete;
    expect(element.early).to.deep.equal(['expired']);
  });

  it('removed within a frame of a change: nothing is left pending', async () => {
    const client = new CountedClient();
    const element = await viewer(client);
    client.show([message('a')]);
    await aTimeout(0);
    client.show([message('a'), message('b')]);
    element.remove();
    const before = element.renders;
    await nextFrame();
    await nextFrame();
    expect(element.renders).to.equal(before);
    expect(client.watching).to.equal(0);
  });

  it('200 removed, none alive', async function () {
    const collect: unknown = Reflect.get(globalThis, 'gc');
    // Needs Chromium's --js-flags=--expose-gc; without it nothing can be said.
    if (typeof collect !== 'function') {
      this.skip();
      return;
    }
    this.timeout(20_000);
    const client = new CountedClient();
    const place = await fixture(html`<div></div>`);
    // In a function of its own: the frame of this one would hold the last element.
    const make = (): WeakRef<Viewer> => {
      const element = new Viewer();
      element.client = client;
      place.append(element);
      return new WeakRef(element);
    };
    const made = Array.from({ length: 200 }, make);
    await nextFrame();
    client.show([message('a')]);
    await nextFrame();
    place.replaceChildren();
    const alive = (): number => made.filter((ref) => ref.deref() !== undefined).length;
    for (let round = 0; round < 60 && alive() > 0; round += 1) {
      // Engines let go of removed elements with the next frame at the earliest.
      await nextFrame();
      await aTimeout(20);
      // From a task of its own: a collection within this one finds elements on the stack.
      await (collect as (how: object) => Promise<void>)({ type: 'major', execution: 'async' });
    }
    expect(client.watching).to.equal(0);
    expect(alive()).to.equal(0);
  });
});
