/**
 * The faults that only several tabs of one browser have: tokens that end together, a tab that hangs
 * with the lock in its hand, a sign-out next door. Real Chromium, platform and database.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import type { MiptechProvider } from '../../src/index.js';
import { DEMO } from '../platform/harness.js';
import {
  RestartablePlatform,
  everythingOn,
  launch,
  serveBarePage,
  useStage,
  watch,
} from './harness.js';
import type { BarePage, Watch } from './harness.js';
import { Tab, until } from './tab.js';

/** Seconds of a token's life; renewed at four fifths of it. */
const life = 6;
const secret = 'A secret of the first user';

describe('ten tabs of one browser', () => {
  let browser: Browser;
  let platform: RestartablePlatform;
  let site: BarePage;
  let context: BrowserContext;
  let seen: Watch;
  const tabs: Tab[] = [];
  /** When the tabs asked for a new token. */
  const refreshes: number[] = [];
  /** What the platform refused of that, because the refresh token was used already. */
  const refused: string[] = [];

  before(async () => {
    platform = await RestartablePlatform.start({
      MIPTECH_CHUNK_MS: '2',
      MIPTECH_ACCESS_TOKEN_SECONDS: String(life),
    });
    site = await serveBarePage(platform.url);
    browser = await launch();
    context = await browser.newContext();
    seen = await watch(context);

    context.on('request', (request) => {
      if (request.url().endsWith('/auth/refresh')) refreshes.push(Date.now());
    });
    context.on('response', (response) => {
      const spent = response.status() === 401 && response.url().endsWith('/auth/refresh');
      if (spent) refused.push(response.url());
    });
    const first = await Tab.open(context, site.url);
    await first.screen.signIn(DEMO.email, DEMO.password);
    tabs.push(first);
    for (let index = 1; index < 10; index += 1) tabs.push(await Tab.open(context, site.url));
    for (const tab of tabs) await tab.ready();
  });

  after(async () => {
    await browser.close();
    site.close();
    await platform.kill();
    assert.deepEqual(refused, []);
    // A token may end while its platform is away: what it is refused then, the browser tells itself.
    const problems = seen.problems.filter((text) => !text.includes('status of 401'));
    assert.deepEqual(problems, []);
  });

  const allSignedIn = async (): Promise<void> => {
    for (const tab of tabs) {
      await tab.ready();
      await tab.screen.account.waitFor();
      await until(async () => (await tab.sockets()).live === 1);
    }
  };

  test('row 30: ten tabs whose tokens end together: one refresh a life, nobody signed out', async (t) => {
    const from = refreshes.length;
    const began = Date.now();
    await until(() => refreshes.length >= from + 4, 60_000);
    const lives = Math.ceil((Date.now() - began) / (life * 800)) + 1;
    const count = refreshes.length - from;
    t.diagnostic(`${String(count)} refreshes of 10 tabs in ${String(Date.now() - began)} ms`);
    assert.ok(count <= lives, `${String(count)} in ${String(lives)} lives`);
    await allSignedIn();
  });

  test('row 31: a tab hangs with the lock in its hand: the others go on within 5 s', async (t) => {
    const [held] = tabs;
    await held?.page.evaluate(() => {
      void navigator.locks.request(
        'miptech:miptech-company:miptech_access_token',
        () => new Promise(() => undefined),
      );
    });
    const from = refreshes.length;
    const last = refreshes.at(-1) ?? 0;
    await until(() => refreshes.length > from, 20_000);
    // Behind the moment in which it would have been renewed without the tab that hangs.
    const late = (refreshes[from] ?? 0) - last - life * 800;
    t.diagnostic(`renewed ${String(late)} ms late`);
    assert.ok(late < 6000, `${String(late)} ms late`);
    await allSignedIn();
    assert.ok(refreshes.length <= from + 2, 'still one for all');
  });

  test('row 31: the tab with the lock dies: the others renew in time again', async () => {
    const from = refreshes.length;
    await tabs.shift()?.page.close();
    await until(() => refreshes.length > from + 1, 20_000);
    const between = (refreshes[from + 1] ?? 0) - (refreshes[from] ?? 0);
    assert.ok(between < life * 1000, `${String(between)} ms`);
    await allSignedIn();
  });

  test('row 33: a sign-out in one tab ends the others within 1 s, and the next user sees nothing', async (t) => {
    const [first, second] = tabs;
    assert.ok(first && second);
    for (const tab of tabs.splice(2)) await tab.page.close();
    // Not in the middle of a renewal, whose reply would be lost: row 32 has its own tests.
    const from = refreshes.length;
    await until(() => refreshes.length > from, 20_000);
    await allSignedIn();
    await platform.kill();
    await second.screen.ask(secret);
    await until(async () => (await kept(second)).includes(secret));
    await platform.start();
    for (const tab of [first, second]) await tab.page.evaluate(noteSignOut);
    await first.screen.signOut();
    await second.screen.email.waitFor();
    // The other tab may know before this one has drawn its own end.
    const ends = (): Promise<Ends[]> => Promise.all([first, second].map(endsOf));
    await until(async () => (await ends()).every(({ at }) => at !== null)).catch(() => undefined);
    const [one, other] = await ends();
    t.diagnostic(`phases: ${JSON.stringify([one?.phases, other?.phases])}`);
    const [here, there] = [one?.at ?? NaN, other?.at ?? NaN];
    t.diagnostic(`the other tab followed ${String(there - here)} ms later`);
    assert.ok(there - here < 1000, `${String(there - here)} ms`);
    assert.equal((await second.sockets()).live, 0);
    assert.equal((await kept(first)).includes('secret'), false, 'in storage');
    await first.page.getByRole('button', { name: /need an account/i }).click();
    await first.screen.fullName.fill('Bea Example');
    await first.screen.email.fill('bea@example.com');
    await first.screen.password.fill('correct-horse-battery');
    await first.screen.button('Create account').click();
    await first.screen.account.waitFor();
    // Without a reload: a tab that shows the form goes along.
    await second.screen.account.waitFor();
    await second.page.reload();
    await second.screen.account.waitFor();
    for (const tab of [first, second]) {
      await tab.ready();
      assert.equal((await everythingOn(tab.page)).includes('secret'), false, 'on screen');
      assert.deepEqual(await tab.texts(), []);
    }
  });
});

