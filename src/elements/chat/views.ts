/**
 * The parts of the chat around its messages: header, notice, and what stands in for messages or
 * for the composer while there are none to show. Template functions only; they hold nothing.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { ref } from 'lit/directives/ref.js';
import { arrowDown, clock, compose, lock, offline, spark, warning } from '../../dom/icons.js';
import { fill } from '../../dom/strings.js';
import type { Notice, NoticeTone } from './notice.js';
import type { Offers } from './offers.js';
import type { Reading } from './reading.js';
import { signInSlot } from './sign-in-focus.js';
import type { ChatStrings } from './strings.js';

export interface HeaderView {
  readonly heading: string;
  readonly strings: ChatStrings;
  /** Null where there is nothing to begin anew. */
  readonly onNewChat: (() => void) | null;
  /** Before the title: the button of the list of chats. */
  readonly leading: TemplateResult | typeof nothing;
  /** Of a floating chat. */
  readonly closeButton: TemplateResult | null;
}

export function headerView(view: HeaderView): TemplateResult {
  const { heading, strings, onNewChat, leading, closeButton } = view;
  return html`<header part="header">
    ${leading}
    <h2 part="heading" id="heading"><slot name="heading">${heading}</slot></h2>
    ${
      onNewChat === null
        ? nothing
        : html`<button
            class="button quiet small new-chat"
            part="new-chat-button"
            type="button"
            @click=${onNewChat}
          >
            ${compose}<span>${strings.newChat}</span>
          </button>`
    }
    <slot name="header"></slot>${closeButton}
  </header>`;
}

const toneIcons: Readonly<Record<NoticeTone, TemplateResult>> = {
  wait: html`<span class="spinner"></span>`,
  pause: clock,
  rest: offline,
  trouble: offline,
  stopped: warning,
};

export function noticeView(notice: Notice, onAction: () => void): TemplateResult {
  return html`<div class="notice ${notice.tone}" part="notice">
    <div>
      <div class="notice-line">
        ${toneIcons[notice.tone]}
        <p>${notice.text} ${notice.detail}</p>
        ${
          notice.action === null
            ? nothing
            : html`<button
                class="button small"
                part="connect-button"
                type="button"
                @click=${onAction}
              >
                ${notice.action}
              </button>`
        }
      </div>
    </div>
  </div>`;
}

export interface EmptyView {
  readonly greeting: string;
  readonly suggestions: readonly TemplateResult[];
  readonly offers: Offers;
  readonly strings: ChatStrings;
  /** Something can be asked here. */
  readonly writable: boolean;
}

/** What stands where messages will be. */
export function emptyView(view: EmptyView): TemplateResult {
  const { greeting, strings, writable } = view;
  return html`<div class="blank" part="empty">
    <slot name="empty">
      <span class="emblem">${spark}</span>
      <p class="greeting" part="greeting">${greeting}</p>
      ${
        writable
          ? html`<p>${offersSome(view) ? strings.greetingChoice : strings.greetingHint}</p>`
          : nothing
      }
    </slot>
    ${writable ? suggestionsView(view) : nothing}
  </div>`;
}

function offersSome({ suggestions, offers }: EmptyView): boolean {
  return suggestions.length > 0 || offers.slotted;
}

function suggestionsView(view: EmptyView): TemplateResult {
  const { suggestions, offers, strings } = view;
  const choice = offersSome(view);
  return html`<div
    class="suggestions"
    part="suggestions"
    role=${ifDefined(choice ? 'group' : undefined)}
    aria-label=${choice ? strings.suggestions : nothing}
  >
    <slot name="suggestions" @slotchange=${offers.changed}> ${suggestions} </slot>
  </div>`;
}

export function signedOutView(strings: ChatStrings, signingIn: boolean): TemplateResult {
  return html`<div class="blank" part="signed-out">
    <slot name=${signInSlot}>
      <span class="emblem quiet">${lock}</span>
      <p class="greeting">${signingIn ? strings.signingIn : strings.signIn}</p>
      <p>${strings.signInHint}</p>
    </slot>
  </div>`;
}

export function absentView(text: string): TemplateResult {
  return html`<div class="blank" part="unavailable">
    <span class="emblem quiet">${offline}</span>
    <p>${text}</p>
  </div>`;
}

export function loadingView(strings: ChatStrings): TemplateResult {
  return html`<div class="loading" part="loading">
    <p class="visually-hidden">${strings.loading}</p>
    <div class="bone own"></div>
    <div class="bone"></div>
    <div class="bone short"></div>
    <div class="bone own short"></div>
    <div class="bone"></div>
  </div>`;
}

function latestView(
  { unseen }: Reading,
  strings: ChatStrings,
  onClick: () => void,
): TemplateResult {
  return html`<button
    class="button small latest"
    part="latest-button"
    type="button"
    @click=${onClick}
  >
    ${unseen > 0 ? fill(strings.newMessages, { count: unseen }) : strings.latest}
    ${unseen > 0 ? html`<span class="count" part="unseen-count">${unseen}</span>` : nothing}
    ${arrowDown}
  </button>`;
}

/** The scrolling part around `content`, and the way to its end while the reader is elsewhere. */
export function readingView(
  reading: Reading,
  content: unknown,
  strings: ChatStrings,
  onLatest: () => void,
): TemplateResult {
  return html`<div class="middle">
    <div
      class="transcript"
      part="transcript"
      role="log"
      aria-live="off"
      aria-label=${strings.transcript}
      tabindex="0"
      @keydown=${reading.walk.key}
      @focusin=${reading.walk.focused}
      @focusout=${reading.walk.left}
      @beforematch=${reading.whole.found}
      ${ref(reading.scroller)}
    >
      <div class="messages">${content}</div>
      <div class="room" ${ref(reading.room)}></div>
    </div>
    ${reading.away ? latestView(reading, strings, onLatest) : nothing}
  </div>`;
}

/** Stands in for the composer while nobody may write. */
export function closedView(text: string): TemplateResult {
  return html`<p class="closed" part="closed">${lock}<span>${text}</span></p>`;
}

/** The same while nobody is signed in: the page's own way to sign in takes its place. */
export function signInView(text: string): TemplateResult {
  return html`<slot class="sign-in" name=${signInSlot}>${closedView(text)}</slot>`;
}

/** Stands in for all of an empty conversation in which nobody may write. */
export function closedEmptyView(text: string): TemplateResult {
  return html`<div class="blank" part="closed">
    <span class="emblem quiet">${lock}</span>
    <p>${text}</p>
  </div>`;
}
