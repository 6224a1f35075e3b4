/** The look of messages and their states. */
import { css } from 'lit';
import { actionStyles } from './action-styles.js';

const messages = css`
  .message {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: calc(var(--_space) * 1.5);
    min-inline-size: 0;
    /* For what is hidden from sight: outside of here it would not scroll along. */
    position: relative;
  }

  .message:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 4px;
    border-radius: var(--_radius-small);
  }

  .message.user {
    align-items: flex-end;
  }

  .bubble {
    max-inline-size: min(85%, 36em);
    padding: calc(var(--_space) * 2.25) calc(var(--_space) * 3.75);
    border: var(--_border-width) solid transparent;
    border-radius: calc(var(--_radius) * 1.25);
    border-end-end-radius: calc(var(--_radius) * 0.35);
    background: var(--_bubble);
    color: var(--_on-bubble);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .author {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    color: var(--_muted);
    font-size: 0.85em;
    font-weight: 550;
  }

  .avatar {
    display: grid;
    place-items: center;
    inline-size: var(--miptech-chat-avatar-size, 1.75em);
    block-size: var(--miptech-chat-avatar-size, 1.75em);
    border-radius: min(0.6em, var(--_radius));
    background: var(--_accent-soft);
    color: var(--_accent);
  }

  .avatar:empty {
    display: none;
  }

  /* A page's own: a picture fills the mark, text stands in its middle. */
  .avatar > :is(img, picture, svg:not(.icon)),
  .avatar > picture > img {
    inline-size: 100%;
    block-size: 100%;
    border-radius: inherit;
    object-fit: cover;
  }

  .avatar .icon {
    inline-size: 1.1em;
    block-size: 1.1em;
  }

  .answer {
    /* Markdown reads the public properties: it gets the chat's, defaults included. */
    --miptech-color-text: var(--_text);
    --miptech-color-muted: var(--_muted);
    --miptech-color-border: var(--_border);
    --miptech-color-surface: var(--_surface);
    --miptech-color-surface-sunken: var(--_surface-sunken);
    --miptech-color-accent: var(--_accent);
    --miptech-radius: var(--_radius-small);
    --miptech-space: calc(var(--_space) * 2);
    --miptech-font-mono: var(--_font-mono);
    inline-size: 100%;
    min-inline-size: 0;
    line-height: calc(var(--_line-height) + 0.1);
    overflow-wrap: anywhere;
  }

  .state {
    display: flex;
    align-items: flex-start;
    gap: calc(var(--_space) * 1.5);
    max-inline-size: 100%;
    color: var(--_muted);
    font-size: 0.85em;
  }

  .state .icon {
    margin-block-start: 0.1em;
  }

  .state .spinner {
    margin: 0.3em 0.25em;
  }

  /* How a message ended, and what can be done about it. */
  .end {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 1.5) calc(var(--_space) * 3);
    max-inline-size: 100%;
  }

  .user .end {
    justify-content: flex-end;
  }

  .again {
    flex: none;
    max-inline-size: 100%;
  }

  /* On a good connection a message is on its way, and without an answer, for a moment only. */
  .late {
    animation: appear 200ms 700ms both;
  }

  .state.failed {
    color: var(--_danger);
  }

  .state.cut {
    color: var(--_warning);
  }

  .dots {
    display: inline-flex;
    align-items: center;
    gap: 0.3em;
    /* All at once: three animations of their own cost a tenth of each frame that a text grows in. */
    animation: beat 1.4s ease-in-out infinite;
  }

  .dots.still {
    visibility: hidden;
    animation: none;
  }

  .dots i {
    inline-size: 0.45em;
    block-size: 0.45em;
    border-radius: 50%;
    background: var(--_muted);
  }

  @keyframes appear {
    from {
      opacity: 0;
      visibility: hidden;
    }
  }

  @keyframes beat {
    0%,
    100% {
      opacity: 0.35;
    }
    50% {
      opacity: 1;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .dots {
      opacity: 1;
    }
  }

  @media (forced-colors: active) {
    .dots i {
      background: CanvasText;
    }

    .bubble {
      border-color: CanvasText;
    }
  }
`;

export const messageStyles = [messages, actionStyles];
