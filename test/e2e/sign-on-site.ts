/**
 * A site with single sign-on, on an origin of its own: pages that say it by attributes, and one that
 * says it by a call, all under the strict policy. Asserts nothing.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { ROOT } from '../platform/harness.js';
import { POLICY } from './harness.js';

export interface SignOnSite {
  readonly origin: string;
  readonly close: () => void;
}

export interface Addresses {
  readonly platform: string;
  readonly issuer: string;
  readonly clientId: string;
}

const SCRIPTS = new Set([
  'miptech.min.js',
  'miptech-oidc.min.js',
  'miptech-highlight.min.js',
  'miptech-doctor.min.js',
]);

/** What a page that calls does: as a reader of the documentation would write it. */
const CALL = `
import { oidc } from '/miptech-oidc.min.js';
const { dataset } = document.body;
const provider = document.querySelector('miptech-provider');
provider.identity = oidc(JSON.parse(dataset.options));
provider.setAttribute('auto-connect', 'on');
`;

const FILES: Readonly<Record<string, string>> = {
  'call.js': CALL,
  'late.js':
    "document.querySelector('#load').addEventListener('click', () => import('/miptech-oidc.min.js'));",
};

export async function serveSignOnSite(addresses: Addresses): Promise<SignOnSite> {
  const { platform, issuer } = addresses;
  const sockets = platform.replace('http', 'ws');
  const policy = `default-src 'none'; ${POLICY}; img-src data:; connect-src ${platform} ${sockets} ${issuer}; frame-src 'self' ${issuer}; frame-ancestors 'self'`;
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? '/', 'http://page');
      const name = pathname.slice(1);
      const script = SCRIPTS.has(name)
        ? await readFile(path.join(ROOT, 'dist/cdn', name))
        : FILES[name];
      if (script !== undefined) {
        response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script);
        return;
      }
      response.writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': policy,
      });
      const origin = `http://${request.headers.host ?? ''}`;
      response.end(html(pathname, { ...addresses, origin }));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/**
 * `/late` loads the script of the sign-on after a click. `/call` takes its options by a call. Pages
 * below `/site/` share one address to come back to. `/storage-local` and `/display-popup` set these
 * attributes.
 */
function html(pathname: string, addresses: Addresses & { readonly origin: string }): string {
  const { platform, issuer, clientId, origin } = addresses;
  const attributes = [...pathname.matchAll(/\b(storage|display)-(\w+)/g)].map(
    ([, name, value]) => `oidc-${name}="${value}"`,
  );
  if (pathname.startsWith('/site/')) attributes.push(`oidc-redirect-url="${origin}/site/home"`);
  const common = `api-url="${platform}" tenant-id="miptech-company"`;
  const call = pathname === '/call';
  const options = { authority: issuer, clientId, display: 'popup' };
  const provider = call
    ? `${common} auto-connect="off"`
    : `${common} oidc="${issuer}" oidc-client-id="${clientId}" ${attributes.join(' ')}`;
  const data = call ? ` data-options='${JSON.stringify(options)}'` : '';
  const scripts = ['miptech.min.js'];
  if (call) scripts.push('call.js');
  else scripts.unshift(pathname === '/late' ? 'late.js' : 'miptech-oidc.min.js');
  return `<!doctype html>
<html lang="en">
  <head>
    <title>A page with single sign-on</title>
    <meta name="viewport" content="width=device-width" />
    <link rel="icon" href="data:," />
    ${scripts.map((name) => `<script type="module" src="/${name}"></script>`).join('\n    ')}
  </head>
  <body${data}>
    <main>
      <h1>Ask us</h1>
      ${pathname === '/late' ? '<button id="load">Load</button>' : ''}
      <miptech-provider ${provider}>
        <miptech-login></miptech-login>
        <miptech-chat></miptech-chat>
      </miptech-provider>
    </main>
  </body>
</html>`;
}
