/**
 * The socket that carries messages, and the one with a younger token that is to take its place.
 * Owns at most these two, each heard only while it is the one; knows no session and no phase.
 */
import type { Frame } from '../protocol/frames.js';
import type { Link, LinkEnd, LinkHandlers } from './link.js';

export interface LinksHandlers {
  readonly starting: () => void;
  /** The socket carries messages now, be it the first one or its successor. */
  readonly ready: () => void;
  readonly frame: (frame: Frame) => void;
  /** False while an answer runs that would be lost with its socket. */
  readonly free: () => boolean;
  /** A socket that carried messages is gone, and with it what it had not brought yet. */
  readonly lost: () => void;
  /** The socket ended; `succeeded` where its successor is on the way already. */
  readonly ended: (end: LinkEnd, succeeded: boolean) => void;
  /** The successor came to nothing; the socket still stands. */
  readonly kept: (end: LinkEnd) => void;
}

/** What a socket tells; the rest of its handlers are its maker's. */
export type LinkEvents = Pick<LinkHandlers, 'starting' | 'ready' | 'frame' | 'ended'>;
type Maker = (events: LinkEvents) => Link;

/** A socket, and the serial number of the token it was opened with. */
interface Numbered {
  readonly link: Link;
  readonly serial: number;
}

export class Links {
  readonly #handlers: LinksHandlers;
  #current: Numbered | null = null;
  #rising: Numbered | null = null;
  /** True once the current socket carried messages. */
  #carried = false;

  constructor(handlers: LinksHandlers) {
    this.#handlers = handlers;
  }

  get ready(): boolean {
    return this.#current?.link.ready === true;
  }

  /** The serial number of the token that the socket was opened with. */
  get serial(): number | null {
    return this.#current?.serial ?? null;
  }

  /** True while a successor is on the way. */
  get succeeding(): boolean {
    return this.#rising !== null;
  }

  open(make: Maker, serial: number): void {
    this.#current = { link: this.#made(make), serial };
  }

  /** Opens the successor of a socket that stands. */
  succeed(make: Maker, serial: number): void {
    this.#rising?.link.detach();
    this.#rising = { link: this.#made(make), serial };
  }

  send(text: string): boolean {
    return this.ready && this.#current?.link.send(text) === true;
  }

  /** The answer that a successor waited for is over. */
  release(): void {
    if (this.#rising?.link.ready === true) this.#takeOver(this.#rising.link);
  }

  /** Asks for a sign of life at once. */
  probe(): void {
    this.#current?.link.probe();
  }

  /** Lets go of both at once. */
  detach(): void {
    const links = [this.#current, this.#rising];
    this.#rising = null;
    this.#leave(null);
    for (const each of links) each?.link.detach();
  }

  #made(make: Maker): Link {
    const link: Link = make({
      starting: () => {
        if (link === this.#current?.link) this.#handlers.starting();
      },
      ready: () => {
        this.#takeOver(link);
      },
      frame: (frame) => {
        if (link === this.#current?.link) this.#handlers.frame(frame);
      },
      ended: (end) => {
        this.#ended(link, end);
      },
    });
    return link;
  }

  #takeOver(link: Link): void {
    if (link === this.#rising?.link) {
      if (!this.#handlers.free()) return;
      this.#current?.link.detach();
      this.#current = this.#rising;
      this.#rising = null;
      this.#handlers.lost();
    }
    if (link !== this.#current?.link) return;
    this.#carried = true;
    this.#handlers.ready();
  }

  #ended(link: Link, end: LinkEnd): void {
    if (link === this.#rising?.link) {
      this.#rising = null;
      this.#handlers.kept(end);
    } else {
      const rising = this.#rising;
      // The platform closed the old one first: its successor is the only one now.
      this.#rising = null;
      this.#leave(rising);
      if (rising?.link.ready === true) this.#takeOver(rising.link);
      else this.#handlers.ended(end, rising !== null);
    }
  }

  #leave(successor: Numbered | null): void {
    const carried = this.#carried;
    this.#current = successor;
    this.#carried = false;
    if (carried) this.#handlers.lost();
  }
}
