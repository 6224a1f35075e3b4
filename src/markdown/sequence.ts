import type { TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';

/**
 * A long row of pieces of which only the last few change. It is rendered in pages, each skipped
 * while nothing in it changed, so that an append does not walk what came before.
 */

/** A piece with its own DOM. `key` keeps that DOM, `revision` says when to render it again. */
export interface Entry {
  readonly key: number;
  revision: number;
  content(): TemplateResult;
}

interface Page<E> {
  revision: number;
  readonly entries: E[];
}

const pageLength = 32;
let revisions = 0;

/** A number that no other piece or page has had: a changed piece is never taken for an old one. */
export function nextRevision(): number {
  return ++revisions;
}

export class Sequence<E extends Entry> {
  readonly #pages: Page<E>[] = [];

  get last(): E | undefined {
    return this.#pages.at(-1)?.entries.at(-1);
  }

  push(entry: E): void {
    let page = this.#pages.at(-1);
    if (page === undefined || page.entries.length >= pageLength) {
      page = { revision: 0, entries: [] };
      this.#pages.push(page);
    }
    page.entries.push(entry);
    page.revision = nextRevision();
  }

  pop(): void {
    const page = this.#pages.at(-1);
    page?.entries.pop();
    if (page?.entries.length === 0) this.#pages.pop();
    else if (page) page.revision = nextRevision();
  }

  /** The last entry's content is another one now. */
  touchLast(): void {
    const page = this.#pages.at(-1);
    const entry = page?.entries.at(-1);
    if (page && entry) page.revision = entry.revision = nextRevision();
  }

  /** Renders again each entry for which `changed` is true; tells whether there was one. */
  touch(changed: (entry: E) => boolean): boolean {
    let any = false;
    for (const page of this.#pages) {
      for (const entry of page.entries) {
        if (!changed(entry)) continue;
        page.revision = entry.revision = nextRevision();
        any = true;
      }
    }
    return any;
  }

  render(): unknown {
    return repeat(
      this.#pages,
      (_, index) => index,
      (page) =>
        guard([page.revision], () =>
          repeat(
            page.entries,
            (entry) => entry.key,
            (entry) => guard([entry.revision], () => entry.content()),
          ),
        ),
    );
  }
}
