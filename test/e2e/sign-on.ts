/**
 * What the tests of single sign-on share: a provider, a platform that trusts it and a site that uses
 * both, visits to that site, and what a person does there. Asserts nothing.
 */
import type { TestContext } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CLIENT_ID, PLATFORM } from '../../demo/identity/client.js';
import { createIdentityProvider } from '../../demo/identity/server.js';
import type { IdentityProvider, IdentitySettings } from '../../demo/identity/server.js';
import { RestartablePlatform, watch } from './harness.js';
import type { Watch } from './harness.js';
import { serveSignOnSite } from './sign-on-site.js';
import type { SignOnSite } from './sign-on-site.js';
import { Tab } from './tab.js';

export const email = 'demo@example.com';
export const password = 'demo-password';

/** A provider, a platform that trusts it, and a site that uses both. */
export interface World {
  readonly identity: IdentityProvider;
  readonly platform: RestartablePlatform;
  readonly site: SignOnSite;
  readonly close: () => Promise<void>;
}

/** Starts one of each. */
export async function world(
  settings: Partial<IdentitySettings> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<World> {
  const identity = await createIdentityProvider(settings);
  const { issuer } = identity;
  const platform = await RestartablePlatform.start({
    MIPTECH_CHUNK_MS: '2',
    MIPTECH_IDENTITY: `${issuer} ${PLATFORM} miptech-company`,
    ...environment,
  });
  const site = await serveSignOnSite({ platform: platform.url, issuer, clientId: CLIENT_ID });
  const close = async (): Promise<void> => {
    site.close();
    await platform.kill();
    await identity.close();
  };
  return { identity, platform, site, close };
}

export interface Visit {
  readonly context: BrowserContext;
  readonly seen: Watch;
  readonly tab: Tab;
}

/** Opens a page of the site in a context of its own, which ends with the test. */
export async function visit(
  t: TestContext,
  browser: Browser,
  { site }: World,
  path: string,
): Promise<Visit> {
  const context = await browser.newContext();
  t.after(() => context.close());
  const seen = await watch(context);
  return { context, seen, tab: await Tab.open(context, site.origin + path) };
}

export const begin = (page: Page) =>
  page.getByRole('button', { name: 'Continue with single sign-on' });
export const account = (page: Page) => page.getByRole('button', { name: 'Demo User' });

/** Fills in the provider's own page. */
export async function fillIn(page: Page): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function signIn({ tab: { page } }: Visit): Promise<void> {
  await begin(page).click();
  await fillIn(page);
  await account(page).waitFor();
}

export async function signOut(page: Page): Promise<void> {
  await account(page).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

export async function popupOf({ context, tab: { page } }: Visit): Promise<Page> {
  const opened = context.waitForEvent('page');
  await begin(page).click();
  return opened;
}

/** How often something was asked of the provider. */
export function asked({ seen }: Visit, { identity }: World, path: string): number {
  return seen.requests.filter((url) => url.startsWith(identity.issuer + path)).length;
}
