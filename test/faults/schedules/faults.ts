/**
 * What can go wrong on the platform: the lists that schedules choose from, and the state of it at a
 * moment. Owns the names; does not know what each of them does.
 */
import type { Retry } from './retry.js';

/** Groups of REST calls that fail together. */
export const scopes = [
  'health',
  'me',
  'login',
  'refresh',
  'logout',
  'create',
  'history',
  'list',
  'post',
] as const;
export type Scope = (typeof scopes)[number];

/** What happens to a handshake. */
export const handshakes = ['accept', 'refuse', 'silent'] as const;
export type Handshake = (typeof handshakes)[number];

/**
 * What an accepted socket hears first: `established` and no more, nothing at all (`mute`), a pause
 * (`limited`), an error beside the rest (`erring`), services that load, or a close (`slam`).
 */
export const greetings = [
  'ready',
  'established',
  'mute',
  'limited',
  'erring',
  'loading',
  'slam',
] as const;
export type Greeting = (typeof greetings)[number];

/** What becomes of a question, beside the pause a platform may ask for instead. */
export const fateKinds = [
  'answer',
  'whole',
  'double',
  'slow',
  'stall',
  'mute',
  'unended',
  'expire',
  'reject',
  'die-before',
  'die-after',
  'die-mid',
  'die-big',
] as const;
export type FateKind = (typeof fateKinds)[number];
export type Fate = { readonly kind: FateKind } | { readonly kind: 'limit'; readonly retry: Retry };

/**
 * How a call fails beside a status: another network's `page`, an `empty` object, without an answer
 * (`hang` before it is served, `mute` behind it), by a `reset`, with its reply `lost`, late (`slow`),
 * or with an error though it was served (`error-after`).
 */
export const restFaultKinds = [
  'page',
  'empty',
  'hang',
  'reset',
  'lost',
  'mute',
  'slow',
  'error-after',
] as const;
export type RestFault =
  | { readonly kind: (typeof restFaultKinds)[number] }
  | { readonly kind: 'status'; readonly status: number; readonly retry: Retry | null };

/** Frames that come unasked. */
export const strayFrames = [
  'token_expired',
  'ai_services_loading',
  'platform_ready',
  'unauthorized',
  'pong',
  'brand_new',
  'garbage',
  'elsewhere',
] as const;
export type StrayFrame = (typeof strayFrames)[number];

/** What goes wrong at the moment. */
export interface Faults {
  up: boolean;
  /** The AI services are not ready. */
  loading: boolean;
  handshake: Handshake;
  greeting: Greeting;
  /** There and back, in milliseconds. */
  latency: number;
  readonly rest: Map<Scope, RestFault>;
  /** What becomes of the next questions. */
  readonly fates: Fate[];
}

/** Nothing goes wrong. */
export const allWell = (): Faults => ({
  up: true,
  loading: false,
  handshake: 'accept',
  greeting: 'ready',
  latency: 20,
  rest: new Map(),
  fates: [],
});
