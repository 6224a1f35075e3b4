/**
 * What the end-to-end tests share: a browser, the platform as a process that can be killed and
 * started again, and a page on another origin that has nothing but the script tag and the tags.
 */
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before } from 'node:test';
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { findBrowser } from '../../scripts/browser.mjs';
import { PlatformProcess, ROOT, takenPort, temporaryFolder } from '../platform/harness.js';

/** The strictest policy under which the elements promise to work. */
export const POLICY =
  "script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html";

/** Chromium as visitors have it, with the back/forward cache that Playwright takes away. */
export async function launch(more: readonly string[] = []): Promise<Browser> {
  const { executablePath, args, env } = await findBrowser();
  const ignoreDefaultArgs = ['--disable-back-forward-cache'];
  return chromium.launch({ executablePath, args: [...args, ...more], env, ignoreDefaultArgs });
}

/** A platform process on a port and a folder of its own, so that it can come back as it was. */
export class RestartablePlatform {
  readonly url: string;
  readonly #environment: Readonly<Record<string, string>>;
  #process: PlatformProcess | null = null;

  private constructor(port: number, folder: string, environment: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${String(port)}`;
    this.#environment = {
      PORT: String(port),
      MIPTECH_DATA: folder,
      MIPTECH_QUIET: '1',
      MIPTECH_REQUESTS_PER_MINUTE: '6000',
      MIPTECH_REQUEST_BURST: '1000',
      ...environment,
    };
  }

  static async start(
    environment: Readonly<Record<string, string>> = {},
  ): Promise<RestartablePlatform> {
    const { port, free } = await takenPort();
    free();
    const platform = new RestartablePlatform(port, await temporaryFolder(), environment);
    await platform.start();
    return platform;
  }

  async start(): Promise<void> {
    this.#process = new PlatformProcess(this.#environment);
    const { url } = await this.#process.ready();
    if (new URL(url).port !== new URL(this.url).port) throw new Error(`It came up at ${url}`);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.#process?.end(signal);
    this.#process = null;
  }
}

/** The scripts for a page, by name, as they were built. */
export async function builtScripts(): Promise<ReadonlyMap<string, Buffer>> {
  const folder = path.join(ROOT, 'dist/cdn');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(path.join(folder, name))] as const),
    ),
  );
}

export interface BarePage {
  readonly url: string;
  readonly close: () => void;
}

/** A site of its own origin with one page and the built scripts, under the strict policy. */
export async function servePage(html: (parameters: URLSearchParams) => string): Promise<BarePage> {
  const scripts = await builtScripts();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
    const script = scripts.get(pathname.slice(1));
    if (script !== undefined) {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script);
    } else if (pathname === '/') {
      response
        .writeHead(200, {
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Security-Policy': POLICY,
        })
        .end(html(searchParams));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}/`, close: () => server.close() };
}

/** One script tag, four tags. */
export function serveBarePage(apiUrl: string): Promise<BarePage> {
  return servePage((parameters) => {
    const tenant = parameters.get('tenant') ?? 'miptech-company';
    const tenants = parameters.has('two') ? [tenant, 'acme-corp'] : [tenant];
    return bareHtml(apiUrl, tenants, parameters.get('storage') ?? 'local');
  });
}

/** What the tests of a file or suite have in common; there from the first test to the last. */
export interface Stage {
  readonly browser: Browser;
  readonly platform: RestartablePlatform;
  readonly site: BarePage;
}

/** A browser, a platform with this environment and a page with the four tags, for all tests here. */
export function useStage(environment: Readonly<Record<string, string>>): Stage {
  const stage: { -readonly [Part in keyof Stage]?: Stage[Part] } = {};
  before(async () => {
    stage.platform = await RestartablePlatform.start(environment);
    stage.site = await serveBarePage(stage.platform.url);
    stage.browser = await launch();
  });
  after(async () => {
    await stage.browser?.close();
    stage.site?.close();
    await stage.platform?.kill();
  });
  return stage as Stage;
}

