/**
 * The way to reports, whose making and reading is loaded with the first one. Owns the loading and
 * what is said where it fails.
 */
import type { ClockPort } from '../ports.js';
import { MiptechError } from '../protocol/errors.js';
import type { Report } from '../state/journal.js';
import { version } from '../version.js';
import type { MiptechClient } from './api.js';
import type { Recorder } from './recorder.js';

type Reports = typeof import('../report/report.js');

async function load(): Promise<Reports> {
  try {
    return await import('../report/report.js');
  } catch {
    throw new MiptechError('protocol', {
      message: 'The part of the library that handles reports could not be loaded.',
    });
  }
}

interface Recorded {
  readonly journal: Recorder;
  readonly clock: ClockPort;
  readonly more: object;
}

/** A report of `client` as it is at this moment, however long the loading takes. */
export async function report(
  client: MiptechClient,
  { journal, clock, more }: Recorded,
): Promise<Report> {
  const entries = journal.get();
  const { reportOf } = await load();
  return reportOf({
    client,
    journal: entries,
    now: clock.now(),
    began: journal.began,
    version,
    more,
    plain: (detail) => journal.plain(detail),
  });
}

/** `report` as Markdown for people, to paste into a ticket. */
export async function reportText(report: Report): Promise<string> {
  const { textOf } = await load();
  return textOf(report);
}

/**
 * The report in `text`, such as a file's; what it holds beyond a report's fields is left out.
 * @throws MiptechError `validation` that names what is wrong with it
 */
export async function readReport(text: string): Promise<Report> {
  const { reportIn } = await load();
  const read = reportIn(text);
  if (typeof read !== 'string') return read;
  throw new MiptechError('validation', { message: read });
}
