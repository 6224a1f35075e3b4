/**
 * The client's side of the doctor: loads it when it is first asked for, hands it what it may look
 * at, and keeps what it found. Looks at nothing itself.
 */
import type { DoctorParts } from '../doctor/parts.js';
import { hostPorts } from '../ports.js';
import type { ClockPort } from '../ports.js';
import { ownError } from '../protocol/errors.js';
import { refusalError } from '../protocol/failures.js';
import { pingFrame } from '../protocol/frames.js';
import { admitsFailure, readChatId, readHealth, unwrap } from '../protocol/rest.js';
import { claimsOf } from '../protocol/token.js';
import { undiagnosed } from '../state/diagnosis.js';
import type { Diagnosis } from '../state/diagnosis.js';
import { writable } from '../state/readable.js';
import type { Writable } from '../state/readable.js';
import { Link } from './link.js';

type Doctor = typeof import('../doctor/doctor.js');

/** The client's own, so that the doctor has none of their packages and understands as the client does. */
const tools: DoctorParts['tools'] = {
  Link,
  admitsFailure,
  claimsOf,
  pingFrame,
  readChatId,
  readHealth,
  refusalError,
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
    this.#running ??= filled(this.state, parts.ports.clock, (doctor) =>
      doctor.examine(parts, this.state),
    ).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  destroy(): void {
    this.#ended.abort();
  }
}

/** Loads the doctor and lets `look` fill `state`. Never throws. */
async function filled(
  state: Writable<Diagnosis>,
  clock: ClockPort,
  look: (doctor: Doctor) => Promise<void> | void,
): Promise<Diagnosis> {
  state.set({ ...undiagnosed, phase: 'running', startedAt: clock.now() });
  try {
    await look(await import('../doctor/doctor.js'));
  } catch {
    const checks = undiagnosed.checks.map((check) => ({
      ...check,
      outcome: 'failed' as const,
      finding: 'checks_missing',
      // Their texts are in the file that is not there.
      message: 'The checks could not be loaded.',
      fix: 'Put miptech-doctor.min.js beside miptech.min.js.',
    }));
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
export function diagnoseRefused(
  error: unknown,
  { clock }: { readonly clock: ClockPort } = hostPorts(),
): Promise<Diagnosis> {
  const state = writable(undiagnosed);
  return filled(state, clock, (doctor) => {
    doctor.examineRefused(ownError(error)?.problems ?? [], state);
  });
}
