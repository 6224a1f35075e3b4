import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { ContextProvider } from '@lit/context';
import sinon from 'sinon';
import type { MiptechClient } from '../core/index.js';
import { MemoryClient } from '../testing/memory-client.js';
import { ClientController, patience } from './client-controller.js';
import { clientContext } from './context.js';

class Consumer extends LitElement {
  static override properties = { client: { attribute: false }, provider: {} };
  declare client: MiptechClient | null;
  declare provider: string | null;
  readonly found = new ClientController(this);

  constructor() {
    super();
    this.client = null;
    this.provider = null;
  }

  protected override render(): TemplateResult {
    return html`${this.found.search}`;
  }
}

class Provider extends LitElement {
  readonly context = new ContextProvider(this, { context: clientContext });

  protected override createRenderRoot(): this {
    return this;
  }
}

customElements.define('test-consumer', Consumer);
customElements.define('test-provider', Provider);

const one = new MemoryClient();
const two = new MemoryClient();

function provider(client?: MemoryClient, id = ''): Provider {
  const element = new Provider();
  element.id = id;
  element.context.setValue(client);
  return element;
}

function consumer(named: string | null = null): Consumer {
  const element = new Consumer();
  element.provider = named;
  return element;
}

const shown = async (element: Consumer): Promise<string> => {
  await aTimeout(0);
  await element.updateComplete;
  return element.shadowRoot?.textContent ?? '';
};

