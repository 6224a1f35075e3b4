import { expect } from '@open-wc/testing';
import { ManualClock, settle } from '../../testing/manual-clock.js';
import { scriptedToken, workingHost } from '../../testing/scripted-host.js';
import type { ScriptedHost } from '../../testing/scripted-host.js';
import { MiptechError, createMiptechClient, readReport, reportText } from '../index.js';
import type { JournalEntry, MiptechClientHandle, MiptechOptions } from '../index.js';
import type { Frame } from '../protocol/frames.js';
import { Recorder } from './recorder.js';
import { SocketRecord } from './socket-record.js';

const password = 'secret-password';
const email = 'ann@example.com';

const chunk: Frame = {
  kind: 'response-chunk',
  messageId: 'm1',
  chatId: 'c1',
  tenantId: null,
  text: '',
  delta: true,
};

describe('a recorder', () => {
  let clock: ManualClock;
  let recorder: Recorder;

  beforeEach(() => {
    clock = new ManualClock();
    recorder = new Recorder(clock);
  });

  it('keeps the last 500 entries, whose numbers go on', () => {
    for (let count = 0; count < 620; count += 1) recorder.write('note', 'info', 'log');
    const entries = recorder.get();
    expect(entries.length).to.equal(500);
    expect([entries[0]?.id, entries.at(-1)?.id]).to.deep.equal([121, 620]);
  });

  it('is bounded in characters however much an entry says', () => {
    const detail = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`part${String(index)}`, 'x'.repeat(5000)]),
    );
    for (let count = 0; count < 20; count += 1) recorder.write('note', 'info', 'log', detail);
    expect(JSON.stringify(recorder.get()).length).to.be.lessThan(260_000);
    expect(recorder.get().at(-1)?.id).to.equal(20);
  });

  it('tells parts of answers as one entry, which grows while they come, also of two in turns', async () => {
    const record = new SocketRecord(recorder);
    const part = (messageId: string, size: number): void => {
      record.received('response_chunk', { ...chunk, messageId }, size);
    };
    part('m1', 100);
    await clock.advance(40);
    for (let count = 0; count < 31; count += 1) part(count % 2 === 0 ? 'm1' : 'm2', 10);
    const detail = { messageId: 'm1', chatId: 'c1', until: 0 };
    expect(recorder.get().map((entry) => entry.detail)).to.deep.equal([
      { ...detail, count: 32, size: 410 },
    ]);
    for (let count = 0; count < 2; count += 1) {
      part('m2', 1);
      const [entry] = recorder.get();
      expect(entry?.detail, 'who reads in between reads of each').to.deep.equal({
        ...detail,
        count: 33 + count,
        size: 411 + count,
        until: 40,
      });
    }
    recorder.write('frame', 'debug', 'in pong');
    part('m2', 5);
    expect(recorder.get().map(({ name, id }) => [name, id])).to.deep.equal([
      ['in response_chunk', 1],
      ['in pong', 2],
      ['in response_chunk', 3],
    ]);
    expect(recorder.get().at(-1)?.detail).to.include({ messageId: 'm2', count: 1, size: 5 });
  });

  it('parts of answers wake whoever listens, and once it has read the next part does too', async () => {
    const record = new SocketRecord(recorder);
    const counts: unknown[] = [];
    recorder.subscribe(() => counts.push(recorder.get().at(-1)?.detail['count']));
    for (let count = 0; count < 3; count += 1) {
      record.received('response_chunk', chunk, 10);
      record.received('response_chunk', chunk, 10);
      await settle();
    }
    expect(counts).to.deep.equal([2, 4, 6]);
    recorder.clear();
    record.received('response_chunk', chunk, 10);
    expect(recorder.get().map(({ detail }) => detail['count'])).to.deep.equal([1]);
  });

  it('wakes whoever listens once for all that came together, and answers the same until more comes', async () => {
    let woken = 0;
    recorder.subscribe(() => (woken += 1));
    recorder.write('note', 'info', 'one');
    recorder.write('note', 'info', 'two');
    await settle();
    expect(woken).to.equal(1);
    expect(recorder.get()).to.equal(recorder.get());
  });

  it('a secret is gone before it is kept, also from the name', () => {
    recorder.guard(() => ['a-very-secret-one']);
    recorder.write('error', 'error', 'GET /a-very-secret-one', { why: ['a-very-secret-one'] });
    recorder.guard(() => []);
    expect(JSON.stringify(recorder.get())).not.to.contain('a-very-secret-one');
  });

  it('a failure that stays is told once', () => {
    const error = new MiptechError('timeout');
    recorder.state('connection', { phase: 'reconnecting' }, error);
    recorder.state('connection', { phase: 'checking' }, error);
    recorder.state('connection', { phase: 'reconnecting' }, new MiptechError('timeout'));
    const kinds = recorder.get().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'error').length).to.equal(2);
    expect(kinds.filter((kind) => kind === 'transition').length).to.equal(3);
  });
});

