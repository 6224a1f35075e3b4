/**
 * The people of one schedule behind one proxy, and what an onlooker sees of them: sockets, phases,
 * messages. Owns the invariants that hold at any time; does not know what the steps do.
 */
import { WebSocket } from 'ws';
import type { Message, Readable } from '../../../src/core/index.js';
import { Rig } from '../tools/node-client.js';
import type { Person } from '../tools/node-client.js';
import type { Proxy } from '../tools/proxy.js';

/**
 * A line that is dead is found by a ping every 30 s and 10 s without a sign of life; the rest is for
 * the clock, which goes in steps. In milliseconds.
 */
const foundWithin = 45_000;

/** The end of a message in one word; null while it has none. */
export function endOf({ state, failure }: Message): string | null {
  if (state === 'delivered') return state;
  return state === 'failed' ? `failed: ${String(failure)}` : null;
}

export interface Sent {
  readonly id: string;
  readonly text: string;
  readonly message: Readable<Message>;
  /** The end that was told first. */
  end: string | null;
}

/** One person of the crowd, with what they sent. */
export class Member {
  readonly sent: Sent[] = [];
  readonly name: string;
  readonly person: Person;

  constructor(name: string, person: Person) {
    this.name = name;
    this.person = person;
  }

  send(): void {
    const text = `${this.name}, message ${this.sent.length + 1}`;
    const message = this.person.client.chat.send(text);
    this.sent.push({ id: message.get().id, text, message, end: null });
  }

  /** What still lacks its end. */
  get waiting(): readonly Sent[] {
    return this.sent.filter(({ message }) => endOf(message.get()) === null);
  }
}

export class Crowd {
  readonly violations: string[] = [];
  readonly members: Member[] = [];
  readonly rig: Rig;
  readonly proxy: Proxy;
  /** When the lines died that are dead now, by the clients' clock. */
  #deadSince: number | null = null;
  #refused: Promise<void> = Promise.resolve();

  private constructor(rig: Rig, proxy: Proxy) {
    this.rig = rig;
    this.proxy = proxy;
  }

  static async open(platform: { port: number }): Promise<Crowd> {
    const rig = new Rig();
    return new Crowd(rig, await rig.proxy(platform));
  }

  /** People who are signed in and connected. */
  async gather(people: number, reconnectAttempts: number): Promise<void> {
    for (let number = 1; number <= people; number += 1) {
      const options = { reconnectDelay: 1000, reconnectAttempts };
      const member = new Member(`Person ${number}`, this.rig.person(this.proxy, options));
      this.members.push(member);
      await member.person.connect();
    }
  }

  object(message: string): void {
    this.violations.push(message);
  }

  died(): void {
    this.#deadSince ??= this.rig.clock.monotonic();
  }

  healed(): void {
    this.#deadSince = null;
  }

  /** Nothing listens any more; a second refusal waits for the first. */
  refuse(): Promise<void> {
    this.#refused = this.#refused.then(() => this.proxy.refuse()).catch(() => undefined);
    return this.#refused;
  }

  /** All that is wrong with the network is over; lines that are dead stay so. */
  async mend(): Promise<void> {
    const { proxy } = this;
    proxy.flap(null);
    proxy.throttle(null);
    proxy.delay(0);
    proxy.captivePortal(false);
    proxy.stripUpgrade(null);
    proxy.failCalls(null);
    proxy.heal();
    this.healed();
    await proxy.listen();
  }

  check(): void {
    for (const member of this.members) {
      this.#checkSockets(member);
      this.#checkMessages(member);
    }
  }

  /** Destroys everybody; then nothing of them may be left. */
  async close(): Promise<void> {
    await this.rig.close().catch((error: unknown) => {
      this.object(error instanceof Error ? error.message : String(error));
    });
  }

  #checkSockets({ name, person }: Member): void {
    const { phase, terminal, error } = person.state;
    const carries = phase === 'ready' || phase === 'renewing';
    const most = phase === 'renewing' ? 2 : 1;
    if (person.live > most) this.object(`${name}: ${person.live} live sockets in ${phase}`);
    // One that the platform is just closing is still the client's.
    const any = person.sockets.some(({ socket }) => socket.readyState < WebSocket.CLOSED);
    if (carries && !any) this.object(`${name}: ${phase} without a socket`);
    const dead = this.rig.clock.monotonic() - (this.#deadSince ?? Infinity);
    if (carries && dead > foundWithin)
      this.object(`${name}: ${phase} on a line dead for ${dead} ms`);
    if (terminal) this.object(`${name}: given up for good: ${String(error?.code)}`);
  }

  #checkMessages({ name, person, sent }: Member): void {
    for (const one of sent) {
      const end = endOf(one.message.get());
      // Evidence may come late.
      const found = one.end === 'failed: delivery_unknown' && end === 'delivered';
      if (one.end !== null && end !== one.end && !found) {
        this.object(`“${one.text}” was ${one.end} and is now ${String(end)}`);
      }
      one.end = end ?? one.end;
    }
    const ids = person.messages.map(({ id }) => id);
    const twin = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twin !== undefined) this.object(`${name}: two messages with the id ${twin}`);
  }
}
