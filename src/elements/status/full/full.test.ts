import { expect, fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import type {
  Check,
  CheckName,
  CheckOutcome,
  Diagnosis,
  JournalEntry,
  TenantState,
} from '../../../core/index.js';
import { checkNames } from '../../../core/state/diagnosis.js';
import { define } from '../../../dom/define.js';
import { MemoryClient } from '../../../testing/memory-client.js';
import type { MemoryState } from '../../../testing/memory-client.js';
import { sectionOf } from './checks-view.js';
import { filtered, mostShown, stamp } from './journal-entries.js';
import { MiptechStatus } from '../status.js';
import { button, heldChecks, root, settle } from '../test-support.js';

define('miptech-status', MiptechStatus);

/** One whose parts cannot be loaded until they can. */
class Offline extends MiptechStatus {
  static reachable = false;
  protected override loadFull(): ReturnType<MiptechStatus['loadFull']> {
    return Offline.reachable ? super.loadFull() : Promise.reject(new TypeError('no network'));
  }
}
customElements.define('test-offline-status', Offline);

const signedIn = {
  phase: 'signed-in',
  user: { id: 'u1', email: 'ada@example.com', name: 'Ada Lovelace' },
} as const;

function check(name: CheckName, outcome: CheckOutcome, more: Partial<Check> = {}): Check {
  const plain = { finding: null, message: '', fix: null, evidence: {}, duration: null };
  return { name, outcome, ...plain, ...more };
}

function diagnosis(phase: Diagnosis['phase'], found: Partial<Record<CheckName, Check>>): Diagnosis {
  const rest = phase === 'running' ? 'waiting' : 'passed';
  return {
    phase,
    startedAt: 1,
    checks: checkNames.map((name) => found[name] ?? check(name, rest)),
  };
}

const refused = check('origin', 'failed', {
  finding: 'cors_refused',
  message: 'The platform refuses calls from this origin.',
  fix: 'Add it to the allowed origins.',
  evidence: { pageOrigin: 'https://www.example.com', status: 400 },
  duration: 12.4,
});
const behind = check('clock', 'warned', { message: 'The clock is behind.', duration: 3 });
const done = diagnosis('done', { origin: refused, clock: behind });

function entry(id: number, more: Partial<JournalEntry> = {}): JournalEntry {
  return {
    id,
    at: id * 100,
    kind: 'note',
    level: 'info',
    name: `line ${String(id)}`,
    detail: {},
    ...more,
  };
}

const entries = [
  entry(1, { kind: 'request', name: 'GET /health', detail: { status: 200, headers: { a: 'b' } } }),
  entry(2, { kind: 'transition', name: 'connection', level: 'debug' }),
  entry(3, { kind: 'error', name: 'timeout', level: 'error' }),
];

async function make(
  state: MemoryState,
  display: MiptechStatus['display'] = 'full',
): Promise<{ client: MemoryClient; element: MiptechStatus }> {
  const client = new MemoryClient(state);
  const element = await fixture<MiptechStatus>(
    html`<miptech-status
      .client=${client}
      display=${display ?? ''}
      docs-url="/docs/troubleshooting.html"
    ></miptech-status>`,
  );
  if (display === 'full') await waitUntil(() => root(element).querySelector('[part=journal]'));
  return { client, element };
}

const lines = (element: MiptechStatus): string[] =>
  [...root(element).querySelectorAll('.entry-name')].map(({ textContent }) => textContent);

async function openJournal(element: MiptechStatus): Promise<void> {
  const journal = root(element).querySelector<HTMLDetailsElement>('[part=journal]')!;
  journal.open = true;
  await waitUntil(() => journal.querySelector('.journal-tools') !== null);
}

function choose(element: MiptechStatus, label: string, value: string): void {
  const labels = [...root(element).querySelectorAll('label')];
  const found = labels.find(({ textContent }) => textContent.trim().startsWith(label));
  const control = found!.querySelector<HTMLInputElement | HTMLSelectElement>('input, select')!;
  control.value = value;
  control.dispatchEvent(new Event(control.localName === 'input' ? 'input' : 'change'));
}

describe('miptech-status: checks', () => {
  it('run by one button that keeps the focus, with one word at the end', async () => {
    const { client, element } = await make({}, 'panel');
    const region = root(element).querySelector('[role=status]')!;
    const spoken: string[] = [];
    const watch = new MutationObserver(() => {
      if (region.textContent !== '') spoken.push(region.textContent);
    });
    watch.observe(region, { childList: true, subtree: true, characterData: true });
    const run = button(element, 'Run checks');
    run.focus();
    const checks = heldChecks(
      client,
      diagnosis('running', { settings: check('settings', 'passed') }),
    );
    run.click();
    await waitUntil(() => root(element).querySelector('progress'));
    run.click();
    expect(client.verbs.filter((verb) => verb === 'diagnose').length).to.equal(1);
    expect(run.getAttribute('aria-disabled')).to.equal('true');
    expect(root(element).querySelector('progress')!.value).to.equal(1);
    expect(root(element).querySelector('.progress')!.textContent).to.contain('1 of 13');
    checks.end(done);
    await waitUntil(() => spoken.length > 0);
    await settle(element);
    watch.disconnect();
    expect(spoken).to.deep.equal(['Checks done: 1 of 13 failed']);
    expect(root(element).activeElement === run).to.equal(true);
    expect(run.textContent.trim()).to.equal('Run again');
    expect(run.getAttribute('aria-disabled')).to.equal('false');
  });

  it('show each in order with its outcome, what was seen, what to do and where it is explained', async () => {
    const { element } = await make({ diagnosis: done }, 'panel');
    await waitUntil(() => root(element).querySelector('[part=check]'));
    const shown = [...root(element).querySelectorAll<HTMLElement>('[part=check]')];
    expect(shown.length).to.equal(13);
    const origin = shown[checkNames.indexOf('origin')]!;
    expect(origin.innerText).to.match(
      /Origin of this page\s+Failed\s+12 ms\s+The platform refuses calls from this origin\.\s+Add it to the allowed origins\./,
    );
    expect(origin.innerText).to.match(/page origin\s+https:\/\/www\.example\.com\s+status\s+400/);
    const link = origin.querySelector('a')!;
    expect(link.href).to.equal(`${location.origin}/docs/troubleshooting.html#cors_refused`);
    expect(link.rel).to.equal('noopener noreferrer');
    expect(shown.filter((item) => item.querySelector('a')).length).to.equal(1);
  });

  it('link nowhere without an address, nor by anything but http', () => {
    expect(sectionOf(null, 'cors_refused')).to.equal(null);
    expect(sectionOf('', 'cors_refused')).to.equal(null);
    expect(sectionOf('/docs', null)).to.equal(null);
    for (const address of ['javascript:alert(1)', 'data:text/html,x', 'http://[']) {
      expect(sectionOf(address, 'cors_refused'), address).to.equal(null);
    }
    expect(sectionOf('https://example.com/help#top', 'a_b')).to.equal(
      'https://example.com/help#a_b',
    );
  });

  it('say that they could not be loaded, and load when tried again', async () => {
    Offline.reachable = false;
    const client = new MemoryClient({ diagnosis: done });
    const element = await fixture<Offline>(
      html`<test-offline-status .client=${client}></test-offline-status>`,
    );
    await waitUntil(() => root(element).textContent.includes('could not be loaded'));
    Offline.reachable = true;
    button(element, 'Try again').click();
    await waitUntil(() => root(element).querySelectorAll('[part=check]').length === 13);
  });
});

describe('miptech-status: statistics', () => {
  const statistics = { users: 1234, 'usage.tokens_in': 5 };
  const tenant: Partial<TenantState> = {
    phase: 'known',
    name: 'Acme Ltd',
    features: { file_upload: false },
    limits: { messages_per_day: 10_000 },
  };

  it('show the figures by name to whom the platform shows them', async () => {
    const { client, element } = await make({ session: signedIn, statistics, tenant });
    await waitUntil(() => root(element).querySelector('[part=statistics]'));
    const text = root(element).querySelector<HTMLElement>('[part=statistics]')!.innerText;
    expect(text)
      .to.match(/Users\s+1,?234/)
      .and.match(/usage · tokens in\s+5/i);
    expect(text)
      .to.match(/messages per day\s+10,?000/i)
      .and.match(/file upload\s+off/i);
    client.figures = { users: 1235 };
    button(element, 'Refresh').click();
    await waitUntil(() => /1,?235/.test(root(element).textContent));
    client.sessionState.set({ ...client.sessionState.get(), phase: 'signed-out', user: null });
    await waitUntil(() => root(element).querySelector('[part=statistics]') === null);
  });

  it('do not show at all to anybody else, and ask nothing without a session', async () => {
    const { client, element } = await make({ session: signedIn, statistics: null });
    await settle(element);
    expect(root(element).querySelector('[part=statistics]') === null).to.equal(true);
    expect(client.verbs).to.include('statistics.load').and.not.to.include('tenant.load');
    const anonymous = await make({ statistics });
    await settle(anonymous.element);
    expect(anonymous.client.verbs).not.to.include('statistics.load');
  });

  it('keep what they had where it cannot be had again, and say so', async () => {
    const { client, element } = await make({ session: signedIn, statistics, tenant });
    await waitUntil(() => root(element).querySelector('[part=statistics]'));
    client.fault = new Error('no network');
    button(element, 'Refresh').click();
    await waitUntil(() => root(element).textContent.includes('cannot be had right now'));
    expect(root(element).textContent).to.match(/1,?234/);
  });
});

describe('miptech-status: the journal', () => {
  it('listens to nothing and renders nothing until it is opened, nor when it is left out', async () => {
    const { client, element } = await make({ journal: entries });
    let listening = 0;
    const { subscribe } = client.journal;
    client.journal.subscribe = (listener) => {
      listening += 1;
      const stop = subscribe(listener);
      return () => {
        listening -= 1;
        stop();
      };
    };
    await settle(element);
    expect(lines(element)).to.deep.equal([]);
    expect(listening).to.equal(0);
    await openJournal(element);
    expect(lines(element)).to.deep.equal(['timeout', 'connection', 'GET /health']);
    expect(listening).to.equal(1);
    element.display = 'panel';
    await settle(element);
    expect(listening).to.equal(0);
    element.display = 'full';
    await settle(element);
    await openJournal(element);
    expect(listening).to.equal(1);
    element.remove();
    expect(listening).to.equal(0);
  });

  it('goes on live, and stands still while it is paused', async () => {
    const { client, element } = await make({ journal: entries });
    await openJournal(element);
    client.journalState.set([...entries, entry(4)]);
    await settle(element);
    expect(lines(element)[0]).to.equal('line 4');
    button(element, 'Pause').click();
    client.journalState.set([...entries, entry(4), entry(5)]);
    await settle(element);
    expect(lines(element)[0]).to.equal('line 4');
    expect(root(element).querySelector('.count')!.textContent).to.equal('4 entries, paused');
    button(element, 'Pause').click();
    await settle(element);
    expect(lines(element)[0]).to.equal('line 5');
    button(element, 'Clear').click();
    await settle(element);
    expect(root(element).textContent).to.contain('Nothing has happened yet.');
  });

  it('filters by kind, level and words, and orders by time', async () => {
    const { element } = await make({ journal: entries });
    await openJournal(element);
    choose(element, 'Order', 'last');
    await settle(element);
    expect(lines(element)).to.deep.equal(['GET /health', 'connection', 'timeout']);
    choose(element, 'Level', 'info');
    await settle(element);
    expect(lines(element)).to.deep.equal(['GET /health', 'timeout']);
    expect(root(element).querySelector('.count')!.textContent).to.equal('2 of 3 entries');
    choose(element, 'Kind', 'request');
    await settle(element);
    expect(lines(element)).to.deep.equal(['GET /health']);
    choose(element, 'Kind', '');
    choose(element, 'Filter', '"B" 200');
    await settle(element);
    expect(lines(element)).to.deep.equal(['GET /health']);
    choose(element, 'Filter', 'nowhere');
    await settle(element);
    expect(root(element).textContent).to.contain('Nothing matches the filter.');
  });

  it('opens an entry to what is known of it', async () => {
    const { element } = await make({ journal: entries });
    await openJournal(element);
    const line = [...root(element).querySelectorAll<HTMLElement>('.entry-line')].at(-1)!;
    expect(line.getAttribute('aria-expanded')).to.equal('false');
    line.click();
    await settle(element);
    expect(line.getAttribute('aria-expanded')).to.equal('true');
    const detail = root(element).querySelector<HTMLElement>('.detail')!;
    // Not its `innerText`: what is out of view is not rendered, and has none.
    expect(detail.textContent).to.match(/status\s*200\s*headers\s*\{\s+"a": "b"\s+\}/);
  });

  it('is one stop of Tab, walked by the arrow keys', async () => {
    const { element } = await make({ journal: entries });
    await openJournal(element);
    const all = [...root(element).querySelectorAll<HTMLElement>('.entry-line')];
    expect(all.map(({ tabIndex }) => tabIndex)).to.deep.equal([0, -1, -1]);
    all[0]!.focus();
    const press = (key: string): void => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      root(element).activeElement!.dispatchEvent(event);
    };
    press('ArrowDown');
    await settle(element);
    expect(root(element).activeElement === all[1]).to.equal(true);
    expect(all.map(({ tabIndex }) => tabIndex)).to.deep.equal([-1, 0, -1]);
    press('End');
    press('ArrowDown');
    expect(root(element).activeElement === all[2]).to.equal(true);
    press('Home');
    expect(root(element).activeElement === all[0]).to.equal(true);
  });

  it('keeps the end in view while the newest is last, and lets a reader be elsewhere', async () => {
    const many = Array.from({ length: 100 }, (_, at) => entry(at + 1));
    const { client, element } = await make({ journal: many });
    await openJournal(element);
    choose(element, 'Order', 'last');
    await settle(element);
    const list = root(element).querySelector('.entries')!;
    const below = (): number => list.scrollHeight - list.scrollTop - list.clientHeight;
    list.scrollTop = list.scrollHeight;
    await waitUntil(() => below() < 2);
    client.journalState.set([...many, entry(101), entry(102)]);
    await settle(element);
    expect(below()).to.be.lessThan(2);
    list.scrollTop = 0;
    await nextFrame();
    client.journalState.set([...many, entry(101), entry(102), entry(103)]);
    await settle(element);
    expect(list.scrollTop).to.equal(0);
  });

  it('renders once a frame and no more than 500 lines, however much is written', async () => {
    const { client, element } = await make({});
    await openJournal(element);
    const many = Array.from({ length: 700 }, (_, at) => entry(at + 1));
    let updates = 0;
    element.addController({
      hostUpdated: () => {
        updates += 1;
      },
    });
    for (let count = 1; count <= 700; count += 1) {
      client.journalState.set(many.slice(0, count));
      if (count % 70 === 0) await Promise.resolve();
    }
    await settle(element);
    expect(updates).to.be.lessThan(4);
    expect(lines(element).length).to.equal(mostShown);
    expect(lines(element)[0]).to.equal('line 700');
  });

  it('reads times and finds words in any part of an entry', () => {
    expect([0, 59_999.4, 61_005].map(stamp)).to.deep.equal(['0:00.000', '0:59.999', '1:01.005']);
    const all = { kind: '', level: 'debug' } as const;
    expect(filtered(entries, { ...all, text: 'HEALTH 200' }).length).to.equal(1);
    expect(filtered(entries, { ...all, text: ' ' }).length).to.equal(3);
    expect(filtered(entries, { ...all, level: 'warn', text: '' })[0]?.id).to.equal(3);
  });
});

