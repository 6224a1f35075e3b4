/** The look of the scrolling part, and of what stands in it while there are no messages. */
import { css } from 'lit';

export const transcriptStyles = css`
  .middle {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
    isolation: isolate;
  }

  /* What scrolls away under the composer fades instead of being cut. */
  .middle::before {
    content: '';
    position: absolute;
    z-index: 1;
    inset-inline: 0;
    inset-block-end: 0;
    block-size: calc(var(--_space) * 4);
    /* Where the composer takes all the room, nothing of the notice above fades. */
    max-block-size: 100%;
    background: linear-gradient(to bottom, transparent, var(--_surface));
    pointer-events: none;
  }

  .transcript {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    /* What the reader sees is kept in its place by script, in all browsers alike. */
    overflow-anchor: none;
    scrollbar-width: thin;
    scrollbar-color: var(--_border-strong) transparent;
  }

  .transcript:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }

  /* A block: a column of flex items lays every message out again when the last one grows. */
  .messages {
    flex: 1 0 auto;
    inline-size: 100%;
    max-inline-size: calc(var(--_measure) + 2 * var(--_gutter));
    margin-inline: auto;
    padding: calc(var(--_space) * 6) var(--_gutter);
  }

  /* Scrolls by itself, from its beginning: the view of a conversation would begin at its end. */
  .messages:has(> .blank) {
    display: flex;
    flex: 1 1 0;
    flex-direction: column;
    min-block-size: 0;
    max-inline-size: none;
    overflow: hidden auto;
  }

  .item {
    /* Deterministic heights, and a growing message lays out itself alone. */
    contain: layout style;
    padding-block-end: calc(var(--_space) * 2.5);
  }

  /* An answer is closer to its question than a question to the answer before. */
  .item.user {
    padding-block-end: 0;
  }

  /* Room for the composer's fade is there already. */
  .item:last-child {
    padding-block-end: 0;
  }

  .stopgap {
    overflow: hidden;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  /* As browsers with hidden=until-found do it, for those without. */
  .stopgap[hidden] {
    display: block;
    content-visibility: hidden;
  }

  @supports not (content-visibility: hidden) {
    .stopgap[hidden] {
      visibility: hidden;
    }
  }

  .room {
    flex: none;
  }

  .divider {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 3);
    margin-block-end: calc(var(--_space) * 6);
    color: var(--_muted);
    font-size: 0.8em;
    font-weight: 550;
  }

  .divider::before,
  .divider::after {
    content: '';
    flex: 1;
    border-block-start: var(--_border-width) solid var(--_border);
  }

  .divider.unread {
    color: var(--_accent);
  }

  .divider.unread::before,
  .divider.unread::after {
    border-color: currentcolor;
  }

  .count {
    min-inline-size: 1.6em;
    padding-inline: 0.4em;
    border-radius: 1em;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.85em;
    font-variant-numeric: tabular-nums;
    line-height: 1.6;
    text-align: center;
  }

  .latest {
    position: absolute;
    z-index: 1;
    inset-block-end: calc(var(--_space) * 3);
    inset-inline: 0;
    inline-size: max-content;
    max-inline-size: calc(100% - 2 * var(--_gutter));
    margin-inline: auto;
    border-radius: 2em;
    box-shadow: var(--_shadow);
    animation: rise 160ms both;
  }

  .blank {
    display: flex;
    flex: 1 0 auto;
    flex-direction: column;
    align-items: center;
    justify-content: safe center;
    gap: calc(var(--_space) * 2);
    padding-block: calc(var(--_space) * 2);
    color: var(--_muted);
    text-align: center;
    text-wrap: balance;
  }

  .emblem {
    display: grid;
    place-items: center;
    inline-size: 3.25em;
    block-size: 3.25em;
    margin-block-end: calc(var(--_space) * 2);
    border-radius: min(1.1em, var(--_radius) * 2);
    background: linear-gradient(
      145deg,
      color-mix(in oklab, var(--_accent) 82%, white),
      var(--_accent) 70%
    );
    color: var(--_on-accent);
  }

  .emblem .icon {
    inline-size: 1.75em;
    block-size: 1.75em;
  }

  .emblem.quiet {
    background: var(--_surface-sunken);
    color: var(--_muted);
  }

  .greeting {
    color: var(--_text);
    font-size: 1.375em;
    font-weight: 620;
    letter-spacing: -0.018em;
    line-height: 1.3;
  }

  .loading {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 4);
  }

  .bone {
    inline-size: 80%;
    block-size: 3.5em;
    border-radius: var(--_radius);
    background: var(--_surface-sunken);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }

  .bone.own {
    align-self: flex-end;
    inline-size: 55%;
    block-size: 2.5em;
    background: var(--_bubble);
  }

  .bone.short {
    inline-size: 45%;
  }

  @keyframes breathe {
    to {
      opacity: 0.5;
    }
  }

  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 6px;
    }
  }
`;
