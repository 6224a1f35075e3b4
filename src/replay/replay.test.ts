import { expect, fixture, html } from '@open-wc/testing';
import '../define/status.js';
import { createMiptechClient } from '../core/index.js';
import type { MiptechClient, Report } from '../core/index.js';
import type { MiptechStatus } from '../elements/status/status.js';
import { settle } from '../testing/manual-clock.js';
import { workingHost } from '../testing/scripted-host.js';
import { Replay } from './replay.js';

/** What a person reads of the connection, whenever it changes. */
interface Seen {
  readonly phases: string[];
  readonly rows: string[];
}

const rowOf = (status: MiptechStatus): string =>
  [...(status.shadowRoot?.querySelectorAll('li') ?? [])]
    .map((row) => row.textContent.replace(/\s+/g, ' ').trim())
    .find((text) => text.startsWith('WebSocket')) ?? '';

function look(
  status: MiptechStatus,
  client: MiptechClient,
): { seen: Seen; note: () => Promise<void> } {
  const seen: Seen = { phases: [], rows: [] };
  const note = async (): Promise<void> => {
    await settle();
    await status.updateComplete;
    const { phase } = client.connection.get();
    const row = rowOf(status);
    if (seen.phases.at(-1) !== phase) seen.phases.push(phase);
    if (seen.rows.at(-1) !== row) seen.rows.push(row);
  };
  return { seen, note };
}

async function shown(client: MiptechClient): Promise<MiptechStatus> {
  return fixture(html`<miptech-status .client=${client}></miptech-status>`);
}

/** A connection that stands, breaks, is refused, and comes back; what was seen of it; its report. */
async function failing(): Promise<{ seen: Seen; report: Report }> {
  const host = workingHost();
  const client = createMiptechClient(
    { apiUrl: 'http://platform.test', tenantId: 'acme', chatId: 'chat-1' },
    host.ports,
  );
  const { seen, note } = look(await shown(client), client);
  await note();
  client.start();
  await note();
  await client.session.login({ email: 'ann@example.com', password: 'secret-password' });
  await note();
  host.socket.stand();
  await note();
  client.chat.send('A question of 24 letters');
  host.socket.receive('response_start', { message_id: 'm1', chat_id: 'chat-1' });
  await note();
  host.socket.receive('response_chunk', { message_id: 'm1', content: 'Half' });
  host.socket.drop();
  await note();
  host.routes.set('GET /health', () => ({ status: 503, body: {} }));
  for (let second = 0; second < 12; second += 1) {
    await host.clock.advance(1000);
    await note();
  }
  host.routes.set('GET /health', () => ({ body: { status: 'healthy' } }));
  await host.clock.advance(60_000);
  host.socket.stand();
  await note();
  const report = await client.journal.report();
  client.destroy();
  return { seen, report };
}

describe('a replay', () => {
  it('shows the states that were seen in the same order, and what the status element said of them', async () => {
    const { seen, report } = await failing();
    const replay = new Replay(JSON.parse(JSON.stringify(report)) as Report);
    const { client } = replay;
    const again = look(await shown(client), client);
    await again.note();
    for (let count = 1; count <= replay.entries.length; count += 1) {
      replay.go(count);
      await again.note();
    }
    // A replay has each step; a person sees what stands when the page is drawn.
    expect(within(seen.phases, again.seen.phases), again.seen.phases.join()).to.equal(true);
    const plain = (rows: string[]): string[] =>
      rows.map((row) => row.replace(/\d+/g, 'n')).filter((row, at, all) => row !== all[at - 1]);
    expect(
      within(plain(seen.rows), plain(again.seen.rows)),
      `${seen.rows.join('\n')}\n\n${again.seen.rows.join('\n')}`,
    ).to.equal(true);
    expect(seen.phases.slice(-4)).to.deep.equal(['ready', 'reconnecting', 'connecting', 'ready']);
  });

  it('goes back as well as on, and counts down in between', async () => {
    const { report } = await failing();
    const replay = new Replay(report);
    const broke = report.journal.findIndex(({ detail }) => detail['phase'] === 'reconnecting');
    replay.go(broke + 1);
    const wait = Number(report.journal[broke]?.detail['wait']);
    expect(replay.client.connection.countdown.get()).to.equal(Math.ceil(wait / 1000));
    replay.seek(replay.time + 1000);
    expect(replay.client.connection.countdown.get()).to.equal(Math.ceil(wait / 1000) - 1);
    replay.go(report.journal.length);
    expect(replay.client.connection.get().phase).to.equal('ready');
    replay.go(0);
    expect(replay.client.connection.get().phase).to.equal('idle');
    expect(replay.client.transcript.get().messages).to.deep.equal([]);
  });

  it('shows that there were messages, how long and how they ended, and none of their words', async () => {
    const { report } = await failing();
    const replay = new Replay(report);
    replay.go(report.journal.length);
    const { messages } = replay.client.transcript.get();
    expect(messages.map(({ role, state, text }) => [role, state, text])).to.deep.equal([
      ['user', 'delivered', '▒▒▒ 24 characters'],
      ['assistant', 'interrupted', '▒▒▒ 4 characters'],
    ]);
  });
});

/** True where `some` happens in `all`, in its order. */
function within(some: readonly string[], all: readonly string[]): boolean {
  let from = 0;
  return some.every((each) => {
    from = all.indexOf(each, from) + 1;
    return from > 0;
  });
}
