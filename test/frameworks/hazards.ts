/**
 * What a framework does to the elements in its templates, and what must hold then: one list, which
 * the app of every framework passes. Does not know which framework it looks at.
 */
import assert from 'node:assert/strict';
import type { MiptechProvider } from '../../src/index.js';
import { DEMO, signIn } from '../platform/harness.js';
import { until } from '../e2e/tab.js';
import type { State } from './apps/stage.js';
import type { Visit } from './visit.js';

export interface Hazard {
  readonly name: string;
  /** How the app is found: its elements not registered yet, nobody signed in, or somebody. */
  readonly begin: 'unregistered' | 'signed-out' | 'signed-in';
  readonly run: (visit: Visit) => Promise<void>;
}

/** For what is there at once or never, in milliseconds. */
const timeout = 5000;

/** One after another, with the children that the login then has. */
const changesOfChildren: readonly (readonly [
  what: string,
  change: Partial<State>,
  children: readonly string[],
])[] = [
  ['a child for a slot', { logo: true }, ['Example Ltd']],
  ['a text beside it', { notice: 'Welcome' }, ['Example Ltd', 'Welcome']],
  ['the text replaced', { notice: 'Hello' }, ['Example Ltd', 'Hello']],
  ['a list', { links: ['a', 'b', 'c'] }, ['Example Ltd', 'Hello', 'a', 'b', 'c']],
  ['one of the list gone', { links: ['a', 'c'] }, ['Example Ltd', 'Hello', 'a', 'c']],
  [
    'the list turned round and longer',
    { links: ['d', 'c', 'b', 'a'] },
    ['Example Ltd', 'Hello', 'd', 'c', 'b', 'a'],
  ],
  ['the first child gone', { logo: false }, ['Hello', 'd', 'c', 'b', 'a']],
  ['a last child', { help: 'link' }, ['Hello', 'd', 'c', 'b', 'a', 'Forgot your password?']],
  ['another kind of last child', { help: 'button' }, ['Hello', 'd', 'c', 'b', 'a', 'Call us']],
  ['the list empty', { links: [] }, ['Hello', 'Call us']],
  ['no child at all', { notice: null, help: null }, []],
  ['all of them again', { logo: true, notice: 'Hi', links: ['a'] }, ['Example Ltd', 'Hi', 'a']],
];

