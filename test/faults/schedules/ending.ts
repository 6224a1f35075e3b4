/**
 * The end of every schedule: all is mended, somebody looks after each page, and then everybody has
 * to be ready and every message to have its end. Owns what is demanded then; the invariants that
 * hold at any time are checked on the way.
 */
import { settle } from '../../../src/testing/manual-clock.js';
import { check } from './invariants.js';
import type { Page } from './page.js';
import type { World } from './world.js';

/** Longest wait until all is quiet, and between two looks at it, in milliseconds. */
const patience = 1_800_000;
const look = 15_000;
/** Longer than any timer that should not be there any more, in milliseconds. */
const afterwards = 600_000;

export async function end(world: World): Promise<void> {
  const { browser } = world;
  world.tell('» everything is mended');
  mend(world);
  await settle();
  if (browser.alive.length === 0) world.open();
  await world.pass(1000);
  check(world, 1000);
  await quiet(world);
  // A page that is new finds what those that are gone have left.
  world.open();
  await quiet(world);
  for (const page of browser.alive) checkPage(world, page);
  for (const message of unfinished(world)) world.object(`${message} has no end`);
  if (world.violations.length > 0) return;
  for (const page of browser.alive) page.destroy();
  await settle();
  check(world, 0);
  await world.pass(afterwards);
  check(world, 0);
}

function mend({ browser, platform }: World): void {
  platform.mend();
  browser.limitStorage('well');
  for (const page of browser.alive) {
    page.line = 'up';
    if (page.frozen) page.restore();
    page.network('visible');
  }
  browser.network('online');
}

/** Does what only a person can do: signs in again, and asks for a connection that has given up. */
function care(world: World, page: Page): void {
  const { session, connection } = page.client;
  const present = [...world.viewers.values()].findLast(
    (name) => name !== null && name !== 'visitor',
  );
  const { phase } = session.get();
  if (phase === 'expired' || (phase === 'signed-out' && !world.given.anonymous)) {
    world.tell(`  somebody signs in on ${world.nameOf(page)}`);
    void world.signIn(page, `${present ?? 'ann'}@example.com`);
  }
  const { phase: reached, terminal } = connection.get();
  if (reached === 'closed' || terminal) connection.connect();
}

async function quiet(world: World): Promise<void> {
  for (let passed = 0; passed < patience; passed += look) {
    for (const page of world.browser.alive) care(world, page);
    await world.pass(look);
    check(world, look);
    if (world.violations.length > 0) return;
    if (world.browser.alive.every(settled) && unfinished(world).length === 0) return;
  }
}

function settled({ client }: Page): boolean {
  return client.connection.get().phase === 'ready' && !client.transcript.get().answering;
}

function checkPage(world: World, page: Page): void {
  const { connection, transcript } = page.client;
  const { phase } = connection.get();
  const name = world.nameOf(page);
  if (phase !== 'ready') world.object(`${name}: ${phase} though everything is well`);
  if (transcript.get().answering) world.object(`${name}: an answer is awaited for ever`);
}

/** Messages to which an end is still owed. */
function unfinished(world: World): readonly string[] {
  const { ledger, platform, kept } = world;
  return [...ledger.entries.values()]
    .filter((entry) => {
      const { page, watched, released, id } = entry;
      const end = ledger.endAt(page, entry);
      if (page.alive && watched !== null && end === null) return true;
      if (released || (watched === null && end === undefined)) return false;
      // Kept with its failure, for the person to send again.
      if ((kept.get(id) ?? null) !== null) return false;
      return !ledger.ended(id) && !platform.conversations.ever.has(id);
    })
    .map(({ text, id }) => `“${text}” (${id})`);
}
