import { expect } from '@open-wc/testing';
import { MiptechError } from '../../core/index.js';
import type { ConnectionPhase, ConnectionState, HealthState } from '../../core/index.js';
import { table } from '../../core/state/connection.js';
import { configurationOf } from './configuration.js';
import { summaryOf } from './diagnosis.js';
import { pointsOf } from './round-trips.js';
import { newsOf } from './news.js';
import { report, rowsOf } from './rows.js';
import type { Row, StatusView } from './rows.js';
import { statusStrings as strings } from './strings.js';
import { validateOptions } from '../../core/config.js';
import { undiagnosed } from '../../core/state/diagnosis.js';
import { withOverrides } from '../../dom/strings.js';
import arabicTexts from '../../languages/ar.js';

const user = { id: 'u1', email: 'ada@example.com', name: 'Ada Lovelace' };

function view(changes: {
  health?: Partial<HealthState>;
  connection?: Partial<ConnectionState>;
  countdown?: number;
  session?: Partial<StatusView['session']>;
  more?: Partial<StatusView>;
}): StatusView {
  return {
    health: {
      phase: 'unknown',
      status: null,
      services: {},
      latency: null,
      error: null,
      ...changes.health,
    },
    connection: {
      phase: 'idle',
      status: 'disconnected',
      attempt: 0,
      error: null,
      at: null,
      terminal: false,
      ...changes.connection,
    },
    countdown: changes.countdown ?? null,
    session: { phase: 'signed-out', user: null, error: null, left: null, ...changes.session },
    answers: [],
    pings: [],
    since: null,
    waiting: 0,
    language: 'en',
    ...changes.more,
  };
}

function rows(changes: Parameters<typeof view>[0]): Record<'rest' | 'ai' | 'socket' | 'who', Row> {
  const [rest, ai, socket, who] = rowsOf(view(changes), strings);
  return { rest: rest!, ai: ai!, socket: socket!, who: who! };
}

