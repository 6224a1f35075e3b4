/** The look of `<miptech-status>`: rows that fold from three columns to one on a narrow place. */
import { css } from 'lit';

export const statusStyles = css`
  /* A container has no width of its content, which a flex or grid parent would ask for. */
  :host {
    display: block;
    inline-size: 100%;
    max-inline-size: 44rem;
    container-type: inline-size;
  }

  .panel {
    --_line: max(2.5em, 40px);
    --_inset: min(calc(var(--_space) * 5), 5cqi);
  }

  h2,
  h3,
  p,
  dl,
  dd,
  ul {
    margin: 0;
    padding: 0;
  }

  /* An empty string, not none: WebKit takes the list out of the accessibility tree for none. */
  ul {
    list-style: '';
  }

  .panel {
    overflow: clip;
    border: var(--_border-width) solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }

  .heading {
    padding: calc(var(--_space) * 4) var(--_inset);
    font-size: 1.1em;
    font-weight: 650;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }

  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0 calc(var(--_space) * 4);
    align-items: start;
    padding: calc(var(--_space) * 2) var(--_inset) calc(var(--_space) * 4);
    border-block-start: var(--_border-width) solid var(--_border);
    outline: none;
  }

  .name {
    color: var(--_text);
    font-size: 1em;
    font-weight: 600;
    line-height: var(--_line);
  }

  .says {
    min-inline-size: 0;
  }

  .line {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space) calc(var(--_space) * 3);
    align-items: center;
  }

  .state {
    display: inline-flex;
    gap: calc(var(--_space) * 1.5);
    align-items: center;
    min-inline-size: 0;
    font-weight: 550;
    overflow-wrap: break-word;
  }

  .state[data-tone='good'] {
    --tone: var(--_success);
  }

  .state[data-tone='busy'] {
    --tone: var(--_accent);
  }

  .state[data-tone='idle'] {
    --tone: var(--_muted);
  }

  .state[data-tone='warning'] {
    --tone: var(--_warning);
  }

  .state[data-tone='bad'] {
    --tone: var(--_danger);
  }

  .state > .icon,
  .state > .spinner {
    color: var(--tone);
  }

  .spinner {
    flex: none;
    box-sizing: border-box;
    inline-size: 1.05em;
    block-size: 1.05em;
    margin: 0.1em;
    border: 2px solid color-mix(in oklab, currentColor 28%, transparent);
    border-block-start-color: currentColor;
    border-radius: 50%;
    animation: spin 900ms linear infinite;
  }

  @keyframes spin {
    to {
      rotate: 1turn;
    }
  }

  .fact {
    color: var(--_muted);
    font-size: 0.9em;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  /* The library's own sentences keep their punctuation in place on a page of the other direction. */
  .fix,
  .problems li,
  .sentence,
  .what {
    text-align: -webkit-match-parent;
    text-align: match-parent;
    unicode-bidi: plaintext;
  }

  .sentence {
    color: var(--_muted);
    font-size: 0.9375em;
    overflow-wrap: anywhere;
  }

  .parts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 14em), 1fr));
    gap: 0 calc(var(--_space) * 8);
    margin-block-start: calc(var(--_space) * 1.5);
    font-size: 0.9em;
  }

  .parts li {
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 3);
    align-items: center;
    justify-content: space-between;
    padding-block: var(--_space);
  }

  .parts .state {
    flex: none;
    max-inline-size: 100%;
    font-weight: 400;
  }

  .part-name {
    min-inline-size: 0;
    color: var(--_muted);
    overflow-wrap: break-word;
  }

  .button {
    min-block-size: var(--_line);
    padding-inline: calc(var(--_space) * 3.5);
    font-size: 0.9em;
  }

  .details .button {
    margin-block: calc(var(--_space) * -1.5);
    margin-inline: calc(var(--_space) * -3.5) calc(var(--_space) * -2);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    margin-block-start: calc(var(--_space) * 2);
  }

  .note {
    grid-column: 1 / -1;
    min-inline-size: 0;
    margin-block-start: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 3) min(calc(var(--_space) * 4), 4cqi);
    border: var(--_border-width) solid color-mix(in oklab, var(--_warning) 30%, var(--_surface));
    border-radius: var(--_radius-small);
    background: var(--_warning-soft);
    overflow-wrap: anywhere;
  }

  .note[data-tone='bad'] {
    border-color: color-mix(in oklab, var(--_danger) 30%, var(--_surface));
    background: var(--_danger-soft);
  }

  .what {
    font-weight: 550;
  }

  .fix {
    margin-block-start: var(--_space);
    font-size: 0.9375em;
    color: color-mix(in oklab, var(--_text) 80%, var(--_muted));
  }

  .problems {
    margin-block-start: var(--_space);
    padding-inline-start: 1.25em;
    list-style: disc;
    font-size: 0.9375em;
  }

  .details {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space) calc(var(--_space) * 3);
    align-items: center;
    justify-content: space-between;
    margin-block-start: calc(var(--_space) * 2);
  }

  code {
    font-family: var(--_font-mono);
    font-size: 0.875em;
    user-select: all;
  }

  /* What stands below the rows, one under the other. */
  .block {
    padding: calc(var(--_space) * 2) var(--_inset) calc(var(--_space) * 4);
    border-block-start: var(--_border-width) solid var(--_border);
  }

  .block-head {
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 3);
    align-items: center;
    justify-content: space-between;
  }

  .block-head + * {
    margin-block-start: var(--_space);
  }

  .block-head > .fact {
    margin-inline-end: auto;
  }

  .button[aria-disabled='true'] {
    color: var(--_muted);
    cursor: default;
  }

  .fold {
    padding-block-end: calc(var(--_space) * 2);
  }

  .fold[open] {
    padding-block-end: calc(var(--_space) * 5);
  }

  .fold > summary {
    display: flex;
    gap: calc(var(--_space) * 2);
    justify-content: space-between;
    min-block-size: var(--_line);
    border-radius: var(--_radius-small);
    align-items: center;
    cursor: pointer;
    list-style: none;
  }

  .configuration {
    background: var(--_surface-sunken);
  }

  .trips {
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 2.5);
    align-items: center;
  }

  .trips > .fact {
    flex: 1 1 11em;
    min-inline-size: 0;
    overflow-wrap: break-word;
  }

  .line-of-trips {
    flex: none;
    inline-size: 4.25em;
    block-size: 1.2em;
    color: var(--_accent);
  }

  .figures {
    display: grid;
    gap: calc(var(--_space) * 1.5) calc(var(--_space) * 6);
    margin-block-start: var(--_space);
    font-size: 0.9em;
  }

  .figures > div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 3);
    justify-content: space-between;
  }

  dt {
    color: var(--_muted);
  }

  .figures dt::first-letter {
    text-transform: uppercase;
  }

  dd {
    min-inline-size: 0;
    font-family: var(--_font-mono);
    font-size: 0.95em;
    text-align: end;
    overflow-wrap: anywhere;
  }

  .absent {
    padding: calc(var(--_space) * 4) var(--_inset);
  }

  details:not(.fold) > summary {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 3);
    align-items: center;
    min-block-size: 2.25em;
    padding: var(--_space) calc(var(--_space) * 3.5);
    border: var(--_border-width) solid var(--_border);
    border-radius: 1.125em;
    background: var(--_surface);
    font-size: 0.9375em;
    cursor: pointer;
    list-style: none;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  summary::after {
    inline-size: 0.4em;
    block-size: 0.4em;
    margin-block-start: -0.2em;
    border: solid var(--_muted);
    border-width: 0 1.5px 1.5px 0;
    rotate: 45deg;
    content: '';
  }

  [open] > summary::after {
    margin-block-start: 0.2em;
    rotate: 225deg;
  }

  details:not(.fold) > summary:hover {
    border-color: var(--_border-strong);
  }

  .row:focus-visible,
  summary:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  .row:focus-visible {
    outline-offset: -3px;
    border-radius: var(--_radius-small);
  }

  details > .panel {
    margin-block-start: calc(var(--_space) * 2);
  }

  /* In em, which is the host's: what counts is how many letters fit. */
  @container (18em <= inline-size < 36em) {
    /* A name beside one button; two buttons go below. */
    .row:not(:has(.button + .button)) {
      grid-template-columns: minmax(0, 1fr) auto;

      .says {
        grid-row: 2;
        grid-column: 1 / -1;
      }

      .actions {
        grid-row: 1;
        grid-column: 2;
        margin-block-start: 0;
      }
    }
  }

  @container (inline-size >= 36em) {
    .row {
      grid-template-columns: 9.5em minmax(0, 1fr) auto;
    }

    .says {
      grid-row: 1;
      grid-column: 2;
    }

    .line {
      min-block-size: var(--_line);
    }

    .row:not(:has(.sentence, .parts, .note, .trips)) {
      padding-block-end: calc(var(--_space) * 2);
    }

    .actions {
      grid-row: 1;
      grid-column: 3;
      justify-content: flex-end;
      margin-block-start: 0;
    }

    .note {
      grid-column: 2 / -1;
    }

    .figures {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }

  @media (forced-colors: active) {
    /* Every button has a border then, which must not lie on words or on the frame. */
    .details .button {
      margin: 0;
    }

    .state > .icon,
    .state > .spinner,
    .line-of-trips {
      color: CanvasText;
    }
  }
`;
