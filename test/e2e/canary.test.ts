/**
 * Where tokens and passwords are after everything went wrong on a real page: each request, frame,
 * event, journal, report, console line, storage of the browser and node of the page is searched for them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { everythingOn, useStage } from './harness.js';
import { Tab, until } from './tab.js';

/** Seconds of a token's life; renewed at four fifths of it. */
const life = 6;
const email = 'demo@example.com';
const password = 'demo-password';
const mistyped = 'my-other-password';

const stage = useStage({
  MIPTECH_CHUNK_MS: '2',
  MIPTECH_ACCESS_TOKEN_SECONDS: String(life),
});

/** Everything the browser keeps for the page's origin, as lines of a place and what is there. */
const KEPT = `(async () => {
  const entries = (name, storage) => Object.entries({ ...storage }).map(([key, value]) => [name + ' ' + key, value]);
  const databases = (await indexedDB.databases()).map(({ name }) => ['indexedDB', name]);
  const caches = (await self.caches.keys()).map((name) => ['caches', name]);
  const locks = await navigator.locks.query();
  return [
    ...entries('local', localStorage),
    ...entries('session', sessionStorage),
    ...databases,
    ...caches,
    ['locks', JSON.stringify(locks)],
    ['cookie', document.cookie],
    ['history', JSON.stringify(history.state)],
    ['window.name', window.name],
    ['address', location.href],
    ['title', document.title],
  ];
})()`;

/** What the library wrote down of itself. */
const TOLD = `(async () => {
  const { journal } = document.querySelector('miptech-provider').client;
  return [
    ['journal', JSON.stringify(journal.get())],
    ['report', JSON.stringify(await journal.report({ where: location.href }))],
  ];
})()`;

/** Notes the library's events with all that their details hold, errors included. */
const LISTEN = `(() => {
  window.heard = [];
  const text = (value) => JSON.stringify(value, (key, part) =>
    part instanceof Error ? { ...part, message: part.message, stack: part.stack } : part);
  for (const name of ['session-change', 'connection-change', 'message', 'send', 'error']) {
    window.addEventListener('miptech-' + name, ({ type, detail }) => {
      window.heard.push([type, text(detail)]);
    }, { capture: true });
  }
})()`;

type Found = [place: string, text: string];

/** All that leaves a page, and all secrets that were in it. */
class Canary {
  readonly secrets = new Set([password, mistyped]);
  readonly #found: Found[] = [];
  readonly #pending: Promise<unknown>[] = [];

  constructor(context: BrowserContext) {
    context.on('console', (message) => {
      const text = message.text();
      // The browser names the address itself where a socket is refused; no page can keep it from that.
      if (!text.startsWith('WebSocket connection to')) this.#found.push(['console', text]);
    });
    context.on('weberror', (error) => this.#found.push(['uncaught', String(error.error().stack)]));
    context.on('request', (request) => {
      const path = new URL(request.url()).pathname;
      this.#found.push([`address of ${path}`, request.url()]);
      this.#found.push([`body of ${path}`, request.postData() ?? '']);
      const headers = request.allHeaders().then((all) => {
        for (const [name, value] of Object.entries(all)) {
          this.#found.push([`header ${name}`, value]);
        }
      });
      this.#pending.push(headers.catch(() => undefined));
    });
    context.on('response', (response) => {
      if (!/\/auth\/(?:login|refresh)$/.test(response.url())) return;
      const body = response.json() as Promise<Record<string, unknown>>;
      this.#pending.push(body.then((given) => this.#learn(given)).catch(() => undefined));
    });
    context.on('page', (page) => {
      page.on('websocket', (socket) => {
        const beside = new URL(socket.url());
        beside.searchParams.delete('token');
        this.#found.push(['address of the socket', socket.url()]);
        this.#found.push(['address of the socket, beside token', beside.href]);
        socket.on('framesent', ({ payload }) => this.#found.push(['frame', String(payload)]));
      });
    });
  }

  /** Looks at the page as it is now. */
  async look({ page }: Tab): Promise<void> {
    this.#found.push(['document', await everythingOn(page)]);
    this.#found.push(...(await page.evaluate<Found[]>(KEPT)));
    this.#found.push(...(await page.evaluate<Found[]>(TOLD)));
    this.#found.push(...(await page.evaluate<Found[]>('window.heard.splice(0)')));
  }

  /** Looks whether this is among what is seen at all. */
  sees(text: string): boolean {
    return this.#found.some(([, seen]) => seen.includes(text));
  }

  /** The places in which there was a secret, each once. */
  async places(): Promise<string[]> {
    await Promise.all(this.#pending);
    const secrets = [...this.secrets];
    const held = ([, text]: Found): boolean => secrets.some((secret) => text.includes(secret));
    return [...new Set(this.#found.filter(held).map(([place]) => place))].sort();
  }

  #learn(body: Record<string, unknown>): void {
    const data = (body['data'] ?? body) as Record<string, unknown>;
    for (const name of ['access_token', 'refresh_token']) {
      const token = data[name];
      if (typeof token === 'string') this.secrets.add(token);
    }
  }
}

/** Signs in, fails, loses the platform, goes on, is renewed, reloads, is seen out. */
async function everything(t: TestContext, storage: string): Promise<string[]> {
  const context = await stage.browser.newContext();
  t.after(() => context.close());
  const canary = new Canary(context);
  await context.addInitScript({ content: LISTEN });
  const tab = await Tab.open(context, `${stage.site.url}?storage=${storage}`);
  const { screen, page } = tab;
  await screen.email.fill(email);
  await screen.password.fill(mistyped);
  await screen.button('Sign in').click();
  await page.getByRole('alert').first().waitFor();
  await screen.password.fill('');
  await canary.look(tab);
  await screen.signIn(email, password);
  await tab.ready();
  await tab.talk('How do I set the tenant?', 1);
  await canary.look(tab);
  // Renewed, and its socket replaced.
  await until(async () => (await tab.sockets()).opened > 1);
  await canary.look(tab);
  await stage.platform.kill();
  await screen.ask('Typed while it was away');
  await until(async () => (await tab.phase()) === 'reconnecting');
  await canary.look(tab);
  await stage.platform.start();
  await screen.answers(2);
  await canary.look(tab);
  let lost = 0;
  await context.route('**/api/v1/auth/refresh', (route) => {
    lost += 1;
    return route.abort();
  });
  await until(() => lost > 0);
  await canary.look(tab);
  await context.unroute('**/api/v1/auth/refresh');
  if (storage !== 'memory') {
    await page.reload();
    await screen.account.waitFor();
    await canary.look(tab);
  }
  await screen.signOut();
  await screen.email.waitFor();
  await canary.look(tab);
  const places = await canary.places();
  assert.ok(canary.secrets.size >= 6, 'it was renewed');
  for (const sight of [
    'Typed while it was away',
    'Ask us',
    '/auth/refresh',
    'out chat_message',
    email,
  ]) {
    assert.ok(canary.sees(sight), `“${sight}” is among what is searched`);
  }
  return places;
}

const always = [
  'address of the socket',
  'body of /api/v1/auth/login',
  'body of /api/v1/auth/refresh',
  'header authorization',
];

for (const [storage, entries] of [
  ['local', ['local miptech_access_token', 'local miptech_refresh_token']],
  ['session', ['session miptech_access_token', 'session miptech_refresh_token']],
  ['memory', []],
] as const) {
  test(`row 42: everything goes wrong on a real page, token-storage="${storage}": tokens are where they must be alone`, async (t) => {
    assert.deepEqual(await everything(t, storage), [...always, ...entries].sort());
  });
}
