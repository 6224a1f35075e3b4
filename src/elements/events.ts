/**
 * The public events: their names, their details, and how one is sent. They tell the page; no
 * element of the library listens to them. None carries a token.
 */
import type {
  ConnectionPhase,
  ConnectionStatus,
  ErrorCode,
  Message,
  SecurityCode,
  SessionPhase,
  User,
} from '../core/index.js';

/** A message is about to be sent. A listener may change `text`, or cancel the event. */
export interface SendDetail {
  text: string;
}

/** An answer was rated; `value` is null where a rating was taken back. */
export interface FeedbackDetail {
  readonly message: Message;
  readonly value: 'up' | 'down' | null;
}

/** A floating chat was opened or closed. */
export interface ToggleDetail {
  readonly open: boolean;
}

/** A message reached its end: delivered or failed, complete, interrupted, incomplete or stopped. */
export interface MessageDetail {
  readonly message: Message;
}

/** Somebody signed in or out, or a session ended. */
export interface SessionChangeDetail {
  readonly user: User | null;
  readonly phase: SessionPhase;
}

/** The connection went into another phase; `code` says why, where there is a reason. */
export interface ConnectionChangeDetail {
  readonly phase: ConnectionPhase;
  readonly status: ConnectionStatus;
  readonly code: ErrorCode | null;
}

/** Something failed: a sentence for a person, and the developer's remedy. */
export interface ErrorDetail {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix: string;
}

/** Something of a session that the page's operator should know. */
export interface SecurityDetail {
  readonly code: SecurityCode;
  /** What it means and what to look into, in English. */
  readonly message: string;
}

/** Event names and the events, for typed listeners. All bubble and cross shadow roots. */
export interface MiptechEvents {
  'miptech-send': CustomEvent<SendDetail>;
  'miptech-toggle': CustomEvent<ToggleDetail>;
  'miptech-message': CustomEvent<MessageDetail>;
  'miptech-feedback': CustomEvent<FeedbackDetail>;
  'miptech-session-change': CustomEvent<SessionChangeDetail>;
  'miptech-connection-change': CustomEvent<ConnectionChangeDetail>;
  'miptech-security': CustomEvent<SecurityDetail>;
  'miptech-error': CustomEvent<ErrorDetail>;
}

declare global {
  interface GlobalEventHandlersEventMap {
    'miptech-send': CustomEvent<SendDetail>;
    'miptech-toggle': CustomEvent<ToggleDetail>;
    'miptech-message': CustomEvent<MessageDetail>;
    'miptech-feedback': CustomEvent<FeedbackDetail>;
    'miptech-session-change': CustomEvent<SessionChangeDetail>;
    'miptech-connection-change': CustomEvent<ConnectionChangeDetail>;
    'miptech-security': CustomEvent<SecurityDetail>;
    'miptech-error': CustomEvent<ErrorDetail>;
  }
}

/** Sends a public event from `target`; false when a listener cancelled it. */
export function emit<Name extends keyof MiptechEvents>(
  target: EventTarget,
  name: Name,
  detail: MiptechEvents[Name]['detail'],
  options: { readonly cancelable?: boolean } = {},
): boolean {
  return target.dispatchEvent(
    new CustomEvent(name, { detail, bubbles: true, composed: true, ...options }),
  );
}
