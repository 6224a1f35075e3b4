/**
 * The account's menu: a native popover that the keyboard can walk. The browser opens it and closes it
 * on Escape or a press elsewhere; arrow keys and the focus are this file's. Knows neither the client
 * nor what the items do.
 */
import type { AccountHandlers } from './account-view.js';

const item = 'a[href], button:not(:disabled), input:not(:disabled), [tabindex="0"]';

/** Which item a key leads to, of `count` where `index` has the focus; -1 where none has it. */
function next(key: string, index: number, count: number): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key === 'ArrowDown') return (index + 1) % count;
  if (key === 'ArrowUp') return (Math.max(index, 0) - 1 + count) % count;
  return null;
}

export class AccountMenu {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  readonly handlers: Omit<AccountHandlers, 'signOut'> = {
    // Enter and Space open it natively and leave the focus: a key that is held down must not go on
    // to press the first item.
    openKey: (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      if (!this.#open) this.#menu?.showPopover();
      this.#items.at(event.key === 'ArrowDown' ? 0 : -1)?.focus();
    },
    menuKey: (event) => {
      const items = this.#items;
      // Inside a page's own field the arrows are the field's.
      if (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') return;
      const focused = items.findIndex((candidate) => candidate.matches(':focus'));
      const index = next(event.key, focused, items.length);
      if (index === null) return;
      event.preventDefault();
      items[index]?.focus();
    },
    press: ({ target }) => {
      if (target instanceof Element && target.closest('a, button') !== null) this.#close();
    },
    toggle: ({ newState }) => {
      // The browser gives the focus back from what the popover holds, not from what is slotted there.
      const held = this.#items.some((candidate) => candidate.matches(':focus'));
      if (newState === 'closed' && held) this.#opener?.focus();
    },
    leave: ({ relatedTarget }) => {
      // Without a next place the window itself was left, or a press already closes the menu.
      if (!(relatedTarget instanceof Node) || this.#inside(relatedTarget)) return;
      this.#close();
    },
  };

  #close(): void {
    if (this.#open) this.#menu?.hidePopover();
  }

  get #open(): boolean {
    return this.#menu?.matches(':popover-open') === true;
  }

  get #opener(): HTMLElement | null {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('[part=account-button]') ?? null;
  }

  get #menu(): HTMLElement | null {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('[part=menu]') ?? null;
  }

  /** What the page put into the slot and the element's own buttons, as far as they are shown. */
  get #items(): HTMLElement[] {
    const menu = this.#menu;
    if (menu === null) return [];
    const parts = menu.querySelectorAll<HTMLElement | HTMLSlotElement>(`slot, ${item}`);
    return [...parts]
      .flatMap((part) =>
        part instanceof HTMLSlotElement
          ? part
              .assignedElements({ flatten: true })
              .flatMap((own) => [own, ...own.querySelectorAll(item)])
              .filter((own): own is HTMLElement => own instanceof HTMLElement && own.matches(item))
          : [part],
      )
      .filter((candidate) => candidate.checkVisibility());
  }

  #inside(node: Node): boolean {
    const menu = this.#menu;
    if (menu === null) return false;
    const own = [...this.#host.children].some(
      (child) => child.slot === 'menu' && child.contains(node),
    );
    return own || menu.contains(node) || menu.parentElement?.contains(node) === true;
  }
}
