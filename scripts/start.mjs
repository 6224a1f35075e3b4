/**
 * `npm start`: the packages, a fresh build, then the demo's identity provider and its platform in
 * this same process.
 */
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
const module = (/** @type {string} */ path) => import(pathToFileURL(join(root, path)).href);
if (!process.env.MIPTECH_IDENTITY) {
  const { createIdentityProvider } = await module('demo/identity/server.ts');
  const { PLATFORM } = await module('demo/identity/client.ts');
  const { issuer } = await createIdentityProvider({ port: 9400 });
  process.env.MIPTECH_IDENTITY = `${issuer} ${PLATFORM} miptech-company,acme-corp`;
  console.log(`Identity provider of the demo: ${issuer} (its page: /sso.html)`);
}
process.argv[1] = join(root, 'demo/platform/main.ts');
await module('demo/platform/main.ts');
