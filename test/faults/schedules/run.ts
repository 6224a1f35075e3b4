/**
 * Plays one schedule: its steps, a look at every invariant after each, and an end at which
 * everything is mended. Owns the order of these; does not know what a step does.
 */
import { end } from './ending.js';
import { happen } from './happen.js';
import { check } from './invariants.js';
import type { Schedule } from './steps.js';
import { World } from './world.js';

/** What became of it: violations (none is good), the story frame by frame, the waits it saw. */
export type Outcome = Pick<World, 'violations' | 'story' | 'waits'>;

export async function play({ given, steps }: Schedule): Promise<Outcome> {
  const world = new World(given);
  const { clock } = world.browser;
  const page = world.open();
  if (given.signedIn) {
    void world.signIn(page, 'ann@example.com');
    await world.pass(1000);
  }
  check(world, 1000);
  for (const step of steps) {
    const before = clock.monotonic();
    await happen(world, step);
    check(world, clock.monotonic() - before);
    if (world.violations.length > 0) return world;
  }
  await end(world);
  return world;
}
