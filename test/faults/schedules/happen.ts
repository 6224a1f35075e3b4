/**
 * Lets a step happen. Owns what each step does to pages and platform, and what it excuses; does not
 * know what a client should make of it.
 */
import { settle } from '../../../src/testing/manual-clock.js';
import type { MessageState } from '../../../src/core/index.js';
import { accounts } from './accounts.js';
import type { Account } from './accounts.js';
import type { Page } from './page.js';
import { told } from './steps.js';
import type { Step, StepName, Steps } from './steps.js';
import type { World } from './world.js';

/** Most messages of one schedule. */
const mostMessages = 50;
/** Most tabs at once. */
const mostTabs = 3;
/** Makes a message longer than the client takes. */
const tooMuch = '.'.repeat(32_000);

function tabOf(world: World, number: number): Page | undefined {
  const pages = world.browser.usable;
  return pages.at(-1 - (number % Math.max(1, pages.length)));
}

function accountOf(name: string): Account {
  const account = accounts.find((other) => other.name === name);
  if (account === undefined) throw new Error(`There is no ${name}.`);
  return account;
}

function send(world: World, page: Page, long = false): void {
  if (world.typed >= mostMessages) return;
  world.look(page);
  const owner = world.viewers.get(page) ?? 'nobody';
  const message = page.client.chat.send(`m${world.typed + 1} of ${owner}${long ? tooMuch : ''}`);
  world.wrote(page, message.get(), message);
}

/** The id of a message on screen, counted from the last one that is in one of these states. */
function shown(page: Page, nth: number, states: readonly MessageState[]): string | undefined {
  const { messages } = page.client.transcript.get();
  return messages.filter(({ state }) => states.includes(state)).at(-1 - nth)?.id;
}

type Act<Name extends StepName> = (world: World, details: Steps[Name]) => unknown;

