import { aTimeout, expect, fixture, fixtureCleanup, html, waitUntil } from '@open-wc/testing';
import { createMiptechClient } from '../core/index.js';
import type { MiptechClientHandle } from '../core/index.js';
import { FakePlatform } from '../testing/fake-platform.js';
import './all.js';

/** Finds a control by what a person reads on it, in the light DOM and in every shadow root. */
function named(selector: string, name: string): HTMLElement | undefined {
  const roots: ParentNode[] = [document];
  for (const root of roots) {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.shadowRoot !== null) roots.push(element.shadowRoot);
    }
    for (const element of root.querySelectorAll<HTMLElement>(selector)) {
      const labels =
        'labels' in element ? (element.labels as NodeListOf<HTMLElement> | null) : null;
      const label =
        element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element.textContent;
      if (label.trim() === name && element.checkVisibility()) return element;
    }
  }
  return undefined;
}

async function press(name: string): Promise<void> {
  await waitUntil(() => named('button', name) !== undefined, `no button “${name}”`);
  named('button', name)?.click();
}

async function fill(name: string, text: string): Promise<void> {
  await waitUntil(() => named('input, textarea', name) !== undefined, `no field “${name}”`);
  const field = named('input, textarea', name) as HTMLInputElement | HTMLTextAreaElement;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  await aTimeout(0);
}

describe('the four elements together, on a platform with sockets and answers', () => {
  let platform: FakePlatform;
  let client: MiptechClientHandle;
  let page: HTMLElement;

  beforeEach(async () => {
    platform = new FakePlatform({
      answer: (question) => ({
        text: `## You asked\n\n- **${question}**\n- <img src=x onerror=alert(1)>`,
        sources: [{ title: 'The guide', url: 'https://example.com/guide', snippet: 'All of it' }],
      }),
    });
    client = createMiptechClient(
      { apiUrl: platform.url, tenantId: 'miptech-company', tokenStorage: 'memory' },
      platform.ports,
    );
    page = await fixture(html`
      <miptech-provider .client=${client}>
        <miptech-login></miptech-login>
        <miptech-chat></miptech-chat>
        <miptech-status></miptech-status>
      </miptech-provider>
    `);
    client.start();
  });

  afterEach(() => {
    fixtureCleanup();
    client.destroy();
    platform.stop();
  });

  const log = (): Element => {
    const found = page.querySelector('miptech-chat')?.shadowRoot?.querySelector('[role=log]');
    if (!found) throw new Error('there is no log');
    return found;
  };
  const articles = (): Element[] => [...log().querySelectorAll('article')];
  const complete = (): boolean =>
    articles().length > 1 && articles().at(-1)?.getAttribute('aria-busy') === 'false';

  const account = (): HTMLElement | null =>
    page
      .querySelector('miptech-login')
      ?.shadowRoot?.querySelector<HTMLElement>('[part=account-button]') ?? null;

  const draft = (): string =>
    (named('textarea', 'Message') as HTMLTextAreaElement | undefined)?.value ?? 'no field';

  async function registered(): Promise<void> {
    await press('I need an account');
    await fill('Full name', 'Ann');
    await fill('Email', 'ann@example.com');
    await fill('Password', 'correct-horse');
    await press('Create account');
    await waitUntil(() => account() !== null);
  }

  it('registers, asks, shows Markdown as elements and markup as text, and links the source', async () => {
    await registered();
    await fill('Message', 'does it work?');
    await press('Send');
    await waitUntil(complete, 'no answer', { timeout: 5000 });
    const answer = articles().at(-1);
    expect(answer?.querySelector('strong')?.textContent).to.equal('does it work?');
    expect(answer?.querySelector('img')).to.equal(null);
    expect(answer?.textContent).to.include('<img src=x onerror=alert(1)>');
    const link = answer?.querySelector('a[href="https://example.com/guide"]');
    expect(link?.getAttribute('rel')).to.include('noopener');
    expect(draft()).to.equal('');
    await expect(page).to.be.accessible();
  });

  it('a new chat is empty; sign-out leaves nothing, the unsent draft included', async () => {
    await registered();
    await fill('Message', 'first');
    await press('Send');
    await waitUntil(complete, 'no answer', { timeout: 5000 });
    await press('New chat');
    await waitUntil(() => articles().length === 0);
    await fill('Message', 'a draft that nobody else may see');
    account()?.click();
    await press('Sign out');
    await waitUntil(() => named('button', 'Sign in') !== undefined);
    await fill('Email', 'ann@example.com');
    await fill('Password', 'correct-horse');
    await press('Sign in');
    await waitUntil(() => named('textarea', 'Message') !== undefined);
    expect(draft()).to.equal('');
  });

  it('a reload brings the draft back; what is signed out leaves none in storage', async () => {
    const reload = (): void => {
      client.destroy();
      client = createMiptechClient(
        { apiUrl: platform.url, tenantId: 'miptech-company', tokenStorage: 'session' },
        platform.ports,
      );
      Object.assign(page, { client });
      client.start();
    };
    reload();
    await registered();
    await fill('Message', 'half a thought');
    reload();
    await waitUntil(() => draft() === 'half a thought');
    account()?.click();
    await press('Sign out');
    await waitUntil(() => named('button', 'Sign in') !== undefined);
    expect(Object.values(sessionStorage).join()).to.not.contain('half a thought');
  });

  it('the status panel disconnects and connects again', async () => {
    await registered();
    await press('Disconnect');
    await waitUntil(() => client.connection.get().phase === 'closed');
    await press('Connect');
    await waitUntil(() => client.connection.get().phase === 'ready');
    await press('Test');
    await waitUntil(() => client.health.get().phase === 'ready');
  });
});
