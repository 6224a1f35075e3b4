/**
 * `npm run test:engines`: the unit and element tests in Firefox and, at the same time, in WebKitGTK,
 * then a person's walk through the elements in these two and Chromium. WebKitGTK
 * is driven through WebKitWebDriver on a display of its own (Xvfb). Driver and display are
 * started here, on a free port and a free number, and end with this script.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.mjs';
import { prepare } from './prepare.mjs';

await prepare();
const { buildIfStale } = await import('./build.mjs');
const { runStages } = await import('./stages.mjs');

/** @param {string} name */
const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** Debian keeps WebKitGTK's small browser outside PATH, below the machine's library folder. */
function miniBrowser() {
  const libraries = '/usr/lib';
  const versions = ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'];
  return readdirSync(libraries)
    .flatMap((folder) => versions.map((name) => join(libraries, folder, name, 'MiniBrowser')))
    .find((path) => existsSync(path));
}

const found = {
  'firefox-esr': process.env.FIREFOX_PATH ?? onPath('firefox-esr') ?? onPath('firefox'),
  'webkit2gtk-driver': onPath('WebKitWebDriver') && miniBrowser(),
  xvfb: onPath('Xvfb'),
};
const missing = Object.entries(found).flatMap(([name, path]) => (path ? [] : [name]));
if (missing.length > 0) {
  console.error(`The engines are not all here: apt-get install ${missing.join(' ')}`);
  process.exit(1);
}

/** @type {import('node:child_process').ChildProcess[]} */
const started = [];
process.on('exit', () => {
  for (const child of started) child.kill();
});

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Partial<import('node:child_process').SpawnOptions>} options
 */
function background(command, args, options) {
  const child = spawn(command, args, options);
  started.push(child);
  child.once('exit', (code) => {
    if (code) console.error(`${command} ended with ${code}.`);
  });
  return child;
}

/** Starts a display and answers its name; Xvfb picks a free number itself and tells it. */
async function startDisplay() {
  const args = ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'];
  const child = background('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = await once(
    /** @type {import('node:stream').Readable} */ (child.stdio[3]),
    'data',
  );
  return `:${String(number).trim()}`;
}

/** @param {number} port @param {string} display */
async function startDriver(port, display) {
  background('WebKitWebDriver', [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: display,
      // No GPU and no accessibility bus behind a virtual display.
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
      NO_AT_BRIDGE: '1',
    },
  });
  for (let tries = 0; tries < 50; tries += 1) {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await wait(100);
  }
  throw new Error('WebKitWebDriver does not answer within 5 s.');
}

const port = await freePort();
const firefox = { FIREFOX_PATH: String(found['firefox-esr']) };
const webkit = {
  WEBKIT_DRIVER_PORT: String(port),
  WEBKIT_BROWSER_PATH: String(found['webkit2gtk-driver']),
};
await startDriver(port, await startDisplay());
const paths = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length);
await runStages(
  [
    [
      {
        name: 'firefox',
        folders: ['src'],
        runner: 'browser',
        env: { ENGINES: 'firefox', ...firefox },
      },
      {
        name: 'webkit',
        folders: ['src'],
        runner: 'browser',
        env: { ENGINES: 'webkit', ...webkit },
      },
    ],
    {
      name: 'walk',
      folders: ['test/walk'],
      runner: 'node',
      // One engine each; a walk waits more than it works.
      options: ['--test-concurrency=3'],
      env: { ...firefox, ...webkit },
      before: buildIfStale,
    },
  ],
  { only, paths },
);
process.exit();