describe('the journal of a client', () => {
  let host: ScriptedHost;
  let client: MiptechClientHandle;

  async function talk(options: Partial<MiptechOptions> = {}): Promise<void> {
    client = createMiptechClient(
      { apiUrl: 'http://platform.test', tenantId: 'acme', chatId: 'chat-1', ...options },
      host.ports,
    );
    client.start();
    await client.session.login({ email, password });
    await settle();
    host.socket.stand();
    client.chat.send('Words of my own');
    await settle();
    host.socket.receive('response_start', { message_id: 'm1', chat_id: 'chat-1' });
    for (let count = 0; count < 40; count += 1) {
      await settle();
      host.socket.receive('response_chunk', { message_id: 'm1', content: 'Words of it' });
    }
    host.socket.receive('response_complete', { message_id: 'm1', content: 'Words of it, whole' });
    await settle();
    host.socket.drop();
    await settle();
  }

  const entries = (kind: string): readonly JournalEntry[] =>
    client.journal.get().filter((entry) => entry.kind === kind);
  const phases = (name: string): unknown[] =>
    entries('transition')
      .filter((entry) => entry.name === name)
      .map(({ detail }) => detail['phase']);

  beforeEach(() => {
    host = workingHost();
  });

  afterEach(() => {
    client.destroy();
  });

  it('has every phase of the connection, with why and how long it waits', async () => {
    await talk();
    expect(phases('connection')).to.deep.equal([
      'signed-out',
      'checking',
      'connecting',
      'ready',
      'reconnecting',
    ]);
    const last = entries('transition').findLast(({ name }) => name === 'connection')?.detail;
    expect(last?.['by']).to.equal('retry');
    expect(last?.['wait']).to.be.greaterThan(0);
    expect(entries('timer').map(({ name }) => name)).to.deep.equal(['renewal', 'next attempt']);
    expect(entries('error').map(({ name }) => name)).to.deep.equal(['cors_or_server']);
  });

  it('has each call and each type of frame, and 40 parts of an answer as one', async () => {
    await talk();
    expect(entries('request').map(({ name }) => name)).to.include.members([
      'POST /auth/login',
      'GET /health',
    ]);
    const frames = entries('frame').map(({ name }) => name);
    expect(frames.slice(-4)).to.deep.equal([
      'out chat_message',
      'in response_start',
      'in response_chunk',
      'in response_complete',
    ]);
    const parts = entries('frame').find(({ name }) => name === 'in response_chunk');
    expect(parts?.detail['count']).to.equal(40);
  });

  it('no word of a message, no token, no password and no email address is in it, in a report or in the log', async () => {
    await talk({ logLevel: 'debug' });
    const report = await client.journal.report({ note: `from ${email}` });
    const login = host.requests.find(({ path }) => path === '/auth/login');
    expect(login, 'it signed in').not.to.equal(undefined);
    const token = new URL(host.socket.url).searchParams.get('token') ?? '';
    expect(token.length).to.be.greaterThan(20);
    const told = [
      JSON.stringify(client.journal.get()),
      JSON.stringify(report),
      await reportText(report),
      JSON.stringify(host.logged),
    ];
    for (const text of told) {
      for (const secret of [token, password, email, 'Words of']) {
        expect(text).not.to.contain(secret);
      }
    }
    expect(told[0], 'lengths are').to.contain('"textLength":15');
  });

  it('who signs in next on the same page reads nothing of the one before', async () => {
    await talk();
    const before = client.journal.get().at(-1)?.id ?? 0;
    expect(before).to.be.greaterThan(0);
    await client.session.logout();
    await settle();
    expect(client.journal.get().filter(({ id }) => id <= before)).to.deep.equal([]);
  });

  it('who signs in after a session has ended reads nothing of the one before either, nor what checks found', async () => {
    await talk();
    const first = client.session.get().user?.id ?? '';
    expect(first).not.to.equal('');
    await host.clock.advance(5000);
    host.socket.stand();
    host.socket.receive('unauthorized', {});
    await settle();
    expect(client.session.get().phase).to.equal('expired');
    host.routes.set('GET /health', () => ({ status: 500, body: {} }));
    expect((await client.diagnose()).phase).to.equal('done');
    const before = client.journal.get().at(-1)?.id ?? 0;
    const user = { id: 'somebody-else', email: 'eve@example.com' };
    const access_token = scriptedToken({ tenant_id: 'acme', user_id: user.id });
    host.routes.set('POST /auth/login', () => ({ body: { access_token, user } }));
    await client.session.login({ email: 'eve@example.com', password });
    await settle();
    expect(client.session.get().user?.id).to.equal('somebody-else');
    const kept = client.journal.get();
    expect(kept.filter(({ id }) => id <= before)).to.deep.equal([]);
    expect(JSON.stringify(kept)).not.to.contain(first);
    expect(kept.find(({ name }) => name === 'session')?.detail).to.include({ phase: 'signed-in' });
    expect(client.diagnosis.get().phase).to.equal('idle');
  });

  it('checks that were under way when somebody left tell the next one nothing, and can be run anew', async () => {
    await talk();
    const first = client.session.get().user?.id ?? '';
    host.routes.set('GET /health', () => new Promise(() => undefined));
    const left = client.diagnose();
    for (let count = 0; count < 50 && client.diagnosis.get().phase !== 'running'; count += 1) {
      await settle();
    }
    expect(client.diagnosis.get().phase).to.equal('running');
    await client.session.logout();
    expect(client.diagnosis.get().phase).to.equal('idle');
    await left;
    expect(client.diagnosis.get().phase, 'what ends later says nothing either').to.equal('idle');
    host.routes.set('GET /health', () => ({ status: 500, body: {} }));
    await client.session.login({ email: 'eve@example.com', password });
    await settle();
    const second = await client.diagnose();
    expect(second.phase).to.equal('done');
    expect(first).not.to.equal('');
    expect(client.diagnosis.get()).to.equal(second);
  });

  it('a report is read back as it was made, and tells people of it', async () => {
    await talk();
    const report = await client.journal.report({ note: 'by hand' });
    expect(await readReport(JSON.stringify(report))).to.deep.equal(report);
    const text = await reportText(report);
    expect(text).to.contain('| connection | phase: reconnecting');
    expect(text).to.contain('POST /auth/login');
    expect(text).to.contain('| note | by hand |');
  });

  it('a file that is no report is refused by a sentence that says why', async () => {
    await talk();
    const whole = await client.journal.report();
    const refused = async (text: string): Promise<string> => {
      const error = await readReport(text).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(MiptechError);
      return (error as MiptechError).message;
    };
    expect(await refused('')).to.match(/nothing in it/);
    expect(await refused('<html>')).to.match(/no JSON/);
    expect(await refused('null')).to.match(/no report/);
    expect(await refused(JSON.stringify({ ...whole, version: 2 }))).to.match(/version 2/);
    expect(await refused(JSON.stringify({ ...whole, journal: {} }))).to.match(/list of events/);
    const broken = [...whole.journal, { at: 1, name: 'x', kind: 'odd' }];
    expect(await refused(JSON.stringify({ ...whole, journal: broken }))).to.match(
      new RegExp(`Entry ${String(broken.length)} .* no known kind`),
    );
  });

  it('a logger of the page’s own has every line from its level on, and may fail', async () => {
    const lines: string[] = [];
    const take = (line: unknown): void => {
      lines.push(String(line));
      throw new Error('full');
    };
    const logger = { debug: take, info: take, warn: take, error: take };
    await talk({ logger, logLevel: 'info' });
    expect(host.logged).to.deep.equal([]);
    expect(lines.length).to.be.greaterThan(0);
    for (const line of lines) {
      expect(line).to.match(/^\[\d{4}-\d\d-\d\dT[\d:.]+Z\] \[MIPTech\] /);
      expect(line).not.to.match(/No step|→/);
    }
  });

  it('a logger that is none is refused by name', () => {
    const logger = { warn: () => undefined } as unknown as Console;
    expect(() => createMiptechClient({ tenantId: 'acme', logger }, host.ports)).to.throw(
      /logger is of type object; set an object with debug, info, warn, error/,
    );
  });
});
