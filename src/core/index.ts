/** The headless entry, `miptech-elements/client`: everything public of core, and nothing else. */
export { MiptechError, errorTexts } from './protocol/errors.js';
export type { ErrorCode, Problem } from './protocol/errors.js';
export type { StreamMode } from './protocol/frames.js';
export type { ChatSummary, User } from './protocol/rest.js';
export type { Metadata, Source } from './protocol/values.js';
export type {
  ClientIdBuilder,
  LogLevel,
  LogSink,
  MiptechOptions,
  ShownSettings,
  SignOn,
  TokenStorage,
} from './config.js';
export type { IdentitySource, TokenReason, TokenSource } from './identity.js';
export type {
  JournalDetail,
  JournalEntry,
  JournalKind,
  JournalValue,
  Report,
} from './state/journal.js';
export type { FindingCode } from './doctor/findings.js';
export { diagnoseRefused } from './client/examination.js';
export { checkNames } from './state/diagnosis.js';
export type { Check, CheckName, CheckOutcome, Diagnosis } from './state/diagnosis.js';
export type { Readable } from './state/readable.js';
export type { RoundTrip } from './state/round-trips.js';
export type { SecurityCode, SecurityNotice } from './state/security.js';
export type { SessionPhase, SessionState, SignOut } from './state/session.js';
export type { ConnectionPhase, ConnectionState, ConnectionStatus } from './state/connection.js';
export type { Message, MessageFailure, MessageState, Transcript } from './state/transcript.js';
export type {
  ChatApi,
  ConnectionApi,
  Credentials,
  HealthApi,
  HealthState,
  JournalApi,
  MiptechClient,
  MiptechClientHandle,
  Registration,
  SessionApi,
  StatisticsApi,
  TenantApi,
  TenantState,
} from './client/api.js';
export { createMiptechClient } from './client/client.js';
export { readReport, reportText } from './client/reports.js';
export { version } from './version.js';