describe('miptech-status: the report', () => {
  const { clipboard } = navigator;
  const offer = (value: Partial<Clipboard> | undefined): void => {
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value });
  };
  afterEach(() => {
    offer(clipboard);
  });

  it('is copied whole, or as a text for people', async () => {
    const { element } = await make({ journal: entries, session: signedIn });
    const written: string[] = [];
    offer({ writeText: async (text: string) => void written.push(text) });
    button(element, 'Copy report').click();
    await waitUntil(() => written.length === 1);
    const report = JSON.parse(written[0] ?? '') as { format: string; journal: unknown[] };
    expect(report.format).to.equal('miptech-report');
    expect(report.journal.length).to.equal(3);
    expect(written[0]).not.to.contain('ada@example.com');
    await waitUntil(() => button(element, 'Copied'));
    button(element, 'Copy summary').click();
    await waitUntil(() => written.length === 2);
    expect(written[1])
      .to.match(/^# MIPTech report/)
      .and.contain('GET /health');
    await settle(element);
    expect(button(element, 'Copied').previousElementSibling?.textContent.trim()).to.equal(
      'Download report',
    );
  });

  it('is saved as a file', async () => {
    const { element } = await make({ journal: entries });
    const saved: { name: string; address: string }[] = [];
    const stop = (event: Event): void => {
      const link = event.composedPath()[0] as HTMLAnchorElement;
      saved.push({ name: link.download, address: link.href });
      event.preventDefault();
    };
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      this.addEventListener('click', stop);
      this.dispatchEvent(new MouseEvent('click', { cancelable: true }));
    };
    try {
      button(element, 'Download report').click();
      await waitUntil(() => saved.length === 1);
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
    expect(saved[0]!.name).to.match(/^miptech-report-\d{4}-\d\d-\d\dT[\d-]+Z\.json$/);
    const text = await (await fetch(saved[0]!.address)).text();
    expect((JSON.parse(text) as { journal: unknown[] }).journal.length).to.equal(3);
  });

  it('says so where it cannot be made', async () => {
    const { client, element } = await make({});
    client.fault = new Error('not loaded');
    button(element, 'Copy report').click();
    await waitUntil(() => root(element).textContent.includes('could not be made'));
  });
});