describe('the rows of the status panel', () => {
  it('offer the buttons that fit each phase of the connection', () => {
    const expected: Record<ConnectionPhase, string> = {
      idle: 'connect',
      checking: 'disconnect',
      starting: 'disconnect',
      creating: 'disconnect',
      connecting: 'disconnect',
      ready: 'disconnect',
      renewing: 'disconnect',
      reconnecting: 'tryNow disconnect',
      offline: 'tryNow disconnect',
      'rate-limited': 'disconnect',
      'realtime-unavailable': 'tryNow disconnect',
      'signed-out': 'connect',
      failed: 'tryNow disconnect',
      closed: 'connect',
    };
    for (const phase of Object.keys(table) as ConnectionPhase[]) {
      const { actions } = rows({ connection: { phase } }).socket;
      expect(actions.join(' '), phase).to.equal(expected[phase]);
    }
    const { socket } = rows({ connection: { phase: 'failed', terminal: true } });
    expect(socket.actions).to.deep.equal(['connect']);
    expect(socket.sentence).to.contain('stopped');
  });

  it('count attempts and seconds, and call a pause a pause', () => {
    const waiting = rows({ connection: { phase: 'reconnecting', attempt: 3 }, countdown: 7 });
    expect(waiting.socket.facts).to.deep.equal(['Attempt 3', 'Next try in 7 s']);
    const paused = rows({ connection: { phase: 'rate-limited' }, countdown: 30 });
    expect(paused.socket.facts).to.deep.equal(['Goes on in 30 s']);
  });

  it('say that REST carries on without the WebSocket, when it is tried, and what blocks it', () => {
    const error = new MiptechError('realtime_unavailable');
    const connection = { phase: 'realtime-unavailable', status: 'connected', error } as const;
    const { rest, socket } = rows({ connection, countdown: 42, health: { phase: 'ready' } });
    expect(rest.tone).to.equal('good');
    expect(socket).to.include({ tone: 'warning', word: 'REST only', error });
    expect(socket.facts).to.deep.equal(['Next try in 42 s']);
    expect(socket.sentence).to.contain('over REST');
    expect(strings.fixes[error.code]).to.contain('/api/{version}/ws/chat');
  });

  it('call a degraded platform healthy only together with its own word', () => {
    const health = { phase: 'ready', status: 'degraded' } as const;
    const { rest } = rows({ health });
    expect(rest.tone).to.equal('warning');
    expect(rest.facts).to.deep.equal(['degraded']);
    expect(rows({ health: { ...health, status: 'healthy' } }).rest.tone).to.equal('good');
  });

  it('name each service the platform named, known or not, with its state', () => {
    const services = { llm_service: 'ready', rag_pipeline: 'loading', my_thing: 'broken' };
    const { ai } = rows({ health: { phase: 'starting', services } });
    expect(ai.parts).to.deep.equal([
      { name: 'Language model', tone: 'good', word: 'ready' },
      { name: 'Retrieval pipeline', tone: 'busy', word: 'loading' },
      { name: 'my thing', tone: 'bad', word: 'broken' },
    ]);
  });

  it('show the services of an earlier answer only while it is asked again', () => {
    const count = (phase: HealthState['phase']): number =>
      rows({ health: { phase, services: { llm_service: 'ready' } } }).ai.parts.length;
    expect([count('error'), count('unknown'), count('checking')]).to.deep.equal([0, 0, 1]);
  });

  it('explain one cause once', () => {
    const error = new MiptechError('cors_or_server');
    const again = new MiptechError('cors_or_server');
    const other = new MiptechError('auth_expired');
    const { rest, socket, who } = rows({
      health: { phase: 'error', error },
      connection: { phase: 'reconnecting', error: again },
      session: { phase: 'expired', user, error: other },
    });
    expect([rest.error, socket.error, who.error]).to.deep.equal([error, null, other]);
  });

  it('say who is signed in, by what is known', () => {
    const who = (name: string, email: string): Row =>
      rows({ session: { phase: 'signed-in', user: { id: 'u1', name, email } } }).who;
    expect(who('Ada', 'a@b.c')).to.include({ word: 'Signed in as Ada' });
    expect(who('Ada', 'a@b.c').facts).to.deep.equal(['a@b.c']);
    expect(who('', 'a@b.c').word).to.equal('Signed in as a@b.c');
    expect(who('', '').word).to.equal('Signed in as u1');
    expect(rows({ session: { phase: 'signed-in' } }).who.word).to.equal('Signed in');
    expect(rows({ session: { phase: 'expired', user } }).who.word).to.equal('Expired');
  });

  it('stay the same news while only seconds pass', () => {
    const connection = { phase: 'reconnecting', attempt: 1 } as const;
    const first = newsOf(view({ connection, countdown: 9 }), strings);
    const later = newsOf(
      view({ connection: { ...connection, attempt: 2 }, countdown: 1 }),
      strings,
    );
    expect(later).to.deep.equal(first);
    expect(
      newsOf(view({ connection: { phase: 'ready', status: 'ready' } }), strings),
    ).to.nested.include({ rest: null, 'socket.text': 'WebSocket: Ready Messages flow.' });
  });

  it('call the steps of an attempt no news', () => {
    for (const phase of ['checking', 'creating', 'connecting'] as const) {
      expect(newsOf(view({ connection: { phase } }), strings).socket, phase).to.equal(null);
    }
    const health = { phase: 'checking' } as const;
    expect(newsOf(view({ health }), strings).rest).to.equal(null);
  });

  it('tell round trips only of what stands now, and by which bounds', () => {
    const at = Date.UTC(2026, 0, 5, 12);
    const trips = [40, 8, 12].map((milliseconds, index) => ({
      at: at + index * 140_000,
      milliseconds,
    }));
    const more = { answers: trips, pings: trips.slice(-1), since: at };
    const connection = { phase: 'ready', status: 'ready' } as const;
    const well = rows({ health: { phase: 'ready' }, connection, more });
    expect(well.rest.trips?.text).to.equal('round trip 12 ms, 8 to 40 in the last 5 minutes');
    expect(well.socket.trips?.text).to.equal('round trip 12 ms');
    const lost = rows({ health: { phase: 'error' }, connection: { phase: 'reconnecting' }, more });
    expect([lost.rest.trips, lost.socket.trips]).to.deep.equal([null, null]);
    expect(lost.socket.facts).to.deep.equal([]);
  });

  it('draw the line of round trips within its box, whatever was measured', () => {
    for (const times of [[0, 0], [5], [12, 9000, 3], Array.from({ length: 60 }, (_, at) => at)]) {
      const list = times.map((milliseconds) => ({ at: 0, milliseconds }));
      const points = pointsOf(list);
      expect(points.length).to.equal(times.length);
      for (const [x, y] of points) {
        expect(x).to.be.within(0, 64);
        expect(y).to.be.within(0, 18);
      }
    }
    const [[, low], [, high]] = pointsOf([
      { at: 0, milliseconds: 1 },
      { at: 1, milliseconds: 50 },
    ]) as [[number, number], [number, number]];
    expect(low).to.be.greaterThan(high);
  });

  it('say since when the socket stands, with the day where it is another one', () => {
    const today = new Date();
    today.setHours(0, 1);
    const since = today.getTime();
    const connection = { phase: 'ready', status: 'ready' } as const;
    expect(rows({ connection, more: { since } }).socket.facts[0]).to.match(/^since 12:01\sAM$/);
    const long = rows({ connection, more: { since: Date.UTC(2026, 0, 5, 12) } }).socket.facts;
    expect(long[0]).to.contain('Jan 5, 2026');
  });

  it('count the messages that wait, in the number of the language', () => {
    const connection = { phase: 'offline' } as const;
    const facts = (waiting: number): readonly string[] =>
      rows({ connection, more: { waiting } }).socket.facts;
    expect(facts(0)).to.deep.equal([]);
    expect(facts(1)).to.deep.equal(['1 message waits']);
    expect(facts(1200)).to.deep.equal(['1,200 messages wait']);
  });

  it('report an error with code, status, request and fix', () => {
    const error = new MiptechError('server_error', { status: 503, requestId: 'req-7' });
    const lines = report(error, strings).split('\n');
    expect(lines.slice(0, 3)).to.deep.equal(['server_error', 'HTTP 503', 'req-7']);
    expect(lines.at(-1)).to.equal(error.fix);
  });
});

