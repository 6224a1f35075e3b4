import { expect } from '@open-wc/testing';
import { validateOptions } from './config.js';
import type { MiptechOptions, Settings } from './config.js';
import { MiptechError } from './protocol/errors.js';

/** Options as a page without types may give them. */
type Given = Partial<Record<keyof MiptechOptions, unknown>>;

function settings(options: Given, pageProtocol: string | null = 'http:'): Settings {
  return validateOptions({ tenantId: 'acme', ...options } as MiptechOptions, { pageProtocol });
}

function refusal(options: Given, pageProtocol: string | null = 'http:'): MiptechError {
  try {
    settings(options, pageProtocol);
  } catch (error) {
    if (error instanceof MiptechError) return error;
    throw error;
  }
  throw new Error(`Not refused: ${JSON.stringify(options)}`);
}

function shown(given: unknown): string {
  if (given === undefined) return 'absent';
  if (typeof given === 'number' || typeof given === 'function') return String(given);
  return JSON.stringify(given).slice(0, 40);
}

describe('settings that nobody wrote', () => {
  it('are the documented ones', () => {
    expect(settings({})).to.deep.equal({
      apiUrl: 'http://localhost:8000',
      wsUrl: 'ws://localhost:8000',
      tenantId: 'acme',
      apiVersion: 'v1',
      accessTokenKey: 'miptech_access_token',
      refreshTokenKey: 'miptech_refresh_token',
      tokenStorage: 'local',
      apiKey: null,
      debug: false,
      anonymous: false,
      logLevel: 'warn',
      reconnectAttempts: 10,
      reconnectDelay: 1000,
      pingInterval: 30_000,
      connectTimeout: 15_000,
      idleDisconnect: 5,
      userId: null,
      clientId: null,
      chatId: null,
      streamMode: 'auto',
      clientIdBuilder: null,
      identity: null,
      logger: null,
      signOn: 'none',
    });
  });

  it('are the same where an attribute is there but empty', () => {
    const names =
      'apiUrl wsUrl apiVersion accessTokenKey refreshTokenKey tokenStorage apiKey logLevel userId ' +
      'clientId chatId streamMode reconnectAttempts reconnectDelay pingInterval connectTimeout ' +
      'idleDisconnect';
    for (const name of names.split(' ')) {
      for (const value of ['', undefined]) {
        expect(settings({ [name]: value }), name).to.deep.equal(settings({}));
      }
    }
  });
});

describe('settings that somebody wrote', () => {
  it('arrive as they are', () => {
    const written: Given = {
      tenantId: 'miptech-company_1.2',
      apiVersion: 'v2',
      accessTokenKey: 'a:key',
      refreshTokenKey: 'r:key',
      tokenStorage: 'memory',
      apiKey: 'k',
      debug: true,
      anonymous: true,
      logLevel: 'debug',
      reconnectAttempts: Infinity,
      reconnectDelay: 10,
      pingInterval: 600_000,
      connectTimeout: 1000,
      idleDisconnect: 1440,
      userId: 'ann@example.com',
      clientId: 'kiosk 1',
      chatId: 'c/1',
      streamMode: 'delta',
    };
    expect(settings(written)).to.deep.include(written);
  });

  it('make an identity system of the page’s own functions', () => {
    const getToken = (): Promise<null> => Promise.resolve(null);
    const signIn = (): void => undefined;
    const silent = settings({ getAuthToken: getToken });
    expect(silent.signOn).to.equal('silent');
    expect(silent.identity?.getToken === getToken).to.equal(true);
    const led = settings({ getAuthToken: getToken, redirectToLogin: signIn });
    expect(led.signOn).to.equal('interactive');
    expect(led.identity?.signIn === signIn).to.equal(true);
    const identity = { getToken, signIn };
    expect(settings({ identity }).identity === identity).to.equal(true);
    expect(settings({ identity: { getToken } }).signOn).to.equal('silent');
  });

  it('make a client id for each socket where they are a function', () => {
    const clientId = (): string => 'kiosk 1';
    const read = settings({ clientId });
    expect(read.clientId).to.equal(null);
    expect(read.clientIdBuilder === clientId).to.equal(true);
  });

  it('may be numbers in text, as an attribute gives them', () => {
    const read = settings({ reconnectAttempts: '3', pingInterval: '5000' });
    expect(read).to.include({ reconnectAttempts: 3, pingInterval: 5000 });
    for (const text of ['infinity', 'Infinity']) {
      expect(settings({ reconnectAttempts: text })).to.include({ reconnectAttempts: Infinity });
    }
  });

  it('let go of an unwatched connection after minutes, parts of them too, or never', () => {
    const cases: [unknown, number][] = [
      [0.1, 0.1],
      [2.5, 2.5],
      [1440, 1440],
      ['0.1', 0.1],
      [' 30 ', 30],
      ['1440', 1440],
      ['never', Infinity],
      [' Never ', Infinity],
      [Infinity, Infinity],
    ];
    for (const [given, minutes] of cases) {
      expect(settings({ idleDisconnect: given }), shown(given)).to.include({
        idleDisconnect: minutes,
      });
    }
  });

  it('switch nothing on by a value that is not true', () => {
    for (const value of ['false', 'true', 1, {}, null]) {
      expect(settings({ debug: value, anonymous: value })).to.include({
        debug: false,
        anonymous: false,
      });
    }
  });
});

