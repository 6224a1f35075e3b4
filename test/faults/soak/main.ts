/**
 * One client loses its socket again and again and comes back each time, with a question in between:
 * does anything of it stay behind? Real sockets to a server in another process, and a clock that
 * jumps over every wait. Run by scripts/soak.mjs, which says with what; fails beyond the bounds.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createMiptechClient } from '../../../src/core/index.js';
import type { ConnectionState, MiptechClientHandle } from '../../../src/core/index.js';
import { CountedHost } from './host.js';
import type { Held } from './host.js';

const reconnects = Number(process.env['RECONNECTS'] ?? 10_000);
/** Until every path was taken and compiled. */
const warmUp = Math.min(500, reconnects / 2);
/** Most growth of the heap from there to the end. */
const bound = 0.05;
/** Ends of a socket, in turn. */
const ends = [1006, 1012, 1001, 1011, 4999];
/** Chats are left behind: messages on screen are meant to stay in memory. */
const chatEvery = 50;
/** Longest real wait for anything to happen, in milliseconds. */
const patience = 20_000;

const { gc } = globalThis;
if (gc === undefined) throw new Error('Start it with npm run test:soak: it needs --expose-gc.');

/** The least of several: what still has a callback to come is no garbage yet. */
async function heap(): Promise<number> {
  const sizes: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    gc?.();
    await pause(20);
    sizes.push(process.memoryUsage().heapUsed);
  }
  return Math.min(...sizes);
}

/** The next state of the connection that fits, be it the one there is. */
function reached(
  { connection }: MiptechClientHandle,
  fits: (state: ConnectionState) => boolean,
): Promise<ConnectionState> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      off();
      reject(new Error(`Nothing happens: ${JSON.stringify(connection.get())}`));
    }, patience);
    const look = (): void => {
      const state = connection.get();
      if (!fits(state)) return;
      off();
      clearTimeout(timer);
      resolve(state);
    };
    const off = connection.subscribe(look);
    look();
  });
}

async function back(client: MiptechClientHandle, { clock }: CountedHost): Promise<void> {
  for (;;) {
    const state = await reached(client, ({ phase, at }) => phase === 'ready' || at !== null);
    if (state.phase === 'ready') return;
    // What is told is rounded; the timer behind it may be due a moment later.
    await clock.advance(Math.max(1, (state.at ?? 0) - clock.now() + 1));
  }
}

async function ask(client: MiptechClientHandle): Promise<void> {
  const question = client.chat.send('Still there?');
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      off();
      reject(new Error(`No answer: ${JSON.stringify(client.transcript.get().messages.at(-1))}`));
    }, patience);
    const look = (): void => {
      const { answering } = client.transcript.get();
      if (question.get().state !== 'delivered' || answering) return;
      off();
      clearTimeout(timer);
      resolve();
    };
    const off = client.transcript.subscribe(look);
    look();
  });
}

function told({ timers, watchers, sockets, listeners }: Held): string {
  return `${timers} timers, ${watchers} watchers, ${sockets} sockets with ${listeners} listeners`;
}

const server = fork(new URL('./server.ts', import.meta.url), { execArgv: ['--import=tsx'] });
const [port] = (await once(server, 'message')) as [number];
const host = new CountedHost();
const client = createMiptechClient(
  {
    apiUrl: `http://127.0.0.1:${port}`,
    tenantId: 'soak',
    tokenStorage: 'memory',
  },
  host.ports,
);
client.start();
await client.session.login({ email: 'demo@example.com', password: 'demo-password' });
await back(client, host);

const began = performance.now();
let before = { bytes: 0, held: host.held };
for (let count = 1; count <= reconnects; count += 1) {
  await ask(client);
  if (count % chatEvery === 0) await client.chat.newChat();
  // A connection that stood is forgiven its failures; one that did not comes to the slow attempts.
  if (count % 3 === 0) await host.clock.advance(11_000);
  await back(client, host);
  if (count === warmUp) before = { bytes: await heap(), held: host.held };
  server.send(ends[count % ends.length] ?? 1006);
  await reached(client, ({ phase }) => phase !== 'ready');
  await back(client, host);
  if (count % 1000 === 0) {
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.log(`${count} of ${reconnects} reconnects after ${seconds} s`);
  }
}
await ask(client);
await client.chat.newChat();
const after = { bytes: await heap(), held: host.held };
const growth = after.bytes / before.bytes - 1;
client.destroy();
// A closing handshake takes its time.
for (let waits = 0; host.held.sockets > 0 && waits < 400; waits += 1) await pause(5);
const left = host.held;
server.disconnect();

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
console.log(
  [
    `${host.opened} sockets in ${((performance.now() - began) / 1000).toFixed(0)} s`,
    `heap after ${warmUp} reconnects: ${megabytes(before.bytes)}`,
    `heap at the end: ${megabytes(after.bytes)}, ${percent(growth)} more (at most ${percent(bound)})`,
    `held after ${warmUp} reconnects: ${told(before.held)}`,
    `held at the end: ${told(after.held)}`,
    `held behind destroy(): ${told(left)}`,
  ].join('\n'),
);
const grew = growth > bound;
const kept = told(before.held) !== told(after.held);
const stayed = Object.values(left).some((count) => count > 0);
if (grew) console.error('The heap grew beyond its bound.');
if (kept) console.error('The client holds more or less of its host than before.');
if (stayed) console.error('Something stayed behind destroy().');
if (grew || kept || stayed) process.exitCode = 1;
