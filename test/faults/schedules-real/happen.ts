/**
 * Lets a step happen: people act on their clients, the network on the proxy. Owns what each step
 * calls; does not know what a client should make of it.
 */
import type { Crowd, Member } from './crowd.js';
import { losable } from './steps.js';
import type { Step, StepName, Steps } from './steps.js';

/** Most messages of one person. */
const mostMessages = 12;
/** How much faster than real the clients' clock runs while time passes. */
const speed = 40;

function memberOf({ members }: Crowd, who: number): Member {
  const member = members[who % members.length];
  if (member === undefined) throw new Error('There is nobody.');
  return member;
}

type Act<Name extends StepName> = (crowd: Crowd, details: Steps[Name]) => unknown;

const acts: { readonly [Name in StepName]: Act<Name> } = {
  pass: ({ rig }, { ms }) => rig.clock.pass(ms, speed),
  send: (crowd, { who, count }) => {
    const member = memberOf(crowd, who);
    for (let sent = 0; sent < count && member.sent.length < mostMessages; sent += 1) {
      member.send();
    }
  },
  stop: (crowd, { who }) => memberOf(crowd, who).person.client.chat.stop(),
  'new chat': (crowd, { who }) => {
    void memberOf(crowd, who).person.client.chat.newChat();
  },
  'try now': (crowd, { who }) => memberOf(crowd, who).person.client.connection.connect(),
  disconnect: (crowd, { who }) => memberOf(crowd, who).person.client.connection.disconnect(),
  refuse: (crowd) => crowd.refuse(),
  listen: ({ proxy }) => proxy.listen(),
  reset: ({ proxy }) => proxy.reset(),
  'black hole': (crowd) => {
    crowd.died();
    crowd.proxy.blackHole();
  },
  'half open': (crowd) => {
    crowd.died();
    crowd.proxy.halfOpen();
  },
  heal: (crowd) => {
    crowd.healed();
    crowd.proxy.heal();
  },
  throttle: ({ proxy }, { rate }) => proxy.throttle(rate),
  latency: ({ proxy }, { ms }) => proxy.delay(ms),
  portal: ({ proxy }, { on }) => proxy.captivePortal(on),
  'refuse upgrades': ({ proxy }, { status }) => proxy.stripUpgrade(status),
  'fail calls': ({ proxy }, { status }) => proxy.failCalls(status),
  'cut after': ({ proxy }, { direction, bytes }) => proxy.cutAfter(direction, bytes),
  'cut at frame': ({ proxy }, { type }) => {
    void proxy.cutAtFrame(type);
  },
  'cut at reply': ({ proxy }, { reply }) => {
    void proxy.cutAtReply(reply);
  },
  'lose reply': ({ proxy }, { call }) => {
    const [method, path] = losable[call];
    const { executed, cut } = proxy.loseReply(method, path);
    void executed.then(cut);
  },
  flap: ({ proxy }, { what, after }) => proxy.flap(what, after),
};

export async function happen(crowd: Crowd, step: Step): Promise<void> {
  const act = acts[step.do] as (crowd: Crowd, details: Step) => unknown;
  await act(crowd, step);
}
