/**
 * One TCP connection through the proxy, with what can happen to a cable: nothing gets through,
 * little at a time, or it is cut. Owns the two directions; does not know what the bytes mean.
 */
import { connect, type Socket } from 'node:net';
import type { ClockPort } from '../../../src/core/ports.js';

export type Direction = 'up' | 'down';

/** What lines opened from now on are like, and what some of it does to those that stand. */
export interface Weather {
  /** Directions in which nothing gets through any more. */
  readonly dead: ReadonlySet<Direction>;
  /** Bytes a second of the test's clock, in each direction; null for no limit. */
  rate: number | null;
  /** Milliseconds of the test's clock, in each direction. */
  latency: number;
}

interface Way {
  readonly from: Socket;
  readonly to: Socket;
  readonly queue: Buffer[];
  dead: boolean;
  /** Bytes that still get through before the line is cut; null for no limit. */
  left: number | null;
  pumping: boolean;
  ended: boolean;
  /** When the last of what is on its way arrives: nothing overtakes it. */
  due: number;
}

export class Line {
  readonly #weather: Weather;
  readonly #clock: ClockPort;
  readonly #ways: Readonly<Record<Direction, Way>>;
  #cancels: (() => void)[] = [];

  /** @param seen is handed whatever the client sends, also what gets no further */
  constructor(
    client: Socket,
    port: number,
    weather: Weather,
    clock: ClockPort,
    seen: (bytes: Buffer) => void,
  ) {
    this.#weather = weather;
    this.#clock = clock;
    const platform = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    client.setNoDelay(true);
    platform.setNoDelay(true);
    const way = (from: Socket, to: Socket, direction: Direction): Way => ({
      from,
      to,
      queue: [],
      dead: weather.dead.has(direction),
      left: null,
      pumping: false,
      ended: false,
      due: 0,
    });
    this.#ways = { up: way(client, platform, 'up'), down: way(platform, client, 'down') };
    client.on('data', seen);
    for (const direction of ['up', 'down'] as const) this.#carry(this.#ways[direction]);
  }

  /** The port that its other end is seen to come from. */
  get port(): number | undefined {
    return this.#ways.up.to.localPort;
  }

  /** From now on nothing gets through that way, not even the other side's leaving. */
  kill(direction: Direction): void {
    this.#ways[direction].dead = true;
    this.#ways[direction].queue.length = 0;
  }

  /** Lets this many bytes more through, then cuts the line. */
  cutAfter(direction: Direction, bytes: number): void {
    this.#ways[direction].left = bytes;
  }

  /** The rate changed. */
  repump(): void {
    for (const way of Object.values(this.#ways)) this.#pump(way);
  }

  /** RST to both sides. */
  reset(): void {
    for (const cancel of this.#cancels) cancel();
    for (const { from } of Object.values(this.#ways)) from.resetAndDestroy();
  }

  #carry(way: Way): void {
    const { from } = way;
    from.on('data', (bytes: Buffer) => {
      this.#arrives(way, () => {
        if (way.dead) return;
        way.queue.push(bytes);
        this.#pump(way);
      });
    });
    from.on('end', () => {
      this.#arrives(way, () => {
        way.ended = true;
        this.#pump(way);
      });
    });
    from.on('error', () => undefined);
    from.on('close', (failed) => {
      if (!way.dead && (failed || !way.ended)) way.to.resetAndDestroy();
    });
  }

  #arrives(way: Way, act: () => void): void {
    const now = this.#clock.monotonic();
    const due = Math.max(way.due, now + this.#weather.latency);
    if (due === now && way.due < now) {
      act();
      return;
    }
    way.due = due;
    this.#cancels.push(this.#clock.after(due - now, act));
  }

  #pump(way: Way): void {
    const { rate } = this.#weather;
    if (rate === null) {
      for (const bytes of way.queue.splice(0)) this.#write(way, bytes);
      if (way.ended && !way.dead) way.to.end();
      return;
    }
    if (way.pumping || way.queue.length === 0) return;
    way.pumping = true;
    const every = Math.max(100, 1000 / rate);
    this.#cancels.push(
      this.#clock.after(every, () => {
        way.pumping = false;
        const waiting = Buffer.concat(way.queue.splice(0));
        const share = Math.max(1, Math.floor((rate * every) / 1000));
        this.#write(way, waiting.subarray(0, share));
        if (waiting.length > share) way.queue.push(waiting.subarray(share));
        this.#pump(way);
      }),
    );
  }

  #write(way: Way, bytes: Buffer): void {
    if (way.to.destroyed) return;
    if (way.left === null) {
      way.to.write(bytes);
      return;
    }
    const through = bytes.subarray(0, way.left);
    way.left -= through.length;
    if (way.left > 0) way.to.write(through);
    // What got through must arrive before the reset does: a reset discards what is on its way.
    else way.to.write(through, () => setTimeout(() => this.reset(), 10));
  }
}
