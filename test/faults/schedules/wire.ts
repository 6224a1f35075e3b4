/** What lies between a page and the platform. Owns the names of it; does nothing itself. */
import type { ScriptedAnswer, ScriptedRequest } from '../../../src/testing/scripted-host.js';
import type { PageSocket } from './page-socket.js';
import type { Page } from './page.js';

/** A header for the test alone: the pause in seconds that an answer means, however it puts it. */
export const waitHeader = 'Model-Wait';

/** A page's network: `deaf` opens no socket, `black` loses everything, `cut` fails at once. */
export type LineState = 'up' | 'cut' | 'black' | 'deaf';

export interface Wire {
  /** A page opens a socket. */
  connect(page: Page, socket: PageSocket): void;
  /** A page wrote a frame. */
  heard(socket: PageSocket, type: string, data: Readonly<Record<string, unknown>>): void;
  /** A page closed a socket, or is gone with it. */
  left(socket: PageSocket): void;
  answer(page: Page, request: ScriptedRequest): Promise<ScriptedAnswer>;
  /** A good answer has reached the page. */
  received(route: string, body: string | undefined): void;
  /** A 401 has reached the page. */
  refused(route: string, body: string | undefined): void;
}
