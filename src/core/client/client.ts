/** Composes a client of its parts and wires them. The parts do not know it, nor all each other. */
import { localHost, validateOptions } from '../config.js';
import type { MiptechOptions, Settings, ShownSettings } from '../config.js';
import { hostPorts } from '../ports.js';
import type { Ports } from '../ports.js';
import { MiptechError } from '../protocol/errors.js';
import type { MiptechClientHandle } from './api.js';
import { Chat } from './chat.js';
import { Chats } from './chats.js';
import { Connection } from './connection.js';
import { Examination } from './examination.js';
import { Health } from './health.js';
import { Logger } from './logger.js';
import { Recorder } from './recorder.js';
import { report } from './reports.js';
import { RestClient } from './rest.js';
import { SecurityLog } from './security-log.js';
import { Session } from './session.js';
import { Statistics } from './statistics.js';
import { Store } from './storage.js';
import { Tenant } from './tenant.js';
import { TokenStore } from './token-store.js';
import { sessionDetail, witness } from './witness.js';

function completePorts(overrides: Partial<Ports>): Ports {
  const { fetch, WebSocket, ...rest } = hostPorts(overrides);
  if (fetch !== undefined && WebSocket !== undefined) return { ...rest, fetch, WebSocket };
  const name = fetch === undefined ? 'fetch' : 'WebSocket';
  const message = `This host has no ${name}; pass one: createMiptechClient(options, { ${name} }).`;
  throw new MiptechError('config_invalid', { message, problems: [{ name, message }] });
}

/** What context hands to everybody: without the key, and without the page's own functions. */
function shownSettings(settings: Settings): ShownSettings {
  const hidden = new Set([
    'apiKey',
    'identity',
    'clientIdBuilder',
    'logger',
  ] satisfies (keyof Settings)[]) as Set<string>;
  const shown = Object.entries(settings).filter(([name]) => !hidden.has(name));
  return Object.fromEntries(shown) as unknown as ShownSettings;
}

/** The owner of what an unidentified visitor leaves in storage. */
const visitor = 'anonymous';

/**
 * A client of the platform: sign-in, connection, chat and health, without any element. It validates
 * and does nothing until `start()`, `session.login()` or `session.register()`.
 * @param ports replaces what the host has or lacks; Node 20 needs a `WebSocket`.
 * @throws MiptechError `config_invalid`, also where the host lacks `fetch` or `WebSocket`
 */
export function createMiptechClient(
  options: MiptechOptions,
  ports: Partial<Ports> = {},
): MiptechClientHandle {
  const host = completePorts(ports);
  const settings = validateOptions(options, { pageProtocol: host.pageProtocol });
  const journal = new Recorder(host.clock);
  const log = new Logger(settings, host, journal);
  const rest = new RestClient(settings, host, journal);
  const store = new Store(settings, host, (message) => {
    log.warn(message);
  });
  /** Nobody needs to sign in. */
  const open = settings.anonymous || settings.debug;
  let started = false;
  let destroyed = false;
  if (settings.apiKey !== null && host.pageHostname !== null && !localHost(host.pageHostname)) {
    log.warn(
      'apiKey is readable by everybody who opens this page. Let people sign in, or set getAuthToken, instead.',
    );
  }

  /** Who was signed in last, and so may be in what is seen of this client. */
  let seenOf: string | null = null;
  const forgetSeen = (): void => {
    seenOf = null;
    journal.clear();
    examination.forget();
  };

  const security = new SecurityLog(host.clock, log);
  const session: Session = new Session({
    settings,
    ports: host,
    rest,
    log,
    store,
    tokens: new TokenStore(settings, store),
    changed: (state) => {
      if (destroyed) return;
      if (state.phase === 'signed-in') {
        const owner = state.user?.id || state.user?.email || visitor;
        // The session of the one before may have ended without a sign-out.
        if (seenOf !== null && seenOf !== owner) {
          forgetSeen();
          journal.state('session', sessionDetail(state), null);
        }
        seenOf = owner;
        claim(owner);
      } else if (state.phase === 'signed-out' && open) claim(visitor);
      if (state.phase !== 'signing-in') connection.sessionChanged();
    },
    left: () => {
      connection.left();
      chat.forget();
      chats.forget();
      forgetSeen();
    },
    renewed: () => {
      connection.tokenRenewed();
    },
    notice: (code) => {
      security.note(code);
    },
    refused: (error) => {
      tenant.heed(error, 'user_management');
    },
  });
  journal.guard(() => session.secrets);
  const request: Session['request'] = (call) => session.request(call);
  const tenant = new Tenant({ log, request });
  const statistics = new Statistics((call) => rest.call({ ...call, token: session.token }));
  const health = new Health(host, (call) => rest.call({ ...call, token: session.token }));
  const chat: Chat = new Chat({
    settings,
    ports: host,
    store,
    log,
    request,
    identified: () => session.token !== null,
    carrier: () => connection.carrier,
    clearance: () => connection.clearance(),
    send: (text) => connection.send(text),
    limit: (seconds) => {
      connection.limit(seconds);
    },
    doubt: (error) => {
      connection.doubt(error);
    },
    wake: () => {
      connection.wake();
    },
    turnEnded: () => {
      tenant.answered();
      connection.turnEnded();
    },
    dayLimit: (most) => {
      tenant.heedLimit(most);
    },
    answeredElsewhere: (chatId) => {
      chats.answeredElsewhere(chatId);
    },
  });
  const chats: Chats = new Chats({
    store,
    tenantId: settings.tenantId,
    clock: host.clock,
    transcript: chat.transcript.outline,
    list: () => chat.list(),
    refused: (error) => {
      tenant.heed(error, 'chat_history');
    },
  });
  const claim = (owner: string): void => {
    chat.claim(owner);
    chats.claim(owner);
  };
  const connection: Connection = new Connection({
    settings,
    ports: host,
    store,
    session,
    health,
    log,
    conversation: chat,
  });
  const { notices } = security;
  const { transcript } = chat;
  const examination: Examination = new Examination({
    settings,
    ports: host,
    session,
    connection,
    notices,
    transcript,
  });

  const unwatch = witness({ journal, health, tenant, transcript: chat.transcript.outline });
  const client: MiptechClientHandle = {
    settings: shownSettings(settings),
    session,
    connection,
    health,
    tenant,
    statistics,
    security: security.notices,
    chat,
    journal: {
      get: journal.get,
      subscribe: journal.subscribe,
      clear: () => {
        journal.clear();
      },
      report: (more = {}) => report(client, { journal, clock: host.clock, more }),
    },
    chats,
    transcript: { get: chat.transcript.get, subscribe: chat.transcript.subscribe },
    diagnosis: { get: examination.state.get, subscribe: examination.state.subscribe },
    diagnose: () => examination.run(),
    start() {
      if (destroyed || started) return;
      started = true;
      connection.connect();
      if (open && session.get().phase === 'signed-out') claim(visitor);
    },
    destroy() {
      if (destroyed) return;
      destroyed = true;
      examination.destroy();
      connection.destroy();
      chats.destroy();
      chat.destroy();
      health.destroy();
      tenant.destroy();
      statistics.destroy();
      session.destroy();
      unwatch();
    },
  };
  return client;
}
