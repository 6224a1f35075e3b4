import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { MiptechError } from '../../core/index.js';
import type { ConnectionPhase, ConnectionState } from '../../core/index.js';
import { announceDelay } from '../../dom/announcer.js';
import { define } from '../../dom/define.js';
import { MemoryClient } from '../../testing/memory-client.js';
import type { MemoryState } from '../../testing/memory-client.js';
import { MiptechStatus } from './status.js';
import { settle } from './test-support.js';

define('miptech-status', MiptechStatus);

const user = { id: 'u1', email: 'ada@example.com', name: 'Ada Lovelace' };

async function make(
  client: MemoryClient,
  display: MiptechStatus['display'] = 'panel',
): Promise<MiptechStatus> {
  return fixture<MiptechStatus>(
    html`<miptech-status .client=${client} display=${display ?? ''}></miptech-status>`,
  );
}

function buttons(element: MiptechStatus): Record<string, HTMLButtonElement> {
  const all = [...element.shadowRoot!.querySelectorAll('button')];
  return Object.fromEntries(all.map((button) => [button.textContent.trim(), button]));
}

function row(element: MiptechStatus, name: string): HTMLElement {
  const rows = [...element.shadowRoot!.querySelectorAll<HTMLElement>('[part=row]')];
  return rows.find((candidate) => candidate.querySelector('h3')!.textContent === name)!;
}

function said(element: MiptechStatus): string {
  return element.shadowRoot!.querySelector('[role=status]')!.textContent;
}

/** What is said to screen readers from now on. */
function listen(element: MiptechStatus) {
  const texts: string[] = [];
  const watch = new MutationObserver(() => {
    const text = said(element);
    if (text !== '' && text !== texts.at(-1)) texts.push(text);
  });
  const options = { childList: true, characterData: true, subtree: true };
  watch.observe(element.shadowRoot!.querySelector('[role=status]')!, options);
  return {
    texts,
    until: (part: string) => waitUntil(() => texts.some((text) => text.includes(part))),
    stop: () => {
      watch.disconnect();
    },
  };
}

const down: MemoryState = {
  health: { phase: 'error', error: new MiptechError('cors_or_server') },
  connection: { phase: 'reconnecting', attempt: 2 },
  countdown: 7,
};