export const hazards: readonly Hazard[] = [
  {
    name: 'children of the login come, go and change places while a person types',
    begin: 'signed-out',
    run: async (visit) => {
      const { screen, page } = visit;
      await screen.email.click();
      await page.keyboard.type('ann');
      await visit.keep('form');
      for (const [what, change, children] of changesOfChildren) {
        await visit.show(change);
        assert.deepEqual(await visit.children(), children, what);
        assert.deepEqual(await visit.changed(), [], what);
        assert.equal(await visit.focused(), 'email ann', what);
      }
      await page.keyboard.type('@example.com');
      assert.equal(await visit.focused(), 'email ann@example.com');
    },
  },
  {
    name: 'a text that is all the login has is replaced as a whole',
    begin: 'signed-out',
    run: async (visit) => {
      await visit.show({ dialog: 'open' });
      const email = visit.page.getByRole('dialog').getByLabel('Email');
      await email.fill('ann', { timeout });
      await visit.keep('partnersForm');
      for (const caption of ['For our clients', '', 'For friends']) {
        await visit.show({ caption });
        const children = await visit.children('dialog miptech-login');
        assert.deepEqual(children, caption === '' ? [] : [caption]);
        assert.deepEqual(await visit.changed(), [], caption);
        assert.equal(await visit.focused(), 'email ann', caption);
      }
    },
  },
  {
    name: 'a dialog with a login in it is opened, and closed by Escape',
    begin: 'signed-out',
    run: async (visit) => {
      const { page } = visit;
      const dialog = page.getByRole('dialog');
      await visit.show({ dialog: 'closed' });
      await page.locator('dialog form').waitFor({ state: 'attached', timeout });
      await visit.show({ dialog: 'open' });
      await dialog.waitFor({ timeout });
      // Those in shadow roots are names of their own.
      const ids = await page.evaluate(() =>
        [...document.querySelectorAll('[id]')].map(({ id }) => id),
      );
      assert.equal(new Set(ids).size, ids.length, `an id twice: ${ids.join(' ')}`);
      await page.keyboard.type('ann');
      assert.equal(await visit.focused(), 'email ann');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached', timeout });
    },
  },
  {
    name: 'somebody signs in, is answered, has a message refused and signs out: the app hears it all',
    begin: 'signed-out',
    run: async (visit) => {
      const { page, screen } = visit;
      await visit.signIn();
      await page.evaluate(() => (window.stage.refuse = true));
      await screen.ask('The app refuses this');
      assert.equal(await screen.message.inputValue(), 'The app refuses this');
      await page.evaluate(() => (window.stage.refuse = false));
      await visit.talk();
      await screen.signOut();
      await screen.button('Sign in').waitFor();
      const expected = [
        'miptech-session-change signed-in',
        'miptech-connection-change ready',
        'miptech-send The app refuses this',
        'miptech-send How do I set the tenant?',
        'miptech-message user',
        'miptech-message assistant',
        'miptech-session-change signed-out',
      ];
      await until(async () => (await visit.heard()).includes(expected.at(-1) ?? ''));
      const heard = await visit.heard();
      assert.deepEqual(
        heard.filter((line) => expected.includes(line)),
        expected,
      );
      assert.deepEqual(await visit.made(), { sockets: 1, chats: 1 });
    },
  },
  {
    name: 'functions and objects are bound, and are new ones at each render',
    begin: 'signed-out',
    run: async (visit) => {
      const { screen } = visit;
      await visit.show({ heading: 'Anmeldung', signIn: 'Anmelden' });
      await screen.button('Anmelden').waitFor();
      await visit.page.getByRole('heading', { name: 'Anmeldung' }).waitFor();
      await visit.show({ heading: null, signIn: null });
      await screen.button('Sign in').waitFor();
      await visit.page.getByRole('heading', { name: 'Sign in' }).waitFor({ timeout });

      const { access_token: token } = await signIn({ url: visit.platform });
      await visit.show({ token: token ?? null });
      await visit.session('signed-in');
      await visit.tab.ready();
      await visit.keep('provider', 'client', 'chat');
      for (const renders of [1, 2, 3]) await visit.show({ renders });
      await visit.talk();
      assert.deepEqual(await visit.changed(), []);
      assert.deepEqual(await visit.made(), { sockets: 1, chats: 1 });

      await visit.show({ token: null });
      await screen.button('Sign in').waitFor();
      await visit.session('signed-out');
    },
  },
  {
    name: 'the route with the chat is left and returned to',
    begin: 'signed-in',
    run: async (visit) => {
      await visit.talk();
      await visit.keep('provider', 'client');
      for (const round of [1, 2, 3]) {
        await visit.show({ chat: false });
        assert.equal(await visit.page.locator('miptech-chat').count(), 0);
        await visit.show({ chat: true });
        await visit.screen.answers(round === 3 ? 2 : 1);
        if (round === 2) await visit.talk();
      }
      assert.deepEqual(await visit.changed(), []);
      assert.deepEqual(await visit.made(), { sockets: 0, chats: 0 });
    },
  },
  {
    name: 'everything is put away and brought back, again and again, with a draft in the field',
    begin: 'signed-in',
    run: async (visit) => {
      const { screen } = visit;
      await screen.message.fill('Half a question');
      await visit.keep('provider', 'client', 'chat');
      for (const round of [1, 2, 3]) {
        assert.ok(await visit.putAway(), 'it was out of sight');
        assert.equal(await screen.message.inputValue(), 'Half a question', String(round));
      }
      assert.deepEqual(await visit.changed(), []);
      await visit.talk();
      assert.deepEqual(await visit.made(), { sockets: 0, chats: 0 });
    },
  },
  {
    name: 'everything moves to other places of the page in the middle of an answer',
    begin: 'signed-in',
    run: async (visit) => {
      const { page, screen } = visit;
      const answers = await screen.log.locator('article[aria-busy="false"]').count();
      await visit.keep('provider', 'client', 'chat');
      await screen.ask('How do I set the tenant?');
      await screen.log.locator('article').nth(answers).waitFor();
      for (const place of ['right', 'left', 'right'] as const) {
        await visit.show({ place });
        await page.locator(`#${place} miptech-chat`).waitFor();
      }
      await screen.answers(answers + 1);
      assert.deepEqual(await visit.changed(), []);
      assert.deepEqual(await visit.made(), { sockets: 0, chats: 0 });
    },
  },
  {
    name: 'a second login signs in to another tenant, in a dialog over the first',
    begin: 'signed-in',
    run: async (visit) => {
      const { page } = visit;
      await visit.keep('provider', 'client');
      await visit.show({ dialog: 'open' });
      const dialog = page.getByRole('dialog');
      const button = (name: string) => dialog.getByRole('button', { name, exact: true });
      await dialog.getByLabel('Email').fill(DEMO.email, { timeout });
      await dialog.getByLabel('Password', { exact: true }).fill(DEMO.password);
      await page.keyboard.press('Enter');
      const account = dialog.locator('[part=account-button]');
      await account.waitFor();
      const tenants = await page
        .locator('miptech-provider')
        .evaluateAll((all) =>
          all.map((each) => (each as MiptechProvider).client?.settings.tenantId),
        );
      assert.deepEqual(tenants.sort(), ['acme-corp', 'miptech-company']);
      await account.click();
      await button('Sign out').click();
      await button('Sign in').waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await visit.session('signed-in');
      await visit.talk();
      assert.deepEqual(await visit.changed(), []);
    },
  },
  {
    name: 'attributes, numbers and booleans are bound',
    begin: 'signed-in',
    run: async (visit) => {
      const bound = async (): Promise<Partial<State> & { apiUrl?: string; tenantId?: string }> => {
        const { apiUrl, tenantId, pingInterval, reconnectDelay, debug } =
          (await visit.settings()) ?? {};
        return { apiUrl, tenantId, pingInterval, reconnectDelay, debug } as never;
      };
      const fixed = { apiUrl: visit.platform, tenantId: 'miptech-company' };
      const first = { pingInterval: 30_000, reconnectDelay: 1000, debug: false };
      const second = { pingInterval: 20_000, reconnectDelay: 700, debug: true };
      assert.deepEqual(await bound(), { ...fixed, ...first });
      for (const change of [second, first]) {
        await visit.show(change);
        await until(async () => (await bound()).debug === change.debug);
        assert.deepEqual(await bound(), { ...fixed, ...change });
        await visit.tab.ready();
      }

      const details = visit.page.locator('miptech-status [part=compact]');
      for (const compact of [true, false]) {
        await visit.show({ compact });
        await details.waitFor({ state: compact ? 'visible' : 'detached' });
      }
    },
  },
  {
    name: 'the app ends, and begins anew',
    begin: 'signed-in',
    run: async (visit) => {
      await visit.talk();
      const answers = await visit.screen.log.locator('article[aria-busy="false"]').count();
      await visit.page.evaluate(() => window.stage.unmount());
      assert.equal(await visit.page.locator('miptech-provider').count(), 0);
      await until(async () => (await visit.tab.sockets()).live === 0);
      await visit.page.evaluate(() => window.stage.mount());
      await visit.screen.answers(answers);
      await visit.tab.ready();
      assert.deepEqual(await visit.made(), { sockets: 1, chats: 0 });
    },
  },
  {
    name: 'the elements are registered after the app has rendered them',
    begin: 'unregistered',
    run: async (visit) => {
      await visit.show({ logo: true, links: ['a'], renders: 1 });
      await visit.page.evaluate(() => window.stage.define());
      await visit.screen.button('Sign in').waitFor();
      assert.deepEqual(await visit.children(), ['Example Ltd', 'a']);
      assert.equal(await visit.page.locator('miptech-status [part=compact]').count(), 0, 'compact');
      await visit.signIn();
      await visit.talk();
      assert.deepEqual(await visit.made(), { sockets: 1, chats: 1 });
    },
  },
];
