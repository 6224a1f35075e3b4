/**
 * One schedule's world: a browser with its pages, the platform behind them, and what an onlooker
 * knows of both. Owns what is told and what is objected to; judges nothing itself.
 */
import type { Message, Readable } from '../../../src/core/index.js';
import { settle } from '../../../src/testing/manual-clock.js';
import { ScriptedStorage } from '../../../src/testing/scripted-host.js';
import { password } from './accounts.js';
import { Browser } from './browser.js';
import { Ledger } from './ledger.js';
import { Page } from './page.js';
import { Platform } from './platform.js';
import type { Circumstances } from './steps.js';

/** Longest time until every page knows of a sign-out, in milliseconds. */
const hearsay = 100;

/** A delay that a client chose for itself. */
export interface Wait {
  /** Failures so far. */
  readonly attempt: number;
  /** Milliseconds. */
  readonly delay: number;
}

export class World {
  readonly given: Circumstances;
  readonly browser: Browser;
  readonly platform: Platform;
  readonly ledger: Ledger;
  /** What must not be and was. */
  readonly violations: string[] = [];
  /** Everything that happened, a line each. */
  readonly story: string[] = [];
  readonly waits: Wait[] = [];
  /** Who looks at each page: a user's name, `visitor`, or null before anybody is known. */
  readonly viewers = new Map<Page, string | null>();
  /** Pages on which somebody was signed in, and nobody has yet seen that end. */
  readonly signedIn = new Set<Page>();
  /** A step gave a reason for which a session may end. */
  mayEndSession = false;
  /** What was kept may be lost or old by now. */
  storageFailed = false;
  /** How many messages were written. */
  typed = 0;
  readonly #attempts = new Map<Page, number>();
  /** When each user last signed out, on whichever page. */
  readonly #leftAt = new Map<string | null, number>();

  constructor(given: Circumstances) {
    this.given = given;
    this.browser = new Browser(given.seed, given.hasLocks);
    this.platform = new Platform(given.platform, this.browser);
    this.ledger = new Ledger(this.platform.conversations, this.object);
  }

  readonly object = (message: string): void => {
    this.violations.push(message);
  };

  tell(line: string): void {
    const seconds = (this.browser.clock.monotonic() / 1000).toFixed(3);
    this.story.push(`${seconds.padStart(10)}  ${line}`);
  }

  /** A page as people count them. */
  nameOf(page: Page): string {
    return `tab ${this.browser.pages.indexOf(page) + 1}`;
  }

  /** Opens a page. @param before the one that stood in the same tab */
  open(before?: Page): Page {
    const { tokenStorage, reconnectAttempts, anonymous } = this.given;
    const page = new Page({
      browser: this.browser,
      wire: this.platform,
      options: {
        apiUrl: 'http://platform.test',
        tenantId: 'acme',
        logLevel: 'debug',
        tokenStorage,
        reconnectAttempts,
        anonymous,
      },
      sessionStorage: before?.sessionStorage ?? new ScriptedStorage(),
      object: (message) => {
        this.object(`${this.nameOf(page)}: ${message}`);
      },
      story: (line) => {
        this.tell(`  ${this.nameOf(page)} ${line}`);
      },
    });
    this.browser.pages.push(page);
    this.viewers.set(page, null);
    for (const entry of this.ledger.entries.values()) {
      if (entry.holder === before) entry.holder = page;
    }
    page.client.session.subscribe(() => {
      this.look(page);
    });
    page.client.connection.subscribe(() => {
      this.#waited(page);
    });
    page.client.start();
    this.look(page);
    return page;
  }

  /** The page is gone. @param reloaded true where another one follows in its tab */
  kill(page: Page, reloaded: boolean): void {
    page.kill();
    this.#lose(page, reloaded);
  }

  /** The page ends its client. @param reloaded as above */
  destroy(page: Page, reloaded: boolean): void {
    page.destroy();
    this.#lose(page, reloaded);
  }

  /** Messages in storage, by id, with the failure each is kept with. */
  get kept(): ReadonlyMap<string, string | null> {
    const storages = [
      this.browser.storage,
      ...this.browser.pages.map((page) => page.sessionStorage),
    ];
    const kept = new Map<string, string | null>();
    for (const { values } of storages) {
      for (const [key, value] of values) {
        if (!key.startsWith('miptech_outbox:')) continue;
        const { items } = JSON.parse(value) as { items: { id: string; failure: string | null }[] };
        for (const { id, failure } of items) kept.set(id, failure);
      }
    }
    return kept;
  }

  /** Who looks at the page now? */
  look(page: Page): void {
    if (!page.alive || page.destroyed) return;
    const { phase, user } = page.client.session.get();
    if (phase === 'signed-in') this.signedIn.add(page);
    if ((phase === 'signed-in' || phase === 'expired') && user !== null) {
      // By the id: the name is missing where the profile could not be had.
      this.#shows(page, user.id.replace(/^u-/, ''));
    } else if (phase === 'signed-out') {
      this.#shows(page, this.given.anonymous ? 'visitor' : null);
    }
  }

  /** A user signs out: nothing is owed to them any more. */
  left(viewer: string | null): void {
    this.#leftAt.set(viewer, this.browser.clock.monotonic());
    this.ledger.release(({ owner }) => owner === viewer);
  }

  /** A user writes on a page; the page may not have heard yet that they left on another one. */
  wrote(page: Page, message: Message, watched: Readable<Message> | null): void {
    this.look(page);
    const viewer = this.viewers.get(page) ?? null;
    const left = this.#leftAt.get(viewer) ?? -Infinity;
    const released = this.browser.clock.monotonic() - left < hearsay;
    this.typed += 1;
    this.ledger.add(page, viewer, message, watched, released);
  }

  async signIn(page: Page, email: string, secret = password): Promise<void> {
    await page
      .person(({ session }) => session.login({ email, password: secret }))
      .catch(() => undefined);
  }

  async pass(milliseconds: number): Promise<void> {
    await this.browser.clock.advance(milliseconds);
    await settle();
  }

  /** What a page that is gone had still to send: who owes it from now on? */
  #lose(page: Page, reloaded: boolean): void {
    const { tokenStorage, hasLocks } = this.given;
    // Without locks only a reload surely finds the list of a page that is gone.
    const kept =
      tokenStorage === 'local' ? hasLocks || reloaded : tokenStorage === 'session' && reloaded;
    const others = new Set(this.browser.alive.map((other) => this.viewers.get(other) ?? null));
    this.ledger.release(({ holder, owner }) => {
      if (this.storageFailed && (!holder.alive || holder.destroyed)) return true;
      const unwanted = owner === null || [...others].some((one) => one !== null && one !== owner);
      return holder === page && (!kept || unwanted);
    });
  }

  /** Notes each delay that the client chose, for the look at their spread. */
  #waited(page: Page): void {
    const { phase, at, attempt, error } = page.client.connection.get();
    const before = this.#attempts.get(page) ?? 0;
    this.#attempts.set(page, attempt);
    if (phase !== 'reconnecting' || at === null || attempt <= before) return;
    if (error?.retryAfter != null) return;
    this.waits.push({ attempt, delay: at - this.browser.clock.now() });
  }

  #shows(page: Page, viewer: string | null): void {
    const before = this.viewers.get(page) ?? null;
    if (before === viewer) return;
    this.viewers.set(page, viewer);
    if (before !== null) this.ledger.release(({ owner }) => owner === before);
    if (viewer === null) return;
    // What another user left behind is thrown away.
    this.ledger.release(({ owner }) => owner !== null && owner !== viewer);
    this.ledger.claimed(page, viewer);
  }
}
