/**
 * `npm run test:soak`: one client that loses its socket 10,000 times (`RECONNECTS` overrides), and
 * what of it stays in memory. Exits with 1 beyond the bounds, which test/faults/soak/main.ts sets.
 */
import { root } from './prepare.mjs';
import { run } from './run.mjs';

// Compiled code would grow the heap for thousands of reconnects: everything is interpreted, and what
// the engine notes of a function it notes at its first call.
const engine = [
  '--no-opt',
  '--no-sparkplug',
  '--no-lazy-feedback-allocation',
  '--no-flush-bytecode',
  '--expose-gc',
];

process.exitCode = await run(
  process.execPath,
  [...engine, '--import=tsx', 'test/faults/soak/main.ts'],
  { cwd: root },
);