describe('an address', () => {
  const cases: [string, Given, string, string][] = [
    ['https', { apiUrl: 'https://a.example' }, 'https://a.example', 'wss://a.example'],
    ['http', { apiUrl: 'http://a.example:81' }, 'http://a.example:81', 'ws://a.example:81'],
    [
      'a prefix',
      { apiUrl: 'https://a.example/x/y' },
      'https://a.example/x/y',
      'wss://a.example/x/y',
    ],
    ['a slash', { apiUrl: 'https://a.example/x/' }, 'https://a.example/x', 'wss://a.example/x'],
    ['slashes', { apiUrl: 'https://a.example///' }, 'https://a.example', 'wss://a.example'],
    ['capitals', { apiUrl: 'HTTPS://A.example' }, 'https://a.example', 'wss://a.example'],
    [
      'a host named http',
      { apiUrl: 'http://http.example' },
      'http://http.example',
      'ws://http.example',
    ],
    [
      'its own socket',
      { apiUrl: 'https://a.example/x', wsUrl: 'wss://b.example/y/' },
      'https://a.example/x',
      'wss://b.example/y',
    ],
  ];
  for (const [name, given, apiUrl, wsUrl] of cases) {
    it(`keeps its prefix, loses its last slash and names the socket: ${name}`, () => {
      expect(settings(given)).to.include({ apiUrl, wsUrl });
    });
  }

  it('may be http on an https page only for this machine', () => {
    for (const host of ['localhost:8000', '127.0.0.1', '[::1]:8000']) {
      const read = settings({ apiUrl: `http://${host}` }, 'https:');
      expect(read).to.include({ apiUrl: `http://${host}`, wsUrl: `ws://${host}` });
    }
    for (const host of ['a.example', 'localhost.a.example', '127.0.0.1.a.example', '10.0.0.1']) {
      const { problems } = refusal({ apiUrl: `http://${host}`, wsUrl: `ws://${host}` }, 'https:');
      expect(problems.map((problem) => problem.name)).to.deep.equal(['api-url', 'ws-url']);
      for (const page of ['http:', 'file:', null]) settings({ apiUrl: `http://${host}` }, page);
    }
  });
});

