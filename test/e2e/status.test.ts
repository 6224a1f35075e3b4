/**
 * The full form of `<miptech-status>` in a real browser, against the real platform and from the
 * files for a script tag: checks, figures, journal and report under the strictest policy.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { accessibilityProblems, everythingOn, Screen, useStage, watch } from './harness.js';

const stage = useStage({ MIPTECH_CHUNK_MS: '5' });

test('what is loaded later works under the strict policy, and lets no token out', async () => {
  const context = await stage.browser.newContext({ acceptDownloads: true });
  const seen = await watch(context);
  const page = await context.newPage();
  await page.goto(stage.site.url);
  const screen = new Screen(page);
  await screen.signIn('demo@example.com', 'demo-password');
  await page.locator('miptech-status').getByText('Messages flow.', { exact: true }).waitFor();
  const loaded = (): boolean => seen.requests.some((url) => url.endsWith('status-full.min.js'));
  assert.equal(loaded(), false, 'loaded before anybody asked');

  await screen.button('Run checks').click();
  await page
    .getByText(/^Checks done: /)
    .first()
    .waitFor({ timeout: 30_000 });
  assert.equal(loaded(), true);
  assert.equal(await page.locator('[part=check]').count(), 13);
  assert.equal(await page.locator('[part=check][data-outcome=failed]').count(), 0);

  await page.locator('miptech-status').evaluate((status) => {
    status.setAttribute('display', 'full');
  });
  await page.getByText('Open connections').waitFor();
  await page.locator('[part=journal] > summary').click();
  await page.getByText('GET /health').first().waitFor();
  await page.locator('.entry-line').first().click();
  assert.deepEqual(await accessibilityProblems(page), []);

  const saved = page.waitForEvent('download');
  await screen.button('Download report').click();
  const report = await readFile(await (await saved).path(), 'utf8');
  const { format, diagnosis } = JSON.parse(report) as { format: string; diagnosis: unknown };
  assert.equal(format, 'miptech-report');
  assert.notEqual(diagnosis, null);
  const token = await page.evaluate(() => localStorage.getItem('miptech_access_token') ?? '');
  assert.ok(token.length > 20);
  assert.equal(report.includes(token), false);
  assert.equal((await everythingOn(page)).includes(token), false);
  // A check asks for what the platform refuses, on purpose.
  const problems = seen.problems.filter((problem) => !problem.includes('405'));
  assert.deepEqual(problems, []);
  await context.close();
});

test('the figures are for administrators: nobody else sees a trace of them', async () => {
  const context = await stage.browser.newContext();
  const seen = await watch(context);
  const page = await context.newPage();
  await page.goto(stage.site.url);
  const screen = new Screen(page);
  await page.locator('miptech-status').evaluate((status) => {
    status.setAttribute('display', 'full');
  });
  const figures = page.locator('miptech-status [part=statistics]');
  const asked = (status: number) =>
    page.waitForResponse((response) => {
      return response.url().endsWith('/admin/stats') && response.status() === status;
    });

  const refusal = asked(403);
  await screen.signIn('second@example.com', 'demo-password');
  await refusal;
  await page.locator('[part=journal] > summary').click();
  // The refusal has come to the client, and with the entry it was rendered.
  await page.getByText('GET /admin/stats').first().waitFor();
  await page.locator('miptech-status').getByText('Messages flow.', { exact: true }).waitFor();
  assert.equal(await figures.count(), 0);
  const complaints = page.locator('miptech-status [part=note][data-tone=bad]');
  assert.equal(await complaints.count(), 0, 'a refusal is no problem');

  await screen.signOut();
  const answer = asked(200);
  await screen.signIn('demo@example.com', 'demo-password');
  await answer;
  await figures.getByText('Open connections').waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);

  await screen.signOut();
  const again = asked(403);
  await screen.signIn('second@example.com', 'demo-password');
  await again;
  await figures.waitFor({ state: 'detached' });
  // The browser itself notes each refused call.
  assert.deepEqual(
    seen.problems.filter((problem) => !problem.includes('403')),
    [],
  );
  await context.close();
});
