/** The look of the row under a message, its drawn icons, and of the menu and the details. */
import { css } from 'lit';

const row = css`
  /* Its room is always there, so that nothing moves when it appears. */
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 0.5);
    max-inline-size: 100%;
    min-block-size: max(2em, 28px);
    color: var(--_muted);
    font-size: 0.875em;
  }

  .user .actions {
    justify-content: flex-end;
  }

  /* The icon at the edge is in line with the text above it. */
  .assistant .actions {
    margin-inline-start: -0.4em;
  }

  .assistant .dots {
    margin-inline-start: 0.4em;
  }

  .actions > :not(.state, .dots) {
    opacity: 0;
    transition: opacity var(--_fast);
  }

  .message:is(:hover, :focus-within, .current) > .actions > *,
  .actions:is([data-outcome], :has(> [aria-expanded='true'])) > * {
    opacity: 1;
  }

  /* Without a pointer that hovers nobody would find them. */
  @media (hover: none) {
    .actions > :not(.state, .dots) {
      opacity: 1;
    }
  }

  .time {
    unicode-bidi: plaintext;
    padding-inline: 0.4em;
    font-size: 0.95em;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .actions .state {
    padding-inline-start: 0.4em;
    font-size: inherit;
  }

  .action {
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    inline-size: max(2em, 28px);
    block-size: max(2em, 28px);
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: calc(var(--_radius) * 0.5);
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }

  .action:not(:disabled):hover,
  .action[aria-expanded='true'] {
    background: color-mix(in oklab, var(--_text) 7%, transparent);
    color: var(--_text);
  }

  .action:disabled {
    cursor: default;
    opacity: 0.4;
  }

  .action:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }

  .action .icon {
    inline-size: 1.2em;
    block-size: 1.2em;
  }

  .action[aria-pressed='true'] {
    color: var(--_accent);
  }

  .action[aria-pressed='true'] .icon {
    fill: currentcolor;
    fill-opacity: 0.25;
    stroke-width: 2;
  }

  @media (pointer: coarse) {
    .action {
      inline-size: max(2.5em, 40px);
      block-size: max(2.5em, 40px);
    }
  }

  @media print {
    .actions {
      display: none;
    }
  }
`;

/** Two sheets, three dots, a tick: of borders, which need no node and no request, and show in forced colours. */
const icons = css`
  .copy::before,
  .copy::after {
    content: '';
    position: absolute;
    inline-size: 0.68em;
    block-size: 0.78em;
    border: 0.105em solid;
    border-radius: 0.18em;
  }

  .copy::before {
    inset-block-start: calc(50% - 0.57em);
    inset-inline-start: calc(50% - 0.5em);
    border-inline-end-color: transparent;
    border-block-end-color: transparent;
    clip-path: polygon(0 0, 100% 0, 100% 24%, 24% 24%, 24% 100%, 0 100%);
  }

  .copy:dir(rtl)::before {
    clip-path: polygon(0 0, 100% 0, 100% 100%, 76% 100%, 76% 24%, 0 24%);
  }

  .copy::after {
    inset-block-start: calc(50% - 0.27em);
    inset-inline-start: calc(50% - 0.21em);
  }

  .more::before {
    content: '';
    inline-size: 1.2em;
    border-block-start: 0.24em dotted;
  }

  .actions[data-outcome='copied'] .copy {
    color: var(--_success);
  }

  .actions[data-outcome='copied'] .copy::before {
    content: none;
  }

  .actions[data-outcome='copied'] .copy::after {
    inset: calc(50% - 0.5em) auto auto calc(50% - 0.2em);
    inline-size: 0.4em;
    block-size: 0.75em;
    border-width: 0 0.12em 0.12em 0;
    border-radius: 0;
    rotate: 42deg;
  }

  .actions[data-outcome]::after {
    content: attr(data-words);
    padding-inline: 0.4em;
    animation: appear 140ms both;
  }

  .user .actions[data-outcome]::after {
    order: -1;
  }

  .actions[data-outcome='failed']::after {
    color: var(--_danger);
  }
`;

const menu = css`
  .message-menu {
    min-inline-size: min(12em, 84vw);
    max-inline-size: min(24em, 92vw);
    max-block-size: min(26em, 90vh);
    padding: calc(var(--_space) * 1.5);
    border: var(--_border-width) solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface-raised);
    color: var(--_text);
    box-shadow: var(--_shadow);
    overflow: auto;
    overscroll-behavior: contain;
  }

  .action[popovertarget] {
    anchor-name: --message-menu;
  }

  /* Elsewhere it stands in the middle of the window, as a popover does by itself. */
  @supports (position-area: block-end span-inline-end) {
    .message-menu {
      position-anchor: --message-menu;
      position-area: self-block-start span-self-inline-end;
      position-try-fallbacks:
        flip-block,
        flip-inline,
        flip-block flip-inline;
      position-visibility: anchors-visible;
      inset: auto;
      margin: calc(var(--_space) * 1) 0;
    }
  }

  .menu-items:not([hidden]) {
    display: grid;
  }

  .menu-items .button {
    justify-content: flex-start;
    min-block-size: max(2.5em, 40px);
    padding-inline: calc(var(--_space) * 2.5);
    border: 0;
    font-weight: inherit;
    text-align: start;
  }

  .menu-items .button:focus-visible {
    outline-offset: -2px;
  }

  .details {
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 2.5);
  }

  .details:focus {
    outline: none;
  }

  .details-heading {
    margin-block-end: calc(var(--_space) * 2);
    font-weight: 620;
  }

  .details dl {
    display: grid;
    gap: calc(var(--_space) * 2);
    margin: 0;
    font-size: 0.9em;
  }

  .details dt {
    color: var(--_muted);
    font-size: 0.92em;
  }

  .details dd {
    margin: 0;
    overflow-wrap: anywhere;
    text-align: match-parent;
  }

  .details .literal {
    font-family: var(--_font-mono);
    user-select: all;
  }
`;

export const actionStyles = [row, icons, menu];
