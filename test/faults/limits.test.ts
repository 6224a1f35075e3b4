/**
 * Limits that a platform names, in every form they come in, against a scripted platform on a real
 * port. Each test bears the number of its row in the list of faults.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, rig, signedInThroughout, until } from './tools/node-client.js';
import type { Rig } from './tools/node-client.js';

/** Waiting costs nothing, so these tests wait together. */
const together = { concurrency: 8, timeout: 60_000 };
/** What an unreadable wait counts as, in seconds. */
const usual = 60;

/** How fast a wait of so many seconds passes: in about three real ones at the most. */
function speedFor(seconds: number): number {
  return Math.min(100, Math.max(5, seconds / 2));
}

describe('a limit on the socket', together, () => {
  const waits: readonly (readonly [string, unknown, number])[] = [
    ['0', 0, 0],
    ['7', 7, 7],
    ['“7”', '7', 7],
    ['−1', -1, 0],
    ['1e9', 1e9, 300],
    ['“x”', 'x', usual],
    ['null', null, usual],
    ['none', undefined, usual],
  ];
  for (const type of ['rate_limit_exceeded', 'error'] as const) {
    for (const [name, given, seconds] of waits) {
      test(`row 25: ${type}, retry_after ${name} – a pause of ${seconds} s, nothing lost`, async (t) => {
        const world = rig(t);
        const platform = await world.scripted();
        let limited = NaN;
        platform.questioned = (question, peer) => {
          if (!Number.isNaN(limited)) return platform.turn(question, peer);
          limited = world.clock.monotonic();
          peer.send(type, {
            message: 'Slow down',
            code: 'RATE_LIMIT_EXCEEDED',
            retry_after: given,
          });
        };
        const person = world.person(platform);
        await person.connect();
        const first = person.client.chat.send('First');
        if (seconds > 0) {
          const state = await person.phase('rate-limited');
          assert.equal(state.error?.retryAfter, seconds);
          const left = person.client.connection.countdown.get() ?? NaN;
          assert.ok(left <= seconds && left >= seconds - 2, `the countdown says ${left}`);
        }
        // Where there is no pause, a second question would be on its way before the first one's refusal.
        else await person.answerTo(first.get().id);
        const second = person.client.chat.send('Second');
        world.clock.speed = speedFor(seconds);
        await person.answerTo(first.get().id);
        await person.answerTo(second.get().id);
        const [, ...later] = platform.received('chat_message');
        assert.deepEqual(
          later.map(({ data }) => data['client_message_id']),
          [first.get().id, second.get().id],
          'both, in order, under their ids',
        );
        const waited = Math.min(...later.map(({ at }) => at)) - limited;
        assert.ok(waited >= seconds * 1000, `sent after ${waited} ms`);
        assert.ok(waited < seconds * 1000 + 5000, `sent after ${waited} ms`);
        assert.equal(person.messages.length, 4);
        assert.equal(person.state.error, null);
        assert.equal(platform.knocks.length, 1, 'the socket is kept');
      });
    }
  }
});

describe('a limit over REST', together, () => {
  /** An HTTP date so many seconds from now; these have no milliseconds. */
  const date = (world: Rig, seconds: number): string =>
    new Date(world.clock.now() + seconds * 1000).toUTCString();
  const headers: readonly (readonly [string, (world: Rig) => string | null, number, number])[] = [
    ['an integer', () => '7', 7, 7],
    ['a date', (world) => date(world, 20), 18, 20],
    ['a date that is past', (world) => date(world, -3600), 0, 0],
    ['a date in a year', (world) => date(world, 31_536_000), 300, 300],
    ['zero', () => '0', 0, 0],
    ['less than zero', () => '-5', 0, 0],
    ['a billion', () => '1000000000', 300, 300],
    ['junk', () => 'soon, I hope', usual, usual],
    ['none', () => null, usual, usual],
  ];
  for (const [name, header, least, most] of headers) {
    test(`row 25: Retry-After is ${name} – no attempt before, tried again after`, async (t) => {
      const world = rig(t);
      const platform = await world.scripted();
      let limited = NaN;
      platform.routes.set('GET /health', () => {
        platform.routes.clear();
        limited = world.clock.monotonic();
        const value = header(world);
        return {
          status: 429,
          headers: value === null ? {} : { 'Retry-After': value },
          body: { detail: 'Too many requests' },
        };
      });
      const person = world.person(platform);
      await person.signIn();
      const question = person.client.chat.send('Not lost');
      const state = await until(
        person.client.connection,
        ({ error }) => error?.code === 'rate_limited',
      );
      const given = state.error?.retryAfter ?? NaN;
      assert.ok(given >= least && given <= most, `read as ${given} s`);
      const asked = platform.asked.length;
      world.clock.speed = speedFor(most);
      await eventually(() => platform.asked.length > asked);
      const waited = (platform.asked[asked]?.at ?? 0) - limited;
      assert.ok(waited >= least * 1000, `tried again after ${waited} ms`);
      assert.ok(waited < most * 1250 + 5000, `tried again after ${waited} ms`);
      world.clock.speed = 10;
      await person.answerTo(question.get().id);
      signedInThroughout(person);
    });
  }
});
