/**
 * The client's side of the doctor: loads it when it is first asked for, hands it what it may look
 * at, and keeps what it found. Looks at nothing itself.
 */
import type { DoctorParts } from '../doctor/parts.js';
import { hostPorts } from '../ports.js';
import type { Ports } from '../ports.js';
import { ownError } from '../protocol/errors.js';
import { refusalError } from '../protocol/failures.js';
import { pingFrame } from '../protocol/frames.js';
import { admitsFailure, readChatId, readHealth, unwrap } from '../protocol/rest.js';
import { claimsOf } from '../protocol/token.js';
import { timeOf } from '../protocol/values.js';
import { undiagnosed } from '../state/diagnosis.js';
import type { Check, Diagnosis } from '../state/diagnosis.js';
import { writable } from '../state/readable.js';
import type { Writable } from '../state/readable.js';
import { Link } from './link.js';

type Doctor = typeof import('../doctor/doctor.js');

/** Longest wait for the checks to be loaded, in milliseconds. */
const loadLimit = 12_000;

/** The client's own, so that the doctor has none of their packages and understands as the client does. */
const tools: DoctorParts['tools'] = {
  Link,
  admitsFailure,
  claimsOf,
  pingFrame,
  readChatId,
  readHealth,
  refusalError,
  timeOf,
  unwrap,
};

export class Examination {
  readonly state = writable(undiagnosed);
  readonly #parts: Omit<DoctorParts, 'signal' | 'tools'>;
  readonly #ended = new AbortController();
  #running: Promise<Diagnosis> | null = null;

  constructor(parts: Omit<DoctorParts, 'signal' | 'tools'>) {
    this.#parts = parts;
  }

  async run(): Promise<Diagnosis> {
    const { signal } = this.#ended;
    if (signal.aborted) return this.state.get();
    const parts = { ...this.#parts, signal, tools };
    const began = parts.ports.clock.monotonic();
    this.#running ??= filled({ state: this.state, signal, ...parts.ports }, (doctor) =>
      doctor.examine(parts, this.state, began),
    ).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Whom it was found out for is gone. */
  forget(): void {
    if (this.#running === null) this.state.set(undiagnosed);
  }

  destroy(): void {
    this.#ended.abort();
  }
}

interface Filling extends Pick<Ports, 'clock' | 'network'> {
  readonly state: Writable<Diagnosis>;
  readonly signal?: AbortSignal;
}

/** Loads the doctor and lets `look` fill the state. Never throws. */
async function filled(
  { state, signal, clock, network }: Filling,
  look: (doctor: Doctor) => Promise<void> | void,
): Promise<Diagnosis> {
  state.set({ ...undiagnosed, phase: 'running', startedAt: clock.now() });
  try {
    await look(await loaded(clock, signal));
  } catch {
    const missing = missed(signal?.aborted === true, network.online());
    const checks = undiagnosed.checks.map((check): Check => ({
      ...check,
      outcome: 'skipped',
      message: missing.message,
      ...(check.name === missing.name ? missing : {}),
    }));
    state.set({ ...state.get(), checks });
  }
  state.set({ ...state.get(), phase: 'done' });
  return state.get();
}

/** What stands in place of checks that are not there: their texts are in the same file. */
function missed(ended: boolean, online: boolean): Partial<Check> & Pick<Check, 'message'> {
  if (ended) return { message: 'The checks were ended.' };
  if (!online) {
    return {
      name: 'network',
      outcome: 'failed',
      finding: 'offline',
      message: 'The browser says that there is no network, without which no checks can be loaded.',
      fix: 'Check the network connection, and run the checks again.',
    };
  }
  return {
    name: 'settings',
    outcome: 'failed',
    finding: 'checks_missing',
    message: 'The checks could not be loaded.',
    fix: 'Put miptech-doctor.min.js beside miptech.min.js.',
  };
}

/** The doctor. On the lines that people look into, a file may never come, and never fail to. */
function loaded(clock: Ports['clock'], signal?: AbortSignal): Promise<Doctor> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      reject(new Error('not loaded'));
    };
    const cancel = clock.after(loadLimit, giveUp);
    signal?.addEventListener('abort', giveUp, { once: true });
    void import('../doctor/doctor.js').then(resolve, reject).finally(() => {
      cancel();
      signal?.removeEventListener('abort', giveUp);
    });
  });
}

/**
 * What is wrong with settings that `createMiptechClient` refuses, as the client would tell that there
 * is not: the first check failed, and the others have nothing to look at. Never throws.
 * @param error what was thrown
 */
export function diagnoseRefused(
  error: unknown,
  { clock, network }: Partial<Pick<Ports, 'clock' | 'network'>> = {},
): Promise<Diagnosis> {
  const state = writable(undiagnosed);
  const host = hostPorts();
  const ports = { clock: clock ?? host.clock, network: network ?? host.network };
  return filled({ state, ...ports }, (doctor) => {
    doctor.examineRefused(ownError(error)?.problems ?? [], state);
  });
}
