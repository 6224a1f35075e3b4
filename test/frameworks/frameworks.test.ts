/**
 * The elements in apps of React, Vue and Angular, which own and re-render what is in them: every
 * hazard of the one list, in every framework, in a real browser against the real platform.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch, RestartablePlatform } from '../e2e/harness.js';
import { hazards } from './hazards.js';
import type { Hazard } from './hazards.js';
import { frameworks, serveApp } from './site.js';
import type { AppPage } from './site.js';
import { Visit } from './visit.js';

let browser: Browser;
let platform: RestartablePlatform;

before(async () => {
  platform = await RestartablePlatform.start({ MIPTECH_CHUNK_MS: '1', MIPTECH_WARM_UP_MS: '0' });
  browser = await launch();
});

after(async () => {
  await browser.close();
  await platform.kill();
});

// Side by side, because much of the time is the elements' own grace of three seconds.
describe('in an app of', { concurrency: true }, () => {
  for (const framework of frameworks) {
    describe(framework.name, { concurrency: 1 }, () => {
      let site: AppPage;
      /** One visit for all hazards that begin in the same way, until one of them goes wrong. */
      const visits = new Map<Hazard['begin'], Visit>();

      before(async () => {
        site = await serveApp(framework);
      });

      after(async () => {
        for (const visit of visits.values()) await visit.end();
        site.close();
      });

      async function visitFor(begin: Hazard['begin']): Promise<Visit> {
        const where = { browser, site: site.url, platform: platform.url };
        const visit = visits.get(begin) ?? (await Visit.begin(where, begin === 'unregistered'));
        if (begin === 'signed-in' && !visits.has(begin)) await visit.signIn();
        visits.set(begin, visit);
        await visit.settle();
        return visit;
      }

      for (const { name, begin, run } of hazards) {
        test(name, async () => {
          const visit = await visitFor(begin);
          try {
            await run(visit);
            assert.deepEqual(visit.problems, [], 'errors, warnings and rejections');
          } catch (failure) {
            visits.delete(begin);
            await visit.end();
            throw failure;
          }
        });
      }
    });
  }
});