describe('miptech-status in full: accessible', () => {
  const statistics = { users: 3 };
  const states: Record<string, MemoryState> = {
    fresh: {},
    running: { diagnosis: diagnosis('running', { settings: check('settings', 'running') }) },
    done: { diagnosis: done, session: signedIn, statistics, journal: entries },
  };
  for (const scheme of ['light', 'dark'] as const) {
    for (const [name, state] of Object.entries(states)) {
      it(`${name}, ${scheme}`, async () => {
        const page = document.documentElement;
        page.style.colorScheme = scheme;
        try {
          const { element } = await make(state);
          await openJournal(element);
          root(element).querySelector<HTMLElement>('.entry-line')?.click();
          await settle(element);
          await expect(element).to.be.accessible();
          expect(root(element).querySelector('style, [style]') === null).to.equal(true);
        } finally {
          page.style.colorScheme = '';
        }
      });
    }
  }

  it('fits 320 px without scrolling sideways', async () => {
    const { element } = await make({ ...states['done'] });
    const place = await fixture(html`<div></div>`);
    place.setAttribute('style', 'inline-size: 320px');
    place.append(element);
    await waitUntil(() => root(element).querySelector('[part=statistics]'));
    await openJournal(element);
    root(element).querySelector<HTMLElement>('.entry-line')?.click();
    await settle(element);
    const { scrollWidth, clientWidth } = root(element).querySelector('.panel')!;
    expect(scrollWidth).to.be.at.most(clientWidth);
    const list = root(element).querySelector('.entries')!;
    expect(list.scrollWidth).to.be.at.most(list.clientWidth);
  });
});
