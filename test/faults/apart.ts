/** Runs a simulation of `heavy.ts` in a process of its own. Owns nothing else. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const file = fileURLToPath(new URL('heavy.ts', import.meta.url));

/** What the simulation found wrong, as sentences. */
export async function apart(name: string, argument: string): Promise<string[]> {
  const words = ['--import', 'tsx', file, name, argument];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return JSON.parse(stdout) as string[];
}
