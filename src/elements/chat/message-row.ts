/**
 * A message's place in the list: rendered anew only when something it shows is another. The one
 * whose answer grows can be given the next piece by itself, past the update of the whole chat. Knows
 * what a row shows, not when it changes.
 */
import { html, noChange, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import type { ChildPart } from 'lit/async-directive.js';
import type { Message } from '../../core/index.js';
import { dayOf, dayView, unreadView } from './dividers.js';
import type { Mark } from './marks.js';
import { messageView } from './message.js';
import type { MessageContext } from './message-context.js';

/** All that a row depends on. */
export interface RowContent {
  readonly message: Message;
  readonly context: MessageContext;
  readonly mark: Mark;
  /** Its question may be asked again. */
  readonly askable: boolean;
  /** It can be changed and sent once more. */
  readonly editable: boolean;
  /** Its actions are in the tab order. */
  readonly current: boolean;
  /** The first unread message. */
  readonly firstUnread: boolean;
  /** When the message before it was written, in milliseconds since 1970. */
  readonly before: number;
}

function rowView({ message, context, firstUnread, before, ...place }: RowContent): TemplateResult {
  return html`<div class="item ${message.role}" data-id=${message.id}>
    ${dayOf(message.at) === dayOf(before) ? nothing : dayView(message.at, context.language)}
    ${firstUnread ? unreadView(context.strings) : nothing} ${messageView(message, context, place)}
  </div>`;
}

function same(one: RowContent, other: RowContent): boolean {
  const names = Object.keys(one) as readonly (keyof RowContent)[];
  return names.every((name) => Object.is(one[name], other[name]));
}

class Row extends AsyncDirective {
  #part: ChildPart | null = null;
  #content: RowContent | null = null;

  render(content: RowContent): unknown {
    this.#content = content;
    return rowView(content);
  }

  override update(part: ChildPart, [content]: [RowContent]): unknown {
    if (this.#content !== null && same(content, this.#content)) return noChange;
    this.#part = part;
    if (content.message.state === 'streaming') content.context.growing.row = this;
    return this.render(content);
  }

  /** Shows more of its message; false where this is not its row, or is not on screen. */
  grow(message: Message): boolean {
    // A list that takes a row away tells its directive nothing.
    if (this.#content?.message.id !== message.id || !this.#part?.parentNode) return false;
    this.setValue(this.render({ ...this.#content, message }));
    return true;
  }
}

/** The row of a message. */
export const messageRow = directive(Row);
