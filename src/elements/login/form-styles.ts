/**
 * The looks of what stands in the light tree, whose rules are nested in the tag. They read the tokens
 * that the host hands down.
 */
import { css } from 'lit';
import { noticeStyles } from './notice-styles.js';

export const formStyles = css`
  & {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 4);
    min-inline-size: 0;
  }

  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 4.5);
    min-inline-size: 0;
    margin: 0;
  }

  p {
    margin: 0;
  }

  .miptech-field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 1.5);
    min-inline-size: 0;
  }

  .miptech-label {
    font-size: 0.9em;
    font-weight: 550;
  }

  .miptech-control {
    position: relative;
  }

  .miptech-control:has(.miptech-reveal) .input {
    padding-inline-end: 3em;
  }

  .input {
    cursor: text;
  }

  /* An address keeps its own direction on a page that runs from right to left. */
  .input:not([autocomplete='name']) {
    unicode-bidi: plaintext;
  }

  .input::-ms-reveal {
    display: none;
  }

  .input:autofill {
    box-shadow: inset 0 0 0 4em var(--_accent-soft);
    -webkit-text-fill-color: var(--_text);
    caret-color: var(--_text);
  }

  .miptech-reveal {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0;
    inline-size: 2.75em;
    padding: 0;
    color: var(--_muted);
  }

  .miptech-reveal:hover,
  .miptech-reveal[aria-pressed='true'] {
    color: var(--_text);
  }

  .miptech-hint,
  .miptech-caps {
    color: var(--_muted);
    font-size: 0.875em;
  }

  .miptech-caps:not(:has(span)) {
    position: absolute;
  }

  .miptech-problem {
    display: flex;
    gap: calc(var(--_space) * 1.5);
    align-items: flex-start;
    color: var(--_danger);
    font-size: 0.875em;
    overflow-wrap: anywhere;
  }

  .miptech-forgot {
    font-size: 0.9em;
  }

  .miptech-forgot .link {
    display: inline-block;
    padding-block: max(0.2em, 4px);
  }

  .button {
    min-block-size: max(2.75em, 40px);
  }

  .miptech-submit,
  .miptech-sign-on {
    inline-size: 100%;
    padding-inline: calc(var(--_space) * 3);
    text-wrap: balance;
  }

  .miptech-submit:not(.primary) {
    border-color: var(--_border-strong);
  }

  .miptech-submit {
    margin-block-start: var(--_space);
  }

  .button[aria-disabled='true'] {
    cursor: progress;
  }

  .button:has(.miptech-pause) {
    background: color-mix(in oklab, var(--_text) 8%, var(--_surface));
    border-color: transparent;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
    cursor: default;
  }

  @media (forced-colors: active) {
    .button[aria-disabled='true'] {
      border-color: GrayText;
      color: GrayText;
    }
  }

  .miptech-spinner {
    flex: none;
    inline-size: 1em;
    block-size: 1em;
    border: 2px solid color-mix(in oklab, currentColor 35%, transparent);
    border-block-start-color: currentColor;
    border-radius: 50%;
    animation: miptech-spin 800ms linear infinite;
  }

  ${noticeStyles}
`;
