/**
 * A visit to an app in a browser context of its own: the app's handle, the elements as they are in
 * the page, and everything that was complained of. Owns the looking; asserts nothing.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { watch } from '../e2e/harness.js';
import type { Screen, Watch } from '../e2e/harness.js';
import { Tab, until } from '../e2e/tab.js';
import { DEMO } from '../platform/harness.js';
import type { Stage, State } from './apps/stage.js';
import type { MiptechClient, MiptechProvider, SessionPhase } from '../../src/index.js';

declare global {
  interface Window {
    /** Objects of the page that a test compares with later ones. */
    kept: Record<string, unknown>;
    stage: Stage;
  }
}

export interface Where {
  readonly browser: Browser;
  /** The app's page and the platform. */
  readonly site: string;
  readonly platform: string;
}

type ClientSettings = MiptechClient['settings'];

interface Made {
  readonly sockets: number;
  readonly chats: number;
}

/** An element of the page or its client, by a name that does not change. */
const objects = {
  provider: `document.querySelector('#support')`,
  client: `document.querySelector('#support')?.client`,
  chat: `document.querySelector('#support miptech-chat')`,
  form: `document.querySelector('#support miptech-login form')`,
  partnersForm: `document.querySelector('dialog miptech-login form')`,
} as const;

export class Visit {
  readonly page: Page;
  readonly screen: Screen;
  readonly problems: string[];
  #before: Made = { sockets: 0, chats: 0 };

  private constructor(
    readonly tab: Tab,
    readonly platform: string,
    private readonly context: BrowserContext,
    private readonly seen: Watch,
  ) {
    ({ page: this.page, screen: this.screen } = tab);
    this.problems = seen.problems;
  }

  /** Opens the app; with `late`, the elements are not registered yet. */
  static async begin({ browser, site, platform }: Where, late = false): Promise<Visit> {
    const context = await browser.newContext();
    const seen = await watch(context);
    context.on('console', (message) => {
      if (message.type() === 'warning') seen.problems.push(message.text());
    });
    const tab = await Tab.open(context, `${site}?api=${platform}${late ? '&late' : ''}`);
    await tab.page.waitForFunction(() => 'stage' in window);
    return new Visit(tab, platform, context, seen);
  }

  end(): Promise<void> {
    return this.context.close();
  }

  /** Has the app render another state. */
  async show(change: Partial<State>): Promise<void> {
    await this.page.evaluate((state) => window.stage.show(state), change);
  }

  /** Brings the app back to its first state; what is made from now on counts. */
  async settle(): Promise<void> {
    this.problems.length = 0;
    await this.page.evaluate(() => {
      window.stage.heard.length = 0;
      return window.stage.show(window.stage.first);
    });
    this.#before = await this.#made();
  }

  /**
   * Has the app put everything away and bring it back, and answers whether it was out of sight. In
   * one go, because the elements wait for three seconds only.
   */
  putAway(): Promise<boolean> {
    return this.page.evaluate(async () => {
      const chat = document.querySelector('miptech-chat');
      await window.stage.show({ away: true });
      const gone = chat?.checkVisibility() === false;
      await window.stage.show({ away: false });
      return gone;
    });
  }

  async signIn(): Promise<void> {
    await this.screen.signIn(DEMO.email, DEMO.password);
    await this.tab.ready();
  }

  /** Asks something, and waits for one more whole answer than there is. */
  async talk(): Promise<void> {
    const answers = await this.screen.log.locator('article[aria-busy="false"]').count();
    await this.tab.talk('How do I set the tenant?', answers + 1);
  }

  /** Remembers these objects of the page, to be asked for by `same`. */
  async keep(...names: (keyof typeof objects)[]): Promise<void> {
    const entries = names.map((name) => `${name}: ${objects[name]}`);
    await this.page.evaluate(`window.kept = { ${entries.join()} }; undefined`);
  }

  /** The names of kept objects that are other ones now. */
  changed(): Promise<string[]> {
    const now = Object.entries(objects).map(([name, code]) => `${name}: ${code}`);
    return this.page.evaluate(
      `(() => {
        const now = { ${now.join()} };
        return Object.keys(window.kept).filter((name) => now[name] !== window.kept[name]);
      })()`,
    );
  }

  /** The children that the app gave to a login, as texts in their order. */
  children(selector = '#support miptech-login'): Promise<string[]> {
    return this.page.evaluate((login) => {
      const nodes = [...(document.querySelector(login)?.childNodes ?? [])];
      const own = nodes.filter(
        (node) =>
          node.nodeType !== Node.COMMENT_NODE &&
          !(node instanceof Element && node.slot === 'miptech-form'),
      );
      return own.map((node) => node.textContent?.trim() ?? '').filter((text) => text !== '');
    }, selector);
  }

  /** The name and the value of the field that has the focus. */
  focused(): Promise<string> {
    return this.page.evaluate(() => {
      const { activeElement } = document;
      if (activeElement instanceof HTMLInputElement) {
        return `${activeElement.name} ${activeElement.value}`;
      }
      return activeElement?.localName ?? '';
    });
  }

  /** What the client in force was made with. */
  settings(): Promise<ClientSettings | null> {
    return this.page.evaluate(
      () => document.querySelector<MiptechProvider>('#support')?.client?.settings ?? null,
    );
  }

  /** Waits until the session of `#support` is in this phase. */
  session(phase: SessionPhase): Promise<void> {
    return until(async () => {
      const now = await this.page.evaluate(() => {
        const provider = document.querySelector<MiptechProvider>('#support');
        return provider?.client?.session.get().phase;
      });
      return now === phase;
    });
  }

  /** What the app's own listeners heard, one line each. */
  heard(): Promise<string[]> {
    return this.page.evaluate(() =>
      window.stage.heard.map(([type, detail]) => {
        const { phase, text, message } = detail as {
          phase?: string;
          text?: string;
          message?: { role: string };
        };
        return [type, phase ?? text ?? message?.role ?? ''].join(' ');
      }),
    );
  }

  /** Sockets and chats that were made since the hazard began. */
  async made(): Promise<Made> {
    const now = await this.#made();
    const { sockets, chats } = this.#before;
    return { sockets: now.sockets - sockets, chats: now.chats - chats };
  }

  async #made(): Promise<Made> {
    const { opened } = await this.tab.sockets();
    const { requests } = this.seen;
    const chats = requests.filter((url) => new URL(url).pathname === '/api/v1/chat').length;
    return { sockets: opened, chats };
  }
}
