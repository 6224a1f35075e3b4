/**
 * The quiet row under a message: what can be done with it, and when it was written. Template
 * functions only; what an action does is its handler's to know.
 *
 * A chat holds hundreds of these: icons of all rows are drawn by the stylesheet, and no blanks stand
 * between the tags.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Message } from '../../core/index.js';
import { cross, pencil, thumbDown, thumbUp } from '../../dom/icons.js';
import type { Citation } from '../../markdown/index.js';
import type { MessageContext } from './message-context.js';
import { timesIn } from './message-time.js';
import { rendered } from './renderers.js';

/** One set for a whole chat; each finds the message from where it was pressed. */
export interface MessageHandlers {
  readonly copy: (event: Event) => void;
  /** The button that opens the menu was pressed. */
  readonly more: (event: Event) => void;
  /** A key on that button. */
  readonly moreKey: (event: KeyboardEvent) => void;
  readonly rateUp: (event: Event) => void;
  readonly rateDown: (event: Event) => void;
  /** All sources, or the first ones only. */
  readonly sources: (event: Event) => void;
  /** The pointer or the focus comes to something in a message that has sources, or leaves it. */
  readonly point: (event: Event) => void;
  /** A citation without an address was pressed. */
  readonly cite: (citation: Citation) => void;
}

/** An id for the elements of a message; a platform's id may hold blanks, which part a list of ids. */
export function elementId(kind: 'author' | 'time', { id }: Message): string {
  return `${kind}-${id.replace(/\s/g, '_')}`;
}

function ratingButtons(message: Message, context: MessageContext, tab: number): TemplateResult {
  const { strings, handlers } = context;
  const { rating } = context.markOf(message.id);
  return html`<button
      class="action"
      part="message-action feedback-button helpful-button"
      type="button"
      tabindex=${tab}
      aria-label=${strings.helpful}
      aria-pressed=${rating === 'up'}
      title=${strings.helpful}
      @click=${handlers.rateUp}
    >
      ${thumbUp}</button
    ><button
      class="action"
      part="message-action feedback-button unhelpful-button"
      type="button"
      tabindex=${tab}
      aria-label=${strings.unhelpful}
      aria-pressed=${rating === 'down'}
      title=${strings.unhelpful}
      @click=${handlers.rateDown}
    >
      ${thumbDown}
    </button>`;
}

function editButton(message: Message, { strings, onEdit }: MessageContext): TemplateResult {
  return html`<button
    class="action"
    part="message-action edit-button"
    type="button"
    aria-label=${strings.edit}
    title=${strings.edit}
    @click=${() => {
      onEdit(message);
    }}
  >
    ${pencil}
  </button>`;
}

function withdrawButton(
  { id }: Message,
  { strings, onWithdraw }: MessageContext,
  tab: number,
): TemplateResult {
  return html`<button
    class="action"
    part="message-action withdraw-button"
    type="button"
    tabindex=${tab}
    aria-label=${strings.withdraw}
    title=${strings.withdraw}
    @click=${() => {
      onWithdraw(id);
    }}
  >
    ${cross}
  </button>`;
}

/** Under a person's message; `state` is said in the same line. */
export function ownActionsView(
  message: Message,
  context: MessageContext,
  { current, editable }: { readonly current: boolean; readonly editable: boolean },
  state: TemplateResult | typeof nothing,
): TemplateResult {
  const { strings, handlers } = context;
  const times = timesIn(context.language);
  const tab = current ? 0 : -1;
  const unsent = message.state === 'queued' || message.state === 'failed';
  return html`<span class="actions" part="message-actions"
    ><time
      class="time"
      part="message-time"
      id=${elementId('time', message)}
      datetime=${times.machine(message.at)}
      title=${times.full(message.at)}
      .textContent=${times.short(message.at)}
    ></time
    ><button
      class="action copy"
      part="message-action copy-button"
      type="button"
      tabindex=${tab}
      aria-label=${strings.copy}
      title=${strings.copy}
      @click=${handlers.copy}
    ></button
    >${editable ? editButton(message, context) : nothing}${
      unsent ? withdrawButton(message, context, tab) : nothing
    }${rendered(context.renderers, 'actions', message) ?? nothing}${state}</span
  >`;
}

/** Under an answer that has ended. */
export function answerActionsView(
  message: Message,
  context: MessageContext,
  reachable: boolean,
): TemplateResult {
  const { strings, handlers } = context;
  const times = timesIn(context.language);
  const tab = reachable ? 0 : -1;
  return html`<span class="actions" part="message-actions"
    ><button
      class="action copy"
      part="message-action copy-button"
      type="button"
      tabindex=${tab}
      aria-label=${strings.copy}
      title=${strings.copy}
      ?disabled=${message.text.trim() === ''}
      @click=${handlers.copy}
    ></button
    >${context.feedback ? ratingButtons(message, context, tab) : nothing}<button
      class="action more"
      part="message-action more-button"
      type="button"
      tabindex=${tab}
      aria-label=${strings.more}
      aria-expanded="false"
      title=${strings.more}
      @click=${handlers.more}
      @keydown=${handlers.moreKey}
    ></button
    >${rendered(context.renderers, 'actions', message) ?? nothing}<time
      class="time"
      part="message-time"
      id=${elementId('time', message)}
      datetime=${times.machine(message.at)}
      title=${times.full(message.at)}
      .textContent=${times.short(message.at)}
    ></time
  ></span>`;
}
