/**
 * A client without a platform: its state is set by hand and its verbs are written down. For tests
 * and for pages that show states. Keeps the interface of a real client and none of its behaviour.
 */
import type {
  ConnectionState,
  Credentials,
  Diagnosis,
  HealthState,
  JournalDetail,
  JournalEntry,
  Message,
  MessageFailure,
  MiptechClientHandle,
  Registration,
  RoundTrip,
  SecurityNotice,
  SessionState,
  ShownSettings,
  SignOn,
  TenantState,
  Transcript,
} from '../core/index.js';
import { version } from '../core/index.js';
import { redacted } from '../core/protocol/redact.js';
import { reportOf } from '../core/report/report.js';
import { disconnected } from '../core/state/connection.js';
import { undiagnosed } from '../core/state/diagnosis.js';
import { writable } from '../core/state/readable.js';
import type { Readable, Writable } from '../core/state/readable.js';
import { signedOut } from '../core/state/session.js';
import { emptyTranscript, failed, queued, userMessage } from '../core/state/transcript.js';
import { validateOptions } from '../core/config.js';

/** A verb that was called, such as `chat.send`, with what it was given. */
export interface Call {
  readonly verb: string;
  readonly given: readonly unknown[];
}

/** What a `MemoryClient` may begin with. */
export interface MemoryState {
  readonly session?: Partial<SessionState>;
  readonly connection?: Partial<ConnectionState>;
  readonly countdown?: number | null;
  readonly since?: number | null;
  readonly pings?: readonly RoundTrip[];
  readonly answers?: readonly RoundTrip[];
  readonly statistics?: Readonly<Record<string, number>> | null;
  readonly health?: Partial<HealthState>;
  readonly tenant?: Partial<TenantState>;
  readonly signOn?: SignOn;
  readonly transcript?: Partial<Transcript>;
  readonly journal?: readonly JournalEntry[];
  readonly diagnosis?: Partial<Diagnosis>;
}

const unknownHealth: HealthState = {
  phase: 'unknown',
  status: null,
  services: {},
  latency: null,
  error: null,
};

const unknownTenant: TenantState = { phase: 'unknown', name: '', features: {}, limits: {} };

/** A message with the fields a test cares for, and plain values for the rest. */
export function memoryMessage(fields: Partial<Message> & Pick<Message, 'id'>): Message {
  return { ...userMessage(fields.id, '', 1_700_000_000_000), state: 'delivered', ...fields };
}

export class MemoryClient implements MiptechClientHandle {
  /** Every verb in the order of the calls. */
  readonly calls: Call[] = [];
  /** Refuses the next messages with this reason, as a full queue would; null accepts. */
  refusal: MessageFailure | null = null;
  /** Makes verbs that can fail reject with this; null lets them succeed. */
  fault: Error | null = null;

  readonly settings: ShownSettings;
  readonly sessionState: Writable<SessionState>;
  readonly connectionState: Writable<ConnectionState>;
  readonly countdownState: Writable<number | null>;
  readonly sinceState: Writable<number | null>;
  /** Round trips of the socket. */
  readonly pings: Writable<readonly RoundTrip[]>;
  /** Round trips of /health. */
  readonly answers: Writable<readonly RoundTrip[]>;
  /** What `statistics.load` answers. */
  figures: Readonly<Record<string, number>> | null;
  readonly healthState: Writable<HealthState>;
  readonly tenantState: Writable<TenantState>;
  readonly security = writable<readonly SecurityNotice[]>([]);
  readonly transcriptState: Writable<Transcript>;
  readonly journalState: Writable<readonly JournalEntry[]>;
  readonly #began = Date.now();
  readonly diagnosisState: Writable<Diagnosis>;
  #made = 0;

  constructor(state: MemoryState = {}) {
    const settings = validateOptions({ tenantId: 'memory' }, { pageProtocol: null });
    this.settings = { ...settings, signOn: state.signOn ?? 'none' };
    this.tenantState = writable({ ...unknownTenant, ...state.tenant });
    this.sessionState = writable({ ...signedOut, ...state.session });
    this.connectionState = writable({ ...disconnected, ...state.connection });
    this.countdownState = writable(state.countdown ?? null);
    this.sinceState = writable(state.since ?? null);
    this.pings = writable(state.pings ?? []);
    this.answers = writable(state.answers ?? []);
    this.figures = state.statistics ?? null;
    this.healthState = writable({ ...unknownHealth, ...state.health });
    this.transcriptState = writable({ ...emptyTranscript, ...state.transcript });
    this.journalState = writable(state.journal ?? []);
    this.diagnosisState = writable({ ...undiagnosed, ...state.diagnosis });
  }

  get transcript(): Readable<Transcript> {
    return this.transcriptState;
  }

  get diagnosis(): Readable<Diagnosis> {
    return this.diagnosisState;
  }