describe('ClientController', () => {
  let place: HTMLElement;
  let warn: sinon.SinonStub;

  beforeEach(async () => {
    place = await fixture(html`<div></div>`);
    warn = sinon.stub(console, 'warn');
  });
  afterEach(() => {
    warn.restore();
  });

  it('finds the provider around it', async () => {
    const around = provider(one);
    const inside = consumer();
    around.append(inside);
    place.append(around);
    expect(inside.found.client === one).to.equal(true);
    expect(await shown(inside)).to.equal('found');
  });

  it('late provider: one that is defined after its consumer reaches it', async () => {
    place.append(document.createElement('test-late'));
    const inside = consumer();
    place.firstElementChild?.append(inside);
    expect(inside.found.client === null).to.equal(true);
    customElements.define(
      'test-late',
      class extends LitElement {
        readonly context = new ContextProvider(this, { context: clientContext, initialValue: one });
      },
    );
    expect(inside.found.client === one).to.equal(true);
    expect(await shown(inside)).to.equal('found');
  });

  it('late provider within another: the nearer one takes over and the outer forgets', async () => {
    const outer = provider(one);
    const middle = document.createElement('test-late-inner');
    const inside = consumer();
    middle.append(inside);
    outer.append(middle);
    place.append(outer);
    expect(inside.found.client === one).to.equal(true);
    customElements.define(
      'test-late-inner',
      class extends LitElement {
        readonly context = new ContextProvider(this, { context: clientContext, initialValue: two });
      },
    );
    expect(inside.found.client === two).to.equal(true);
    outer.context.setValue(new MemoryClient());
    expect(inside.found.client === two).to.equal(true);
    expect(await shown(inside)).to.equal('found');
  });

  it('moved out and back: no client is kept outside', async () => {
    const around = provider(one);
    const inside = consumer();
    around.append(inside);
    place.append(around);
    place.append(inside);
    expect(inside.found.client === null).to.equal(true);
    expect(await shown(inside)).to.equal('waiting');
    around.append(inside);
    expect(inside.found.client === one).to.equal(true);
    expect(await shown(inside)).to.equal('found');
    around.remove();
    expect(inside.found.client === null).to.equal(true);
  });

  it('two providers: moving from one to the other changes the client', () => {
    const first = provider(one);
    const second = provider(two);
    const inside = consumer();
    first.append(inside);
    place.append(first, second);
    expect(inside.found.client === one).to.equal(true);
    second.append(inside);
    expect(inside.found.client === two).to.equal(true);
    first.context.setValue(new MemoryClient());
    expect(inside.found.client === two).to.equal(true);
  });

  it('its own client property wins and gives way when it is taken back', async () => {
    const around = provider(one);
    const inside = consumer();
    inside.client = two;
    around.append(inside);
    place.append(around);
    await shown(inside);
    expect(inside.found.client === two).to.equal(true);
    inside.client = null;
    await shown(inside);
    expect(inside.found.client === one).to.equal(true);
  });

  it('a client that is undefined, as frameworks write it, is none of its own', () => {
    const place = provider(one);
    const element = consumer();
    Reflect.set(element, 'client', undefined);
    place.append(element);
    document.body.append(place);
    expect(element.found.client === one).to.equal(true);
    place.remove();
  });

  it('a provider without a client is told from no provider', async () => {
    const around = provider();
    const inside = consumer();
    around.append(inside);
    place.append(around);
    expect(await shown(inside)).to.equal('unavailable');
    await aTimeout(patience + 100);
    expect(inside.found.search).to.equal('unavailable');
    expect(warn.callCount).to.equal(0);
  });

  it('no provider: one warning that names the tag and the fix, and a later one still works', async () => {
    const inside = consumer();
    place.append(inside);
    await aTimeout(patience + 100);
    expect(await shown(inside)).to.equal('missing');
    expect(warn.callCount).to.equal(1);
    expect(warn.firstCall.args[0]).to.match(/<test-consumer>.*<miptech-provider>.*client/);
    inside.remove();
    place.append(inside);
    await aTimeout(patience + 100);
    expect(warn.callCount).to.equal(1);
    const around = provider(one);
    place.append(around);
    around.append(inside);
    expect(await shown(inside)).to.equal('found');
  });

  describe('provider="id"', () => {
    it('finds a provider elsewhere in the document, and not the one around it', () => {
      const around = provider(one);
      const inside = consumer('there');
      around.append(inside);
      place.append(provider(two, 'there'), around);
      expect(inside.found.client === two).to.equal(true);
    });

    it('finds a provider in its own shadow root first', () => {
      place.append(provider(one, 'there'));
      const shell = document.createElement('div');
      const root = shell.attachShadow({ mode: 'open' });
      root.append(provider(two, 'there'));
      const inside = consumer('there');
      root.append(inside);
      place.append(shell);
      expect(inside.found.client === two).to.equal(true);
    });

    it('waits for one that comes later, by insertion, definition or a new id', async () => {
      const inside = consumer('later');
      place.append(inside);
      expect(inside.found.client === null).to.equal(true);
      const element = provider(one);
      place.append(element);
      element.id = 'later';
      await aTimeout(0);
      expect(inside.found.client === one).to.equal(true);

      const other = consumer('upgraded');
      const raw = document.createElement('test-late-named');
      raw.id = 'upgraded';
      place.append(other, raw);
      await aTimeout(0);
      expect(other.found.client === null).to.equal(true);
      customElements.define(
        'test-late-named',
        class extends LitElement {
          readonly context = new ContextProvider(this, {
            context: clientContext,
            initialValue: two,
          });
        },
      );
      expect(other.found.client === two).to.equal(true);
    });

    it('an id on something that is no provider is not answered by the one around it', async () => {
      const around = provider(one);
      const plain = document.createElement('div');
      plain.id = 'plain';
      const inside = consumer('plain');
      around.append(plain, inside);
      place.append(around);
      await aTimeout(0);
      expect(inside.found.client === null).to.equal(true);
    });

    it('follows a replacement, forgets a removed one and takes a changed attribute', async () => {
      const first = provider(one, 'named');
      const inside = consumer('named');
      place.append(first, inside);
      expect(inside.found.client === one).to.equal(true);
      first.replaceWith(provider(two, 'named'));
      await aTimeout(0);
      expect(inside.found.client === two).to.equal(true);
      first.context.setValue(new MemoryClient());
      expect(inside.found.client === two).to.equal(true);
      document.getElementById('named')?.remove();
      await aTimeout(0);
      expect(inside.found.client === null).to.equal(true);
      place.append(provider(one, 'another'));
      inside.setAttribute('provider', 'another');
      await shown(inside);
      expect(inside.found.client === one).to.equal(true);
    });

    it('warns by the id when there is none', async () => {
      place.append(consumer('nowhere'));
      await aTimeout(patience + 100);
      expect(warn.callCount).to.equal(1);
      expect(warn.firstCall.args[0]).to.contain('id="nowhere"');
    });
  });
});