describe('the configuration in use', () => {
  it('lists neither the platform key nor anything of a token', () => {
    const settings = validateOptions(
      { tenantId: 'acme', apiKey: 'canary-key', reconnectAttempts: Infinity, chatId: 'c1' },
      { pageProtocol: null },
    );
    const entries = configurationOf(settings, strings);
    const shown = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
    expect(JSON.stringify(entries)).not.to.contain('canary');
    expect(shown).to.include({
      'API URL': 'http://localhost:8000',
      'WebSocket URL': 'ws://localhost:8000',
      'Tenant ID': 'acme',
      'API version': 'v1',
      'Debug mode': 'off',
      'Ping interval': '30 s',
      'Idle disconnect': '5 min',
      'Reconnect attempts': 'unlimited',
      'Chat ID': 'c1',
    });
    expect(shown).not.to.have.property('Client ID');
  });

  it('says never in words and not as a number', () => {
    const settings = validateOptions(
      { tenantId: 'acme', idleDisconnect: 'never' },
      { pageProtocol: null },
    );
    expect(configurationOf(settings, strings)).to.deep.include({
      name: 'Idle disconnect',
      value: 'never',
    });
  });
});

it('no figure keeps the digits of English in a text of another numbering', () => {
  const arabic = withOverrides(strings, arabicTexts.status, 'ar-EG');
  const settings = validateOptions(
    { tenantId: 'acme', reconnectAttempts: 1234 },
    { pageProtocol: null },
  );
  const names = arabic.settings;
  const inFigures = [
    names.pingInterval,
    names.connectTimeout,
    names.idleDisconnect,
    names.reconnectAttempts,
    names.reconnectDelay,
  ];
  const values = configurationOf(settings, arabic).filter(({ name }) => inFigures.includes(name));
  expect(values).to.have.length(inFigures.length);
  const checks = undiagnosed.checks.map((check) => ({ ...check, outcome: 'failed' }) as const);
  const summary = summaryOf({ ...undiagnosed, phase: 'done', checks }, arabic);
  for (const text of [summary, ...values.map(({ value }) => value)]) {
    expect(text)
      .to.match(/\p{Nd}/u)
      .and.not.match(/[0-9]/);
  }
});
