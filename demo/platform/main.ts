/**
 * The process: settings from the environment, what is printed, signals and exit codes. It does not
 * know how the platform works.
 */
import { DEMO_SIGN_IN, SECOND_SIGN_IN, type DemoUser } from './data/seed.js';
import { createPlatform, type Platform } from './server.js';
import { readSettings, type Settings } from './settings.js';

const SERVICE_RESTART = 1012;
const GOING_AWAY = 1001;

async function run(): Promise<void> {
  const settings = readSettings(process.env, process.argv.slice(2));
  const platform = await createPlatform(settings);
  let stopping = false;
  const stop = (code: 1001 | 1012) => {
    // Ctrl-C reaches a process started by a runner twice: from the terminal and from the runner.
    if (stopping) return;
    stopping = true;
    platform.close(code).then(
      () => process.exit(0),
      (error: unknown) => {
        fail(error);
      },
    );
  };
  process.on('SIGTERM', () => {
    stop(SERVICE_RESTART);
  });
  process.on('SIGINT', () => {
    stop(GOING_AWAY);
  });
  announce(platform, settings);
}

function announce({ url, port, tenants }: Platform, settings: Settings): void {
  const list = [...tenants.values()].map(
    ({ id, features }) =>
      `  ${id}${features['public_chat'] === true ? ' (no sign-in needed)' : ''}`,
  );
  const signIn = ({ email, password }: DemoUser): string => `${email} / ${password}`;
  const data = settings.databaseUrl === undefined ? settings.dataFolder : 'DATABASE_URL';
  const lines = [
    ...(settings.port !== 0 && port !== settings.port
      ? [`Port ${settings.port} is taken; using ${port}.`]
      : []),
    `MIPTech platform in miniature: ${url}`,
    'Tenants:',
    ...list,
    `Sign in:  ${signIn(DEMO_SIGN_IN)}, an administrator`,
    `     or:  ${signIn(SECOND_SIGN_IN)}`,
    `Data:     ${data}`,
    ...(settings.debug ? ['Debug mode: calls without a token are let in.'] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

run().catch(fail);
