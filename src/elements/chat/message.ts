/**
 * One message on screen: a person's as plain text, an answer as Markdown with its sources, and its
 * state in words. Knows one message; neither the transcript nor the connection.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Message } from '../../core/index.js';
import { refresh, spark, warning } from '../../dom/icons.js';
import type { MarkdownDocument } from '../../markdown/index.js';
import { failureText } from './announcements.js';
import { linkable, sourcesView, sourceTitle } from './sources.js';
import type { ChatStrings } from './strings.js';

export interface MessageContext {
  readonly strings: ChatStrings;
  /** The Markdown of the answer with this id, kept from one update to the next. */
  readonly documentOf: (id: string) => MarkdownDocument;
  readonly onResend: (id: string) => void;
}

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

function ownState(message: Message, context: MessageContext): TemplateResult | typeof nothing {
  const { strings } = context;
  switch (message.state) {
    case 'queued':
    case 'sending':
      return html`<p class="state late" part="message-state">${strings[message.state]}</p>`;
    case 'failed':
      return html`<p class="state failed" part="message-state">
          ${warning}<span>${failureText(message, strings)}</span>
        </p>
        <button
          class="button small"
          part="resend-button"
          type="button"
          @click=${() => {
            context.onResend(message.id);
          }}
        >
          ${refresh}${strings.resend}
        </button>`;
    default:
      return nothing;
  }
}

function ownView(message: Message, context: MessageContext): TemplateResult {
  return html`<article class="message user" part="message user-message">
    <h3 class="visually-hidden">${context.strings.youSaid}</h3>
    <p class="bubble" part="bubble" dir="auto">${message.text}</p>
    ${ownState(message, context)}
  </article>`;
}

function answerState(message: Message, strings: ChatStrings): TemplateResult | typeof nothing {
  if (message.state !== 'interrupted' && message.state !== 'incomplete') return nothing;
  return html`<p class="state cut" part="message-state">
    ${warning}<span>${strings[message.state]}</span>
  </p>`;
}

function answerView(message: Message, context: MessageContext): TemplateResult {
  const { strings } = context;
  const streaming = message.state === 'streaming';
  const citations = message.sources.map((source, index) => {
    const href = linkable(source.url)?.href;
    return { number: index + 1, title: sourceTitle(source, strings), ...(href && { href }) };
  });
  const text = context.documentOf(message.id).update(message.text, {
    streaming,
    citations,
    headingLevel: 4,
  });
  return html`<article
    class="message assistant"
    part="message assistant-message"
    aria-busy=${streaming}
  >
    ${author(strings)}
    <div class="answer" part="answer">
      ${streaming && message.text.trim() === '' ? dots : nothing}${text}
    </div>
    ${sourcesView(message.sources, strings)} ${answerState(message, strings)}
  </article>`;
}

export function messageView(message: Message, context: MessageContext): TemplateResult {
  return message.role === 'user' ? ownView(message, context) : answerView(message, context);
}