describe('miptech-status', () => {
  it('tests the REST side and shows what came', async () => {
    const client = new MemoryClient();
    const element = await make(client);
    buttons(element)['Test']!.click();
    expect(client.verbs).to.deep.equal(['health.check']);
    const services = { llm_service: 'loading' };
    const health = { phase: 'starting', status: 'starting', latency: 42, error: null } as const;
    client.answers.set([{ at: Date.now(), milliseconds: 42 }]);
    client.healthState.set({ ...health, services });
    await settle(element);
    expect(row(element, 'REST API').innerText).to.match(/AI services starting\s+round trip 42 ms/);
    expect(row(element, 'AI services').innerText).to.match(/Language model\s+loading/);
  });

  it('connects, disconnects and tries now', async () => {
    const client = new MemoryClient();
    const element = await make(client);
    buttons(element)['Connect']!.click();
    client.connectionState.set({
      ...client.connectionState.get(),
      phase: 'ready',
      status: 'ready',
    });
    await settle(element);
    expect(Object.keys(buttons(element))).to.deep.equal(['Test', 'Disconnect', 'Run checks']);
    buttons(element)['Disconnect']!.click();
    client.connectionState.set({ ...client.connectionState.get(), phase: 'reconnecting' });
    await settle(element);
    buttons(element)['Try now']!.click();
    expect(client.verbs).to.deep.equal([
      'connection.connect',
      'connection.disconnect',
      'connection.connect',
    ]);
  });

  it('never turns a button into another one under the finger, and keeps the place', async () => {
    const client = new MemoryClient({ connection: { phase: 'reconnecting' } });
    const element = await make(client);
    const tryNow = buttons(element)['Try now']!;
    tryNow.focus();
    client.connectionState.set({ ...client.connectionState.get(), phase: 'connecting' });
    await settle(element);
    expect(tryNow.isConnected).to.equal(false);
    const place = element.shadowRoot!.activeElement;
    expect(place === row(element, 'WebSocket')).to.equal(true);
  });

  it('explains an error with its sentence, its fix and its code', async () => {
    const error = new MiptechError('server_error', {
      status: 503,
      message: 'The database is being moved.',
    });
    const client = new MemoryClient({ connection: { phase: 'failed', status: 'error', error } });
    const text = row(await make(client), 'WebSocket').innerText;
    expect(text).to.contain('The database is being moved.').and.contain(error.fix);
    expect(text).to.contain('server_error · HTTP 503');
  });

  it('copies the details of an error, and says so on the button it was', async () => {
    const element = await make(new MemoryClient(down));
    const written: string[] = [];
    const { clipboard } = navigator;
    const stub = { writeText: async (text: string) => void written.push(text) };
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: stub });
    try {
      buttons(element)['Copy details']!.click();
      await settle(element);
    } finally {
      Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
    }
    expect(written[0]).to.match(/^cors_or_server\n/);
    expect(buttons(element)).to.have.property('Copied');
  });

  it('stands a clipboard that cannot be written', async () => {
    const element = await make(new MemoryClient(down));
    const { clipboard } = navigator;
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined });
    try {
      buttons(element)['Copy details']!.click();
      await settle(element);
    } finally {
      Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
    }
    expect(buttons(element)).to.have.property('Copy details');
  });

  it('announces a new phase once and no tick of the countdown', async () => {
    const client = new MemoryClient({ connection: { phase: 'reconnecting' }, countdown: 9 });
    const element = await make(client);
    const spoken: string[] = [];
    const region = element.shadowRoot!.querySelector('[role=status]')!;
    const watch = new MutationObserver(() => {
      if (said(element) !== '') spoken.push(said(element));
    });
    watch.observe(region, { childList: true, characterData: true, subtree: true });
    const wait = () => new Promise((resolve) => setTimeout(resolve, announceDelay + 50));
    for (const seconds of [8, 7]) {
      client.countdownState.set(seconds);
      await settle(element);
    }
    await wait();
    expect(row(element, 'WebSocket').innerText).to.contain('7 s');
    expect(spoken).to.deep.equal([]);
    client.connectionState.set({
      ...client.connectionState.get(),
      phase: 'ready',
      status: 'ready',
    });
    await settle(element);
    await wait();
    watch.disconnect();
    expect(spoken).to.deep.equal(['WebSocket: Ready Messages flow.']);
  });

  it('says once that the connection is lost and once that it is back, however often it is tried', async () => {
    const client = new MemoryClient({ connection: { phase: 'ready', status: 'ready' } });
    const element = await make(client);
    const spoken = listen(element);
    const go = async (phase: ConnectionPhase, more: Partial<ConnectionState> = {}) => {
      client.connectionState.set({ ...client.connectionState.get(), phase, ...more });
      await settle(element);
    };
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      await go('reconnecting', { attempt, status: 'disconnected' });
      client.countdownState.set(attempt);
      client.healthState.set({ ...client.healthState.get(), phase: 'checking' });
      await go('checking', { status: 'connecting' });
      await go('creating');
      await go('connecting');
    }
    await spoken.until('The connection was lost.');
    await go('ready', { status: 'ready', attempt: 0 });
    await spoken.until('Messages flow.');
    expect(spoken.texts).to.deep.equal([
      'WebSocket: Disconnected The connection was lost.',
      'WebSocket: Ready Messages flow.',
    ]);
    spoken.stop();
  });

  it('tells who pressed Test what came, also where it is the same as before', async () => {
    const well = { phase: 'ready', status: 'healthy' } as const;
    const client = new MemoryClient({ health: well });
    const element = await make(client);
    const spoken = listen(element);
    buttons(element)['Test']!.click();
    client.healthState.set({ ...client.healthState.get(), phase: 'checking' });
    await settle(element);
    client.healthState.set({ ...client.healthState.get(), ...well });
    await settle(element);
    await spoken.until('REST API: Healthy');
    expect(spoken.texts).to.deep.equal(['REST API: Healthy']);
    spoken.stop();
  });

  it('never shows the platform key', async () => {
    const client = new MemoryClient();
    Object.assign(client, { settings: { ...client.settings, apiKey: 'canary-key' } });
    const element = await make(client);
    expect(element.shadowRoot!.textContent).to.contain('http://localhost:8000');
    expect(element.shadowRoot!.innerHTML + element.outerHTML).not.to.contain('canary');
  });

  it('is the panel where a form is asked for that there is not, and says so', async () => {
    const said: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => void said.push(text);
    const element = await make(new MemoryClient(), 'tiny' as MiptechStatus['display']);
    console.warn = warn;
    expect(row(element, 'REST API').isConnected).to.equal(true);
    expect(said.join()).to.contain('panel, compact, full');
  });

  it('is one line when compact, and opens to the panel', async () => {
    const client = new MemoryClient({ connection: { phase: 'ready', status: 'ready' } });
    const element = await make(client, 'compact');
    const details = element.shadowRoot!.querySelector('details')!;
    expect(details.innerText.trim()).to.match(/^Connection:\s*Ready$/);
    expect(element.getBoundingClientRect().height).to.be.within(24, 48);
    details.open = true;
    client.connectionState.set({ ...client.connectionState.get(), phase: 'closed' });
    await settle(element);
    expect(details.open).to.equal(true);
    expect(buttons(element)).to.have.property('Connect');
  });

  it('fits 320 px without scrolling sideways, with buttons a thumb can hit', async () => {
    const client = new MemoryClient(down);
    const place = await fixture(html`<div></div>`);
    place.setAttribute('style', 'inline-size: 320px');
    const element = await make(client);
    place.append(element);
    await settle(element);
    const { scrollWidth, clientWidth } = element.shadowRoot!.querySelector('.panel')!;
    expect(clientWidth).to.be.within(300, 320);
    expect(scrollWidth).to.be.at.most(clientWidth);
    for (const button of Object.values(buttons(element))) {
      expect(button.getBoundingClientRect().height).to.be.at.least(40);
    }
  });

  it('cuts off no address with large text on a phone', async () => {
    const address = 'a.lady.with.a.long.name@research.example.com';
    const session = { phase: 'signed-in', user: { ...user, email: address } } as const;
    const place = await fixture(html`<div></div>`);
    place.setAttribute('style', 'inline-size: 320px; --miptech-font-size: 30px');
    const element = await make(new MemoryClient({ session }));
    place.append(element);
    await settle(element);
    const panel = element.shadowRoot!.querySelector('.panel')!.getBoundingClientRect();
    const fact = [...element.shadowRoot!.querySelectorAll('.fact')].find(
      ({ textContent }) => textContent === address,
    )!;
    expect(fact.getBoundingClientRect().right).to.be.at.most(panel.right);
  });

  it('has a width in a flex row, where a size container has none of its own', async () => {
    const place = await fixture(html`<div></div>`);
    place.setAttribute('style', 'display: flex; inline-size: 500px');
    const element = await make(new MemoryClient(), 'compact');
    place.append(element);
    await settle(element);
    expect(element.getBoundingClientRect().width).to.be.greaterThan(200);
  });

  it('writes no style attribute and no style element', async () => {
    const { shadowRoot } = await make(new MemoryClient(down));
    expect(shadowRoot!.querySelector('style, [style]') === null).to.equal(true);
  });

  it('says so where there is no provider', async () => {
    const element = await fixture<MiptechStatus>(html`<miptech-status></miptech-status>`);
    const { warn } = console;
    console.warn = () => {};
    await new Promise((resolve) => setTimeout(resolve, 1100));
    console.warn = warn;
    await element.updateComplete;
    expect(element.shadowRoot!.textContent).to.contain('Not connected to a service.');
  });
});

