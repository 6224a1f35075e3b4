/**
 * The live regions of one element: what is announced to screen readers, and when. Owns the regions
 * and their timing; does not know what is worth saying.
 */
import { html } from 'lit';
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';

/** Screen readers drop a text that comes in the same breath as a focus change. In milliseconds. */
export const announceDelay = 250;
/** How long a text stays for readers that poll, in milliseconds. */
const stay = 6000;

/**
 * Speaks whole sentences (“Answer complete”), never pieces of a stream. The host puts `render()`
 * at the end of its own template.
 */
export class Announcer implements ReactiveController {
  readonly #host: Element;
  readonly #polite = createRef<HTMLElement>();
  readonly #assertive = createRef<HTMLElement>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #waiting: string[] = [];
  #urgent = false;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  /** Takes back what was said, and what was going to be. */
  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting = [];
    this.#urgent = false;
    this.#write('', '');
  }

  /** Says `text` shortly; several texts at once are said as one. `urgent` interrupts the reader. */
  announce(text: string, urgent = false): void {
    // An update that was pending when the host was removed may still have something to say.
    if (text === '' || !this.#host.isConnected) return;
    this.#urgent ||= urgent;
    this.#waiting.push(text);
    if (this.#waiting.length > 1) return;
    this.#write('', '');
    this.#later(announceDelay, () => {
      const said = this.#waiting.join(' ');
      this.#write(this.#urgent ? '' : said, this.#urgent ? said : '');
      this.#waiting = [];
      this.#urgent = false;
      this.#later(stay, () => {
        if (this.#waiting.length === 0) this.#write('', '');
      });
    });
  }

  render(): TemplateResult {
    return html`<div class="visually-hidden" role="status" ${ref(this.#polite)}></div>
      <div class="visually-hidden" role="alert" ${ref(this.#assertive)}></div>`;
  }

  #write(polite: string, assertive: string): void {
    if (this.#polite.value) this.#polite.value.textContent = polite;
    if (this.#assertive.value) this.#assertive.value.textContent = assertive;
  }

  #later(delay: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delay);
    this.#timers.add(timer);
  }
}
