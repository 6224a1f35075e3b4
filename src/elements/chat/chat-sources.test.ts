import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import type { Source } from '../../core/index.js';
import '../../define/chat.js';
import { MemoryClient, memoryMessage } from '../../testing/memory-client.js';
import type { MiptechChat } from './chat.js';
import { part, settle } from './test-support.js';

const source = (n: number, url: string | null = `https://example.com/${String(n)}`): Source => ({
  title: `Title ${String(n)}`,
  url,
  snippet: '',
});

async function chat(text: string, sources: readonly Source[]): Promise<MiptechChat> {
  const client = new MemoryClient({
    session: { phase: 'signed-in', user: { id: 'u', email: 'a@example.com', name: 'A' } },
    connection: { phase: 'ready', status: 'ready' },
    transcript: {
      messages: [
        memoryMessage({ id: 'a', role: 'assistant', state: 'complete', text, sources }),
        memoryMessage({
          id: 'b',
          role: 'assistant',
          state: 'complete',
          text: 'Other',
          sources: [source(1)],
        }),
      ],
    },
  });
  const element = await fixture<MiptechChat>(html`<miptech-chat .client=${client}></miptech-chat>`);
  await settle(element);
  return element;
}

const all = (element: MiptechChat, selector: string): readonly HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>(`article[data-id=a] ${selector}`) ?? []),
];
const pointed = (element: MiptechChat): readonly string[] =>
  all(element, '[part~=pointed-source]').map(({ textContent }) => textContent.trim());

describe('<miptech-chat>: sources', () => {
  it('a citation shows which card it means, by pointer and by focus, and leads to the source', async () => {
    const element = await chat('One [2], two [1].', [source(1), source(2)]);
    const citation = all(element, '[part~=md-citation]')[0] as HTMLAnchorElement;
    expect(citation.href).to.equal('https://example.com/2');
    expect(citation.getAttribute('aria-label')).to.equal('Source 2: Title 2');
    for (const [comes, goes] of [
      ['pointerover', 'pointerout'],
      ['focusin', 'focusout'],
    ] as const) {
      citation.dispatchEvent(new Event(comes, { bubbles: true }));
      expect(pointed(element), comes).to.have.length(1);
      expect(pointed(element)[0], comes).to.contain('Title 2');
      citation.dispatchEvent(new Event(goes, { bubbles: true }));
      expect(pointed(element), goes).to.deep.equal([]);
    }
  });

  it('a source without a link is led to in its own answer, also where it is folded', async () => {
    const sources = [1, 2, 3, 4, 5].map((n) => source(n, n > 1 ? null : undefined));
    const element = await chat('Here [2], and here [5].', sources);
    const citations = all(element, 'button[part~=md-citation]');
    citations[1]?.dispatchEvent(new Event('pointerover', { bubbles: true }));
    expect(pointed(element)).to.deep.equal(['Show all 5']);
    for (const [index, number] of [
      [0, 2],
      [1, 5],
    ] as const) {
      citations[index]?.click();
      const card = (): Element | undefined => all(element, '[part~=source]')[number - 1];
      await waitUntil(() => card() === element.shadowRoot?.activeElement);
      expect(card()?.getAttribute('aria-label')).to.equal(
        `Source ${String(number)}: Title ${String(number)}`,
      );
    }
  });

  it('up to four stand there, of more the first four until all are asked for', async () => {
    const few = await chat(
      'a',
      [1, 2, 3, 4].map((n) => source(n)),
    );
    expect(part(few, 'all-sources-button')).to.equal(null);
    expect(all(few, '[part~=source]')).to.have.length(4);
    const many = await chat(
      'a',
      [1, 2, 3, 4, 5, 6].map((n) => source(n)),
    );
    const button = part(many, 'all-sources-button');
    const top = button?.getBoundingClientRect().top ?? 0;
    const middle = part(many, 'transcript') as HTMLElement;
    const offset = top + middle.scrollTop;
    expect([button?.textContent.trim(), button?.ariaExpanded]).to.deep.equal([
      'Show all 6',
      'false',
    ]);
    expect(all(many, '[part~=source]')).to.have.length(4);
    button?.click();
    await settle(many);
    expect(all(many, '[part~=source]')).to.have.length(6);
    expect([button?.textContent.trim(), button?.ariaExpanded]).to.deep.equal([
      'Show fewer',
      'true',
    ]);
    expect((button?.getBoundingClientRect().top ?? 0) + middle.scrollTop).to.equal(offset);
    button?.click();
    await settle(many);
    expect(all(many, '[part~=source]')).to.have.length(4);
  });
});
