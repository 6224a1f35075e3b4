/**
 * The list of chats on screen: the button that shows it, and the panel with its states. Template
 * functions only; they hold nothing and know no client.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatItem, ChatsState } from '../../core/index.js';
import { compose, cross, panel, search, warning } from '../../dom/icons.js';
import { errorText, fill } from '../../dom/strings.js';
import { groupsOf, matching, shortDate } from './chat-list-groups.js';
import { dayOf } from './dividers.js';
import type { ChatStrings } from './strings.js';

/** With more chats than this they can be searched. */
const manyChats = 8;

export interface ChatListView {
  readonly state: ChatsState;
  readonly drawer: boolean;
  readonly query: string;
  /** The chat that is being opened. */
  readonly opening: string | null;
  /** Why a chat could not be opened. */
  readonly problem: string | null;
  readonly strings: ChatStrings;
  readonly language: string | undefined;
  readonly onOpen: (item: ChatItem) => void;
  readonly onNewChat: () => void;
  readonly onQuery: (query: string) => void;
  readonly onRetry: () => void;
  readonly onClose: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

function titleOf({ title }: ChatItem, strings: ChatStrings): string {
  return title === '' ? strings.untitledChat : title;
}

export function chatsButtonView(
  { items }: ChatsState,
  { shown, drawer, strings }: { shown: boolean; drawer: boolean; strings: ChatStrings },
  onClick: () => void,
): TemplateResult {
  const unread = shown ? 0 : items.filter((item) => item.unread).length;
  return html`<button
    class="button quiet small chats-button"
    part="chats-button"
    type="button"
    aria-label=${unread === 0 ? strings.chats : fill(strings.chatsWithNews, { count: unread })}
    aria-expanded=${shown}
    aria-haspopup=${ifDefined(drawer ? 'dialog' : undefined)}
    @click=${onClick}
  >
    ${panel}${unread === 0 ? nothing : html`<span class="news"></span>`}
  </button>`;
}

function itemView(
  item: ChatItem,
  first: boolean,
  { strings, language, opening, onOpen }: ChatListView,
): TemplateResult {
  const { id, open, unread, updatedAt } = item;
  const waits = id === opening;
  const day = updatedAt === null ? null : shortDate(updatedAt, language);
  return html`<li>
    <button
      class="chats-item ${unread ? 'unread-chat' : ''}"
      part="chats-item ${open ? 'open-chats-item' : ''}"
      type="button"
      data-id=${id}
      tabindex=${first ? 0 : -1}
      aria-current=${ifDefined(open ? 'true' : undefined)}
      aria-busy=${ifDefined(waits ? 'true' : undefined)}
      @click=${() => {
        onOpen(item);
      }}
    >
      ${unread ? html`<span class="news"></span>` : nothing}
      <span class="chats-title" dir="auto">${titleOf(item, strings)}</span>
      ${
        waits
          ? html`<span class="spinner"></span
              ><span class="visually-hidden">${strings.openingChat}</span>`
          : day === null || updatedAt === null
            ? nothing
            : html`<time datetime=${new Date(updatedAt).toISOString()}>${day}</time>`
      }
      ${unread ? html`<span class="visually-hidden">${strings.unreadChat}</span>` : nothing}
    </button>
  </li>`;
}

function groupsView(items: readonly ChatItem[], view: ChatListView): unknown {
  const { strings, language, opening } = view;
  // One stop for the Tab key, however many there are; arrow keys go on from it.
  const first = items.find(({ open }) => open) ?? items[0];
  // An answer that streams renders the chat each frame, and there may be a thousand of these.
  return guard([items, strings, language, opening, dayOf(Date.now())], () =>
    repeat(
      groupsOf(items, language, strings),
      ({ key }) => key,
      ({ key, name, items: chats }) =>
        html`<h3 class="chats-group" part="chats-group" id="chats-${key}">${name}</h3>
          <ul aria-labelledby="chats-${key}">
            ${repeat(
              chats,
              ({ id }) => id,
              (item) => itemView(item, item === first, view),
            )}
          </ul>`,
    ),
  );
}

function problemView(text: string, { state, strings, onRetry }: ChatListView): TemplateResult {
  return html`<div class="chats-problem" part="chats-problem">
    <p>${warning}<span>${text}</span></p>
    ${
      state.error === null
        ? nothing
        : html`<button class="button small" type="button" @click=${onRetry}>
            ${state.phase === 'loading' ? html`<span class="spinner"></span>` : nothing}
            ${strings.tryAgain}
          </button>`
    }
  </div>`;
}

function contentView(found: readonly ChatItem[], view: ChatListView): unknown {
  const { state, strings, problem } = view;
  const { items, phase, error } = state;
  const failure =
    problem ?? (error === null ? null : `${strings.chatsFailed} ${errorText(strings, error)}`);
  const empty = items.length === 0 && failure === null;
  return html`${failure === null ? nothing : problemView(failure, view)}
  ${
    !empty
      ? groupsView(found, view)
      : phase === 'known'
        ? html`<p class="chats-empty">${strings.chatsEmpty}</p>`
        : html`<div class="chats-loading">
            <p class="visually-hidden" role="status">${strings.chatsLoading}</p>
            <div class="bone"></div>
            <div class="bone short"></div>
            <div class="bone"></div>
            <div class="bone short"></div>
          </div>`
  }`;
}

function searchView(found: readonly ChatItem[], view: ChatListView): TemplateResult {
  const { strings, query, onQuery } = view;
  return html`<div class="chats-search">
    ${search}
    <input
      class="input"
      part="chats-search"
      type="search"
      autocomplete="off"
      aria-label=${strings.searchChats}
      placeholder=${strings.searchChats}
      .value=${live(query)}
      @input=${({ target }: InputEvent) => {
        onQuery((target as HTMLInputElement).value);
      }}
    />
    <p class="chats-found" role="status">
      ${query.trim() === '' ? nothing : fill(strings.chatsFound, { count: found.length })}
    </p>
  </div>`;
}

/** The panel: a dialog over the conversation as a drawer, else a column beside it. */
export function chatsPanelView(view: ChatListView): TemplateResult {
  const { drawer, strings, state, query, onKey, onClose, onNewChat } = view;
  const found = matching(state.items, query);
  const searchable = state.items.length > manyChats || query !== '';
  return html`<div
    class="chats"
    part="chats"
    role=${ifDefined(drawer ? 'dialog' : undefined)}
    aria-labelledby=${drawer ? 'chats-heading' : nothing}
    @keydown=${onKey}
  >
    <div class="chats-top">
      <h2 id="chats-heading">${strings.chats}</h2>
      <button
        class="button quiet small chats-close"
        part="chats-close-button"
        type="button"
        aria-label=${strings.closeChats}
        @click=${onClose}
      >
        ${cross}
      </button>
    </div>
    <button class="button quiet chats-new" part="new-chat-button" type="button" @click=${onNewChat}>
      ${compose}<span>${strings.newChat}</span>
    </button>
    ${searchable ? searchView(found, view) : nothing}
    <nav class="chats-list" aria-labelledby="chats-heading">${contentView(found, view)}</nav>
  </div>`;
}
