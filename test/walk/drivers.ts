/**
 * A page in one of three engines, with what a person does to it: keys, a mouse or a finger. Knows no
 * element of the library and asserts nothing.
 */
import puppeteer from 'puppeteer-core';
import type { KeyInput, Page } from 'puppeteer-core';
import WebDriver from 'webdriver';
import { findBrowser } from '../../scripts/browser.mjs';

export type Engine = 'chromium' | 'firefox' | 'webkit';

/** The named keys that the walk presses; others are letters. */
export type NamedKey = 'Tab' | 'Enter' | 'Escape' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

/** A viewport in pixels; with `touch` a finger taps in place of a mouse, where the engine has one. */
export interface Size {
  readonly width: number;
  readonly height: number;
  readonly touch: boolean;
}

/** One page, as each engine lets it be used. */
export interface Driver {
  readonly engine: Engine;
  /** It points with a finger. */
  readonly touch: boolean;
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  press(key: NamedKey, shift?: boolean): Promise<void>;
  type(text: string): Promise<void>;
  point(x: number, y: number): Promise<void>;
  /** The value of an expression, evaluated past the page's policy. */
  read(expression: string): Promise<unknown>;
  picture(): Promise<Uint8Array>;
  close(): Promise<void>;
}

class PuppeteerDriver implements Driver {
  private constructor(
    readonly engine: Engine,
    readonly touch: boolean,
    readonly page: Page,
  ) {}

  static async launch(engine: 'chromium' | 'firefox', size: Size): Promise<PuppeteerDriver> {
    const { width, height, touch } = size;
    const found =
      engine === 'chromium'
        ? await findBrowser()
        : { executablePath: process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr', args: [] };
    const browser = await puppeteer.launch({
      ...found,
      browser: engine === 'chromium' ? 'chrome' : 'firefox',
      headless: true,
    });
    const page = await browser.newPage();
    const finger = touch && engine === 'chromium';
    await page.setViewport({
      width,
      height,
      ...(finger ? { hasTouch: true, isMobile: true } : {}),
    });
    return new PuppeteerDriver(engine, finger, page);
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  async press(key: NamedKey, shift = false): Promise<void> {
    if (shift) await this.page.keyboard.down('Shift');
    await this.page.keyboard.press(key satisfies KeyInput);
    if (shift) await this.page.keyboard.up('Shift');
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async point(x: number, y: number): Promise<void> {
    if (this.touch) await this.page.touchscreen.tap(x, y);
    else await this.page.mouse.click(x, y);
  }

  async read(expression: string): Promise<unknown> {
    return this.page.evaluate(expression);
  }

  async picture(): Promise<Uint8Array> {
    return this.page.screenshot();
  }

  async close(): Promise<void> {
    await this.page.browser().close();
  }
}

/** The keys' code points in the WebDriver standard. */
const codes: Readonly<Record<NamedKey | 'Shift', string>> = {
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Escape: '\uE00C',
  End: '\uE010',
  Home: '\uE011',
  ArrowUp: '\uE013',
  ArrowDown: '\uE015',
};

class WebKitDriver implements Driver {
  readonly engine = 'webkit';
  readonly touch = false;

  private constructor(readonly session: Awaited<ReturnType<typeof WebDriver.newSession>>) {}

  static async launch({ width, height }: Size): Promise<WebKitDriver> {
    const session = await WebDriver.newSession({
      hostname: '127.0.0.1',
      port: Number(process.env['WEBKIT_DRIVER_PORT']),
      path: '/',
      logLevel: 'error',
      capabilities: {
        browserName: 'MiniBrowser',
        'wdio:enforceWebDriverClassic': true,
        'webkitgtk:browserOptions': {
          binary: process.env['WEBKIT_BROWSER_PATH'] ?? '',
          args: ['--automation'],
        },
      } as WebdriverIO.Capabilities,
    });
    await session.setWindowRect(0, 0, width, height);
    return new WebKitDriver(session);
  }

  async open(url: string): Promise<void> {
    await this.session.navigateTo(url);
  }

  async reload(): Promise<void> {
    await this.session.refresh();
  }

  async press(key: NamedKey, shift = false): Promise<void> {
    await this.#keys([...(shift ? [codes.Shift] : []), codes[key]]);
  }

  async type(text: string): Promise<void> {
    for (const letter of text) await this.#keys([letter]);
  }

  async point(x: number, y: number): Promise<void> {
    await this.session.performActions([
      {
        type: 'pointer',
        id: 'mouse',
        parameters: { pointerType: 'mouse' },
        actions: [
          {
            type: 'pointerMove',
            duration: 0,
            origin: 'viewport',
            x: Math.round(x),
            y: Math.round(y),
          },
          { type: 'pointerDown', button: 0 },
          { type: 'pointerUp', button: 0 },
        ],
      },
    ]);
  }

  async read(expression: string): Promise<unknown> {
    return this.session.executeScript(`return (${expression});`, []);
  }

  async picture(): Promise<Uint8Array> {
    return Buffer.from(await this.session.takeScreenshot(), 'base64');
  }

  async close(): Promise<void> {
    await this.session.deleteSession();
  }

  async #keys(keys: readonly string[]): Promise<void> {
    const actions = [
      ...keys.map((value) => ({ type: 'keyDown', value })),
      ...[...keys].reverse().map((value) => ({ type: 'keyUp', value })),
    ];
    await this.session.performActions([{ type: 'key', id: 'keyboard', actions }]);
  }
}

export function launchDriver(engine: Engine, size: Size): Promise<Driver> {
  return engine === 'webkit' ? WebKitDriver.launch(size) : PuppeteerDriver.launch(engine, size);
}
