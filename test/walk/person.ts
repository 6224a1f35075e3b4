/**
 * Somebody who uses a page: finds a control, goes there by pointer or by Tab alone, and waits for
 * what they expect to see. Knows no element of the library; fails where something cannot be reached.
 */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Driver, NamedKey } from './drivers.js';
import { ANSWERS, FOCUS, TEXT, finding, scrollingTo } from './eyes.js';
import type { Found, Role } from './eyes.js';

/** Longest wait for something expected, in milliseconds: far above what it takes. */
const patience = 30_000;
/** More stops than any page of the walk has. */
const mostStops = 200;

export class Person {
  readonly #driver: Driver;
  readonly #keyboard: boolean;

  /** With `keyboard`, nothing is ever pointed at. */
  constructor(driver: Driver, options: { readonly keyboard: boolean }) {
    this.#driver = driver;
    this.#keyboard = options.keyboard;
  }

  /** Waits until `look` answers something other than undefined. */
  async until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    const end = Date.now() + patience;
    for (;;) {
      const seen = await look();
      if (seen !== undefined) return seen;
      if (Date.now() > end) {
        const text = String(await this.#driver.read(TEXT)).slice(0, 1500);
        assert.fail(`Waited for ${what}; focus on ${await this.focus()}; the page says: ${text}`);
      }
      await wait(50);
    }
  }

  async all(role: Role, name: RegExp): Promise<readonly Found[]> {
    return (await this.#driver.read(finding(role, name))) as readonly Found[];
  }

  /** Waits for a control. */
  async sees(role: Role, name: RegExp): Promise<Found> {
    return this.until(`${role} ${String(name)}`, async () => (await this.all(role, name))[0]);
  }

  async reads(text: RegExp): Promise<void> {
    await this.until(`the text ${String(text)}`, async () =>
      text.test(await this.text()) ? true : undefined,
    );
  }

  async readsNo(text: RegExp): Promise<void> {
    await this.until(`no text ${String(text)}`, async () =>
      text.test(await this.text()) ? undefined : true,
    );
  }

  async text(): Promise<string> {
    return String(await this.#driver.read(TEXT));
  }

  /** Waits until so many answers are whole. */
  async answers(count: number): Promise<void> {
    await this.until(`${String(count)} whole answers`, async () =>
      Number(await this.#driver.read(ANSWERS)) >= count ? true : undefined,
    );
  }

  async focus(): Promise<string> {
    return String(await this.#driver.read(FOCUS));
  }

  /** Presses a button or follows a link: by pointer, or by Tab and Enter. */
  async presses(role: Role, name: RegExp): Promise<void> {
    await this.until(`${role} ${String(name)} that can be used`, async () =>
      (await this.all(role, name))[0]?.enabled === true ? true : undefined,
    );
    if (this.#keyboard) {
      await this.#tabTo(role, name);
      await this.key('Enter');
    } else await this.#pointAt(role, name);
  }

  /** Presses an entry of a list that is one stop of Tab: by pointer, or by Tab, arrow keys and Enter. */
  async picks(first: RegExp, entry: RegExp): Promise<void> {
    await this.sees('button', entry);
    if (!this.#keyboard) {
      await this.#pointAt('button', entry);
      return;
    }
    await this.#tabTo('button', first);
    await this.key('Home');
    for (let presses = 0; presses <= mostStops; presses += 1) {
      if ((await this.all('button', entry)).some(({ focused }) => focused)) break;
      await this.key('ArrowDown');
    }
    await this.key('Enter');
  }

  /** Writes into a field, at the end of what is there. */
  async writes(name: RegExp, text: string): Promise<void> {
    await this.sees('textbox', name);
    if (this.#keyboard) await this.#tabTo('textbox', name);
    else await this.#pointAt('textbox', name);
    await this.until('the field has the focus', async () =>
      (await this.all('textbox', name))[0]?.focused === true ? true : undefined,
    );
    await this.#driver.type(text);
  }

  async key(key: NamedKey, shift = false): Promise<void> {
    await this.#driver.press(key, shift);
  }

  async types(text: string): Promise<void> {
    await this.#driver.type(text);
  }

  async #pointAt(role: Role, name: RegExp): Promise<void> {
    await this.#driver.read(scrollingTo(role, name));
    // It may still move: what was found is where it was.
    const place = await this.until(`${role} ${String(name)} that lies still`, async () => {
      const [before] = await this.all(role, name);
      await wait(50);
      const [after] = await this.all(role, name);
      return after !== undefined && before?.x === after.x && before.y === after.y
        ? after
        : undefined;
    });
    await this.#driver.point(place.x, place.y);
  }

  async #tabTo(role: Role, name: RegExp): Promise<void> {
    const stops: string[] = [];
    for (let presses = 0; presses <= mostStops; presses += 1) {
      const found = await this.all(role, name);
      if (found.some(({ focused }) => focused)) return;
      // The short way, which does not lead out of the page.
      await this.key('Tab', found[0]?.behind);
      stops.push(await this.focus());
    }
    assert.fail(`Tab never came to ${role} ${String(name)}: ${stops.join(', ')}`);
  }
}
