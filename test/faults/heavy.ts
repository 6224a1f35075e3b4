/**
 * Simulations of millions of microtasks, each run by its name in a process of its own: node:test
 * follows every promise, which makes them forty times slower. Prints what was wrong as a JSON list.
 */
// First of all: the clock looks for what this takes away when it is loaded.
import './tools/microtasks-only.js';
import { setImmediate } from 'node:timers';
import { MiptechError } from '../../src/core/index.js';
import { scriptedToken } from '../../src/testing/scripted-host.js';
import { Browser, ann, leftBehind } from './browser.js';
import type { Page } from './browser.js';

/** The most of `times` in any `span` milliseconds. */
function densest(times: readonly number[], span: number): number {
  return Math.max(
    0,
    ...times.map((from) => times.filter((at) => at >= from && at < from + span).length),
  );
}

/** 1,000 connections that each stand for a millisecond. */
async function flaps(random: number): Promise<string[]> {
  const browser = new Browser();
  const page = browser.page({ idleDisconnect: 'never' }, { random: () => random });
  const { clock, sockets } = page.host;
  // A token without an end: renewals would bring attempts of their own.
  browser.knows('u1');
  page.host.visible = false;
  await page.stand();
  const opened: number[] = [];
  for (let flap = 0; flap < 1000; flap += 1) {
    await clock.advance(1);
    page.host.socket.drop();
    await page.back();
    opened.push(clock.monotonic());
  }
  await clock.advance(1);
  page.host.socket.drop();
  await clock.advance(0);
  const flaws: string[] = [];
  const { phase, attempt } = page.client.connection.get();
  const most = (times: readonly number[], allowed: number): void => {
    const found = densest(times, 60_000);
    if (found > allowed)
      flaws.push(`${String(found)} attempts in a minute, not ${String(allowed)}`);
  };
  // Ten quick ones, then one in 30 s at the soonest.
  most(opened, 13);
  most(opened.slice(12), 2);
  if (sockets.length !== 1001) flaws.push(`${String(sockets.length)} sockets`);
  if (phase !== 'failed') flaws.push(`the phase is ${phase}`);
  if (attempt !== 1001) flaws.push(`the counter was reset: ${String(attempt)}`);
  return [...flaws, ...page.flaws(), ...(await leftBehind(browser))];
}

interface Walk {
  readonly page: Page;
  /** Each is one thing that happens; `undefined` where nothing is waited for behind it. */
  readonly steps: readonly (() => unknown)[];
}

/** A kept session without a profile, sign-in, chat, renewal, loss, REST, another chat, sign-out. */
function mainWalk(browser: Browser): Walk {
  const token = scriptedToken({ tenant_id: 'acme', user_id: 'u1', iat: 1, exp: 901 });
  browser.storage.values.set('miptech_access_token', token);
  browser.storage.values.set('miptech_refresh_token', 'kept');
  const history = browser.history();
  browser.routes.set('POST /chat/chat-1/message', ({ body }) => ({
    body: { message_id: 'r1', message: `to ${String(body['message'])}` },
  }));
  // The shortest waits.
  const page = browser.page({}, { random: () => 0 });
  const { client, host } = page;
  const socket = (): Page['host']['socket'] => host.socket;
  return {
    page,
    steps: [
      () => client.start(),
      () => client.session.login(ann),
      () => socket().open(),
      () => socket().receive('connection_established', { client_id: 'c' }),
      () => socket().receive('connection_ready'),
      () => client.chat.send('one'),
      () => socket().receive('response_start', { message_id: 'a1' }),
      () => socket().receive('response_chunk', { message_id: 'a1', content: 'Half' }),
      () => socket().receive('token_expired'),
      () => socket().receive('response_complete', { message_id: 'a1', content: 'Whole' }),
      () => socket().stand(),
      () => client.chat.send('two'),
      () => socket().receive('rate_limit_exceeded', { retry_after: 1 }),
      () => host.clock.advance(1000),
      () => history.push({ id: 's2', role: 'user', content: 'two' }),
      () => socket().drop(),
      () => host.clock.advance(0),
      () => socket().stand(),
      () => host.clock.advance(1500),
      () => void (page.sockets = 'refused'),
      () => socket().drop(),
      () => host.clock.advance(1000),
      () => host.clock.advance(1000),
      () => client.chat.send('three'),
      () => client.chat.send('four'),
      () => client.chat.stop(),
      () => client.chat.newChat(),
      () => client.chat.open('chat-1'),
      () => client.chat.list(),
      () => host.network('leaving'),
      () => host.network('restored'),
      () => client.session.logout(),
    ],
  };
}

