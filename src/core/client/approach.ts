/**
 * The way to a socket: health, chat, token. Owns the order of the steps and how often health is
 * asked while the AI services load; opens nothing itself.
 */
import type { Ports } from '../ports.js';
import { MiptechError } from '../protocol/errors.js';
import { backoffDelay } from '../state/backoff.js';
import type { Health } from './health.js';
import type { Phases } from './phases.js';
import type { Session } from './session.js';

/** Between questions for health while the AI services load (guide: 1.7 s), and how many are quick. */
const startingDelay = 1700;
const quickChecks = 5;
/** A token this close to its end is renewed before a socket opens with it. */
export const tokenMargin = 60_000;

export interface ApproachParts {
  readonly ports: Pick<Ports, 'clock' | 'random'>;
  readonly phases: Phases;
  readonly health: Health;
  readonly session: Session;
  /** The chat for the socket, made by REST if need be; null where the platform makes it. */
  readonly ensureChat: (creating: () => void, signal: AbortSignal) => Promise<string | null>;
  /** The AI services still load: ask again. */
  readonly again: () => void;
}

/** Asked anew behind each wait; a second look at the property would count as already known. */
function over(signal: AbortSignal): boolean {
  return signal.aborted;
}

export class Approach {
  readonly #parts: ApproachParts;
  #healthy = false;
  #checks = 0;

  constructor(parts: ApproachParts) {
    this.#parts = parts;
  }

  /** The next attempt asks for health first. */
  doubt(): void {
    this.#healthy = false;
  }

  /**
   * Clears the way and calls `open` at its end, unless `signal` ended it or the AI services load.
   * @throws MiptechError where a step failed
   */
  async go(signal: AbortSignal, open: (chatId: string | null) => void): Promise<void> {
    const { phases, session, ensureChat } = this.#parts;
    if (this.#healthy) phases.step({ type: 'connect' });
    else if (!(await this.#check(signal))) return;
    const chatId = await ensureChat(() => {
      phases.step({ type: 'create' });
    }, signal);
    if (!signal.aborted) await session.ensureFresh(tokenMargin);
    if (over(signal)) return;
    phases.step({ type: 'connect' });
    open(chatId);
  }

  /** True when the AI services are ready; otherwise the next question is already arranged. */
  async #check(signal: AbortSignal): Promise<boolean> {
    const { health, phases, ports, again } = this.#parts;
    if (phases.get().phase !== 'starting') phases.step({ type: 'check' });
    const answer = await health.check();
    // Thrown for an attempt that is over too: the answer may ask for a pause.
    if (answer.error !== null) throw answer.error;
    if (signal.aborted) return false;
    if (answer.phase === 'ready') {
      this.#healthy = true;
      this.#checks = 0;
      return true;
    }
    this.#checks += 1;
    const delay =
      this.#checks < quickChecks
        ? startingDelay
        : backoffDelay(this.#checks - quickChecks + 1, startingDelay, ports.random());
    const error = new MiptechError('health_not_ready');
    phases.stepAndWait({ type: 'start', error }, delay, again);
    return false;
  }
}
