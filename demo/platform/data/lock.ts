/**
 * One process a data folder: a lock file that names its owner so surely that neither a crash nor
 * a reused process number confuses it. It does not know what the folder holds.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

interface Owner {
  readonly pid: number;
  /** When that process began, in the system's own words; empty where it cannot be known. */
  readonly began: string;
  readonly token: string;
}

/** The folder belongs to a living process. */
export class FolderInUse extends Error {
  constructor(folder: string, pid: number) {
    super(
      `The data folder ${folder} is in use by process ${pid}. ` +
        'Stop that one, or set MIPTECH_DATA to another folder.',
    );
    this.name = 'FolderInUse';
  }
}

/** Takes the folder and returns how to give it back. @throws FolderInUse */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  // It holds the signing key and everybody's messages.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'lock.json');
  const mine: Owner = { pid: process.pid, began: beginningOf(process.pid), token: randomUUID() };
  const draft = `${file}.${mine.token}`;
  await writeFile(draft, JSON.stringify(mine));
  try {
    if (!(await tryLink(draft, file))) {
      const owner = await readOwner(file);
      if (owner !== undefined && alive(owner)) throw new FolderInUse(folder, owner.pid);
      // Two starts may both find the same dead owner. The rename is atomic and the last one
      // stays, so after a moment exactly one of them still reads its own token.
      await rename(draft, file);
      await delay(150);
      const winner = await readOwner(file);
      if (winner?.token !== mine.token) throw new FolderInUse(folder, winner?.pid ?? 0);
    }
  } finally {
    await rm(draft, { force: true });
  }
  return async () => {
    if ((await readOwner(file))?.token === mine.token) await rm(file, { force: true });
  };
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    const owner = JSON.parse(await readFile(file, 'utf8')) as Partial<Owner>;
    const { pid, began, token } = owner;
    if (typeof pid !== 'number' || typeof began !== 'string' || typeof token !== 'string') {
      return undefined;
    }
    return { pid, began, token };
  } catch {
    return undefined;
  }
}

function alive({ pid, began }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, and it belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const now = beginningOf(pid);
  return began === '' || now === '' || began === now;
}

/** A process number comes back after a while; number and beginning together do not. */
function beginningOf(pid: number): string {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The command's name stands in parentheses and may hold anything, spaces included.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot}:${fields[19] ?? ''}`;
    }
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