describe('tabs that share no storage', () => {
  const stage = useStage({ MIPTECH_CHUNK_MS: '2' });

  test('row 33: a sign-out in one of them is heard by the other', async () => {
    const context = await stage.browser.newContext();
    const [one, other] = [
      await Tab.open(context, `${stage.site.url}?storage=session`),
      await Tab.open(context, `${stage.site.url}?storage=session`),
    ];
    for (const tab of [one, other]) {
      await tab.screen.signIn(DEMO.email, DEMO.password);
      await tab.ready();
    }
    await other.talk('A question for my eyes', 1);
    await one.screen.signOut();
    await other.page.getByText('You signed out in another tab.').waitFor();
    assert.equal((await everythingOn(other.page)).includes('for my eyes'), false);
    assert.equal((await other.sockets()).live, 0);
    await context.close();
  });

  test('row 30: a duplicated tab asks to sign in, and does not spend the other one’s refresh token', async () => {
    const context = await stage.browser.newContext();
    const tab = await Tab.open(context, `${stage.site.url}?storage=session`);
    await tab.screen.signIn(DEMO.email, DEMO.password);
    await tab.ready();
    const [copy] = await Promise.all([
      context.waitForEvent('page'),
      tab.page.evaluate(() => void window.open(location.href)),
    ]);
    await copy.getByRole('textbox', { name: 'Email' }).waitFor();
    const keys = (): Promise<string> => copy.evaluate(() => Object.keys(sessionStorage).join());
    await until(async () => !(await keys()).includes('token'));
    await tab.page.reload();
    await tab.screen.account.waitFor();
    await tab.ready();
    await context.close();
  });
});

/** Notes when the session of the page ends. */
/** What a tab's session went through since it is noted, and when it was signed out, on the page's clock. */
interface Ends {
  readonly phases: readonly string[];
  readonly at: number | null;
}

function noteSignOut(): void {
  const client = document.querySelector<MiptechProvider>('miptech-provider')?.client;
  const ends: { phases: string[]; at: number | null } = { phases: [], at: null };
  Object.assign(window, { ends });
  client?.session.subscribe(() => {
    const { phase } = client.session.get();
    ends.phases.push(phase);
    if (phase === 'signed-out') ends.at = performance.timeOrigin + performance.now();
  });
}

const endsOf = (tab: Tab): Promise<Ends> =>
  tab.page.evaluate(() => (window as unknown as { ends: Ends }).ends);

/** Everything the page's origin keeps, in one text. */
const kept = (tab: Tab): Promise<string> =>
  tab.page.evaluate(() => JSON.stringify({ ...localStorage }));
