/**
 * The transcript's scenarios and what each may cost beside the plain page. A scenario answers rows of
 * figures and budgets; whoever calls it prints them. Budgets are held against ratios and counts,
 * never against seconds of this machine, except where a stream itself has a length.
 */
import { open } from './measure.mjs';

const kB = 1000;
const MB = 1000 * kB;

export const median = (values) => values.toSorted((one, other) => one - other)[values.length >> 1];
const medianOf = (runs, figure) => median(runs.map((run) => run[figure]));

/**
 * @typedef {object} Budget
 * @property {string} name
 * @property {number} value
 * @property {number} most
 * @property {'times' | 'count' | 'MB' | 'kB'} unit
 * @property {number} [plain] What the plain page takes, where that alone may exceed the budget.
 */

/** @returns {Budget} */
const times = (name, value, base, most) => ({ name, value: value / base, most, unit: 'times' });

/** One conversation of each subject, in turns, so that what else the machine does slows both. */
async function inTurns(page, runs, call) {
  const found = { plain: [], chat: [] };
  for (let run = 0; run <= runs; run += 1) {
    for (const name of ['plain', 'chat']) {
      await page.call('mount', name);
      const figures = await call();
      await page.call('remove');
      await page.alive();
      // The first one warms up.
      if (run > 0) found[name].push(figures);
    }
  }
  return found;
}

/** Rows of the plain page and the chat from their runs. */
function rows({ plain, chat }, figures = ['busy', 'longTasks']) {
  const row = (name, runs) => ({
    name,
    ...Object.fromEntries(figures.map((figure) => [figure, medianOf(runs, figure)])),
  });
  return [row('plain page', plain), row('miptech-chat', chat)];
}

async function flood(browser, runs) {
  const page = await open(browser);
  const found = await inTurns(page, runs, () => page.measured('flood', 1000));
  await page.close();
  const [plain, chat] = rows(found);
  return {
    title: '1,000 chunks of one Markdown answer, each as soon as the last is taken',
    rows: [plain, chat],
    budgets: [
      times('main thread', chat.busy, plain.busy, 5),
      {
        name: 'long tasks beyond the plain page’s',
        value: Math.max(0, chat.longTasks - plain.longTasks),
        most: 0,
        unit: 'count',
      },
    ],
  };
}

const rate = 100;
const seconds = 10;
const slowdown = 4;

async function slow(browser) {
  const page = await open(browser);
  const found = [];
  // Warm, as a reader's page is by the time of an answer.
  for (const name of ['plain', 'chat']) {
    await page.call('mount', name);
    await page.call('flood', 100);
    await page.call('remove');
  }
  for (const name of ['plain', 'chat']) {
    await page.call('mount', name);
    await page.session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const figures = await page.measured('stream', rate, seconds);
    await page.session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    found.push({
      name: name === 'plain' ? 'plain page' : 'miptech-chat',
      busy: figures.busy,
      longTasks: figures.longTasks,
      taken: figures.taken,
      dropped: figures.dropped,
    });
    await page.call('remove');
  }
  await page.close();
  const [plain, chat] = found;
  return {
    title: `${rate} chunks a second for ${seconds} s, the processor ${slowdown} times slower`,
    rows: found,
    budgets: [
      times('end of the answer after its stream', chat.taken, seconds * 1000, 1.05),
      {
        name: 'dropped frames',
        value: chat.dropped,
        most: 15,
        unit: 'count',
        plain: plain.dropped,
      },
    ],
  };
}

const lengths = [0, 200, 10_000];
const chunks = 200;

async function chunkCost(browser, runs) {
  const found = [];
  for (const length of lengths) {
    const page = await open(browser);
    await page.call('make', length);
    const each = await inTurns(page, length > 1000 ? Math.min(runs, 3) : runs, async () => {
      await page.call('open');
      const { busy, longTasks } = await page.measured('stroll', chunks);
      return { busy: busy / chunks, longTasks };
    });
    await page.close();
    const [plain, chat] = rows(each);
    found.push({ length, plain: plain.busy, chat: chat.busy, longTasks: chat.longTasks });
  }
  const costs = found.map(({ chat }) => chat);
  return {
    title: `One chunk, one a frame, behind ${lengths.join(', ')} messages`,
    rows: found.flatMap(({ length, plain, chat, longTasks }) => [
      { name: `plain page, ${length}`, busy: plain },
      { name: `miptech-chat, ${length}`, busy: chat, longTasks },
    ]),
    budgets: [
      times(
        'dearest of the three beside the cheapest',
        Math.max(...costs),
        Math.min(...costs),
        1.3,
      ),
      ...found.map(({ length, plain, chat }) =>
        times(`a chunk behind ${length} beside the plain page`, chat, plain, 1.5),
      ),
    ],
  };
}

async function opening(browser, runs) {
  const count = 10_000;
  const added = 20;
  const page = await open(browser);
  await page.call('make', count);
  const found = await inTurns(page, Math.min(runs, 3), async () => {
    const { busy, longTasks } = await page.measured('open');
    const more = await page.measured('add', added);
    return { busy, longTasks, added: more.busy / added };
  });
  const shown = rows(found, ['busy', 'longTasks', 'added']);
  for (const [index, name] of ['plain', 'chat'].entries()) {
    const before = await page.alive();
    await page.call('mount', name);
    await page.call('open');
    const after = await page.alive();
    shown[index].nodes = after.nodes - before.nodes;
    shown[index].heap = after.heap - before.heap;
    await page.call('remove');
  }
  await page.close();
  const [plain, chat] = shown;
  return {
    title: `${count.toLocaleString('en')} messages opened at once, then ${added} more one by one`,
    rows: shown,
    budgets: [
      times('main thread', chat.busy, plain.busy, 1.2),
      { name: 'nodes', value: chat.nodes, most: 5000, unit: 'count' },
      { name: 'heap', value: chat.heap / MB, most: 15, unit: 'MB' },
      times('one more message', chat.added, plain.added, 1),
    ],
  };
}

async function cycles(browser) {
  const count = 10;
  const page = await open(browser);
  await page.call('make', 200);
  const cycle = async () => {
    await page.call('mount', 'chat');
    await page.call('open');
    await page.call('flood', 50);
    await page.call('remove');
  };
  // What is made once, such as templates and compiled code, is not kept by a cycle.
  for (let index = 0; index < count; index += 1) await cycle();
  const before = await page.alive();
  for (let index = 0; index < count; index += 1) await cycle();
  const after = await page.alive();
  await page.close();
  const kept = (figure) => after[figure] - before[figure];
  return {
    title: `${count} times mounted with 200 messages, an answer streamed, and removed`,
    rows: [
      {
        name: 'miptech-chat, kept in all',
        nodes: kept('nodes'),
        listeners: kept('listeners'),
        heap: kept('heap'),
      },
    ],
    budgets: [
      { name: 'nodes kept', value: kept('nodes'), most: 0, unit: 'count' },
      { name: 'listeners kept', value: kept('listeners'), most: 0, unit: 'count' },
      { name: 'heap kept a cycle', value: kept('heap') / count / kB, most: 20, unit: 'kB' },
    ],
  };
}

/** By the number that `--only=` takes. */
export const scenarios = { 1: flood, 2: slow, 3: chunkCost, 4: opening, 5: cycles };
