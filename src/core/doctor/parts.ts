/**
 * What the doctor is given: a view of the client that it can look at and not disturb, and the
 * client's own ways to read answers, so that both understand the platform alike. Types only.
 */
import type { Settings } from '../config.js';
import type { Ports } from '../ports.js';
import type { refusalError } from '../protocol/failures.js';
import type { Frame, pingFrame } from '../protocol/frames.js';
import type { admitsFailure, readChatId, readHealth, unwrap } from '../protocol/rest.js';
import type { claimsOf } from '../protocol/token.js';
import type { timeOf } from '../protocol/values.js';
import type { ConnectionState } from '../state/connection.js';
import type { Readable } from '../state/readable.js';
import type { SecurityNotice } from '../state/security.js';
import type { SessionState } from '../state/session.js';
import type { Transcript } from '../state/transcript.js';

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

/** Opens the doctor's own socket; the client's class for its sockets fits. */
type Links = new (
  settings: Settings,
  ports: Ports,
  url: string,
  handlers: ProbeHandlers & {
    readonly mayPing: () => boolean;
    readonly dropped: (reason: string) => void;
  },
) => Probe;

/** The client's own ways to ask and to read what the platform says. */
export interface Tools {
  readonly Link: Links;
  readonly admitsFailure: typeof admitsFailure;
  readonly claimsOf: typeof claimsOf;
  readonly pingFrame: typeof pingFrame;
  readonly readChatId: typeof readChatId;
  readonly readHealth: typeof readHealth;
  readonly refusalError: typeof refusalError;
  readonly timeOf: typeof timeOf;
  readonly unwrap: typeof unwrap;
}

export interface DoctorParts {
  readonly settings: Settings;
  readonly ports: Ports;
  /** Ends the look. */
  readonly signal: AbortSignal;
  readonly tools: Tools;
  /** Its token goes into the header of a call or the address of a socket; never kept, never shown. */
  readonly session: Readable<SessionState> & {
    readonly token: string | null;
    readonly userId: string | null;
  };
  readonly connection: {
    readonly get: () => ConnectionState;
    /** Takes leave to write on a socket: 0 for now, else the milliseconds to wait. */
    readonly clearance: () => number;
  };
  /** What the page's operator should know of. */
  readonly notices: Readable<readonly SecurityNotice[]>;
  readonly transcript: Readable<Transcript>;
}
