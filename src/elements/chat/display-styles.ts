/** The look of the forms that are not in the flow of the page, of the launcher, and of a slotted sign-in. */
import { css } from 'lit';

const places = css`
  :host {
    --_layer: var(--miptech-chat-z-index, 1000);
    --_launcher: var(--miptech-chat-launcher-size, clamp(48px, 3.5em, 72px));
    --_edge: calc(
      var(--miptech-chat-offset-inline, max(1.25rem, 16px)) +
        max(env(safe-area-inset-left, 0px), env(safe-area-inset-right, 0px))
    );
    --_foot: calc(
      var(--miptech-chat-offset-block, max(1.25rem, 16px)) + env(safe-area-inset-bottom, 0px)
    );
    --_over: calc(var(--_foot) + var(--_launcher) + var(--_space) * 3);
  }

  /* A page's own size for the element is for its inline form. */
  :host([display='full' i]) {
    position: fixed !important;
    inset: 0 !important;
    z-index: var(--_layer);
    inline-size: 100% !important;
    max-inline-size: none !important;
    block-size: 100dvh !important;
    min-block-size: 0 !important;
    max-block-size: none !important;
    margin: 0 !important;
  }

  /* Its parts have places of their own: a box of the element would only be in the way of the page. */
  :host([display='floating' i]:not([hidden])) {
    display: contents !important;
  }

  .frame.full,
  .frame.filling {
    padding-block: max(env(safe-area-inset-top, 0px), var(--_above, 0px))
      max(env(safe-area-inset-bottom, 0px), var(--_covered, 0px));
    padding-inline: max(env(safe-area-inset-left, 0px), env(safe-area-inset-right, 0px));
    border: 0;
    border-radius: 0;
    box-shadow: none;
  }

  .frame.floating {
    position: fixed;
    z-index: var(--_layer);
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    color: inherit;
    animation: come-in 180ms cubic-bezier(0.2, 0, 0, 1);
  }

  .frame.beside {
    inset: auto;
    inset-inline-end: var(--_edge);
    inset-block-end: max(var(--_over), var(--_covered, 0px) + var(--_space) * 3);
    inline-size: min(var(--miptech-chat-panel-inline-size, 25rem), 100vw - 2 * var(--_edge));
    block-size: min(
      var(--miptech-chat-panel-block-size, 42rem),
      100dvh - var(--_above, 0px) - var(--_space) *
        4 - max(var(--_over), var(--_covered, 0px) + var(--_space) * 3)
    );
    padding: 0;
  }

  .frame.filling {
    inset: 0;
    inline-size: 100%;
    block-size: 100dvh;
  }

  .frame.floating::backdrop {
    display: none;
  }

  /* The buttons stand together, however many there are. */
  h2 {
    flex: 1;
  }

  .close {
    flex: none;
    inline-size: max(2em, 32px);
    min-block-size: max(2em, 32px);
    padding: 0;
    color: var(--_muted);
  }

  .close:hover {
    color: var(--_text);
  }

  @keyframes come-in {
    from {
      opacity: 0;
      translate: 0 10px;
    }
  }
`;

const launcher = css`
  .launcher {
    position: fixed;
    z-index: var(--_layer);
    inset-block-end: var(--_foot);
    inset-inline-end: var(--_edge);
    display: grid;
    place-items: center;
    inline-size: var(--_launcher);
    block-size: var(--_launcher);
    margin: 0;
    padding: 0;
    border: var(--_border-width) solid transparent;
    border-radius: var(--miptech-chat-launcher-radius, 50%);
    background: var(--miptech-chat-launcher, var(--_accent));
    color: var(--miptech-chat-on-launcher, var(--_on-accent));
    font: inherit;
    box-shadow: var(--_shadow);
    cursor: pointer;
    transition:
      background-color var(--_fast),
      scale var(--_fast);
  }

  .launcher:hover {
    background: color-mix(in oklab, var(--_text) 14%, var(--miptech-chat-launcher, var(--_accent)));
  }

  .launcher:active {
    scale: 0.96;
  }

  .launcher:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 3px;
  }

  .launcher .icon,
  .launcher ::slotted(*) {
    inline-size: calc(var(--_launcher) * 0.45);
    block-size: calc(var(--_launcher) * 0.45);
    object-fit: contain;
    pointer-events: none;
  }

  .badge {
    position: absolute;
    inset-block-start: -0.25em;
    inset-inline-end: -0.25em;
    min-inline-size: 1.75em;
    padding-inline: 0.45em;
    border: 2px solid var(--_surface);
    border-radius: 1em;
    background: var(--miptech-chat-badge, var(--_danger));
    color: var(--miptech-chat-on-badge, var(--_surface));
    font-size: 0.8em;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    line-height: 1.5;
    text-align: center;
    animation: come-in 180ms;
  }

  @media (forced-colors: active) {
    .launcher {
      border: 2px solid ButtonText;
    }

    .badge {
      border-color: CanvasText;
    }
  }

  @media print {
    .launcher,
    .frame.floating {
      display: none !important;
    }

    :host([display='full' i]) {
      position: static !important;
    }
  }
`;

const signIn = css`
  .blank ::slotted([slot='signed-out']),
  .sign-in::slotted(*) {
    /* What stands on the chat's own surface needs no shadow. */
    --miptech-shadow: none;
    inline-size: 100%;
    max-inline-size: 25rem;
    text-align: start;
  }

  /* The conversation above keeps some of the room. */
  .sign-in {
    display: block;
    flex: 0 1 auto;
    min-block-size: 0;
    max-block-size: 75%;
    overflow: hidden auto;
  }

  .sign-in::slotted(*) {
    inline-size: calc(100% - 2 * var(--_space) * 3);
    margin: calc(var(--_space) * 2) auto calc(var(--_space) * 4);
  }
`;

export const displayStyles = [places, launcher, signIn];
