/** `npm start`: the packages, a fresh build, then the demo platform in this same process. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, root } from './prepare.mjs';

await prepare();
const { buildIfStale } = await import('./build.mjs');
if (!(await buildIfStale())) process.exit(1);

// In this process rather than a child: signals and exit codes are then the platform's own, and
// nothing can be left behind.
const { register } = await import('tsx/esm/api');
register();
const main = join(root, 'demo/platform/main.ts');
process.argv[1] = main;
await import(pathToFileURL(main).href);
