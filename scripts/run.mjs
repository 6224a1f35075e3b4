/** Runs other programs in the foreground and takes them along when this process is told to end. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program on this terminal and answers its exit code, 128 + n where signal n ended it.
 * A signal to this process goes on to the program, and this process exits once that has ended.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    /** @type {NodeJS.Signals | undefined} */
    let ending;
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      ending = signal;
      child.kill(signal);
    };
    const settle = () => {
      for (const signal of signals) process.off(signal, forward);
    };
    for (const signal of signals) process.on(signal, forward);
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      settle();
      if (ending) process.exit(128 + constants.signals[ending]);
      resolve(signal ? 128 + constants.signals[signal] : (code ?? 1));
    });
  });
}
