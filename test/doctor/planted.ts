/**
 * What the tests of the doctor share: people before a platform, and a test whose name says what the
 * doctor must find. The table in docs/troubleshooting.md is made of these names.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Check, Diagnosis, MiptechClientHandle } from '../../src/core/index.js';
import { rig } from '../faults/tools/node-client.js';

/** Somebody before a scripted platform: signed in, already connected, or a stranger still. */
export async function scripted(
  t: TestContext,
  arrival: 'signed-in' | 'connected' | 'stranger' = 'signed-in',
) {
  const made = rig(t);
  const platform = await made.scripted();
  const person = made.person(platform);
  if (arrival === 'signed-in') await person.signIn();
  else if (arrival === 'connected') await person.connect();
  return { rig: made, platform, person };
}

/** What the checks found, as `origin platform_down`, in their order. */
export function findingsOf({ checks }: Diagnosis): readonly string[] {
  return checks
    .filter(({ finding }) => finding !== null)
    .map(({ name, finding }) => `${name} ${String(finding)}`);
}

export function checkOf({ checks }: Diagnosis, name: Check['name']): Check {
  const check = checks.find((one) => one.name === name);
  assert.ok(check);
  return check;
}

/** Asserts what a test is named for, `planted: a fault → check finding`: that, and nothing else. */
export function asNamed(t: TestContext, diagnosis: Diagnosis): void {
  const [, expected] = / → (.+)$/.exec(t.name) ?? [];
  assert.ok(expected, 'the name says nothing');
  const told = findingsOf(diagnosis).join(', ') || 'nothing';
  assert.equal(told, expected, JSON.stringify(diagnosis, null, 1));
  assert.equal(diagnosis.phase, 'done');
  for (const check of diagnosis.checks) {
    assert.ok(!['waiting', 'running'].includes(check.outcome), `${check.name} has not ended`);
    assert.notEqual(check.message, '', `${check.name} says nothing`);
    assert.equal(check.fix !== null, check.finding !== null, `${check.name} has no fix`);
    assert.doesNotMatch(`${check.message}${String(check.fix)}`, /…$|\{|…[ :;,.]/, check.name);
  }
  // Every token in these tests is a JWT, and each of them begins like this.
  assert.doesNotMatch(JSON.stringify(diagnosis), /eyJ|token=/, 'a token was shown');
}

/** Lets the client look, and asserts what the test is named for. */
export async function finds(
  t: TestContext,
  client: Pick<MiptechClientHandle, 'diagnose'>,
): Promise<Diagnosis> {
  const diagnosis = await client.diagnose();
  asNamed(t, diagnosis);
  return diagnosis;
}
