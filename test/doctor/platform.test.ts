/** What the doctor says before the real demo platform: when all is well, and when it is set up wrong. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Settings } from '../../demo/platform/settings.js';
import { rig } from '../faults/tools/node-client.js';
import { startPlatform } from '../platform/harness.js';
import { checkOf, finds } from './planted.js';

async function demo(t: TestContext, settings: Partial<Settings> = {}) {
  const platform = await startPlatform(settings);
  // Behind the rig's own end, which lets go of the sockets.
  const made = rig(t);
  t.after(() => platform.close());
  return { platform, rig: made };
}

describe('before the demo platform', () => {
  test('planted: nothing is wrong → nothing', async (t) => {
    const { platform, rig } = await demo(t);
    const person = rig.person(platform);
    await person.connect();
    const diagnosis = await finds(t, person.client);
    assert.deepEqual([...new Set(diagnosis.checks.map(({ outcome }) => outcome))], ['passed']);
    assert.equal(checkOf(diagnosis, 'ping').evidence['pings'], 3);
    assert.equal(checkOf(diagnosis, 'chat').evidence['made'], false);
    assert.equal(person.state.phase, 'ready');
  });
});
