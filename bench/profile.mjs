/**
 * Where the main thread's time goes in `<miptech-chat>`, by function and by module:
 * `node bench/profile.mjs flood 1000` or `node bench/profile.mjs stroll 200 10000`, which is a call
 * of bench/page.ts, the chunks, and the messages before them; `plain` as a fourth shows the plain page.
 * What the browser does of its own, such as layout, is told by a second run. The package is not
 * minified here, so the times are for comparing with each other only. `PROFILE=PATH` keeps the
 * profile for DevTools.
 */
import { writeFile } from 'node:fs/promises';
import { buildIfStale } from '../scripts/build.mjs';
import { launch, open } from './measure.mjs';

const [call = 'flood', chunks = '1000', before = '0', subject = 'chat'] = process.argv.slice(2);
const shown = 25;
/** Microseconds between two samples. */
const interval = 200;

/** The module of each line of a script that esbuild made, which names it in a comment above. */
function modulesOf(script) {
  let module = '';
  return script.split('\n').map((line) => {
    module = /^\/\/ (?:.*\/node_modules\/|node_modules\/)?(\S+\.js)$/.exec(line)?.[1] ?? module;
    return module;
  });
}

/** Milliseconds of each function by itself, and of each with what it called. */
function times({ nodes, samples, timeDeltas }, modules) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const label = ({ callFrame: { functionName, url, lineNumber } }) => {
    const module = url.endsWith('/package.js') ? modules[lineNumber] : url.split('/').at(-1);
    return `${functionName || '(anonymous)'}  ${module}`;
  };
  const alone = new Map();
  const whole = new Map();
  const add = (map, key, time) => map.set(key, (map.get(key) ?? 0) + time);
  for (const [index, sample] of samples.entries()) {
    const time = timeDeltas[index] / 1000;
    add(alone, label(byId.get(sample)), time);
    // A function that calls itself counts once.
    const stack = new Set();
    for (let id = sample; id !== undefined; id = parents.get(id)) stack.add(label(byId.get(id)));
    for (const name of stack) add(whole, name, time);
  }
  return { alone, whole };
}

/** Thread milliseconds of what the browser does in the page's main thread, by the name of the event. */
function tasks({ traceEvents }) {
  const [begin] = traceEvents.filter(({ name }) => name === 'begin');
  const found = new Map();
  const add = (name, time) => found.set(name, (found.get(name) ?? 0) + time / 1000);
  const open = [];
  const own = traceEvents
    .filter(
      ({ ph, pid, tid, ts }) =>
        ph === 'X' && pid === begin.pid && tid === begin.tid && ts > begin.ts,
    )
    .sort((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0));
  for (const { name, ts, dur = 0, tdur = 0 } of own) {
    while (open.length > 0 && open.at(-1).end <= ts) open.pop();
    // Of each only what none of those inside it took.
    if (open.length > 0) add(open.at(-1).name, -tdur);
    add(name, tdur);
    open.push({ name, end: ts + dur });
  }
  return found;
}

function print(title, map, count) {
  console.log(title);
  const heaviest = [...map].sort(([, one], [, other]) => other - one).slice(0, count);
  for (const [name, time] of heaviest) console.log(`${time.toFixed(1).padStart(10)} ms  ${name}`);
}

if (!(await buildIfStale())) process.exit(1);
const chromium = await launch(true);
try {
  const page = await open(chromium);
  const modules = modulesOf(chromium.files['package.js']);
  const once = async () => {
    await page.call('make', Number(before));
    await page.call('mount', subject);
    await page.call('open');
    return () => page.measured(call, Number(chunks));
  };
  await (
    await once()
  )();
  await page.call('remove');
  const run = await once();
  await page.session.send('Profiler.enable');
  await page.session.send('Profiler.setSamplingInterval', { interval });
  await page.session.send('Profiler.start');
  const { busy } = await run();
  const { profile } = await page.session.send('Profiler.stop');
  if (process.env.PROFILE) await writeFile(process.env.PROFILE, JSON.stringify(profile));
  const { alone, whole } = times(profile, modules);
  console.log(
    `${call} ${chunks} behind ${before} messages: ${busy.toFixed(0)} ms of the main thread`,
  );
  print('By itself:', alone, shown);
  print('With what it calls:', whole, 2 * shown);
  const perModule = new Map();
  for (const [name, time] of alone) {
    const module = name.split('  ')[1] || name;
    perModule.set(module, (perModule.get(module) ?? 0) + time);
  }
  print('By module:', perModule, shown);
  await page.call('remove');
  const again = await once();
  await chromium.browser.startTracing(undefined, {
    categories: ['devtools.timeline', 'blink', 'blink.user_timing'],
  });
  await page.session.send('Runtime.evaluate', { expression: `performance.mark('begin')` });
  await again();
  print('By the browser:', tasks(JSON.parse(await chromium.browser.stopTracing())), shown);
} finally {
  await chromium.browser.close();
}
