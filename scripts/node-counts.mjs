/** A reporter for node:test that counts tests, not suites, and fails a file that holds no test. */
import { relative } from 'node:path';
import { countFailure, noCounts, writeCounts } from './counts.mjs';

/** @param {AsyncIterable<import('node:test/reporters').TestEvent>} events */
export default async function* nodeCounts(events) {
  const counts = noCounts();
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details.type === 'suite') continue;
    // Node reports a file without tests as one passing test of the file's name.
    const emptyFile = type === 'test:pass' && data.nesting === 0 && data.name === data.file;
    if (emptyFile) yield `${data.name}: no test ran\n`;
    const file = data.file === undefined ? '' : relative(process.cwd(), data.file);
    if (emptyFile) countFailure(counts, file, 'no test ran');
    else if (type === 'test:fail') {
      const { error } = data.details;
      const reason = error.cause instanceof Error ? error.cause.message : error.message;
      countFailure(counts, `${file} › ${data.name}`, reason);
    } else if (data.skip !== undefined || data.todo !== undefined) counts.skipped += 1;
    else counts.passed += 1;
  }
  writeCounts(counts);
}
