/**
 * Reports: made of a client, told as Markdown, read from a file. Loaded when somebody asks for one,
 * so it takes its helpers from its caller and shares no module with what is loaded before.
 */
import type { MiptechClient } from '../client/api.js';
import type { JournalDetail, JournalEntry, JournalValue, Report } from '../state/journal.js';

interface Host {
  readonly location?: { readonly origin?: string };
  readonly navigator?: {
    readonly userAgent?: string;
    readonly language?: string;
    readonly onLine?: boolean;
  };
  readonly document?: { readonly visibilityState?: string };
}

/** What a report is made with. */
export interface ReportMaker {
  readonly client: Pick<
    MiptechClient,
    | 'settings'
    | 'connection'
    | 'session'
    | 'health'
    | 'tenant'
    | 'transcript'
    | 'security'
    | 'diagnosis'
  >;
  readonly journal: readonly JournalEntry[];
  /** Wall clock in milliseconds: now, and at the journal's beginning. */
  readonly now: number;
  readonly began: number;
  readonly version: string;
  readonly more: object;
  /** Plain values without secrets. */
  readonly plain: (detail: object) => JournalDetail;
}

/** What `client` is like now, with all that its journal holds. */
export function reportOf(maker: ReportMaker): Report {
  const { client, journal, now, began, version, more, plain } = maker;
  const { location, navigator, document } = globalThis as Host;
  const { messages, ...chat } = client.transcript.get();
  const { user, ...session } = client.session.get();
  const diagnosis = client.diagnosis.get();
  return {
    format: 'miptech-report',
    version: 1,
    made: new Date(now).toISOString(),
    began: new Date(began).toISOString(),
    library: version,
    page: plain({
      origin: location?.origin ?? null,
      userAgent: navigator?.userAgent ?? null,
      language: navigator?.language ?? null,
      online: navigator?.onLine ?? null,
      visible: document === undefined ? null : document.visibilityState === 'visible',
    }),
    settings: plain(client.settings),
    states: plain({
      connection: { ...client.connection.get(), countdown: client.connection.countdown.get() },
      session: { ...session, userId: user?.id ?? null },
      health: client.health.get(),
      tenant: client.tenant.get(),
      chat: { ...chat, messages: messages.length },
      security: client.security.get(),
    }),
    diagnosis: diagnosis.phase === 'idle' ? null : plain(diagnosis),
    more: plain(more),
    journal,
  };
}

/** A table's cell: nothing in it may end the cell or be taken for markup. */
function cell(value: JournalValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*<|[]/g, '\\$&');
}

function row(cells: readonly JournalValue[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

function table(head: readonly string[], rows: readonly (readonly JournalValue[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

/** `name: value` pairs in one line. */
function pairs(detail: JournalDetail): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

/** So many entries are told, the last ones. */
const told = 60;

function checksOf(diagnosis: JournalValue): readonly JournalDetail[] {
  const { checks } = detailOf(diagnosis);
  return Array.isArray(checks) ? checks.map(detailOf) : [];
}

/** A report for people, as Markdown. */
export function textOf(report: Report): string {
  const { journal } = report;
  const checks = checksOf(report.diagnosis);
  const last = journal.slice(-told);
  const shown = Object.entries(report.settings).filter(([, value]) => value !== null);
  const parts = [
    '# MIPTech report',
    table(
      ['What', 'Value'],
      [
        ['Made', report.made],
        ['Library', report.library],
        ...Object.entries(report.page),
        ...Object.entries(report.more),
      ],
    ),
    '## States',
    table(
      ['State', 'What it holds'],
      Object.entries(report.states).map(([name, state]) => [
        name,
        Array.isArray(state) ? JSON.stringify(state) : pairs(detailOf(state)),
      ]),
    ),
    '## Settings',
    table(['Setting', 'Value'], shown),
    ...(checks.length === 0
      ? []
      : [
          '## Checks',
          table(
            ['Check', 'Outcome', 'Finding', 'What happened'],
            checks.map(({ name = '', outcome = '', finding = null, message = '' }) => [
              name,
              outcome,
              finding ?? '',
              message,
            ]),
          ),
        ]),
    last.length === journal.length ? '## Events' : `## The last ${String(told)} events`,
    table(
      ['Seconds', 'Level', 'Kind', 'Event', 'Details'],
      last.map(({ at, level, kind, name, detail }) => [
        (at / 1000).toFixed(2),
        level,
        kind,
        name,
        pairs(detail),
      ]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function detailOf(value: unknown): JournalDetail {
  const named = typeof value === 'object' && value !== null && !Array.isArray(value);
  return named ? (value as JournalDetail) : {};
}

const kinds: readonly string[] = [
  'request',
  'frame',
  'transition',
  'timer',
  'error',
  'note',
] satisfies JournalEntry['kind'][];
const levels: readonly string[] = ['debug', 'info', 'warn', 'error'];

function entryIn(value: unknown, index: number): JournalEntry | string {
  const { id, at, kind, level, name, detail } = detailOf(value);
  const wrong = (what: string): string =>
    `Entry ${String(index + 1)} of its journal ${what}. ${remedy}`;
  if (typeof at !== 'number' || !(at >= 0 && at < Infinity)) return wrong('has no time (“at”)');
  if (typeof name !== 'string') return wrong('has no name');
  if (typeof kind !== 'string' || !kinds.includes(kind)) {
    return wrong(`is of no known kind (${kinds.join(', ')})`);
  }
  return {
    id: typeof id === 'number' ? id : index + 1,
    at,
    kind: kind as JournalEntry['kind'],
    level: (levels.find((each) => each === level) ?? 'info') as JournalEntry['level'],
    name,
    detail: detailOf(detail),
  };
}

const remedy = 'Open the file that “Download report” gave, unchanged.';

/** The report in `text`; else what is wrong with it and what to do, in a sentence or two. */
export function reportIn(text: string): Report | string {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return text.trim() === '' ? `There is nothing in it. ${remedy}` : `This is no JSON. ${remedy}`;
  }
  const fields = detailOf(given);
  const { format, version, made, began, library, journal, diagnosis = null } = fields;
  if (format !== 'miptech-report')
    return `This is no report: its “format” is not “miptech-report”. ${remedy}`;
  if (version !== 1) {
    return `This report has version ${JSON.stringify(version ?? null)}; only version 1 can be read. Open it with the version of this library that made it.`;
  }
  if (!Array.isArray(journal)) return `The report has no list of events (“journal”). ${remedy}`;
  const entries: JournalEntry[] = [];
  for (const [index, value] of journal.entries()) {
    const entry = entryIn(value, index);
    if (typeof entry === 'string') return entry;
    entries.push(entry);
  }
  const word = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    format,
    version,
    made: word(made),
    began: word(began),
    library: word(library),
    page: detailOf(fields['page']),
    settings: detailOf(fields['settings']),
    states: detailOf(fields['states']),
    diagnosis,
    more: detailOf(fields['more']),
    journal: entries.sort((one, other) => one.at - other.at),
  };
}
