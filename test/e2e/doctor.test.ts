/**
 * What the doctor says in a real browser, which hides from a page what Node tells: refused origins,
 * blocked calls, why a socket was refused. Under the strict policy, from the script tag's own file.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Platform } from '../../demo/platform/server.js';
import type { Diagnosis, MiptechOptions } from '../../src/core/index.js';
import { hostPorts } from '../../src/core/ports.js';
import { asNamed, checkOf } from '../doctor/planted.js';
import { ScriptedPlatform } from '../faults/tools/scripted-platform.js';
import { DEMO, ROOT, TENANT, startPlatform, takenPort } from '../platform/harness.js';
import { launch, serveBarePage, watch } from './harness.js';
import type { BarePage } from './harness.js';

const FILE = 'miptech-doctor.min.js';
let browser: Browser;
let platform: Platform;
let site: BarePage;

before(async () => {
  platform = await startPlatform();
  site = await serveBarePage(platform.url);
  browser = await launch();
});
after(async () => {
  await browser.close();
  site.close();
  await platform.close();
});

async function visit(t: TestContext): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  t.after(() => context.close());
  return { context, page: await context.newPage() };
}

/** Lets a client on the page look. A text of source, see `everythingOn`. */
function look(page: Page, options: MiptechOptions, signIn = true): Promise<Diagnosis> {
  return page.evaluate(`(async () => {
    const { createMiptechClient, diagnoseRefused } = await import('/miptech.min.js');
    let client;
    try {
      client = createMiptechClient(${JSON.stringify({ tenantId: TENANT, tokenStorage: 'memory', ...options })});
    } catch (error) {
      return diagnoseRefused(error);
    }
    if (${String(signIn)}) await client.session.login(${JSON.stringify(DEMO)});
    const diagnosis = await client.diagnose();
    client.destroy();
    return diagnosis;
  })()`);
}

/** Looks from a page of another origin than the platform's. */
async function lookFrom(t: TestContext, apiUrl: string, signIn = true): Promise<Diagnosis> {
  const { page } = await visit(t);
  await page.goto(site.url);
  const diagnosis = await look(page, { apiUrl }, signIn);
  asNamed(t, diagnosis);
  return diagnosis;
}

async function scripted(t: TestContext): Promise<ScriptedPlatform> {
  const made = await ScriptedPlatform.start(hostPorts().clock);
  t.after(() => made.close());
  return made;
}

test('planted: nothing is wrong, seen from a page of another origin → nothing', async (t) => {
  const { context, page } = await visit(t);
  const seen = await watch(context);
  await page.goto(site.url);
  const diagnosis = await look(page, { apiUrl: platform.url });
  asNamed(t, diagnosis);
  assert.deepEqual([...new Set(diagnosis.checks.map(({ outcome }) => outcome))], ['passed']);
  assert.equal(seen.requests.filter((url) => url.endsWith(`/${FILE}`)).length, 1);
  // The browser itself reports how a call was found to exist without being made.
  const problems = seen.problems.filter((text) => !text.includes('405 (Method Not Allowed)'));
  assert.deepEqual(problems, []);
});

test('planted: the page’s origin is missing in `CORS_ORIGINS` → origin cors_refused', async (t) => {
  const closed = await startPlatform({ corsOrigins: ['https://elsewhere.example'] });
  t.after(() => closed.close());
  const { fix } = checkOf(await lookFrom(t, closed.url, false), 'origin');
  assert.match(fix ?? '', new RegExp(`add ${new URL(site.url).origin} to CORS_ORIGINS`));
});

test('planted: the platform’s CORS rules lack a header → origin cors_headers_refused', async (t) => {
  const server = createServer((request, response) => {
    const status = request.method === 'OPTIONS' ? 400 : 200;
    response.writeHead(status, { 'Access-Control-Allow-Origin': '*' }).end('{"status":"healthy"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  await lookFrom(t, `http://127.0.0.1:${String(port)}`, false);
});

test('planted: the platform is down, seen from a page → origin platform_down', async (t) => {
  const { port, free } = await takenPort();
  free();
  await lookFrom(t, `http://127.0.0.1:${String(port)}`, false);
});

test('planted: a page on https asks a platform on http, which the browser blocks → settings mixed_content', async (t) => {
  const { context, page } = await visit(t);
  await context.route('https://shop.example/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill(
      pathname === '/'
        ? { contentType: 'text/html', body: '<!doctype html><title>A shop</title>' }
        : {
            contentType: 'text/javascript',
            body: await readFile(path.join(ROOT, 'dist/cdn', pathname)),
          },
    );
  });
  await page.goto('https://shop.example/');
  const blocked: string[] = [];
  page.on('console', (message) => blocked.push(message.text()));
  const reached = await page.evaluate(
    "fetch('http://platform.example/').then(() => true, () => false)",
  );
  assert.equal(reached, false);
  assert.match(blocked.join(), /Mixed Content/);
  asNamed(t, await look(page, { apiUrl: 'http://platform.example' }));
});

test('planted: the browser is offline → network offline, origin platform_down', async (t) => {
  const { context, page } = await visit(t);
  await page.goto(site.url);
  await look(page, { apiUrl: platform.url });
  await context.setOffline(true);
  asNamed(t, await look(page, { apiUrl: platform.url }, false));
});

test('planted: the browser is offline before the checks were loaded → network offline', async (t) => {
  const { context, page } = await visit(t);
  await page.goto(site.url);
  await page.evaluate("import('/miptech.min.js').then(() => undefined)");
  await context.setOffline(true);
  asNamed(t, await look(page, { apiUrl: platform.url }, false));
});

test('planted: the socket is refused and the browser hides why → handshake handshake_refused', async (t) => {
  const refusing = await scripted(t);
  refusing.handshake = () => ({ status: 403 });
  await lookFrom(t, refusing.url);
});

test('planted: a proxy takes the upgrade out and the browser hides it → handshake upgrade_stripped', async (t) => {
  const stripped = await scripted(t);
  stripped.handshake = () => ({ status: 426 });
  stripped.routes.set('GET /ws/chat', () => ({ status: 426, body: { detail: 'Upgrade' } }));
  await lookFrom(t, stripped.url);
});

test('planted: the file with the checks is not there → settings checks_missing', async (t) => {
  const { context, page } = await visit(t);
  await context.route(`**/${FILE}`, (route) => route.abort());
  await page.goto(site.url);
  asNamed(t, await look(page, { apiUrl: platform.url }));
});

test('a file with the checks that never comes is not waited for long', async (t) => {
  const { context, page } = await visit(t);
  let asked = false;
  await context.route(`**/${FILE}`, () => {
    asked = true;
  });
  await page.goto(site.url);
  const diagnosis = await page.evaluate<Diagnosis>(`(async () => {
    const { createMiptechClient } = await import('/miptech.min.js');
    const clock = {
      now: () => Date.now(),
      monotonic: () => performance.now() * 50,
      after: (delay, callback) => {
        const timer = setTimeout(callback, delay / 50);
        return () => clearTimeout(timer);
      },
    };
    const options = { tenantId: '${TENANT}', tokenStorage: 'memory' };
    const client = createMiptechClient(options, { clock });
    return client.diagnose().finally(() => client.destroy());
  })()`);
  assert.equal(asked, true);
  assert.equal(checkOf(diagnosis, 'settings').finding, 'checks_missing');
});
