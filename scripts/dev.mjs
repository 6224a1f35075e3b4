/**
 * `npm run dev`: rebuilds dist/ when src/ changes and restarts the demo platform when its own
 * files change. Declarations are left to `npm run build`. Everything ends together.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

await prepare();
const { watch } = await import('rollup');
const { loadConfigFile } = await import('rollup/loadConfigFile');
const { forgetBuild } = await import('./build.mjs');

forgetBuild();
const { options, warnings } = await loadConfigFile(join(root, 'rollup.config.mjs'), {});
warnings.flush();
const watcher = watch(options);

/** @type {import('node:child_process').ChildProcess | undefined} */
let platform;

function startPlatform() {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const child = spawn(
    process.execPath,
    [tsx, 'watch', '--clear-screen=false', 'demo/platform/main.ts'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      // Out of the terminal's group: Ctrl-C would reach it twice, and tsx kills on the second.
      detached: process.platform !== 'win32',
    },
  );
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
    void watcher.close();
  });
  return child;
}

let ending = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    if (platform) platform.kill('SIGTERM');
    else void watcher.close();
  });
}

let started = performance.now();
watcher.on('event', (event) => {
  if (event.code === 'START') started = performance.now();
  if (event.code === 'BUNDLE_END') void event.result.close();
  if (event.code === 'ERROR') {
    console.error(`${event.error.message}\n${event.error.frame ?? ''}`);
    void event.result?.close();
  }
  if (event.code === 'END') {
    console.log(`Built dist/ in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    if (!ending) platform ??= startPlatform();
  }
});
