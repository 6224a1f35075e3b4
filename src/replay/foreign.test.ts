import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import '../define/chat.js';
import '../define/status.js';
import { createMiptechClient, readReport, reportText } from '../core/index.js';
import type { Report } from '../core/index.js';
import type { MiptechChat } from '../elements/chat/chat.js';
import type { MiptechStatus } from '../elements/status/status.js';
import { workingHost } from '../testing/scripted-host.js';
import { Replay } from './replay.js';

/** A report that somebody else made, or that was damaged on its way. */
function foreign(journal: readonly object[], more: object = {}): Promise<Report> {
  return readReport(
    JSON.stringify({
      format: 'miptech-report',
      version: 1,
      made: 5,
      journal: journal.map((entry, at) => ({ at, kind: 'transition', ...entry })),
      ...more,
    }),
  );
}

/** What people see of a report from its beginning to its end. */
async function shown(report: Report): Promise<{ status: MiptechStatus; texts: string[] }> {
  const replay = new Replay(report);
  const { client } = replay;
  const status = await fixture<MiptechStatus>(
    html`<miptech-status .client=${client} display="full"></miptech-status>`,
  );
  const chat = await fixture<MiptechChat>(html`<miptech-chat .client=${client}></miptech-chat>`);
  const texts: string[] = [];
  for (let count = 0; count <= replay.entries.length; count += 1) {
    replay.go(count);
    await nextFrame();
    await nextFrame();
    await status.updateComplete;
    await chat.updateComplete;
    texts.push(status.shadowRoot?.textContent.replace(/\s+/g, ' ') ?? '');
  }
  return { status, texts };
}

const junk = [null, 5, 'x', true, [], [null], {}, { inside: null }];

describe('a report of other makers', () => {
  for (const [name, field] of [
    ['connection', 'phase'],
    ['connection', 'status'],
    ['connection', 'attempt'],
    ['connection', 'error'],
    ['session', 'phase'],
    ['session', 'userId'],
    ['health', 'phase'],
    ['health', 'services'],
    ['health', 'status'],
    ['tenant', 'features'],
    ['tenant', 'limits'],
    ['tenant', 'usage'],
    ['chat', 'changed'],
    ['chat', 'gone'],
  ] as const) {
    it(`shows what it can where ${name} has any ${field}`, async () => {
      const { texts } = await shown(
        await foreign([
          ...junk.map((value) => ({ name, detail: { [field]: value } })),
          { name: 'connection', detail: { phase: 'ready', status: 'ready' } },
        ]),
      );
      expect(texts.at(-1)).to.contain('Messages flow.');
      expect(texts.join()).not.to.match(/undefined|NaN|\[object/);
    });
  }

  it('shows messages of kinds that are not known', async () => {
    const changed = [
      ...junk,
      ...junk.map((value, index) => ({
        id: `m${String(index)}`,
        role: value,
        state: value,
        failure: value,
        textLength: value,
        index: value,
      })),
    ];
    const { texts } = await shown(
      await foreign([
        { name: 'chat', detail: { changed } },
        { kind: 'frame', name: 'in response_chunk', detail: { count: 'many' } },
        { name: 'a later kind of change', detail: { phase: 'new' } },
        { name: 'connection', detail: { phase: 'ready', status: 'ready' } },
      ]),
    );
    expect(texts.at(-1)).to.contain('Messages flow.');
  });

  it('shows the checks it understands', async () => {
    const checks = [
      ...junk,
      { name: 'origin', outcome: 'failed', message: 'Not this one.' },
      { name: 'a_later_check', outcome: 'passed', evidence: { status: 200 } },
      { name: 'health', outcome: 'odd', evidence: junk, duration: 'long', finding: 5, fix: {} },
    ];
    for (const diagnosis of [...junk, { phase: 'done', checks }, { phase: 5, checks: junk }]) {
      const { texts } = await shown(await foreign([], { diagnosis }));
      expect(texts.at(-1)).to.contain('WebSocket');
      expect(texts.at(-1)).not.to.match(/undefined|NaN|\[object/);
    }
  });

  it('shows settings of any type, and tells people of all that', async () => {
    for (const value of junk) {
      const names = [
        'apiUrl',
        'pingInterval',
        'idleDisconnect',
        'streamMode',
        'signOn',
        '__proto__',
      ];
      const settings = Object.fromEntries(names.map((name) => [name, value]));
      const report = await foreign([], { settings, states: value, page: value, more: { value } });
      const { texts } = await shown(report);
      expect(texts.at(-1)).not.to.match(/undefined|NaN|\[object/);
      expect(await reportText(report)).to.contain('# MIPTech report');
    }
  });

  it('knows “never” and “unlimited” again, which JSON has no number for', async () => {
    const client = createMiptechClient(
      {
        apiUrl: 'http://platform.test',
        tenantId: 'acme',
        idleDisconnect: 'never',
        reconnectAttempts: Infinity,
      },
      workingHost().ports,
    );
    const report = await readReport(JSON.stringify(await client.journal.report()));
    client.destroy();
    const { texts } = await shown(report);
    expect(texts.at(-1))
      .to.match(/Idle disconnect never/)
      .and.match(/Reconnect attempts unlimited/);
  });

  it('an empty journal is told, and shown from its beginning to its end', async () => {
    const report = await foreign([]);
    const replay = new Replay(report);
    replay.go(5);
    replay.seek(1000);
    expect([replay.start, replay.end, replay.time, replay.count]).to.deep.equal([0, 0, 0, 0]);
    expect(await reportText(report)).to.contain('## Events');
  });

  it('a time without end is refused by its entry', async () => {
    const text =
      '{"format":"miptech-report","version":1,"journal":[{"at":1e999,"kind":"note","name":"x"}]}';
    const refused = await readReport(text).then(() => 'read', String);
    expect(refused).to.contain('Entry 1 of its journal has no time');
  });
});
