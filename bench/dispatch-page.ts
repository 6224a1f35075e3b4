/**
 * What the dispatch measurement runs in the page: one conversation's frames through `JSON.parse`,
 * through `decode`, and through a whole client whose socket is a scripted one. Answers frames a
 * second; checks that every answer arrived, so that only working code is measured.
 */
import { createMiptechClient } from '../src/core/index.js';
import type { MiptechClientHandle } from '../src/core/index.js';
import { hostPorts } from '../src/core/ports.js';
import { decode } from '../src/core/protocol/frames.js';
import { settle } from '../src/testing/manual-clock.js';
import type { ScriptedSocket } from '../src/testing/scripted-host.js';
import { workingHost } from '../src/testing/scripted-host.js';

type Mode = 'delta' | 'cumulative';

/** As many questions as the platform takes at once. */
const answers = 10;
const chunks = 400;

const sentence =
  'The **tenant** sets how many messages a day it takes, and `GET /admin/tenant` tells the rest. ';
/** About 2 kB, which 400 chunks cut into five characters each, as tokens come. */
const answer = sentence.repeat(22);

function framesOf(mode: Mode, index: number): string[] {
  const message_id = `msg_01HZX4T9QK8N${String(index)}`;
  const chat_id = 'chat-1';
  const frame = (type: string, data: object): string =>
    JSON.stringify({ type, data: { message_id, chat_id, ...data }, timestamp: 1_700_000_000 });
  const cut = (chunk: number): number => Math.ceil((answer.length * chunk) / chunks);
  return [
    frame('response_start', {}),
    ...Array.from({ length: chunks }, (_, chunk) =>
      frame('response_chunk', {
        content: answer.slice(mode === 'delta' ? cut(chunk) : 0, cut(chunk + 1)),
      }),
    ),
    frame('response_complete', { content: answer, sources: [] }),
  ];
}

const conversation = (mode: Mode): string[] =>
  Array.from({ length: answers }, (_, index) => framesOf(mode, index)).flat();

/** A client whose socket stands and whose questions are asked, behind `earlier` messages. */
async function begin(mode: Mode, earlier = 0): Promise<[MiptechClientHandle, ScriptedSocket]> {
  const host = workingHost();
  const messages = Array.from({ length: earlier }, (_, index) => ({
    message_id: `earlier-${String(index)}`,
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: `Message ${String(index)}`,
  }));
  host.routes.set('GET /chat/*', () => ({ body: { messages } }));
  // Timers are part of the price, so the clock is the page's own.
  const ports = { ...host.ports, clock: hostPorts().clock };
  const options = { tenantId: 'acme', chatId: 'chat-1', streamMode: mode };
  const client = createMiptechClient(options, ports);
  client.start();
  await client.session.login({ email: 'ann@example.com', password: 'secret-password' });
  await settle();
  host.socket.stand();
  for (let index = 0; index < answers; index += 1) client.chat.send('What may I set?');
  await settle();
  return [client, host.socket];
}

function end(client: MiptechClientHandle): void {
  const whole = client.transcript
    .get()
    .messages.filter(({ state, text }) => state === 'complete' && text === answer);
  client.destroy();
  if (whole.length !== answers) throw new Error(`${String(whole.length)} answers arrived whole.`);
}

async function routed(frames: string[], mode: Mode, earlier: number): Promise<number> {
  const [client, socket] = await begin(mode, earlier);
  const before = performance.now();
  for (const data of frames) socket.emit('message', { data });
  const taken = performance.now() - before;
  end(client);
  return taken;
}

/** Each takes all of `frames` once and answers the milliseconds that it took. */
const ways: Readonly<Record<string, (frames: string[], mode: Mode) => Promise<number> | number>> = {
  parse(frames) {
    const before = performance.now();
    let objects = 0;
    for (const frame of frames) if (typeof JSON.parse(frame) === 'object') objects += 1;
    const taken = performance.now() - before;
    if (objects !== frames.length) throw new Error('A frame is no object.');
    return taken;
  },
  decode(frames) {
    const before = performance.now();
    let read = 0;
    for (const frame of frames) if (decode(frame).ok) read += 1;
    const taken = performance.now() - before;
    if (read !== frames.length) throw new Error('A frame was refused.');
    return taken;
  },
  client: (frames, mode) => routed(frames, mode, 0),
  long: (frames, mode) => routed(frames, mode, 500),
  /** As sockets do it: the listeners are called between two frames. */
  async watched(frames, mode) {
    const [client, socket] = await begin(mode);
    let shown = 0;
    client.transcript.subscribe(() => {
      shown += client.transcript.get().messages.length;
    });
    const before = performance.now();
    for (const data of frames) {
      socket.emit('message', { data });
      await null;
    }
    const taken = performance.now() - before;
    end(client);
    if (shown < frames.length) throw new Error('The listener missed a frame.');
    return taken;
  },
};

/** So often a run takes the conversation, since a page's clock is coarse. */
const rounds = 5;

/** Frames a second of each way, by the median of `runs`, behind two that warm up. */
async function rates(mode: Mode, runs: number): Promise<Record<string, number>> {
  const frames = conversation(mode);
  const times = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
  for (let index = -2; index < runs; index += 1) {
    // In turns: what else the machine does then slows all of them.
    for (const [way, run] of Object.entries(ways)) {
      let taken = 0;
      for (let round = 0; round < rounds; round += 1) taken += await run(frames, mode);
      if (index >= 0) times.get(way)?.push(taken);
    }
  }
  const rate = (taken: number[]): number => {
    const median = taken.sort((one, other) => one - other)[taken.length >> 1] ?? NaN;
    return (rounds * frames.length * 1000) / median;
  };
  return Object.fromEntries([...times].map(([way, taken]) => [way, rate(taken)]));
}

/** Milliseconds that one way takes for the conversation, so many times over. */
async function taken(way: string, mode: Mode, times: number): Promise<number> {
  const frames = conversation(mode);
  let whole = 0;
  for (let time = 0; time < times; time += 1) whole += (await ways[way]?.(frames, mode)) ?? NaN;
  return whole;
}

Object.assign(globalThis, { rates, taken });
