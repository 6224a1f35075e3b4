/**
 * What the doctor is given: a view of the client that it can look at and not disturb, and the
 * client's own ways to read answers, so that both understand the platform alike. Types only.
 */
import type { Settings } from '../config.js';
import type { Ports, SocketConstructor } from '../ports.js';
import type { refusalError } from '../protocol/failures.js';
import type { Frame, pingFrame } from '../protocol/frames.js';
import type { admitsFailure, readChatId, readHealth, unwrap } from '../protocol/rest.js';
import type { claimsOf } from '../protocol/token.js';
import type { restUrl } from '../protocol/urls.js';
import type { closing } from '../state/closing.js';
import type { ConnectionState } from '../state/connection.js';
import type { SecurityNotice } from '../state/security.js';
import type { SessionState } from '../state/session.js';

/** How a socket of the doctor's own ended. */
export interface ProbeEnd {
  readonly opened: boolean;
  readonly cause: 'closed' | 'open-timeout' | 'ready-timeout' | 'silent';
  readonly code: number;
  readonly reason: string;
}

export interface ProbeHandlers {
  readonly starting: () => void;
  readonly ready: () => void;
  readonly frame: (frame: Frame) => void;
  readonly ended: (end: ProbeEnd) => void;
}

/** A socket of the doctor's own. */
export interface Probe {
  send(text: string): boolean;
  detach(): void;
}

export interface ProbeOptions {
  readonly WebSocket: SocketConstructor;
  readonly chatId: string | null;
  /** Longest wait for the socket to open, in milliseconds. */
  readonly limit: number;
}

/** The client's readers of what the platform says. */
export interface Readers {
  readonly admitsFailure: typeof admitsFailure;
  readonly claimsOf: typeof claimsOf;
  readonly closing: typeof closing;
  readonly pingFrame: typeof pingFrame;
  readonly readChatId: typeof readChatId;
  readonly readHealth: typeof readHealth;
  readonly refusalError: typeof refusalError;
  readonly restUrl: typeof restUrl;
  readonly unwrap: typeof unwrap;
}

export interface DoctorParts {
  readonly settings: Settings;
  readonly ports: Ports;
  /** Ends the look. */
  readonly signal: AbortSignal;
  readonly readers: Readers;
  /** For the header of a call; never kept, never shown. */
  readonly token: () => string | null;
  readonly session: () => SessionState;
  readonly connection: () => ConnectionState;
  readonly notices: () => readonly SecurityNotice[];
  /** The chat that is open on the page, or null. */
  readonly chatId: () => string | null;
  /** Takes leave to write on a socket: 0 for now, else the milliseconds to wait. */
  readonly clearance: () => number;
  /** Opens a socket beside the client's, with its token. */
  readonly open: (options: ProbeOptions, handlers: ProbeHandlers) => Probe;
}