const acts: { readonly [Name in StepName]: Act<Name> } = {
  advance: (world, { ms }) => world.pass(ms),
  'set clock': (world, { ms }) => world.browser.clock.jump(ms),
  sleep: (world, { ms }) => {
    world.browser.clock.jump(ms);
    world.platform.sleep(ms);
  },
  send: (world, { tab, count }) => {
    const page = tabOf(world, tab);
    if (page === undefined) return;
    for (let sent = 0; sent < count; sent += 1) send(world, page);
  },
  'send too much': (world, { tab }) => {
    const page = tabOf(world, tab);
    if (page !== undefined) send(world, page, true);
  },
  resend: (world, { tab, nth }) => {
    const page = tabOf(world, tab);
    if (page === undefined) return;
    const id = shown(page, nth, ['failed']);
    if (id === undefined) return;
    const before = page.client.transcript.get();
    page.client.chat.resend(id);
    if (page.client.transcript.get() !== before) world.ledger.resent(page, id);
  },
  stop: (world, { tab }) => tabOf(world, tab)?.client.chat.stop(),
  'ask again': (world, { tab, nth }) => {
    const page = tabOf(world, tab);
    // Where questions keep no id, the same words twice could not be told apart.
    if (page === undefined || !world.given.platform.keepsIds) return;
    const id = shown(page, nth, ['interrupted', 'incomplete', 'stopped', 'complete']);
    if (id === undefined || world.typed >= mostMessages) return;
    page.client.chat.askAgain(id);
    const asked = page.client.transcript.get().messages.findLast(({ role }) => role === 'user');
    if (asked === undefined || world.ledger.entries.has(asked.id)) return;
    world.wrote(page, asked, null);
  },
  'new chat': (world, { tab }) => {
    void tabOf(world, tab)?.person(({ chat }) => chat.newChat());
  },
  'open chat': (world, { tab, nth }) => {
    const page = tabOf(world, tab);
    const viewer = accounts.find(({ name }) => name === (page && world.viewers.get(page)));
    const chat = world.platform.conversations.list(viewer?.id ?? null).at(-1 - nth);
    if (page === undefined || chat === undefined) return;
    page.person((client) => client.chat.open(chat.id)).catch(() => undefined);
  },
  list: (world, { tab }) => {
    tabOf(world, tab)
      ?.person(({ chat }) => chat.list())
      .catch(() => undefined);
  },
  'sign in': (world, { tab, user }) => {
    const page = tabOf(world, tab);
    if (page === undefined) return;
    world.mayEndSession = true;
    void world.signIn(page, accountOf(user).email);
  },
  mistype: (world, { tab, user }) => {
    const page = tabOf(world, tab);
    if (page === undefined) return;
    world.mayEndSession = true;
    void world.signIn(page, accountOf(user).email, 'not-their-password');
  },
  'sign out': (world, { tab }) => {
    const page = tabOf(world, tab);
    if (page === undefined) return;
    world.mayEndSession = true;
    world.look(page);
    world.left(world.viewers.get(page) ?? null);
    page.conduct.forgive();
    void page.person(({ session }) => session.logout());
  },
  connect: (world, { tab }) => tabOf(world, tab)?.client.connection.connect(),
  disconnect: (world, { tab }) => tabOf(world, tab)?.client.connection.disconnect(),
  'ask health': (world, { tab }) => {
    void tabOf(world, tab)?.person(({ health }) => health.check());
  },
  network: (world, { change }) => world.browser.network(change),
  look: (world, { tab, change }) => tabOf(world, tab)?.network(change),
  line: (world, { tab, line }) => {
    const page = tabOf(world, tab);
    if (page !== undefined) page.line = line;
  },
  freeze: (world, { tab }) => tabOf(world, tab)?.freeze(),
  restore: (world, { nth }) => {
    const frozen = world.browser.alive.filter((page) => page.frozen);
    frozen.at(-1 - nth)?.restore();
  },
  'open tab': (world) => {
    if (world.browser.alive.length < mostTabs) world.open();
  },
  'end tab': (world, { tab, how, reload }) => {
    const page = tabOf(world, tab);
    if (page === undefined) return;
    if (how === 'leave') page.network('leaving');
    if (how === 'destroy') world.destroy(page, reload);
    else world.kill(page, reload);
    if (reload) world.open(page);
  },
  storage: (world, { state }) => {
    // What is written meanwhile stays in memory; what stood there before comes back later.
    if (state === 'broken') world.ledger.mayComeBack(world.kept.keys());
    world.browser.limitStorage(state);
    world.storageFailed ||= state !== 'well';
    world.mayEndSession ||= state !== 'well';
  },
  'clear storage': (world) => {
    world.browser.storage.values.clear();
    world.browser.storageChanged(null, null);
    world.ledger.release(({ page }) => !page.alive || page.destroyed);
    world.storageFailed = true;
    world.mayEndSession = true;
  },
  up: ({ platform }, { up }) => {
    platform.faults.up = up;
    if (!up) for (const end of [...platform.sockets]) end.drop();
  },
  close: ({ platform }, { code, reason }) => {
    for (const end of [...platform.sockets]) end.drop(code, reason);
  },
  handshake: ({ platform }, { handshake }) => {
    platform.faults.handshake = handshake;
  },
  greeting: ({ platform }, { greeting }) => {
    platform.faults.greeting = greeting;
  },
  load: ({ platform }, { loading }) => {
    platform.faults.loading = loading;
    if (!loading) for (const end of platform.sockets) end.loaded();
  },
  latency: ({ platform }, { ms }) => {
    platform.faults.latency = ms;
  },
  fault: (world, { scope, fault }) => {
    world.platform.faults.rest.set(scope, fault);
    if (fault.kind === 'status' && fault.status === 401) world.mayEndSession = true;
  },
  mend: ({ platform }) => platform.mend(),
  fate: ({ platform }, { fate }) => {
    platform.faults.fates.push(fate);
  },
  frame: (world, { frame }) => {
    if (frame === 'unauthorized') world.mayEndSession = true;
    for (const end of world.platform.sockets) {
      if (frame === 'garbage') end.tell('', {}, { raw: '{"type":' });
      else if (frame === 'ai_services_loading') end.load();
      else if (frame === 'elsewhere') {
        // Where no chat has an id yet, this would give it one.
        if (end.socket.page.client.transcript.get().chatId === null) continue;
        end.tell('response_chunk', { chat_id: 'another', message_id: 'x', content: 'x' });
      } else end.tell(frame);
    }
  },
  renew: ({ platform }, { handshake, greeting }) => {
    platform.faults.handshake = handshake;
    platform.faults.greeting = greeting;
    for (const end of platform.sockets) end.tell('token_expired');
  },
  revoke: (world, { user, all }) => {
    world.platform.accounts.revoke(accountOf(user), all);
    world.mayEndSession = true;
  },
  bar: ({ platform }, { user, barred }) => {
    const { id } = accountOf(user);
    if (barred) platform.accounts.barred.add(id);
    else platform.accounts.barred.delete(id);
  },
  'lose chat': (world, { tab }) => {
    const chatId = tabOf(world, tab)?.client.transcript.get().chatId;
    world.platform.conversations.lose(chatId ?? null);
  },
};

/** Lets the step happen, and whatever follows from it without time passing. */
export async function happen(world: World, step: Step): Promise<void> {
  world.tell(`» ${told(step)}`);
  const act = acts[step.do] as (world: World, details: Step) => unknown;
  await act(world, step);
  await settle();
}
