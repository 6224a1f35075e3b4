/** The look of the sources under an answer. */
import { css } from 'lit';

export const sourceStyles = css`
  .sources {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 1.5) calc(var(--_space) * 3);
    inline-size: 100%;
    margin-block-start: calc(var(--_space) * 1.5);
  }

  .sources h4 {
    color: var(--_muted);
    font-size: 0.8em;
    font-weight: 600;
  }

  .fold {
    min-block-size: max(1.75em, 24px);
    margin-inline-start: calc(var(--_space) * -2);
    padding: 0 calc(var(--_space) * 2);
    color: var(--_accent);
    font-size: 0.8em;
  }

  .sources ol {
    display: grid;
    flex: 1 0 100%;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 14em), 1fr));
    gap: calc(var(--_space) * 2);
    list-style: none;
  }

  .sources li {
    display: grid;
    min-inline-size: 0;
  }

  .source {
    position: relative;
    display: grid;
    grid-template-rows: auto 1fr auto;
    gap: calc(var(--_space) * 0.5);
    padding: calc(var(--_space) * 2.5) calc(var(--_space) * 3);
    padding-inline-start: 2.4em;
    border: var(--_border-width) solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface-raised);
    color: var(--_text);
    font-size: 0.875em;
    line-height: 1.4;
    text-decoration: none;
    overflow-wrap: anywhere;
    transition:
      border-color var(--_fast),
      background-color var(--_fast);
  }

  .source-number {
    position: absolute;
    inset-block-start: calc(var(--_space) * 2.5);
    inset-inline-start: calc(var(--_space) * 2);
    min-inline-size: 1.5em;
    padding-inline: 0.3em;
    border-radius: 0.4em;
    background: var(--_accent-soft);
    color: var(--_accent);
    font-size: 0.85em;
    font-weight: 600;
    line-height: 1.6;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }

  a.source:hover {
    border-color: color-mix(in oklab, var(--_accent) 45%, var(--_border));
    background: color-mix(in oklab, var(--_accent) 4%, var(--_surface-raised));
  }

  .source:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  /* The source of the number that the pointer or the focus is on, and one that was led to. */
  [part~='pointed-source'],
  .source[tabindex]:focus {
    border-color: var(--_accent);
    background: var(--_accent-soft);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }

  .source[tabindex]:focus {
    animation: found 900ms;
  }

  @keyframes found {
    0%,
    50% {
      background: color-mix(in oklab, var(--_accent) 30%, var(--_surface));
    }
  }

  .source-title {
    font-weight: 550;
  }

  a.source:hover .source-title {
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }

  .source-snippet {
    display: -webkit-box;
    /* Stretched by a taller card beside it, it would show the line behind the last one. */
    align-self: start;
    overflow: hidden;
    color: var(--_muted);
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }

  .source-host {
    display: flex;
    align-self: end;
    align-items: center;
    gap: calc(var(--_space) * 1);
    color: var(--_muted);
    font-size: 0.92em;
  }

  .source-host .icon {
    inline-size: 1em;
    block-size: 1em;
  }

  @media (forced-colors: active) {
    .fold {
      margin-inline-start: 0;
    }

    [part~='pointed-source'] {
      outline: 2px solid Highlight;
    }
  }
`;
