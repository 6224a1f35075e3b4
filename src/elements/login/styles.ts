/**
 * The looks of `<miptech-login>`: the card in the shadow tree, and the form in the light tree, whose
 * rules stand nested in the tag. Both read the tokens that the host hands down.
 */
import { css } from 'lit';

export const cardStyles = css`
  /* A container has no width of its content, which a flex or grid parent would ask for. */
  :host {
    display: block;
    inline-size: 100%;
    max-inline-size: 25rem;
    container-type: inline-size;
  }

  [part='card'] {
    display: grid;
    gap: calc(var(--_space) * 5);
    padding: min(calc(var(--_space) * 7), 7cqi);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
`;

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

  p,
  h2 {
    margin: 0;
  }

  .miptech-heading {
    font-size: 1.4em;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.015em;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }

  .miptech-heading:focus,
  .miptech-refusal:focus,
  .miptech-account:focus {
    outline: none;
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

  .miptech-notice {
    display: flex;
    gap: calc(var(--_space) * 2.5);
    align-items: flex-start;
    padding: calc(var(--_space) * 3) min(calc(var(--_space) * 3), 4cqi);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface-sunken);
    font-size: 0.9375em;
    overflow-wrap: break-word;
  }

  .miptech-notice > :last-child {
    min-inline-size: 0;
  }

  .miptech-notice .icon {
    margin-block-start: 0.1em;
    color: var(--_muted);
  }

  .miptech-refusal {
    border-color: color-mix(in oklab, var(--_danger) 35%, var(--_surface));
    background: var(--_danger-soft);
  }

  .miptech-refusal .icon {
    color: var(--_danger);
  }

  .miptech-remark {
    margin-block-start: var(--_space);
    color: var(--_muted);
  }

  .button {
    min-block-size: max(2.75em, 40px);
  }

  .miptech-submit {
    inline-size: 100%;
    margin-block-start: var(--_space);
  }

  .miptech-submit[aria-disabled='true'] {
    cursor: progress;
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

  .miptech-toggle {
    text-align: center;
  }

  .miptech-toggle .link {
    min-block-size: max(2.75em, 40px);
    margin-block: calc(var(--_space) * -1.5);
    padding: var(--_space) calc(var(--_space) * 2);
    border: 0;
    background: none;
    font: inherit;
    font-size: 0.9375em;
    cursor: pointer;
  }

  .miptech-account {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 3);
    align-items: center;
  }

  .miptech-avatar {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2.75em;
    block-size: 2.75em;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
    font-weight: 650;
  }

  .miptech-person {
    flex: 1 1 8em;
    min-inline-size: 0;
    line-height: 1.35;
  }

  .miptech-name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .miptech-email {
    color: var(--_muted);
    font-size: 0.875em;
    overflow-wrap: anywhere;
  }

  @container (inline-size < 24em) {
    .miptech-account .button {
      flex-basis: 100%;
    }
  }

  @media (forced-colors: active) {
    .miptech-notice .icon,
    .miptech-refusal .icon {
      color: CanvasText;
    }

    .miptech-avatar {
      border: 1px solid CanvasText;
    }
  }
`;
