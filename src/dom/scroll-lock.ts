/**
 * Keeps a page from scrolling behind something that covers it. Owns a stylesheet of the document
 * and when it is in force; does not know what covers the page.
 */

export class ScrollLock {
  readonly #sizes = new ResizeObserver(([entry]) => {
    // What is hidden covers nothing, by whatever means the page hides it.
    this.#set((entry?.borderBoxSize[0]?.inlineSize ?? 0) > 0);
  });
  #cover: Element | null = null;
  #page: Document | null = null;
  #sheet: CSSStyleSheet | null = null;

  /** From now on `cover` stands before the page; null: nothing does. */
  hold(cover: Element | null): void {
    if (cover === this.#cover) return;
    this.#sizes.disconnect();
    this.#set(false);
    this.#cover = cover;
    if (cover !== null) this.#sizes.observe(cover);
  }

  #set(locked: boolean): void {
    if (locked === (this.#sheet !== null)) return;
    if (locked && this.#cover !== null) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(':root { overflow: hidden !important; }');
      this.#sheet = sheet;
      this.#page = this.#cover.ownerDocument;
      this.#page.adoptedStyleSheets = [...this.#page.adoptedStyleSheets, sheet];
    } else if (this.#page !== null) {
      const sheets = this.#page.adoptedStyleSheets;
      this.#page.adoptedStyleSheets = sheets.filter((sheet) => sheet !== this.#sheet);
      this.#sheet = null;
    }
  }
}
