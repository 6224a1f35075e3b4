/**
 * The steps of a schedule: what people, pages, network, clock and platform can do, and how a step
 * reads. Owns their names; does not know what they bring about.
 */
import type { StorageState } from './browser.js';
import type { Fate, Greeting, Handshake, RestFault, Scope, StrayFrame } from './faults.js';
import type { PlatformKind } from './platform.js';
import type { Retry } from './retry.js';
import type { LineState } from './wire.js';

/** `tab` and `nth` count from the youngest one; where there are fewer, tabs are counted around. */
interface OnTab {
  readonly tab: number;
}

/** Milliseconds. */
interface Span {
  readonly ms: number;
}

type Nothing = Readonly<Record<never, never>>;

/** Each step, with its details. */
export interface Steps {
  /** Time passes. */
  readonly advance: Span;
  /** The wall clock alone is set. */
  readonly 'set clock': Span;
  /** The machine sleeps: its monotonic clock stands still. */
  readonly sleep: Span;
  readonly send: OnTab & { readonly count: number };
  readonly 'send too much': OnTab;
  readonly resend: OnTab & { readonly nth: number };
  readonly stop: OnTab;
  readonly 'ask again': OnTab & { readonly nth: number };
  readonly 'new chat': OnTab;
  readonly 'open chat': OnTab & { readonly nth: number };
  readonly list: OnTab;
  readonly 'sign in': OnTab & { readonly user: string };
  readonly mistype: OnTab & { readonly user: string };
  readonly 'sign out': OnTab;
  readonly connect: OnTab;
  readonly disconnect: OnTab;
  readonly 'ask health': OnTab;
  /** What the host says of its network, true or not. */
  readonly network: { readonly change: 'online' | 'offline' };
  readonly look: OnTab & { readonly change: 'visible' | 'hidden' };
  /** What the network is really like. */
  readonly line: OnTab & { readonly line: LineState };
  readonly freeze: OnTab;
  readonly restore: { readonly nth: number };
  readonly 'open tab': Nothing;
  readonly 'end tab': OnTab & {
    readonly how: 'kill' | 'leave' | 'destroy';
    readonly reload: boolean;
  };
  readonly storage: { readonly state: StorageState };
  readonly 'clear storage': Nothing;
  readonly up: { readonly up: boolean };
  readonly close: { readonly code: number; readonly reason: string };
  readonly handshake: { readonly handshake: Handshake };
  readonly greeting: { readonly greeting: Greeting };
  readonly load: { readonly loading: boolean };
  readonly latency: Span;
  readonly fault: { readonly scope: Scope; readonly fault: RestFault };
  readonly mend: Nothing;
  /** What becomes of the next question. */
  readonly fate: { readonly fate: Fate };
  readonly frame: { readonly frame: StrayFrame };
  /** Every socket is told that its token has expired. */
  readonly renew: { readonly handshake: Handshake; readonly greeting: Greeting };
  /** A user's access tokens end, and with `all` what could renew them. */
  readonly revoke: { readonly user: string; readonly all: boolean };
  readonly bar: { readonly user: string; readonly barred: boolean };
  readonly 'lose chat': OnTab;
}

export type StepName = keyof Steps;
export type Step = { [Name in StepName]: { readonly do: Name } & Steps[Name] }[StepName];

/** What holds for a whole schedule. */
export interface Circumstances {
  /** Of all chance in it: jitter, delays of the platform. */
  readonly seed: number;
  readonly hasLocks: boolean;
  readonly tokenStorage: 'local' | 'session' | 'memory';
  readonly reconnectAttempts: number;
  readonly anonymous: boolean;
  /** Ann signs in before the first step. */
  readonly signedIn: boolean;
  readonly platform: PlatformKind;
}

export interface Schedule {
  readonly given: Circumstances;
  readonly steps: readonly Step[];
}

/** A step on one line. */
export function told({ do: name, ...details }: Step): string {
  const words = Object.entries(details).map(([detail, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null) return `${detail} ${String(value)}`;
    const { retry, ...rest } = value as { retry?: Retry | null };
    const inner = Object.values(rest).join(' ');
    return `${detail} ${inner}${retry == null ? '' : ` (${retry.name})`}`;
  });
  return [name, ...words].join(', ');
}