/** A page with the four tags, once for each tenant; from the second on with keys of their own. */
function bareHtml(apiUrl: string, tenants: readonly string[], storage: string): string {
  const providers = tenants.map((tenant, index) => {
    const keys = index === 0 ? '' : ` access-token-key="${tenant}" refresh-token-key="${tenant}-r"`;
    const settings = `api-url="${apiUrl}" tenant-id="${tenant}" token-storage="${storage}"${keys}`;
    return `<miptech-provider ${settings}>
        <miptech-login></miptech-login>
        <miptech-chat></miptech-chat>
        <miptech-status></miptech-status>
      </miptech-provider>`;
  });
  return `<!doctype html>
<html lang="en">
  <head>
    <title>A page with the four tags</title>
    <meta name="viewport" content="width=device-width" />
    <link rel="icon" href="data:," />
    <script type="module" src="/miptech.min.js"></script>
  </head>
  <body>
    <main>
      <h1>Ask us</h1>
      ${providers.join('\n      ')}
    </main>
  </body>
</html>`;
}

/** What a page did that it must not do; `problems` stays empty on a good page. */
export interface Watch {
  readonly problems: string[];
  readonly requests: string[];
}

/** Notes errors, policy violations and requests of every page of the context. */
export async function watch(context: BrowserContext): Promise<Watch> {
  const found: Watch = { problems: [], requests: [] };
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  context.on('weberror', (error) => found.problems.push(String(error.error())));
  context.on('console', (message) => {
    const text = message.text();
    // The browser itself reports each refused connection; that is what the tests provoke.
    const provoked =
      /ERR_(?:CONNECTION_(?:REFUSED|RESET)|EMPTY_RESPONSE)|WebSocket connection to/.test(text);
    if (message.type() === 'error' && !provoked) found.problems.push(text);
    if (text.includes('CSP violation')) found.problems.push(text);
  });
  context.on('request', (request) => found.requests.push(request.url()));
  return found;
}

/** The controls of the elements as a person finds them: by role and name. */
export class Screen {
  readonly email: Locator;
  readonly password: Locator;
  readonly fullName: Locator;
  readonly message: Locator;
  readonly send: Locator;
  readonly log: Locator;
  /** Opens the account's menu; there where somebody is signed in. */
  readonly account: Locator;

  constructor(readonly page: Page) {
    this.email = page.getByRole('textbox', { name: 'Email' });
    this.password = page.getByLabel('Password', { exact: true });
    this.fullName = page.getByRole('textbox', { name: 'Full name' });
    this.message = page.getByRole('textbox', { name: 'Message' });
    this.send = page.getByRole('button', { name: 'Send', exact: true });
    this.log = page.getByRole('log');
    this.account = page.locator('miptech-login [part=account-button]');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.button('Sign in').click();
    await this.account.waitFor();
  }

  async signOut(): Promise<void> {
    await this.account.click();
    await this.button('Sign out').click();
  }

  async ask(question: string): Promise<void> {
    await this.message.fill(question);
    await this.send.click();
  }

  /** Waits until `count` answers are complete. */
  async answers(count: number): Promise<void> {
    const complete = this.log.locator('article[aria-busy="false"]');
    await complete.nth(count - 1).waitFor({ timeout: 20_000 });
  }
}

/**
 * Every text, attribute and field value on the page, shadow roots included. A text of source, because
 * the runner's compiler puts a helper of its own into named functions, which no page has.
 */
const EVERYTHING = `(() => {
  const read = (root) => [...root.querySelectorAll('*')].map((element) => [
    ...[...element.attributes].map(({ value }) => value),
    'value' in element ? element.value : '',
    ...[...element.childNodes].map((node) => node.nodeValue ?? ''),
    element.shadowRoot ? read(element.shadowRoot) : '',
  ].join(' ')).join(' ');
  return read(document);
})()`;

export function everythingOn(page: Page): Promise<string> {
  return page.evaluate(EVERYTHING);
}

/** What axe has against the page, in one line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // Evaluated as an expression, not as a script element, so the page's policy does not apply.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const runner = (window as unknown as { axe: typeof axe }).axe;
    const { violations } = await runner.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    );
  });
}