/** A visitor whose chat only the socket can make. */
function visitorWalk(browser: Browser): Walk {
  const make = browser.routes.get('POST /chat');
  browser.routes.set('POST /chat', (request) =>
    request.token === null ? { status: 401, body: {} } : (make?.(request) ?? {}),
  );
  const page = browser.page({ anonymous: true });
  const { client, host } = page;
  return {
    page,
    steps: [
      () => client.start(),
      () => host.socket.stand(),
      () => client.chat.send('hello'),
      () => host.clock.advance(3100),
      () => host.socket.receive('chat_created', { chat_id: 'public' }),
      () => host.socket.drop(),
      () => host.clock.advance(2600),
      () => host.socket.drop(),
      () => client.session.register({ ...ann, fullName: 'Ann' }),
      () => host.socket.stand(),
    ],
  };
}

/** A page whose own sign-on supplies the tokens. */
function signOnWalk(browser: Browser): Walk {
  let serial = 0;
  const page = browser.page({
    getAuthToken: () => {
      serial += 1;
      return Promise.resolve(scriptedToken({ tenant_id: 'acme', sub: 'sso', serial }));
    },
  });
  const { client, host } = page;
  return {
    page,
    steps: [
      () => client.start(),
      () => host.socket.stand(),
      () => host.socket.receive('token_expired'),
      () => host.socket.stand(),
      () => host.clock.jump(3_600_000),
      () => host.clock.advance(2100),
      () => host.socket.stand(),
      () => client.session.logout(),
    ],
  };
}

const walks: Readonly<Record<string, (browser: Browser) => Walk>> = {
  main: mainWalk,
  visitor: visitorWalk,
  'sign-on': signOnWalk,
};

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

/** What a page may be told when it is ended in the middle of a call. */
function expected(error: unknown): boolean {
  return error instanceof MiptechError && error.code === 'disposed';
}

/**
 * Walks, and destroys the client after so many turns of the microtask queue. Answers what was left,
 * or null where the walk ended before.
 */
async function ended(name: string, after: number, late: boolean): Promise<string[] | null> {
  const browser = new Browser();
  const { page, steps } = walks[name]?.(browser) ?? { page: browser.page(), steps: [] };
  const { client, host } = page;
  const flaws: string[] = [];
  let destroyed = false;
  let over = false;
  const walk = async (): Promise<void> => {
    for (const step of steps) {
      if (destroyed) return;
      await step();
      await turns(30);
    }
    over = true;
  };
  let lost = '';
  const walking = walk().catch((error: unknown) => {
    if (!destroyed) lost = String(error);
    // The page's own calls are told so; whatever a step meets after that is the test's affair.
    else if (error instanceof MiptechError && !expected(error)) flaws.push(`told ${error.code}`);
  });
  await turns(after);
  if (lost !== '') throw new Error(`the walk ended: ${lost}`);
  if (over) return null;
  client.destroy();
  destroyed = true;
  const asked = host.requests.length;
  const opened = host.sockets.length;
  if (late) {
    // What is in the queues of the host still arrives.
    for (const socket of host.sockets) {
      socket.receive('chat_response', { message_id: 'late', message: 'late' });
      socket.drop();
    }
    for (const change of ['online', 'visible', 'restored', 'offline', 'leaving'] as const) {
      host.network(change);
    }
    host.storageChanged(null);
  }
  await turns(150);
  flaws.push(...(await leftBehind(browser)));
  await host.clock.advance(600_000);
  await walking;
  if (host.requests.length > asked) flaws.push(`asks ${host.requests.at(-1)?.path ?? ''}`);
  if (host.sockets.length > opened) flaws.push('opens a socket');
  if (client.connection.get().phase !== 'closed') {
    flaws.push(`the phase is ${client.connection.get().phase}`);
  }
  return [...flaws, ...page.flaws()];
}

/** More turns than any of the walks takes. */
const longestWalk = 20_000;

