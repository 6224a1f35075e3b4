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
import { inTime } from './time-limit.js';

type Doctor = typeof import('../doctor/doctor.js');

/** Longest wait for the checks to be loaded, in milliseconds. */
const loadLimit = 12_000;
const notLoaded = 'The checks could not be loaded.';

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
  /** Ends the checks that run, and those to come once it has. */
  #ended = new AbortController();
  #running: Promise<Diagnosis> | null = null;

  constructor(parts: Omit<DoctorParts, 'signal' | 'tools'>) {
    this.#parts = parts;
  }

  async run(): Promise<Diagnosis> {
    if (this.#ended.signal.aborted) return this.state.get();
    this.#running ??= this.#begin();
    return this.#running;
  }

  /** Whom it was found out for is gone, and what is still found is for nobody. */
  forget(): void {
    const ended = this.#ended;
    // After the client’s own end there are no others.
    if (!ended.signal.aborted) this.#ended = new AbortController();
    this.#running = null;
    ended.abort();
    this.state.set(undiagnosed);
  }

  destroy(): void {
    this.#ended.abort();
  }

  #begin(): Promise<Diagnosis> {
    const ended = this.#ended;
    const { signal } = ended;
    const found = writable(undiagnosed);
    const set = (now: Diagnosis): void => {
      found.set(now);
      if (this.#ended === ended) this.state.set(now);
    };
    const state = { ...found, set };
    const parts = { ...this.#parts, signal, tools };
    const began = parts.ports.clock.monotonic();
    return filled({ state, signal, ...parts.ports }, (doctor) =>
      doctor.examine(parts, state, began),
    ).finally(() => {
      if (this.#ended === ended) this.#running = null;
    });
  }
}

interface Filling extends Pick<Ports, 'clock' | 'network'> {
  readonly state: Writable<Diagnosis>;
  readonly signal: AbortSignal;
}

/** Loads the doctor and lets `look` fill the state. Never throws. */
async function filled(
  { state, signal, clock, network }: Filling,
  look: (doctor: Doctor) => Promise<void> | void,
): Promise<Diagnosis> {
  state.set({ ...undiagnosed, phase: 'running', startedAt: clock.now() });
  try {
    // On the lines that people look into, a file may never come, and never fail to.
    const patience = { clock, limit: loadLimit, signal };
    await look(await inTime(import('../doctor/doctor.js'), patience));
  } catch {
    // Their texts are in the file that is not there.
    const message = signal.aborted ? 'The checks were ended.' : notLoaded;
    const [name, finding, fix] = network.online()
      ? ([
          'settings',
          'checks_missing',
          'Put miptech-doctor.min.js beside miptech.min.js.',
        ] as const)
      : (['network', 'offline', 'Check the network, and run the checks again.'] as const);
    const checks = undiagnosed.checks.map((check): Check =>
      check.name === name && message === notLoaded
        ? { ...check, outcome: 'failed', finding, message, fix }
        : { ...check, outcome: 'skipped', message },
    );
    state.set({ ...state.get(), checks });
  }
  state.set({ ...state.get(), phase: 'done' });
  return state.get();
}

/**
 * What is wrong with settings that `createMiptechClient` refuses, as the client would tell that there
 * is not: the first check failed, and the others have nothing to look at. Never throws.
 * @param error what was thrown
 */
export function diagnoseRefused(error: unknown, ports: Partial<Ports> = {}): Promise<Diagnosis> {
  const state = writable(undiagnosed);
  const { signal } = new AbortController();
  return filled({ state, signal, ...hostPorts(ports) }, (doctor) => {
    doctor.examineRefused(ownError(error)?.problems ?? [], state);
  });
}
