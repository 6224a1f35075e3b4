/** The provider has no look of its own; only its refusal of settings has one. */
import { css } from 'lit';

export const providerStyles = css`
  :host {
    display: contents;
  }

  .fault {
    margin: 0 0 calc(var(--_space) * 4);
    padding: calc(var(--_space) * 4) calc(var(--_space) * 5);
    border: var(--_border-width) solid color-mix(in oklab, var(--_danger) 35%, var(--_border));
    border-inline-start: 4px solid var(--_danger);
    border-radius: var(--_radius-small);
    background: var(--_danger-soft);
    color: var(--_text);
    font: var(--_font-size) / 1.5 var(--_font);
    text-align: start;
    overflow-wrap: anywhere;
  }

  .fault p {
    margin: 0;
    font-weight: 600;
  }

  .fault ul {
    margin: calc(var(--_space) * 2) 0 0;
    padding-inline-start: 1.25em;
  }

  .fault li {
    margin-block: var(--_space);
    font-family: var(--_font-mono);
    font-size: 0.9em;
  }
`;
