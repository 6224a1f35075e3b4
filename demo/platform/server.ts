/**
 * The platform as a whole: puts its parts together, listens on 127.0.0.1 and closes in order. It
 * does not know the process around it, so that tests can run several in one.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { Answers } from './answers/answers.js';
import { Conversation } from './conversation.js';
import { Chats } from './data/chats.js';
import { Database, type Driver } from './data/database.js';
import { openEmbedded } from './data/embedded.js';
import { openExternal } from './data/external.js';
import { lockFolder } from './data/lock.js';
import { DEMO_SIGN_IN, SECOND_SIGN_IN } from './data/seed.js';
import { Issuer } from './data/issuer.js';
import { Recognition } from './data/recognition.js';
import { Sessions } from './data/sessions.js';
import { prepareTenants, type Tenant } from './data/tenants.js';
import { Tokens } from './data/tokens.js';
import { Users } from './data/users.js';
import { ApiError } from './errors.js';
import { adminRoutes } from './http/admin.js';
import { authRoutes } from './http/auth.js';
import { chatRoutes } from './http/chat.js';
import { gate, type ApiEnv } from './http/context.js';
import { cors } from './http/cors.js';
import { failure } from './http/envelope.js';
import { healthRoutes } from './http/health.js';
import { knownCallsOnly } from './http/routing.js';
import { createLog } from './log.js';
import { pageRoutes } from './pages/pages.js';
import { Readiness } from './readiness.js';
import { defaultSettings, type Settings } from './settings.js';
import { Sockets } from './socket/sockets.js';

/** A running platform. */
export interface Platform {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly settings: Settings;
  readonly tenants: ReadonlyMap<string, Tenant>;
  readonly database: Database;
  /** Finishes running answers, closes sockets with the code, and frees the data. */
  close(code?: 1001 | 1012): Promise<void>;
}

const API_PREFIX = '/api/v1';
const GOODBYE_MS = 500;
const PORTS_TRIED = 50;

/**
 * Starts a platform; what is not given keeps its default. A test may bring a database that is open.
 * @throws FolderInUse if the data folder belongs to another process
 */
export async function createPlatform(
  given: Partial<Settings> = {},
  openDriver: (settings: Settings) => Promise<Driver> = openDatabase,
): Promise<Platform> {
  const settings: Settings = { ...defaultSettings(), ...given };
  const usesFolder = settings.databaseUrl === undefined && settings.dataFolder !== 'memory';
  const unlock = usesFolder ? await lockFolder(settings.dataFolder) : () => Promise.resolve();
  const undo: (() => Promise<void>)[] = [unlock];
  try {
    const database = new Database(await openDriver(settings));
    undo.unshift(() => database.close());
    return await assemble(settings, database, unlock);
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}

function openDatabase({ databaseUrl, dataFolder }: Settings): Promise<Driver> {
  return databaseUrl === undefined ? openEmbedded(dataFolder) : openExternal(databaseUrl);
}

async function assemble(
  settings: Settings,
  database: Database,
  unlock: () => Promise<unknown>,
): Promise<Platform> {
  const log = createLog(settings.quiet);
  const tenants = await prepareTenants(database, settings.tenants);
  const tokens = await Tokens.open(database, settings.accessTokenSeconds);
  const users = new Users(database);
  await seedDemoUsers(settings, tenants, users);
  const sessions = new Sessions(database, tokens, settings.refreshTokenSeconds);
  const issuer = settings.identity && new Issuer(settings.identity);
  const recognition = new Recognition(sessions, users, issuer);
  const chats = new Chats(database);
  const answers = new Answers(settings.docsRoot);
  const conversation = new Conversation(chats, answers, settings);
  const readiness = new Readiness(settings.warmUpMilliseconds, () => answers.refresh());

  const app = new Hono<ApiEnv>();
  app.use(async (c, next) => {
    const began = performance.now();
    c.set('requestId', `req_${randomUUID()}`);
    await next();
    c.header('X-Request-ID', c.get('requestId'));
    const ms = Math.round(performance.now() - began);
    const tenant = (c.get('tenant') as Tenant | undefined)?.id ?? '-';
    log(`${c.req.method} ${c.req.path} ${c.res.status} ${ms}ms ${tenant}`);
  });
  app.use('/api/*', cors(settings.corsOrigins));
  app.onError((error, c) => failure(c, error, log));

  const api = new Hono<ApiEnv>();
  api.use(gate({ ...settings, tenants, recognition }));
  api.route('/', healthRoutes(database, readiness));
  api.route('/auth', authRoutes(users, sessions));
  api.route('/chat', chatRoutes({ chats, conversation, answers, settings }));
  const http = createServer(
    getRequestListener(app.fetch, { overrideGlobalObjects: false }) as never,
  );
  const sockets = new Sockets(
    http,
    { ...settings, tenants, recognition, chats },
    { sessions, chats, conversation, readiness, settings, log },
  );
  api.route(
    '/admin',
    adminRoutes(database, settings, (tenantId) => sockets.count(tenantId)),
  );
  app.use('/api/*', knownCallsOnly(api, API_PREFIX));
  app.route(API_PREFIX, api);
  app.route('/', pageRoutes(settings, answers));
  app.notFound((c) => c.json({ detail: 'Not Found' }, 404));

  const port = await listen(http, settings);
  let closing: Promise<void> | undefined;
  const close = async (code: 1001 | 1012) => {
    const stopped = new Promise<void>((resolve) =>
      http.close(() => {
        resolve();
      }),
    );
    readiness.close();
    sockets.stopListening();
    await conversation.close();
    sockets.close(code, code === 1012 ? 'Service restart' : 'Going away');
    http.closeIdleConnections();
    await Promise.race([stopped, delay(GOODBYE_MS, undefined, { ref: false })]);
    sockets.terminate();
    http.closeAllConnections();
    await stopped;
    await database.close();
    await unlock();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    settings,
    tenants,
    database,
    close: (code = 1012) => (closing ??= close(code)),
  };
}

async function seedDemoUsers(
  { tenants: seeds }: Settings,
  tenants: ReadonlyMap<string, Tenant>,
  users: Users,
): Promise<void> {
  for (const seed of seeds) {
    const tenant = tenants.get(seed.id);
    if (!seed.demoUsers || tenant === undefined) continue;
    for (const { email, password, fullName, role } of [DEMO_SIGN_IN, SECOND_SIGN_IN]) {
      if (!(await users.has(tenant, email))) {
        await users.register(tenant, email, password, fullName).catch((error: unknown) => {
          if (!(error instanceof ApiError)) throw error;
        });
      }
      // Also where the account is older than the roles.
      await users.appoint(tenant, email, role);
    }
  }
}

async function listen(http: Server, { port, nextFreePort }: Settings): Promise<number> {
  const tries = port !== 0 && nextFreePort ? PORTS_TRIED : 1;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject);
        http.listen(port + attempt, '127.0.0.1', () => {
          http.off('error', reject);
          resolve();
        });
      });
      return (http.address() as AddressInfo).port;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || attempt + 1 >= tries || port + attempt >= 65_535) throw error;
    }
  }
}
