/**
 * An answer that comes in far more chunks than anybody can read, to a real page over a real socket,
 * and what could be seen of it. Owns the measuring; judges nothing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { MiptechChat, MiptechProvider } from '../../src/index.js';
import { DEMO } from '../platform/harness.js';
import { FastClock } from '../faults/tools/fast-clock.js';
import { ScriptedPlatform } from '../faults/tools/scripted-platform.js';
import type { Peer } from '../faults/tools/scripted-platform.js';
import { serveBarePage, watch } from './harness.js';
import { Tab, until } from './tab.js';

/** Milliseconds between two handfuls of chunks. */
const handful = 5;

/** What the page saw while the answer came. */
interface Seen {
  readonly began: number;
  readonly ended: number;
  /** Frames that were painted meanwhile, and how often the conversation was rendered. */
  readonly frames: number;
  readonly renders: number;
  /** How often a listener of the transcript was woken. */
  readonly wakes: number;
  /** The longest time between two frames, in milliseconds. */
  readonly gap: number;
  /** Tasks longer than 50 ms, in milliseconds. */
  readonly long: readonly number[];
  /** State of the answer when what was typed meanwhile came to the field. */
  readonly typedDuring: string | null;
}

export interface Flood {
  readonly seen: Seen;
  /** Milliseconds that the platform took to write all of it. */
  readonly sending: number;
  /** The answer as it was sent, and as the page has it. */
  readonly sent: string;
  readonly received: string;
  /** What is on screen, as one line of words. */
  readonly shown: string;
  /** Bytes of the heap: after a collection before and behind it, and the most in between. */
  readonly heap: { readonly before: number; readonly most: number; readonly after: number };
  readonly problems: readonly string[];
}

/** Four characters a chunk, as tokens have, with a new paragraph after each hundred. */
const chunk = (index: number): string =>
  `${index.toString(36).padStart(3, '0').slice(-3)}${index % 100 === 99 ? '\n\n' : ' '}`;

async function pour(
  peer: Peer,
  count: number,
  rate: number,
): Promise<Pick<Flood, 'sent' | 'sending'>> {
  const about = { message_id: 'flood', chat_id: peer.knock.query.get('chat_id') };
  peer.send('response_start', about);
  const began = performance.now();
  let sent = '';
  for (let index = 0; index < count;) {
    const due = Math.min(count, Math.ceil(((performance.now() - began) / 1000) * rate));
    for (; index < due; index += 1) {
      const content = chunk(index);
      sent += content;
      peer.send('response_chunk', { ...about, content });
    }
    await pause(handful);
  }
  // Without a text of its own: what was lost on the way would stay lost.
  peer.send('response_complete', about);
  return { sent, sending: performance.now() - began };
}

/** Runs in the page. */
function beginToLook(): void {
  const client = document.querySelector<MiptechProvider>('miptech-provider')?.client;
  const chat = document.querySelector<MiptechChat>('miptech-chat');
  const log = chat?.shadowRoot?.querySelector('[role=log]');
  const field = chat?.shadowRoot?.querySelector('textarea');
  if (!client || !log || !field) throw new Error('no chat');
  const seen = {
    began: 0,
    ended: 0,
    frames: 0,
    renders: 0,
    wakes: 0,
    gap: 0,
    long: [] as number[],
    typedDuring: null as string | null,
  };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.long.push(Math.round(duration));
  }).observe({ type: 'longtask' });
  new MutationObserver(() => {
    seen.renders += 1;
  }).observe(log, { subtree: true, childList: true, characterData: true });
  field.addEventListener('input', () => {
    if (seen.began === 0) return;
    seen.typedDuring ??= client.transcript.get().messages.at(-1)?.state ?? null;
  });
  // A method, since the compiler's helper for named functions is not on the page.
  const paint = {
    last: performance.now(),
    next(now: number) {
      if (seen.began > 0) {
        seen.frames += 1;
        seen.gap = Math.max(seen.gap, Math.round(now - paint.last));
      }
      paint.last = now;
      if (seen.ended === 0) requestAnimationFrame(paint.next);
    },
  };
  requestAnimationFrame(paint.next);
  client.transcript.subscribe(() => {
    const answer = client.transcript.get().messages.at(-1);
    seen.wakes += 1;
    if (answer?.state === 'streaming' && seen.began === 0) {
      // The marks are for a trace of the browser's own.
      seen.began = performance.mark('flood begins').startTime;
    }
    if (answer?.state === 'complete' && seen.ended === 0) {
      seen.ended = performance.mark('flood ends').startTime;
    }
  });
}

/** Lets an answer of `count` chunks come, `rate` of them a second. */
export async function flood(browser: Browser, count: number, rate: number): Promise<Flood> {
  const clock = new FastClock();
  const platform = await ScriptedPlatform.start(clock);
  const site = await serveBarePage(platform.url);
  const context = await browser.newContext({ viewport: { width: 800, height: 900 } });
  try {
    const poured = new Promise<Pick<Flood, 'sent' | 'sending'>>((resolve) => {
      platform.questioned = (_question, peer) => void pour(peer, count, rate).then(resolve);
    });
    const { problems } = await watch(context);
    const tab = await Tab.open(context, site.url);
    await tab.screen.signIn(DEMO.email, DEMO.password);
    await tab.ready();
    const session = await context.newCDPSession(tab.page);
    const used = async (): Promise<number> => (await session.send('Runtime.getHeapUsage')).usedSize;
    const heap = async (): Promise<number> => {
      for (let pass = 0; pass < 3; pass += 1) await session.send('HeapProfiler.collectGarbage');
      return used();
    };
    const before = await heap();
    await tab.page.evaluate(beginToLook);
    // By keyboard alone: a page that is flooded answers a script's questions late, keys at once.
    await tab.screen.message.fill('All of it?');
    await tab.screen.message.press('Enter');
    const look = (): Promise<Seen> =>
      tab.page.evaluate(() => (window as unknown as { seen: Seen }).seen);
    do await tab.page.keyboard.type('typed meanwhile ');
    while ((await look()).typedDuring === null);
    let most = before;
    await until(async () => {
      most = Math.max(most, await used());
      return (await look()).ended > 0;
    }, 60_000);
    await tab.screen.answers(1);
    const seen = await look();
    const shown = await tab.screen.log.locator('article [part="answer"]').innerText();
    return {
      seen,
      ...(await poured),
      received: (await tab.texts()).at(-1) ?? '',
      shown: shown.split(/\s+/).join(' ').trim(),
      heap: { before, most, after: await heap() },
      problems,
    };
  } finally {
    await context.close();
    site.close();
    await platform.close();
    clock.stop();
  }
}

/** The figures, a line each. */
export function figures({ seen, sending, heap }: Flood): string[] {
  const { began, ended, frames, renders, wakes, gap, long } = seen;
  const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  return [
    `sent in ${sending.toFixed(0)} ms, received in ${(ended - began).toFixed(0)} ms`,
    `${String(frames)} frames, ${String(renders)} renders, ${String(wakes)} wakes`,
    `longest frame ${String(gap)} ms, tasks over 50 ms: ${long.join(', ') || 'none'}`,
    `heap ${megabytes(heap.before)} → ${megabytes(heap.after)} MB, at most ${megabytes(heap.most)}`,
  ];
}