  diagnose(): Promise<Diagnosis> {
    this.#note('diagnose');
    return Promise.resolve(this.diagnosisState.get());
  }

  /** The verbs called so far, by name. */
  get verbs(): readonly string[] {
    return this.calls.map(({ verb }) => verb);
  }

  readonly session = {
    get: () => this.sessionState.get(),
    subscribe: (listener: () => void) => this.sessionState.subscribe(listener),
    login: (credentials: Credentials) => this.#answer('session.login', credentials),
    register: (registration: Registration) => this.#answer('session.register', registration),
    signOn: () => this.#answer('session.signOn'),
    logout: () => this.#answer('session.logout'),
  };

  readonly connection = {
    get: () => this.connectionState.get(),
    subscribe: (listener: () => void) => this.connectionState.subscribe(listener),
    connect: () => {
      this.#note('connection.connect');
    },
    disconnect: () => {
      this.#note('connection.disconnect');
    },
    countdown: {
      get: () => this.countdownState.get(),
      subscribe: (listener: () => void) => this.countdownState.subscribe(listener),
    },
    since: {
      get: () => this.sinceState.get(),
      subscribe: (listener: () => void) => this.sinceState.subscribe(listener),
    },
    roundTrips: {
      get: () => this.pings.get(),
      subscribe: (listener: () => void) => this.pings.subscribe(listener),
    },
  };

  readonly health = {
    get: () => this.healthState.get(),
    subscribe: (listener: () => void) => this.healthState.subscribe(listener),
    roundTrips: {
      get: () => this.answers.get(),
      subscribe: (listener: () => void) => this.answers.subscribe(listener),
    },
    check: async (): Promise<HealthState> => {
      this.#note('health.check');
      return Promise.resolve(this.healthState.get());
    },
  };

  readonly tenant = {
    get: () => this.tenantState.get(),
    subscribe: (listener: () => void) => this.tenantState.subscribe(listener),
    load: async (): Promise<TenantState> => {
      this.#note('tenant.load');
      return Promise.resolve(this.tenantState.get());
    },
  };

  readonly statistics = {
    load: async (): Promise<Readonly<Record<string, number>> | null> => {
      await this.#answer('statistics.load');
      return this.figures;
    },
  };

  readonly journal = {
    get: () => this.journalState.get(),
    subscribe: (listener: () => void) => this.journalState.subscribe(listener),
    clear: (): void => {
      this.#note('journal.clear');
      this.journalState.set([]);
    },
    report: async (more: object = {}) => {
      await this.#answer('journal.report', more);
      return reportOf({
        client: this,
        journal: this.journalState.get(),
        now: Date.now(),
        began: this.#began,
        version,
        more,
        plain: (detail) => redacted(detail, []) as JournalDetail,
      });
    },
  };

  readonly chat = {
    send: (text: string): Readable<Message> => {
      this.#note('chat.send', text);
      this.#made += 1;
      const message = userMessage(`memory-${String(this.#made)}`, text, Date.now());
      if (this.refusal !== null) {
        return writable<Message>({ ...message, state: 'failed', failure: this.refusal });
      }
      this.transcriptState.set(queued(this.transcriptState.get(), message));
      return writable(message);
    },
    resend: (id: string): void => {
      this.#note('chat.resend', id);
    },
    stop: (): void => {
      this.#note('chat.stop');
    },
    askAgain: (id: string): void => {
      this.#note('chat.askAgain', id);
    },
    newChat: () => this.#answer('chat.newChat'),
    open: (chatId: string) => this.#answer('chat.open', chatId),
    list: async () => {
      await this.#answer('chat.list');
      return [];
    },
  };

  start(): void {
    this.#note('start');
  }

  destroy(): void {
    this.#note('destroy');
  }

  /** Shows `messages`, and `answering` as their states imply. */
  show(messages: readonly Message[]): void {
    const answering = messages.some(({ state, awaiting }) => awaiting || state === 'streaming');
    this.transcriptState.set({ ...this.transcriptState.get(), messages, answering });
  }

  /** Changes one message and leaves the others the objects they are. */
  change(id: string, changes: Partial<Message>): void {
    this.show(
      this.transcriptState
        .get()
        .messages.map((message) => (message.id === id ? { ...message, ...changes } : message)),
    );
  }

  /** Ends a message of a person as failed. */
  fail(id: string, failure: MessageFailure, detail: string | null = null): void {
    this.transcriptState.set(failed(this.transcriptState.get(), id, failure, detail));
  }

  #note(verb: string, ...given: readonly unknown[]): void {
    this.calls.push({ verb, given });
  }

  async #answer(verb: string, ...given: readonly unknown[]): Promise<void> {
    this.#note(verb, ...given);
    await Promise.resolve();
    if (this.fault !== null) throw this.fault;
  }
}
