/** The looks of the account and its menu, in the shadow tree. */
import { css } from 'lit';

export const accountStyles = css`
  :host(:state(signed-in)) .card {
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 2);
  }

  .account-button {
    anchor-name: --account;
    inline-size: 100%;
    justify-content: flex-start;
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 2);
    text-align: start;
  }

  .avatar {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2.5em;
    block-size: 2.5em;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
    font-weight: 650;
  }

  .person {
    display: grid;
    flex: 1;
    justify-items: start;
    min-inline-size: 0;
    line-height: 1.35;
  }

  .name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .email {
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 400;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
  }

  /* The menu has all of it. */
  .person .email {
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .account-button > .icon {
    color: var(--_muted);
    transition: rotate var(--_fast);
  }

  .account:has(:popover-open) .account-button > .icon {
    rotate: 180deg;
  }

  .menu {
    min-inline-size: min(16em, 84vw);
    max-inline-size: 92vw;
    max-block-size: min(26em, 90vh);
    padding: calc(var(--_space) * 1.5);
    border: var(--_border-width) solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface-raised);
    color: var(--_text);
    box-shadow: var(--_shadow);
    overflow: auto;
    overscroll-behavior: contain;
  }

  /* Elsewhere it stands in the middle of the window, as a popover does by itself. */
  @supports (position-area: block-end span-inline-end) {
    .menu {
      position-anchor: --account;
      position-area: self-block-end span-self-inline-end;
      position-try-fallbacks:
        flip-block,
        flip-inline,
        flip-block flip-inline;
      inset: auto;
      min-inline-size: max(anchor-size(self-inline), min(16em, 84vw));
      margin: calc(var(--_space) * 1.5) 0;
    }
  }

  .menu-person {
    display: grid;
    justify-items: start;
    margin: 0 0 calc(var(--_space) * 1.5);
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 2.5) calc(var(--_space) * 3);
    border-block-end: var(--_border-width) solid var(--_border);
    color: var(--_muted);
    font-size: 0.875em;
  }

  .menu-person .email {
    color: var(--_text);
    font-size: inherit;
    font-weight: 550;
  }

  .sign-out,
  .menu ::slotted(:is(a, button)) {
    display: flex;
    box-sizing: border-box;
    align-items: center;
    justify-content: flex-start;
    inline-size: 100%;
    min-block-size: max(2.5em, 40px);
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 2.5);
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    text-decoration: none;
    cursor: pointer;
  }

  .menu ::slotted(:is(a, button):hover) {
    background: color-mix(in oklab, var(--_text) 7%, transparent);
  }

  .menu ::slotted(:is(a, button):focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }

  .sign-out:focus-visible {
    outline-offset: -2px;
  }

  .account-button:focus-visible {
    outline-offset: 0;
  }

  @container (inline-size < 14em) {
    .account-button .avatar {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .avatar {
      border: 1px solid CanvasText;
    }
  }
`;
