/**
 * The journal as a list that can be filtered, stopped and looked into. Owns what is shown of it;
 * listens to the journal only while it is open, and renders at most once a frame.
 */
import type { ReactiveController, TemplateResult } from 'lit';
import type { JournalEntry, JournalKind, LogLevel, MiptechClient } from '../../../core/index.js';
import { fill } from '../../../dom/strings.js';
import { createRef, html, nothing, ref, repeat } from './borrowed.js';
import { filtered, stamp, valueText } from './journal-entries.js';
import type { Filter } from './journal-entries.js';
import type { PaneHost, PaneParts } from './pane.js';
import type { StatusStrings } from '../strings.js';

/** A reader this close to the end is at the end, in CSS pixels. */
const slack = 8;

export class JournalPane implements ReactiveController {
  readonly #host: PaneHost;
  readonly #parts: PaneParts;
  readonly #scroller = createRef<HTMLElement>();
  #filter: Filter = { kind: '', level: 'debug', text: '' };
  #newestFirst = true;
  #shown = false;
  /** What was there when the list was stopped; null while it is live. */
  #paused: readonly JournalEntry[] | null = null;
  #opened: ReadonlySet<number> = new Set();
  /** The line that Tab leads to. */
  #current: number | null = null;
  #client: MiptechClient | null = null;
  #user: string | null = null;
  #stop: () => void = () => undefined;
  #frame: number | undefined;
  #following = false;
  /** False once another form of the element leaves the journal out. */
  #rendered = false;

  constructor(host: PaneHost, parts: PaneParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#rendered = false;
    const client = this.#shown ? this.#parts.client() : null;
    if (client !== this.#client) this.#watch(client);
    const user = client?.session.get().user?.id ?? null;
    // What was held still of somebody is not for who comes next.
    if (this.#user !== null && user !== this.#user) this.#release();
    this.#user = user;
    const list = this.#scroller.value;
    this.#following =
      !this.#newestFirst &&
      this.#paused === null &&
      list !== undefined &&
      list.scrollHeight - list.scrollTop - list.clientHeight <= slack;
  }

  hostUpdated(): void {
    if (!this.#rendered) {
      this.#shown = false;
      this.#watch(null);
    }
    const list = this.#scroller.value;
    if (this.#following && list !== undefined) list.scrollTop = list.scrollHeight;
  }

  hostDisconnected(): void {
    this.#watch(null);
  }

  #watch(client: MiptechClient | null): void {
    this.#stop();
    this.#stop = () => undefined;
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    if (client !== this.#client) this.#release();
    this.#client = client;
    if (client !== null) this.#stop = client.journal.subscribe(this.#changed);
  }

  #release(): void {
    this.#paused = null;
    this.#opened = new Set();
  }

  readonly #changed = (): void => {
    if (this.#paused !== null || this.#frame !== undefined) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#host.requestUpdate();
    });
  };

  /** The fold with all of it; what is folded away is not rendered. */
  render(): TemplateResult {
    this.#rendered = true;
    const strings = this.#parts.strings();
    return html`<details
      class="block fold"
      part="journal"
      @toggle=${({ target }: Event) => {
        this.#shown = (target as HTMLDetailsElement).open;
        this.#host.requestUpdate();
      }}
    >
      <summary class="name">${strings.journal}</summary>
      ${this.#shown ? this.#content(strings) : nothing}
    </details>`;
  }

  #content(strings: StatusStrings): TemplateResult {
    const all = this.#paused ?? this.#client?.journal.get() ?? [];
    const passed = filtered(all, this.#filter);
    const entries = this.#newestFirst ? [...passed].reverse() : passed;
    return html`<p class="sentence">${strings.journalLead}</p>
      ${this.#tools(strings)}
      <p class="count fact">${this.#count(passed.length, all.length, strings)}</p>
      ${
        entries.length === 0
          ? html`<p class="sentence empty">
              ${all.length === 0 ? strings.noEntries : strings.noMatches}
            </p>`
          : this.#list(entries, strings)
      }`;
  }

