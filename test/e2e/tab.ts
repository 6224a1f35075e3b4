/**
 * A tab of the browser with the bare page in it, seen from outside and from inside: its screen, its
 * client, and the sockets it opened. Owns the looking; asserts nothing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import type { MiptechProvider } from '../../src/index.js';
import { Screen } from './harness.js';

/** The sockets of a page. */
export interface Sockets {
  readonly opened: number;
  /** Connecting or open. */
  readonly live: number;
}

declare global {
  interface Window {
    sockets: () => Sockets;
    /** Called once, in the moment in which the next socket is made. */
    onsocket: (() => void) | null;
  }
}

/**
 * Playwright hears of no socket that a page opens behind the back/forward cache. A text of source,
 * because the runner's compiler puts a helper of its own into named functions. Weak, because a test
 * looks for what is retained.
 */
const SPY = `(() => {
  const made = [];
  window.onsocket = null;
  window.WebSocket = new Proxy(window.WebSocket, {
    construct(Native, given) {
      const socket = new Native(...given);
      made.push(new WeakRef(socket));
      const told = window.onsocket;
      window.onsocket = null;
      told?.();
      return socket;
    },
  });
  window.sockets = () => ({
    opened: made.length,
    live: made.filter((each) => (each.deref()?.readyState ?? 3) < 2).length,
  });
})()`;

/** Waits until `holds` does; looks again every 50 ms. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  limit = 15_000,
): Promise<void> {
  const failure = new Error(`not within ${String(limit)} ms: ${String(holds)}`);
  const end = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > end) throw failure;
    await pause(50);
  }
}

export class Tab {
  readonly page: Page;
  readonly screen: Screen;

  private constructor(page: Page) {
    this.page = page;
    this.screen = new Screen(page);
  }

  static async open(context: BrowserContext, url: string): Promise<Tab> {
    const page = await context.newPage();
    await page.addInitScript({ content: SPY });
    await page.goto(url);
    return new Tab(page);
  }

  phase(): Promise<string> {
    return this.page.evaluate(() => {
      const provider = document.querySelector<MiptechProvider>('miptech-provider');
      return provider?.client?.connection.get().phase ?? 'none';
    });
  }

  /** Waits until messages flow. */
  ready(): Promise<void> {
    return until(async () => (await this.phase()) === 'ready');
  }

  sockets(): Promise<Sockets> {
    return this.page.evaluate(() => window.sockets());
  }

  /** Asks, and waits for the whole answer, which is the `count`th on screen. */
  async talk(question: string, count: number): Promise<void> {
    await this.screen.ask(question);
    await this.screen.answers(count);
  }

  /** The texts of the transcript. */
  texts(): Promise<string[]> {
    return this.page.evaluate(() => {
      const provider = document.querySelector<MiptechProvider>('miptech-provider');
      const messages = provider?.client?.transcript.get().messages ?? [];
      return messages.map(({ text }) => text);
    });
  }
}
