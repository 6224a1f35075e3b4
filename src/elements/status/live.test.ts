import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import type { Diagnosis, JournalEntry } from '../../core/index.js';
import { MiptechError } from '../../core/index.js';
import { checkNames } from '../../core/state/diagnosis.js';
import { announceDelay } from '../../dom/announcer.js';
import { define } from '../../dom/define.js';
import { addLanguage } from '../../dom/languages.js';
import { MemoryClient } from '../../testing/memory-client.js';
import type { MemoryState } from '../../testing/memory-client.js';
import { MiptechStatus } from './status.js';
import { button, heldChecks, root, settle } from './test-support.js';

define('miptech-status', MiptechStatus);

async function make(
  client: MemoryClient,
  display: 'panel' | 'full' = 'panel',
): Promise<MiptechStatus> {
  return fixture<MiptechStatus>(
    html`<miptech-status .client=${client} display=${display}></miptech-status>`,
  );
}

/** What is said to screen readers from now on. */
function spoken(element: MiptechStatus): string[] {
  const region = root(element).querySelector('[role=status]');
  const texts: string[] = [];
  new MutationObserver(() => {
    const text = region?.textContent ?? '';
    if (text !== '' && text !== texts.at(-1)) texts.push(text);
  }).observe(region as Node, { childList: true, characterData: true, subtree: true });
  return texts;
}

function diagnosis(phase: Diagnosis['phase']): Diagnosis {
  const outcome = phase === 'running' ? 'waiting' : 'passed';
  const plain = { finding: null, message: 'Fine.', fix: null, evidence: {}, duration: 1 } as const;
  return { phase, startedAt: 1, checks: checkNames.map((name) => ({ name, outcome, ...plain })) };
}

function entry(id: number): JournalEntry {
  const name = `line ${String(id)}`;
  return { id, at: id * 100, kind: 'note', level: 'info', name, detail: {} };
}

const well: MemoryState = {
  health: { phase: 'ready', status: 'healthy' },
  connection: { phase: 'ready', status: 'ready' },
};

