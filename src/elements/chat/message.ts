/**
 * One message on screen: a person's as plain text, an answer as Markdown with its sources, and its
 * state in words. Knows one message; neither the transcript nor the connection.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Message, MessageFailure } from '../../core/index.js';
import { clock, refresh, spark, stop, warning } from '../../dom/icons.js';
import { failureText } from './announcements.js';
import { arrivingView } from './arriving.js';
import { copyOf } from './avatar.js';
import { answerActionsView, elementId, ownActionsView } from './message-actions.js';
import type { MessageContext } from './message-context.js';
import { rendered } from './renderers.js';
import { linkable, sourcesView, sourceTitle } from './sources.js';

/** What depends on where in the conversation a message stands. */
export interface MessagePlace {
  /** Its question may be asked again. */
  readonly askable: boolean;
  /** It is the person's last one, and they may write. */
  readonly editable: boolean;
  /** Its actions are in the tab order; those of all others are reached from their message. */
  readonly current: boolean;
}

const spinner = html`<span class="spinner"></span>`;

/** What went wrong for good: the same text would fail the same way. */
const final: ReadonlySet<MessageFailure | null> = new Set(['too_large', 'disposed']);

/** Stands for an answer that has not begun, where a hook asks for its message. */
const expected: Message = {
  id: '',
  serverId: null,
  role: 'assistant',
  text: '',
  at: 0,
  state: 'streaming',
  awaiting: false,
  failure: null,
  detail: null,
  sources: [],
  metadata: null,
};

function avatarView(message: Message, { renderers, avatar }: MessageContext): unknown {
  const own = rendered(renderers, 'avatar', message);
  if (own !== null) return own;
  return avatar === null ? spark : guard([avatar], () => copyOf(avatar));
}

function authorView(message: Message, context: MessageContext): TemplateResult {
  const avatar = html`<span class="avatar" part="avatar">${avatarView(message, context)}</span>`;
  const id = elementId('author', message);
  return html`<h3 class="author" part="author" id=${id}>${avatar}${context.strings.assistant}</h3>`;
}

/** Stands for an answer that is expected and has not begun. */
export function pendingView(context: MessageContext): TemplateResult {
  return html`<div class="message assistant" part="message assistant-message" aria-hidden="true">
    ${authorView(expected, context)}${arrivingView('')}
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

/** A person's message on its way, in the line of its actions. */
function wayView({ state }: Message, { strings }: MessageContext): TemplateResult | typeof nothing {
  if (state !== 'queued' && state !== 'sending') return nothing;
  return html`<span class="state late" part="message-state"
    >${state === 'queued' ? clock : spinner}<span>${strings[state]}</span></span
  >`;
}

function ownState(
  message: Message,
  context: MessageContext,
  askable: boolean,
): TemplateResult | typeof nothing {
  const { strings } = context;
  switch (message.state) {
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

function classes(author: 'user' | 'assistant', { current }: MessagePlace): string {
  return `message ${author}${current ? ' current' : ''}`;
}

function ownView(message: Message, context: MessageContext, place: MessagePlace): TemplateResult {
  const text = rendered(context.renderers, 'message', message) ?? message.text;
  const state = ownState(message, context, place.askable);
  const actions = ownActionsView(message, context, place, wayView(message, context));
  // A blank between the tags is a node, in every message.
  // prettier-ignore
  return html`<article
    class=${classes('user', place)}
    part="message user-message"
    data-id=${message.id}
    tabindex="-1"
    aria-labelledby="${elementId('author', message)} ${elementId('time', message)}"
  ><h3
    class="visually-hidden"
    id=${elementId('author', message)}
  >${context.strings.youSaid}</h3><p
    class="bubble"
    part="bubble"
    lang=${ifDefined(context.contentLanguage)}
    dir="auto"
  >${text}</p>${state}${actions}</article>`;
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

function answerText(message: Message, context: MessageContext): unknown {
  const { strings } = context;
  const citations = message.sources.map((source, index) => {
    const href = linkable(source.url)?.href;
    const title = sourceTitle(source, strings);
    return { number: index + 1, title, id: message.id, ...(href && { href }) };
  });
  return context.documentOf(message.id).update(message.text, {
    streaming: message.state === 'streaming',
    citations,
    images: context.images,
    onCitation: context.handlers.cite,
    headingLevel: 4,
    strings: strings.markdown,
  });
}

function answerView(
  message: Message,
  context: MessageContext,
  place: MessagePlace,
): TemplateResult {
  const streaming = message.state === 'streaming';
  const point = message.sources.length === 0 ? nothing : context.handlers.point;
  const text = rendered(context.renderers, 'message', message) ?? answerText(message, context);
  const sources = sourcesView(message, context);
  const state = answerState(message, context, place.askable);
  const actions = streaming
    ? arrivingView(message.text)
    : answerActionsView(message, context, place.current);
  // A blank between the tags is a node, in every message.
  // prettier-ignore
  return html`<article
    class=${classes('assistant', place)}
    part="message assistant-message"
    data-id=${message.id}
    tabindex="-1"
    aria-labelledby="${elementId('author', message)} ${elementId('time', message)}"
    aria-busy=${streaming}
    @pointerover=${point}
    @pointerout=${point}
    @focusin=${point}
    @focusout=${point}
  >${authorView(message, context)}<div
    class="answer"
    part="answer"
    lang=${ifDefined(context.contentLanguage)}
  >${text}</div>${sources}${state}${actions}</article>`;
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