describe('miptech-status: accessible in every state', () => {
  const services = { llm_service: 'ready', rag_pipeline: 'loading', cache_layer: 'degraded' };
  const well = { phase: 'ready', status: 'healthy', services, latency: 9 } as const;
  const signedIn = { phase: 'signed-in', user } as const;
  const states: Record<string, MemoryState> = {
    fresh: {},
    well: { health: well, connection: { phase: 'ready', status: 'ready' }, session: signedIn },
    starting: {
      health: { ...well, phase: 'starting' },
      connection: { phase: 'starting', status: 'connecting' },
    },
    down,
    refused: {
      connection: {
        phase: 'failed',
        status: 'error',
        terminal: true,
        error: new MiptechError('forbidden', { status: 403 }),
      },
      session: { phase: 'expired', user, error: new MiptechError('auth_expired') },
    },
    'REST only': {
      health: well,
      connection: {
        phase: 'realtime-unavailable',
        status: 'connected',
        error: new MiptechError('realtime_unavailable'),
      },
      countdown: 42,
      session: signedIn,
    },
    limited: {
      health: { ...well, status: 'degraded' },
      connection: {
        phase: 'rate-limited',
        status: 'connected',
        error: new MiptechError('rate_limited'),
      },
      countdown: 30,
    },
  };
  for (const scheme of ['light', 'dark'] as const) {
    for (const [name, state] of Object.entries(states)) {
      it(`${name}, ${scheme}`, async () => {
        const page = document.documentElement;
        page.style.colorScheme = scheme;
        try {
          await expect(await make(new MemoryClient(state))).to.be.accessible();
          const compact = await make(new MemoryClient(state), 'compact');
          compact.shadowRoot!.querySelector('details')!.open = true;
          await expect(compact).to.be.accessible();
        } finally {
          page.style.colorScheme = '';
        }
      });
    }
  }
});