/** Destroys the client at every turn of a walk. */
async function sweep(name: string): Promise<string[]> {
  const found = new Map<string, number[]>();
  let after = 0;
  for (; ; after += 1) {
    if (after > longestWalk) return ['the walk does not end'];
    const flaws = await ended(name, after, after % 2 === 0);
    if (flaws === null) break;
    for (const flaw of flaws) found.set(flaw, [...(found.get(flaw) ?? []), after]);
    // Rejections that nobody handles are told between macrotasks.
    if (after % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const flaws = [...found].map(
    ([flaw, turns]) => `${flaw}, at ${String(turns.length)} turns from ${String(turns[0])} on`,
  );
  return after > 300 ? flaws : [...flaws, `a walk of only ${String(after)} turns`];
}

/** What a page may do from inside a listener, and whether the client still serves afterwards. */
const verbs: Readonly<Record<string, { call: (page: Page) => unknown; serves: boolean }>> = {
  connect: { call: ({ client }) => client.connection.connect(), serves: true },
  send: { call: ({ client }) => client.chat.send('from inside'), serves: true },
  stop: { call: ({ client }) => client.chat.stop(), serves: true },
  newChat: { call: ({ client }) => client.chat.newChat(), serves: true },
  disconnect: { call: ({ client }) => client.connection.disconnect(), serves: false },
  logout: { call: ({ client }) => client.session.logout(), serves: false },
  destroy: { call: ({ client }) => client.destroy(), serves: false },
};

/** Calls back in at one call of one listener; null where that call never comes. */
async function calledBack(verb: string, source: number, at: number): Promise<string[] | null> {
  const browser = new Browser();
  const page = browser.page();
  const { client, host } = page;
  const { call, serves } = verbs[verb] ?? { call: () => undefined, serves: true };
  const { connection, session, health, transcript } = client;
  const sources = [connection, connection.countdown, session, health, transcript] as const;
  let heard = 0;
  const flaws: string[] = [];
  sources[source]?.subscribe(() => {
    heard += 1;
    if (heard !== at) return;
    try {
      void Promise.resolve(call(page)).catch(() => undefined);
    } catch (error) {
      flaws.push(`${verb} threw ${String(error)}`);
    }
  });
  page.sockets = 'standing';
  client.start();
  await client.session.login(ann).catch(() => undefined);
  for (let round = 0; round < 3; round += 1) {
    await host.clock.advance(500);
    client.chat.send(`q${String(round)}`);
    await turns(20);
    const [socket] = page.live;
    socket?.receive('response_start', { message_id: `a${String(round)}` });
    await turns(20);
    socket?.receive('response_complete', { message_id: `a${String(round)}`, content: 'answer' });
    await turns(20);
    if (round === 1) socket?.receive('rate_limit_exceeded', { retry_after: 1 });
    if (round === 0) socket?.drop();
    await host.clock.advance(10_000);
    for (const live of page.live) live.receive('pong');
  }
  if (heard < at) return null;
  if (serves) {
    const last = client.chat.send('last');
    await turns(50);
    for (const socket of page.live) {
      for (let answer = 0; answer < 5; answer += 1) {
        socket.receive('chat_response', { message_id: `l${String(answer)}`, message: 'answer' });
      }
    }
    await turns(50);
    if (client.connection.get().phase !== 'ready') flaws.push(`ends ${connection.get().phase}`);
    if (last.get().state !== 'delivered') flaws.push(`the last message is ${last.get().state}`);
  }
  return [...flaws, ...page.flaws(), ...(await leftBehind(browser))];
}

async function callbacks(verb: string): Promise<string[]> {
  const found = new Map<string, string>();
  for (const source of [0, 1, 2, 3, 4]) {
    for (let at = 1; ; at += 1) {
      const flaws = await calledBack(verb, source, at);
      if (flaws === null && at < 2) found.set(`listener ${String(source)} is never called`, '');
      if (flaws === null) break;
      for (const flaw of flaws) {
        if (!found.has(flaw)) found.set(flaw, `, listener ${String(source)}, call ${String(at)}`);
      }
    }
  }
  return [...found].map(([flaw, where]) => flaw + where);
}

const scenarios: Readonly<Record<string, (argument: string) => Promise<string[]>>> = {
  flaps: (random) => flaps(Number(random)),
  sweep,
  callbacks,
};

const [name = '', argument = ''] = process.argv.slice(2);
const unhandled = new Set<string>();
process.on('unhandledRejection', (error) => unhandled.add(`unhandled: ${String(error)}`));
process.on('uncaughtException', (error) => unhandled.add(`uncaught: ${String(error)}`));
const flaws = (await scenarios[name]?.(argument)) ?? [`there is no ${name}`];
await new Promise((resolve) => setImmediate(resolve));
console.log(JSON.stringify([...flaws, ...unhandled]));
