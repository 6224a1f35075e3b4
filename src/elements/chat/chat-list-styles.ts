/** The look of the list of chats: a calm column beside the conversation, or a drawer over it. */
import { css } from 'lit';

export const chatListStyles = css`
  .with-chats {
    position: relative;
    display: flex;
    flex: 1;
    min-inline-size: 0;
    min-block-size: 0;
  }

  .main {
    container: chat / inline-size;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 0;
  }

  .chats {
    container: chats / inline-size;
    display: flex;
    flex: none;
    flex-direction: column;
    inline-size: 17.5rem;
    min-block-size: 0;
    border-inline-end: var(--_border-width) solid var(--_border);
    background: var(--_surface-sunken);
  }

  .with-chats:not(.wide) > .chats {
    position: absolute;
    z-index: 2;
    inset-block: 0;
    inset-inline-start: 0;
    /* So much of the conversation stays in view that a finger finds it. */
    inline-size: min(20rem, 100% - 52px);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    animation: chats-in 180ms cubic-bezier(0.2, 0, 0, 1);
  }

  .scrim {
    position: absolute;
    z-index: 1;
    inset: 0;
    background: light-dark(rgb(27 29 39 / 32%), rgb(0 0 0 / 55%));
    animation: fade-in 180ms;
  }

  @keyframes chats-in {
    from {
      inset-inline-start: -1.5rem;
      opacity: 0;
    }
  }

  .chats-button {
    position: relative;
    flex: none;
    inline-size: 2.25em;
    min-block-size: 2.25em;
    margin-inline-start: calc(var(--_space) * -2);
    padding: 0;
    color: var(--_muted);
    font-size: 1em;
  }

  .chats-button:hover {
    color: var(--_text);
  }

  .chats-button + h2 {
    flex: 1;
  }

  [dir='rtl'] .chats-button .icon,
  .chats-button:dir(rtl) .icon {
    scale: -1 1;
  }

  .limit {
    padding: 0 calc(var(--_space) * 4) calc(var(--_space) * 1.5);
    color: var(--_muted);
    font-size: 0.85em;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    unicode-bidi: plaintext;
  }

  /* Nothing more is answered today: that is no aside. */
  .limit.spent {
    color: var(--_warning);
  }

  .news {
    flex: none;
    inline-size: 0.5em;
    block-size: 0.5em;
    border-radius: 50%;
    background: var(--_accent);
  }

  .chats-button .news {
    position: absolute;
    inset-block-start: 0.25em;
    inset-inline-end: 0.25em;
    box-shadow: 0 0 0 2px var(--_surface);
  }

  .chats-top {
    display: flex;
    flex: none;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--_space) * 2);
    min-block-size: 3.25em;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    padding-inline-start: calc(var(--_space) * 5);
  }

  .chats-top h2 {
    font-size: 1em;
    font-weight: 620;
    letter-spacing: normal;
  }

  .chats-close {
    inline-size: 2.25em;
    min-block-size: 2.25em;
    padding: 0;
    color: var(--_muted);
    font-size: 1em;
  }

  /* A column is folded by the button beside it. */
  .wide > .chats .chats-close {
    display: none;
  }

  .chats-new {
    flex: none;
    justify-content: flex-start;
    min-block-size: 2.375em;
    margin-inline: calc(var(--_space) * 2);
    padding-inline: calc(var(--_space) * 3);
    font-weight: 500;
    text-align: start;
  }

  .chats-search {
    position: relative;
    flex: none;
    margin: calc(var(--_space) * 1.5) calc(var(--_space) * 2) 0;
  }

  .chats-search .icon {
    position: absolute;
    inset-block-start: 0.55em;
    inset-inline-start: calc(var(--_space) * 2.75);
    color: var(--_muted);
    pointer-events: none;
  }

  .chats-search .input {
    min-block-size: 2.375em;
    padding-block: calc(var(--_space) * 1.5);
    padding-inline-start: calc(var(--_space) * 4.5 + 1.25em);
    border-color: transparent;
    background: color-mix(in oklab, var(--_text) 6%, transparent);
    font-size: 1em;
  }

  .chats-search .input:hover,
  .chats-search .input:focus-visible {
    border-color: var(--_border-strong);
  }

  .chats-search .input:focus-visible {
    border-color: var(--_focus);
    background: var(--_surface);
  }

  .chats-found {
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 3) 0;
    color: var(--_muted);
    font-size: 0.85em;
  }

  .chats-found:empty {
    display: none;
  }

  .chats-list {
    flex: 1;
    min-block-size: 0;
    padding: 0 calc(var(--_space) * 2) calc(var(--_space) * 4);
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_border-strong) transparent;
  }

  .chats-list ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .chats-list li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 2.375em;
  }

  /* The library's own words keep their order on a page of the other direction. */
  .chats-found,
  .chats-group,
  .chats-empty,
  .chats-problem span {
    text-align: -webkit-match-parent;
    text-align: match-parent;
    unicode-bidi: plaintext;
  }

  .chats-group {
    padding: calc(var(--_space) * 4) calc(var(--_space) * 3) var(--_space);
    color: var(--_muted);
    font-size: 0.8125em;
    font-weight: 550;
  }

  .chats-item {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: flex-end;
    gap: 0 calc(var(--_space) * 2);
    inline-size: 100%;
    min-block-size: 2.375em;
    margin: 0;
    padding: calc(var(--_space) * 1.75) calc(var(--_space) * 3);
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    color: inherit;
    font: inherit;
    line-height: 1.4;
    text-align: start;
    cursor: pointer;
    transition: background-color var(--_fast);
  }

  .chats-item:hover {
    background: color-mix(in oklab, var(--_text) 6%, transparent);
  }

  .chats-item[aria-current] {
    background: color-mix(in oklab, var(--_accent) 13%, transparent);
  }

  .chats-item:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }

  /* In the margin, so that all titles begin on one line. */
  .chats-item .news {
    position: absolute;
    inset-block-start: calc(var(--_space) * 1.75 + 0.5em);
    inset-inline-start: calc(var(--_space) * 0.75);
    inline-size: 0.4em;
    block-size: 0.4em;
  }

  .chats-title {
    flex: 1 1 7em;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }

  .unread-chat .chats-title {
    font-weight: 620;
  }

  .chats-item time {
    flex: none;
    color: var(--_muted);
    font-size: 0.8125em;
    font-variant-numeric: tabular-nums;
  }

  .chats-item .spinner {
    align-self: center;
    animation:
      fade-in 160ms 160ms both,
      turn 900ms linear infinite;
  }

  .chats-empty,
  .chats-problem {
    padding: calc(var(--_space) * 4) calc(var(--_space) * 3);
    color: var(--_muted);
    font-size: 0.9em;
  }

  .chats-problem {
    display: grid;
    justify-items: start;
    gap: calc(var(--_space) * 3);
  }

  .chats-problem p {
    display: flex;
    gap: calc(var(--_space) * 2);
    color: var(--_danger);
    overflow-wrap: anywhere;
  }

  .chats-loading {
    display: grid;
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 5) calc(var(--_space) * 3);
  }

  .chats-loading .bone {
    block-size: 1em;
    border-radius: 0.5em;
    background: color-mix(in oklab, var(--_text) 10%, transparent);
  }

  /* With large text there is room for a word or two: titles go on in a second line. */
  @container chats (inline-size < 16rem) {
    .chats-title {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 3;
      white-space: normal;
      overflow-wrap: anywhere;
    }
  }

  @media (pointer: coarse) {
    .chats-item,
    .chats-new,
    .chats-search .input {
      min-block-size: max(2.375em, 44px);
    }

    .chats-button,
    .chats-close {
      min-inline-size: 44px;
      min-block-size: 44px;
    }

    /* Larger for a finger, and the header is as high as before. */
    .small.new-chat {
      min-inline-size: 44px;
      min-block-size: 44px;
      margin-block: -6px;
    }
  }

  @media (forced-colors: active) {
    .news {
      background: Highlight;
      forced-color-adjust: none;
    }

    .chats-item[aria-current] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }

  @media print {
    .chats,
    .scrim,
    .chats-button {
      display: none;
    }

    .with-chats,
    .main {
      display: block;
      container: none;
      overflow: visible;
    }
  }
`;
