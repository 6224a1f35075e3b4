/**
 * One message on screen: a person's as plain text, an answer as Markdown with its sources, and its
 * state in words. Knows one message; neither the transcript nor the connection.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Message, MessageFailure } from '../../core/index.js';
import { refresh, spark, stop, warning } from '../../dom/icons.js';
import type { ImagePolicy, MarkdownDocument } from '../../markdown/index.js';
import { failureText } from './announcements.js';
import { linkable, sourcesView, sourceTitle } from './sources.js';
import type { ChatStrings } from './strings.js';

export interface MessageContext {
  readonly strings: ChatStrings;
  /** Whose images are loaded. */
  readonly images: ImagePolicy;
  /** The Markdown of the answer with this id, kept from one update to the next. */
  readonly documentOf: (id: string) => MarkdownDocument;
  readonly onResend: (id: string) => void;
  readonly onAskAgain: (id: string) => void;
}

/** What depends on where in the conversation a message stands. */
export interface MessagePlace {
  /** Its question may be asked again. */
  readonly askable: boolean;
  /** Its actions are in the tab order. */
  readonly current: boolean;
}

/** What went wrong for good: the same text would fail the same way. */
const final: ReadonlySet<MessageFailure | null> = new Set(['too_large', 'disposed']);

const dots = html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>`;

function author(strings: ChatStrings): TemplateResult {
  return html`<h3 class="author">
    <span class="avatar" part="avatar">${spark}</span>${strings.assistant}
  </h3>`;
}

/** Stands for an answer that is expected and has not begun. */
export function pendingView(strings: ChatStrings): TemplateResult {
  return html`<div class="message assistant" part="message assistant-message" aria-hidden="true">
    ${author(strings)}
    <div class="answer">${dots}</div>
  </div>`;
}

function againButton(
  part: 'resend-button' | 'ask-again-button',
  label: string,
  onClick: () => void,
): TemplateResult {
  return html`<button class="button small again" part=${part} type="button" @click=${onClick}>
    ${refresh}${label}
  </button>`;
}

function askAgainButton({ id }: Message, context: MessageContext): TemplateResult {
  return againButton('ask-again-button', context.strings.askAgain, () => {
    context.onAskAgain(id);
  });
}

function ownState(
  message: Message,
  context: MessageContext,
  askable: boolean,
): TemplateResult | typeof nothing {
  const { strings } = context;
  switch (message.state) {
    case 'queued':
    case 'sending':
      return html`<p class="state late" part="message-state">${strings[message.state]}</p>`;
    case 'failed':
      return html`<div class="end">
        <p class="state failed" part="message-state">
          ${warning}<span>${failureText(message, strings)}</span>
        </p>
        ${
          final.has(message.failure)
            ? nothing
            : againButton('resend-button', strings.resend, () => {
                context.onResend(message.id);
              })
        }
      </div>`;
    default:
      if (!askable) return nothing;
      return html`<div class="end late">
        <p class="state" part="message-state">${strings.unanswered}</p>
        ${askAgainButton(message, context)}
      </div>`;
  }
}

function ownView(message: Message, context: MessageContext, place: MessagePlace): TemplateResult {
  return html`<article
    class="message user"
    part="message user-message"
    data-id=${message.id}
    tabindex="-1"
  >
    <h3 class="visually-hidden">${context.strings.youSaid}</h3>
    <p class="bubble" part="bubble" dir="auto">${message.text}</p>
    ${ownState(message, context, place.askable)}
  </article>`;
}

type CutState = 'interrupted' | 'incomplete' | 'stopped';

/** True for an answer that ended before its end. */
export function cut(message: Message): message is Message & { readonly state: CutState } {
  const { state } = message;
  return state === 'interrupted' || state === 'incomplete' || state === 'stopped';
}

function answerState(
  message: Message,
  context: MessageContext,
  askable: boolean,
): TemplateResult | typeof nothing {
  if (!cut(message)) return nothing;
  const stopped = message.state === 'stopped';
  return html`<div class="end">
    <p class="state ${stopped ? '' : 'cut'}" part="message-state">
      ${stopped ? stop : warning}<span>${context.strings[message.state]}</span>
    </p>
    ${askable ? askAgainButton(message, context) : nothing}
  </div>`;
}

function answerView(
  message: Message,
  context: MessageContext,
  place: MessagePlace,
): TemplateResult {
  const { strings } = context;
  const streaming = message.state === 'streaming';
  const citations = message.sources.map((source, index) => {
    const href = linkable(source.url)?.href;
    return { number: index + 1, title: sourceTitle(source, strings), ...(href && { href }) };
  });
  const text = context.documentOf(message.id).update(message.text, {
    streaming,
    citations,
    images: context.images,
    headingLevel: 4,
  });
  return html`<article
    class="message assistant"
    part="message assistant-message"
    data-id=${message.id}
    tabindex="-1"
    aria-busy=${streaming}
  >
    ${author(strings)}
    <div class="answer" part="answer">
      ${streaming && message.text.trim() === '' ? dots : nothing}${text}
    </div>
    ${sourcesView(message.sources, strings)} ${answerState(message, context, place.askable)}
  </article>`;
}

export function messageView(
  message: Message,
  context: MessageContext,
  place: MessagePlace,
): TemplateResult {
  return message.role === 'user'
    ? ownView(message, context, place)
    : answerView(message, context, place);
}
