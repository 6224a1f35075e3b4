/**
 * What the transcript's measurements call in the page. It paces what is shown and notes what only
 * the page can see: long tasks, frames that were late, and the time on the page's own clock.
 */
import { Chat, PlainPage } from './subjects.js';
import type { Subject } from './subjects.js';
import { growing, message, messages } from './texts.js';

/** What the page saw while something ran; times in milliseconds. */
interface Seen {
  taken: number;
  longTasks: number;
  /** Frames that the display could have shown and did not get. */
  dropped: number;
}

const frame = (): Promise<number> => new Promise(requestAnimationFrame);

async function frames(count: number): Promise<void> {
  for (let shown = 0; shown < count; shown += 1) await frame();
}

const task = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      resolve();
    };
    port2.postMessage(null);
  });

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** The display's, which no page is told. */
const frameTime = 1000 / 60;

async function seen(run: () => Promise<void>): Promise<Seen> {
  const observer = new PerformanceObserver((list) => {
    longTasks += list.getEntries().length;
  });
  let longTasks = 0;
  let dropped = 0;
  let last = await frame();
  let watching = true;
  const watch = (now: number): void => {
    dropped += Math.max(0, Math.round((now - last) / frameTime) - 1);
    last = now;
    if (watching) requestAnimationFrame(watch);
  };
  observer.observe({ type: 'longtask' });
  requestAnimationFrame(watch);
  const before = performance.now();
  await run();
  const taken = performance.now() - before;
  watching = false;
  // A long task is told of once it is over.
  await frames(2);
  await task();
  observer.disconnect();
  return { taken, longTasks, dropped };
}

const subjects: Readonly<Record<string, () => Subject>> = {
  plain: () => new PlainPage(),
  chat: () => new Chat(),
};

/** Only what works is measured: each answer ends with the last cell of a table. */
function checkAnswer(): void {
  if (!subject.answer.replace(/[\s|]+$/, '').endsWith('none')) throw new Error('No whole answer.');
}

let subject: Subject = new PlainPage();
let conversation = messages(0);

const calls = {
  /** Makes the messages that `open` shows, so that their text is not counted as its memory. */
  make(count: number): void {
    conversation = messages(count);
  },

  async mount(name: string): Promise<void> {
    const make = subjects[name];
    if (make === undefined) throw new Error(`There is no ${name}.`);
    subject = make();
    subject.mount();
    await frames(2);
  },

  open: (): Promise<Seen> =>
    seen(async () => {
      subject.open(conversation);
      await frames(2);
    }),

  /** One message a frame, `count` times. */
  add: (count: number): Promise<Seen> =>
    seen(async () => {
      for (let index = 0; index < count; index += 1) {
        subject.add(message(conversation.length + index));
        await frame();
      }
      await frame();
    }),

  /** `count` chunks, each as soon as the page has taken the one before it. */
  flood(count: number): Promise<Seen> {
    const texts = growing(count, 12);
    return seen(async () => {
      subject.begin();
      for (const text of texts) {
        subject.grow(text);
        await task();
      }
      subject.end();
      await frames(2);
      checkAnswer();
    });
  },

  /** `count` chunks, one a frame. */
  stroll(count: number): Promise<Seen> {
    const texts = growing(count, 3);
    return seen(async () => {
      subject.begin();
      for (const text of texts) {
        subject.grow(text);
        await frame();
      }
      subject.end();
      await frame();
      checkAnswer();
    });
  },

  /** `rate` chunks a second for so many seconds, by the clock: what is late comes at once. */
  stream(rate: number, seconds: number): Promise<Seen> {
    const texts = growing(rate * seconds, 12);
    return seen(async () => {
      subject.begin();
      const begin = performance.now();
      let shown = 0;
      while (shown < texts.length) {
        await pause(1000 / rate);
        const due = Math.min(texts.length, ((performance.now() - begin) * rate) / 1000);
        for (; shown + 1 <= due; shown += 1) {
          subject.grow(texts[shown] ?? '');
          await task();
        }
      }
      subject.end();
      await frames(2);
      checkAnswer();
    });
  },

  async remove(): Promise<void> {
    subject.remove();
    await frames(2);
  },
};

export type Calls = typeof calls;

Object.assign(globalThis, { bench: calls });
