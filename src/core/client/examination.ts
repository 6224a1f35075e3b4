/**
 * The client's side of the doctor: loads it when it is first asked for, hands it a view of the
 * client, and keeps what it found. Looks at nothing itself.
 */
import type { Settings } from '../config.js';
import type { examine, examineRefused } from '../doctor/doctor.js';
import type { DoctorParts } from '../doctor/parts.js';
import { hostPorts } from '../ports.js';
import type { Ports } from '../ports.js';
import { ownError } from '../protocol/errors.js';
import { refusalError } from '../protocol/failures.js';
import { pingFrame } from '../protocol/frames.js';
import { admitsFailure, readChatId, readHealth, unwrap } from '../protocol/rest.js';
import { claimsOf } from '../protocol/token.js';
import { restUrl, socketUrl } from '../protocol/urls.js';
import { closing } from '../state/closing.js';
import { undiagnosed } from '../state/diagnosis.js';
import type { Check, Diagnosis } from '../state/diagnosis.js';
import { writable } from '../state/readable.js';
import type { Writable } from '../state/readable.js';
import { Link } from './link.js';
import type { Session } from './session.js';

/** Pings are the doctor's own affair. */
const noPing = 600_000;

export interface ExaminationParts extends Pick<
  DoctorParts,
  'settings' | 'ports' | 'connection' | 'notices' | 'chatId' | 'clearance'
> {
  readonly session: Session;
}

const readers: DoctorParts['readers'] = {
  admitsFailure,
  claimsOf,
  closing,
  pingFrame,
  readChatId,
  readHealth,
  refusalError,
  restUrl,
  unwrap,
};

export class Examination {
  readonly state: Writable<Diagnosis> = writable(undiagnosed);
  readonly #parts: ExaminationParts;
  readonly #ended = new AbortController();
  #running: Promise<Diagnosis> | null = null;

  constructor(parts: ExaminationParts) {
    this.#parts = parts;
  }

  run(): Promise<Diagnosis> {
    if (this.#ended.signal.aborted) return Promise.resolve(this.state.get());
    const { ports } = this.#parts;
    this.#running ??= filled(this.state, ports, (doctor, tell) =>
      doctor.examine(this.#view(), tell),
    ).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  destroy(): void {
    this.#ended.abort();
  }

  #view(): DoctorParts {
    const { session, ...parts } = this.#parts;
    return {
      ...parts,
      signal: this.#ended.signal,
      readers,
      token: () => session.token,
      session: session.get,
      open: ({ WebSocket, chatId, limit }, handlers) => {
        const { settings, ports } = parts;
        const { userId, token } = session;
        const url = socketUrl(settings, { chatId, userId, token, clientId: null });
        const own: Settings = { ...settings, connectTimeout: limit, pingInterval: noPing };
        const unread = { mayPing: () => false, dropped: () => undefined };
        return new Link(own, { ...ports, WebSocket }, url, { ...handlers, ...unread });
      },
    };
  }
}

interface Doctor {
  readonly examine: typeof examine;
  readonly examineRefused: typeof examineRefused;
}

/** Loads the doctor and lets `look` fill `state`, check by check. Never throws. */
async function filled(
  state: Writable<Diagnosis>,
  ports: Pick<Ports, 'clock'>,
  look: (doctor: Doctor, tell: (check: Check) => void) => Promise<void> | void,
): Promise<Diagnosis> {
  const tell = (check: Check): void => {
    const { checks, ...rest } = state.get();
    state.set({ ...rest, checks: checks.map((one) => (one.name === check.name ? check : one)) });
  };
  state.set({ ...undiagnosed, phase: 'running', startedAt: ports.clock.now() });
  try {
    await look(await import('../doctor/doctor.js'), tell);
  } catch {
    const [first] = undiagnosed.checks;
    // Their texts are in the file that is not there.
    const message = 'The checks could not be loaded.';
    const fix = 'Put miptech-doctor.min.js beside miptech.min.js.';
    if (first) tell({ ...first, outcome: 'failed', finding: 'checks_missing', message, fix });
  }
  state.set({ ...state.get(), phase: 'done' });
  return state.get();
}

/** What is wrong with settings that `createMiptechClient` refuses with `error`. Never throws. */
export function diagnoseRefused(
  error: unknown,
  ports: Pick<Ports, 'clock'> = hostPorts(),
): Promise<Diagnosis> {
  const problems = ownError(error)?.problems ?? [];
  return filled(writable(undiagnosed), ports, (doctor, tell) => {
    doctor.examineRefused(problems, tell);
  });
}
