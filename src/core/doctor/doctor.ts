/**
 * A look at everything, check by check. Owns their order, what each of them needs, and the time the
 * whole may take; the checks themselves are elsewhere. Loaded on first use.
 */
import type { Problem } from '../protocol/errors.js';
import { checkNames } from '../state/diagnosis.js';
import type { Check, CheckName, Diagnosis } from '../state/diagnosis.js';
import type { Writable } from '../state/readable.js';
import { checkChat, checkRest, checkToken } from './account.js';
import { awaited } from './asking.js';
import { skipped, warned } from './look.js';
import type { Checking, Look, Result } from './look.js';
import type { DoctorParts } from './parts.js';
import {
  checkClock,
  checkHealth,
  checkNetwork,
  checkOrigin,
  checkServices,
  checkTenant,
} from './platform.js';
import { checkSettings, refusedSettings } from './settings.js';
import { checkHandshake, checkPing, checkReady } from './socket.js';

/** The whole is over by then, and a check needs so much to be fair, in milliseconds. */
const timeLimit = 28_000;
const leastTime = 3000;

/** Each check, and those that must not have failed before it makes sense. */
const plan: Readonly<Record<CheckName, readonly [Checking, ...CheckName[]]>> = {
  settings: [checkSettings],
  network: [checkNetwork],
  origin: [checkOrigin, 'network'],
  health: [checkHealth, 'origin'],
  tenant: [checkTenant, 'health'],
  services: [checkServices, 'health'],
  token: [checkToken, 'tenant'],
  clock: [checkClock, 'origin'],
  chat: [checkChat, 'token'],
  handshake: [checkHandshake, 'chat'],
  ready: [checkReady, 'handshake'],
  ping: [checkPing, 'ready'],
  rest: [checkRest, 'chat'],
};

/** Puts a check in the place of what it was. */
function tell(state: Writable<Diagnosis>, check: Check): void {
  const { checks, ...rest } = state.get();
  state.set({ ...rest, checks: checks.map((one) => (one.name === check.name ? check : one)) });
}

const otherToken =
  'Somebody signed in or out, or the token was renewed, while this was looked at; run the checks again.';

const running = (name: CheckName): Check => ({
  name,
  outcome: 'running',
  finding: null,
  message: '',
  fix: null,
  evidence: {},
  duration: null,
});

/**
 * Runs every check in order and writes down each as it begins and ends. Never throws.
 * @param began when this was asked for, on the monotonic clock
 */
export async function examine(
  parts: DoctorParts,
  state: Writable<Diagnosis>,
  began: number,
): Promise<void> {
  const { clock } = parts.ports;
  const deadline = began + timeLimit;
  const seen: Look['seen'] = {
    health: null,
    tenant: null,
    times: null,
    servicesReady: true,
    chatId: null,
    socket: null,
    quota: null,
  };
  const look: Look = { ...parts, seen, deadline };
  /** Checks that cannot be relied on, and which failure that comes from. */
  const roots = new Map<CheckName, CheckName>();
  /** Whose token it all is about, from its own check on. */
  let token: string | null | undefined;
  let late = false;
  for (const name of checkNames) {
    const [check, ...needs] = plan[name];
    const root = needs.map((need) => roots.get(need)).find((found) => found !== undefined);
    const asked = clock.monotonic();
    let result: Result;
    if (root !== undefined) {
      roots.set(name, root);
      result = skipped(`Not looked at, because “${root}” failed.`);
    } else if (parts.signal.aborted) result = skipped('The checks were ended.');
    else if (late) result = skipped('There was no time left for it.');
    else if (deadline - asked < leastTime) {
      late = true;
      result = warned('out_of_time');
    } else {
      tell(state, running(name));
      if (name === 'token') {
        await awaited(look, look.session, ({ phase }) => phase !== 'signing-in');
        ({ token } = look.session);
      }
      result = await safely(check, look);
      if (result.outcome === 'failed' && changed(look, token)) result = skipped(otherToken);
      if (result.outcome === 'failed') roots.set(name, name);
    }
    tell(state, { name, ...result, duration: Math.round(clock.monotonic() - asked) });
  }
  seen.socket?.probe.detach();
}

/** True where the token is another one by now; a session that the platform ended is a finding. */
function changed({ session }: Look, token: string | null | undefined): boolean {
  return token !== undefined && session.token !== token && session.get().phase !== 'expired';
}

/** A fault of a check's own must not hide what the others find. */
async function safely(check: Checking, look: Look): Promise<Result> {
  try {
    return await check(look);
  } catch (thrown) {
    const name = thrown instanceof Error ? thrown.name : typeof thrown;
    return skipped('The check itself failed.', { fault: name });
  }
}

/** The checks of a client that could not be made, because its settings are refused. */
export function examineRefused(problems: readonly Problem[], state: Writable<Diagnosis>): void {
  for (const name of checkNames) {
    const because = skipped('Not looked at, because “settings” failed.');
    tell(state, {
      name,
      ...(name === 'settings' ? refusedSettings(problems) : because),
      duration: 0,
    });
  }
}
