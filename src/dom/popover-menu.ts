/**
 * A menu in a native popover that the keyboard can walk. The browser opens it and closes it on
 * Escape or a press elsewhere; arrow keys and the focus are this file's. Does not know what the
 * items do.
 */

/** Where the pieces of one menu are at the moment. */
export interface PopoverMenuPlaces {
  readonly menu: () => HTMLElement | null;
  /** The button that opens it, or has opened it. */
  readonly opener: () => HTMLElement | null;
}

export interface PopoverMenuHandlers {
  /** A key on the button that opens the menu. */
  readonly openKey: (event: KeyboardEvent) => void;
  /** A key inside the menu. */
  readonly menuKey: (event: KeyboardEvent) => void;
  /** Something in the menu was pressed. */
  readonly press: (event: Event) => void;
  /** The menu is about to open or close. */
  readonly toggle: (event: ToggleEvent) => void;
  /** The focus went out of the menu. */
  readonly leave: (event: FocusEvent) => void;
}

const item = 'a[href], button:not(:disabled), input:not(:disabled), [tabindex="0"]';

/** Which item a key leads to, of `count` where `index` has the focus; -1 where none has it. */
function next(key: string, index: number, count: number): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key === 'ArrowDown') return (index + 1) % count;
  if (key === 'ArrowUp') return (Math.max(index, 0) - 1 + count) % count;
  return null;
}

export class PopoverMenu {
  readonly #places: PopoverMenuPlaces;

  constructor(places: PopoverMenuPlaces) {
    this.#places = places;
  }

  readonly handlers: PopoverMenuHandlers = {
    // Enter and Space open it natively and leave the focus: a key that is held down must not go on
    // to press the first item.
    openKey: (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      if (!this.open) this.#menu?.showPopover();
      this.#items.at(event.key === 'ArrowDown' ? 0 : -1)?.focus();
    },
    menuKey: (event) => {
      const items = this.#items;
      if (items.length === 0) return;
      // Inside a page's own field the arrows are the field's.
      if (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') return;
      const focused = items.findIndex((candidate) => candidate.matches(':focus'));
      const index = next(event.key, focused, items.length);
      if (index === null) return;
      event.preventDefault();
      items[index]?.focus();
    },
    press: ({ target }) => {
      if (target instanceof Element && target.closest('a, button') !== null) this.close();
    },
    toggle: ({ newState }) => {
      // The browser gives the focus back from what the popover holds, not from what is slotted there.
      const held = this.#menu?.matches(':focus-within') === true;
      if (newState === 'closed' && held) this.#opener?.focus();
    },
    leave: ({ relatedTarget }) => {
      // Without a next place the window itself was left, or a press already closes the menu.
      if (!(relatedTarget instanceof Node) || this.#inside(relatedTarget)) return;
      this.close();
    },
  };

  get open(): boolean {
    return this.#menu?.matches(':popover-open') === true;
  }

  close(): void {
    if (this.open) this.#menu?.hidePopover();
  }

  get #opener(): HTMLElement | null {
    return this.#places.opener();
  }

  get #menu(): HTMLElement | null {
    return this.#places.menu();
  }

  /** The element's own items and what the page put into its slots, as far as they are shown. */
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
    const slotted = [...menu.querySelectorAll('slot')]
      .flatMap((slot) => slot.assignedElements({ flatten: true }))
      .some((own) => own.contains(node));
    return slotted || menu.contains(node) || this.#opener?.contains(node) === true;
  }
}
