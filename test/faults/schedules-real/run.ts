/**
 * Plays one schedule over a real proxy against the real platform: the steps, then a network that
 * works again, by which everybody has to be ready and every message to have its end. Owns what is
 * demanded at the end.
 */
import type { Platform } from '../../../demo/platform/server.js';
import { TENANT } from '../../platform/harness.js';
import { Crowd } from './crowd.js';
import type { Member } from './crowd.js';
import { happen } from './happen.js';
import type { Schedule } from './steps.js';

/** How much faster than real the clients' clock runs while they recover. */
const speed = 25;
/** Between two looks at people who recover, and how many there are at most: 15 minutes of theirs. */
const look = 15_000;
const mostLooks = 60;
/** The first of them come sooner: most people are back by then. */
const soonLooks = 4;

/** What was violated; nothing if all is well. */
export async function play(platform: Platform, schedule: Schedule): Promise<readonly string[]> {
  const crowd = await Crowd.open(platform);
  await playIn(crowd, platform, schedule).catch((error: unknown) => {
    crowd.object(error instanceof Error ? error.message : String(error));
  });
  await crowd.close();
  return crowd.violations;
}

async function playIn(crowd: Crowd, platform: Platform, schedule: Schedule): Promise<void> {
  await crowd.gather(schedule.people, schedule.reconnectAttempts);
  for (const step of schedule.steps) {
    await happen(crowd, step);
    crowd.check();
    if (crowd.violations.length > 0) return;
  }
  await recover(crowd);
  if (crowd.violations.length === 0) await checkStored(platform, crowd);
}

async function recover(crowd: Crowd): Promise<void> {
  await crowd.mend();
  // A last question each: only a socket that answers can bring it to its end.
  for (const member of crowd.members) member.send();
  const { clock } = crowd.rig;
  for (let looks = 0; looks < mostLooks; looks += 1) {
    for (const member of crowd.members) care(member);
    await clock.pass(looks < soonLooks ? look / 10 : look, speed);
    crowd.check();
    if (crowd.violations.length > 0 || crowd.members.every(settled)) return;
  }
  for (const { name, person, waiting } of crowd.members) {
    const { phase, error } = person.state;
    if (phase !== 'ready') crowd.object(`${name}: ${phase} (${String(error?.code)}), all is well`);
    if (person.client.transcript.get().answering) crowd.object(`${name}: an answer is awaited`);
    for (const { text, message } of waiting) {
      crowd.object(`“${text}” has no end: ${message.get().state}`);
    }
  }
}

/** What only a person can do: a lost answer to a refresh may have ended the session. */
function care({ person }: Member): void {
  const { session, connection } = person.client;
  const { phase } = session.get();
  if (phase === 'expired' || phase === 'signed-out') void person.signIn().catch(() => undefined);
  else if (connection.get().phase === 'closed') connection.connect();
}

function settled({ person, waiting }: Member): boolean {
  const { answering } = person.client.transcript.get();
  return person.state.phase === 'ready' && waiting.length === 0 && !answering;
}

/** What the platform has must be what was told: once where delivered, not at all where refused. */
async function checkStored(platform: Platform, crowd: Crowd): Promise<void> {
  const sent = crowd.members.flatMap((member) => member.sent);
  const rows = await platform.database.asTenant(TENANT, (queryable) =>
    queryable.query<{ id: string; copies: number }>(
      `select client_message_id as id, count(*)::int as copies from messages
       where client_message_id = any($1) group by client_message_id`,
      [sent.map(({ id }) => id)],
    ),
  );
  const copies = new Map(rows.map(({ id, copies: count }) => [id, count]));
  for (const { id, text, end } of sent) {
    const count = copies.get(id) ?? 0;
    if (count > 1) crowd.object(`“${text}” is stored ${count} times`);
    if (end === 'delivered' && count === 0) crowd.object(`“${text}” is delivered, and not stored`);
    const refused = end !== null && end !== 'delivered' && end !== 'failed: delivery_unknown';
    if (refused && count > 0) crowd.object(`“${text}” is ${end}, and stored`);
  }
}
