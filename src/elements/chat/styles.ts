/** The look of the chat: frame, header and notice here, and the order of the other parts' styles. */
import { css } from 'lit';
import { markdownStyles } from '../../markdown/index.js';
import { chatListStyles } from './chat-list-styles.js';
import { composerStyles } from './composer-styles.js';
import { displayStyles } from './display-styles.js';
import { messageStyles } from './message-styles.js';
import { offerStyles } from './offer-styles.js';
import { sourceStyles } from './source-styles.js';
import { transcriptStyles } from './transcript-styles.js';

const frame = css`
  :host {
    display: flex;
    inline-size: 100%;
    min-inline-size: min(16rem, 100%);
    block-size: var(--miptech-chat-block-size, min(40rem, 85dvh));
    max-block-size: 100%;
    min-block-size: min(18rem, 100dvh);
    --_measure: var(--miptech-chat-measure, 46rem);
    --_bubble: var(--miptech-chat-bubble, color-mix(in oklab, var(--_accent) 13%, var(--_surface)));
    --_on-bubble: var(--miptech-chat-on-bubble, var(--_text));
    --_gutter: var(--miptech-chat-gutter, calc(var(--_space) * 5));
  }

  .frame {
    container: chat / inline-size;
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-inline-size: 0;
    border: var(--_border-width) solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    overflow: clip;
  }

  p,
  h2,
  h3,
  h4,
  ol {
    margin: 0;
    padding: 0;
    font-size: inherit;
    font-weight: inherit;
  }

  /* The library's own sentences keep their punctuation in place on a page of the other direction. */
  .blank p,
  .closed span,
  .editing p,
  .hint,
  .length,
  .notice p,
  .refusal,
  .state,
  .state span {
    text-align: -webkit-match-parent;
    text-align: match-parent;
    unicode-bidi: plaintext;
  }

  .blank p {
    text-align: center;
  }

  header {
    display: flex;
    flex: none;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--_space) * 3);
    min-block-size: var(--miptech-chat-header-block-size, 3.25em);
    padding: calc(var(--_space) * 2) var(--_gutter);
    padding-inline-end: calc(var(--_space) * 3);
    border-block-end: var(--_border-width) solid var(--_border);
  }

  h2 {
    min-inline-size: 0;
    overflow-wrap: anywhere;
    font-size: 1.0625em;
    font-weight: 620;
    letter-spacing: -0.011em;
  }

  .new-chat {
    flex: none;
    color: var(--_muted);
  }

  .new-chat:hover {
    color: var(--_text);
  }
`;

const notice = css`
  .notice {
    display: grid;
    flex: none;
    grid-template-rows: 1fr;
    background: var(--_surface-sunken);
    color: var(--_muted);
    font-size: 0.9em;
    animation: unfold 200ms both;
  }

  /* Most connects are over before this: a line that flashes by helps nobody. One delay for all, so
     that none is taken back when the next one follows in its place. */
  .notice:is(.wait, .pause, .rest) {
    animation-delay: 1s;
  }

  .notice.trouble {
    background: var(--_warning-soft);
    color: var(--_warning);
  }

  .notice.stopped {
    background: var(--_danger-soft);
    color: var(--_danger);
  }

  .notice > div {
    min-block-size: 0;
    overflow: hidden;
  }

  .notice-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2) calc(var(--_space) * 2.5);
    padding: calc(var(--_space) * 2) var(--_gutter);
    border-block-end: var(--_border-width) solid var(--_border);
  }

  .notice p {
    /* The icon stays beside the text, however little room there is. */
    flex: 1 1 min(12em, 100% - 3em);
    min-inline-size: 0;
    font-variant-numeric: tabular-nums;
  }

  .spinner {
    flex: none;
    inline-size: 1em;
    block-size: 1em;
    margin: 0.125em;
    border: 2px solid color-mix(in oklab, currentcolor 25%, transparent);
    border-block-start-color: currentcolor;
    border-radius: 50%;
    animation: turn 900ms linear infinite;
  }

  @keyframes unfold {
    from {
      grid-template-rows: 0fr;
      opacity: 0;
      visibility: hidden;
    }
  }

  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
`;

// Behind all others, whose rules it changes.
const narrow = css`
  @container chat (inline-size < 26rem) {
    header,
    .notice-line {
      padding-inline: calc(var(--_space) * 4) calc(var(--_space) * 2);
    }

    .notice p:last-child {
      margin-inline-end: calc(var(--_space) * 2);
    }

    .messages {
      gap: calc(var(--_space) * 5);
      padding: calc(var(--_space) * 4);
    }

    .composer,
    .closed {
      padding-inline: calc(var(--_space) * 3);
      padding-block-end: calc(var(--_space) * 3);
    }

    .small.new-chat {
      padding-inline: calc(var(--_space) * 1.5);
    }

    .new-chat span {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  }

  /* A phone with its text at twice the size: room for words comes before room around them. */
  @container chat (inline-size < 14rem) {
    header,
    .notice-line,
    .messages,
    .composer {
      padding-inline: calc(var(--_space) * 1.5);
    }

    header {
      gap: 0;
    }

    h2 {
      font-size: 1em;
    }

    .small.new-chat {
      padding-inline: calc(var(--_space) * 0.5);
    }

    .chats-top {
      padding-inline: calc(var(--_space) * 3) 0;
    }

    .chats-new,
    .chats-group,
    .chats-item {
      padding-inline: var(--_space);
    }

    .field {
      padding-inline-start: calc(var(--_space) * 2);
    }

    .editing,
    .hint,
    .length,
    .limit,
    .refusal {
      padding-inline: calc(var(--_space) * 2);
    }
  }

  @media (forced-colors: active) {
    .emblem {
      border: 1px solid ButtonText;
    }
  }
`;

/** Paper does not scroll: all of the conversation, and nothing to press. */
const print = css`
  @media print {
    /* A page's own height is for the screen, and would win otherwise. */
    :host {
      display: block !important;
      block-size: auto !important;
      max-block-size: none !important;
    }

    .frame,
    .middle,
    .transcript {
      display: block;
      overflow: visible;
      box-shadow: none;
    }

    .item {
      contain: none;
    }

    /* Backgrounds are not printed, unless asked for. */
    .bubble {
      border-color: var(--_border-strong);
    }

    .middle::before,
    .latest,
    .suggestions,
    .composer,
    .new-chat {
      display: none;
    }
  }
`;

export const chatStyles = [
  frame,
  notice,
  transcriptStyles,
  messageStyles,
  sourceStyles,
  markdownStyles,
  composerStyles,
  offerStyles,
  chatListStyles,
  narrow,
  displayStyles,
  print,
];
