/** The look of the part in which a message is written. */
import { css } from 'lit';

export const composerStyles = css`
  .composer,
  .closed {
    flex: none;
    inline-size: 100%;
    max-inline-size: calc(var(--_measure) + 2 * var(--_gutter));
    margin-inline: auto;
    padding: 0 var(--_gutter) calc(var(--_space) * 4);
  }

  /* With large text, what is said around the field can be longer than the whole chat is high. The
     room above is for the ring around the field, which would be cut off. */
  .composer {
    flex: 0 1 auto;
    margin-block-start: -4px;
    padding-block-start: 4px;
    overflow-y: auto;
  }

  .field {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    justify-content: flex-end;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 1.5);
    padding-inline-start: calc(var(--_space) * 4);
    border: var(--_border-width) solid var(--_border-strong);
    border-radius: calc(var(--_radius) * 1.4);
    background: var(--_surface);
    transition:
      border-color var(--_fast),
      box-shadow var(--_fast);
  }

  .field:focus-within {
    border-color: var(--_focus);
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--_focus) 20%, transparent);
  }

  /* With large text on a small screen the buttons go below, and the words keep their room. */
  textarea {
    flex: 1 1 5em;
    min-inline-size: 0;
    min-block-size: 2.5em;
    max-block-size: min(12em, 40dvh);
    margin: 0;
    padding: 0.5em 0;
    border: 0;
    outline: none;
    background: none;
    color: inherit;
    font: inherit;
    resize: none;
    overflow-y: auto;
    field-sizing: content;
    scrollbar-width: thin;
  }

  /* An empty field with dir=auto is left to right, whatever its placeholder is. */
  textarea:placeholder-shown {
    direction: inherit;
    unicode-bidi: normal;
  }

  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  .buttons {
    display: flex;
    flex: none;
    gap: calc(var(--_space) * 1.5);
  }

  .send,
  .stop {
    flex: none;
    inline-size: 2.5em;
    padding: 0;
    border-radius: var(--_radius);
  }

  /* Many answers are over before this; in the place of “Send” it is there at once. */
  .stop:not(:last-child) {
    animation: fade-in 160ms 160ms both;
  }

  .editing {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 calc(var(--_space) * 2);
    padding: 0 calc(var(--_space) * 1) calc(var(--_space) * 1) calc(var(--_space) * 4);
    color: var(--_muted);
    font-size: 0.85em;
  }

  .editing p {
    flex: 1 1 min(12em, 100% - 3em);
    color: var(--_text);
  }

  .editing span {
    color: var(--_muted);
  }

  .editing .icon {
    inline-size: 1.2em;
    block-size: 1.2em;
  }

  @keyframes fade-in {
    from {
      opacity: 0;
    }
  }

  .notes {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    column-gap: calc(var(--_space) * 2);
  }

  .hint,
  .length,
  .refusal {
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 4) 0;
    color: var(--_muted);
    font-size: 0.85em;
    font-variant-numeric: tabular-nums;
  }

  .length {
    margin-inline-start: auto;
  }

  .length.over {
    color: var(--_danger);
    font-weight: 550;
  }

  .hint {
    animation: unroll 200ms 1s both;
  }

  .hint:empty {
    display: none;
  }

  @keyframes unroll {
    from {
      max-block-size: 0;
      padding-block: 0;
      opacity: 0;
    }
  }

  .refusal {
    padding: 0 calc(var(--_space) * 4) calc(var(--_space) * 1.5);
    color: var(--_danger);
  }

  .closed {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 2);
    padding-block: calc(var(--_space) * 4);
    border-block-start: var(--_border-width) solid var(--_border);
    color: var(--_muted);
  }

  @media (forced-colors: active) {
    .field:focus-within {
      outline: 2px solid Highlight;
      outline-offset: 1px;
    }

    .send {
      border: 1px solid ButtonText;
    }
  }
`;
