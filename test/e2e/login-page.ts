/** A site with every view of `<miptech-login>`, made from the sources, under the strict policy. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before } from 'node:test';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { ROOT } from '../platform/harness.js';
import { POLICY, launch } from './harness.js';
import type { BarePage } from './harness.js';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <title>Every view of the login</title>
    <meta name="viewport" content="width=device-width" />
    <link rel="icon" href="data:," />
    <script src="/views.js"></script>
  </head>
  <body>
    <main></main>
    <aside></aside>
  </body>
</html>`;

async function serveLoginViews(): Promise<BarePage> {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, 'test/e2e/login-views.ts')],
    tsconfig: path.join(ROOT, 'tsconfig.json'),
    target: 'es2022',
    format: 'iife',
    bundle: true,
    write: false,
    logLevel: 'error',
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer(({ url }, response) => {
    const type = url === '/views.js' ? 'text/javascript' : 'text/html; charset=utf-8';
    response
      .writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': POLICY })
      .end(url === '/views.js' ? script : PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}/`, close: () => server.close() };
}

/** What the tests of a file have in common; there from the first test to the last. */
export interface LoginStage {
  readonly browser: Browser;
  readonly site: BarePage;
}

/** A browser and the site, for all tests of a file. */
export function useLoginStage(): LoginStage {
  const stage: { -readonly [Part in keyof LoginStage]?: LoginStage[Part] } = {};
  before(async () => {
    stage.site = await serveLoginViews();
    stage.browser = await launch();
  });
  after(async () => {
    await stage.browser?.close();
    stage.site?.close();
  });
  return stage as LoginStage;
}
