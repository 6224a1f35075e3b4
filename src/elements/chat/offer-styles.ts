/** The look of suggestions, the page's own in the slot included. */
import { css } from 'lit';

export const offerStyles = css`
  .suggestions {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: calc(var(--_space) * 2);
    max-inline-size: min(100%, 40em);
    margin-block-start: calc(var(--_space) * 4);
  }

  .suggestions.next {
    justify-content: flex-start;
    margin-block-start: calc(var(--_space) * 3);
  }

  .suggestion,
  .suggestions ::slotted(button) {
    max-inline-size: 100%;
    min-block-size: max(2.5em, 40px);
    padding: calc(var(--_space) * 1.75) calc(var(--_space) * 3.5);
    border: var(--_border-width) solid var(--_border);
    border-radius: 1.4em;
    background: var(--_surface-raised);
    color: var(--_text);
    font: inherit;
    font-size: 0.9375em;
    font-weight: 500;
    line-height: 1.3;
    text-align: start;
    text-wrap: pretty;
    overflow-wrap: anywhere;
    cursor: pointer;
    animation: fade-in 200ms both;
  }

  .suggestions ::slotted(button:hover) {
    background: color-mix(in oklab, var(--_text) 5%, var(--_surface-raised));
    border-color: color-mix(in oklab, var(--_text) 22%, var(--_border));
  }

  .suggestions ::slotted(:focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  @media (pointer: coarse) {
    .suggestion,
    .suggestions ::slotted(button) {
      min-block-size: max(2.75em, 44px);
    }
  }

  @media (forced-colors: active) {
    .suggestion,
    .suggestions ::slotted(button) {
      border-color: ButtonText;
    }
  }
`;