  #count(count: number, all: number, strings: StatusStrings): string {
    const text =
      count === all
        ? fill(strings.entries, { count: all })
        : fill(strings.entriesOf, { count, all });
    return this.#paused === null ? text : `${text}, ${strings.paused}`;
  }

  #tools(strings: StatusStrings): TemplateResult {
    const options = (texts: Readonly<Record<string, string>>, chosen: string): TemplateResult[] =>
      Object.entries(texts).map(
        ([name, text]) => html`<option value=${name} ?selected=${name === chosen}>${text}</option>`,
      );
    const changes = (change: (value: string) => void) => (event: Event) => {
      change((event.target as HTMLSelectElement | HTMLInputElement).value);
      this.#host.requestUpdate();
    };
    return html`<div class="journal-tools">
      <label class="field"
        ><span>${strings.filter}</span
        ><input
          class="input"
          type="search"
          autocomplete="off"
          spellcheck="false"
          .value=${this.#filter.text}
          @input=${changes((text) => {
            this.#filter = { ...this.#filter, text };
          })}
      /></label>
      <label class="field"
        ><span>${strings.kind}</span
        ><select
          class="input"
          @change=${changes((kind) => {
            this.#filter = { ...this.#filter, kind: kind as JournalKind | '' };
          })}
        >
          ${options({ '': strings.everything, ...strings.kinds }, this.#filter.kind)}
        </select></label
      >
      <label class="field"
        ><span>${strings.level}</span
        ><select
          class="input"
          @change=${changes((level) => {
            this.#filter = { ...this.#filter, level: level as LogLevel };
          })}
        >
          ${options(strings.levels, this.#filter.level)}
        </select></label
      >
      <label class="field"
        ><span>${strings.order}</span
        ><select
          class="input"
          @change=${changes((order) => {
            this.#newestFirst = order === 'first';
          })}
        >
          ${options(
            { first: strings.newestFirst, last: strings.newestLast },
            this.#newestFirst ? 'first' : 'last',
          )}
        </select></label
      >
      <div class="journal-buttons">
        <button
          class="button small"
          type="button"
          aria-pressed=${this.#paused === null ? 'false' : 'true'}
          @click=${() => {
            this.#paused = this.#paused === null ? (this.#client?.journal.get() ?? []) : null;
            this.#host.requestUpdate();
          }}
        >
          ${strings.pause}
        </button>
        <button
          class="button small"
          type="button"
          @click=${() => {
            this.#client?.journal.clear();
            if (this.#paused !== null) this.#paused = [];
            this.#host.requestUpdate();
          }}
        >
          ${strings.clear}
        </button>
      </div>
    </div>`;
  }

  #list(entries: readonly JournalEntry[], strings: StatusStrings): TemplateResult {
    const current = entries.some(({ id }) => id === this.#current) ? this.#current : entries[0]?.id;
    return html`<ol
      class="entries"
      part="entries"
      aria-label=${strings.journal}
      ${ref(this.#scroller)}
      @keydown=${this.#walk}
    >
      ${repeat(
        entries,
        ({ id }) => id,
        (entry) => this.#line(entry, entry.id === current, strings),
      )}
    </ol>`;
  }

  #line(entry: JournalEntry, current: boolean, strings: StatusStrings): TemplateResult {
    const { id, level, name } = entry;
    const open = this.#opened.has(id);
    return html`<li class="entry" data-level=${level}>
      <button
        class="entry-line"
        type="button"
        aria-expanded=${open ? 'true' : 'false'}
        tabindex=${current ? 0 : -1}
        @focus=${() => {
          this.#current = id;
          // The focus may come by an update.
          queueMicrotask(() => {
            this.#host.requestUpdate();
          });
        }}
        @click=${() => {
          this.#toggle(id);
        }}
      >
        <span class="stamp">${stamp(entry.at)}</span>
        <span class="mark">${level}</span>
        <bdi class="entry-name">${name}</bdi>
        <span class="kind">${strings.kinds[entry.kind]}</span>
      </button>
      ${open ? this.#detail(entry, strings) : nothing}
    </li>`;
  }

  #detail({ detail }: JournalEntry, strings: StatusStrings): TemplateResult {
    const facts = Object.entries(detail);
    if (facts.length === 0) return html`<p class="sentence detail">${strings.noDetail}</p>`;
    return html`<dl class="detail">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt><bdi>${name}</bdi></dt>
            <dd dir="auto">${valueText(value)}</dd>
          </div>`,
      )}
    </dl>`;
  }

  #toggle(id: number): void {
    const opened = new Set(this.#opened);
    if (!opened.delete(id)) opened.add(id);
    this.#opened = opened;
    this.#current = id;
    this.#host.requestUpdate();
  }

  /** One stop of Tab for all lines; the arrow keys go from one to the next. */
  readonly #walk = (event: KeyboardEvent): void => {
    const list = this.#scroller.value;
    if (list === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const lines = [...list.querySelectorAll<HTMLElement>('.entry-line')];
    const at = lines.findIndex((line) => line === event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    lines[to]?.focus();
  };
}
