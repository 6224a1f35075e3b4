/** The looks of the card and of what stands in the shadow tree around the form. */
import { css } from 'lit';
import { noticeStyles } from './notice-styles.js';

export const cardStyles = css`
  /* A container has no width of its content, which a flex or grid parent would ask for. */
  :host {
    display: block;
    inline-size: 100%;
    max-inline-size: 25rem;
    container-type: inline-size;
  }

  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 5);
    padding: min(calc(var(--_space) * 7), 7cqi);
    border: var(--_border-width) solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }

  .heading,
  .sentence,
  .divider,
  .toggle {
    margin: 0;
  }

  .heading {
    font-size: 1.4em;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.015em;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }

  .heading:focus {
    outline: none;
  }

  .status {
    display: grid;
    gap: calc(var(--_space) * 3);
  }

  /* There for what comes later; it takes no room, and no gap of the card, until then. */
  .status:not(:has(*)) {
    position: absolute;
  }

  .sentence {
    color: var(--_muted);
  }

  .alternatives {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 2.5);
  }

  .alternatives[hidden] {
    display: none;
  }

  .alternatives ::slotted(:is(a, button)) {
    display: flex;
    box-sizing: border-box;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 2);
    inline-size: 100%;
    min-block-size: max(2.75em, 40px);
    margin: 0;
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 3);
    border: var(--_border-width) solid var(--_border-strong);
    border-radius: var(--_radius-small);
    background: var(--_surface-raised);
    color: var(--_text);
    font: inherit;
    font-weight: 550;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
  }

  .alternatives ::slotted(:is(a, button):hover) {
    background: color-mix(in oklab, var(--_text) 5%, var(--_surface-raised));
  }

  .alternatives ::slotted(:is(a, button):focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  .divider {
    display: flex;
    gap: calc(var(--_space) * 3);
    align-items: center;
    color: var(--_muted);
    font-size: 0.875em;
  }

  .divider::before,
  .divider::after {
    content: '';
    flex: 1;
    border-block-start: var(--_border-width) solid var(--_border);
  }

  ::slotted([slot='legal']),
  ::slotted([slot='footer']) {
    margin: 0;
    color: var(--_muted);
    font-size: 0.875em;
  }

  ::slotted([slot='legal']) {
    margin-block-start: calc(var(--_space) * -1.5);
  }

  .toggle {
    margin-block: calc(var(--_space) * -2.5);
    text-align: center;
  }

  .toggle .link {
    min-block-size: max(2.75em, 40px);
    padding: var(--_space) calc(var(--_space) * 2);
    border: 0;
    background: none;
    font: inherit;
    font-size: 0.9375em;
    cursor: pointer;
  }

  ${noticeStyles}
`;
