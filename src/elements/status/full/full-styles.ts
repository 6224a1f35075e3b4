/** The look of what `<miptech-status>` loads on first use: checks, statistics and journal. */
import type { CSSResult } from 'lit';
import { css } from './borrowed.js';

export const fullStyles = (): CSSResult => css`
  ol {
    margin: 0;
    padding: 0;
    list-style: '';
  }

  h4 {
    margin: 0;
    font-size: 1em;
    line-height: 1.5;
  }

  .sub-name {
    margin-block-start: calc(var(--_space) * 4);
    font-size: 0.9em;
    font-weight: 600;
  }

  /* Checks */

  .progress {
    display: flex;
    gap: calc(var(--_space) * 3);
    align-items: center;
    min-block-size: 1.5em;
  }

  progress {
    flex: 1;
    min-inline-size: 0;
    max-inline-size: 20em;
    block-size: 0.5em;
    accent-color: var(--_accent);
  }

  .summary {
    font-weight: 550;
  }

  .checks {
    margin-block-start: calc(var(--_space) * 2);
  }

  .check {
    padding-block: calc(var(--_space) * 2);
  }

  .check + .check {
    border-block-start: var(--_border-width) solid var(--_border);
  }

  .check-line {
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 3);
    align-items: center;
  }

  .check-name {
    flex: 1 1 8em;
    min-inline-size: 0;
    font-weight: 500;
    overflow-wrap: break-word;
  }

  .check-line .state {
    flex: none;
    max-inline-size: 100%;
    font-size: 0.9375em;
    font-weight: 400;
  }

  .check:is([data-outcome='failed'], [data-outcome='warned']) :is(.check-name, .state) {
    font-weight: 600;
  }

  .check:is([data-outcome='waiting'], [data-outcome='skipped']) .state {
    color: var(--_muted);
  }

  .check-line .fact {
    min-inline-size: 4em;
    text-align: end;
  }

  .check:is([data-outcome='waiting'], [data-outcome='skipped']) .check-name {
    color: var(--_muted);
    font-weight: 400;
  }

  .check .fix {
    overflow-wrap: anywhere;
    margin-block-start: calc(var(--_space) * 0.5);
  }

  .check:is([data-outcome='failed'], [data-outcome='warned']) :is(.sentence, .fix) {
    color: var(--_text);
  }

  .check[data-outcome='failed'] {
    padding-inline-start: calc(var(--_space) * 3);
    border-inline-start: 3px solid var(--_danger);
  }

  .check[data-outcome='warned'] {
    padding-inline-start: calc(var(--_space) * 3);
    border-inline-start: 3px solid var(--_warning);
  }

  .evidence {
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 4);
    margin-block-start: calc(var(--_space) * 0.5);
    font-size: 0.85em;
  }

  .evidence > div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 1.5);
    min-inline-size: 0;
  }

  .evidence dd {
    text-align: start;
  }

  .more {
    display: inline-flex;
    gap: var(--_space);
    align-items: center;
    min-block-size: 24px;
    font-size: 0.9em;
  }

  .more .icon {
    inline-size: 1em;
    block-size: 1em;
  }

  /* The journal */

  .journal-tools {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 9.5em), 1fr));
    gap: calc(var(--_space) * 2) calc(var(--_space) * 3);
    align-items: end;
    margin-block-start: calc(var(--_space) * 3);
  }

  .field {
    display: grid;
    gap: calc(var(--_space) * 0.5);
    min-inline-size: 0;
    color: var(--_muted);
    font-size: 0.85em;
  }

  .field .input {
    min-block-size: max(2.5em, 40px);
    min-inline-size: 0;
    padding-block: var(--_space);
    padding-inline: calc(var(--_space) * 2.5);
    font-size: 1.06em;
  }

  .journal-buttons {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    grid-column: 1 / -1;
  }

  .button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }

  .count {
    margin-block-start: calc(var(--_space) * 3);
  }

  .entries {
    max-block-size: 26em;
    margin-block-start: calc(var(--_space) * 1.5);
    border: var(--_border-width) solid var(--_border);
    border-radius: var(--_radius-small);
    overflow: hidden auto;
    overscroll-behavior-block: contain;
    background: var(--_surface);
    font-size: 0.85em;
  }

  .entry {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 2.5em;
  }

  .entry + .entry {
    border-block-start: var(--_border-width) solid var(--_border);
  }

  .entry-line {
    display: grid;
    grid-template-columns: auto auto minmax(0, 1fr) auto;
    gap: 0 calc(var(--_space) * 2.5);
    align-items: baseline;
    inline-size: 100%;
    min-block-size: max(2.25em, 28px);
    margin: 0;
    padding: calc(var(--_space) * 1) calc(var(--_space) * 3);
    border: 0;
    background: transparent;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }

  .entry-line:hover {
    background: color-mix(in oklab, var(--_text) 5%, transparent);
  }

  .entry-line:focus-visible,
  .entries:focus-visible,
  .fold > summary:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }

  .stamp {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  .mark {
    inline-size: 3.4em;
    color: var(--_muted);
  }

  [data-level='warn'] .mark {
    color: var(--_warning);
    font-weight: 600;
  }

  [data-level='error'] .mark {
    color: var(--_danger);
    font-weight: 600;
  }

  .entry-name {
    min-inline-size: 0;
    font-family: var(--_font-mono);
    font-size: 0.95em;
    overflow-wrap: anywhere;
  }

  .kind {
    color: var(--_muted);
  }

  .detail {
    display: grid;
    gap: var(--_space);
    padding: calc(var(--_space) * 1) calc(var(--_space) * 3) calc(var(--_space) * 3);
    font-size: 1em;
  }

  .detail > div {
    display: grid;
    grid-template-columns: minmax(0, 10em) minmax(0, 1fr);
    gap: 0 calc(var(--_space) * 3);
  }

  .detail dt {
    overflow-wrap: anywhere;
  }

  .detail dd {
    text-align: start;
    white-space: pre-wrap;
  }

  .report {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    margin-block-start: calc(var(--_space) * 3);
  }

  @media (forced-colors: active) {
    .button[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: -3px;
    }
  }

  @container (inline-size < 30em) {
    .entry-line {
      grid-template-columns: auto auto 1fr;
    }

    .entry-name {
      grid-row: 2;
      grid-column: 1 / -1;
    }

    .kind {
      text-align: end;
    }

    .detail > div {
      grid-template-columns: minmax(0, 1fr);
    }

    .check-line .fact {
      display: none;
    }
  }
`;