describe('a refused setting', () => {
  const address = 'write a full address such as https://api.example.com';
  const socket = 'write a full address such as wss://api.example.com';
  const id = 'letters, digits';
  const attempts = 'write a whole number from 0 to infinity';
  const delay = 'write a whole number from 10 to 60000';
  const minutes = 'write minutes from 0.1 to 1440, or never';
  /** option, what is given, how the message names it, what came, what to write. */
  const cases: [keyof MiptechOptions, unknown, string, string, string][] = [
    ['tenantId', undefined, 'tenant-id', 'nothing', 'write the tenant’s id'],
    ['tenantId', '', 'tenant-id', 'nothing', 'write the tenant’s id'],
    ['tenantId', 'a b', 'tenant-id', '“a b”', id],
    ['tenantId', '../x', 'tenant-id', '“../x”', id],
    ['tenantId', 'é', 'tenant-id', '“é”', id],
    ['tenantId', null, 'tenant-id', '“null”', id],
    ['tenantId', 5, 'tenant-id', '“5”', id],
    ['tenantId', 'x'.repeat(129), 'tenant-id', `“${'x'.repeat(60)}…”`, id],
    ['apiUrl', 'http//bad', 'api-url', '“http//bad”', address],
    ['apiUrl', 'http:/bad', 'api-url', '“http:/bad”', address],
    ['apiUrl', 'http:bad', 'api-url', '“http:bad”', address],
    ['apiUrl', '/api', 'api-url', '“/api”', address],
    ['apiUrl', '//a.example', 'api-url', '“//a.example”', address],
    ['apiUrl', 'a.example', 'api-url', '“a.example”', address],
    ['apiUrl', 'localhost:8000', 'api-url', '“localhost:8000”', address],
    ['apiUrl', 'http://', 'api-url', '“http://”', address],
    ['apiUrl', 'http:///x', 'api-url', '“http:///x”', address],
    ['apiUrl', 'http://a b', 'api-url', '“http://a b”', address],
    ['apiUrl', 'http://a.example:99999', 'api-url', '“http://a.example:99999”', address],
    ['apiUrl', 'ws://a.example', 'api-url', '“ws://a.example”', address],
    ['apiUrl', 'ftp://a.example', 'api-url', '“ftp://a.example”', address],
    ['apiUrl', 'javascript:alert(1)//x', 'api-url', '“javascript:alert(1)//x”', address],
    ['apiUrl', 'xhttps://a.example', 'api-url', '“xhttps://a.example”', address],
    ['apiUrl', { url: 1 }, 'api-url', 'of type object', address],
    ['apiUrl', 'https://a.example/?x=1', 'api-url', '“https://a.example/?…”', 'from ? or # on'],
    ['apiUrl', 'https://a.example/?', 'api-url', '“https://a.example/?…”', 'from ? or # on'],
    ['apiUrl', 'https://a.example/#x', 'api-url', 'https://a.example/', 'from ? or # on'],
    ['apiUrl', 'https://a.example/#', 'api-url', 'https://a.example/', 'from ? or # on'],
    ['apiUrl', 'https://ann@a.example', 'api-url', '@a.example', 'leave out user and password'],
    ['wsUrl', 'https://a.example', 'ws-url', '“https://a.example”', socket],
    ['wsUrl', 'ws//bad', 'ws-url', '“ws//bad”', socket],
    ['wsUrl', 'wss://a.example?x', 'ws-url', 'wss://a.example', 'from ? or # on'],
    ['wsUrl', 'wss://:pw@a.example', 'ws-url', '@a.example', 'leave out user and password'],
    ['apiVersion', 'v1/../v2', 'api-version', '“v1/../v2”', id],
    ['apiVersion', '..', 'api-version', '“..”', id],
    ['accessTokenKey', 'a key', 'access-token-key', '“a key”', 'without spaces'],
    ['refreshTokenKey', 'x\n', 'refresh-token-key', '“x\n”', 'without spaces'],
    ['tokenStorage', 'cookie', 'token-storage', '“cookie”', 'local, session, memory'],
    ['tokenStorage', 'LOCAL', 'token-storage', '“LOCAL”', 'local, session, memory'],
    ['tokenStorage', 'toString', 'token-storage', '“toString”', 'local, session, memory'],
    ['logLevel', 'trace', 'log-level', '“trace”', 'debug, info, warn, error'],
    ['streamMode', 'chunks', 'stream-mode', '“chunks”', 'auto, cumulative, delta'],
    ['userId', 'x'.repeat(513), 'user-id', '…”', 'at most 512'],
    ['userId', 5, 'user-id', '“5”', 'at most 512'],
    ['clientId', {}, 'client-id', 'of type object', 'at most 512'],
    ['chatId', true, 'chat-id', '“true”', 'at most 512'],
    ['reconnectAttempts', -1, 'reconnect-attempts', '“-1”', attempts],
    ['reconnectAttempts', 1.5, 'reconnect-attempts', '“1.5”', attempts],
    ['reconnectAttempts', 'many', 'reconnect-attempts', '“many”', attempts],
    ['reconnectAttempts', NaN, 'reconnect-attempts', '“NaN”', attempts],
    ['reconnectAttempts', -Infinity, 'reconnect-attempts', '“-Infinity”', attempts],
    ['reconnectAttempts', null, 'reconnect-attempts', '“null”', attempts],
    ['reconnectAttempts', true, 'reconnect-attempts', '“true”', attempts],
    ['reconnectAttempts', [], 'reconnect-attempts', 'of type object', attempts],
    ['reconnectDelay', 9, 'reconnect-delay', '“9”', delay],
    ['reconnectDelay', 60_001, 'reconnect-delay', '“60001”', delay],
    ['reconnectDelay', Infinity, 'reconnect-delay', '“Infinity”', delay],
    ['pingInterval', 999, 'ping-interval', '“999”', 'write a whole number from 1000 to 600000'],
    ['connectTimeout', 0, 'connect-timeout', '“0”', 'write a whole number from 1000 to 120000'],
    ['idleDisconnect', 0, 'idle-disconnect', '“0”', minutes],
    ['idleDisconnect', 0.09, 'idle-disconnect', '“0.09”', minutes],
    ['idleDisconnect', 1440.1, 'idle-disconnect', '“1440.1”', minutes],
    ['idleDisconnect', -5, 'idle-disconnect', '“-5”', minutes],
    ['idleDisconnect', NaN, 'idle-disconnect', '“NaN”', minutes],
    ['idleDisconnect', -Infinity, 'idle-disconnect', '“-Infinity”', minutes],
    ['idleDisconnect', '5m', 'idle-disconnect', '“5m”', minutes],
    ['idleDisconnect', 'off', 'idle-disconnect', '“off”', minutes],
    ['idleDisconnect', ' ', 'idle-disconnect', '“ ”', minutes],
    ['idleDisconnect', null, 'idle-disconnect', '“null”', minutes],
    ['idleDisconnect', false, 'idle-disconnect', '“false”', minutes],
    ['idleDisconnect', [5], 'idle-disconnect', 'of type object', minutes],
    ['getAuthToken', {}, 'getAuthToken', 'of type object', 'set a function'],
    ['getAuthToken', 'a.b.c', 'getAuthToken', 'of type string', 'set a function'],
    ['redirectToLogin', '/login', 'redirectToLogin', 'of type string', 'set a function'],
    ['redirectToLogin', () => '', 'redirectToLogin', 'without getAuthToken', 'set getAuthToken'],
    ['identity', 'https://id', 'identity', 'of type string', 'set an object with a getToken'],
    ['identity', {}, 'identity', 'of type object', 'set an object with a getToken'],
  ];
  for (const [option, given, name, came, instead] of cases) {
    it(`is named, with what came and what to write: ${option} ${shown(given)}`, () => {
      const error = refusal({ [option]: given });
      expect(error.code).to.equal('config_invalid');
      expect(error.problems.map((problem) => problem.name)).to.deep.equal([name]);
      for (const text of [name, came, instead]) expect(error.message).to.contain(text);
      expect(error.problems[0]?.message).to.equal(error.message);
    });
  }

  it('is told of together with all others', () => {
    const { message, problems } = refusal({
      tenantId: '',
      apiUrl: 'http//bad',
      wsUrl: 'nowhere',
      apiVersion: '/',
      tokenStorage: 'cookie',
      logLevel: 'loud',
      reconnectDelay: -1,
      pingInterval: 'x',
      idleDisconnect: 'soon',
      streamMode: '?',
    });
    expect(problems.map((problem) => problem.name).sort()).to.deep.equal([
      'api-url',
      'api-version',
      'idle-disconnect',
      'log-level',
      'ping-interval',
      'reconnect-delay',
      'stream-mode',
      'tenant-id',
      'token-storage',
      'ws-url',
    ]);
    for (const problem of problems) expect(message).to.contain(problem.message);
  });

  it('is told of even where it cannot be written out', () => {
    const round: Record<string, unknown> = {};
    round['self'] = round;
    for (const given of [round, 10n, Symbol('x'), () => 1]) {
      expect(refusal({ userId: given }).problems.map(({ name }) => name)).to.deep.equal([
        'user-id',
      ]);
    }
  });

  const secrets: [string, Given][] = [
    ['a password', { apiUrl: 'https://ann:s3cret@a.example' }],
    ['a password alone', { apiUrl: 'https://:s3cret@a.example' }],
    ['a token as user', { apiUrl: 'https://s3cret@a.example' }],
    ['a password and a query', { apiUrl: 'https://ann:s3cret@a.example/?x' }],
    ['a password before a bad host', { apiUrl: 'https://ann:s3cret@a.example:99999' }],
    ['a password without a scheme', { apiUrl: 'ann:s3cret@a.example' }],
    ['a password behind a bad scheme', { apiUrl: 'http//ann:s3cret@a.example' }],
    ['a password with #', { apiUrl: 'https://ann:s3cret#1@a.example' }],
    ['a password with ?', { apiUrl: 'https://ann:s3cret?1@a.example' }],
    ['a password with /', { apiUrl: 'https://ann:s3cret/1@a.example' }],
    ['a password with @', { apiUrl: 'https://ann:1@s3cret@a.example' }],
    ['a token behind an address', { apiUrl: 'https://a.example/?mail=a@b.c&token=s3cret' }],
    ['a token in a query', { apiUrl: 'https://a.example/?token=s3cret' }],
    ['a token in a hash', { apiUrl: 'https://a.example/#s3cret' }],
    ['a token behind a bad scheme', { apiUrl: 'http//bad?token=s3cret' }],
    ['a password of the socket', { wsUrl: 'wss://ann:s3cret@a.example' }],
    ['a token of the socket', { wsUrl: 'a.example/ws?token=s3cret' }],
    ['a key that is too long', { apiKey: `s3cret${'x'.repeat(600)}` }],
    ['a key in the wrong shape', { apiKey: { key: 's3cret' } }],
  ];
  for (const [name, given] of secrets) {
    it(`does not repeat what is secret: ${name}`, () => {
      const error = refusal(given);
      const told = [error.message, error.stack, error.fix, JSON.stringify(error)].join();
      expect(told).not.to.contain('s3cret');
      expect(error.problems).to.have.length(1);
    });
  }
});
