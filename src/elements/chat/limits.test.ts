import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import type { TenantState } from '../../core/index.js';
import '../../define/chat.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { hear, part, settle, shown } from './test-support.js';

async function chat(
  tenant: Partial<TenantState>,
  phase: 'ready' | 'rate-limited' = 'ready',
  lang = 'en',
): Promise<[MiptechChat, MemoryClient]> {
  const client = new MemoryClient({
    session: { phase: 'signed-in', user: { id: 'u', email: 'a@example.com', name: 'A' } },
    connection: { phase, status: phase === 'ready' ? 'ready' : 'connected' },
    transcript: { messages: [memoryMessage({ id: 'q', text: 'Hello' })] },
    tenant,
  });
  const element = await fixture<MiptechChat>(
    html`<miptech-chat lang=${lang} .client=${client}></miptech-chat>`,
  );
  await settle(element);
  return [element, client];
}

const used = (count: number): Partial<TenantState> => ({
  limits: { messages_per_day: 100 },
  usage: { messages_per_day: count },
});

describe('<miptech-chat>: what the tenant allows', () => {
  it('is asked for once a user, and not before there is one', async () => {
    const [element, client] = await chat({ phase: 'unknown' });
    const loads = (): number => client.verbs.filter((verb) => verb === 'tenant.load').length;
    expect(loads()).to.equal(1);
    client.show([memoryMessage({ id: 'q2', text: 'More' })]);
    await settle(element);
    expect(loads()).to.equal(1);
    client.sessionState.set({ ...client.session.get(), phase: 'signed-out', user: null });
    await settle(element);
    expect(loads()).to.equal(1);
  });

  it('says nothing while there is plenty, or where nobody tells what is used', async () => {
    for (const tenant of [
      used(89),
      { limits: { messages_per_day: 1 } },
      { usage: used(9).usage ?? {} },
    ]) {
      const [element] = await chat(tenant);
      expect(part(element, 'limit') === null).to.equal(true);
    }
  });

  it('tells how many are used where few are left', async () => {
    const [element] = await chat(used(95));
    expect(shown(element, 'limit')).to.contain('95 of 100 messages today');
    expect(part(element, 'input') === null, 'one can still write').to.equal(false);
  });

  it('figures are written as the language of the sentence does, all of them', async () => {
    const tenant = { limits: { messages_per_day: 12_000 }, usage: { messages_per_day: 11_999 } };
    for (const lang of ['en', 'en-IN', 'de', 'de-CH', 'fr', 'ja', 'ar-EG']) {
      const [element, client] = await chat(tenant, 'ready', lang);
      const begin = lang.startsWith('en') ? 'Your' : '';
      await waitUntil(() => begin === 'Your' || !shown(element, 'limit').startsWith('Your'), lang);
      // What is shown has its blanks made alike.
      const written = (value: number): string =>
        new Intl.NumberFormat(lang).format(value).replace(/\s/g, ' ');
      expect(shown(element, 'limit'), lang)
        .to.contain(written(11_999))
        .and.contain(written(12_000));
      client.tenantState.set({ ...client.tenant.get(), usage: { messages_per_day: 12_000 } });
      await settle(element);
      expect(shown(element, 'limit'), lang).to.contain(written(12_000));
    }
  });

  it('tells that none is left, aloud once, and promises no short pause', async () => {
    const [element, client] = await chat(used(99), 'rate-limited');
    expect(part(element, 'notice') === null).to.equal(false);
    const heard = hear(element);
    client.tenantState.set({ ...client.tenant.get(), usage: { messages_per_day: 100 } });
    await settle(element);
    expect(shown(element, 'limit')).to.contain('all of its 100 messages for today');
    expect(part(element, 'notice') === null).to.equal(true);
    await waitUntil(() => heard.length > 0);
    client.tenantState.set({ ...client.tenant.get(), usage: { messages_per_day: 101 } });
    await settle(element);
    expect(heard).to.have.length(1);
  });

  it('offers no field where the answers are off, and says why; what was said can be read', async () => {
    for (const [feature, words] of [
      ['ai_responses', 'Answers are switched off'],
      ['chat', 'The chat is switched off'],
    ] as const) {
      const [element, client] = await chat({ features: { [feature]: false } });
      expect(part(element, 'input') === null, feature).to.equal(true);
      expect(shown(element, 'closed')).to.contain(words);
      expect(shown(element, 'bubble')).to.equal('Hello');
      client.tenantState.set({ ...client.tenant.get(), features: { [feature]: true } });
      await settle(element);
      expect(part(element, 'input') === null, feature).to.equal(false);
    }
  });

  it('invites nobody to a chat that is switched off, and a page’s sign-in does not hide why', async () => {
    const [element, client] = await chat({ features: { chat: false } });
    const signIn = document.createElement('p');
    signIn.slot = 'signed-out';
    signIn.textContent = 'Sign in here';
    element.append(signIn);
    await settle(element);
    expect(part(element, 'closed')?.checkVisibility()).to.equal(true);
    expect(signIn.checkVisibility(), 'the sign-in, with somebody signed in').to.equal(false);
    client.show([]);
    await settle(element);
    expect(part(element, 'greeting') === null, 'no greeting').to.equal(true);
    const closed = element.shadowRoot?.querySelectorAll('[part~=closed]') ?? [];
    expect([...closed].map((one) => one.textContent.trim())).to.deep.equal([
      'The chat is switched off for your organisation.',
    ]);
  });
});
