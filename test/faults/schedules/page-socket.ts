/**
 * A socket of a page. Owns what the page may do with it and the report of that; does not know what
 * the platform answers.
 */
import { ScriptedSocket } from '../../../src/testing/scripted-host.js';
import type { Page } from './page.js';
import type { Wire } from './wire.js';

export class PageSocket extends ScriptedSocket {
  /** Nothing gets through any more, though neither side knows. */
  dead = false;
  /** The platform has called it ready, and has not taken that back. */
  saidReady = false;
  readonly page: Page;
  readonly wire: Wire;

  constructor(url: string, page: Page, wire: Wire) {
    super(url);
    this.page = page;
    this.wire = wire;
    page.story('→ a socket');
    page.conduct.opened(page.live.length);
    if (new URL(url).searchParams.has('token')) page.conduct.identified('a socket');
    page.sockets = [...page.live, this];
    if (page.alive) wire.connect(page, this);
  }

  /** Connecting or open, and wanted. */
  get live(): boolean {
    return this.readyState < 2 && this.closedWith === null;
  }

  override send(data: string): void {
    super.send(data);
    // What is sent lies with the platform; kept here it would only grow.
    const frame = this.sent.pop();
    if (frame === undefined || !this.page.alive) return;
    const { message } = frame.data;
    this.page.story(`→ ${frame.type} ${typeof message === 'string' ? message : ''}`);
    this.page.conduct.wrote(frame.type);
    this.page.written(frame.data);
    this.wire.heard(this, frame.type, frame.data);
  }

  override close(code = 1000): void {
    super.close(code);
    this.page.story('→ closes a socket');
    if (this.page.alive) this.wire.left(this);
  }
}