describe('miptech-status, live', () => {
  it('announces no other language than before, neither a new one nor one that is loaded late', async () => {
    const client = new MemoryClient(well);
    const element = await make(client);
    const texts = spoken(element);
    const german = { status: { webSocket: 'Leitung', rest: 'Schnittstelle' } };
    let load: () => void = () => undefined;
    const loading = new Promise<void>((resolve) => {
      load = resolve;
    });
    addLanguage('tlh', () => loading.then(() => ({ default: german })));
    element.lang = 'tlh';
    await settle(element);
    load();
    await waitUntil(() => root(element).textContent.includes('Leitung'));
    await settle(element);
    client.connectionState.set({
      ...client.connectionState.get(),
      phase: 'offline',
      status: 'disconnected',
      error: new MiptechError('network_unreachable'),
    });
    await waitUntil(() => texts.length > 0);
    await aTimeout(announceDelay * 2);
    expect(texts.length).to.equal(1);
    expect(texts[0]).to.match(/^Leitung: /);
  });

  it('keeps the focus in the list when the line that has it drops out of the journal', async () => {
    const all = Array.from({ length: 500 }, (_, index) => entry(index + 1));
    const client = new MemoryClient({ journal: all });
    const element = await make(client, 'full');
    await waitUntil(() => root(element).querySelector('[part=journal]'));
    const journal = root(element).querySelector<HTMLDetailsElement>('[part=journal]');
    if (journal === null) throw new Error('no journal');
    journal.open = true;
    await waitUntil(() => root(element).querySelectorAll('.entry-line').length === 500);
    const oldest = [...root(element).querySelectorAll<HTMLElement>('.entry-line')].at(-1);
    oldest?.focus();
    expect(root(element).activeElement === oldest).to.equal(true);
    client.journalState.set([...all.slice(3), entry(501), entry(502), entry(503)]);
    await settle(element);
    const focused = root(element).activeElement;
    expect(oldest?.isConnected).to.equal(false);
    expect(focused?.classList.contains('entry-line')).to.equal(true);
    expect(focused?.textContent).to.contain('line 4');
    expect((focused as HTMLElement).tabIndex).to.equal(0);
  });

  it('keeps the focus near where it was when a part that could not be loaded is tried again, or another form leaves it out', async () => {
    let reachable = false;
    class Offline extends MiptechStatus {
      protected override loadFull(): ReturnType<MiptechStatus['loadFull']> {
        return reachable ? super.loadFull() : Promise.reject(new TypeError('no network'));
      }
    }
    customElements.define('test-unreached-status', Offline);
    const client = new MemoryClient({ ...well, diagnosis: diagnosis('done') });
    const element = await fixture<Offline>(
      html`<test-unreached-status .client=${client} display="full"></test-unreached-status>`,
    );
    await waitUntil(() => root(element).textContent.includes('could not be loaded'));
    reachable = true;
    const again = button(element, 'Try again');
    again.focus();
    again.click();
    await waitUntil(() => root(element).querySelector('[part=report]'));
    expect(root(element).activeElement === button(element, 'Run again')).to.equal(true);
    button(element, 'Copy report').focus();
    element.display = 'panel';
    await settle(element);
    expect(root(element).activeElement === button(element, 'Test')).to.equal(true);
  });

  it('a list that was stopped goes with the person whose it was', async () => {
    const user = { id: 'u1', email: 'ada@example.com', name: 'Ada' };
    const client = new MemoryClient({
      ...well,
      session: { phase: 'signed-in', user },
      journal: [entry(1), entry(2)],
    });
    const element = await make(client, 'full');
    await waitUntil(() => root(element).querySelector('[part=journal]'));
    const journal = root(element).querySelector<HTMLDetailsElement>('[part=journal]');
    if (journal === null) throw new Error('no journal');
    journal.open = true;
    await waitUntil(() => root(element).querySelectorAll('.entry-line').length === 2);
    button(element, 'Pause').click();
    await settle(element);
    client.journalState.set([entry(3)]);
    client.sessionState.set({ ...client.sessionState.get(), phase: 'signed-out', user: null });
    await settle(element);
    const lines = [...root(element).querySelectorAll('.entry-name')];
    expect(lines.map(({ textContent }) => textContent)).to.deep.equal(['line 3']);
    expect(button(element, 'Pause').getAttribute('aria-pressed')).to.equal('false');
  });

  it('is shown twice on a page: both show a run, and the one that was pressed says how it ended', async () => {
    const client = new MemoryClient(well);
    const [one, other] = [await make(client), await make(client)];
    const texts = [spoken(one), spoken(other)];
    const checks = heldChecks(client, diagnosis('running'));
    button(one, 'Run checks').click();
    await waitUntil(() => root(other).querySelector('progress'));
    expect(button(other, 'Running checks…').getAttribute('aria-disabled')).to.equal('true');
    checks.end(diagnosis('done'));
    await waitUntil(() => texts[0]?.length === 1);
    await aTimeout(announceDelay * 2);
    expect(texts).to.deep.equal([['Checks done: all is well'], []]);
    for (const element of [one, other]) {
      expect(root(element).querySelectorAll('[part=check]').length).to.equal(13);
    }
  });

  it('moved or removed in the middle of a run it goes on with what was found, and says nothing from afar', async () => {
    const client = new MemoryClient(well);
    const element = await make(client, 'full');
    const place = element.parentElement as HTMLElement;
    const texts = spoken(element);
    const checks = heldChecks(client, diagnosis('running'));
    button(element, 'Run checks').click();
    await waitUntil(() => root(element).querySelector('progress'));
    element.remove();
    checks.end(diagnosis('done'));
    await aTimeout(announceDelay * 2);
    expect(texts).to.deep.equal([]);
    place.append(element);
    await waitUntil(() => root(element).querySelector('.summary'));
    expect(button(element, 'Run again').getAttribute('aria-disabled')).to.equal('false');
    expect(root(element).querySelectorAll('[part=check]').length).to.equal(13);
  });
});
